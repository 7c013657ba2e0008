"""Land: far ranges, hills one behind the other, the ground in front with its grass, fields and path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.core.params import Value

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


@dataclass(frozen=True)
class Hill:
    """One rise of land. `base`: height of its ridge on the picture, `distance` 0..1 to the viewer."""

    base: float
    swing: float
    pitch: float
    distance: float
    seed: int
    shift: float

    def ridge(self, x: Tensor, px: float) -> Tensor:
        """y of the crest over x."""
        rolled = curve((x + self.shift) * self.pitch, self.seed, 4, 0.38, cell=self.pitch * px)
        return self.base - self.swing * rolled

    def ridge_at(self, x: float) -> float:
        return float(self.ridge(torch.tensor([[x]]), 1e-4)[0, 0])


def hills(f: Mapping[str, Value], air: Atmosphere, chance: Chance, shore: float) -> list[Hill]:
    """Far to near, between the skyline and `shore`, the upper edge of the ground in front."""
    rng = chance.stream("hills")
    rise = number(f, "hills")
    made = []
    depth = shore - air.skyline
    for i in range(4):
        t = i / 3
        jitter, shift, seed = rng.uniform(-1, 1), rng.uniform(0, 50), int(rng.integers(1 << 30))
        lift = (0.020 + 0.085 * rise) * (1 - 0.35 * t)
        base = air.skyline + depth * (0.02 + 0.85 * t**1.25) - lift * (0.55 + 0.2 * float(jitter))
        swing = (0.006 + 0.050 * rise) * (0.75 + 0.5 * t)
        made.append(Hill(base, swing, 1.3 + 0.5 * (1 - t), 0.82 - 0.58 * t, seed, float(shift)))
    return made


def paint_mountains(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Two or three ranges with lit and shaded faces, snow on their heights."""
    amount = number(f, "mountains")
    if amount <= 0.01:
        return
    rng = chance.stream("mountains")
    rugged = number(f, "rugged")
    for k in range(3):
        shift, seed, bend = float(rng.uniform(0, 50)), int(rng.integers(1 << 30)), float(rng.uniform(-1, 1))
        if k == 0 and amount < 0.35:
            continue
        height = amount * (0.38, 0.30, 0.17)[k] * (0.75 + 0.45 * air.skyline)
        pitch = (1.5, 1.9, 2.6)[k]
        ridge = _crest(c, air, shift, seed, height, pitch, rugged, bend)
        distance = (1.0, 0.86, 0.74)[k]
        w = c.cut(-1.0, air.skyline - 2.4 * height - 0.02, c.aspect + 1.0, air.skyline + 0.05)
        if w is None:
            continue
        _faces(w, air, ridge, seed, height, distance, rugged, pitch)


def _crest(
    c: Canvas, air: Atmosphere, shift: float, seed: int, height: float, pitch: float, rugged: float, bend: float
) -> Tensor:
    x = c.x + shift
    broad = curve(x * pitch, seed, 2, 0.5, cell=pitch * c.px)
    sharp = 1 - 1.25 * curve(x * pitch * 1.6, seed + 1, 5, 0.46, cell=1.6 * pitch * c.px).abs()
    profile = torch.lerp(0.62 + 0.34 * broad, 0.5 + 0.28 * broad + 0.52 * sharp, 0.25 + 0.75 * rugged)
    tilt = 1 + 0.35 * bend * (c.x / c.aspect - 0.5)
    return air.skyline + 0.012 - height * (profile * tilt).clamp_min(0.04)


def _faces(
    w: Canvas, air: Atmosphere, ridge: Tensor, seed: int, height: float, distance: float, rugged: float, pitch: float
) -> None:
    below = (w.y - ridge).clamp_min(0.0)
    high = ((air.skyline - w.y) / max(height, 1e-3)).clamp(0, 1.4)
    # Spurs run down from the crest and lean with the light; their two sides take it differently.
    lean = 0.75 if air.side >= 0 else -0.75
    cell = 9.0 * w.px
    spur = fbm((w.x + lean * below) * 7.0 * pitch / 1.9, below * 4.0, seed + 2, 4, 0.55, cell=cell)
    other = fbm((w.x - 1.2 * lean * below) * 9.0, below * 5.0, seed + 3, 3, 0.5, cell=cell)
    shine = 0.48 + (0.34 + 0.22 * rugged) * torch.tanh(1.5 * spur + 0.55 * other)
    shine = shine * (0.65 + 0.35 * (1 - air.gray)) + 0.12 * air.gray
    shine = (shine * (0.72 + 0.4 * high)).clamp(0, 1)
    rock = mix(hexcolor("#7d7468"), foliage_color(air.season), 0.38 * (1 - rugged) + 0.08)
    lit, dim = w.color(air.seen(rock, 1.0, distance * 0.8)), w.color(air.seen(scaled(rock, 0.72), 0.0, distance * 0.86))
    tone = torch.lerp(dim, lit, shine[None])
    forest = smooth(0.55, 0.1, high + 0.15 * other) * 0.5 * (1 - air.winter)
    tone = torch.lerp(
        tone, w.color(air.seen(scaled(foliage_color(air.season), 0.8), 0.35, distance * 0.8)), forest[None]
    )
    line = 0.66 - 0.75 * air.snow - 0.16 * air.winter
    caps = smooth(line, line + 0.16, high + 0.10 * spur - 0.06 * other) * (0.35 + 0.65 * rugged + 0.5 * air.snow)
    white = torch.lerp(w.color(air.seen((0.80, 0.86, 0.98), 0.12, distance * 0.62)),
                       w.color(air.seen(SNOW, 1.0, distance * 0.5)), (shine * 1.15).clamp(0, 1)[None])  # fmt: skip
    tone = torch.lerp(tone, white, caps.clamp(0, 1)[None])
    mist = smooth(0.34, -0.05, high) * (0.42 + 0.4 * air.fog)
    tone = torch.lerp(tone, w.color(air.haze), mist.clamp(0, 1)[None])
    w.over(w.cover(ridge - w.y), tone)


def paint_hill(c: Canvas, f: Mapping[str, Value], air: Atmosphere, hill: Hill, bottom: float) -> None:
    """The land from the hill's crest down to `bottom`."""
    ridge = hill.ridge(c.x, c.px)
    top = float(ridge.min()) - 2 * c.px
    w = c.cut(-1.0, top, c.aspect + 1.0, bottom)
    if w is None:
        return
    ahead = hill.ridge(c.x + 0.015, c.px) - ridge
    slope = torch.tanh(26.0 * ahead)
    below = (w.y - ridge).clamp_min(0.0)
    near = 1 - hill.distance
    soft = fbm(w.x * (3 + 5 * hill.distance), w.y * (14 + 18 * hill.distance), hill.seed + 1, 4, 0.5, cell=30 * w.px)
    side = -air.side if abs(air.side) > 0.1 else -0.1
    shine = 0.55 + 0.24 * slope * side * (1 - air.gray) + 0.10 * soft + 0.16 * torch.exp(-below / 0.02)
    shine = shine.clamp(0, 1)[None]
    ground = mix(grass_color(air.season), foliage_color(air.season), 0.22 + 0.12 * hill.distance)
    ground = mix(ground, hexcolor("#6f8f6a"), 0.25 * hill.distance)
    tone = torch.lerp(
        w.color(air.seen(scaled(ground, 0.66), 0.1, hill.distance)),
        w.color(air.seen(scaled(ground, 1.10), 1.0, hill.distance)),
        shine,
    )
    fields = number(f, "fields")
    if fields > 0.01:
        tone = _fields(w, air, hill, tone, fields, below)
    if air.snow > 0.01:
        lies = smooth(0.9 - 1.5 * air.snow, 1.5 - 1.5 * air.snow, 0.62 + 0.22 * soft)
        white = torch.lerp(w.color(air.seen((0.80, 0.86, 0.97), 0.15, hill.distance * 0.7)),
                           w.color(air.seen(SNOW, 1.0, hill.distance * 0.6)), shine)  # fmt: skip
        tone = torch.lerp(tone, white, lies[None])
    mist = (
        torch.exp(-(bottom - w.y).clamp_min(0) / 0.07) * (0.10 + 0.75 * air.fog) * (0.35 + 0.65 * hill.distance)
    ).clamp(0, 1)
    tone = torch.lerp(tone, w.color(air.haze), (mist * (1 - 0.5 * near))[None])
    w.over(w.cover(ridge - w.y), tone)


def _fields(w: Canvas, air: Atmosphere, hill: Hill, tone: Tensor, amount: float, below: Tensor) -> Tensor:
    """Patches of crops in rows, with hedges between them."""
    run = w.x * 3.4 + 2.0 * below + 0.12 * noise(w.x * 5, w.y * 5, hill.seed + 5)
    cell = (run + hill.shift).floor()
    pick = noise(cell * 1.0 + 0.5, cell * 0 + 0.5, hill.seed + 6)
    inside = run + hill.shift - cell
    rows = 0.5 + 0.5 * torch.sin((w.x + (0.6 + 0.5 * pick) * below * 4) * 150 * (0.4 + hill.distance))
    rows = rows * max(0.0, 1 - 90 * w.px)
    crops = (grass_color(min(0.999, air.season + 0.02)), hexcolor("#d9bf62"), hexcolor("#8fae55"), hexcolor("#a9825a"))
    if air.autumn > 0.5:
        crops = (hexcolor("#a8854e"), hexcolor("#c9a355"), hexcolor("#8b7a45"), hexcolor("#96693f"))
    colored = tone
    for k, crop in enumerate(crops):
        chosen = (((pick * 1.7).remainder(4.0) - k).abs() < 0.5) * 1.0
        lit = torch.lerp(w.color(air.seen(scaled(crop, 0.8), 0.4, hill.distance)),
                         w.color(air.seen(crop, 1.0, hill.distance)), (0.45 + 0.4 * rows)[None])  # fmt: skip
        colored = torch.lerp(colored, lit, (chosen * 0.85)[None])
    hedge = torch.exp(-(((inside - 0.02) / 0.035) ** 2))
    colored = torch.lerp(
        colored, w.color(air.seen(scaled(foliage_color(air.season), 0.55), 0.3, hill.distance)), (hedge * 0.8)[None]
    )
    spread = smooth(
        0.9 - 1.1 * amount, 1.25 - 1.1 * amount, 0.5 + 0.35 * noise(w.x * 1.2, w.y * 3, hill.seed + 7) + 0.2
    )
    return torch.lerp(tone, colored, (spread * ramp(0.0, 0.15, amount))[None])


def paint_ground(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, shore: Tensor, top: float) -> None:
    """The ground in front, from `shore` (y over x) to the bottom: meadow, sand or snow, with perspective."""
    w = c.cut(-1.0, top - 0.01, c.aspect + 1.0, 1.2)
    if w is None:
        return
    seed = chance.number("ground")
    deep = ((w.y - top) / max(1e-3, 1 - top)).clamp(0, 1)
    scale = 1.0 / (0.16 + 0.84 * deep)
    tufts = fbm(w.x * 26 * scale, w.y * 90 * scale**0.5, seed, 4, 0.6, cell=40 * w.px)
    patches = fbm(w.x * 2.2, w.y * 7.0, seed + 1, 3, 0.5)
    ground = grass_color(air.season)
    sand = mix(hexcolor("#d9c39a"), hexcolor("#b9ad98"), air.gray)
    beach = ramp(0.55, 0.9, number(f, "water"))
    ground = mix(ground, sand, beach)
    shine = (0.50 + 0.17 * tufts * (1 - 0.6 * beach) + 0.16 * patches + 0.12 * (1 - deep)).clamp(0, 1)
    dark = mix(scaled(mix(ground, foliage_color(air.season), 0.35 * (1 - beach)), 0.58), (0.2, 0.24, 0.3), 0.08)
    tone = torch.lerp(
        w.color(air.seen(dark, 0.08, 0.12)), w.color(air.seen(scaled(ground, 1.12), 1.0, 0.05)), shine[None]
    )
    tone = tone * (1 - 0.30 * smooth(0.45, 1.05, deep))
    if air.snow > 0.01:
        lies = smooth(1.0 - 1.6 * air.snow, 1.5 - 1.6 * air.snow, 0.62 + 0.20 * patches + 0.10 * tufts)
        soft = (0.55 + 0.30 * patches + 0.05 * tufts).clamp(0, 1)
        white = torch.lerp(w.color(air.seen((0.78, 0.85, 0.97), 0.15)), w.color(air.seen(SNOW, 1.0)), soft[None])
        tone = torch.lerp(tone, white * (1 - 0.10 * smooth(0.5, 1.05, deep)), lies[None])
    w.over(w.cover(w.part_of(c, shore.expand(c.rows, c.columns)) - w.y), tone)


def path_center(f: Mapping[str, Value], chance: Chance, aspect: float, y: Tensor, top: float) -> tuple[Tensor, Tensor]:
    """Middle and half width of the path over y: it winds and narrows to the distance."""
    rng = chance.stream("path")
    swing, turn, foot = float(rng.uniform(0.08, 0.2)), float(rng.uniform(0, 6.28)), float(rng.uniform(0.3, 0.7))
    goal = aspect * (0.25 + 0.5 * number(f, "subject_x"))
    t = ((y - top) / (1 - top)).clamp(0, 1.1)
    middle = goal + (foot * aspect - goal) * t**0.8 + swing * torch.sin(turn + 5.2 * t**0.6) * t * (1.1 - 0.5 * t) * 1.3
    half = (0.004 + 0.105 * t**1.5) * (0.5 + 0.7 * number(f, "path"))
    return middle, half


def paint_path(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, top: float) -> None:
    """A way through the ground in front, up to `top`."""
    amount = number(f, "path")
    if amount <= 0.02:
        return
    w = c.cut(-1.0, top, c.aspect + 1.0, 1.2)
    if w is None:
        return
    seed = chance.number("path grain")
    middle, half = path_center(f, chance, c.aspect, w.y, top)
    grain = fbm(w.x * 30, w.y * 60, seed, 3, 0.5, cell=40 * w.px)
    edge = 0.10 * noise(w.x * 22, w.y * 22, seed + 1)
    d = (w.x - middle).abs() - half * (1 + edge)
    ruts = torch.exp(-((((w.x - middle).abs() / half) - 0.5) ** 2) / 0.02)
    earth = mix(hexcolor("#c9a77c"), hexcolor("#a58f78"), 0.6 * air.gray)
    shine = (0.62 + 0.14 * grain - 0.22 * ruts).clamp(0, 1)
    tone = torch.lerp(w.color(air.seen(scaled(earth, 0.7), 0.2)), w.color(air.seen(earth, 1.0)), shine[None])
    tone = torch.lerp(tone, w.color(air.seen((0.88, 0.91, 0.98), 0.6)), min(0.75, air.snow))
    w.over((w.cover(d) * smooth(top, top + 0.05, w.y)) * ramp(0.02, 0.25, amount), tone)


def paint_river(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, top: float) -> None:
    """A stream that winds from the distance into the picture and shows the sky."""
    amount = number(f, "river")
    if amount <= 0.02:
        return
    w = c.cut(-1.0, top, c.aspect + 1.0, 1.2)
    if w is None:
        return
    rng = chance.stream("river")
    turn, swing, goal = float(rng.uniform(0, 6.28)), float(rng.uniform(0.10, 0.18)), float(rng.uniform(0.4, 0.75))
    seed = int(rng.integers(1 << 30))
    t = ((w.y - top) / (1 - top)).clamp(0, 1.2)
    middle = c.aspect * goal + swing * torch.sin(turn + 7.5 * t**0.55) * (0.35 + 1.2 * t) - 0.12 * t
    half = (0.006 + 0.20 * t**1.35) * (0.35 + 0.65 * amount)
    bank = 0.05 * noise(w.x * 14, w.y * 30, seed)
    d = (w.x - middle).abs() - half * (1 + bank)
    ripple = fbm(w.x * 9, w.y * (60 / (0.3 + t)), seed + 1, 3, 0.5, cell=50 * w.px)
    up = (0.25 + 0.75 * t + 0.12 * ripple).clamp(0, 1)
    sky = torch.lerp(w.color(air.horizon), w.color(mix(air.middle, air.zenith, 0.55)), up[None])
    tone = torch.lerp(sky * 0.92, w.color(scaled(mix(air.haze, (0.25, 0.38, 0.42), 0.5), 0.9)), 0.22)
    glint = torch.exp(-((w.x - air.sun_at[0]) ** 2) / 0.02) * smooth(0.5, 1.6, ripple) * (1 - air.gray) * 0.5
    alpha = w.cover(d) * smooth(0.0, 0.06, t) * ramp(0.02, 0.2, amount)
    rim = torch.exp(-((d / (0.006 + 0.012 * t)) ** 2)) * 0.55 * smooth(0.0, 0.06, t) * ramp(0.02, 0.2, amount)
    w.over(rim, air.seen(scaled(grass_color(air.season), 0.42), 0.25))
    w.over(alpha, tone)
    w.light(alpha * glint, mix(air.sun, (1, 1, 1), 0.5))


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
    strata = fbm(w.x * 6, (w.y + 0.25 * w.x * (1 if left else -1)) * 34, seed + 2, 4, 0.55, cell=34 * w.px)
    cracks = fbm(w.x * 26, w.y * 5, seed + 3, 3, 0.5, cell=26 * w.px)
    facing = 0.3 if (air.side > 0) == left else -0.15
    shine = (0.42 + facing * (1 - air.gray) + 0.22 * strata + 0.20 * cracks + 0.25 * torch.exp(-below / 0.02)).clamp(
        0, 1
    )
    stone = mix(hexcolor("#9c8a74"), hexcolor("#8b8d92"), 0.3 + 0.4 * air.gray)
    tone = torch.lerp(
        w.color(air.seen(scaled(stone, 0.5), 0.05, 0.25)), w.color(air.seen(scaled(stone, 1.15), 1.0, 0.2)), shine[None]
    )
    turf = smooth(0.035, 0.0, below + 0.012 * cracks) * (rise > 0.03)
    cap = SNOW if air.snow > 0.5 else grass_color(air.season)
    tone = torch.lerp(tone, w.color(air.seen(cap, 0.8, 0.2)), turf[None])
    tone = tone * (1 - 0.35 * smooth(0.03, -0.01, foot - w.y))
    w.over(w.cover(ridge - w.y) * (w.cover(w.y - foot - 0.006 * cracks)) * smooth(0.0, 0.02, rise), tone)


def depth_of(y: float, skyline: float) -> float:
    """0 at the bottom of the picture to 1 at the horizon."""
    return max(0.0, min(1.0, (1.0 - y) / max(1e-3, 1.0 - skyline)))


def perspective(y: float, skyline: float) -> float:
    """How large a thing on the ground at height y looks: 1 at the bottom, 0 at the horizon."""
    return max(0.0, (y - skyline) / max(1e-3, 1.0 - skyline))


__all__ = [
    "SNOW", "Hill", "by_season", "depth_of", "foliage_color", "grass_color", "hills", "paint_cliffs", "paint_ground",
    "paint_hill", "paint_mountains", "paint_path", "paint_river", "path_center", "perspective",
]  # fmt: skip
