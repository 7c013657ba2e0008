"""The traits of pictures: shipped styles are recognized for what they are, known drawings give known numbers."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.art.styles import shipped, traits
from studio.art.styles.traits import Traits, measure
from studio.core.errors import UserError

Pixels = NDArray[np.uint8]


@cache
def of(name: str) -> Traits:
    return measure(shipped.load(name))


def stripes(angle: float, wave: float, size: int = 384) -> Pixels:
    """Parallel bands that run `angle` degrees counterclockwise from level, `wave` pixels apart."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    a = math.radians(angle)
    across = x * math.sin(a) + y * math.cos(a)
    light = 128 + 100 * np.sin(2 * np.pi * across / wave)
    return np.repeat(light[..., None], 3, 2).astype(np.uint8)


def dashes(length: int, size: int = 448, seed: int = 0) -> Pixels:
    """Level dark dashes, 3 pixels high, at random places."""
    rng = np.random.default_rng(seed)
    page = np.full((size, size, 3), 240, np.uint8)
    for y in range(2, size - 4, 7):
        x = int(rng.integers(-length, 0))
        while x < size:
            page[y : y + 3, max(0, x) : max(0, x + length)] = 30
            x += length + int(rng.integers(4, 10 + length))
    return page


@pytest.mark.parametrize("name", ["pen-valley", "sumi-mountains"])
def test_ink_drawings_are_ink(name: str) -> None:
    assert of(name).ink > 0.6 and of(name).gray > 0.9


@pytest.mark.parametrize("name", ["night-swirls", "orchard", "cut-outs", "mosaic", "charcoal-storm", "misty-hills"])
def test_all_else_is_not_ink(name: str) -> None:
    assert of(name).ink < 0.3


def test_prints_and_paper_are_graphic_and_paintings_are_painterly() -> None:
    for name in ("cut-outs", "harbor", "linocut"):
        assert of(name).graphic > 0.6
    for name in ("night-swirls", "evening-sea", "orchard", "riverside"):
        assert of(name).painterly > 0.8 and of(name).graphic < 0.1


def test_a_mosaic_is_fine_and_swirls_are_not() -> None:
    assert of("mosaic").fine > 0.9 > 0.2 > of("night-swirls").fine


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_direction_of_stripes(angle: int) -> None:
    s = measure(stripes(angle, 12)).strokes
    best = int(np.argmax(s.directions)) * 180 / len(s.directions)
    assert abs((best - angle + 90) % 180 - 90) <= 8
    assert s.aligned > 0.9 and s.order > 0.9


def test_longer_dashes_are_longer_and_as_wide() -> None:
    short, long = (measure(dashes(n)).strokes for n in (14, 56))
    assert 2.5 < long.length / short.length < 6
    assert 0.7 < long.width / short.width < 1.4


def test_wider_stripes_have_broader_texture() -> None:
    def octave(t: Traits) -> float:
        return sum(k * b for k, b in enumerate(t.surface.bands))

    waves = [octave(measure(stripes(20, w))) for w in (5, 10, 20, 40)]
    assert waves == sorted(waves) and waves[-1] - waves[0] > 1.5


def test_grain_is_measured_in_lightness() -> None:
    rng = np.random.default_rng(1)
    plain = np.full((300, 300, 3), 128.0)
    loud = measure(np.clip(plain + rng.normal(0, 12, (300, 300, 1)), 0, 255).astype(np.uint8)).surface.grain
    assert 3.5 < loud < 6  # 12 of 255 is about 4.8 of 100
    assert measure(plain.astype(np.uint8)).surface.grain < 0.2


def test_palette_finds_the_colors_and_their_shares() -> None:
    page = np.zeros((100, 100, 3), np.uint8)
    page[:60], page[60:90], page[90:] = (20, 40, 160), (240, 220, 180), (220, 40, 30)
    colors = measure(page).colors
    assert [c.rgb for c in colors] == [(20, 40, 160), (240, 220, 180), (220, 40, 30)]
    assert np.allclose([c.share for c in colors], [0.6, 0.3, 0.1], atol=1e-6)


@pytest.mark.parametrize("name", [s.id for s in shipped.shipped()][:14])
def test_palettes_of_real_styles_have_five_to_seven_colors(name: str) -> None:
    colors = of(name).colors
    assert 5 <= len(colors) <= 7
    assert math.isclose(sum(c.share for c in colors), 1, abs_tol=1e-6)
    assert [c.share for c in colors] == sorted((c.share for c in colors), reverse=True)


def test_a_blank_sheet_is_blank_and_a_face_before_a_wall_is_an_object() -> None:
    assert measure(np.full((64, 64, 3), 200, np.uint8)).blank
    assert not of("misty-hills").blank
    y, x = np.mgrid[0:300, 0:300]
    page = np.full((300, 300, 3), (60, 80, 90), np.uint8)
    page[np.hypot(x - 150, y - 140) < 60] = (225, 170, 140)
    for ex in (128, 172):  # eyes
        page[np.hypot(x - ex, y - 125) < 9] = (50, 30, 25)
    t = measure(page).things
    assert t.object > 0.7 and 0.08 < t.object_share < 0.2
    assert t.face > 0.6


def test_they_are_the_same_from_json() -> None:
    t = of("mosaic")
    assert Traits.from_dict(json.loads(json.dumps(t.to_dict()))) == t


@pytest.mark.parametrize("broken", [{}, {"version": 0}, {"version": traits.VERSION, "aspect": 1.0}])
def test_broken_numbers_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Traits.from_dict(broken)


def test_size_and_hidden_pixels_hardly_matter() -> None:
    whole = shipped.load("night-swirls")
    small = measure(np.ascontiguousarray(whole[::2, ::2]))
    assert abs(small.tones.quantiles[3] - of("night-swirls").tones.quantiles[3]) < 1
    hidden = whole.copy()
    hidden[:200, :, 3] = 0
    spoilt = hidden.copy()
    spoilt[:200, :, :3] = (255, 0, 255)
    a, b = measure(hidden), measure(spoilt)
    assert all(abs(x - y) < 1 for x, y in zip(a.tones.quantiles, b.tones.quantiles, strict=True))
    assert a.colors[0].rgb == pytest.approx(b.colors[0].rgb, abs=3)


@settings(max_examples=25, deadline=None)
@given(width=st.integers(1, 90), height=st.integers(1, 90), channels=st.sampled_from([3, 4]), seed=st.integers(0, 9))
def test_any_picture_has_finite_traits(width: int, height: int, channels: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)
    pixels[..., 3:] = 255
    t = measure(pixels)
    assert Traits.from_dict(json.loads(json.dumps(t.to_dict(), allow_nan=False))) == t
    for judged in (t.gray, t.ink, t.graphic, t.fine, t.painterly):
        assert 0 <= judged <= 1


def test_nothing_to_see_is_told() -> None:
    with pytest.raises(UserError):
        measure(np.zeros((20, 20, 4), np.uint8))
    with pytest.raises(UserError):
        measure(np.zeros((0, 20, 4), np.uint8))
