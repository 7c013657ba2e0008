"""Printed sheets: color woodblock, travel poster, comic halftone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Floats, below, disc, over, ramp, rgb, smoothstep, toned

Mask = NDArray[np.bool_]


def _keyline(board: Board, labels: NDArray[np.int64], width: float, number: int) -> Floats:
    """0..1: a line along the borders of `labels`, `width` in 1/512 of the height, swelling as a cut line does."""
    edge = np.zeros(labels.shape, np.float32)
    edge[:, 1:] = np.maximum(edge[:, 1:], (labels[:, 1:] != labels[:, :-1]).astype(np.float32))
    edge[1:] = np.maximum(edge[1:], (labels[1:] != labels[:-1]).astype(np.float32))
    away = fields.f32(cv2.distanceTransform((edge < 0.5).astype(np.uint8), cv2.DIST_L2, 5))
    half = width * board.unit * (0.5 + 0.28 * board.noise(9, number))
    return smoothstep(0.7, -0.7, away - np.maximum(half, 0.35))


def _printed(board: Board, picture: Floats, number: int, strength: float) -> Floats:
    """Wood grain and the mottle of a rubbed print."""
    grain = np.sin(board.y * 170 + 9 * board.noise(2.2, number, 2) + 3 * board.noise(6, number + 1))
    mottle = board.noise(140, number + 2, 2)
    return fields.f32(np.clip(picture * (1 + strength * (0.5 * grain + 0.8 * mottle))[..., None], 0, 1))


def woodblock_bay(board: Board) -> Floats:
    """Color woodblock: a snowy peak over a bay, waves with foam, a pine branch; graded inks and a key block."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    sky = ramp(
        y / 0.60, [(24, 58, 110), (70, 124, 164), (190, 212, 204), (244, 230, 200), (246, 206, 166)],
        (0, 0.14, 0.40, 0.74, 1),
    )  # fmt: skip
    picture = sky
    label = np.zeros(x.shape, np.int64)

    def lay(mask: Mask, color: Floats, number: int) -> None:
        nonlocal picture
        picture = over(picture, mask.astype(np.float32), color)
        label[mask] = number

    bands = np.abs(np.sin(y * 26 + 1.3 * board.noise(1.3, 1))) < 0.30 - 0.5 * np.abs(y - 0.33)
    lay(bands & (y < 0.5) & (board.noise(1.1, 2) > 0.02), rgb((250, 240, 218))[0], 1)
    # the peak: slopes that flatten outward
    px = 0.42 * aspect
    slope = np.abs(x - px)
    rock = y > 0.145 + 0.52 * (1 - np.exp(-slope * 2.3)) + 0.006 * board.noise(30, 3)
    lay(rock & (y < 0.66), ramp((y - 0.14) / 0.5, [(52, 74, 120), (98, 130, 160), (196, 206, 196)]), 2)
    line = 0.30 + 0.09 * np.abs((x * 9.5 + 0.35 * board.noise(4, 4)) % 2 - 1) + 0.03 * board.noise(9, 5)
    lay(rock & (y < line), rgb((250, 246, 236))[0], 3)
    shore = board.ridge(6, 0.60, 0.05, 2.2, 3)
    lay((y > shore) & (y < 0.70), ramp((y - 0.55) / 0.12, [(38, 74, 84), (84, 122, 100)]), 4)
    sea = y > 0.655 + 0.004 * np.sin(x * 30)
    tide = ramp((y - 0.65) / 0.35, [(190, 216, 208), (90, 154, 176), (32, 92, 144), (20, 56, 108)])
    lay(sea, tide, 5)
    # three rollers, each with foam fingers hanging over its face
    for k, (base, tall, pitch) in enumerate(((0.72, 0.030, 13.0), (0.80, 0.052, 8.0), (0.915, 0.085, 5.0))):
        phase = x * pitch + (0.6, 2.1, 0.2)[k]
        crest = base - tall * np.abs(np.sin(phase)) ** 0.7 + 0.005 * board.noise(20, 20 + k)
        body = y > crest
        shade = ramp(
            np.clip((y - crest) / (2.1 * tall), 0, 1) + 0.08 * board.noise(8, 30 + k),
            [(232, 240, 230), (104, 168, 188), (30, 84, 140), (18, 44, 94)], (0, 0.12, 0.5, 1),
        )  # fmt: skip
        lay(body, shade, 10 + 4 * k)
        stripes = np.abs(np.sin((y - crest) / tall * 5.2 + 2.6 * np.sin(phase * 2))) < 0.22
        lay(body & stripes & (y < crest + 1.7 * tall), rgb((214, 232, 226))[0], 11 + 4 * k)
        fingers = 0.30 * tall * (1.1 + np.sin(phase * 9) + 0.7 * np.sin(phase * 23 + 1) + 0.5 * board.noise(26, 40 + k))
        lay(body & (y < crest + fingers), rgb((252, 250, 240))[0], 12 + 4 * k)
    # two boats between the rollers
    for cx, cy, s in ((0.70 * aspect, 0.765, 0.085), (0.22 * aspect, 0.695, 0.05)):
        sail = (np.abs(x - cx) < 0.34 * s) & (y < cy - 0.18 * s) & (y > cy - 1.15 * s)
        lay(sail, ramp((x - cx) / s + 0.5, [(252, 244, 222), (226, 206, 168)]), 50)
        hull = (np.abs(x - cx) < s * (0.75 - 1.0 * (y - cy) / s)) & (y > cy - 0.16 * s) & (y < cy + 0.13 * s)
        lay(hull, rgb((150, 72, 52))[0], 51)
    lay(disc(board, 0.82 * aspect, 0.16, 0.060, 0.001) > 0.5, rgb((226, 84, 58))[0], 52)
    # a pine branch from the upper left
    rng = board.rng(8)
    bough = np.zeros(x.shape, np.float32)
    at = board.height
    path = [(-0.02, 0.10), (0.10, 0.13), (0.20, 0.10), (0.30, 0.14), (0.39, 0.13)]
    for (ax, ay), (bx, by), w in zip(path, path[1:], (0.020, 0.016, 0.012, 0.008), strict=False):
        cv2.line(
            bough, (round(ax * at * 8), round(ay * at * 8)), (round(bx * at * 8), round(by * at * 8)),
            1.0, max(1, round(w * at)), cv2.LINE_AA, 3,
        )  # fmt: skip
    lay(bough > 0.5, rgb((92, 62, 48))[0], 60)
    for k in range(17):
        i = int(rng.integers(0, 4))
        t = rng.random()
        cx = path[i][0] + t * (path[i + 1][0] - path[i][0]) + rng.normal() * 0.022
        cy = path[i][1] + t * (path[i + 1][1] - path[i][1]) - 0.012 + rng.normal() * 0.034
        u, v = (x - cx) / 0.062, (y - cy) / 0.030
        fan = (u * u + v * v < 1 + 0.28 * np.sin(np.arctan2(v, u) * 19 + k)) & (v < 0.62)
        lay(fan, ramp(fields.f32((v + 1) / 2), [(66, 112, 78), (24, 62, 64)]), 61 + k)
    key = _keyline(board, label, 1.9, 90)
    picture = over(picture, 0.92 * key, rgb((24, 34, 66))[0])
    return _printed(board, picture, 95, 0.022)


def poster_lake(board: Board) -> Floats:
    """A travel poster: a low sun behind ranges, a lake, black pines; flat inks with rims of light."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    sx, sy = 0.60 * aspect, 0.40
    d = np.hypot(x - sx, y - sy)
    rings = np.floor(np.clip(d - 0.13, 0, 2) / 0.105)
    rays = (np.floor((np.arctan2(y - sy, x - sx) / np.pi + 1) * 18) % 2) * 0.30
    sky = ramp(
        np.clip((rings + rays) / 8, 0, 1),
        [(255, 226, 160), (252, 192, 112), (244, 150, 88), (220, 104, 86), (160, 76, 98), (92, 60, 104), (48, 48, 92)],
    )
    picture = over(sky, disc(board, sx, sy, 0.13, 0.0015), rgb((255, 244, 206))[0])
    tints = [
        ((176, 96, 104), (236, 142, 104)), ((116, 76, 110), (204, 112, 100)), ((58, 76, 112), (148, 100, 112)),
        ((26, 84, 102), (80, 130, 124)),
    ]  # fmt: skip
    for k, (tint, rim) in enumerate(tints):
        ridge = board.ridge(10 + k, 0.44 + 0.05 * k, 0.13 - 0.026 * k, 1.6 + 0.4 * k, 3)
        body = below(board, ridge, 0.0012)
        lit = np.clip((y - ridge) / 0.26, 0, 1)
        picture = over(picture, body, ramp(lit, [tint, rim]))
        # facets turned to the sun
        facet = np.sin((x - sx) * 13 + (y - ridge) * 24 + 4 * board.noise(3, 20 + k)) > 0.35
        picture = over(picture, body * (facet & (y < ridge + 0.12)) * np.float32(0.55), rgb(rim)[0])
    lake = y > 0.645
    t = np.clip((y - 0.645) / 0.3, 0, 1)
    water = ramp(t, [(246, 176, 116), (120, 130, 132), (32, 92, 112), (16, 52, 80)])
    band = np.sin(np.clip(y - 0.64, 0, 1) ** 0.75 * 130 + 1.5 * np.sin(x * 5 + 3)) > 0.25
    glint = lake & band & (np.abs(x - sx) < 0.045 + 0.28 * t + 0.03 * np.sin(y * 210))
    picture = over(picture, lake.astype(np.float32), water)
    picture = over(picture, glint.astype(np.float32), rgb((255, 222, 156))[0])
    ripple = lake & (np.sin(np.clip(y - 0.64, 0, 1) ** 0.7 * 90 + 2.2 * board.noise(2.5, 31)) > 0.82)
    picture = over(picture, ripple * np.float32(0.5), rgb((178, 198, 178))[0])
    bank = board.ridge(32, 0.90, 0.05, 1.2, 2) - np.float32(0.10) * np.abs(x[:1] / aspect - 0.55)
    picture = over(picture, below(board, bank - 0.006, 0.0012), rgb((214, 116, 74))[0])
    picture = over(picture, below(board, bank, 0.0012), rgb((14, 30, 52))[0])
    rng = board.rng(3)
    for k in range(13):
        cx = 0.02 + 0.30 * rng.random() if k < 8 else aspect - 0.02 - 0.20 * rng.random()
        base = float(bank[0, min(board.width - 1, max(0, int(cx * board.height)))]) + 0.02
        tall = rng.uniform(0.22, 0.56) * (1.0 if k < 8 else 0.72)
        v = (base - y) / tall
        tier = 0.72 + 0.46 * ((v * 9) % 1)
        wide = tall * 0.155 * np.clip(1 - v, 0, 1) * tier
        tree = (np.abs(x - cx) < wide) & (v > 0.02) & (v < 1)
        trunk = (np.abs(x - cx) < 0.006) & (v > -0.03) & (v < 0.5)
        rim = (x - cx > 0.42 * wide) & tree
        picture = over(picture, (tree | trunk).astype(np.float32), rgb((12, 34, 54))[0])
        picture = over(picture, rim * np.float32(0.9), rgb((40, 88, 92) if cx < sx else (20, 54, 70))[0])
    speck = board.noise(230, 40)
    return fields.f32(np.clip(picture * (1 + 0.045 * speck)[..., None], 0, 1))


def _screen(board: Board, amount: Floats, pitch: float, degrees: float) -> Floats:
    """0..1: round dots whose area is `amount`, on a grid turned by `degrees`; `pitch` in y units."""
    a = np.deg2rad(degrees)
    u = (board.x * np.cos(a) + board.y * np.sin(a)) / pitch
    v = (board.y * np.cos(a) - board.x * np.sin(a)) / pitch
    d = np.hypot(u - np.round(u), v - np.round(v))
    radius = np.sqrt(np.clip(amount, 0, 1) / np.pi) * 1.06
    soft = 0.6 / (pitch * board.height)
    return smoothstep(soft, -soft, (d - radius).astype(np.float32)) * (amount > 0.015)


def halftone_city(board: Board) -> Floats:
    """A page of an old comic: towers and a bridge under a bursting sky, in process dots with black holding lines."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    bx, by = 0.30 * aspect, 0.44
    angle = np.arctan2(y - by, x - bx)
    burst = (np.floor((angle / np.pi + 1) * 15) % 2) > 0.5
    d = np.hypot(x - bx, y - by)
    sky = np.where(
        burst[..., None], ramp(d, [(255, 232, 120), (250, 176, 84), (236, 96, 90)]),
        ramp(d, [(255, 250, 214), (252, 214, 140), (244, 140, 116)]),
    )  # fmt: skip
    picture = over(fields.f32(sky), disc(board, bx, by, 0.125, 0.001), rgb((255, 252, 232))[0])
    label = burst.astype(np.int64)
    label[d < 0.125] = 2

    def lay(mask: Mask, color: Floats, number: int) -> None:
        nonlocal picture
        picture = over(picture, mask.astype(np.float32), color)
        label[mask] = number

    # three balls of cloud
    for k, (cx, cy, s) in enumerate(((0.78 * aspect, 0.17, 0.16), (0.10 * aspect, 0.13, 0.11))):
        cloud = np.zeros(x.shape, bool)
        for dx, dy, r in ((-0.9, 0.15, 0.42), (-0.3, -0.1, 0.6), (0.35, -0.05, 0.55), (0.95, 0.18, 0.40)):
            cloud |= np.hypot(x - cx - dx * s, y - cy - dy * s) < r * s
        cloud &= y < cy + 0.36 * s
        lay(cloud, ramp((y - cy) / s + 0.5, [(255, 255, 255), (255, 255, 255), (150, 206, 240)]), 4 + k)
    rng = board.rng(5)
    tints = ((62, 112, 196), (226, 72, 78), (92, 70, 160), (42, 160, 176), (246, 196, 70), (238, 120, 60))
    for depth in range(2):
        left = -0.03
        while left < aspect:
            w = rng.uniform(0.075, 0.14)
            top = (0.34 if depth == 0 else 0.48) + rng.uniform(-0.10, 0.15)
            wall = (x > left) & (x < left + w) & (y > top) & (y < 0.83)
            number = 20 + int(rng.integers(0, 6)) * 3 + depth * 40 + int(left * 100) * 100
            tint = tints[int(rng.integers(6))] if depth else ((124, 150, 210), (170, 140, 200))[int(rng.integers(2))]
            lay(wall, ramp((y - top) / 0.5, [tint, toned(tint, 0.55, 110)]), number)
            dark = wall & (x > left + 0.70 * w)
            lay(dark, rgb(toned(tint, 0.55))[0], number + 1)
            if depth:
                gx, gy = (x - left) / w * 4 % 1, (y - top) / 0.046 % 1
                pane = wall & ~dark & (gx > 0.28) & (gx < 0.78) & (gy > 0.3) & (gy < 0.78) & (y > top + 0.02)
                picture = over(picture, pane.astype(np.float32), rgb((255, 244, 170))[0])
            left += w * rng.uniform(0.95, 1.15)
    water = y > 0.83
    lay(water, ramp((y - 0.83) / 0.17, [(96, 196, 226), (28, 96, 180)]), 9)
    crest = water & (np.abs(np.sin(y * 95 + np.sin(x * 17) * 1.6)) < 0.2)
    lay(crest, rgb((240, 252, 255))[0], 10)
    # a bridge across
    deck = (y > 0.755) & (y < 0.785)
    cable = 0.53 + 0.40 * ((x / aspect * 2) % 1 - 0.5) ** 2 * 2
    rope = (np.abs(y - cable - 0.02) < 0.006) | ((np.abs((x * 22) % 1 - 0.5) < 0.05) & (y > cable + 0.02) & (y < 0.76))
    tower = (np.abs((x / aspect * 2) % 1 - 0.5) > 0.478) & (y > 0.50) & (y < 0.90)
    lay(rope | deck | tower, rgb((214, 52, 52))[0], 11)
    pitch = 0.0118
    cmy = 1 - picture
    black = np.clip(cmy.min(-1) * 1.3 - 0.45, 0, 1)
    paper = rgb((252, 244, 226))[0] * (1 + 0.012 * board.noise(120, 60, 2))[..., None]
    out = fields.f32(paper)
    for ink, amount, turn in (
        ((250, 226, 40), cmy[..., 2], 0.0), ((226, 40, 118), cmy[..., 1], 75.0), ((20, 158, 220), cmy[..., 0], 15.0),
        ((30, 28, 36), black, 45.0),
    ):  # fmt: skip
        dots = _screen(board, fields.f32(np.clip(amount * 1.06 - 0.02, 0, 1)), pitch, turn)
        out = out * (1 - dots[..., None] * (1 - rgb(ink)[0]))
    key = _keyline(board, label, 2.6, 61)
    return np.clip(over(out, key, rgb((24, 20, 28))[0]), 0, 1).astype(np.float32)
