"""Analogy, then the painter over it, as the engine drives it."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import analogy_painter, color, painter, shipped, strokes_jobs
from studio.art.styles.catalog import STYLES
from studio.core.errors import Cancelled
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def content() -> Pixels:
    return np.asarray(cv2.resize(shipped.load("harbor"), (128, 96), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def look() -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail("night-swirls", 160))


def apart(a: Pixels, b: Pixels) -> float:
    return float(np.abs(a[..., :3].astype(int) - b[..., :3]).mean())


def test_it_is_neither_the_painter_alone_nor_the_colors_and_repeats_by_seed(content: Pixels, look: Pixels) -> None:
    before = content.copy()
    made = analogy_painter.apply(DirectContext(), content=content, style=look, seed=3)
    again = analogy_painter.apply(DirectContext(), content=content, style=look, seed=3)
    assert np.array_equal(made.pixels, again.pixels) and np.array_equal(content, before)
    assert made.pixels.shape == content.shape and np.array_equal(made.pixels[..., 3], content[..., 3])
    alone = painter.apply(DirectContext(), content=content, style=look, seed=3, brush=1.0, boldness=0.6)
    colored = color.apply(DirectContext(), content=content, style=look, seed=3)
    assert apart(made.pixels, alone.pixels) > 5 and apart(made.pixels, colored.pixels) > 5


def test_without_boldness_it_is_the_painter(content: Pixels, look: Pixels) -> None:
    made = analogy_painter.apply(DirectContext(), content=content, style=look, seed=3, boldness=0.0)
    alone = painter.apply(DirectContext(), content=content, style=look, seed=3, brush=1.0, boldness=0.0)
    assert np.array_equal(made.pixels, alone.pixels)


def test_its_strokes_can_be_had(content: Pixels, look: Pixels) -> None:
    values: dict[str, Any] = {"boldness": 0.6, "relief": 0.3}
    made = analogy_painter.apply(DirectContext(), content=content, style=look, seed=3, **values)
    painting = strokes_jobs.record(
        DirectContext(), content=content, style=look, seed=3, method="analogy-painter", values=json.dumps(values)
    )
    assert np.array_equal(painting.pixels, made.pixels) and len(painting.plan) > 500


def test_defaults_are_those_of_the_catalogue_and_strength_zero_is_the_content(content: Pixels, look: Pixels) -> None:
    spec = STYLES.get("analogy-painter")
    assert spec.resolve() is analogy_painter.apply
    for function in (analogy_painter.apply, analogy_painter.record):
        given = {n: v for n, v in (function.__kwdefaults__ or {}).items() if n not in spec.accepts}
        assert given == {p.name: p.default for p in spec.params}
    made = analogy_painter.apply(DirectContext(), content=content, style=look, seed=0, strength=0.0)
    assert np.array_equal(made.pixels, content)


def test_it_can_be_cancelled(content: Pixels, look: Pixels) -> None:
    class Impatient(DirectContext):
        left = 40

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

        def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
            self.check()

    with pytest.raises(Cancelled):
        analogy_painter.apply(Impatient(), content=content, style=look, seed=0)
