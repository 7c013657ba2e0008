"""The conversation with the muse over the real engine: asking, streaming, votes, wishes, undo, and what is made of cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from muse_kit import TALKER, talker

from studio.art.muse.catalog import MUSES
from studio.commands.muse import MUSE
from studio.core.errors import UserError
from studio.core.picture import ImageRef
from studio.core.settings import Settings
from studio.core.words import NO_WISHES, Part, Variant
from studio.session.background import Background
from studio.session.contact import CandidateState
from studio.session.muse import THUMB_EDGE, MuseState
from studio.session.muse_asking import MOST_TURNS, NO_ANSWER, _in_place
from studio.session.muse_cards import DONE, FAILED, STOPPED, WAITING, WRITING, Card, Turn
from studio.session.muse_choice import COUNTS, FORMS, MOST
from studio.session.muse_facts import EDGE
from studio.session.muse_steps import Change, Steps
from studio.session.muse_text import read_notice
from studio.session.studio import Studio

LINE = "a red house by a lake at noon"


@pytest.fixture
def muse(studio: Studio) -> MuseState:
    """That writes by rule."""
    studio.muse.choose("concepts")
    return studio.muse


@pytest.fixture
def talking(studio: Studio) -> Iterator[MuseState]:
    """That writes what it was asked, at once."""
    with talker():
        studio.muse.choose(TALKER)
        yield studio.muse


@pytest.fixture
def asked(talking: MuseState, engine) -> Turn:
    turn = talking.ask(LINE)
    engine.work()
    return turn


def inputs(engine, number: int = -1) -> dict[str, object]:
    return dict(engine.done[number].inputs)


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_question_becomes_a_turn_with_cards(muse, engine) -> None:
    told: list[str] = []
    muse.turns_changed.connect(lambda: told.append("turns"))
    muse.turn_changed.connect(lambda turn: told.append(turn.state))
    turn = muse.ask(LINE)
    assert muse.turns == [turn] and turn.state == WAITING and muse.busy and told == ["turns", WAITING]
    engine.work()
    assert turn.state == DONE and not muse.busy and told[-1] == DONE
    assert len(turn.cards) == COUNTS["prompts"] and all("red house" in c.text for c in turn.cards)
    assert [c.number for c in turn.cards] == [1, 2, 3, 4, 5] and all(c.turn is turn for c in turn.cards)
    assert (turn.line, turn.form, turn.muse) == (LINE, "prompts", "concepts") and turn.when > 0


def test_the_entry_is_asked_in_the_chosen_form(muse, engine) -> None:
    muse.set_draft(f"  {LINE} \n")
    muse.set_form("titles")
    muse.set_count(3)
    turn = muse.ask()
    engine.work()
    assert turn.line == LINE and turn.form == "titles" and len(turn.cards) == 3


def test_an_empty_line_says_what_to_do(muse, engine) -> None:
    with pytest.raises(UserError, match="Write a line"):
        muse.ask("  ")
    muse.set_form("notes")
    with pytest.raises(UserError, match="picture to look at"):
        muse.ask("")
    assert not muse.turns and not engine.waiting


def test_answers_come_word_by_word(talking, engine) -> None:
    seen: list[tuple[str, dict[int, str]]] = []
    talking.turn_changed.connect(lambda t: seen.append((t.state, dict(t.partial))))
    turn = talking.ask("sea", "titles", count=2, seed=7)
    engine.work()
    writing = [partial for state, partial in seen if state == WRITING]
    assert set(writing[-1]) == {0, 1} and all(p[0].startswith("sea 7.0") for p in writing)
    assert turn.partial == {} and turn.cards[1].text == "sea 7.1 (titles, auto, 0.8) one two three four"


def stop_when_writing(muse: MuseState, times: int = 1) -> None:
    left = [times]

    def stop(turn: Turn) -> None:
        if turn.state == WRITING and left[0]:
            left[0] -= 1
            muse.stop()

    muse.turn_changed.connect(stop)


def test_stop_takes_what_there_is(talking, engine) -> None:
    stop_when_writing(talking)
    turn = talking.ask("sea", "titles", count=3, seed=7)
    engine.work()
    assert turn.state == DONE and [c.text for c in turn.cards] == ["sea 7.0 (titles, auto, 0.8)"]


def test_stopping_twice_ends_at_once_and_keeps_what_was_read(talking, engine) -> None:
    stop_when_writing(talking)
    talking.turn_changed.connect(lambda t: talking.stop() if t.state == WRITING else None)
    turn = talking.ask("sea", "titles", count=3, seed=7)
    engine.work()
    assert turn.state == STOPPED and not talking.busy
    assert [c.text for c in turn.cards] == ["sea 7.0 (titles, auto, 0.8)"] and turn.cards[0].variant.raw


def test_a_muse_that_cannot_end_early_keeps_what_was_read_too(studio, engine) -> None:
    with talker(early=False):
        studio.muse.choose(TALKER)
        stop_when_writing(studio.muse)
        turn = studio.muse.ask("sea", "poem", seed=3)
        engine.work()
    assert turn.state == STOPPED and turn.cards[0].variant.raw and turn.cards[0].text.startswith("sea 3.0")


def test_what_waits_is_stopped_without_an_answer(muse, engine) -> None:
    turn = muse.ask(LINE)
    muse.stop()
    assert turn.state == STOPPED and not turn.cards and not engine.waiting and not muse.busy


def test_an_error_stands_on_the_turn(talking, engine) -> None:
    turn = talking.ask("fail")
    engine.work()
    assert turn.state == FAILED and turn.error == "The muse has lost its voice." and not talking.busy
    engine.work()
    talking.again(turn)
    engine.work()
    assert turn.state == FAILED and turn.error


def test_a_muse_that_has_no_answer_says_so(talking, engine) -> None:
    turn = talking.ask("nothing")
    engine.work()
    assert turn.state == FAILED and "no answer" in turn.error and not turn.cards


def test_a_muse_that_goes_while_it_looks_is_told(studio, engine) -> None:
    due: list[Callable[[], None]] = []
    studio.place_pixels(np.full((40, 60, 4), 90, np.uint8), "gray")
    studio.background = Background(due.append)
    with talker():
        studio.muse.choose(TALKER)
        turn = studio.muse.ask("", "notes")
    studio.background.close()
    for call in due:
        call()
    assert turn.state == FAILED and "talker" in turn.error and not studio.muse.busy


def test_stopping_while_it_looks_asks_nothing(studio, talking, engine) -> None:
    due: list[Callable[[], None]] = []
    studio.place_pixels(np.full((40, 60, 4), 90, np.uint8), "gray")
    studio.background = Background(due.append)
    turn = talking.ask("", "notes")
    talking.stop()
    studio.background.close()
    for call in due:
        call()
    assert turn.state == STOPPED and not engine.waiting and not talking.busy


def test_a_question_of_ours_goes_before_pictures_that_wait(muse, engine, studio) -> None:
    studio.create.set_text(LINE)
    muse.ask(LINE)
    assert engine.waiting[-1].slot
    with talker():
        muse.choose(TALKER)
        muse.ask(LINE)
        assert engine.waiting[-1].slot is None, "a model of the artist's may take minutes: sliders go between"


def test_a_pasted_book_is_asked_and_kept_short(studio, engine, talking) -> None:
    talking.set_draft("sea " * 500_000)
    assert len(talking.draft) == 1_000_000
    turn = talking.ask(count=1)
    engine.work()
    assert turn.state == DONE
    studio.ensure_document()
    assert len(studio.document.attached["muse"]) < 100_000


def test_how_much_of_a_long_line_is_read_is_told(studio, engine, muse) -> None:
    turn = muse.ask("sea " * 500, "titles")
    assert "first 399 characters" in studio.told_all[-1] and "1,999" in studio.told_all[-1]
    assert read_notice(turn.line, turn.muse) == studio.told_all[-1]
    told = len(studio.told_all)
    muse.ask("sea " * 100, "titles")
    assert len(studio.told_all) == told
    with talker():
        muse.choose(TALKER)
        muse.ask("sea " * 1500)
        assert len(studio.told_all) == told, "a model is shown more"
        muse.ask("sea " * 2000)
        assert "at most the first 5,999 characters" in studio.told_all[-1]
    assert read_notice("sea " * 2000, TALKER) == "", "nobody knows what a muse read that is gone"


def test_again_replaces_all_but_locked_and_pinned_cards(talking, asked, engine) -> None:
    first = list(asked.cards)
    talking.lock(first[1], True)
    talking.pin(first[3], True)
    talking.again(asked)
    assert asked.cards == first, "the old ones stand until the new ones are there"
    with pytest.raises(UserError, match="still writing"):
        talking.again(asked)
    engine.work()
    assert asked.cards[:2] == [first[1], first[3]] and len(asked.cards) == 5
    assert not {c.text for c in asked.cards[2:]} & {first[0].text, first[2].text, first[4].text}
    assert talking.turns == [asked] and talking.undo_title == "Ask again"
    talking.undo()
    assert asked.cards == first
    talking.redo()
    assert asked.cards[:2] == [first[1], first[3]] and asked.cards[2] not in first


def test_again_that_is_stopped_leaves_the_answers(talking, asked, engine) -> None:
    cards = list(asked.cards)
    talking.again(asked)
    talking.stop()
    assert asked.cards == cards and asked.state == DONE


def test_undo_while_it_is_asked_again_takes_that_back(talking, asked, engine) -> None:
    cards = list(asked.cards)
    talking.turn_changed.connect(lambda t: talking.undo() if t.state == WRITING else None)
    talking.again(asked)
    assert talking.undo_title == "Ask again"
    engine.work()
    assert asked.cards == cards and asked.state == DONE and talking.turns == [asked]
    assert talking.undo_title == "Ask for prompts"


def test_a_draft_that_is_chosen_stays_where_it_was_read() -> None:
    best, read, other = Variant("the best"), Variant("read while written"), Variant("another")
    drafts = {0: "thrown away", 1: "", 2: "read while written "}
    assert _in_place((best, read, other), drafts) == (best, other, read)
    assert _in_place((read, best), drafts) == (read, best), "there is no third place"


def test_an_answer_is_taken_out_and_comes_back(talking, asked) -> None:
    cards = list(asked.cards)
    talking.remove_card(cards[2])
    assert asked.cards == [*cards[:2], *cards[3:]] and talking.undo_title == "Remove answer"
    talking.undo()
    for card in cards:
        talking.remove_card(card)
    assert talking.turns == []
    talking.undo()
    assert talking.turns == [asked] and asked.cards == cards[-1:]


def test_again_that_finds_nothing_says_so(studio, talking, engine) -> None:
    turn = talking.ask(LINE)
    engine.work()
    cards, turn.line = list(turn.cards), "nothing"
    talking.again(turn)
    engine.work()
    assert turn.cards == cards and turn.state == DONE and studio.told_all[-1] == NO_ANSWER
    failed = talking.ask("fail")
    engine.work()
    failed.line = "nothing"
    talking.again(failed)
    engine.work()
    assert failed.state == FAILED and failed.error == NO_ANSWER and not talking.busy


def test_the_same_seed_gives_the_same_answers(muse, engine) -> None:
    a, b = muse.ask(LINE, seed=5), muse.ask(LINE, seed=5)
    engine.work()
    assert [c.text for c in a.cards] == [c.text for c in b.cards]


def test_undoing_a_question_stops_it(muse, engine) -> None:
    turn = muse.ask(LINE)
    muse.undo()
    assert muse.turns == [] and not muse.busy and not engine.waiting and turn.state == STOPPED
    muse.redo()
    assert muse.turns == [turn]


def test_the_oldest_turns_go_but_pinned_ones_stay(muse) -> None:
    old = [Turn(f"line {i}", "titles", state=DONE) for i in range(MOST_TURNS)]
    for turn in old:
        turn.cards = [Card(Variant("a"), "a", "titles", turn)]
    muse.turns = old
    muse.pin(old[0].cards[0], True)
    muse.ask(LINE)
    assert len(muse.turns) == MOST_TURNS and muse.turns[0] is old[0] and old[1] not in muse.turns


# -- who is asked ------------------------------------------------------------------------------------------------------


def test_choices_are_remembered(engine, home) -> None:
    with talker():
        first = Studio(engine, Settings())
        first.muse.choose(TALKER)
        first.muse.set_value("temperature", 1.4)
        first.muse.set_form("haiku")
        first.muse.set_lang("zh")
        first.muse.set_count(4)
        first.muse.set_look(False)
        first.close()
        again = Studio(engine, Settings()).muse
        assert (again.spec.id, again.form, again.lang, again.count, again.look) == (TALKER, "haiku", "zh", 4, False)
        assert again.values == {"temperature": 1.4} and [p.name for p in again.params] == ["temperature"]
        again.choose("concepts")
        assert "temperature" not in again.values
        again.choose(TALKER)
        again.reset_values()
        assert again.values == {"temperature": 0.8}


def test_values_reach_the_muse(talking, engine) -> None:
    talking.set_value("temperature", 1.5)
    turn = talking.ask("sea", "poem", count=1, seed=1)
    engine.work()
    assert "(poem, auto, 1.5)" in turn.cards[0].text
    with pytest.raises(UserError, match="goes from"):
        talking.set_value("temperature", 9)


def test_a_muse_that_vanishes_is_told_and_comes_back(studio, engine) -> None:
    with talker():
        studio.muse.choose(TALKER)
    studio.muses_changed.emit()
    assert studio.muse.spec is MUSES.default and "“Talker” is gone" in studio.told_all[-1]
    with talker() as spec:
        studio.muses_changed.emit()
        assert studio.muse.spec is spec
    studio.muses_changed.emit()


def test_a_muse_that_lacks_something_says_so(studio, engine) -> None:
    with talker(needs="Choose the address of a server first."):
        studio.muse.choose(TALKER)
        with pytest.raises(UserError, match="address"):
            studio.muse.ask(LINE)
        studio.create.set_text(LINE)
        studio.create.set_count(3)
        studio.create.develop()
        engine.work()
        assert "Choose the address of a server first." in studio.told_all
        assert [c.text for c in studio.contact] == [LINE] * 3 and studio.contact.done == 3


def test_a_broken_memory_of_choices_is_no_obstacle(engine) -> None:
    settings = Settings()
    settings["muse"] = "no such muse"
    settings["muse_panel"] = {"form": 7, "lang": "xx", "counts": {"poem": 99, "nose": 2}, "values": [1], "look": "x"}
    muse = Studio(engine, settings).muse
    assert (muse.spec, muse.form, muse.lang) == (MUSES.default, FORMS[0], "auto")
    assert muse.count_of("poem") == COUNTS["poem"] and muse.look


def test_wrong_choices_are_refused(muse) -> None:
    for wrong in (lambda: muse.set_form("ode"), lambda: muse.set_lang("fr"), lambda: muse.set_count(MOST + 1)):
        with pytest.raises(UserError):
            wrong()
    with pytest.raises(UserError, match="no muse called"):
        muse.choose("nobody")


def test_forms_follow_each_other_in_a_ring(muse) -> None:
    muse.step_form(-1)
    assert muse.form == FORMS[-1]
    muse.step_form(1)
    assert muse.form == FORMS[0]


# -- the picture -------------------------------------------------------------------------------------------------------


def test_forms_of_the_picture_look_at_the_canvas(studio, talking, engine) -> None:
    big = np.full((1200, 1600, 4), 200, np.uint8)
    studio.place_pixels(big, "big")
    turn = talking.ask("", "notes", count=1)
    engine.work()
    assert turn.of_picture and "768 x 576" in turn.cards[0].text and EDGE == 768
    talking.set_look(False)
    blind = talking.ask("sea", "notes", count=1)
    engine.work()
    assert not blind.of_picture and "x" not in blind.cards[0].text.split("0.8")[1]


def test_they_look_at_the_candidate_that_is_shown(studio, muse, engine) -> None:
    studio.create.set_text(LINE)
    studio.create.set_count(1)
    studio.create.develop()
    engine.work()
    with talker():
        muse.choose(TALKER)
        muse.ask("", "palette", count=1)
        engine.work()
        picture = inputs(engine)["picture"]
        facts = json.loads(str(inputs(engine)["facts"]))
    assert isinstance(picture, ImageRef) and picture.pixels is studio.contact.current.picture.pixels
    assert facts["layers"][0]["recipe"]["text"] == LINE


def test_an_empty_canvas_is_not_looked_at(studio, talking, engine) -> None:
    studio.ensure_document()
    turn = talking.ask("sea", "palette", count=1)
    engine.work()
    assert not turn.of_picture and "picture" not in inputs(engine)


# -- cards -------------------------------------------------------------------------------------------------------------


def test_cards_are_edited_in_place_and_typing_is_one_step(talking, asked) -> None:
    card, before = asked.cards[0], asked.cards[0].text
    card.thumb = np.zeros((4, 4, 4), np.uint8)
    thumb = card.thumb
    assert card.parts[0].text and not card.edited
    for text in ("a", "a red", "a red boat "):
        talking.edit(card, text)
    assert card.text == "a red boat" and card.edited and card.thumb is None and card.parts == (Part("a red boat"),)
    talking.end_edit()
    talking.edit(card, "a blue boat")
    talking.undo()
    assert card.text == "a red boat"
    talking.undo()
    assert card.text == before and card.thumb is thumb
    talking.edit(card, "   ")
    assert card.text == before


def test_a_vote_shifts_the_next_answers(talking, asked, engine) -> None:
    talking.vote(asked.cards[0], 1)
    talking.vote(asked.cards[1], -1)
    assert talking.liked == (asked.cards[0].text,) and talking.disliked == (asked.cards[1].text,)
    talking.ask(LINE)
    engine.work()
    wishes = inputs(engine)["wishes"]
    assert wishes.liked == talking.liked and wishes.disliked == talking.disliked
    talking.vote(asked.cards[0], -1)
    assert talking.liked == () and talking.disliked == (asked.cards[1].text, asked.cards[0].text)
    talking.vote(asked.cards[0], 0)
    assert talking.disliked == (asked.cards[1].text,)
    talking.undo()
    talking.undo()
    assert asked.cards[0].vote == 1 and talking.liked == (asked.cards[0].text,)


def test_a_vote_stays_with_its_words(talking, asked) -> None:
    card, liked = asked.cards[0], asked.cards[0].text
    talking.vote(card, 1)
    talking.edit(card, "a blue boat")
    assert card.vote == 0 and talking.liked == (liked,)
    talking.undo()
    assert card.vote == 1
    talking.edit(card, "a blue boat")
    talking.edit(card, liked)
    assert card.vote == 1


def test_a_candidate_is_asked_back_about(studio, talking, engine) -> None:
    muse = talking
    studio.create.set_text(LINE)
    studio.create.set_count(2)
    studio.create.develop()
    engine.work()
    card = studio.create.cards[0]
    candidate = next(c for c in studio.contact if c.text == card.text)
    changed: list[object] = []
    studio.contact.changed.connect(changed.append)
    muse.vote_candidate(candidate, 1)
    assert candidate.vote == card.vote == 1 and muse.liked == (card.text,) and candidate in changed
    muse.reset_wishes()
    assert candidate.vote == card.vote == 0 and muse.wishes == NO_WISHES
    muse.undo()
    assert candidate.vote == card.vote == 1 and muse.liked == (card.text,)


def test_new_cards_and_candidates_know_the_vote_on_their_words(studio, talking, engine) -> None:
    first = talking.ask(LINE, seed=5)
    engine.work()
    talking.vote_text(LINE, 1)
    liked = first.cards[0]
    talking.vote(liked, 1)
    talking.paint(liked)
    assert studio.contact[-1].vote == 1
    talking.use_as_line(liked)
    studio.create.settle()
    assert studio.contact[-1].text == liked.text and studio.contact[-1].vote == 1


def test_pinned_cards_are_gathered_and_outlive_a_clearing(talking, asked, engine) -> None:
    other = talking.ask("the sea at night", "titles")
    engine.work()
    talking.pin(other.cards[1], True)
    talking.pin(asked.cards[0], True)
    assert talking.pinned == [asked.cards[0], other.cards[1]]
    talking.pin(asked.cards[0], False)
    talking.clear()
    assert talking.turns == [other]
    talking.remove(other)
    assert talking.turns == []
    talking.undo()
    talking.undo()
    assert talking.turns == [asked, other]


# -- wishes ------------------------------------------------------------------------------------------------------------


def test_phrases_are_locked_struck_and_weighed(talking, engine) -> None:
    mist = Part("in thin mist", "weather", "Mist")
    talking.lock_phrase(mist, True)
    assert talking.locked == (mist,)
    talking.weigh("in thin mist", 1.6)
    talking.strike("In thin mist", True)
    assert talking.locked == () and talking.struck == ("In thin mist",) and talking.weights == {}
    talking.lock_phrase(mist, True)
    assert talking.struck == () and talking.locked == (mist,)
    talking.lock_phrase(mist, False)
    assert talking.locked == ()
    talking.strike("snow", True)
    talking.strike("SNOW", False)
    assert talking.struck == ()
    with pytest.raises(UserError, match="no words"):
        talking.strike(" , ", True)
    talking.set_axes(("light", "mood", "light"))
    talking.ask(LINE)
    engine.work()
    assert inputs(engine)["wishes"].axes == ("light", "mood")


def test_weights_that_are_dragged_are_one_step(muse) -> None:
    for weight in (1.1, 1.35, 5.0):
        muse.weigh("boats", weight)
    assert muse.weights == {"boats": 2.0} and muse.undo_title == "Weigh phrase"
    muse.weigh("mist", 0.5)
    muse.undo()
    assert muse.weights == {"boats": 2.0}
    muse.weigh("boats", 1.0)
    assert muse.weights == {}
    muse.undo()
    muse.undo()
    assert muse.weights == {} and muse.undo_title == ""


def test_wishes_have_bounds(muse) -> None:
    for i in range(200):
        muse.vote_text(f"text {i}", 1)
        muse.weigh(f"phrase {i}", 1.5)
    assert len(muse.liked) == 40 and muse.liked[-1] == "text 199" and len(muse.weights) == 60
    with pytest.raises(UserError, match="At most"):
        for i in range(200):
            muse.lock_phrase(Part(f"phrase {i}"), True)
    with pytest.raises(UserError, match="At most"):
        for i in range(200):
            muse.strike(f"word {i}", True)


def test_events_say_what_changed(talking, asked) -> None:
    told: list[object] = []
    talking.card_changed.connect(told.append)
    talking.wishes_changed.connect(lambda: told.append("wishes"))
    talking.steps_changed.connect(lambda: told.append("steps"))
    talking.lock(asked.cards[0], True)
    assert told == [asked.cards[0], "steps"]
    told.clear()
    talking.lock(asked.cards[0], True)
    assert told == [], "nothing changed"
    talking.vote(asked.cards[0], 1)
    assert told == [asked.cards[0], "wishes", "steps"]


def test_steps_are_bounded_and_a_new_one_ends_redo() -> None:
    class Thing:
        value = 0

    thing, told = Thing(), []
    steps = Steps(told.append)
    for i in range(300):
        steps.do(f"step {i}", Change(thing, "value", i, i + 1))
    undone = 0
    while steps.undo():
        undone += 1
    assert undone == 200 and thing.value == 100 and not steps.undo_title
    steps.redo()
    steps.do("other", Change(thing, "value", thing.value, 7))
    assert not steps.redo() and thing.value == 7 and steps.undo_title == "other"


# -- words to picture --------------------------------------------------------------------------------------------------


def test_a_card_is_painted_and_gets_its_picture(studio, talking, asked, engine) -> None:
    talking.paint(asked.cards[1])
    engine.work()
    candidate = studio.contact.current
    assert candidate.text == asked.cards[1].text and candidate.state is CandidateState.DONE
    assert asked.cards[1].thumb is not None and max(asked.cards[1].thumb.shape[:2]) <= THUMB_EDGE
    assert asked.cards[0].thumb is None


def test_a_storyboard_keeps_its_order_and_its_chance(studio, muse, engine) -> None:
    turn = muse.ask("a lighthouse and a storm", "scenes")
    engine.work()
    assert len(turn.cards) >= 3
    muse.paint_all(turn)
    engine.work()
    assert [c.text for c in studio.contact] == [c.text for c in turn.cards]
    assert [c.label for c in studio.contact] == [f"Scene {i}" for i in range(1, len(turn.cards) + 1)]
    assert len({c.seed for c in studio.contact}) == 1 and studio.contact.done == len(turn.cards)
    assert studio.contact.current is studio.contact[0] and all(c.thumb is not None for c in turn.cards)


def test_all_prompts_are_painted_by_chances_of_their_own(studio, talking, asked, engine) -> None:
    talking.paint_all(asked)
    engine.work()
    assert [c.text for c in studio.contact] == [c.text for c in asked.cards]
    assert len({c.seed for c in studio.contact}) == 5 and not any(c.label for c in studio.contact)
    with pytest.raises(UserError, match="nothing to paint"):
        talking.paint_all(Turn("x", "prompts"))


def test_what_a_card_lacks_cannot_be_applied(studio, talking, asked) -> None:
    for verb in (talking.apply_palette, talking.apply_guides):
        with pytest.raises(UserError, match="There (is|are) no"):
            verb(asked.cards[0])


def test_a_palette_a_composition_and_lettering(qapp, studio, muse) -> None:
    turn = Turn("sea", "palette", muse="concepts", state=DONE)
    colors = Card(Variant("Deep water", colors=("#102030", "#a0b0c0")), "Deep water", "palette", turn)
    lines = Card(Variant("Low", guides="low-horizon"), "Low", "composition", turn)
    studio.ensure_document()
    muse.apply_palette(colors)
    assert [(p.name, p.colors) for p in studio.colors.palettes] == [("sea", ((16, 32, 48), (160, 176, 192)))]
    muse.apply_guides(lines)
    assert studio.guides.current.id == "low-horizon" and muse.shows_guides(lines)
    muse.toggle_guides(lines)
    assert studio.guides.current is None and not muse.shows_guides(lines)
    muse.toggle_guides(lines)
    assert muse.shows_guides(lines)
    muse.letter(colors)
    lettering = studio.document.active.props.lettering
    assert (lettering.text, lettering.source) == ("Deep water", "muse:concepts")


def test_commands_move_the_conversation(studio, talking, asked, engine) -> None:
    by = {c.id: c for c in MUSE}
    studio.muse.set_draft("the sea")
    assert by["muse.ask"].when(studio)
    by["muse.ask"].run(studio, None)
    assert by["muse.stop"].when(studio)
    engine.work()
    by["muse.paint_all"].run(studio, None)
    engine.work()
    assert [c.text for c in studio.contact] == [c.text for c in talking.turns[-1].cards]
    more, less = by["muse.more"], by["muse.less"]
    more.run(studio, None)
    assert studio.contact.current.vote == 1 and more.checked(studio, None) and not less.checked(studio, None)
    less.run(studio, None)
    assert studio.contact.current.vote == -1
    less.run(studio, None)
    assert studio.contact.current.vote == 0
    by["muse.again"].run(studio, None)
    engine.work()
    assert talking.undo_title == "Ask again"
    by["muse.undo"].run(studio, None)
    by["muse.clear"].run(studio, None)
    assert not talking.turns and not by["muse.export"].when(studio)
