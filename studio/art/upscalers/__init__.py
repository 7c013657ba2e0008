"""Upscalers: networks of the artist's that enlarge pictures."""
