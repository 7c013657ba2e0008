"""What stands on the table of a still life, and where: an arrangement fixed by the seed that the sliders fill."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.flowers import bouquet
from studio.art.generators.scenes.forms import (
    Color,
    Light,
    Profile,
    ellipse,
    film,
    linear,
    planes,
    ramp,
    scaled,
    smooth,
)
from studio.art.generators.scenes.fruit import KINDS, fruit, reach
from studio.art.generators.scenes.vessels import Place
from studio.core.params import Value

FRUIT = 0.062
"""Radius of an apple in units of the arrangement."""
LOOSE = 9
"""Fruits that lie beside the bowl when there are most of them."""


@dataclass(frozen=True)
class Table:
    """`edge`: canvas y of the back edge. `middle`: canvas x of the group. `scale`: size of everything in it.
    `side`: 1 or -1, on which side of the vase the jug and the bowl stand."""

    edge: float
    middle: float
    scale: float
    side: float

    def at(self, x: float, depth: float) -> tuple[float, float]:
        return self.middle + x * self.scale, self.edge + depth


@dataclass(frozen=True)
class Thing:
    """Something on the table. `radius`: of its shadow. `paint(canvas, light)` paints it. `solid`: 0 clear to 1 opaque."""

    place: Place
    radius: float
    paint: Callable[[Canvas, Light], None]
    solid: float = 1.0


def arrange(f: Mapping[str, Value], chance: Chance, table: Table, flame: float) -> list[Thing]:
    """All things that the factors put on the table, in no particular order. `flame`: how bright the candle burns."""
    rng = chance.stream("stilllife.things")
    p = rng.random(24)
    seeds = [int(s) for s in rng.integers(1 << 30, size=8)]
    side = table.side
    glazes = vessels.glazes(float(p[0]))
    things: list[Thing] = []
    vase, flowers = float(f["vase"]), float(f["flowers"])
    if vase > 0.0 or flowers > 0.0:
        strength = max(vase, 0.55 if flowers > 0.0 else 0.0)
        h = (0.25 + 0.13 * strength) * table.scale * (0.9 + 0.2 * p[1])
        at = Place(*table.at(-0.03 * side, 0.105), h, ramp(0.0, 0.2, max(vase, flowers)))
        pot = _Pot(
            vessels.VASES[int(p[2] * 4)], *glazes[int(p[3] * 5)], 0.35 + 0.5 * p[4], float(p[5] > 0.45), seeds[0]
        )
        stems = chance.stream("stilllife.bouquet")
        size = min(0.36 * table.scale * (0.85 + 0.3 * flowers), (at.y - 0.985 * h - 0.03) / 1.08)
        paint = partial(
            _paint_vase, at=at, pot=pot, flowers=flowers, color=str(f["flower_color"]), size=size, rng=stems
        )
        things.append(Thing(at, pot.profile.widest * h, paint))
    things += _drinks(float(f["bottle"]), p, table, side, glazes, seeds[1])
    if flame > 0.0:
        at = candle_place(f, table)
        things.append(Thing(at, 0.18 * at.height, partial(_paint_candle, at=at, flame=flame), 0.8))
    return things + _fruits(f, chance, table, glazes)


def candle_place(f: Mapping[str, Value], table: Table) -> Place:
    """Where the candle stands."""
    power = float(f["candle"])
    return Place(*table.at(0.265 * table.side, 0.082), (0.27 + 0.10 * power) * table.scale, ramp(0.0, 0.22, power))


@dataclass(frozen=True)
class _Pot:
    profile: Profile
    glaze: Color
    band: Color
    gloss: float
    bands: float
    seed: int

    def paint(self, c: Canvas, at: Place, light: Light, inside: bool = True) -> None:
        vessels.ceramic(
            c, at, self.profile, self.glaze, light,
            gloss=self.gloss, second=self.band, bands=self.bands, seed=self.seed, inside=inside,
        )  # fmt: skip


def _paint_vase(c: Canvas, light: Light, *, at: Place, pot: _Pot, flowers: float, color: str, size: float,
                rng: np.random.Generator) -> None:  # fmt: skip
    if flowers > 0.0:
        bouquet(c, (at.x, at.y - 0.985 * at.height), size, flowers, color, light, rng, at.shown)
    pot.paint(c, at, light, inside=flowers <= 0.0)


def _paint_jug(c: Canvas, light: Light, *, at: Place, pot: _Pot, side: float) -> None:
    vessels.handle(c, at, side, pot.glaze, light)
    pot.paint(c, at, light)


def _paint_candle(c: Canvas, light: Light, *, at: Place, flame: float) -> None:
    vessels.candle(c, at, light, (0.72, 0.52, 0.24), flame)


def _drinks(strength: float, p: np.ndarray, table: Table, side: float, glazes: Sequence[tuple[Color, Color]],
            seed: int) -> list[Thing]:  # fmt: skip
    """A bottle, soon a glass, then a jug."""
    if strength <= 0.0:
        return []
    h = (0.37 + 0.06 * strength) * table.scale
    profile = vessels.BOTTLES[int(p[6] * 2)]
    at = Place(*table.at(-0.225 * side, 0.085), h, ramp(0.0, 0.2, strength))
    glass = ((0.30, 0.46, 0.26), (0.52, 0.36, 0.20), (0.34, 0.44, 0.52), (0.62, 0.72, 0.68))[int(p[7] * 4)]
    label = (0.88, 0.83, 0.70) if p[8] > 0.45 else None

    def paint_bottle(c: Canvas, light: Light) -> None:
        vessels.bottle(c, at, profile, glass, light, 0.5, label)

    things = [Thing(at, profile.widest * h, paint_bottle, 0.75)]
    drink = ramp(0.14, 0.22, strength)
    if drink > 0.0:
        stem = bool(p[10] > 0.5)
        tall = (0.20 if stem else 0.125) * table.scale * (0.7 + 0.3 * drink)
        cup = Place(*table.at(-0.115 * side, 0.165), tall, drink)
        wine = ((0.42, 0.05, 0.08), (0.86, 0.72, 0.36), (0.80, 0.88, 0.90))[int(p[11] * 3)]

        def paint_glass(c: Canvas, light: Light) -> None:
            vessels.tumbler(c, cup, light, wine, 0.55, stem)

        things.append(Thing(cup, 0.27 * tall, paint_glass, 0.35))
    jug = ramp(0.36, 0.44, strength)
    if jug > 0.0:
        tall = 0.235 * table.scale * (0.7 + 0.3 * jug)
        place = Place(*table.at(0.17 * side, 0.10), tall, jug)
        pot = _Pot(vessels.JUG, *glazes[(int(p[3] * 5) + 2) % 5], 0.7, float(p[9] > 0.6), seed)
        things.append(Thing(place, 0.40 * tall, partial(_paint_jug, at=place, pot=pot, side=side)))
    return things


def _fruits(f: Mapping[str, Value], chance: Chance, table: Table, glazes: Sequence[tuple[Color, Color]]) -> list[Thing]:
    """Fruit on the table and, when there is much of it, in a bowl; each lies where the seed put it."""
    amount, side = float(f["fruit"]), table.side
    if amount <= 0.0:
        return []
    rng = chance.stream("stilllife.fruit")
    p, places = rng.random((16, 8)), rng.random((400, 2))
    mixed = f["fruit_kind"] == "mixed"
    kinds = [KINDS[int(q[7] * 0.999 * len(KINDS))] if mixed else str(f["fruit_kind"]) for q in p]
    things: list[Thing] = []
    bowl = ramp(0.56, 0.64, amount)
    if bowl > 0.0:
        at = Place(*table.at(0.10 * side, 0.165), 0.145 * table.scale * (0.45 + 0.55 * bowl), min(1.0, 25.0 * bowl))
        inside = ["apples" if mixed and kind == "grapes" else kind for kind in kinds[10:]]
        paint = partial(
            _paint_bowl,
            at=at,
            glaze=glazes[int(p[0, 6] * 5)],
            kinds=inside,
            p=p,
            size=FRUIT * table.scale * (0.45 + 0.55 * bowl),
        )
        things.append(Thing(at, 0.9 * at.height, paint))
    for k, (x, depth) in enumerate(_spots(places, side)):
        shown = ramp(0.0, 1.0, amount * (LOOSE + 1) - k)
        if shown > 0.0:
            near = 0.92 + 0.5 * (depth - 0.14)  # what lies nearer looks larger
            size = FRUIT * table.scale * near * (0.9 + 0.2 * p[k, 6]) * (0.55 + 0.45 * shown)
            wide, high = reach(kinds[k])
            at = Place(*table.at(x, depth), high * size, min(1.0, 5.0 * shown))
            paint = partial(_paint_fruit, at=at, size=size, kind=kinds[k], p=p[k].tolist(), seed=1000 + k)
            things.append(Thing(at, 0.86 * wide * size, paint))
    return things


def _spots(places: np.ndarray, side: float) -> list[tuple[float, float]]:
    """Free places for loose fruit around the vase and the bowl: (x in units of the arrangement, depth on the table)."""
    taken = [(-0.03 * side, 0.09, 0.08), (0.10 * side, 0.175, 0.15)]
    spots: list[tuple[float, float]] = []
    for a, b in places:
        x, depth = (float(a) - 0.5) * 0.74, 0.135 + float(b) ** 0.8 * 0.155
        if all(math.hypot(x - tx, (depth - ty) / 0.55) > r + FRUIT * 1.12 for tx, ty, r in taken):
            spots.append((x, depth))
            taken.append((x, depth, FRUIT * 1.02))
        if len(spots) == LOOSE:
            break
    return sorted(spots, key=lambda spot: abs(spot[0]))


def _paint_fruit(c: Canvas, light: Light, *, at: Place, size: float, kind: str, p: Sequence[float], seed: int) -> None:
    fruit(c, (at.x, at.y + 0.04 * size), size, kind, light, p, at.shown, seed)


_HEAP = ((-0.52, 0.34), (0.52, 0.36), (0.02, 0.26), (-0.27, 0.50), (0.30, 0.50), (0.03, -0.20))


def _paint_bowl(c: Canvas, light: Light, *, at: Place, glaze: tuple[Color, Color], kinds: Sequence[str], p: np.ndarray,
                size: float) -> None:  # fmt: skip
    """Mouth, the heap of fruit, then the bowl's outside over the fruit that lies in it."""
    h = at.height
    vessels.mouth(c, at, vessels.BOWL, scaled(linear(glaze[0]), 0.5), light)
    for k, (x, y) in enumerate(_HEAP):
        smaller = 0.75 if kinds[k] == "grapes" else 0.92
        fruit(
            c,
            (at.x + 1.06 * x * h, at.y - h + y * h),
            size * smaller,
            kinds[k],
            light,
            p[10 + k].tolist(),
            at.shown,
            60 + k,
        )
    w = c.cut(at.x - 1.2 * h, at.y - 1.4 * h, at.x + 1.2 * h, at.y + 0.4 * h)
    if w is None:
        return
    keep = w.rgb.clone()
    _Pot(vessels.BOWL, *glaze, 0.7, 0.0, 77).paint(w, at, light, inside=False)
    r = vessels.BOWL.points[-1][1] * h
    lip = ellipse(w.x, w.y, (at.x, at.y - h), r, vessels.TILT * r)
    w.rgb.copy_(torch.lerp(w.rgb, keep, w.cover(lip)))
    front = smooth(-0.2 * vessels.TILT * r, 0.3 * vessels.TILT * r, w.y - (at.y - h))
    rim = w.cover(lip.abs() - 0.010 * h) * front
    w.over(at.shown * 0.8 * rim, film(planes(linear(glaze[0])) * (planes(light.key) + planes(light.fill))))
