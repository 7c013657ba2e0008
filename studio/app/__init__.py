"""The composition root of the window: the only package that knows all others."""
