"""How near two styles are: a distance between their traits, for "similar styles".

Each trait is brought to a scale on which a step of one is plainly seen; groups of traits count by weight, so that ten
numbers about direction do not outvote one about color. Palettes are compared by the earth mover's distance in CIELAB
(Rubner, Tomasi & Guibas, "The earth mover's distance as a metric for image retrieval", IJCV 2000).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.traits import Traits

Key = TypeVar("Key")

WEIGHTS = {"light": 1.0, "color": 1.0, "strokes": 1.2, "direction": 0.4, "texture": 1.2, "manner": 1.6}
PALETTE_WEIGHT = 1.0


def features(traits: Traits) -> NDArray[np.float32]:
    """float32 (N,): the traits without the palette, scaled and weighted; distances are Euclidean."""
    t, s, u = traits.tones, traits.strokes, traits.surface
    hue = np.radians(t.hue)
    groups = {
        "light": [t.quantiles[1] / 25, t.quantiles[3] / 25, t.quantiles[5] / 25, t.spread / 10],
        "color": [
            t.chroma / 20,
            t.hue_focus * np.cos(hue) * _some(t.chroma),
            t.hue_focus * np.sin(hue) * _some(t.chroma),
        ],
        "strokes": [np.log2(s.length + 0.004), np.log2(s.width + 0.002), (s.order - 0.5) * 4],
        "direction": [d * len(s.directions) / 2 * s.aligned for d in _ringed(s.directions)] + [2 * s.aligned],
        "texture": [b * 4 for b in u.bands] + [u.contrast / 4, u.lines * 4, min(2.0, u.grain)],
        "manner": [traits.ink * 2, traits.graphic * 2, traits.fine * 1.5, traits.painterly * 1.5, traits.gray * 1.5],
    }
    rows = [np.array(values) * WEIGHTS[name] / np.sqrt(len(values)) for name, values in groups.items()]
    return np.concatenate(rows).astype(np.float32)


def distance(a: Traits, b: Traits) -> float:
    """0 = the same; below about 1 = plainly akin; above about 2.5 = nothing in common. Symmetric."""
    marks = float(np.linalg.norm(features(a) - features(b)))
    return float(np.hypot(marks, PALETTE_WEIGHT * palette_distance(a, b)))


def palette_distance(a: Traits, b: Traits) -> float:
    """Mean distance (CIELAB / 25) that color has to be moved to turn one palette into the other."""
    return _moved(_signature(a), _signature(b)) / 25


def nearest(one: Traits, others: Mapping[Key, Traits], count: int = 5) -> list[tuple[Key, float]]:
    """The `count` nearest of `others` with their distances, nearest first. Ties keep the order of `others`."""
    found = [(key, distance(one, other)) for key, other in others.items()]
    return sorted(found, key=lambda pair: pair[1])[:count]


def _some(chroma: float) -> float:
    """The hue of a nearly gray picture says little."""
    return float(np.clip((chroma - 5) / 15, 0, 1))


def _ringed(shares: Iterable[float]) -> NDArray[np.float64]:
    """Shares of directions, smoothed around the ring: neighboring directions are not strangers."""
    s = np.array(list(shares))
    return np.asarray(0.5 * s + 0.25 * (np.roll(s, 1) + np.roll(s, -1)))


def _signature(traits: Traits) -> NDArray[np.float32]:
    """float32 (K, 4): share, L, a, b of each color."""
    return np.array([(c.share, *c.lab) for c in traits.colors], np.float32)


def _moved(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(cv2.EMD(a, b, cv2.DIST_L2)[0])
