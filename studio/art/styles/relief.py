"""Light on thick paint: Blinn-Phong shading of a height map (Blinn 1977)."""

from __future__ import annotations

import cv2
import numpy as np

from studio.art.styles.fields import Floats, blur, f32
from studio.art.styles.jit import Crew, kernel


def _light() -> tuple[float, float, float]:
    v = np.array([-0.42, -0.42, 0.8])  # from the upper left (image axes: x right, y down)
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


def light(rgb: Floats, height: Floats, strength: float, gloss: float, unit: float, crew: Crew) -> Floats:
    """`rgb` (H, W, 3) as it looks when the paint of thickness `height` is lit from the upper left; changed in place."""
    if strength <= 0:
        return np.clip(rgb, 0, 1, out=rgb)
    h = blur(height, 0.6 * max(1.0, unit))
    gx = f32(cv2.Sobel(h, cv2.CV_32F, 1, 0, scale=0.25))
    gy = f32(cv2.Sobel(h, cv2.CV_32F, 0, 1, scale=0.25))
    # the same thickness over more pixels is less steep: `unit` makes up for it
    slope = 4.0 * strength * max(0.6, unit)
    lx, ly, lz = _light()
    crew.share(rgb.shape[0], lambda lo, hi: _shade(rgb[lo:hi], gx[lo:hi], gy[lo:hi], slope, gloss, lx, ly, lz))
    return rgb
