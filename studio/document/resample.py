"""Smaller versions of pictures and stacks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PIL import Image

from studio.core.picture import Pixels
from studio.document.compositor import composite
from studio.document.layer import Layer
from studio.document.raster import Rect, to_pixels

_BAND = 1024
"""Rows composited at a time, so that a thumbnail of a huge picture needs little memory."""


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Straight RGBA to another size by Lanczos on premultiplied values: transparent pixels lend no color."""
    if (pixels.shape[1], pixels.shape[0]) == (width, height):
        return pixels
    image = Image.fromarray(np.ascontiguousarray(pixels), "RGBA").convert("RGBa")
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0).convert("RGBA"))


def fitted(pixels: Pixels, width: int, height: int) -> Pixels:
    """`pixels`, shrunk to fit into width x height; never enlarged."""
    h, w = pixels.shape[:2]
    k = min(1.0, width / w, height / h)
    return resized(pixels, max(1, round(w * k)), max(1, round(h * k)))


def thumbnail_of(layers: Iterable[Layer], canvas: Rect, edge: int) -> Pixels:
    """The composited layers with a long side of at most `edge` px: straight RGBA."""
    layers = list(layers)
    _, _, width, height = canvas
    k = min(1.0, edge / max(width, height))
    size = (max(1, round(width * k)), max(1, round(height * k)))
    if k > 0.5:
        return resized(to_pixels(composite(layers, canvas)), *size)
    # Halved by whole factors band by band, then brought to size.
    factor = max(1, int(0.5 / k))
    small_w, small_h = -(-width // factor), -(-height // factor)
    small = np.zeros((small_h, small_w, 4), np.uint8)
    rows = max(factor, _BAND // factor * factor)
    for top in range(0, height, rows):
        raw = composite(layers, (0, top, width, min(rows, height - top)))
        pad = ((0, -raw.shape[0] % factor), (0, -width % factor), (0, 0))
        padded = np.pad(raw, pad, mode="edge")
        blocks = padded.reshape(padded.shape[0] // factor, factor, small_w, factor, 4)
        first = top // factor
        small[first : first + blocks.shape[0]] = blocks.mean((1, 3), dtype=np.float32).astype(np.uint8)
    return resized(to_pixels(small), *size)
