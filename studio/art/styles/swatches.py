"""The colors of a picture: a short palette, the range of values, hue and chroma. No compiled kernels, quick to import.

Colors are judged in CIELAB (D65), where distances are about as large as they look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FEWEST, MOST = 5, 7
NEAR = 11.0
"""Palette colors closer than this (CIELAB) are one color, as long as more than `FEWEST` are left."""
SAME = 4.0
"""Colors closer than this are one color always: a picture in two colors has a palette of two."""
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True)
class Swatch:
    """A color of the palette: sRGB 0..255 and its share of the picture, 0..1."""

    rgb: tuple[int, int, int]
    share: float

    @property
    def lab(self) -> tuple[float, float, float]:
        """Lightness 0..100 and the two opponent axes."""
        one = np.array(self.rgb, np.float32).reshape(1, 1, 3) / np.float32(255)
        light, a, b = cv2.cvtColor(one, cv2.COLOR_RGB2LAB).reshape(3)
        return float(light), float(a), float(b)


def palette(rgb: Floats, weight: Floats) -> tuple[Swatch, ...]:
    """Up to `MOST` colors of `rgb` float32 (H, W, 3), 0..1, most common first; `weight` (H, W) says what counts.

    Weighted k-means (Lloyd 1982) on a color histogram, begun with the farthest colors so that a small bright accent is
    not lost; the nearest pairs are then merged.
    """
    cells = np.minimum((rgb.reshape(-1, 3) * 16).astype(np.int64), 15)
    number = (cells[:, 0] * 16 + cells[:, 1]) * 16 + cells[:, 2]
    w = weight.reshape(-1).astype(np.float64)
    mass = np.bincount(number, w, 4096)
    used = np.flatnonzero(mass > 0)
    sums = np.stack([np.bincount(number, w * rgb.reshape(-1, 3)[:, c], 4096)[used] for c in range(3)], 1)
    mass = mass[used] / mass.sum()
    points = sums / np.maximum(np.bincount(number, w, 4096)[used], 1e-12)[:, None]
    lab = lab_of(points)
    centers = _settled(lab, mass, _begun(lab, mass, MOST + 3))
    own = _nearest(lab, centers)
    groups = [own == k for k in range(len(centers)) if mass[own == k].sum() > 0]
    groups = _merged(groups, lab, mass)
    swatches = []
    for group in groups:
        share = float(mass[group].sum())
        color = (points[group] * mass[group, None]).sum(0) / share
        r, g, b = (int(v) for v in np.clip(np.rint(color * 255), 0, 255))
        swatches.append(Swatch((r, g, b), share))
    return tuple(sorted(swatches, key=lambda s: -s.share))


def lab_of(rgb: NDArray[Any]) -> Floats:
    """float32 CIELAB of sRGB rows or planes, 0..1."""
    shape = rgb.shape
    flat = np.ascontiguousarray(rgb, np.float32).reshape(1, -1, 3)
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2LAB), np.float32).reshape(shape)


def _begun(lab: Floats, mass: NDArray[np.float64], count: int) -> Floats:
    """The most common color, then each time the one that is farthest and not rare."""
    chosen = [int(np.argmax(mass))]
    gap = np.full(len(lab), np.inf)
    while len(chosen) < min(count, len(lab)):
        gap = np.minimum(gap, ((lab - lab[chosen[-1]]) ** 2).sum(1))
        worth = gap * np.minimum(mass, 0.02) ** 0.6
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            break
        chosen.append(best)
    return lab[chosen].copy()


def _settled(lab: Floats, mass: NDArray[np.float64], centers: Floats) -> Floats:
    for _ in range(8):
        own = _nearest(lab, centers)
        for k in range(len(centers)):
            m = mass[own == k]
            if m.sum() > 0:
                centers[k] = (lab[own == k] * m[:, None]).sum(0) / m.sum()
    return centers


def _nearest(lab: Floats, centers: Floats) -> NDArray[np.int64]:
    return np.asarray(((lab[:, None] - centers[None]) ** 2).sum(2).argmin(1), np.int64)


def _merged(groups: list[NDArray[np.bool_]], lab: Floats, mass: NDArray[np.float64]) -> list[NDArray[np.bool_]]:
    while len(groups) > 1:
        share = np.array([mass[g].sum() for g in groups])
        middle = np.stack([(lab[g] * mass[g, None]).sum(0) for g in groups]) / share[:, None]
        gap = np.sqrt(((middle[:, None] - middle[None]) ** 2).sum(2))
        # what is rare and has a near neighbor goes first; a small accent far from all others stays
        cost = gap * np.minimum(1, 6 * np.minimum(share[:, None], share[None])) ** 0.35
        np.fill_diagonal(cost, np.inf)
        np.fill_diagonal(gap, np.inf)
        i, j = np.unravel_index(int(np.argmin(cost)), cost.shape)
        if not (len(groups) > MOST or gap[i, j] < SAME or (len(groups) > FEWEST and gap[i, j] < NEAR)):
            return groups
        joined = groups[i] | groups[j]
        groups = [g for k, g in enumerate(groups) if k not in (i, j)] + [joined]
    return groups


@dataclass(frozen=True)
class Tones:
    """Light and color of a picture.

    `quantiles`: lightness (0 black .. 100 white) at `QUANTILES` of the area. `spread`: its standard deviation. `chroma`:
    mean colorfulness (0 gray .. about 100). `hue`: degrees, the chroma-weighted mean (0 red, 90 yellow, 180 green, 270
    blue), meaningful when `hue_focus` (0 = all hues, 1 = one hue) is high. `warm`: share of the colorfulness that is red,
    orange or yellow. `tint`: how far colors stray from one tint (the mean of what chroma does not follow the lightness): 0 in
    a gray picture, in sepia, in blue on white.
    """

    quantiles: tuple[float, ...]
    spread: float
    chroma: float
    hue: float
    hue_focus: float
    warm: float
    tint: float


def tones(lab: Floats, weight: Floats) -> Tones:
    seen = weight.reshape(-1) > 0.5
    rows = lab.reshape(-1, 3)[seen] if seen.any() else lab.reshape(-1, 3)
    rows = rows[:: max(1, len(rows) // 40_000)]
    light, a, b = rows[:, 0], rows[:, 1], rows[:, 2]
    chroma = np.hypot(a, b)
    total = float(chroma.sum()) + 1e-6
    x, y = float(a.sum()) / total, float(b.sum()) / total
    warm = float(chroma[(a * np.cos(np.radians(60)) + b * np.sin(np.radians(60))) > 0].sum()) / total
    slope = np.cov(light, rows[:, 1:].T)[0, 1:] / (float(light.var()) + 1e-6)
    stray = rows[:, 1:] - rows[:, 1:].mean(0) - np.outer(light - light.mean(), slope)
    return Tones(
        quantiles=tuple(float(q) for q in np.quantile(light, QUANTILES)),
        spread=float(light.std()),
        chroma=float(chroma.mean()),
        hue=float(np.degrees(np.arctan2(y, x)) % 360),
        hue_focus=float(min(1.0, np.hypot(x, y))),
        warm=warm,
        tint=float(np.hypot(stray[:, 0], stray[:, 1]).mean()),
    )
