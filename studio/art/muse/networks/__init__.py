"""Networks that learned to write from the grammar."""
