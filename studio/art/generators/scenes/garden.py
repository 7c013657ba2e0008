"""A garden: borders in flower along a path, a lily pond, trees and hedges behind, a rose arch in front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise
from studio.art.generators.scenes.figures import birds, people
from studio.art.generators.scenes.forms import hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.houses import house
from studio.art.generators.scenes.meadow import Bed, bloom_amount, grass_tufts, paint_rows, season_green, sorts_of
from studio.art.generators.scenes.pond import paint_pond, pond_place
from studio.art.generators.scenes.ranges import paint_mountains
from studio.art.generators.scenes.shrubs import bush, foliage, leafage, roses
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
    pond = pond_place(c, f, far, eye, p)
    if water > 0.0:
        paint_pond(c, f, air, chance, pond, eye)
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


def _walk(c: Canvas, f: Mapping[str, Value], eye: float, p: np.ndarray) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """Middle and half width of the path at a height y; it bends on its way to the far hedge."""
    goal = c.aspect * (0.2 + 0.6 * number(f, "subject_x"))
    bend = 0.22 * (float(p[0]) - 0.5)
    start = c.aspect * 0.5 + 0.25 * (goal - 0.5 * c.aspect) - bend
    width = 0.10 + 0.26 * ramp(0.0, 1.0, number(f, "path"))

    def at(y: Tensor) -> tuple[Tensor, Tensor]:
        depth = (y - eye).clamp_min(0.004)
        t = (depth / (1.0 - eye)).clamp(0.0, 1.3)
        x = goal + (start - goal) * t + bend * torch.sin(3.1416 * t.clamp(0, 1)) * 1.3
        return x, width * depth

    return at


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
        tone = leafage(air, d[k, 3])
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
        green = leafage(air, 0.1 + 0.3 * k)
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


def _path(c: Canvas, f: Mapping[str, Value], air: Atmosphere, far: float, eye: float, walk: Callable[[Tensor], tuple[Tensor, Tensor]], p: np.ndarray,
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
    color = PATHS[int(float(p[1]) * len(PATHS))]
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


def _near_bushes(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, eye: float, p: np.ndarray) -> None:
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
            leafage(air, float(d[k, 3])),
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
    green = leafage(air, 0.25)
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
