"""The region: painted, inverted, softened, taken from layers, undone, and kept to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sketch_kit import tiny  # noqa: F401

from studio.core.errors import UserError
from studio.core.moves import Anchor, Mix, Moves
from studio.core.picture import Picture
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.engine.request import Request
from studio.session.region import laid_over

HARD = Brush(size=20, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)


@pytest.fixture
def drawing(studio):
    """A document of 96 x 80 px with one layer of noise."""
    studio.files.new(96, 80)
    pixels = np.random.default_rng(3).integers(0, 256, (80, 96, 4), np.uint8)
    pixels[..., 3] = 255
    studio.document.add_picture(pixels, name="Noise", origin=Origin.PICTURE)
    return studio


def paint(studio, *points, brush=HARD) -> None:
    stroke = studio.region.begin_stroke(brush)
    for point in points:
        stroke.to(*point)
    stroke.end()


def test_the_brush_adds_and_the_eraser_takes_away_in_the_one_history(drawing) -> None:
    region, history = drawing.region, drawing.document.history
    before = drawing.document.flatten()
    assert not region.active
    paint(drawing, (20, 40), (70, 40))
    assert region.active and region.mask()[40, 45] == 255 and region.mask()[5, 5] == 0
    assert history.undo_title == "Paint region"
    paint(drawing, (45, 40), brush=replace(HARD, eraser=True))
    assert region.mask()[40, 45] == 0 and region.mask()[40, 25] == 255
    assert history.undo_title == "Shrink region"
    assert (drawing.document.flatten() == before).all()
    history.undo()
    assert region.mask()[40, 45] == 255
    history.undo()
    assert not region.active
    history.redo()
    assert region.active


def test_a_cancelled_stroke_leaves_no_region(drawing) -> None:
    steps = len(drawing.document.history.titles)
    stroke = drawing.region.begin_stroke(HARD)
    stroke.to(40, 40)
    stroke.to(60, 40)
    stroke.cancel()
    assert not drawing.region.active and len(drawing.document.history.titles) == steps


def test_invert_clear_and_their_undo(drawing) -> None:
    region = drawing.region
    paint(drawing, (20, 20))
    mask = region.mask().copy()
    region.invert()
    assert (region.mask() == 255 - mask).all()
    region.clear()
    assert not region.active
    drawing.document.history.undo()
    assert (region.mask() == 255 - mask).all()
    drawing.document.history.undo()
    assert (region.mask() == mask).all()


def test_of_no_region_the_inverse_is_everything(drawing) -> None:
    drawing.region.invert()
    assert (drawing.region.mask() == 255).all()


def test_softening_keeps_the_amount_and_blurs_the_edge(drawing) -> None:
    paint(drawing, (48, 40))
    hard = drawing.region.mask().copy()
    drawing.region.feather(12)
    soft = drawing.region.mask()
    assert soft.sum() == pytest.approx(hard.sum(), rel=0.03)
    assert np.unique(soft).size > 3 * np.unique(hard).size
    drawing.region.clear()
    with pytest.raises(UserError, match="no region"):
        drawing.region.feather(12)


def test_a_layers_alpha_becomes_the_region_wherever_the_layer_lies(drawing) -> None:
    document = drawing.document
    blob = np.zeros((10, 12, 4), np.uint8)
    blob[..., 3] = 128
    layer = document.add_picture(blob, name="Blob", origin=Origin.HAND, offset=(5, 7))
    document.translate(layer, 20, 30)
    drawing.region.from_layer(layer)
    assert (drawing.region.mask()[37:47, 25:37] == 128).all()
    assert drawing.region.mask().sum() == 120 * 128
    assert drawing.region.bounds() == (25, 37, 12, 10)
    empty = document.add_layer()
    with pytest.raises(UserError, match="is empty"):
        drawing.region.from_layer(empty)


def test_the_bucket_adds_what_looks_alike(drawing) -> None:
    document = drawing.document
    halves = np.full((80, 96, 4), 255, np.uint8)
    halves[:, 48:, :3] = 0
    document.add_picture(halves, name="Halves", origin=Origin.PICTURE)
    drawing.region.flood(60, 10)
    assert (drawing.region.mask()[:, 48:] == 255).all() and not drawing.region.mask()[:, :48].any()


def test_the_region_moves_with_the_canvas(drawing) -> None:
    paint(drawing, (30, 30))
    mask = drawing.region.mask().copy()
    drawing.document.resize_canvas(10, 5, 60, 60)
    assert drawing.region.mask().shape == (60, 60)
    assert (drawing.region.mask() == mask[5:65, 10:70]).all()
    drawing.document.history.undo()
    assert (drawing.region.mask() == mask).all()


def test_another_document_has_a_region_of_its_own(drawing) -> None:
    paint(drawing, (30, 30))
    drawing.region.set_painting(True)
    drawing.files.new(32, 32)
    assert not drawing.region.active and drawing.region.mask().shape == (32, 32)
    drawing.set_document(None)
    assert not drawing.region.active and not drawing.region.painting
    with pytest.raises(UserError, match="no picture open"):
        drawing.region.set_painting(True)


def test_it_is_told_once_a_stroke(drawing) -> None:
    told = []
    drawing.region.changed.connect(lambda: told.append(drawing.region.active))
    paint(drawing, (20, 40), (40, 40), (70, 40))
    assert told == [True]


def test_outside_of_the_region_not_a_pixel_changes(drawing) -> None:
    """Whatever a generator gives back: inside it is the new picture, outside the old one exactly."""
    layer = drawing.document.active
    assert drawing.region.confine(layer) is None
    paint(drawing, (40, 40))
    confined = drawing.region.confine(layer)
    new = np.full((80, 96, 4), 255, np.uint8)
    picture = Picture(new, Recipe(kind="generator", method="scenes", width=96, height=80, seed=1))
    settled = confined.settle(picture).pixels
    mask = drawing.region.mask()
    old = drawing.document.pixels(layer)
    assert (settled[mask == 0] == old[mask == 0]).all()
    assert (settled[mask == 255] == 255).all()
    assert (mask == 255).sum() > 200 and (mask == 0).sum() > 4000


def test_a_mask_between_mixes_both_without_dark_fringes() -> None:
    new = np.array([[[200, 100, 0, 255]]], np.uint8)
    clear = np.array([[[0, 0, 0, 0]]], np.uint8)
    half = np.array([[128]], np.uint8)
    assert laid_over(new, clear, half).tolist() == [[[200, 100, 0, 128]]]


def test_what_a_generator_is_given(drawing) -> None:
    paint(drawing, (40, 40))
    confined = drawing.region.confine(drawing.document.active)
    plain = Spec(kind="generator", id="x", title="X", impl="x:y")
    taking = replace(plain, accepts=("picture", "mask"))
    assert confined.inputs(plain, (48, 40)) == confined.inputs(taking, (48, 40)) == {}
    inputs = confined.inputs(replace(taking, traits=frozenset({"inpaint"})), (48, 40))
    assert inputs["picture"].pixels.shape == inputs["mask"].pixels.shape == (40, 48, 4)
    assert inputs["mask"].pixels[20, 20].tolist() == [255] * 4
    assert inputs["mask"].pixels[2, 40].tolist() == [0, 0, 0, 255]
    assert set(confined.inputs(replace(taking, traits=frozenset({"latent", "inpaint"})), (48, 40))) == {"mask"}
    assert confined.sources["picture"]["name"] == "Noise" and len(confined.sources["mask"]["sha256"]) == 64


@pytest.fixture
def generated(studio, engine, tiny):  # noqa: F811
    """A layer of the tiny generator on a document of 96 x 80 px, the target of the sliders."""
    studio.files.new(96, 80)
    request = Request.make("generator/tiny", {"medium": "plain"}, text="", width=96, height=80, seed=4)
    picture = engine._engine.run_now(request)
    studio.document.add_picture(
        picture.pixels, name="Made", origin=Origin.GENERATED, recipe=picture.recipe, offset=(0, 0)
    )
    return studio


def moved_to(seed: int) -> str:
    """All layers of the code mixed with those of another seed."""
    return Moves(mixes=(Mix(Anchor(seed, "", {"medium": "plain"}), "all", 1.0),)).to_text()


@pytest.mark.parametrize("final", [True, False])
def test_a_slider_changes_a_layer_within_the_region_only(generated, engine, final: bool) -> None:
    layer, latent = generated.document.active, generated.latent
    before, steps = generated.document.pixels(layer), len(generated.document.history.titles)
    paint(generated, (30, 40), (50, 40))
    mask = generated.region.mask()
    latent.begin()
    moved = moved_to(9)
    latent.set("moves", moved, final=final)
    engine.work()
    if final:
        after = generated.document.pixels(layer)
        assert len(generated.document.history.titles) == steps + 2
        assert layer.recipe.params["moves"] == moved and "mask" in layer.recipe.sources
    else:
        after = generated.preview.pixels
        assert (generated.document.pixels(layer) == before).all()
    assert (after[mask == 0] == before[mask == 0]).all()
    assert np.abs(after[mask == 255].astype(int) - before[mask == 255]).max() > 4


def test_the_next_slider_starts_from_what_the_last_one_left(generated, engine) -> None:
    """Two edits in two regions: the second leaves the first alone, and undo takes them back one by one."""
    document, layer = generated.document, generated.document.active
    first = document.pixels(layer)
    paint(generated, (20, 40))
    generated.latent.begin()
    generated.latent.set("moves", moved_to(9))
    engine.work()
    second = document.pixels(layer)
    generated.region.clear()
    paint(generated, (70, 40))
    generated.latent.begin()
    generated.latent.set("moves", moved_to(11))
    engine.work()
    third = document.pixels(layer)
    assert (third[:, :45] == second[:, :45]).all() and (third[:, 55:] != second[:, 55:]).any()
    document.history.undo()
    assert (document.pixels(layer) == second).all()
    while document.pixels(layer).tobytes() != first.tobytes():
        assert document.history.undo()
    assert layer in document.layers
