"""Color grading: neutral is the identity, factors act monotonically and continuously, nothing leaves sRGB."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.scenes.grading import SCRIPTS, grade, to_linear, to_linear_rgb, to_oklab, to_srgb

NEUTRAL = {"palette": "natural", "warmth": 0.0, "saturation": 1.0, "brightness": 1.0, "contrast": 1.0}


def swatches() -> torch.Tensor:
    steps = torch.linspace(0.0, 1.0, 9)
    return torch.stack(torch.meshgrid(steps, steps, steps, indexing="ij")).reshape(3, 27, 27)


def lightness(rgb: torch.Tensor) -> torch.Tensor:
    return to_oklab(rgb)[0]


def chroma(rgb: torch.Tensor) -> torch.Tensor:
    _, a, b = to_oklab(rgb)
    return torch.sqrt(a * a + b * b)


def test_neutral_factors_leave_the_picture_alone() -> None:
    picture = swatches()
    assert torch.equal(grade(picture, NEUTRAL), picture)
    assert torch.equal(grade(picture, {}), picture)


def test_oklab_goes_there_and_back() -> None:
    picture = swatches()
    assert torch.allclose(to_srgb(to_linear_rgb(*to_oklab(picture))), picture, atol=2e-3)
    assert torch.allclose(to_srgb(to_linear(picture)), picture, atol=1e-5)


def test_every_palette_of_the_factor_has_a_script() -> None:
    assert set(SCRIPTS) == {choice.id for choice in BY_NAME["palette"].choices}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["warmth", "saturation", "brightness", "contrast"])
def test_a_slider_leaves_neutral_without_a_jump(name: str) -> None:
    picture = swatches()
    nudged = grade(picture, NEUTRAL | {name: NEUTRAL[name] + 1e-3})
    assert (nudged - picture).abs().max() < 0.05


def test_brightness_and_saturation_grow_steadily() -> None:
    picture = swatches() * 0.7 + 0.15
    light = [lightness(grade(picture, NEUTRAL | {"brightness": v})).mean() for v in (0.5, 0.75, 1.0, 1.25, 1.5)]
    color = [chroma(grade(picture, NEUTRAL | {"saturation": v})).mean() for v in (0.0, 0.5, 1.0, 1.5, 2.0)]
    assert light == sorted(light) and light[-1] - light[0] > 0.2
    assert color == sorted(color) and color[0] < 0.005 and color[-1] > 1.2 * color[2]


def test_contrast_spreads_and_warmth_warms() -> None:
    ramp = torch.linspace(0.0, 1.0, 64).expand(3, 1, 64)
    spread = [grade(ramp, NEUTRAL | {"contrast": v}).std() for v in (0.5, 1.0, 1.5)]
    assert spread == sorted(spread)
    for value in (0.5, 1.5):
        assert (grade(ramp, NEUTRAL | {"contrast": value})[0, 0].diff() >= -1e-6).all()
    red_minus_blue = [(lambda p: (p[0] - p[2]).mean())(grade(ramp, NEUTRAL | {"warmth": v})) for v in (-1.0, 0.0, 1.0)]
    assert red_minus_blue == sorted(red_minus_blue) and red_minus_blue[0] < -0.05 < 0.05 < red_minus_blue[2]
    ends = grade(ramp, NEUTRAL | {"warmth": 1.0})[:, 0, [0, -1]]
    assert torch.allclose(ends, torch.tensor([[0.0, 1.0]]).expand(3, 2), atol=0.02)


def test_monochrome_has_no_color() -> None:
    assert chroma(grade(swatches(), NEUTRAL | {"palette": "mono"})).max() < 0.035


@settings(max_examples=40, deadline=None)
@given(
    palette=st.sampled_from(sorted(SCRIPTS)),
    warmth=st.floats(-1, 1),
    saturation=st.floats(0, 2),
    brightness=st.floats(0.5, 1.5),
    contrast=st.floats(0.5, 1.5),
)
def test_whatever_the_factors_colors_are_finite_and_in_range(
    palette: str, warmth: float, saturation: float, brightness: float, contrast: float
) -> None:
    factors = {
        "palette": palette, "warmth": warmth, "saturation": saturation, "brightness": brightness, "contrast": contrast
    }  # fmt: skip
    graded = grade(swatches(), factors)
    assert torch.isfinite(graded).all() and graded.min() >= 0.0 and graded.max() <= 1.0
    # a ramp of grays stays a ramp: no two tones change places
    tones = lightness(grade(torch.linspace(0.0, 1.0, 33).expand(3, 1, 33), factors))[0]
    assert (tones.diff() > -2e-3).all()
