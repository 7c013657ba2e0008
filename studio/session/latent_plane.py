"""A plane of seeds: every whole point of it is a seed, what lies between is blended from the four around it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

EDGE = 24
"""The plane goes from -EDGE to EDGE in both directions."""
_SEEDS = 2**31
_MASK = 2**64 - 1

Point = tuple[int, int]


def lattice_seed(x: int, y: int, base: int) -> int:
    """The seed at a whole point; `base` itself at (0, 0). The same on every machine (splitmix64, Steele et al. 2014)."""
    if x == 0 and y == 0:
        return base
    z = (
        base * 0x9E3779B97F4A7C15 + (x & 0xFFFFFFFF) * 0xBF58476D1CE4E5B9 + (y & 0xFFFFFFFF) * 0x94D049BB133111EB
    ) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return (z ^ (z >> 31)) % _SEEDS


def corners(x: float, y: float) -> list[tuple[Point, float]]:
    """The whole points around (x, y) with their bilinear weights, which sum to 1; those of weight 0 are left out."""
    left, low = math.floor(x), math.floor(y)
    u, v = x - left, y - low
    weights = {
        (left, low): (1 - u) * (1 - v), (left + 1, low): u * (1 - v),
        (left, low + 1): (1 - u) * v, (left + 1, low + 1): u * v,
    }  # fmt: skip
    kept = {p: w for p, w in weights.items() if w > 1e-6}
    total = sum(kept.values())
    return [(p, w / total) for p, w in kept.items()]


def place_of(blend: Iterable[tuple[int, float]], base: int) -> tuple[float, float] | None:
    """Where seeds with these weights lie in the plane of `base`; None when they are no corners of one cell."""
    points = _points(base)
    found = [(points.get(seed), weight) for seed, weight in blend]
    here = [(p, w) for p, w in found if p is not None]
    if not here or len(here) != len(found) or len({p for p, _ in here}) != len(here):
        return None
    total = sum(w for _, w in here)
    xs, ys = [p[0] for p, _ in here], [p[1] for p, _ in here]
    if max(xs) - min(xs) > 1 or max(ys) - min(ys) > 1 or total <= 0:
        return None
    return sum(p[0] * w for p, w in here) / total, sum(p[1] * w for p, w in here) / total


@lru_cache(maxsize=4)
def _points(base: int) -> dict[int, Point]:
    return {lattice_seed(x, y, base): (x, y) for x in range(-EDGE, EDGE + 1) for y in range(-EDGE, EDGE + 1)}
