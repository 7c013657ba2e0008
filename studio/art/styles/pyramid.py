"""Several pictures joined band by band, so that no border is seen: coarse forms run wide into each other, fine ones not.

Burt & Adelson, "A multiresolution spline with application to image mosaics" (ACM TOG 1983). Pictures may be cut-outs:
each is added where it lies, one after another, so that only the sum and one picture are in memory.
"""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.styles.fields import Floats, f32
from studio.core.progress import Context

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
        self._sums = [np.zeros((full[0] >> k, full[1] >> k, 3), np.float32) for k in range(levels)]
        self._weights = [np.zeros(s.shape[:2], np.float32) for s in self._sums]

    @property
    def padded(self) -> tuple[int, int]:
        """Width and height of the sum: the size, up to whole pixels of the coarsest level."""
        return self._sums[0].shape[1], self._sums[0].shape[0]

    def lay(self, ctx: Context, rgb: Floats, share: Floats, at: Place = (0, 0), evenly: Floats | None = None) -> None:
        """Adds `rgb` float32 (h, w, 3) by `share` float32 (h, w). Sides are multiples of `grid(levels)`. `evenly`
        (levels,): what each band takes of the mean of `share` everywhere, 0 (nothing, the default) .. 1."""
        mean = float(share.mean())
        low, mask = rgb, share
        for level in range(self.levels):
            ctx.check()
            last = level == self.levels - 1
            smaller = None if last else cv2.pyrDown(low)
            band = low if smaller is None else low - cv2.pyrUp(smaller, dstsize=(low.shape[1], low.shape[0]))
            even = 0.0 if evenly is None else float(evenly[level])
            weight = mask if even == 0 else f32(mask * (1 - even) + mean * even)
            y, x = at[1] >> level, at[0] >> level
            part = slice(y, y + band.shape[0]), slice(x, x + band.shape[1])
            self._sums[level][part] += band * weight[..., None]
            self._weights[level][part] += weight
            if smaller is not None:
                low, mask = f32(smaller), f32(cv2.pyrDown(mask))

    def picture(self, ctx: Context) -> Floats:
        """float32 (height, width, 3), 0..1."""
        out: Floats | None = None
        for sums, weights in zip(reversed(self._sums), reversed(self._weights), strict=True):
            ctx.check()
            band = f32(sums / np.maximum(weights, 1e-4)[..., None])
            out = band if out is None else f32(cv2.pyrUp(out, dstsize=(band.shape[1], band.shape[0]))) + band
        assert out is not None
        width, height = self.size
        return np.clip(out[:height, :width], 0, 1).astype(np.float32, copy=False)
