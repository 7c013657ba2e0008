"""Water that shows a city upside down: long broken streaks of everything that stands above the shore."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, noise
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth
from studio.core.params import Value

REACH = 0.045
"""How far, in canvas units, a ripple may carry the image."""
_TAPS = (-0.9, -0.3, 0.3, 0.9)


def paint_reflection(
    c: Canvas, line: float, f: Mapping[str, Value], air: Atmosphere, seed: int, above: Callable[[Canvas], None]
) -> None:
    """Lays water below y = `line` that mirrors what stands above it.

    The canvas holds that already; where it does not reach far enough to be read from (a tile of a large picture),
    `above` paints the missing part once more.
    """
    first = max(0, math.ceil((line - float(c.y[0, 0])) * c.height))
    if first >= c.rows:
        return
    image = _source(c, line, above)
    x, y = c.x, c.y[first:]
    waves, clear = number(f, "waves"), number(f, "reflection")
    depth = (y - line).clamp_min(0.0)
    near = 1.0 / (depth + 0.045)  # perspective: ripples crowd together toward the far shore
    ripple = noise(x * (2.2 + 0.55 * near), 27.9 * near.log() + 0.0 * x, seed)
    fine = noise(x * (7.0 + 1.8 * near), 74.7 * near.log() + 0.0 * x, seed + 1)
    sway = (0.0025 + 0.020 * waves) * (0.25 + 2.6 * depth)
    long = (0.006 + 0.050 * waves + 0.030 * (1.0 - clear)) * (0.2 + 2.4 * depth)
    aside = x + (sway * (ripple + 0.35 * fine)).clamp(-REACH, REACH)
    swing = 0.8 * fine + 0.5 * ripple
    c.check()
    picked = [_pick(image, aside, 2.0 * line - y + (long * (tap + swing)).clamp(-REACH, REACH)) for tap in _TAPS]
    c.check()
    # lights draw long bright streaks: the brightest of what a wave gathers counts more than its share
    mean = torch.stack(picked).mean(0)
    brightest = torch.stack(picked).amax(0)
    tone = torch.lerp(mean, brightest, 0.25 + 0.45 * air.night)
    deep = c.color(mix(scaled(air.middle, 0.42), _water(air), 0.5))
    face = (0.20 + 0.45 * (1.0 - ramp(0.0, 1.0, clear)) + 0.25 * (depth / 0.45).clamp(0.0, 1.0)).clamp(0.0, 0.9)
    tone = torch.lerp(tone, deep, face.expand(y.shape[0], c.columns))
    crest = smooth(0.75, 1.7, fine + 0.6 * ripple) * (0.06 + 0.30 * waves) * (0.3 + depth)
    tone = torch.lerp(tone, c.color(mix(air.horizon, air.key, 0.4)), crest)
    part = c.rgb[:, first:]
    alpha = ((y - line) / c.px + 0.5).clamp(0.0, 1.0)
    part.add_(alpha * (tone - part))


def _water(air: Atmosphere) -> Color:
    """The color of deep water in the light of the hour."""
    light = mix(air.fill, air.key, 0.5)
    return 0.07 * light[0], 0.22 * light[1], 0.31 * light[2]


def _source(c: Canvas, line: float, above: Callable[[Canvas], None]) -> Canvas:
    """A canvas with all that the water of `c` may show: a copy of `c` itself or of the part that is missing in it."""
    pad = math.ceil(REACH * c.height) + 2
    last = c.origin[1] + c.rows
    top = max(0, math.floor(2.0 * line * c.height - last) - pad)
    bottom = min(math.ceil(c.height), math.ceil(line * c.height) + pad)
    left = max(0, math.floor(c.origin[0]) - pad)
    right = min(math.ceil(c.width), math.ceil(c.origin[0]) + c.columns + pad)
    ox, oy = round(c.origin[0]), round(c.origin[1])
    if ox <= left and oy <= top and ox + c.columns >= right and last >= bottom:
        made = c.sibling(0, 0, c.columns, c.rows)
        made.rgb.copy_(c.rgb)
        return made
    made = c.sibling(left - ox, top - oy, right - ox, bottom - oy)
    above(made)
    return made


def _pick(image: Canvas, x: Tensor, y: Tensor) -> Tensor:
    """Bilinear samples (3, h, w) of `image` at canvas coordinates; beyond its edge the edge goes on."""
    column = (x * image.height - 0.5 - image.origin[0]).clamp(0.0, image.columns - 1.001)
    row = (y * image.height - 0.5 - image.origin[1]).clamp(0.0, image.rows - 1.001)
    i, j = column.floor(), row.floor()
    u, v = column - i, row - j
    at = j.long() * image.columns + i.long()
    flat = image.rgb.reshape(3, -1)
    upper = torch.lerp(flat[:, at], flat[:, at + 1], u)
    lower = torch.lerp(flat[:, at + image.columns], flat[:, at + image.columns + 1], u)
    return torch.lerp(upper, lower, v)
