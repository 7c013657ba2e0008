"""The marks of a picture, measured: strokes, lines, grain, flat places. Numpy and OpenCV only, quick to import.

All lengths are given as shares of the picture's side (the short one), so that they mean the same at every size.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.fields import Field, Floats, f32

BANDS = (0.7, 1.4, 2.8, 5.6, 11.2, 22.4)
"""Sigmas of the bands, in 1/512 of the side."""
DIRECTIONS = 12
REACH = 56  # steps along a stroke
PROBES = 2400


@dataclass(frozen=True)
class Strokes:
    """`length`, `width`: how far the picture stays alike along and across its marks, as shares of the side. `directions`:
    share of the marks in each of `DIRECTIONS` directions, from 0 degrees (level) counterclockwise to 180. `order`: 0 =
    marks of one place point anywhere, 1 = all are parallel. `aligned`: 0 = all directions in the picture, 1 = only one."""

    length: float
    width: float
    directions: tuple[float, ...]
    order: float
    aligned: float


@dataclass(frozen=True)
class Surface:
    """`bands`: share of the contrast in each of `BANDS`, fine to broad. `contrast`: its strength (lightness). `lines`: share
    of the area under dark lines or between light ones, thinner than 1/70 of the side. `grain`: random speckle of single
    pixels (lightness). `flat`: share of the area without any marks. `binary`: 1 = marks are of two values only, as in a
    print; 0 = all values between. `hard`: how sudden edges are, 0..1."""

    bands: tuple[float, ...]
    contrast: float
    lines: float
    dark_lines: float
    grain: float
    flat: float
    binary: float
    hard: float


def strokes(light: Floats, unit: float) -> Strokes:
    """Of lightness float32 (H, W), 0..1; `unit` = pixels per 1/512 of the side.

    Direction by the structure tensor (Bigun & Granlund 1987); length by the autocorrelation of the fine contrast along
    the bent line that follows it, as in line integral convolution (Cabral & Leedom 1993) read backwards.
    """
    cosine, sine, energy = fields.tensor(light, 3.5 * unit, max(0.6, 0.9 * unit))
    length = np.hypot(cosine, sine)
    coherence = length / (energy + 1e-7)
    total = float(energy.sum()) + 1e-12
    angle = np.degrees(0.5 * np.arctan2(-sine, cosine)) % 180  # the picture's y points down
    place = np.minimum((angle / 180 * DIRECTIONS + 0.5).astype(np.int64) % DIRECTIONS, DIRECTIONS - 1)
    counts = np.bincount(place.reshape(-1), length.reshape(-1).astype(np.float64), DIRECTIONS)
    shares = counts / max(counts.sum(), 1e-12)
    flow = Field.of_double(cosine, sine)
    detail = fields.blur(light, 0.6 * unit) - fields.blur(light, 5 * unit)
    y, x = _probes(energy)
    along = _halved(detail, flow.x, flow.y, y, x, unit)
    across = _halved(detail, f32(-flow.y), flow.x, y, x, unit)
    return Strokes(
        length=max(along, across) / 512,
        width=min(along, across) / 512,
        directions=tuple(float(s) for s in shares),
        order=float((coherence * energy).sum() / total),
        aligned=float(np.hypot(cosine.sum(), sine.sum()) / (length.sum() + 1e-12)),
    )


def _probes(energy: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places that carry marks: one per cell of a grid where the energy is above its lower third."""
    h, w = energy.shape
    step = max(1, int(np.sqrt(h * w / (2 * PROBES))))
    e = energy[step // 2 :: step, step // 2 :: step]
    gy, gx = np.nonzero(e >= np.quantile(e, 0.35))
    y, x = gy * step + step // 2, gx * step + step // 2
    return f32(y), f32(x)


def _halved(detail: Floats, vx: Floats, vy: Floats, y: Floats, x: Floats, unit: float) -> float:
    """Full width at half height of the autocorrelation along the field, in 1/512 of the side."""
    h, w = detail.shape
    step = max(1.0, unit)
    middle = detail[y.astype(np.int64), x.astype(np.int64)]
    power = float((middle * middle).mean()) + 1e-12
    curve = np.ones(REACH + 1)
    sums = np.zeros(REACH + 1)
    for side in (1.0, -1.0):
        px, py = x.copy(), y.copy()
        dx, dy = side * vx[y.astype(np.int64), x.astype(np.int64)], side * vy[y.astype(np.int64), x.astype(np.int64)]
        for k in range(1, REACH + 1):
            px, py = px + f32(step) * dx, py + f32(step) * dy
            inside = (px >= 0) & (px <= w - 1) & (py >= 0) & (py <= h - 1)
            px, py = np.clip(px, 0, w - 1), np.clip(py, 0, h - 1)
            iy, ix = py.astype(np.int64), px.astype(np.int64)
            nx, ny = vx[iy, ix], vy[iy, ix]
            turn = np.where(nx * dx + ny * dy < 0, f32(-1), f32(1))
            dx, dy = turn * nx, turn * ny
            value = cv2.remap(detail, px, py, cv2.INTER_LINEAR).reshape(-1)
            sums[k] += float((np.where(inside, value, 0) * middle).mean()) / power / 2
    curve[1:] = sums[1:]
    low = np.flatnonzero(curve < 0.5)
    if len(low) == 0:
        return 2.0 * REACH * step / unit
    k = int(low[0])
    t = (curve[k - 1] - 0.5) / max(1e-9, curve[k - 1] - curve[k])
    return float(2.0 * (k - 1 + t) * step / unit)


def surface(light: Floats, unit: float) -> Surface:
    """Of lightness float32 (H, W), 0..1; see `Surface`."""
    powers, low = [], light
    for sigma in BANDS:
        soft = fields.blur(light, max(0.4, sigma * unit))
        powers.append(float(((low - soft) ** 2).mean()))
        low = soft
    total = sum(powers) + 1e-12
    dark, bright = _lines(light, unit)
    grain = _grain(light)
    deviation, binary = _two_valued(light, unit)
    flat = deviation < 0.016 + 0.8 * grain
    return Surface(
        bands=tuple(p / total for p in powers),
        contrast=100 * float(np.sqrt(total)),
        lines=float((dark | bright).mean()),
        dark_lines=float(dark.mean()),
        grain=100 * grain,
        flat=float(flat.mean()),
        binary=binary,
        hard=_hard(light, unit),
    )


def _lines(light: Floats, unit: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where thin dark and thin light lines are: black-hat and top-hat (Meyer 1978)."""
    soft = fields.blur(light, 0.5 * unit)
    size = 2 * max(1, round(3.5 * unit)) + 1
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    dark = np.asarray(cv2.morphologyEx(soft, cv2.MORPH_BLACKHAT, disk)) > 0.12
    bright = np.asarray(cv2.morphologyEx(soft, cv2.MORPH_TOPHAT, disk)) > 0.12
    return dark, bright


def _grain(light: Floats) -> float:
    """Standard deviation of the noise: Immerkaer, "Fast noise variance estimation" (CVIU 1996), on the quieter half."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    answer = np.abs(cv2.filter2D(light, cv2.CV_32F, kernel))
    local = cv2.blur(answer, (9, 9))
    quiet = answer[local <= np.median(local)]
    return float(quiet.mean() * np.sqrt(np.pi / 2) / 6) if quiet.size else 0.0


def _two_valued(light: Floats, unit: float) -> tuple[Floats, float]:
    """Local standard deviation, and how near windows are to two values: the bimodality coefficient (skew^2 + 1) / kurtosis
    is 1 for exactly two values, 5/9 for all values alike, 1/3 for a bell (Pearson 1916)."""
    size = 2 * max(3, round(8 * unit)) + 1
    m1, m2, m3, m4 = (cv2.blur(light**k, (size, size), borderType=cv2.BORDER_REFLECT) for k in (1, 2, 3, 4))
    variance = np.maximum(m2 - m1**2, 1e-9)
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4) / variance**2
    coefficient = np.clip((skew**2 + 1) / np.maximum(kurtosis, 1), 0, 1)
    marked = variance > 0.05**2
    small = 2 * max(1, round(2 * unit)) + 1
    near = cv2.blur(light, (small, small), borderType=cv2.BORDER_REFLECT)
    deviation = np.sqrt(np.maximum(cv2.blur(light**2, (small, small), borderType=cv2.BORDER_REFLECT) - near**2, 0))
    if marked.mean() < 0.02:
        return f32(deviation), 0.0
    return f32(deviation), float(np.average(coefficient[marked], weights=np.sqrt(variance[marked])))


def _hard(light: Floats, unit: float) -> float:
    """How much of an edge's height is crossed within one step: the steepest slope against the range around it."""
    soft = fields.blur(light, 0.5 * unit)
    slope = np.hypot(cv2.Scharr(soft, cv2.CV_32F, 1, 0), cv2.Scharr(soft, cv2.CV_32F, 0, 1)) / 32
    size = 2 * max(2, round(5 * unit)) + 1
    kernel = np.ones((size, size), np.uint8)
    span = cv2.dilate(soft, kernel) - cv2.erode(soft, kernel)
    edge = (span > 0.15) & (slope >= cv2.dilate(slope, kernel) - 1e-6)
    if edge.mean() < 1e-4:
        return 0.0
    return float(np.clip(np.median(slope[edge] * unit / span[edge]) / 0.45, 0, 1))
