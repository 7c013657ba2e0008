"""What falls and drifts between the viewer and the scene: fog, rain, snowflakes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm
from studio.art.generators.scenes.forms import mix, ramp, scaled, smooth
from studio.art.generators.scenes.kernels import strokes
from studio.art.generators.scenes.terrain import SNOW
from studio.core.params import Value


def paint_fog(c: Canvas, air: Atmosphere, chance: Chance) -> None:
    """Banks of mist that lie on the land around the horizon."""
    if air.fog <= 0.02:
        return
    seed = chance.number("fog")
    drift = fbm(c.x * 1.6, c.y * 9.0, seed, 3, 0.5)
    band = torch.exp(-(((c.y - air.skyline - 0.03) / (0.09 + 0.28 * air.fog)) ** 2))
    c.over(
        (band * (0.08 + 0.50 * air.fog) * (0.70 + 0.40 * drift)).clamp(0, 0.9),
        mix(air.haze, (1.0, 1.0, 1.0), 0.10 * (1 - air.night)),
    )


@lru_cache(maxsize=8)
def _drops(seed: int) -> NDArray[np.float32]:
    """x (over four picture heights), y, length, strength; those that come first fall first."""
    rng = np.random.Generator(np.random.PCG64(seed))
    near = rng.random(2600) ** 3
    drops = np.stack(
        [rng.uniform(-0.3, 4.2, 2600), rng.uniform(-0.1, 1.05, 2600), 0.022 + 0.075 * near, 0.35 + 0.65 * near]
    )
    return drops.T.astype(np.float32)


def paint_rain(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Slanting streaks, long and bright near by, fine far off, and the veil of the farthest."""
    amount = number(f, "rain")
    if amount <= 0.01:
        return
    wind = -(0.10 + 0.35 * number(f, "storm"))
    bright = mix(scaled(air.haze, 1.12), (1.0, 1.0, 1.0), 0.30 * (1 - air.night))
    veil = fbm((c.x - wind * c.y) * 5.0, c.y * 0.8, chance.number("rain veil"), 3, 0.5)
    c.over((0.12 + 0.07 * veil).clamp(0, 1) * amount, air.haze)
    drops = _drops(chance.number("rain"))
    drops = drops[: int(len(drops) * (0.10 + 0.90 * amount))]
    ends = np.stack([drops[:, 0] - wind * drops[:, 2], drops[:, 1] - drops[:, 2], drops[:, 0], drops[:, 1],
                     0.00025 + 0 * drops[:, 3], 0.00035 + 0.0007 * drops[:, 3], drops[:, 3]], 1)  # fmt: skip
    alpha, tone = torch.zeros(c.rows, c.columns), torch.zeros(c.rows, c.columns)
    strokes(ends.astype(np.float32), c.left, c.top, c.px, alpha.numpy(), tone.numpy())
    c.over(alpha * (0.30 + 0.45 * tone) * ramp(0.0, 0.2, amount), bright)


def paint_snowfall(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Flakes: many small and far, few large and near."""
    amount = number(f, "snowfall")
    if amount <= 0.02:
        return
    rng = chance.stream("snowfall")
    count = 260
    draws = rng.random((count, 4))
    flake = mix((1.0, 1.0, 1.0), air.seen(SNOW, 0.9), 0.45)
    for k in range(int(count * min(1.0, 0.15 + amount))):
        x, y = float(draws[k, 0]) * 4.0, float(draws[k, 1])
        if x > c.aspect:
            continue
        r = 0.0022 + 0.0085 * float(draws[k, 2]) ** 3.5
        seen = max(r, 0.55 * c.px)
        w = c.cut(x - 2 * seen, y - 2 * seen, x + 2 * seen, y + 2 * seen)
        if w is not None:
            d = ((w.x - x) ** 2 + (w.y - y) ** 2).sqrt()
            w.over(smooth(1.5 * seen, 0.4 * seen, d) * (0.55 + 0.4 * float(draws[k, 3])) * (r / seen), flake)
