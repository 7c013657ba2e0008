"""Pictures of nothing but lines that swell: copper engraving, scratchboard."""

from __future__ import annotations

import numpy as np

from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Floats, disc, over, rgb, smoothstep


def _cut(board: Board, phase: Floats, tone: Floats, width: float) -> Floats:
    """0..1: engraved lines at whole numbers of `phase`, thick where `tone` (0 none .. 1 black) asks for ink.

    `width`: pixels between two lines, for soft borders of one pixel.
    """
    away = np.abs(phase - np.round(phase))
    half = 0.5 * np.clip(tone, 0, 1)
    line = smoothstep(0.7 / width, -0.7 / width, fields.f32(away - half))
    return fields.f32(line * np.clip(tone * 14 - 0.35, 0, 1))


def engraved_fruit(board: Board) -> Floats:
    """Copper engraving: pears, grapes and a leaf; lines that swell with the shade and run around each form."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    light = np.array([-0.55, -0.62, 0.56])
    pitch = 0.0105
    gap = pitch * board.height
    wobble = 0.10 * board.noise(8, 1, 2)
    table = y > 0.70
    # wall: level lines, darker to the right; table: slanting lines
    wall = np.clip(0.10 + 0.46 * (x / aspect) ** 1.4 + 0.10 * board.noise(2, 2, 2) - 0.22 * (y < 0.12), 0, 1)
    ink = _cut(board, y / pitch + wobble, fields.f32(wall * 0.72), gap)
    cloth = np.clip(0.16 + 0.40 * (y - 0.7) / 0.3 + 0.16 * np.sin(x * 9 + y * 14 + 2 * board.noise(3, 3)), 0.05, 0.8)
    ink = np.where(table, _cut(board, (y + 0.35 * x) / pitch + wobble, fields.f32(cloth * 0.6), gap), ink)
    outline = np.abs(y - 0.70) < 0.0016
    ink = np.where(outline, 1.0, ink)

    def shadow(cx: float, cy: float, rx: float, ry: float) -> None:
        nonlocal ink
        fall = np.clip(1.25 - np.hypot((x - cx) / rx, (y - cy) / ry), 0, 1) * table
        ink = np.maximum(ink, _cut(board, (y - 0.5 * x) / pitch + wobble, fields.f32(0.85 * fall), gap))
        ink = np.maximum(ink, _cut(board, (y + 0.35 * x) / pitch + wobble, fields.f32(0.7 * fall), gap))

    def ball(cx: float, cy: float, r: float, dark: float = 0.0, tilt: float = 0.3, flat: float = 1.0) -> None:
        nonlocal ink
        u, v = (x - cx) / r, (y - cy) / (r * flat)
        inside = u * u + v * v < 1
        w = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
        shade = np.clip(-(u * -light[0] + v * -light[1]) - 0.0 + w * light[2], -1, 1)
        shade = -(u * light[0] + v * light[1] + w * light[2])  # light comes from there: -1 lit .. 1 turned away
        tone = np.clip(0.5 + 0.62 * shade + dark, 0.02, 0.95)
        rim = np.clip(1.25 * (np.hypot(u, v) - 0.80), 0, 1) * (shade > 0.1) * 0.5  # light thrown back by the table
        glint = np.hypot(u + 0.36, v + 0.40) < 0.17
        tone = np.where(glint, 0.0, tone - rim)
        c, s = np.cos(tilt), np.sin(tilt)
        latitude = np.arcsin(np.clip(v * c - u * s * 0.8 - 0.30 * w, -1, 1))
        lines = _cut(board, fields.f32(latitude * r / pitch * 0.92), fields.f32(tone * 0.78), gap)
        cross = np.arcsin(np.clip(u * c + v * s, -1, 1))
        lines = np.maximum(
            lines, _cut(board, fields.f32(cross * r / pitch * 0.9), fields.f32(np.clip(tone - 0.52, 0, 1) * 1.3), gap)
        )
        edge = smoothstep(0.0028 / r, 0.0, fields.f32(np.abs(np.hypot(u, v) - 1)))
        ink = np.where(inside, lines, ink)
        ink = np.maximum(ink, edge * (0.5 + 0.5 * np.clip(shade + 0.6, 0, 1)))

    def pear(cx: float, cy: float, s: float, lean: float) -> None:
        nonlocal ink
        # the distance field of two balls joined smoothly gives one height field
        px, py = x - cx, y - cy
        top_x, top_y = lean * s, -1.05 * s
        d1 = 1 - np.hypot(px, py) / s
        d2 = 1 - np.hypot((px - top_x), (py - top_y)) / (0.56 * s)
        k = 9.0
        h = np.log(np.exp(k * d1) + np.exp(k * 0.62 * d2)) / k - 0.02
        inside = h > 0
        z = np.sqrt(np.clip(h, 0, 1)) * 0.9
        gx, gy = np.gradient(z, axis=1) * board.height * s, np.gradient(z, axis=0) * board.height * s
        n = np.sqrt(1 + gx * gx + gy * gy)
        shade = -(-gx * light[0] - gy * light[1] + light[2]) / n
        tone = np.clip(0.56 + 0.60 * shade + 0.05 * board.noise(18, 9), 0.02, 0.95)
        spots = (board.noise(70, 10) > 0.95) * 0.25
        tone = np.where(np.hypot(px + 0.40 * s, py + 0.30 * s) < 0.15 * s, 0.0, tone + spots)
        phase = (py / s + 0.55 * z + 0.10 * px / s) * s / pitch
        lines = _cut(board, fields.f32(phase), fields.f32(tone * 0.76), gap)
        lines = np.maximum(
            lines,
            _cut(board, fields.f32((px / s * (1.2 - 0.4 * z)) * s / pitch), fields.f32(np.clip(tone - 0.5, 0, 1)), gap),
        )
        ink = np.where(inside, lines, ink)
        ink = np.maximum(ink, smoothstep(0.02, 0.0, fields.f32(np.abs(h))) * inside)
        tip_x, tip_y = cx + top_x, cy + top_y - 0.50 * s
        for t in np.linspace(0, 1, 24):
            spot = disc(board, tip_x + 0.16 * s * t * t, tip_y - 0.34 * s * t, 0.011 + 0.005 * t, 0.0015)
            ink = np.maximum(ink, spot * (0.95 if t < 0.8 else 0.7))

    shadow(0.56, 0.86, 0.34, 0.065)
    shadow(0.93, 0.80, 0.28, 0.05)
    shadow(1.12, 0.90, 0.26, 0.06)
    pear(0.78, 0.62, 0.165, 0.10)
    pear(0.42, 0.67, 0.185, -0.22)
    rng = board.rng(4)
    bunch = []
    for row, count in enumerate((5, 6, 5, 4, 2)):
        for k in range(count):
            bunch.append(
                (
                    0.93 + 0.072 * (k - (count - 1) / 2) + rng.normal() * 0.013 + 0.02 * row,
                    0.55 + 0.058 * row + rng.normal() * 0.010,
                )
            )
    for gx, gy in bunch:
        ball(gx + 0.10, gy + 0.04, 0.046 + rng.normal() * 0.002, dark=0.10, tilt=rng.uniform(-0.4, 0.6))
    ball(0.63, 0.80, 0.085, dark=0.02, tilt=-0.2, flat=0.92)
    # a vine leaf over the grapes
    lx, ly, ls = 0.98, 0.475, 0.16
    u, v = (x - lx) / ls, (y - ly) / (0.62 * ls)
    a, r = np.arctan2(v, u), np.hypot(u, v)
    edge = 0.74 + 0.20 * np.cos(5 * a + 0.4) + 0.05 * np.cos(23 * a)
    leaf = r < edge
    vein = np.abs(((5 * a + 0.4 + np.pi) / (2 * np.pi)) % 1 - 0.5) < 0.022 / np.clip(r, 0.08, 2)
    tone = np.clip(0.34 + 0.26 * np.cos(5 * a + 0.4 + 0.9) + 0.25 * (r - 0.4), 0.05, 0.9)
    lines = _cut(board, fields.f32((a * 7 + 3.0 * r) * 1.6), fields.f32(tone * 0.8), gap)
    ink = np.where(leaf, np.where(vein, 0.0, lines), ink)
    ink = np.maximum(ink, smoothstep(0.022, 0.0, fields.f32(np.abs(r - edge))))
    ink = np.maximum(
        ink,
        smoothstep(0.008, 0.0, fields.f32(np.abs(y - ly - 0.25 * (x - lx - ls)))) * ((x > lx + 0.1) & (x < lx + 0.3)),
    )
    ground = rgb((243, 235, 214))[0] * (1 + 0.010 * board.noise(90, 50, 2) + 0.015 * board.noise(2, 51, 2))[..., None]
    pressed = fields.blur(fields.f32(ink), 0.35 * board.unit)
    return np.clip(over(fields.f32(ground), 0.95 * pressed, rgb((34, 28, 30))[0]), 0, 1).astype(np.float32)


def scratched_moon(board: Board) -> Floats:
    """Scratchboard: a moon, birches and snow, cut in white out of black."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    mx, my, mr = 0.66 * aspect, 0.30, 0.15
    pitch = 0.0092
    gap = pitch * board.height
    wobble = 0.16 * board.noise(10, 1, 2)
    d = np.hypot(x - mx, y - my)
    glow = np.clip(0.80 * np.exp(-((d - mr) / 0.17).clip(0, 9)) - 0.03, 0, 1) * (0.82 + 0.25 * board.noise(14, 2))
    white = _cut(board, fields.f32(d / pitch + 2.2 * wobble), fields.f32(glow * 0.62), gap)
    seas = np.clip(0.92 - 0.5 * np.clip(board.noise(7, 3, 3), 0, 1), 0, 1)
    moon = np.maximum(_cut(board, fields.f32((x + 0.3 * y) / pitch), fields.f32(seas * 0.86), gap), 0.0)
    white = np.where(d < mr, moon, white)
    # stars: small crosses
    rng = board.rng(2)
    for _ in range(70):
        cx, cy = rng.uniform(0, aspect), rng.uniform(0, 0.55)
        if np.hypot(cx - mx, cy - my) < 0.27:
            continue
        r = rng.uniform(0.003, 0.010)
        near = np.minimum(np.abs(x - cx), np.abs(y - cy)) * 4 + np.maximum(np.abs(x - cx), np.abs(y - cy)) * 0.5
        white = np.maximum(white, smoothstep(0.5 * r, 0.2 * r, fields.f32(near)))
    # a far wood, then hills of snow whose lines follow the ground
    for k, (base, rise) in enumerate(((0.60, 0.05), (0.70, 0.06), (0.82, 0.05))):
        ridge = board.ridge(5 + k, base, rise, 1.3 + 0.3 * k, 3)
        hill = y > ridge
        depth = y - ridge
        lit = np.clip(
            0.82 - 2.6 * depth + 0.34 * board.noise(5, 10 + k, 2) + 0.22 * np.exp(-np.abs(x - mx) * 2.2), 0.05, 0.92
        )
        lines = _cut(
            board,
            fields.f32((depth * (0.9 + 0.25 * k) + 0.02 * board.noise(3, 20 + k)) / pitch),
            fields.f32(lit * 0.80),
            gap,
        )
        white = np.where(hill, lines, white)
        for _ in range(0 if k else 46):
            cx = rng.uniform(0, aspect)
            foot = float(ridge[0, min(board.width - 1, int(cx * board.height))]) + 0.012
            tall = rng.uniform(0.05, 0.13)
            v = (foot - y) / tall
            tree = (
                (np.abs(x - cx) < 0.19 * tall * np.clip(1 - v, 0, 1) * (0.7 + 0.5 * ((v * 6) % 1))) & (v > 0) & (v < 1)
            )
            snow = _cut(
                board,
                fields.f32((y + np.abs(x - cx) * 0.8) / (0.8 * pitch)),
                fields.f32(np.where(x < cx + 0.1 * tall, 0.10, 0.52) * np.ones_like(x)),
                gap,
            )
            white = np.where(tree, snow, white)
    # birches in front: white bark with cuts of black
    for cx, w, lean in (
        (0.115, 0.040, 0.03),
        (0.30, 0.024, -0.03),
        (0.40, 0.030, 0.015),
        (1.20, 0.034, -0.035),
        (1.06, 0.018, 0.02),
    ):
        at = cx + lean * (1 - y) + 0.006 * np.sin(y * 7 + cx * 20)
        half = w * (0.62 + 0.38 * y)
        u = (x - at) / half
        trunk = np.abs(u) < 1
        side = np.clip(0.5 + 0.55 * (u if cx < mx else -u), 0.05, 1)  # the side to the moon is lit
        bark = _cut(
            board, fields.f32((y + 0.16 * half * u * u * 6) / (0.9 * pitch) + wobble), fields.f32(side * 0.95), gap
        )
        scar = (board.noise(26, int(cx * 100)) + 0.6 * board.noise(60, int(cx * 100) + 7) > 0.72) & (np.abs(u) < 0.95)
        white = np.where(trunk, np.where(scar, 0.0, bark), white)
        white = np.where((np.abs(np.abs(u) - 1.04) < 0.09) & ~trunk, 0.0, white)
        for k in range(7):
            oy = 0.05 + 0.075 * k + rng.uniform(-0.02, 0.02)
            turn = 1 if (k + int(cx * 10)) % 2 else -1
            ox = cx + lean * (1 - oy)
            run = (x - ox) * turn
            branch = np.abs(y - oy + 0.75 * run - 0.9 * run * run) < 0.0042 * np.clip(1 - run / 0.17, 0, 1)
            white = np.where(branch & (run > 0) & (run < 0.17), 0.85, white)
    ground = rgb((17, 18, 22))[0] * (1 + 0.08 * board.noise(60, 50, 2))[..., None]
    return np.clip(over(fields.f32(ground), fields.f32(white), rgb((240, 236, 222))[0]), 0, 1).astype(np.float32)
