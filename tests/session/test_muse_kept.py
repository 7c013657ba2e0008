"""The conversation is kept with its document: through files, recovery copies, new documents; tolerant of damage."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.settings import Settings
from studio.core.words import NO_WISHES, Part, Variant, Wishes
from studio.formats.ora import read_ora
from studio.session.muse_cards import DONE, STOPPED, Card, Turn
from studio.session.muse_kept import NAME, NOTICE, ROOM, packed, unpacked
from studio.session.muse_text import export_text

LINE = "a red house by a lake at noon"


@pytest.fixture
def talked(studio, engine):
    """A document with a conversation of two turns, marks and wishes."""
    studio.muse.choose("concepts")
    studio.files.new(96, 80)
    first = studio.muse.ask(LINE)
    studio.muse.ask("the sea at night", "titles")
    engine.work()
    studio.muse.vote(first.cards[0], 1)
    studio.muse.lock(first.cards[1], True)
    studio.muse.pin(first.cards[2], True)
    studio.muse.edit(first.cards[3], "a red house in snow")
    studio.muse.strike("fog", True)
    studio.muse.weigh("boats", 1.4)
    return studio


def facts(turns) -> list[object]:
    return [
        (t.line, t.form, t.lang, t.muse, t.seed, t.state, round(t.when), t.of_picture,
         [(c.variant, c.text, c.locked, c.pinned, c.vote) for c in t.cards])
        for t in turns
    ]  # fmt: skip


def test_it_comes_back_from_the_file(talked, tmp_path: Path) -> None:
    path, muse = tmp_path / "Bild.ora", talked.muse
    before, wishes = facts(muse.turns), muse.wishes
    talked.files.save_as(path)
    talked.files.new(40, 40)
    assert muse.turns == [] and muse.wishes == NO_WISHES and not muse.undo_title
    talked.files.open(path)
    assert facts(muse.turns) == before and muse.wishes == wishes and not muse.undo_title
    assert not talked.files.unsaved and muse.pinned[0].turn is muse.turns[0]
    assert talked.create.cards[0].text == muse.turns[0].cards[1].text, "the locked one is first"


def test_it_comes_back_from_a_recovery_copy(talked) -> None:
    before = facts(talked.muse.turns)
    talked.document.add_layer()
    talked.files.autosave(force=True)
    talked.files._journal._lock.release()  # as the end of a killed process does
    talked.files._journal = None
    [item] = talked.files.recoverable()
    talked.files.new(8, 8)
    talked.files.recover(item)
    assert facts(talked.muse.turns) == before


def test_a_saved_document_is_unsaved_when_the_talk_goes_on(talked, tmp_path: Path, engine) -> None:
    talked.files.save_as(tmp_path / "a.ora")
    assert not talked.files.unsaved
    talked.muse.pin(talked.muse.turns[0].cards[0], True)
    assert talked.files.unsaved
    talked.muse.undo()
    assert not talked.files.unsaved, "as it is in the file"
    talked.muse.ask("the sea")
    assert not talked.files.unsaved, "nothing was said yet"
    engine.work()
    assert talked.files.unsaved
    talked.files.save()
    assert not talked.files.unsaved
    assert len(unpacked(read_ora(tmp_path / "a.ora").document.attached[NAME]).turns) == 3


def test_a_talk_alone_does_not_ask_for_a_file(talked) -> None:
    assert not talked.files.unsaved and talked.document.attached[NAME]


def test_what_was_said_before_there_was_a_document_goes_with_the_new_one(studio, engine) -> None:
    studio.muse.choose("concepts")
    turn = studio.muse.ask(LINE)
    engine.work()
    later = studio.muse.ask("the sea")
    studio.ensure_document()
    assert studio.muse.turns == [turn, later] and studio.muse.busy
    engine.work()
    assert len(unpacked(studio.document.attached[NAME]).turns) == 2
    studio.files.new(30, 30)
    assert studio.muse.turns == [] and NAME not in studio.document.attached


def test_another_document_stops_what_is_being_written(talked, engine) -> None:
    turn = talked.muse.ask("the sea")
    talked.files.new(20, 20)
    assert not talked.muse.busy and not engine.waiting and turn.state == STOPPED
    assert NAME not in talked.document.attached


def test_undo_of_the_document_leaves_the_talk(talked) -> None:
    talked.document.add_layer()
    talked.muse.pin(talked.muse.turns[0].cards[4], True)
    talked.document.history.undo()
    assert talked.muse.turns[0].cards[4].pinned
    assert "Pin" not in talked.document.history.titles


# -- the text ----------------------------------------------------------------------------------------------------------


def turn_of(text: str = "low sun", **more: object) -> Turn:
    turn = Turn(LINE, "prompts", muse="concepts", seed=3, state=DONE, when=1.7e9)
    variant = Variant(
        text,
        (("light", "Low sun"),),
        (Part(text[:4]), Part(text[4:], "light", "Low sun")),
        ("#a0b0c0",),
        "thirds",
    )
    turn.cards = [Card(variant, text, "prompts", turn, **more)]  # type: ignore[arg-type]
    return turn


WISHES = Wishes((Part("mist", "weather", "Mist"),), (("boats", 1.5),), ("fog",), ("a",), ("b",), ("light",))


def test_all_that_a_card_has_survives() -> None:
    turn = turn_of(locked=True, pinned=True, vote=-1)
    turn.of_picture, turn.state = True, STOPPED
    kept = unpacked(packed([turn], WISHES))
    assert facts(kept.turns) == facts([turn]) and kept.wishes == WISHES and not kept.notice


def test_nothing_is_kept_of_nothing() -> None:
    waiting = Turn(LINE, "prompts")
    assert packed([], NO_WISHES) == "" and packed([waiting], NO_WISHES) == ""
    assert unpacked("") == unpacked(packed([], NO_WISHES))


def test_the_oldest_turns_without_a_pin_go_when_there_is_no_room() -> None:
    turns = [turn_of("x" * 15_000) for _ in range(60)]
    turns[0].cards[0].pinned = True
    for number, turn in enumerate(turns):
        turn.line = f"line {number}"
    text = packed(turns, WISHES)
    kept = unpacked(text)
    assert len(text) < ROOM * 1.05 and kept.turns[0].line == "line 0" and kept.turns[-1].line == "line 59"
    assert kept.turns[1].line != "line 1" and not kept.notice


def test_too_long_texts_are_cut_not_refused() -> None:
    turn = turn_of("word " * 20_000)
    turn.line = "line " * 20_000
    turn.cards[0].text = "edited " * 20_000
    kept = unpacked(packed([turn], NO_WISHES))
    assert not kept.notice and len(kept.turns[0].cards[0].text) == 20_000 and len(kept.turns[0].line) == 4000


def test_half_a_character_fits_in_no_file_but_stops_none(studio, tmp_path: Path) -> None:
    turn = turn_of("sea \ud83d!")
    text = packed([turn], NO_WISHES)
    text.encode()
    assert unpacked(text).turns[0].cards[0].text == "sea ?!"


@pytest.mark.parametrize(
    "text", ["{", "[]", "7", '"x"', "null", '{"version": 1}', "[" * 100_000, '{"version": 1, "turns": 3}']
)
def test_a_damaged_text_is_left_out_with_a_notice(text: str) -> None:
    kept = unpacked(text)
    assert kept.turns == () and kept.wishes == NO_WISHES and kept.notice == NOTICE


def test_a_talk_of_a_newer_program_is_left_out() -> None:
    kept = unpacked('{"version": 2, "turns": []}')
    assert "newer program" in kept.notice and kept.turns == ()


WRONG = [None, 7, -1, "x", [], {}, True, 1e400, float("nan"), 10**400, "x" * 30_000, [["a"]]]


def paths(data: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    return [at, *(p for key, value in inner for p in paths(value, (*at, key)))]


def test_one_wrong_value_anywhere_costs_at_most_its_turn() -> None:
    whole = json.loads(packed([turn_of(), turn_of("second")], WISHES))
    for path in paths(whole)[1:]:
        for wrong in WRONG:
            data = copy.deepcopy(whole)
            place = data
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = wrong
            kept = unpacked(json.dumps(data))
            if path[0] == "turns" and len(path) > 1:
                assert len(kept.turns) >= 1, (path, wrong)
            assert unpacked(packed(kept.turns, kept.wishes)).notice == "", (path, wrong)


@pytest.mark.parametrize(
    "color", ["#+12345", "#1_2345", "# 12345", "#12345g", "#12345", "#１２３４５６", "1234567", "#12345\n"]
)
def test_a_color_is_six_digits(color: str) -> None:
    data = json.loads(packed([turn_of(), turn_of("second")], WISHES))
    data["turns"][0]["cards"][0]["colors"] = [color]
    kept = unpacked(json.dumps(data))
    assert [t.cards[0].text for t in kept.turns] == ["second"] and kept.notice == NOTICE


def test_pieces_that_are_not_the_text_are_left_out() -> None:
    data = json.loads(packed([turn_of("low sun")], WISHES))
    card = data["turns"][0]["cards"][0]
    assert unpacked(json.dumps(data)).turns[0].cards[0].variant.parts[0] == Part("low ")
    card["parts"][0][0] = "a high "
    variant = unpacked(json.dumps(data)).turns[0].cards[0].variant
    assert variant.text == "low sun" and variant.parts == ()


@pytest.mark.parametrize("when", [1e18, -1, 2**40, -1e18, 1e308])
def test_a_time_that_no_clock_shows_is_left_out(when: float) -> None:
    data = json.loads(packed([turn_of(), turn_of("second")], WISHES))
    data["turns"][0]["when"] = when
    kept = unpacked(json.dumps(data))
    assert [t.cards[0].text for t in kept.turns] == ["second"] and kept.notice == NOTICE
    assert "2023" in export_text(kept.turns, markdown=False)


@given(st.text(max_size=60), st.integers(0, 200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_survived(noise: str, at: int) -> None:
    text = packed([turn_of()], WISHES)
    unpacked(noise)
    unpacked(text[:at] + noise + text[at:])
    unpacked(text[:at] + noise)


def test_a_file_with_a_damaged_talk_opens_with_a_notice(talked, tmp_path: Path) -> None:
    talked.document.keep(NAME, '{"version": 1, "wishes": {}, "turns": [')
    talked.files.save_as(tmp_path / "a.ora")
    talked.files.new(9, 9)
    talked.files.open(tmp_path / "a.ora")
    assert NOTICE in talked.told_all and talked.muse.turns == []


def test_half_a_character_of_a_file_reaches_no_other(studio, tmp_path: Path) -> None:
    whole = json.loads(packed([turn_of()], WISHES))
    whole["turns"][0]["line"] = whole["turns"][0]["cards"][0]["text"] = "low \ud800 sun"
    (turn,) = unpacked(json.dumps(whole)).turns
    assert turn.line == turn.cards[0].text == "low ? sun" and export_text([turn], True).encode()
    studio.colors.take_palette("low \ud800 sun", ("#102030",))
    studio.settings.save()
    assert Settings(studio.settings.path)["palettes"][0]["name"] == "low ? sun"


def test_no_file_locks_a_book_or_more_phrases_than_the_artist_can() -> None:
    whole = json.loads(packed([turn_of()], WISHES))
    whole["wishes"]["locked"] = [*([f"phrase {n}", "light", "P"] for n in range(40)), ["a" * 5000, "light", "A"]]
    kept = unpacked(json.dumps(whole))
    assert [p.text for p in kept.wishes.locked] == [f"phrase {n}" for n in range(29, 40)] and kept.notice == NOTICE
