"""The media: the hand that a generated picture is painted with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.art import media
from studio.art.generators.scenes.factors import BY_NAME
from studio.art.styles import fields
from studio.core.errors import Cancelled, UnknownNameError
from studio.core.params import ChoiceParam
from studio.core.progress import DirectContext

Floats = fields.Floats


def scene(width: int = 128, height: int = 96) -> Floats:
    """Sky, sun, a lake, dark trees on a hill."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = (y + 0.5) / height, (x + 0.5) / height
    rgb = np.stack([0.45 + 0.4 * y, 0.62 + 0.25 * y, 0.92 - 0.1 * y], -1)
    rgb[np.hypot(x - 0.4, y - 0.25) < 0.1] = (1.0, 0.95, 0.7)
    rgb[y > 0.55] = (0.3, 0.5, 0.7)
    rgb[y > 0.7 + 0.08 * np.sin(5 * x)] = (0.35, 0.55, 0.2)
    for cx in (0.2, 0.75, 1.1):
        rgb[(np.abs(x - cx) < 0.3 * (y - 0.5)) & (y < 0.78) & (y > 0.5)] = (0.08, 0.2, 0.12)
    return fields.f32(rgb)


def test_the_media_are_those_of_the_factor() -> None:
    factor = BY_NAME["medium"]
    assert isinstance(factor, ChoiceParam)
    assert factor.ids == media.MEDIA


@pytest.mark.parametrize("medium", media.MEDIA)
@pytest.mark.parametrize("stroke", [0.0, 1.0])
def test_pixels_are_in_range_the_same_again_and_the_input_is_left_alone(medium: str, stroke: float) -> None:
    rgb = scene()
    before = rgb.copy()
    first, second = (media.apply(DirectContext(), rgb, medium, 7, stroke) for _ in range(2))
    assert np.array_equal(rgb, before)
    assert first.shape == rgb.shape and first.dtype == np.float32
    assert np.isfinite(first).all() and first.min() >= 0 and first.max() <= 1
    assert np.array_equal(first, second)
    assert not np.shares_memory(first, rgb)


@pytest.mark.parametrize("medium", media.MEDIA)
def test_threads_do_not_change_a_pixel(medium: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for cores in (1, 4):
        monkeypatch.setattr("studio.art.styles.jit.cores", lambda n=cores: n)
        made.append(media.apply(DirectContext(), scene(200, 160), medium, 3, 0.5))
    assert np.array_equal(made[0], made[1])


@pytest.mark.parametrize("medium", [m for m in media.MEDIA if m not in ("plain", "poster")])
def test_the_seed_changes_the_marks_and_not_the_picture(medium: str) -> None:
    a, b = (media.apply(DirectContext(), scene(), medium, s, 0.5) for s in (1, 2))
    assert not np.array_equal(a, b)
    assert np.abs(fields.blur(a, 8) - fields.blur(b, 8)).mean() < 0.06


@pytest.mark.parametrize("medium", media.MEDIA)
def test_the_look_is_the_same_at_twice_the_size(medium: str) -> None:
    small = media.apply(DirectContext(), scene(192, 144), medium, 5, 0.6)
    large = media.apply(DirectContext(), scene(384, 288), medium, 5, 0.6)
    shrunk = fields.resized(large, 192, 144)
    soft = np.abs(fields.blur(shrunk, 3) - fields.blur(small, 3)).mean()
    assert soft < 0.05


@pytest.mark.parametrize("medium", [m for m in media.MEDIA if m != "ink"])
def test_the_picture_stays_recognizable(medium: str) -> None:
    rgb = scene(256, 192)
    made = media.apply(DirectContext(), rgb, medium, 5, 0.5)
    a, b = (fields.blur(p, 6)[16:-16, 16:-16].ravel() for p in (rgb, made))
    assert np.corrcoef(a, b)[0, 1] > 0.93


def test_snow_stays_white_in_ink_and_the_sea_at_night_can_be_read() -> None:
    snow = scene(200, 160)
    snow[snow[..., 1] > snow[..., 0] + 0.15] = (0.93, 0.95, 0.98)  # hill and lake under snow
    made = media.apply(DirectContext(), snow, "ink", 1, 0.5)
    white = (snow.min(2) > 0.9) & (fields.blur(snow.min(2), 4) > 0.88)
    assert made[white].mean() > 0.85
    night = fields.f32(0.13 * scene(200, 160) ** 1.5 + (0.01, 0.015, 0.04))
    night[10:26, 40:56] = (0.95, 0.93, 0.8)  # the moon
    drawn = media.apply(DirectContext(), night, "ink", 1, 0.5)
    assert drawn[12:24, 42:54].mean() > 0.85
    assert 0.25 < drawn.mean() < 0.85
    assert drawn.std() > 0.09


def test_ink_is_darker_where_the_picture_is_darker() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 160, 0).repeat(3, 2)
    made = media.apply(DirectContext(), np.ascontiguousarray(ramp), "ink", 1, 0.5).mean((0, 2))
    columns = made[8:248].reshape(8, 30).mean(1)
    assert (np.diff(columns) > 0).all()
    assert columns[0] < 0.3 < 0.85 < columns[-1]


def test_a_poster_is_printed_with_few_inks() -> None:
    made = media.apply(DirectContext(), scene(256, 192), "poster", 1, 0.5)
    _, counts = np.unique((made * 255).round().astype(np.uint8).reshape(-1, 3), axis=0, return_counts=True)
    counts = np.sort(counts)[::-1]
    assert counts[:14].sum() > 0.9 * counts.sum()


def test_dots_mix_back_to_the_picture() -> None:
    rgb = np.empty((160, 160, 3), np.float32)
    rgb[:] = (0.35, 0.55, 0.45)
    made = media.apply(DirectContext(), rgb, "pointillist", 1, 0.5)
    assert np.abs(made.mean((0, 1)) - rgb[0, 0]).max() < 0.06
    assert made.std((0, 1)).max() > 0.03


def test_broad_strokes_are_broader_than_fine_ones() -> None:
    rng = np.random.default_rng(0)
    rgb = fields.blur(rng.random((256, 256, 3)).astype(np.float32), 2)
    rgb = fields.f32(0.5 + 4 * (rgb - 0.5)).clip(0, 1)
    for medium in ("oil", "gouache", "watercolor", "pastel", "poster"):
        fine, broad = (media.apply(DirectContext(), rgb, medium, 1, s) for s in (0.0, 1.0))
        loss = [np.abs(m - rgb).mean() for m in (fine, broad)]
        assert loss[0] < loss[1], medium


@settings(max_examples=30, deadline=None)
@given(
    width=st.integers(1, 80),
    height=st.integers(1, 80),
    medium=st.sampled_from(media.MEDIA),
    seed=st.integers(0, 2**31 - 1),
)
def test_all_sizes_and_aspects_work(width: int, height: int, medium: str, seed: int) -> None:
    made = media.apply(DirectContext(), scene(width, height), medium, seed, 0.5)
    assert made.shape == (height, width, 3) and np.isfinite(made).all()


@pytest.mark.parametrize("medium", media.MEDIA)
@pytest.mark.parametrize("size", [(1, 900), (700, 2), (1, 1)])
def test_slivers_work(medium: str, size: tuple[int, int]) -> None:
    assert media.apply(DirectContext(), scene(*size), medium, 1, 0.5).shape == (size[1], size[0], 3)


def test_an_unknown_medium_is_told_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="watercolor"):
        media.apply(DirectContext(), scene(), "watercolour", 0, 0.5)


@pytest.mark.parametrize("medium", media.MEDIA)
def test_cancel_is_heard(medium: str) -> None:
    class Cancelling(DirectContext):
        def check(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        media.apply(Cancelling(), scene(), medium, 0, 0.5)
