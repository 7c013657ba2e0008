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
    c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance, line: float, bottom: float, sea: float,
    behind: Behind,
) -> None:  # fmt: skip
    """Water from `line` (its far edge) down to `bottom`. `c` shows what is behind down to `line` already."""
    w = c.cut(-1.0, line, c.aspect + 1.0, bottom)
    if w is None:
        return
    seed = chance.number("water")
    waves, clear = number(f, "waves"), number(f, "reflection")
    deep = ((w.y - line) / max(1e-3, 1.0 - line)).clamp_min(0.0)
    lean = 1.0 / (0.045 + deep)
    run = torch.log(0.045 + deep)
    cell = 3.0 * w.px * 8
    wide = fbm(w.x * lean * 0.75, run * 6.5, seed, 4, 0.55, cell=cell)
    fine = fbm(w.x * lean * 2.3, run * 15.0 + 0.6 * wide, seed + 1, 4, 0.6, cell=cell * 2)
    swell = 0.6 * wide + 0.4 * fine
    # Crests: thin ridges across the view; their near faces are dark, their backs carry the sky.
    crest = 1 - (noise(w.x * lean * 0.55 + 0.5 * wide, run * 11.0, seed + 2).abs() + 0.35 * fine.abs())
    back = 1 - (noise(w.x * lean * 0.55 + 0.5 * wide, run * 11.0 - 0.30, seed + 2).abs() + 0.35 * fine.abs())
    ripple = swell * (0.004 + 0.045 * waves) * (0.25 + 0.75 * deep.clamp_max(1.0))
    # Far waves lean towards us and mirror the sky higher up.
    tilt = sea * (0.02 + 0.22 * math.sqrt(waves)) * torch.exp(-3.0 * deep)
    mirrored = _mirror(c, w, line, ripple + tilt, behind)
    body = mix(hexcolor("#2b7488"), hexcolor("#3d5a63"), 0.5 * air.gray)
    body = mix(air.seen(body, 0.55), scaled(air.middle, 0.8), 0.30)
    body_far = mix(body, air.haze, 0.30)
    own = torch.lerp(w.color(body_far), w.color(scaled(body, 0.74)), smooth(0.0, 0.75, deep)[None])
    # The flatter one looks along the water the more it mirrors (Fresnel); waves break the image.
    mirror = (0.30 + 0.62 * torch.exp(-1.5 * deep)) * (0.35 + 0.65 * clear) * (1 - 0.42 * waves)
    tone = torch.lerp(own, mirrored, mirror.clamp(0, 1)[None])
    rough = min(1.0, 0.25 + 1.3 * waves)
    slope = (crest - back) * 1.7 + 0.30 * fine
    tone = tone * (1 - (0.20 + 0.16 * waves) * rough * smooth(0.0, 1.0, slope))[None]
    shine = (
        smooth(0.05, 0.95, -slope) * (0.10 + 0.20 * waves) * rough * (0.4 + 0.6 * torch.exp(-2 * deep) + 0.3 * waves)
    )
    tone = torch.lerp(
        tone, w.color(mix(mix(air.horizon, air.middle, 0.45), (1, 1, 1), 0.12 * (1 - air.night))), shine[None]
    )
    glassy = smooth(0.72, 1.0, crest) * waves * 0.35 * deep.clamp_max(1.0) * (1 - air.night)
    tone = torch.lerp(tone, w.color(air.seen(hexcolor("#5fa79a"), 0.9)), glassy[None])
    uneven = (0.004 + 0.006 * curve(w.x * 2.3, seed + 5, 4, 0.5, cell=2.3 * w.px)).clamp_min(0.0)
    shore = w.y - line - uneven * min(1.0, 40 * (line - air.skyline))
    w.over(w.cover(-shore), tone)
    if line - air.skyline > 0.01:
        w.over(torch.exp(-((shore / 0.004) ** 2)) * 0.35, scaled(air.fill, 0.4))
    _glitter(w, air, swell, fine, deep, waves)
    foam = ramp(0.42, 1.0, waves)
    if foam > 0:
        lace = fbm(w.x * lean * 5.0, run * 30.0, seed + 3, 3, 0.7, cell=cell * 4)
        caps = smooth(0.86 - 0.10 * foam, 1.06 - 0.10 * foam, crest + 0.10 * lace + 0.10 * wide)
        trail = smooth(0.55, 1.0, crest) * smooth(0.45, 1.1, lace) * 0.5
        w.over(
            (caps + trail).clamp(0, 1) * foam * 0.85 * (0.25 + 0.75 * deep.clamp_max(1)),
            air.seen((0.95, 0.97, 1.0), 0.9, 0.1),
        )
    far = torch.exp(-(w.y - line) / 0.010) * (0.10 + 0.6 * air.fog)
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
