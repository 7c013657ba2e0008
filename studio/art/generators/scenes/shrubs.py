"""Shrubs, hedges and climbing roses: clumps of leaves that the light models, with small blossoms over them."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere
from studio.art.generators.scenes.canvas import Canvas, fbm, noise
from studio.art.generators.scenes.dice import scatter
from studio.art.generators.scenes.forms import Color, mix, scaled, smooth


def foliage(x: Tensor, y: Tensor, cell: float, seed: int) -> tuple[Tensor, Tensor]:
    """Leaves of two sizes, each an oval turned its own way: -1 in the gaps to about 1 on a leaf's lit face."""
    bent = noise(x / (2.6 * cell), y / (2.6 * cell), seed + 5)  # so that no grid shows
    x, y = x + 0.7 * cell * bent, y - 0.5 * cell * bent
    out = []
    for k, size in enumerate((1.0, 0.56)):
        ca, sa = math.cos(0.5 + 1.3 * k), math.sin(0.5 + 1.3 * k)
        dx, dy, turn, shade = scatter(x * ca + y * sa, y * ca - x * sa, cell * size, (seed + 31 * k) % 8633)
        cos, sin = torch.cos(turn * 3.1416), torch.sin(turn * 3.1416)
        u, v = dx * cos + dy * sin, dy * cos - dx * sin
        oval = 1.0 - ((u / 0.46) ** 2 + (v / 0.28) ** 2)
        out.append(oval.clamp(-1.0, 1.0) * (0.55 + 0.45 * shade) + 0.7 * (shade - 0.5))
    return out[0], out[1]


def roses(x: Tensor, y: Tensor, cell: float, seed: int, share: float, px: float) -> Tensor:
    """Small round blossoms over leaves, 0..1; `share` of the cells bear one."""
    dx, dy, pick, size = scatter(x, y, cell, seed % 8633)
    r = 0.17 + 0.14 * size
    far = (dx * dx + dy * dy + 1e-6).sqrt()
    wave = 1.0 - 0.10 * torch.cos(5.0 * torch.atan2(dy, dx) + 6.283 * pick)
    alpha = (0.5 - (far - r * wave) * cell / px).clamp(0.0, 1.0)
    curl = 1.0 - 0.30 * smooth(0.35, 0.9, torch.sin(far / r * 7.0 + 6.0 * size))
    return alpha * curl * smooth(share * 0.62 + 0.06, share * 0.62 - 0.06, pick)


def bush(c: Canvas, at: tuple[float, float], wide: float, tall: float, color: Color, air: Atmosphere, seed: int, distance: float,
         blossoms: tuple[Color, float] | None = None) -> None:  # fmt: skip
    """A shrub or crown of leaves that stands on `at`: lit clumps on one side, cool depth on the other."""
    w = c.cut(at[0] - 0.68 * wide, at[1] - 1.2 * tall, at[0] + 0.68 * wide, at[1] + 0.02)
    if w is None:
        return
    u, v = (w.x - at[0]) / (0.5 * wide), (at[1] - w.y) / tall
    far = (u * u + ((v - 0.42) / 0.56) ** 2 + 1e-6).sqrt()
    unit = max(wide, tall)
    k = 2.6
    sx, sy = (w.x - at[0]) / unit * k, (w.y - at[1]) / unit * k
    clump = fbm(sx * 1.6, sy * 1.6, seed, 3, 0.55)
    lit_from = fbm(sx * 1.6 + 0.30 * air.side, sy * 1.6 - 0.30, seed, 3, 0.55)
    grain = 0.020 * unit**0.6 * 0.35**0.4
    leaves, fine = foliage(w.x, w.y, grain, seed)
    flat = smooth(0.42, 0.0, v)  # the foot of a shrub is broad
    d = (far - 1.0 - 0.16 * clump) * (1.0 - flat) + (u.abs() - 1.0 - 0.06 * clump) * flat
    d = torch.maximum(d, (w.y - at[1]) / (0.5 * min(wide, tall)) + 0.05 * leaves)
    ragged = d * 0.5 * min(wide, tall) - (0.030 * leaves + 0.018 * fine) * unit * 0.35
    shine = 0.34 + 0.42 * (clump - lit_from) + 0.22 * (v - 0.45) + 0.26 * air.side * u + 0.11 * leaves + 0.07 * fine
    key, fill = c.color(air.key), c.color(air.fill)
    deep = c.color(scaled(mix(color, (0.10, 0.20, 0.24), 0.35), 0.62)) * fill * 1.1
    light = c.color(mix(color, (0.80, 0.78, 0.32), 0.18)) * torch.lerp(fill, key, torch.tensor(0.92))
    tone = torch.lerp(deep, light, smooth(-0.05, 1.0, shine))
    if air.snow > 0.0:
        tone = torch.lerp(
            tone,
            (c.color((0.95, 0.97, 1.0)) * torch.lerp(fill, key, shine.clamp(0, 1))),
            air.snow * smooth(0.15, 0.75, shine + 0.4 * v - 0.1),
        )
    if blossoms is not None and blossoms[1] > 0.0:
        dot = roses(w.x, w.y, 2.3 * grain, seed + 3, blossoms[1], w.px) * smooth(-0.1, 0.3, v + 0.3 * clump)
        petal = c.color(blossoms[0]) * torch.lerp(fill, key, (0.35 + 0.65 * shine).clamp(0, 1))
        tone = torch.lerp(tone, petal.expand_as(tone), dot)
    tone = torch.lerp(tone, c.color(air.haze).expand_as(tone), air.veil(distance))
    w.over(w.cover(ragged), tone.clamp(0.0, 1.0))


def leafage(air: Atmosphere, pick: float) -> Color:
    green = ((0.27, 0.42, 0.19), (0.20, 0.37, 0.20), (0.36, 0.47, 0.20), (0.24, 0.40, 0.27))[int(pick * 4) % 4]
    gold = ((0.78, 0.48, 0.14), (0.70, 0.30, 0.12), (0.80, 0.62, 0.20), (0.60, 0.42, 0.18))[int(pick * 4) % 4]
    fresh = mix(green, (0.52, 0.62, 0.24), 0.55 * air.spring)
    return mix(mix(fresh, gold, air.autumn), (0.40, 0.36, 0.32), 0.8 * air.winter)
