"""Colors of ground and leaves through the year; cliffs; the size of things in perspective."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise
from studio.art.generators.scenes.forms import Color, hexcolor, mix, scaled, smooth
from studio.core.params import Value

_BLOSSOM = ("#f0b4c4", "#f6cdd6", "#fbe9ea")
SNOW: Color = (0.97, 0.98, 1.0)
_GRASS = ((0.0, "#8f8a6c"), (0.12, "#93936a"), (0.22, "#8fb356"), (0.35, "#7fb04a"), (0.5, "#739f40"), (0.62, "#8d9c3f"),
          (0.72, "#b08f3d"), (0.84, "#a4763a"), (0.93, "#8f8262"), (1.0, "#8f8a6c"))  # fmt: skip
_FOLIAGE = ((0.0, "#5a5344"), (0.12, "#6a6547"), (0.22, "#7da345"), (0.35, "#5c8f3a"), (0.5, "#456f30"), (0.62, "#5f7a30"),
            (0.70, "#b98a2c"), (0.78, "#c8682a"), (0.86, "#a0552c"), (0.93, "#6f5a44"), (1.0, "#5a5344"))  # fmt: skip


def by_season(keys: tuple[tuple[float, str], ...], season: float) -> Color:
    for a, b in zip(keys, keys[1:], strict=False):
        if season <= b[0]:
            return mix(hexcolor(a[1]), hexcolor(b[1]), (season - a[0]) / (b[0] - a[0]))
    return hexcolor(keys[-1][1])


def grass_color(season: float) -> Color:
    return by_season(_GRASS, season)


def foliage_color(season: float) -> Color:
    return by_season(_FOLIAGE, season)


def leaf_color(kind: str, season: float, pick: float) -> Color:
    """Color of the foliage of a kind of tree in full light."""
    if kind == "pine":
        return mix(hexcolor("#2f5340"), hexcolor("#3f6240"), pick)
    if kind == "palm":
        return mix(hexcolor("#4f7f3f"), hexcolor("#6a8f3f"), pick)
    if kind == "blossom":
        return mix(hexcolor(_BLOSSOM[int(pick * 2.99)]), hexcolor("#f4c6d0"), 0.4)
    base = foliage_color(season)
    if kind == "birch":
        autumn = hexcolor("#dcae33")
        base = mix(scaled(base, 1.18), autumn, 0.75 if 0.64 < season < 0.9 else 0.06)
    if kind == "poplar":
        base = mix(base, hexcolor("#3f5f33"), 0.3 if season < 0.62 else 0.0)
    # In autumn neighbors turn differently.
    if 0.62 < season < 0.92 and kind != "birch":
        base = mix(base, hexcolor(("#a63d24", "#d89a2b", "#7d7a35")[int(pick * 2.99)]), 0.45)
    return mix(scaled(base, 0.92), scaled(base, 1.12), pick)


def paint_cliffs(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, foot: float) -> None:
    """A headland of rock that stands on `foot`, from the side away from the subject."""
    amount = number(f, "cliffs")
    if amount <= 0.02:
        return
    rng = chance.stream("cliffs")
    shift, seed = float(rng.uniform(0, 40)), int(rng.integers(1 << 30))
    left = number(f, "subject_x") > 0.5
    reach = c.aspect * (0.22 + 0.3 * amount)
    away = c.x if left else c.aspect - c.x
    rise = (0.10 + 0.30 * amount) * smooth(reach, reach * 0.25, away + 0.03 * curve(c.x * 9 + shift, seed, 3))
    jag = 1 + 0.18 * curve((c.x + shift) * 11, seed + 1, 4, cell=11 * c.px)
    ridge = foot + 0.012 - rise * jag
    w = c.cut(-1.0, foot - 0.62, c.aspect + 1.0, foot + 0.03)
    if w is None:
        return
    below = w.y - ridge

    # Buttresses and clefts: the derivative of a relief across the face takes the light; beds of stone run through it.
    def face(x: Tensor) -> Tensor:
        return fbm(x * 8.0, w.y * 2.6, seed + 2, 5, 0.58, cell=8 * w.px) + 0.4 * noise(x * 23.0, w.y * 9.0, seed + 4)

    here = face(w.x)
    step = 0.012
    slope = here - face(w.x + step)
    side = air.side if abs(air.side) > 0.2 else 0.2
    beds = noise(w.x * 2.0 + 0.4 * here, (w.y + 0.10 * w.x) * 46.0, seed + 3)
    facing = 0.10 if (air.side > 0) == left else -0.08
    soft = 1 - 0.6 * air.gray
    shine = (0.46 + facing * soft + 0.85 * side * slope * soft + 0.10 * here + 0.06 * beds).clamp(0, 1)
    stone = mix(hexcolor("#a8947a"), hexcolor("#8b8d92"), 0.25 + 0.4 * air.gray)
    tone = torch.lerp(
        w.color(air.seen(scaled(stone, 0.48), 0.05, 0.25)),
        w.color(air.seen(scaled(stone, 1.18), 1.0, 0.2)),
        shine[None],
    )
    turf = smooth(0.030, 0.012, below + 0.018 * here) * smooth(0.02, 0.05, rise) + 0.0 * beds
    cap = SNOW if air.snow > 0.5 else mix(grass_color(air.season), foliage_color(air.season), 0.3)
    tone = torch.lerp(tone, w.color(air.seen(cap, 0.35, 0.2)), turf[None])
    tone = tone * (1 - 0.45 * smooth(0.035, -0.005, foot - w.y))
    w.over(w.cover(ridge - w.y) * (w.cover(w.y - foot - 0.004 * here)) * smooth(0.0, 0.02, rise), tone)


def perspective(y: float, skyline: float) -> float:
    """How large a thing on the ground at height y looks: 1 at the bottom, 0 at the horizon."""
    return max(0.0, (y - skyline) / max(1e-3, 1.0 - skyline))
