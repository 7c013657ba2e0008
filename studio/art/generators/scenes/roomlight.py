"""The light of a room: what time, weather and lamps let fall on things indoors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from studio.art.generators.scenes.forms import Color, Light, mix, ramp, scaled
from studio.core.params import Value

# linear light at midnight, dawn, sunrise, noon, late afternoon, sunset, dusk, midnight
_TIMES = (0.0, 0.18, 0.25, 0.36, 0.5, 0.64, 0.74, 0.80, 0.87, 1.0)
_KEY: tuple[Color, ...] = (
    (0.055, 0.080, 0.150), (0.22, 0.24, 0.36), (0.98, 0.62, 0.42), (1.08, 0.98, 0.84), (1.05, 1.03, 1.00),
    (1.08, 0.95, 0.76), (1.12, 0.66, 0.34), (0.86, 0.40, 0.26), (0.18, 0.18, 0.30), (0.055, 0.080, 0.150),
)  # fmt: skip
_FILL: tuple[Color, ...] = (
    (0.022, 0.030, 0.055), (0.12, 0.14, 0.22), (0.26, 0.26, 0.34), (0.30, 0.34, 0.41), (0.36, 0.39, 0.43),
    (0.31, 0.33, 0.38), (0.26, 0.24, 0.31), (0.20, 0.17, 0.25), (0.085, 0.085, 0.15), (0.022, 0.030, 0.055),
)  # fmt: skip


@dataclass(frozen=True)
class RoomLight:
    """`light`: window light as it falls on things. `sun`: 0..1 how much of it is direct and draws hard patches.

    `night`: 0 day to 1 night. `lamp`: linear color of a lit lamp or candle, `lamp_on` its strength 0..1.
    """

    light: Light
    sun: float
    night: float
    lamp: Color
    lamp_on: float


def _keyed(colors: tuple[Color, ...], t: float) -> Color:
    for k in range(len(_TIMES) - 1):
        if t <= _TIMES[k + 1]:
            return mix(colors[k], colors[k + 1], (t - _TIMES[k]) / (_TIMES[k + 1] - _TIMES[k]))
    return colors[-1]


def elevation(daytime: float) -> float:
    """-1 at midnight, 0 at sunrise and sunset, 1 at noon."""
    return -math.cos(2.0 * math.pi * daytime)


def room_light(f: Mapping[str, Value]) -> RoomLight:
    """The light that the factors let into a room."""
    day = float(f["daytime"])
    high = elevation(day)
    night = 1.0 - ramp(-0.55, 0.05, high)
    gray = min(1.0, 0.9 * max(float(f["cloud"]) - 0.35, 0.0) / 0.65 + 0.8 * float(f["rain"]) + 0.5 * float(f["snowfall"])
               + 0.9 * float(f["fog"]) + 0.9 * float(f["storm"]))  # fmt: skip
    key, fill = _keyed(_KEY, day), _keyed(_FILL, day)
    luma = 0.3 * key[0] + 0.59 * key[1] + 0.11 * key[2]
    key = scaled(mix(key, (0.92 * luma, 0.97 * luma, 1.06 * luma), 0.8 * gray), 1.0 - 0.42 * gray)
    fill = scaled(fill, 1.0 + 0.10 * gray - 0.30 * float(f["storm"]))
    snowy = float(f["snow"])  # snow outside throws a cool light in
    fill = mix(fill, (fill[0] * 1.10, fill[1] * 1.16, fill[2] * 1.24), snowy)
    moonlit = 1.0 + 1.4 * night * (float(f["moon"]) - 0.5)
    key = scaled(key, moonlit)
    glow = float(f["glow"])
    low = 1.0 - abs(high) if high > -0.4 else 0.0
    key = (key[0] * (1.0 + 0.16 * glow * low), key[1], key[2] * (1.0 - 0.16 * glow * low))
    side = 1.25 * math.tanh(7.0 * (float(f["sun_x"]) - 0.5))
    light = Light.aimed(
        side, 0.50 + 0.45 * max(high, -0.1), 0.72, key, fill, scaled(key, 0.16), hard=(1.0 - gray) * 0.85
    )
    return RoomLight(light, (1.0 - gray) * (1.0 - 0.55 * night), night, (1.0, 0.56, 0.22), night)
