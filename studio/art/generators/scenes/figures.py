"""Small living things and boats: birds in the sky, sailing boats, people who give a place its scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch

from studio.art.generators.scenes.canvas import Canvas
from studio.art.generators.scenes.forms import (
    Color,
    Light,
    Profile,
    capsule,
    film,
    hexcolor,
    linear,
    mix,
    planes,
    ramp,
    scaled,
    smooth,
    turned,
)

COATS = tuple(map(hexcolor, ("#2f3440", "#7d2f2b", "#2f4a6b", "#c9b48a", "#5a6b4a", "#8a4a5e", "#d8cfc0", "#4a3a33")))
SKIRT = Profile(
    (
        (0, 0.150),
        (0.04, 0.155),
        (0.25, 0.128),
        (0.50, 0.082),
        (0.60, 0.060),
        (0.70, 0.085),
        (0.80, 0.088),
        (0.845, 0.040),
        (0.87, 0.024),
    )
)
COAT = Profile(((0, 0.060), (0.06, 0.058), (0.30, 0.078), (0.46, 0.088), (0.60, 0.080), (0.74, 0.098), (0.815, 0.088), (0.85, 0.038), (0.87, 0.026)))  # fmt: skip


def person(c: Canvas, at: tuple[float, float], height: float, light: Light, p: Sequence[float], shown: float = 1.0,
           haze: Color | None = None, hazed: float = 0.0) -> None:  # fmt: skip
    """A standing or walking figure whose feet are at `at`. `p`: five numbers 0..1 that dress and turn it.

    `haze`, `hazed`: color of the air in front of it and how much of it there is.
    """
    w = c.cut(at[0] - 0.30 * height, at[1] - 1.05 * height, at[0] + 0.30 * height, at[1] + 0.04 * height)
    if w is None or shown <= 0.0:
        return
    skirt = p[0] < 0.5
    cloth = COATS[int(p[1] * len(COATS))]
    skin, hair = (0.80, 0.60, 0.48), ((0.16, 0.10, 0.07), (0.45, 0.30, 0.16), (0.30, 0.18, 0.10))[int(p[2] * 3)]

    def put(color: Color, normal: tuple[torch.Tensor, torch.Tensor, torch.Tensor], d: torch.Tensor) -> None:
        tone = film(planes(linear(color)) * light.on(normal))
        if haze is not None:
            tone = torch.lerp(tone, planes(haze).expand_as(tone), hazed)
        w.over(shown * w.cover(d), tone)

    step = (p[3] - 0.5) * 0.16 * height
    for side in (-1.0, 1.0):
        hip = (at[0] + side * 0.026 * height, at[1] - 0.45 * height)
        foot = (at[0] + side * (0.030 * height + step), at[1] - (0.012 * height if side * step < 0 else 0.0))
        d, across = _limb(w, hip, foot, 0.034 * height, 0.022 * height)
        put(scaled(cloth, 0.6) if not skirt else (0.20, 0.16, 0.15), across, d)
    body = turned(
        w.x,
        w.y,
        (at[0], at[1] - (0.06 if skirt else 0.22) * height),
        height * (1.0 if skirt else 0.84) * 0.94,
        SKIRT if skirt else COAT,
        0.05,
    )
    fold = 0.20 * torch.sin(body.u * 9.0 + 6.0 * p[4]) * smooth(0.55, 0.0, body.t)
    put(cloth, (body.normal[0] + fold, body.normal[1], body.normal[2]), body.distance)
    for side in (-1.0, 1.0):
        shoulder = (at[0] + side * 0.080 * height, at[1] - 0.78 * height)
        swing = (0.05 - 0.06 * p[4]) * height * side - step * 0.4
        hand = (at[0] + side * 0.085 * height + swing, at[1] - 0.45 * height)
        d, across = _limb(w, shoulder, hand, 0.031 * height, 0.023 * height)
        put(scaled(cloth, 0.92), across, d)
    head = (at[0] + 0.01 * height * (2 * p[4] - 1), at[1] - 0.925 * height)
    r = 0.062 * height
    dx, dy = (w.x - head[0]) / r, (w.y - head[1]) / r
    z = (1.0 - dx * dx * 1.25 - dy * dy * 0.8).clamp_min(0.0).sqrt()
    ball = ((dx * dx * 1.25 + dy * dy * 0.8).sqrt() - 1.0) * r
    put(skin, (dx, -dy, z), ball)
    away = p[4] > 0.35  # most people walk into the picture: we see their hair
    crown = torch.maximum(ball - 0.10 * r, (dy - (0.55 if away else -0.25)) * r)
    put(hair, (dx, -dy, z), crown)
    if p[2] > 0.72:  # a hat
        brim = torch.maximum((dx.abs() - 1.75) * r, (dy + 0.35).abs() * r - 0.16 * r)
        top = torch.maximum((dx.abs() - 0.95) * r, torch.maximum(-1.25 - dy, dy + 0.35) * r)
        put(mix((0.85, 0.76, 0.55), cloth, 0.25), (dx * 0.5, -dy * 0.5 + 0.5, z + 0.3), torch.minimum(brim, top))


def _limb(
    w: Canvas, a: tuple[float, float], b: tuple[float, float], r0: float, r1: float
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    dist, along = capsule(w.x, w.y, a, b)
    radius = r0 + (r1 - r0) * along
    u = ((w.x - a[0] - (b[0] - a[0]) * along) / radius).clamp(-1.0, 1.0)
    return dist - radius, (u, torch.zeros_like(u) + 0.1, (1.0 - u * u).clamp_min(0.0).sqrt())


def people(c: Canvas, spots: Sequence[tuple[float, float]], height_at: float, vanish_y: float, amount: float, light: Light,
           rng: np.random.Generator, haze: Color, thick: float) -> None:  # fmt: skip
    """Figures at `spots` (x, y of their feet), tall in proportion to their depth below `vanish_y`.

    `height_at`: a person's height per unit of y below the eye level. `amount` lets them in one by one.
    """
    draws = rng.random((len(spots), 5))
    here = []
    for k, (x, y) in enumerate(spots):
        shown = ramp(0.0, 1.0, amount * (len(spots) + 1.0) - k)
        if shown > 0.0:
            here.append((y, x, shown, k))
    for y, x, shown, k in sorted(here):
        h = max((y - vanish_y) * height_at, 0.004)
        _ground_shadow(c, (x, y), h, light, shown)
        person(c, (x, y), h, light, draws[k].tolist(), shown, haze, thick / (1.0 + 9.0 * h))


def _ground_shadow(c: Canvas, at: tuple[float, float], h: float, light: Light, shown: float) -> None:
    lx, ly, _ = light.toward
    run = min(0.7 / max(ly, 0.2), 2.2) * h
    end = (at[0] - lx * run, at[1] + 0.10 * run)
    w = c.cut(min(at[0], end[0]) - 0.2 * h, at[1] - 0.1 * h, max(at[0], end[0]) + 0.2 * h, end[1] + 0.15 * h)
    if w is None:
        return
    dist, along = capsule(w.x, (w.y - at[1]) * 2.6 + at[1], at, (end[0], (end[1] - at[1]) * 2.6 + at[1]))
    dark = smooth(0.11 * h, 0.05 * h, dist) * (1.0 - 0.6 * along) * shown * (0.25 + 0.35 * light.hard)
    w.rgb.mul_(1.0 - dark * planes((0.75, 0.70, 0.55)))


def birds(
    c: Canvas,
    amount: float,
    rng: np.random.Generator,
    sky: tuple[float, float, float, float],
    color: Color,
    size: float = 1.0,
) -> None:
    """Birds on the wing inside `sky` (x0, y0, x1, y1): a loose flock, and a few that fly alone.

    `color`: sRGB of their dark bodies in this light. `amount` 0..1 lets them in one after another.
    """
    draws = rng.random((34, 8))
    x0, y0, x1, y1 = sky
    heart = (x0 + (0.2 + 0.6 * draws[0, 6]) * (x1 - x0), y0 + (0.25 + 0.4 * draws[0, 7]) * (y1 - y0))
    heading = 1.0 if draws[1, 6] > 0.5 else -1.0
    for k in range(34):
        shown = ramp(0.0, 1.0, amount * 32.0 + (0.99 if amount > 0 else 0.0) - k)
        if shown <= 0.0:
            continue
        d = draws[k]
        if k % 4 == 3:
            x, y = x0 + d[0] * (x1 - x0), y0 + d[1] * (y1 - y0)
        else:
            rank = k * 0.011 * (x1 - x0)
            x = heart[0] - heading * rank * (0.5 + 0.8 * d[0]) + 0.03 * (d[4] - 0.5)
            y = heart[1] + (d[1] - 0.5) * 0.34 * (y1 - y0) + 0.35 * rank * (1.0 if k % 2 else -1.0)
        span = (0.010 + 0.016 * d[2] ** 2) * size * (0.5 + 0.5 * shown)
        _bird(c, (x, y), span, d[3], (d[4] - 0.5) * 0.5, heading, color, shown)


def _bird(
    c: Canvas,
    at: tuple[float, float],
    span: float,
    beat: float,
    bank: float,
    heading: float,
    color: Color,
    shown: float,
) -> None:
    w = c.cut(at[0] - 1.2 * span, at[1] - 1.0 * span, at[0] + 1.2 * span, at[1] + 1.0 * span)
    if w is None:
        return
    cos, sin = math.cos(bank), math.sin(bank)
    dx, dy = (w.x - at[0]) / span * heading, (w.y - at[1]) / span
    u, v = dx * cos + dy * sin, dy * cos - dx * sin
    a = u.abs()
    lift = 0.55 * (beat - 0.25)  # wings up or down
    # a wing rises to the wrist and falls to its tip; it is broad at the body and thin at the tip
    line = -lift * torch.sin(a.clamp(0, 1) * 2.6) * 0.9 + 0.28 * (a - 0.45).clamp_min(0.0) * (1.0 if lift > 0 else -0.4)
    thick = 0.115 * (1.0 - a).clamp_min(0.0).sqrt() + 0.01
    wing = torch.maximum((v - line).abs() - thick, a - 1.0)
    body = ((u * 0.4 / 0.16) ** 2 + ((v - 0.02) / 0.10) ** 2).sqrt() * 0.10 - 0.10
    d = torch.minimum(wing, body) * span
    w.over(shown * w.cover(d - 0.25 * c.px), color)


def boat(c: Canvas, at: tuple[float, float], size: float, light: Light, p: Sequence[float], shown: float = 1.0,
         haze: Color = (0.8, 0.85, 0.9), hazed: float = 0.0) -> None:  # fmt: skip
    """A sailing boat whose waterline is at `at`; `size` is half the length of its hull. `p`: six numbers 0..1."""
    if shown <= 0.0:
        return
    w = c.cut(at[0] - 1.5 * size, at[1] - 3.3 * size, at[0] + 1.5 * size, at[1] + 0.1 * size)
    if w is not None:
        _rig(w, w.y, at, size, light, p, shown, haze, hazed)


def boat_reflection(c: Canvas, at: tuple[float, float], size: float, light: Light, p: Sequence[float], shown: float, waves: float,
                    haze: Color, hazed: float, strength: float) -> None:  # fmt: skip
    """The mirror image of `boat` in the water below it, broken by `waves` 0..1."""
    w = c.cut(at[0] - 1.7 * size, at[1] - 0.01, at[0] + 1.7 * size, at[1] + 2.6 * size)
    if w is None or shown * strength <= 0.0:
        return
    depth = (w.y - at[1]).clamp_min(0.0) / size
    ripple = torch.sin(w.y * (46.0 / size) * 0.11 + 2.0 * torch.sin(w.x * (9.0 / size)))
    sway = (0.02 + 0.16 * waves) * size * depth.clamp_max(1.6) * ripple
    keep = w.rgb.clone()
    x = w.x
    w.x = x + sway
    _rig(w, at[1] - depth * size * 1.25, at, size, light, p, shown, haze, hazed)
    w.x = x
    fade = (
        strength
        * torch.exp(-depth * (0.55 + 1.2 * waves))
        * (0.72 + 0.28 * smooth(-0.8, 0.4, ripple))
        * smooth(-1e-4, 1e-4, w.y - at[1])
    )
    w.rgb.copy_(torch.lerp(keep, w.rgb * 0.9, fade))


HULLS = tuple(map(hexcolor, ("#6b2f26", "#f0ebe0", "#2c4a66", "#3a2f2b", "#8a5a36", "#a03a2e")))
SAILS = tuple(map(hexcolor, ("#f6f0e2", "#f3e6cf", "#efe9e4", "#c8573a", "#e6b86a")))


def _rig(w: Canvas, y: torch.Tensor, at: tuple[float, float], size: float, light: Light, p: Sequence[float], shown: float, haze: Color,
         hazed: float) -> None:  # fmt: skip
    heading = 1.0 if p[0] > 0.5 else -1.0
    heel = (p[1] - 0.35) * 0.16
    u = (w.x - at[0]) / size * heading
    v = (at[1] - y) / size  # up
    u = u - heel * v
    hull, sail = HULLS[int(p[2] * len(HULLS))], SAILS[int(p[3] * len(SAILS))]

    def put(color: torch.Tensor, d: torch.Tensor, alpha: float = 1.0) -> None:
        tone = film(color)
        w.over(alpha * shown * w.cover(d * size), torch.lerp(tone, planes(haze).expand_as(tone), hazed))

    key, fill = planes(light.key), planes(light.fill)
    side = light.toward[0] * heading
    mast = 2.45
    put(
        planes(linear((0.28, 0.18, 0.11))) * (key * 0.6 + fill) + 0.0 * u,
        torch.maximum((u - 0.06).abs() - 0.018, torch.maximum(0.1 - v, v - mast)),
    )
    # mainsail: full belly toward the stern; foresail from the bow to the mast
    belly = 0.10 * torch.sin(3.14159 * ((v - 0.42) / 1.9).clamp(0.0, 1.0))
    luff = u - 0.04
    leech = -(u + 0.96 - 0.40 * (v - 0.42)) - belly
    main = torch.maximum(torch.maximum(luff, leech), torch.maximum(0.40 - 0.05 * u - v, v - 2.36))
    round_ = (0.60 + 0.5 * (-u) * -side + 0.20 * (v - 1.0) * 0.3).clamp(0.35, 1.1)
    seam = 1.0 - 0.06 * smooth(0.03, 0.01, (torch.remainder(v * 3.2 + 0.4 * u, 1.0) - 0.5).abs())
    glow_through = 0.35 * max(-light.toward[2], 0.0)
    put(planes(linear(sail)) * (key * (round_ * 0.85 + glow_through) + fill) * seam, main)
    jib_belly = 0.09 * torch.sin(3.14159 * ((v - 0.34) / 1.7).clamp(0.0, 1.0))
    jib = torch.maximum(
        torch.maximum(0.10 + 0.05 * (2.1 - v) * 0.3 - u - 0.02, (u - 1.02 + 0.46 * (v - 0.34)) - jib_belly),
        torch.maximum(0.34 + 0.06 * u - v, v - 2.15),
    )
    shade = (0.55 + 0.45 * side * (u - 0.3) + 0.1).clamp(0.35, 1.05)
    put(planes(linear(mix(sail, (1, 1, 1), 0.3))) * (key * (shade * 0.9 + glow_through) + fill), jib)
    sheer = 0.30 + 0.10 * u * u + 0.05 * u
    bow = 1.0 + 0.10 * v
    body = torch.maximum(torch.maximum(-v, v - sheer), torch.maximum(u - bow - 0.22 * v, -0.92 - u - 0.10 * v))
    lit = (0.45 + 0.35 * (side * u * 0.7 + 0.3) + 0.5 * v).clamp(0.2, 1.0)
    stripe = smooth(0.02, 0.01, (v - sheer + 0.075).abs() - 0.012)
    base = torch.lerp(
        planes(linear(hull)).expand(3, *u.shape),
        planes(linear(mix(hull, (0.95, 0.92, 0.85), 0.75))).expand(3, *u.shape),
        stripe,
    )
    put(base * (key * lit + fill * 1.1), body)
    put(base * 0.25 * (key + fill), torch.maximum((v - 0.015).abs() - 0.02, u.abs() - 0.95), 0.7)
