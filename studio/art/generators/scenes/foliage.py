"""Trunks and leafy crowns in one pass over memory: a wood is hundreds of them, each of a few hundred pixels."""

from __future__ import annotations

import numpy as np

from studio.art.generators.scenes.kernels import Plane, Row
from studio.art.styles.jit import inline, kernel


@inline
def _step(lo: float, hi: float, value: float) -> float:
    """Hermite step from 0 at `lo` to 1 at `hi`."""
    t = min(1.0, max(0.0, (value - lo) / (hi - lo)))
    return t * t * (3.0 - 2.0 * t)


@inline
def _value_noise(table: Plane, u: float, v: float) -> float:
    """As `kernels.octaves`, at one place."""
    mask = table.shape[0] - 2
    left, top = np.floor(u), np.floor(v)
    u -= left
    v -= top
    a, b = int(left) & mask, int(top) & mask
    u = u * u * (3.0 - 2.0 * u)
    v = v * v * (3.0 - 2.0 * v)
    upper = table[b, a] + (table[b, a + 1] - table[b, a]) * u
    lower = table[b + 1, a] + (table[b + 1, a + 1] - table[b + 1, a]) * u
    return float(upper + (lower - upper) * v)


@kernel
def shade_ground(
    rgb: Plane, x: Row, y: Row, foot_x: float, foot_y: float, height: float, away: float, half: float, strength: float,
    color: Row,
) -> None:  # fmt: skip
    """The shadow of a tree of `height` on level ground: an ellipse of half width `half`, `away` from its foot.

    `rgb` (3, h, w) is painted on; `x` (w,) and `y` (h,) are the coordinates of its pixels.
    """
    tilt = 1.0 if away >= 0.0 else -1.0
    for i in range(y.shape[0]):
        for j in range(x.shape[0]):
            slant = 0.05 * height * min(1.5, max(-1.5, (x[j] - foot_x) / half)) * tilt
            across = (x[j] - foot_x - away) / half
            down = (y[i] - foot_y - 0.4 * slant - 0.008 * height) / (0.034 * height)
            d = across * across + down * down
            if d < 12.0:
                alpha = np.exp(-1.1 * d) * strength
                for c in range(3):
                    rgb[c, i, j] += alpha * (color[c] - rgb[c, i, j])


@kernel
def trunk(
    rgb: Plane, x: Row, y: Row, px: float, foot_x: float, foot_y: float, top: float, thick: float, lean: float,
    table: Plane, bark: int, side: float, soft: float, shaded: float, dark: Row, light: Row, marks: Row,
    first: Plane, second: Plane,
) -> None:  # fmt: skip
    """A round stem from (foot_x, foot_y) up to `top`, with a swelling at its foot.

    `bark`: 0 rough, 1 birch (with `marks` in the pattern of `first` and `second`), 2 palm. `shaded`: how much shade the
    crown throws on the upper part. `dark` and `light` are the colors away from and towards the light.
    """
    tall = max(1e-4, foot_y - top)
    rings = max(0.0, 1.0 - 40.0 * px / tall)
    for i in range(y.shape[0]):
        t = min(1.0, max(0.0, (foot_y - y[i]) / tall))
        ends = max(y[i] - foot_y, top - y[i])
        if ends > 0.5 * px:
            continue
        middle = foot_x + lean * t * t
        half = thick * (1.25 - 0.95 * t) + 0.45 * thick * np.exp(-t * 14.0)
        shade = 1.0 - shaded * _step(0.35, 0.85, t)
        for j in range(x.shape[0]):
            alpha = min(1.0, 0.5 - max(abs(x[j] - middle) - half, ends) / px)
            if alpha <= 0.0:
                continue
            across = min(1.0, max(-1.0, (x[j] - middle) / half))
            if bark == 2:
                rough = 1.4 * np.sin((foot_y - y[i]) / tall * 110.0) * rings
            else:
                rough = _value_noise(table, (x[j] - foot_x) / thick * 1.6, (y[i] - foot_y) / thick * 0.35)
            shine = 0.46 + 0.40 * across * side * soft - 0.18 * abs(across) + 0.10 * rough
            shine = min(1.0, max(0.0, shine))
            spots = 0.0
            if bark == 1:
                at = (y[i] - foot_y) / thick
                spots = _step(0.55, 0.85, _value_noise(first, across * 0.5, at * 0.55))
                spots += _step(0.9, 1.2, _value_noise(second, across * 1.5, at * 1.5))
                spots = 0.85 * min(1.0, spots)
            for c in range(3):
                tone = dark[c] + (light[c] - dark[c]) * shine
                tone = (tone + (marks[c] - tone) * spots) * shade
                rgb[c, i, j] += alpha * (tone - rgb[c, i, j])


@kernel
def crown(
    rgb: Plane, x: Row, y: Row, px: float, foot_x: float, foot_y: float, height: float, low: float, table: Plane,
    fineness: Row, strength: Row, shift: Plane, lobes: Plane, ragged: float, side: float, soft: float, gaps: float,
    cover: float, rim: float, snow: float, colors: Plane,
) -> None:  # fmt: skip
    """A crown of leaves: balls of foliage `lobes` (n, 5: x, y, half width, half height, shade), those behind first.

    `fineness`, `strength` and `shift` (n, 2): octaves of the noise of `table` that frays every ball by `ragged` and lets
    its light flicker. `gaps` 0..1: how far sky shows through. `cover`: opacity of the whole. `rim`: last light along the
    edge; `snow`: load on what faces up. `colors` (5, 3): shade, middle, light, rim, snow.
    """
    rows, columns = y.shape[0], x.shape[0]
    near = np.full((rows, columns), 1.0, np.float32)
    lift = np.full((rows, columns), -0.5, np.float32)
    leaves = np.zeros((rows, columns), np.float32)
    fine = 17.0 / height
    left = np.empty(columns, np.int64)
    across = np.empty(columns, np.float32)
    mask = table.shape[0] - 2
    for k in range(fineness.shape[0]):
        for j in range(columns):
            u = (x[j] - foot_x) * fine * fineness[k] + shift[k, 0]
            base = np.floor(u)
            u -= base
            left[j] = int(base) & mask
            across[j] = u * u * (3.0 - 2.0 * u)
        for i in range(rows):
            v = (y[i] - foot_y) * fine * fineness[k] + shift[k, 1]
            base = np.floor(v)
            v -= base
            b = int(base) & mask
            v = v * v * (3.0 - 2.0 * v)
            for j in range(columns):
                a = left[j]
                upper = table[b, a] + (table[b, a + 1] - table[b, a]) * across[j]
                lower = table[b + 1, a] + (table[b + 1, a + 1] - table[b + 1, a]) * across[j]
                leaves[i, j] += strength[k] * (upper + (lower - upper) * v)
    for k in range(lobes.shape[0]):
        cx, cy, a, b, shade = lobes[k]
        small = min(a, b)
        j0 = max(0, int((cx - 1.5 * a - x[0]) / px))
        j1 = min(columns, int((cx + 1.5 * a - x[0]) / px) + 2)
        i0 = max(0, int((cy - 1.5 * b - y[0]) / px))
        i1 = min(rows, int((cy + 1.5 * b - y[0]) / px) + 2)
        for i in range(i0, i1):
            v = (y[i] - cy) / b
            for j in range(j0, j1):
                u = (x[j] - cx) / a
                d = (np.sqrt(u * u + v * v) - 1.0) * small + ragged * leaves[i, j]
                if d < near[i, j]:
                    near[i, j] = d
                w = min(1.0, 0.5 - d / (0.22 * small))
                if w > 0.0:
                    lift[i, j] += w * (0.62 * side * u - 0.80 * v + shade - lift[i, j])
    for i in range(rows):
        up = ((foot_y - y[i]) / height - low) / (1.0 - low)
        for j in range(columns):
            alpha = min(1.0, 0.5 - near[i, j] / px)
            if alpha <= 0.0:
                continue
            alpha *= (1.0 - gaps * _step(0.3, 1.0, leaves[i, j])) * cover
            shine = 0.42 + 0.40 * lift[i, j] * soft + 0.21 * leaves[i, j] + 0.12 * (up - 0.4)
            shine = min(1.0, max(0.0, shine))
            first, second = _step(0.0, 0.5, shine), _step(0.42, 0.92, shine)
            edge = 0.0
            if rim > 0.0:
                edge = rim * _step(-0.050 * height, 0.0, near[i, j]) * _step(-0.2, 0.6, lift[i, j])
            load = 0.0
            if snow > 0.0:
                load = min(1.0, snow * _step(0.40, 0.8, shine + 0.06 * leaves[i, j]))
            for c in range(3):
                tone = colors[0, c] + (colors[1, c] - colors[0, c]) * first
                tone += (colors[2, c] - tone) * second
                tone += (colors[3, c] - tone) * edge
                tone += (colors[4, c] - tone) * load
                rgb[c, i, j] += alpha * (tone - rgb[c, i, j])
