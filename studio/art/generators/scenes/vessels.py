"""Things that stand on a table: vases, bottles, jugs, glasses, bowls and candlesticks, all turned on a lathe."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.art.generators.scenes.canvas import Canvas, fbm
from studio.art.generators.scenes.forms import (
    Color,
    Light,
    Profile,
    Surface,
    capsule,
    ellipse,
    film,
    linear,
    mix,
    planes,
    scaled,
    smooth,
    turned,
)

TILT = 0.22
"""How far rims and feet open to the viewer, who looks down at the table a little."""

VASES = (
    Profile(
        ((0, 0.19), (0.04, 0.21), (0.30, 0.35), (0.50, 0.37), (0.72, 0.25), (0.87, 0.125), (0.95, 0.135), (1, 0.17))
    ),
    Profile(((0, 0.22), (0.03, 0.23), (0.25, 0.34), (0.42, 0.31), (0.62, 0.14), (0.88, 0.10), (1, 0.135))),
    Profile(((0, 0.26), (0.05, 0.29), (0.42, 0.42), (0.76, 0.35), (0.90, 0.26), (1, 0.28))),
    Profile(((0, 0.20), (0.03, 0.215), (0.45, 0.25), (0.90, 0.31), (1, 0.335))),
)
BOTTLES = (
    Profile(((0, 0.125), (0.02, 0.138), (0.52, 0.138), (0.62, 0.12), (0.72, 0.06), (0.80, 0.042), (0.94, 0.040), (0.95, 0.052), (0.99, 0.052), (1, 0.045))),
    Profile(((0, 0.15), (0.02, 0.17), (0.36, 0.185), (0.52, 0.15), (0.66, 0.065), (0.80, 0.042), (0.95, 0.042), (0.96, 0.056), (1, 0.052))),
)  # fmt: skip
JUG = Profile(((0, 0.25), (0.04, 0.28), (0.28, 0.40), (0.46, 0.38), (0.70, 0.25), (0.84, 0.215), (1, 0.27)))
TUMBLER = Profile(((0, 0.25), (0.04, 0.27), (1, 0.36)))
GOBLET = Profile(
    ((0, 0.24), (0.03, 0.22), (0.07, 0.05), (0.40, 0.035), (0.48, 0.10), (0.62, 0.235), (0.80, 0.27), (1, 0.24))
)
BOWL = Profile(((0, 0.34), (0.06, 0.32), (0.13, 0.13), (0.36, 0.12), (0.46, 0.30), (0.66, 0.78), (1, 1.06)))
STICK = Profile(((0, 0.42), (0.05, 0.43), (0.12, 0.30), (0.17, 0.11), (0.36, 0.08), (0.45, 0.14), (0.54, 0.08), (0.80, 0.085), (0.88, 0.17), (1, 0.20)))  # fmt: skip
WAX = Profile(((0, 0.075), (0.97, 0.072), (1, 0.064)))


@dataclass(frozen=True)
class Place:
    """Where a thing stands, how large it is, and how much of it is there (0..1, it fades in)."""

    x: float
    y: float
    height: float
    shown: float = 1.0


def _window(c: Canvas, at: Place, radius: float, above: float = 0.02, below: float = 0.0) -> Canvas | None:
    r = radius * at.height
    return c.cut(at.x - r, at.y - at.height * (1.0 + above) - TILT * r, at.x + r, at.y + TILT * r + below + 2 * c.px)


def gleam(s: Surface, light: Light, width: float = 0.16, height: float = 0.30, bar: float = 0.0) -> Tensor:
    """The mirrored window on a glazed surface: an upright soft box where the surface faces between light and eye.

    `bar`: how dark the bar of that window is.
    """
    lx, ly, lz = light.toward
    n = math.sqrt(lx * lx + ly * ly + (lz + 1.0) ** 2)
    dx, dy = (s.normal[0] - lx / n) / width, (s.normal[1] - 0.5 * ly / n) / height
    box = torch.exp(-(dx.abs() ** 3)) * torch.exp(-(dy.abs() ** 4))
    return box * (1.0 - bar * torch.exp(-((dx / 0.16) ** 2)) * (0.3 + 0.7 * light.hard))


def ceramic(
    c: Canvas, at: Place, profile: Profile, glaze: Color, light: Light, *, gloss: float = 0.6, second: Color | None = None,
    bands: float = 0.0, seed: int = 0, inside: bool = True,
) -> None:  # fmt: skip
    """A glazed pot. `second`: color of the painted bands and of the crackle. `inside`: paint the open mouth."""
    w = _window(c, at, profile.widest + 0.02)
    if w is None:
        return
    s = turned(w.x, w.y, (at.x, at.y), at.height, profile, TILT)
    base = planes(linear(glaze))
    grain = fbm(s.u * 2.5 + 9.0, s.t * 7.0, seed, 3)
    albedo = base * (1.0 + 0.07 * grain)
    if second is not None and bands > 0.0:
        wave = (s.t - 0.42 - 0.02 * torch.sin(s.u * 7.0)).abs()
        paint = bands * (
            smooth(0.075, 0.06, (wave - 0.11).abs())
            * (0.6 + 0.4 * smooth(-0.4, 0.4, torch.sin(torch.asin(s.u.clamp(-0.999, 0.999)) * 11.0) + grain))
            + smooth(0.02, 0.012, (s.t - 0.9).abs())
        )
        albedo = torch.lerp(albedo, planes(linear(second)).expand_as(albedo), paint.clamp(0.0, 1.0))
    near_foot = smooth(0.0, 0.22, s.t)
    lit = albedo * light.on(s.normal) * (0.62 + 0.38 * near_foot)
    rim = (1.0 - s.normal[2]).pow(3) * 0.35 * gloss
    lit = (
        lit
        + planes(light.fill) * rim
        + planes(light.key) * (gloss * 1.1 * gleam(s, light, bar=0.4) + 0.10 * gloss * light.glint(s.normal, 9.0))
    )
    w.over(at.shown * w.cover(s.distance), film(lit))
    if inside:
        mouth(w, at, profile, scaled(linear(glaze), 0.5), light)


def mouth(w: Canvas, at: Place, profile: Profile, color: Color, light: Light) -> None:
    """The dark opening and the bright lip around it."""
    r = profile.points[-1][1] * at.height
    top = (at.x, at.y - at.height)
    outer = ellipse(w.x, w.y, top, r, TILT * r)
    inner = ellipse(w.x, w.y, top, 0.88 * r, 0.80 * TILT * r)
    side = ((w.x - at.x) / r) * light.toward[0]
    lip = planes(color) * 1.9 * (planes(light.key) * (0.75 + 0.35 * side) + planes(light.fill))
    w.over(at.shown * w.cover(outer), film(lip))
    depth = 0.10 + 0.30 * (0.5 - 0.5 * side) * smooth(-1.0, 1.0, (w.y - top[1]) / (TILT * r))
    w.over(at.shown * w.cover(inner), film(planes(color) * (planes(light.key) + planes(light.fill)) * depth))


def handle(c: Canvas, at: Place, side: float, glaze: Color, light: Light) -> None:
    """The ear of a jug, to the right of it for side = 1."""
    r = 0.22 * at.height
    x, y = at.x + side * 0.30 * at.height, at.y - 0.66 * at.height
    w = c.cut(x - 1.3 * r, y - 1.5 * r, x + 1.3 * r, y + 1.5 * r)
    if w is None:
        return
    dx, dy = (w.x - x) * side, w.y - y
    far = (dx * dx + (dy / 1.2) ** 2).sqrt()
    ring = far - 0.82 * r
    thick = 0.17 * r
    d = torch.maximum(ring.abs() - thick, -dx - 0.35 * r)
    across = (ring / thick).clamp(-1.0, 1.0)
    nz = (1.0 - across * across).clamp_min(0.0).sqrt()
    nx, ny = side * across * dx / far.clamp_min(1e-4), -across * dy / far.clamp_min(1e-4)
    lit = planes(linear(glaze)) * light.on((nx, ny, nz)) * 0.9 + planes(light.key) * 0.4 * light.glint(
        (nx, ny, nz), 30.0
    )
    w.over(at.shown * w.cover(d), film(lit))


def bottle(
    c: Canvas, at: Place, profile: Profile, glass: Color, light: Light, fill: float, label: Color | None
) -> None:
    """A bottle of colored glass, `fill` of it full: it darkens what stands behind and mirrors the window."""
    w = _window(c, at, profile.widest + 0.02)
    if w is None:
        return
    s = turned(w.x, w.y, (at.x, at.y), at.height, profile, TILT)
    mask = at.shown * w.cover(s.distance)
    edge = 1.0 - s.normal[2]
    wet = smooth(fill + 0.006, fill - 0.006, s.t)
    depth = (0.9 + 2.6 * edge.pow(2) + 1.1 * wet * (1.0 - edge)).clamp_max(4.5)
    through = planes(glass).log() * depth
    w.over(mask, w.rgb * through.exp())
    lx = light.toward[0]
    # light that entered on the lit side gathers on the other one
    caustic = (
        torch.exp(-(((s.u + 0.55 * (1.0 if lx >= 0 else -1.0)) / 0.22) ** 2))
        * smooth(0.02, 0.2, s.t)
        * smooth(0.68, 0.5, s.t)
    )
    glow = planes(light.key) * planes(glass) * (0.55 * caustic * (0.35 + wet) + 0.12 * light.facing(s.normal))
    shine = planes(light.key) * (0.95 * gleam(s, light, 0.10, 0.5)) + planes(light.fill) * (
        0.30 * edge.pow(2) + 0.12 * torch.exp(-(((s.u - 0.82 * (1 if lx < 0 else -1)) / 0.08) ** 2))
    )
    w.over(mask, film(w.rgb.clamp(0, 1).pow(2.2) + glow + shine))
    if label is not None:
        paper = torch.maximum((s.t - 0.30).abs() - 0.105, s.u.abs() - 0.995) * at.height
        line = 0.12 * smooth(0.012, 0.006, ((s.t - 0.30).abs() - 0.08).abs()) + 0.35 * smooth(
            0.02, 0.014, (s.t - 0.32).abs()
        ) * smooth(0.55, 0.5, s.u.abs())
        lit = planes(linear(label)) * (1.0 - line) * light.on(s.normal)
        w.over(mask * w.cover(paper), film(lit))


def tumbler(c: Canvas, at: Place, light: Light, liquid: Color, fill: float, stem: bool = False) -> None:
    """A clear glass with something in it."""
    profile = GOBLET if stem else TUMBLER
    w = _window(c, at, profile.widest + 0.02)
    if w is None:
        return
    s = turned(w.x, w.y, (at.x, at.y), at.height, profile, TILT)
    mask = at.shown * w.cover(s.distance)
    edge = 1.0 - s.normal[2]
    low = 0.50 if stem else 0.07
    level = low + (1.0 - low) * fill
    wet = smooth(level + 0.008, level - 0.008, s.t) * smooth(low - 0.01, low + 0.01, s.t)
    w.over(mask, w.rgb * (1.0 - 0.30 * edge.pow(1.5)))
    absorb = (planes(liquid).log() * (0.7 + 0.9 * (1.0 - edge))).exp()
    w.over(mask * wet, w.rgb * absorb)
    sign = 1.0 if light.toward[0] >= 0 else -1.0
    caustic = torch.exp(-(((s.u + 0.5 * sign) / 0.28) ** 2)) * wet
    shine = planes(light.key) * (
        0.9 * gleam(s, light, 0.09, 0.6) + 0.35 * caustic * planes(liquid) + 0.25 * edge.pow(4)
    )
    w.over(mask, film(w.rgb.clamp(0, 1).pow(2.2) + shine + planes(light.fill) * 0.22 * edge.pow(2)))
    for place, r, bright in ((1.0, profile.points[-1][1], 0.75), (level, float(profile(torch.tensor(level))[0]), 0.35)):
        rx = r * at.height * (0.99 if place == 1.0 else 0.96)
        d = ellipse(w.x, w.y, (at.x, at.y - at.height * place), rx, TILT * rx)
        if place != 1.0:
            w.over(
                at.shown * 0.40 * w.cover(d),
                film(planes(linear(liquid)) * (planes(light.fill) + 0.5 * planes(light.key)) + 0.03),
            )
        lip = w.cover(d.abs() - 0.006 * at.height)
        side = 0.6 + 0.4 * (w.x - at.x) / rx * sign
        w.over(at.shown * bright * lip * side, film(planes(light.fill) + 0.6 * planes(light.key)))


def candle(c: Canvas, at: Place, light: Light, metal: Color, flame: float) -> tuple[float, float]:
    """A candle in a candlestick; returns where the flame stands. The halo is painted by `glow`."""
    foot = Place(at.x, at.y, 0.42 * at.height, at.shown)
    ceramic(c, foot, STICK, metal, light, gloss=1.1, inside=False)
    wax = Place(at.x, at.y - 0.41 * at.height, 0.44 * at.height, at.shown)
    w = _window(c, wax, 0.12)
    if w is not None:
        s = turned(w.x, w.y, (wax.x, wax.y), wax.height, WAX, TILT)
        lit = planes(linear((0.95, 0.90, 0.78))) * light.on(s.normal)
        through = flame * smooth(0.35, 1.0, s.t).pow(2)
        lit = lit + planes((1.0, 0.52, 0.16)) * 0.85 * through
        w.over(at.shown * w.cover(s.distance), film(lit))
    tip = (at.x, at.y - 0.90 * at.height)
    size = 0.055 * at.height
    w = c.cut(tip[0] - 2 * size, tip[1] - 2.6 * size, tip[0] + 2 * size, tip[1] + 2.0 * size)
    if w is not None:
        dist, _ = capsule(w.x, w.y, (at.x, at.y - 0.845 * at.height), (at.x + 0.1 * size, tip[1] + 0.1 * size))
        w.over(at.shown * w.cover(dist - 0.10 * size), (0.12, 0.09, 0.08))
        v = (tip[1] + 0.75 * size - w.y) / (2.7 * size)  # 0 at the base of the flame, 1 at its tip
        half = size * 0.72 * (v.clamp(0, 1).sqrt() * (1.0 - v).clamp_min(0.0)) * 1.75
        q = ((w.x - at.x) / half.clamp_min(1e-5)).abs()
        body = smooth(1.0, 0.55, q) * smooth(-0.02, 0.05, v) * smooth(1.0, 0.9, v)
        core = smooth(0.75, 0.0, q) * smooth(0.0, 0.25, v) * smooth(0.95, 0.45, v)
        tone = torch.lerp(
            planes((1.0, 0.62, 0.14)).expand(3, *q.shape), planes((1.0, 0.96, 0.80)).expand(3, *q.shape), core
        )
        tone = torch.lerp(tone, planes((0.35, 0.45, 0.95)).expand_as(tone), 0.55 * smooth(0.16, 0.0, v))
        w.over(at.shown * flame * body, tone)
    return tip


def glow(c: Canvas, at: tuple[float, float], radius: float, color: Color, strength: float) -> None:
    """Adds a halo of light around a flame or lamp (screen blend, so that nothing clips)."""
    w = c.cut(at[0] - 2.5 * radius, at[1] - 2.5 * radius, at[0] + 2.5 * radius, at[1] + 2.5 * radius)
    if w is None or strength <= 0.0:
        return
    far = (((w.x - at[0]) ** 2 + (w.y - at[1]) ** 2) / (radius * radius)).clamp_max(6.25)
    halo = (torch.exp(-far * 1.6) * 0.55 + 0.45 * torch.exp(-far * 12.0)) * (1.0 - far / 6.25)
    add = planes(color) * (strength * halo)
    w.rgb.add_((1.0 - w.rgb.clamp(0.0, 1.0)) * add)


def shadow_of(c: Canvas, at: Place, radius: float, light: Light, squash: float, strength: float, color: Color) -> None:
    """What a standing thing casts on the table: a dark contact, and a shadow that softens as it runs from the foot.

    The table lies at `squash` (its depth seems that much shorter than its width). The light's color is taken out of the
    picture and `color` of the shade is left: the picture is multiplied by it.
    """
    lx, ly, lz = light.toward
    run = min(0.9 / max(ly, 0.25), 2.4) * at.height * 0.85
    end = (at.x - lx * run, at.y - lz * run * squash * 0.22)
    pad = radius + 0.35 * run + 0.01
    w = c.cut(min(at.x, end[0]) - pad, min(at.y, end[1]) - pad, max(at.x, end[0]) + pad, max(at.y, end[1]) + pad)
    if w is None:
        return
    yy = (w.y - at.y) / squash + at.y
    dist, along = capsule(w.x, yy, (at.x, at.y), (end[0], (end[1] - at.y) / squash + at.y))
    soft = (0.006 + (0.05 + 0.22 * (1.0 - light.hard)) * run * along) + 0.25 * radius * (1.0 - light.hard)
    cast = (0.5 - (dist - radius * (0.96 - 0.18 * along)) / (2.0 * soft)).clamp(0.0, 1.0)
    cast = cast * cast * (3.0 - 2.0 * cast) * (1.0 - 0.42 * along) * strength * (0.35 + 0.65 * light.hard)
    near = ((w.x - at.x) ** 2 + ((w.y - at.y) / squash) ** 2).sqrt() / radius
    contact = 0.62 * torch.exp(-(((near - 0.80).clamp_min(0.0) / 0.28) ** 2))
    dark = (1.0 - (1.0 - cast) * (1.0 - contact)) * at.shown
    w.rgb.mul_(1.0 - dark * (1.0 - planes(color)))


def contact(c: Canvas, at: tuple[float, float], radius: float, shown: float) -> None:
    """The dark where something touches the table, no larger than its foot and a little more."""
    w = c.cut(at[0] - 1.6 * radius, at[1] - 0.7 * radius, at[0] + 1.6 * radius, at[1] + 0.7 * radius)
    if w is not None:
        far = (((w.x - at[0]) / radius) ** 2 + ((w.y - at[1]) / (0.36 * radius)) ** 2).sqrt()
        w.rgb.mul_(1.0 - 0.55 * shown * smooth(1.5, 0.6, far))


def halo(c: Canvas, at: tuple[float, float], radius: float, shown: float, strength: float = 0.20) -> None:
    """Darkens softly what lies behind a thing close to it (ambient occlusion)."""
    w = c.cut(at[0] - 1.6 * radius, at[1] - 1.6 * radius, at[0] + 1.6 * radius, at[1] + 1.6 * radius)
    if w is not None:
        far = ((w.x - at[0]) ** 2 + (w.y - at[1]) ** 2).sqrt() / radius
        w.rgb.mul_(1.0 - shown * strength * smooth(1.55, 0.85, far))


def glazes(mood: float) -> tuple[tuple[Color, Color], ...]:
    """Pairs of glaze and painted band. `mood` 0 quiet to 1 colorful."""
    plain = ((0.86, 0.83, 0.77), (0.62, 0.66, 0.66), (0.75, 0.62, 0.50), (0.42, 0.47, 0.50), (0.84, 0.78, 0.66))
    rich = ((0.93, 0.92, 0.89), (0.16, 0.30, 0.55), (0.70, 0.33, 0.20), (0.45, 0.60, 0.52), (0.85, 0.62, 0.26))
    bands = ((0.16, 0.27, 0.56), (0.90, 0.88, 0.82), (0.92, 0.84, 0.68), (0.90, 0.92, 0.86), (0.40, 0.25, 0.16))
    return tuple((mix(a, b, mood), band) for a, b, band in zip(plain, rich, bands, strict=True))
