"""Paintings by the program's own media: dots, washes, chalk, cut paper."""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.media import gouache, pastel, pointillist, watercolor
from studio.art.media.base import paper
from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Floats, below, disc, over, ramp, rgb, smoothstep


def riverside(board: Board) -> Floats:
    """Points: a river on a summer morning."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(1)
    sky = ramp(
        y / 0.42 + 0.07 * board.noise(3, 1, 3), [(118, 166, 222), (176, 202, 226), (250, 226, 190), (255, 214, 160)]
    )
    picture = over(sky, disc(board, 0.72 * aspect, 0.17, 0.055, 0.02), rgb((255, 246, 206))[0])
    picture = over(picture, below(board, board.ridge(2, 0.36, 0.05, 1.6), 0.004), rgb((138, 138, 190))[0])
    picture = over(picture, below(board, board.ridge(3, 0.42, 0.05, 3.0), 0.004), rgb((84, 126, 120))[0])
    water_t = np.clip((y - 0.46) / 0.5, 0, 1)
    water = ramp(
        water_t + 0.10 * np.sin(y * 120 + 4 * board.noise(5, 4)) * 0.5,
        [(240, 214, 176), (168, 186, 214), (96, 138, 192), (54, 92, 150)],
    )
    picture = over(picture, below(board, board.ridge(5, 0.465, 0.006, 2.0), 0.003), water)
    bank = board.ridge(6, 0.80, 0.05, 1.1) - np.float32(0.36) * np.clip(0.55 - x[:1] / aspect, 0, 1) ** 1.3
    grass = ramp(
        np.clip(0.5 + 0.5 * board.noise(7, 7, 3) + 1.2 * (bank - y + 0.2), 0, 1),
        [(32, 74, 84), (58, 116, 70), (130, 170, 66), (232, 214, 92)],
    )
    picture = over(picture, below(board, bank, 0.004), grass)
    for cx, size in ((0.16, 0.22), (0.34, 0.15), (0.03, 0.18)):
        base = float(bank[0, int(cx * board.height)]) + 0.06
        trunk = (np.abs(x - cx) < 0.016 + 0.02 * (y - base + 0.2).clip(0, 1)) & (y < base) & (y > base - size * 1.4)
        picture = over(picture, trunk.astype(np.float32), rgb((78, 52, 84))[0])
        crown = np.hypot((x - cx) / 1.1, y - base + 1.5 * size) / size + 0.3 * board.noise(11, int(cx * 100) + 20, 3)
        mottle = 0.35 * board.noise(16, int(cx * 90) + 60)
        light = 0.5 + 0.55 * ((x - cx) - (y - base + 1.5 * size)) / size + mottle
        leaf = ramp(np.clip(light, 0, 1), [(22, 54, 88), (38, 98, 82), (112, 160, 62), (244, 206, 84)])
        picture = over(picture, smoothstep(1.02, 0.98, crown), leaf)
    for k in range(70):
        cx, cy = rng.uniform(0, aspect), rng.uniform(0.55, 1.0)
        if cy < float(bank[0, min(board.width - 1, int(cx * board.height))]) + 0.03:
            continue
        tint = ((232, 72, 74), (250, 168, 60), (244, 140, 176), (252, 240, 220))[k % 4]
        picture = over(picture, disc(board, cx, cy, rng.uniform(0.006, 0.013), 0.003), rgb(tint)[0])
    for cx, cy, s in ((0.86 * aspect, 0.56, 0.075), (0.70 * aspect, 0.50, 0.04)):
        sail = ((x - cx) > 0) & ((x - cx) < (y - cy + 1.6 * s) * 0.42) & (y < cy)
        picture = over(picture, sail.astype(np.float32), rgb((255, 246, 226))[0])
        hull = (np.abs(x - cx - 0.2 * s) < 0.75 * s - (y - cy)) & (y > cy) & (y < cy + 0.22 * s)
        picture = over(picture, hull.astype(np.float32), rgb((168, 66, 60))[0])
    return pointillist.paint(board.sheet(picture, 0.78))


def misty_hills(board: Board) -> Floats:
    """Watercolor: hills behind hills, wet in wet, white paper between."""
    y = board.y
    picture = ramp(
        y * 1.5 + 0.22 * board.noise(1.6, 1, 3), [(150, 190, 214), (214, 226, 226), (250, 238, 214), (248, 214, 180)]
    )
    tints = [
        (186, 200, 218),
        (148, 172, 202),
        (116, 150, 178),
        (88, 134, 138),
        (74, 122, 84),
        (64, 98, 52),
        (34, 66, 54),
    ]
    for k, tint in enumerate(tints):
        base = 0.30 + 0.112 * k
        ridge = board.ridge(10 + k, base, 0.06 - 0.004 * k, 1.5 + 0.25 * k, 5)
        fade = np.clip((y - ridge) / (0.20 + 0.02 * k), 0, 1)
        paler = rgb(tint)[0] * np.float32(0.35) + rgb((248, 242, 228))[0] * np.float32(0.65)
        body = ramp(fade + 0.25 * board.noise(3, 40 + k, 3), [tint, tint, tuple(int(255 * v) for v in paler)])  # type: ignore[list-item]
        picture = over(picture, below(board, ridge, 0.002) * np.float32(0.94), body)
    rng = board.rng(5)
    trees = np.zeros_like(y)
    for _ in range(46):
        cx = rng.uniform(0, board.width / board.height)
        base = 0.86 + 0.1 * rng.random()
        tall = rng.uniform(0.06, 0.16)
        inside = np.abs(board.x - cx) < (0.20 * (y - base + tall)) * (1 + 0.5 * np.sin(y * 300 + cx * 50))
        trees = np.maximum(trees, (inside & (y < base) & (y > base - tall)).astype(np.float32))
    picture = over(picture, trees * np.float32(0.9), rgb((30, 58, 62))[0])
    picture = over(picture, disc(board, 0.36, 0.17, 0.05, 0.004), rgb((246, 172, 110))[0])
    return watercolor.wash(board.sheet(picture, 0.55), margin=0.0)


def lavender(board: Board) -> Floats:
    """Pastel: rows of lavender under an evening sky."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    sky = ramp(
        y / 0.42 + 0.16 * board.noise(2, 1, 3), [(92, 128, 196), (166, 166, 214), (242, 188, 178), (255, 220, 160)]
    )
    picture = over(sky, below(board, board.ridge(2, 0.34, 0.05, 1.5)), rgb((112, 112, 168))[0])
    picture = over(picture, below(board, board.ridge(3, 0.40, 0.03, 2.2)), rgb((86, 110, 118))[0])
    horizon = 0.43
    depth = np.clip((y - horizon) / (1 - horizon), 0.001, 1)
    vanish = 0.62 * aspect
    row = (x - vanish) / (0.07 + depth) * 5.2 + 0.12 * board.noise(10, 4, 2)
    wave = np.cos(2 * np.pi * row)
    lilac = ramp(
        np.clip(0.5 + 0.5 * wave + 0.30 * board.noise(24, 5, 2), 0, 1),
        [(44, 52, 70), (72, 92, 72), (96, 66, 150), (150, 96, 200), (206, 158, 232), (246, 206, 236)],
    )
    haze = ramp(depth, [(214, 170, 200), (128, 84, 168), (86, 52, 140)])
    field = 0.72 * lilac + 0.28 * haze
    picture = over(picture, (y > horizon).astype(np.float32), field)
    for cx, s in ((0.20, 0.10), (0.27, 0.07), (1.02, 0.05)):
        crown = np.hypot((x - cx) * 1.5, y - 0.43 + s) / s + 0.3 * board.noise(15, int(cx * 50) + 9, 2)
        leaf = ramp(
            np.clip(0.5 + (cx - x) / s * 0.5 + 0.3 * board.noise(20, 33), 0, 1),
            [(30, 56, 70), (72, 104, 70), (216, 178, 96)],
        )
        picture = over(picture, smoothstep(1.02, 0.96, crown), leaf)
    picture = over(picture, disc(board, 0.80 * aspect, 0.24, 0.05, 0.01), rgb((255, 236, 178))[0])
    return pastel.paint(board.sheet(picture, 0.72))


def _leaf(board: Board, cx: float, cy: float, size: float, turn: float, lobes: int, number: int) -> Floats:
    """A cut leaf: rounded lobes around a stem, as scissors make them."""
    dx, dy = board.x - cx, board.y - cy
    c, s = np.cos(turn), np.sin(turn)
    u, v = (dx * c + dy * s) / size, (dy * c - dx * s) / size
    angle, r = np.arctan2(v, u), np.hypot(u, v)
    edge = 0.62 + 0.38 * np.cos(lobes * angle) - 0.12 * np.cos(angle)
    edge = np.clip(edge, 0.16, 1) + 0.03 * board.noise(8, number)
    return smoothstep(0.012 / size, -0.0024 / size, fields.f32(r - edge))


def cut_outs(board: Board) -> Floats:
    """Painted paper, cut with scissors: leaves and discs on blocks of color."""
    rng = board.rng(4)
    aspect = board.width / board.height
    picture = np.ones((board.height, board.width, 3), np.float32) * rgb((246, 240, 226))[0]
    blocks = [
        (16, 84, 168),
        (244, 150, 40),
        (232, 76, 70),
        (30, 130, 104),
        (250, 206, 66),
        (238, 142, 172),
        (24, 40, 92),
        (122, 180, 214),
        (248, 238, 216),
        (108, 60, 130),
        (146, 184, 64),
        (230, 96, 44),
    ]
    cols, rows = 4, 3
    xs = np.linspace(0, aspect, cols + 1)
    ys = np.linspace(0, 1, rows + 1)
    xs[1:-1] += rng.uniform(-0.05, 0.05, cols - 1)
    ys[1:-1] += rng.uniform(-0.05, 0.05, rows - 1)
    wobble = 0.006 * board.noise(3, 1)
    pieces: list[tuple[Floats, tuple[int, int, int]]] = []
    order = rng.permutation(len(blocks))
    for k in range(cols * rows):
        i, j = k % cols, k // cols
        inside = np.minimum(
            np.minimum(board.x - xs[i], xs[i + 1] - board.x), np.minimum(board.y - ys[j], ys[j + 1] - board.y)
        )
        pieces.append((smoothstep(-0.003, 0.001, inside + wobble), blocks[order[k]]))
    for k in range(cols * rows):
        i, j = k % cols, k // cols
        cx, cy = (xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2
        size = 0.40 * min(xs[i + 1] - xs[i], ys[j + 1] - ys[j])
        tint = blocks[order[(k * 5 + 3) % 12]]
        if tint == blocks[order[k]]:
            tint = (248, 240, 222)
        lobes = (5, 7, 9, 3)[k % 4]
        pieces.append((_leaf(board, cx, cy, size * 1.15, rng.uniform(0, 6.3), lobes, k + 20), tint))
        if k % 3 == 0:
            pieces.append((disc(board, cx + 0.3 * size, cy - 0.2 * size, 0.18 * size), blocks[order[(k + 7) % 12]]))
    for number, (mask, tint) in enumerate(pieces):
        shade = fields.blur(np.roll(mask, (round(3 * board.unit), round(2 * board.unit)), (0, 1)), 2.2 * board.unit)
        picture = picture * (1 - 0.30 * np.clip(shade - mask, 0, 1))[..., None]
        # each sheet was painted with its own broad strokes
        turn = rng.uniform(0, np.pi)
        along = board.x * np.cos(turn) + board.y * np.sin(turn)
        brush = board.noise(4, 100 + number, 2) * 0.5 + np.sin(along * 130 + 4 * board.noise(5, 140 + number)) * 0.35
        color = rgb(tint)[0] * (1 + 0.05 * brush + 0.03 * board.noise(60, 180 + number))[..., None]
        picture = over(picture, mask, np.clip(color, 0, 1).astype(np.float32))
    sheet = board.sheet(picture, 0.2)
    grain = paper(sheet, 8)
    return fields.f32(np.clip(picture * (1 + 0.018 * grain)[..., None], 0, 1))


def harbor(board: Board) -> Floats:
    """Gouache: roofs and boats in flat afternoon light."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(6)
    picture = ramp(y / 0.5 + 0.06 * board.noise(2, 1, 2), [(74, 142, 186), (136, 190, 204), (238, 222, 186)])
    picture = over(picture, below(board, board.ridge(2, 0.36, 0.07, 1.3)), rgb((108, 136, 158))[0])
    picture = over(picture, below(board, board.ridge(3, 0.44, 0.05, 1.8)), rgb((94, 130, 104))[0])
    walls = [(244, 226, 196), (232, 176, 128), (216, 112, 88), (250, 240, 222), (186, 196, 190), (240, 204, 130)]
    roofs = [(186, 78, 58), (150, 62, 56), (206, 108, 66)]
    left = -0.02
    while left < aspect:
        w, h = rng.uniform(0.06, 0.12), rng.uniform(0.10, 0.22)
        base = 0.60
        top = base - h
        wall = (x > left) & (x < left + w) & (y > top) & (y < base)
        picture = over(picture, wall.astype(np.float32), rgb(walls[int(rng.integers(6))])[0])
        shade = wall & (x > left + 0.72 * w)
        picture = over(picture, shade.astype(np.float32) * np.float32(0.28), rgb((70, 70, 120))[0])
        roof = (
            (np.abs(x - left - w / 2) < (y - top + 0.55 * w) * 1.0) & (y < top) & (np.abs(x - left - w / 2) < 0.56 * w)
        )
        picture = over(picture, roof.astype(np.float32), rgb(roofs[int(rng.integers(3))])[0])
        for wy in np.arange(top + 0.02, base - 0.03, 0.042):
            for wx in (left + 0.22 * w, left + 0.6 * w):
                pane = (np.abs(x - wx - 0.08 * w) < 0.085 * w) & (np.abs(y - wy - 0.012) < 0.012)
                picture = over(picture, pane.astype(np.float32), rgb((52, 66, 92))[0])
        left += w * rng.uniform(0.92, 1.08)
    water = (y > 0.615).astype(np.float32)
    quay = ((y > 0.595) & (y <= 0.615)).astype(np.float32)
    picture = over(picture, quay, rgb((142, 126, 116))[0])
    flip = cv2.flip(picture, 0)
    shift = round((2 * 0.605 - 1) * board.height)
    mirror = np.roll(np.asarray(flip, np.float32), shift, axis=0)
    mirror = np.asarray(cv2.blur(mirror, (3, max(3, round(14 * board.unit)))), np.float32)
    deep = ramp((y - 0.6) / 0.4, [(96, 150, 160), (44, 104, 132), (22, 62, 96)])
    ripple = np.clip(0.5 + 0.9 * np.sin(np.clip(y - 0.6, 0, 1) ** 0.7 * 110 + 5 * board.noise(5, 9, 2)), 0, 1)
    picture = over(picture, water, 0.45 * mirror + 0.55 * deep)
    picture = over(picture, (water * ripple * 0.30).astype(np.float32), rgb((190, 214, 206))[0])
    for cx, cy, s, tint in (
        (0.30, 0.78, 0.14, (206, 66, 54)),
        (0.86, 0.74, 0.10, (250, 236, 206)),
        (1.12, 0.88, 0.17, (34, 74, 122)),
    ):
        hull = (np.abs(x - cx) < s - 0.9 * (y - cy)) & (y > cy) & (y < cy + 0.30 * s)
        picture = over(picture, hull.astype(np.float32), rgb(tint)[0])
        mast = (np.abs(x - cx) < 0.004) & (y < cy) & (y > cy - 1.6 * s)
        picture = over(picture, mast.astype(np.float32), rgb((70, 52, 48))[0])
        sail = ((x - cx) > 0.008) & ((x - cx) < (y - cy + 1.5 * s) * 0.45) & (y < cy - 0.12 * s)
        picture = over(picture, sail.astype(np.float32), rgb((250, 240, 218))[0])
        jib = ((cx - x) > 0.008) & ((cx - x) < (y - cy + 1.2 * s) * 0.32) & (y < cy - 0.12 * s)
        picture = over(picture, jib.astype(np.float32), rgb((232, 150, 74))[0])
    return gouache.paint(board.sheet(picture, 0.5))
