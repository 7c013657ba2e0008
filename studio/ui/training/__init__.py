"""The window in which networks are trained."""
