"""The canvas: where the picture is seen and painted."""
