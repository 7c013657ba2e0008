"""The way of a picture through the session: line, candidates, layer, sliders, style, hand, file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.session.contact import CandidateState
from studio.session.style_library import StyleSource


@pytest.fixture
def developed(studio, engine):
    studio.muse.choose("concepts")  # at once: the networks have tests of their own
    studio.create.set_text("a red house by a lake at noon")
    studio.create.set_count(6)
    studio.create.lock_seed(True)
    studio.create.set_seed(11)
    studio.create.develop()
    engine.work()
    return studio


def test_a_line_fills_the_sheet_and_the_cards(developed) -> None:
    sheet = developed.contact
    assert len(sheet) == sheet.done == 6
    assert sheet[0].text == "a red house by a lake at noon" and sheet.current is sheet[0]
    assert len(developed.create.cards) == 5
    assert len({c.text for c in sheet}) == 6
    assert all("lake" in card.text for card in developed.create.cards)
    assert sum(card.thumb is not None for card in developed.create.cards) == 5
    pictures = [c.picture.pixels for c in sheet]
    assert all(p.shape == (80, 96, 4) for p in pictures)
    assert len({p.tobytes() for p in pictures}) == 6
    assert developed.preview.owner == "latent"


def test_the_same_seed_gives_the_same_sheet(developed, engine) -> None:
    before = [c.picture.pixels.tobytes() for c in developed.contact]
    developed.create.develop()
    engine.work()
    assert [c.picture.pixels.tobytes() for c in developed.contact] == before


def test_an_empty_line_says_what_to_do(studio) -> None:
    studio.create.set_text("   ")
    with pytest.raises(UserError, match="Write a line"):
        studio.create.develop()
    assert len(studio.jobs) == 0


def test_what_cannot_be_drawn_is_told(studio, engine) -> None:
    studio.muse.choose("concepts")
    studio.create.set_text("a lighthouse by the sea")
    studio.create.set_count(1)
    studio.create.develop()
    engine.work()
    assert any("lighthouse" in note for note in studio.create.notes)


def test_cancel_takes_the_waiting_candidates_away(studio, engine) -> None:
    studio.muse.choose("concepts")
    studio.create.set_text("a forest in spring")
    studio.create.set_count(6)
    studio.create.develop()
    engine.work(1)
    assert studio.create.busy
    studio.create.cancel()
    assert not studio.create.busy and not engine.waiting
    assert [c.state for c in studio.contact] == [CandidateState.DONE]


def test_kept_candidates_and_locked_cards_stay(developed, engine) -> None:
    kept, card = developed.contact[2], developed.create.cards[1]
    developed.contact.keep(kept, True)
    developed.muse.lock(card, True)
    developed.create.set_text("a city at night")
    developed.create.develop()
    engine.work()
    assert developed.contact[0] is kept
    assert developed.create.cards[0] is card
    assert len(developed.contact) == 7


def test_a_candidate_becomes_a_generated_layer_of_full_size(developed, engine) -> None:
    recipe = developed.contact[1].picture.recipe
    developed.place_candidate(developed.contact[1])
    engine.work()
    layer = developed.document.active
    assert layer.origin is Origin.GENERATED
    assert developed.document.bounds(layer) == (0, 0, 96, 80)
    assert layer.recipe.params == recipe.params and layer.recipe.text == recipe.text
    assert developed.preview.pixels is None and developed.contact.current is None
    assert developed.latent.target is layer
    developed.document.history.undo()
    assert layer not in developed.document.layers


@pytest.fixture
def placed(developed, engine):
    developed.place_candidate(developed.contact[0])
    engine.work()
    return developed


def test_dragging_a_slider_is_one_step_that_ends_at_full_size(placed, engine) -> None:
    document, layer = placed.document, placed.document.active
    before, steps = document.pixels(layer), len(document.history.titles)
    placed.latent.begin()
    for value in (0.55, 0.7, 0.8, 0.9):
        placed.latent.set("daytime", value, final=False)
    assert len(engine.waiting) <= 1, "only the newest request of a slot counts"
    engine.work()
    placed.latent.set("daytime", 0.98)
    engine.work()
    assert len(document.history.titles) == steps + 1
    after = document.pixels(layer)
    assert after[..., :3].mean() < before[..., :3].mean() - 20, "night is darker than noon"
    assert layer.recipe.params["daytime"] == 0.98
    document.history.undo()
    assert np.array_equal(document.pixels(layer), before)
    assert placed.latent.values["daytime"] == layer.recipe.params["daytime"] != 0.98, "the sliders follow"
    document.history.redo()
    assert np.array_equal(document.pixels(layer), after)


def test_sliders_of_a_candidate_can_be_undone_too(developed, engine) -> None:
    candidate = developed.contact.current
    before = candidate.picture
    developed.latent.begin()
    developed.latent.set("snow", 1.0)
    engine.work()
    assert candidate.picture is not before and candidate.picture.recipe.params["snow"] == 1.0
    developed.document.history.undo()
    assert candidate.picture is before and developed.latent.values["snow"] == before.recipe.params["snow"]


def test_reset_lock_and_randomize(developed, engine) -> None:
    latent = developed.latent
    home = latent.values["fog"]
    latent.begin()
    latent.set("fog", 0.9)
    latent.reset("fog")
    assert latent.values["fog"] == home
    latent.lock("fog", True)
    latent.randomize_all()
    assert latent.values["fog"] == home
    latent.randomize("trees")
    engine.work()
    developed.create.develop()
    engine.work()
    assert all(c.picture.recipe.params["fog"] == home for c in developed.contact)


def test_values_out_of_range_are_refused(developed) -> None:
    with pytest.raises(UserError, match="from 0 to 1"):
        developed.latent.set("fog", 7)


def test_a_style_becomes_a_layer_and_can_be_changed_without_piling_up(placed, engine) -> None:
    style, document = placed.style, placed.document
    base = document.active
    style.choose(next(s for s in style.sources if s.id))
    style.apply()
    engine.work()
    layer = document.active
    assert layer is not base and layer.origin is Origin.STYLIZED
    assert layer.recipe.sources["content"]["layer"] == base.id
    first = document.pixels(layer)
    assert not np.array_equal(first, document.pixels(base))
    style.choose_method("color")
    style.apply()
    engine.work()
    assert document.active is layer and len(document.layers) == 3
    assert not np.array_equal(document.pixels(layer), first)
    document.history.undo()
    assert np.array_equal(document.pixels(layer), first)


def test_style_says_what_is_missing(studio) -> None:
    with pytest.raises(UserError, match="no layer"):
        studio.style.apply()
    studio.ensure_document()
    with pytest.raises(UserError, match="empty"):
        studio.style.apply()


def test_a_broken_style_file_is_refused(studio, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    with pytest.raises(UserError, match="broken.png"):
        studio.style.add_file(broken)
    assert StyleSource("broken", path=str(broken)) not in studio.style.sources


def test_painting_over_a_generated_layer_makes_it_the_artists(placed, engine) -> None:
    document, layer = placed.document, placed.document.active
    stroke = document.begin_stroke(Brush(size=20), (255, 0, 0))
    stroke.to(40, 40)
    stroke.end()
    assert layer.touched
    assert placed.style.subject is layer


def test_a_document_comes_back_from_its_file_with_recipes(placed, engine, tmp_path: Path) -> None:
    path = tmp_path / "Bild über alles.ora"
    placed.files.save_as(path)
    assert not placed.files.unsaved and placed.files.path == path
    assert placed.files.recent == [str(path.resolve())]
    recipe, pixels = placed.document.active.recipe, placed.document.flatten()
    placed.files.new(10, 10)
    placed.files.open(path)
    assert np.array_equal(placed.document.flatten(), pixels)
    assert placed.document.active.recipe.to_dict() == recipe.to_dict()
    assert placed.latent.target is placed.document.active


def test_export_carries_the_recipe(placed, tmp_path: Path) -> None:
    from studio.formats.images import read_image

    placed.files.export(tmp_path / "out.png")
    assert read_image(tmp_path / "out.png").recipe == placed.document.active.recipe
    placed.files.export(tmp_path / "bare.png", recipe=False)
    assert read_image(tmp_path / "bare.png").recipe is None


def test_saving_elsewhere_than_ora_is_refused(placed, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Export"):
        placed.files.save_as(tmp_path / "x.png")


def test_recovery_brings_unsaved_work_back(placed) -> None:
    pixels = placed.document.flatten()
    placed.files.autosave(force=True)
    journal = placed.files._journal
    assert journal is not None
    journal._lock.release()  # as the end of a killed process does
    placed.files._journal = None
    [item] = placed.files.recoverable()
    placed.files.new(8, 8)
    placed.files.recover(item)
    assert np.array_equal(placed.document.flatten(), pixels) and placed.files.unsaved


def test_dropped_pictures_are_shrunk_to_the_canvas(studio) -> None:
    studio.ensure_document()
    big = np.full((400, 800, 4), 200, np.uint8)
    studio.place_pixels(big, "big")
    layer = studio.document.active
    assert layer.origin is Origin.PICTURE and studio.document.bounds(layer)[2] == 96
    studio.document.history.undo()
    assert layer not in studio.document.layers


def test_a_first_dropped_picture_makes_a_document_of_its_size(studio) -> None:
    studio.place_pixels(np.full((40, 70, 4), 255, np.uint8), "p")
    assert (studio.document.width, studio.document.height) == (70, 40)


def test_an_unreadable_file_leaves_the_open_document(placed, tmp_path: Path) -> None:
    document = placed.document
    bad = tmp_path / "bad.ora"
    bad.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(UserError, match="bad.ora"):
        placed.files.open(bad)
    assert placed.document is document
