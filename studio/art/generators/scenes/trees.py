"""Trees: crowns built of lit clumps, conifers in tiers, birches, poplars, palms, blossom; bare in winter; far woods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere
from studio.art.generators.scenes.canvas import Canvas, lattice, octave_table
from studio.art.generators.scenes.foliage import crown, shade_ground, trunk
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.kernels import strokes
from studio.art.generators.scenes.terrain import SNOW, leaf_color

_BARK = {"birch": "#d8d2c6", "palm": "#8a6f52", "pine": "#5a4436", "poplar": "#6a5a48"}


def tree(
    c: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, p: Sequence[float], distance: float,
    seed: int, grove: bool = False,
) -> None:  # fmt: skip
    """One tree whose trunk stands on `foot`. `p`: eight numbers 0..1 that shape it; in a `grove` crowns sit high."""
    if height < 2.5 * c.px:
        return
    _shadow(c, air, kind, foot, height)
    if kind == "palm":
        _palm(c, air, foot, height, p, distance)
    elif kind == "pine":
        _pine(c, air, foot, height, p, distance, seed)
    else:
        _crown(c, air, kind, foot, height, p, distance, seed, grove)


def _shadow(c: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float) -> None:
    """The tree's shadow on the ground, long and slanting when the sun stands low."""
    wide = height * {"pine": 0.20, "poplar": 0.13, "palm": 0.22}.get(kind, 0.36)
    away = -(0.22 + 0.40 * air.low) * height * max(-1.0, min(1.0, 1.6 * air.side))
    x, half = foot[0] + away, wide + 0.55 * abs(away)
    w = c.cut(x - 1.7 * half, foot[1] - 0.06 * height, x + 1.7 * half, foot[1] + 0.09 * height)
    if w is None:
        return
    strength = 0.52 * (1 - 0.65 * air.gray) * (1 - 0.3 * air.night)
    color = mix(scaled(air.fill, 0.30), (0.08, 0.10, 0.22), 0.25)
    shade_ground(*_plane(w), *foot, height, away, half, strength, _row(color))


def _plane(w: Canvas) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """What a kernel paints on: colors (3, h, w), x (w,), y (h,)."""
    return w.rgb.numpy(), w.x[0].numpy(), w.y[:, 0].numpy()


@lru_cache(maxsize=4096)
def _row(color: Color) -> NDArray[np.float32]:
    return np.array(color, np.float32)


def _trunk(
    w: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], top: float, thick: float, lean: float,
    distance: float, seed: int,
) -> None:  # fmt: skip
    bark = hexcolor(_BARK.get(kind, "#75604e"))
    trunk(
        *_plane(w), w.px, *foot, top, thick, lean, lattice(seed), {"birch": 1, "palm": 2}.get(kind, 0),
        1.0 if air.side >= 0 else -1.0, 1 - 0.5 * air.gray, 0.35 * (1 - air.winter),
        _row(air.seen(scaled(bark, 0.42), 0.05, distance)), _row(air.seen(bark, 1.0, distance)),
        _row(air.seen((0.16, 0.15, 0.16), 0.4, distance)),
        *((lattice(seed + 1), lattice(seed + 2)) if kind == "birch" else (lattice(seed), lattice(seed))),
    )  # fmt: skip


def _crown(
    c: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, p: Sequence[float], distance: float,
    seed: int, grove: bool,
) -> None:  # fmt: skip
    slim = {"poplar": 0.15, "birch": 0.30}.get(kind, 0.44)
    wide = height * slim * (0.85 + 0.35 * p[0])
    reach = wide * 1.45
    w = c.cut(foot[0] - reach, foot[1] - 1.10 * height, foot[0] + reach, foot[1] + 0.03 * height)
    if w is None:
        return
    # A tree blossoms early, while others are still bare.
    bare = ramp(0.85, 1.0, air.winter) if kind == "blossom" else air.winter
    lean = (p[1] - 0.5) * 0.16 * height
    low = {"poplar": 0.06, "birch": 0.34}.get(kind, 0.24)
    if grove:
        low = 0.42 if kind != "poplar" else 0.2
    thick = height * {"birch": 0.012, "poplar": 0.016}.get(kind, 0.024)
    if bare > 0.02 or height > 0.10:
        _boughs(w, air, kind, foot, height, wide, lean, thick, p, distance, bare, low)
    _trunk(w, air, kind, foot, foot[1] - height * (0.66 if bare < 0.5 else 0.80), thick, lean, distance, seed)
    if bare > 0.98:
        return
    lobes = _lobes(kind, seed, low) * np.array([wide, height, wide, height, 1.0], np.float32)
    lobes[:, 0] += foot[0] + lean * lobes[:, 1] / height
    lobes[:, 1] = foot[1] - lobes[:, 1]
    side = air.side if abs(air.side) > 0.15 else 0.15
    ragged = height * {"poplar": 0.016, "birch": 0.026}.get(kind, 0.024)
    leaf = leaf_color(kind, air.season, p[3])
    cool = mix(scaled(leaf, 0.40), (0.08, 0.15, 0.22), 0.22)
    warm = mix(scaled(leaf, 1.12), (0.98, 0.93, 0.45), 0.10)
    if air.autumn > 0.3 and kind != "pine":
        cool = mix(scaled(leaf, 0.52), (0.36, 0.14, 0.10), 0.25)
    if kind == "blossom":
        cool, warm = mix(scaled(leaf, 0.66), (0.52, 0.38, 0.56), 0.30), mix(leaf, (1.0, 0.97, 0.96), 0.45)
    dark, middle, light = air.seen(cool, 0.10, distance), air.seen(leaf, 0.48, distance), air.seen(warm, 1.0, distance)
    rim = 0.55 * air.low * (1 - air.gray) * (1 - air.night) if air.low > 0.05 and air.night < 0.6 else 0.0
    snow = (air.snow - 0.2) * 1.1 if air.snow > 0.25 else 0.0
    last, white = mix(air.sun, (1.0, 0.93, 0.72), 0.35), air.seen(SNOW, 0.9, distance * 0.7)
    crown(
        *_plane(w), w.px, *foot, height, low, lattice(seed), *octave_table(5, 0.72, 17.0 / height * w.px), lobes, ragged,
        side, 1 - 0.55 * air.gray, 0.55 if kind == "birch" else 0.0, 1 - bare, rim, snow,
        np.array((dark, middle, light, last, white), np.float32),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _lobes(kind: str, seed: int, low: float) -> NDArray[np.float32]:
    """Balls of foliage: (dx, height above the foot, half width, half height, shade), those behind first. Across in half
    widths of the crown, upwards in heights of the tree."""
    rng = np.random.Generator(np.random.PCG64(seed))
    wide = height = 1.0
    rows: list[tuple[float, float, float, float, float]] = []
    span = height * (1 - low)
    if kind == "poplar":
        for k in range(16):
            t = k / 15
            body = wide * (0.42 + 0.62 * math.sin(math.pi * min(1.0, 0.12 + 0.86 * (1 - t)) ** 0.9))
            dx = body * float(rng.uniform(-0.45, 0.45))
            size = body * float(rng.uniform(0.55, 0.8))
            rows.append((dx, height * low + span * (0.97 - 0.93 * t), size, size * 0.285, 0.10 * (0.5 - t)))
        return np.array(rows, np.float32)
    count = 22
    for k in range(count):
        angle = 2.39996 * k + float(rng.uniform(-0.4, 0.4))
        radius = math.sqrt((k + 0.5) / count) * 0.80
        dx = wide * radius * math.cos(angle)
        # An egg, broadest below its middle, with a flat underside.
        rise = radius * math.sin(angle)
        up = height * low + span * (0.46 + (0.44 if rise > 0 else 0.34) * rise)
        size = float(rng.uniform(0.24, 0.40)) * (1.10 - 0.35 * radius)
        if kind == "birch":
            size *= 0.80
        rows.append((dx, up, wide * size * 1.15, span * size * 0.62, 0.34 * rise + float(rng.uniform(-0.16, 0.12))))
    rows.append((0.0, height * low + span * 0.46, wide * 0.52, span * 0.30, -0.25))
    # Upper ones are behind: the eye looks up at a crown, the sun down on it.
    rows.sort(key=lambda r: (-0.35 * r[1] if r[4] != -0.25 else -height) + 0.2 * abs(r[0]) * (-1.0))
    return np.array(rows, np.float32)


def _boughs(
    w: Canvas, air: Atmosphere, kind: str, foot: tuple[float, float], height: float, wide: float, lean: float, thick: float,
    p: Sequence[float], distance: float, bare: float, low: float,
) -> None:  # fmt: skip
    """Branches: a few under the leaves, down to the finest twigs when the tree is bare."""
    rng = np.random.Generator(np.random.PCG64(int(p[5] * 1e6)))
    rows: list[tuple[float, float, float, float, float, float, float]] = []
    lit = 1.0 if air.side >= 0 else -1.0
    steep = {"poplar": 0.32, "birch": 0.62}.get(kind, 0.85)
    levels = 3 if bare > 0.02 else 1

    def grow(x: float, y: float, angle: float, length: float, r: float, level: int) -> None:
        bend = angle
        for part in range(3):
            nx, ny = x + math.sin(bend) * length / 3, y - math.cos(bend) * length / 3
            tone = 0.34 + 0.30 * lit * math.sin(bend + 0.8 * lit) + 0.05 * level
            rows.append((x, y, nx, ny, r * (1 - 0.24 * part), r * (0.76 - 0.24 * part), tone))
            x, y = nx, ny
            bend -= 0.16 * angle
            if level < levels:
                for turn in (-1, 1):
                    if part or turn * angle > 0:
                        spread = turn * (0.42 + 0.35 * float(rng.random()))
                        grow(x, y, bend + spread, length * (0.46 + 0.16 * float(rng.random())), r * 0.46, level + 1)

    count = 9 if bare > 0.02 else 5
    for k in range(count):
        high = 0.80 if bare > 0.02 else 0.62
        start = max(low, 0.30) + (high - max(low, 0.30)) * (k + 0.5) / count
        side = 1 if (k + int(p[2] * 2)) % 2 else -1
        angle = side * steep * (1.05 - 0.5 * k / count) * float(rng.uniform(0.75, 1.15))
        length = (
            (1.05 * wide if kind != "poplar" else 2.0 * wide)
            * (1.05 - 0.45 * k / count)
            * (0.9 if bare > 0.02 else 0.55)
        )
        grow(
            foot[0] + lean * start * start,
            foot[1] - height * start,
            angle,
            length,
            thick * (0.62 - 0.25 * k / count),
            1,
        )
    top = 0.66 if bare < 0.5 else 0.80
    if bare > 0.02:
        grow(
            foot[0] + lean * top * top,
            foot[1] - height * top * 0.98,
            0.12 * (p[1] - 0.5),
            0.22 * height,
            thick * 0.5,
            2,
        )
    bark = hexcolor(_BARK.get(kind, "#5f4c40")) if kind != "birch" else hexcolor("#8f8377")
    alpha, tone = _drawn(w, rows)
    tone = tone * (0.45 + 0.55 * bare)
    colors = torch.lerp(
        w.color(air.seen(scaled(bark, 0.55), 0.1, distance)),
        w.color(air.seen(bark, 0.95, distance)),
        tone.clamp(0, 1)[None],
    )
    w.over(alpha, colors)
    if air.snow > 0.3 and bare > 0.3:
        w.over(alpha * 0.42 * air.snow * smooth(0.50, 0.75, tone), air.seen(SNOW, 0.9, distance * 0.7))


def _drawn(
    w: Canvas, rows: Sequence[tuple[float, float, float, float, float, float, float]] | NDArray[np.float32]
) -> tuple[Tensor, Tensor]:
    """Cover and tone of strokes over the window."""
    alpha, tone = torch.zeros(w.rows, w.columns), torch.zeros(w.rows, w.columns)
    strokes(np.ascontiguousarray(rows, np.float32), w.left, w.top, w.px, alpha.numpy(), tone.numpy())
    return alpha.to(w.rgb.device), tone.to(w.rgb.device)


def _pine(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], height: float, p: Sequence[float], distance: float, seed: int
) -> None:
    """A spruce: whorls of drooping branches, each a spray of needles; the upper ones overlap the lower."""
    wide = height * (0.20 + 0.07 * p[0])
    w = c.cut(foot[0] - 1.3 * wide, foot[1] - 1.04 * height, foot[0] + 1.3 * wide, foot[1] + 0.03 * height)
    if w is None:
        return
    _trunk(w, air, "pine", foot, foot[1] - 0.9 * height, 0.016 * height, 0.0, distance, seed)
    side = air.side if abs(air.side) > 0.15 else 0.15
    sprays, caps, luck = _spruce(seed, round(p[0], 3))
    rows = _placed(sprays, foot, height)
    rows[:, 6] = rows[:, 6] * side * (1 - 0.5 * air.gray) + sprays[:, 7]
    alpha, tone = _drawn(w, rows)
    leaf = leaf_color("pine", air.season, p[3])
    dark, light = mix(scaled(leaf, 0.38), (0.05, 0.11, 0.17), 0.2), mix(scaled(leaf, 1.38), (0.75, 0.80, 0.42), 0.14)
    shine = tone.clamp(0, 1)
    colors = torch.lerp(
        w.color(air.seen(dark, 0.06, distance)), w.color(air.seen(leaf, 0.5, distance)), smooth(0.0, 0.45, shine)[None]
    )
    colors = torch.lerp(colors, w.color(air.seen(light, 1.0, distance)), smooth(0.40, 0.90, shine)[None])
    w.over(alpha, colors)
    if air.snow > 0.12:
        heavy = ramp(0.12, 0.9, air.snow)
        cap = _placed(caps[luck < 0.20 + 0.36 * heavy], foot, height)
        cap[:, 4:6] *= heavy**0.5
        cap[:, 6] = cap[:, 6] * side * (1 - 0.5 * air.gray) + 0.72
        alpha, tone = _drawn(w, cap)
        white = torch.lerp(w.color(air.seen((0.70, 0.79, 0.96), 0.15, distance * 0.7)),
                           w.color(air.seen(SNOW, 1.0, distance * 0.6)), tone.clamp(0, 1)[None])  # fmt: skip
        w.over(alpha, white)


def _placed(rows: NDArray[np.float32], foot: tuple[float, float], height: float) -> NDArray[np.float32]:
    """Strokes of a tree of height 1 that stands on (0, 0), as those of a tree on `foot`."""
    placed = rows[:, :7].copy()
    placed[:, :6] *= height
    placed[:, 0:4:2] += foot[0]
    placed[:, 1:4:2] += foot[1]
    return placed


@lru_cache(maxsize=128)
def _spruce(seed: int, slim: float) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Sprays of needles (n, 8: stroke with the tone that follows the light's side, and the tone that does not), the snow
    that may lie on them (m, 7) and how early it lies there (m,)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    wide = 0.20 + 0.07 * slim
    levels, around, sprays = 24, 9, 5
    shape = (levels, around, 1)
    t = (np.arange(levels) + 0.5)[:, None, None] / levels + rng.uniform(-0.3, 0.3, shape) / levels
    turn = np.linspace(-1, 1, around)[None, :, None] + rng.uniform(-0.1, 0.1, shape)
    long = wide * (1.02 - t).clip(0.0) ** 0.85 * rng.uniform(0.78, 1.12, shape)
    y0 = -(0.10 + 0.88 * t)
    reach = np.sin(turn * 1.45)
    tip_x = long * reach
    tip_y = y0 + long * (0.30 + 0.42 * (1 - np.abs(reach))) - 0.05 * t
    lit = 0.40 + 0.10 * t + rng.uniform(-0.13, 0.13, shape)
    at = np.linspace(0.25, 1.0, sprays)[None, None, :]
    x, y = tip_x * at, y0 + (tip_y - y0) * at**1.25
    drop = long * (0.24 - 0.10 * at) + 0.010
    away = reach * long * 0.16
    radius = (0.0150 - 0.0045 * at) * (1.05 - 0.55 * t)
    fans = [np.stack(np.broadcast_arrays(x, y, x + away + k * 0.3 * drop, y + drop * (1 - 0.25 * abs(k)), radius,
                                         0.16 * radius, 0.34 * reach, lit + 0.20 * (at - 0.55) - 0.07 * k * k), -1)
            for k in (-1, 1, 0)]  # fmt: skip
    rows = np.stack(fans, 3).reshape(-1, 8)
    top = np.array([[0.0, -0.93, 0.0, -1.02, 0.006, 0.001, 0.0, 0.6]])
    # Snow lies on the outer half of the branches.
    outer = np.linspace(0.45, 0.98, sprays)[None, None, :]
    sx, sy = tip_x * outer, y0 + (tip_y - y0) * outer**1.25 - 0.004
    r = 0.0105 * (1.05 - 0.6 * t)
    caps = np.stack(
        np.broadcast_arrays(sx - 0.25 * away, sy, sx + 0.9 * away, sy + 0.35 * drop, r, 0.4 * r, 0.34 * reach), -1
    )
    luck = np.broadcast_to(rng.random(shape), (levels, around, sprays))
    return (np.concatenate([rows, top]).astype(np.float32), caps.reshape(-1, 7).astype(np.float32),
            luck.reshape(-1).astype(np.float32))  # fmt: skip


def _palm(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], height: float, p: Sequence[float], distance: float
) -> None:
    lean = (p[0] - 0.4) * 0.42 * height
    reach = 0.50 * height
    left, right = foot[0] + min(0.0, lean) - reach, foot[0] + max(0.0, lean) + reach
    w = c.cut(left, foot[1] - 1.3 * height, right, foot[1] + 0.02 * height)
    if w is None:
        return
    _trunk(w, air, "palm", foot, foot[1] - 0.86 * height, 0.014 * height, lean, distance, int(p[1] * 1e6))
    x, y = foot[0] + lean, foot[1] - 0.86 * height
    rows: list[tuple[float, float, float, float, float, float, float]] = []
    side = 1.0 if air.side >= 0 else -1.0
    count = 13
    for k in range(count):
        # Those behind first: the upright ones, then the hanging ones to both sides.
        place = (k * 5 % count) / (count - 1)
        angle = -2.75 + 2.75 * 2 * place * 0.98 + 0.12 * math.sin(5 * p[2] + 3 * k)
        spread = math.cos(0.55 * angle)
        length = reach * (0.74 + 0.18 * math.sin(4 * p[4] + 2 * k))
        px_, py_, bend = x, y, 0.52 * angle
        for part in range(14):
            t = part / 13
            bend += (0.045 + 0.075 * t) * (1 if angle > 0 else -1) * (0.6 + 0.4 * abs(spread))
            nx, ny = px_ + math.sin(bend) * length / 14, py_ - math.cos(bend) * length / 14
            shade = 0.40 + 0.30 * side * math.sin(bend) + 0.22 * math.cos(bend)
            rows.append(
                (px_, py_, nx, ny, 0.006 * height * (1 - 0.7 * t), 0.006 * height * (0.9 - 0.7 * t), shade + 0.1)
            )
            leaf = 0.17 * height * math.sin(math.pi * min(1.0, 0.16 + 0.80 * t)) ** 0.8
            for turn in (-1, 1):
                way = bend + turn * (0.80 - 0.35 * t)
                hang = 0.28 * leaf
                tone = shade + 0.20 * turn * side - 0.10
                rows.append((nx, ny, nx + math.sin(way) * leaf, ny - math.cos(way) * leaf + hang,
                             0.0085 * height, 0.001 * height, tone))  # fmt: skip
            px_, py_ = nx, ny
    leaf_tone = leaf_color("palm", air.season, p[3])
    alpha, tone_ = _drawn(w, rows)
    colors = torch.lerp(
        w.color(air.seen(scaled(leaf_tone, 0.42), 0.1, distance)),
        w.color(air.seen(mix(scaled(leaf_tone, 1.25), (0.9, 0.9, 0.5), 0.12), 1.0, distance)),
        tone_.clamp(0, 1)[None],
    )
    w.over(alpha, colors)
