"""Choosing a color: perceptual coordinates and the widgets that show them."""
