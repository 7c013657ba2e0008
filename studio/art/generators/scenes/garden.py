"""A garden: borders in flower along a path, a lily pond, trees and hedges behind, a rose arch in front."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise
from studio.art.generators.scenes.dice import scatter
from studio.art.generators.scenes.figures import birds, people
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.houses import house
from studio.art.generators.scenes.meadow import Bed, bloom_amount, grass_tufts, paint_rows, season_green, sorts_of
from studio.art.generators.scenes.ranges import paint_mountains
from studio.art.generators.scenes.sky import paint_sky
from studio.art.generators.scenes.trees import tree
from studio.art.generators.scenes.weather import paint_fog, paint_rain, paint_snowfall
from studio.core.params import Value

PATHS = tuple(map(hexcolor, ("#d9c3a0", "#cfa98a", "#c9bda8")))
_BORDER = {
    "red": ("red", "pink", "white"), "yellow": ("yellow", "orange", "white"), "white": ("white", "pink", "blue"),
    "pink": ("pink", "purple", "white"), "blue": ("blue", "purple", "white"), "purple": ("purple", "pink", "blue"),
    "orange": ("orange", "yellow", "red"), "mixed": ("mixed", "mixed", "mixed"),
}  # fmt: skip


def paint_garden(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Paints the whole picture."""
    air = atmosphere(f, c.aspect)
    p = chance.stream("garden").random(16)
    eye = air.skyline - 0.02
    paint_sky(c, f, air, chance)
    paint_mountains(c, f, air, chance)
    if number(f, "birds") > 0.0:
        birds(
            c,
            number(f, "birds"),
            chance.stream("garden.birds"),
            (0.05, 0.04, c.aspect - 0.05, max(eye - 0.12, 0.1)),
            mix(scaled(air.fill, 0.3), air.haze, 0.2),
            0.9,
        )
    _backdrop(c, f, air, chance, eye)
    far = eye + 0.045
    lawn = Bed(far, 1.06, eye)
    grass_tufts(c, air, lawn, season_green(air), chance.number("garden.lawn"))
    _dapples(c, air, far, eye, chance.number("garden.dapple"))
    walk = _walk(c, f, eye, p)
    _path(c, f, air, far, eye, walk, p, chance.number("garden.path"))
    water = number(f, "water")
    pond = _pond_place(c, f, far, eye, p)
    if water > 0.0:
        _pond(c, f, air, chance, pond, eye)
    _borders(c, f, air, chance, far, eye, walk, pond if water > 0.0 else None)
    if number(f, "people") > 0.0:
        d = chance.stream("garden.people").random((6, 2))
        spots = []
        for a, b in d:
            y = far + 0.05 + (0.72 - far) * float(b) ** 1.4
            spots.append((float(walk(torch.tensor(y))[0]) + (float(a) - 0.5) * 0.7 * (y - eye) * 0.8, y))
        people(c, spots, 0.72, eye, number(f, "people"), air.room(), chance.stream("garden.crowd"), air.haze, 0.1)
    _near_bushes(c, f, air, chance, eye, p)
    if number(f, "framing") > 0.0:
        _arch(c, f, air, chance, number(f, "framing"))
    paint_fog(c, air, chance)
    paint_rain(c, f, air, chance)
    paint_snowfall(c, f, air, chance)


def _walk(c: Canvas, f: Mapping[str, Value], eye: float, p: object) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """Middle and half width of the path at a height y; it bends on its way to the far hedge."""
    goal = c.aspect * (0.2 + 0.6 * number(f, "subject_x"))
    assert isinstance(p, object)
    bend = 0.22 * (float(p[0]) - 0.5)  # type: ignore[index]
    start = c.aspect * 0.5 + 0.25 * (goal - 0.5 * c.aspect) - bend
    width = 0.10 + 0.26 * ramp(0.0, 1.0, number(f, "path"))

    def at(y: Tensor) -> tuple[Tensor, Tensor]:
        depth = (y - eye).clamp_min(0.004)
        t = (depth / (1.0 - eye)).clamp(0.0, 1.3)
        x = goal + (start - goal) * t + bend * torch.sin(3.1416 * t.clamp(0, 1)) * 1.3
        return x, width * depth

    return at


def foliage(x: Tensor, y: Tensor, cell: float, seed: int) -> tuple[Tensor, Tensor]:
    """Leaves of two sizes, each an oval turned its own way: -1 in the gaps to about 1 on a leaf's lit face."""
    bent = noise(x / (2.6 * cell), y / (2.6 * cell), seed + 5)  # so that no grid shows
    x, y = x + 0.7 * cell * bent, y - 0.5 * cell * bent
    out = []
    for k, size in enumerate((1.0, 0.56)):
        ca, sa = math.cos(0.5 + 1.3 * k), math.sin(0.5 + 1.3 * k)
        dx, dy, turn, shade = scatter(x * ca + y * sa, y * ca - x * sa, cell * size, (seed + 31 * k) % 8633)
        cos, sin = torch.cos(turn * 3.1416), torch.sin(turn * 3.1416)
        u, v = dx * cos + dy * sin, dy * cos - dx * sin
        oval = 1.0 - ((u / 0.46) ** 2 + (v / 0.28) ** 2)
        out.append(oval.clamp(-1.0, 1.0) * (0.55 + 0.45 * shade) + 0.7 * (shade - 0.5))
    return out[0], out[1]


def roses(x: Tensor, y: Tensor, cell: float, seed: int, share: float, px: float) -> Tensor:
    """Small round blossoms over leaves, 0..1; `share` of the cells bear one."""
    dx, dy, pick, size = scatter(x, y, cell, seed % 8633)
    r = 0.17 + 0.14 * size
    far = (dx * dx + dy * dy + 1e-6).sqrt()
    wave = 1.0 - 0.10 * torch.cos(5.0 * torch.atan2(dy, dx) + 6.283 * pick)
    alpha = (0.5 - (far - r * wave) * cell / px).clamp(0.0, 1.0)
    curl = 1.0 - 0.30 * smooth(0.35, 0.9, torch.sin(far / r * 7.0 + 6.0 * size))
    return alpha * curl * smooth(share * 0.62 + 0.06, share * 0.62 - 0.06, pick)


def bush(c: Canvas, at: tuple[float, float], wide: float, tall: float, color: Color, air: Atmosphere, seed: int, distance: float,
         blossoms: tuple[Color, float] | None = None) -> None:  # fmt: skip
    """A shrub or crown of leaves that stands on `at`: lit clumps on one side, cool depth on the other."""
    w = c.cut(at[0] - 0.68 * wide, at[1] - 1.2 * tall, at[0] + 0.68 * wide, at[1] + 0.02)
    if w is None:
        return
    u, v = (w.x - at[0]) / (0.5 * wide), (at[1] - w.y) / tall
    far = (u * u + ((v - 0.42) / 0.56) ** 2 + 1e-6).sqrt()
    unit = max(wide, tall)
    k = 2.6
    sx, sy = (w.x - at[0]) / unit * k, (w.y - at[1]) / unit * k
    clump = fbm(sx * 1.6, sy * 1.6, seed, 3, 0.55)
    lit_from = fbm(sx * 1.6 + 0.30 * air.side, sy * 1.6 - 0.30, seed, 3, 0.55)
    grain = 0.020 * unit**0.6 * 0.35**0.4
    leaves, fine = foliage(w.x, w.y, grain, seed)
    flat = smooth(0.42, 0.0, v)  # the foot of a shrub is broad
    d = (far - 1.0 - 0.16 * clump) * (1.0 - flat) + (u.abs() - 1.0 - 0.06 * clump) * flat
    d = torch.maximum(d, (w.y - at[1]) / (0.5 * min(wide, tall)) + 0.05 * leaves)
    ragged = d * 0.5 * min(wide, tall) - (0.030 * leaves + 0.018 * fine) * unit * 0.35
    shine = 0.34 + 0.42 * (clump - lit_from) + 0.22 * (v - 0.45) + 0.26 * air.side * u + 0.11 * leaves + 0.07 * fine
    key, fill = c.color(air.key), c.color(air.fill)
    deep = c.color(scaled(mix(color, (0.10, 0.20, 0.24), 0.35), 0.62)) * fill * 1.1
    light = c.color(mix(color, (0.80, 0.78, 0.32), 0.18)) * torch.lerp(fill, key, torch.tensor(0.92))
    tone = torch.lerp(deep, light, smooth(-0.05, 1.0, shine))
    if air.snow > 0.0:
        tone = torch.lerp(
            tone,
            (c.color((0.95, 0.97, 1.0)) * torch.lerp(fill, key, shine.clamp(0, 1))),
            air.snow * smooth(0.15, 0.75, shine + 0.4 * v - 0.1),
        )
    if blossoms is not None and blossoms[1] > 0.0:
        dot = roses(w.x, w.y, 2.3 * grain, seed + 3, blossoms[1], w.px) * smooth(-0.1, 0.3, v + 0.3 * clump)
        petal = c.color(blossoms[0]) * torch.lerp(fill, key, (0.35 + 0.65 * shine).clamp(0, 1))
        tone = torch.lerp(tone, petal.expand_as(tone), dot)
    tone = torch.lerp(tone, c.color(air.haze).expand_as(tone), air.veil(distance))
    w.over(w.cover(ragged), tone.clamp(0.0, 1.0))


def _leafage(air: Atmosphere, pick: float) -> Color:
    green = ((0.27, 0.42, 0.19), (0.20, 0.37, 0.20), (0.36, 0.47, 0.20), (0.24, 0.40, 0.27))[int(pick * 4) % 4]
    gold = ((0.78, 0.48, 0.14), (0.70, 0.30, 0.12), (0.80, 0.62, 0.20), (0.60, 0.42, 0.18))[int(pick * 4) % 4]
    fresh = mix(green, (0.52, 0.62, 0.24), 0.55 * air.spring)
    return mix(mix(fresh, gold, air.autumn), (0.40, 0.36, 0.32), 0.8 * air.winter)


def _backdrop(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, eye: float) -> None:
    """Trees in the distance, then a hedge, shrubs and, where `trees` is high, crowns that close the garden."""
    d = chance.stream("garden.backdrop").random((48, 6))
    trees = number(f, "trees")
    wide = max(c.aspect, 1.8)
    _far_trees(c, air, eye + 0.040, 0.085 + 0.05 * trees, chance.number("garden.far"))
    for k in range(14, 26):
        shown = ramp(d[k, 5] * 0.9, d[k, 5] * 0.9 + 0.12, trees)
        if shown > 0.0:
            x = wide * (k - 13.8 + 0.8 * d[k, 0]) / 12.0
            tall = (0.20 + 0.16 * d[k, 2]) * (0.35 + 0.65 * shown)
            q = d[(k + 7) % 48].tolist() + d[(k + 19) % 48].tolist()
            tree(c, air, str(f["tree_kind"]), (x, eye + 0.055), tall * 1.1, q[:8], 0.34, 500 + k)
    town = number(f, "buildings")
    if town > 0.0:
        x = c.aspect * (0.24 if number(f, "subject_x") > 0.5 else 0.74)
        house(
            c,
            air,
            (x, eye + 0.052),
            (0.11 + 0.10 * town) * ramp(0.0, 0.1, town),
            d[47].tolist() + [0.5, 0.5],
            0.32,
            number(f, "lit"),
            str(f["building_kind"]) != "cottage",
        )
    for k in range(26, 38):
        x = wide * (k - 26 + 0.5 * d[k, 0]) / 11.0
        tone = _leafage(air, d[k, 3])
        flower = sorts_of(str(f["flower_color"]), float(d[k, 4]))[1][0]
        here = bloom_amount(f, air) if d[k, 5] < 0.55 else 0.0
        bush(
            c,
            (x, eye + 0.058),
            0.11 + 0.07 * d[k, 1],
            0.050 + 0.035 * d[k, 2],
            tone,
            air,
            160 + k,
            0.30,
            (flower, 0.8 * here),
        )


def _far_trees(c: Canvas, air: Atmosphere, foot: float, tall: float, seed: int) -> None:
    """The wood behind the garden: crown beside crown, two rows deep."""
    for k, (distance, lift) in enumerate(((0.72, 1.0), (0.52, 0.66))):
        w = c.cut(-0.1, foot - 2.2 * tall * lift, c.aspect + 0.1, foot + 0.01)
        if w is None:
            continue
        crowns = curve(w.x * (24.0 + 11.0 * k), seed + k, 1).abs()
        hills = curve(w.x * 2.3, seed + 5 + k, 2, 0.5)
        clump = fbm(w.x * 26.0, w.y * 26.0, seed + 7 + k, 2, 0.6)
        lit_from = fbm(w.x * 26.0 + 0.35 * air.side, w.y * 26.0 - 0.35, seed + 7 + k, 2, 0.6)
        top = foot - tall * lift * (0.95 + 0.20 * crowns + 0.16 * hills) - 0.009 * clump
        rise = ((foot - w.y) / (foot - top)).clamp(0.0, 1.0)
        shine = (0.16 + 0.55 * rise + 0.30 * (clump - lit_from)).clamp(0.0, 1.0)
        green = _leafage(air, 0.1 + 0.3 * k)
        tone = torch.lerp(
            c.color(air.seen(scaled(green, 0.55), 0.05, distance)), c.color(air.seen(green, 1.0, distance)), shine
        )
        if air.snow > 0.0:
            tone = torch.lerp(
                tone, c.color(air.seen((0.95, 0.97, 1.0), 0.7, distance)), air.snow * smooth(0.45, 0.9, shine)
            )
        w.over(w.cover(top - w.y), tone)


def _dapples(c: Canvas, air: Atmosphere, far: float, eye: float, seed: int) -> None:
    """Light that falls through leaves onto the lawn."""
    strength = (1.0 - air.gray) * (1.0 - air.night) * 0.34
    w = c.cut(-0.1, far - 0.01, c.aspect + 0.1, 1.05)
    if w is None or strength <= 0.0:
        return
    depth = (w.y - eye).clamp_min(0.02)
    spots = fbm((w.x - 0.5 * c.aspect) / depth * 0.9, depth.log() * 3.2 + 0.0 * w.x, seed, 3, 0.6)
    shade = smooth(0.35, -0.25, spots)
    blue = c.color((0.62, 0.74, 0.92))
    w.rgb.mul_(1.0 - strength * shade * (1.0 - 0.75 * blue))
    w.light(0.30 * strength * smooth(0.5, 1.3, spots), air.key)


def _path(c: Canvas, f: Mapping[str, Value], air: Atmosphere, far: float, eye: float, walk: Callable[[Tensor], tuple[Tensor, Tensor]], p: object,
          seed: int) -> None:  # fmt: skip
    amount = ramp(0.0, 0.25, number(f, "path"))
    w = c.cut(-0.1, far - 0.01, c.aspect + 0.1, 1.05)
    if w is None or amount <= 0.0:
        return
    x, half = walk(w.y)
    depth = (w.y - eye).clamp_min(0.02)
    gravel = noise(w.x / depth * 9.0, depth.log() * 30.0, seed) + 0.6 * noise(
        w.x / depth * 19.0, depth.log() * 55.0, seed + 1
    )
    wander = 0.10 * noise(w.x / depth * 1.6, depth.log() * 9.0, seed + 2) + 0.04 * gravel
    d = (w.x - x).abs() - half * (amount + 0.35 * wander)
    color = PATHS[int(float(p[1]) * len(PATHS))]  # type: ignore[index]
    spots = fbm((w.x - 0.5 * c.aspect) / depth * 0.8 + 7.0, depth.log() * 3.0 + 0.0 * w.x, seed + 3, 3, 0.6)
    shade = smooth(0.35, -0.3, spots) * (1.0 - air.gray) * (1.0 - air.night)
    lit = 0.80 + 0.05 * gravel - 0.42 * shade
    tone = (
        c.color(color) * torch.lerp(c.color(air.fill), c.color(air.key), lit.clamp(0.0, 1.0)) * (1.0 + 0.035 * gravel)
    )
    tone = torch.lerp(tone, tone * c.color((0.80, 0.84, 1.05)), 0.6 * shade)
    tone = torch.lerp(
        tone,
        c.color((0.96, 0.97, 1.0)) * torch.lerp(c.color(air.fill), c.color(air.key), lit.clamp(0, 1)),
        0.85 * air.snow,
    )
    veil = air.fog * torch.exp(-depth * 3.0)
    tone = torch.lerp(tone, c.color(air.haze).expand_as(tone), veil)
    inside = (0.5 - d / (c.px + 0.03 * depth)).clamp(0.0, 1.0) * smooth(far - 0.004, far + 0.01, w.y)
    w.over(inside, tone.clamp(0.0, 1.0))


def _pond_place(
    c: Canvas, f: Mapping[str, Value], far: float, eye: float, p: object
) -> tuple[float, float, float, float]:
    """Middle x, y and half axes of the pond."""
    size = ramp(0.0, 1.0, number(f, "water"))
    side = 1.0 if number(f, "subject_x") < 0.5 else -1.0
    y = far + (0.16 + 0.05 * float(p[3])) * (1.0 - eye) / 0.55  # type: ignore[index]
    a = c.aspect * (0.14 + 0.34 * size)
    b = (0.045 + 0.10 * size) * (1.0 - eye) / 0.55
    return c.aspect * (0.5 + side * 0.30 * (1.0 - 0.5 * size)), y + 0.35 * b, a, b


def _pond(
    c: Canvas,
    f: Mapping[str, Value],
    air: Atmosphere,
    chance: Chance,
    pond: tuple[float, float, float, float],
    eye: float,
) -> None:
    """Still water with the trees and the sky in it, a stone rim, and lilies."""
    x, y, a, b = pond
    w = c.cut(x - 1.25 * a, y - 1.3 * b, x + 1.25 * a, y + 1.3 * b)
    if w is None:
        return
    seed = chance.number("garden.pond")
    shown = ramp(0.0, 0.12, number(f, "water"))
    wob = 0.10 * noise(w.x / a * 2.4, w.y / b * 2.4, seed)
    far = (((w.x - x) / a) ** 2 + ((w.y - y) / b) ** 2).sqrt() * (1.0 + wob)
    d = (far - 1.0) * min(a, b)
    down = ((w.y - (y - b)) / (2.0 * b)).clamp(0.0, 1.0)  # 0 far bank, 1 near bank
    ripple = noise(w.x * 9.0 / max(a, 0.1) * 0.5, w.y / b * 16.0, seed + 1)
    waves = number(f, "waves")
    bank = fbm(w.x * 6.0 + 0.02 * ripple, down * 1.2, seed + 2, 3)
    edge = 0.50 + 0.22 * bank + (0.03 + 0.10 * waves) * ripple
    trees = smooth(edge + 0.10, edge - 0.14, down)
    sky = torch.lerp(c.color(air.horizon), c.color(mix(air.middle, air.zenith, 0.5)), smooth(0.35, 1.0, down))
    dark = c.color(air.seen(scaled(_leafage(air, 0.3), 0.75), 0.25, 0.2))
    tone = torch.lerp(sky.expand(3, *far.shape), dark.expand(3, *far.shape), trees * 0.85)
    tone = tone * (0.93 + 0.05 * ripple)
    glint = smooth(1.0, 1.7, ripple + 0.5 * noise(w.x * 60.0, w.y / b * 50.0, seed + 3)) * (0.15 + 0.5 * waves)
    tone = torch.lerp(tone, c.color(air.key).expand_as(tone), glint * 0.6)
    rim = torch.maximum(d - 0.016 * (1.0 + 0.6 * noise(w.x * 30.0, w.y * 30.0, seed + 4)), -d - 0.004)
    w.rgb.mul_(1.0 - 0.30 * shown * smooth(0.035, 0.0, d.abs()))
    w.over(shown * w.cover(d), tone.clamp(0.0, 1.0))
    stone = c.color(air.seen((0.62, 0.59, 0.53), 0.6, 0.1)) * (1.0 + 0.16 * noise(w.x * 45.0, w.y * 90.0, seed + 5))
    w.over(shown * w.cover(rim), stone)
    inner = smooth(-0.02, 0.0, d) * smooth(0.004, -0.004, d)
    w.rgb.mul_(1.0 - 0.35 * shown * inner)
    _lilies(c, f, air, chance, pond, shown)


def _lilies(
    c: Canvas,
    f: Mapping[str, Value],
    air: Atmosphere,
    chance: Chance,
    pond: tuple[float, float, float, float],
    shown: float,
) -> None:
    x, y, a, b = pond
    draws = chance.stream("garden.lilies").random((40, 7))
    amount = 0.35 + 0.65 * bloom_amount(f, air)
    light = c.color(air.key)
    pads = []
    for k in range(40):
        d = draws[k]
        grown = ramp(0.0, 1.0, amount * 40.0 - k) * (1.0 - air.winter)
        if grown > 0.0:
            heart = draws[int(d[6] * 5)]
            angle, ring = 6.283 * (heart[0] + 0.10 * (d[0] - 0.5)), 0.55 * heart[1] + 0.40 * d[1]
            px, py = x + a * 0.86 * ring * math.cos(angle), y + b * 0.86 * ring * math.sin(angle)
            pads.append((py, px, d, grown))
    for py, px, d, grown in sorted(pads, key=lambda one: one[0]):
        r = (0.010 + 0.014 * d[2]) * (0.5 + 1.1 * (py - (y - b)) / (2 * b)) * (0.6 + 0.4 * grown) * (b / 0.1) ** 0.4
        w = c.cut(px - 1.3 * r, py - 1.3 * r, px + 1.3 * r, py + 0.8 * r)
        if w is None:
            continue
        dx, dy = (w.x - px) / r, (w.y - py) / (0.42 * r)
        far = (dx * dx + dy * dy).sqrt()
        notch = torch.atan2(dy, dx) - 6.283 * (d[3] - 0.5)
        cut = (notch.abs() - 0.16) * far
        pad = torch.maximum(far - 1.0, -cut)
        lit = 0.6 + 0.25 * dx * air.side - 0.12 * dy
        green = c.color(mix((0.30, 0.46, 0.22), (0.48, 0.56, 0.26), d[4])) * torch.lerp(
            c.color(air.fill), light, lit.clamp(0, 1)
        )
        w.rgb.mul_(1.0 - 0.3 * shown * grown * smooth(1.3, 0.8, (dx * dx + (dy - 0.3) ** 2).sqrt()))
        w.over(shown * grown * w.cover(pad * 0.42 * r), green)
        if d[5] < 0.38 * amount:
            q = (dx * dx + ((w.y - py + 0.30 * r) / (0.62 * r)) ** 2).sqrt() / 0.62
            angle = torch.atan2(w.y - py + 0.30 * r, dx * r)
            petal = q - (0.86 + 0.14 * torch.cos(angle * 8.0))
            white = mix((0.98, 0.95, 0.93), (0.95, 0.68, 0.76), float(d[4]))
            tone = (
                c.color(white)
                * torch.lerp(c.color(air.fill), light, (0.7 + 0.3 * dx * air.side).clamp(0, 1))
                * (0.86 + 0.2 * q.clamp(0, 1))
            )
            w.over(shown * grown * w.cover(petal * 0.6 * r), tone.clamp(0, 1))
            w.over(shown * grown * w.cover((q - 0.30) * 0.6 * r), c.color((0.96, 0.78, 0.24)) * light)


def _borders(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, far: float, eye: float,
             walk: Callable[[Tensor], tuple[Tensor, Tensor]], pond: tuple[float, float, float, float] | None) -> None:  # fmt: skip
    """Beds on both sides of the path; low flowers beside it and tall ones behind, in drifts of color."""
    amount = bloom_amount(f, air)
    path = ramp(0.0, 0.25, number(f, "path"))
    shown = max(number(f, "flowers"), 0.15)

    def clear(x: Tensor, y: Tensor) -> Tensor:
        if pond is None:
            return torch.ones_like(x + y)
        px, py, a, b = pond
        return smooth(1.02, 1.16, (((x - px) / a) ** 2 + ((y - py) / b) ** 2).sqrt())

    def band(lo: float, hi: float) -> Callable[[Tensor, Tensor], Tensor]:
        def inside(x: Tensor, y: Tensor) -> Tensor:
            middle, half = walk(y)
            depth = (y - eye).clamp_min(0.01)
            away = ((x - middle).abs() - half * path) / depth
            return smooth(lo - 0.02, lo + 0.05, away) * smooth(hi + 0.12, hi - 0.02, away) * clear(x, y)

        return inside

    width = 0.55 + 1.5 * shown

    def span(y: float) -> tuple[float, float]:
        middle, half = walk(torch.tensor(y))
        away = float(half) * path + (width + 0.15) * (y - eye)
        return float(middle) - away, float(middle) + away

    soil = Bed(far + 0.004, 1.06, eye, 0.046, band(0.0, width))
    deep = mix(season_green(air), (0.14, 0.22, 0.12), 0.55)
    grass_tufts(c, air, soil, deep, chance.number("garden.soil"), 0.92)
    names = _BORDER[str(f["flower_color"])]
    for k, (lo, hi, size, name) in enumerate(
        ((0.40 * width, width, 0.070, names[1]), (0.0, 0.55 * width, 0.060, names[0]), (0.02, 0.16, 0.040, names[2]))
    ):
        rng = chance.stream(f"garden.border.{k}")
        kinds = [sorts_of(name, float(q)) for q in rng.random(5 if name == "mixed" else 3)]
        paint_rows(
            c,
            air,
            rng,
            Bed(far + 0.006 * (1 + k), 1.10, eye, size, band(lo, hi), span=span, step=1.09 if k < 2 else 1.2),
            kinds,
            amount * (0.95 if k < 2 else 0.8),
        )


def _near_bushes(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, eye: float, p: object) -> None:
    """Shrubs in flower at the sides close to us."""
    d = chance.stream("garden.near").random((6, 6))
    amount = max(number(f, "trees"), 0.6 * number(f, "flowers"))
    for k in range(6):
        shown = ramp(0.12 * k, 0.12 * k + 0.25, amount)
        if shown <= 0.0:
            continue
        side = 1.0 if k % 2 else -1.0
        x = c.aspect * (0.5 + side * (0.50 + 0.06 * d[k, 0]))
        y = eye + (0.16 + 0.13 * k) * (1.0 - eye) / 0.6
        tall = (y - eye) * (0.58 + 0.28 * d[k, 1]) * (0.5 + 0.5 * shown)
        tone = sorts_of(str(f["flower_color"]), float(d[k, 2]))[1][1]
        bush(
            c,
            (x, y + 0.02),
            tall * 1.5,
            tall,
            _leafage(air, float(d[k, 3])),
            air,
            300 + k,
            0.12,
            (tone, 0.75 * bloom_amount(f, air)),
        )


def _arch(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, amount: float) -> None:
    """An arch of climbing roses that frames the view."""
    seed = chance.number("garden.arch")
    grown = ramp(0.0, 0.6, amount)
    x = c.aspect * (0.5 + 0.3 * (number(f, "subject_x") - 0.5))
    half, spring = 0.46 * c.aspect, 0.52
    dx, dy = (c.x - x) / half, ((c.y - spring) / 0.50).clamp_max(0.0)
    far = (dx * dx + dy * dy).sqrt()
    clump = fbm(c.x * 5.0, c.y * 5.0, seed, 3, 0.6)
    lit_from = fbm(c.x * 5.0 + 0.2 * air.side, c.y * 5.0 - 0.2, seed, 3, 0.6)
    big, small = foliage(c.x, c.y, 0.030, seed)
    leaves = 0.7 * big + 0.5 * small
    thick = (0.05 + 0.16 * grown) * (1.0 + 0.35 * clump)
    d = (1.0 - thick - far) * half - 0.016 * leaves
    shine = (0.30 + 0.5 * (clump - lit_from) + 0.16 * leaves).clamp(0.0, 1.0)
    green = _leafage(air, 0.25)
    key, fill = c.color(air.key), c.color(air.fill)
    tone = torch.lerp(
        c.color(scaled(green, 0.42)) * fill, c.color(green) * torch.lerp(fill, key, torch.tensor(0.7)), shine
    )
    petal = sorts_of(str(f["flower_color"]) if str(f["flower_color"]) != "mixed" else "pink", 0.1)[1][0]
    bloom = bloom_amount(f, air)
    dot = (
        roses(c.x, c.y, 0.062, seed + 3, bloom, c.px) * smooth(-0.2, 0.4, clump + 0.6)
        if bloom > 0.0
        else torch.zeros_like(leaves)
    )
    tone = torch.lerp(tone, c.color(petal) * torch.lerp(fill, key, (0.45 + 0.55 * shine).clamp(0, 1)), dot)
    tone = torch.lerp(
        tone, c.color((0.95, 0.97, 1.0)) * torch.lerp(fill, key, shine), air.snow * smooth(0.3, 0.7, shine)
    )
    c.over(c.cover(d) * min(1.0, 4.0 * amount), tone.clamp(0.0, 1.0))
