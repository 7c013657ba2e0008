"""Outdoor scenes: landscape, seascape, mountains, village, night sky and forest, put together back to front."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve
from studio.art.generators.scenes.figures import birds, boat, boat_reflection, people
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled
from studio.art.generators.scenes.framing import paint_framing
from studio.art.generators.scenes.houses import bridge
from studio.art.generators.scenes.land import FARTHEST, Land
from studio.art.generators.scenes.planting import Thing, forest, settlement, trees_of
from studio.art.generators.scenes.ranges import paint_mountains
from studio.art.generators.scenes.relief import View
from studio.art.generators.scenes.sky import paint_sky
from studio.art.generators.scenes.terrain import paint_cliffs, perspective
from studio.art.generators.scenes.water import paint_shore, paint_water
from studio.art.generators.scenes.weather import paint_fog, paint_rain, paint_snowfall
from studio.art.generators.scenes.wildflowers import paint_flowers, paint_grass
from studio.core.params import Value

_STEP = 1.85
"""Each stretch of land reaches this much farther than the one before it."""


_NEAR = 6.5
"""What stands nearer than this is painted after the flowers of the meadow."""


@dataclass(frozen=True)
class Layout:
    """Where land and water meet, as heights on the picture. `line`: far edge of the water, `bank`: its near edge."""

    line: float
    bank: float
    sea: float
    wet: bool


def layout(f: Mapping[str, Value], air: Atmosphere) -> Layout:
    amount, rest = number(f, "water"), 1.0 - air.skyline
    if amount <= 0.02:
        return Layout(air.skyline, air.skyline, 0.0, False)
    sea = ramp(0.6, 0.95, amount)
    line = air.skyline + rest * (0.25 * (1 - sea) * (1 - 0.4 * amount) + 0.002)
    grown = ramp(0.0, 0.15, amount) * (0.20 + 0.42 * amount) + 0.48 * ramp(0.72, 1.0, amount)
    # A boat wants room on the water before it.
    grown += 0.30 * (1 - sea) * ramp(0.05, 0.4, number(f, "boats"))
    return Layout(line, line + (1.08 - line) * min(1.0, grown), sea, True)


class Outdoors:
    """One picture's scene: what stands where; `paint` lays it on a canvas or any window of one."""

    def __init__(self, f: Mapping[str, Value], aspect: float, chance: Chance) -> None:
        self.f, self.chance = f, chance
        self.air = atmosphere(f, aspect)
        self.plan = layout(f, self.air)
        self.view = View(self.air.skyline, aspect)
        shore = self.view.z(self.plan.line) if self.plan.wet else None
        self.land = Land(f, self.air, chance, self.view, shore, self.plan.sea)
        self.bank = self.view.z(self.plan.bank) if self.plan.wet else FARTHEST
        if self.plan.wet:
            self.land.bank = self._bank
        things: list[Thing] = []
        wet = (self.bank, shore) if shore is not None else None
        things += settlement(f, self.air, chance, self.land, wet)
        if str(f["scene"]) == "forest":
            things += forest(f, self.air, chance, self.land, wet)
        else:
            things += trees_of(f, self.air, chance, self.land, wet)
        self.things = sorted(things, key=lambda thing: -thing.z)

    def _edge(self, x: Tensor, px: float) -> Tensor:
        """y of the near bank over x on the picture."""
        swing = self._swing()
        wave = swing * curve(x * 1.7 + 3.0, self.chance.number("shore"), 4, 0.42, cell=1.7 * px)
        return (self.plan.bank + wave).clamp_min(self.plan.line + 0.02)

    def _swing(self) -> float:
        return 0.055 * min(1.0, (1.10 - self.plan.bank) * 3.0)

    def _bank(self, x: float) -> float:
        return self.view.z(float(self._edge(torch.tensor([x]), 0.0)[0]))

    def paint(self, c: Canvas) -> None:
        f, air, plan, chance = self.f, self.air, self.plan, self.chance
        self._behind(c)
        if plan.wet:
            paint_water(c, f, air, chance, plan.line, min(1.1, plan.bank + 0.14), plan.sea, self._behind)
            self._boats(c)
        self._front(c)
        if number(f, "birds") > 0.01:
            flock: Color = scaled(air.fill, 0.42)
            place = (0.08 * c.aspect, 0.08 * air.skyline, 0.92 * c.aspect, 0.8 * air.skyline)
            birds(c, number(f, "birds"), chance.stream("birds"), place, flock)
        paint_rain(c, f, air, chance)
        paint_framing(c, f, air, chance)
        paint_snowfall(c, f, air, chance)
        c.rgb.clamp_(0.0, 1.0)

    def _behind(self, c: Canvas) -> None:
        """All that stands beyond the water: it is painted once more, upside down, in the water."""
        f, air, plan, chance = self.f, self.air, self.plan, self.chance
        paint_sky(c, f, air, chance)
        paint_mountains(c, f, air, chance)
        if not plan.wet:
            return
        near = self.view.z(plan.line)
        if plan.sea < 0.97:
            self._stretches(c, near, max(FARTHEST, 3.0 * near), plan.line + 0.02)
        paint_cliffs(c, f, air, chance, plan.line)

    def _front(self, c: Canvas) -> None:
        """The land before the water, or all land."""
        f, air, plan, chance = self.f, self.air, self.plan, self.chance
        if plan.bank >= 1.06:
            paint_fog(c, air, chance)
            return
        if plan.wet:
            seed = chance.number("shore")
            y = self._edge(c.x, c.px)[0]
            scale = self.bank**-1 * self.view.eye / (y - air.skyline).clamp_min(1e-3)
            crest = self._stretches(c, 1.2, self.bank, 1.1, scale, partial(self._shore, c, seed))
            top = plan.bank - 1.5 * self._swing()
        else:
            if number(f, "cliffs") > 0.02:
                paint_cliffs(c, f, air, chance, air.skyline + 0.05)
            crest = self._stretches(c, 1.7, FARTHEST, 1.1)
            top = self.view.y(0.0, 6.5)
            shore = torch.full_like(c.x[0], top)
            crest = shore if crest is None else torch.maximum(crest, shore)
        if crest is not None:
            paint_flowers(c, f, air, chance, top + 0.004, crest[None], self.land.dry)
        if str(f["scene"]) == "forest":
            self._clearing(c)
        paint_fog(c, air, chance)
        for thing in self.things:
            if thing.z < min(_NEAR, self.bank):
                thing.paint(c)
        self._people(c)
        if number(f, "bridge") > 0.02:
            self._bridge(c)
        if self.land.beach < 0.5:
            paint_grass(c, f, air, chance)

    def _clearing(self, c: Canvas) -> None:
        """Light that falls in at the end of the lane."""
        air = self.air
        x, y = self.land.foot(self.land.path.x_at(12.0), 12.0)
        d = ((c.x - x) / 0.26) ** 2 + ((c.y - y + 0.10) / 0.30) ** 2
        c.light(
            torch.exp(-d) * 0.42 * (1 - 0.6 * air.gray) * (1 - 0.75 * air.night), mix(air.sun, (1.0, 0.98, 0.86), 0.4)
        )

    def _shore(self, c: Canvas, seed: int, crest: Tensor) -> None:
        top, low = float(crest.min()), float(crest.max())
        w = c.cut(-1.0, top - 0.04, c.aspect + 1.0, low + 0.04)
        if w is not None:
            edge = crest[None, round(w.origin[0] - c.origin[0]) :][:, : w.columns]
            surf = number(self.f, "waves") if self.plan.sea > 0.4 else 0.0
            paint_shore(w, self.air, edge, seed, surf, self.land.beach)

    def _stretches(
        self, c: Canvas, near: float, far: float, down: float, scale: Tensor | None = None,
        between: Callable[[Tensor], None] | None = None,
    ) -> Tensor | None:  # fmt: skip
        """Land and what stands on it, far to near; near things are left for later. `between` is called with the upper edge of the farthest stretch
        once the land is painted to there. Gives that edge (of the nearest stretch without a shore)."""
        count = max(1, math.ceil(math.log(far / near) / math.log(_STEP)))
        cuts = [near * (far / near) ** (k / count) for k in range(count + 1)]
        todo = [thing for thing in self.things if max(near, _NEAR) <= thing.z < far * 1.02]
        edge: Tensor | None = None
        for k in reversed(range(count)):
            s = self.land.paint(c, cuts[k], cuts[k + 1], scale, down if k == 0 else 1.1)
            if s is not None:
                if between is not None and k == count - 1:
                    between(s.crest)
                if between is None or k == count - 1:
                    edge = s.crest if between is not None or (cuts[k] < 6.5 and edge is None) else edge
            while todo and todo[0].z >= cuts[k]:
                todo.pop(0).paint(c)
        return edge

    def _boats(self, c: Canvas) -> None:
        f, air, plan = self.f, self.air, self.plan
        amount = number(f, "boats")
        if amount <= 0.01:
            return
        draws = self.chance.stream("boats").random((7, 9))
        light = air.room()
        reach = min(1.0, plan.bank) - plan.line
        todo = []
        for k in range(7):
            shown = ramp(0.0, 1.0, amount * 8 - k)
            if shown <= 0:
                continue
            if k == 0:
                x = c.aspect * (0.15 + 0.7 * number(f, "subject_x"))
                y = plan.line + reach * (0.12 + 0.34 * number(f, "subject_size"))
            else:
                x, y = c.aspect * float(draws[k, 0]), plan.line + reach * (0.02 + 0.45 * float(draws[k, 1]) ** 2)
            size = 0.010 + (0.22 + 0.20 * number(f, "subject_size")) * (y - plan.line)
            if k == 0:  # the one that the picture is about
                size += 0.012 + 0.030 * number(f, "subject_size")
            todo.append((y, x, size * (0.4 + 0.6 * shown), draws[k, 3:].tolist(), min(1.0, 4.0 * shown)))
        for y, x, size, p, shown in sorted(todo):
            veil = air.veil(0.85 * (1 - perspective(y, air.skyline)))
            mirror = 0.55 * number(f, "reflection")
            boat_reflection(c, (x, y), size, light, p, shown, number(f, "waves"), air.haze, veil, mirror)
            boat(c, (x, y), size, light, p, shown, air.haze, veil)

    def _people(self, c: Canvas) -> None:
        f, air = self.f, self.air
        amount = number(f, "people")
        if amount <= 0.01 or self.bank < 2.5:
            return
        rng = self.chance.stream("people")
        draws = rng.random((8, 2))
        spots = []
        for k in range(8):
            z = min(3.4 + 6.0 * float(draws[k, 1]), 0.93 * self.bank)
            if self.land.path.half > 0:
                x = self.land.path.x_at(z) + self.land.path.half * (float(draws[k, 0]) - 0.5)
            else:
                at = c.aspect * (0.2 + 0.6 * float(draws[k, 0]))
                z = min(z, (0.66 + 0.26 * float(draws[k, 1])) * self.land.bank(at))
                x = self.view.across(at, z)
            spots.append(self.land.foot(x, z))
        people(c, spots, 0.28 / self.view.eye, air.skyline, amount, air.room(), rng, air.haze, air.fog)

    def _bridge(self, c: Canvas) -> None:
        f, air, plan = self.f, self.air, self.plan
        seed = self.chance.number("bridge")
        shown = ramp(0.02, 0.4, number(f, "bridge"))
        size = number(f, "subject_size")
        if plan.wet:
            y = plan.line + 0.35 * (min(1.0, plan.bank) - plan.line)
            bridge(c, air, -0.02, c.aspect + 0.02, y, 0.075 + 0.05 * size, shown, 0.35, seed)
        else:
            z = 6.5 - 2.5 * size
            x, y = self.land.foot(self.land.river.x_at(z), z)
            half = max(1.5 * self.land.river.half / z, 0.12 + 0.06 * size)
            bridge(c, air, x - half, x + half, y, 0.07 + 0.04 * size, shown, 0.25, seed)


def paint_outdoor(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Covers the canvas with the scene of the factors `scene` (one of the outdoor kinds)."""
    Outdoors(f, c.aspect, chance).paint(c)
