"""Black on paper: pen hatching, brush and ink, charcoal."""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.media import ink
from studio.art.media.base import paper
from studio.art.styles import fields, planning
from studio.art.styles.manners.board import Board, Floats, below, disc, over, ramp, rgb, smoothstep
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel
from studio.core.progress import DirectContext


def _gray(t: Floats) -> Floats:
    return np.repeat(np.clip(t, 0, 1)[..., None], 3, axis=2).astype(np.float32)


def pen_valley(board: Board) -> Floats:
    """Pen hatching: a valley with cypresses, from paper white to black."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    t = 0.99 - 0.42 * np.clip(board.noise(1.8, 1, 2) + 0.75, 0, 1) * np.clip(1.3 - 2.6 * y, 0, 1)
    sun = disc(board, 0.30 * aspect, 0.2, 0.07)
    t = np.where(sun > 0.5, 1.0, t)
    far = board.ridge(2, 0.42, 0.16, 1.6, 5)
    # rock faces turn from the light along slanting spurs
    spur = board.noise(5, 3, 2) + 0.9 * np.sin((x + 0.55 * (y - far)) * 22 + 2.5 * board.noise(3, 13))
    face = 0.72 + 0.26 * np.clip(spur, -1, 1) - 0.20 * np.clip(0.1 - (y - far), 0, 0.1) / 0.1
    t = t + below(board, far) * (face - t)
    mid = board.ridge(4, 0.60, 0.06, 1.6, 3)
    t = t + below(board, mid) * (0.80 - 1.6 * (y - mid) + 0.14 * board.noise(6, 5, 2) - t)
    near = board.ridge(6, 0.80, 0.05, 1.2, 3)
    t = t + below(board, near) * (0.62 - 1.7 * (y - near) + 0.16 * board.noise(9, 7, 2) - t)
    rng = board.rng(8)
    for _ in range(20):
        cx = rng.uniform(0, aspect)
        base = float(mid[0, min(board.width - 1, int(cx * board.height))]) + rng.uniform(0.0, 0.16)
        tall = rng.uniform(0.07, 0.15) * (0.6 + 1.2 * (base - 0.5))
        u, v = (x - cx) / (0.16 * tall), (y - base + tall / 2) / (tall / 2)
        inside = (u * u / np.clip(0.75 + 0.5 * v, 0.1, 2) + v * v < 1) & (np.abs(v) < 1)
        t = np.where(inside, 0.10 + 0.34 * np.clip(-u, 0, 1), t)
        shadow = (((x - cx - 0.3 * tall) / (0.5 * tall)) ** 2 + ((y - base) / (0.05 * tall)) ** 2) < 1
        t = np.where(shadow & ~inside, t * 0.55, t)
    for cx, w in ((0.62 * aspect, 0.075), (0.70 * aspect, 0.05)):
        base = 0.70
        wall = (np.abs(x - cx) < w) & (y < base) & (y > base - 0.9 * w)
        t = np.where(wall, np.where(x < cx + 0.2 * w, 0.97, 0.5), t)
        roof = (
            (np.abs(x - cx) < 1.15 * w)
            & (y < base - 0.9 * w)
            & (y > base - 1.5 * w)
            & (np.abs(x - cx) < (y - base + 1.9 * w) * 1.9)
        )
        t = np.where(roof, 0.36, t)
    return ink.paint(board.sheet(_gray(fields.f32(t)), 0.5))


def sumi_mountains(board: Board) -> Floats:
    """Brush and ink: peaks in mist, a branch in front, much paper."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    density = np.zeros_like(x)
    # distant to near: each peak dark at its edge, dissolving into mist below
    for k, (base, rise, strong) in enumerate(
        ((0.40, 0.20, 0.30), (0.50, 0.22, 0.52), (0.66, 0.17, 0.80), (0.90, 0.10, 1.05))
    ):
        ridge = (
            board.ridge(20 + k, base, rise, 1.5 + 0.3 * k, 5)
            + np.float32(0.22) * np.abs(x[:1] / aspect - (0.3, 0.72, 0.2, 0.85)[k])
            - np.float32(0.06)
        )
        depth = y - ridge
        body = np.exp(-np.clip(depth, 0, 1) / (0.10 + 0.03 * k)) * below(board, ridge, 0.0035)
        rim = (
            np.exp(-np.clip(depth, 0, 1) / 0.012)
            * below(board, ridge, 0.003)
            * (0.5 + 0.6 * board.noise(9, 30 + k, 2)).clip(0.1, 1.2)
        )
        texture = np.clip(
            board.noise(14, 40 + k, 3) * 0.8 + np.sin((x * 0.7 + depth * 2.4) * 60 + 5 * board.noise(5, 50 + k)) * 0.35,
            0,
            1,
        )
        density = density * (1 - 0.55 * below(board, ridge, 0.01) * np.exp(-np.clip(depth, 0, 1) / 0.2))
        density = density + strong * (
            0.42 * body * (0.75 + 0.5 * board.noise(4, 60 + k, 3)) + 0.45 * rim + 0.45 * body * texture
        )
    # a branch: tapering strokes with dabs of leaves
    rng = board.rng(9)
    layer = np.zeros((board.height, board.width), np.float32)

    def line(points: list[tuple[float, float]], start: float, end: float, dark: float) -> None:
        at = np.array(points) * board.height
        count = 60
        place = np.linspace(0, len(at) - 1, count)
        i = np.minimum(place.astype(int), len(at) - 2)
        f = (place - i)[:, None]
        path = at[i] * (1 - f) + at[i + 1] * f
        for (px, py), w in zip(path, np.linspace(start, end, count), strict=True):
            cv2.circle(
                layer, (round(px * 8), round(py * 8)), max(1, round(w * board.height * 8)), dark, -1, cv2.LINE_AA, 3
            )

    tip = [
        (aspect + 0.02, 0.16),
        (aspect - 0.16, 0.20),
        (aspect - 0.30, 0.17),
        (aspect - 0.44, 0.25),
        (aspect - 0.56, 0.24),
    ]
    line(tip, 0.016, 0.004, 1.0)
    line([tip[1], (aspect - 0.24, 0.30), (aspect - 0.27, 0.38)], 0.008, 0.002, 1.0)
    line([tip[2], (aspect - 0.38, 0.10), (aspect - 0.45, 0.06)], 0.007, 0.002, 1.0)
    line([tip[3], (aspect - 0.50, 0.31), (aspect - 0.52, 0.36)], 0.005, 0.0015, 0.9)
    for _ in range(95):
        k = int(rng.integers(1, 5))
        px, py = tip[k][0] + rng.normal() * 0.07, tip[k][1] + 0.02 + rng.normal() * 0.05
        a = rng.normal() * 0.5 + 1.3
        size = rng.uniform(0.012, 0.024)
        line([(px, py), (px + size * np.cos(a), py + size * np.sin(a))], 0.0045, 0.0008, rng.uniform(0.45, 1.0))
    # birds
    for cx, cy in ((0.52, 0.20), (0.58, 0.235), (0.50, 0.26)):
        line([(cx - 0.018, cy - 0.008), (cx, cy), (cx + 0.018, cy - 0.010)], 0.0022, 0.0012, 0.9)
    density = np.maximum(density, layer * (0.92 + 0.1 * board.noise(40, 70)))
    sheet = board.sheet(_gray(fields.f32(1 - density)), 0.5)
    grain = paper(sheet, 71)
    spread = fields.blur(density.astype(np.float32), 0.8 * board.unit)
    amount = np.clip(spread * (1 + 0.16 * grain), 0, 1.25)
    tint = np.exp(-amount[..., None] * np.array([2.35, 2.25, 2.0], np.float32))
    ground = rgb((245, 239, 224))[0] * (1 + 0.012 * grain + 0.015 * board.noise(2, 72, 2))[..., None]
    picture = ground * tint
    seal = (np.abs(x - 0.10) < 0.024) & (np.abs(y - 0.86) < 0.030)
    worn = (board.noise(40, 73, 2) < 0.62) & seal
    cuts = (np.abs((x - 0.10) * 150 % 2 - 1) < 0.22) & (np.abs(y - 0.86) < 0.022) & (np.abs(x - 0.10) < 0.017)
    picture = over(
        picture.astype(np.float32), (worn & ~cuts).astype(np.float32) * np.float32(0.9), rgb((190, 52, 40))[0]
    )
    return np.clip(picture, 0, 1).astype(np.float32)


def charcoal_storm(board: Board) -> Floats:
    """Charcoal: weather over a plain, smudged and drawn, light lifted out with the eraser."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    cloud = board.noise(1.7, 1, 5)
    t = 0.62 + 0.42 * cloud - 0.25 * np.clip(0.35 - y, 0, 1)
    gap = np.exp(-(((x - 0.60 * aspect) / 0.30) ** 2 + ((y - 0.42) / 0.12) ** 2))
    t = t + 0.55 * gap
    shafts = (
        np.clip(np.sin((x - 0.60 * aspect) / (y + 0.06) * 9 + 0.6 * board.noise(3, 2)), 0, 1)
        * np.exp(-(((x - 0.6 * aspect) / 0.42) ** 2))
        * (y > 0.3)
    )
    t = t + 0.16 * shafts
    horizon = board.ridge(3, 0.63, 0.02, 1.6, 4)
    land = 0.34 + 0.22 * board.noise(4, 4, 3) + 0.5 * gap - 0.3 * (y - 0.63)
    stripes = np.sin(np.clip(y - 0.6, 0, 1) ** 0.6 * 60 + 2 * board.noise(5, 5))
    t = t + below(board, horizon) * (land + 0.10 * stripes - t)
    road = np.abs(x - 0.60 * aspect - 0.25 * (y - 0.63) + 0.06 * np.sin(y * 16)) < 0.01 + 0.20 * np.clip(y - 0.64, 0, 1)
    t = np.where(road & (y > horizon), 0.80 - 0.2 * (y - 0.6), t)
    rng = board.rng(6)
    for k in range(13):
        cx, s = (0.09 + 0.17 * k * 0.55) % aspect, rng.uniform(0.05, 0.10) * (1.8 if k in (1, 9) else 1)
        base = 0.655 + (0.16 if k in (1, 9) else rng.uniform(0, 0.03))
        crown = np.hypot((x - cx) / 0.9, y - base + 1.35 * s) / s + 0.42 * board.noise(13, 20 + k, 3)
        t = np.where(crown < 1, 0.07 + 0.25 * np.clip((x - cx) / s, 0, 1), t)
        trunk = (np.abs(x - cx) < 0.10 * s) & (y < base) & (y > base - s)
        t = np.where(trunk, 0.05, t)
    target = _gray(fields.f32(0.06 + 0.92 * t))
    sheet = board.sheet(target, 0.5)
    tooth = smoothstep(-1.0, 1.0, paper(sheet, 7))
    flow = fields.form_flow(target, board.unit, 0.9 * board.noise(2.5, 8))
    smudged = fields.blur(target, 7 * board.unit)
    easel = Easel(np.clip(0.10 + 0.88 * smudged, 0, 1).astype(np.float32), board.unit, board.crew, tooth)
    stick = Brush(opacity=0.75, load=0.8, thickness=0, streaks=0.3, soft=0.4, ragged=0.9, grain=0.24)
    point = Brush(opacity=0.85, load=1.0, thickness=0, streaks=0.2, soft=0.4, ragged=0.5, grain=0.14)
    layers = (
        Layer(radius=8, threshold=0.02, brush=stick, steps=9, jitter=0.2, grid=1.3),
        Layer(radius=3.6, threshold=0.03, brush=stick, steps=12, jitter=0.24, grid=2.0),
        Layer(radius=1.7, threshold=0.05, brush=point, steps=10, jitter=0.22, own=True, grid=2.2),
    )
    tolerance = np.full(t.shape, 1.0, np.float32)
    planning.paint(DirectContext(), easel, target, layers, flow, tolerance, board.seed, board.crew)
    tone = fields.luma(easel.canvas)
    tone = 0.5 + 1.12 * (tone - 0.5) + 0.16 * (tooth - 0.5) * (1 - np.abs(2 * tone - 1)).clip(0.2, 1) * 1.6
    return np.asarray(ramp(tone, [(24, 23, 25), (92, 88, 86), (168, 163, 156), (240, 234, 222)]))
