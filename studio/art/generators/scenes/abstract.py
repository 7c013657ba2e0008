"""Abstract pictures: color fields, flowing bands, circles, grids, facets and brush gestures.

One composition is drawn from the seed; `complexity` lets its shapes come in one after another, largest first, so that
the slider enriches the picture instead of shuffling it. Colors come from small hand-mixed sets, one family a palette.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.abstract_shapes import Plan, circles, gesture, luma, shards
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import hexcolor, mix, ramp, scaled, smooth
from studio.core.params import Value

SETS: Mapping[str, tuple[str, ...]] = {
    "natural": (
        "#efe6d3 #d8432c #f0b42e #2a559c #1c1b22 #8fb0b8",
        "#7c2a1c #dc4c2b #f2a440 #ecd0a6 #3b1a2c #b9342c",
        "#13304b #1f6d8e #83c2c6 #f1e8d4 #e98f50 #0c1e35",
        "#e9e2d0 #5e7f5a #c9b458 #c8603f #26343a #a9c0b0",
        "#f2ead9 #3f7fb5 #e9836a #f3c969 #3a2f4f #7fb59a",
    ),
    "pastel": ("#f7eee5 #f0aeb0 #aed5c6 #bdbbe4 #f8dc9d #7fa6cb", "#f4f0ea #e9b9cf #9fc7e0 #f6d0b1 #b6d3a1 #8d86b8"),
    "earth": ("#eaddc5 #b5642f #7c4b2c #c99c4d #5f6442 #2d231f", "#dccbb0 #8f3e26 #c98447 #6f6a4d #40322a #a9a184"),
    "jewel": ("#15113a #0d6170 #86204f #cd8f1d #3136a0 #ead9b6", "#0d2a2b #14806a #b5233f #e3b23c #5a2a82 #f1e5cd"),
    "nordic": ("#e8eae8 #8ca3ae #4d6676 #c5bbab #25323d #b65648", "#d9dedf #6f8d99 #a8b5ae #34495a #e7d9bf #7f4c4f"),
    "riviera": ("#fdf2de #1d8fc6 #f59f68 #57c4c3 #f7d65b #e3565a", "#f6f4ea #2a6fb0 #ffc56e #78c6b4 #ef7f6d #224a78"),
    "ember": ("#1f1018 #7e1f29 #d84b20 #f69c2d #ffda8d #452341", "#2b0f12 #a92d1c #ee7624 #fcc04f #5b1d3a #160c14"),
    "mono": ("#f1eee8 #b8b4ad #7a7876 #434348 #17171b #dad6ce", "#1b1b1f #55555a #8d8b89 #c9c5be #f0ede6 #333338"),
}


def paint_abstract(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    """Covers the canvas with the composition of `abstract_kind`."""
    plan = _plan(c, f, chance)
    kind = str(f["abstract_kind"])
    {"field": _field, "flow": _flow, "circles": circles, "grid": _grid, "shards": shards, "gesture": gesture}[kind](
        c, plan
    )
    _surface(c, plan, 1.0 if kind in ("field", "flow", "gesture") else 0.6)


def _plan(c: Canvas, f: Mapping[str, Value], chance: Chance) -> Plan:
    rng = chance.stream("abstract")
    sets = SETS[str(f["palette"])]
    row = [hexcolor(h) for h in sets[int(rng.integers(len(sets)))].split()]
    colors = [row[0]] + [row[1 + int(k)] for k in rng.permutation(5)]
    night = 1.0 - ramp(0.0, 0.55, 0.5 - 0.5 * math.cos(2.0 * math.pi * float(f["daytime"])))
    dim = mix((1.0, 1.0, 1.0), (0.58, 0.60, 0.78), night)
    return Plan(
        colors=[(a * dim[0], b * dim[1], d * dim[2]) for a, b, d in colors],
        complexity=float(f["complexity"]),
        center=(c.aspect * (0.12 + 0.76 * float(f["subject_x"])), 0.86 - 0.72 * float(f["horizon"])),
        size=0.6 + 0.8 * float(f["subject_size"]),
        glow=float(f["glow"]),
        light=(c.aspect * float(f["sun_x"]), 0.3),
        seeds=[int(s) for s in rng.integers(1 << 30, size=16)],
        chance=chance,
    )


def _surface(c: Canvas, plan: Plan, amount: float) -> None:
    """Paint has body: a little tooth of the canvas and unevenness of the hand."""
    tooth = noise(c.x * 180.0, c.y * 180.0, plan.seeds[14])
    hand = fbm(c.x * 5.0, c.y * 5.0, plan.seeds[15], 3)
    c.rgb.mul_(1.0 + amount * (0.012 * tooth + 0.014 * hand)).clamp_(0.0, 1.0)


def _field(c: Canvas, plan: Plan) -> None:
    """Two to six soft rectangles that float on a stained ground, after the color-field painters."""
    rng = plan.chance.stream("abstract.field")
    stain = fbm(c.x * 1.7, c.y * 1.7, plan.seeds[0], 4)
    scumble = fbm(c.x * 3.0, c.y * 15.0, plan.seeds[1], 4, 0.6)
    ground = plan.colors[int(rng.integers(0, 2)) * 4 + 1]
    c.over(torch.ones_like(stain), ground)
    c.rgb.mul_(1.0 + 0.07 * stain + 0.03 * scumble)
    heights = 0.5 + rng.random(6) ** 1.3 * 1.6
    weight = [1.0, 1.0] + [ramp(0.0, 1.0, plan.complexity * 4.6 - k) for k in range(4)]
    heights[0] *= 0.7 + 1.4 * (1.0 - (plan.center[1] - 0.14) / 0.72)
    order = [0, 2, 1, 4, 3, 5]  # late bands open between early ones
    total = sum(heights[k] * weight[k] for k in order)
    room = 0.9
    margin = 0.075 * c.aspect
    at = 0.05
    wander = fbm(c.x * 4.0, c.y * 4.0, plan.seeds[2], 4, 0.6)
    others = [col for col in plan.colors if col != ground]
    shades = [int(v) for v in rng.permutation(len(others))]
    for slot, k in enumerate(order):
        h = room * heights[k] * weight[k] / total
        gap = 0.014 * weight[k]
        top, bottom = at + gap, at + h - gap
        at += h
        if weight[k] <= 0.0 or bottom <= top:
            continue
        color, under = others[shades[k % len(others)]], others[shades[(k + 2) % len(others)]]
        edge = torch.maximum(
            torch.maximum(margin - c.x, c.x - (c.aspect - margin)), torch.maximum(top - c.y, c.y - bottom)
        )
        edge = edge + 0.010 * wander + 0.004 * scumble
        c.over(0.32 * weight[k] * smooth(0.022, -0.012, edge), under)  # the first coat shows at the rim
        coat = smooth(0.006, -0.040, edge) * (0.90 + 0.07 * scumble).clamp(0.0, 1.0)
        middle = torch.exp(
            -(((c.x - plan.light[0]) / (0.45 * c.aspect)) ** 2)
            - ((c.y - 0.5 * (top + bottom)) / (0.42 * h + 0.05)) ** 2
        )
        inner = 0.90 + 0.06 * stain + (0.05 + 0.20 * plan.glow) * middle + 0.025 * scumble * (-1.0) ** slot
        tone = torch.tensor(color).view(3, 1, 1) * inner
        neighbor = torch.tensor(mix(color, under, 0.5)).view(3, 1, 1)
        tone = torch.lerp(tone, neighbor.expand_as(tone), (0.16 * (1.0 - middle) + 0.07 * wander).clamp(0.0, 0.5))
        c.over(weight[k] * coat, tone)


def _flow(c: Canvas, plan: Plan) -> None:
    """Bands that wind around each other, each turned like a wave of silk."""
    rng = plan.chance.stream("abstract.flow")
    turn = rng.uniform(-0.9, 0.9)
    cx, cy = plan.center
    dx, dy = c.x - cx, c.y - cy
    scale = 1.25 / plan.size
    wx = fbm(c.x * scale, c.y * scale, plan.seeds[0], 2, 0.4)
    wy = fbm(c.x * scale, c.y * scale, plan.seeds[1], 2, 0.4)
    px, py = dx + 0.26 * wx, dy + 0.26 * wy
    swirl = rng.uniform(0.5, 1.3) * torch.exp(-(px * px + py * py) / (0.18 * plan.size**2))
    v = (py * math.cos(turn) - px * math.sin(turn)) + 0.10 * torch.sin(5.0 * px + 2.0) + 0.35 * swirl
    count = 4.0 + 13.0 * plan.complexity
    v = v + 40.0 / count  # keeps the middle of the picture in the same band when the count moves
    width = (0.75 + 0.5 * noise(v * 3.0, torch.zeros_like(v), plan.seeds[2])).clamp(0.4, 1.6)
    place = v * count + 0.35 * width
    index, part = place.floor(), place - place.floor()
    tab = torch.tensor(rng.integers(0, 6, 97))
    tones = torch.tensor(plan.colors)
    base = tones[tab[index.long().remainder(97)]].permute(2, 0, 1)
    after = tones[tab[(index.long() + 1).remainder(97)]].permute(2, 0, 1)
    strands = fbm(px * 1.5, v * count * 3.0, plan.seeds[3], 3, 0.6, cell=4.0 * count * c.px)
    round_ = 0.80 + 0.34 * part - 0.16 * smooth(0.86, 1.0, part)
    lit = round_ + 0.05 * strands + 0.14 * plan.glow * torch.exp(-((c.x - plan.light[0]) ** 2 + dy * dy) / 0.25)
    soft = (1.6 * count * c.px + 0.012) * 1.4
    c.over(torch.ones_like(v), base * lit)
    c.over(smooth(1.0 - soft, 1.0, part), after * 0.78)
    c.over(0.35 * smooth(0.10, 0.0, part), scaled(plan.colors[5], 0.35))  # each band lays its shadow on the next
    c.over(0.55 * torch.exp(-(((part - 0.86) / 0.035) ** 2)) * (0.5 + 0.5 * strands).clamp(0, 1), (1.0, 0.97, 0.90))


def _grid(c: Canvas, plan: Plan) -> None:
    """A plane divided again and again: black bars and primaries, or washed squares without lines, as the seed has it."""
    rng = plan.chance.stream("abstract.grid")
    bars = float(rng.random() < 0.5)
    # black bars want a light ground between them
    ground = max(plan.colors, key=luma) if bars and luma(plan.colors[0]) < 0.4 else plan.colors[0]
    wash = fbm(c.x * 6.0, c.y * 6.0, plan.seeds[0], 4, 0.6)
    c.over(torch.ones_like(wash), ground)
    cells = [(0.0, 0.0, c.aspect, 1.0, ground, 1.0)]
    lines: list[tuple[bool, float, float, float]] = []
    picks = rng.random((64, 5))
    for k in range(3 + int(34 * 1.0)):
        grown = ramp(0.0, 1.0, 2.5 + plan.complexity * 32.0 - k)
        if grown <= 0.0:
            break
        split, where, first, second, plain = picks[k]
        big = max(range(len(cells)), key=lambda i: (cells[i][2] - cells[i][0]) * (cells[i][3] - cells[i][1]))
        x0, y0, x1, y1, color, _ = cells.pop(big)
        share = 0.5 + 0.26 * (1.0 if where > 0.5 else -1.0) * (0.35 + 0.65 * abs(2.0 * where - 1.0))
        upright = (x1 - x0) * (0.75 + 0.5 * split) > (y1 - y0)
        at = x0 + (x1 - x0) * share if upright else y0 + (y1 - y0) * share
        fresh = plan.colors[1 + int(first * 5)] if plain > (0.52 if bars else 0.06) else ground
        keep = plan.colors[1 + int(second * 5)] if (not bars and plain > 0.5) else color
        one = (x0, y0, at, y1) if upright else (x0, y0, x1, at)
        two = (at, y0, x1, y1) if upright else (x0, at, x1, y1)
        if where > 0.5:
            one, two = two, one
        cells += [(*two, keep, 1.0), (*one, fresh, grown)]
        lines.append((upright, at, *((y0, y1) if upright else (x0, x1))))
        for box, tone in ((two, keep), (one, fresh)):
            _cell(c, box, tone, grown, bars, wash)
    if bars:
        for k, (upright, at, lo, hi) in enumerate(lines):
            thick = (0.0095 - 0.004 * min(k / 20.0, 1.0)) * ramp(0.0, 1.0, 2.5 + plan.complexity * 32.0 - k)
            box = (
                (at - thick, lo - 0.005, at + thick, hi + 0.005)
                if upright
                else (lo - 0.005, at - thick, hi + 0.005, at + thick)
            )
            w = c.cut(*box)
            if w is not None:
                d = (w.x - at).abs() - thick if upright else (w.y - at).abs() - thick
                e = (
                    torch.maximum(lo - 0.005 - w.y, w.y - hi - 0.005)
                    if upright
                    else torch.maximum(lo - 0.005 - w.x, w.x - hi - 0.005)
                )
                w.over(w.cover(torch.maximum(d, e)), mix((0.07, 0.07, 0.09), plan.colors[0], 0.04))


def _cell(c: Canvas, box: tuple[float, float, float, float], color: tuple[float, float, float], grown: float,
          bars: float, wash: Tensor) -> None:  # fmt: skip
    x0, y0, x1, y1 = box
    w = c.cut(*box)
    if w is None:
        return
    d = torch.maximum(torch.maximum(x0 - w.x, w.x - x1), torch.maximum(y0 - w.y, w.y - y1))
    n = w.part_of(c, wash)
    if bars:
        w.over(grown * w.cover(d), torch.tensor(color).view(3, 1, 1) * (1.0 + 0.02 * n))
        return
    ex = 1.0 - 2.0 * ((w.x - x0) / max(x1 - x0, 1e-6)).clamp(0.0, 1.0)
    ey = 1.0 - 2.0 * ((w.y - y0) / max(y1 - y0, 1e-6)).clamp(0.0, 1.0)
    pool = smooth(-0.012, 0.0, d + 0.003 * n)  # watercolor gathers at the rim of a wash
    tone = torch.tensor(color).view(3, 1, 1) * (1.0 + 0.06 * n + 0.05 * ex + 0.06 * ey - 0.10 * pool)
    w.over(grown * w.cover(d + 0.0025 + 0.0035 * n) * 0.94, tone)
