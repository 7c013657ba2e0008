"""What falls and drifts between the viewer and the scene: fog, rain, snowflakes; branches that frame the view."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import mix, ramp, scaled, smooth
from studio.art.generators.scenes.terrain import SNOW, leaf_color
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


def paint_rain(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Slanting streaks in three depths."""
    amount = number(f, "rain")
    if amount <= 0.02:
        return
    wind = 0.12 + 0.25 * number(f, "storm")
    for k in range(3):
        seed = chance.number(f"rain {k}")
        pitch = (0.030, 0.018, 0.011)[k]
        along, across = c.y + 0.0 * c.x, c.x + wind * c.y
        streak = noise(across / pitch * 2.2, along / (pitch * 14), seed)
        thin = noise(across / pitch * 6.0, along / (pitch * 26), seed + 1)
        seen = smooth(1.15 - 0.55 * amount, 2.0 - 0.4 * amount, streak + 0.5 * thin)
        c.over(
            seen * (0.30, 0.24, 0.18)[k] * (0.4 + 0.6 * amount),
            mix(scaled(air.haze, 1.10), (1.0, 1.0, 1.0), 0.25 * (1 - air.night)),
        )


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


def paint_framing(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Dark boughs that hang into the picture from above and from one side."""
    amount = number(f, "framing")
    if amount <= 0.02:
        return
    rng = chance.stream("framing")
    left = number(f, "subject_x") > 0.45
    x0 = -0.03 if left else c.aspect + 0.03
    toward = 1.0 if left else -1.0
    leaf = leaf_color(str(f["tree_kind"]), air.season, 0.4)
    dark = air.seen(scaled(leaf, 0.30), 0.25)
    light = air.seen(scaled(leaf, 0.62), 0.8)
    trunk = ((c.x - x0) * toward - 0.05 * amount - 0.02 * torch.sin(c.y * 5 + 1)) - 0.012 * torch.sin(c.y * 13)
    c.over(c.cover(trunk - 0.03 * amount), air.seen((0.22, 0.17, 0.14), 0.2))
    for _ in range(6):
        start_y, reach, drop, phase = (
            rng.uniform(-0.06, 0.30),
            rng.uniform(0.35, 0.95),
            rng.uniform(0.02, 0.22),
            rng.uniform(0, 6),
        )
        seed = int(rng.integers(1 << 30))
        span = reach * (0.35 + 0.65 * amount) * min(1.2, c.aspect)
        t = (((c.x - x0) * toward) / span).clamp(0, 1.2)
        bough = start_y * (0.3 + 0.7 * amount) + drop * t**1.6 + 0.02 * torch.sin(7 * t + phase)
        thick = 0.010 * (1.1 - t).clamp_min(0)
        leaves = fbm(c.x * 26, c.y * 26, seed, 3, 0.65, cell=26 * c.px)
        d = (c.y - bough - 0.018).abs()
        cluster = smooth(0.085 * (1.12 - t.clamp(0, 1.1)) * (0.4 + amount), 0.0, d) * smooth(1.08, 0.85, t)
        mass = smooth(0.42, 0.62, cluster * (0.62 + 0.40 * leaves) + 0.12) * (1 - 0.85 * air.winter)
        c.over(c.cover((c.y - bough).abs() - thick) * smooth(1.0, 0.9, t), air.seen((0.20, 0.16, 0.13), 0.2))
        tone = torch.lerp(c.color(dark), c.color(light), smooth(-0.2, 1.3, leaves - 8 * (c.y - bough))[None])
        c.over(mass * ramp(0.02, 0.3, amount), tone)
