"""A style as a layer that stays adjustable: remade from its untouched original, over saving, deleting and painting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.kept import name_of
from studio.document.layer import Layer, Origin
from studio.document.planes import set_mask
from studio.session.studio import Studio
from studio.session.style_mix import MAPS

SOLID = Brush(size=30, hardness=1.0, flow=1.0, opacity=1.0, pressure_size=False)


def picture(width: int = 96, height: int = 80, seed: int = 1) -> Pixels:
    y, x = np.mgrid[0:height, 0:width]
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., 0], out[..., 1], out[..., 2] = 40 + x, 200 - y, 60 + (x * y) % (97 + seed)
    return out


@pytest.fixture
def laid(studio: Studio, engine) -> Studio:  # type: ignore[no-untyped-def]
    """A photo with a stylized layer over it, which is the active one."""
    studio.files.new(96, 80)
    document = studio.require_document()
    document.add_picture(picture(), name="Photo", origin=Origin.PICTURE)
    style = studio.style
    style.choose_method("color")
    style.choose(style.sources[0])
    style.set_seed(5)
    style.apply()
    engine.work()
    return studio


def doc(studio: Studio) -> Document:
    return studio.require_document()


def active(studio: Studio) -> Layer:
    layer = doc(studio).active
    assert layer is not None
    return layer


def paint(studio: Studio, layer: Layer, rgb: tuple[int, int, int] = (255, 0, 0)) -> None:
    stroke = doc(studio).begin_stroke(SOLID, rgb, layer)
    stroke.to(30, 40)
    stroke.end()


def test_moving_a_control_remakes_the_layer_in_one_step_each(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer, style = active(laid), laid.style
    first, steps = doc(laid).pixels(layer), len(doc(laid).history.titles)
    for value in (0.9, 0.7, 0.4):
        style.set("strength", value, final=False)
    assert not engine.waiting, "only what is settled is laid"
    style.set("strength", 0.4)
    assert engine.work() == 1
    second = doc(laid).pixels(layer)
    assert active(laid) is layer and len(doc(laid).history.titles) == steps + 1
    assert not np.array_equal(first, second) and layer.recipe is not None and layer.recipe.params["strength"] == 0.4
    photo = doc(laid).pixels(doc(laid).layers[1])
    # From the original, not from what was laid before: weaker means nearer to the photo.
    assert np.abs(second.astype(int) - photo).mean() < np.abs(first.astype(int) - photo).mean()
    doc(laid).history.undo()
    assert np.array_equal(doc(laid).pixels(layer), first) and style.values["strength"] == 1.0
    doc(laid).history.redo()
    assert np.array_equal(doc(laid).pixels(layer), second) and style.values["strength"] == 0.4


def test_latest_wins(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    for value in (0.1, 0.2, 0.3):
        laid.style.set("strength", value)
    assert engine.work() == 1
    recipe = active(laid).recipe
    assert recipe is not None and recipe.params["strength"] == 0.3


def test_selecting_the_layer_brings_everything_back(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    style, layer = laid.style, active(laid)
    kept = style.snapshot()
    doc(laid).active = doc(laid).layers[1]
    style.choose_method("painter")
    style.choose(style.sources[4])
    style.add_style(style.sources[2])
    style.set_seed(9)
    engine.work()
    doc(laid).active = layer
    assert style.snapshot() == kept and style.laying.target is layer
    assert engine.work() == 0, "looking changes nothing"
    assert "Photo" in style.laying.line


def test_a_changed_source_counts(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer, photo = active(laid), doc(laid).layers[1]
    before = doc(laid).pixels(layer)
    doc(laid).fill(photo, 3, 3, (250, 240, 30), tolerance=0.3)
    laid.style.set("strength", 0.99)
    engine.work()
    after = doc(laid).pixels(layer)
    assert active(laid) is layer and np.abs(after.astype(int) - before).mean() > 3
    kept = doc(laid).planes[name_of(layer.id, "content")]
    assert np.array_equal(doc(laid).pixels(kept), doc(laid).pixels(photo))


@pytest.mark.parametrize("saved", [False, True])
def test_a_deleted_source_is_kept(laid: Studio, engine, tmp_path: Path, saved: bool) -> None:  # type: ignore[no-untyped-def]
    photo = doc(laid).layers[1]
    original = doc(laid).pixels(photo)
    doc(laid).remove_layer(photo)
    if saved:
        laid.files.save_as(tmp_path / "a.ora")
        laid.files.new(8, 8)
        laid.files.open(tmp_path / "a.ora")
    layer = active(laid)
    assert layer.origin is Origin.STYLIZED and laid.style.laying.target is layer
    assert "kept copy" in laid.style.laying.line
    laid.style.set("strength", 0.0)
    engine.work()
    assert active(laid) is layer and np.array_equal(doc(laid).pixels(layer), original)


def test_it_stays_adjustable_in_the_saved_file(laid: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    kept = laid.style.snapshot()
    laid.files.save_as(tmp_path / "b.ora")
    laid.files.new(8, 8)
    laid.style.restore(kept | {"seed": 3, "styles": []})
    laid.files.open(tmp_path / "b.ora")
    assert laid.style.snapshot() == kept
    laid.style.set("strength", 0.5)
    engine.work()
    recipe = active(laid).recipe
    assert recipe is not None and recipe.params["strength"] == 0.5 and len(doc(laid).layers) == 3


def test_painted_marks_are_never_lost(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer = active(laid)
    paint(laid, layer)
    painted = doc(laid).pixels(layer)
    assert laid.style.laying.target is None and "Painted on" in laid.style.laying.line
    laid.style.set("strength", 0.3)
    engine.work()
    assert np.array_equal(doc(laid).pixels(layer), painted), "controls leave it alone"
    laid.style.laying.from_original()
    engine.work()
    made = active(laid)
    assert made is not layer and np.array_equal(doc(laid).pixels(layer), painted)
    assert [x.name for x in doc(laid).layers][-2:] == [layer.name, made.name]
    assert tuple(doc(laid).pixels(made)[40, 30, :3]) != (255, 0, 0) and made.recipe is not None
    assert made.recipe.params["strength"] == 1.0, "as the painted layer was made"


def test_from_the_original_brings_a_deleted_source_back(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    photo, layer = doc(laid).layers[1], active(laid)
    original = doc(laid).pixels(photo)
    paint(laid, layer)
    doc(laid).remove_layer(photo)
    doc(laid).active = layer
    laid.style.laying.from_original()
    engine.work()
    back = doc(laid).layers[1]
    assert back.name.startswith("Original") and np.array_equal(doc(laid).pixels(back), original)
    assert active(laid).origin is Origin.STYLIZED


def test_moved_layers_stay_where_they_were_put(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer, photo = active(laid), doc(laid).layers[1]
    doc(laid).translate(layer, 12, -7)
    laid.style.set("strength", 0.8)
    engine.work()
    assert layer.extent == (12, -7, 96, 80)
    doc(laid).resize_canvas(10, 0, 80, 80)
    doc(laid).translate(photo, 10, 0)
    laid.style.set("strength", 0.6)
    engine.work()
    assert layer.extent is not None and layer.extent[:2] == (2, -7)


def test_a_method_that_is_gone_is_told(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer = active(laid)
    assert layer.recipe is not None
    from dataclasses import replace

    layer.props = layer.props.but(recipe=replace(layer.recipe, method="ghost-123"))
    before = laid.style.snapshot()
    doc(laid).active = doc(laid).layers[1]
    doc(laid).active = layer
    assert "ghost-123" in laid.style.laying.line and laid.style.snapshot() == before


@pytest.mark.parametrize(
    "damage",
    [{"slot": "x"}, {"slot": float("inf")}, {"slot": None}],
)
def test_a_damaged_recipe_is_told(two: Studio, engine, damage: dict[str, object]) -> None:  # type: ignore[no-untyped-def]
    two.style.apply()
    engine.work()
    layer = active(two)
    recipe = layer.recipe
    assert recipe is not None
    sources = {**recipe.sources, "style2": {**recipe.sources["style2"], **damage}}
    layer.props = layer.props.but(recipe=replace(recipe, sources=sources))
    two.style.laying.recall(layer)
    assert "damaged" in two.style.laying.trouble


def test_a_layer_that_is_no_style_stays_a_subject(laid: Studio) -> None:
    with pytest.raises(UserError, match="original"):
        doc(laid).active = doc(laid).layers[1]
        laid.style.laying.from_original()
    assert laid.style.subject is doc(laid).layers[1] and laid.style.laying.line == ""


def test_a_slow_method_waits_for_the_button(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    laid.style.laying._took["color"] = 60.0
    laid.style.set("strength", 0.2)
    assert not engine.waiting and "button" in laid.style.laying.line
    laid.style.apply()
    engine.work()
    recipe = active(laid).recipe
    assert recipe is not None and recipe.params["strength"] == 0.2


# -- only inside the region ----------------------------------------------------------------------------------------------


def region(studio: Studio) -> np.ndarray:
    mask = np.zeros((80, 96), np.uint8)
    mask[20:60, 30:50] = 255
    mask[20:60, 50:60] = 128
    set_mask(doc(studio), mask, "Region")
    return mask


@pytest.mark.parametrize("method", ["color", "painter"])
def test_a_region_confines_the_style_softly(studio: Studio, engine, method: str) -> None:  # type: ignore[no-untyped-def]
    studio.files.new(96, 80)
    doc(studio).add_picture(picture(), name="Photo", origin=Origin.PICTURE)
    photo = doc(studio).flatten()
    studio.style.choose_method(method)
    studio.style.choose(studio.style.sources[0])
    mask = region(studio)
    studio.style.apply()
    engine.work()
    layer = active(studio)
    area = doc(studio)
    alpha = area.snapshot().pixels(layer, area.canvas)[..., 3]
    assert np.array_equal(alpha, mask)
    made = area.flatten()
    assert np.array_equal(made[mask == 0], photo[mask == 0]) and not np.array_equal(made[30, 40], photo[30, 40])
    recipe = layer.recipe
    assert recipe is not None and recipe.sources["mask"]["region"] is True
    # The layer keeps its region, whatever becomes of that of the document.
    studio.region.clear()
    studio.style.set("strength", 0.7)
    engine.work()
    assert np.array_equal(area.snapshot().pixels(layer, area.canvas)[..., 3], mask)


def test_a_small_region_is_made_from_a_part(studio: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    studio.files.new(400, 300)
    doc(studio).add_picture(picture(400, 300), name="Photo", origin=Origin.PICTURE)
    mask = np.zeros((300, 400), np.uint8)
    mask[100:140, 50:90] = 255
    set_mask(doc(studio), mask, "Region")
    studio.style.choose_method("color")
    studio.style.choose(studio.style.sources[1])
    studio.style.apply()
    request = engine.waiting[-1]
    content = dict(request.inputs)["content"].pixels
    assert content.shape[0] * content.shape[1] < 0.4 * 300 * 400 and "whole" in dict(request.inputs)
    engine.work()
    part = doc(studio).snapshot().pixels(active(studio), (50, 100, 40, 40))
    doc(studio).history.undo()
    studio.region.clear()
    studio.style.apply()
    engine.work()
    whole = doc(studio).snapshot().pixels(active(studio), (50, 100, 40, 40))
    assert np.abs(part.astype(int) - whole).mean() < 6, "as that part of the whole"


# -- several styles ------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(studio: Studio) -> Studio:
    studio.files.new(96, 80)
    doc(studio).add_picture(picture(), name="Photo", origin=Origin.PICTURE)
    style = studio.style
    style.choose_method("color")
    style.choose(next(s for s in style.sources if s.id == "evening-sea"))
    style.add_style(next(s for s in style.sources if s.id == "woodblock-bay"))
    return studio


def test_several_styles_are_one_layer_and_come_back(two: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    style = two.style
    style.set_weight(1, 0.3)
    style.apply()
    engine.work()
    layer, kept = active(two), style.snapshot()
    assert layer.name == f"Photo, {style.manner}" and layer.recipe is not None and layer.recipe.method == "several"
    doc(two).active = doc(two).layers[1]
    style.remove_style(1)
    doc(two).active = layer
    assert style.snapshot() == kept
    before = doc(two).pixels(layer)
    style.set_weight(0, 0.0)
    engine.work()
    assert active(two) is layer and not np.array_equal(doc(two).pixels(layer), before)


def test_painted_maps_place_the_styles_and_follow_the_brush(two: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    style, maps = two.style, two.style.maps
    style.share_by(MAPS)
    style.set_feather(0.0)
    maps.paint(2)
    stroke = maps.begin_stroke(SOLID)
    for x in range(0, 100, 8):
        stroke.to(x, 60)
    stroke.end()
    assert 0.2 < maps.share(2) < 0.6 and maps.share(1) == 0 and doc(two).history.undo_title == "Paint map"
    style.apply()
    engine.work()
    layer = active(two)
    first = doc(two).pixels(layer)
    assert np.abs(first[60, :, :3].astype(int).mean(0) - first[15, :, :3].mean(0)).sum() > 20
    # The layer's own maps are meant now: painting on them makes it again, and the document's stay.
    assert maps.owner == layer.id and maps.share(2) > 0.2
    maps.invert(2)
    engine.work()
    second = doc(two).pixels(layer)
    assert np.abs(second.astype(int) - first).mean() > 5
    assert doc(two).planes["style/map2"].tiles.get((0, 0)) is not doc(two).planes[name_of(layer.id, "map2")].tiles.get(
        (0, 0)
    )
    two.files.save_as(tmp_path / "maps.ora")
    two.files.new(8, 8)
    two.files.open(tmp_path / "maps.ora")
    layer = active(two)
    assert style.mix.by == MAPS and maps.owner == layer.id and maps.share(2) > 0.4
    maps.clear(2)
    engine.work()
    assert np.abs(doc(two).pixels(layer).astype(int) - second).mean() > 5
    doc(two).active = doc(two).layers[1]
    assert maps.owner == "" and maps.share(2) < 0.6


def test_region_and_map_take_turns(two: Studio) -> None:
    maps = two.style.maps
    maps.paint(1)
    two.region.set_painting(True)
    assert maps.painting is None
    maps.paint(2)
    assert not two.region.painting and maps.painting == 2
    two.style.share_by(MAPS)
    assert two.style.leave_mode() and maps.painting is None and not two.style.leave_mode()


def test_regions_are_found_given_out_joined_and_undone(two: Studio) -> None:
    document, style = doc(two), two.style
    flag = np.full((80, 96, 4), 255, np.uint8)
    flag[:40, :48, :3], flag[:40, 48:, :3], flag[40:, :48, :3], flag[40:, 48:, :3] = (
        (200, 40, 40), (40, 60, 190), (60, 160, 60), (230, 220, 90),
    )  # fmt: skip
    document.active = document.add_picture(flag, name="Flag", origin=Origin.PICTURE)
    regions, maps = style.regions, style.maps
    regions.find()
    assert regions.active and regions.count == 4 and style.mix.by == MAPS
    total = maps.mask(1).astype(int) + maps.mask(2)
    assert np.mean(np.abs(total - 255) < 40) > 0.9, "every place has its style"
    style.select(0)
    regions.click(20, 20)
    assert maps.mask(1)[20, 20] == 255 and maps.mask(2)[20, 20] == 0
    style.select(1)
    regions.click(20, 20)
    assert maps.mask(2)[20, 20] == 255 and maps.mask(1)[20, 20] == 0
    document.history.undo()
    assert maps.mask(1)[20, 20] == 255 and maps.mask(2)[20, 20] == 0
    regions.click(20, 20, merge=True)
    assert regions.held == regions.at(20, 20)
    regions.click(70, 20, merge=True)
    assert regions.count == 3 and regions.at(20, 20) == regions.at(70, 20) and regions.held is None
    assert maps.mask(1)[20, 70] == 255, "the joined region goes where its first half was"
    regions.click(-5, 300)
    regions.stop()
    assert not regions.active and maps.share(1) > 0


def test_maps_need_two_styles(laid: Studio) -> None:
    with pytest.raises(UserError, match="two styles"):
        laid.style.regions.find()


def test_what_a_layer_shows_already_is_not_previewed(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    laid.style.set_previewing(True)
    assert not engine.waiting and laid.preview.pixels is None
    laid.style.set("strength", 0.5, final=False)
    assert engine.work(1) == 1 and laid.preview.pixels is not None
    laid.style.set("strength", 0.5)
    engine.work()
    assert laid.preview.pixels is None, "the layer itself shows it now"
    doc(laid).history.undo()
    assert engine.work() == 0 and laid.preview.pixels is None


def test_a_map_and_what_it_changed_are_undone_together(two: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    style, maps = two.style, two.style.maps
    style.share_by(MAPS)
    style.apply()
    engine.work()
    layer, steps = active(two), len(doc(two).history.titles)
    before = doc(two).pixels(layer)
    maps.invert(2)
    assert engine.work() == 1
    after = doc(two).pixels(layer)
    assert len(doc(two).history.titles) == steps + 1 and not np.array_equal(before, after)
    doc(two).history.undo()
    assert engine.work() == 0, "what is back needs no making"
    assert np.array_equal(doc(two).pixels(layer), before) and maps.share(2) == 0
    doc(two).history.redo()
    assert engine.work() == 0 and np.array_equal(doc(two).pixels(layer), after) and maps.share(2) == 1


def test_a_copy_of_a_stylized_layer_is_adjustable_by_itself(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    layer = active(laid)
    before = doc(laid).pixels(layer)
    copy = doc(laid).duplicate_layer(layer)
    assert laid.style.laying.target is copy
    laid.style.set("strength", 0.2)
    engine.work()
    assert np.array_equal(doc(laid).pixels(layer), before) and not np.array_equal(doc(laid).pixels(copy), before)
