"""From places to pixels: every pixel is the mean of what the patches around it propose.

Wexler, Shechtman & Irani, "Space-time completion of video" (PAMI 2007); Kwatra et al., "Texture optimization for
example-based synthesis" (SIGGRAPH 2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.jit import Crew, quick

Index = NDArray[np.int32]


@quick
def _vote(
    field: Index, weight: Floats, rgb: Floats, bell: Floats, height: int, width: int, ws: int, lo: int, hi: int,
    out: Floats,
) -> None:  # fmt: skip
    reach = bell.shape[0] // 2
    for y in range(lo, hi):
        for x in range(width):
            r, g, b, total = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
            for dy in range(max(-reach, y - height + 1), min(reach, y) + 1):
                for dx in range(max(-reach, x - width + 1), min(reach, x) + 1):
                    p = (y - dy) * width + x - dx
                    i = field[p] + dy * ws + dx
                    k = bell[dy + reach, dx + reach] * weight[p]
                    r += k * rgb[i, 0]
                    g += k * rgb[i, 1]
                    b += k * rgb[i, 2]
                    total += k
            out[y, x, 0] = r / total
            out[y, x, 1] = g / total
            out[y, x, 2] = b / total


def bell(reach: int, sigma: float) -> Floats:
    """float32 (2 reach + 1,) squared: a Gaussian, 1 in the middle."""
    at = np.arange(-reach, reach + 1)
    line = np.exp(-(at**2) / (2 * max(sigma, 1e-3) ** 2))
    return f32(line[:, None] * line[None])


def vote(
    crew: Crew, field: Index, weight: Floats, rgb: Floats, size: tuple[int, int], style_width: int, reach: int
) -> Floats:
    """float32 (h, w, 3). `field` int32 (h * w,), at least `reach` away from the borders of the copies; `weight` its
    trust; `rgb` (m, 3) the pixels of all copies; `size` height and width. `reach` 0 copies single pixels."""
    height, width = size
    out = np.empty((height, width, 3), np.float32)
    shape = bell(reach, 0.7 * reach)
    crew.share(
        height, lambda lo, hi: _vote(field, weight, rgb, shape, height, width, style_width, lo, hi, out), least=16
    )
    return out


def trust(cost: Floats) -> Floats:
    """Weight of each patch by its cost: exp(-cost / twice the median)."""
    middle = float(np.median(cost[:: max(1, len(cost) // 65536)]))
    return f32(np.exp(-cost / np.float32(2 * middle + 1e-8)) + np.float32(1e-4))
