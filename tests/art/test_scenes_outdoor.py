"""The outdoor scenes: chance, tiles, sizes, and that every factor acts as it says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.compose import paint
from studio.art.generators.scenes.factors import FACTORS
from studio.art.generators.scenes.outdoor import paint_outdoor
from studio.core.errors import Cancelled
from studio.core.params import ChoiceParam, FloatParam
from studio.core.progress import DirectContext

SCENES = ("landscape", "seascape", "forest", "mountains", "village", "nightsky")
BUSY = {
    "trees": 0.6, "mountains": 0.5, "water": 0.4, "buildings": 0.5, "church": 1.0, "cloud": 0.5, "streak": 0.4,
    "path": 0.6, "flowers": 0.4, "boats": 0.4, "people": 0.4, "birds": 0.4, "fog": 0.2, "grass": 0.4,
}  # fmt: skip


def factors(**said: object) -> dict:
    return {p.name: p.default for p in FACTORS} | {"medium": "plain"} | said


def picture(seed: int = 5, width: int = 96, height: int = 96, **said: object) -> torch.Tensor:
    canvas = Canvas(width, height)
    with torch.inference_mode():
        paint_outdoor(canvas, factors(**said), Chance(seed))
    return canvas.rgb


def luminance(rgb: torch.Tensor) -> torch.Tensor:
    return 0.21 * rgb[0] + 0.72 * rgb[1] + 0.07 * rgb[2]


def differs(a: torch.Tensor, b: torch.Tensor) -> float:
    """Share of the pixels that are visibly not the same."""
    return float(((a - b).abs().amax(0) > 0.02).float().mean())


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_seed_gives_the_same_pixels_and_another_seed_others(scene: str) -> None:
    first, again, other = (picture(s, scene=scene, trees=0.5) for s in (3, 3, 4))
    assert torch.equal(first, again)
    assert differs(first, other) > 0.1


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ("landscape", BUSY),
        ("seascape", {"water": 1.0, "boats": 0.6, "cliffs": 0.6, "waves": 0.6, "daytime": 0.75, "cloud": 0.5}),
        ("mountains", {"mountains": 0.9, "river": 0.7, "snow": 0.6, "tree_kind": "pine", "trees": 0.5}),
        ("nightsky", {"daytime": 0.0, "stars": 1.0, "moon": 0.8, "horizon": 0.2, "water": 0.5}),
    ],
)
def test_tiles_are_cut_from_the_same_picture(scene: str, said: dict) -> None:
    f = factors(scene=scene, **said)
    whole = Canvas(150, 120)
    with torch.inference_mode():
        paint_outdoor(whole, f, Chance(8))
        for x0, y0, x1, y1 in ((0, 0, 70, 66), (70, 0, 150, 66), (0, 66, 70, 120), (70, 66, 150, 120)):
            tile = Canvas(150, 120, (x0, y0, x1, y1))
            paint_outdoor(tile, f, Chance(8))
            gap = (tile.rgb - whole.rgb[:, y0:y1, x0:x1]).abs().amax(0)
            assert float((gap > 1 / 255).float().mean()) < 0.001
            assert float(gap.max()) < 0.08


def test_a_large_picture_in_tiles_is_the_picture_in_one_piece() -> None:
    f = factors(scene="landscape", **BUSY)
    small_tiles = paint(DirectContext(rung=1), f, 2, 700, 640)
    whole = paint(DirectContext(), f, 2, 700, 640)
    gap = (small_tiles - whole).abs().amax(0)
    assert float((gap > 1 / 255).float().mean()) < 0.001


@pytest.mark.parametrize("scene", ["landscape", "seascape", "village"])
def test_a_larger_picture_is_the_same_one_only_sharper(scene: str) -> None:
    said = {"water": 1.0} if scene == "seascape" else {"trees": 0.4, "mountains": 0.4, "buildings": 0.4}
    small, large = picture(7, 128, 128, scene=scene, **said), picture(7, 512, 512, scene=scene, **said)
    shrunk = torch.nn.functional.avg_pool2d(large[None], 4)[0]
    assert float((shrunk - small).abs().mean()) < 0.025


@pytest.mark.parametrize(("width", "height"), [(200, 50), (50, 200), (16, 16), (64, 48)])
@pytest.mark.parametrize("scene", SCENES)
def test_every_aspect_is_painted_to_its_edges(scene: str, width: int, height: int) -> None:
    rgb = picture(1, width, height, scene=scene, **BUSY)
    assert rgb.shape == (3, height, width)
    assert bool(torch.isfinite(rgb).all())
    assert float(luminance(rgb).amin()) > 0.0


def _factor_values() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {
            p.name: st.sampled_from(p.ids) if isinstance(p, ChoiceParam) else st.floats(p.lo, p.hi)
            for p in FACTORS
            if isinstance(p, ChoiceParam | FloatParam) and p.name not in ("scene", "medium")
        }
        | {"scene": st.sampled_from(SCENES), "medium": st.just("plain")}
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(f=_factor_values(), seed=st.integers(0, 2**31 - 1))
def test_any_factors_give_a_finite_picture_in_range(f: dict, seed: int) -> None:
    canvas = Canvas(56, 48)
    with torch.inference_mode():
        paint_outdoor(canvas, f, Chance(seed))
    assert bool(torch.isfinite(canvas.rgb).all())
    assert float(canvas.rgb.min()) >= 0.0 and float(canvas.rgb.max()) <= 1.0


ACTS = {
    "daytime": (0.3, 0.75, {}), "sun_x": (0.2, 0.8, {}), "glow": (0.0, 1.0, {"daytime": 0.75}),
    "moon": (0.0, 1.0, {"daytime": 0.0}), "stars": (0.0, 1.0, {"daytime": 0.0}), "season": (0.45, 0.78, {}),
    "cloud": (0.0, 0.8, {}), "streak": (0.0, 1.0, {"cloud": 0.7}), "fog": (0.0, 0.8, {}), "rain": (0.0, 0.8, {}),
    "snowfall": (0.0, 1.0, {}), "snow": (0.0, 1.0, {"season": 0.0}), "storm": (0.0, 1.0, {}),
    "rainbow": (0.0, 1.0, {"rain": 0.2}), "hills": (0.0, 1.0, {}), "mountains": (0.0, 0.9, {}),
    "rugged": (0.0, 1.0, {"mountains": 0.8}), "cliffs": (0.0, 0.9, {"water": 0.8}), "fields": (0.0, 1.0, {}),
    "path": (0.0, 1.0, {}), "water": (0.0, 0.5, {}), "river": (0.0, 1.0, {}), "waves": (0.0, 1.0, {"water": 1.0}),
    "reflection": (0.0, 1.0, {"water": 1.0, "waves": 0.1}), "trees": (0.0, 0.8, {}), "grass": (0.0, 1.0, {}),
    "flowers": (0.0, 1.0, {}), "boats": (0.0, 0.8, {"water": 1.0}), "birds": (0.0, 1.0, {}),
    "people": (0.0, 1.0, {"path": 0.6}), "buildings": (0.0, 0.8, {}), "church": (0.0, 1.0, {}),
    "bridge": (0.0, 1.0, {"river": 0.7}), "lit": (0.0, 1.0, {"daytime": 0.95, "buildings": 0.8}),
    "horizon": (0.3, 0.6, {}), "subject_x": (0.2, 0.8, {"buildings": 0.6}),
    "subject_size": (0.1, 0.9, {"buildings": 0.6, "trees": 0.5}), "framing": (0.0, 1.0, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_factor_changes_the_picture(name: str) -> None:
    low, high, also = ACTS[name]
    share = differs(picture(9, 128, 128, **(also | {name: low})), picture(9, 128, 128, **(also | {name: high})))
    assert share > {"lit": 0.0004, "birds": 0.0005, "people": 0.0005}.get(name, 0.004)


@pytest.mark.parametrize("name", ["trees", "mountains", "buildings", "cloud", "hills", "water", "river", "fog"])
def test_a_small_move_of_a_slider_is_a_small_change(name: str) -> None:
    """Things grow and fade; none jumps in or out at full size."""
    before = 0.30
    for after in (0.305, 0.31, 0.315):
        changed = (picture(11, **{name: before}) - picture(11, **{name: after})).abs().mean()
        assert float(changed) < 0.02
        before = after


def test_trees_do_not_move_the_mountains() -> None:
    bare, grown = (picture(6, 128, 128, mountains=0.8, hills=0.1, trees=v) for v in (0.0, 0.4))
    upper = slice(0, 40)
    assert differs(bare[:, upper], grown[:, upper]) < 0.03


def test_night_is_dark_blue_and_still_readable() -> None:
    noon, night = picture(2, daytime=0.5, trees=0.5), picture(2, daytime=0.0, trees=0.5)
    assert float(luminance(night).mean()) < 0.5 * float(luminance(noon).mean())
    assert float(night[2].mean()) > 1.2 * float(night[0].mean())
    assert float(luminance(night).mean()) > 0.08


def test_snow_is_bright_never_dark() -> None:
    ground = slice(60, 92)
    bare, white = (picture(2, 96, 96, season=0.0, snow=v, trees=0.0, grass=0.0) for v in (0.0, 1.0))
    assert float(luminance(white[:, ground]).mean()) > float(luminance(bare[:, ground]).mean()) + 0.15
    assert float(luminance(white[:, ground]).quantile(0.05)) > 0.4


def test_sunset_is_warmer_than_noon_near_the_horizon() -> None:
    rows = slice(40, 50)
    noon, dusk = (picture(2, daytime=t, glow=0.8, cloud=0.1)[:, rows] for t in (0.5, 0.75))
    assert float((dusk[0] - dusk[2]).mean()) > float((noon[0] - noon[2]).mean()) + 0.2


def test_still_water_mirrors_the_sky_above_it() -> None:
    rgb = picture(4, 96, 96, scene="seascape", water=1.0, waves=0.0, reflection=1.0, daytime=0.75, cloud=0.0, trees=0.0,
                  boats=0.0, hills=0.0, grass=0.0)  # fmt: skip
    line = round(96 * (0.12 + 0.76 * 0.55))
    above, below = rgb[:, line - 14 : line - 4].mean((1, 2)), rgb[:, line + 5 : line + 15].mean((1, 2))
    top = rgb[:, :10].mean((1, 2))
    assert float((below - above).abs().max()) < float((below - top).abs().max())


def test_far_land_fades_into_mist_and_near_land_does_not() -> None:
    clear, misty = (picture(3, 128, 128, fog=v, trees=0.3, hills=0.6) for v in (0.0, 0.7))
    contrast = [
        float(luminance(rgb[:, rows]).std()) for rgb in (clear, misty) for rows in (slice(60, 68), slice(108, 126))
    ]
    far, near = contrast[2] / contrast[0], contrast[3] / contrast[1]
    assert far < 0.75 < near


def test_a_cancelled_picture_is_given_up_within_a_tile() -> None:
    class Impatient(DirectContext):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > 20:
                raise Cancelled

    ctx = Impatient()
    with pytest.raises(Cancelled):
        paint(ctx, factors(scene="landscape", **BUSY), 1, 600, 600)
    assert ctx.asked == 21


def test_painting_asks_whether_to_go_on_for_every_thing_it_paints() -> None:
    calls: list[int] = []
    canvas = Canvas(64, 64, check=lambda: calls.append(1))
    with torch.inference_mode():
        paint_outdoor(canvas, factors(scene="landscape", **BUSY), Chance(1))
    assert len(calls) > 60


def test_noise_fades_out_where_its_cells_are_smaller_than_pixels() -> None:
    from studio.art.generators.scenes.canvas import fbm

    at = torch.linspace(0, 40, 64)
    fine = fbm(at[None], at[:, None], 3, 6, cell=0.9)
    assert float(fine.abs().max()) == 0.0
    assert np.isclose(float(fbm(at[None], at[:, None], 3, 1, cell=0.0).std()), 0.55, atol=0.25)
