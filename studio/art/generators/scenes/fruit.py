"""Fruit on a table: apples, oranges, lemons, pears and grapes, with skin, shine and stems."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from studio.art.generators.scenes.canvas import Canvas, fbm, noise
from studio.art.generators.scenes.forms import Color, Light, Profile, capsule, film, linear, planes, smooth, swollen

APPLE = Profile(
    ((0, 0.84), (0.06, 0.91), (0.17, 1.03), (0.35, 1.05), (0.55, 0.99), (0.80, 0.94), (0.93, 0.90), (1, 0.87))
)
ORANGE = Profile(((0, 0.97), (0.1, 0.98), (0.5, 1.0), (0.9, 0.97), (1, 0.96)))
LEMON = Profile(
    (
        (0, 1.36),
        (0.045, 1.24),
        (0.10, 1.11),
        (0.22, 1.02),
        (0.5, 0.86),
        (0.80, 1.00),
        (0.92, 1.09),
        (0.965, 1.15),
        (1, 1.24),
    )
)
PEAR = Profile(((0, 1.62), (0.06, 1.53), (0.13, 1.25), (0.22, 0.99), (0.34, 0.91), (0.55, 1.02), (0.78, 1.00), (0.94, 0.93), (1, 0.91)))  # fmt: skip
GRAPE = Profile(((0, 1.06), (0.5, 0.97), (1, 1.04)))

SKINS: dict[str, Sequence[tuple[Color, Color]]] = {
    # main skin, the color of its blush or of its shaded side
    "apples": (((0.72, 0.10, 0.09), (0.90, 0.66, 0.22)), ((0.80, 0.22, 0.12), (0.93, 0.78, 0.32)), ((0.62, 0.70, 0.20), (0.85, 0.35, 0.20))),
    "oranges": (((0.95, 0.50, 0.07), (0.98, 0.66, 0.18)), ((0.93, 0.42, 0.05), (0.96, 0.60, 0.15))),
    "lemons": (((0.96, 0.80, 0.16), (0.80, 0.78, 0.22)), ((0.97, 0.84, 0.25), (0.90, 0.86, 0.30))),
    "pears": (((0.78, 0.72, 0.26), (0.78, 0.40, 0.18)), ((0.62, 0.66, 0.24), (0.84, 0.62, 0.26)), ((0.86, 0.68, 0.26), (0.72, 0.34, 0.16))),
    "grapes": (((0.26, 0.10, 0.26), (0.40, 0.16, 0.32)), ((0.62, 0.68, 0.28), (0.78, 0.76, 0.40))),
}  # fmt: skip
SHAPES = {"apples": APPLE, "oranges": ORANGE, "lemons": LEMON, "pears": PEAR, "grapes": GRAPE}
KINDS = tuple(SHAPES)


def reach(kind: str) -> tuple[float, float]:
    """Half width and height above its foot of a fruit of size 1, for shadows and spacing."""
    return {"lemons": (1.15, 1.7), "pears": (1.05, 2.5), "grapes": (1.7, 2.0)}.get(kind, (1.03, 1.9))


def fruit(c: Canvas, at: tuple[float, float], size: float, kind: str, light: Light, p: Sequence[float], shown: float,
          seed: int) -> None:  # fmt: skip
    """One fruit whose foot touches the table at `at` (x, y). `p`: six numbers 0..1 that make it this fruit."""
    if kind == "grapes":
        _grapes(c, at, size, light, p, shown)
        return
    skins = SKINS[kind]
    skin, blush = skins[int(p[0] * len(skins))]
    turn = (p[1] - 0.5) * 0.6
    if kind == "lemons":
        turn = (1.25 + 0.5 * p[1]) * (1.0 if p[2] > 0.5 else -1.0)
    if kind == "pears" and p[2] > 0.80:
        turn = (1.35 if p[1] > 0.5 else -1.35) + 0.2 * (p[1] - 0.5)
    rest = {"lemons": 0.90, "pears": 0.93}.get(kind, 0.92)
    x, y = at[0], at[1] - rest * size
    far = 1.75 * size if kind == "pears" else 1.45 * size
    w = c.cut(x - far, y - far, x + far, y + far)
    if w is None:
        return
    s = swollen(w.x, w.y, (x, y), size, SHAPES[kind], turn, 0.06 * (p[3] - 0.5))
    cos, sin = math.cos(turn), math.sin(turn)
    px, py = (w.x - x) / size, (y - w.y) / size
    qx, qy = px * cos - py * sin, px * sin + py * cos
    normal = s.normal
    albedo = planes(linear(skin)).expand(3, *s.u.shape)
    rough, gloss = 0.0, 0.75
    if kind == "apples":
        meridian = torch.atan2(qx, (qy - 0.75).abs() + 0.15)
        streak = 0.45 * fbm(meridian * 11.0 + 20 * p[4], s.t * 1.4, seed, 2, 0.7) + 0.7 * noise(
            px * 1.4, py * 1.4, seed + 1
        )
        warm = smooth(
            -0.6,
            1.3,
            streak
            + 1.0 * (p[4] - 0.45)
            + 0.9 * (qx * (2 * p[5] - 1))
            + 1.5 * torch.exp(-((qx * qx + (qy - 0.72) ** 2) / 0.10)),
        )
        albedo = torch.lerp(albedo, planes(linear(blush)).expand_as(albedo), 0.85 * warm)
        freckle = smooth(1.35, 1.7, noise(px * 21.0 + 9, py * 21.0, seed))
        albedo = albedo * (1.0 + 0.5 * freckle)
    elif kind in ("oranges", "lemons"):
        pores = noise(px * 26.0, py * 26.0, seed) + 0.6 * noise(px * 47.0, py * 47.0, seed + 1)
        rough = 0.055 if kind == "oranges" else 0.035
        albedo = albedo * (1.0 - 0.05 * pores.clamp_min(0.0))
        albedo = torch.lerp(
            albedo,
            planes(linear(blush)).expand_as(albedo),
            0.6 * smooth(0.2, 0.9, 0.5 + 0.5 * qx + 0.2 * fbm(px, py, seed, 2)),
        )
        ox, oy = noise(px * 26.0 + 3.3, py * 26.0 + 7.7, seed + 2), pores
        normal = (normal[0] + rough * ox, normal[1] + rough * oy, normal[2])
        gloss = 0.55
    else:
        russet = fbm(px * 2.2 + 5 * p[4], py * 2.2, seed, 4, 0.6)
        albedo = torch.lerp(
            albedo,
            planes(linear(blush)).expand_as(albedo),
            0.75 * smooth(0.1, 1.2, russet + 0.9 * qx * (1 if p[5] > 0.5 else -1)),
        )
        speck = smooth(1.1, 1.5, noise(px * 24.0, py * 24.0, seed))
        albedo = albedo * (1.0 - 0.35 * speck)
        gloss = 0.45
    down = smooth(-0.2, -1.0, py)  # close to the table less sky reaches the skin
    lit = albedo * light.on(normal) * (1.0 - 0.42 * down)
    lit = lit + albedo * planes(light.key) * 0.10 * (1.0 - s.normal[2]).pow(2)
    spec = light.glint(normal, 34.0) * 0.75 + 0.16 * light.glint(normal, 7.0)
    lit = lit + planes(light.key) * gloss * spec + planes(light.fill) * 0.20 * gloss * (1.0 - s.normal[2]).pow(3)
    if kind == "apples":
        dip = torch.exp(-((qx / 0.26) ** 2) - ((qy - 0.80) / 0.10) ** 2)
        lit = lit * (1.0 - 0.62 * dip)
    if kind == "oranges":
        navel = (qx * qx + (qy - 0.72) ** 2).sqrt()
        lit = lit * (1.0 - 0.45 * torch.exp(-((navel / 0.07) ** 2)))
    w.over(shown * w.cover(s.distance), film(lit))
    if kind in ("apples", "pears"):
        foot, top = (0.74, 1.14) if kind == "apples" else (1.54, 1.92)
        lean = 0.24 * (p[2] - 0.5)
        a, b = _turned(x, y, size, 0.0, foot, turn), _turned(x, y, size, lean, top, turn)
        dist, along = capsule(w.x, w.y, a, b)
        body = (
            planes(linear((0.30, 0.20, 0.11))) * (planes(light.key) * 0.55 + planes(light.fill)) * (0.7 + 0.7 * along)
        )
        w.over(shown * w.cover(dist - size * (0.035 + 0.02 * along)), film(body))


def _turned(x: float, y: float, size: float, qx: float, qy: float, turn: float) -> tuple[float, float]:
    cos, sin = math.cos(turn), math.sin(turn)
    return x + size * (qx * cos + qy * sin), y - size * (qy * cos - qx * sin)


def _grapes(c: Canvas, at: tuple[float, float], size: float, light: Light, p: Sequence[float], shown: float) -> None:
    skins = SKINS["grapes"]
    skin, second = skins[int(p[0] * len(skins))]
    lean = 1.0 if p[1] > 0.5 else -1.0
    r = 0.37 * size
    berries = []
    for k in range(34):
        ring = math.sqrt((k + 0.5) / 34.0)
        angle = 2.39996 * k + 6.283 * p[2]
        wob = math.sin(12.9 * k + 50.0 * p[3])
        along = ring * math.cos(angle) + 0.05 * wob
        taper = 0.80 - 0.38 * along  # a bunch is broad at its stalk and thin at its tip
        x = at[0] + lean * along * 1.45 * size
        y = at[1] - r - (0.62 + ring * math.sin(angle)) * taper * 0.86 * size + 0.25 * size * taper * taper
        berries.append((-ring + 0.25 * wob, x, min(y, at[1] - 0.85 * r), wob))
    stalk = (at[0] - lean * 1.75 * size, at[1] - 1.85 * size)
    w = c.cut(stalk[0] - size, stalk[1] - size, stalk[0] + size, stalk[1] + size)
    if w is not None:
        dist, _ = capsule(w.x, w.y, stalk, (at[0] - lean * 1.0 * size, at[1] - 1.0 * size))
        w.over(
            shown * w.cover(dist - 0.07 * size),
            film(planes(linear((0.42, 0.36, 0.16))) * (planes(light.key) * 0.7 + planes(light.fill))),
        )
    for _, x, y, wob in sorted(berries):
        w = c.cut(x - 1.2 * r, y - 1.2 * r, x + 1.2 * r, y + 1.2 * r)
        if w is None:
            continue
        s = swollen(w.x, w.y, (x, y), r, GRAPE, 0.5 * wob)
        tone = [a + (b - a) * (0.5 + 0.5 * wob) for a, b in zip(linear(skin), linear(second), strict=True)]
        albedo = planes((tone[0], tone[1], tone[2]))
        lx, ly, _ = light.toward
        through = (-(s.normal[0] * lx + s.normal[1] * ly)).clamp_min(0.0).pow(2) * (1.0 - s.normal[2]).clamp(0, 1)
        bloom = 0.10 * smooth(0.0, 0.9, s.normal[1]) * (1.0 + 0.3 * wob)
        lit = albedo * light.on(s.normal) + albedo * planes(light.key) * 1.6 * through
        lit = lit + planes(light.fill) * bloom * 0.6 + planes(light.key) * 0.8 * light.glint(s.normal, 45.0)
        w.over(0.55 * shown * w.cover(s.distance - 0.10 * r), film(albedo * 0.18))
        w.over(shown * w.cover(s.distance), film(lit))
