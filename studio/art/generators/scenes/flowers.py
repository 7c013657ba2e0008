"""Flowers near enough to have a face: heads of seven kinds, leaves, and bouquets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from studio.art.generators.scenes.canvas import Canvas, noise
from studio.art.generators.scenes.forms import Color, Light, capsule, film, linear, mix, planes, ramp, scaled, smooth

KINDS: dict[str, tuple[str, ...]] = {
    "red": ("poppy", "rose", "tulip"),
    "yellow": ("sunflower", "daisy", "tulip"),
    "white": ("daisy", "rose", "daisy"),
    "pink": ("rose", "daisy", "tulip"),
    "blue": ("cornflower", "daisy", "cornflower"),
    "purple": ("lavender", "aster", "tulip"),
    "orange": ("poppy", "aster", "tulip"),
    "mixed": ("poppy", "daisy", "rose", "cornflower", "tulip", "aster", "sunflower"),
}
COLORS: dict[str, tuple[Color, ...]] = {
    "red": ((0.84, 0.12, 0.09), (0.72, 0.06, 0.12), (0.92, 0.27, 0.16)),
    "yellow": ((0.97, 0.78, 0.12), (0.98, 0.86, 0.36), (0.93, 0.66, 0.10)),
    "white": ((0.96, 0.95, 0.91), (0.94, 0.92, 0.84), (0.92, 0.94, 0.96)),
    "pink": ((0.92, 0.52, 0.62), (0.96, 0.70, 0.74), (0.84, 0.34, 0.52)),
    "blue": ((0.24, 0.36, 0.80), (0.38, 0.52, 0.88), (0.18, 0.26, 0.66)),
    "purple": ((0.50, 0.34, 0.72), (0.62, 0.46, 0.80), (0.40, 0.22, 0.60)),
    "orange": ((0.96, 0.48, 0.10), (0.98, 0.60, 0.22), (0.88, 0.36, 0.08)),
}
_MIXED: dict[str, tuple[str, ...]] = {
    "poppy": ("red", "red", "orange"), "daisy": ("white", "white", "yellow"), "rose": ("pink", "red", "white"),
    "cornflower": ("blue",), "tulip": ("yellow", "pink", "red"), "aster": ("purple", "pink"), "sunflower": ("yellow",),
    "lavender": ("purple",),
}  # fmt: skip


@dataclass(frozen=True)
class Bloom:
    """One flower: kind, petal color, and the color of its eye."""

    kind: str
    color: Color
    eye: Color


def choose(color: str, pick: float, shade: float) -> Bloom:
    """The flower of a color name that two chance numbers 0..1 pick."""
    kinds = KINDS[color]
    kind = kinds[int(pick * len(kinds)) % len(kinds)]
    names = _MIXED[kind] if color == "mixed" else (color,)
    tones = COLORS[names[int(shade * 7.0) % len(names)]]
    tone = tones[int(shade * 31.0) % len(tones)]
    eye = {
        "poppy": (0.10, 0.08, 0.12),
        "sunflower": (0.26, 0.14, 0.07),
        "daisy": (0.92, 0.70, 0.14),
        "aster": (0.90, 0.68, 0.16),
    }
    return Bloom(kind, tone, eye.get(kind, scaled(tone, 0.55)))


def head(c: Canvas, at: tuple[float, float], r: float, bloom: Bloom, light: Light, p: Sequence[float], shown: float = 1.0,
         face: tuple[float, float] = (0.0, 0.0)) -> None:  # fmt: skip
    """A flower head of radius `r`. `face`: which way it looks, (0, 0) at the viewer, length < 1. `p`: four numbers 0..1."""
    if bloom.kind == "lavender":
        _spike(c, at, r, bloom, light, p, shown)
        return
    if bloom.kind == "tulip":
        _cup(c, at, r, bloom, light, p, shown, face)
        return
    w = c.cut(at[0] - 1.25 * r, at[1] - 1.25 * r, at[0] + 1.25 * r, at[1] + 1.25 * r)
    if w is None:
        return
    fx, fy = face
    tilt = min(math.hypot(fx, fy), 0.8)
    turn = math.atan2(fy, fx) if tilt > 1e-6 else 0.0
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = w.x - at[0], w.y - at[1]
    qx, qy = dx * cos + dy * sin, dy * cos - dx * sin
    squash = math.sqrt(1.0 - tilt * tilt)
    qx = (qx - 0.12 * tilt * r) / squash
    far = (qx * qx + qy * qy).sqrt() / r
    angle = torch.atan2(qy, qx) + 6.283 * p[0]
    lx, ly, lz = light.toward
    toward = ((dx * lx - dy * ly) / r).clamp(-1.0, 1.0)
    base = linear(bloom.color)
    if bloom.kind == "rose":
        _rose(w, far, angle, toward, r, base, light, p, shown)
        return
    petals, layers, notch, ragged = {
        "daisy": (13 + int(5 * p[1]), 1, 0.16, 0.0), "sunflower": (17, 2, 0.30, 0.0), "poppy": (4, 2, 0.10, 0.05),
        "cornflower": (9, 2, 0.26, 0.10), "aster": (22, 2, 0.18, 0.0),
    }[bloom.kind]  # fmt: skip
    for layer in range(layers):
        size = 1.0 - 0.22 * layer
        at_petal = torch.remainder(angle * petals / 6.28318 + 0.5 * layer, 1.0) - 0.5
        number = torch.floor(angle * petals / 6.28318 + 0.5 * layer)
        own = torch.sin(number * 2.4 + 9.0 * p[2])  # each petal a little different
        tip = size * (1.0 - notch * (2.0 * at_petal).pow(2) * (1.6 if bloom.kind == "sunflower" else 1.0) + 0.06 * own)
        if ragged:
            tip = tip + ragged * torch.sin(angle * 23.0 + 3.0 * own) * 0.7
        gap = 0.0 if bloom.kind == "poppy" else 0.42
        d = (
            torch.maximum(far - tip, (at_petal.abs() - 0.5 + gap * (far - 0.75).clamp_min(0.0)) * far * 6.28 / petals)
            * r
            * squash
        )
        ridge = 1.0 - 0.35 * (2.0 * at_petal).pow(2)
        fold = smooth(0.5, 0.36, at_petal.abs()) * 0.35 + 0.65
        cup = 0.62 + 0.45 * (far / size).clamp(0.0, 1.0)
        facing = (0.62 + 0.34 * lz + 0.30 * toward * (1 if layer == 0 else 0.5) + 0.06 * own).clamp_min(0.1)
        shade = ridge * fold * cup
        lit = (
            planes(base)
            * shade
            * (planes(light.key) * facing + planes(light.fill) * 0.75 + planes(light.bounce) * 0.25)
        )
        if bloom.kind == "poppy":
            crease = 1.0 + 0.10 * torch.sin(angle * 31.0 + 4.0 * far)
            lit = lit * crease + planes(light.key) * planes(base) * 0.25 * (1.0 - far).clamp_min(0.0)
        w.over(shown * 0.5 * w.cover(d - 0.05 * r * layer), film(planes(base) * 0.22))
        w.over(shown * w.cover(d), film(lit))
    eye_r = {"daisy": 0.27, "sunflower": 0.46, "poppy": 0.22, "cornflower": 0.20, "aster": 0.24}[bloom.kind]
    eye = linear(bloom.eye)
    dome = (1.0 - (far / eye_r).pow(2)).clamp_min(0.0).sqrt()
    # the florets of the eye can be told apart only where the flower is large
    fine = ramp(3.0, 9.0, eye_r * r / w.px)
    dots: torch.Tensor | float = 1.0
    if fine > 0.0:
        dots = 1.0 + 0.45 * fine * noise(dx / r * 16.0 + 31.0 * p[3], dy / r * 16.0, 977)
    ring = 0.55 + 0.75 * smooth(0.3, 1.0, far / eye_r) if bloom.kind == "sunflower" else 0.7 + 0.4 * dome
    lit = planes(eye) * dots * ring * (planes(light.key) * (0.55 + 0.3 * dome + 0.4 * toward) + planes(light.fill))
    w.over(shown * 0.45 * smooth(1.5 * eye_r, 0.8 * eye_r, far), film(planes(base) * 0.25))
    w.over(shown * w.cover((far - eye_r) * r * squash), film(lit))


def _rose(w: Canvas, far: torch.Tensor, angle: torch.Tensor, toward: torch.Tensor, r: float, base: Color, light: Light,
          p: Sequence[float], shown: float) -> None:  # fmt: skip
    """A rose or peony: shells of broad petals, each rim bright over the shadow of the next shell."""
    for shell in range(6):
        size = 1.0 - 0.165 * shell
        count = 5.0 if shell < 4 else 3.0
        phase = angle * count + 2.1 * shell + 6.283 * p[1]
        rim = size * (0.93 + 0.07 * torch.cos(phase) + 0.02 * torch.sin(3.0 * phase + 2.0))
        d = (far - rim) * r
        inward = ((rim - far) / 0.17).clamp(0.0, 1.0)
        bright = 1.02 - 0.55 * inward + 0.16 * torch.cos(phase)
        facing = 0.55 + 0.30 * light.toward[2] + 0.45 * toward * (1.0 - 0.12 * shell)
        deep = 1.0 - 0.055 * shell
        lit = (
            planes(base)
            * (bright * deep)
            * (planes(light.key) * facing.clamp_min(0.08) + planes(light.fill) * 0.8 + planes(light.bounce) * 0.2)
        )
        lit = lit + planes(light.key) * planes(base).sqrt() * 0.10 * (1.0 - inward) * facing.clamp_min(0.0)
        w.over(shown * 0.40 * w.cover(d - 0.035 * r), film(planes(base) * 0.20))
        w.over(shown * w.cover(d), film(lit))


def _cup(c: Canvas, at: tuple[float, float], r: float, bloom: Bloom, light: Light, p: Sequence[float], shown: float,
         face: tuple[float, float]) -> None:  # fmt: skip
    w = c.cut(at[0] - 1.3 * r, at[1] - 1.3 * r, at[0] + 1.3 * r, at[1] + 1.3 * r)
    if w is None:
        return
    lean = 0.7 * face[0] + 0.3 * (p[0] - 0.5)
    cos, sin = math.cos(lean), math.sin(lean)
    dx, dy = (w.x - at[0]) / r, (w.y - at[1]) / r
    qx, qy = dx * cos + dy * sin, dy * cos - dx * sin
    base = linear(bloom.color)
    for ox, turn, dark in ((-0.30, -0.20, 0.72), (0.30, 0.20, 0.80), (0.0, 0.05 * (p[1] - 0.5), 1.0)):
        ux, uy = (qx - ox) * math.cos(turn) + qy * math.sin(turn), qy * math.cos(turn) - (qx - ox) * math.sin(turn)
        v = ((0.82 - uy) / 1.75).clamp(0.0, 1.0)
        half = 0.60 * (v.clamp_min(1e-4).pow(0.55) * (1.0 - v).clamp_min(0.0).pow(0.62)) * 1.55
        d = torch.maximum(ux.abs() - half, torch.maximum(uy - 0.82, -0.93 - uy)) * r * 0.85
        u = (ux / half.clamp_min(1e-3)).clamp(-1.0, 1.0)
        nz = (1.0 - 0.8 * u * u).clamp_min(0.0).sqrt()
        facing = (0.40 + 0.6 * (u * 0.8 * light.toward[0] + nz * light.toward[2] + 0.25 * light.toward[1])).clamp_min(
            0.05
        )
        veins = 1.0 + 0.05 * torch.sin(u * 16.0)
        lit = planes(base) * dark * veins * (0.62 + 0.42 * v) * (planes(light.key) * facing + planes(light.fill))
        w.over(shown * 0.35 * w.cover(d - 0.05 * r), film(planes(base) * 0.2))
        w.over(shown * w.cover(d), film(lit))


def _spike(
    c: Canvas, at: tuple[float, float], r: float, bloom: Bloom, light: Light, p: Sequence[float], shown: float
) -> None:
    for k in range(13):
        t = k / 12.0
        side = 1.0 if k % 2 else -1.0
        size = r * (0.24 - 0.12 * t)
        x = at[0] + side * 0.16 * r * (1.0 - t) + (p[0] - 0.5) * 0.5 * r * t
        y = at[1] + 0.9 * r - 2.3 * r * t
        w = c.cut(x - 1.6 * size, y - 1.6 * size, x + 1.6 * size, y + 1.6 * size)
        if w is None:
            continue
        dx, dy = (w.x - x) / size, (w.y - y) / size
        far = (dx * dx + dy * dy * 0.8).sqrt()
        facing = (0.75 + 0.45 * (dx * light.toward[0] - dy * light.toward[1])).clamp_min(0.2)
        lit = (
            planes(linear(bloom.color))
            * (0.75 + 0.5 * ((k * 7) % 5) / 4.0)
            * (planes(light.key) * facing + planes(light.fill))
        )
        w.over(shown * w.cover((far - 1.0) * size), film(lit))


def leaf(c: Canvas, root: tuple[float, float], tip: tuple[float, float], width: float, color: Color, light: Light,
         shown: float = 1.0) -> None:  # fmt: skip
    """A pointed leaf with a midrib; one half catches more light than the other."""
    pad = width + 0.004
    w = c.cut(
        min(root[0], tip[0]) - pad, min(root[1], tip[1]) - pad, max(root[0], tip[0]) + pad, max(root[1], tip[1]) + pad
    )
    if w is None:
        return
    dx, dy = tip[0] - root[0], tip[1] - root[1]
    n = math.hypot(dx, dy)
    t = ((w.x - root[0]) * dx + (w.y - root[1]) * dy) / (n * n)
    v = ((w.x - root[0]) * dy - (w.y - root[1]) * dx) / n
    tt = t.clamp(0.0, 1.0)
    half = width * 2.2 * tt.clamp_min(1e-5).pow(0.7) * (1.0 - tt).clamp_min(1e-5).pow(0.9)
    bow = v - width * 0.5 * (tt * (1 - tt))
    d = torch.maximum(bow.abs() - half, torch.maximum(-t, t - 1.0) * n)
    side = 1.0 if light.toward[0] * dy + light.toward[1] * dx > 0 else -1.0
    bright = 0.72 + 0.34 * smooth(-0.3, 0.3, side * bow / width) + 0.25 * torch.exp(-((bow / (0.10 * width)) ** 2))
    lit = planes(linear(color)) * bright * (planes(light.key) * 0.75 + planes(light.fill) * 0.8)
    w.over(shown * w.cover(d), film(lit))


def stem(
    c: Canvas,
    a: tuple[float, float],
    b: tuple[float, float],
    thick: float,
    color: Color,
    light: Light,
    shown: float = 1.0,
) -> None:
    pad = thick + 0.003
    w = c.cut(min(a[0], b[0]) - pad, min(a[1], b[1]) - pad, max(a[0], b[0]) + pad, max(a[1], b[1]) + pad)
    if w is None:
        return
    dist, _ = capsule(w.x, w.y, a, b)
    w.over(shown * w.cover(dist - thick), film(planes(linear(color)) * (planes(light.key) * 0.6 + planes(light.fill))))


GREENS: tuple[Color, ...] = (
    (0.24, 0.40, 0.18),
    (0.34, 0.48, 0.24),
    (0.18, 0.33, 0.20),
    (0.44, 0.52, 0.30),
    (0.30, 0.44, 0.32),
)


def bouquet(c: Canvas, mouth: tuple[float, float], size: float, amount: float, color: str, light: Light,
            rng: np.random.Generator, shown: float = 1.0) -> None:  # fmt: skip
    """Flowers and leaves that rise from a vase whose mouth is at `mouth`, about `size` high and wide.

    `amount` 0..1 lets flowers in one by one in an order fixed by `rng`: first the large ones of the middle.
    """
    count = 22
    draws, faces, greens = rng.random((count, 10)), rng.random((count, 4)), rng.random((26, 6))
    here = [ramp(0.0, 1.0, amount * (count - 1) + 1.6 - k) if amount > 0.0 else 0.0 for k in range(count)]
    full = 0.55 + 0.45 * math.sqrt(amount)
    for k in range(26):
        grown = shown * ramp(0.0, 1.0, amount * 30.0 + 0.5 - k) if amount > 0.0 else 0.0
        if grown <= 0.0:
            continue
        g = greens[k]
        angle = (g[0] - 0.5) * 3.3
        reach = size * full * (0.45 + 0.50 * g[1])
        tip = (mouth[0] + reach * 0.85 * math.sin(angle), mouth[1] - reach * (0.10 + 0.80 * math.cos(0.75 * angle)))
        start = (mouth[0] + 0.25 * (tip[0] - mouth[0]) * g[2], mouth[1] + 0.25 * (tip[1] - mouth[1]) * g[2])
        leaf(c, start, tip, size * (0.035 + 0.035 * g[3]), GREENS[int(g[4] * 5)], light, grown)
    blooms = []
    for k in range(count):
        d = draws[k]
        angle = 2.39996 * k + 0.9 * (d[0] - 0.5)
        ring = math.sqrt((k + 0.4) / count) * (0.85 + 0.3 * d[1])
        x = mouth[0] + size * full * 0.60 * ring * math.cos(angle)
        y = mouth[1] - size * full * (0.56 + 0.46 * ring * math.sin(angle))
        r = size * (0.175 - 0.075 * ring) * (0.75 + 0.5 * d[2]) * (0.6 + 0.4 * here[k])
        face = (0.75 * ring * math.cos(angle), -0.65 * ring * math.sin(angle))
        blooms.append((ring, x, y, r, face, k))
        if here[k] > 0.0:
            stem(
                c,
                (mouth[0] + 0.10 * (x - mouth[0]), mouth[1] + 0.02 * size),
                (x, y),
                0.007 * size,
                GREENS[k % 5],
                light,
                shown * here[k],
            )
    for ring, x, y, r, face, k in sorted(blooms, reverse=True):
        if here[k] <= 0.0:
            continue
        d = draws[k]
        bloom = choose(color, d[3] if color == "mixed" else 0.999 * d[3] * (0.4 + 0.6 * draws[0, 9]), d[4])
        depth = 1.0 - 0.28 * ring  # the middle comes forward into the light
        dim = Light(
            light.toward, scaled(light.key, depth), scaled(light.fill, 0.75 + 0.25 * depth), light.bounce, light.hard
        )
        shade = c.cut(x - 1.5 * r, y - 1.5 * r, x + 1.5 * r, y + 1.5 * r)
        if shade is not None:
            far = ((shade.x - x + 0.15 * r * light.toward[0]) ** 2 + (shade.y - y - 0.15 * r) ** 2).sqrt() / r
            shade.rgb.mul_(1.0 - 0.42 * shown * here[k] * smooth(1.4, 0.7, far))
        big = 1.35 if bloom.kind in ("sunflower", "lavender") else (1.12 if bloom.kind in ("rose", "poppy") else 1.0)
        head(
            c, (x, y), r * big, bloom, dim, (faces[k, 0], faces[k, 1], faces[k, 2], faces[k, 3]), shown * here[k], face
        )


def middle(color: str) -> Color:
    """The color a bed of such flowers has from afar."""
    if color == "mixed":
        return (0.80, 0.52, 0.50)
    tones = COLORS[color]
    return mix(tones[0], tones[1], 0.5)
