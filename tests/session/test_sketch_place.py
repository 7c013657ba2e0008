"""Layers, regions and pictures put into a latent space become generated layers."""

from __future__ import annotations

import numpy as np
import pytest
from sketch_kit import tiny  # noqa: F401

from studio.core.errors import UserError
from studio.core.moves import Moves
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.session.place import LIKENESS, likeness, spread_of


@pytest.fixture
def painted(studio, tiny):  # noqa: F811
    """A picture of 96 x 80 px, a red disk on blue, on the active layer."""
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    studio.place.steps = 3
    y, x = np.mgrid[0:80, 0:96]
    pixels = np.full((80, 96, 4), (40, 70, 190, 255), np.uint8)
    pixels[np.hypot(x - 40, y - 40) < 20] = (210, 40, 30, 255)
    studio.document.add_picture(pixels, name="Disk", origin=Origin.PICTURE)
    return studio


def test_a_layer_becomes_a_generated_one_above_it(painted, engine) -> None:
    source = painted.document.active
    shown = []
    painted.preview.changed.connect(lambda: shown.append((painted.preview.owner, painted.preview.rect)))
    painted.place.place_layer()
    assert painted.place.busy
    engine.work()
    made = painted.document.active
    assert painted.document.layers[-1] is made and painted.document.layers[-2] is source
    assert made.origin is Origin.GENERATED and painted.document.bounds(made) == (0, 0, 96, 80)
    assert Moves.from_text(made.recipe.params["moves"]).code
    assert made.recipe.sources["picture"]["name"] == "Disk" and len(made.recipe.sources["picture"]["sha256"]) == 64
    assert ("latent-place", (0, 0, 96, 80)) in shown and painted.preview.pixels is None
    assert not painted.place.busy and painted.place.fraction == 1.0
    assert any(sentence.startswith(painted.place.report) for sentence in painted.told_all)
    # Its sliders work: the code stands in the moves of the target.
    assert painted.latent.target is made and painted.latent.values["moves"] == made.recipe.params["moves"]
    before = painted.document.pixels(made)
    painted.latent.begin()
    painted.latent.set("medium", "watercolor")
    engine.work()
    assert (painted.document.pixels(made) != before).any()
    assert Moves.from_text(made.recipe.params["moves"]).code
    painted.document.history.undo()
    assert (painted.document.pixels(made) == before).all()
    painted.document.history.undo()
    assert made not in painted.document.layers


def test_of_a_region_only_that_part_is_taken_and_shown(painted, engine) -> None:
    region = painted.region.begin_stroke(Brush(size=40, hardness=1, opacity=1, flow=1, pressure_size=False))
    region.to(40, 40)
    region.end()
    painted.place.place_layer()
    engine.work()
    made = painted.document.active
    x, y, width, height = painted.document.bounds(made)
    assert abs(x - 20) <= 1 and abs(y - 20) <= 1 and abs(width - 40) <= 2 and abs(height - 40) <= 2
    whole = painted.document.pixels(made)
    assert whole[0, 0, 3] == 0 and whole[20, 20, 3] == 255
    assert (made.recipe.width, made.recipe.height) == (width, height)
    assert made.recipe.sources["picture"]["region"] == [x, y, width, height]


def test_cancel_leaves_all_as_it_was(painted, engine) -> None:
    steps = len(painted.document.history.titles)
    painted.place.place_layer()
    painted.place.cancel()
    engine.work()
    assert not painted.place.busy and painted.preview.pixels is None
    assert len(painted.document.history.titles) == steps


def test_what_cannot_be_placed_says_why(studio, tiny) -> None:  # noqa: F811
    assert "no layer to start from" in studio.place.problem
    studio.files.new(96, 80)
    with pytest.raises(UserError, match="is empty"):
        studio.place.place_layer()
    studio.document.add_picture(np.full((8, 8, 4), 255, np.uint8), name="Dot", origin=Origin.PICTURE)
    with pytest.raises(UserError, match="too small"):
        studio.place.place_layer()


def test_a_broken_file_is_told(studio, tiny, tmp_path) -> None:  # noqa: F811
    path = tmp_path / "broken.png"
    path.write_bytes(b"no picture")
    studio.place.place_file(path)
    assert any("broken.png" in sentence for sentence in studio.told_all)


def test_another_generator_is_found_when_the_chosen_one_cannot(studio, tiny) -> None:  # noqa: F811
    studio.create.choose_generator("scenes")
    assert studio.place.spec in studio.place.able
    studio.create.choose_generator("tiny")
    assert studio.place.spec is tiny


def test_the_words_for_a_distance_grow_weaker() -> None:
    words = [likeness(distance, 0.1) for distance in (0.0, 0.035, 0.045, 0.06, 0.1)]
    assert words == [word for _, word in LIKENESS]
    # The same distance is worse where there was little to be met, and of one plain color much is forgiven.
    assert likeness(0.03, 0.2) != likeness(0.03, 0.05) and likeness(0.004, 0.0) == words[0]


def test_the_spread_of_a_picture() -> None:
    halves = np.zeros((10, 10, 4), np.uint8)
    halves[..., 3] = 255
    halves[:, 5:, :3] = 255
    assert spread_of(halves) == pytest.approx(0.5) and spread_of(halves * 0) == 0.0
    halves[:, 5:, 3] = 0  # what is transparent does not count
    assert spread_of(halves) == 0.0
