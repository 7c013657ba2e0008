"""A still pond with a stone rim, the trees and the sky in it, and water lilies."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import mix, ramp, scaled, smooth
from studio.art.generators.scenes.meadow import bloom_amount
from studio.art.generators.scenes.shrubs import leafage
from studio.core.params import Value


def pond_place(
    c: Canvas, f: Mapping[str, Value], far: float, eye: float, p: np.ndarray
) -> tuple[float, float, float, float]:
    """Middle x, y and half axes of the pond."""
    size = ramp(0.0, 1.0, number(f, "water"))
    side = 1.0 if number(f, "subject_x") < 0.5 else -1.0
    y = far + (0.16 + 0.05 * float(p[3])) * (1.0 - eye) / 0.55
    a = c.aspect * (0.14 + 0.34 * size)
    b = (0.045 + 0.10 * size) * (1.0 - eye) / 0.55
    return c.aspect * (0.5 + side * 0.30 * (1.0 - 0.5 * size)), y + 0.35 * b, a, b


def paint_pond(
    c: Canvas,
    f: Mapping[str, Value],
    air: Atmosphere,
    chance: Chance,
    pond: tuple[float, float, float, float],
    eye: float,
) -> None:
    """Still water with the trees and the sky in it, a stone rim, and lilies."""
    x, y, a, b = pond
    w = c.cut(x - 1.25 * a, y - 1.3 * b, x + 1.25 * a, y + 1.3 * b)
    if w is None:
        return
    seed = chance.number("garden.pond")
    shown = ramp(0.0, 0.12, number(f, "water"))
    wob = 0.10 * noise(w.x / a * 2.4, w.y / b * 2.4, seed)
    far = (((w.x - x) / a) ** 2 + ((w.y - y) / b) ** 2).sqrt() * (1.0 + wob)
    d = (far - 1.0) * min(a, b)
    down = ((w.y - (y - b)) / (2.0 * b)).clamp(0.0, 1.0)  # 0 far bank, 1 near bank
    ripple = noise(w.x * 9.0 / max(a, 0.1) * 0.5, w.y / b * 16.0, seed + 1)
    waves = number(f, "waves")
    bank = fbm(w.x * 6.0 + 0.02 * ripple, down * 1.2, seed + 2, 3)
    edge = 0.50 + 0.22 * bank + (0.03 + 0.10 * waves) * ripple
    trees = smooth(edge + 0.10, edge - 0.14, down)
    sky = torch.lerp(c.color(air.horizon), c.color(mix(air.middle, air.zenith, 0.5)), smooth(0.35, 1.0, down))
    dark = c.color(air.seen(scaled(leafage(air, 0.3), 0.75), 0.25, 0.2))
    tone = torch.lerp(sky.expand(3, *far.shape), dark.expand(3, *far.shape), trees * 0.85)
    tone = tone * (0.93 + 0.05 * ripple)
    glint = smooth(1.0, 1.7, ripple + 0.5 * noise(w.x * 60.0, w.y / b * 50.0, seed + 3)) * (0.15 + 0.5 * waves)
    tone = torch.lerp(tone, c.color(air.key).expand_as(tone), glint * 0.6)
    rim = torch.maximum(d - 0.016 * (1.0 + 0.6 * noise(w.x * 30.0, w.y * 30.0, seed + 4)), -d - 0.004)
    w.rgb.mul_(1.0 - 0.30 * shown * smooth(0.035, 0.0, d.abs()))
    w.over(shown * w.cover(d), tone.clamp(0.0, 1.0))
    stone = c.color(air.seen((0.62, 0.59, 0.53), 0.6, 0.1)) * (1.0 + 0.16 * noise(w.x * 45.0, w.y * 90.0, seed + 5))
    w.over(shown * w.cover(rim), stone)
    inner = smooth(-0.02, 0.0, d) * smooth(0.004, -0.004, d)
    w.rgb.mul_(1.0 - 0.35 * shown * inner)
    _lilies(c, f, air, chance, pond, shown)


def _lilies(
    c: Canvas,
    f: Mapping[str, Value],
    air: Atmosphere,
    chance: Chance,
    pond: tuple[float, float, float, float],
    shown: float,
) -> None:
    x, y, a, b = pond
    draws = chance.stream("garden.lilies").random((40, 7))
    amount = 0.35 + 0.65 * bloom_amount(f, air)
    light = c.color(air.key)
    pads = []
    for k in range(40):
        d = draws[k]
        grown = ramp(0.0, 1.0, amount * 40.0 - k) * (1.0 - air.winter)
        if grown > 0.0:
            heart = draws[int(d[6] * 5)]
            angle, ring = 6.283 * (heart[0] + 0.10 * (d[0] - 0.5)), 0.55 * heart[1] + 0.40 * d[1]
            px, py = x + a * 0.86 * ring * math.cos(angle), y + b * 0.86 * ring * math.sin(angle)
            pads.append((py, px, d, grown))
    for py, px, d, grown in sorted(pads, key=lambda one: one[0]):
        r = (0.010 + 0.014 * d[2]) * (0.5 + 1.1 * (py - (y - b)) / (2 * b)) * (0.6 + 0.4 * grown) * (b / 0.1) ** 0.4
        w = c.cut(px - 1.3 * r, py - 1.3 * r, px + 1.3 * r, py + 0.8 * r)
        if w is None:
            continue
        dx, dy = (w.x - px) / r, (w.y - py) / (0.42 * r)
        far = (dx * dx + dy * dy).sqrt()
        notch = torch.atan2(dy, dx) - 6.283 * (d[3] - 0.5)
        cut = (notch.abs() - 0.16) * far
        pad = torch.maximum(far - 1.0, -cut)
        lit = 0.6 + 0.25 * dx * air.side - 0.12 * dy
        green = c.color(mix((0.30, 0.46, 0.22), (0.48, 0.56, 0.26), d[4])) * torch.lerp(
            c.color(air.fill), light, lit.clamp(0, 1)
        )
        w.rgb.mul_(1.0 - 0.3 * shown * grown * smooth(1.3, 0.8, (dx * dx + (dy - 0.3) ** 2).sqrt()))
        w.over(shown * grown * w.cover(pad * 0.42 * r), green)
        if d[5] < 0.38 * amount:
            q = (dx * dx + ((w.y - py + 0.30 * r) / (0.62 * r)) ** 2).sqrt() / 0.62
            angle = torch.atan2(w.y - py + 0.30 * r, dx * r)
            petal = q - (0.86 + 0.14 * torch.cos(angle * 8.0))
            white = mix((0.98, 0.95, 0.93), (0.95, 0.68, 0.76), float(d[4]))
            tone = (
                c.color(white)
                * torch.lerp(c.color(air.fill), light, (0.7 + 0.3 * dx * air.side).clamp(0, 1))
                * (0.86 + 0.2 * q.clamp(0, 1))
            )
            w.over(shown * grown * w.cover(petal * 0.6 * r), tone.clamp(0, 1))
            w.over(shown * grown * w.cover((q - 0.30) * 0.6 * r), c.color((0.96, 0.78, 0.24)) * light)
