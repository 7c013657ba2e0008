"""Live words: the picture follows the line as it is typed, in one slot, with one seed."""

from __future__ import annotations

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.core.settings import Settings
from studio.session.create import LIVE_OWNER, LIVE_SLOT, TYPING_MS
from studio.session.studio import Studio


@pytest.fixture
def live(studio, engine):
    studio.files.new(96, 80)
    studio.create.set_live(True)
    engine.work()
    return studio


def test_off_by_default_typing_asks_for_nothing(studio, engine) -> None:
    studio.files.new(96, 80)
    studio.create.set_text("a lake")
    assert not studio.create.live and not engine.waiting


def test_the_picture_follows_the_words_with_the_same_seed(live, engine) -> None:
    seed = live.create.seed
    live.create.set_text("a lake at noon")
    engine.work()
    noon = live.preview.pixels
    assert live.preview.owner == LIVE_OWNER and live.preview.rect == (0, 0, 96, 80)
    live.create.set_text("a lake at night")
    engine.work()
    night = live.preview.pixels
    assert night[..., :3].mean() < noon[..., :3].mean() - 20
    live.create.set_text("a lake at noon")
    engine.work()
    assert (live.preview.pixels == noon).all() and live.create.seed == seed
    assert len(live.contact) == 0 and not live.document.history.can_undo


def test_only_the_newest_words_are_painted(live, engine) -> None:
    for text in ("a", "a r", "a red house"):
        live.create.set_text(text)
    assert [dict(r.inputs)["text"] for r in engine.waiting] == ["a red house"]
    assert {r.slot for r in engine.waiting} == {LIVE_SLOT}


def test_words_wait_until_the_hand_rests(engine) -> None:
    due: list[tuple[int, object]] = []
    studio = Studio(engine, Settings(), after=lambda ms, call: due.append((ms, call)))
    engine.studio = studio
    studio.files.new(96, 80)
    studio.create.set_live(True)
    for text in ("a", "a la", "a lake"):
        studio.create.set_text(text)
    assert not engine.waiting and {ms for ms, _ in due} == {TYPING_MS}
    for _, call in due:
        call()
    assert [dict(r.inputs)["text"] for r in engine.waiting] == ["a lake"]
    studio.close()


def test_return_makes_a_candidate_of_what_is_seen(live, engine) -> None:
    live.create.set_text("a lake at noon")
    engine.work()
    seen, seed = live.preview.pixels, live.create.seed
    live.create.settle()
    assert live.preview.pixels is seen  # no gap between the two
    engine.work()
    (candidate,) = live.contact
    assert live.contact.current is candidate and candidate.seed == seed
    assert candidate.picture.recipe.text == "a lake at noon" and live.preview.owner == "latent"
    assert np.abs(candidate.picture.pixels.astype(int) - seen).mean() < 2
    live.create.set_text(" ")
    with pytest.raises(UserError, match="Write a line"):
        live.create.settle()


def test_an_empty_line_and_switching_off_take_the_picture_away(live, engine) -> None:
    live.create.set_text("a lake")
    engine.work()
    live.create.set_text("")
    assert live.preview.pixels is None
    live.create.set_text("a lake")
    engine.work()
    live.create.set_live(False)
    assert live.preview.pixels is None and not engine.waiting
    live.create.set_text("a lake at night")
    assert not engine.waiting


def test_dice_and_generator_are_followed_too(live, engine) -> None:
    live.create.set_text("a lake at noon")
    engine.work()
    before = live.preview.pixels
    live.create.set_seed(live.create.seed ^ 1)
    engine.work()
    assert (live.preview.pixels != before).any()


def test_developing_puts_it_away(live, engine) -> None:
    live.create.set_text("a lake at noon")
    live.create.set_count(6)
    live.create.develop()
    assert all(r.slot != LIVE_SLOT for r in engine.waiting) and live.preview.pixels is None


def test_it_is_remembered(live) -> None:
    assert live.settings["live_text"] is True
    live.create.set_live(False)
    assert live.settings["live_text"] is False


def test_what_cannot_be_drawn_is_told_while_typing(live, engine) -> None:
    live.create.set_text("a lighthouse by the sea")
    engine.work()
    assert any("lighthouse" in note for note in live.create.notes)
