"""The scene `city`: a skyline under its sky, mirrored in a river, or seen over roofs."""

from __future__ import annotations

from collections.abc import Mapping

from studio.art.generators.scenes.atmosphere import Atmosphere, atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.figures import birds, boat, boat_reflection, people
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth
from studio.art.generators.scenes.houses import church
from studio.art.generators.scenes.ranges import paint_mountains
from studio.art.generators.scenes.reflection import paint_reflection
from studio.art.generators.scenes.sky import paint_sky
from studio.art.generators.scenes.skyline import (
    foreground_roofs,
    paint_light_bridge,
    paint_skyline,
    quay_lamps,
    tree_row,
)
from studio.art.generators.scenes.weather import paint_fog, paint_rain, paint_snowfall
from studio.core.params import Value


def paint_city(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Paints the whole picture."""
    air = atmosphere(f, c.aspect)
    base = min(0.86, air.skyline + 0.10)
    _above(c, f, air, chance, base)
    water = ramp(0.0, 0.25, number(f, "water"))

    def above(part: Canvas) -> None:
        _above(part, f, air, chance, base)

    paint_reflection(c, base, f, air, chance.number("city.water"), above)
    _birds(c, f, air, chance, base)
    _boats(c, f, air, chance, base)
    foreground_roofs(c, f, air, chance, (1.0 - water) * (0.55 + 0.9 * (1.0 - base)))
    _promenade(c, f, air, chance)
    paint_fog(c, air, chance)
    paint_rain(c, f, air, chance)
    paint_snowfall(c, f, air, chance)


def _above(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, base: float) -> None:
    """All that stands above the water line."""
    paint_sky(c, f, air, chance)
    paint_mountains(c, f, air, chance)
    paint_skyline(c, f, air, chance, base)
    temple = ramp(0.0, 0.4, number(f, "church"))
    if temple > 0.0:
        at = (c.aspect * (0.30 if number(f, "subject_x") > 0.5 else 0.70), base)
        size = (0.085 if str(f["building_kind"]) != "tower" else 0.06) * (0.8 + 0.5 * number(f, "subject_size"))
        church(c, air, at, size * temple, chance.stream("city.church").random(8).tolist(), 0.30, number(f, "lit"))
    tree_row(c, number(f, "trees"), air, base, chance.number("city.trees"), leaf_color(air))
    paint_light_bridge(c, f, air, chance, base)
    quay_lamps(c, f, air, base)
    bank = c.cut(-0.1, base - 0.004, c.aspect + 0.1, base + 0.004)
    if bank is not None:
        bank.over(
            bank.cover(base - 0.003 - bank.y) * bank.cover(bank.y - base - 0.002),
            air.seen((0.30, 0.28, 0.27), 0.2, 0.3),
        )


def _birds(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, base: float) -> None:
    if number(f, "birds") > 0.0:
        dark = mix(scaled(air.fill, 0.25), air.haze, 0.25)
        birds(c, number(f, "birds"), chance.stream("city.birds"), (0.05, 0.08, c.aspect - 0.05, base - 0.22), dark)


def leaf_color(air: Atmosphere) -> Color:
    """Foliage of the season."""
    green = mix((0.26, 0.40, 0.20), (0.62, 0.38, 0.14), air.autumn)
    return mix(mix(green, (0.42, 0.40, 0.38), air.winter), (0.45, 0.58, 0.26), 0.6 * air.spring)


def _boats(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, base: float) -> None:
    amount = number(f, "boats")
    if amount <= 0.0:
        return
    draws = chance.stream("city.boats").random((7, 9))
    fleet = []
    for k in range(7):
        shown = ramp(0.0, 1.0, amount * 7.5 - k)
        if shown > 0.0:
            d = draws[k]
            y = base + 0.03 + 0.6 * (1.0 - base) * d[1]
            fleet.append((y, c.aspect * (0.08 + 0.84 * d[0]), shown, d))
    light = air.room()
    for y, x, shown, d in sorted(fleet, key=lambda one: one[0]):
        size = 0.014 + 0.13 * (y - base)
        thick = air.veil(0.5 * (1.0 - (y - base) / (1.0 - base)))
        p = d[2:8].tolist()
        boat_reflection(
            c, (x, y), size, light, p, shown, number(f, "waves"), air.haze, thick, 0.35 + 0.5 * number(f, "reflection")
        )
        boat(c, (x, y), size, light, p, shown, air.haze, thick)


def _promenade(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """A stone quay in front of us, for the people to stand on."""
    amount = number(f, "people")
    if amount <= 0.0:
        return
    shown = ramp(0.0, 0.12, amount)
    top = 1.0 - 0.085 * shown
    w = c.cut(-0.1, top - 0.02, c.aspect + 0.1, 1.05)
    if w is not None:
        seam = smooth(
            0.004, 0.001, ((w.x * 7.0 + 0.35 * (w.y - top) * (w.x - 0.5 * c.aspect)) % 1.0 - 0.5).abs() * 0.14
        )
        stone = (
            c.color(air.seen((0.52, 0.49, 0.46), 0.45, 0.02))
            * (1.0 - 0.25 * seam)
            * (1.0 - 1.8 * (w.y - top).clamp(0, 0.2))
        )
        w.over(w.cover(top - w.y), stone)
        rim = c.color(air.seen((0.66, 0.63, 0.58), 0.8, 0.02))
        w.over(w.cover((w.y - top).abs() - 0.004), rim)
    draws = chance.stream("city.people").random((9, 2))
    spots = [(c.aspect * (0.06 + 0.88 * float(a)), top + 0.022 + 0.05 * float(b)) for a, b in draws]
    people(
        c,
        spots,
        0.20 / max(top + 0.05 - air.skyline, 0.1),
        air.skyline,
        amount,
        air.room(),
        chance.stream("city.crowd"),
        air.haze,
        0.05,
    )
