"""Still and moving water: mirror image, ripples in perspective, the glitter of sun and moon, shore."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise
from studio.art.generators.scenes.forms import hexcolor, mix, ramp, scaled, smooth
from studio.core.params import Value

Behind = Callable[[Canvas], None]
"""Paints everything that stands above the water and is mirrored in it."""


def paint_water(
    c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, line: float, bottom: float, behind: Behind
) -> None:
    """Water from `line` (its far edge) down to `bottom`. `c` shows what is behind down to `line` already."""
    w = c.cut(-1.0, line, c.aspect + 1.0, bottom)
    if w is None:
        return
    seed = chance.number("water")
    waves, clear = number(f, "waves"), number(f, "reflection")
    deep = ((w.y - line) / max(1e-3, 1.0 - line)).clamp_min(0.0)
    lean = 1.0 / (0.045 + deep)
    cell = 3.0 * w.px * 8
    wide = fbm(w.x * lean * 0.75, torch.log(0.045 + deep) * 6.5, seed, 4, 0.55, cell=cell)
    fine = fbm(w.x * lean * 2.3, torch.log(0.03 + deep) * 15.0, seed + 1, 3, 0.55, cell=cell * 2)
    swell = 0.6 * wide + 0.4 * fine
    ripple = swell * (0.004 + 0.045 * waves) * (0.25 + 0.75 * deep.clamp_max(1.0))
    mirrored = _mirror(c, w, line, ripple, behind)
    body = mix(hexcolor("#2f6f86"), hexcolor("#3d5a63"), 0.5 * air.gray)
    body = mix(air.seen(body, 0.55), scaled(air.middle, 0.8), 0.30)
    body_far = mix(body, air.haze, 0.5)
    own = torch.lerp(w.color(body_far), w.color(scaled(body, 0.80)), smooth(0.0, 0.75, deep)[None])
    # The flatter one looks along the water the more it mirrors (Fresnel); waves break the image.
    mirror = (0.30 + 0.62 * torch.exp(-1.5 * deep)) * (0.35 + 0.65 * clear) * (1 - 0.42 * waves)
    tone = torch.lerp(own, mirrored, mirror.clamp(0, 1)[None])
    crest = smooth(0.25, 1.5, swell)
    tone = tone * (1 - 0.13 * smooth(-0.1, -1.3, swell)[None] * (0.4 + waves))
    tone = torch.lerp(tone, w.color(mix(air.horizon, air.middle, 0.4)), (crest * (0.10 + 0.30 * waves))[None])
    uneven = (0.004 + 0.006 * curve(w.x * 2.3, seed + 5, 4, 0.5, cell=2.3 * w.px)).clamp_min(0.0) * min(1.0, 40 * (line - air.skyline))
    shore = w.y - line - uneven
    w.over(w.cover(-shore), tone)
    if line - air.skyline > 0.01:
        w.over(torch.exp(-((shore / 0.004) ** 2)) * 0.35, scaled(air.fill, 0.4))
    _glitter(w, air, swell, fine, deep, waves)
    foam = ramp(0.45, 1.0, waves)
    if foam > 0:
        caps = smooth(1.15 - 0.35 * foam, 1.75 - 0.35 * foam, fine + 0.45 * wide) * (0.3 + 0.7 * deep.clamp_max(1))
        w.over(caps * foam * 0.85, air.seen((0.95, 0.97, 1.0), 0.9, 0.1))
    far = torch.exp(-(w.y - line) / 0.012) * (0.22 + 0.5 * air.fog)
    w.over(far.clamp(0, 1), air.haze)


def _mirror(c: Canvas, w: Canvas, line: float, ripple: Tensor, behind: Behind) -> Tensor:
    """What `behind` paints, upside down and carried by the ripples: (3, rows, columns) of `w`."""
    y = (2 * line - w.y - 0.9 * ripple - 0.5 * (w.y - line) * 0.12).clamp_min(0.5 * w.px)
    x = (w.x + 0.35 * ripple).clamp(0.5 * w.px, w.aspect - 0.5 * w.px)
    # Places in pixels of `c`, counted from its first.
    gx, gy = (x - float(c.x[0, 0])) / c.px, (y - float(c.y[0, 0])) / c.px
    last = math.ceil((line - float(c.y[0, 0])) / c.px - 1e-3) - 1
    left, top = math.floor(float(gx.min())), min(math.floor(float(gy.min())), last)
    right = min(math.ceil(float(gx.max())) + 2, round(c.width - c.origin[0]))
    source = c.rgb
    if left < 0 or top < 0 or right > c.columns or last >= c.rows:
        above = c.sibling(left, top, right, last + 1)
        behind(above)
        source, gx, gy, last = above.rgb, gx - left, gy - top, last - top
    columns = source.shape[2]
    gy, gx = gy.clamp(0, max(0, last)), gx.clamp(0, columns - 1)
    y0, x0 = gy.floor().long(), gx.floor().long()
    y1, x1 = (y0 + 1).clamp_max(max(0, last)), (x0 + 1).clamp_max(columns - 1)
    u, v = (gx - x0)[None], (gy - y0)[None]
    flat = source.reshape(3, -1)
    upper = torch.lerp(flat[:, y0 * columns + x0], flat[:, y0 * columns + x1], u)
    lower = torch.lerp(flat[:, y1 * columns + x0], flat[:, y1 * columns + x1], u)
    return torch.lerp(upper, lower, v)


def _glitter(w: Canvas, air: Atmosphere, swell: Tensor, fine: Tensor, deep: Tensor, waves: float) -> None:
    """The broken path of light below sun or moon (Minnaert, "Light and Color in the Outdoors")."""
    strength = (1 - 0.92 * air.gray) * (1 - 0.6 * air.fog)
    low = air.low if air.night < 0.5 else 0.75 * air.night
    strength *= 0.25 + 0.85 * low
    if strength <= 0.02:
        return
    width = (0.018 + 0.10 * deep.clamp_max(1) + 0.05 * waves) * (0.8 + 0.4 * air.glow)
    column = torch.exp(-(((w.x - air.sun_at[0]) / width) ** 2))
    spark = smooth(0.05, 1.0, fine + 0.5 * swell)
    color = mix(air.sun, (1.0, 0.98, 0.92), 0.35) if air.night < 0.5 else (0.80, 0.86, 1.0)
    w.light(column * (0.22 + 0.75 * spark) * strength * 0.85, color)


def paint_shore(w: Canvas, air: Atmosphere, edge: Tensor, seed: int, waves: float, beach: float) -> None:
    """Where land meets water along `edge` (1, columns) (y over x): dark wet ground, lines of foam before a beach."""
    wander = 0.004 * noise(w.x * 30, w.x * 0 + 1.0, seed)
    d = w.y - edge
    wet = smooth(0.022, 0.0, d) * smooth(-0.002, 0.002, d)
    w.over(wet * (0.30 + 0.2 * beach), scaled(air.seen((0.45, 0.38, 0.30), 0.4), 0.8))
    foam = air.seen((0.96, 0.97, 0.98), 0.95, 0.05)
    w.over(torch.exp(-(((d + wander) / 0.0035) ** 2)) * (0.07 + 0.45 * beach + 0.4 * waves), foam)
    for k in range(2):
        roll = 0.010 * (k + 1) + 0.006 * noise(w.x * 5 + 7 * k, w.x * 0 + 0.3, seed)
        w.over(
            torch.exp(-(((d + roll) / (0.0028 + 0.002 * k)) ** 2)) * beach * (0.25 + 0.5 * waves) / (1 + 0.6 * k), foam
        )
