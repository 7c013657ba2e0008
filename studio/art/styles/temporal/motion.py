"""How one frame became the next: dense optical flow both ways, and where it can be trusted.

Kroeger, Timofte, Dai & Van Gool, "Fast optical flow using dense inverse search" (ECCV 2016), as OpenCV has it. The check
of forward against backward flow follows Sundaram, Brox & Keutzer, "Dense point trajectories by GPU-accelerated large
displacement optical flow" (ECCV 2010).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, blur, f32

WORK = 640
"""Long side of the frames between which flow is found, in px."""
NEARLY = 0.6
"""px by which the motion of the camera may be missed by what is found around a pixel."""
CAMERA = 0.35
"""Least share of the picture that moves as the camera does."""
LIKE = 0.10
"""Difference of colors, 0..1, at which a pixel's past is half believed."""


@dataclass(frozen=True)
class Motion:
    """`back` float32 (H, W, 2): x, y to where each pixel of this frame was in the last one. `forth`: where each pixel of
    the last one went. `trust` float32 (H, W), 0..1: how surely a pixel of this frame was to be seen in the last."""

    back: Floats
    forth: Floats
    trust: Floats

    def carried(self, picture: Floats) -> Floats:
        """`picture` float32 (H, W) or (H, W, C) of the last frame as it lies in this one; by Lanczos, so that it stays sharp over many frames."""
        return sampled(picture, self.back, cv2.INTER_LANCZOS4)

    def resized(self, width: int, height: int) -> Motion:
        """The same for frames of another size."""
        return Motion(
            _grown(self.back, width, height), _grown(self.forth, width, height),
            f32(cv2.resize(self.trust, (width, height), interpolation=cv2.INTER_LINEAR)),
        )  # fmt: skip


def between(before: NDArray[np.uint8], now: NDArray[np.uint8], check: Callable[[], object] = lambda: None) -> Motion:
    """Of two frames, uint8 (H, W, 3), of one size, in the size of the frames. `check` is called a few times and may raise."""
    height, width = now.shape[:2]
    k = min(1.0, WORK / max(height, width))
    size = max(16, round(width * k)), max(16, round(height * k))
    old, new = _small(before, size), _small(now, size)
    a, b = (np.asarray(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY)) for p in (old, new))
    # Brightness that changes at once everywhere, as a cloud passes, must not look like motion.
    low, high = float(a.mean()), float(b.mean())
    if abs(low - high) > 2:
        a = np.clip(a.astype(np.float32) + (high - low), 0, 255).astype(np.uint8)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(0)  # half a pixel is much where a brush mark is two wide
    forth = _leaning(f32(search.calc(a, b, np.zeros((*a.shape, 2), np.float32))))
    check()
    back = _leaning(f32(search.calc(b, a, np.zeros((*a.shape, 2), np.float32))))
    check()
    trust = _trust(old, new, forth, back)
    return Motion(_grown(back, width, height), _grown(forth, width, height),
                  f32(cv2.resize(trust, (width, height), interpolation=cv2.INTER_LINEAR)))  # fmt: skip


def sampled(picture: Floats, step: Floats, way: int = cv2.INTER_LINEAR) -> Floats:
    """`picture` (H, W[, C]) at each pixel's own place plus `step` (H, W, 2); beyond the border its edge."""
    height, width = step.shape[:2]
    x = np.arange(width, dtype=np.float32)[None] + step[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + step[..., 1]
    return f32(cv2.remap(picture, x, y, way, borderMode=cv2.BORDER_REPLICATE))


def _leaning(flow: Floats) -> Floats:
    """`flow` (H, W, 2), and where it nearly is the motion of a camera (affine), that: it is known from all of the picture
    together, ten times more exactly than from the few pixels around each."""
    height, width = flow.shape[:2]
    y, x = np.mgrid[2 : height - 2 : max(4, height // 40), 2 : width - 2 : max(4, width // 40)]
    here = np.stack([x.ravel(), y.ravel()], -1).astype(np.float32)
    there = here + flow[y.ravel(), x.ravel()]
    cv2.setRNGSeed(0)
    found, fits = cv2.estimateAffine2D(here, there, method=cv2.RANSAC, ransacReprojThreshold=NEARLY)
    if found is None or float(np.mean(fits)) < CAMERA:
        return flow
    gx, gy = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    camera = np.stack([found[i, 0] * gx + found[i, 1] * gy + found[i, 2] for i in range(2)], -1)
    camera = f32(camera - np.stack([gx, gy], -1))
    away = ((flow - camera) ** 2).sum(-1) / (NEARLY * NEARLY)
    share = f32(cv2.GaussianBlur(f32(np.exp(-away)), (0, 0), 1.5))[..., None]
    return f32(flow + share * (camera - flow))


def _trust(old: NDArray[np.uint8], new: NDArray[np.uint8], forth: Floats, back: Floats) -> Floats:
    height, width = back.shape[:2]
    returned = sampled(forth, back) + back
    gap = (returned**2).sum(-1)
    most = 0.01 * ((back**2).sum(-1) + (sampled(forth, back) ** 2).sum(-1)) + 0.5
    x = np.arange(width, dtype=np.float32)[None] + back[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + back[..., 1]
    inside = (x >= -0.5) & (y >= -0.5) & (x <= width - 0.5) & (y <= height - 0.5)
    away = np.abs(sampled(f32(old), back) - f32(new)).mean(-1) / 255
    away = blur(f32(away), 1.5)
    like = np.exp2(-((away / LIKE) ** 2))
    trust = f32(like * inside * np.clip(2 - gap / most, 0, 1))
    # A pixel beside one that was hidden is seen through the flow of the wrong side.
    return f32(cv2.GaussianBlur(cv2.erode(trust, np.ones((3, 3), np.uint8)), (0, 0), 0.8))


def _small(frame: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if (frame.shape[1], frame.shape[0]) == size:
        return np.ascontiguousarray(frame)
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def _grown(flow: Floats, width: int, height: int) -> Floats:
    if flow.shape[:2] == (height, width):
        return flow
    k = np.array([width / flow.shape[1], height / flow.shape[0]], np.float32)
    return f32(cv2.resize(flow, (width, height), interpolation=cv2.INTER_LINEAR) * k)
