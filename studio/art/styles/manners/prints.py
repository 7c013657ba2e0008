"""Hard edges: mosaic, stained glass, linocut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Floats, disc, over, ramp, rgb, shaded, smoothstep


def hash01(*parts: NDArray[np.int64]) -> Floats:
    """0..1 per cell, from whole-number cell addresses."""
    with np.errstate(over="ignore"):
        h = np.full(parts[0].shape, 0x9E3779B97F4A7C15, np.uint64)
        for part in parts:
            h = (h ^ part.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
            h ^= h >> np.uint64(29)
    return ((h >> np.uint64(11)).astype(np.float64) / 9007199254740992.0).astype(np.float32)


def mosaic(board: Board) -> Floats:
    """Tesserae in rows: rings around the sun, waves below, gold between."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    sun_x, sun_y = 0.42 * aspect, 0.36
    s = 0.0235
    shore = 0.66 + 0.05 * np.sin(x * 4.0 + 0.5) + 0.012 * np.sin(x * 11)
    sea = y > shore
    hill = board.ridge(3, 0.60, 0.07, 1.1, 2)
    land = (y > hill) & ~sea
    radius = np.hypot(x - sun_x, y - sun_y) + 1e-4
    # level lines of `across` are the rows, `along` runs in them
    wave = y - shore + 0.018 * np.sin(x * 17 + y * 26)
    across = np.where(sea, wave + 1, np.where(land, y - hill + 3, radius))
    row = np.floor(across / s).astype(np.int64)
    ring = (row + 0.5) * s
    turns = np.maximum(6, np.round(2 * np.pi * ring / s))
    theta = (np.arctan2(y - sun_y, x - sun_x) / (2 * np.pi) + 0.5) * turns
    along = np.where(sea | land, x / s + 0.5 * hash01(row, row * 0 + 7), theta + 0.5 * hash01(row, row * 0 + 8))
    column = np.floor(along).astype(np.int64)
    zone = np.where(sea, 1, np.where(land, 2, 0)).astype(np.int64)
    chance = [hash01(row, column, zone + 10 * k) for k in range(5)]
    # place within the tile, with loose cuts
    u = along - column - 0.5 + 0.10 * (chance[0] - 0.5)
    v = across / s - row - 0.5 + 0.10 * (chance[1] - 0.5)
    tilt = 0.30 * (chance[2] - 0.5)
    u, v = u + tilt * v, v - tilt * u
    half = 0.43 - 0.05 * chance[3]
    tile = smoothstep(0.05, -0.03, (np.maximum(np.abs(u), np.abs(v)) - half).astype(np.float32))
    t_sky = np.clip(radius / 0.95, 0, 1)
    sky = ramp(
        t_sky + 0.10 * (chance[4] - 0.5),
        [
            (255, 240, 180),
            (250, 206, 90),
            (236, 148, 52),
            (200, 84, 48),
            (58, 120, 150),
            (30, 84, 138),
            (20, 52, 108),
            (14, 32, 78),
        ],
        (0, 0.08, 0.16, 0.25, 0.36, 0.55, 0.8, 1),
    )
    t_sea = np.clip((y - shore) / 0.34, 0, 1) + 0.35 * (chance[4] - 0.5)
    water = ramp(t_sea, [(214, 226, 204), (110, 186, 180), (36, 132, 150), (20, 88, 128), (14, 52, 96)])
    glitter = sea & (chance[3] > 0.62) & (np.abs(x - sun_x) < 0.05 + 0.5 * (y - shore))
    water = over(water, glitter.astype(np.float32), rgb((246, 206, 104))[0])
    ground = ramp(
        np.clip((y - hill) * 5 + 0.5 * (chance[4] - 0.5), 0, 1),
        [(170, 178, 84), (92, 138, 76), (46, 96, 72), (120, 74, 48)],
    )
    color = np.where(sea[..., None], water, np.where(land[..., None], ground, sky))
    color = np.where((~sea & ~land & (chance[2] > 0.93))[..., None], rgb((226, 186, 92))[0], color)
    color = color * (0.86 + 0.28 * chance[1])[..., None]
    grout = rgb((46, 40, 38))[0] * (1 + 0.15 * board.noise(90, 4, 2))[..., None]
    picture = over(grout.astype(np.float32), tile, np.clip(color, 0, 1).astype(np.float32))
    # each tile catches the light a little differently
    glass = tile * (0.55 + 0.45 * chance[0]) + 0.25 * tile * ((chance[2] - 0.5) * u + (chance[3] - 0.5) * v)
    return shaded(picture, fields.blur(glass.astype(np.float32), 1.1 * board.unit), 0.9)


def cells(board: Board, points: NDArray[np.float64]) -> tuple[NDArray[np.int64], Floats]:
    """Nearest point of each pixel, and the distance to the border with the second nearest (in y units)."""
    label = np.zeros((board.height, board.width), np.int64)
    best = np.full(label.shape, np.inf)
    second = np.full(label.shape, np.inf)
    x, y = board.x.astype(np.float64), board.y.astype(np.float64)
    for k, (px, py) in enumerate(points):
        d = np.hypot(x - px, y - py)
        second = np.where(d < best, best, np.minimum(second, d))
        label = np.where(d < best, k, label)
        best = np.minimum(best, d)
    return label, ((second - best) / 2).astype(np.float32)


def stained_glass(board: Board) -> Floats:
    """A window: panes of colored glass in lead, a sun behind hills and water."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(1)
    sun_x, sun_y, sun_r = 0.58 * aspect, 0.34, 0.13
    points = []
    # rays: panes in rings around the sun, loosened outward
    for ring, (r, n) in enumerate(((0.22, 14), (0.36, 18), (0.53, 20), (0.74, 24), (0.98, 26))):
        for k in range(n):
            a = 2 * np.pi * (k + 0.5 * (ring % 2)) / n + rng.normal() * 0.04 * ring
            points.append((sun_x + r * np.cos(a), sun_y + r * np.sin(a)))
    points += [(sun_x + 0.075 * np.cos(a), sun_y + 0.075 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 7)[:-1]]
    cloud = np.array([p for p in points if -0.1 < p[0] < aspect + 0.1 and -0.1 < p[1] < 1.1])
    cloud = cloud + rng.normal(size=cloud.shape) * 0.008
    label, gap = cells(board, cloud)
    ridges = [
        board.ridge(4, 0.60, 0.09, 1.0, 2),
        board.ridge(5, 0.74, 0.05, 1.4, 2),
        board.ridge(6, 0.88, 0.04, 1.2, 2),
    ]
    zone = np.zeros(label.shape, np.int64)
    lead = gap.copy()
    for ridge in ridges:
        zone += (y > ridge).astype(np.int64)
        lead = np.minimum(lead, np.abs(y - ridge) * 0.95)
    rim = np.abs(np.hypot(x - sun_x, y - sun_y) - sun_r).astype(np.float32)
    lead = np.minimum(lead, rim)
    inside = np.hypot(x - sun_x, y - sun_y) < sun_r
    pane = label * 8 + zone + 4 * inside
    distance = np.hypot(cloud[label][..., 0] - sun_x, cloud[label][..., 1] - sun_y)
    chance = hash01(pane.astype(np.int64), pane * 0 + 3)
    other = hash01(pane.astype(np.int64), pane * 0 + 5)
    sky = ramp(
        (distance - 0.1) / 0.85 + 0.26 * (chance - 0.5),
        [(255, 222, 96), (250, 160, 52), (226, 78, 60), (170, 46, 110), (78, 50, 156), (30, 70, 178), (20, 110, 190)],
    )
    hill_a = ramp(chance, [(26, 118, 84), (76, 160, 72), (150, 190, 70)])
    hill_b = ramp(chance, [(16, 84, 96), (24, 120, 120), (60, 150, 110)])
    water = ramp(chance, [(20, 60, 150), (34, 110, 196), (110, 186, 214), (236, 190, 110)])
    disc_color = ramp(chance, [(255, 236, 150), (255, 214, 88), (255, 248, 206)])
    color = np.select(
        [
            inside[..., None] & (zone == 0)[..., None],
            (zone == 0)[..., None],
            (zone == 1)[..., None],
            (zone == 2)[..., None],
        ],
        [disc_color, sky, hill_a, hill_b],
        water,
    )
    # glass: streaks, seeds and a glow toward the middle of a pane
    streak = board.noise(26, 7, 3) * 0.5 + 0.4 * np.sin(
        (x * np.cos(other * 6.3) + y * np.sin(other * 6.3)) * 120 + 3 * board.noise(8, 8)
    )
    light = 0.80 + 0.30 * smoothstep(0.0, 0.05, lead) + 0.10 * streak
    picture = np.clip(color * light[..., None], 0, 1).astype(np.float32)
    wide = 0.0062 + 0.0015 * board.noise(9, 9)
    came = smoothstep(0.0016, -0.0016, lead - wide)
    metal = rgb((26, 25, 29))[0] * np.float32(1.0) + (0.10 * smoothstep(0.004, 0.0, lead))[..., None]
    picture = over(picture, came, metal.astype(np.float32))
    return np.clip(picture + 0.10 * fields.blur(picture * (1 - came)[..., None], 9 * board.unit), 0, 1).astype(
        np.float32
    )


def linocut(board: Board) -> Floats:
    """A block cut with a gouge: white lines that swell with the light, one second color."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    sun_x, sun_y = 0.66 * aspect, 0.27
    far, mid, near = (
        board.ridge(1, 0.52, 0.13, 1.5, 4),
        board.ridge(2, 0.66, 0.06, 1.6, 3),
        board.ridge(3, 0.82, 0.05, 1.3, 3),
    )
    d = np.hypot(x - sun_x, y - sun_y)
    rays = np.arctan2(y - sun_y, x - sun_x) * 34
    zone = (y > far).astype(int) + (y > mid) + (y > near)
    hand = 0.9 * board.noise(7, 4, 2) + 0.35 * board.noise(26, 5)
    slope = np.gradient(far[0])[None, :] * board.width / aspect * 0.5
    phase = np.select(
        [zone == 0, zone == 1, zone == 2],
        [
            rays + 0.5 * hand,
            (y - far + slope * 0.10 + 0.35 * x * np.sign(slope + 1e-6) * 0.3) * 330 + 2.2 * hand,
            (y - mid) * 270 + 12 * x + 2.0 * hand,
        ],
        default=(y - near) * 150 + 26 * np.sin(x * 9) * (y - near) + 1.6 * hand,
    )
    light = np.select(
        [zone == 0, zone == 1, zone == 2],
        [
            1.02 - 0.66 * np.clip(d / 0.9, 0, 1) ** 0.7,
            0.62 - 1.9 * (y - far) - 0.35 * np.clip(slope, -1, 1),
            0.30 + 0.9 * (y - mid),
        ],
        default=0.20 + 1.5 * (y - near),
    ) + 0.16 * board.noise(4, 6, 2)
    # trees: dark wedges with a few cuts
    rng = board.rng(7)
    for _ in range(17):
        cx = rng.uniform(0, aspect)
        base = float(near[0, min(board.width - 1, int(cx * board.height))]) + rng.uniform(-0.03, 0.05)
        tall = rng.uniform(0.14, 0.34)
        rel = y - base + tall
        notch = 0.75 + 0.25 * np.abs(np.sin(rel * 85))
        inside = (np.abs(x - cx) < 0.24 * rel * notch) & (rel > 0) & (y < base)
        light = np.where(inside, 0.02 + 1.1 * np.clip((x - cx) / (0.24 * rel.clip(0.02, 1)) - 0.1, 0, 0.5), light)
        phase = np.where(inside, rel * 260 - 130 * (x - cx) + 1.2 * hand, phase)
        halo = (np.abs(x - cx) < 0.24 * rel * notch + 0.007) & (rel > -0.01) & (y < base) & ~inside
        light = np.where(halo, 1.1, light)
    ridge_line = np.minimum(np.minimum(np.abs(y - far), np.abs(y - mid)), np.abs(y - near))
    cut = 0.5 + 0.5 * np.cos(phase)
    printed = smoothstep(-0.06, 0.06, (cut - np.clip(light, 0, 1.05) + 0.0).astype(np.float32))
    printed = np.where(ridge_line < 0.0045, np.float32(1), printed)
    printed = np.where(d < 0.085, np.float32(0), printed)
    chatter = board.noise(85, 8) > 1.12  # stray ridges that the gouge left on cleared ground
    printed = np.maximum(printed, (chatter & (light > 0.8) & (d > 0.1)).astype(np.float32) * 0.8)
    sheet = rgb((240, 230, 208))[0] * (1 + 0.015 * board.noise(120, 9, 2))[..., None]
    tint = np.select(
        [(zone == 0)[..., None], (zone == 1)[..., None], (zone == 2)[..., None]],
        [
            ramp(np.clip(y / 0.6, 0, 1), [(98, 150, 168), (226, 190, 130), (238, 150, 88)]),
            np.broadcast_to(rgb((126, 158, 160))[0], sheet.shape),
            np.broadcast_to(rgb((190, 168, 98))[0], sheet.shape),
        ],
        np.broadcast_to(rgb((150, 160, 92))[0], sheet.shape),
    )
    ground = over(sheet.astype(np.float32), np.full(x.shape, 0.80, np.float32), tint.astype(np.float32))
    ground = over(ground, disc(board, sun_x, sun_y, 0.085), rgb((232, 92, 56))[0])
    ink_film = np.clip(0.96 - 0.10 * np.clip(board.noise(150, 10, 2), 0, 1), 0, 1)
    soft = fields.blur(printed.astype(np.float32), 0.5 * board.unit)
    picture = over(ground, (soft * ink_film).astype(np.float32), rgb((30, 30, 40))[0])
    return np.clip(picture, 0, 1).astype(np.float32)
