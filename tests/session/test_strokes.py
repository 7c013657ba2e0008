"""The strokes of a painted layer: as layers, as files, and painted on the canvas before the artist's eyes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layer import Layer, Origin
from studio.formats.svg import SVG
from studio.formats.video_read import video_facts
from studio.session.studio import Studio

SOLID = Brush(size=30, hardness=1.0, flow=1.0, opacity=1.0, pressure_size=False)


def picture(width: int = 96, height: int = 80) -> Pixels:
    y, x = np.mgrid[0:height, 0:width]
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., 0], out[..., 1], out[..., 2] = 40 + x, 200 - y, 60 + (x * y) % 97
    return out


def choose(studio: Studio, method: str = "painter") -> None:
    studio.style.choose_method(method)
    studio.style.choose(studio.style.sources[0])


@pytest.fixture
def placed(studio: Studio) -> Studio:
    """A photo in a document."""
    studio.files.new(96, 80)
    studio.require_document().add_picture(picture(), name="Photo", origin=Origin.PICTURE)
    return studio


@pytest.fixture
def laid(placed: Studio, engine) -> Studio:  # type: ignore[no-untyped-def]
    """A layer that the painter made over it, which is the active one."""
    choose(placed)
    placed.style.set_seed(5)
    placed.style.apply()
    engine.work()
    return placed


def doc(studio: Studio) -> Document:
    return studio.require_document()


def active(studio: Studio) -> Layer:
    layer = doc(studio).active
    assert layer is not None
    return layer


def told(studio: Studio) -> str:
    return " ".join(studio.told_all)  # type: ignore[attr-defined]


# -- which layers have strokes -----------------------------------------------------------------------------------


def test_a_painted_layer_has_strokes_and_others_say_why_they_have_none(laid: Studio) -> None:
    assert laid.strokes.problem == ""
    doc(laid).active = doc(laid).layers[0]
    assert "not painted with strokes" in laid.strokes.problem
    with pytest.raises(UserError, match="not painted with strokes"):
        laid.strokes.to_layers()


def test_without_a_document_there_is_no_layer(studio: Studio) -> None:
    assert "no layer" in studio.strokes.problem


def test_a_layer_of_another_method_has_none(placed: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    choose(placed, "color")
    placed.style.apply()
    engine.work()
    assert "not painted with strokes" in placed.strokes.problem


def test_a_layer_that_was_painted_on_has_none(laid: Studio) -> None:
    stroke = doc(laid).begin_stroke(SOLID, (255, 0, 0), active(laid))
    stroke.to(30, 40)
    stroke.end()
    assert "painted on by hand" in laid.strokes.problem


def test_the_kept_original_serves_when_the_source_was_changed(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    painted, source = active(laid), doc(laid).layers[-2]
    stroke = doc(laid).begin_stroke(SOLID, (0, 0, 255), source)
    stroke.to(30, 40)
    stroke.end()
    doc(laid).active = painted
    before = doc(laid).pixels(painted)
    laid.strokes.to_layers()
    engine.work()
    doc(laid).set_visible(source, False)
    flat = doc(laid).flatten()
    assert np.abs(flat[..., :3].astype(int) - before[..., :3]).max() <= 4


# -- layers --------------------------------------------------------------------------------------------------------


def test_layers_stack_to_the_painted_picture_in_one_step(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    document, painted = doc(laid), active(laid)
    before, count = document.flatten(), len(document.layers)
    laid.strokes.to_layers()
    engine.work()
    names = [layer.name for layer in document.layers[count:]]
    assert names[:2] == ["Underpainting", "Broad"] and len(names) > 3
    assert not painted.visible and active(laid).name == names[-1]
    assert np.abs(document.flatten().astype(int) - before).max() <= 4
    assert "layers now" in told(laid)
    document.history.undo()
    assert len(document.layers) == count and painted.visible and active(laid) is painted
    assert np.array_equal(document.flatten(), before)


def test_layers_lie_where_the_painted_layer_was_moved_to(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    document, painted = doc(laid), active(laid)
    document.translate(painted, 20, 10)
    before = document.flatten()
    laid.strokes.to_layers()
    engine.work()
    assert np.abs(document.flatten().astype(int) - before).max() <= 4


def test_strokes_can_be_had_after_saving_and_opening(laid: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = doc(laid).flatten()
    laid.files.save_as(tmp_path / "painted.ora")
    laid.files.open(tmp_path / "painted.ora")
    document = doc(laid)
    document.active = document.layers[-1]
    assert laid.strokes.problem == ""
    laid.strokes.to_layers()
    engine.work()
    assert active(laid).name not in ("Photo", document.layers[1].name) and len(document.layers) > 5
    assert np.abs(document.flatten().astype(int) - before).max() <= 4


# -- files ---------------------------------------------------------------------------------------------------------


def test_strokes_are_written_as_svg_and_choices_are_remembered(laid: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "strokes.svg"
    laid.strokes.export_svg(path, most=150, ground=False)
    engine.work()
    root = ElementTree.parse(path).getroot()
    assert root.get("width") == "96" and len(list(root.iter(f"{{{SVG}}}path"))) == 150
    assert '"painter"' in (root.findtext(f"{{{SVG}}}desc") or "")
    assert "150 of" in told(laid) and "strokes.svg is written" in told(laid)
    assert laid.strokes.choice("most") == 150 and laid.strokes.choice("ground") is False


def test_the_painting_is_written_as_a_video(laid: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "painting.mp4"
    laid.strokes.export_timelapse(path, seconds=1.0, hold=0.5, fps=8, edge=128)
    engine.work()
    facts = video_facts(path)
    assert (facts.width, facts.height, facts.frames) == (96, 80, 12)
    assert "12 frames" in told(laid)
    assert laid.strokes.choice("fps") == 8 and laid.strokes.choice("format") == "mp4"


def test_what_cannot_be_written_is_said_before(laid: Studio, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.svg"):
        laid.strokes.export_svg(tmp_path / "a.png", most=1000, ground=True)
    with pytest.raises(UserError):
        laid.strokes.export_timelapse(tmp_path / "a.avi", seconds=5, hold=1, fps=25, edge=512)
    with pytest.raises(UserError, match="Strokes at most"):
        laid.strokes.export_svg(tmp_path / "a.svg", most=1, ground=True)


def test_spoilt_memories_of_choices_are_forgotten(laid: Studio) -> None:
    laid.settings.set("strokes", {"most": "many", "fps": 1000})
    assert laid.strokes.choice("most") == 20000 and laid.strokes.choice("fps") == 25


# -- watching ------------------------------------------------------------------------------------------------------


def test_a_painted_layer_is_replayed_over_the_canvas_and_the_document_stays(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    document, watching, preview = doc(laid), laid.strokes.watching, laid.preview
    goal, steps = document.pixels(active(laid)), document.history.undo_title
    laid.strokes.watch()
    engine.work()
    assert watching.on and watching.playing and preview.owner == "strokes" and preview.pixels is not None
    assert preview.rect == (0, 0, 96, 80)
    first = preview.pixels.copy()
    assert first[..., :3].reshape(-1, 3).std(0).max() < 1 and watching.line == "Underpainting"
    watching.tick(0.4 * watching.seconds)
    for _ in range(200):
        if watching.share > 0.3:
            break
        watching.tick(0.2)
    assert "strokes" in watching.line
    watching.toggle()
    share = watching.share
    watching.tick(1.0)
    assert watching.share == share and not watching.playing
    watching.toggle()
    while watching.share < 1:
        watching.tick(0.5)
    assert np.array_equal(preview.pixels, goal)
    watching.tick(0.4)
    watching.tick(0.4)
    assert not watching.on and preview.pixels is None
    assert document.history.undo_title == steps


def test_a_new_painting_lands_at_the_end_as_one_step(placed: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    choose(placed)
    placed.style.set_seed(5)
    document, watching = doc(placed), placed.strokes.watching
    count = len(document.layers)
    watching.paint_new()
    engine.work()
    assert watching.on and len(document.layers) == count
    watching.tick(0.5)
    watching.skip()
    assert not watching.on and len(document.layers) == count + 1
    layer = active(placed)
    assert layer.origin is Origin.STYLIZED and layer.recipe is not None and layer.recipe.method == "painter"
    assert placed.strokes.problem == "" and placed.style.laying.target is layer
    made = document.pixels(layer)
    document.history.undo()
    assert len(document.layers) == count
    placed.style.apply()  # laid in one go it is the same picture
    engine.work()
    assert np.array_equal(document.pixels(active(placed)), made)


def test_stopping_takes_a_painting_away_that_had_not_landed(placed: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    choose(placed)
    count = len(doc(placed).layers)
    placed.strokes.watching.paint_new()
    engine.work()
    placed.strokes.watching.tick(0.5)
    placed.strokes.watching.stop()
    assert not placed.strokes.watching.on and placed.preview.pixels is None
    assert len(doc(placed).layers) == count


def test_something_else_on_the_canvas_ends_the_watching(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    laid.strokes.watch()
    engine.work()
    laid.preview.show("walk", picture(), (0, 0, 96, 80))
    assert not laid.strokes.watching.on and laid.preview.owner == "walk"


def test_a_preview_on_its_way_does_not_end_the_watching(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    laid.style.set_previewing(True)
    engine.work()
    doc(laid).active = doc(laid).layers[-2]
    laid.style.preview()  # asked for, not yet there
    doc(laid).active = doc(laid).layers[-1]
    laid.strokes.watch()
    engine.work()
    assert laid.strokes.watching.on and laid.preview.owner == "strokes"
    laid.strokes.watching.tick(0.5)
    laid.sight.see((0.0, 0.0, 40.0, 40.0), 4.0)  # the artist looks closer meanwhile
    laid.style.preview()
    engine.work()
    assert laid.strokes.watching.on


def test_another_document_ends_the_watching(laid: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    laid.strokes.watch()
    engine.work()
    laid.files.new(64, 64)
    assert not laid.strokes.watching.on


def test_what_cannot_be_watched_says_why(placed: Studio) -> None:
    choose(placed, "color")
    assert "choose the method" in placed.strokes.watching.new_problem
    with pytest.raises(UserError, match="choose the method"):
        placed.strokes.watching.paint_new()
    choose(placed)
    assert placed.strokes.watching.new_problem == ""
