"""The choice of method and settings, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import auto, shipped
from studio.art.styles.catalog import AUTO, STYLES
from studio.art.styles.frame import frame
from studio.art.styles.traits import Traits, measure
from studio.core.params import FloatParam
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]


def picture(width: int = 120, height: int = 90) -> Pixels:
    """A sky, a sun, and rows of trees on a hill."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    rgb = np.stack([0.35 + 0.3 * y, 0.5 + 0.3 * y, 0.9 - 0.2 * y], -1)
    rgb[np.hypot(x - 0.7, y - 0.25) < 0.12] = (0.98, 0.85, 0.4)
    rgb[y > 0.6 + 0.1 * np.sin(6 * x)] = (0.2, 0.5, 0.15)
    rgb[(y > 0.4 + 0.1 * np.sin(6 * x)) & (np.sin(60 * x) > 0.3)] = (0.1, 0.2, 0.1)
    rgb += 0.03 * np.random.default_rng(0).standard_normal(rgb.shape)
    return np.dstack([np.clip(rgb * 255, 0, 255).astype(np.uint8), np.full((height, width), 255, np.uint8)])


def small(name: str) -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail(name, 160))


@cache
def of(name: str) -> Traits:
    return measure(shipped.load(name))


@cache
def hills() -> Traits:
    return measure(picture())


def with_face(traits: Traits) -> Traits:
    return replace(traits, things=replace(traits.things, face=1.0))


def test_it_is_the_default_method() -> None:
    assert STYLES.default is AUTO


@pytest.mark.parametrize(
    ("name", "method", "word"),
    [("pen-valley", "analogy", "ink"), ("sumi-mountains", "analogy", "ink"), ("mosaic", "analogy", "small"), ("engraved-fruit", "bold", "engraved"),
     ("night-swirls", "bold", "painterly"), ("orchard", "bold", "painterly"), ("cut-outs", "bold", "graphic")],
)  # fmt: skip
def test_what_is_chosen_and_why(name: str, method: str, word: str) -> None:
    choice = auto.choose(of(name), hills())
    assert choice.method == method
    first, *_ = choice.notes()
    assert first.startswith(f"Painted with {STYLES.get(method).title}: ") and word in first


def test_a_face_is_kept_calm_and_told() -> None:
    plain, calm = (auto.choose(of("night-swirls"), t) for t in (hills(), with_face(hills())))
    assert calm.values["motif"] < plain.values["motif"] and calm.values["detail"] > plain.values["detail"]
    assert "skin" in calm.notes()[0] and "skin" not in plain.notes()[0]
    ink = [auto.choose(of("pen-valley"), t).values["detail"] for t in (hills(), with_face(hills()))]
    assert ink[1] > ink[0]


def test_lines_that_get_lost_with_the_colors_are_held_fast() -> None:
    lost, clear = (auto.choose(of("night-swirls"), hills(), c) for c in (0.0, 1.0))
    assert lost.values["detail"] > clear.values["detail"] and lost.values["motif"] < clear.values["motif"]
    assert "held fast" in lost.notes()[0] and "held fast" not in clear.notes()[0]
    seen = frame(picture()).overview
    assert auto.clearness(DirectContext(), seen, picture()) > 0.9
    flat = np.full((60, 60, 4), (120, 130, 140, 255), np.uint8)
    assert auto.clearness(DirectContext(), frame(flat).overview, small("orchard")) == 1.0


def test_the_style_is_laid_as_if_the_long_sides_were_equal() -> None:
    wide, square = np.zeros((100, 200, 4), np.uint8), np.zeros((150, 150, 4), np.uint8)
    for pixels in (wide, square):
        pixels[..., 3] = 255
    assert auto.scale(square, frame(square).overview) == pytest.approx(1)
    assert auto.scale(square, frame(wide).overview) == pytest.approx(1.6)  # 2 is more than is done
    assert auto.scale(wide, frame(square).overview) == pytest.approx(0.6)
    _, values, _ = auto.decided(DirectContext(), small("orchard"), frame(picture(96, 96)).overview, AUTO.values({}))
    assert values["texture"] == pytest.approx(0.75, abs=0.01)


def lit(traits: Traits, median: float, spread: float) -> Traits:
    q = tuple(median + k * spread for k in (-2.3, -1.6, -0.7, 0, 0.7, 1.6, 2.3))
    return replace(traits, tones=replace(traits.tones, quantiles=q, spread=spread))


@pytest.mark.parametrize(
    ("median", "spread", "word"), [(15, 18, "light tones"), (93, 18, "dark tones"), (50, 5, "one lightness")]
)
def test_what_a_style_cannot_give_is_told(median: float, spread: float, word: str) -> None:
    notes = auto.choose(lit(of("orchard"), median, spread), hills()).notes()
    assert len(notes) == 2 and word in notes[1] and "its own" in notes[1]
    assert len(auto.choose(of("orchard"), hills()).notes()) == 1


def test_a_blank_sheet_gives_its_color_and_is_told() -> None:
    sheet = np.full((80, 60, 4), (90, 120, 200, 255), np.uint8)
    made = auto.apply(DirectContext(), content=picture(), style=sheet, seed=0)
    assert "blank" in made.notes[0]
    mean = made.pixels[..., :3].reshape(-1, 3).mean(0)
    assert mean[2] > mean[0] + 30


def test_first_positions_of_the_sliders_mean_as_chosen_and_ends_stay_ends() -> None:
    for name in ("night-swirls", "pen-valley", "cut-outs"):
        choice = auto.choose(of(name), with_face(hills()))
        spec = STYLES.get(choice.method)
        for key, chosen in choice.values.items():
            own, goal = AUTO.param(key), spec.param(key)
            assert isinstance(own, FloatParam) and isinstance(goal, FloatParam)
            steps = [auto.bent(key, v, choice) for v in (own.lo, own.initial, own.hi)]
            assert steps == pytest.approx([goal.lo, chosen, goal.hi])


def test_it_paints_just_what_the_chosen_method_paints() -> None:
    content, style = picture(), small("night-swirls")
    made = auto.apply(DirectContext(), content=content, style=style, seed=3)
    spec, values, notes = auto.decided(DirectContext(), style, frame(content).overview, AUTO.values({}))
    same = spec.resolve()(DirectContext(), content=content, style=style, seed=3, **values)
    assert np.array_equal(made.pixels, same.pixels)
    assert made.notes[0] == notes[0]
    assert made.params == AUTO.values({})


def test_a_preview_of_a_part_chooses_like_the_whole() -> None:
    content, style = picture(288, 216), small("mosaic")
    told = auto.apply(DirectContext(), content=content, style=style, seed=0, strength=1.0).notes
    part = np.ascontiguousarray(content[72:144, 72:180])
    rect = (0.25, 1 / 3, 0.375, 1 / 3)
    whole = frame(content).overview.padded
    assert auto.apply(DirectContext(), content=part, style=style, seed=0, whole=whole, rect=rect).notes == told


@pytest.mark.parametrize("size", [(1, 1), (300, 20), (7, 200)])
def test_slivers_and_hidden_pixels_are_kept(size: tuple[int, int]) -> None:
    content = picture(*size)
    content[: size[1] // 2, :, 3] = 0
    if not content[..., 3].any():
        content[..., 3] = 255
    made = auto.apply(DirectContext(), content=content, style=small("orchard"), seed=0)
    assert made.pixels.shape == content.shape and np.array_equal(made.pixels[..., 3], content[..., 3])
    assert np.array_equal(made.pixels[content[..., 3] == 0], content[content[..., 3] == 0])


def test_strength_zero_gives_back_the_content() -> None:
    content = picture()
    made = auto.apply(DirectContext(), content=content, style=small("orchard"), seed=0, strength=0.0)
    assert np.array_equal(made.pixels, content)


def test_a_picture_of_nearly_nothing_is_painted_with_strokes() -> None:
    y, x = np.mgrid[0:170, 0:256].astype(np.float32)
    sky = np.stack([40 + 0.1 * y, 90 + 0.1 * y, 180 + 0.1 * y], -1)
    sky[np.hypot(x - 180, y - 60) < 6] = (220, 60, 40)
    empty = np.dstack([sky.astype(np.uint8), np.full(y.shape, 255, np.uint8)])
    choice = auto.choose(of("orchard"), measure(empty))
    assert choice.method == "painter" and "empty" in choice.notes()[0]
