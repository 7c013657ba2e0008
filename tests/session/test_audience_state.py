"""Audience mode: a visitor's line, a picture and a few words in answer, and nothing kept unless it is wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from muse_kit import TALKER, talker

from studio.core.settings import Settings
from studio.session.audience import DRIFT_MS, EDGE, FIRST_EDGE, IDLE_MS, LEAVE_MS, LONGEST, SLOTS, AudienceState, clean
from studio.session.studio import Studio

LINE = "a red house by a lake at noon"


@pytest.fixture
def audience(studio: Studio) -> AudienceState:
    """On a canvas of 640 x 480 px."""
    studio.muse.choose("concepts")
    studio.files.new(640, 480)
    studio.audience.enter()
    return studio.audience


def test_a_line_is_answered_by_a_picture_and_a_haiku(audience: AudienceState, engine) -> None:
    sizes: list[tuple[int, int, bool]] = []
    audience.picture_changed.connect(lambda: sizes.append((*audience.picture.shape[1::-1], audience.rough)))
    assert audience.say(LINE) and audience.busy and audience.lines == [LINE] and audience.picture is None
    engine.work()
    assert not audience.busy
    assert sizes[0] == (FIRST_EDGE, 240, True) and sizes[-1] == (640, 480, False)
    assert len(audience.reply.split("\n")) == 3
    (answer,) = audience.answers
    assert LINE in answer.painted and answer.painted != LINE and answer.reply == audience.reply
    assert len(np.unique(audience.picture[..., 0])) > 20


def test_nothing_of_it_is_work_history_or_document(studio, audience: AudienceState, engine) -> None:
    audience.say(LINE)
    assert all(job.live for job in studio.jobs) and LINE not in " ".join(j.title for j in studio.jobs)
    engine.work()
    audience.leave()
    assert not studio.muse.turns and studio.muse.search("") == [] and not studio.document.attached
    assert not studio.document.history.can_undo and len(studio.contact) == 0
    assert audience.lines == [] and audience.picture is None and audience.reply == "" and not audience.active
    assert not studio.files.unsaved


def test_the_newest_line_counts(audience: AudienceState, engine) -> None:
    audience.say("a forest in winter")
    engine.work(1)
    audience.say(LINE)
    audience.say("the sea at night")
    assert [dict(r.inputs)["text"] for r in engine.waiting] == ["the sea at night"]
    engine.work()
    assert audience.lines == ["a forest in winter", LINE, "the sea at night"] and not audience.busy
    assert [bool(a.reply) for a in audience.answers] == [False, False, True]


def test_what_still_comes_for_an_older_line_is_not_shown(studio, audience: AudienceState, engine) -> None:
    later: list[Callable[[], object]] = [lambda: audience.say("the sea at night")]
    audience.picture_changed.connect(lambda: later and later.pop()())
    audience.say(LINE)
    engine.work()
    assert audience.answers[0].reply == "" and audience.answers[1].reply and not audience.busy
    assert "sea" in audience.answers[1].painted
    assert not any(j.request.slot in SLOTS for j in studio.jobs)


def test_without_a_muse_the_line_itself_is_painted(studio, audience: AudienceState, engine) -> None:
    with talker(needs=""):
        studio.muse.choose(TALKER)
        audience.say("fail")
        engine.work()
    assert audience.picture is not None and audience.answers[0].painted == "fail" and audience.reply == ""
    assert not audience.busy


def test_a_muse_that_thinks_long_does_not_keep_the_picture_waiting(studio, audience: AudienceState, engine) -> None:
    with talker():
        studio.muse.choose(TALKER)
        audience.say(LINE)
        engine.work(1)
        assert audience.picture.shape == (240, FIRST_EDGE, 4) and audience.rough and audience.busy
        engine.work()
    assert audience.picture.shape == (480, 640, 4) and not audience.rough and not audience.busy
    assert audience.answers[0].painted.startswith(f"{LINE} ")


def test_the_reply_comes_word_by_word(studio, audience: AudienceState, engine) -> None:
    replies: list[str] = []
    audience.reply_changed.connect(lambda: replies.append(audience.reply))
    with talker():
        studio.muse.choose(TALKER)
        audience.say("sea")
        engine.work()
    assert len(replies) >= 2 and replies[-1].startswith(replies[0]) and replies[-1].endswith("four")


def test_what_the_artist_struck_out_is_told_to_the_muse(studio, audience: AudienceState, engine) -> None:
    studio.muse.strike("blood", True)
    audience.say(LINE)
    assert dict(engine.waiting[0].inputs)["wishes"].struck == ("blood",)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("  the \n sea\t", "the sea"),
        ("a\x00b\x1b[31m\u202ec", "ab[31mc"),
        ("海\u3000边", "海 边"),
        ("👩\u200d🎨 paints", "👩\u200d🎨 paints"),
        ("word " * 100, ("word " * 24).strip()),
        ("x" * 300, "x" * LONGEST),
        ("x" * 120 + " y", "x" * 120),
        (" \u200b\n", ""),
    ],
)
def test_lines_are_cleaned(typed: str, heard: str) -> None:
    assert clean(typed) == heard and len(heard) <= LONGEST


def test_a_megabyte_is_cut_at_once(audience: AudienceState) -> None:
    audience.say("sea " * 250_000)
    assert len(audience.lines[0]) <= LONGEST


def test_lines_without_words_and_lines_outside_of_the_mode_are_passed_over(studio, engine) -> None:
    assert not studio.audience.say(LINE)
    studio.audience.enter()
    assert not studio.audience.say("  \n") and not engine.waiting and studio.audience.lines == []


def test_only_what_is_shown_is_remembered_unless_it_is_kept(audience: AudienceState) -> None:
    for number in range(12):
        audience.say(f"line {number}")
    assert audience.lines == [f"line {n}" for n in range(6, 12)]
    audience.set_keep(True)
    for number in range(12, 30):
        audience.say(f"line {number}")
    assert len(audience.lines) == 24
    audience.leave()
    assert len(audience.answers) == 24 and audience.export_text().count("line ") == 24
    audience.enter()
    assert audience.lines == [], "the next evening begins without the lines of the last one"
    audience.say("a new line")
    assert audience.lines == ["a new line"] and len(audience.answers) == 25
    audience.leave()
    audience.set_keep(False)
    assert audience.answers == [] and audience.export_text() == ""


def test_what_was_kept_is_exported_with_its_answers(audience: AudienceState, engine) -> None:
    audience.set_keep(True)
    audience.say(LINE)
    engine.work()
    first, painted, *reply = audience.export_text().strip().split("\n")
    assert first.endswith(f"  {LINE}") and first[:2] == "20" and LINE in painted and len(reply) == 3


def test_it_begins_with_the_picture_that_is_there(studio, engine) -> None:
    studio.place_pixels(np.full((40, 60, 4), 90, np.uint8), "gray")
    studio.audience.enter()
    assert studio.audience.picture.shape == (40, 60, 4)
    studio.audience.leave()
    studio.muse.choose("concepts")
    studio.create.set_text(LINE)
    studio.create.set_count(1)
    studio.create.develop()
    engine.work()
    studio.audience.enter()
    assert studio.audience.picture is studio.contact.current.picture.pixels


def test_escape_twice_ends_it(audience: AudienceState, engine) -> None:
    audience.escape()
    assert audience.active and audience.leaving
    audience.say(LINE)
    assert not audience.leaving, "somebody writes on"
    audience.escape()
    audience.escape()
    assert not audience.active and not engine.waiting
    audience.escape()
    assert not audience.leaving


def test_a_session_that_ends_ends_it(studio, audience: AudienceState, engine) -> None:
    audience.say(LINE)
    studio.close()
    assert not audience.active and not engine.waiting


# -- with a clock ------------------------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.due: list[tuple[int, Callable[[], None]]] = []

    def __call__(self, milliseconds: int, call: Callable[[], None]) -> None:
        self.due.append((milliseconds, call))

    def pass_(self, milliseconds: int) -> None:
        due, self.due = self.due, []
        for wait, call in due:
            if wait == milliseconds:
                call()
            else:
                self.due.append((wait, call))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(engine, clock: Clock):
    studio = Studio(engine, Settings(), after=clock)
    engine.studio = studio
    studio.muse.choose("concepts")
    studio.files.new(160, 120)
    studio.audience.enter()
    yield studio
    studio.close()


def test_a_picture_that_is_left_alone_drifts(timed: Studio, engine, clock: Clock) -> None:
    audience = timed.audience
    audience.say(LINE)
    clock.pass_(IDLE_MS)
    assert not audience.drifting, "a line is being answered"
    engine.work()
    before = audience.picture
    clock.pass_(IDLE_MS)
    assert audience.drifting and audience.lines == [LINE]
    (request,) = engine.waiting
    engine.work()
    assert not audience.drifting and audience.picture.shape == before.shape
    change = np.abs(audience.picture.astype(int) - before).mean()
    assert 0 < change < 40, "a variation, not another picture"
    assert engine.done[-1] == request and {DRIFT_MS} == {ms for ms, _ in clock.due}
    clock.pass_(DRIFT_MS)
    assert audience.drifting
    audience.say("the sea at night")
    assert not audience.drifting and audience.busy
    engine.work()
    assert "sea" in audience.answers[-1].painted


@pytest.mark.parametrize("done", [0, 1])
def test_what_is_stopped_from_outside_leaves_it_at_rest(timed: Studio, engine, clock: Clock, done: int) -> None:
    audience = timed.audience
    audience.say("the sea at night")
    engine.work()
    audience.say(LINE)
    engine.work(done)
    assert audience.busy
    told: list[bool] = []
    audience.changed.connect(lambda: told.append(audience.busy))
    timed.jobs.cancel_all()
    engine.work()
    assert not audience.busy and told == [False]
    clock.pass_(IDLE_MS)
    assert audience.drifting


def test_drifting_can_be_stopped(timed: Studio, engine, clock: Clock) -> None:
    audience = timed.audience
    audience.say(LINE)
    engine.work()
    clock.pass_(IDLE_MS)
    audience.set_drift(False)
    assert not audience.drifting and not engine.waiting
    clock.pass_(IDLE_MS)
    clock.pass_(DRIFT_MS)
    assert not engine.waiting
    audience.set_drift(True)
    clock.pass_(IDLE_MS)
    assert audience.drifting
    audience.leave()
    clock.pass_(DRIFT_MS)
    assert not engine.waiting and not audience.drifting


def test_nothing_drifts_where_there_is_no_picture_of_ours(timed: Studio, engine, clock: Clock) -> None:
    clock.pass_(IDLE_MS)
    assert not timed.audience.drifting and not engine.waiting


def test_the_second_escape_has_to_come_soon(timed: Studio, clock: Clock) -> None:
    audience = timed.audience
    audience.escape()
    clock.pass_(LEAVE_MS)
    assert not audience.leaving
    audience.escape()
    assert audience.active and audience.leaving
    audience.escape()
    assert not audience.active


def test_large_pictures_have_a_bound(studio, engine) -> None:
    studio.muse.choose("concepts")
    studio.files.new(4096, 2048)
    studio.audience.enter()
    studio.audience.say(LINE)
    engine.work(3)
    (request,) = engine.waiting
    assert (dict(request.inputs)["width"], dict(request.inputs)["height"]) == (EDGE, EDGE // 2)
