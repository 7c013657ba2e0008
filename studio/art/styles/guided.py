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

    def spread(self, values: Floats, guide: Floats, least: float | None = None) -> Floats:
        """`values` (h, w, C) of the small picture, spread over `guide` (H, W), the same guide at full size.

        `least` bounds how steeply the first channel may fall as the guide rises.
        """
        h, w = guide.shape
        out = np.empty((h, w, values.shape[2]), np.float32)
        for c in range(values.shape[2]):
            v = np.ascontiguousarray(values[..., c])
            mean = self._box(v)
            a = (self._box(self._guide * v) - self._mean * mean) / (self._variance + self._eps)
            if c == 0 and least is not None:
                a = np.maximum(a, least)
            b = mean - a * self._mean
            slope, offset = (
                f32(cv2.resize(self._box(f32(x)), (w, h), interpolation=cv2.INTER_LINEAR)).reshape(h, w) for x in (a, b)
            )
            out[..., c] = slope * guide + offset
        return out

    def smooth(self, values: Floats) -> Floats:
        """`values` (h, w, C) smoothed along the forms of the guide."""
        return self.spread(values, self._guide)
