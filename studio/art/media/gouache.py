"""Gouache: flat, matte, opaque paint in brush-wide patches with slightly dry edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, accents, by_rows, simplified, streaks
from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]

STEPS = 11.0  # values that the painter mixed: light is laid in about so many tones


@kernel
def _lay(rgb: Floats, texture: Floats, amount: float) -> None:
    """Tones with brush-shaped borders, then the matte film: blacks lifted, whites held back, dry streaks."""
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            r, g, b = rgb[y, x, 0], rgb[y, x, 1], rgb[y, x, 2]
            light = 0.299 * r + 0.587 * g + 0.114 * b
            t = texture[y, x]
            place = light * STEPS + 0.36 * t
            step = np.floor(place)
            f = place - step
            # narrow ramps between tones: painted borders, not cuts
            f = min(1.0, max(0.0, (f - 0.32) / 0.36))
            tone = (step + f * f * (3 - 2 * f) - 0.05) / STEPS
            target = light + amount * (tone - light)
            k = (target + 0.02) / (light + 0.02)
            k = min(1.25, max(0.8, k)) * (1.0 + 0.022 * t)
            for c in range(3):
                v = rgb[y, x, c] * k
                v = light * k + (v - light * k) * 1.06
                rgb[y, x, c] = min(1.0, max(0.0, 0.022 + 0.956 * v))


def paint(sheet: Sheet) -> Floats:
    size = 0.5 * 4**sheet.stroke
    rgb = accents(simplified(sheet.rgb, max(1.0, 2.6 * size * sheet.unit), sheet), sheet.rgb, 0.9, sheet)
    texture = streaks(sheet, 26.0 / size, 21)
    rgb = _wobbled(sheet, rgb, 0.9 * size)
    by_rows(sheet, lambda lo, hi: _lay(rgb[lo:hi], texture[lo:hi], 0.75))
    return rgb


def _wobbled(sheet: Sheet, rgb: Floats, amount: float) -> Floats:
    """Edges drawn by hand: displaced by about `amount` / 512 of the side."""
    k = np.float32(amount * sheet.unit)
    x = np.arange(sheet.width, dtype=np.float32)[None, :] + k * sheet.noise(40, 22)
    y = np.arange(sheet.height, dtype=np.float32)[:, None] + k * sheet.noise(40, 23)
    return np.asarray(cv2.remap(rgb, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
