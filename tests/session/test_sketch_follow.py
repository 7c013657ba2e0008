"""Follow my sketch: a real (tiny) network answers strokes; the picture and its strokes are one in the history."""

from __future__ import annotations

import numpy as np
import pytest
from sketch_kit import flow, tiny  # noqa: F401

from studio.core.errors import UserError
from studio.core.moves import Moves
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.session.sketch import BESIDE
from studio.session.sketch_layer import SHOWN

BLOB = Brush(size=30, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
RED, BLUE = (220, 30, 20), (20, 40, 220)


def stroke(studio, *points, rgb=RED, brush=BLOB):
    made = studio.document.begin_stroke(brush, rgb)
    for point in points:
        made.to(*point)
    made.end()


def shown(studio):
    """The pixels of the picture under the sketch."""
    document, layer = studio.document, studio.sketch.picture_layer
    return None if layer.is_empty else document.pixels(layer)


@pytest.fixture
def following(studio, engine, tiny):  # noqa: F811
    """An empty document of 96 x 80 px whose layer is followed by the tiny generator."""
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    studio.sketch.set_finish(False)
    studio.sketch.follow(True)
    engine.work()
    return studio


def test_it_begins_with_what_the_generator_makes_of_nothing(following) -> None:
    document, sketch = following.document, following.sketch
    assert [x.origin for x in document.layers] == [Origin.GENERATED, Origin.HAND]
    assert document.active is document.layers[1] is sketch.layer
    assert document.active.opacity == SHOWN
    picture = document.layers[0]
    assert shown(following).shape == (80, 96, 4) and (shown(following)[..., 3] == 255).all()
    assert picture.recipe.method == "tiny" and picture.recipe.seed == sketch.seed
    source = picture.recipe.sources["picture"]
    assert source["layer"] == document.active.id and source["name"] == document.active.name
    assert len(source["sha256"]) == 64


def test_a_stroke_changes_the_picture_and_undo_brings_both_back(following, engine) -> None:
    history = following.document.history
    first, steps = shown(following), list(history.titles)
    stroke(following, (30, 30), (70, 50))
    engine.work()
    second = shown(following)
    assert np.abs(second.astype(int) - first).max() > 8
    assert history.titles == [*steps, "Brush stroke"]
    stroke(following, (20, 60), rgb=BLUE)
    engine.work()
    third = shown(following)
    assert (third != second).any()
    history.undo()
    assert (shown(following) == second).all()
    assert engine.work() == 0  # the picture of this sketch is there already
    history.undo()
    assert (shown(following) == first).all()
    history.redo()
    history.redo()
    assert (shown(following) == third).all() and engine.work() == 0


def test_undo_of_the_beginning_ends_it_and_leaves_nothing(following) -> None:
    history = following.document.history
    while history.undo():
        pass
    assert not following.sketch.following
    assert len(following.document.layers) == 1 and following.document.active.opacity == 1.0


def test_a_picture_that_undo_finds_missing_is_made_without_losing_redo(following, engine) -> None:
    """Two strokes in quick succession have one picture; the first one alone gets its own when it is undone to."""
    history = following.document.history
    stroke(following, (30, 30))
    engine.waiting.clear()
    stroke(following, (70, 50), rgb=BLUE)
    engine.work()
    both = shown(following)
    history.undo()
    assert engine.work() > 0 and history.can_redo
    assert (shown(following) != both).any()
    history.redo()
    assert (shown(following) == both).all()


def test_nothing_is_asked_while_a_stroke_is_under_way(following, engine) -> None:
    made = following.document.begin_stroke(BLOB, RED)
    made.to(30, 30)
    made.to(60, 40)
    following.sketch.set_strength(0.2)
    assert engine.work() == 0
    made.end()
    assert engine.work() > 0
    assert following.sketch.picture_layer.recipe.params["strength"] == 0.2


def test_the_first_answer_is_waited_for_and_the_newest_sketch_comes_next(studio, engine, tiny) -> None:  # noqa: F811
    """Getting ready takes a while once: strokes in the meantime do not begin it anew."""
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    studio.sketch.set_finish(False)
    studio.sketch.follow(True)
    engine.work(1)  # the picture of the words alone
    (first,) = engine.waiting
    for x in (20, 40, 60):
        stroke(studio, (x, 30))
    assert engine.waiting == [first]
    engine.work(1)
    (second,) = engine.waiting
    assert second.sources != first.sources
    engine.work()
    recipe = studio.sketch.picture_layer.recipe
    assert recipe.sources == second.recipe_sources
    stroke(studio, (70, 60))
    stroke(studio, (20, 60))
    assert len(engine.waiting) == 1  # from now on the newest replaces what waits
    engine.work()
    assert studio.sketch.picture_layer.recipe.sources != recipe.sources


def test_a_drag_of_the_strength_is_one_step(following, engine) -> None:
    stroke(following, (30, 30), (70, 50))
    engine.work()
    before, steps = shown(following), len(following.document.history.titles)
    following.sketch.begin()
    for value in (0.5, 0.2, 0.0):
        following.sketch.set_strength(value)
        engine.work()
    near = shown(following)
    assert len(following.document.history.titles) == steps + 1
    following.document.history.undo()
    assert (shown(following) == before).all()
    assert following.sketch.strength == 0.4 and engine.work() == 0
    following.document.history.redo()
    assert (shown(following) == near).all() and following.sketch.strength == 0.0


def test_at_strength_one_the_sketch_does_not_count(following, engine) -> None:
    following.sketch.set_strength(1.0)
    engine.work()
    free = shown(following)
    stroke(following, (30, 30), (70, 50))
    engine.work()
    assert np.abs(shown(following).astype(int) - free).max() <= 1
    following.sketch.set_strength(0.0)
    engine.work()
    assert np.abs(shown(following).astype(int) - free).max() > 8


def test_the_dice_change_the_picture_and_the_seed_stays_otherwise(following, engine) -> None:
    following.sketch.set_strength(1.0)
    engine.work()
    before, seed = shown(following), following.sketch.seed
    stroke(following, (30, 30))
    engine.work()
    assert following.sketch.seed == following.sketch.picture_layer.recipe.seed == seed
    following.sketch.roll()
    engine.work()
    assert following.sketch.picture_layer.recipe.seed == following.sketch.seed != seed
    assert np.abs(shown(following).astype(int) - before).max() > 8


def test_turned_off_the_picture_is_an_ordinary_generated_layer(following, engine) -> None:
    document = following.document
    stroke(following, (30, 30), (70, 50))
    engine.work()
    picture, sketch = document.layers[0], document.layers[1]
    pixels = shown(following)
    following.sketch.follow(False)
    engine.work()
    assert not following.sketch.following and document.active is picture
    assert not sketch.visible and sketch.opacity == 1.0
    assert following.latent.target is picture and picture.origin is Origin.GENERATED and not picture.touched
    assert (picture.recipe.width, picture.recipe.height) == (96, 80)
    assert (document.pixels(picture) == pixels).all()
    document.history.undo()
    assert sketch.visible and sketch.opacity == SHOWN


def test_when_the_hand_rests_the_picture_gets_its_medium_in_the_same_step(following, engine) -> None:
    stroke(following, (30, 30), (70, 50))
    engine.work()
    quick, steps = shown(following), list(following.document.history.titles)
    assert following.sketch.picture_layer.recipe.params["medium"] == "plain"
    following.sketch.set_finish(True)
    engine.work()
    recipe = following.sketch.picture_layer.recipe
    assert recipe.params["medium"] not in ("plain", "") and (recipe.width, recipe.height) == (96, 80)
    assert (shown(following) != quick).any() and following.document.history.titles == steps
    following.document.history.undo()
    following.document.history.redo()
    assert following.sketch.picture_layer.recipe == recipe and engine.work() == 0


def test_what_undo_brings_back_is_finished_over_what_lay_under_it(following, engine) -> None:
    """The sketch covers a part; around it lies what its own seed paints, not what a later one did."""
    sketch = following.sketch
    stroke(following, (30, 30), (70, 50))
    engine.work()
    first = engine.done[-1]
    sketch.begin()
    sketch.set_seed(sketch.seed + 1)
    engine.work()
    assert dict(engine.done[-1].inputs)["picture"] != dict(first.inputs)["picture"]
    sketch.set_finish(True)
    engine.work()
    following.document.history.undo()
    engine.work()
    last = engine.done[-1]
    assert last.slot == "sketch-full" and dict(last.inputs)["seed"] == dict(first.inputs)["seed"] == sketch.seed
    assert dict(last.inputs)["picture"] == dict(first.inputs)["picture"]


def test_its_recipe_makes_the_picture_without_the_sketch(following, engine) -> None:
    """The code that the sketch became stands in the recipe: its sliders start from the picture."""
    stroke(following, (30, 30), (70, 50))
    engine.work()
    following.sketch.follow(False)
    engine.work()
    document, picture = following.document, following.document.active
    before = document.pixels(picture)
    assert Moves.from_text(picture.recipe.params["moves"]).code
    following.latent.begin()
    following.latent.set("stroke", 0.25)
    engine.work()
    assert picture.recipe.params["stroke"] == 0.25
    assert np.abs(document.pixels(picture).astype(int) - before).max() <= 1


def test_followed_again_it_goes_on_with_the_same_layers(following, engine) -> None:
    stroke(following, (30, 30))
    engine.work()
    following.sketch.follow(False)
    engine.work()
    picture, sketch = following.document.layers
    following.sketch.follow(True)
    engine.work()
    assert following.document.layers == [picture, sketch]
    assert following.sketch.layer is sketch is following.document.active and sketch.visible
    stroke(following, (70, 50), rgb=BLUE)
    engine.work()
    assert following.sketch.picture_layer is picture


def test_without_a_picture_it_leaves_as_it_came(studio, tiny) -> None:  # noqa: F811
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    studio.sketch.follow(True)
    studio.sketch.follow(False)
    assert len(studio.document.layers) == 1 and studio.document.active.opacity == 1.0


def test_a_generated_layer_gets_a_sketch_above_it(studio, engine, tiny) -> None:  # noqa: F811
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    pixels = np.full((80, 96, 4), 200, np.uint8)
    from studio.core.recipe import Recipe

    recipe = Recipe(kind="generator", method="tiny", width=96, height=80, seed=1)
    made = studio.document.add_picture(pixels, name="Made", origin=Origin.GENERATED, recipe=recipe)
    studio.sketch.follow(True)
    engine.work()
    assert studio.sketch.layer is not made and studio.sketch.layer.name == "Sketch"
    assert studio.document.layers.index(studio.sketch.picture_layer) == studio.document.layers.index(made) + 1


def test_a_generator_that_cannot_says_so_and_names_one_that_can(studio, tiny) -> None:  # noqa: F811
    studio.files.new(96, 80)
    studio.create.choose_generator("scenes")
    assert "choose “" in studio.sketch.problem
    with pytest.raises(UserError, match="paints from words alone"):
        studio.sketch.follow(True)


def test_another_generator_in_the_middle_freezes_and_tells(following, engine) -> None:
    before = shown(following)
    following.create.choose_generator("scenes")
    stroke(following, (30, 30))
    assert engine.work() == 0 and (shown(following) == before).all()
    assert "paints from words alone" in following.sketch.trouble
    following.create.choose_generator("tiny")
    assert engine.work() > 0 and following.sketch.trouble == ""
    assert (shown(following) != before).any()


def test_beside_the_canvas_no_layer_is_made_until_the_end(studio, engine, tiny) -> None:  # noqa: F811
    studio.files.new(96, 80)
    studio.create.choose_generator("tiny")
    studio.sketch.set_where(BESIDE)
    studio.sketch.follow(True)
    engine.work()
    first = studio.sketch.result.pixels
    stroke(studio, (30, 30), (70, 50))
    engine.work()
    assert (studio.sketch.result.pixels != first).any()
    assert len(studio.document.layers) == 1 and studio.document.active.opacity == 1.0
    studio.sketch.follow(False)
    engine.work()
    kept = studio.document.active
    assert kept.origin is Origin.GENERATED and kept.recipe.sources["picture"]["name"] == "Layer 1"
    assert studio.document.bounds(kept) == (0, 0, 96, 80)


def test_from_under_to_beside_and_back(following, engine) -> None:
    following.sketch.set_where("beside")
    engine.work()
    assert len(following.document.layers) == 1 and following.document.active.opacity == 1.0
    assert following.sketch.result is not None
    following.sketch.set_where("under")
    engine.work()
    assert len(following.document.layers) == 2 and shown(following) is not None


def test_another_document_ends_it(following, engine) -> None:
    following.files.new(32, 32)
    assert not following.sketch.following and engine.work() == 0


def test_deleting_the_sketch_ends_it(following, engine) -> None:
    following.document.remove_layer(following.sketch.layer)
    assert not following.sketch.following and engine.work() == 0


def test_outside_of_the_region_the_picture_stays(following, engine) -> None:
    stroke(following, (30, 30), (70, 50))
    engine.work()
    before = shown(following)
    region = following.region.begin_stroke(Brush(size=40, hardness=1, opacity=1, flow=1, pressure_size=False))
    region.to(30, 40)
    region.end()
    following.sketch.roll()
    engine.work()
    after, mask = shown(following), following.region.mask()
    assert (after[mask == 0] == before[mask == 0]).all()
    assert (after[mask == 255] != before[mask == 255]).any()
    assert following.sketch.picture_layer.recipe.sources["mask"]["region"] is True
    following.region.clear()
    assert engine.work() == 0  # another region alone is no reason to repaint
    stroke(following, (80, 70), rgb=BLUE)
    engine.work()
    assert (shown(following)[mask == 0] != after[mask == 0]).any()


def test_words_guide_the_flow_and_are_needed(studio, engine, flow) -> None:  # noqa: F811
    studio.files.new(96, 80)
    studio.create.choose_generator("tinyflow")
    with pytest.raises(UserError, match="Write a line first"):
        studio.sketch.follow(True)
    studio.create.set_text("a stormy sea at dusk")
    studio.sketch.follow(True)
    engine.work()
    first = shown(studio)
    assert studio.sketch.picture_layer.recipe.text == "a stormy sea at dusk"
    studio.create.set_text("a calm sea at noon")
    engine.work()
    assert studio.sketch.picture_layer.recipe.text == "a calm sea at noon"
    assert (shown(studio) != first).any()
    studio.document.history.undo()
    assert (shown(studio) == first).all() and engine.work() == 0
