"""The Models page: what models there are, what they are, how they are computed."""
