"""The style picture made ready to be cut up: at the scale at which its marks fit the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import frame
from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import Frame
from studio.art.styles.patch.places import Correspondence

if TYPE_CHECKING:
    from studio.core.picture import Pixels

LONGEST = 2.5  # of the sides of a style: what is beyond, of panoramas and scrolls, is left away
SMALL = 256  # a style of fewer pixels is a swatch: it is not blown up to the size of the picture


def side_of(pixels: NDArray[np.generic]) -> float:
    """The length that sizes relate to: the short side, but not less than a quarter of the long one."""
    h, w = pixels.shape[:2]
    return float(max(min(h, w), max(h, w) / 4))


def trimmed(style: Pixels) -> Pixels:
    """The middle of a very long style."""
    h, w = style.shape[:2]
    most = max(16, round(min(h, w) * LONGEST))
    top, left = max(0, h - most) // 2, max(0, w - most) // 2
    return style[top : top + most, left : left + most]


def share(style: Pixels) -> float:
    """How large the style is beside the picture: 1, or less if it is a small swatch."""
    return min(1.0, side_of(style) / SMALL)


def at_side(style: Pixels, side: float) -> Floats:
    """float32 (h, w, 3): the trimmed `style` with a side of `side` pixels, enlarged if need be."""
    rgb = frame.style_rgb(style, side)
    k = side / side_of(rgb)
    if k <= 1.02:
        return rgb
    h, w = rgb.shape[:2]
    size = max(16, round(w * k)), max(16, round(h * k))
    large = cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC)
    return f32(np.clip(large, 0, 1))


def pixels_at(style: Pixels, side: float) -> NDArray[np.uint8]:
    """uint8 (h, w, 3): the trimmed `style`, reduced to `side`, never enlarged."""
    return (frame.style_rgb(style, side) * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def part_of(found: Correspondence, sitter: Frame) -> Correspondence:
    """The field of the overview of `sitter`, for the part of the picture that it shows, at the overview's scale."""
    k = sitter.overview.side / sitter.side
    return found.cut(sitter.rect, max(1, round(sitter.size[0] * k)), max(1, round(sitter.size[1] * k)))
