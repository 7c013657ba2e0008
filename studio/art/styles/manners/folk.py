"""Cloth and colored water: embroidery, batik, marbled paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Color, Floats, over, ramp, rgb, shaded, smoothstep, toned
from studio.art.styles.manners.prints import cells, hash01

Mask = NDArray[np.bool_]


def marbling(board: Board) -> Floats:
    """Marbled paper: drops of ink on water, drawn with a stylus and combed; seen back to front.

    Each point is followed back through comb and drops to the drop that it came from: Lu, Jaffer et al., "Mathematical
    marbling" (IEEE CG&A 2012).
    """
    aspect = board.width / board.height
    rng = board.rng(1)
    px, py = board.x.copy(), board.y.copy()

    def swirl(cx: float, cy: float, reach: float, turn: float) -> None:
        nonlocal px, py
        dx, dy = px - cx, py - cy
        a = turn * np.exp(-((np.hypot(dx, dy) / reach) ** 2))
        c, s = np.cos(a), np.sin(a)
        px, py = cx + dx * c - dy * s, cy + dx * s + dy * c

    for cx, cy, reach, turn in (
        (0.34, 0.34, 0.17, 3.6), (0.98, 0.30, 0.15, -3.8), (0.66, 0.68, 0.19, 3.4), (1.16, 0.78, 0.14, -3.2),
        (0.17, 0.80, 0.13, -3.3),
    ):  # fmt: skip
        swirl(cx, cy, reach, turn)
    # a comb up and down, then a rake across
    comb = np.abs(((px / 0.094) % 2) - 1) * 2 - 1
    py = py - 0.075 * np.sign(comb) * np.abs(comb) ** 0.5
    px = px - 0.05 * np.sin(py * 2 * np.pi / 0.30)
    palette: tuple[Color, ...] = (
        (18, 40, 86), (22, 104, 122), (244, 232, 206), (222, 92, 70), (240, 178, 86), (104, 168, 160), (120, 36, 58),
        (250, 242, 224),
    )  # fmt: skip
    shares = np.array([0.20, 0.16, 0.18, 0.12, 0.10, 0.12, 0.06, 0.06])
    drops = [
        (rng.uniform(-0.1, aspect + 0.1), rng.uniform(-0.1, 1.1), rng.uniform(0.03, 0.10), int(rng.choice(8, p=shares)))
        for _ in range(230)
    ]
    color = np.ones((board.height, board.width, 3), np.float32) * rgb(palette[0])[0]
    open_ = np.ones(px.shape, bool)
    vein = np.zeros(px.shape, np.float32)
    for cx, cy, r, tint in reversed(drops):
        dx, dy = px - cx, py - cy
        d2 = dx * dx + dy * dy
        inside = open_ & (d2 < r * r)
        rim = np.sqrt(np.clip(d2, 0, None)) / r
        color[inside] = rgb(palette[tint])[0]
        vein = np.where(inside, np.clip((rim - 0.93) / 0.07, 0, 1), vein)
        open_ &= ~inside
        # what lay here before was pushed outward by this drop
        keep = np.sqrt(np.clip(1 - r * r / np.maximum(d2, r * r + 1e-9), 0, 1))
        px, py = np.where(open_, cx + dx * keep, px), np.where(open_, cy + dy * keep, py)
    color = color * (1 - 0.14 * vein)[..., None]
    color = fields.blur(color.astype(np.float32), 0.45 * board.unit)
    flow = board.noise(5, 3, 3)
    speck = board.noise(200, 4)
    return fields.f32(np.clip(color * (1 + 0.03 * flow + 0.035 * speck)[..., None], 0, 1))


class _Hoop:
    """Linen that is stitched: each patch covers what lies below it."""

    def __init__(self, board: Board) -> None:
        self.board = board
        pitch = 0.0052
        u, v = board.x / pitch, board.y / pitch
        weave = np.where((np.floor(u) + np.floor(v)) % 2 > 0.5, np.abs(np.sin(np.pi * u)), np.abs(np.sin(np.pi * v)))
        linen = rgb((228, 216, 190))[0] * (0.84 + 0.18 * weave + 0.04 * board.noise(40, 1, 2))[..., None]
        self.picture = fields.f32(linen)
        self.height = fields.f32(0.10 * weave)
        self._count = 0

    def stitch(
        self, mask: Mask, along: Floats, across: Floats, tint: Floats, thread: float = 0.0062, long: float = 0.055
    ) -> None:
        """Satin stitches over `mask`; `along`, `across`: place in stitch direction and beside it, in y units."""
        self._count += 1
        row = np.floor(across / thread).astype(np.int64)
        start = hash01(row, row * 0 + self._count)
        column = np.floor(along / long + start).astype(np.int64)
        chance = hash01(row, column, row * 0 + self._count + 40)
        side = across / thread - row - 0.5
        bow = np.sqrt(np.clip(1 - (2 * side) ** 2, 0, 1))
        end = np.abs((along / long + start) - column - 0.5) * 2
        bow = bow * (1 - 0.55 * np.clip((end - 0.86) / 0.14, 0, 1))
        # a thread of silk: two plies that turn
        ply = np.sin((along / 0.0034) + side * 4.2)
        shine = 0.74 + 0.36 * bow + 0.07 * ply + 0.16 * (chance - 0.5)
        cover = mask.astype(np.float32)
        shadow = fields.blur(np.roll(cover, (2, 2), (0, 1)), 1.6 * self.board.unit)
        self.picture = self.picture * (1 - 0.34 * np.clip(shadow - cover, 0, 1))[..., None]
        self.picture = over(self.picture, cover, np.clip(tint * shine[..., None], 0, 1).astype(np.float32))
        self.height = np.where(mask, fields.f32(0.6 + 0.9 * bow + 0.2 * chance), self.height)

    def petals(self, cx: float, cy: float, size: float, count: int, inner: Color, outer: Color, turn: float) -> None:
        """A flower, stitched from its heart outward, with knots in the middle."""
        x, y = self.board.x - cx, self.board.y - cy
        r, a = np.hypot(x, y) / size, np.arctan2(y, x) + turn
        edge = 0.80 + 0.20 * np.abs(np.cos(count * a / 2)) ** 0.7 - 0.30 * (np.abs(np.sin(count * a / 2)) > 0.955)
        mask = (r < edge) & (r > 0.16)
        tint = ramp(fields.f32(np.clip(r + 0.10 * np.sin(a * 37), 0, 1)), [inner, outer, toned(outer, 1.0, 26)])
        self.stitch(mask, fields.f32(r * size), fields.f32(a * 0.62 * size), tint, long=0.045)
        self.knots(cx, cy, 0.24 * size, (236, 178, 60))

    def knots(self, cx: float, cy: float, reach: float, tint: Color) -> None:
        x, y = (self.board.x - cx), (self.board.y - cy)
        cell = 0.0125
        i, j = np.floor(x / cell).astype(np.int64), np.floor(y / cell).astype(np.int64)
        u, v = x / cell - i - 0.5, y / cell - j - 0.5
        bump = np.clip(1 - (u * u + v * v) * 4.2, 0, 1)
        mask = (np.hypot(x, y) < reach) & (bump > 0)
        self.picture = over(
            self.picture, mask.astype(np.float32), rgb(tint)[0] * (0.62 + 0.5 * np.sqrt(bump))[..., None]
        )
        self.height = np.where(mask, fields.f32(0.8 + 1.6 * np.sqrt(bump)), self.height)

    def leaf(self, cx: float, cy: float, size: float, turn: float, dark: Color, light: Color) -> None:
        """Two halves, stitched slantwise from the rib."""
        x, y = self.board.x - cx, self.board.y - cy
        c, s = np.cos(turn), np.sin(turn)
        u, v = (x * c + y * s) / size, (y * c - x * s) / size
        half = 0.30 * np.sin(np.pi * np.clip(u, 0, 1)) ** 0.8
        for sign, tint in ((1.0, light), (-1.0, dark)):
            mask = (u > 0) & (u < 1) & (v * sign > 0.012) & (v * sign < half)
            slant = u - 0.7 * np.abs(v)
            color = ramp(fields.f32(np.clip(u + 0.12 * np.sin(slant * 60), 0, 1)), [tint, toned(tint, 0.8)])
            self.stitch(mask, fields.f32((0.6 * u + np.abs(v)) * size), fields.f32(slant * size), color, long=0.06)

    def stem(self, x0: float, y0: float, x1: float, y1: float, bend: float, tint: Color, thick: float = 0.008) -> None:
        """A stem stitch from one point to another, bent sideways."""
        x, y = self.board.x, self.board.y
        dx, dy = x1 - x0, y1 - y0
        n = float(np.hypot(dx, dy))
        t = ((x - x0) * dx + (y - y0) * dy) / (n * n)
        off = ((y - y0) * dx - (x - x0) * dy) / n - bend * np.sin(np.pi * np.clip(t, 0, 1))
        mask = (t > 0) & (t < 1) & (np.abs(off) < thick)
        slant = t * n + 1.2 * off
        color = np.broadcast_to(rgb(tint)[0], (*x.shape, 3)).astype(np.float32)
        self.stitch(mask, fields.f32(off + thick), fields.f32(slant * 0.62), color, thread=0.0060, long=0.05)


def embroidery(board: Board) -> Floats:
    """Silk on linen: flowers, leaves and a bird."""
    hoop = _Hoop(board)
    green, moss, pale = (46, 104, 82), (92, 132, 62), (146, 176, 96)
    for x0, y0, x1, y1, bend in (
        (0.62, 1.02, 0.42, 0.36, 0.05), (0.72, 0.66, 0.92, 0.40, -0.03), (0.90, 0.42, 1.06, 0.24, 0.0), (0.64, 1.02, 0.80, 0.30, -0.06), (0.66, 1.02, 1.10, 0.52, 0.08),
        (0.60, 1.02, 0.17, 0.62, -0.07), (0.64, 1.02, 0.62, 0.60, 0.02), (0.52, 0.62, 0.26, 0.28, 0.03),

    ):  # fmt: skip
        hoop.stem(x0, y0, x1, y1, bend, green)
    rng = board.rng(2)
    for cx, cy, turn, size in (
        (0.50, 0.74, 3.6, 0.17), (0.74, 0.76, -0.6, 0.18), (0.56, 0.52, -0.4, 0.14), (0.72, 0.46, -2.6, 0.13),
        (0.92, 0.66, 0.5, 0.17), (0.38, 0.78, 2.5, 0.16), (0.30, 0.56, -1.2, 0.12), (0.98, 0.42, 0.3, 0.13),
        (0.62, 0.86, -2.2, 0.15), (0.66, 0.90, -0.9, 0.16), (0.24, 0.42, 2.9, 0.12), (0.20, 0.72, 1.3, 0.12), (1.02, 0.72, 0.2, 0.15), (1.00, 0.80, 0.9, 0.13),
        (0.44, 0.90, 2.9, 0.14), (0.86, 0.88, 0.3, 0.15), (1.10, 0.34, -1.0, 0.11), (0.92, 0.50, -0.9, 0.10),
        (0.34, 0.68, 3.8, 0.12), (0.10, 0.78, 1.9, 0.12),
    ):  # fmt: skip
        hoop.leaf(
            cx, cy, size, turn, green if rng.random() < 0.5 else (38, 92, 96), moss if rng.random() < 0.5 else pale
        )
    hoop.petals(0.42, 0.32, 0.150, 6, (150, 28, 60), (226, 74, 84), 0.2)
    hoop.petals(0.82, 0.27, 0.130, 5, (228, 128, 52), (250, 200, 104), 0.6)
    hoop.petals(1.13, 0.52, 0.140, 7, (58, 56, 142), (116, 130, 210), 0.1)
    hoop.petals(0.14, 0.60, 0.115, 5, (196, 84, 140), (244, 174, 200), 0.9)
    hoop.petals(0.63, 0.60, 0.105, 6, (240, 226, 190), (252, 246, 226), 0.4)
    hoop.petals(0.25, 0.25, 0.085, 5, (44, 100, 160), (130, 184, 222), 0.0)
    hoop.petals(1.08, 0.20, 0.095, 6, (150, 40, 80), (232, 110, 130), 0.3)
    # a border of chain stitches
    x, y = board.x, board.y
    aspect = board.width / board.height
    edge = np.minimum(np.minimum(x, aspect - x), np.minimum(y, 1 - y))
    run = np.where(edge == np.minimum(x, aspect - x), y, x)
    for k, (at, tint) in enumerate(((0.034, (176, 56, 60)), (0.052, (46, 96, 120)))):
        wave = np.abs(edge - at - 0.004 * np.sin(run * 90 + k)) < 0.0052
        color = np.broadcast_to(rgb(tint)[0], (*x.shape, 3)).astype(np.float32)
        hoop.stitch(wave, fields.f32(edge), fields.f32(run + 0.6 * edge), color, thread=0.0085, long=0.05)
    for i in range(20):
        cx, cy = rng.uniform(0.10, aspect - 0.1), rng.uniform(0.10, 0.93)
        if hoop.height[int(cy * board.height), int(cx * board.height)] < 0.2:
            hoop.knots(cx, cy, 0.008 + 0.007 * (i % 2), ((176, 56, 60), (46, 96, 150), (222, 162, 60))[i % 3])
    relief = fields.blur(hoop.height, 0.6 * board.unit)
    return shaded(np.clip(hoop.picture, 0, 1).astype(np.float32), relief, 0.30)


def batik(board: Board) -> Floats:
    """Wax and dye: fish among leaves, cream where the first wax lay, indigo where none did, crackle over all."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(3)
    wax = np.full(x.shape, 9.0, np.float32)  # distance to the nearest waxed line
    field = np.zeros(x.shape, np.int64)  # 0 ground, 1 rust, 2 ochre, 3 teal
    tone = np.zeros(x.shape, np.float32)

    def line(distance: Floats) -> None:
        nonlocal wax
        wax = np.minimum(wax, distance).astype(np.float32)

    def leaf(cx: float, cy: float, size: float, turn: float, kind: int) -> None:
        c, s = np.cos(turn), np.sin(turn)
        u, v = ((x - cx) * c + (y - cy) * s) / size, ((y - cy) * c - (x - cx) * s) / size
        v = v - 0.10 * np.sin(u * 4)
        half = 0.34 * np.sin(np.pi * np.clip(u, 0, 1)) ** 0.7
        inside = (u > 0) & (u < 1) & (np.abs(v) < half)
        wax[inside] = 9  # what lies on top hides the lines below
        field[inside], tone[inside] = kind, (0.5 + 0.5 * np.sign(v) * 0.4 + 0.2 * (u - 0.5))[inside]
        near = (u > -0.08) & (u < 1.05)
        line(np.where(near, np.abs(np.abs(v) - half) * size, 9).astype(np.float32))
        line(np.where(inside, np.abs(v) * size * 1.3, 9).astype(np.float32))
        veins = np.abs((u - 0.8 * np.abs(v)) * 8 % 1 - 0.5) / 8 * size * 1.6
        line(np.where(inside & (u > 0.1) & (u < 0.95), veins + 0.0012, 9).astype(np.float32))

    def fish(cx: float, cy: float, size: float, turn: float, kind: int) -> None:
        c, s = np.cos(turn), np.sin(turn)
        u, v = ((x - cx) * c + (y - cy) * s) / size, ((y - cy) * c - (x - cx) * s) / size
        v = v - 0.10 * np.sin(u * 3.0)
        half = 0.40 * np.sqrt(np.clip(1 - (u / 0.9) ** 2, 0, 1)) * (1 - 0.26 * u)
        body = (np.abs(u) < 0.9) & (np.abs(v) < half)
        tail = (u < -0.74) & (u > -1.42) & (np.abs(v) < 0.10 + 0.62 * (-u - 0.74)) & (np.abs(v) > 0.34 * (-u - 1.08))
        fin = (np.abs(u + 0.05) < 0.42) & (v < -half + 0.02) & (v > -half - 0.24 * np.cos((u + 0.05) * 3.4))
        for mask, k, t in ((tail, kind, 0.3), (fin, kind, 0.35), (body, kind, 0.62)):
            wax[mask], field[mask], tone[mask] = 9, k, t
            rim = np.abs(fields.blur(mask.astype(np.float32), 0.8 * board.unit) - 0.5)
            line(np.where(rim < 0.42, rim * 0.004, 9).astype(np.float32))
        streak = np.abs(((v / np.clip(np.abs(u) - 0.62, 0.06, 2)) * 5) % 1 - 0.5) * 0.012
        line(np.where(tail, streak, 9).astype(np.float32))
        line(np.where(fin, np.abs((u * 15) % 1 - 0.5) * 0.02 + 0.001, 9).astype(np.float32))
        # scales: arcs in a brick pattern
        p = 0.155
        row = np.floor(u / (0.5 * p))
        d = np.minimum(
            np.abs(np.hypot(u - row * 0.5 * p - 0.1 * p, ((v / p + 0.5 * (row % 2)) % 1 - 0.5) * p) - 0.46 * p),
            np.abs(
                np.hypot(u - (row - 1) * 0.5 * p - 0.1 * p, ((v / p + 0.5 * ((row - 1) % 2)) % 1 - 0.5) * p) - 0.46 * p
            ),
        )
        line(np.where(body & (u < 0.44), d * size * 0.9 + 0.0004, 9).astype(np.float32))
        gill = np.abs(np.hypot(u - 0.66, v) - 0.26)
        line(np.where(body & (u < 0.66), gill * size, 9).astype(np.float32))
        eye = np.hypot(u - 0.64, v + 0.08)
        field[eye < 0.085] = 4
        line((np.abs(eye - 0.10) * size).astype(np.float32))
        field[eye < 0.045] = 0

    for k in range(26):
        leaf(
            rng.uniform(-0.1, aspect),
            rng.uniform(-0.05, 1.0),
            rng.uniform(0.20, 0.34),
            rng.uniform(0, 6.28),
            (3, 3, 2, 1)[k % 4],
        )
    fish(0.46, 0.34, 0.24, 0.18, 1)
    fish(0.92, 0.68, 0.27, 2.86, 2)
    fish(0.26, 0.82, 0.15, -0.5, 2)
    fish(1.14, 0.20, 0.15, 3.5, 1)
    # ripples and dots fill the ground
    swirl = (np.hypot(x - 0.7, y - 0.5) * 17 + 1.1 * board.noise(2.5, 5)) % 1
    ground = field == 0
    dots = 0.028
    du, dv = x / dots % 1 - 0.5, (y / dots + 0.5 * (np.floor(x / dots) % 2)) % 1 - 0.5
    line(np.where(ground & (swirl > 0.5), np.hypot(du, dv) * dots - 0.0012, 9).astype(np.float32))
    line(np.where(ground, np.abs(swirl - 0.25) * 0.06, 9).astype(np.float32))
    uneven = 0.0026 * (1 + 0.5 * board.noise(14, 6, 2))
    cream = smoothstep(0.0016, -0.0006, fields.f32(wax - uneven))
    dyes = np.stack(
        [
            ramp(0.5 + 0.5 * board.noise(5, 7, 3), [(16, 28, 70), (26, 50, 104), (34, 66, 122)]),
            ramp(tone + 0.20 * board.noise(9, 8, 2), [(120, 38, 28), (176, 64, 40), (214, 104, 62)]),
            ramp(tone + 0.20 * board.noise(9, 9, 2), [(176, 104, 40), (218, 152, 62), (238, 190, 100)]),
            ramp(tone + 0.20 * board.noise(9, 10, 2), [(18, 72, 84), (36, 110, 112), (88, 150, 138)]),
            np.broadcast_to(rgb((244, 230, 196))[0], (*x.shape, 3)),
        ]
    )
    rows, columns = np.indices(x.shape)
    picture = fields.f32(dyes[field, rows, columns])
    picture = fields.blur(picture, 0.9 * board.unit)  # dye bleeds a little
    picture = over(picture, cream, rgb((246, 234, 204))[0] * (1 + 0.03 * board.noise(20, 11, 2))[..., None])
    # crackle: veins of indigo where the wax broke
    bent = Board(board.width, board.height, board.seed, board.crew)
    points = rng.uniform((-0.1, -0.1), (aspect + 0.1, 1.1), (150, 2))
    _, border = cells(bent, points)
    crack = border + 0.010 * board.noise(18, 12, 2)
    vein = smoothstep(0.0026, 0.0, np.abs(fields.f32(crack - 0.006))) * np.clip(
        0.55 + 0.9 * board.noise(4, 13, 2), 0, 1
    )
    light = fields.luma(picture)
    picture = over(picture, fields.f32(0.62 * vein * np.clip(light * 1.5, 0, 1)), rgb((24, 44, 92))[0])
    weave = np.sin(x * 2 * np.pi / 0.0044) * np.sin(y * 2 * np.pi / 0.0044)
    return fields.f32(np.clip(picture * (1 + 0.03 * weave + 0.03 * board.noise(3, 14, 3))[..., None], 0, 1))
