"""Abstract compositions made of separate shapes: circles and lines, facets of light, gestures of a loaded brush."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from studio.art.generators.scenes.canvas import Canvas, Chance, fbm
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth


@dataclass(frozen=True)
class Plan:
    """What all abstract kinds share. `colors`: the ground first, then five mixed colors. Places in canvas units."""

    colors: list[Color]
    complexity: float
    center: tuple[float, float]
    size: float
    glow: float
    light: tuple[float, float]
    seeds: list[int]
    chance: Chance


def luma(color: Color) -> float:
    return 0.30 * color[0] + 0.59 * color[1] + 0.11 * color[2]


def circles(c: Canvas, plan: Plan) -> None:
    """Disks of divided rings, halos, lines and wedges around a great disk, after Delaunay and Kandinsky."""
    rng = plan.chance.stream("abstract.circles")
    a, b = (fbm(c.x * 1.6, c.y * 1.6, plan.seeds[k], 3) for k in (0, 1))
    g = plan.colors[0]
    tone = torch.tensor(g).view(3, 1, 1) * (1.0 + 0.03 * a)
    for field, k in ((a, 1), (b, 3)):  # clouds of thin color on the ground
        tone = torch.lerp(tone, torch.tensor(mix(g, plan.colors[k], 0.55)).view(3, 1, 1), 0.8 * smooth(0.2, 1.5, field))
    c.over(torch.ones_like(a), tone)
    ink = min(plan.colors, key=luma)
    ink = scaled(ink, 0.55) if luma(g) > 0.4 else mix(max(plan.colors, key=luma), (1.0, 1.0, 1.0), 0.3)
    _great_disk(c, plan, rng)
    draws = rng.random((40, 9))
    for k in range(40):
        grown = ramp(0.0, 1.0, 3.0 + plan.complexity * 34.0 - k)
        p = draws[k]
        if grown <= 0.0:
            break
        x, y = c.aspect * (0.04 + 0.92 * p[0]), 0.04 + 0.92 * p[1]
        one, two = plan.colors[1 + int(p[2] * 5)], plan.colors[1 + int(p[3] * 5)]
        what = k % 5
        if what in (0, 2):
            r = (0.022 + 0.12 * p[4] ** 2.2 * (1.0 if k < 14 else 0.5)) * (0.6 + 0.4 * plan.size) * (0.5 + 0.5 * grown)
            _disk(c, (x, y), r, one, two, p, grown, plan)
        elif what == 1:
            angle, length = (p[5] - 0.5) * 2.6, 0.25 + 0.55 * p[6]
            ends = (
                (x - length * math.cos(angle), y - length * math.sin(angle)),
                (x + length * math.cos(angle), y + length * math.sin(angle)),
            )
            _line(c, *ends, 0.0014 + 0.004 * p[7] ** 3, ink, grown)
        elif what == 3:
            _wedge(c, (x, y), 0.05 + 0.16 * p[4], 6.283 * p[5], 0.16 + 0.30 * p[6], one, grown)
        else:
            _arc(
                c,
                (x, y),
                0.05 + 0.16 * p[4],
                6.283 * p[5],
                0.6 + 1.6 * p[6],
                0.003 + 0.010 * p[7] ** 2,
                ink if p[8] < 0.5 else two,
                grown,
            )


def _great_disk(c: Canvas, plan: Plan, rng: np.random.Generator) -> None:
    r = 0.27 * plan.size
    x, y = plan.center
    w = c.cut(x - 1.6 * r, y - 1.6 * r, x + 1.6 * r, y + 1.6 * r)
    phase, rings = float(rng.uniform(0, 6.283)), 7
    edges = np.cumsum(0.6 + rng.random(rings))
    edges = np.concatenate([[0.0], edges / edges[-1]])
    tab = torch.tensor(rng.integers(1, 6, (rings, 4)))
    tab[:, 1] = torch.where(tab[:, 1] == tab[:, 0], tab[:, 0] % 5 + 1, tab[:, 1])
    if w is None:
        return
    dx, dy = w.x - x, w.y - y
    far = (dx * dx + dy * dy).sqrt()
    w.over(
        (0.35 + 0.4 * plan.glow) * torch.exp(-((far - r).clamp_min(0.0) / (0.22 * r))) * smooth(1.6 * r, 1.2 * r, far),
        mix(plan.colors[2], (1.0, 1.0, 0.95), 0.5),
    )
    tones = torch.tensor(plan.colors)
    grain = fbm(w.x * 9.0, w.y * 9.0, plan.seeds[4], 3)
    for ring in range(rings - 1, -1, -1):
        twist = phase + 0.35 * (ring % 2)
        cos, sin = math.cos(twist), math.sin(twist)
        qx, qy = dx * cos + dy * sin, dy * cos - dx * sin
        right, low = w.cover(-qx), w.cover(-qy)
        quads = tones[tab[ring]]
        top = torch.lerp(quads[0].view(3, 1, 1), quads[1].view(3, 1, 1), right)
        bottom = torch.lerp(quads[3].view(3, 1, 1), quads[2].view(3, 1, 1), right)
        r1, r0 = r * float(edges[ring + 1]), r * float(edges[ring])
        part = ((far - r0) / (r1 - r0)).clamp(0.0, 1.0)
        shade = 0.90 + 0.16 * part + 0.04 * grain + 0.10 * plan.glow * (1.0 - far / r)
        w.over(w.cover(far - r1), torch.lerp(top, bottom, low) * shade)


def _disk(
    c: Canvas, at: tuple[float, float], r: float, one: Color, two: Color, p: np.ndarray, grown: float, plan: Plan
) -> None:
    w = c.cut(at[0] - 1.9 * r, at[1] - 1.9 * r, at[0] + 1.9 * r, at[1] + 1.9 * r)
    if w is None:
        return
    far = ((w.x - at[0]) ** 2 + (w.y - at[1]) ** 2).sqrt()
    if p[7] > 0.45:  # a halo, like a planet's
        w.over(grown * 0.75 * smooth(1.8 * r, 0.9 * r, far), two)
    round_ = 1.0 + 0.16 * ((plan.light[0] - at[0]) * (w.x - at[0]) - 0.7 * (w.y - at[1])) / r * (0.4 + plan.glow)
    w.over(grown * w.cover(far - r), torch.tensor(one).view(3, 1, 1) * round_)
    w.over(grown * w.cover(far - 0.62 * r) * (p[8] > 0.35), mix(two, one, 0.1))
    w.over(grown * w.cover(far - 0.28 * r) * (p[8] > 0.6), scaled(one, 0.45))


def _line(c: Canvas, a: tuple[float, float], b: tuple[float, float], thick: float, color: Color, grown: float) -> None:
    w = c.cut(min(a[0], b[0]) - 0.01, min(a[1], b[1]) - 0.01, max(a[0], b[0]) + 0.01, max(a[1], b[1]) + 0.01)
    if w is None:
        return
    dx, dy = b[0] - a[0], b[1] - a[1]
    n = math.hypot(dx, dy)
    along = ((w.x - a[0]) * dx + (w.y - a[1]) * dy) / n
    across = ((w.x - a[0]) * dy - (w.y - a[1]) * dx) / n
    body = thick * (0.35 + 0.65 * (along / n).clamp(0.0, 1.0))
    w.over(grown * w.cover(torch.maximum(across.abs() - body, torch.maximum(-along, along - n * grown))), color)


def _wedge(
    c: Canvas, tip: tuple[float, float], size: float, angle: float, open_: float, color: Color, grown: float
) -> None:
    w = c.cut(tip[0] - size, tip[1] - size, tip[0] + size, tip[1] + size)
    if w is None:
        return
    dx, dy = w.x - tip[0], w.y - tip[1]
    u, v = dx * math.cos(angle) + dy * math.sin(angle), dy * math.cos(angle) - dx * math.sin(angle)
    d = torch.maximum(v.abs() * math.cos(open_) - u * math.sin(open_), u - 0.9 * size)
    w.over(grown * w.cover(d) * (0.55 + 0.40 * (u / size).clamp(0.0, 1.0)), color)


def _arc(
    c: Canvas, at: tuple[float, float], r: float, start: float, span: float, thick: float, color: Color, grown: float
) -> None:
    w = c.cut(at[0] - r - 0.02, at[1] - r - 0.02, at[0] + r + 0.02, at[1] + r + 0.02)
    if w is None:
        return
    dx, dy = w.x - at[0], w.y - at[1]
    far = (dx * dx + dy * dy).sqrt()
    angle = torch.remainder(torch.atan2(dy, dx) - start, 6.28318)
    ends = torch.where(angle <= span, -torch.ones_like(angle), torch.minimum(angle - span, 6.28318 - angle)) * r
    w.over(
        grown * w.cover(torch.maximum((far - r).abs() - thick * (0.4 + 0.6 * (angle / span).clamp(0, 1)), ends)), color
    )


def shards(c: Canvas, plan: Plan) -> None:
    """Planes of light that cut through each other, after Feininger: every line lightens one side and darkens the other."""
    rng = plan.chance.stream("abstract.shards")
    paper = fbm(c.x * 2.2, c.y * 2.2, plan.seeds[0], 4)
    order = sorted(plan.colors, key=luma)
    deep, low, high, bright = order[0], order[2], order[4], order[5]
    cx, cy = plan.center
    far = (((c.x - cx) / plan.size) ** 2 + ((c.y - cy) / plan.size) ** 2).sqrt()
    tone = torch.lerp(
        torch.tensor(mix(bright, (1, 1, 1), 0.25)).view(3, 1, 1),
        torch.tensor(high).view(3, 1, 1),
        smooth(0.0, 0.45, far + 0.06 * paper),
    )
    tone = torch.lerp(tone, torch.tensor(mix(low, deep, 0.35)).view(3, 1, 1), smooth(0.25, 0.95, far + 0.10 * paper))
    c.over(torch.ones_like(paper), tone)
    main = rng.uniform(-0.5, 0.5)
    families = [
        main,
        main + 1.5708 + rng.uniform(-0.25, 0.25),
        main + rng.uniform(0.6, 1.0),
        main - rng.uniform(0.5, 0.9),
    ]
    draws = rng.random((44, 7))
    for k in range(44):
        grown = ramp(0.0, 1.0, 6.0 + 36.0 * plan.complexity - k)
        if grown <= 0.0:
            break
        p = draws[k]
        angle = families[int(p[0] * 4)] + 0.16 * (p[1] - 0.5)
        spread = (0.10 + 0.50 * p[2]) * plan.size
        turn = 6.283 * p[3]
        at = (cx + spread * math.cos(turn), cy + spread * math.sin(turn))
        d = (c.x - at[0]) * math.cos(angle) + (c.y - at[1]) * math.sin(angle)
        e = (c.y - at[1]) * math.cos(angle) - (c.x - at[0]) * math.sin(angle)
        reach = 0.20 + 0.55 * p[4]
        live = smooth(reach, 0.35 * reach, e.abs()) if k % 3 else torch.ones_like(e)  # some end in the picture
        width = 0.05 + 0.20 * p[5] * plan.size
        side = c.cover(-d)
        fall = torch.exp(-d.abs() / width) * live
        quiet = 1.0 / (1.0 + 0.045 * k)
        if k < 8 or k % 3 == 0:  # planes of color; the others are light and shade alone, so the color stays clean
            color = plan.colors[1 + int(p[6] * 5)]
            c.over(grown * 0.80 * quiet**0.5 * side * torch.exp(-d.abs() / (0.10 + 0.34 * p[5])) * live, color)
        c.rgb.mul_(1.0 + grown * quiet * ((0.30 + 0.16 * plan.glow) * side - 0.46 * (1.0 - side)) * fall)
        c.rgb.clamp_(0.0, 1.0)
    c.rgb.mul_(1.0 + 0.05 * paper)


def gesture(c: Canvas, plan: Plan) -> None:
    """Sweeps of a broad loaded brush over a washed ground: bristles, dry ends, drops."""
    rng = plan.chance.stream("abstract.gesture")
    stain = fbm(c.x * 1.8, c.y * 1.8, plan.seeds[0], 5, 0.55)
    g = plan.colors[0]
    other = plan.colors[3]
    tone = torch.lerp(
        torch.tensor(g).view(3, 1, 1), torch.tensor(mix(g, other, 0.45)).view(3, 1, 1), 0.7 * smooth(-0.4, 1.5, stain)
    )
    c.over(torch.ones_like(stain), tone * (1.0 + 0.04 * stain))
    draws = rng.random((26, 10))
    cx, cy = plan.center
    for k in range(26):
        grown = ramp(0.0, 1.0, 3.4 + 22.0 * plan.complexity - k)
        if grown <= 0.0:
            break
        p = draws[k]
        large = 1.0 / (1.0 + 0.16 * k)
        at = (cx + (p[0] - 0.5) * (0.5 + 0.03 * k) * plan.size, cy + (p[1] - 0.5) * (0.5 + 0.03 * k) * plan.size)
        length = (0.16 + 0.42 * large * (0.6 + 0.4 * p[2])) * plan.size
        width = (0.014 + 0.120 * large * (0.35 + 0.65 * p[3])) * plan.size
        color = plan.colors[1 + int(p[4] * 5)]
        second = plan.colors[1 + int(p[5] * 5)]
        if k % 7 == 1:
            _sweep(c, at, 0.55 * length, width, 6.283 * p[6], color, second, p, grown, plan.seeds[3 + k % 8], ring=True)
        else:
            angle = (0.5 * math.pi * (k % 2) + (p[6] - 0.5) * 1.5) + 0.4
            _sweep(c, at, length, width, angle, color, second, p, grown, plan.seeds[3 + k % 8], ring=False)
    drops = rng.random((70, 5))
    for k in range(70):
        grown = ramp(0.0, 1.0, 6.0 + 60.0 * plan.complexity - k)
        if grown <= 0.0:
            break
        p = drops[k]
        spread = 0.10 + 0.42 * p[1]
        at = (cx + spread * plan.size * math.cos(6.283 * p[0]), cy + spread * plan.size * math.sin(6.283 * p[0]))
        r = 0.0015 + 0.010 * p[2] ** 4
        w = c.cut(at[0] - 2.5 * r, at[1] - 2.5 * r, at[0] + 2.5 * r, at[1] + 2.5 * r)
        if w is not None:
            d = ((w.x - at[0]) ** 2 + ((w.y - at[1]) * (0.6 + 0.4 * p[3])) ** 2).sqrt() - r
            w.over(grown * w.cover(d), plan.colors[1 + int(p[4] * 5)])


def _sweep(c: Canvas, at: tuple[float, float], length: float, width: float, angle: float, color: Color, second: Color,
           p: np.ndarray, grown: float, seed: int, ring: bool) -> None:  # fmt: skip
    reach = length + 1.4 * width
    w = c.cut(at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach)
    if w is None:
        return
    dx, dy = w.x - at[0], w.y - at[1]
    cos, sin = math.cos(angle), math.sin(angle)
    qx, qy = dx * cos + dy * sin, dy * cos - dx * sin
    if ring:
        u = torch.atan2(qy, qx) / math.pi
        far = (qx * qx + qy * qy).sqrt()
        v = far - length * (0.86 + 0.10 * u)
        along = u * math.pi * length
    else:
        u = qx / length
        bow = (p[7] - 0.5) * 0.9 * length
        v = (qy - bow * (u * u - 0.33) - 0.10 * length * (p[8] - 0.5) * torch.sin(3.0 * u)) / (
            1.0 + (2.0 * bow * u / length) ** 2
        ).sqrt()
        along = qx
    load = 0.5 + 0.5 * u  # 0 where the brush is set down, 1 where it leaves
    half = width * (1.0 - 0.25 * load) * smooth(-0.02, 0.06, load)
    hairs = fbm(along * 1.3 + 7.0 * p[9], v * (2.86 / (width + 0.02)), seed, 3, 0.65, cell=2.86 / (width + 0.02) * w.px)
    ragged = v.abs() - half * (1.0 + 0.10 * hairs)
    ends = torch.maximum(-1.0 - u, u - (0.82 + 0.16 * hairs.clamp(-1.0, 1.0))) * length
    body = w.cover(torch.maximum(ragged, ends))
    paint = smooth(
        -0.35, 0.25, 0.85 + 0.75 * hairs - 1.45 * load**2 * (0.55 + 0.9 * p[2]) - 0.35 * (v / half.clamp_min(1e-4)) ** 4
    )
    tip = torch.lerp(
        torch.tensor(color).view(3, 1, 1),
        torch.tensor(second).view(3, 1, 1),
        smooth(-0.2, 1.1, v / width + 0.25 * hairs + 0.2 * (load - 0.5)),
    )
    relief = 1.0 + 0.13 * hairs - 0.10 * (v / width)
    w.over(grown * 0.5 * w.cover(torch.maximum(ragged - 0.004, ends)) * paint, scaled(mix(color, second, 0.5), 0.45))
    w.over(grown * body * paint * 0.97, (tip * relief).clamp(0.0, 1.0))
