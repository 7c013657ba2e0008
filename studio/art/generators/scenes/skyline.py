"""A city seen across its water: towers far and near, lit windows, a bridge of lights, and their reflection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.dice import dice
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.core.params import Value

STONES = tuple(map(hexcolor, ("#b9b2a6", "#8f8b88", "#a58f7c", "#7d8a96", "#c7bda9", "#9aa5ad", "#8a6f60", "#6f7b85")))
FACADES = tuple(map(hexcolor, ("#e3cfa8", "#d9a97c", "#e9dcc4", "#c98a66", "#d8b98c", "#cfc6b4", "#b9826a", "#e6c9a6")))
ROOFS = tuple(map(hexcolor, ("#a5523a", "#5b6670", "#b5684a", "#6d5a52", "#8f4a38")))
LAMPS: tuple[Color, ...] = (
    (1.0, 0.76, 0.38),
    (1.0, 0.84, 0.52),
    (1.0, 0.66, 0.30),
    (1.0, 0.93, 0.74),
    (0.80, 0.90, 1.0),
)


@dataclass(frozen=True)
class Building:
    """`x` middle, `wide`, `tall` in canvas units above the base line; the rest are chances 0..1 and a number."""

    x: float
    wide: float
    tall: float
    style: float
    tone: float
    edge: float
    lamps: float
    pitch: float
    key: int
    layer: float
    shown: float


def paint_skyline(
    c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, base: float, reach: float = 1.0
) -> None:
    """Paints the city's layers, farthest first; all buildings stand on the line y = `base`.

    `reach`: scale of all heights, for a small far town in another scene.
    """
    _city_glow(c, f, air, base)
    for building in _buildings(c.aspect, f, chance, reach):
        _paint_building(c, building, f, air, base)


def _city_glow(c: Canvas, f: Mapping[str, Value], air: Atmosphere, base: float) -> None:
    strength = air.night * (0.30 + 0.5 * number(f, "lit")) * number(f, "buildings")
    if strength > 0.01:
        w = c.cut(-1.0, base - 0.5, c.aspect + 1.0, base + 0.02)
        if w is not None:
            rise = torch.exp(-((base - w.y).clamp_min(0.0) / 0.13))
            middle = torch.exp(-(((w.x / c.aspect - _heart(f)) / 0.5) ** 2))
            w.light(0.55 * strength * rise * (0.45 + 0.55 * middle), (0.95, 0.62, 0.42))


def _heart(f: Mapping[str, Value]) -> float:
    return 0.12 + 0.76 * number(f, "subject_x")


def _buildings(aspect: float, f: Mapping[str, Value], chance: Chance, reach: float) -> list[Building]:
    """The whole town, laid out by the seed; `buildings` lets it rise one house after another."""
    kind, amount = str(f["building_kind"]), number(f, "buildings")
    towers, cottage = kind == "tower", kind == "cottage"
    heart, size = _heart(f), 0.75 + 0.6 * number(f, "subject_size")
    made: list[Building] = []
    for layer, (spacing, lift) in enumerate(((0.034, 1.0), (0.046, 0.86), (0.066, 0.62))):
        rng = chance.stream(f"skyline.{layer}")
        far = 1.0 - 0.5 * layer
        x = -0.05 - 0.05 * float(rng.random())
        draws = rng.random((140, 10))
        k = 0
        while x < max(aspect, 2.4) + 0.1 and k < 140:
            d = draws[k]
            wide = spacing * (0.62 + 0.95 * d[0]) * (0.9 if towers else 1.15) * (0.75 + 0.25 * size)
            middle = x + 0.5 * wide
            x += wide * (0.90 + 0.20 * d[1])
            k += 1
            if middle > aspect + 0.1:
                continue
            bump = math.exp(-(((middle / aspect - heart) / (0.20 + 0.16 * size)) ** 2))
            second = 0.55 * math.exp(
                -(((middle / aspect - (heart + 0.42 if heart < 0.5 else heart - 0.42)) / 0.13) ** 2)
            )
            if towers:
                tall = 0.045 + 0.06 * d[2] + (0.33 * d[2] ** 1.6 * lift + 0.06) * max(bump, second) * size
            elif cottage:
                tall = 0.030 + 0.022 * d[2] + 0.02 * bump
            else:
                tall = 0.052 + 0.040 * d[2] + 0.045 * bump * size
            tall *= reach * (1.0 + 0.12 * layer if not towers else 1.0)
            rank = 0.55 * (1.0 - max(bump, second)) + 0.45 * d[9]  # the heart of the town comes first
            shown = ramp(rank - 0.08, rank + 0.10, amount * 1.12)
            if shown > 0.02:
                made.append(
                    Building(
                        middle,
                        wide,
                        tall * (0.25 + 0.75 * shown),
                        d[3],
                        d[4],
                        d[5],
                        d[6],
                        d[7],
                        int(d[8] * 1e6),
                        far,
                        min(1.0, shown * 3.0),
                    )
                )
    return made


def _paint_building(c: Canvas, b: Building, f: Mapping[str, Value], air: Atmosphere, base: float) -> None:
    kind = str(f["building_kind"])
    towers = kind == "tower"
    extra = 0.45 * b.tall if towers else 1.2 * b.wide
    w = c.cut(b.x - 0.62 * b.wide, base - b.tall - extra, b.x + 0.62 * b.wide, base + 0.01)
    if w is None:
        return
    far = 0.25 + 0.55 * b.layer
    stone = (STONES if towers else FACADES)[int(b.tone * 8) % 8]
    top = base - b.tall
    half = 0.5 * b.wide
    dx = w.x - b.x
    # two faces: the corner stands a little off the middle; one face looks to the light
    corner = (b.edge - 0.5) * 0.7 * b.wide
    right = w.cover(corner - dx)
    shine = 0.5 + 0.45 * air.side * (2.0 * right - 1.0) - 0.16 * abs(air.side)
    key, fill = c.color(air.key), c.color(air.fill)
    light = torch.lerp(fill, key, shine.clamp(0.0, 1.0))
    rise = ((base - w.y) / max(b.tall, 1e-3)).clamp(0.0, 1.0)
    wall = c.color(stone) * light * (0.86 + 0.14 * rise)
    outline, roof = _outline(w, dx, top, half, base, b, kind)
    tone = wall
    windows = _windows(w, dx, top, half, b, f, air, towers)
    glass, glass_color, lamp, lamp_color = windows
    tone = torch.lerp(tone, glass_color.expand(3, *glass.shape), glass)
    if roof is not None:
        tint = c.color(ROOFS[int(b.tone * 37) % len(ROOFS)]) * torch.lerp(
            fill, key, torch.full_like(rise, 0.5 + 0.2 * air.side)
        )
        tone = torch.lerp(tone, tint.expand(3, *roof.shape), roof)
    if air.snow > 0.0:
        cap = smooth(0.007, 0.002, outline + 0.012 if roof is None else (outline + 0.010)) * smooth(
            -0.02, -0.001, outline
        )
        cap = cap * smooth(0.55, 0.8, rise)
        tone = torch.lerp(
            tone,
            (c.color((0.95, 0.97, 1.0)) * torch.lerp(fill, key, torch.full_like(rise, 0.6))).expand(3, *cap.shape),
            air.snow * cap,
        )
    veil = air.veil(far) * (0.75 + 0.35 * (1.0 - rise))
    tone = torch.lerp(tone, c.color(air.haze).expand(3, *rise.shape), veil.clamp(0.0, 0.97))
    # lamps shine through the haze
    alpha = (lamp * (1.0 - 0.45 * veil)).clamp(0.0, 1.0)
    tone = torch.lerp(tone, lamp_color, alpha)
    w.over(b.shown * w.cover(outline), tone.clamp(0.0, 1.0))
    if towers and b.style > 0.62 and b.tall > 0.20 and air.night > 0.2:
        tip = c.cut(b.x - 0.02, top - 0.40 * b.tall, b.x + 0.02, top + 0.02)
        if tip is not None:
            y = top - (0.33 * b.tall if b.style > 0.80 else 0.05 * b.tall)
            d = ((tip.x - b.x) ** 2 + (tip.y - y) ** 2).sqrt()
            tip.light(torch.exp(-((d / 0.004) ** 2)) * air.night * b.shown, (1.0, 0.25, 0.2))


def _outline(
    w: Canvas, dx: Tensor, top: float, half: float, base: float, b: Building, kind: str
) -> tuple[Tensor, Tensor | None]:
    """Signed distance to the building, and for pitched roofs the share of a pixel that is roof."""
    a, y = dx.abs(), w.y
    body = torch.maximum(a - half, y - base)
    if kind != "tower":
        pitch = (0.55 if kind == "cottage" else 0.42) * (0.8 + 0.5 * b.pitch)
        gable = b.style < 0.6
        ridge = top - pitch * b.wide * (1.0 if gable else 0.62)
        slope = (
            (a - half * 1.06) * pitch * 2.0 - (y - top) * -1.0
            if gable
            else torch.maximum(a - half * 1.02 - (y - top) * 0.35, ridge - y)
        )
        roof_shape = (
            torch.maximum((a - half * 1.06) * (pitch * 2.0) + (top - y), y - top) * 0.7
            if gable
            else torch.maximum(torch.maximum(a - half * 1.04 + (top - y) * 0.38, ridge - y), y - top)
        )
        del slope
        stack = torch.maximum(
            (dx - (b.edge - 0.5) * b.wide * 0.8).abs() - 0.045 * b.wide - 0.0012,
            torch.maximum(ridge - 0.22 * b.wide - y, y - top),
        )
        whole = torch.minimum(torch.minimum(torch.maximum(body, top - y), roof_shape), stack)
        return whole, w.cover(roof_shape)
    block = torch.maximum(body, top - y)
    if b.style < 0.30:
        return block, None
    if b.style < 0.62:  # set back twice, like the old skyscrapers
        waist, neck = top + 0.16 * b.tall, top + 0.34 * b.tall
        one = torch.maximum(torch.maximum(a - half, neck - y), y - base)
        two = torch.maximum(torch.maximum(a - 0.74 * half, waist - y), y - base)
        three = torch.maximum(torch.maximum(a - 0.46 * half, top - y), y - base)
        return torch.minimum(torch.minimum(one, two), three), None
    if b.style < 0.80:  # a slanted or pointed head
        lean = torch.maximum(body, top - y + (0.9 * half - dx * (1.0 if b.edge > 0.5 else -1.0)) * 0.55)
        mast = torch.maximum(a - 0.0016, torch.maximum(top - 0.12 * b.tall - y, y - base))
        return torch.minimum(lean, mast), None
    crown = top + 0.10 * b.tall
    shaft = torch.maximum(body, crown - y)
    spire = torch.maximum(
        a - 0.55 * half * ((y - (top - 0.33 * b.tall)) / (0.43 * b.tall)).clamp(0.0, 1.0) ** 1.7 - 0.0008,
        torch.maximum(top - 0.33 * b.tall - y, y - base),
    )
    mid = torch.maximum(torch.maximum(a - 0.66 * half, top + 0.02 * b.tall - y), y - base)
    return torch.minimum(torch.minimum(shaft, spire), mid), None


def _windows(w: Canvas, dx: Tensor, top: float, half: float, b: Building, f: Mapping[str, Value], air: Atmosphere,
             towers: bool) -> tuple[Tensor, Tensor, Tensor, Tensor]:  # fmt: skip
    """Panes, their color by day, how brightly each is lit, and the lamps' color."""
    across = (0.0062 if towers else 0.0125) * (0.85 + 0.5 * b.pitch) * (1.25 - 0.35 * b.layer)
    up = (0.0088 if towers else 0.0175) * (0.9 + 0.3 * b.edge) * (1.25 - 0.35 * b.layer)
    up = up if b.layer > 0.0 else 1.6 * up
    columns = max(2, round(2.0 * half / across))
    across = 2.0 * half / columns
    u, v = (dx + half) / across, (w.y - top - 0.006) / up
    i, j = u.floor(), v.floor()
    ribbons = towers and b.lamps > 0.72  # bands of glass around modern towers
    wide, high = (0.47, 0.27) if ribbons else (0.27, 0.30)
    soft_u, soft_v = w.px / across, w.px / up
    pane = _slot(u - i - 0.5, wide, soft_u) * _slot(v - j - 0.5, high, soft_v)
    pane = pane * (v > 0.0) * w.cover(dx.abs() - half + 0.25 * across)
    thrown, shade = dice(i, j, b.key), dice(i, j, b.key, 1)
    dark = max(air.night, ramp(0.25, -0.05, air.elevation), 0.55 * air.gray)
    share = number(f, "lit") * (0.35 + 0.75 * b.lamps) * (0.30 + 0.70 * dark)
    on = smooth(0.06, -0.06, thrown - share) * (share > 0.0)
    bright = on * pane * (0.10 + 0.90 * dark) * (0.55 + 0.45 * shade)
    one, two = LAMPS[b.key % 4], LAMPS[(b.key // 4) % 5]
    lamp = torch.lerp(
        w.color(one).expand(3, *shade.shape), w.color(two).expand(3, *shade.shape), smooth(0.55, 0.75, shade)
    )
    glass = mix(mix(scaled(air.middle, 0.55), scaled(air.fill, 0.42), 0.5), air.horizon, 0.15)
    mirror = torch.tensor(glass).view(3, 1, 1) * (0.80 + 0.45 * shade)
    return pane * 0.72, mirror, bright, lamp


def _slot(t: Tensor, half: float, soft: float) -> Tensor:
    """A pane's share of a pixel: |t| < half, averaged over a pixel `soft` cells wide; fine grids melt to their mean."""
    edge = ((half - t.abs()) / max(soft, 1e-4) + 0.5).clamp(0.0, 1.0)
    melt = min(max((soft - 0.35) / 0.5, 0.0), 1.0)
    return edge * (1.0 - melt) + 2.0 * half * melt


def paint_light_bridge(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, base: float) -> None:
    """A suspension bridge with lamps on its cables, from one side of the picture toward the other shore."""
    amount = number(f, "bridge")
    if amount <= 0.0:
        return
    p = chance.stream("skyline.bridge").random(4)
    shown = ramp(0.0, 0.25, amount)
    deck = base - 0.030
    tall = 0.17 + 0.09 * amount
    side = 1.0 if p[0] > 0.5 else -1.0
    first = c.aspect * (0.5 + side * 0.34)
    second = c.aspect * (0.5 - side * 0.14)
    w = c.cut(-0.1, deck - tall - 0.02, c.aspect + 0.1, base + 0.012)
    if w is None:
        return
    flood = 0.55 * air.night * (0.4 + 0.6 * number(f, "lit"))
    stone = c.color(mix(air.seen((0.56, 0.47, 0.41), 0.5, 0.05), (0.78, 0.58, 0.36), flood))
    dark = c.color(air.seen((0.26, 0.24, 0.26), 0.3, 0.05))
    road = torch.maximum((w.y - deck).abs() - 0.0045, torch.zeros_like(w.x) - 1.0)
    w.over(shown * w.cover(road), dark)
    span = abs(first - second)
    t = (w.x - min(first, second)) / span
    inner = tall * (0.10 + 0.90 * (2.0 * t - 1.0) ** 2)
    outer_x = torch.where(t < 0.5, t / -0.75, (t - 1.0) / 0.75).clamp(0.0, 1.0)
    outer = tall * (1.0 - outer_x) ** 1.5
    sag = torch.where((t >= 0.0) & (t <= 1.0), inner, outer)
    cable = ((w.y - (deck - sag)).abs() - 0.0022) * 0.8
    w.over(shown * w.cover(cable) * (sag > 0.002), dark)
    hang = (torch.remainder(w.x + 0.006, 0.012) - 0.006).abs() - 0.0004
    ropes = torch.maximum(hang, torch.maximum(deck - sag - w.y, w.y - deck))
    w.over(0.65 * shown * w.cover(ropes), dark)
    for x in (first, second):
        dx = (w.x - x).abs()
        pier = torch.maximum(torch.maximum(dx - 0.018, deck - tall - 0.006 - w.y), w.y - base - 0.01)
        arch_y = deck - 0.55 * tall
        hole = torch.maximum(
            dx - 0.0085,
            torch.maximum(arch_y - w.y - (0.0085**2 - dx**2).clamp_min(0.0).sqrt() * 2.0, w.y - deck + 0.008),
        )
        w.over(shown * w.cover(torch.maximum(pier, -hole)), stone)
    lamps = max(air.night, ramp(0.2, -0.05, air.elevation)) * (0.35 + 0.65 * number(f, "lit"))
    if lamps > 0.02:
        bead = torch.remainder(w.x + 0.009, 0.018) - 0.009
        d = (bead * bead + (w.y - (deck - sag)) ** 2).sqrt()
        w.light(lamps * shown * torch.exp(-((d / 0.0042) ** 2)) * (sag > 0.002), (1.0, 0.93, 0.76))
        d = (bead * bead + (w.y - deck + 0.006) ** 2).sqrt()
        w.light(lamps * shown * 0.8 * torch.exp(-((d / 0.004) ** 2)), (1.0, 0.78, 0.45))


def foreground_roofs(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, amount: float) -> None:
    """Dark roofs close to us along the lower edge, for a city seen from one of its houses."""
    if amount <= 0.0:
        return
    rng = chance.stream("skyline.roofs")
    draws = rng.random((24, 8))
    height = 0.30 * amount
    x = -0.1 - 0.1 * float(draws[0, 7])
    for k in range(24):
        d = draws[k]
        wide = 0.12 + 0.14 * d[0]
        building = Building(
            x + 0.5 * wide,
            wide,
            height * (0.55 + 0.6 * d[1]),
            d[2],
            d[3],
            d[4],
            0.15 + 0.45 * d[5],
            1.8 + 2.0 * d[6],
            int(d[7] * 1e6),
            -0.3,
            1.0,
        )
        x += wide * 0.97
        if building.x - wide > c.aspect:
            break
        near = dict(f)
        near["building_kind"] = "town"
        _paint_building(c, building, near, air, 1.02)
    w = c.cut(-0.1, 1.0 - 1.3 * height, c.aspect + 0.1, 1.02)
    if w is not None:
        shade = 0.22 + 0.38 * smooth(1.0 - 0.9 * height, 1.0, w.y)
        w.rgb.mul_(1.0 - shade * smooth(1.0 - 1.1 * height, 1.0 - 0.2 * height, w.y) * (1.0 - 0.5 * air.night))


def tree_row(c: Canvas, amount: float, air: Atmosphere, base: float, seed: int, green: Color) -> None:
    """Trees along the quay: a soft dark hedge of crowns."""
    if amount <= 0.0:
        return
    w = c.cut(-0.1, base - 0.06, c.aspect + 0.1, base + 0.006)
    if w is None:
        return
    crowns = noise(w.x * 26.0, torch.zeros_like(w.y), seed)
    gaps = noise(w.x * 3.0 + 5.0, torch.zeros_like(w.y), seed + 1)
    leaf = fbm(w.x * 90.0, w.y * 90.0, seed + 2, 2)
    tall = (0.010 + 0.018 * amount) * (1.0 + 0.45 * crowns) * smooth(1.1 - 1.8 * amount, 1.5 - 1.8 * amount, gaps + 0.4)
    d = base - tall - w.y - 0.0022 * leaf
    shine = (0.45 + 0.25 * leaf + 0.25 * ((base - w.y) / 0.03).clamp(0, 1)).clamp(0.0, 1.0)
    tone = c.color(green) * torch.lerp(c.color(air.fill), c.color(air.key), shine * 0.8)
    tone = torch.lerp(tone, c.color(air.haze).expand_as(tone), air.veil(0.3))
    w.over(w.cover(d) * (tall > 0.002) * w.cover(w.y - base - 0.004), tone)


def quay_lamps(c: Canvas, f: Mapping[str, Value], air: Atmosphere, base: float) -> None:
    """A string of lamps along the shore."""
    on = max(air.night, ramp(0.2, -0.05, air.elevation)) * number(f, "lit")
    if on <= 0.02:
        return
    w = c.cut(-0.1, base - 0.03, c.aspect + 0.1, base + 0.01)
    if w is None:
        return
    bead = torch.remainder(w.x + 0.02, 0.04) - 0.02
    d = (bead * bead + (w.y - base + 0.008) ** 2).sqrt()
    w.light(on * (0.9 * torch.exp(-((d / 0.0035) ** 2)) + 0.30 * torch.exp(-((d / 0.014) ** 2))), (1.0, 0.82, 0.50))
