"""What a picture's forms say: luminance, detail, orientation. All sizes are given in pixels by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def f32(a: Any) -> Floats:
    """`a` as float32, copied only when it is something else."""
    return np.asarray(a, np.float32)


@dataclass(frozen=True)
class Field:
    """Unit directions, float32 (H, W) each; a direction and its opposite mean the same."""

    x: Floats
    y: Floats

    @classmethod
    def of_double(cls, cosine: Floats, sine: Floats) -> Field:
        """From the double angle (any length)."""
        angle = 0.5 * np.arctan2(sine, cosine)
        return cls(np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32))

    def toward(self, other: Field, own: Floats | None) -> Field:
        """Turned toward `other` where `own` (H, W) is below 1, and all the way where it is 0. None: as it is."""
        if own is None:
            return self
        rest = 1 - own
        cosine = own * (self.x**2 - self.y**2) + rest * (other.x**2 - other.y**2)
        sine = 2 * (own * self.x * self.y + rest * other.x * other.y)
        return Field.of_double(f32(cosine), f32(sine))


def luma(rgb: Floats) -> Floats:
    """float32 (H, W): ITU-R BT.601 luma of an sRGB picture."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)


def resized(a: Floats, width: int, height: int) -> Floats:
    """Area-averaged when smaller, linear when larger."""
    if a.shape[1] == width and a.shape[0] == height:
        return a
    smaller = width * height < a.shape[0] * a.shape[1]
    return np.asarray(cv2.resize(a, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR))


def blur(a: Floats, sigma: float) -> Floats:
    """Gaussian blur; wide ones are done on a reduced picture, which looks the same and takes far less time."""
    if sigma <= 0:
        return a
    h, w = a.shape[:2]
    k = 1
    while sigma / k > 6 and min(h, w) // (2 * k) >= 4:
        k *= 2
    if k == 1:
        return np.asarray(cv2.GaussianBlur(a, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)
    small = cv2.resize(a, (max(1, w // k), max(1, h // k)), interpolation=cv2.INTER_AREA)
    # the area average and the linear upsampling blur a little themselves: about k/sqrt(6) pixels in all
    rest = float(np.sqrt(max(0.25, (sigma / k) ** 2 - 1 / 6)))
    small = cv2.GaussianBlur(small, (0, 0), rest, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def tensor(gray: Floats, sigma: float, fine: float = 1.2) -> tuple[Floats, Floats, Floats]:
    """Double angle of the tangent (along edges) and energy, smoothed by `sigma`: the structure tensor.

    Bigun & Granlund, "Optimal orientation detection of linear symmetry" (ICCV 1987).
    """
    soft = blur(gray, fine)
    gx = cv2.Scharr(soft, cv2.CV_32F, 1, 0)
    gy = cv2.Scharr(soft, cv2.CV_32F, 0, 1)
    e, g, f = blur(gx * gx, sigma), blur(gy * gy, sigma), blur(gx * gy, sigma)
    return g - e, -2 * f, e + g


def own_flow(rgb: Floats, sigma: float) -> Field:
    """Orientation of the fine forms of `rgb`."""
    cosine, sine, _ = tensor(luma(rgb), max(1.5, sigma), 0.8)
    return Field.of_double(cosine, sine)


def form_flow(rgb: Floats, unit: float, wander: Floats | None = None, calm: float = 0.0) -> Field:
    """Orientation along forms, filled into flat areas from far edges, bent there by `wander`.

    `wander` float32 (H, W): radians added where the picture has no direction of its own. `calm`: contrast (of luma, over
    1/512 of the side) below which an area counts as flat and is brushed across, so that faint grain leads no brush.
    """
    gray = luma(rgb)
    cosine, sine, energy = tensor(gray, 6 * unit)
    total_c, total_s, total_e = cosine.copy(), sine.copy(), energy.copy()
    for widen, weight in ((18 * unit, 0.1), (48 * unit, 0.02)):
        total_c += weight * blur(cosine, widen)
        total_s += weight * blur(sine, widen)
        total_e += weight * blur(energy, widen)
    if calm > 0:
        # A gradient of g per pixel is 32 g in the sums of Scharr's operator.
        quiet = np.float32((32 * calm / unit) ** 2)
        bend = np.float32(0.0) if wander is None else 2 * wander
        total_c += quiet * np.cos(bend)
        total_s += quiet * np.sin(bend)
        total_e += quiet
    if wander is not None:
        coherence = np.clip(np.hypot(total_c, total_s) / (total_e + 1e-6), 0, 1)
        angle = np.arctan2(total_s, total_c) + 2 * wander * (1 - coherence)
        total_c, total_s = np.cos(angle), np.sin(angle)
    return Field.of_double(total_c, total_s)


def style_flow(style: Floats, sigma: float) -> tuple[Floats, Floats]:
    """The style's own flow as double angle, float32 (h, w) each, of length 0..1; `sigma` in pixels of the style."""
    a, b, _ = tensor(luma(style), sigma)
    m = np.hypot(a, b) + 1e-9
    return f32(a / m), f32(b / m)


def strength_of_forms(content: Floats, sigma: float) -> float:
    """The energy of gradients above which forms count as strong, see `styled_flow`; `sigma` as there."""
    return _quantile(tensor(luma(content), sigma)[2], 0.8)


def styled_flow(
    content: Floats, sigma: float, flow: tuple[Floats, Floats], strong: float, follow: float = 0.5
) -> Field:
    """Along the content's edges where they are strong, elsewhere along `flow`: the style's, brought to the size of
    the content. `follow` 0: along the style's flow everywhere .. 1: along the content's forms everywhere. `strong`:
    energy of gradients at which an edge leads in full."""
    a, b, e = tensor(luma(content), sigma)
    m = np.hypot(a, b) + 1e-9
    weight = m / (e + 1e-6) * np.clip(e / (strong + 1e-6), 0, 1)
    k = 1.2 * (1 - follow) * (1 - weight)
    form_x, form_y = a / m, b / m
    if follow > 0.5:  # flat areas take the direction of the nearest forms
        wide_a, wide_b = blur(a, 4 * sigma), blur(b, 4 * sigma)
        wide = np.hypot(wide_a, wide_b) + 1e-9
        share = (2 * follow - 1) * (1 - weight)
        form_x, form_y = weight * form_x + share * wide_a / wide, weight * form_y + share * wide_b / wide
    else:
        lead = 2 * follow * weight
        form_x, form_y = lead * form_x, lead * form_y
    return Field.of_double(f32(form_x + k * flow[0]), f32(form_y + k * flow[1]))


def detail(rgb: Floats, unit: float, side: float, high: float | None = None) -> Floats:
    """0..1, high where the picture has fine contrast (eyes, twigs, windows). `high`: the contrast that counts as
    full detail, see `detail_contrast`; None takes it from the picture."""
    soft = _contrast(rgb, unit, side)
    return f32(np.clip(soft / ((_quantile(soft, 0.93) if high is None else high) + 1e-6), 0, 1))


def detail_contrast(rgb: Floats, unit: float, side: float) -> float:
    """The fine contrast that only seven of a hundred places of a picture have."""
    return _quantile(_contrast(rgb, unit, side), 0.93)


def _contrast(rgb: Floats, unit: float, side: float) -> Floats:
    gray = luma(rgb)
    band = np.abs(blur(gray, unit) - blur(gray, 4 * unit))
    return blur(band, max(3 * unit, side / 64))


def tolerance(detail_map: Floats, keep: float, flat: float = 1.7) -> Floats:
    """Factor on a layer's error threshold: 0.2 in detail .. `flat` in flat areas, for `keep` 0..1."""
    calm = np.clip(1 - 4 * detail_map, 0, 1)
    return f32(np.clip(1.7 - 1.5 * keep * detail_map + (flat - 1.7) * calm, 0.2, flat))


def _quantile(a: Floats, q: float) -> float:
    step = max(1, int(np.sqrt(a.size / 65536)))
    return float(np.quantile(a[::step, ::step], q))
