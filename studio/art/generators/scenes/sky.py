"""The sky: gradient, sun and moon with their glow, stars and Milky Way, heaped and streaked clouds, rainbow."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from studio.art.generators.scenes.atmosphere import Atmosphere, number
from studio.art.generators.scenes.canvas import Canvas, Chance, curve, fbm, noise, turbulence
from studio.art.generators.scenes.dice import scatter
from studio.art.generators.scenes.forms import Color, mix, ramp, scaled, smooth
from studio.core.params import Value

_BILLOWS = ((1.5, 0.66), (3.1, 0.46), (6.5, 0.27), (13.5, 0.15), (27.0, 0.08))
"""Fineness and strength of the bulges of a heaped cloud."""


def paint_sky(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Covers the canvas down to a little below the horizon."""
    _gradient(c, air)
    if air.night > 0.05:
        _stars(c, f, air, chance)
    _disc(c, f, air)
    if air.gray > 0.02:
        _deck(c, f, air, chance)
    if number(f, "streak") > 0.02 and number(f, "cloud") > 0.02:
        _streaks(c, f, air, chance)
    if number(f, "cloud") > 0.02:
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
    if air.fog > 0.05:
        # Mist shuts the sky from below.
        c.over(
            (air.fog * (0.25 + 0.75 * smooth(0.1, 1.0, t)) * 0.95).clamp(0, 1),
            mix(air.haze, (1.0, 1.0, 1.0), 0.08 * day),
        )


def _disc(c: Canvas, f: Mapping[str, Value], air: Atmosphere) -> None:
    x, y = air.sun_at
    hidden = max(air.gray, ramp(0.5, 0.9, air.fog))
    if air.night < 0.5 and air.elevation > -0.12:
        r = 0.021 + 0.017 * air.low
        w = c.cut(x - 6 * r, y - 6 * r, x + 6 * r, y + 6 * r)
        if w is not None:
            d = ((w.x - x) ** 2 + (w.y - y) ** 2).sqrt()
            shown = 1 - 0.93 * hidden
            w.light(torch.exp(-((d / (2.2 * r)) ** 2)) * 0.62 * shown, _pale(air.sun))
            edge = smooth(r * (1.0 + 0.5 * (1 - air.low)), r * (0.9 - 0.35 * (1 - air.low)), d)
            w.over(edge * shown, mix((1.0, 0.995, 0.96), _pale(air.sun), 0.28 * air.low))
    elif air.night >= 0.3 and number(f, "moon") > 0.02:
        phase = number(f, "moon")
        r = 0.032 + 0.012 * phase
        w = c.cut(x - 6 * r, y - 6 * r, x + 6 * r, y + 6 * r)
        if w is not None:
            d = ((w.x - x) ** 2 + (w.y - y) ** 2).sqrt()
            shown = (1 - 0.85 * hidden) * ramp(0.3, 0.55, air.night)
            w.light(torch.exp(-((d / (2.4 * r)) ** 2)) * 0.36 * shown * (0.4 + 0.6 * phase), (0.72, 0.82, 1.0))
            # The terminator of the moon: an ellipse whose width tells the phase.
            bite = r * (2 * phase - 1)
            across = (w.x - x) * (1.0 if air.side >= 0 else -1.0)
            half = (r * r - (w.y - y) ** 2).clamp_min(0).sqrt() * (bite / r)
            lit = smooth(-0.25 * r, 0.25 * r, across + half)
            spots = 1 - 0.13 * smooth(0.0, 0.9, fbm((w.x - x) / r * 1.4 + 5, (w.y - y) / r * 1.4, 77, 3))
            w.over(w.cover(d - r) * lit * shown, w.color((0.98, 0.97, 0.91)) * spots)


def _stars(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    amount = number(f, "stars") * ramp(0.30, 0.85, air.night) * (1 - 0.9 * air.gray)
    w = c.cut(-1.0, -1.0, c.aspect + 1.0, air.skyline + 0.02)
    if amount <= 0.01 or w is None:
        return
    seed = chance.number("milky way")
    key = seed % 8000
    tilt = 0.50 + 0.35 * ((seed % 97) / 97)
    along = (w.x - 0.5 * w.aspect) * math.cos(tilt) + (w.y - 0.26) * math.sin(tilt)
    across = -(w.x - 0.5 * w.aspect) * math.sin(tilt) + (w.y - 0.26) * math.cos(tilt)
    cloud = fbm(along * 3.0, across * 5.0, seed, 5, 0.55, cell=5 * c.px)
    dust = fbm(along * 4.5 + 9, across * 9.0, seed + 1, 4, 0.6, cell=9 * c.px)
    body = torch.exp(-((across + 0.035 * cloud) ** 2) / 0.011)
    lane = smooth(0.25, 1.0, dust + 0.6 * torch.exp(-(((across + 0.02 * cloud) / 0.035) ** 2)))
    veil = body * (0.62 + 0.42 * cloud).clamp(0.05, 1.5) * (1 - 0.62 * lane)
    fade = 1 - 0.8 * smooth(0.62, 1.0, w.y / max(air.skyline, 0.1))
    rich = ramp(0.25, 0.95, number(f, "stars")) * amount
    w.light(veil * fade * 0.42 * rich, (0.62, 0.70, 1.0))
    w.light((veil - 0.45).clamp_min(0) * fade * 0.55 * rich, (1.0, 0.82, 0.78))
    for k, (cell, size, share) in enumerate(((0.060, 0.0034, 0.40), (0.027, 0.0021, 0.55), (0.0125, 0.0014, 0.35))):
        dx, dy, luck, hue = scatter(w.x, w.y, cell, key + 31 * k)
        # A star smaller than a pixel keeps its light.
        seen = max(size, 0.62 * c.px)
        d2 = (dx * dx + dy * dy) * (cell / seen) ** 2
        there = smooth(1.02 - share * amount, 1.0 - 0.55 * share * amount, luck)
        if k == 2:
            there = there * (0.35 + 0.9 * body * rich) * (1 - 0.5 * lane)
        shine = (
            torch.exp(-1.4 * d2)
            * there
            * fade
            * (0.30 + 0.70 * luck**6)
            * min(1.0, (size / seen) ** 1.1)
            * (1.25 - 0.3 * k)
        )
        tone = torch.lerp(w.color((0.74, 0.84, 1.0)), w.color((1.0, 0.90, 0.74)), (hue**3)[None])
        w.rgb.add_((shine.clamp(0, 1)[None] * tone) * (1 - w.rgb))


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
    tone = torch.lerp(tone, c.color(mix((0.24, 0.30, 0.47), air.horizon, 0.4)), 0.8 * air.night)
    c.over(thin * fade * (0.75 + 0.2 * air.low) * (1 - 0.45 * air.night), tone)


def _deck(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """A closed ceiling of cloud overhead, in perspective."""
    seed = chance.number("deck")
    w = c.cut(-1.0, -0.1, c.aspect + 1.0, air.skyline + 0.03)
    if w is None:
        return
    storm = number(f, "storm")
    depth = 1.0 / (0.26 + 1.15 * ((air.skyline - w.y) / max(air.skyline, 0.1)).clamp_min(0.0))
    u, v = (w.x - 0.5 * w.aspect) * depth * 1.1, depth * 1.9
    body = fbm(u * 1.2, v + 0 * u, seed, 5, 0.52, cell=3.0 * w.px)
    lit = fbm(u * 1.2, v - 0.16 + 0 * u, seed, 3, 0.52)
    shine = (0.5 + (0.42 + 0.3 * storm) * (lit - body) + 0.16 * body).clamp(0, 1)
    bright = mix(scaled(air.horizon, 1.06), (0.93, 0.94, 0.96), 0.25 * (1 - air.night) * (1 - storm))
    dark = scaled(_cloud_shade(air), 1 - 0.45 * storm)
    tone = torch.lerp(w.color(dark), w.color(bright), shine[None])
    fade = 1 - 0.75 * smooth(0.70, 1.0, w.y / max(air.skyline, 0.1))
    w.over((0.45 + 0.5 * smooth(-0.6, 0.7, body)) * fade * air.gray, tone)


def _heaps(c: Canvas, f: Mapping[str, Value], air: Atmosphere, chance: Chance) -> None:
    """Heaped clouds in rows that recede: flat shaded bases, billows lit from the sun's side, bright rims before it."""
    cloud = number(f, "cloud")
    amount = cloud * (1 - 0.6 * number(f, "streak")) * (1 - 0.55 * air.gray)
    storm = number(f, "storm")
    if amount <= 0.015:
        return
    rng = chance.stream("heaps")
    sx, sy = air.sun_at
    pale = mix((1.0, 1.0, 0.99), _pale(air.sun), 0.30 + 0.30 * air.low)
    bright = mix(pale, mix(air.sun, air.middle, 0.25), 0.62 * air.low * (1 - air.gray))
    bright = mix(bright, mix((0.42, 0.49, 0.68), air.horizon, 0.45), air.night)
    bright = mix(bright, scaled(air.horizon, 1.05), 0.5 * air.gray)
    dark = scaled(_cloud_shade(air), 1 - 0.30 * storm)
    for k in range(5):
        t = k / 4
        seed, shift = int(rng.integers(1 << 30)), float(rng.uniform(0, 60))
        base = air.skyline * (0.90 - 0.66 * t**0.85) + 0.02 * float(rng.uniform(-1, 1))
        tall = air.skyline * (0.055 + 0.27 * t**1.2) * (1 + 0.7 * storm)
        fine = 1.0 / (1.75 * tall)
        w = c.cut(-1.0, base - 1.9 * tall, c.aspect + 1.0, base + 0.22 * tall)
        if w is None:
            continue
        place = curve(w.x * fine * 0.42 + shift, seed, 3, 0.5, cell=0.42 * fine * w.px)
        room = 1.25 * torch.tanh(place) - (1.45 - 4.8 * amount + 2.6 * amount * amount) - 0.25 * (1 - t)
        dx, dy = sx - w.x, sy - 0.08 - base
        far = (dx * dx + dy * dy).sqrt() + 1e-4
        up = (base - w.y) / tall + 0.10 * noise(w.x * fine * 2.2, w.x * 0 + 0.7, seed + 5)

        def density(
            x: Tensor, up: Tensor, room: Tensor = room, fine: float = fine, seed: int = seed, tall: float = tall
        ) -> Tensor:
            y = up * tall * fine * 1.25
            x = x * fine
            warp = 0.09 * noise(x * 1.6, y * 1.6 + 4.0, seed + 3)
            broad = turbulence(x + warp, y + warp, seed + 1, _BILLOWS[:2], 0.55) * smooth(-0.45, 0.75, room)
            body = room - 1.15 * up.clamp_min(0.0) ** 1.25 - 6.0 * (-up).clamp_min(0.0) + broad
            sizes = tuple(pair for pair in _BILLOWS[2:] if pair[0] * fine * c.px < 0.5)
            if not sizes:
                return body
            # Fine forms fray a cloud; alone in the sky they would be crumbs.
            return body + turbulence(x + warp, y + warp, seed + 1, sizes, 0.55) * smooth(-0.35, 0.25, body)

        own = density(w.x, up)
        step = 0.16 * tall
        ahead = density(w.x + step * dx / far, up - step * dy / far / tall)
        alpha = smooth(0.02, 0.24, own)
        shine = 0.56 + 0.50 * (own - ahead) + 0.22 * (up - 0.55) - 0.10 * smooth(0.3, 1.8, own)
        shine = shine - 0.32 * smooth(0.22, -0.05, up) * (0.5 + 0.5 * smooth(0.0, 0.8, own))
        near = (
            torch.exp(-((w.x - sx) ** 2 + (w.y - sy) ** 2) / (0.05 + 0.06 * air.low))
            * (1 - air.night)
            * (1 - 0.8 * air.gray)
        )
        rim = smooth(0.75, 0.0, own) * near
        shine = (shine * (1 - 0.30 * storm) + 0.55 * rim).clamp(0, 1)
        lower = mix(dark, air.haze, 0.50 * (1 - t))
        upper = mix(bright, air.haze, 0.42 * (1 - t))
        tone = torch.lerp(w.color(lower), w.color(upper), (shine * shine * (3 - 2 * shine))[None])
        if air.low > 0.1:
            # The last light reaches the undersides.
            glow = near * smooth(0.5, -0.1, up) * air.low * (1 - air.gray) * 0.7
            tone = torch.lerp(tone, w.color(mix(air.sun, (1.0, 0.45, 0.40), 0.35)), glow.clamp(0, 1)[None])
        w.over(alpha * (0.96 - 0.30 * air.night - 0.15 * (1 - t)), tone)


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
