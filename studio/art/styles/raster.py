"""Rows of float pixels under strokes: the compiled brush.

Distance of each pixel to the stroke's polyline gives the place under the brush (along, across); a bristle texture
gives streaks, ragged ends and ridges of paint. The idea of painting with textured polylines follows Hertzmann,
"Painterly rendering with curved brush strokes of multiple sizes" (SIGGRAPH 1998) and "Fast paint texture" (NPAR 2002).
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]

BRISTLES, LENGTH = 96, 512
FAR = np.float32(1e12)
"""In the scratch of `stroke_rows`: no stroke is near."""


@lru_cache(maxsize=1)
def bristles() -> Floats:
    """float32 (96, 512), 0..1: how much paint bristle i carries at length j; wraps along the length."""
    rng = np.random.default_rng(0)

    def smooth(along: float, across: float) -> Floats:
        noise = np.tile(rng.random((BRISTLES, LENGTH)).astype(np.float32), (1, 3))
        soft = cv2.GaussianBlur(noise, (0, 0), sigmaX=along, sigmaY=across)[:, LENGTH : 2 * LENGTH]
        return np.asarray((soft - soft.mean()) / soft.std(), np.float32)

    return np.clip(0.5 + 0.28 * (0.8 * smooth(30, 0.8) + 0.6 * smooth(12, 2.5)), 0, 1).astype(np.float32)


@kernel
def stroke_rows(
    canvas: Floats,  # (rows, W, 3) changed in place: rows top .. top+rows of the picture
    height: Floats,  # (rows, W) paint thickness, changed in place
    top: int,
    points: Floats,  # (P, 2) x, y in pixels
    first: NDArray[np.int64],  # (N+1,) stroke i has points first[i]:first[i+1]
    radius: Floats,  # (N,)
    color: Floats,  # (N, 3)
    seeds: NDArray[np.int64],  # (N,)
    lo: int,
    hi: int,  # paint strokes lo:hi
    best: Floats,  # (rows, W) scratch: FAR everywhere, before and after
    place: Floats,  # (rows, W, 3) scratch
    texture: Floats,  # (B, L) bristles
    tooth: Floats,  # (rows, W) paper grain, or (1, 1)
    unit: float,  # pixels per 1/512 of the picture's side
    opacity: float,
    load: float,  # share of the length after which the brush runs dry
    thickness: float,
    streaks: float,  # lightness difference between bristles
    edge_soft: float,  # width of the soft edge, share of the radius
    ragged: float,  # 0 round even ends .. 1 bristly ends and gaps
    grain: float,  # 0 smooth paper .. 1 paint only on the peaks of `tooth`
) -> None:
    rows, width = canvas.shape[0], canvas.shape[1]
    n_bristles, n_length = texture.shape
    left = np.empty(rows, np.int64)
    right = np.empty(rows, np.int64)
    for s in range(lo, hi):
        a, b = first[s], first[s + 1]
        if b - a < 2:
            continue
        r = radius[s]
        y_min, y_max = points[a, 1], points[a, 1]
        for i in range(a + 1, b):
            y_min = min(y_min, points[i, 1])
            y_max = max(y_max, points[i, 1])
        row0 = max(0, int(np.floor(y_min - r)) - top)
        row1 = min(rows - 1, int(np.ceil(y_max + r)) - top)
        if row1 < 0 or row0 >= rows or row0 > row1:
            continue
        for y in range(row0, row1 + 1):
            left[y] = width
            right[y] = -1
        length = 0.0
        r2 = r * r
        for i in range(a, b - 1):
            px, py = points[i, 0], points[i, 1]
            dx, dy = points[i + 1, 0] - px, points[i + 1, 1] - py
            l2 = dx * dx + dy * dy
            if l2 < 1e-8:
                continue
            seg = np.sqrt(l2)
            inv = 1.0 / l2
            x0 = max(0, int(np.floor(min(px, px + dx) - r)))
            x1 = min(width - 1, int(np.ceil(max(px, px + dx) + r)))
            s0 = max(0, int(np.floor(min(py, py + dy) - r)) - top)
            s1 = min(rows - 1, int(np.ceil(max(py, py + dy) + r)) - top)
            for y in range(s0, s1 + 1):
                qy = y + top + 0.5 - py
                if x0 <= x1:
                    left[y] = min(left[y], x0)
                    right[y] = max(right[y], x1)
                for x in range(x0, x1 + 1):
                    qx = x + 0.5 - px
                    t = (qx * dx + qy * dy) * inv
                    tc = min(1.0, max(0.0, t))
                    ex = qx - tc * dx
                    ey = qy - tc * dy
                    d = ex * ex + ey * ey
                    if d < r2 and d < best[y, x]:
                        best[y, x] = d
                        place[y, x, 0] = length + tc * seg
                        place[y, x, 1] = (qy * dx - qx * dy) / seg
                        o = 0.0
                        if i == a and t < 0:
                            o = -t * seg
                        if i == b - 2 and t > 1:
                            o = (t - 1) * seg
                        place[y, x, 2] = o
            length += seg
        seed = seeds[s]
        off = seed % n_bristles
        off_along = (seed // 97) % n_length
        spread = (n_bristles - 1) * min(1.0, r / (10.0 * unit)) * 0.5
        soft = max(1.0, r * edge_soft)
        c0, c1, c2 = color[s, 0], color[s, 1], color[s, 2]
        thick = thickness * np.sqrt(r / unit) * (0.7 + 0.6 * ((seed // 7) % 64) / 63.0)
        for y in range(row0, row1 + 1):
            for x in range(left[y], right[y] + 1):
                d2 = best[y, x]
                if d2 > 1e11:
                    continue
                best[y, x] = FAR
                d = np.sqrt(d2)
                along, over = place[y, x, 0], place[y, x, 2]
                u = place[y, x, 1] / r
                bf = (u + 1.0) * spread
                b0 = int(bf)
                frac = bf - b0
                row_a = (b0 + off) % n_bristles
                row_b = (b0 + 1 + off) % n_bristles
                column = (int(along / unit) + off_along) % n_length
                tx = texture[row_a, column] * (1 - frac) + texture[row_b, column] * frac
                alpha = min(1.0, (r - d) / soft) * opacity
                q = along / length
                dry = (q - load) / (1.0 - load + 1e-6) if q > load else 0.0
                if over > 0:
                    end = max(0.0, 1.0 - over / (r * (0.35 + 0.65 * tx)))
                    alpha *= ragged * min(1.0, 1.6 * end) + (1.0 - ragged)
                alpha *= 1.0 - ragged + ragged * min(1.0, max(0.0, (tx - dry * 0.9 + 0.35) * 2.2))
                if grain > 0:
                    catch = (tooth[y, x] - grain * (2.0 + dry) + 0.3 * (tx - 0.5)) * 3.0 + 0.5
                    alpha *= min(1.0, max(0.0, catch))
                if alpha <= 0.004:
                    continue
                shade = 1.0 + (tx - 0.5) * streaks
                canvas[y, x, 0] += alpha * (min(1.0, max(0.0, c0 * shade)) - canvas[y, x, 0])
                canvas[y, x, 1] += alpha * (min(1.0, max(0.0, c1 * shade)) - canvas[y, x, 1])
                canvas[y, x, 2] += alpha * (min(1.0, max(0.0, c2 * shade)) - canvas[y, x, 2])
                # ridges where the brush pushed the paint: at its sides and where it was set down
                ridge = 0.65 + 0.5 * u * u + 0.25 * max(0.0, 1.0 - along / r)
                h = thick * (0.35 + 0.65 * tx) * ridge
                height[y, x] += alpha * (h - 0.65 * height[y, x])
