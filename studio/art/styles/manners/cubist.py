"""Cubist facets: a still life broken along lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.manners.board import Board, Color, Floats, over, ramp, rgb, shaded, smoothstep
from studio.art.styles.manners.prints import hash01


def _still_life(board: Board, x: Floats, y: Floats) -> Floats:
    """A guitar, a bottle, a glass and fruit on a table, flat; drawn at any coordinates, so that facets can shift it."""
    picture = ramp(fields.f32(y + 0.2 * np.sin(x * 3)), [(96, 106, 110), (150, 144, 126), (176, 154, 116)])

    def lay(mask: NDArray[np.bool_], tint: Color) -> None:
        nonlocal picture
        picture = over(picture, mask.astype(np.float32), rgb(tint)[0])

    lay(y > 0.66 - 0.10 * (x - 0.66), (124, 84, 52))
    lay((np.abs(x - 0.66 - 0.2 * (y - 0.8)) < 0.44) & (y > 0.72), (214, 202, 176))
    # guitar
    a = -0.5
    u, v = (x - 0.55) * np.cos(a) + (y - 0.60) * np.sin(a), (y - 0.60) * np.cos(a) - (x - 0.55) * np.sin(a)
    body = (np.hypot(u + 0.10, v) < 0.175) | (np.hypot(u - 0.12, v) < 0.135) | ((np.abs(u) < 0.12) & (np.abs(v) < 0.10))
    lay(body, (190, 118, 56))
    lay(body & (v > 0.03), (146, 82, 40))
    lay(np.hypot(u - 0.03, v) < 0.058, (40, 30, 28))
    lay((np.abs(v) < 0.026) & (u > 0.03) & (u < 0.58), (58, 42, 36))
    lay((np.abs(v) < 0.040) & (u > 0.56) & (u < 0.66), (30, 28, 30))
    for k in range(4):
        lay((np.abs(v - 0.012 * (k - 1.5)) < 0.0018) & (u > -0.14) & (u < 0.58), (240, 226, 190))
    lay((np.abs(u + 0.14) < 0.012) & (np.abs(v) < 0.05), (50, 36, 30))
    # bottle and glass
    bottle = ((np.abs(x - 0.92) < 0.070) & (y > 0.36) & (y < 0.80)) | (
        (np.abs(x - 0.92) < 0.026) & (y > 0.14) & (y < 0.40)
    )
    bottle |= np.hypot(x - 0.92, (y - 0.38) * 0.9) < 0.070
    lay(bottle, (44, 82, 70))
    lay(bottle & (x > 0.94), (26, 50, 48))
    lay((np.abs(x - 0.92) < 0.070) & (y > 0.50) & (y < 0.64), (232, 218, 180))
    glass = (np.abs(x - 0.26) < 0.06 + 0.10 * (0.62 - y).clip(0, 1)) & (y > 0.44) & (y < 0.62)
    lay(glass, (170, 190, 196))
    lay(glass & (y > 0.51), (136, 44, 50))
    lay((np.abs(x - 0.26) < 0.008) & (y > 0.62) & (y < 0.74), (200, 210, 210))
    lay((np.abs(x - 0.26) < 0.06) & (y > 0.735) & (y < 0.752), (200, 210, 210))
    for cx, cy, r, tint in (
        (0.98, 0.84, 0.070, (196, 150, 56)),
        (1.10, 0.82, 0.064, (150, 70, 52)),
        (0.40, 0.88, 0.060, (96, 122, 70)),
    ):
        lay(np.hypot(x - cx, y - cy) < r, tint)
    # a sheet of music
    lay((np.abs(x - 0.20 - 0.3 * (y - 0.86)) < 0.14) & (y > 0.80) & (y < 0.98), (238, 230, 208))
    lay(
        (np.abs(x - 0.20 - 0.3 * (y - 0.86)) < 0.12) & (np.abs((y * 60) % 1 - 0.5) < 0.10) & (y > 0.82) & (y < 0.96),
        (70, 62, 58),
    )
    return fields.f32(picture)


def _grain(u: Floats, v: Floats, number: NDArray[np.int64]) -> Floats:
    """-1..1: value noise at any coordinates (cells of 1), another one for each `number`."""
    i, j = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    fu, fv = fields.f32(u - i), fields.f32(v - j)
    fu, fv = fu * fu * (3 - 2 * fu), fv * fv * (3 - 2 * fv)
    near = hash01(i, j, number) * (1 - fu) + hash01(i + 1, j, number) * fu
    far = hash01(i, j + 1, number) * (1 - fu) + hash01(i + 1, j + 1, number) * fu
    return fields.f32(2 * (near * (1 - fv) + far * fv) - 1)


def facets(board: Board) -> Floats:
    """Cubist planes: a still life broken along lines, each piece turned and shaded on its own."""
    x, y = board.x, board.y
    aspect = board.width / board.height
    rng = board.rng(4)
    address = np.zeros(x.shape, np.int64)
    near = np.full(x.shape, 9.0, np.float32)
    tilt = np.zeros(x.shape, np.float32)
    for k in range(17):
        turn = rng.choice([0.35, -0.5, 1.15, -1.2, 1.5]) + rng.normal() * 0.14
        cx, cy = rng.uniform(0.1, aspect - 0.1), rng.uniform(0.1, 0.9)
        side = (x - cx) * np.sin(turn) - (y - cy) * np.cos(turn)
        # lines end: a plane runs only so far
        reach = np.abs((x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)) < rng.uniform(0.24, 0.55)
        address = address * 2 + ((side > 0) & reach)
        address = (address * 6364136223846793005 + 1442695040888963407 * 0) % (1 << 40)
        closer = reach & (np.abs(side) < near)
        tilt = np.where(closer, np.sign(side) * (0.5 if k % 2 else -0.5), tilt)
        near = np.where(closer, np.abs(side), near).astype(np.float32)
    a, b, c, d = (hash01(address, address * 0 + k) for k in range(4))
    spin = 0.30 * (c - 0.5)
    dx, dy = x - 0.66, y - 0.56
    sx = 0.66 + dx * np.cos(spin) - dy * np.sin(spin) + 0.10 * (a - 0.5)
    sy = 0.56 + dx * np.sin(spin) + dy * np.cos(spin) + 0.10 * (b - 0.5)
    scale = 1 + 0.22 * (d - 0.5)
    still = _still_life(board, fields.f32(0.66 + (sx - 0.66) * scale), fields.f32(0.56 + (sy - 0.56) * scale))
    # from one edge of a plane light falls off, to the other it gathers
    fall = np.exp(-near / 0.055)
    shade = 1 + 0.62 * tilt * fall + 0.26 * (a - 0.5)
    tint = ramp(fields.f32(b), [(70, 82, 96), (132, 120, 98), (190, 160, 110), (222, 204, 164), (96, 112, 92)])
    picture = fields.f32(np.clip((0.74 * still + 0.26 * tint) * shade[..., None], 0, 1))
    edge = smoothstep(0.0030, 0.0010, near) * (0.45 + 0.5 * board.noise(6, 9, 2)).clip(0, 1)
    # dry paint dragged along each plane
    turn = np.floor(c * 5) * 0.63 + 0.2
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    drag = _grain(u * 26, v * 210, address % 4096) + 0.6 * _grain(u * 9, v * 60, address % 4096 + 7)
    stipple = (hash01(address, address * 0 + 6) > 0.78) & (board.noise(90, 12) > 0.45)
    picture = fields.f32(picture * (1 + 0.13 * drag)[..., None])
    picture = over(picture, 0.6 * stipple.astype(np.float32), rgb((240, 228, 196))[0])
    picture = over(picture, fields.f32(0.72 * edge), rgb((34, 28, 26))[0])
    canvas = fields.f32(0.25 * drag + 0.10 * board.noise(150, 13))
    return shaded(np.clip(picture, 0, 1).astype(np.float32), fields.blur(canvas, 0.7 * board.unit), 0.35)
