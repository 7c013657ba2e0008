"""OkLCH: lightness 0..1, chroma 0..about 0.33, hue in degrees.

Björn Ottosson, "A perceptual color space for image processing" (2020), https://bottosson.github.io/posts/oklab/;
sRGB transfer curve from IEC 61966-2-1.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_INVERSE = np.linalg.inv(_LMS)
_LAB_INVERSE = np.linalg.inv(_LAB)


def to_linear(srgb: Floats) -> Floats:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def from_linear(linear: Floats) -> Floats:
    safe = np.maximum(linear, 0.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * safe ** (1 / 2.4) - 0.055)


def rgb_to_oklch(rgb: tuple[int, int, int]) -> tuple[float, float, float]:
    """sRGB 0..255 to (L, C, h); h is 0 for greys."""
    linear = to_linear(np.array(rgb, dtype=np.float64) / 255)
    lightness, a, b = _LAB @ np.cbrt(_LMS @ linear)
    chroma = math.hypot(a, b)
    hue = math.degrees(math.atan2(b, a)) % 360 if chroma > 1e-4 else 0.0
    return float(lightness), chroma, hue


def oklch_to_srgb(lightness: Floats, chroma: Floats, hue: Floats) -> Floats:
    """Arrays of one shape to sRGB (..., 3), not clipped: outside 0..1 means outside the gamut."""
    angle = np.radians(hue)
    lab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)
    linear = ((lab @ _LAB_INVERSE.T) ** 3) @ _LMS_INVERSE.T
    return from_linear(linear)


def in_gamut(srgb: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = np.all((srgb > -1e-6) & (srgb < 1 + 1e-6), axis=-1)
    return inside


def max_chroma(lightness: float, hue: float) -> float:
    """The largest chroma inside sRGB at this lightness and hue, by bisection."""
    return float(_max_chromas(np.array([lightness]), hue)[0])


def _max_chromas(lightness: Floats, hue: float) -> Floats:
    lo, hi = np.zeros_like(lightness), np.full_like(lightness, 0.4)
    hues = np.full_like(lightness, hue)
    for _ in range(16):
        mid = (lo + hi) / 2
        inside = in_gamut(oklch_to_srgb(lightness, mid, hues))
        lo, hi = np.where(inside, mid, lo), np.where(inside, hi, mid)
    return lo


def oklch_to_rgb(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """To sRGB 0..255; a color outside the gamut keeps lightness and hue and loses chroma."""
    inside = min(chroma, max_chroma(lightness, hue))
    srgb = oklch_to_srgb(np.array(lightness), np.array(inside), np.array(hue))
    r, g, b = (int(v) for v in np.rint(np.clip(srgb, 0, 1) * 255))
    return r, g, b


@lru_cache(maxsize=512)
def cusp(hue: int) -> tuple[float, float]:
    """(lightness, chroma) of the most colorful sRGB color of a hue in whole degrees."""
    lightness = np.linspace(0.3, 1.0, 141)
    chromas = _max_chromas(lightness, float(hue))
    best = int(np.argmax(chromas))
    return float(lightness[best]), float(chromas[best])
