"""The pixel format of the document and its conversions.

Tiles are uint8 (h, w, 4) in the byte order of `QImage.Format_ARGB32_Premultiplied` (B, G, R, A on little-endian
machines): the format that QPainter blends fastest. The rest of the program knows only straight RGBA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from studio.core.picture import Pixels

FORMAT = QImage.Format.Format_ARGB32_Premultiplied
Raw = NDArray[np.uint8]
"""uint8 (h, w, 4), ARGB32 premultiplied, C-contiguous."""

Rect = tuple[int, int, int, int]
"""x, y, width, height in document pixels."""


def image_on(raw: Raw) -> QImage:
    """A QImage over the memory of `raw`: painting on it changes the array. Keep `raw` alive while it is used."""
    height, width = raw.shape[:2]
    return QImage(raw.data, width, height, width * 4, FORMAT)


def empty(width: int, height: int) -> Raw:
    """Transparent pixels. The system hands out the memory page by page as it is written."""
    return np.zeros((height, width, 4), np.uint8)


def to_raw(pixels: Pixels) -> Raw:
    """Straight RGBA to premultiplied; a copy."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return _array(image.convertToFormat(FORMAT))


def to_pixels(raw: Raw) -> Pixels:
    """Premultiplied to straight RGBA; a copy. Fully transparent pixels are (0, 0, 0, 0)."""
    raw = np.ascontiguousarray(raw)
    return _array(image_on(raw).convertToFormat(QImage.Format.Format_RGBA8888))


def _array(image: QImage) -> Raw:
    height, width = image.height(), image.width()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, : width * 4].reshape(height, width, 4).copy()


def intersect(a: Rect, b: Rect) -> Rect | None:
    """The common part of two rectangles, or None."""
    x, y = max(a[0], b[0]), max(a[1], b[1])
    right, bottom = min(a[0] + a[2], b[0] + b[2]), min(a[1] + a[3], b[1] + b[3])
    return (x, y, right - x, bottom - y) if right > x and bottom > y else None


def unite(a: Rect | None, b: Rect) -> Rect:
    """The smallest rectangle around both."""
    if a is None:
        return b
    x, y = min(a[0], b[0]), min(a[1], b[1])
    return x, y, max(a[0] + a[2], b[0] + b[2]) - x, max(a[1] + a[3], b[1] + b[3]) - y
