"""A brush: its settings and the stamp that it prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QImage

from studio.core.errors import UserError
from studio.document.raster import Raw, image_on

MAX_SIZE = 2000.0
SUBPIXEL = 4
"""Stamps are made at this many positions within a pixel in each direction."""


LARGE = 160.0
"""px: of the stamps above this size only the last few are kept."""


@dataclass(frozen=True)
class Brush:
    """`size`: diameter in px. `hardness` 0..1: share of the radius that is solid. `opacity` 0..1: the most that one
    stroke covers. `flow` 0..1: what each stamp adds. `spacing` 0.01..2: distance of stamps in sizes. `smoothing`
    0..1: how far the line lags behind to become calm. Pressure may steer size and opacity.
    """

    size: float = 40.0
    hardness: float = 0.6
    opacity: float = 0.9
    flow: float = 0.4
    spacing: float = 0.1
    smoothing: float = 0.0
    pressure_size: bool = True
    pressure_opacity: bool = False
    eraser: bool = False

    def __post_init__(self) -> None:
        for name, value, lo, hi in (
            ("size", self.size, 0.5, MAX_SIZE),
            ("hardness", self.hardness, 0.0, 1.0),
            ("opacity", self.opacity, 0.0, 1.0),
            ("flow", self.flow, 0.01, 1.0),
            ("spacing", self.spacing, 0.01, 2.0),
            ("smoothing", self.smoothing, 0.0, 1.0),
        ):
            if not lo <= value <= hi:
                raise UserError(f"Brush {name} goes from {lo:g} to {hi:g}, not {value:g}.")


@lru_cache(maxsize=1024)
def quantized_size(size: float) -> float:
    """Sizes in steps too small to see, so that stamps can be kept: 1/4 px below 32, then about 1 %."""
    if size < 32:
        return max(0.5, round(size * 4) / 4)
    step = 2.0 ** math.floor(math.log2(size / 64))
    return float(round(size / step) * step)


def coverage(size: float, hardness: float, dx: int, dy: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """The stamp's alpha, float32 (n, n), 0..1, its center dx, dy quarters of a pixel off the middle.

    Solid within hardness * radius, then a raised-cosine falloff to the rim; the rim itself is one pixel soft.
    """
    radius = size / 2
    side = int(np.ceil(size)) + 2
    side += side % 2
    center = side / 2
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) + 0.5
    distance = np.hypot(x - center - dx / SUBPIXEL, y - center - dy / SUBPIXEL)
    solid = radius * hardness
    soft = np.clip((distance - solid) / max(1e-6, radius - solid), 0, 1)
    fall = 0.5 + 0.5 * np.cos(np.pi * soft)
    rim = np.clip(radius + 0.5 - distance, 0, 1)
    # A tiny brush covers less than its pixel: area, not the value at its center.
    thin = min(1.0, size * size) if size < 1 else 1.0
    hard = hardness >= 0.999
    alpha: np.ndarray[tuple[int, int], np.dtype[np.float32]] = (rim if hard else np.minimum(fall, rim)) * thin
    return alpha.astype(np.float32)


def stamp(size: float, hardness: float, flow: float, rgb: tuple[int, int, int], dx: int, dy: int) -> Raw:
    """The stamp as premultiplied pixels of the color `rgb` at `flow`, ready to be drawn."""
    alpha = coverage(size, hardness, dx, dy) * flow
    out = np.empty((*alpha.shape, 4), np.uint8)
    for channel, value in enumerate((rgb[2], rgb[1], rgb[0], 255)):
        out[..., channel] = np.rint(alpha * value)
    return out


def stamp_image(size: float, hardness: float, flow: float, rgb: tuple[int, int, int], dx: int, dy: int) -> QImage:
    """`stamp` as an image of its own, ready for a painter; recent ones are kept, some 60 MiB at the most."""
    if size <= LARGE:
        return _small(size, hardness, flow, rgb, dx, dy)
    # A quarter of a pixel is not seen in so large a stamp.
    return _large(size, hardness, flow, rgb, 0, 0)


def _image(size: float, hardness: float, flow: float, rgb: tuple[int, int, int], dx: int, dy: int) -> QImage:
    return image_on(stamp(size, hardness, flow, rgb, dx, dy)).copy()


_small = lru_cache(maxsize=512)(_image)
_large = lru_cache(maxsize=3)(_image)
