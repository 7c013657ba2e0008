"""A room with a window: the outdoors through the panes, and its light on floor, walls and furniture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import (
    film,
    hexcolor,
    linear,
    mix,
    planes,
    ramp,
    smooth,
)
from studio.art.generators.scenes.furnishing import furnish, hang_curtains, hang_pictures, paneled_door
from studio.art.generators.scenes.room import DEPTH, Room, lamp_at, lamp_strength, room_of, sky_light, window_bars
from studio.art.generators.scenes.roomlight import RoomLight, elevation, room_light
from studio.core.params import Value

Outside = Callable[[Canvas, Mapping[str, Value], Chance], None]
WALLS = tuple(
    map(
        hexcolor,
        (
            "#b9bdb6",
            "#c9bda6",
            "#8fa3ad",
            "#d8cdb8",
            "#a9b39a",
            "#c7a58f",
            "#7f95a5",
            "#cfc6bb",
            "#b4503f",
            "#3f7377",
            "#d6a64e",
        ),
    )
)
FLOORS = tuple(map(hexcolor, ("#8a5c38", "#a67c4f", "#6b4630", "#b39a78", "#7a6a5c")))
RUGS = tuple(map(hexcolor, ("#8a2f2a", "#2f4f6f", "#5f6b4a", "#a8703a")))


def paint_interior(c: Canvas, f: Mapping[str, Value], chance: Chance, outside: Outside) -> None:
    """Paints the room. `outside` paints the picture that is seen through the window."""
    rng = chance.stream("interior.room")
    p, seeds = rng.random(16), [int(s) for s in rng.integers(1 << 30, size=12)]
    room, light = room_of(c, f, bool(p[15] < 0.35)), room_light(f)
    if float(f["window"]) > 0.0:
        _view(c, f, chance, room, outside)
    _shell(c, f, room, light, p, seeds)
    _window_frame(c, f, room, light, p)
    side = paneled_door(c, room, light, p)
    hang_pictures(c, f, room, light, p, seeds, side)
    hang_curtains(c, f, room, light, p, seeds)
    furnish(c, f, chance, room, light, p)
    lamp = lamp_strength(f, light)
    if lamp > 0.0 and float(f["furniture"]) > 0.0:
        x, y = lamp_at(room, p)
        vessels.glow(c, (x, y), 0.34, (1.0, 0.72, 0.38), 0.75 * lamp * ramp(0.0, 0.3, float(f["furniture"])))
    far = ((c.x / c.aspect - 0.5) ** 2 + (c.y - 0.5) ** 2) * 2.0
    c.rgb.mul_(1.0 - 0.28 * smooth(0.3, 1.1, far)).mul_(1.0 + 0.010 * noise(c.x * 170.0, c.y * 170.0, 4243)).clamp_(
        0.0, 1.0
    )


def _view(c: Canvas, f: Mapping[str, Value], chance: Chance, room: Room, outside: Outside) -> None:
    """The landscape outside, painted as a picture of its own into the window's rectangle."""
    x0, y0, x1, y1 = room.window
    inset = c.inset(x0, y0, x1, y1)
    if inset is not None:
        out = dict(f)
        if out["scene"] == "interior":
            out["scene"] = "landscape"
        out["framing"] = 0.0
        outside(inset, out, chance)


def _spread(x: Tensor, up: Tensor, z: Tensor, normal: tuple[float, float, float], room: Room) -> Tensor:
    """Light of the window's whole face on a surface: a few points of the window, each by the inverse square law."""
    x0, y0, x1, y1 = room.window
    area = (x1 - x0) * (y1 - y0)
    total: Tensor | float = 0.0
    for sx, sy in ((0.25, 0.3), (0.75, 0.3), (0.5, 0.75)):
        dx, dy = x0 + sx * (x1 - x0) - x, (room.floor - (y0 + sy * (y1 - y0))) - up
        r2 = dx * dx + dy * dy + z * z + 0.03
        cos = (dx * normal[0] + dy * normal[1] - z * normal[2]).clamp_min(0.0) * z
        total = total + cos / (r2 * r2)
    assert isinstance(total, Tensor)
    return total * area / (3.0 * math.pi) * 2.6


def _sun(x: Tensor, up: Tensor, z: Tensor, room: Room, f: Mapping[str, Value]) -> Tensor:
    """Where the sun shines through the panes onto a surface point, 0..1, bars of the window left dark."""
    high = elevation(float(f["daytime"]))
    slope = 0.24 + 0.46 * max(high, 0.0) + (0.25 if high < -0.3 else 0.0)
    wx = x + (float(f["sun_x"]) - 0.5) * 1.5 * z
    wy = room.floor - (up + slope * z)
    x0, y0, x1, y1 = room.window
    soft = 0.004 + 0.020 * z
    pane = smooth_t(soft, wx - x0) * smooth_t(soft, x1 - wx) * smooth_t(soft, wy - y0) * smooth_t(soft, y1 - wy)
    bar = 0.010
    for at in window_bars(room):
        upright, place = at
        d = (wx - place).abs() if upright else (wy - place).abs()
        pane = pane * (1.0 - smooth_t(soft, bar - d))
    return pane


def smooth_t(width: Tensor, x: Tensor) -> Tensor:
    """0 below -width, 1 above width, for a width that changes from point to point."""
    t = (0.5 + 0.5 * x / width).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _shell(
    c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray, seeds: Sequence[int]
) -> None:
    """Walls, ceiling and floor, each lit by the window, the sun through it, the lamp, and the other walls."""
    ex, ey = room.eye
    qx, qy = c.x - ex, c.y - ey
    sides = torch.maximum(qx / (room.right - ex), qx / (room.left - ex))
    floor_k, top_k = qy / (room.floor - ey), qy / (room.top - ey)
    k = torch.maximum(torch.maximum(sides, torch.maximum(floor_k, top_k)), torch.ones_like(sides * qy))
    px, py = ex + qx / k, ey + qy / k
    up, z = room.floor - py, DEPTH * (1.0 - 1.0 / k)
    key, fill = planes(light.light.key), planes(light.light.fill)
    sky = planes(sky_light(light))
    sun = light.sun * float(float(f["window"]) > 0.0)
    lamp = lamp_strength(f, light) * ramp(0.0, 0.3, float(f["furniture"]))
    lamp_x, lamp_y = lamp_at(room, p)
    warm = planes((1.0, 0.60, 0.28)) * lamp
    wall = WALLS[int(p[0] * len(WALLS))]
    broad = fbm(c.x * 2.4, c.y * 2.4, seeds[0], 4, 0.55)
    ambient = fill * 0.75 + key * 0.10 * (0.4 + 0.6 * light.sun)
    x0, y0, x1, y1 = room.window
    area = (x1 - x0) * (y1 - y0)
    ambient = ambient * (0.80 + 3.4 * area)
    corner = 1.0 - 0.38 * (
        torch.exp(-up / 0.05)
        + 0.8 * torch.exp(-(py - room.top) / 0.06)
        + torch.exp(-(px - room.left) / 0.05)
        + torch.exp(-(room.right - px) / 0.05)
    ).clamp(0, 1)
    c.check()
    # back wall: light from a second window that we do not see washes it from the side of the sun
    from_side = (
        (1.0 if float(f["sun_x"]) >= 0.5 else -1.0) * (px - 0.5 * (room.left + room.right)) / (room.right - room.left)
    )
    wash = 0.75 + 0.75 * from_side + 0.25 * smooth(0.0, 0.5, up) * 0.6
    near_lamp = 1.0 / (1.0 + ((c.x - lamp_x) ** 2 + (c.y - lamp_y) ** 2) / 0.030)
    base = planes(linear(wall)) * (1.0 + 0.06 * broad)
    dado = smooth(0.135, 0.132, up) * float(p[1] > 0.4)
    base = torch.lerp(base, base * planes((0.80, 0.78, 0.76)), dado)
    back = base * (ambient * corner + key * 0.46 * wash.clamp_min(0.1) * corner + warm * near_lamp)
    skirting = smooth(0.040, 0.038, up)
    line = 0.5 * smooth(0.004, 0.002, (up - 0.040).abs()) + 0.5 * smooth(0.004, 0.002, (up - 0.1335).abs()) * float(
        p[1] > 0.4
    )
    back = torch.lerp(
        back,
        planes(linear(mix(wall, (0.95, 0.94, 0.9), 0.6))) * (ambient + key * 0.25 * wash.clamp_min(0.1)) * corner,
        skirting,
    ) * (1.0 - 0.5 * line)
    c.check()
    # side walls
    is_right = qx > 0
    spread_l = _spread(px, up, z, (1.0, 0.0, 0.0), room)
    spread_r = _spread(px, up, z, (-1.0, 0.0, 0.0), room)
    spread = torch.where(is_right, spread_r, spread_l)
    patch = _sun(px, up, z, room, f)
    graze = (
        torch.where(
            is_right, torch.full_like(px, 0.5 - float(f["sun_x"])), torch.full_like(px, float(f["sun_x"]) - 0.5)
        ).clamp_min(0.0)
        * 2.0
    )
    side = base * (
        ambient * corner * 0.85 + sky * spread * 1.6 + key * sun * patch * graze * 1.6 + warm * 0.5 * near_lamp
    )
    c.check()
    # ceiling
    ceiling = planes(linear((0.90, 0.88, 0.84))) * (
        ambient * 0.8 * corner
        + sky * _spread(px, up, z, (0.0, -1.0, 0.0), room) * 1.2
        + key * 0.10
        + warm * 0.6 * near_lamp
    )
    c.check()
    floor = _floor(c, f, room, light, px, z, k, p, seeds, ambient, sky, sun, warm, near_lamp, corner)
    c.check()
    hole = torch.maximum(torch.maximum(x0 - c.x, c.x - x1), torch.maximum(y0 - c.y, c.y - y1))
    c.over(1.0 - c.cover(hole) if float(f["window"]) > 0.0 else torch.ones_like(hole), film(back))
    flat = torch.maximum(floor_k, top_k)
    span = min(room.right - ex, room.floor - ey)
    c.over(c.cover((torch.maximum(flat, torch.ones_like(flat)) - sides) * span), film(side))
    c.over(c.cover((torch.maximum(sides, torch.ones_like(sides)) - top_k) * abs(room.top - ey)), film(ceiling))
    c.over(c.cover((torch.maximum(sides, torch.ones_like(sides)) - floor_k) * (room.floor - ey)), film(floor))


def _floor(c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, px: Tensor, z: Tensor, k: Tensor, p: np.ndarray, seeds: Sequence[int],
           ambient: Tensor, sky: Tensor, sun: float, warm: Tensor, near_lamp: Tensor, corner: Tensor) -> Tensor:  # fmt: skip
    color = FLOORS[int(p[2] * len(FLOORS))]
    plank = (px - room.eye[0]) * 15.0
    number = torch.floor(plank)
    own = torch.sin(number * 12.9898) * 0.5 + 0.5 * torch.sin(
        number * 4.1 + torch.floor(z * 1.8 + 3.0 * torch.sin(number * 7.7)) * 9.0
    )
    grain = fbm(px * 40.0, z * 3.0, seeds[1], 3, 0.6)
    gap = (plank - number - 0.5).abs()
    fine = (c.px * 15.0 / k).clamp_max(0.5) * 1.2
    seam = smooth_t(fine, gap - 0.5 + 0.03)
    base = planes(linear(color)) * (1.0 + 0.16 * own + 0.12 * grain) * (1.0 - 0.55 * seam)
    zero = torch.zeros_like(px)
    rug_at, rug = _rug(px, z, room, p, f)
    base = torch.lerp(base, rug, rug_at)
    c.check()
    lit = base * (ambient * corner + sky * 2.4 * _spread(px, zero, z, (0.0, 1.0, 0.0), room))
    c.check()
    patch = _sun(px, zero, z, room, f)
    key = planes(light.light.key)
    lit = lit + base * key * (1.75 * sun + 0.5 * light.night) * patch
    lit = lit + base * warm * 0.8 * near_lamp
    c.check()
    # polish: the bright window stands on its head in the boards, the softer the nearer
    mirror = 2.0 * room.floor - c.y
    x0, y0, x1, y1 = room.window
    soft = 0.012 + 0.16 * (c.y - room.floor).clamp_min(0.0)
    image = (
        smooth_t(soft, c.x - x0) * smooth_t(soft, x1 - c.x) * smooth_t(soft, mirror - y0) * smooth_t(soft, y1 - mirror)
    )
    gloss = (0.11 + 0.03 * grain) * (1.0 - rug_at) * float(float(f["window"]) > 0.0)
    return lit + sky * gloss * image


def _rug(px: Tensor, z: Tensor, room: Room, p: np.ndarray, f: Mapping[str, Value]) -> tuple[Tensor, Tensor]:
    shown = ramp(0.25, 0.40, float(f["furniture"]))
    middle, half = 0.5 * (room.left + room.right), 0.26 * (room.right - room.left) * shown
    u, v = (px - middle) / max(half, 1e-3), (z - 0.42) / 0.24
    d = torch.maximum(u.abs(), v.abs()) - 1.0
    color = RUGS[int(p[3] * len(RUGS))]
    ring = smooth(0.05, 0.03, (d + 0.16).abs() - 0.02) + smooth(0.05, 0.03, (d + 0.34).abs())
    figure = 0.5 + 0.5 * torch.sin(u * 14.0) * torch.sin(v * 9.0)
    tone = torch.lerp(
        planes(linear(color)).expand(3, *px.shape),
        planes(linear(mix(color, (0.92, 0.84, 0.66), 0.75))).expand(3, *px.shape),
        (0.8 * ring + 0.30 * smooth(0.7, 0.9, figure) * smooth(-0.4, -0.45, d)).clamp(0, 1),
    )
    return smooth(0.02, -0.01, d) * min(1.0, 4.0 * shown), tone


def _window_frame(c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray) -> None:
    if float(f["window"]) <= 0.0:
        return
    x0, y0, x1, y1 = room.window
    w = c.cut(x0 - 0.05, y0 - 0.05, x1 + 0.05, y1 + 0.06)
    if w is None:
        return
    key, fill = planes(light.light.key), planes(light.light.fill)
    paint = planes(linear(mix((0.93, 0.92, 0.88), (0.35, 0.25, 0.18), float(p[4] > 0.75))))
    box = torch.maximum(torch.maximum(x0 - w.x, w.x - x1), torch.maximum(y0 - w.y, w.y - y1))
    # bars against the light are dark on their face, bright where the light grazes them
    bars = torch.full_like(box, 1.0)
    for upright, place in window_bars(room):
        bars = torch.minimum(bars, ((w.x if upright else w.y) - place).abs() - 0.0055)
    against = paint * (fill * 0.8 + key * 0.10)
    w.over(w.cover(torch.maximum(bars, box)), film(against + planes(sky_light(light)) * 0.10))
    lining = torch.maximum(-box - 0.014, box)  # the reveal, lit by the sky
    bright = 0.5 + 0.5 * smooth(0.3, 0.7, (w.x - x0) / (x1 - x0)) * (1.0 if float(f["sun_x"]) < 0.5 else -1.0)
    w.over(w.cover(lining), film(paint * (fill + planes(sky_light(light)) * (0.30 + 0.25 * bright))))
    casing = torch.maximum(box - 0.026, -box)
    edge = smooth(0.006, 0.0, (box - 0.026).abs())
    w.over(w.cover(casing), film(paint * (fill * 0.9 + key * 0.22) * (1.0 - 0.25 * edge)))
    sill = torch.maximum(
        torch.maximum(x0 - 0.040 - w.x, w.x - x1 - 0.040), torch.maximum(y1 - 0.002 - w.y, w.y - y1 - 0.020)
    )
    top = smooth(y1 + 0.012, y1 + 0.004, w.y)
    w.over(w.cover(sill), film(paint * (fill * (0.7 + 0.5 * top) + planes(sky_light(light)) * 0.7 * top + key * 0.12)))
    below = torch.maximum(torch.maximum(x0 - 0.035 - w.x, w.x - x1 - 0.035), y1 + 0.019 - w.y)
    w.rgb.mul_(1.0 - 0.35 * w.cover(below) * smooth(y1 + 0.05, y1 + 0.02, w.y))
