"""Guided filter: smooth coefficients carry a small map onto a large picture without crossing its edges.

He, Sun & Tang, "Guided image filtering" (PAMI 2013); He & Sun, "Fast guided filter" (2015).
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from studio.art.styles.fields import Floats, f32


class Guided:
    """A guide float32 (h, w), 0..1, its window radius in pixels and its regularization."""

    def __init__(self, guide: Floats, radius: int, eps: float) -> None:
        self._guide, self._eps = guide, eps
        self._size = (2 * radius + 1, 2 * radius + 1)
        self._mean = self._box(guide)
        self._variance = self._box(guide * guide) - self._mean * self._mean

    def _box(self, a: Floats) -> Floats:
        return np.asarray(cv2.blur(a, self._size, borderType=cv2.BORDER_REFLECT), np.float32)

    def add_to(
        self,
        out: Floats,
        values: Floats,
        guide: Floats,
        least: float | None = None,
        spread: Callable[[Floats], Floats] | None = None,
    ) -> None:
        """Adds `values` (h, w) of the small picture, spread over `guide` (H, W), the same guide at full size, to
        `out` (H, W). `least` bounds how steeply they may fall as the guide rises. `spread` brings a map of the small
        picture to the shape of `guide`, which may be a part of it; left out, by resizing."""
        h, w = guide.shape
        bring = spread or (lambda a: f32(cv2.resize(a, (w, h), interpolation=cv2.INTER_LINEAR)).reshape(h, w))
        mean = self._box(values)
        a = (self._box(self._guide * values) - self._mean * mean) / (self._variance + self._eps)
        if least is not None:
            a = np.maximum(a, least)
        b = mean - a * self._mean
        slope, offset = bring(self._box(f32(a))), bring(self._box(f32(b)))
        slope *= guide
        slope += offset
        out += slope
