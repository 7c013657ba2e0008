"""The painters of garden, still life, room, city and abstracts: seeded, tileable, obedient to every slider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.art.generators.scenes.abstract import SETS, paint_abstract
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.city import paint_city
from studio.art.generators.scenes.factors import BY_NAME, FACTORS
from studio.art.generators.scenes.garden import paint_garden
from studio.art.generators.scenes.interior import paint_interior
from studio.art.generators.scenes.stilllife import paint_stilllife
from studio.core.params import ChoiceParam, FloatParam, Value

Factors = Mapping[str, Value]
BASE: dict[str, Value] = {p.name: p.default for p in FACTORS}  # type: ignore[misc]
RICH: dict[str, dict[str, Value]] = {
    "garden": {"flowers": 0.8, "path": 0.7, "water": 0.4, "trees": 0.5},
    "stilllife": {"fruit": 0.8, "fruit_kind": "mixed", "vase": 0.7, "flowers": 0.6, "bottle": 0.8, "candle": 0.6,
                  "drapery": 0.6},
    "interior": {"furniture": 0.9, "drapery": 0.5, "flowers": 0.5, "vase": 0.7, "people": 0.4},
    "city": {"building_kind": "tower", "buildings": 0.8, "water": 0.5, "lit": 0.7, "daytime": 0.8, "bridge": 0.7,
             "boats": 0.4},
    "abstract": {"complexity": 0.6},
}  # fmt: skip


def outside(c: Canvas, f: Factors, chance: Chance) -> None:
    """A plain view: sky over land, brighter by day."""
    day = 1.0 - abs(2.0 * float(f["daytime"]) - 1.0)
    c.over(torch.ones_like(c.x * c.y), (0.2 + 0.5 * day, 0.3 + 0.5 * day, 0.5 + 0.5 * day))
    c.over(c.cover(0.6 - c.y).expand(c.rows, c.columns), (0.2, 0.2 + 0.3 * day, 0.1))


def room(c: Canvas, f: Factors, chance: Chance) -> None:
    paint_interior(c, f, chance, outside)


PAINTERS: dict[str, Callable[[Canvas, Factors, Chance], None]] = {
    "garden": paint_garden, "stilllife": paint_stilllife, "interior": room, "city": paint_city,
    "abstract": paint_abstract,
}  # fmt: skip
KINDS = ("field", "flow", "circles", "grid", "shards", "gesture")
CASES = [(scene, RICH[scene]) for scene in PAINTERS if scene != "abstract"] + [
    ("abstract", {"complexity": 0.6, "abstract_kind": kind}) for kind in KINDS
]


def paint(scene: str, factors: Factors, seed: int = 5, width: int = 48, height: int = 48,
          window: tuple[int, int, int, int] | None = None) -> torch.Tensor:  # fmt: skip
    canvas = Canvas(width, height, window)
    with torch.inference_mode():
        PAINTERS[scene](canvas, BASE | {"scene": scene} | dict(factors), Chance(seed))
    return canvas.rgb.clone()


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small pictures are painted faster without a pool of threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def change(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one - other).abs().mean())


@pytest.mark.parametrize(("scene", "factors"), CASES)
def test_same_seed_same_picture_and_another_seed_another(scene: str, factors: Factors) -> None:
    picture = paint(scene, factors)
    assert torch.equal(picture, paint(scene, factors))
    assert change(picture, paint(scene, factors, seed=6)) > 0.01


@pytest.mark.parametrize(("scene", "factors"), CASES)
def test_a_picture_painted_in_tiles_is_the_picture(scene: str, factors: Factors) -> None:
    whole = paint(scene, factors, width=72, height=54)
    for x0, x1 in ((0, 31), (31, 72)):
        for y0, y1 in ((0, 22), (22, 54)):
            tile = paint(scene, factors, width=72, height=54, window=(x0, y0, x1, y1))
            assert torch.allclose(tile, whole[:, y0:y1, x0:x1], atol=2e-3), (x0, y0)


@pytest.mark.parametrize(("scene", "factors"), CASES)
def test_a_larger_picture_shows_the_same_only_sharper(scene: str, factors: Factors) -> None:
    small = paint(scene, factors, width=80, height=80)
    large = paint(scene, factors, width=240, height=240)
    shrunk = torch.nn.functional.avg_pool2d(large[None], 3)[0]
    assert change(small, shrunk) < 0.06


@pytest.mark.parametrize(("width", "height"), [(64, 24), (24, 64), (1, 1)])
@pytest.mark.parametrize("scene", PAINTERS)
def test_every_shape_of_picture_is_painted_all_over(scene: str, width: int, height: int) -> None:
    picture = paint(scene, RICH[scene], width=width, height=height)
    assert torch.isfinite(picture).all()
    # nothing is left unpainted: not a single pixel is the black of an empty canvas
    assert (picture.amax(0) > 0.0).all()


EFFECTS = [
    ("stilllife", "fruit", 0.0, 1.0), ("stilllife", "vase", 0.0, 1.0), ("stilllife", "bottle", 0.0, 1.0),
    ("stilllife", "candle", 0.0, 1.0), ("stilllife", "drapery", 0.0, 1.0), ("stilllife", "flowers", 0.0, 1.0),
    ("stilllife", "daytime", 0.5, 0.95), ("stilllife", "sun_x", 0.1, 0.9), ("stilllife", "horizon", 0.2, 0.8),
    ("stilllife", "subject_x", 0.2, 0.8), ("stilllife", "subject_size", 0.1, 0.9), ("stilllife", "cloud", 0.0, 1.0),
    ("stilllife", "window", 0.0, 1.0),
    ("interior", "window", 0.2, 1.0), ("interior", "furniture", 0.0, 1.0), ("interior", "drapery", 0.0, 1.0),
    ("interior", "daytime", 0.5, 0.95), ("interior", "lit", 0.0, 1.0), ("interior", "people", 0.0, 1.0),
    ("interior", "candle", 0.0, 1.0), ("interior", "horizon", 0.2, 0.8), ("interior", "sun_x", 0.1, 0.9),
    ("interior", "subject_x", 0.1, 0.9), ("interior", "flowers", 0.0, 1.0), ("interior", "fruit", 0.2, 1.0),
    ("garden", "flowers", 0.0, 1.0), ("garden", "path", 0.0, 1.0), ("garden", "water", 0.0, 1.0),
    ("garden", "trees", 0.0, 1.0), ("garden", "season", 0.45, 0.75), ("garden", "snow", 0.0, 1.0),
    ("garden", "framing", 0.0, 1.0), ("garden", "people", 0.0, 1.0), ("garden", "birds", 0.0, 1.0),
    ("garden", "fog", 0.0, 1.0), ("garden", "horizon", 0.2, 0.8), ("garden", "daytime", 0.5, 0.78),
    ("garden", "buildings", 0.0, 1.0), ("garden", "rain", 0.0, 1.0),
    ("city", "buildings", 0.2, 1.0), ("city", "lit", 0.0, 1.0), ("city", "daytime", 0.5, 0.95),
    ("city", "water", 0.0, 1.0), ("city", "waves", 0.0, 1.0), ("city", "reflection", 0.0, 1.0),
    ("city", "boats", 0.0, 1.0), ("city", "bridge", 0.0, 1.0), ("city", "people", 0.0, 1.0),
    ("city", "trees", 0.0, 1.0), ("city", "snow", 0.0, 1.0), ("city", "fog", 0.0, 1.0), ("city", "birds", 0.0, 1.0),
    ("city", "subject_x", 0.1, 0.9), ("city", "subject_size", 0.1, 0.9), ("city", "horizon", 0.2, 0.8),
    ("abstract", "complexity", 0.0, 1.0), ("abstract", "glow", 0.0, 1.0), ("abstract", "daytime", 0.5, 0.0),
]  # fmt: skip
SUBTLE = {
    "birds",
    "boats",
    "reflection",
    "waves",
    "trees",
    "people",
    "rain",
    "candle",
    "snow",
    "lit",
    "bridge",
    "fruit",
}


@pytest.mark.parametrize(("scene", "name", "low", "high"), EFFECTS)
def test_a_factor_can_be_seen(scene: str, name: str, low: float, high: float) -> None:
    one, other = (paint(scene, RICH[scene] | {name: value}) for value in (low, high))
    assert change(one, other) > (0.0004 if name in SUBTLE else 0.003)


CHOICES = [
    ("stilllife", "fruit_kind"), ("stilllife", "flower_color"), ("garden", "flower_color"), ("garden", "tree_kind"),
    ("city", "building_kind"), ("abstract", "abstract_kind"), ("abstract", "palette"),
]  # fmt: skip


@pytest.mark.parametrize(("scene", "name"), CHOICES)
def test_every_choice_gives_its_own_picture(scene: str, name: str) -> None:
    param = BY_NAME[name]
    assert isinstance(param, ChoiceParam)
    pictures = [paint(scene, RICH[scene] | {name: choice.id}) for choice in param.choices]
    for k, picture in enumerate(pictures):
        assert all(change(picture, other) > 0.001 for other in pictures[k + 1 :])


@pytest.mark.parametrize(
    ("scene", "name"),
    [("stilllife", "fruit"), ("stilllife", "flowers"), ("stilllife", "sun_x"), ("stilllife", "bottle"),
     ("interior", "furniture"), ("interior", "window"), ("garden", "flowers"), ("garden", "water"),
     ("city", "buildings"), ("city", "lit"), ("abstract", "complexity")],
)  # fmt: skip
def test_a_slider_moves_the_picture_without_jumps(scene: str, name: str) -> None:
    whole = change(paint(scene, RICH[scene] | {name: 0.3}), paint(scene, RICH[scene] | {name: 0.9}))
    steps = [paint(scene, RICH[scene] | {name: 0.5 + 0.02 * k}) for k in range(6)]
    assert max(change(a, b) for a, b in pairwise(steps)) < max(0.4 * whole, 0.012)


def test_one_slider_does_not_reshuffle_the_rest() -> None:
    with_flowers = paint("stilllife", RICH["stilllife"] | {"flowers": 0.9})
    without = paint("stilllife", RICH["stilllife"] | {"flowers": 0.4})
    same = ((with_flowers - without).abs().amax(0) < 0.02).float().mean()
    assert same > 0.6
    few, many = (paint("stilllife", {"fruit": value, "drapery": 0.0}) for value in (0.3, 0.5))
    assert float(((few - many).abs().amax(0) < 0.02).float().mean()) > 0.8


def test_light_and_weather_are_what_they_say() -> None:
    for scene in ("stilllife", "interior", "garden", "city"):
        plain = RICH[scene] | {"candle": 0.0, "lit": 0.0, "people": 0.0}
        assert paint(scene, plain | {"daytime": 0.5}).mean() > paint(scene, plain | {"daytime": 0.99}).mean() + 0.1
    assert paint("garden", {"snow": 1.0, "season": 0.0}).mean() > paint("garden", {"snow": 0.0, "season": 0.0}).mean()
    night = RICH["city"] | {"daytime": 0.98}
    assert paint("city", night | {"lit": 1.0}).mean() > paint("city", night | {"lit": 0.0}).mean() + 0.01
    dark = {"daytime": 0.98, "fruit": 0.6}
    assert paint("stilllife", dark | {"candle": 1.0}).mean() > paint("stilllife", dark).mean() + 0.02


def test_every_palette_has_sets_of_six_colors() -> None:
    param = BY_NAME["palette"]
    assert isinstance(param, ChoiceParam)
    assert set(SETS) == set(param.ids)
    assert all(len(row.split()) == 6 for rows in SETS.values() for row in rows)


def any_factors() -> st.SearchStrategy[dict[str, Value]]:
    def values(param: object) -> st.SearchStrategy[Value]:
        if isinstance(param, ChoiceParam):
            return st.sampled_from(param.ids)
        assert isinstance(param, FloatParam)
        return st.one_of(st.sampled_from([param.lo, param.hi]), st.floats(param.lo, param.hi))

    return st.fixed_dictionaries({p.name: values(p) for p in FACTORS if p.name not in ("scene", "medium", "stroke")})


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scene=st.sampled_from(sorted(PAINTERS)), factors=any_factors(), seed=st.integers(0, 2**31 - 1))
def test_whatever_the_factors_the_picture_is_sound(scene: str, factors: dict[str, Value], seed: int) -> None:
    picture = paint(scene, factors, seed, 40, 32)
    assert torch.isfinite(picture).all()
    assert picture.min() >= -0.02 and picture.max() <= 1.02
