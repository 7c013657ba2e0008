"""A part of a picture, painted alone, looks like that part of the painted whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.art.styles import color, frame, ot, painter, shipped
from studio.art.styles.jit import Crew
from studio.core.errors import UserError
from studio.core.progress import DirectContext

Pixels = NDArray[np.uint8]
METHODS: dict[str, Callable[..., Any]] = {"painter": painter.apply, "color": color.apply}


@pytest.fixture(scope="module")
def content() -> Pixels:
    """A harbor, 320 x 240: calm water on one side, fine detail on the other."""
    return np.asarray(cv2.resize(shipped.load("harbor"), (320, 240), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def look() -> Pixels:
    return np.ascontiguousarray(shipped.thumbnail("night-swirls", 256))


def small(pixels: Pixels) -> Pixels:
    h, w = pixels.shape[:2]
    return np.asarray(cv2.resize(pixels, (200, round(200 * h / w)), interpolation=cv2.INTER_AREA))


def apart(a: Pixels, b: Pixels, sigma: float = 2.0) -> float:
    """Mean difference of two pictures seen from a little distance, 0..255."""
    soft = (cv2.GaussianBlur(p[..., :3].astype(np.float32), (0, 0), sigma) for p in (a, b))
    return float(np.abs(next(soft) - next(soft)).mean())


def part_of(content: Pixels, x: int, y: int, w: int, h: int) -> tuple[Pixels, frame.Rect]:
    height, width = content.shape[:2]
    return np.ascontiguousarray(content[y : y + h, x : x + w]), (x / width, y / height, w / width, h / height)


@pytest.mark.parametrize(("name", "near"), [("painter", 8.0), ("color", 4.5)])
def test_a_part_looks_like_that_part_of_the_whole(name: str, near: float, content: Pixels, look: Pixels) -> None:
    method = METHODS[name]
    full = method(DirectContext(), content=content, style=look, seed=4).pixels
    for x, y, w, h in ((0, 0, 120, 90), (150, 60, 170, 120)):
        part, rect = part_of(content, x, y, w, h)
        wanted = full[y : y + h, x : x + w]
        made = method(DirectContext(), content=part, style=look, seed=4, whole=small(content), rect=rect).pixels
        alone = method(DirectContext(), content=part, style=look, seed=4).pixels
        assert made.shape == part.shape
        assert apart(made, wanted) < near < apart(alone, wanted)
        # no pixel may stick out: what the finish of the whole does to a band has to fit the part's own values
        assert np.quantile(np.abs(made[..., :3].astype(int) - wanted[..., :3]), 0.999) < 160
        # and at half the scale, as a view that is zoomed out shows it
        half, half_wanted = (
            np.asarray(cv2.resize(p, (w // 2, h // 2), interpolation=cv2.INTER_AREA), np.uint8) for p in (part, wanted)
        )
        made = method(DirectContext(), content=half, style=look, seed=4, whole=small(content), rect=rect).pixels
        assert apart(made, half_wanted, 1.5) < near + 2


def test_all_of_a_picture_as_its_own_part_is_the_picture(content: Pixels, look: Pixels) -> None:
    plain = color.apply(DirectContext(), content=content, style=look, seed=0).pixels
    named = color.apply(
        DirectContext(), content=content, style=look, seed=0, whole=small(content), rect=(0.0, 0.0, 1.0, 1.0)
    ).pixels
    assert np.array_equal(plain, named)


def test_a_transparent_part_stays_as_it_is_and_a_transparent_whole_is_refused(content: Pixels, look: Pixels) -> None:
    hole = content.copy()
    hole[:60, :60, 3] = 0
    part, rect = part_of(hole, 0, 0, 60, 60)
    made = color.apply(DirectContext(), content=part, style=look, seed=0, whole=small(hole), rect=rect).pixels
    assert np.array_equal(made, part)
    clear = np.zeros_like(content)
    with pytest.raises(UserError, match="fully transparent"):
        color.apply(DirectContext(), content=part, style=look, seed=0, whole=clear, rect=rect)


@pytest.mark.parametrize("rect", [(0.5, 0.0, 0.6, 1.0), (0.0, 0.0, 0.0, 1.0), (-0.2, 0.0, 0.5, 0.5)])
def test_a_rectangle_outside_of_the_picture_is_a_mistake(rect: frame.Rect, content: Pixels) -> None:
    with pytest.raises(ValueError, match="not a part"):
        frame.frame(content, small(content), rect)
    with pytest.raises(ValueError, match="small copy"):
        frame.frame(content, None, (0.0, 0.0, 0.5, 0.5))


def test_sizes_of_a_part_are_those_of_the_whole(content: Pixels) -> None:
    whole = frame.frame(content)
    part, rect = part_of(content, 80, 120, 160, 60)
    cut = frame.frame(part, small(content), rect)
    assert cut.unit == pytest.approx(whole.unit) and cut.side == pytest.approx(240)
    assert cut.origin == pytest.approx((80, 120)) and cut.full == pytest.approx((320, 240))
    assert cut.reduced(120).unit == pytest.approx(whole.unit / 2)
    ramp = np.tile(np.arange(64, dtype=np.float32), (48, 1))  # a map of the whole, five times coarser
    assert np.abs(cut.cut(ramp) - (np.arange(80, 240) + 0.5)[None] / 5 + 0.5).max() < 0.2


def test_a_part_of_a_tiny_size_works(content: Pixels, look: Pixels) -> None:
    part, rect = part_of(content, 310, 230, 10, 7)
    for method in METHODS.values():
        made = method(DirectContext(), content=part, style=look, seed=0, whole=small(content), rect=rect)
        assert made.pixels.shape == part.shape


def test_light_takes_the_styles_lightness_and_keeps_hues(content: Pixels, look: Pixels) -> None:
    sitter = frame.frame(content)
    model = frame.style_rgb(look, 200)
    with Crew(1) as crew:
        taken, same = ot.matched(DirectContext(), sitter, model, "take", 0, crew)
        lit, _ = ot.matched(DirectContext(), sitter, model, "light", 0, crew)
        kept, recolored = ot.matched(DirectContext(), sitter, model, "keep", 0, crew)
    assert same is model and np.array_equal(kept, sitter.rgb)
    assert np.abs(ot.to_lab(recolored).mean((0, 1)) - ot.to_lab(kept).mean((0, 1))).max() < 8
    own, light, taken_lab = ot.to_lab(sitter.rgb), ot.to_lab(lit), ot.to_lab(taken)
    assert np.abs(light[..., 0] - taken_lab[..., 0]).mean() < 2
    colorful = np.hypot(own[..., 1], own[..., 2]) > 12
    turned = np.angle(np.exp(1j * (np.arctan2(light[..., 2], light[..., 1]) - np.arctan2(own[..., 2], own[..., 1]))))
    assert np.abs(turned[colorful]).mean() < 0.1
