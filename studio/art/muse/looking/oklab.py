"""Oklab and its polar form OkLCH (Björn Ottosson, "A perceptual color space for image processing", 2020): lightness
0..1, chroma 0..about 0.33, hue in degrees (about 29 red, 110 yellow, 142 green, 264 blue)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
RGB = tuple[int, int, int]
LCH = tuple[float, float, float]

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
_FROM_LAB, _FROM_LMS = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_LMS)


def lab_of(rgb: NDArray[Any]) -> Floats:
    """Oklab float32 (..., 3) of sRGB (..., 3) in 0..1."""
    value = np.asarray(rgb, np.float64)
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T, np.float32)


def _linear(lab: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(((np.asarray(lab, np.float64) @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T, np.float64)


def lch_of(rgb: RGB) -> LCH:
    """OkLCH of an sRGB color 0..255."""
    light, a, b = (float(v) for v in lab_of(np.array(rgb) / 255))
    return light, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def rgb_of(light: float, chroma: float, hue: float) -> RGB:
    """The sRGB color 0..255; where the screen cannot show it, the most colorful one of that lightness and hue."""
    light = min(1.0, max(0.0, light))
    lo, hi = 0.0, max(0.0, chroma)
    if not _shown(light, hi, hue):
        for _ in range(18):
            middle = (lo + hi) / 2
            lo, hi = (middle, hi) if _shown(light, middle, hue) else (lo, middle)
        hi = lo
    linear = np.clip(_linear(_lab(light, hi, hue)), 0, 1)
    value = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    r, g, b = (int(v) for v in np.rint(value * 255))
    return r, g, b


def _lab(light: float, chroma: float, hue: float) -> NDArray[np.float64]:
    angle = np.radians(hue)
    return np.array([light, chroma * np.cos(angle), chroma * np.sin(angle)])


def _shown(light: float, chroma: float, hue: float) -> bool:
    linear = _linear(_lab(light, chroma, hue))
    return bool((linear > -1e-4).all() and (linear < 1 + 1e-4).all())


def distance(a: RGB, b: RGB) -> float:
    """How different two colors look: 0.02 just seen, 0.1 plainly different, 1 black and white. Hue and chroma count
    twice, as is usual for Oklab, whose axes of color are short."""
    gap = lab_of(np.array(a) / 255) - lab_of(np.array(b) / 255)
    return float(np.hypot(gap[0], 2 * np.hypot(gap[1], gap[2])))


def hex_of(rgb: RGB) -> str:
    """ "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def from_hex(text: str) -> RGB:
    """Of "#rrggbb"."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
