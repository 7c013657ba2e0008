"""A field found at a working size, painted at full size from the pixels of the style itself.

Every pixel of the field stands for a small tile of the style; the tiles overlap softly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.jit import Crew, inline, quick
from studio.art.styles.patch.atlas import Atlas
from studio.art.styles.patch.places import Correspondence, Places
from studio.core.progress import Context

STRIPE = 64


@inline
def _mirrored(v: float, last: float) -> float:
    """`v` folded into 0..last."""
    v = abs(v)
    if v > last:
        v = 2 * last - v
    return min(last, max(0.0, v))


@quick
def _add_sample(style: NDArray[np.uint8], y: float, x: float, k: float, total: Floats) -> None:
    h, w = style.shape[0], style.shape[1]
    y, x = _mirrored(y, h - 1.0), _mirrored(x, w - 1.0)
    y0, x0 = min(h - 2, int(y)), min(w - 2, int(x))
    fy, fx = y - y0, x - x0
    a, b, c, d = (1 - fy) * (1 - fx) * k, (1 - fy) * fx * k, fy * (1 - fx) * k, fy * fx * k
    for j in range(3):
        total[j] += (
            a * style[y0, x0, j] + b * style[y0, x0 + 1, j] + c * style[y0 + 1, x0, j] + d * style[y0 + 1, x0 + 1, j]
        )
    total[3] += k


@quick
def _lay(
    places: Places, turns: Floats, hs: int, ws: int, style: NDArray[np.uint8], height: int, width: int, sharp: float,
    lo: int, hi: int, out: Floats,
) -> None:  # fmt: skip
    h, w = places.shape[0], places.shape[1]
    ky, kx = h / height, w / width
    gy, gx = style.shape[0] / hs, style.shape[1] / ws
    my, mx = (hs - 1) * 0.5, (ws - 1) * 0.5
    total = np.empty(4, np.float32)
    tall, wide = np.empty(3, np.float32), np.empty(3, np.float32)
    for y in range(lo, hi):
        v = (y + 0.5) * ky - 0.5
        cy = min(h - 1, max(0, int(np.floor(v + 0.5))))
        for j in range(3):
            tall[j] = np.exp(-((v - cy - j + 1) ** 2) * sharp)
        for x in range(width):
            u = (x + 0.5) * kx - 0.5
            cx = min(w - 1, max(0, int(np.floor(u + 0.5))))
            copy, py, px = places[cy, cx, 0], places[cy, cx, 1], places[cy, cx, 2]
            total[:] = 0
            wide[:] = 1
            alike = True
            for j in range(max(0, cy - 1), min(h, cy + 2)):
                for i in range(max(0, cx - 1), min(w, cx + 2)):
                    same = places[j, i, 0] == copy and places[j, i, 1] - py == j - cy and places[j, i, 2] - px == i - cx
                    alike = alike and same
            if not alike:
                for i in range(3):
                    wide[i] = np.exp(-((u - cx - i + 1) ** 2) * sharp)
            for j in range(max(0, cy - 1), min(h, cy + 2)):
                for i in range(max(0, cx - 1), min(w, cx + 2)):
                    if alike and (j != cy or i != cx):
                        continue
                    k = tall[j - cy + 1] * wide[i - cx + 1]
                    n = places[j, i, 0]
                    dy, dx = places[j, i, 1] + v - j - my, places[j, i, 2] + u - i - mx
                    sy = turns[n, 1, 0] * dx + turns[n, 1, 1] * dy + my
                    sx = turns[n, 0, 0] * dx + turns[n, 0, 1] * dy + mx
                    _add_sample(style, (sy + 0.5) * gy - 0.5, (sx + 0.5) * gx - 0.5, k, total)
            for j in range(3):
                out[y, x, j] = total[j] / (total[3] * np.float32(255))


def lay(
    ctx: Context, crew: Crew, found: Correspondence, turns: Floats, style: NDArray[np.uint8], width: int, height: int,
    sigma: float = 0.55,
) -> Floats:  # fmt: skip
    """float32 (height, width, 3): `found` painted with the pixels of `style` uint8 (h, w, 3) of any size.

    `turns`: of the atlas (see `atlas.Atlas`). `sigma`: softness of the seams, in pixels of the field.
    """
    out = np.empty((height, width, 3), np.float32)
    sharp = 1 / (2 * sigma * sigma)
    for top in range(0, height, STRIPE):
        ctx.check()
        rows = min(STRIPE, height - top)
        crew.share(
            rows,
            lambda lo, hi, top=top: _lay(  # type: ignore[misc]
                found.places, turns, found.height, found.width, style, height, width, sharp, top + lo, top + hi, out
            ),
            least=8,
        )
    return out


def at_place(found: Correspondence, atlas: Atlas, values: Floats) -> Floats:
    """float32 (h, w): what a map (hs, ws) of the style says at the place of each pixel."""
    copies = np.stack([atlas.copy(values, k) for k in range(len(atlas))])
    return f32(copies[found.places[..., 0], found.places[..., 1], found.places[..., 2]])
