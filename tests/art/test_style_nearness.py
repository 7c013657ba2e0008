"""Similar styles by distance, and what differs between two styles in words."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from studio.art.styles import compare_words, nearness, shipped
from studio.art.styles.swatches import Swatch
from studio.art.styles.traits import Traits, measure

NAMES = ("night-swirls", "evening-sea", "orchard", "riverside", "misty-hills", "harbor", "cut-outs", "stained-glass",
         "pen-valley", "sumi-mountains", "mosaic")  # fmt: skip


@cache
def of(name: str) -> Traits:
    return measure(shipped.load(name))


def pool(without: str) -> dict[str, Traits]:
    return {n: of(n) for n in NAMES if n != without}


def test_a_distance() -> None:
    for a in NAMES[:4]:
        assert nearness.distance(of(a), of(a)) == pytest.approx(0, abs=1e-4)
        for b in NAMES:
            assert nearness.distance(of(a), of(b)) == pytest.approx(nearness.distance(of(b), of(a)), rel=1e-4)


@pytest.mark.parametrize(
    ("one", "akin"),
    [("orchard", "riverside"), ("night-swirls", "evening-sea"), ("cut-outs", "stained-glass"), ("harbor", "misty-hills"),
     ("pen-valley", "sumi-mountains")],
)  # fmt: skip
def test_the_nearest_style_is_akin(one: str, akin: str) -> None:
    assert nearness.nearest(of(one), pool(one), 1)[0][0] == akin


def test_halves_of_one_style_are_nearer_than_other_styles() -> None:
    for name in ("night-swirls", "riverside", "cut-outs", "pen-valley"):
        whole = shipped.load(name)
        half = measure(np.ascontiguousarray(whole[:, : whole.shape[1] // 2]))
        assert nearness.nearest(half, {n: of(n) for n in NAMES}, 1)[0][0] == name


def test_nearest_is_sorted_and_as_long_as_asked() -> None:
    found = nearness.nearest(of("mosaic"), pool("mosaic"), 4)
    assert len(found) == 4
    assert [d for _, d in found] == sorted(d for _, d in found)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [((0, 0, 0), "black"), ((255, 255, 255), "white"), ((128, 128, 128), "gray"), ((20, 30, 90), "deep blue"),
     ((245, 235, 200), "cream"), ((110, 70, 40), "brown"), ((235, 120, 20), "bright orange"), ((40, 140, 60), "green")],
)  # fmt: skip
def test_names_of_colors(rgb: tuple[int, int, int], name: str) -> None:
    assert compare_words.color_name(Swatch(rgb, 1.0)) == name


def test_every_topic_gets_one_sentence_largest_first() -> None:
    said = compare_words.differences(of("pen-valley"), of("cut-outs"), "Pen valley", "Cut-outs")
    assert sorted(d.topic for d in said) == sorted(
        ["palette", "values", "strokes", "direction", "texture", "lines", "surface"]
    )
    assert [d.size for d in said] == sorted((d.size for d in said), reverse=True)
    assert all(d.text.endswith(".") and d.text[0].isupper() for d in said)
    words = {d.topic: d.text for d in said}
    assert "Thin lines cover" in words["lines"] and "of Pen valley" in words["lines"]
    assert "Cut-outs' marks are" in words["strokes"] and "longer" in words["strokes"]
    assert "Cut-outs is the more colorful" in words["palette"]
    assert "ink" in words["surface"]


def test_a_style_against_itself_differs_in_nothing() -> None:
    for d in compare_words.differences(of("orchard"), of("orchard"), "One", "The other"):
        assert d.size < 0.35
        assert any(word in d.text for word in ("Both", "both", "alike"))


def test_one_style_in_words() -> None:
    words = " ".join(compare_words.describe(of("evening-sea")))
    assert "mostly level" in words and "warm" in words
    assert "hardly any marks" in " ".join(compare_words.describe(measure(np.full((64, 64, 3), 90, np.uint8))))
