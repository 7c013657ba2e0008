"""The sky: gradient, sun and moon with their glow, stars and Milky Way, heaped and streaked clouds, rainbow."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, fbm, noise
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth
from studio.core.params import Value


def paint_sky(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Covers the canvas down to a little below the horizon."""
    _gradient(c, air)
    if air.night > 0.05:
        _stars(c, f, air, chance)
    _disc(c, f, air)
    if number(f, "streak") > 0.02 and number(f, "cloud") > 0.02:
        _streaks(c, f, air, chance)
    if number(f, "cloud") > 0.02 or air.gray > 0.3:
        _heaps(c, f, air, chance)
    if number(f, "rainbow") > 0.01:
        _rainbow(c, number(f, "rainbow"), air)
    storm = number(f, "storm")
    if storm > 0.7:
        _lightning(c, ramp(0.7, 1.0, storm), air, chance)


def _gradient(c: Canvas, air: Atmosphere) -> None:
    t = (c.y / max(air.skyline, 0.05)).clamp(0.0, 1.15)
    upper = smooth(0.0, 0.62, t)
    lower = smooth(0.42, 1.02, t)
    zenith, middle, horizon = c.color(air.zenith), c.color(air.middle), c.color(air.horizon)
    column = torch.lerp(torch.lerp(zenith, middle, upper[None]), horizon, lower[None])
    c.rgb.copy_(column.expand_as(c.rgb))
    # Light gathers around the sun: a wide pale veil and, when it stands low, a burning band along the horizon.
    x, y = air.sun_at
    far = ((c.x - x) ** 2 + ((c.y - y) * 1.25) ** 2).sqrt()
    strength = (1 - 0.75 * air.gray) * (0.25 + 0.75 * air.glow)
    day = 1 - air.night
    c.light(torch.exp(-far / (0.16 + 0.14 * air.low)) * (0.34 + 0.4 * air.low) * strength * day, _pale(air.sun))
    if air.low > 0.02:
        band = torch.exp(-((c.y - air.skyline) ** 2) / 0.02) * torch.exp(-((c.x - x) ** 2) / 0.55)
        c.light(band * 0.5 * air.low * strength * day, air.sun)
    if air.night > 0.3:
        c.light(torch.exp(-far / 0.13) * 0.22 * air.night * (1 - 0.7 * air.gray), (0.75, 0.82, 1.0))


def _disc(c: Canvas, f: Mapping[str, Value], air: Atmosphere) -> None:
    x, y = air.sun_at
    hidden = max(air.gray, ramp(0.5, 0.9, air.fog))
    if air.night < 0.5 and air.elevation > -0.12:
        r = 0.034 + 0.014 * air.low
        w = c.cut(x - 3 * r, y - 3 * r, x + 3 * r, y + 3 * r)
        if w is not None:
            d = ((w.x - x) ** 2 + (w.y - y) ** 2).sqrt()
            shown = 1 - 0.92 * hidden
            w.light(torch.exp(-((d / (1.7 * r)) ** 2)) * 0.55 * shown, _pale(air.sun))
            w.over(w.cover(d - r) * shown, mix((1.0, 0.99, 0.94), _pale(air.sun), 0.55 * air.low))
    elif air.night >= 0.3 and number(f, "moon") > 0.02:
        phase = number(f, "moon")
        r = 0.036 + 0.012 * phase
        w = c.cut(x - 5 * r, y - 5 * r, x + 5 * r, y + 5 * r)
        if w is not None:
            d = ((w.x - x) ** 2 + (w.y - y) ** 2).sqrt()
            shown = (1 - 0.85 * hidden) * ramp(0.3, 0.55, air.night)
            w.light(torch.exp(-((d / (2.2 * r)) ** 2)) * 0.3 * shown * phase, (0.8, 0.86, 1.0))
            # The terminator of the moon: an ellipse whose width tells the phase.
            bite = r * (2 * phase - 1)
            across = (w.x - x) * (1.0 if air.side >= 0 else -1.0)
            half = (r * r - (w.y - y) ** 2).clamp_min(0).sqrt() * (bite / r)
            lit = smooth(-0.25 * r, 0.25 * r, across + half)
            spots = 1 - 0.13 * smooth(0.0, 0.9, fbm((w.x - x) / r * 1.4 + 5, (w.y - y) / r * 1.4, 77, 3))
            w.over(w.cover(d - r) * lit * shown, w.color((0.97, 0.96, 0.90)) * spots)


def _stars(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    amount = number(f, "stars") * ramp(0.35, 0.9, air.night) * (1 - 0.9 * air.gray)
    if amount <= 0.01:
        return
    seed = chance.number("milky way")
    tilt = 0.55
    along = (c.x - 0.5 * c.aspect) * math.cos(tilt) + (c.y - 0.2) * math.sin(tilt)
    across = -(c.x - 0.5 * c.aspect) * math.sin(tilt) + (c.y - 0.2) * math.cos(tilt)
    cloud = fbm(along * 3.2, across * 7.0, seed, 4, cell=7 * c.px)
    veil = torch.exp(-((across + 0.05 * cloud) ** 2) / 0.016) * (0.55 + 0.35 * cloud).clamp_min(0)
    c.light(veil * 0.30 * ramp(0.35, 1.0, number(f, "stars")) * amount, (0.72, 0.76, 1.0))
    rng = chance.stream("stars")
    n = 420
    xs, ys = rng.uniform(0, 1, n) * 4.0, rng.uniform(0, 1, n) ** 1.15
    size, hue = rng.pareto(2.6, n), rng.uniform(0, 1, n)
    for i in range(int(n * min(1.0, 0.25 + 0.75 * amount))):
        x, y = float(xs[i]) * 1.0, float(ys[i]) * (air.skyline + 0.02)
        if x > c.aspect:
            continue
        r = min(0.0046, 0.0011 + 0.0011 * float(size[i]))
        shine = min(1.0, 0.35 + 0.5 * float(size[i])) * amount
        # A star smaller than a pixel keeps its light.
        seen = max(r, 0.62 * c.px)
        w = c.cut(x - 3 * seen, y - 3 * seen, x + 3 * seen, y + 3 * seen)
        if w is not None:
            d2 = ((w.x - x) ** 2 + (w.y - y) ** 2) / (seen * seen)
            fade = 1 - 0.75 * ramp(0.6, 1.0, y / max(air.skyline, 0.1))
            tone = mix((0.78, 0.86, 1.0), (1.0, 0.9, 0.75), float(hue[i]) ** 2)
            w.light(torch.exp(-d2 * 1.3) * shine * fade * min(1.0, (r / seen) ** 1.2), tone)


def _streaks(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    amount = number(f, "cloud") * number(f, "streak")
    seed = chance.number("streaks")
    deep = (c.y / max(air.skyline, 0.1)).clamp(0, 1.1)
    wave = 0.03 * noise(c.x * 1.7, c.y * 0 + 3.0, seed)
    body = fbm(c.x * 1.5, (c.y + wave * 0) * 15.0, seed, 4, 0.55, cell=15 * c.px)
    thin = smooth(0.55 - 0.95 * amount, 1.35 - 0.7 * amount, body) * smooth(0.02, 0.25, deep) * 0.9
    fade = 1 - 0.35 * smooth(0.86, 1.02, deep)
    near = torch.exp(-((c.x - air.sun_at[0]) ** 2) / 0.5)
    bright = mix(_pale(air.sun), (1.0, 1.0, 1.0), 0.35)
    under = mix(air.sun, air.middle, 0.35)
    dim = _cloud_shade(air)
    tone = c.color(mix(scaled(bright, 1 - 0.75 * air.night), under, 0.75 * air.low))
    tone = torch.lerp(c.color(mix(dim, under, 0.35 * air.low)), tone, (0.25 + 0.75 * near)[None])
    c.over(thin * fade * (0.75 + 0.2 * air.low), tone)


def _heaps(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    amount = max(number(f, "cloud") * (1 - 0.55 * number(f, "streak") * (1 - air.gray)), 0.9 * air.gray)
    seed = chance.number("heaps")
    bottom = air.skyline + 0.03
    if float(c.y[0, 0]) > bottom:
        return
    w = c.cut(0.0 - 1.0, -0.1, c.aspect + 1.0, bottom)
    if w is None:
        return
    # Perspective: a flat layer overhead; the nearer the horizon, the smaller and flatter the clouds.
    depth = 1.0 / (0.30 + 1.15 * ((air.skyline - w.y) / max(air.skyline, 0.1)).clamp_min(0.0))
    u, v = (w.x - 0.5 * w.aspect) * depth * 1.25, depth * 2.1
    storm = number(f, "storm")
    cell = 3.2 * w.px
    body = fbm(u * 1.35, v + 0 * u, seed, 5, 0.52, cell=cell)
    toward = 0.17
    dx, dy = air.sun_at[0] - 0.5 * w.aspect, -0.25 - air.elevation
    norm = math.hypot(dx, dy) + 1e-6
    lit = fbm((u + toward * dx / norm) * 1.35, v + toward * dy / norm * -0.8, seed, 3, 0.52)
    threshold = 1.15 - 2.3 * amount
    cover = smooth(threshold, threshold + 0.62, body)
    thick = smooth(threshold + 0.1, threshold + 1.25, body)
    shine = (0.62 + 0.75 * (body - lit)).clamp(0, 1) * (1 - 0.45 * thick)
    bright = mix(mix((1.0, 1.0, 1.0), _pale(air.sun), 0.35 + 0.5 * air.low), air.middle, 0.12)
    bright = mix(bright, scaled(air.horizon, 1.12), 0.55 * air.gray)
    bright = mix(bright, mix(air.sun, (1.0, 0.8, 0.72), 0.3), 0.5 * air.low * (1 - air.gray))
    bright = mix(bright, mix((0.30, 0.35, 0.5), air.horizon, 0.5), air.night)
    dark = scaled(_cloud_shade(air), 1 - 0.35 * storm)
    near = torch.exp(-((w.x - air.sun_at[0]) ** 2 + (w.y - air.sun_at[1]) ** 2) / 0.09)
    tone = torch.lerp(w.color(dark), w.color(bright), (shine * (1 - 0.35 * storm))[None])
    tone = tone + near * (1 - air.night) * (1 - 0.8 * air.gray) * 0.10
    fade = 1 - smooth(0.78, 0.98, w.y / max(air.skyline, 0.1))
    w.over(cover * fade * (0.94 - 0.25 * air.night), tone.clamp(0, 1))


def _cloud_shade(air: Atmosphere) -> Color:
    """The underside of a cloud."""
    shade = mix(scaled(air.middle, 0.86), (0.66, 0.69, 0.76), 0.55 * (1 - air.night))
    shade = mix(shade, mix(scaled(air.zenith, 1.05), air.sun, 0.22), 0.6 * air.low)
    gray = scaled((0.60, 0.63, 0.69), 1 - 0.8 * air.night)
    return mix(shade, gray, 0.5 * air.gray)


def _rainbow(c: Canvas, amount: float, air: Atmosphere) -> None:
    # 42 degrees around the point opposite the sun; it stands on the other side of the picture.
    x = c.aspect * 0.5 - 0.55 * c.aspect * (0.6 if air.side >= 0 else -0.6)
    y = air.skyline + 0.28
    d = ((c.x - x) ** 2 + (c.y - y) ** 2).sqrt()
    radius, width = 0.78, 0.052
    t = (radius - d) / width
    arch = (
        smooth(-0.12, 0.15, t) * (1 - smooth(0.85, 1.12, t)) * (1 - smooth(air.skyline - 0.02, air.skyline + 0.02, c.y))
    )
    bands = torch.stack(
        [torch.exp(-((t - 0.08) ** 2) / 0.06) + 0.5 * torch.exp(-((t - 0.98) ** 2) / 0.02),
         torch.exp(-((t - 0.45) ** 2) / 0.06), torch.exp(-((t - 0.8) ** 2) / 0.05)]
    )  # fmt: skip
    glow = (bands * arch * 0.5 * amount).clamp(0, 1)
    c.rgb.add_(glow * (1 - c.rgb))


def _lightning(c: Canvas, amount: float, air: Atmosphere, chance: Chance) -> None:
    rng = chance.stream("lightning")
    x, y = c.aspect * float(rng.uniform(0.2, 0.8)), air.skyline * 0.25
    turns = rng.normal(0, 0.028, 16)
    step = (air.skyline - y) / 16
    for k in range(16):
        nx, ny = x + float(turns[k]), y + step
        w = c.cut(min(x, nx) - 0.05, y - 0.05, max(x, nx) + 0.05, ny + 0.05)
        if w is not None:
            d = _segment(w, (x, y), (nx, ny))
            w.light(torch.exp(-d / 0.012) * 0.12 * amount, (0.8, 0.82, 1.0))
            w.light(w.cover(d - max(0.0012, 0.6 * w.px)) * amount, (1.0, 0.98, 1.0))
        x, y = nx, ny


def _segment(c: Canvas, a: tuple[float, float], b: tuple[float, float]) -> Tensor:
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = (((c.x - a[0]) * dx + (c.y - a[1]) * dy) / (dx * dx + dy * dy + 1e-9)).clamp(0, 1)
    return ((c.x - a[0] - t * dx) ** 2 + (c.y - a[1] - t * dy) ** 2).sqrt()


def _pale(color: Color) -> Color:
    return mix(color, (1.0, 1.0, 1.0), 0.35)
