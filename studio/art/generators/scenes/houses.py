"""Buildings of the country: cottages, town houses, a church, an arched bridge; their windows are lit at dusk."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere
from studio.art.generators.scenes.canvas import Canvas, fbm
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.terrain import SNOW

_WALLS = tuple(map(hexcolor, ("#efe4cf", "#e8d2ae", "#f1ece2", "#d9b58c", "#e0c9bd", "#cfd3cf", "#e9c7a0")))
_ROOFS = tuple(map(hexcolor, ("#a8503a", "#b8653f", "#8f4a3a", "#6f5a52", "#9a6a4a", "#7d4038")))
_GLASS = (0.20, 0.24, 0.30)
_LAMP = (1.0, 0.83, 0.48)


def house(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], size: float, p: Sequence[float], distance: float, lit: float,
    town: bool = False,
) -> None:  # fmt: skip
    """A house whose front stands on `foot` (middle of its lower edge). `size`: width of the front. `p`: eight 0..1."""
    if size < 2.0 * c.px:
        return
    wall_h = size * ((1.25 + 0.9 * p[0]) if town else (0.50 + 0.16 * p[0]))
    roof_h = size * (0.36 if town else 0.42 + 0.16 * p[1])
    deep = size * (0.35 + 0.35 * p[2])
    turned = 1.0 if p[3] < 0.5 else -1.0
    x0, x1 = foot[0] - size / 2, foot[0] + size / 2
    y1, y0 = foot[1], foot[1] - wall_h
    w = c.cut(x0 - deep - 0.1 * size, y0 - roof_h - 0.3 * size, x1 + deep + 0.1 * size, y1 + 0.02 * size)
    if w is None:
        return
    front = _WALLS[int(p[4] * 6.99)]
    roof = _ROOFS[int(p[5] * 5.99)]
    side_lit = turned * air.side > 0
    shade_front, shade_side = (0.55, 1.0) if side_lit else (0.95, 0.18)
    if abs(air.side) < 0.15:
        shade_front, shade_side = 0.85, 0.45
    # The side wall runs back, away from us, a little upward (two-point perspective).
    back = deep * 0.16
    near = x1 if turned > 0 else x0
    far = near + turned * deep
    t = ((w.x - near) * turned / deep).clamp(0, 1)
    top, base = y0 - back * 0.15 * t, y1 - back * t
    inside = torch.maximum(
        torch.maximum((near - w.x) * turned, (w.x - far) * turned), torch.maximum(top - w.y, w.y - base)
    )
    w.over(w.cover(inside), air.seen(front, shade_side, distance))
    body = torch.maximum(torch.maximum(x0 - w.x, w.x - x1), torch.maximum(y0 - w.y, w.y - y1))
    gable = torch.maximum((w.x - foot[0]).abs() * (roof_h / (size / 2)) - (w.y - (y0 - roof_h)), w.y - y0) * 0.72
    grain = 1 - 0.06 * smooth(0.0, 1.0, (w.y - y0) / wall_h)
    w.over(w.cover(torch.minimum(body, gable)), w.color(air.seen(front, shade_front, distance)) * grain)
    # One slope of the roof is seen: from the ridge down over the side wall.
    along = ((w.x - foot[0]) * turned - 0.0) / (size / 2)
    eave = 0.06 * size
    ridge_y = y0 - roof_h - 0.02 * size
    left_y = ridge_y + (roof_h + eave * 0.9) * along.clamp(0, 1.12)
    u = ((w.x - foot[0]) * turned).clamp_min(0)
    upper = ridge_y + (roof_h + eave) * ((u - deep).clamp_min(0) / (size / 2)) - back * 0.5 * (u / deep).clamp(0, 1)
    lower = torch.where(u <= size / 2, left_y, y0 + eave * 0.8 - back * 0.15 * ((u - size / 2) / deep).clamp(0, 1))
    slope = torch.maximum(upper - w.y, w.y - lower)
    slope = torch.maximum(slope, torch.maximum(-u + 0.0, u - (size / 2 + deep + 0.02 * size)))
    tiles = 0.5 + 0.5 * torch.sin((w.y - ridge_y) * (2 * math.pi * 7 / max(roof_h, 1e-4)))
    tiles = tiles * smooth(0.16, 0.02, torch.tensor(w.px / max(roof_h, 1e-4)))
    shine = 1.0 if side_lit else 0.35
    roofed: Tensor = w.color(air.seen(roof, 0.35 + 0.6 * shine, distance)) * (0.92 + 0.08 * tiles)
    if air.snow > 0.1:
        roofed = torch.lerp(
            roofed, w.color(air.seen(SNOW, 0.4 + 0.6 * shine, distance * 0.7)), min(1.0, air.snow * 1.25)
        )
    w.over(w.cover(slope), roofed)
    rim = ((w.x - foot[0]).abs() * (roof_h / (size / 2)) - (w.y - (y0 - roof_h))).abs() * 0.7 - 0.025 * size
    rim = torch.maximum(rim, torch.maximum(w.y - y0 - eave, (w.x - foot[0]).abs() - size / 2 - eave))
    trim = SNOW if air.snow > 0.4 else scaled(roof, 0.7)
    w.over(w.cover(rim) * smooth(ridge_y - 0.02 * size, ridge_y, w.y), air.seen(trim, 0.6, distance))
    _chimney(w, air, foot[0] + turned * (0.16 + 0.14 * p[6]) * size, ridge_y, size, distance, p[7])
    _windows(w, air, (x0, y0, x1, y1), size, p, distance, lit, town)


def _chimney(w: Canvas, air: Atmosphere, x: float, ridge_y: float, size: float, distance: float, p: float) -> None:
    d = torch.maximum(
        (w.x - x).abs() - 0.05 * size, torch.maximum(ridge_y - 0.14 * size - w.y, w.y - ridge_y - 0.10 * size)
    )
    w.over(w.cover(d), air.seen(hexcolor("#8f6a58"), 0.6, distance))
    if p < 0.4:
        up = (ridge_y - 0.14 * size - w.y) / size
        drift = x + 0.18 * size * up * 2 + 0.05 * size * torch.sin(up * 9)
        puff = (
            torch.exp(-(((w.x - drift) / (0.04 * size + 0.16 * size * up.clamp_min(0))) ** 2))
            * smooth(0.0, 0.05, up)
            * smooth(0.75, 0.1, up)
        )
        w.over(puff * 0.4, mix(air.haze, (0.9, 0.9, 0.92), 0.5 * (1 - air.night)))


def _windows(
    w: Canvas, air: Atmosphere, wall: tuple[float, float, float, float], size: float, p: Sequence[float], distance: float,
    lit: float, town: bool,
) -> None:  # fmt: skip
    x0, y0, x1, y1 = wall
    columns = 3 if town or p[0] > 0.5 else 2
    rows = 3 if town else 1
    width, height = (x1 - x0) / columns, (y1 - y0) / rows
    for r in range(rows):
        for k in range(columns):
            door = not town and k == columns // 2 and columns == 3 and r == rows - 1
            cx = x0 + (k + 0.5) * width
            cy = y0 + (r + (0.62 if door else 0.48)) * height
            half_w, half_h = width * 0.21, height * ((0.38 if door else 0.24) if not town else 0.30)
            if half_w < 0.45 * w.px:
                continue
            d = torch.maximum((w.x - cx).abs() - half_w, (w.y - cy).abs() - half_h)
            if door:
                w.over(w.cover(d), air.seen(scaled(_ROOFS[int(p[6] * 5.99)], 0.7), 0.5, distance))
                continue
            chosen = (math.sin(97.0 * p[7] + 12.9 * (r * columns + k)) * 0.5 + 0.5) < lit
            glow = (1.0 if chosen else 0.0) * max(air.night, ramp(0.42, 0.0, air.elevation), 0.6 * air.gray)
            w.over(w.cover(d - 0.012 * size), air.seen((0.93, 0.91, 0.86), 0.7, distance))
            glass = mix(air.seen(_GLASS, 0.8, distance), scaled(air.middle, 0.7), 0.25)
            w.over(w.cover(d), mix(glass, _LAMP, min(1.0, 1.2 * glow)))
            cross = torch.minimum((w.x - cx).abs(), (w.y - cy + 0.1 * half_h).abs()) - 0.008 * size
            w.over(w.cover(torch.maximum(cross, d)) * 0.8, air.seen((0.9, 0.88, 0.83), 0.6, distance))
            if glow > 0.05:
                far = ((w.x - cx) ** 2 + (w.y - cy) ** 2).sqrt()
                w.light(torch.exp(-far / (0.20 * size)) * 0.30 * glow, _LAMP)


def church(
    c: Canvas, air: Atmosphere, foot: tuple[float, float], size: float, p: Sequence[float], distance: float, lit: float
) -> None:
    """A nave with a tower and a pointed spire; `size`: width of the nave's front."""
    nave = [0.9, p[1], 0.9, 0.2 if p[3] < 0.5 else 0.8, 0.33, p[5], 0.9, 0.9]
    house(c, air, foot, size, nave, distance, lit)
    x = foot[0] - size * 0.62 * (1 if p[3] < 0.5 else -1)
    half, tall, spire = 0.19 * size, 1.55 * size, 1.15 * size
    w = c.cut(x - 2 * half, foot[1] - tall - spire - 0.2 * size, x + 2 * half, foot[1] + 0.02 * size)
    if w is None:
        return
    across = ((w.x - x) / half).clamp(-1, 1)
    wall = torch.maximum((w.x - x).abs() - half, torch.maximum(foot[1] - tall - w.y, w.y - foot[1]))
    lean = (0.55 + 0.42 * across * (1 if air.side >= 0 else -1) * (1 - 0.5 * air.gray)).clamp(0, 1)
    stone = hexcolor("#ebe3d3")
    w.over(
        w.cover(wall),
        torch.lerp(
            w.color(air.seen(scaled(stone, 0.85), 0.1, distance)), w.color(air.seen(stone, 1.0, distance)), lean[None]
        ),
    )
    tip = foot[1] - tall - spire
    t = ((w.y - tip) / spire).clamp(0, 1.02)
    cone = torch.maximum((w.x - x).abs() - 1.18 * half * t**1.15, torch.maximum(tip - w.y, w.y - foot[1] + tall))
    slate = hexcolor("#5f6a74") if p[6] < 0.5 else hexcolor("#8f4a3a")
    tone = torch.lerp(
        w.color(air.seen(scaled(slate, 0.7), 0.1, distance)), w.color(air.seen(slate, 1.0, distance)), lean[None]
    )
    if air.snow > 0.1:
        tone = torch.lerp(tone, w.color(air.seen(SNOW, 0.8, distance * 0.7)), 0.75 * air.snow * lean[None])
    w.over(w.cover(cone), tone)
    cross = torch.minimum(
        torch.maximum((w.x - x).abs() - 0.012 * size, (w.y - tip + 0.07 * size).abs() - 0.07 * size),
        torch.maximum((w.x - x).abs() - 0.04 * size, (w.y - tip + 0.09 * size).abs() - 0.012 * size),
    )
    w.over(w.cover(cross), air.seen((0.35, 0.32, 0.28), 0.6, distance))
    for k, up in enumerate((0.86, 0.45)):
        y = foot[1] - tall * up
        d = torch.maximum((w.x - x).abs() - 0.30 * half, (w.y - y).abs() - 0.10 * size)
        d = torch.minimum(d, ((w.x - x) ** 2 + (w.y - y + 0.10 * size) ** 2).sqrt() - 0.30 * half)
        glow = lit * max(air.night, 0.6 * air.low) * (1.0 if k else 0.4)
        w.over(w.cover(d), mix(air.seen(_GLASS, 0.6, distance), _LAMP, glow))


def bridge(
    c: Canvas, air: Atmosphere, x0: float, x1: float, y: float, rise: float, shown: float, distance: float, seed: int
) -> None:
    """An arched bridge of stone from x0 to x1 whose arches stand on y."""
    if shown <= 0.02:
        return
    w = c.cut(x0, y - 1.6 * rise, x1, y + 0.02)
    if w is None:
        return
    u = ((w.x - x0) / (x1 - x0)).clamp(0, 1)
    deck = y - rise * (0.62 + 0.38 * torch.sin(3.14159 * u))
    arches = 3
    span = (x1 - x0) / arches
    k = ((w.x - x0) / span).floor().clamp(0, arches - 1)
    middle = x0 + (k + 0.5) * span
    radius = span * 0.40
    hole = (((w.x - middle) / radius) ** 2 + ((w.y - y) / (rise * 0.52)) ** 2).sqrt() - 1
    hole = hole * radius * 0.7
    stone = hexcolor("#b3a58e")
    rough = fbm(w.x * 60, w.y * 90, seed, 3, 0.5, cell=90 * w.px)
    tone = torch.lerp(
        w.color(air.seen(scaled(stone, 0.7), 0.25, distance)),
        w.color(air.seen(stone, 1.0, distance)),
        (0.62 + 0.2 * rough).clamp(0, 1)[None],
    )
    body = torch.maximum(torch.maximum(deck - w.y, w.y - y), -hole)
    body = torch.maximum(body, torch.maximum(x0 - w.x, w.x - x1))
    under = smooth(0.0, 0.014, -torch.maximum(hole, w.y - y)) * smooth(0.034, 0.014, -torch.maximum(hole, w.y - y))
    w.over(w.cover(body) * shown, tone)
    w.over(
        under * 0.5 * shown * w.cover(torch.maximum(x0 - w.x, w.x - x1)), air.seen(scaled(stone, 0.35), 0.1, distance)
    )
    rail = torch.maximum((w.y - deck).abs() - 0.05 * rise, torch.maximum(x0 - w.x, w.x - x1))
    cap: Color = SNOW if air.snow > 0.3 else scaled(stone, 1.12)
    w.over(w.cover(rail) * shown, air.seen(cap, 0.95, distance))
