"""Light on thick paint: Blinn-Phong shading of a height map (Blinn 1977)."""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.styles.fields import Floats, blur, f32
from studio.art.styles.jit import Crew, kernel
from studio.core.progress import Context

UPPER_LEFT = 135.0


def _light(angle: float) -> tuple[float, float, float]:
    """Unit vector to the light (image axes: x right, y down); `angle` in degrees, counterclockwise from the right."""
    a = np.deg2rad(angle)
    v = np.array([0.594 * np.cos(a), -0.594 * np.sin(a), 0.8])
    v /= np.linalg.norm(v)
    return float(v[0]), float(v[1]), float(v[2])


@kernel
def _shade(rgb: Floats, gx: Floats, gy: Floats, slope: float, gloss: float, lx: float, ly: float, lz: float) -> None:
    hx, hy, hz = lx, ly, lz + 1.0
    norm = np.sqrt(hx * hx + hy * hy + hz * hz)
    hx, hy, hz = hx / norm, hy / norm, hz / norm
    flat = hz**60
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            nx, ny = -slope * gx[y, x], -slope * gy[y, x]
            nz = 1.0 / np.sqrt(1.0 + nx * nx + ny * ny)
            nx, ny = nx * nz, ny * nz
            d = (nx * lx + ny * ly + nz * lz) / lz
            d = min(1.6, max(0.35, d))
            s = max(0.0, nx * hx + ny * hy + nz * hz)
            s = gloss * max(0.0, s**60 - flat)
            for c in range(3):
                rgb[y, x, c] = min(1.0, max(0.0, rgb[y, x, c] * d + s))


def light(
    ctx: Context, rgb: Floats, height: Floats, strength: float, gloss: float, unit: float, crew: Crew,
    angle: float = UPPER_LEFT,
) -> Floats:  # fmt: skip
    """`rgb` (H, W, 3) as it looks when light falls on paint of thickness `height`; changed in place.

    `angle`: where the light comes from, degrees counterclockwise from the right: 90 is above, 135 the upper left.
    """
    if strength <= 0:
        return np.clip(rgb, 0, 1, out=rgb)
    lx, ly, lz = _light(angle)
    # the same thickness over more pixels is less steep: `unit` makes up for it
    slope = 4.0 * strength * max(0.6, unit)
    sigma = 0.6 * max(1.0, unit)
    reach = int(4 * sigma) + 2

    def shade(lo: int, hi: int) -> None:
        for y0 in range(lo, hi, 256):
            y1 = min(hi, y0 + 256)
            top = max(0, y0 - reach)
            h = blur(np.ascontiguousarray(height[top : y1 + reach]), sigma)
            gx = f32(cv2.Sobel(h, cv2.CV_32F, 1, 0, scale=0.25))[y0 - top : y1 - top]
            gy = f32(cv2.Sobel(h, cv2.CV_32F, 0, 1, scale=0.25))[y0 - top : y1 - top]
            _shade(rgb[y0:y1], gx, gy, slope, gloss, lx, ly, lz)

    for y in range(0, len(rgb), 1024):
        ctx.check()
        crew.share(min(1024, len(rgb) - y), lambda lo, hi, y=y: shade(y + lo, y + hi), least=64)  # type: ignore[misc]
    return rgb
