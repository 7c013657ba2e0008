"""Whether words can be read on a picture: contrast as WCAG 2.2 measures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.document.compositor import composite
from studio.document.raster import Rect, intersect, to_pixels

if TYPE_CHECKING:
    from studio.document.contents import RGB, Contents

ENOUGH = 2.5
"""Mean contrast from which large letters are read without effort."""
PLENTY = 4.5
INK, PAPER = (26, 24, 22), (250, 247, 240)
_ROWS = 12
"""Rows of the picture that are looked at."""


def legible(document: Contents, rect: Rect, wanted: RGB) -> RGB:
    """`wanted` where it is seen on the picture within `rect`; otherwise ink or paper, whichever is read better."""
    area = intersect(rect, document.canvas)
    if area is None:
        return wanted
    x, y, width, height = area
    rows = sorted({y + height * (2 * i + 1) // (2 * _ROWS) for i in range(_ROWS)})
    seen = np.concatenate([to_pixels(composite(document.layers, (x, row, width, 1)))[0] for row in rows])
    solid = seen[seen[:, 3] > 127][:, :3]
    if len(solid) < len(seen) / 2:
        return wanted
    ground = _luminance(solid)
    if _read(wanted, ground) >= ENOUGH:
        return wanted
    return max((INK, PAPER), key=lambda rgb: _read(rgb, ground))


def _read(rgb: RGB, ground: NDArray[np.float64]) -> float:
    """Mean contrast, what is plenty counted no higher."""
    own = float(_luminance(np.array([rgb], np.uint8))[0])
    light, dark = np.maximum(own, ground), np.minimum(own, ground)
    return float(np.minimum((light + 0.05) / (dark + 0.05), PLENTY).mean())


def _luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Relative luminance of sRGB colors (n, 3): IEC 61966-2-1 made linear, weighed as BT.709."""
    value = rgb.astype(np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
