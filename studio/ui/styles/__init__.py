"""The page on which two styles are compared."""
