"""What a place of the style has to offer besides its pattern, and what the picture asks for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.art.styles.fields import LUMA, Floats, blur, f32, luma, resized

# Lightness and twice the difference of red and blue from it, scaled so that grays are as far apart as in RGB.
HUES = f32(np.stack([1.5 * LUMA, 1.6 * (np.array([1, 0, 0]) - LUMA), 1.6 * (np.array([0, 0, 1]) - LUMA)], 1))
COARSE = 64  # side of the coarsest level, in pixels


def reductions(side: float) -> list[float]:
    """How much smaller than the picture each level is, from the coarsest to 1."""
    count = max(1, round(float(np.log2(max(2.0, side / COARSE)))))
    return [2.0**k for k in range(count, -1, -1)]


@dataclass(frozen=True)
class Asked:
    """Weights of what a motif has to fit in besides its pattern."""

    color: float
    form: float = 0.1
    height: float = 0.14
    busy: float = 0.0
    single: float = 0.0

    def guide(
        self, rgb: Floats, sigma: float, busy: Floats | None, single: Floats | None, span: tuple[float, float]
    ) -> Floats:
        """float32 (h, w, 8). `span`: height of the upper and lower border in the whole picture, 0..1."""
        h, w = rgb.shape[:2]
        out = np.zeros((h, w, 8), np.float32)
        out[..., :3] = (blur(rgb, sigma) @ HUES) * np.float32(self.color)
        out[..., 3:5] = double_angle(blur(luma(rgb), 0.8)) * np.float32(self.form)
        out[..., 5] = np.linspace(*span, h, dtype=np.float32)[:, None] * np.float32(self.height)
        if busy is not None:
            out[..., 6] = resized(busy, w, h) * np.float32(self.busy)
        if single is not None:
            out[..., 7] = resized(single, w, h) * np.float32(self.single)
        return out


def double_angle(gray: Floats, sigma: float = 3.0) -> Floats:
    """float32 (h, w, 2): direction of the forms (double angle), as long as they are clear, 0..1.

    Bigun & Granlund, "Optimal orientation detection of linear symmetry" (ICCV 1987).
    """
    gx, gy = cv2.Scharr(gray, cv2.CV_32F, 1, 0), cv2.Scharr(gray, cv2.CV_32F, 0, 1)
    e, g, f = blur(gx * gx, sigma), blur(gy * gy, sigma), blur(gx * gy, sigma)
    m = np.sqrt((e - g) ** 2 + 4 * f * f)
    k = m / (e + g + 0.05) / (m + 1e-8)
    return f32(np.stack([(e - g) * k, 2 * f * k], -1))


def gains(detail: Floats, base: float, more: float) -> Floats:
    """How strictly the guides are obeyed: `base` in flat places, `more` on top where there is detail."""
    return f32(base + more * detail)
