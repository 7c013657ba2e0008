"""Colors and light of one picture onto another: sliced optimal transport in CIELAB.

Pitie, Kokaram & Dahyot, "Automated colour grading using colour distribution transfer" (CVIU 2007); Bonneel et al.,
"Sliced and Radon Wasserstein barycenters" (JMIV 2015). The displacement is found on a small copy and spread over the
full picture by a guided filter, so that no grain or banding is added.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.chance import seed64
from studio.art.styles.fields import Floats, f32, resized
from studio.art.styles.frame import sample
from studio.art.styles.guided import Guided
from studio.art.styles.jit import kernel

WORK = 256
ITERATIONS = 24
KNOTS = 129
SAMPLES = 13000


@kernel
def _map(rows: Floats, axes: Floats, knots: NDArray[np.float64], goals: NDArray[np.float64], step: float) -> None:
    """Moves each row (n, 3) by `step` of the monotone maps knots[k] -> goals[k] along the three axes."""
    last = knots.shape[1] - 1
    for i in range(rows.shape[0]):
        m0, m1, m2 = 0.0, 0.0, 0.0
        for k in range(3):
            p = rows[i, 0] * axes[0, k] + rows[i, 1] * axes[1, k] + rows[i, 2] * axes[2, k]
            if p <= knots[k, 0]:
                q = goals[k, 0]
            elif p >= knots[k, last]:
                q = goals[k, last]
            else:
                lo, hi = 0, last
                while hi - lo > 1:
                    mid = (lo + hi) // 2
                    if knots[k, mid] <= p:
                        lo = mid
                    else:
                        hi = mid
                t = (p - knots[k, lo]) / (knots[k, hi] - knots[k, lo])
                q = goals[k, lo] + t * (goals[k, hi] - goals[k, lo])
            d = (q - p) * step
            m0 += d * axes[0, k]
            m1 += d * axes[1, k]
            m2 += d * axes[2, k]
        rows[i, 0] += m0
        rows[i, 1] += m1
        rows[i, 2] += m2


def _quantiles(columns: Floats) -> NDArray[np.float64]:
    """(3, KNOTS) of the columns of (n, 3)."""
    ordered = np.sort(np.ascontiguousarray(columns.T), axis=1).astype(np.float64)
    place = np.linspace(0, ordered.shape[1] - 1, KNOTS)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    t = place - low
    return np.asarray(ordered[:, low] * (1 - t) + ordered[:, high] * t)


def transport(rows: Floats, goal: Floats, seed: int) -> Floats:
    """`rows` (n, 3) moved so that they are distributed like `goal` (m, 3); the order of rows is kept."""
    moved = rows.copy()
    rng = np.random.default_rng(int(seed64(seed, 77) >> np.uint64(1)))
    thin = max(1, len(rows) // SAMPLES)
    for i in range(ITERATIONS):
        axes = f32(np.eye(3) if i == 0 else np.ascontiguousarray(np.linalg.qr(rng.standard_normal((3, 3)))[0]))
        knots = _quantiles(f32(moved[::thin] @ axes)) + np.arange(KNOTS) * 1e-5
        goals = _quantiles(f32(goal @ axes))
        _map(moved, axes, knots, goals, 1.0 if i < ITERATIONS // 2 else 0.5)
    return moved


def to_lab(rgb: Floats) -> Floats:
    """CIELAB (L 0..100) of sRGB 0..1."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)


def to_rgb(lab: Floats) -> Floats:
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1).astype(np.float32, copy=False)


def _shrunk(rgb: Floats) -> Floats:
    h, w = rgb.shape[:2]
    k = min(1.0, WORK / max(h, w))
    return resized(rgb, max(1, round(w * k)), max(1, round(h * k)))


def light_guard(style_lightness: Floats) -> float:
    """0..0.75: how much of the content's own light is kept because the style is nearly black, white or flat."""
    median, spread = float(np.median(style_lightness)), float(style_lightness.std())
    return float(np.clip(max((32 - median) / 24, (median - 80) / 16, (16 - spread) / 16), 0, 0.75))


def _within(light: Floats) -> Floats:
    """Lightness kept inside 0..100 by a soft shoulder and toe, so that near-white and near-black keep their drawing."""
    knee = 12.0
    high, low = light - (100 - knee), knee - light
    light = np.where(high > 0, 100 - knee + knee * np.tanh(high / knee * 0.9) * 0.98, light)
    return np.where(low > 0, knee - knee * np.tanh(low / knee * 0.9) * 0.98, light).astype(np.float32)


def recolor(content: Floats, weight: Floats, style: Floats, seed: int, guard: float | None = None) -> Floats:
    """`content` float32 (H, W, 3) sRGB with the colors and the light of `style`; every form is kept.

    `weight` (H, W): only places above one half are counted. `guard` 0..1: how much of the content's own light is
    kept; None decides by the style.
    """
    small, small_weight = to_lab(_shrunk(content)), _shrunk(weight)
    style_lab = to_lab(_shrunk(style))
    goal = sample(style_lab, np.ones(style_lab.shape[:2], np.float32), SAMPLES)
    rows = small.reshape(-1, 3)
    seen = small_weight.reshape(-1) > 0.5
    moved = rows.copy()
    if seen.any():
        moved[seen] = transport(np.ascontiguousarray(rows[seen]), goal, seed)
    shift = (moved - rows).reshape(small.shape)
    keep = light_guard(goal[:, 0]) if guard is None else guard
    shift[..., 0] *= 1 - keep
    full = to_lab(content)
    guided = Guided(f32(small[..., 0] / 100), max(3, max(small.shape[:2]) // 50), 1e-3)
    # the light may be flattened locally by half at most: faces keep their features
    out = f32(full + guided.spread(f32(shift), f32(full[..., 0] / 100), least=-50.0))
    # the filter smooths the contrast of light away: give it back
    wanted = (small[..., 0] + shift[..., 0]).reshape(-1)[seen] if seen.any() else small[..., 0]
    small_out = _shrunk(np.ascontiguousarray(out[..., 0])).reshape(-1)
    small_out = small_out[seen] if seen.any() else small_out
    gain = float(np.clip((wanted.std() + 1e-3) / (small_out.std() + 1e-3), 0.5, 2.0))
    out[..., 0] = _within((out[..., 0] - small_out.mean()) * gain + wanted.mean())
    return to_rgb(out)
