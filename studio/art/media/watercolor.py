"""Watercolor: transparent washes on cold-pressed paper, with wet edges, granulation, blooms and reserved whites.

Pigment density is changed by the model C' = C - (C - C^2)(d - 1) of Bousseau et al., "Interactive watercolor
rendering with temporal coherence and abstraction" (NPAR 2006); the effects are those of Curtis et al.,
"Computer-generated watercolor" (SIGGRAPH 1997).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, accents, by_rows, paper, simplified, smoothstep
from studio.art.styles import fields
from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]

WHITE = (0.985, 0.978, 0.955)


@kernel
def _wash(rgb: Floats, density: Floats, grain: Floats, bare: Floats, w0: float, w1: float, w2: float) -> None:
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            # pigment settles in the valleys of the paper, more of it where the wash is strong
            dark = 1.0 - (0.3 * rgb[y, x, 0] + 0.59 * rgb[y, x, 1] + 0.11 * rgb[y, x, 2])
            d = density[y, x] + grain[y, x] * (0.05 + 0.32 * dark * (1.0 - 0.5 * dark))
            cover = 1.0 - bare[y, x]
            for c in range(3):
                v = rgb[y, x, c]
                v = v - (v - v * v) * (d - 1.0)
                v = min(1.0, max(0.0, v))
                white = w0 if c == 0 else (w1 if c == 1 else w2)
                rgb[y, x, c] = (1.0 - cover * (1.0 - v)) * (white - 0.02 * grain[y, x])


def paint(sheet: Sheet) -> Floats:
    return wash(sheet, margin=0.017)


def wash(sheet: Sheet, margin: float) -> Floats:
    """The painted sheet; `margin` is the mean width of the bare paper around it, a share of the side (0 = none)."""
    size = 0.5 * 4**sheet.stroke
    u = sheet.unit
    rgb = _drifted(sheet, sheet.rgb, 2.2 * size)
    simple = simplified(rgb, max(1.0, 5.0 * size * u), sheet)
    sheet.ctx.check()
    # wet in wet: soft forms run together, hard ones stay
    wet = fields.blur(simple, 7 * size * u)
    open_ = smoothstep(-0.1, 0.5, sheet.noise(5, 31, 2))[..., None] * np.float32(0.55)
    rgb = accents(fields.f32(simple + open_ * (wet - simple)), rgb, 0.75, sheet)
    by_rows(sheet, lambda lo, hi: _light(rgb[lo:hi]))
    density = _density(sheet, rgb, size)
    grain = paper(sheet, 33)
    bare = _border(sheet, margin)
    by_rows(sheet, lambda lo, hi: _wash(rgb[lo:hi], density[lo:hi], grain[lo:hi], bare[lo:hi], *WHITE))
    return rgb


def _drifted(sheet: Sheet, rgb: Floats, amount: float) -> Floats:
    """The loose hand: forms wander a little, and colors do not quite meet the drawing."""
    k = np.float32(amount * sheet.unit)
    x = np.arange(sheet.width, dtype=np.float32)[None, :] + k * sheet.noise(18, 34, 3)
    y = np.arange(sheet.height, dtype=np.float32)[:, None] + k * sheet.noise(18, 35, 3)
    return np.asarray(cv2.remap(rgb, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _light(rgb: Floats) -> None:
    """Thin color on white paper, in place: lights are opened, darks stay transparent and colorful."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None]
    vivid = gray + (rgb - gray) * np.float32(1.22)
    rgb[:] = 1 - (1 - np.clip(vivid, 0, 1)) ** np.float32(1.12) * np.float32(0.93)


def _density(sheet: Sheet, rgb: Floats, size: float) -> Floats:
    """Pigment density around 1: uneven washes, blooms with crinkled rims, and dark rims where a wash dried."""
    u = sheet.unit
    turbulence = 0.34 * sheet.noise(4, 36, 4) + 0.16 * sheet.noise(26, 37, 2)
    field = sheet.noise(3.2, 38, 4)
    # a bloom is an island of the field: paler inside, a dark line at its shore
    sheet.ctx.check()
    shore = np.exp(-(((field - 0.42) / 0.035) ** 2)) * smoothstep(-0.2, 0.4, sheet.noise(2.5, 39))
    blooms = 0.36 * shore - 0.38 * smoothstep(0.42, 0.75, field)
    sheet.ctx.check()
    gray = fields.luma(rgb)
    narrow, wide = fields.blur(gray, 1.0 * size**0.5 * u), fields.blur(gray, 4.5 * size**0.5 * u)
    rim = np.clip((wide - narrow) * 6.0, 0, 1)  # the darker side of an edge only
    return np.asarray(1.0 + turbulence + blooms + 1.0 * rim, np.float32)


def _border(sheet: Sheet, margin: float) -> Floats:
    """0 painted .. 1 bare paper: a narrow irregular margin, as of a block whose tape was torn off."""
    if margin <= 0:
        return np.zeros((sheet.height, sheet.width), np.float32)
    y = np.arange(sheet.height, dtype=np.float32)[:, None] + 0.5
    x = np.arange(sheet.width, dtype=np.float32)[None, :] + 0.5
    inside = np.minimum(np.minimum(x, sheet.width - x), np.minimum(y, sheet.height - y)) / np.float32(sheet.side)
    inside = inside + np.float32(0.35 * margin) * sheet.noise(14, 40, 4)
    return np.asarray(1 - smoothstep(0.8 * margin, 1.2 * margin, inside), np.float32)
