"""What grows in the ground in front: flowers in perspective, tall grass and reeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, noise
from studio.art.generators.scenes.forms import hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.terrain import foliage_color, grass_color
from studio.core.params import Value

COLORS: dict[str, tuple[str, ...]] = {
    "red": ("#d8301f", "#e4472e", "#b82a22"), "yellow": ("#f4cf3a", "#f7de6a", "#eab428"),
    "white": ("#f8f6f0", "#f1eee6", "#fdfbf4"), "pink": ("#ec8fb0", "#f3b3c8", "#dd6c98"),
    "blue": ("#4a6fd0", "#6f8fe0", "#3f57b4"), "purple": ("#8a63c0", "#a583d4", "#6f4aa6"),
    "orange": ("#f08a2a", "#f5a44a", "#e06f1c"),
}  # fmt: skip
COLORS["mixed"] = tuple(c for k in ("red", "yellow", "white", "pink", "blue", "purple") for c in COLORS[k][:1])


def _hash(a: Tensor, b: Tensor, seed: int, k: int) -> Tensor:
    """Numbers 0..1 for whole a, b."""
    v = torch.sin(a * 127.1 + b * 311.7 + (seed % 9973) * 0.731 + k * 74.7) * 43758.5453
    return v - v.floor()


def paint_flowers(
    c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, top: float, shore: Tensor,
    room: Callable[[Tensor, Tensor], Tensor],
) -> None:  # fmt: skip
    """Flowers below `shore` (y over x): dense bands in the distance, single heads with petals near by.

    `room` gives 0..1 for x and y: where a flower may stand.
    """
    amount = number(f, "flowers") * (1 - air.winter)
    if amount <= 0.01:
        return
    w = c.cut(-1.0, top, c.aspect + 1.0, 1.2)
    if w is None:
        return
    colors = torch.stack([w.color(hexcolor(h)) for h in COLORS[str(f["flower_color"])]])[:, :, 0, 0]
    ground = smooth(0.0, 0.03, w.y - w.part_of(c, shore.expand(c.rows, c.columns)))
    lavender = str(f["flower_color"]) == "purple"
    for layer in range(3):
        seed = chance.number(f"flowers {layer}")
        # Rows of the meadow: each nearer one is a fixed share larger than the one behind it.
        grow = 1.21
        start = 0.008
        near = ((w.y - top) / start).clamp_min(1.0)
        row = (torch.log(1 + (near - 1) * (grow - 1)) / math.log(grow) + 0.33 * layer).floor()
        size = start * grow**row * 0.62
        column = w.x / size + 0.5 * row.remainder(2.0) + 7.3 * layer
        cell = column.floor()
        row_y = top + start * ((grow ** (row - 0.33 * layer) - 1) / (grow - 1) + 1)
        pick = [_hash(cell, row, seed, k) for k in range(6)]
        cx = (cell - 0.5 * row.remainder(2.0) - 7.3 * layer + 0.30 + 0.40 * pick[0]) * size
        cy = row_y + size * (0.45 + 0.35 * pick[1])
        radius = size * (0.17 + 0.13 * pick[2]) * (0.85 + 0.3 * amount)
        dx, dy = w.x - cx, (w.y - cy) * (0.62 if lavender else 1.25)
        angle = torch.atan2(dy, dx)
        petals = 0.86 + 0.14 * torch.cos(5 * angle + 6.28 * pick[3]) * smooth(2.0, 6.0, radius / w.px)
        distance = (dx * dx + dy * dy).sqrt()
        d = distance - radius * petals
        patch = noise(cx * 2.3, cy * 6.0, seed % 1000 + 3)
        grown = smooth(0.98 - 1.05 * amount, 1.10 - 1.05 * amount, 0.55 + 0.22 * patch - 0.35 * (pick[4] - 0.5)) * room(
            cx, cy
        )
        choice = (pick[5] * len(colors)).long().clamp_max(len(colors) - 1)
        tone = colors[choice].permute(2, 0, 1)
        shine = (0.72 - 0.45 * dy / radius + 0.25 * air.side * dx / radius).clamp(0.15, 1.1)
        far = ((w.y - top) / (1 - top)).clamp(0, 1)
        lit = tone * torch.lerp(w.color(air.fill), w.color(air.key), shine.clamp(0, 1)[None])
        haze = (0.35 * (1 - far) + air.fog * (1 - 0.7 * far)).clamp(0, 0.9)
        lit = torch.lerp(lit, w.color(air.haze), haze[None])
        # Heads smaller than a pixel still tint the meadow.
        alpha = w.cover(d) * (radius / (0.5 * w.px)).clamp(0, 1)
        stalk = torch.maximum(dx.abs() - 0.10 * radius, torch.maximum(-(w.y - cy), (w.y - cy) - 3.0 * radius))
        w.over(
            w.cover(stalk) * grown * ground * smooth(3.0, 6.0, radius / w.px) * 0.7,
            air.seen(scaled(foliage_color(air.season), 0.7), 0.5),
        )
        w.over(alpha * grown * ground, lit)
        if not lavender:
            heart = w.cover(distance - 0.30 * radius) * smooth(2.2, 4.0, radius / w.px)
            dark = str(f["flower_color"]) == "red"
            w.over(heart * grown * ground, air.seen((0.14, 0.09, 0.10) if dark else (0.93, 0.72, 0.18), 0.8))


def paint_grass(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Blades that stand up from the lower edge."""
    amount = number(f, "grass") * (1 - 0.5 * air.winter)
    if amount <= 0.02:
        return
    height = 0.05 + 0.15 * amount
    for layer in range(3):
        seed = chance.number(f"grass {layer}")
        tall = height * (1.15 - 0.28 * layer)
        w = c.cut(-1.0, 1.0 - 1.35 * tall, c.aspect + 1.0, 1.05)
        if w is None:
            continue
        pitch = 0.020 + 0.006 * layer
        up = ((1.0 - w.y) / tall).clamp(0, 1.4)
        for turn in range(2):
            bent = w.x + 0.0
            cell = (bent / pitch + 0.5 * turn).floor()
            row = torch.zeros_like(cell) + 3.0 * turn + 7 * layer
            a, b, h, tone_pick = (_hash(cell, row, seed, k) for k in range(4))
            root = (cell - 0.5 * turn + 0.3 + 0.4 * a) * pitch
            lean = (b - 0.45) * 0.75 * tall
            grown = 0.45 + 0.55 * h
            middle = root + lean * 0.35 * (up / grown) ** 2
            half = pitch * 0.16 * (1 - (up / grown).clamp(0, 1)) + 0.15 * w.px
            d = torch.maximum((w.x - middle).abs() - half, (up - grown) * tall)
            blade = mix(grass_color(air.season), foliage_color(air.season), 0.5)
            if air.winter > 0.3:
                blade = mix(blade, hexcolor("#b9a67c"), 0.5)
            shine = (0.25 + 0.6 * (up / grown) * (0.5 + 0.5 * tone_pick)).clamp(0, 1)
            tone = torch.lerp(
                w.color(air.seen(scaled(blade, 0.42), 0.1)), w.color(air.seen(scaled(blade, 1.15), 1.0)), shine[None]
            )
            w.over(w.cover(d) * ramp(0.02, 0.25, amount), tone)
