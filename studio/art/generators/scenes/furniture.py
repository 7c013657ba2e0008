"""Pieces of furniture for a room: a round table, a chair, a standing lamp, framed pictures."""

from __future__ import annotations

import math

import torch

from studio.art.generators.scenes import vessels
from studio.art.generators.scenes.canvas import Canvas, fbm
from studio.art.generators.scenes.forms import (
    Color,
    Light,
    Profile,
    capsule,
    ellipse,
    film,
    hexcolor,
    linear,
    mix,
    planes,
    scaled,
    smooth,
    turned,
)
from studio.art.generators.scenes.vessels import Place

PEDESTAL = Profile(((0, 0.34), (0.03, 0.36), (0.07, 0.22), (0.12, 0.09), (0.30, 0.06), (0.42, 0.10), (0.55, 0.06), (0.85, 0.055), (0.95, 0.11), (1, 0.12)))  # fmt: skip
POST = Profile(((0, 0.16), (0.015, 0.165), (0.03, 0.06), (0.05, 0.022), (0.60, 0.017), (1, 0.017)))
SHADE = Profile(((0, 0.62), (0.05, 0.60), (1, 0.36)))
OPEN = 0.30
"""How far a table top opens to the viewer."""


def round_table(
    c: Canvas, foot: tuple[float, float], tall: float, light: Light, wood: Color, cloth: float, shown: float, seed: int
) -> tuple[float, float, float]:
    """A round table that stands on `foot`; returns the middle of its top and its radius (canvas x, y, radius)."""
    r = 0.80 * tall
    top = (foot[0], foot[1] - tall)
    shade = c.cut(foot[0] - 1.5 * r, foot[1] - 0.5 * r, foot[0] + 1.5 * r, foot[1] + 0.5 * r)
    if shade is not None:
        d = (
            ((shade.x - foot[0] + 0.25 * r * light.toward[0]) / r) ** 2 + ((shade.y - foot[1]) / (OPEN * r)) ** 2
        ).sqrt()
        shade.rgb.mul_(1.0 - 0.42 * shown * smooth(1.35, 0.3, d))
    vessels.ceramic(
        c, Place(foot[0], foot[1], tall * 0.98, shown), PEDESTAL, wood, light, gloss=0.35, seed=seed, inside=False
    )
    if cloth > 0.15:
        _round_cloth(c, foot, tall, r, light, min(1.0, (cloth - 0.15) / 0.4), shown, seed)
    w = c.cut(top[0] - 1.05 * r, top[1] - OPEN * r * 1.1, top[0] + 1.05 * r, top[1] + OPEN * r * 1.3)
    if w is not None:
        edge = ellipse(w.x, w.y, (top[0], top[1] + 0.045 * r), r, OPEN * r)
        disk = ellipse(w.x, w.y, top, r, OPEN * r)
        key, fill = planes(light.key), planes(light.fill)
        grain = fbm((w.x - top[0]) / r * 2.0, (w.y - top[1]) / r * 16.0, seed, 3)
        linen = cloth > 0.15
        base = planes(linear((0.93, 0.91, 0.86) if linen else wood)) * (1.0 + (0.02 if linen else 0.16) * grain)
        w.over(shown * w.cover(edge), film(base * (key * 0.35 + fill * 0.6)))
        across = (w.x - top[0]) / r * light.toward[0]
        sheen = 0.0 if linen else 0.22
        far = smooth(0.3, -1.0, (w.y - top[1]) / (OPEN * r))
        lit = (
            base * (key * (light.toward[1] + 0.25 + 0.15 * across) + fill * 1.1)
            + (fill * 0.8 + key * 0.3) * sheen * far
        )
        w.over(shown * w.cover(disk), film(lit))
    return top[0], top[1], r


def _round_cloth(
    c: Canvas, foot: tuple[float, float], tall: float, r: float, light: Light, grown: float, shown: float, seed: int
) -> None:
    long = tall * (0.28 + 0.55 * grown)
    top = foot[1] - tall
    w = c.cut(foot[0] - 1.3 * r, top - 0.1 * r, foot[0] + 1.3 * r, top + long + 0.4 * r)
    if w is None:
        return
    profile = Profile(((0.0, 1.10), (0.5, 1.04), (1.0, 1.0)))
    s = turned(
        w.x, w.y, (foot[0], top + long), long, Profile(tuple((t, v * r / long) for t, v in profile.points)), OPEN
    )
    angle = torch.asin(s.u.clamp(-0.999, 0.999))
    wave = torch.sin(angle * 9.0 + seed % 7) + 0.4 * torch.sin(angle * 17.0 + 1.0)
    deep = smooth(1.0, 0.2, s.t)
    tilt = 0.85 * torch.cos(angle * 9.0 + seed % 7) * deep
    nx, nz = s.normal[0] + tilt * s.normal[2], s.normal[2]
    n = (nx * nx + nz * nz + 0.05).rsqrt()
    hem = s.distance + deep * 0.012 * tall * wave * smooth(0.3, 0.0, s.t)
    lit = (
        planes(linear((0.93, 0.91, 0.86)))
        * light.on((nx * n, 0.1 * torch.ones_like(nx), nz * n))
        * (0.80 + 0.20 * smooth(-1.0, 0.8, wave) * deep + 0.20 * (1.0 - deep))
    )
    band = smooth(0.035, 0.025, (s.t - 0.13).abs())
    lit = lit * (1.0 - band * (1.0 - planes((0.35, 0.45, 0.70))))
    w.over(shown * w.cover(hem), film(lit))


def chair(
    c: Canvas, foot: tuple[float, float], tall: float, side: float, light: Light, wood: Color, shown: float
) -> None:
    """A plain wooden chair, turned three quarters to the `side` (1 right, -1 left); `foot` is the middle below its seat."""
    wide, deep, seat, rise = 0.54 * tall, 0.115 * tall, 0.46 * tall, 1.0 * tall
    x, y = foot

    def place(u: float, v: float, h: float) -> tuple[float, float]:
        """u across (-1..1), v depth (0 back, 1 front), h height."""
        return x + side * (0.42 * wide * u + 0.28 * wide * (v - 0.5)), y - h + deep * (v - 0.5) * 1.2 + 0.025 * tall * u

    w = c.cut(x - tall, y - 1.15 * tall, x + tall, y + 0.35 * tall)
    if w is None:
        return
    key, fill = planes(light.key), planes(light.fill)
    for u, v in ((-1, 0), (1, 0), (-1, 1), (1, 1)):
        px, py = place(u, v, 0.0)
        d = (((w.x - px) / (0.10 * tall)) ** 2 + ((w.y - py) / (0.035 * tall)) ** 2).sqrt()
        w.rgb.mul_(1.0 - 0.35 * shown * smooth(1.2, 0.2, d))
    rest = place(0, 0.5, 0.0)
    d = (((w.x - rest[0]) / (0.36 * tall)) ** 2 + ((w.y - rest[1]) / (0.13 * tall)) ** 2).sqrt()
    w.rgb.mul_(1.0 - 0.28 * shown * smooth(1.3, 0.3, d))

    def bar(a: tuple[float, float], b: tuple[float, float], thick: float, bright: float) -> None:
        dist, _ = capsule(w.x, w.y, a, b)
        n = math.hypot(b[0] - a[0], b[1] - a[1])
        across = ((w.x - a[0]) * (b[1] - a[1]) - (w.y - a[1]) * (b[0] - a[0])) / (n * thick)
        round_ = 0.55 + 0.45 * (across * -light.toward[0] * (1.0 if b[1] < a[1] else -1.0)).clamp(-1.0, 1.0)
        w.over(shown * w.cover(dist - thick), film(planes(linear(wood)) * (key * bright * round_ + fill)))

    t = 0.020 * tall
    for u in (-1, 1):
        bar(place(u, 0, 0.0), place(u, 0, rise), t, 0.8)
    for h in (0.62, 0.77, 0.93):
        bar(place(-1, 0, h * tall), place(1, 0, h * tall), 1.35 * t, 1.0)
    bar(place(-1, 0, 0.2 * tall), place(-1, 1, 0.2 * tall), 0.7 * t, 0.6)
    bar(place(1, 0, 0.2 * tall), place(1, 1, 0.2 * tall), 0.7 * t, 0.6)
    for u in (-1, 1):
        bar(place(u, 1, 0.0), place(u, 1, seat), t, 0.9)
    bar(place(-1, 1, 0.24 * tall), place(1, 1, 0.24 * tall), 0.7 * t, 0.8)
    quad = [place(-1.12, -0.1, seat), place(1.12, -0.1, seat), place(1.12, 1.15, seat), place(-1.12, 1.15, seat)]
    for drop, bright in ((0.035 * tall, 0.45), (0.0, light.toward[1] + 0.3)):
        inside = torch.full_like(w.x * w.y, -1e9)
        for k in range(4):
            (ax, ay), (bx, by) = quad[k], quad[(k + 1) % 4]
            n = math.hypot(bx - ax, by - ay)
            inside = torch.maximum(inside, -side * ((w.x - ax) * (by - ay) - (w.y - drop - ay) * (bx - ax)) / n * -1.0)
        rush = 1.0 + 0.10 * torch.sin((w.x + w.y * 2.0) * 420.0 / max(tall * 5.0, 0.2))
        seat_color = mix(wood, (0.86, 0.72, 0.42), 0.65)
        w.over(shown * w.cover(inside), film(planes(linear(seat_color)) * rush * (key * bright + fill)))


def floor_lamp(c: Canvas, foot: tuple[float, float], tall: float, light: Light, lit: float, shown: float) -> None:
    """A standing lamp; `lit` 0..1 makes its shade glow."""
    vessels.halo(c, foot, 0.16 * tall, shown, 0.3)
    vessels.ceramic(
        c, Place(foot[0], foot[1], 0.80 * tall, shown), POST, (0.42, 0.34, 0.22), light, gloss=0.9, inside=False
    )
    at = Place(foot[0], foot[1] - 0.74 * tall, 0.24 * tall, shown)
    r = 0.62 * at.height
    w = c.cut(at.x - 1.2 * r, at.y - 1.4 * at.height, at.x + 1.2 * r, at.y + 0.4 * at.height)
    if w is None:
        return
    s = turned(w.x, w.y, (at.x, at.y), at.height, SHADE, 0.16)
    paper = planes(linear((0.93, 0.86, 0.70)))
    pleat = 1.0 + 0.05 * torch.sin(torch.asin(s.u.clamp(-0.999, 0.999)) * 26.0)
    glow = planes((1.15, 0.72, 0.34)) * lit * (0.55 + 0.75 * torch.exp(-(((s.t - 0.30) / 0.35) ** 2)) * s.normal[2])
    w.over(shown * w.cover(s.distance), film(paper * pleat * (light.on(s.normal) * 0.8 + glow)))


SKIES = tuple(map(hexcolor, ("#cfdbe0", "#e8c79a", "#9fb6c4", "#d9a58a", "#e6ddc8")))
LANDS = tuple(map(hexcolor, ("#6f7f5a", "#8a6a46", "#4f6a72", "#5a4a5e", "#7c8a80")))


def picture(
    c: Canvas, at: tuple[float, float], wide: float, tall: float, light: Light, seed: int, pick: float, shown: float
) -> None:
    """A small framed landscape on the wall, its middle at `at`."""
    w = c.cut(at[0] - 0.6 * wide, at[1] - 0.6 * tall, at[0] + 0.62 * wide, at[1] + 0.66 * tall)
    if w is None:
        return
    dx, dy = w.x - at[0], w.y - at[1]
    box = torch.maximum(dx.abs() - 0.5 * wide, dy.abs() - 0.5 * tall)
    cast = torch.maximum((dx + 0.02 * light.toward[0]).abs() - 0.5 * wide, (dy - 0.010).abs() - 0.5 * tall)
    w.rgb.mul_(1.0 - 0.34 * shown * smooth(0.014, -0.006, cast))
    frame = mix((0.62, 0.46, 0.20), (0.16, 0.12, 0.10), float(pick > 0.55))
    key, fill = planes(light.key), planes(light.fill)
    rim = 0.11 * wide
    bevel = torch.where(
        dx.abs() - 0.5 * wide > dy.abs() - 0.5 * tall, dx.sign() * light.toward[0], -dy.sign() * light.toward[1]
    )
    ridge = torch.sin(((-box) / rim).clamp(0.0, 1.0) * 3.14159)
    w.over(
        shown * w.cover(box),
        film(
            planes(linear(frame)) * (key * (0.35 + 0.30 * bevel * (0.4 + ridge) + 0.25 * ridge).clamp_min(0.03) + fill)
        ),
    )
    mount = 0.10 * wide * float(pick > 0.55)
    paper = box + rim
    w.over(shown * w.cover(paper), film(planes(linear((0.92, 0.90, 0.84))) * (key * 0.40 + fill)))
    art = paper + mount
    v = dy / tall + 0.5
    line = 0.55 + 0.10 * (pick - 0.5) + 0.06 * fbm(dx / wide * 2.0, 0.0 * dy, seed, 3)
    haze = fbm(dx / wide * 3.0, dy / tall * 6.0, seed + 1, 3)
    sky, land = SKIES[int(pick * 97) % len(SKIES)], LANDS[int(pick * 53) % len(LANDS)]
    tone = torch.lerp(
        planes(sky) * (1.0 + 0.08 * haze),
        planes(mix(sky, (1, 0.97, 0.9), 0.5)).expand(3, *v.shape),
        smooth(0.1, 0.5, v),
    )
    tone = torch.lerp(tone, planes(mix(land, sky, 0.45)).expand_as(tone), smooth(line - 0.10, line - 0.08, v))
    tone = torch.lerp(
        tone, (planes(land) * (1.0 + 0.15 * haze)).expand_as(tone), smooth(line + 0.02, line + 0.05, v - 0.04 * haze)
    )
    w.over(shown * w.cover(art), film(tone.clamp(0, 1).pow(2.2) * (key * 0.42 + fill)))
    w.over(shown * 0.25 * w.cover(art) * smooth(0.012, 0.0, -art), scaled(frame, 0.3))
