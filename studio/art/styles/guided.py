"""Guided filter: smooth coefficients carry a small map onto a large picture without crossing its edges.

He, Sun & Tang, "Guided image filtering" (PAMI 2013); He & Sun, "Fast guided filter" (2015).
"""

from __future__ import annotations

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

    def line(self, values: Floats, least: float | None = None) -> tuple[Floats, Floats]:
        """Slope and offset, float32 (h, w) each: slope * guide + offset is `values` (h, w), smooth but for the edges of
        the guide. Both may be enlarged and used with the guide at full size. `least` bounds the slope from below."""
        mean = self._box(values)
        slope = (self._box(self._guide * values) - self._mean * mean) / (self._variance + self._eps)
        if least is not None:
            slope = np.maximum(slope, least)
        return self._box(f32(slope)), self._box(f32(mean - slope * self._mean))
