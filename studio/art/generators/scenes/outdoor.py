"""Outdoor scenes: landscape, seascape, mountains, village, night sky and forest, put together back to front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve
from studio.art.generators.scenes.figures import birds, boat, boat_reflection, people
from studio.art.generators.scenes.forms import Color, ramp, scaled
from studio.art.generators.scenes.houses import bridge, church, house
from studio.art.generators.scenes.wildflowers import paint_flowers, paint_grass
from studio.art.generators.scenes.sky import paint_sky
from studio.art.generators.scenes.terrain import (
    Hill,
    hills,
    paint_cliffs,
    paint_ground,
    paint_hill,
    paint_mountains,
    paint_path,
    paint_river,
    path_center,
    perspective,
)
from studio.art.generators.scenes.trees import tree, woods
from studio.art.generators.scenes.water import paint_shore, paint_water
from studio.art.generators.scenes.weather import paint_fog, paint_framing, paint_rain, paint_snowfall
from studio.core.params import Value

_TREES, _FAR_TREES, _HOUSES = 16, 12, 18


@dataclass(frozen=True)
class Layout:
    """Where land and water meet, as heights on the picture. `line`: far edge of the water, `bank`: its near edge,
    `ground`: upper edge of the ground in front. Without water `line` = `bank` = `ground`."""

    line: float
    bank: float
    ground: float
    sea: float


def paint_outdoor(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Covers the canvas with the scene of the factors `scene` (one of the outdoor kinds)."""
    air = atmosphere(f, c.aspect)
    plan = _layout(f, air)
    land = hills(f, air, chance, plan.line if plan.sea < 0.9 else plan.ground)
    behind = partial(_behind, f=f, air=air, chance=chance, plan=plan, land=land)
    behind(c)
    if plan.bank > plan.line + 0.004:
        paint_water(c, f, air, chance, plan.line, min(1.1, plan.bank + 0.05), behind)
        _boats(c, f, air, chance, plan)
    if plan.ground < 1.0:
        _front(c, f, air, chance, plan)
    if number(f, "bridge") > 0.02:
        _bridge(c, f, air, chance, plan)
    if number(f, "birds") > 0.01:
        flock: Color = scaled(air.fill, 0.42)
        birds(
            c,
            number(f, "birds"),
            chance.stream("birds"),
            (0.08 * c.aspect, 0.08 * air.skyline, 0.92 * c.aspect, 0.8 * air.skyline),
            flock,
        )
    paint_fog(c, air, chance)
    paint_rain(c, f, air, chance)
    paint_framing(c, f, air, chance)
    paint_snowfall(c, f, air, chance)


def _layout(f: Mapping[str, Value], air: Atmosphere) -> Layout:
    amount, rest = number(f, "water"), 1.0 - air.skyline
    if amount <= 0.02:
        top = air.skyline + 0.34 * rest
        return Layout(top, top, top, 0.0)
    sea = ramp(0.6, 0.95, amount)
    line = air.skyline + rest * (0.20 * (1 - sea) * (1 - 0.4 * amount) + 0.002)
    bank = line + (1.06 - line) * ramp(0.0, 1.0, 0.22 + 0.85 * amount)
    if sea > 0.9:
        bank = max(bank, 1.0 - 0.25 * (1 - ramp(0.85, 1.0, amount)))
    return Layout(line, bank, bank, sea)


def _behind(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout, land: list[Hill]) -> None:
    """All that stands beyond the water: it is painted once more, upside down, in the water."""
    paint_sky(c, f, air, chance)
    paint_mountains(c, f, air, chance)
    kind, amount = str(f["tree_kind"]), number(f, "trees")
    shown = [h for h in land if h.base < plan.line + 0.06] if plan.bank > plan.line + 0.004 else land
    if plan.sea > 0.55:
        # The open sea has little land behind it: a low far coast that goes as the water grows.
        shown = shown[:1] if plan.sea < 0.9 and number(f, "hills") > 0.02 else []
    for k, hill in enumerate(shown):
        bottom = plan.line + 0.012 if plan.bank > plan.line + 0.004 else plan.ground + 0.04
        paint_hill(c, f, air, hill, bottom)
        woods(c, air, hill, kind, min(1.0, amount * (1.05 - 0.12 * k)), 0.010 + 0.016 * (1 - hill.distance))
        if k == min(2, len(shown) - 1):
            _village(c, f, air, chance, hill)
            if str(f["scene"]) != "forest":
                _far_trees(c, f, air, chance, hill)
    paint_cliffs(c, f, air, chance, plan.line if plan.bank > plan.line + 0.004 else air.skyline + 0.05)


def _village(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, hill: Hill) -> None:
    """Houses around the subject's place, the near ones larger; the church among them."""
    amount = number(f, "buildings")
    temple = number(f, "church")
    if amount <= 0.01 and temple <= 0.02:
        return
    rng = chance.stream("village")
    draws = rng.random((_HOUSES, 10))
    middle = c.aspect * (0.18 + 0.64 * number(f, "subject_x"))
    spread = (0.10 + 0.55 * amount) * min(1.0, c.aspect)
    unit = (0.030 + 0.052 * number(f, "subject_size")) * (1.15 - 0.35 * hill.distance)
    town = str(f["building_kind"]) != "cottage"
    kind = str(f["tree_kind"])
    todo = []
    for k in range(_HOUSES):
        there = ramp(0.0, 1.0, amount * (_HOUSES + 1) * 0.95 - k)
        if there <= 0:
            continue
        side = (float(draws[k, 0]) * 2 - 1) if k else 0.12
        x = middle + side * spread * (0.35 + 0.65 * float(draws[k, 1]))
        down = float(draws[k, 2]) ** 1.4 * (0.012 + 0.055 * amount)
        y = hill.ridge_at(x) + 0.012 + down
        size = unit * (0.72 + 0.30 * float(draws[k, 9]) + 4.2 * down) * there
        todo.append((y, x, size, draws[k, 3:].tolist(), 0))
    if temple > 0.02:
        x = middle + 0.06 * spread
        todo.append((hill.ridge_at(x) + 0.016, x, unit * 1.25 * ramp(0.0, 0.6, temple), rng.random(8).tolist(), 1))
    for y, x, size, p, holy in sorted(todo):
        shape = [*p, 0.5, 0.5][:8]
        if holy:
            church(c, air, (x, y), size, shape, hill.distance * 0.8, number(f, "lit"))
        else:
            house(c, air, (x, y), size, shape, hill.distance * 0.8, number(f, "lit"), town)
            if shape[1] < 0.55 * number(f, "trees") + 0.15:
                foot = (x + size * (0.95 if shape[0] < 0.5 else -0.95), y + 0.004)
                tree(
                    c, air, kind, foot, size * (0.95 + 0.5 * shape[6]), shape, hill.distance * 0.8, int(shape[2] * 1e6)
                )


def _far_trees(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, hill: Hill) -> None:
    amount, kind = number(f, "trees"), str(f["tree_kind"])
    if amount <= 0.02:
        return
    draws = chance.stream("far trees").random((_FAR_TREES, 11))
    size = 0.045 + 0.05 * number(f, "subject_size")
    todo = []
    for k in range(_FAR_TREES):
        grown = ramp(0.0, 1.0, amount * (_FAR_TREES + 1) - k)
        if grown > 0:
            x = float(draws[k, 0]) * 4.0 if c.aspect > 1.6 else float(draws[k, 0]) * c.aspect
            y = hill.ridge_at(x) + 0.010 + 0.05 * float(draws[k, 1])
            todo.append(
                (
                    y,
                    x,
                    size * (0.7 + 0.5 * float(draws[k, 2])) * (1 + 6 * (y - hill.base)) * grown,
                    draws[k, 3:].tolist(),
                    k,
                )
            )
    for y, x, height, p, k in sorted(todo):
        if 0 < height < 0.4:
            tree(c, air, kind, (x, y), height, p, hill.distance * 0.75, 1000 + k)


def _front(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    """The ground in front and all that stands on it."""
    seed = chance.number("shore")
    wet = plan.bank > plan.line + 0.004
    swing = (0.020 + 0.016 * number(f, "hills")) * min(1.0, (1.04 - plan.ground) * 3)
    start = plan.ground + (0.016 if wet else 0.0)

    def shore_over(x: Tensor) -> Tensor:
        return start + swing * curve(x * 2.1 + 3.0, seed, 4, 0.42, cell=2.1 * c.px)

    shore = shore_over(c.x)
    # Of the whole picture, not of this window of it.
    top = float(shore_over(torch.linspace(0.0, c.aspect, 97, device=c.x.device)[None]).min())
    paint_ground(c, f, air, chance, shore, top)
    if wet:
        w = c.cut(-1.0, top - 0.03, c.aspect + 1.0, float(shore.max()) + 0.03)
        if w is not None:
            edge = w.part_of(c, shore.expand(c.rows, c.columns))
            paint_shore(w, air, edge, seed, number(f, "waves") if plan.sea > 0.4 else 0.0)
    else:
        paint_river(c, f, air, chance, plan.ground + 0.01)
    paint_path(c, f, air, chance, plan.ground + 0.02)
    paint_flowers(c, f, air, chance, top + 0.004, shore)
    if str(f["scene"]) == "forest":
        _forest(c, f, air, chance, plan)
    else:
        _near_trees(c, f, air, chance, plan)
    _people(c, f, air, chance, plan)
    paint_grass(c, f, air, chance)


def _near_trees(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    """Single trees in front; the middle is left open for the view, the largest stand at the sides."""
    amount, kind = number(f, "trees"), str(f["tree_kind"])
    if amount <= 0.02:
        return
    draws = chance.stream("near trees").random((_TREES, 12))
    subject = number(f, "subject_x")
    depth = 1.0 - plan.ground
    if depth < 0.04:
        return
    todo = []
    for k in range(_TREES):
        grown = ramp(0.0, 1.0, amount * (_TREES + 2) * 0.9 - k * 0.95)
        if grown <= 0:
            continue
        side = -1 if (k % 2 == 0) == (subject > 0.5) else 1
        away = 0.16 + 0.50 * float(draws[k, 0]) ** 0.8
        x = c.aspect * (0.5 + side * away)
        near = float(draws[k, 1]) ** 1.5 * (0.3 + 0.7 * away / 0.66)
        y = plan.ground + depth * (0.04 + 0.62 * near)
        size = (0.13 + 0.20 * number(f, "subject_size")) * (0.55 + 1.25 * near) * (0.75 + 0.5 * float(draws[k, 2]))
        if kind in ("pine", "poplar", "palm"):
            size *= 1.3
        todo.append((y, x, size * grown, draws[k, 3:].tolist(), k))
    for y, x, height, p, k in sorted(todo):
        tree(c, air, kind, (x, y), height, p, 0.18 * (1 - perspective(y, air.skyline)), 2000 + k)


def _forest(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    """Trees in ranks, the nearest cut by the edges of the picture; a path stays open."""
    amount, kind = number(f, "trees"), str(f["tree_kind"])
    depth = 1.0 - plan.ground
    draws = chance.stream("forest").random((46, 12))
    todo = []
    for k in range(46):
        near = (k / 45) ** 1.35
        grown = ramp(0.0, 1.0, amount * 48 - (k * 17 % 46))
        if grown <= 0:
            continue
        y = plan.ground + depth * (-0.05 + 0.92 * near)
        x = float(draws[k, 0]) * 1.16 - 0.08
        gap = 0.05 + 0.21 * near
        lane, _ = path_center(f, chance, c.aspect, torch.tensor([[max(y, plan.ground + 0.02)]]), plan.ground + 0.02)
        open_at = float(lane) / c.aspect
        if abs(x - open_at) < gap:
            x = open_at + (gap + 0.04 * float(draws[k, 1])) * (1 if x >= open_at else -1)
        height = (0.16 + 0.92 * near) * (0.8 + 0.35 * float(draws[k, 2])) * (0.7 + 0.5 * number(f, "subject_size"))
        if kind in ("pine", "birch"):
            height *= 1.12
        todo.append((y, x * c.aspect, height * grown, draws[k, 3:].tolist(), k))
    for y, x, height, p, k in sorted(todo):
        near = perspective(y, air.skyline)
        tree(c, air, kind, (x, y), height, p, 0.62 * (1 - near) ** 1.6, 3000 + k)


def _boats(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    amount = number(f, "boats")
    if amount <= 0.01:
        return
    draws = chance.stream("boats").random((7, 9))
    light = air.room()
    todo = []
    for k in range(7):
        shown = ramp(0.0, 1.0, amount * 8 - k)
        if shown <= 0:
            continue
        reach = min(1.0, plan.bank) - plan.line
        if k == 0:
            x, y = (
                c.aspect * (0.15 + 0.7 * number(f, "subject_x")),
                plan.line + reach * (0.10 + 0.28 * number(f, "subject_size")),
            )
        else:
            x, y = c.aspect * float(draws[k, 0]), plan.line + reach * (0.02 + 0.45 * float(draws[k, 1]) ** 2)
        size = 0.010 + (0.22 + 0.20 * number(f, "subject_size")) * (y - plan.line) + (0.012 if k == 0 else 0.0)
        todo.append((y, x, size, draws[k, 3:].tolist(), shown))
    for y, x, size, p, shown in sorted(todo):
        veil = air.veil(0.85 * (1 - perspective(y, air.skyline)))
        boat_reflection(
            c, (x, y), size, light, p, shown, number(f, "waves"), air.haze, veil, 0.55 * number(f, "reflection")
        )
        boat(c, (x, y), size, light, p, shown, air.haze, veil)


def _people(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    amount = number(f, "people")
    if amount <= 0.01:
        return
    rng = chance.stream("people")
    draws = rng.random((8, 2))
    spots = []
    for k in range(8):
        y = plan.ground + (1.0 - plan.ground) * (0.12 + 0.5 * float(draws[k, 1]))
        if number(f, "path") > 0.1:
            middle, half = path_center(f, chance, c.aspect, torch.tensor([[y]]), plan.ground + 0.02)
            x = float(middle) + float(half) * (float(draws[k, 0]) - 0.5)
        else:
            x = c.aspect * (0.2 + 0.6 * float(draws[k, 0]))
        spots.append((x, y))
    people(c, spots, 0.42, air.skyline - 0.02, amount, air.room(), rng, air.haze, air.fog)


def _bridge(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, plan: Layout) -> None:
    seed = chance.number("bridge")
    shown = ramp(0.02, 0.4, number(f, "bridge"))
    if plan.bank > plan.line + 0.004:
        y = plan.line + 0.35 * (min(1.0, plan.bank) - plan.line)
        bridge(c, air, -0.02, c.aspect + 0.02, y, 0.075 + 0.05 * number(f, "subject_size"), shown, 0.35, seed)
    else:
        y = plan.ground + 0.22 * (1 - plan.ground)
        x = c.aspect * (0.3 + 0.4 * number(f, "subject_x"))
        bridge(c, air, x - 0.2, x + 0.2, y, 0.07 + 0.04 * number(f, "subject_size"), shown, 0.25, seed)
