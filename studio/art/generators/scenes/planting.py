"""What stands on the land: single trees, the trunks of a forest, the houses of a village, and where."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.forms import ramp
from studio.art.generators.scenes.houses import church, house
from studio.art.generators.scenes.land import Land, Winding
from studio.art.generators.scenes.trees import tree
from studio.core.params import Value

_IN_VIEW = 2.12
"""What stands nearer than this has its foot below the picture."""
_ROOM = 2.9
"""A house nearer than this would fill the picture: a beach that ends there is left empty."""
_TREES, _NEAR, _HOUSES, _TRUNKS = 26, 9, 18, 44
Wet = tuple[float, float] | None
"""Distances between which there is water."""


@dataclass(frozen=True)
class Thing:
    """Something to paint once the land behind it is there."""

    z: float
    paint: Callable[[Canvas], None]


@dataclass
class _Spot:
    x: float
    z: float
    size: float
    p: list[float]
    number: int
    holy: bool = False


def _ashore(z: float, wet: Wet, near: bool, land: Land, x: float) -> float:
    """The distance, moved out of the water. `x`: place on the picture, for the near bank is not straight."""
    if wet is None:
        return z
    if wet[0] * 0.93 < z < wet[1] * 1.04:
        z = wet[0] * (0.93 - 0.25 * (z / wet[1])) if near else wet[1] * (1.04 + 0.25 * (z / wet[1]))
    return min(z, 0.93 * land.bank(x)) if z <= wet[0] else z


def _beside(x: float, z: float, way: Winding, room: float) -> float:
    """x, moved off a path or river."""
    if way.half <= 0:
        return x
    middle = way.x_at(z)
    free = way.half + room
    off = x - middle
    return x if abs(off) >= free else middle + math.copysign(free + 0.4 * abs(off), off)


def _stand(land: Land, spots: list[_Spot], paint: Callable[[Canvas, _Spot, tuple[float, float]], None]) -> list[Thing]:
    if not spots:
        return []
    x, z = torch.tensor([s.x for s in spots]), torch.tensor([s.z for s in spots])
    h = land.height(x, z)
    fx, fy = (land.view.aspect / 2 + x / z).tolist(), (land.view.skyline + (land.view.eye - h) / z).tolist()

    def bound(spot: _Spot, at: tuple[float, float]) -> Callable[[Canvas], None]:
        return lambda c: paint(c, spot, at)

    return [Thing(s.z, bound(s, (a, b))) for s, a, b in zip(spots, fx, fy, strict=True)]


def trees_of(f: Mapping[str, Value], air: Atmosphere, chance: Chance, land: Land, wet: Wet) -> list[Thing]:
    """Single trees: many in the middle distance, a few near ones that stand at the sides and leave the view open."""
    amount, kind = number(f, "trees"), str(f["tree_kind"])
    if amount <= 0.02:
        return []
    view, size = land.view, 0.75 + 0.5 * number(f, "subject_size")
    draws = chance.stream("trees").random((_TREES + _NEAR, 12))
    spots = []
    for k in range(_TREES):
        grown = ramp(0.0, 1.0, amount * (_TREES + 2) - k)
        if grown <= 0:
            continue
        d = draws[k]
        # They gather in groups around a few places.
        group = draws[k % 5]
        at = (0.6 * float(group[0]) + 0.4 * float(d[0])) * 1.2 - 0.1
        z = _ashore(4.6 * (20.0 / 4.6) ** float(d[1]), wet, False, land, at * view.aspect)
        x = view.across(at * view.aspect, z)
        x = _beside(_beside(x, z, land.path, 0.35), z, land.river, 0.45)
        tall = (0.62 + 0.45 * float(d[2])) * size
        spots.append(_Spot(x, z, tall * grown, d[3:].tolist(), 1000 + k))
    subject = number(f, "subject_x")
    for k in range(_NEAR):
        grown = ramp(0.0, 1.0, amount * (_NEAR + 1.5) * 0.8 - k * 0.9)
        if grown <= 0:
            continue
        d = draws[_TREES + k]
        side = -1 if (k % 2 == 0) == (subject > 0.5) else 1
        near = float(d[1])
        away = (0.30 + 0.26 * float(d[0])) if near < 0.5 else 0.16 + 0.40 * float(d[0])
        z = _ashore(2.7 + 2.6 * near, wet, True, land, view.aspect * (0.5 + side * away))
        x = view.across(view.aspect * (0.5 + side * away), z)
        x = _beside(_beside(x, z, land.path, 0.35), z, land.river, 0.45)
        tall = (0.85 + 0.55 * float(d[2])) * size
        spots.append(_Spot(x, z, tall * grown, d[3:].tolist(), 2000 + k))
    # Where the near bank lies below the picture nothing grows on it, and nothing on a coast beyond the horizon.
    spots = [s for s in spots if wet is None or (s.z > _IN_VIEW if s.z < wet[0] else s.z < 60)]
    stretch = {"pine": 1.2, "poplar": 1.35, "palm": 1.25, "birch": 1.1}.get(kind, 1.0)

    def paint(c: Canvas, s: _Spot, at: tuple[float, float]) -> None:
        tree(c, air, kind, at, s.size * stretch / s.z, s.p, 0.9 * land.distance(s.z), s.number)

    return _stand(land, spots, paint)


def forest(f: Mapping[str, Value], air: Atmosphere, chance: Chance, land: Land, wet: Wet) -> list[Thing]:
    """Trees in ranks, the nearest cut by the edges of the picture; a lane stays open."""
    amount, kind = number(f, "trees"), str(f["tree_kind"])
    view = land.view
    draws = chance.stream("forest").random((_TRUNKS, 12))
    lane = (
        land.path
        if land.path.half > 0
        else Winding(land.path.foot, land.path.goal, land.path.swing, land.path.turn, 0.2)
    )
    spots = []
    for k in range(_TRUNKS):
        order = k * 17 % _TRUNKS
        grown = ramp(0.0, 1.0, amount * (_TRUNKS + 2) - order)
        if grown <= 0:
            continue
        d = draws[k]
        z = 2.5 * (15.0 / 2.5) ** (1 - k / (_TRUNKS - 1))
        at = (float(d[0]) * 1.24 - 0.12) * view.aspect
        z = _ashore(z, wet, z < 5, land, at)
        if wet is not None and z < _IN_VIEW:
            continue
        x = view.across(at, z)
        x = _beside(x, z, lane, 0.30 + 0.05 * z)
        if land.river.half > 0:
            x = _beside(x, z, land.river, 0.35)
        tall = (1.9 + 0.8 * float(d[2])) * (0.75 + 0.5 * number(f, "subject_size"))
        spots.append(_Spot(x, z, tall * grown, d[3:].tolist(), 3000 + k))

    def paint(c: Canvas, s: _Spot, at: tuple[float, float]) -> None:
        tree(c, air, kind, at, s.size / s.z, s.p, 0.85 * land.distance(s.z) + 0.04, s.number, grove=True)

    return _stand(land, spots, paint)


def settlement(f: Mapping[str, Value], air: Atmosphere, chance: Chance, land: Land, wet: Wet) -> list[Thing]:
    """Houses around the subject's place, the near ones larger; the church among them."""
    amount, temple = number(f, "buildings"), number(f, "church")
    if amount <= 0.01 and temple <= 0.02:
        return []
    rng = chance.stream("village")
    draws = rng.random((_HOUSES, 10))
    extra = rng.random(8)
    view = land.view
    size = number(f, "subject_size")
    z0 = 10.5 - 6.0 * size
    near = wet is not None and wet[1] > 30
    if wet is not None:
        z0 = 0.75 * wet[0] if near else max(z0, wet[1] * 1.07)
        if near and z0 < _ROOM:
            return []
    place = number(f, "subject_x")
    if wet is not None and number(f, "boats") > 0.05:
        # The boat is the subject: the village stands beside it, not behind its sail.
        place += 0.45 if place < 0.5 else -0.45
    middle = view.aspect * (0.18 + 0.64 * place)
    town = str(f["building_kind"]) != "cottage"
    kind, lit = str(f["tree_kind"]), number(f, "lit")
    # Far villages are drawn larger than life, so that they are still seen.
    width = 0.46 * max(1.0, (z0 / 7.0) ** 0.7)
    spread = (0.10 + 0.42 * amount) * min(1.2, view.aspect)
    spots = []
    for k in range(_HOUSES):
        there = ramp(0.0, 1.0, amount * (_HOUSES + 1) * 0.95 - k)
        if there <= 0:
            continue
        d = draws[k]
        side = (float(d[0]) * 2 - 1) if k else 0.10
        z = z0 * (1.0 + (0.06 + 0.62 * amount) * float(d[1]) ** 1.2) if k else z0 * 1.02
        if near:
            z = z0 * (0.75 + 0.25 * float(d[1]))
        at = middle + side * spread * (0.4 + 0.6 * float(d[2]))
        x = view.across(at, z)
        x = _beside(_beside(x, z, land.path, 0.6 * width), z, land.river, 0.8 * width)
        spots.append(_Spot(x, z, width * (0.8 + 0.4 * float(d[9])) * there, d[3:9].tolist() + [0.5, 0.5], k))
    if temple > 0.02:
        z = z0 * (0.98 if near else 1.05)
        x = _beside(view.across(middle - 0.38 * spread, z), z, land.path, 0.7 * width)
        spots.append(_Spot(x, z, 1.15 * width * ramp(0.0, 0.6, temple), extra.tolist(), 99, holy=True))

    def paint(c: Canvas, s: _Spot, at: tuple[float, float]) -> None:
        far, seen = 0.65 * land.distance(s.z), s.size / s.z
        if s.holy:
            church(c, air, at, seen, s.p, far, lit)
            return
        house(c, air, at, seen, s.p, far, lit, town)
        if s.p[1] < 0.6 * number(f, "trees") + 0.12:
            foot = (at[0] + seen * (0.98 if s.p[0] < 0.5 else -0.98), at[1] + 0.003)
            tree(c, air, kind, foot, seen * (1.0 + 0.5 * s.p[5]), s.p, far, int(s.p[2] * 1e6))

    return _stand(land, spots, paint)


__all__ = ["Thing", "forest", "settlement", "trees_of"]
