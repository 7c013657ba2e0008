"""Styles that share a picture by weights: one palette between theirs, and marks of each in places of their own.

Averaging two stylized pictures looks like two transparencies. Here the styles first get one palette (the barycenter of
theirs: Bonneel et al., "Sliced and Radon Wasserstein barycenters of measures", JMIV 2015); then each has a share of the
picture's own pieces, so that every mark is that of one style and light and color run through.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import ot, segments
from studio.art.styles.chance import seed64
from studio.art.styles.fields import Floats, f32, luma, resized
from studio.art.styles.frame import sample
from studio.art.styles.jit import Crew
from studio.core.progress import Context

EDGE = 256
PIECES = 150
SAMPLES = 6000
PATCHES = 5.0
"""How many places a style has along the long side, about."""
FIT = 1.2
"""How much it counts that coarse styles get calm places, beside chance."""
CALM = 0.35
"""What a piece gains from each neighbor of the same style."""


def one_palette(ctx: Context, styles: list[Floats], parts: tuple[float, ...], seed: int, crew: Crew) -> list[Floats]:
    """The styles, float32 (h, w, 3), with the palette between theirs: nearer to that of the larger part."""
    rows = [sample(ot.to_lab(s), np.ones(s.shape[:2], np.float32), SAMPLES) for s in styles]
    count = min(len(r) for r in rows)
    start = f32(np.concatenate([r[: max(1, round(count * p))] for r, p in zip(rows, parts, strict=True)]))
    middle = np.zeros_like(start)
    for goal, part in zip(rows, parts, strict=True):
        middle += f32(part) * ot.transport(ctx, start, goal, seed, crew)
    side = int(np.sqrt(len(middle)))
    palette = ot.to_rgb(np.ascontiguousarray(middle[: side * side].reshape(side, side, 3)))
    return [
        ot.recolor(ctx, style, np.ones(style.shape[:2], np.float32), palette, seed, crew, guard=0.0) for style in styles
    ]


def places(content: Floats, styles: list[Floats], parts: tuple[float, ...], seed: int) -> list[Floats]:
    """float32 (H, W) each, summing to 1: which pieces of `content` float32 (H, W, 3) each style paints. The areas follow
    `parts`; the same at any size of the content."""
    h, w = content.shape[:2]
    k = min(1.0, EDGE / max(h, w))
    size = max(1, round(w * k)), max(1, round(h * k))
    small = f32(cv2.resize(content, size, interpolation=cv2.INTER_AREA)).reshape(size[1], size[0], 3)
    labels = segments.superpixels(small, PIECES)
    count = int(labels.max()) + 1
    areas = np.bincount(labels.reshape(-1), minlength=count).astype(np.float64)
    detail = _ranks(np.bincount(labels.reshape(-1), _rough(small).reshape(-1), count) / areas, areas)
    scale = np.argsort(np.argsort([-_coarseness(s) for s in styles])) / max(1, len(styles) - 1)
    wish = np.empty((count, len(styles)))
    for n in range(len(styles)):
        field = _chance_field(size, seed, n)
        mean = np.bincount(labels.reshape(-1), field.reshape(-1), count) / areas
        wish[:, n] = mean - FIT * (detail - scale[n]) ** 2
    chosen = _shared_out(wish, areas, np.asarray(parts), _neighbors(labels, count))
    soft = [cv2.GaussianBlur(f32(chosen[labels] == n), (0, 0), 1.5) for n in range(len(styles))]
    grown = [f32(cv2.resize(m, (w, h), interpolation=cv2.INTER_LINEAR)).reshape(h, w) for m in soft]
    total = np.maximum(sum(grown), 1e-6)
    return [f32(m / total) for m in grown]


def _shared_out(
    wish: NDArray[np.float64], areas: NDArray[np.float64], parts: NDArray[np.float64], near: list[list[int]]
) -> NDArray[np.int64]:
    """The style of each piece: what it wishes, so that areas come out as `parts` and neighbors hold together."""
    bias = np.zeros(len(parts))
    total = areas.sum()
    chosen = np.asarray(wish.argmax(1), np.int64)
    for turn in range(60):
        together = np.zeros_like(wish)
        for k, others in enumerate(near):
            for other in others:
                together[k, chosen[other]] += 1
            together[k] /= max(1, len(others))
        chosen = np.asarray((wish + CALM * together + bias).argmax(1), np.int64)
        got = np.array([areas[chosen == n].sum() for n in range(len(parts))]) / total
        if np.abs(got - parts).max() < 0.01:
            break
        bias += (parts - got) * (1.0 if turn < 30 else 0.3)
    return chosen


def _neighbors(labels: NDArray[np.int32], count: int) -> list[list[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for a, b in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        at = a != b
        for x, y in np.unique(np.stack([a[at], b[at]], -1), axis=0).tolist():
            near[x].add(y)
            near[y].add(x)
    return [sorted(n) for n in near]


def _chance_field(size: tuple[int, int], seed: int, number: int) -> Floats:
    """float32 (h, w) of about -1..1: soft spots that depend on the place in the picture, not on its size."""
    rng = np.random.default_rng(int(seed64(seed, 501 + number) >> np.uint64(1)))
    cells = rng.standard_normal((int(2 * PATCHES) + 3, int(2 * PATCHES) + 3)).astype(np.float32)
    w, h = size
    step = (2 * PATCHES) / max(w, h)
    x = (np.arange(w, dtype=np.float32) + 0.5) * np.float32(step) + 0.5
    y = (np.arange(h, dtype=np.float32) + 0.5) * np.float32(step) + 0.5
    maps = np.meshgrid(x, y)
    field = cv2.remap(cv2.GaussianBlur(cells, (0, 0), 0.8), maps[0], maps[1], cv2.INTER_CUBIC)
    return f32((field - field.mean()) / max(1e-6, float(field.std())) * 0.6)


def _rough(rgb: Floats) -> Floats:
    """float32 (h, w): how much is going on around each place."""
    light = luma(rgb)
    fine = np.abs(light - cv2.GaussianBlur(light, (0, 0), 2.0))
    return f32(cv2.GaussianBlur(fine, (0, 0), 4.0))


def _ranks(values: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[np.float64]:
    """0..1 by the area of what is less."""
    order = np.argsort(values, kind="stable")
    out = np.empty(len(values))
    out[order] = (np.cumsum(areas[order]) - areas[order] / 2) / areas.sum()
    return out


def _coarseness(style: Floats) -> float:
    """How large the style's marks are: contrast in coarse bands against fine ones."""
    k = min(1.0, EDGE / max(style.shape[:2]))
    small = resized(style, max(1, round(style.shape[1] * k)), max(1, round(style.shape[0] * k)))
    light = luma(small)
    levels = [cv2.GaussianBlur(light, (0, 0), s) for s in (1.0, 2.0, 4.0, 8.0)]
    energy = np.array([float((a - b).std()) for a, b in zip([light, *levels], levels, strict=False)])
    return float((energy * np.arange(4)).sum() / max(1e-6, energy.sum()))
