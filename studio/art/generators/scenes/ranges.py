"""Far mountains: ridges one behind the other, lit and shaded faces, woods on their feet, snow on their heights."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import Color, hexcolor, mix, ramp, scaled, smooth
from studio.art.generators.scenes.terrain import SNOW, foliage_color
from studio.core.params import Value

SLICES = 72


def paint_mountains(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """The range of the factors `mountains` (height) and `rugged` (round to jagged), standing on the horizon."""
    amount = number(f, "mountains")
    if amount <= 0.01:
        return
    rng = chance.stream("range")
    seed, shift, at, turn = int(rng.integers(1 << 30)), *(float(v) for v in rng.uniform(0, 1, 3))
    rugged = number(f, "rugged")
    tall = (0.06 + 0.66 * amount) * (0.18 + 0.80 * air.skyline)
    # The highest peak stands away from the subject.
    peak = (0.62 + 0.3 * at if number(f, "subject_x") < 0.5 else 0.08 + 0.3 * at) * c.aspect
    steps = torch.arange(SLICES, device=c.x.device)[:, None] / (SLICES - 1)

    def rise(x: Tensor, t: Tensor) -> Tensor:
        """Height over the horizon, of `tall`."""
        u = (x - 0.5 * c.aspect) * (1.0 + 0.35 * t) + 40 * shift
        v = t * 2.6 + 20 * turn
        broad = noise(u * 1.35, v * 0.8, seed)
        round_ = (
            0.62 + 0.30 * broad + 0.10 * noise(u * 3.1, v * 2.0, seed + 1) + 0.03 * noise(u * 9.0, v * 4.0, seed + 1)
        )
        total, weight, gain = torch.zeros_like(u + v), torch.ones_like(u + v), 0.52
        size, strength = 1.55, 0.60
        for octave in range(5):
            seen = min(1.0, max(0.0, 1.6 - 3.0 * size * c.px))
            ridge = (
                1.0 - 1.15 * noise(u * size + 7.1 * octave, v * size * 0.62 + 3.3 * octave, seed + 2).abs()
            ).clamp_min(0.0)
            ridge = ridge * ridge.sqrt() if octave else ridge
            total = total + strength * seen * ridge * weight
            weight = (ridge * 1.5).clamp(0.0, 1.0)
            size, strength = size * 2.03, strength * gain
        jagged = 0.04 + 0.86 * total + 0.16 * broad
        form = torch.lerp(round_, jagged, rugged)
        bump = 0.80 + 0.38 * torch.exp(-(((x - peak) / 0.34) ** 2))
        return form * bump * (0.30 + 0.70 * t**0.9)

    h = rise(c.x, steps)
    lift = (h * tall).clamp_max(0.94 * air.skyline)
    seen = torch.cummax(lift, dim=0).values
    crest = air.skyline - seen[-1]
    w = c.cut(-1e3, float(crest.min()) - c.px, 1e3, air.skyline + 0.06)
    if w is None:
        return
    step = 0.012
    across = (rise(c.x + step, steps) - rise(c.x - step, steps)) * (tall / (2 * step))
    away = (h[2:] - h[:-2]) * (tall * 0.5 * (SLICES - 1)) * 0.55
    away = torch.cat([away[:1], away, away[-1:]])
    up = (air.skyline - w.y[:, 0]).expand(c.columns, -1)
    above = torch.searchsorted(seen.T.contiguous(), up.contiguous()).T.clamp(1, SLICES - 1)
    cells = (above - 1) * c.columns + torch.arange(c.columns, device=c.x.device)[None]
    flat = seen.reshape(-1)
    low, high = flat[cells], flat[cells + c.columns]
    part = ((up.T - low) / (high - low).clamp_min(1e-7)).clamp_(0.0, 1.0)
    table = torch.stack([across, away, steps.expand_as(h)]).flatten(-2)
    across, away, t = torch.lerp(table[:, cells], table[:, cells + c.columns], part)

    side = air.side if abs(air.side) > 0.2 else 0.2
    rough = fbm(w.x * 22 + 3 * t, (w.y + 0.5 * t) * 26, seed + 3, 4, 0.55, cell=26 * w.px)
    down = (w.y - crest[None]).clamp_min(0.0)
    lean = 0.7 if side >= 0 else -0.7
    spur = fbm((w.x + lean * down) * 9.0, down * 8.0 + 2.0 * t, seed + 4, 4, 0.6, cell=9 * w.px)
    spur = spur + 0.6 * fbm((w.x - 1.1 * lean * down) * 13.0, down * 7.0, seed + 5, 3, 0.6, cell=13 * w.px)
    facing = -0.95 * side * across - 0.34 * away + (0.10 + 0.32 * rugged) * spur + 0.16 * rough * (0.4 + rugged)
    shine = 0.5 + 0.5 * torch.tanh(1.5 * facing)
    soft = 1 - 0.75 * air.gray
    shine = 0.42 + (shine - 0.42) * soft
    far = 0.60 + 0.36 * t
    veil = torch.lerp(torch.full_like(t, air.veil(0.42)), torch.full_like(t, air.veil(0.80)), t)
    height = (up.T / max(tall, 1e-3)).clamp(0.0, 1.3)
    rock = mix(hexcolor("#85796b"), hexcolor("#6f7480"), 0.35)
    green = mix(foliage_color(air.season), hexcolor("#5f7a4a"), 0.4)
    if air.winter > 0.2:
        green = mix(green, hexcolor("#5b6660"), air.winter)
    meadow = smooth(0.62, 0.22, height + 0.10 * rough + 0.25 * (rugged - 0.5)) * (0.9 - 0.45 * rugged)
    base = torch.lerp(w.color(rock), w.color(green), meadow[None])
    line = 0.70 - 0.72 * air.snow - 0.18 * air.winter - 0.30 * ramp(0.5, 1.0, amount) * rugged
    steep = (across.abs() + 0.4 * away.abs()).clamp(0, 2.0)
    snow = smooth(line, line + 0.16, height + 0.09 * rough - 0.07 * steep * (1 - 0.7 * air.snow) + 0.05 * (shine - 0.5))
    snow = snow * max(ramp(0.15, 0.5, rugged), ramp(0.05, 0.3, air.snow), ramp(0.6, 0.95, amount))
    shade = mix(scaled(air.fill, 0.80), mix(air.middle, air.zenith, 0.5), 0.22 * (1 - air.night))
    light = scaled(air.key, 1.05)
    # Peaks catch the first and the last light.
    if air.low > 0.05 and air.night < 0.6:
        light = mix(light, scaled(mix(air.sun, (1.0, 0.55, 0.42), 0.35), 1.12), 0.55 * air.low * (1 - air.gray))
    falling = torch.lerp(w.color(shade), w.color(light), (shine * (0.82 + 0.25 * height)).clamp(0, 1)[None])
    tone = base * falling
    shaded = mix(scaled(air.fill, 1.06), (0.60, 0.70, 0.92), 0.30 * (1 - air.night))
    bright: Color = mix(light, SNOW, 0.62 * (1 - air.night) * (1 - 0.55 * air.low))
    white = torch.lerp(w.color(shaded), w.color(bright).clamp_max(1.0), (shine * 1.12).clamp(0, 1)[None])
    tone = torch.lerp(tone, white, snow[None])
    # Air lies thickest at their feet; snow keeps its light.
    veil = veil * (1 - 0.30 * snow * (1 - air.fog)) * (1 - 0.25 * height * (1 - air.fog))
    mist = smooth(0.42, -0.08, height) * (0.40 + 0.45 * air.fog) * far
    veil = (1 - (1 - veil) * (1 - mist)).clamp(0, 1)
    blue = mix(air.haze, mix(air.middle, air.zenith, 0.35), 0.35 * (1 - air.gray))
    tone = torch.lerp(tone, torch.lerp(w.color(blue), w.color(air.haze), smooth(0.8, 0.0, height)[None]), veil[None])
    w.over(w.cover(crest[None] - w.y), tone)
