"""A picture in a few regions by color and texture: superpixels, then the most alike neighbors join.

Superpixels: Achanta et al., "SLIC superpixels compared to state-of-the-art superpixel methods" (PAMI 2012). Joining:
Ward's criterion (1963) over the graph of neighbors, so that small regions go first and large ones must be alike.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import frame
from studio.art.styles.jit import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.core.picture import Pixels

EDGE = 320
"""Long side in px at which regions are found."""
FEWEST, MOST = 4, 8
SUPERPIXELS = 500
COMPACT = 12.0
ROUNDS = 6
TEXTURE = 0.9
"""How much texture counts beside color, both in units of CIELAB."""
LEAP = 1.35
"""Regions stop joining between `MOST` and `FEWEST` where the next join costs this many times the last one."""
ALIKE = 8.0
"""What differs by less, in units of CIELAB, is one region."""
APART = 3.0
"""What it costs more to join regions that do not touch."""
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Segments:
    """`labels` int32 (h, w): 0 .. `count` - 1, the largest region first; -1 where the picture is transparent. `colors`
    float32 (count, 3): their mean CIELAB. `texture` float32 (count,): contrast of what is fine in them, L units."""

    labels: Labels
    colors: Floats
    texture: Floats

    @property
    def count(self) -> int:
        return len(self.colors)

    def shares(self) -> Floats:
        """How much of the seen picture each has, 0..1."""
        counts = np.bincount(self.labels[self.labels >= 0], minlength=self.count)
        return f32(counts / max(1, counts.sum()))


def segment(content: Pixels, count: int | None = None, check: Callable[[], object] = lambda: None) -> Segments:
    """`content` uint8 (H, W, 4) in `count` regions, or in `FEWEST` to `MOST` as the picture asks for. The labels have
    a long side of at most `EDGE` px. Raises `UserError` for a picture without a visible pixel."""
    sitter = frame(content)
    h, w = sitter.content.shape[:2]
    k = min(1.0, EDGE / max(h, w))
    size = max(1, round(w * k)), max(1, round(h * k))
    rgb = np.ascontiguousarray(sitter.rgb[sitter.pad[0] : sitter.pad[0] + h, sitter.pad[1] : sitter.pad[1] + w])
    small = f32(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)).reshape(size[1], size[0], 3)
    alpha = cv2.resize(np.ascontiguousarray(sitter.content[..., 3]), size, interpolation=cv2.INTER_AREA)
    seen = np.asarray(alpha, np.uint8).reshape(size[1], size[0]) > 127
    if not seen.any():
        seen[:] = True
    check()
    features = _features(small)
    labels = _superpixels(features, check)
    check()
    return _joined(labels, features, seen, count)


def superpixels(rgb: Floats, number: int) -> Labels:
    """int32 (H, W): about `number` compact pieces that follow the edges of `rgb` float32 (H, W, 3) sRGB 0..1."""
    return _superpixels(_features(rgb), lambda: None, number)


def _features(rgb: Floats) -> Floats:
    """float32 (h, w, 5): smoothed CIELAB, and the local contrast of lightness at two sizes."""
    smooth = cv2.bilateralFilter(rgb, 7, 0.12, 3.0)
    lab = np.asarray(cv2.cvtColor(smooth, cv2.COLOR_RGB2Lab), np.float32)
    light = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)[..., 0]
    reach = max(rgb.shape[:2]) / EDGE
    fine = light - cv2.GaussianBlur(light, (0, 0), 1.5 * reach)
    middle = cv2.GaussianBlur(light, (0, 0), 1.5 * reach) - cv2.GaussianBlur(light, (0, 0), 5 * reach)
    out = np.empty((*rgb.shape[:2], 5), np.float32)
    out[..., :3] = lab
    for c, band, width in ((3, fine, 7), (4, middle, 13)):
        # The median: one hard edge does not make its surroundings rough.
        size = 2 * max(1, round(width * reach)) + 1
        middle_of = cv2.medianBlur(np.asarray(np.clip(np.abs(band) * 8, 0, 255), np.uint8), size)
        out[..., c] = TEXTURE * cv2.GaussianBlur(np.sqrt(f32(middle_of) / 8), (0, 0), 3 * reach) * 6
    return out


def _superpixels(features: Floats, check: Callable[[], object], number: int = SUPERPIXELS) -> Labels:
    h, w = features.shape[:2]
    step = max(3.0, float(np.sqrt(h * w / number)))
    # at least one center in each direction: a picture may be narrower than half a step
    ys, xs = (np.arange(min(step / 2, (n - 1) / 2), n, step) for n in (h, w))
    grid = np.stack(np.meshgrid(ys, xs, indexing="ij"), -1).reshape(-1, 2)
    centers = np.empty((len(grid), 7), np.float32)
    centers[:, 5:] = grid
    centers[:, :5] = features[grid[:, 0].astype(int), grid[:, 1].astype(int)]
    labels = np.zeros((h, w), np.int32)
    for _ in range(ROUNDS):
        check()
        _assign(features, centers, step, (COMPACT / step) ** 2, labels)
    return _whole_pieces(labels, max(4, int(step * step / 4)))


@kernel
def _assign(features: Floats, centers: Floats, step: float, weight: float, labels: Labels) -> None:
    """One round: each pixel to the nearest center within two steps, each center to the middle of its pixels."""
    h, w, n = features.shape
    best = np.full((h, w), np.float32(1e30))
    for k in range(centers.shape[0]):
        cy, cx = centers[k, n], centers[k, n + 1]
        for y in range(max(0, int(cy - step)), min(h, int(cy + step) + 1)):
            for x in range(max(0, int(cx - step)), min(w, int(cx + step) + 1)):
                d = np.float32(((y - cy) * (y - cy) + (x - cx) * (x - cx)) * weight)
                for c in range(n):
                    t = features[y, x, c] - centers[k, c]
                    d += t * t
                if d < best[y, x]:
                    best[y, x] = d
                    labels[y, x] = k
    sums = np.zeros((centers.shape[0], n + 3), np.float64)
    for y in range(h):
        for x in range(w):
            k = labels[y, x]
            for c in range(n):
                sums[k, c] += features[y, x, c]
            sums[k, n] += y
            sums[k, n + 1] += x
            sums[k, n + 2] += 1
    for k in range(centers.shape[0]):
        if sums[k, n + 2] > 0:
            for c in range(n + 2):
                centers[k, c] = sums[k, c] / sums[k, n + 2]


def _whole_pieces(labels: Labels, least: int) -> Labels:
    """Connected pieces, numbered anew; crumbs of less than `least` px go to the piece on their left or above."""
    out = np.full(labels.shape, -1, np.int32)
    _flood_pieces(labels, out, least)
    return out


@kernel
def _flood_pieces(labels: Labels, out: Labels, least: int) -> None:
    h, w = labels.shape
    stack = np.empty((h * w, 2), np.int32)
    number = 0
    for y in range(h):
        for x in range(w):
            if out[y, x] >= 0:
                continue
            before = -1
            if x > 0:
                before = out[y, x - 1]
            elif y > 0:
                before = out[y - 1, x]
            kind, filled, top = labels[y, x], 0, 1
            stack[0, 0], stack[0, 1] = y, x
            out[y, x] = number
            while filled < top:
                cy, cx = stack[filled, 0], stack[filled, 1]
                filled += 1
                for d in range(4):
                    ny = cy + (1 if d == 0 else -1 if d == 1 else 0)
                    nx = cx + (1 if d == 2 else -1 if d == 3 else 0)
                    if 0 <= ny < h and 0 <= nx < w and out[ny, nx] < 0 and labels[ny, nx] == kind:
                        out[ny, nx] = number
                        stack[top, 0], stack[top, 1] = ny, nx
                        top += 1
            if top < least and before >= 0:
                for i in range(top):
                    out[stack[i, 0], stack[i, 1]] = before
            else:
                number += 1


def _joined(labels: Labels, features: Floats, seen: NDArray[np.bool_], count: int | None) -> Segments:
    pieces = int(labels.max()) + 1
    flat = np.where(seen, labels, -1).reshape(-1)
    inside = flat >= 0
    areas = np.bincount(flat[inside], minlength=pieces).astype(np.float64)
    sums = np.stack(
        [np.bincount(flat[inside], features[..., c].reshape(-1)[inside], pieces) for c in range(features.shape[2])], -1
    )
    joins = _Joins(sums / np.maximum(areas, 1)[:, None], areas, _borders(labels, seen, pieces))
    joins.run(count)
    names = joins.names()
    kept = np.unique(names[areas > 0])
    order = sorted(kept.tolist(), key=lambda k: -joins.areas[k])
    table = np.full(pieces + 1, -1, np.int32)  # the last entry is for what is not seen
    for place, name in enumerate(order):
        table[:-1][(names == name) & (areas > 0)] = place
    out = _smoothed(table[np.where(seen, labels, pieces)], len(order))
    means = f32(joins.means[order])
    return Segments(np.ascontiguousarray(out), f32(means[:, :3]), f32(means[:, 3] / (TEXTURE * 6)) ** 2)


def _smoothed(labels: Labels, count: int) -> Labels:
    """Borders without the corners of superpixels: each pixel to the region that has most of what is around it."""
    if count < 2:
        return np.ascontiguousarray(labels)
    weights = np.stack([cv2.GaussianBlur(f32(labels == k), (0, 0), 2.0) for k in range(count)])
    return np.where(labels >= 0, weights.argmax(0), -1).astype(np.int32)


def _borders(labels: Labels, seen: NDArray[np.bool_], pieces: int) -> set[tuple[int, int]]:
    """Pairs of pieces that touch."""
    pairs = []
    for a, b, both in (
        (labels[:, :-1], labels[:, 1:], seen[:, :-1] & seen[:, 1:]),
        (labels[:-1], labels[1:], seen[:-1] & seen[1:]),
    ):
        at = both & (a != b)
        lo, hi = np.minimum(a[at], b[at]).astype(np.int64), np.maximum(a[at], b[at]).astype(np.int64)
        pairs.append(np.unique(lo * pieces + hi))
    return {(int(v) // pieces, int(v) % pieces) for v in np.unique(np.concatenate(pairs))}


class _Joins:
    """Regions that become fewer. `means` (n, features), `areas` (n,), `borders`: pairs that touch."""

    def __init__(self, means: NDArray[np.float64], areas: NDArray[np.float64], borders: set[tuple[int, int]]) -> None:
        self.means, self.areas = means.copy(), areas.copy()
        self.parent = np.arange(len(means))
        self.near: dict[int, set[int]] = {k: set() for k in range(len(means))}
        for a, b in borders:
            self.near[a].add(b)
            self.near[b].add(a)
        self.live = {k for k in range(len(means)) if areas[k] > 0}

    def cost(self, a: int, b: int) -> float:
        weight = self.areas[a] * self.areas[b] / (self.areas[a] + self.areas[b])
        return float(weight * ((self.means[a] - self.means[b]) ** 2).sum())

    def run(self, count: int | None) -> None:
        least = 0.006 * self.areas.sum()
        few = count or FEWEST
        last = 0.0
        queue = [(self.cost(a, b), a, b, 0) for a in self.live for b in self.near[a] if a < b]
        heapq.heapify(queue)
        ages = dict.fromkeys(self.live, 0)
        while len(self.live) > max(few, 24) and queue:
            _cost, a, b, age = heapq.heappop(queue)
            if a not in self.live or b not in self.live or ages[a] + ages[b] != age:
                continue
            self.join(a, b)
            ages[a] += ages.pop(b) + 1
            for other in self.near[a]:
                entry = (self.cost(a, other), min(a, other), max(a, other), ages[a] + ages[other])
                heapq.heappush(queue, entry)
        # The last ones may join over a distance: a sky in two pieces is one region.
        while len(self.live) > few:
            cost, a, b = self._cheapest()
            crumbs = min(self.areas[k] for k in self.live) < least
            apart = float(np.linalg.norm(self.means[a] - self.means[b]))
            done = len(self.live) <= MOST and not crumbs and cost > LEAP * last and apart > ALIKE
            if count is None and last > 0 and done:
                break
            last = max(last, cost)
            self.join(a, b)

    def _cheapest(self) -> tuple[float, int, int]:
        live = sorted(self.live)
        pairs = ((a, b) for i, a in enumerate(live) for b in live[i + 1 :])
        return min((self.cost(a, b) * (1.0 if b in self.near[a] else APART), a, b) for a, b in pairs)

    def join(self, a: int, b: int) -> None:
        total = self.areas[a] + self.areas[b]
        self.means[a] = (self.means[a] * self.areas[a] + self.means[b] * self.areas[b]) / total
        self.areas[a] = total
        self.parent[b] = a
        self.live.discard(b)
        for other in self.near.pop(b):
            if other in self.near:
                self.near[other].discard(b)
                if other != a:
                    self.near[other].add(a)
                    self.near[a].add(other)
        self.near[a].discard(b)

    def names(self) -> NDArray[np.int64]:
        """Which region each piece belongs to."""
        out = np.arange(len(self.parent))
        for k in range(len(out)):
            at = k
            while self.parent[at] != at:
                at = int(self.parent[at])
            out[k] = at
        return out
