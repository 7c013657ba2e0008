"""The twentieth century: a gilded tree, circles and lines, a palette knife."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields, planning, relief
from studio.art.styles.fields import Field
from studio.art.styles.manners.board import Board, Color, Floats, below, disc, over, ramp, rgb, shaded, smoothstep
from studio.art.styles.manners.prints import hash01
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel
from studio.core.progress import DirectContext

KNIFE = Brush(opacity=1.0, load=0.9, thickness=0.8, streaks=0.09, soft=0.04, ragged=0.35)


class _Pen:
    """Smooth lines on a sheet twice as large as the board, averaged down at the end."""

    def __init__(self, board: Board) -> None:
        self.board, self.k = board, 2 * board.height
        self.sheet = np.zeros((2 * board.height, 2 * board.width), np.float32)

    def path(self, points: NDArray[np.float64], widths: NDArray[np.float64]) -> None:
        for (x0, y0), (x1, y1), w in zip(points, points[1:], widths, strict=False):
            cv2.line(
                self.sheet, (round(x0 * self.k * 8), round(y0 * self.k * 8)), (round(x1 * self.k * 8), round(y1 * self.k * 8)),
                1.0, max(1, round(w * self.k)), cv2.LINE_AA, 3,
            )  # fmt: skip

    def fill(self, points: NDArray[np.float64]) -> None:
        cv2.fillPoly(self.sheet, [np.round(points * self.k * 8).astype(np.int32)], 1.0, cv2.LINE_AA, 3)

    def take(self) -> Floats:
        out = cv2.resize(self.sheet, (self.board.width, self.board.height), interpolation=cv2.INTER_AREA)
        self.sheet[:] = 0
        return fields.f32(out)


def gilded_tree(board: Board) -> Floats:
    """Gold leaf: a tree of spirals over a meadow of ornaments."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(1)
    # leaf gold in squares, each rubbed a little differently
    cell = 0.075
    row, column = (
        np.floor(y / cell).astype(np.int64),
        np.floor(x / cell + 0.37 * (np.floor(y / cell) % 3)).astype(np.int64),
    )
    rub = hash01(row, column)
    gold = ramp(
        0.5 + 0.30 * board.noise(5, 1, 3) + 0.28 * (rub - 0.5) + 0.10 * board.noise(70, 2),
        [(142, 96, 34), (190, 142, 54), (222, 180, 84), (240, 210, 128)],
    )
    picture = gold
    pen = _Pen(board)
    # curls in the air: rings of fine lines
    for _ in range(70):
        cx, cy, r = rng.uniform(0, aspect), rng.uniform(0, 0.7), rng.uniform(0.012, 0.034)
        t = np.linspace(0, 2 * np.pi * 2.4, 70)
        pen.path(np.stack([cx + r * t / t[-1] * np.cos(t), cy + r * t / t[-1] * np.sin(t)], 1), np.full(70, 0.0016))
    picture = over(picture, 0.75 * pen.take(), rgb((250, 230, 166))[0])
    # the tree
    segments: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []

    def spiral(x0: float, y0: float, heading: float, length: float, width: float, turn: float, depth: int) -> None:
        n = 90
        t = np.linspace(0, 1, n)
        # a clothoid that winds up: curvature grows along the branch
        angle = heading + turn * (0.9 * t + 9.5 * t**3.2)
        step = length / n * (1 - 0.62 * t)
        points = np.stack([x0 + np.cumsum(step * np.cos(angle)), y0 + np.cumsum(step * np.sin(angle))], 1)
        segments.append((points, width * (1 - 0.86 * t)))
        if depth:
            for at, side in ((0.16, -1), (0.30, 1), (0.45, -1)) if depth > 1 else ((0.20, -1), (0.38, 1)):
                k = int(at * n)
                spiral(
                    points[k][0], points[k][1], angle[k] + side * turn / abs(turn) * rng.uniform(0.5, 0.95), length * rng.uniform(0.56, 0.74),
                    width * (1 - 0.86 * at) * 0.62, -side * turn * rng.uniform(0.85, 1.15), depth - 1,
                )  # fmt: skip

    bx = 0.50 * aspect
    trunk_t = np.linspace(0, 1, 50)
    trunk = np.stack([bx + 0.022 * np.sin(trunk_t * 3.2), 0.86 - 0.36 * trunk_t], 1)
    segments.append((trunk, 0.074 - 0.018 * trunk_t))
    for heading, length, turn, width in (
        (-2.55, 1.02, -1.0, 0.040), (-0.60, 1.02, 1.0, 0.040), (-1.98, 0.84, -0.9, 0.034), (-1.16, 0.84, 0.9, 0.034),
    ):  # fmt: skip
        spiral(float(trunk[-1, 0]), 0.52, heading, length, width, turn, 2)
    for points, widths in segments:
        pen.path(points, widths)
    tree = pen.take()
    rim = np.clip(fields.blur(tree, 1.6 * board.unit) * 2.2 - tree, 0, 1)
    bark = ramp(
        0.5 + 0.4 * board.noise(22, 3, 2) + 0.25 * np.sin(y * 120 + 6 * board.noise(6, 4)),
        [(58, 34, 22), (104, 62, 30), (166, 112, 46)],
    )
    picture = over(picture, 0.55 * rim, rgb((96, 60, 22))[0])
    picture = over(picture, tree, bark)
    for points, widths in segments:
        pen.path(points[2:], np.maximum(0.0012, 0.10 * widths[2:]))
    picture = over(picture, 0.8 * pen.take() * tree, rgb((236, 196, 104))[0])
    # leaves: triangles and eyes on the branches
    leaves: dict[Color, list[NDArray[np.float64]]] = {}
    gems: tuple[Color, ...] = (
        (20, 62, 92),
        (236, 226, 196),
        (150, 44, 44),
        (36, 112, 100),
        (28, 28, 40),
        (214, 120, 60),
    )
    for points, widths in segments[1:]:
        for k in range(8, 84, 5):
            if rng.random() < 0.55:
                continue
            cx, cy = points[k] + rng.normal(size=2) * 0.012
            r = rng.uniform(0.008, 0.017) * (1.2 if widths[0] > 0.02 else 0.9)
            tint = gems[int(rng.integers(6))]
            if rng.random() < 0.45:
                picture = over(picture, disc(board, cx, cy, r, 0.0015), rgb((250, 236, 190))[0])
                picture = over(picture, disc(board, cx, cy, 0.68 * r, 0.0015), rgb(tint)[0])
                picture = over(picture, disc(board, cx, cy, 0.28 * r, 0.0015), rgb((244, 206, 106))[0])
            else:
                a = rng.uniform(0, 6.28)
                corner = np.array(
                    [[cx + 1.25 * r * np.cos(a + d), cy + 1.25 * r * np.sin(a + d)] for d in (0, 2.3, 3.98)]
                )
                leaves.setdefault(tint, []).append(corner)
    for tint, corners in leaves.items():
        for corner in corners:
            pen.fill(corner)
        picture = over(picture, pen.take(), rgb(tint)[0])
    # a meadow of small rectangles, rings and flowers
    hill = board.ridge(5, 0.80, 0.035, 1.2, 2)
    land = below(board, hill, 0.0015)
    size = 0.030
    across = y - hill
    r2 = np.floor(across / size).astype(np.int64)
    c2 = np.floor(x / (size * 0.8) + 0.5 * (r2 % 2)).astype(np.int64)
    chance, other = hash01(r2, c2), hash01(r2, c2, c2 * 0 + 5)
    u = x / (size * 0.8) + 0.5 * (r2 % 2) - c2 - 0.5
    v = across / size - r2 - 0.5
    base = ramp(chance, [(26, 84, 74), (58, 128, 82), (150, 158, 62), (210, 168, 70), (30, 78, 112), (110, 60, 110)])
    tile = smoothstep(0.50, 0.40, fields.f32(np.maximum(np.abs(u), np.abs(v))))
    meadow = over(np.ones_like(picture) * rgb((62, 42, 20))[0], tile, base)
    ring = np.hypot(u, v)
    meadow = over(
        meadow,
        smoothstep(0.03, -0.03, fields.f32(np.abs(ring - 0.27) - 0.06)) * (other > 0.45),
        rgb((246, 222, 140))[0],
    )
    petal = smoothstep(0.04, -0.02, fields.f32(ring - 0.24 - 0.09 * np.cos(5 * np.arctan2(v, u)))) * (other < 0.28)
    meadow = over(meadow, petal, ramp(hash01(r2, c2, c2 * 0 + 9), [(236, 120, 90), (250, 230, 220), (222, 150, 200)]))
    picture = over(picture, land * (1 - 0.0 * tree), meadow)
    picture = over(picture, land * smoothstep(0.004, 0.0, np.abs(fields.f32(across - 0.002))), rgb((246, 214, 120))[0])
    picture = over(picture, smoothstep(0.42, 0.5, tree) * (np.abs(x - bx) < 0.06) * (y < 0.855), bark)
    bumps = fields.blur(
        fields.f32(0.5 * tree + 0.25 * rub + 0.16 * tile * land + 0.05 * board.noise(90, 6)), 0.8 * board.unit
    )
    return shaded(np.clip(picture, 0, 1).astype(np.float32), bumps, 0.55)


def circles(board: Board) -> Floats:
    """Points and lines to the plane: circles, arcs, wedges and checkers on a warm ground."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(2)
    picture = ramp(0.5 + 0.40 * board.noise(1.6, 1, 3), [(226, 214, 186), (240, 230, 204), (248, 240, 222)])
    pen = _Pen(board)

    def glowing(cx: float, cy: float, r: float, tint: Color, amount: float = 0.7) -> None:
        nonlocal picture
        d = np.hypot(x - cx, y - cy) / r
        halo = amount * np.exp(-((d - 1).clip(0, 9) * 2.4)) * (0.85 + 0.3 * board.noise(9, int(cx * 100) + 3, 2))
        picture = over(picture, fields.f32(np.clip(halo, 0, 1)), rgb(tint)[0])

    def ring(cx: float, cy: float, r: float, tint: Color) -> None:
        nonlocal picture
        cover = disc(board, cx, cy, r, 0.0016)
        wash = (
            rgb(tint)[0]
            * (
                1 + 0.10 * board.noise(12, int(r * 900) + int(cx * 77), 2) - 0.10 * (np.hypot(x - cx, y - cy) / r - 0.5)
            )[..., None]
        )
        picture = over(picture, cover, np.clip(wash, 0, 1).astype(np.float32))

    glowing(0.26, 0.27, 0.175, (232, 130, 120))
    for r, tint in ((0.175, (34, 30, 44)), (0.130, (92, 62, 140)), (0.082, (216, 72, 66)), (0.036, (24, 24, 36))):
        ring(0.26, 0.27, r, tint)
    glowing(1.05, 0.70, 0.13, (122, 176, 214), 0.8)
    for r, tint in ((0.13, (250, 206, 84)), (0.088, (236, 132, 52)), (0.046, (40, 92, 160))):
        ring(1.05, 0.70, r, tint)
    # great wedges, one through the other
    for corner, tint, strength in (
        (((0.46, 0.98), (0.62, 0.10), (0.80, 0.98)), (64, 142, 180), 0.62),
        (((0.36, 0.58), (1.28, 0.30), (0.70, 0.82)), (240, 190, 70), 0.60),
        (((0.84, 0.06), (1.22, 0.44), (0.96, 0.50)), (206, 70, 74), 0.80),
        (((0.06, 0.94), (0.44, 0.62), (0.50, 0.86)), (46, 110, 96), 0.72),
    ):
        pen.fill(np.array(corner))
        shade = np.clip(
            strength * (1 + 0.22 * board.noise(4, int(100 * corner[0][0]), 2) + 0.35 * (x - corner[0][0])), 0, 1
        )
        picture = over(picture, fields.f32(pen.take() * shade), rgb(tint)[0])
    # a checkered field, slanting
    a = -0.42
    u, v = (x - 0.62) * np.cos(a) + (y - 0.62) * np.sin(a), (y - 0.62) * np.cos(a) - (x - 0.62) * np.sin(a)
    board_ = (np.abs(u) < 0.155) & (np.abs(v) < 0.090)
    dark = ((np.floor(u / 0.0385) + np.floor(v / 0.036)) % 2) > 0.5
    tints = ramp(
        hash01(np.floor(u / 0.0385).astype(np.int64), np.floor(v / 0.036).astype(np.int64)),
        [(206, 70, 74), (246, 236, 210), (70, 130, 180), (244, 196, 84)],
    )
    picture = over(picture, board_.astype(np.float32), np.where(dark[..., None], rgb((28, 26, 36))[0], tints))
    # lines and arcs in ink, thin to thick
    for _ in range(26):
        cx, cy = rng.uniform(0.1, aspect - 0.1), rng.uniform(0.1, 0.9)
        turn = rng.choice([0.62, -0.9, 1.35, -0.35]) + rng.normal() * 0.06
        half = rng.uniform(0.10, 0.42)
        w = rng.choice([0.0016, 0.0024, 0.0045])
        pen.path(
            np.array(
                [
                    [cx - half * np.cos(turn), cy - half * np.sin(turn)],
                    [cx + half * np.cos(turn), cy + half * np.sin(turn)],
                ]
            ),
            np.array([w]),
        )
    for cx, cy, r, lo, hi, w in (
        (0.62, 0.40, 0.30, 3.3, 5.9, 0.006), (0.62, 0.40, 0.325, 3.4, 5.6, 0.002), (0.86, 0.86, 0.20, 3.0, 6.4, 0.004),
        (0.24, 0.72, 0.17, -0.4, 2.2, 0.005), (1.14, 0.26, 0.15, 1.2, 4.6, 0.003), (1.14, 0.26, 0.12, 1.0, 4.9, 0.007),
    ):  # fmt: skip
        t = np.linspace(lo, hi, 80)
        pen.path(np.stack([cx + r * np.cos(t), cy + r * np.sin(t)], 1), np.full(80, w))
    picture = over(picture, 0.94 * pen.take(), rgb((26, 24, 32))[0])
    for cx, cy, r, tint in (
        (0.46, 0.12, 0.042, (236, 160, 60)), (0.52, 0.155, 0.028, (40, 92, 160)), (0.80, 0.20, 0.030, (24, 24, 36)),
        (0.10, 0.60, 0.046, (150, 190, 210)), (0.10, 0.60, 0.024, (206, 70, 74)), (0.40, 0.50, 0.026, (92, 62, 140)),
        (1.24, 0.10, 0.050, (110, 160, 120)), (1.24, 0.10, 0.026, (246, 226, 160)), (0.70, 0.92, 0.034, (216, 72, 66)),
        (1.22, 0.90, 0.030, (34, 30, 44)), (0.30, 0.90, 0.022, (244, 196, 84)), (0.92, 0.34, 0.022, (250, 240, 210)),
        (0.56, 0.34, 0.030, (206, 70, 74)), (0.56, 0.34, 0.014, (246, 226, 160)),
    ):  # fmt: skip
        ring(cx, cy, r, tint)
    grain = board.noise(160, 60, 2)
    return fields.f32(np.clip(picture * (1 + 0.028 * grain)[..., None], 0, 1))


def knife_village(board: Board) -> Floats:
    """Palette knife: a village on a hill in colors that no village has, laid on thick and flat."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(7)
    picture = ramp(
        y / 0.5 + 0.16 * board.noise(2.2, 1, 2), [(14, 120, 176), (60, 176, 196), (244, 226, 150), (250, 178, 120)]
    )
    cloud = np.clip(board.noise(2.0, 2, 3) + 0.5 * np.sin(y * 17 + x * 3) - 0.2, 0, 1) * (y < 0.4)
    picture = over(picture, fields.f32(0.9 * cloud), rgb((250, 236, 226))[0])
    picture = over(picture, below(board, board.ridge(3, 0.36, 0.10, 1.2, 2)), rgb((96, 74, 172))[0])
    hill = 0.74 - 0.36 * np.exp(-(((x - 0.62 * aspect) / 0.46) ** 2)) + 0.02 * board.noise(3, 4)
    ground = ramp(
        np.clip((y - hill) * 2.2 + 0.3 * board.noise(4, 5, 2), 0, 1),
        [(240, 190, 60), (126, 176, 60), (22, 128, 98), (16, 84, 110)],
    )
    picture = over(picture, smoothstep(-0.004, 0.004, fields.f32(y - hill)), ground)
    flows = 0.25 * board.noise(3, 6) + 0.5 * (y > hill)
    walls: tuple[Color, ...] = ((252, 236, 206), (250, 196, 150), (246, 160, 176), (178, 206, 232), (250, 214, 110))
    roofs: tuple[Color, ...] = ((226, 62, 44), (240, 112, 40), (186, 36, 70))
    houses = sorted(((rng.uniform(0.25, 1.0) * aspect, rng.uniform(0, 1)) for _ in range(24)), key=lambda h: h[1])
    for cx, depth in houses:
        top = 0.74 - 0.36 * np.exp(-(((cx - 0.62 * aspect) / 0.46) ** 2))
        base, s = top + 0.03 + 0.27 * depth, 0.055 + 0.055 * depth
        wall = (np.abs(x - cx) < s) & (y < base) & (y > base - 1.15 * s)
        picture = over(picture, wall.astype(np.float32), rgb(walls[int(rng.integers(5))])[0])
        shade = wall & (x > cx + 0.35 * s)
        picture = over(picture, shade.astype(np.float32), rgb((74, 84, 170))[0])
        roof = (y < base - 1.1 * s) & (y > base - 1.85 * s) & (np.abs(x - cx) < 1.15 * s - 0.5 * (base - 1.1 * s - y))
        picture = over(picture, roof.astype(np.float32), rgb(roofs[int(rng.integers(3))])[0])
        for wx in (-0.55, -0.05):
            pane = (np.abs(x - cx - wx * s) < 0.13 * s) & (np.abs(y - base + 0.62 * s) < 0.20 * s)
            picture = over(picture, pane.astype(np.float32), rgb((30, 52, 110))[0])
        flows = np.where(wall, np.pi / 2, np.where(roof, 0.0, flows))
    tower = (np.abs(x - 0.63 * aspect) < 0.035) & (y > 0.17) & (y < 0.42)
    picture = over(picture, tower.astype(np.float32), rgb((250, 222, 180))[0])
    picture = over(picture, (tower & (x > 0.64 * aspect)).astype(np.float32), rgb((150, 110, 190))[0])
    spire = (y > 0.07) & (y < 0.18) & (np.abs(x - 0.63 * aspect) < 0.36 * (y - 0.06))
    picture = over(picture, spire.astype(np.float32), rgb((204, 50, 62))[0])
    flows = np.where(tower, np.pi / 2, flows)
    for k in range(9):
        cx, base = rng.uniform(0, aspect), rng.uniform(0.80, 1.02)
        tall = rng.uniform(0.14, 0.26)
        cypress = ((x - cx) / (0.17 * tall)) ** 2 + ((y - base + tall / 2) / (tall / 2)) ** 2 < 1
        picture = over(picture, cypress.astype(np.float32), rgb(((12, 82, 92), (20, 110, 86), (40, 60, 130))[k % 3])[0])
        flows = np.where(cypress, np.pi / 2, flows)
    angle = fields.f32(flows)
    flow = Field(np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32))
    target = picture.astype(np.float32)
    easel = Easel(fields.blur(target, 8 * board.unit).copy(), board.unit, board.crew)
    layers = tuple(
        Layer(
            radius=r,
            threshold=0.05,
            brush=KNIFE,
            steps=n,
            jitter=0.16,
            drift=0.2,
            sharp=0.2,
            rounds=2,
            everywhere=k == 0,
            grid=1.3,
        )  # fmt: skip
        for k, (r, n) in enumerate(((24.0, 4), (15.0, 4), (9.0, 4), (5.5, 3)))
    )
    planning.paint(
        DirectContext(), easel, target, layers, flow, np.full(x.shape, 0.7, np.float32), board.seed, board.crew
    )
    return relief.light(DirectContext(), easel.canvas, easel.height, 0.20, 0.10, board.unit, board.crew)
