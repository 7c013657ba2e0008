"""numpy <-> QImage. Pictures are straight alpha (RGBA8888); the screen's own format is ARGB32 premultiplied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from studio.core.picture import Pixels


def image_of(pixels: Pixels) -> QImage:
    """A QImage of uint8 (H, W, 4) pixels, without a copy when they are contiguous.

    The image keeps the array alive; when the array is changed, the image changes with it. `QImage.copy()` detaches.
    """
    pixels = np.ascontiguousarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
        raise TypeError(f"a picture is uint8 (H, W, 4), not {pixels.dtype} {pixels.shape}")
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    image.pixels_kept = pixels  # type: ignore[attr-defined]
    return image


def screen_image(pixels: Pixels) -> QImage:
    """An independent premultiplied copy, the format that paints fastest."""
    return image_of(pixels).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def pixels_of(image: QImage) -> Pixels:
    """A copy of any QImage as uint8 (H, W, 4), sRGB, straight alpha. Raises `ValueError` for a null image."""
    if image.isNull():
        raise ValueError("a null image has no pixels")
    space = image.colorSpace()
    if space.isValid():
        from PySide6.QtGui import QColorSpace

        srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
        if space != srgb:
            image = image.convertedToColorSpace(srgb)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()
