"""Which colors of the style a picture asks for: the style's palette weighed by what the picture has to offer.

A picture that is all sky has no use for the brown ground of a style that has a sky as well. Both pictures are reduced
to some clusters of color and height; a transport that must use up the picture's clusters but not the style's (Chizat,
Peyre, Schmitzer & Vialard, "Scaling algorithms for unbalanced optimal transport problems", 2018) tells how much each
part of the style is wanted.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32

CLUSTERS = 28
HEIGHT = 27.0
"""Height of a picture in units of Lab: how much it counts beside the colors."""
FREEDOM = 0.6  # 0..1: how far a part of the style may be left out or used more often
LEAN = 0.8  # how far colors go to their like before the transport
SOFT = 12.0

Doubles = NDArray[np.float64]


def with_height(lab: Floats) -> Floats:
    """float32 (h * w, 4): L, a, b of a picture (h, w, 3) and how far up the pixel is, times `HEIGHT`."""
    h, w = lab.shape[:2]
    up = np.repeat(np.linspace(HEIGHT, 0, h, dtype=np.float32), w)
    return np.concatenate([lab.reshape(-1, 3), up[:, None]], 1)


def aim(rows: Floats, goal: Floats, count: int) -> tuple[Floats, Floats]:
    """Where the colors of a picture, `rows` (n, 4), go first: to those of the style that are like them in hue, rank of
    lightness and height; and `count` rows out of the style's `goal` (m, 4), each as often as the picture asks for it.
    """
    goal = goal[:: max(1, len(goal) // count)]
    if len(goal) < 2 * CLUSTERS or len(rows) < 2 * CLUSTERS:
        return rows.copy(), np.ascontiguousarray(goal)
    own, share, _ = _clusters(rows)
    theirs, mass, member = _clusters(goal)
    plan = _plan(_cost(own, share, theirs, mass), share, mass, 0.06, 0.5 / FREEDOM - 0.4)
    weight = np.clip(plan.sum(0) / np.maximum(mass, 1e-9), 0.03, 6.0)[member]
    total = np.cumsum(weight)
    pick = np.searchsorted(total, (np.arange(count) + 0.5) / count * total[-1])
    wanted = np.ascontiguousarray(goal[np.minimum(pick, len(goal) - 1)])
    move = plan @ theirs / np.maximum(plan.sum(1, keepdims=True), 1e-12) - own
    move[:, 3] = 0
    return rows + f32(LEAN) * _spread(rows, f32(own), f32(move)), wanted


def _spread(rows: Floats, own: Floats, move: Floats) -> Floats:
    """The moves of the clusters, for every row, smoothly."""
    out = np.empty_like(rows)
    for lo in range(0, len(rows), 4096):
        part = rows[lo : lo + 4096]
        far = (part * part).sum(1)[:, None] + (own * own).sum(1) - 2 * part @ own.T
        near = np.exp(-(far - far.min(1, keepdims=True)) / np.float32(2 * SOFT**2))
        out[lo : lo + 4096] = near @ move / near.sum(1, keepdims=True)
    return out


def _clusters(rows: Floats) -> tuple[Doubles, Doubles, NDArray[np.int32]]:
    """Middles (k, 4), shares (k,) and the cluster of each row."""
    thin = np.ascontiguousarray(rows[:: max(1, len(rows) // 4000)])
    cv2.setRNGSeed(7)
    end = (cv2.TERM_CRITERIA_COUNT + cv2.TERM_CRITERIA_EPS, 12, 0.5)
    _, _, middles = cv2.kmeans(thin, CLUSTERS, np.empty(0), end, 1, cv2.KMEANS_PP_CENTERS)
    norm = (middles * middles).sum(1)
    member = np.argmin(norm - 2 * rows @ middles.T, axis=1).astype(np.int32)
    share = np.bincount(member, minlength=CLUSTERS) / len(rows)
    return middles.astype(np.float64), share, member


def _cost(own: Doubles, share: Doubles, theirs: Doubles, mass: Doubles) -> Doubles:
    """(k, k): how badly two clusters fit. Lightness is compared by rank, hue and height as they are."""
    light = _rank(own[:, 0], share)[:, None] - _rank(theirs[:, 0], mass)
    # what is gray has no hue to be true to
    chroma = np.clip(np.linalg.norm(own[:, 1:3], axis=1) / 15, 0.15, 1)[:, None]
    hue = chroma * np.linalg.norm(own[:, None, 1:3] - theirs[None, :, 1:3], axis=2) / 50
    up = (own[:, None, 3] - theirs[None, :, 3]) / HEIGHT
    return np.asarray(1.5 * light**2 + np.minimum(hue, 1.5) ** 2 + 0.7 * up**2)


def _rank(values: Doubles, share: Doubles) -> Doubles:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(share[order]) - 0.5 * share[order]
    out = np.empty_like(values)
    out[order] = total
    return out


def _plan(cost: Doubles, share: Doubles, mass: Doubles, blur: float, strict: float) -> Doubles:
    """Entropic transport: rows sum to `share`, columns are near `mass` as far as `strict` says."""
    kernel = np.exp(-cost / blur) + 1e-300
    v = np.ones(len(mass))
    u = np.ones(len(share))
    power = strict / (strict + blur)
    for _ in range(60):
        u = share / (kernel @ v)
        v = (mass / np.maximum(kernel.T @ u, 1e-300)) ** power
    return np.asarray(u[:, None] * kernel * v)
