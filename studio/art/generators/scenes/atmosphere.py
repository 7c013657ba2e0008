"""Light and air of an outdoor scene: colors of the sky by the hour, sun or moon, haze, what light falls on things."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from studio.art.generators.scenes.forms import Color, Light, hexcolor, linear, mix, ramp, scaled, tinted
from studio.core.params import Value

# hour: zenith, middle, horizon, light of sun or moon, light of the sky
_HOURS: tuple[tuple[float, str, str, str, str, str], ...] = (
    (0.00, "#0b1638", "#16295a", "#37548a", "#6f86ba", "#43578c"),
    (0.17, "#0f1c46", "#20386e", "#4a6395", "#7183b5", "#495c92"),
    (0.215, "#24367a", "#6468a6", "#dea09a", "#b08fa4", "#6d76a8"),
    (0.25, "#3c5c9c", "#9fa3cb", "#f9b887", "#f4b07c", "#8f97bb"),
    (0.30, "#4a84c8", "#97c0e4", "#fbe2bd", "#fbdcae", "#a3b8d2"),
    (0.40, "#3a82d0", "#80b8ea", "#d9ecf4", "#fdf1d8", "#adc4de"),
    (0.50, "#2c76cd", "#70b0ec", "#cfe7f6", "#fff7e6", "#b2c9e2"),
    (0.62, "#397fca", "#88bae4", "#efecd8", "#fdedc9", "#adc1da"),
    (0.70, "#4a79b8", "#b3b9c8", "#fcd391", "#fcd28f", "#a8aebf"),
    (0.75, "#37458a", "#bd7391", "#ff9c50", "#ff9d5c", "#8e7d9e"),
    (0.785, "#252f6c", "#75548f", "#ea7a6e", "#d97a72", "#66608f"),
    (0.83, "#17235a", "#3b4388", "#946c9a", "#8578a6", "#505b94"),
    (0.88, "#0e1a46", "#1f366f", "#4a609a", "#7486b8", "#475b92"),
    (1.00, "#0b1638", "#16295a", "#37548a", "#6f86ba", "#43578c"),
)


@dataclass(frozen=True)
class Atmosphere:
    """Everything outdoors that light decides. Colors are sRGB 0..1, places are picture coordinates.

    `night` 0..1, `low` 0..1 = the sun stands low, `gray` 0..1 = the sky is shut. `side` -1..1: where the light comes
    from. `key`, `fill`: what a white thing shows in full light and in shade.
    """

    zenith: Color
    middle: Color
    horizon: Color
    sun: Color
    key: Color
    fill: Color
    haze: Color
    sun_at: tuple[float, float]
    elevation: float
    night: float
    low: float
    gray: float
    side: float
    fog: float
    season: float
    snow: float
    skyline: float
    glow: float

    def seen(self, color: Color, shine: float, distance: float = 0.0) -> Color:
        """A thing of this color with `shine` 0..1 of the key light on it, at `distance` 0 (here) to 1 (horizon). At most white:
        snow in the sun of noon is no lighter than paper."""
        red, green, blue = tinted(color, mix(self.fill, self.key, shine))
        return mix((min(red, 1.0), min(green, 1.0), min(blue, 1.0)), self.haze, self.veil(distance))

    def veil(self, distance: float) -> float:
        """How much of the haze's color lies before a thing."""
        clear = 0.62 * distance**1.35 * (1.0 - 0.25 * self.low)
        fog = 1.0 - math.exp(-8.5 * self.fog**1.25 * distance**1.45)
        return float(1.0 - (1.0 - clear) * (1.0 - fog))

    @property
    def winter(self) -> float:
        """1 in the depth of winter, 0 from spring to autumn."""
        return max(ramp(0.16, 0.06, self.season), ramp(0.88, 0.96, self.season))

    @property
    def autumn(self) -> float:
        return ramp(0.6, 0.72, self.season) * ramp(0.95, 0.86, self.season)

    @property
    def spring(self) -> float:
        return ramp(0.1, 0.2, self.season) * ramp(0.42, 0.3, self.season)

    def room(self) -> Light:
        """The same light as `forms.Light`, for things with round forms."""
        return Light.aimed(
            self.side, 0.35 + 0.5 * self.elevation, 0.55,
            linear(scaled(self.key, 0.85)), linear(scaled(self.fill, 0.75)), linear(scaled(self.fill, 0.4)),
            hard=0.75 * (1 - self.gray),
        )  # fmt: skip


def number(f: Mapping[str, Value], name: str) -> float:
    """A factor as a float."""
    value = f[name]
    assert isinstance(value, int | float)
    return float(value)


def atmosphere(f: Mapping[str, Value], aspect: float) -> Atmosphere:
    """Reads the factors of light and weather."""
    day = number(f, "daytime") % 1.0 if number(f, "daytime") < 1.0 else 1.0
    zenith, middle, horizon, sun, sky = _hour(day)
    elevation = math.sin(2 * math.pi * (day - 0.25))
    night = ramp(0.02, -0.42, elevation)
    low = ramp(0.55, 0.0, abs(elevation)) * (1 - ramp(-0.1, -0.5, elevation))
    glow, cloud = number(f, "glow"), number(f, "cloud")
    storm, rain, fog = number(f, "storm"), number(f, "rain"), number(f, "fog")
    snowfall = number(f, "snowfall")
    gray = min(1.0, 0.75 * ramp(0.55, 1.0, cloud) + 0.7 * rain + 0.8 * storm + 0.45 * snowfall)
    # A shut sky is even and pale; a storm is dark blue-gray.
    luminance = 0.3 * horizon[0] + 0.5 * horizon[1] + 0.2 * horizon[2]
    flat = scaled((0.97, 0.99, 1.03), (0.30 + 0.62 * luminance) * (1 - 0.42 * storm - 0.12 * rain))
    if night > 0:
        flat = mix(flat, (0.13, 0.16, 0.25), night)
    zenith = mix(zenith, scaled(flat, 0.8 - 0.25 * storm), 0.85 * gray)
    middle = mix(middle, scaled(flat, 0.93 - 0.15 * storm), 0.85 * gray)
    horizon = mix(horizon, flat, 0.72 * gray)
    burn = 0.55 + 0.9 * glow * low
    middle = _richer(middle, 1 + 0.45 * (burn - 0.55))
    horizon = _richer(horizon, 1 + 0.7 * (burn - 0.55))
    horizon_y = 1.0 - number(f, "horizon")
    horizon_y = 0.12 + 0.76 * horizon_y
    height = max(elevation, 0.0)
    if night > 0.5:
        sun_y = horizon_y * (0.3 - 0.05 * math.cos(6.28 * number(f, "sun_x")))
    else:
        sun_y = horizon_y - 0.035 - (horizon_y - 0.1) * (0.95 * height**0.8) + 0.5 * max(0.0, -elevation)
    sun_x = aspect * number(f, "sun_x")
    shade = 1 - 0.62 * gray
    key = mix(scaled(sun, 1.16), sky, 0.65 * gray)
    key = mix(key, scaled(sun, 1.25), low * glow * shade * 0.5)
    fill = scaled(sky, 0.78 - 0.2 * low * (1 - night) + 0.06 * gray)
    haze = mix(mix(horizon, middle, 0.35), flat, 0.6 * max(fog, gray))
    if night < 0.5:
        haze = mix(haze, scaled(haze, 1.06), fog)
    return Atmosphere(
        zenith=zenith, middle=middle, horizon=horizon, sun=sun, key=key, fill=fill, haze=haze,
        sun_at=(sun_x, sun_y), elevation=elevation, night=night, low=low, gray=gray,
        side=max(-1.0, min(1.0, (number(f, "sun_x") - 0.5) * 2.4)),
        fog=fog, season=number(f, "season"), snow=number(f, "snow"), skyline=horizon_y, glow=glow,
    )  # fmt: skip


def _hour(day: float) -> tuple[Color, Color, Color, Color, Color]:
    for before, after in zip(_HOURS, _HOURS[1:], strict=False):
        if day <= after[0]:
            t = (day - before[0]) / (after[0] - before[0])
            a, b, c, d, e = (
                mix(hexcolor(str(p)), hexcolor(str(q)), t) for p, q in zip(before[1:], after[1:], strict=True)
            )
            return a, b, c, d, e
    raise ValueError(f"the hour {day} is outside 0..1")


def _richer(color: Color, k: float) -> Color:
    gray = (color[0] + color[1] + color[2]) / 3
    r, g, b = (min(1.0, max(0.0, gray + (v - gray) * k)) for v in color)
    return r, g, b
