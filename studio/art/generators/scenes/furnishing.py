"""What a room holds: pictures and curtains on its walls, a table laid, a chair, a lamp, a plant, someone at the window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.cloth import curtain
from studio.art.generators.scenes.figures import person
from studio.art.generators.scenes.flowers import GREENS, bouquet, leaf
from studio.art.generators.scenes.forms import Light, capsule, film, hexcolor, linear, planes, ramp, scaled, smooth
from studio.art.generators.scenes.fruit import fruit
from studio.art.generators.scenes.furniture import chair, floor_lamp, picture, round_table
from studio.art.generators.scenes.room import DEPTH, Room, lamp_at, lamp_strength, sky_light
from studio.art.generators.scenes.roomlight import RoomLight
from studio.art.generators.scenes.vessels import Place
from studio.core.params import Value

DRAPES = tuple(map(hexcolor, ("#efe9dc", "#b5483a", "#e3c9a0", "#4f6f8a", "#c9d3cf", "#c98a3a")))
WOOD = tuple(map(hexcolor, ("#6e4629", "#8f6238", "#4e3425", "#a5834f")))


def paneled_door(c: Canvas, room: Room, light: RoomLight, p: np.ndarray) -> int:
    """A white door with panels where the wall beside the window is wide; returns its side, -1, 1 or 0 for none."""
    x0, _, x1, _ = room.window
    right = room.right - x1 > x0 - room.left
    lo, hi = (x1 + 0.06, room.right) if right else (room.left, x0 - 0.06)
    if p[15] < 0.60 or hi - lo < 0.22:
        return 0
    middle, half = 0.5 * (lo + hi) + (0.02 if right else -0.02), 0.075
    top = room.floor - 0.40
    w = c.cut(middle - half - 0.03, top - 0.03, middle + half + 0.03, room.floor + 0.01)
    side = 1 if right else -1
    if w is None:
        return side
    key, fill = planes(light.light.key), planes(light.light.fill)
    lit = key * 0.32 + fill * 1.05
    paint = planes(linear((0.90, 0.89, 0.84)))
    box = torch.maximum((w.x - middle).abs() - half, torch.maximum(top - w.y, w.y - room.floor))
    w.over(
        w.cover(torch.maximum(box - 0.016, w.y - room.floor)),
        film(paint * lit * (1.0 - 0.3 * smooth(0.004, 0.0, (box - 0.014).abs()))),
    )
    w.over(w.cover(box), film(paint * lit * (0.90 - 0.45 * smooth(0.004, 0.0, box.abs()))))
    for lower, upper in ((0.035, 0.150), (0.175, 0.365)):
        for sign in (-1.0, 1.0):
            cx, cy = middle + sign * 0.036, room.floor - 0.5 * (lower + upper)
            px, py = (w.x - cx).abs() - 0.026, (w.y - cy).abs() - 0.5 * (upper - lower)
            panel = torch.maximum(px, py)
            slope = torch.where(
                px > py, (w.x - cx).sign() * light.light.toward[0], -(w.y - cy).sign() * light.light.toward[1]
            )
            bevel = smooth(-0.008, -0.004, panel) * smooth(0.001, -0.001, panel)
            w.over(w.cover(panel), film(paint * lit * (0.90 - 0.28 * slope * bevel)))
    knob = ((w.x - middle + side * 0.060) ** 2 + (w.y - room.floor + 0.185) ** 2).sqrt() - 0.006
    w.over(w.cover(knob), film(planes(linear((0.72, 0.55, 0.25))) * (key * 0.7 + fill)))
    return side


def hang_pictures(
    c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray, seeds: Sequence[int], door: int
) -> None:
    """Framed pictures beside the window, where there is wall for them and no door (`door`: -1 left, 1 right, 0 none)."""
    x0, _y0, x1, _ = room.window
    amount = float(f["furniture"])
    level = max(room.floor - 0.45, room.top + 0.13)
    for k, (lo, hi) in enumerate(((room.left, x0 - 0.05), (x1 + 0.05, room.right))):
        shown = ramp(0.0, 0.15, amount - 0.12 * k)
        room_there = hi - lo - 0.06
        if shown > 0.0 and room_there > 0.07 and door != (-1, 1)[k]:
            wide = min(room_there * 0.62, 0.19)
            tall = wide * (1.25 if p[5 + k] > 0.5 else 0.78)
            picture(c, (0.5 * (lo + hi), level), wide, tall, light.light, seeds[4 + k], float(p[7 + k]), shown)


def hang_curtains(
    c: Canvas, f: Mapping[str, Value], room: Room, light: RoomLight, p: np.ndarray, seeds: Sequence[int]
) -> None:
    amount = float(f["drapery"])
    if amount <= 0.0 or float(f["window"]) <= 0.0:
        return
    x0, y0, x1, y1 = room.window
    width = (x1 - x0) * (0.10 + 0.34 * amount)
    color = DRAPES[int(p[9] * len(DRAPES))]
    long = room.floor - 0.012 if p[10] > 0.35 else y1 + 0.05
    through = scaled(sky_light(light), 0.55)
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


def furnish(c: Canvas, f: Mapping[str, Value], chance: Chance, room: Room, light: RoomLight, p: np.ndarray) -> None:
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
    lamp = lamp_strength(f, light)
    if lamp > 0.0:
        lx, _ly = lamp_at(room, p)
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
    shown = min(1.0, 4.0 * ramp(0.10, 0.16, amount))
    if shown > 0.0:
        lx, _ = lamp_at(room, p)
        wx = room.eye[0] + (lx - room.eye[0]) * (1.0 - 0.18 / DEPTH)
        gx, gy, gk = room.at(wx, 0.0, 0.18)
        floor_lamp(c, (gx, gy), 0.37 * gk, rim, lamp, shown)
    figure = float(f["people"])
    if figure > 0.0:
        d = chance.stream("interior.people").random((2, 5))
        sx, sy, sk = room.at(middle + (0.14 if p[11] > 0.5 else -0.14), 0.0, 0.20)
        vessels.halo(c, (sx, sy - 0.02), 0.10 * sk, ramp(0, 0.3, figure), 0.3)
        person(c, (sx, sy), 0.40 * sk, rim, (0.2, 0.30 * d[0, 1], 0.5 * d[0, 2], 0.5, 0.9), ramp(0.0, 0.3, figure))
    table = min(1.0, 5.0 * ramp(0.20, 0.30, amount))
    things = max(
        float(f["vase"]),
        float(f["flowers"]),
        float(f["candle"]),
        0.7 * float(f["bottle"]),
        0.7 * ramp(0.3, 0.6, float(f["fruit"])),
    )
    table = max(table, min(1.0, 3.0 * ramp(0.0, 0.2, things)))
    side = -1.0 if p[12] > 0.5 else 1.0
    seat = min(1.0, 4.0 * ramp(0.40, 0.46, amount))
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
    if amount > 0.70:
        _plant(c, room, rim, chance, min(1.0, 4.0 * ramp(0.70, 0.80, amount)))


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
        vessels.contact(c, (at.x, at.y), 0.26 * h, at.shown)
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
        vessels.contact(c, (at.x, at.y), 0.30 * unit, at.shown)
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
        here = min(1.0, 12.0 * ramp(0.0, 1.0, amount * 6.0 - 1.4 - n))
        if here > 0.0:
            kind = kinds[n] if f["fruit_kind"] == "mixed" else str(f["fruit_kind"])
            spot = ((-0.30, 0.32), (0.08, 0.42), (0.40, 0.30), (-0.62, 0.16), (0.68, 0.06))[n]
            size = 0.21 * unit * (0.6 if kind == "grapes" else 1.0)
            vessels.contact(c, (x + spot[0] * r, y + spot[1] * 0.3 * r), 0.85 * size, shown * here)
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
