"""Model files: what they are, which there are, and reading them safely."""
