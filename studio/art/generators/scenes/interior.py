"""A room with a window: the outdoors through the panes, and its light on floor, walls and furniture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.cloth import curtain
from studio.art.generators.scenes.figures import person
from studio.art.generators.scenes.flowers import GREENS, bouquet, leaf
from studio.art.generators.scenes.forms import (
    Color,
    Light,
    capsule,
    film,
    hexcolor,
    linear,
    mix,
    planes,
    ramp,
    scaled,
    smooth,
)
from studio.art.generators.scenes.fruit import fruit
from studio.art.generators.scenes.furniture import chair, floor_lamp, picture, round_table
from studio.art.generators.scenes.roomlight import RoomLight, elevation, room_light
from studio.art.generators.scenes.vessels import Place
from studio.core.params import Value

Outside = Callable[[Canvas, Mapping[str, Value], Chance], None]
WALLS = tuple(map(hexcolor, ("#b9bdb6", "#c9bda6", "#8fa3ad", "#d8cdb8", "#a9b39a", "#c7a58f", "#7f95a5", "#cfc6bb")))
FLOORS = tuple(map(hexcolor, ("#8a5c38", "#a67c4f", "#6b4630", "#b39a78", "#7a6a5c")))
DRAPES = tuple(map(hexcolor, ("#efe9dc", "#b5483a", "#e3c9a0", "#4f6f8a", "#c9d3cf", "#c98a3a")))
RUGS = tuple(map(hexcolor, ("#8a2f2a", "#2f4f6f", "#5f6b4a", "#a8703a")))
DEPTH = 1.7
"""Distance from the eye to the back wall, in units of the picture's height as seen on that wall."""


@dataclass(frozen=True)
class Room:
    """A box seen in one-point perspective. Places on the back wall in canvas units; z is 0 there and grows to the viewer."""

    left: float
    right: float
    top: float
    floor: float
    eye: tuple[float, float]
    window: tuple[float, float, float, float]

    def at(self, x: float, height: float, z: float) -> tuple[float, float, float]:
        """Canvas x, y and magnification of the point `height` above the floor, `z` in front of the back wall."""
        k = 1.0 / (1.0 - z / DEPTH)
        return self.eye[0] + (x - self.eye[0]) * k, self.eye[1] + (self.floor - height - self.eye[1]) * k, k


def paint_interior(c: Canvas, f: Mapping[str, Value], chance: Chance, outside: Outside) -> None:
    """Paints the room. `outside` paints the picture that is seen through the window."""
    rng = chance.stream("interior.room")
    p, seeds = rng.random(16), [int(s) for s in rng.integers(1 << 30, size=12)]
    room, light = _room(c, f), room_light(f)
    if float(f["window"]) > 0.0:
        _view(c, f, chance, room, outside)
    _shell(c, f, room, light, p, seeds)
    _window_frame(c, f, room, light, p)
    _walls_hung(c, f, room, light, p, seeds)
    _curtains(c, f, room, light, p, seeds)
    _furnish(c, f, chance, room, light, p)
    lamp = _lamp_strength(f, light)
    if lamp > 0.0 and float(f["furniture"]) > 0.0:
        x, y = _lamp_at(room, p)
        vessels.glow(c, (x, y), 0.34, (1.0, 0.72, 0.38), 0.75 * lamp * ramp(0.0, 0.3, float(f["furniture"])))
    far = ((c.x / c.aspect - 0.5) ** 2 + (c.y - 0.5) ** 2) * 2.0
    c.rgb.mul_(1.0 - 0.28 * smooth(0.3, 1.1, far)).mul_(1.0 + 0.010 * noise(c.x * 170.0, c.y * 170.0, 4243)).clamp_(
        0.0, 1.0
    )


def _room(c: Canvas, f: Mapping[str, Value]) -> Room:
    floor = 0.86 - 0.34 * float(f["horizon"])
    wide = 0.40 * c.aspect + 0.02
    middle = c.aspect * (0.5 + 0.16 * (float(f["subject_x"]) - 0.4) * 0.0)
    eye = (c.aspect * 0.5, floor - 0.30)
    size = float(f["window"])
    height = 0.16 + 0.36 * size
    width = min((0.12 + 0.30 * size), 0.70 * wide * 1.6)
    at = c.aspect * (0.25 + 0.5 * float(f["subject_x"]))
    at = min(max(at, middle - wide + 0.5 * width + 0.05), middle + wide - 0.5 * width - 0.05)
    sill = floor - 0.215 + 0.10 * ramp(0.75, 1.0, size)
    return Room(
        middle - wide, middle + wide, 0.03, floor, eye, (at - 0.5 * width, sill - height, at + 0.5 * width, sill)
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


def _sky(light: RoomLight) -> Color:
    """The mean color of what the window shows, for the light that it spreads."""
    fill, key = light.light.fill, light.light.key
    return (1.5 * fill[0] + 0.42 * key[0], 1.5 * fill[1] + 0.42 * key[1], 1.7 * fill[2] + 0.40 * key[2])


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
    slope = 0.30 + 0.75 * max(high, 0.0) + (0.25 if high < -0.3 else 0.0)
    wx = x + (float(f["sun_x"]) - 0.5) * 1.5 * z
    wy = room.floor - (up + slope * z)
    x0, y0, x1, y1 = room.window
    soft = 0.004 + 0.020 * z
    pane = smooth_t(soft, wx - x0) * smooth_t(soft, x1 - wx) * smooth_t(soft, wy - y0) * smooth_t(soft, y1 - wy)
    bar = 0.010
    for at in _bars(room):
        upright, place = at
        d = (wx - place).abs() if upright else (wy - place).abs()
        pane = pane * (1.0 - smooth_t(soft, bar - d))
    return pane


def smooth_t(width: Tensor, x: Tensor) -> Tensor:
    """0 below -width, 1 above width, for a width that changes from point to point."""
    t = (0.5 + 0.5 * x / width).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _bars(room: Room) -> list[tuple[bool, float]]:
    x0, y0, x1, y1 = room.window
    return [(True, 0.5 * (x0 + x1)), (False, y0 + 0.34 * (y1 - y0)), (False, y0 + 0.67 * (y1 - y0))]


def _lamp_strength(f: Mapping[str, Value], light: RoomLight) -> float:
    return min(1.0, light.night * (0.45 + 1.2 * float(f["lit"])))


def _lamp_at(room: Room, p: np.ndarray) -> tuple[float, float]:
    x0, _, x1, _ = room.window
    right = room.right - x1 > x0 - room.left
    x, y, _k = room.at((x1 + 0.5 * (room.right - x1)) if right else (room.left + 0.5 * (x0 - room.left)), 0.335, 0.18)
    return x, y


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
    sky = planes(_sky(light))
    sun = light.sun * float(float(f["window"]) > 0.0)
    lamp = _lamp_strength(f, light) * ramp(0.0, 0.3, float(f["furniture"]))
    lamp_x, lamp_y = _lamp_at(room, p)
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
    # ceiling
    ceiling = planes(linear((0.90, 0.88, 0.84))) * (
        ambient * 0.8 * corner
        + sky * _spread(px, up, z, (0.0, -1.0, 0.0), room) * 1.2
        + key * 0.10
        + warm * 0.6 * near_lamp
    )
    floor = _floor(c, f, room, light, px, z, k, p, seeds, ambient, sky, sun, warm, near_lamp, corner)
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
    lit = base * (ambient * corner + sky * 2.4 * _spread(px, zero, z, (0.0, 1.0, 0.0), room))
    patch = _sun(px, zero, z, room, f)
    key = planes(light.light.key)
    lit = lit + base * key * (1.75 * sun + 0.5 * light.night) * patch
    lit = lit + base * warm * 0.8 * near_lamp
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
    for upright, place in _bars(room):
        bars = torch.minimum(bars, ((w.x if upright else w.y) - place).abs() - 0.0055)
    against = paint * (fill * 0.8 + key * 0.10)
    w.over(w.cover(torch.maximum(bars, box)), film(against + planes(_sky(light)) * 0.10))
    lining = torch.maximum(-box - 0.014, box)  # the reveal, lit by the sky
    bright = 0.5 + 0.5 * smooth(0.3, 0.7, (w.x - x0) / (x1 - x0)) * (1.0 if float(f["sun_x"]) < 0.5 else -1.0)
    w.over(w.cover(lining), film(paint * (fill + planes(_sky(light)) * (0.30 + 0.25 * bright))))
    casing = torch.maximum(box - 0.026, -box)
    edge = smooth(0.006, 0.0, (box - 0.026).abs())
    w.over(w.cover(casing), film(paint * (fill * 0.9 + key * 0.22) * (1.0 - 0.25 * edge)))
    sill = torch.maximum(
        torch.maximum(x0 - 0.040 - w.x, w.x - x1 - 0.040), torch.maximum(y1 - 0.002 - w.y, w.y - y1 - 0.020)
    )
    top = smooth(y1 + 0.012, y1 + 0.004, w.y)
    w.over(w.cover(sill), film(paint * (fill * (0.7 + 0.5 * top) + planes(_sky(light)) * 0.7 * top + key * 0.12)))
    below = torch.maximum(torch.maximum(x0 - 0.035 - w.x, w.x - x1 - 0.035), y1 + 0.019 - w.y)
    w.rgb.mul_(1.0 - 0.35 * w.cover(below) * smooth(y1 + 0.05, y1 + 0.02, w.y))


def _walls_hung(
    c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray, seeds: Sequence[int]
) -> None:
    """Framed pictures beside the window, where there is wall for them."""
    x0, _y0, x1, _ = room.window
    amount = float(f["furniture"])
    level = max(room.floor - 0.45, room.top + 0.13)
    for k, (lo, hi) in enumerate(((room.left, x0 - 0.05), (x1 + 0.05, room.right))):
        shown = ramp(0.0, 0.15, amount - 0.12 * k)
        room_there = hi - lo - 0.06
        if shown > 0.0 and room_there > 0.07:
            wide = min(room_there * 0.62, 0.19)
            tall = wide * (1.25 if p[5 + k] > 0.5 else 0.78)
            picture(c, (0.5 * (lo + hi), level), wide, tall, light.light, seeds[4 + k], float(p[7 + k]), shown)


def _curtains(
    c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray, seeds: Sequence[int]
) -> None:
    amount = float(f["drapery"])
    if amount <= 0.0 or float(f["window"]) <= 0.0:
        return
    x0, y0, x1, y1 = room.window
    width = (x1 - x0) * (0.10 + 0.34 * amount)
    color = DRAPES[int(p[9] * len(DRAPES))]
    long = room.floor - 0.012 if p[10] > 0.35 else y1 + 0.05
    through = scaled(_sky(light), 0.55)
    side = light.light
    for edge, sign, k in ((x0 - 0.035, 1.0, 0), (x1 + 0.035, -1.0, 1)):
        a, b = (edge, edge + width) if sign > 0 else (edge - width, edge)
        gather = edge + sign * 0.20 * width
        curtain(c, a, b, y0 - 0.045, long, gather, color, side, seeds[6 + k], min(1.0, amount * 8.0), through=through)
    w = c.cut(x0 - 0.08, y0 - 0.06, x1 + 0.08, y0 - 0.03)
    if w is not None:
        dist, _ = capsule(w.x, w.y, (x0 - 0.06, y0 - 0.046), (x1 + 0.06, y0 - 0.046))
        w.over(
            w.cover(dist - 0.006) * min(1.0, amount * 8.0),
            film(planes(linear((0.45, 0.30, 0.16))) * (planes(side.key) * 0.5 + planes(side.fill))),
        )


def _furnish(c: Canvas, f: Mapping[str, Value], chance: Chance, room: Room, light: RoomLight, p: np.ndarray) -> None:
    amount = float(f["furniture"])
    x0, _y0, x1, _ = room.window
    middle = 0.5 * (x0 + x1)
    # things stand between us and the window: its light comes from behind them, the room's from the side
    back = light.light
    high = max(back.toward[1], 0.3)
    rim = Light.aimed(
        (0.9 if float(f["sun_x"]) >= 0.5 else -0.9),
        high,
        0.25,
        scaled(back.key, 0.62),
        scaled(back.fill, 0.85),
        scaled(back.key, 0.10),
        back.hard,
    )
    lamp = _lamp_strength(f, light)
    if lamp > 0.0:
        lx, _ly = _lamp_at(room, p)
        side = 1.0 if lx > middle else -1.0
        warm = (0.55 * lamp, 0.34 * lamp, 0.16 * lamp)
        rim = Light.aimed(
            side * 0.9,
            0.5,
            0.5,
            (rim.key[0] + warm[0], rim.key[1] + warm[1], rim.key[2] + warm[2]),
            rim.fill,
            scaled(warm, 0.2),
            0.5,
        )
    shown = ramp(0.10, 0.18, amount)
    if shown > 0.0:
        lx, _ = _lamp_at(room, p)
        wx = room.eye[0] + (lx - room.eye[0]) * (1.0 - 0.18 / DEPTH)
        gx, gy, gk = room.at(wx, 0.0, 0.18)
        floor_lamp(c, (gx, gy), 0.37 * gk, rim, lamp, shown)
    figure = float(f["people"])
    if figure > 0.0:
        d = chance.stream("interior.people").random((2, 5))
        sx, sy, sk = room.at(middle + (0.14 if p[11] > 0.5 else -0.14), 0.0, 0.20)
        vessels.halo(c, (sx, sy - 0.02), 0.10 * sk, ramp(0, 0.3, figure), 0.3)
        person(c, (sx, sy), 0.40 * sk, rim, (0.2, 0.30 * d[0, 1], 0.5 * d[0, 2], 0.5, 0.9), ramp(0.0, 0.3, figure))
    table = ramp(0.08, 0.35, amount)
    things = max(
        float(f["vase"]),
        float(f["flowers"]),
        float(f["candle"]),
        0.7 * float(f["bottle"]),
        0.7 * ramp(0.3, 0.6, float(f["fruit"])),
    )
    table = max(table, ramp(0.0, 0.2, things))
    side = -1.0 if p[12] > 0.5 else 1.0
    seat = ramp(0.40, 0.46, amount)
    tx, ty, tk = room.at(0.5 * (middle + room.eye[0]) + side * 0.10, 0.0, 0.46)
    if seat > 0.0:
        cx, cy, ck = room.at(0.5 * (middle + room.eye[0]) - side * 0.16, 0.0, 0.40)
        chair(c, (cx, cy), 0.275 * ck, side, rim, WOOD[int(p[13] * len(WOOD))], seat)
    if table > 0.0:
        tall = 0.165 * tk * (0.85 + 0.3 * float(f["subject_size"]))
        top = round_table(
            c, (tx, ty), tall, rim, WOOD[int(p[13] * len(WOOD))], float(f["drapery"]), table, int(p[14] * 1e6)
        )
        _laid(c, f, chance, top, tk, rim, table)
    if amount > 0.75:
        _plant(c, room, rim, chance, ramp(0.75, 0.9, amount))


WOOD = tuple(map(hexcolor, ("#6e4629", "#8f6238", "#4e3425", "#a5834f")))


def _laid(
    c: Canvas,
    f: Mapping[str, Value],
    chance: Chance,
    top: tuple[float, float, float],
    k: float,
    light: Light,
    shown: float,
) -> None:
    """What stands on the round table: a vase with flowers, a candle, fruit, a jug."""
    x, y, r = top
    d = chance.stream("interior.laid").random((10, 8))
    unit = 0.115 * k
    vase, flowers = float(f["vase"]), float(f["flowers"])
    if vase > 0.0 or flowers > 0.0:
        h = unit * (0.65 + 0.35 * max(vase, 0.4))
        at = Place(x, y - 0.08 * r, h, shown * ramp(0.0, 0.2, max(vase, flowers)))
        glaze, band = vessels.glazes(float(d[0, 0]))[int(d[0, 1] * 5)]
        vessels.halo(c, (at.x, at.y), 0.4 * h, at.shown, 0.35)
        if flowers > 0.0:
            bouquet(
                c,
                (at.x, at.y - 0.98 * h),
                0.165 * k * (0.7 + 0.4 * flowers),
                flowers,
                str(f["flower_color"]),
                light,
                chance.stream("interior.bouquet"),
                at.shown,
            )
        vessels.ceramic(
            c,
            at,
            vessels.VASES[int(d[0, 2] * 4)],
            glaze,
            light,
            gloss=0.6,
            second=band,
            bands=float(d[0, 3] > 0.5),
            seed=7,
            inside=flowers <= 0.0,
        )
    if float(f["bottle"]) > 0.0:
        at = Place(x - 0.58 * r, y, 1.0 * unit, shown * ramp(0.0, 0.2, float(f["bottle"])))
        glaze, _ = vessels.glazes(0.6)[int(d[1, 1] * 5)]
        vessels.halo(c, (at.x, at.y), 0.3 * unit, at.shown, 0.35)
        vessels.handle(c, at, -1.0, glaze, light)
        vessels.ceramic(c, at, vessels.JUG, glaze, light, gloss=0.6, seed=8)
    power = float(f["candle"])
    if power > 0.0:
        at = Place(x + 0.55 * r, y - 0.02 * r, 1.35 * unit, shown * ramp(0.0, 0.2, power))
        tip = vessels.candle(c, at, light, (0.72, 0.52, 0.24), 1.0)
        vessels.glow(c, tip, 0.14, (1.0, 0.66, 0.30), 0.55 * at.shown)
    amount = float(f["fruit"])
    kinds = ("apples", "oranges", "lemons", "pears", "apples")
    for n in range(5):
        here = min(1.0, 3.0 * ramp(0.0, 1.0, amount * 6.0 - 1.4 - n))
        if here > 0.0:
            kind = kinds[n] if f["fruit_kind"] == "mixed" else str(f["fruit_kind"])
            spot = ((-0.30, 0.32), (0.08, 0.42), (0.40, 0.30), (-0.62, 0.16), (0.68, 0.06))[n]
            size = 0.21 * unit * (0.6 if kind == "grapes" else 1.0)
            vessels.halo(c, (x + spot[0] * r, y + spot[1] * 0.3 * r), 1.1 * size, shown * here, 0.35)
            fruit(
                c, (x + spot[0] * r, y + spot[1] * 0.3 * r), size, kind, light, d[2 + n].tolist(), shown * here, 40 + n
            )


def _plant(c: Canvas, room: Room, light: Light, chance: Chance, shown: float) -> None:
    """A potted plant in the free corner."""
    d = chance.stream("interior.plant").random((18, 4))
    x0, _, x1, _ = room.window
    left = room.right - x1 > x0 - room.left
    x, y, k = room.at(room.left + 0.075 if left else room.right - 0.075, 0.0, 0.30)
    pot = Place(x, y, 0.11 * k, shown)
    vessels.halo(c, (x, y), 0.07 * k, shown, 0.4)
    for n in range(18):
        angle = (d[n, 0] - 0.5) * 2.6
        long = (0.12 + 0.13 * d[n, 1]) * k
        root = (x + 0.02 * (d[n, 2] - 0.5) * k, y - pot.height * 0.95)
        leaf(
            c,
            root,
            (root[0] + long * math.sin(angle) * 0.9, root[1] - long * math.cos(0.8 * angle)),
            0.022 * k,
            GREENS[int(d[n, 3] * 5)],
            light,
            shown,
        )
    vessels.ceramic(c, pot, vessels.VASES[3], (0.66, 0.36, 0.24), light, gloss=0.15, inside=False, seed=9)
