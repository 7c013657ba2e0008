"""Pictures that make sense: nothing stands in the water, winter rain is snow, color sliders repaint nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.art.generators.scenes import compose
from studio.art.generators.scenes.canvas import Chance
from studio.art.generators.scenes.outdoor import Outdoors
from studio.art.generators.scenes.sampling import sample
from studio.art.media import oil
from studio.art.styles import fields
from studio.core.params import Value
from studio.core.progress import DirectContext


def _factors(scene: str, seed: int = 3, **given: Value) -> dict[str, Value]:
    return {**sample(seed, scene), **given}


@pytest.mark.parametrize("seed", range(6))
def test_no_house_and_no_tree_stands_in_the_open_sea(seed: int) -> None:
    sea = _factors("seascape", seed, water=1.0, buildings=0.5, church=1.0, trees=0.8)
    assert Outdoors(sea, 1.0, Chance(seed)).things == []


@pytest.mark.parametrize("seed", range(6))
def test_things_before_a_lake_stand_on_the_near_side_of_its_bank(seed: int) -> None:
    scene = Outdoors(_factors("landscape", seed, water=0.4, trees=0.9, tree_kind="broadleaf"), 1.0, Chance(seed))
    nearest = min(scene.land.bank(float(x)) for x in np.linspace(-0.2, 1.2, 57))
    farthest = max(scene.land.bank(float(x)) for x in np.linspace(-0.2, 1.2, 57))
    shore = scene.view.z(scene.plan.line)
    assert nearest < farthest  # the bank is not straight
    assert not [t.z for t in scene.things if farthest < t.z < shore]


def test_flowers_leave_river_and_path_free() -> None:
    land = Outdoors(_factors("landscape", 5, river=0.9, path=0.0, water=0.0), 1.0, Chance(5)).land
    z = 3.0
    x, y = land.view.x(land.river.x_at(z), z), land.view.y(0.0, z)
    room = land.dry(torch.tensor([[x, x + 3 * land.river.half / z]]), torch.tensor([[y]]))
    assert float(room[0, 0]) == 0.0 and float(room[0, 1]) == 1.0


def test_it_does_not_rain_on_snow() -> None:
    for seed in range(400):
        factors = sample(seed, "mountains")
        if float(factors["snow"]) > 0.3:
            assert factors["rain"] == 0.0


def test_color_and_medium_leave_the_painted_plane_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    real = compose.PAINTERS["landscape"]
    monkeypatch.setitem(compose.PAINTERS, "landscape", lambda c, f, r: (painted.append("once"), real(c, f, r))[1])
    compose._kept.clear()
    factors = _factors("landscape", 1, palette="natural", warmth=0.0)
    first = compose.paint(DirectContext(), factors, 1, 48, 40)
    warm = compose.paint(DirectContext(), {**factors, "warmth": 0.8, "medium": "oil"}, 1, 48, 40)
    again = compose.paint(DirectContext(), factors, 1, 48, 40)
    assert painted == ["once"]
    assert torch.equal(first, again) and not torch.equal(first, warm)
    compose.paint(DirectContext(), {**factors, "cloud": 0.9}, 1, 48, 40)
    assert len(painted) == 2


def test_small_pictures_give_torch_its_threads_back() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        compose.paint(DirectContext(), _factors("seascape"), 1, 32, 32)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_flat_areas_are_brushed_across_and_edges_along() -> None:
    rng = np.random.default_rng(0)
    rgb = np.full((96, 96, 3), 0.6, np.float32) + 0.002 * rng.standard_normal((96, 96, 3)).astype(np.float32)
    rgb[:, 70:] = 0.1
    flow = fields.form_flow(rgb, 1.0, None, oil.CALM)
    assert np.abs(flow.x[:, :30]).mean() > 0.97  # faint grain leads no brush
    assert np.abs(flow.y[20:76, 69:71]).mean() > 0.97
