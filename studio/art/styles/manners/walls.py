"""Plaster, wet paper, wax: a fresco, poppies in watercolor, a house in crayon."""

from __future__ import annotations

import numpy as np

from studio.art.media import watercolor
from studio.art.media.base import paper
from studio.art.styles import fields, planning
from studio.art.styles.fields import Field
from studio.art.styles.manners.board import (
    Board,
    Color,
    Floats,
    below,
    disc,
    over,
    ramp,
    rgb,
    shaded,
    smoothstep,
    toned,
)
from studio.art.styles.manners.prints import cells
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel
from studio.core.progress import DirectContext

CRAYON = Brush(opacity=0.92, load=1.0, thickness=0.1, streaks=0.10, soft=0.3, ragged=0.45)


def fresco(board: Board) -> Floats:
    """A garden on an old wall: fruit trees and birds behind a low fence, faded pigments, cracks, bare plaster."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(5)
    picture = ramp(
        y / 0.8 + 0.10 * board.noise(2, 1, 3), [(70, 132, 140), (112, 164, 160), (176, 196, 172), (206, 200, 164)]
    )
    for k in range(3):
        hedge = board.ridge(2 + k, 0.60 + 0.06 * k, 0.05, 2.5 + k, 4)
        tint: Color = ((104, 138, 112), (78, 116, 88), (56, 96, 70))[k]
        body = ramp(
            np.clip(0.5 + 0.5 * board.noise(24, 10 + k, 2), 0, 1),
            [toned(tint, 0.76), tint, toned(tint, 1.3)],
        )
        picture = over(picture, below(board, hedge, 0.006), body)

    def leaf(cx: float, cy: float, size: float, turn: float, tint: Color) -> None:
        nonlocal picture
        x0, x1 = max(0, int((cx - size) * board.height)), min(board.width, int((cx + size) * board.height) + 2)
        y0, y1 = max(0, int((cy - size) * board.height)), min(board.height, int((cy + size) * board.height) + 2)
        if x0 >= x1 or y0 >= y1:
            return
        part = (slice(y0, y1), slice(x0, x1))
        dx, dy = x[part] - cx, y[part] - cy
        u, v = (dx * np.cos(turn) + dy * np.sin(turn)) / size, (dy * np.cos(turn) - dx * np.sin(turn)) / size
        mask = smoothstep(0.10, -0.04, fields.f32(np.abs(v) - 0.30 * np.sqrt(np.clip(1 - u * u, 0, 1)))) * (
            np.abs(u) < 1
        )
        light = (1 + 0.22 * np.sign(v) * np.sign(np.cos(turn)))[..., None]
        picture[part] = over(picture[part], mask, np.clip(rgb(tint)[0] * light, 0, 1).astype(np.float32))

    greens: tuple[Color, ...] = ((44, 84, 62), (70, 112, 70), (104, 138, 84), (150, 164, 104), (40, 92, 84))
    for cx, foot, tall, fruit in (
        (0.22, 0.84, 0.56, (214, 156, 50)),
        (0.67, 0.82, 0.62, (176, 60, 48)),
        (1.12, 0.85, 0.54, (206, 132, 48)),
    ):
        trunk = np.abs(x - cx - 0.018 * np.sin(y * 16 + cx * 9)) < 0.011 + 0.010 * np.clip(y - foot + 0.3, 0, 1)
        picture = over(
            picture, (trunk & (y < foot) & (y > foot - 0.62 * tall)).astype(np.float32), rgb((98, 70, 50))[0]
        )
        for _ in range(430):
            a, r = rng.uniform(0, 6.28), np.sqrt(rng.random())
            lx, ly = (
                cx + 0.20 * r * np.cos(a) * (1 + 0.15 * np.sin(3 * a)),
                foot - 0.70 * tall + 0.27 * r * np.sin(a) * tall / 0.56,
            )
            tone = int(np.clip(2.0 - 2.2 * r * np.cos(a + 2.3) * 0.8 + rng.normal() * 0.9, 0, 4))
            leaf(lx, ly, rng.uniform(0.018, 0.032), rng.uniform(0, 3.14), greens[tone])
        for _ in range(13):
            a, r = rng.uniform(0, 6.28), np.sqrt(rng.random()) * 0.9
            fx, fy = cx + 0.18 * r * np.cos(a), foot - 0.68 * tall + 0.24 * r * np.sin(a)
            size = rng.uniform(0.014, 0.019)
            picture = over(picture, disc(board, fx, fy, size, 0.003), rgb(fruit)[0])
            picture = over(
                picture, 0.7 * disc(board, fx - 0.3 * size, fy - 0.3 * size, 0.4 * size, 0.004), rgb((244, 214, 150))[0]
            )
    # birds
    for cx, cy, s, turn, tint in (
        (0.44, 0.30, 0.060, 1, (70, 92, 130)),
        (0.90, 0.22, 0.055, -1, (160, 88, 64)),
        (0.88, 0.755, 0.060, 1, (120, 128, 140)),
    ):
        u, v = (x - cx) / s * turn, (y - cy) / s
        body = ((u / 1.0) ** 2 + ((v - 0.12 * u) / 0.42) ** 2 < 1) | (np.hypot(u - 0.86, v + 0.28) < 0.30)
        tail = (u < -0.7) & (u > -1.7) & (np.abs(v + 0.18 * (u + 0.7)) < 0.14 + 0.06 * (-u - 0.7))
        wing = ((u + 0.15) / 0.62) ** 2 + ((v - 0.02 - 0.2 * u) / 0.26) ** 2 < 1
        beak = (u > 1.08) & (u < 1.40) & (np.abs(v + 0.25) < 0.10 * (1.4 - u) / 0.32)
        picture = over(picture, (body | tail).astype(np.float32), rgb(tint)[0])
        picture = over(picture, 0.8 * ((v > 0.12) & body).astype(np.float32), rgb((226, 206, 170))[0])
        picture = over(picture, wing.astype(np.float32), rgb(toned(tint, 0.62))[0])
        picture = over(picture, beak.astype(np.float32), rgb((200, 140, 60))[0])
        picture = over(
            picture, disc(board, cx + turn * 0.95 * s, cy - 0.32 * s, 0.055 * s, 0.002), rgb((24, 20, 20))[0]
        )
    # a trellis fence, then a painted plinth
    fence = (y > 0.80) & (y < 0.90)
    bars = (np.abs(((x + y) * 24) % 1 - 0.5) < 0.11) | (np.abs(((x - y) * 24) % 1 - 0.5) < 0.11)
    rail = (np.abs(y - 0.80) < 0.006) | (np.abs(y - 0.90) < 0.006)
    picture = over(picture, ((fence & bars) | rail).astype(np.float32), rgb((216, 190, 130))[0])
    red = ramp(0.5 + 0.45 * board.noise(6, 30, 3), [(118, 42, 32), (150, 58, 42), (174, 84, 58)])
    picture = over(picture, (y > 0.906).astype(np.float32), red)
    picture = over(picture, (np.abs(y - 0.93) < 0.004).astype(np.float32), rgb((226, 196, 130))[0])
    edge = np.minimum(np.minimum(x, aspect - x), y)
    picture = over(picture, (edge < 0.030).astype(np.float32), red)
    picture = over(picture, (np.abs(edge - 0.036) < 0.003).astype(np.float32), rgb((226, 200, 140))[0])
    # the wall: pigment worn thin, plaster bare in places, cracks
    lime = ramp(0.5 + 0.5 * board.noise(5, 40, 3), [(206, 190, 158), (226, 214, 186), (238, 230, 208)])
    worn = np.clip(0.20 + 0.28 * board.noise(4, 41, 3) + 0.16 * board.noise(60, 42, 2), 0, 0.62)
    picture = over(picture, fields.f32(worn), lime)
    loss = board.noise(3.2, 43, 4) + 0.30 * board.noise(16, 44, 3) - 0.02 * (edge < 0.1)
    bare = smoothstep(0.985, 1.015, fields.f32(loss))
    picture = over(picture, bare, lime * np.float32(0.94))
    lip = smoothstep(0.05, 0.0, np.abs(fields.f32(loss - 1.0)))
    points = rng.uniform((-0.1, -0.1), (aspect + 0.1, 1.1), (30, 2))
    _, border = cells(board, points)
    crack = smoothstep(0.0030, 0.0006, np.abs(fields.f32(border - 0.004 + 0.012 * board.noise(12, 45, 3)))) * (
        board.noise(2.4, 46, 2) > 0.05
    )
    picture = over(picture, fields.f32(0.72 * crack), rgb((92, 74, 58))[0])
    height = fields.f32(
        0.5 * board.noise(50, 47, 3) + 0.35 * board.noise(8, 48, 2) - 1.1 * bare - 1.4 * crack + 0.2 * lip
    )
    return shaded(np.clip(picture, 0, 1).astype(np.float32), fields.blur(height, 0.7 * board.unit), 0.16)


def poppies(board: Board) -> Floats:
    """Watercolor: poppies and grasses, petals that ran together, much white paper."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(6)
    picture = np.ones((board.height, board.width, 3), np.float32) * rgb((252, 249, 240))[0]
    haze = np.clip(board.noise(1.7, 1, 3) * 0.8 + 0.9 - 1.2 * np.abs(y - 0.42), 0, 1)
    picture = over(
        picture,
        fields.f32(0.55 * haze),
        ramp(x / aspect + 0.3 * board.noise(2, 2, 2), [(186, 214, 226), (226, 226, 206), (250, 222, 190)]),
    )
    grass = np.clip((y - 0.60) * 1.9 + 0.35 * board.noise(2.6, 3, 3), 0, 1)
    picture = over(
        picture,
        fields.f32(0.62 * grass),
        ramp(0.5 + 0.6 * board.noise(3, 4, 2), [(96, 150, 120), (150, 180, 96), (214, 206, 120)]),
    )

    def stem(x0: float, y0: float, x1: float, bend: float, thick: float, tint: Color) -> None:
        nonlocal picture
        t = np.clip((1.02 - y) / (1.02 - y0), 0, 1)
        at = x1 + (x0 - x1) * t + bend * np.sin(np.pi * t)
        mask = smoothstep(0.0022, -0.0010, fields.f32(np.abs(x - at) - thick * (1.2 - 0.6 * t))) * (y > y0)
        picture = over(
            picture,
            fields.f32(0.85 * mask),
            ramp(t + 0.3 * board.noise(5, int(100 * x0) % 90 + 20), [(58, 110, 70), (110, 146, 76), (64, 116, 96)]),
        )

    def poppy(
        cx: float, cy: float, size: float, squash: float, turn: float, tints: tuple[Color, Color, Color], number: int
    ) -> None:
        nonlocal picture
        dx, dy = x - cx, (y - cy) / squash
        for k in range(5):
            a = turn + k * 2 * np.pi / 5 + rng.normal() * 0.12
            px, py = 0.42 * size * np.cos(a), 0.42 * size * np.sin(a)
            u, v = dx - px, dy - py
            r = np.hypot(u, v) / (size * rng.uniform(0.60, 0.72))
            edge = 0.92 + 0.12 * board.noise(9, number * 7 + k, 3)
            cover = smoothstep(0.03, -0.03, fields.f32(r - edge))
            deep = np.clip(
                0.25
                + 0.75 * r
                + 0.40 * board.noise(6, number * 7 + k + 3, 3)
                + 0.14 * np.sin(np.arctan2(v + py, u + px) * 26),
                0,
                1,
            )
            pigment = ramp(fields.f32(deep), [tints[2], tints[1], tints[0]])
            picture = over(picture, fields.f32(0.80 * cover), pigment)
        heart = disc(board, cx, cy, 0.17 * size, 0.012)
        picture = over(picture, 0.9 * heart, rgb((58, 42, 66))[0])
        for _ in range(22):
            a, r = rng.uniform(0, 6.28), rng.uniform(0.18, 0.34) * size
            picture = over(
                picture,
                0.9 * disc(board, cx + r * np.cos(a), cy + squash * r * np.sin(a), 0.018 * size + 0.0012, 0.002),
                rgb((40, 30, 54))[0],
            )

    red: tuple[Color, Color, Color] = ((206, 34, 36), (236, 72, 52), (252, 140, 90))
    rose: tuple[Color, Color, Color] = ((200, 60, 96), (236, 112, 130), (252, 186, 176))
    gold: tuple[Color, Color, Color] = ((236, 120, 36), (250, 168, 62), (254, 212, 120))
    flowers = (
        (0.33, 0.36, 0.150, 0.86, red), (0.82, 0.27, 0.165, 0.78, red), (0.58, 0.55, 0.120, 0.92, rose),
        (1.12, 0.46, 0.130, 0.84, gold), (0.13, 0.58, 0.100, 0.80, gold), (0.98, 0.70, 0.105, 0.90, red),
        (0.62, 0.17, 0.060, 0.95, rose), (0.40, 0.76, 0.085, 0.85, red), (1.24, 0.22, 0.060, 0.9, rose),
    )  # fmt: skip
    for cx, cy, size, _, _ in flowers:
        stem(cx, cy, cx + rng.normal() * 0.10, rng.normal() * 0.03, 0.0032 + 0.016 * size, (70, 120, 80))
    for _ in range(34):
        cx = rng.uniform(0, aspect)
        stem(
            cx,
            rng.uniform(0.45, 0.85),
            cx + rng.normal() * 0.10,
            rng.normal() * 0.04,
            rng.uniform(0.001, 0.003),
            (90, 130, 80),
        )
    for _ in range(6):
        cx, cy = rng.uniform(0.05, aspect - 0.05), rng.uniform(0.14, 0.5)
        stem(cx, cy, cx + rng.normal() * 0.10, rng.normal() * 0.05, 0.0026, (80, 120, 80))
        bud = ((x - cx) / 0.014) ** 2 + ((y - cy) / 0.024) ** 2 < 1
        picture = over(picture, 0.85 * bud.astype(np.float32), rgb((112, 140, 84))[0])
        picture = over(picture, 0.8 * (bud & (y < cy - 0.008)).astype(np.float32), rgb((222, 70, 60))[0])
    for k, (cx, cy, size, squash, tints) in enumerate(sorted(flowers, key=lambda f: f[2])):
        poppy(cx, cy, size, squash, rng.uniform(0, 6.28), tints, 30 + k)
    for _ in range(60):  # spatters
        cx, cy, r = rng.uniform(0, aspect), rng.uniform(0, 1), rng.uniform(0.0015, 0.006)
        tint = ((222, 70, 60), (96, 150, 110), (240, 160, 70))[int(rng.integers(3))]
        picture = over(picture, 0.7 * disc(board, cx, cy, r, 0.002), rgb(tint)[0])
    return np.clip(watercolor.wash(board.sheet(picture, 0.35), margin=0.0), 0, 1).astype(np.float32)


def crayon_house(board: Board) -> Floats:
    """Wax crayons, as children use them: a house, a sun, a tree, flowers; strong lines, scribbled fillings, rough paper."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(8)
    ground = np.ones((board.height, board.width, 3), np.float32) * rgb((248, 244, 232))[0]
    easel = Easel(ground.copy(), board.unit, board.crew)
    number = 0

    def scribble(mask: Floats, tint: Color, turn: float, radius: float = 3.4, loose: float = 0.0) -> None:
        """Strokes of one crayon to and fro over a shape."""
        nonlocal number
        number += 1
        target = easel.canvas.copy()
        inside = mask > 0.5
        target[inside] = rgb(tint)[0]
        bend = turn + 0.10 * board.noise(3, 30 + number) + loose * board.noise(2, 60 + number)
        flow = Field(np.cos(bend).astype(np.float32), np.sin(bend).astype(np.float32))
        layer = Layer(
            radius=radius, threshold=0.05, brush=CRAYON, steps=14, jitter=0.05, drift=0.10, sharp=0.0, rounds=1,
            curvature=1.0, grid=0.75,
        )  # fmt: skip
        wanted = np.where(inside[..., None], target, easel.canvas).astype(np.float32)
        even = np.ones(x.shape, np.float32)
        planning.paint(DirectContext(), easel, wanted, (layer,), flow, even, board.seed + 17 * number, board.crew)

    shapes: list[tuple[Floats, Color, float, float]] = []
    sky = (y < 0.62 + 0.04 * np.sin(x * 3)).astype(np.float32)
    scribble(sky * (board.noise(2, 3, 2) > -0.55), (96, 170, 226), 0.12, 5.2, 0.3)
    hill = below(board, board.ridge(4, 0.64, 0.05, 1.0, 2))
    scribble(hill, (96, 176, 76), -0.15, 5.0, 0.4)
    scribble(below(board, board.ridge(5, 0.80, 0.04, 1.0, 2)), (56, 140, 70), 1.3, 4.2, 0.3)
    sun = disc(board, 0.20, 0.20, 0.095)
    shapes.append((sun, (252, 206, 50), 0.8, 3.4))
    a = np.arctan2(y - 0.20, x - 0.20)
    rays = (np.abs(np.sin(a * 7)) < 0.16) & (np.hypot(x - 0.2, y - 0.2) > 0.125) & (np.hypot(x - 0.2, y - 0.2) < 0.205)
    shapes.append((rays.astype(np.float32), (250, 160, 40), 0.0, 2.4))
    wall = (np.abs(x - 0.72) < 0.185) & (y > 0.46) & (y < 0.80)
    roof = (y > 0.25) & (y < 0.47) & (np.abs(x - 0.72) < 0.245 * (y - 0.23) / 0.22)
    chimney = (np.abs(x - 0.84) < 0.026) & (y > 0.24) & (y < 0.38)
    door = (np.abs(x - 0.72) < 0.045) & (y > 0.62) & (y < 0.80)
    shapes += [
        (chimney.astype(np.float32), (150, 84, 60), 1.57, 3.0), (wall.astype(np.float32), (250, 214, 120), 1.5, 4.0),
        (roof.astype(np.float32), (220, 66, 54), 0.9, 4.0), (door.astype(np.float32), (60, 96, 176), 1.57, 3.0),
    ]  # fmt: skip
    for wx in (0.61, 0.83):
        window = (np.abs(x - wx) < 0.040) & (np.abs(y - 0.555) < 0.044)
        shapes.append((window.astype(np.float32), (130, 206, 236), 0.5, 2.6))
    trunk = (np.abs(x - 1.12 - 0.01 * np.sin(y * 20)) < 0.026) & (y > 0.52) & (y < 0.82)
    crown = (np.hypot((x - 1.12) / 1.05, y - 0.40) < 0.165 + 0.018 * np.sin(np.arctan2(y - 0.4, x - 1.12) * 9)).astype(
        np.float32
    )
    shapes += [(trunk.astype(np.float32), (132, 84, 50), 1.57, 3.2), (crown, (64, 158, 66), 0.7, 3.6)]
    for _ in range(9):
        cx, cy = 1.12 + rng.normal() * 0.075, 0.40 + rng.normal() * 0.07
        shapes.append((disc(board, cx, cy, 0.018), (226, 60, 60), 0.3, 2.2))
    path = (np.abs(x - 0.72 - 0.5 * (y - 0.8) ** 2 * 6) < 0.035 + 0.22 * (y - 0.80)) & (y > 0.795)
    shapes.append((path.astype(np.float32), (226, 186, 130), 1.2, 3.4))
    for k in range(11):
        cx, cy = rng.uniform(0.06, aspect - 0.06), rng.uniform(0.86, 0.96)
        if abs(cx - 0.76) < 0.12:
            continue
        stalk = (np.abs(x - cx) < 0.005) & (y > cy) & (y < cy + 0.075)
        flower = np.hypot(x - cx, y - cy) < 0.030 + 0.010 * np.cos(5 * np.arctan2(y - cy, x - cx))
        shapes += [
            (stalk.astype(np.float32), (40, 120, 60), 1.57, 2.0),
            (flower.astype(np.float32), ((238, 90, 140), (150, 90, 200), (250, 150, 60))[k % 3], 0.6, 2.2),
            (disc(board, cx, cy, 0.011), (252, 220, 80), 0.2, 1.8),
        ]  # fmt: skip
    for cx, cy, s in ((0.50, 0.13, 0.09), (1.02, 0.11, 0.07)):
        cloud = np.zeros(x.shape, bool)
        for dx, r in ((-0.9, 0.5), (0.0, 0.8), (0.9, 0.55)):
            cloud |= np.hypot(x - cx - dx * s, y - cy) < r * s
        shapes.append((cloud.astype(np.float32), (250, 250, 252), 0.1, 3.2))
    for mask, tint, turn, radius in shapes:
        scribble(mask, tint, turn, radius)
        # the outline, drawn after by a darker crayon with a hand that is not sure
        inner = fields.blur(fields.f32(mask), 2.2 * board.unit)
        shaken = smoothstep(0.34, 0.18, np.abs(inner - 0.5 + 0.14 * board.noise(12, 90 + number))) * (inner > 0.02)
        dark = rgb(toned(tint, 0.42))[0]
        easel.canvas[:] = over(easel.canvas, fields.f32(0.85 * shaken), dark)
    # wax catches on the peaks of the paper only; pressed harder here and there
    grain = paper(board.sheet(ground, 0.5), 1) + 0.25 * board.noise(5, 2, 2)
    bare = smoothstep(0.35, 1.05, fields.f32(grain)) * np.float32(0.75)
    return np.clip(over(easel.canvas, bare, ground), 0, 1).astype(np.float32)
