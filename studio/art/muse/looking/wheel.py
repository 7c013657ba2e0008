"""The painter's circle of colors: red, orange, yellow, green, blue, violet at equal steps, opposites across, as Itten
drew it ("Kunst der Farbe", 1961). Hues of OkLCH are carried onto it and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_OKLCH = (-55.0, -15.0, 27.0, 58.0, 102.0, 143.0, 195.0, 258.0, 305.0, 345.0, 387.0, 418.0)
_WHEEL = (-60.0, -25.0, 0.0, 60.0, 120.0, 180.0, 205.0, 240.0, 300.0, 335.0, 360.0, 420.0)
WARM = (-35.0, 150.0)
"""From red-violet over red, orange and yellow to yellow-green."""
_NAMES = (
    ("red", "红"), ("red-orange", "红橙"), ("orange", "橙"), ("yellow-orange", "黄橙"), ("yellow", "黄"),
    ("yellow-green", "黄绿"), ("green", "绿"), ("blue-green", "蓝绿"), ("blue", "蓝"), ("blue-violet", "蓝紫"),
    ("violet", "紫"), ("red-violet", "红紫"),
)  # fmt: skip


def of_hue(hue: NDArray[Any]) -> NDArray[np.float64]:
    """Degrees on the painter's circle (0 red, 120 yellow, 240 blue) of hues of OkLCH."""
    return np.asarray(np.interp(np.asarray(hue, np.float64) % 360, _OKLCH, _WHEEL) % 360)


def angle_of(hue: float) -> float:
    return float(of_hue(np.array(hue)))


def hue_at(angle: float) -> float:
    """The hue of OkLCH at a place of the painter's circle."""
    return float(np.interp(angle % 360, _WHEEL, _OKLCH) % 360)


def apart(a: float, b: float) -> float:
    """Degrees between two places, 0..180."""
    gap = abs(a - b) % 360
    return min(gap, 360 - gap)


def name_at(angle: float, lang: str) -> str:
    """One of twelve: "blue-green", "蓝绿"."""
    return _NAMES[round(angle % 360 / 30) % 12][lang == "zh"]


def warm(angle: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether places of the circle are warm."""
    turned = (np.asarray(angle, np.float64) - WARM[0]) % 360
    return np.asarray(turned <= WARM[1] - WARM[0])
