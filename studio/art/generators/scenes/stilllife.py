"""Still life: a table by a window, with fruit, a vase, a bottle and a jug, a glass, a candle and a cloth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.arrangement import Table, arrange, candle_place
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.cloth import curtain, tablecloth
from studio.art.generators.scenes.forms import Color, Light, film, hexcolor, linear, mix, planes, ramp, smooth
from studio.art.generators.scenes.roomlight import RoomLight, room_light
from studio.art.generators.scenes.vessels import Place
from studio.core.params import Value

WALLS = tuple(map(hexcolor, ("#8f9a92", "#a79a86", "#6f8190", "#b08d5f", "#9a7a72", "#5c6b62", "#b9b2a2", "#7d6a5c")))
WOODS = tuple(map(hexcolor, ("#7a4e2e", "#9a6a3c", "#5a3a28", "#b28a5a", "#8a8078", "#6e5238")))
CLOTHS = tuple(map(hexcolor, ("#f1ece0", "#efe9e2", "#e9e2cf", "#cfd8dc", "#e6d3bd")))
STRIPES = tuple(map(hexcolor, ("#2f4f86", "#a3322b", "#4a6b52", "#b88a3a", "#5a4470")))
DRAPES = tuple(map(hexcolor, ("#5b2430", "#2d4a45", "#314668", "#8a5a2b", "#4a4352")))
SQUASH = 0.36


def paint_stilllife(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Paints wall, table and everything on it."""
    room = room_light(f)
    rng = chance.stream("stilllife.setting")
    picks, seeds = rng.random(12), [int(s) for s in rng.integers(1 << 30, size=12)]
    edge = 0.80 - 0.44 * float(f["horizon"])
    front = edge + 0.345
    scale = 0.76 + 0.52 * float(f["subject_size"])
    middle = c.aspect * (0.5 + 0.52 * (float(f["subject_x"]) - 0.45))
    side = 1.0 if picks[11] > 0.5 else -1.0
    table = Table(edge, middle, scale, side)
    flame = _flame(f, table)
    wood = WOODS[int(picks[0] * len(WOODS))]
    cloth_color = CLOTHS[int(picks[1] * len(CLOTHS))]
    amount = float(f["drapery"])
    ground = mix(wood, cloth_color, min(1.0, amount * 1.3))
    bounce = tuple(0.30 * g * k for g, k in zip(linear(ground), room.light.key, strict=True))
    light = room.light.bounced((bounce[0], bounce[1], bounce[2]))
    _wall(c, f, room, WALLS[int(picks[2] * len(WALLS))], picks, seeds, edge, flame)
    if amount > 0.4:
        x = c.aspect * (0.5 + side * 0.36) + side * 0.5 * (1.0 - ramp(0.4, 0.62, amount))
        drape = DRAPES[int(picks[3] * len(DRAPES))]
        curtain(
            c, x - 0.20 * c.aspect, x + 0.22 * c.aspect, -0.05, edge + 0.01, x + side * 0.16, drape, light, seeds[4]
        )
    _table(c, room, light, wood, edge, front, picks, seeds, flame)
    turns = (0.25 + 0.5 * float(picks[4]), -0.55 + 0.3 * float(picks[5]), 1.35 + 0.4 * float(picks[6]))
    tablecloth(
        c,
        edge,
        front,
        middle + 0.12 * (picks[7] - 0.5),
        amount,
        cloth_color,
        STRIPES[int(picks[8] * len(STRIPES))],
        light,
        seeds[5],
        turns,
        flame,
    )
    things = arrange(f, chance, table, 0.0 if flame is None else flame[2])
    tint = (0.36 + 0.22 * room.night, 0.36 + 0.20 * room.night, 0.47 + 0.12 * room.night)
    for thing in things:
        local = _near(light, thing.place, flame)
        vessels.shadow_of(c, thing.place, thing.radius, local, SQUASH, 0.92 * thing.solid, tint)
    for thing in sorted(things, key=lambda one: one.place.y):
        at = thing.place
        vessels.halo(
            c, (at.x, at.y - 0.5 * at.height), max(thing.radius, 0.42 * at.height), at.shown * thing.solid, 0.16
        )
        thing.paint(c, _near(light, at, flame))
    if flame is not None:
        vessels.glow(
            c, (flame[0], flame[1]), 0.13 + 0.08 * room.night, (1.0, 0.62, 0.24), flame[2] * (0.35 + 0.45 * room.night)
        )
    c.check()
    _vignette(c, room)


def _flame(f: Mapping[str, Value], table: Table) -> tuple[float, float, float] | None:
    """Where the candle's flame stands and how strong it is."""
    power = float(f["candle"])
    if power <= 0.0:
        return None
    place = candle_place(f, table)
    return (place.x, place.y - 0.90 * place.height, ramp(0.0, 0.5, power))


def _near(light: Light, at: Place, flame: tuple[float, float, float] | None) -> Light:
    """The light at a place: that of the window, turned toward the flame as far as the flame outshines it there."""
    if flame is None:
        return light
    dx, dy = flame[0] - at.x, (at.y - 0.4 * at.height) - flame[1]
    power = flame[2] * 1.35 / (1.0 + (dx * dx + dy * dy) / 0.055)
    warm = (1.0 * power, 0.60 * power, 0.26 * power)
    here = sum(light.key)
    share = sum(warm) / (sum(warm) + here + 1e-6)
    lx, ly, lz = light.toward
    far = math.sqrt(dx * dx + dy * dy) + 1e-6
    fx, fy, fz = dx / far, dy / far, 0.45
    key = (
        light.key[0] * (1 - 0.4 * share) + warm[0],
        light.key[1] * (1 - 0.4 * share) + warm[1],
        light.key[2] * (1 - 0.4 * share) + warm[2],
    )
    b = light.bounce
    return Light.aimed(lx + (fx - lx) * share, ly + (fy - ly) * share, lz + (fz - lz) * share, key, light.fill,
                       (b[0] + 0.10 * warm[0], b[1] + 0.08 * warm[1], b[2] + 0.05 * warm[2]), light.hard)  # fmt: skip


def _wall(c: Canvas, f: Mapping[str, Value], room: RoomLight, color: Color, picks: np.ndarray, seeds: Sequence[int], edge: float,
          flame: tuple[float, float, float] | None) -> None:  # fmt: skip
    w = c.cut(-0.1, -0.1, c.aspect + 0.1, edge + 0.01)
    if w is None:
        return
    light = room.light
    side = light.toward[0]
    broad = fbm(w.x * 2.3, w.y * 2.3, seeds[0], 4, 0.55)
    fine = fbm(w.x * 13.0, w.y * 9.0, seeds[1], 3, 0.6)
    across = (w.x / c.aspect - 0.5) * (1.0 if side > 0 else -1.0)  # 1/2 on the side of the window
    c.check()
    # Caravaggio's wall: bright where the things turn their dark side, dark behind their lit side
    sweep = smooth(-0.75, 0.55, across * -0.55 - (w.y / edge - 0.75) * 0.9 + 0.10 * broad)
    level = 0.30 + 0.62 * sweep
    base = planes(linear(color)) * (1.0 + 0.13 * broad + 0.07 * fine)
    lit = base * (planes(light.key) * (0.62 * level) + planes(light.fill) * 0.75)
    size = float(f["window"])
    if room.sun > 0.0 and size > 0.0:
        slant = 0.55 * (1.0 if side > 0 else -1.0)
        u = (w.x - c.aspect * (0.5 - 0.22 * (1.0 if side > 0 else -1.0) * (0.5 + picks[9]))) / (
            0.20 + 0.16 * size
        ) + slant * 0.8 * (w.y - 0.2) / 0.4
        v = (w.y - 0.28 * edge / 0.6) / (0.17 + 0.12 * size) - 0.25 * u
        soft = 0.10
        pane = smooth(1.0, 1.0 - soft, u.abs()) * smooth(1.0, 1.0 - soft, v.abs())
        bars = 1.0 - 0.75 * (smooth(0.10, 0.03, u.abs()) + smooth(0.10, 0.03, (v.abs() - 0.33).abs())).clamp(0, 1)
        lit = lit + base * planes(light.key) * (0.62 * room.sun * ramp(0.0, 0.3, size)) * pane * bars
    if flame is not None:
        far = ((w.x - flame[0]) ** 2 + (w.y - flame[1]) ** 2) / 0.075
        lit = lit + base * planes((1.0, 0.56, 0.22)) * (0.75 * flame[2] * (0.4 + 0.6 * room.night)) / (1.0 + far).pow(
            1.4
        )
    c.check()
    corner = smooth(edge - 0.10, edge, w.y)
    w.over(torch.ones_like(broad), film(lit * (1.0 - 0.30 * corner)))


def _table(c: Canvas, room: RoomLight, light: Light, wood: Color, edge: float, front: float, picks: np.ndarray, seeds: Sequence[int],
           flame: tuple[float, float, float] | None) -> None:  # fmt: skip
    w = c.cut(-0.1, edge - 0.01, c.aspect + 0.1, 1.1)
    if w is None:
        return
    depth = ((w.y - edge) / (front - edge)).clamp(0.0, 1.0)
    persp = 1.0 / (0.72 + 0.42 * depth)
    tx = (w.x - 0.5 * c.aspect) * persp
    ty = 1.4 * depth * persp
    grain = fbm(tx * 2.2 + 5.0, ty * 26.0, seeds[2], 4, 0.6)
    board = torch.floor(ty * 3.2)
    own = torch.sin(board * 12.7 + 40.0 * float(picks[10]))
    seam = smooth(0.03, 0.0, (ty * 3.2 - board - 0.02).abs())
    base = planes(linear(wood)) * (1.0 + 0.22 * grain + 0.12 * own) * (1.0 - 0.55 * seam)
    side = light.toward[0]
    fall = 1.0 + 0.35 * (w.x / c.aspect - 0.5) * (1.0 if side > 0 else -1.0) - 0.10 * depth
    up = light.toward[1] * 0.9 + 0.18
    lit = base * (planes(light.key) * (up * fall).clamp_min(0.05) + planes(light.fill))
    c.check()
    # a waxed top mirrors the bright wall where it is seen most flatly
    sheen = (0.10 + 0.05 * grain) * (1.0 - depth).pow(2)
    lit = lit + (planes(light.key) * 0.35 + planes(light.fill) * 0.5) * sheen
    if flame is not None:
        far = ((w.x - flame[0]) ** 2 + ((w.y - edge - 0.08) / SQUASH) ** 2) / 0.06
        lit = lit + base * planes((1.0, 0.56, 0.22)) * (0.95 * flame[2]) / (1.0 + far).pow(1.3)
    c.check()
    face = smooth(front - 0.002, front + 0.002, w.y)
    lip = torch.exp(-(((w.y - front) / 0.004) ** 2))
    apron = (
        planes(linear(wood))
        * (1.0 + 0.15 * grain)
        * (planes(light.key) * 0.20 * max(light.toward[2], 0.1) + planes(light.fill) * 0.45)
    )
    apron = apron * (1.0 - 0.5 * smooth(front + 0.055, front + 0.06, w.y))
    lit = torch.lerp(lit, apron, face) + planes(light.key) * 0.10 * lip
    w.over(w.cover(edge - w.y), film(lit))
    w.rgb.mul_(1.0 - 0.28 * smooth(edge + 0.020, edge, w.y) * w.cover(edge - w.y))


def _vignette(c: Canvas, room: RoomLight) -> None:
    far = ((c.x / c.aspect - 0.5) ** 2 + (c.y - 0.52) ** 2) * 2.0
    c.rgb.mul_(1.0 - (0.30 + 0.15 * room.night) * smooth(0.25, 1.1, far))
    tooth = noise(c.x * 170.0, c.y * 170.0, 4242)
    c.rgb.mul_(1.0 + 0.010 * tooth).clamp_(0.0, 1.0)
