"""How much of a style's marks a picture carries, and how much of the content it keeps: three numbers, and a sheet.

marks    sliced Wasserstein distance (Bonneel et al. 2015) between the 7 x 7 patches of result and style at 512, 256 and 128
         pixels, each patch without its mean (color and brightness do not count), each projection divided by the style's own
         standard deviation; summed over the sizes. 0 = the same texture statistics.
strange  mean distance of the result's patches to the nearest of the style's, in units of the distance from the style's patches to
         their own nearest; mean of the sizes. 1 = every mark could be the style's own; noise and artifacts score high.
edges    correlation of the gradient magnitudes of result and content at 256 pixels. 1 = all edges are where they were.

None of them judges alone, and all together judge less than the eye: look at the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.float32]

SIZES = (512, 256, 128)
PATCH = 7
DRAWN, DIRECTIONS = 6000, 256
PROBES, POOL = 1500, 12000


@dataclass(frozen=True)
class Closeness:
    marks: float
    strange: float
    edges: float


def at(image: Image.Image, size: int, method: Image.Resampling) -> Image.Image:
    """Resized so that its longer side is `size`."""
    k = size / max(image.size)
    return image.resize((round(image.width * k), round(image.height * k)), method)


def load(path: Path | str, size: int = 512) -> NDArray[np.uint8]:
    """uint8 (h, w, 3), longer side `size`."""
    with Image.open(path) as image:
        return np.asarray(at(image.convert("RGB"), size, Image.Resampling.LANCZOS))


def levels(rgb: NDArray[np.uint8]) -> list[Floats]:
    image = Image.fromarray(rgb)
    return [np.asarray(at(image, s, Image.Resampling.BOX), np.float32) / 255 for s in SIZES]


def patches(a: Floats, count: int, rng: np.random.Generator) -> Floats:
    """(count, 147): random patches of (h, w, 3), each color's mean taken away."""
    y, x = rng.integers(0, a.shape[0] - PATCH, count), rng.integers(0, a.shape[1] - PATCH, count)
    windows = np.lib.stride_tricks.sliding_window_view(a, (PATCH, PATCH), (0, 1))
    found = windows[y, x].transpose(0, 2, 3, 1).reshape(count, -1, 3)
    return (found - found.mean(1, keepdims=True)).reshape(count, -1)


@lru_cache(maxsize=1)
def directions() -> Floats:
    d = np.random.default_rng(1).normal(size=(3 * PATCH * PATCH, DIRECTIONS))
    return (d / np.linalg.norm(d, axis=0)).astype(np.float32)


class Judge:
    """Compares results with one style; what only depends on the style is kept."""

    def __init__(self, style: NDArray[np.uint8]) -> None:
        self.style = style

    @cached_property
    def _levels(self) -> list[Floats]:
        return levels(self.style)

    def marks(self, result: NDArray[np.uint8]) -> float:
        total = 0.0
        for ours, theirs in zip(levels(result), self._levels, strict=True):
            rng = np.random.default_rng(0)
            p = patches(ours, DRAWN, rng) @ directions()
            q = patches(theirs, DRAWN, rng) @ directions()
            gap = np.abs(np.sort(p, 0) - np.sort(q, 0)).mean(0)
            total += float((gap / q.std(0)).mean())
        return total

    def strange(self, result: NDArray[np.uint8]) -> float:
        total = 0.0
        for ours, theirs in zip(levels(result), self._levels, strict=True):
            rng = np.random.default_rng(2)
            p = patches(ours, PROBES, rng)
            pool = patches(theirs, POOL, rng)
            own = patches(theirs, PROBES, rng)
            # a patch of the style may itself lie in the pool: its second neighbor counts
            total += _to_nearest(p, pool, 1) / _to_nearest(own, pool, 2)
        return total / len(SIZES)

    def of(self, content: NDArray[np.uint8], result: NDArray[np.uint8]) -> Closeness:
        return Closeness(self.marks(result), self.strange(result), edges(content, result))


def _to_nearest(a: Floats, pool: Floats, which: int) -> float:
    squares = (a * a).sum(1)[:, None] + (pool * pool).sum(1) - 2 * a @ pool.T
    return float(np.sqrt(np.maximum(np.partition(squares, which - 1, axis=1)[:, which - 1], 0)).mean())


def edges(content: NDArray[np.uint8], result: NDArray[np.uint8]) -> float:
    if content.shape != result.shape:
        raise ValueError("content and result differ in size")
    slopes = []
    for rgb in (content, result):
        gray = np.asarray(at(Image.fromarray(rgb), 256, Image.Resampling.BOX), np.float32) @ [0.3, 0.59, 0.11]
        slopes.append(np.hypot(*np.gradient(gray)).ravel())
    return float(np.corrcoef(*slopes)[0, 1])


def sheet(rows: Sequence[Sequence[tuple[str, NDArray[np.uint8]]]], width: int = 300) -> Image.Image:
    """One row per pair, pictures side by side with their captions."""
    painted = []
    for row in rows:
        cells = [(text, Image.fromarray(rgb)) for text, rgb in row]
        cells = [(text, c.resize((width, max(1, round(c.height * width / c.width))))) for text, c in cells]
        height = max(c.height for _, c in cells) + 18
        line = Image.new("RGB", (width * len(cells) + 6 * (len(cells) - 1), height), "white")
        pen = ImageDraw.Draw(line)
        for k, (text, cell) in enumerate(cells):
            line.paste(cell, (k * (width + 6), 16))
            pen.text((k * (width + 6) + 2, 2), text, fill="black")
        painted.append(line)
    whole = Image.new("RGB", (max(p.width for p in painted), sum(p.height for p in painted)), "white")
    top = 0
    for p in painted:
        whole.paste(p, (0, top))
        top += p.height
    return whole
