"""Boughs in front of the view, from one upper corner: a dark frame that makes what is behind it shine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm
from studio.art.generators.scenes.forms import mix, ramp, scaled, smooth
from studio.art.generators.scenes.kernels import clumps, strokes
from studio.art.generators.scenes.terrain import SNOW, leaf_color
from studio.core.params import Value


@lru_cache(maxsize=16)
def _boughs(seed: int, needles: bool) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strokes of wood (and needles, tone above 1) and balls of leaves, for a corner at (0, 0) with x inwards."""
    rng = np.random.Generator(np.random.PCG64(seed))
    wood: list[tuple[float, ...]] = []
    leaves: list[tuple[float, ...]] = []

    def twig(x: float, y: float, angle: float, length: float, r: float, level: int) -> None:
        parts = 9 if level == 0 else 5
        for part in range(parts):
            t = part / parts
            nx, ny = x + math.cos(angle) * length / parts, y + math.sin(angle) * length / parts
            wood.append((x, y, nx, ny, r * (1 - 0.8 * t), r * (0.9 - 0.8 * t), 0.25 + 0.3 * float(rng.random())))
            x, y = nx, ny
            angle += float(rng.uniform(-0.16, 0.20)) + 0.03
            if level < 2 and part > (1 if level == 0 else 0):
                for turn in (-1, 1):
                    if rng.random() < 0.75:
                        twig(x, y, angle + turn * float(rng.uniform(0.45, 0.95)), length * float(rng.uniform(0.22, 0.38)),
                             r * 0.45, level + 1)  # fmt: skip
            if level >= 1 and needles:
                for turn in (-1, 1):
                    for k in range(3):
                        way = angle + turn * float(rng.uniform(0.5, 1.0))
                        at = k / 3 * length / parts
                        sx, sy = x - math.cos(angle) * at, y - math.sin(angle) * at
                        long = float(rng.uniform(0.018, 0.030))
                        wood.append((sx, sy, sx + math.cos(way) * long, sy + math.sin(way) * long, 0.0018, 0.0005,
                                     1.1 + 0.8 * float(rng.random())))  # fmt: skip
            elif level >= 1 and rng.random() < (0.9 if level == 2 else 0.45):
                size = float(rng.uniform(0.012, 0.026))
                leaves.append((x + float(rng.normal(0, 0.008)), y + float(rng.normal(0, 0.008)), size * 1.25, size,
                               float(rng.uniform(-0.35, 0.25))))  # fmt: skip

    for k in range(4):
        twig(-0.04, -0.02 + 0.10 * k + float(rng.uniform(-0.02, 0.02)), float(rng.uniform(-0.02, 0.30)),
             float(rng.uniform(0.55, 0.80)) * (1.0 - 0.17 * k), 0.015 - 0.002 * k, 0)  # fmt: skip
    return np.array(wood, np.float32), np.array(leaves or [(0, -9, 0.01, 0.01, 0)], np.float32)


def paint_framing(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """The factor `framing`: the boughs reach in as it grows, and a trunk comes into view at the edge."""
    amount = number(f, "framing")
    if amount <= 0.01:
        return
    kind = str(f["tree_kind"])
    wood, leaves = _boughs(chance.number("framing"), kind in ("pine", "palm"))
    left = number(f, "subject_x") > 0.45
    reach = (0.30 + 0.75 * amount) * min(1.15, max(0.75, c.aspect))
    w = c.cut(-1.0, -1.0, c.aspect + 1.0, 1.1) if amount > 0.4 else c.cut(-1.0, -1.0, c.aspect + 1.0, 0.8)
    if w is None:
        return
    inward, edge = (1.0, 0.0) if left else (-1.0, c.aspect)
    out = 0.10 * (1 - amount)
    rows = wood.copy()
    rows[:, 0:4:2] = edge + inward * (rows[:, 0:4:2] * reach - out)
    rows[:, 1:4:2] = rows[:, 1:4:2] * reach - 0.5 * out
    rows[:, 4:6] *= 0.5 + 0.5 * reach
    green = rows[:, 6] > 1.0
    # The trunk slides in from the edge.
    x = edge + inward * (0.20 * ramp(0.3, 1.0, amount) - 0.17)
    trunk = np.array(
        [
            [x, 1.1, x + 0.012 * inward, 0.45, 0.055, 0.042, 0.25],
            [x + 0.012 * inward, 0.45, x, -0.1, 0.042, 0.036, 0.25],
        ]
    )
    alpha, tone = torch.zeros(w.rows, w.columns), torch.zeros(w.rows, w.columns)
    strokes(np.concatenate([trunk, rows[~green]]).astype(np.float32), w.left, w.top, w.px, alpha.numpy(), tone.numpy())
    grain = fbm(w.x * 60, w.y * 14, chance.number("framing bark"), 3, 0.6, cell=60 * w.px)
    bark = torch.lerp(
        w.color(air.seen((0.13, 0.10, 0.09), 0.1)),
        w.color(air.seen((0.36, 0.28, 0.22), 0.5)),
        (tone + 0.15 * grain).clamp(0, 1)[None],
    )
    w.over(alpha, bark)
    if air.snow > 0.3:
        w.over(alpha * smooth(0.38, 0.55, tone) * 0.75 * air.snow, air.seen(SNOW, 0.8))
    leaf = leaf_color(kind, air.season, 0.4)
    dark, light = air.seen(scaled(leaf, 0.26), 0.15), air.seen(mix(scaled(leaf, 0.80), (0.9, 0.85, 0.4), 0.1), 0.85)
    if kind == "blossom":
        dark, light = air.seen(scaled(leaf, 0.62), 0.35), air.seen(leaf, 0.95)
    if green.any():
        needles = rows[green]
        needles[:, 6] -= 1.1
        alpha.zero_()
        strokes(needles, w.left, w.top, w.px, alpha.numpy(), tone.numpy())
        w.over(alpha, torch.lerp(w.color(dark), w.color(light), (0.75 * tone).clamp(0, 1)[None]))
    elif air.winter < 0.95:
        balls = leaves.copy()
        balls[:, 0] = edge + inward * (balls[:, 0] * reach - out)
        balls[:, 1] = balls[:, 1] * reach - 0.5 * out
        balls[:, 2:4] *= 0.45 + 0.65 * reach
        fray = fbm(w.x * 42, w.y * 42, chance.number("framing leaves"), 4, 0.7, cell=42 * w.px)
        near, lift = torch.full_like(fray, 1.0), torch.full_like(fray, -0.5)
        clumps(
            balls,
            w.left,
            w.top,
            w.px,
            fray.numpy(),
            0.011,
            air.side if abs(air.side) > 0.1 else 0.1,
            near.numpy(),
            lift.numpy(),
        )
        shine = (0.32 + 0.34 * lift + 0.26 * fray).clamp(0, 1)
        w.over(w.cover(near) * (1 - air.winter), torch.lerp(w.color(dark), w.color(light), shine[None]))
