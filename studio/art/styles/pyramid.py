"""Several pictures joined band by band, so that no border is seen: coarse forms run wide into each other, fine ones not.

Burt & Adelson, "A multiresolution spline with application to image mosaics" (ACM TOG 1983). Pictures may be cut-outs:
each is added where it lies, one after another, so that only the sum and one picture are in memory.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.core.progress import Context

Bytes = NDArray[np.uint8]
Place = tuple[int, int]
"""x, y of a cut-out in the whole, multiples of `grid(levels)`."""


def grid(levels: int) -> int:
    """Where cut-outs begin and end, in px: on whole pixels of the coarsest level."""
    return 1 << (levels - 1)


def reach(levels: int) -> int:
    """How far in px a share of one pixel is spread: a cut-out must be larger than its share by this to each side."""
    return 4 * grid(levels)


class Joint:
    """The sum of what is laid into it. `levels`: bands, the residual included."""

    def __init__(self, width: int, height: int, levels: int) -> None:
        self.size, self.levels = (width, height), levels
        step = grid(levels)
        full = -(-height // step) * step, -(-width // step) * step
        sizes = [(full[0] >> k, full[1] >> k) for k in range(levels)]
        self._sums = [[np.zeros(size, np.float32) for size in sizes] for _ in range(3)]
        self._weights = [np.zeros(size, np.float32) for size in sizes]

    @property
    def padded(self) -> tuple[int, int]:
        """Width and height of the sum: the size, up to whole pixels of the coarsest level."""
        return self._weights[0].shape[1], self._weights[0].shape[0]

    def lay(self, ctx: Context, rgb: Bytes, share: Floats, at: Place = (0, 0), evenly: Floats | None = None) -> None:
        """Adds `rgb` uint8 (h, w, 3 or 4) by `share` float32 (h, w). Sides are multiples of `grid(levels)`. `evenly`
        (levels,): what each band takes of the mean of `share` everywhere, 0 (nothing, the default) .. 1."""
        mean = float(share.mean())
        shares: list[Floats] = []
        mask = share
        for level in range(self.levels):
            ctx.check()
            even = 0.0 if evenly is None else float(evenly[level])
            shares.append(mask if even == 0 else f32(mask * (1 - even) + mean * even))
            self._weights[level][_window(at, level, mask)] += shares[-1]
            if level < self.levels - 1:
                mask = f32(cv2.pyrDown(mask))
        for c in range(3):  # a channel at a time: a large picture stands in memory once
            low = f32(rgb[..., c]) * np.float32(1 / 255)
            for level, weight in enumerate(shares):
                ctx.check()
                band = low
                if level < self.levels - 1:
                    smaller = f32(cv2.pyrDown(low))
                    band = low - cv2.pyrUp(smaller, dstsize=(low.shape[1], low.shape[0]))
                    low = smaller
                band = f32(band) * weight
                self._sums[c][level][_window(at, level, weight)] += band

    def picture(self, ctx: Context) -> Bytes:
        """uint8 (height, width, 3)."""
        width, height = self.size
        made = np.empty((height, width, 3), np.uint8)
        for c in range(3):
            out: Floats | None = None
            for sums, weights in zip(reversed(self._sums[c]), reversed(self._weights), strict=True):
                ctx.check()
                band = f32(sums / np.maximum(weights, 1e-4))
                if out is not None:
                    band += cv2.pyrUp(out, dstsize=(band.shape[1], band.shape[0]))
                out = band
            assert out is not None
            made[..., c] = np.clip(out[:height, :width] * 255 + 0.5, 0, 255)
        return made


def _window(at: Place, level: int, part: Floats) -> tuple[slice, slice]:
    y, x = at[1] >> level, at[0] >> level
    return slice(y, y + part.shape[0]), slice(x, x + part.shape[1])
