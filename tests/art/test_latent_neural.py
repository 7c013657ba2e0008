"""Generators that paint with a network, asked as the engine asks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from latent_kit import PLACES, blobs, offered, stand, white

from studio.art.catalog import find
from studio.art.generators.catalog import FLOW, GENERATORS, SCENES, SKY
from studio.core.errors import UserError
from studio.core.moves import Anchor, Mix, Moves
from studio.core.picture import ImageRef, Picture
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine

WHERE = {"width": 64, "height": 48}


@pytest.fixture(params=["stylegan", "flow", "gan", "vae"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def spec(kind: str, tmp_path: Path) -> Iterator[Spec]:
    with offered(tmp_path / "model", kind) as spec:
        yield spec


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(find, devices=Devices("cpu", threads=1))


def ask(engine: Engine, spec: Spec, anchor: Anchor, **inputs: object) -> Picture:
    known = {p.name for p in spec.params}
    params = {k: v for k, v in anchor.params.items() if k in known}
    everything = {"text": anchor.text, "seed": anchor.seed, **WHERE, **inputs}
    picture = engine.run_now(Request.make(spec.key, params, **everything))
    assert isinstance(picture, Picture)
    return picture


def differ(a: Picture, b: Picture) -> float:
    return float(np.abs(a.pixels.astype(int) - b.pixels.astype(int)).mean())


def test_the_painter_of_scenes_stays_the_first() -> None:
    assert GENERATORS.default is SCENES
    for spec in (FLOW, SKY):
        assert "latent" in spec.traits and spec.knows and spec.param("moves")
    assert FLOW.param("scene").describe()["choices"] == list(PLACES["flow"].scenes)


def test_a_recipe_says_all_and_paints_the_same(engine: Engine, spec: Spec, kind: str) -> None:
    picture = ask(engine, spec, stand(kind, 3))
    assert picture.pixels.shape == (48, 64, 4) and (picture.pixels[..., 3] == 255).all()
    recipe = Recipe.from_json(picture.recipe.to_json())
    assert set(recipe.params) == {p.name for p in spec.params}
    assert len(next(iter(recipe.models.values()))) == 64
    again = ask(engine, spec, Anchor(recipe.seed, recipe.text, recipe.params))
    assert (again.pixels == picture.pixels).all()
    assert differ(picture, ask(engine, spec, stand(kind, 4))) > 0.5


def test_a_fresh_engine_paints_the_same(engine: Engine, spec: Spec, kind: str) -> None:
    assert (
        differ(
            ask(engine, spec, stand(kind, 3)),
            ask(Engine(find, devices=Devices("cpu", threads=1)), spec, stand(kind, 3)),
        )
        == 0
    )


def test_axes_move_the_picture_and_back(engine: Engine, spec: Spec, kind: str) -> None:
    names = [a.id for a in engine.run_now(Request.make("latent/axes", generator=spec.key)).axes]
    here = ask(engine, spec, stand(kind, 3))
    there = ask(engine, spec, stand(kind, 3, moves=Moves({names[-1]: 2.0}).to_text()))
    assert differ(here, there) > 0.5
    assert differ(here, ask(engine, spec, stand(kind, 3, moves=Moves({names[-1]: 0.0}).to_text()))) == 0
    with pytest.raises(UserError, match="axis"):
        ask(engine, spec, stand(kind, 3, moves=Moves({"named/nothing": 1.0}).to_text()))


def test_moves_within_a_mask_leave_the_rest(engine: Engine, spec: Spec, kind: str) -> None:
    moves = Moves(mixes=(Mix(stand(kind, 9), "all"),)).to_text()
    here, there = ask(engine, spec, stand(kind, 3)), ask(engine, spec, stand(kind, 3, moves=moves))
    mask = ImageRef.of(white(64, 48, 0, 0, 28, 48))
    within = ask(engine, spec, stand(kind, 3, moves=moves), mask=mask)
    change = np.abs(within.pixels.astype(int) - here.pixels.astype(int)).mean((0, 2))
    assert change[:14].mean() > 0.5 * np.abs(there.pixels.astype(int) - here.pixels.astype(int))[:, :14].mean()
    assert change[48:].mean() < 0.12 * change[:14].mean()
    none = ask(engine, spec, stand(kind, 3, moves=moves), mask=ImageRef.of(white(64, 48, 0, 0, 0, 0)))
    assert differ(none, here) < 1.0


def test_every_shape_and_size(engine: Engine, spec: Spec, kind: str) -> None:
    for width, height in ((16, 16), (40, 200), (300, 20)):
        picture = ask(engine, spec, stand(kind, 3), width=width, height=height)
        assert picture.pixels.shape == (height, width, 4)
    with pytest.raises(UserError, match="px"):
        ask(engine, spec, stand(kind, 3), width=8)


def test_a_sketch_is_kept_as_far_as_it_is_told(engine: Engine, tmp_path: Path) -> None:
    for kind in ("flow", "stylegan", "vae"):
        with offered(tmp_path / kind, kind) as spec:
            sketch = ImageRef.of(blobs(64, 48))
            near, half, far = (ask(engine, spec, stand(kind, 3, strength=s), picture=sketch) for s in (0.0, 0.5, 1.0))
            own = ask(engine, spec, stand(kind, 3))
            assert differ(far, own) < 0.5 < differ(near, own)
            assert differ(half, near) > 0 and differ(half, far) > 0


def test_what_is_not_masked_stays_to_the_last_pixel(engine: Engine, tmp_path: Path) -> None:
    with offered(tmp_path / "model", "flow") as spec:
        under = blobs(64, 48, 2)
        mask = white(64, 48, 20, 10, 44, 30)
        painted = ask(engine, spec, stand("flow", 3, strength=1.0), picture=ImageRef.of(under), mask=ImageRef.of(mask))
        black = mask[..., 0] == 0
        assert (painted.pixels[black] == under[black]).all()
        assert np.abs(painted.pixels[~black].astype(int) - under[~black].astype(int)).mean() > 3


class TestWords:
    @pytest.fixture
    def spec(self, tmp_path: Path) -> Iterator[Spec]:
        with offered(tmp_path / "model", "stylegan") as spec:
            yield spec

    def test_words_become_the_factors_of_the_world(self, engine: Engine, spec: Spec) -> None:
        def asked(text: str, seed: int = 3) -> Picture:
            return engine.run_now(Request.make(spec.key, {}, text=text, seed=seed, **WHERE))

        storm = asked("a raging storm over the sea at night")
        values = storm.recipe.params
        assert values["storm"] > 0.5 and (values["daytime"] < 0.2 or values["daytime"] > 0.84)
        assert not storm.notes
        assert {"all-MiniLM-L6-v2", "words"} <= set(storm.recipe.models)
        calm = asked("a calm clear morning by the sea")
        assert calm.recipe.params["storm"] < 0.2 and differ(storm, calm) > 0.5
        assert asked("a calm clear morning by the sea", 4).recipe.params != calm.recipe.params

    def test_what_lies_outside_of_the_world_is_told(self, engine: Engine, spec: Spec) -> None:
        def notes(text: str) -> tuple[str, ...]:
            return engine.run_now(Request.make(spec.key, {}, text=text, seed=3, **WHERE)).notes

        (boats,) = notes("sailing boats on the sea")
        assert "boats" in boats and "Tiny stylegan" in boats
        forest = notes("a forest in the rain")
        assert any("not forests" in n and "seascapes" in n for n in forest)
        assert any("lighthouse" in n for n in notes("a lighthouse by the sea"))

    def test_an_empty_line_is_refused_and_a_medium_is_heard(self, engine: Engine, spec: Spec) -> None:
        with pytest.raises(UserError, match="line"):
            engine.run_now(Request.make(spec.key, {}, text=" ", seed=3, **WHERE))
        picture = engine.run_now(Request.make(spec.key, {}, text="watercolor of the sea", seed=3, **WHERE))
        assert picture.recipe.params["medium"] == "watercolor"


def test_numbers_that_are_none_are_told_not_painted_black() -> None:
    from studio.art.generators.neural_pixels import enlarged

    square = torch.zeros(1, 3, 16, 16)
    square[0, 1, 4, 4] = float("nan")
    with pytest.raises(UserError, match="no numbers"):
        enlarged(square, 32, 32)
