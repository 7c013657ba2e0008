"""Two oils with thick paint: a night of swirls and an evening at sea."""

from __future__ import annotations

import numpy as np

from studio.art.media import oil
from studio.art.styles import fields, planning, relief
from studio.art.styles.fields import Field
from studio.art.styles.manners.board import Board, Floats, below, disc, over, ramp, rgb
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel
from studio.core.progress import DirectContext

THICK = Brush(opacity=0.97, load=0.75, thickness=0.5, streaks=0.24)


def _strokes(board: Board, target: Floats, flow: Field, radii: tuple[float, ...], steps: int, jitter: float) -> Floats:
    """Bold strokes along `flow`: every mark can be seen."""
    easel = Easel(fields.blur(target, 9 * board.unit).copy(), board.unit, board.crew)
    layers = tuple(
        Layer(
            radius=r,
            threshold=0.0 if k == 0 else 0.03,
            brush=THICK,
            steps=steps,
            jitter=jitter,
            everywhere=k == 0,
            drift=0.2,
            sharp=0.4,
            rounds=2,
            curvature=0.9,
        )
        for k, r in enumerate(radii)
    )
    even = np.full(target.shape[:2], 0.8, np.float32)
    planning.paint(DirectContext(), easel, target, layers, flow, even, board.seed, board.crew)
    return relief.light(DirectContext(), easel.canvas, easel.height, 0.2, 0.08, board.unit, board.crew)


def night_swirls(board: Board) -> Floats:
    x, y = board.x, board.y
    rng = board.rng(1)
    vx, vy = np.ones_like(x), 0.35 * board.noise(2.5, 1)
    glow = 0.26 + 0.14 * board.noise(4, 2, 2) + 0.06 * board.noise(18, 3)
    gold = np.zeros_like(x)
    aspect = board.width / board.height
    stars = [
        (0.22, 0.20, 0.055),
        (0.62, 0.14, 0.035),
        (0.50, 0.43, 0.042),
        (0.86, 0.34, 0.05),
        (0.34, 0.52, 0.03),
        (0.08, 0.45, 0.03),
        (0.76, 0.56, 0.026),
        (aspect - 0.2, 0.2, 0.085),
    ]
    for k, (cx, cy, r) in enumerate(stars):
        dx, dy = x - cx, y - cy
        d = np.hypot(dx, dy) + 1e-4
        spin = 1.0 if rng.random() < 0.6 else -1.0
        pull = 5 * np.exp(-((d / (3.2 * r)) ** 2)) * spin
        vx, vy = vx - dy / d * pull, vy + dx / d * pull
        core = np.exp(-((d / r) ** 2))
        gold = np.maximum(gold, core)
        glow += (
            0.50 * core
            + 0.20 * np.exp(-(((d - 1.9 * r) / (0.45 * r)) ** 2))
            - 0.07 * np.exp(-(((d - 1.25 * r) / (0.3 * r)) ** 2))
        )
        glow += 0.10 * np.exp(-(((d - 2.9 * r) / (0.5 * r)) ** 2)) * (1 if k % 2 else 0.6)
    # the great wave of air across the middle
    center = 0.36 + 0.07 * np.sin(x * 4.2 + 0.6)
    wave = np.exp(-(((y - center) / 0.055) ** 2))
    vx, vy = vx + 1.5 * wave, vy + wave * 0.29 * np.cos(x * 4.2 + 0.6) * 1.5
    glow += 0.22 * wave + 0.07 * np.sin(y * 90 + 5 * board.noise(3, 5)) * (1 - gold)
    sky = ramp(
        np.clip(glow, 0, 1),
        [
            (8, 14, 48),
            (16, 36, 98),
            (32, 74, 156),
            (78, 132, 190),
            (150, 188, 196),
            (236, 218, 128),
            (252, 236, 178),
            (255, 210, 96),
        ],
    )
    picture = sky
    # hills and a sleeping village below
    far = board.ridge(3, 0.74, 0.035, 2.0)
    near = board.ridge(4, 0.84, 0.045, 1.6)
    hill = ramp(
        np.clip(0.4 + 0.6 * board.noise(7, 6, 2) + 2.2 * (y - far), 0, 1), [(14, 30, 74), (28, 66, 110), (52, 104, 120)]
    )
    picture = over(picture, below(board, far), hill)
    meadow = ramp(
        np.clip(0.45 + 0.5 * board.noise(9, 7, 2), 0, 1), [(8, 20, 44), (18, 52, 70), (44, 92, 78), (104, 128, 74)]
    )
    picture = over(picture, below(board, near), meadow)
    for _ in range(16):
        cx = rng.uniform(0.05, aspect - 0.05)
        cy = float(far[0, int(cx * board.height)]) + rng.uniform(0.03, 0.09)
        picture = over(picture, disc(board, cx, cy, rng.uniform(0.006, 0.011), 0.004), rgb((255, 196, 88))[0])
    land = below(board, far)
    slope = np.gradient(far[0]) * 1.0
    vx = vx * (1 - land) + land
    vy = vy * (1 - land) + land * (slope[None, :] + 0.3 * board.noise(4, 8))
    length = np.hypot(vx, vy) + 1e-6
    flow = Field((vx / length).astype(np.float32), (vy / length).astype(np.float32))
    return _strokes(board, picture.astype(np.float32), flow, (8.5, 5.2, 3.0), 8, 0.13)


def evening_sea(board: Board) -> Floats:
    x, y = board.x, board.y
    aspect = board.width / board.height
    horizon, sun_x, sun_y = 0.56, 0.64 * aspect, 0.47
    d = np.hypot((x - sun_x) * 0.8, y - sun_y)
    warmth = np.clip(y / horizon, 0, 1) ** 1.2
    sky = ramp(
        warmth + 0.10 * board.noise(2.5, 1, 3),
        [(38, 34, 92), (88, 52, 122), (172, 72, 116), (232, 106, 84), (250, 164, 78), (255, 218, 128)],
    )
    clouds = np.clip(board.noise(2.2, 2, 4) + 0.5 * np.sin(y * 34 + 3 * board.noise(2, 3)) - 0.15, 0, 1)
    cloud_color = ramp(
        np.clip(1 - d * 1.3, 0, 1), [(76, 48, 112), (150, 62, 110), (226, 92, 84), (255, 186, 110), (255, 236, 170)]
    )
    sky = over(sky, (0.85 * clouds).astype(np.float32), cloud_color)
    sky = over(sky, np.exp(-((d / 0.16) ** 2)).astype(np.float32) * np.float32(0.75), rgb((255, 226, 140))[0])
    sky = over(sky, disc(board, sun_x, sun_y, 0.052), rgb((255, 246, 206))[0])
    sea_t = np.clip((y - horizon) / (1 - horizon), 0, 1)
    sea = ramp(
        sea_t + 0.06 * board.noise(9, 4, 2),
        [(214, 120, 96), (150, 84, 116), (84, 66, 124), (40, 52, 108), (20, 30, 74), (10, 18, 48)],
    )
    swell = np.sin(np.clip(y - horizon, 0, 1) ** 0.62 * 95 + 4.2 * board.noise(4, 5, 2))
    sea = over(sea, np.clip(swell * 0.28, 0, 1).astype(np.float32), rgb((206, 128, 128))[0])
    sea = over(sea, np.clip(-swell * 0.3, 0, 1).astype(np.float32), rgb((14, 26, 70))[0])
    path = np.exp(-(((x - sun_x) / (0.045 + 0.16 * sea_t)) ** 2)) * np.clip(
        0.35 + 0.9 * swell + 0.4 * board.noise(30, 6), 0, 1
    )
    sea = over(sea, path.astype(np.float32), rgb((255, 206, 118))[0])
    water = (y > horizon).astype(np.float32)
    picture = over(sky, water, sea)
    coast = board.ridge(7, horizon - 0.012, 0.03, 2.2)
    coast = (
        coast
        + np.float32(0.05) * ((x[:1] / aspect - 0.2) > 0.22)
        + np.float32(0.14) * np.clip(x[:1] / aspect - 0.3, 0, 1)
    )
    picture = over(picture, below(board, coast) * (1 - water), rgb((52, 34, 84))[0])
    angle = 0.25 * board.noise(3, 8) * (1 - water) + 0.14 * board.noise(8, 9) * water
    angle = angle + (1 - water) * np.arctan2(y - sun_y, x - sun_x + 1e-3).clip(-0.5, 0.5) * 0.3
    flow = Field(np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32))
    return _strokes(board, picture.astype(np.float32), flow, (10.5, 6.5, 3.6, 2.2), 7, 0.12)


def orchard(board: Board) -> Floats:
    """Dabs of full color: an orchard in the noon light, painted by the medium oil."""
    x, y = board.x, board.y
    rng = board.rng(2)
    aspect = board.width / board.height
    picture = ramp(y / 0.5 + 0.12 * board.noise(3, 1, 3), [(96, 168, 222), (160, 206, 226), (232, 232, 208)])
    picture = over(picture, below(board, board.ridge(2, 0.40, 0.06, 1.4)), rgb((122, 150, 196))[0])
    field = ramp(
        np.clip((y - 0.45) / 0.55, 0, 1) + 0.22 * board.noise(6, 3, 3),
        [(206, 196, 96), (142, 180, 76), (226, 188, 84), (104, 150, 66), (64, 112, 66)],
    )
    picture = over(picture, below(board, board.ridge(4, 0.47, 0.02, 1.2)), field)
    for depth in np.linspace(0, 1, 16):
        cx, base = rng.uniform(0, aspect), 0.5 + 0.42 * depth
        size = 0.05 + 0.13 * depth
        shadow = np.exp(-(((x - cx - 0.6 * size) / (1.5 * size)) ** 2 + ((y - base) / (0.26 * size)) ** 2) * 1.6)
        picture = over(picture, (0.65 * shadow).astype(np.float32), rgb((52, 78, 110))[0])
        trunk = (np.abs(x - cx) < 0.07 * size) & (y < base) & (y > base - 0.9 * size)
        picture = over(picture, trunk.astype(np.float32), rgb((92, 66, 74))[0])
        crown = np.hypot((x - cx) / 1.15, y - base + 1.3 * size) / size + 0.28 * board.noise(
            16, int(40 * depth) + 20, 2
        )
        mottle = 0.4 * board.noise(20, int(30 * depth) + 70)
        light = 0.5 + 0.6 * ((cx - x) - (y - base + 1.3 * size)) / size + mottle
        leaf = ramp(np.clip(light, 0, 1), [(38, 74, 74), (66, 116, 60), (150, 176, 60), (244, 214, 96)])
        picture = over(picture, (crown < 1).astype(np.float32), leaf)
    return oil.paint(board.sheet(picture, 0.62))
