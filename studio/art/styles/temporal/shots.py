"""Where one shot of a film ends and the next begins, and what its colors are."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.temporal.motion import sampled

EDGE = 96
"""Long side of the small frames that are compared, in px."""
CHANGE = 0.07
"""Least difference, 0..1, that motion does not explain and that is a cut."""
TIMES = 3.0
"""How many times the usual difference of the shot it must be."""
COLORS = 0.3
"""Least share of the colors that must have changed: a quick pan shows new things in the old light."""
MOSAIC = 9
"""Frames of a shot that stand for its colors."""


class CutFinder:
    """Takes small frames, uint8 (h, w, 3), in order and says which of them begin a shot."""

    def __init__(self) -> None:
        self._last: NDArray[np.uint8] | None = None
        self._usual: deque[float] = deque(maxlen=12)
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)

    def begins(self, frame: NDArray[np.uint8]) -> bool:
        last, self._last = self._last, frame
        if last is None:
            return True
        a, b = (np.asarray(cv2.cvtColor(f, cv2.COLOR_RGB2GRAY)) for f in (last, frame))
        back = f32(self._flow.calc(b, a, np.zeros((*a.shape, 2), np.float32)))
        rest = float(np.abs(sampled(f32(last), back) - f32(frame)).mean() / 255)
        usual = float(np.median(self._usual)) if self._usual else 0.0
        # The residue of frames as they stand tells too: flow can bend a face into another.
        still = float(np.abs(f32(last) - f32(frame)).mean() / 255)
        changed = _changed(last, frame)
        cut = (rest > CHANGE and rest > TIMES * usual and changed > COLORS) or (
            still > 2 * CHANGE and rest > 0.6 * CHANGE and rest > TIMES * usual and changed > 1.6 * COLORS
        )
        if cut:
            self._usual.clear()
        else:
            self._usual.append(rest)
        return cut


def _changed(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """0..1: share of the pixels whose color has gone elsewhere; by histograms of 8 x 8 x 8 colors, softened."""
    parts = []
    for frame in (a, b):
        counts = cv2.calcHist([frame], [0, 1, 2], None, [8, 8, 8], [0, 256, 0, 256, 0, 256])
        soft = f32(counts)
        for axis in range(3):
            soft = 0.25 * np.roll(soft, 1, axis) + 0.5 * soft + 0.25 * np.roll(soft, -1, axis)
        parts.append(soft / max(1.0, float(soft.sum())))
    return float(np.abs(parts[0] - parts[1]).sum() / 2)


def mosaic(frames: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """A few of the small frames of a shot, uint8 (n, h, w, 3): all colors that are in it."""
    if not frames:
        raise ValueError("a shot has at least one frame")
    count = min(MOSAIC, len(frames))
    some = [frames[round(k * (len(frames) - 1) / max(1, count - 1))] for k in range(count)]
    return np.ascontiguousarray(np.stack(some))


def reduced(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A frame, uint8 (H, W, 3), as `CutFinder` takes it."""
    height, width = frame.shape[:2]
    k = min(1.0, EDGE / max(height, width))
    size = max(16, round(width * k)), max(16, round(height * k))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def floats(frame: NDArray[np.uint8]) -> Floats:
    return f32(frame) * np.float32(1 / 255)
