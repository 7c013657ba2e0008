"""Verbs of the conversation with the muse, and of audience mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.art.muse.catalog import PAINTABLE
from studio.commands.command import Command
from studio.core.words import NO_WISHES
from studio.session.muse_cards import Turn

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.contact import Candidate
    from studio.session.studio import Studio


def _last(studio: Studio) -> Turn | None:
    """The newest turn that is not being written."""
    return next((t for t in reversed(studio.muse.turns) if not t.under_way), None)


def _unless(when: Callable[[Studio], bool], sentence: str) -> Callable[[Studio], str]:
    """Why a command cannot run, where one thing is missing."""
    return lambda studio: "" if when(studio) else sentence


def _can_ask(studio: Studio) -> bool:
    return bool(studio.muse.draft.strip()) or (studio.muse.looks and studio.muse.sees_picture)


def _has_answer(studio: Studio) -> bool:
    return _last(studio) is not None


def _again(studio: Studio, _desk: Desk) -> None:
    turn = _last(studio)
    if turn is not None:
        studio.muse.again(turn)


def _paintable(studio: Studio) -> Turn | None:
    return next((t for t in reversed(studio.muse.turns) if t.cards and t.form in PAINTABLE), None)


def _can_paint(studio: Studio) -> bool:
    return _paintable(studio) is not None


def _paint_all(studio: Studio, _desk: Desk) -> None:
    turn = _paintable(studio)
    if turn is not None:
        studio.muse.paint_all(turn)


def _current(studio: Studio) -> Candidate | None:
    candidate = studio.contact.current
    return candidate if candidate is not None and candidate.picture is not None else None


def _shows_candidate(studio: Studio) -> bool:
    return _current(studio) is not None


def _vote(studio: Studio, vote: int) -> None:
    """A second time takes the vote back."""
    candidate = _current(studio)
    if candidate is not None:
        studio.muse.vote_candidate(candidate, 0 if candidate.vote == vote else vote)


def _voted(studio: Studio, vote: int) -> bool:
    candidate = _current(studio)
    return candidate is not None and candidate.vote == vote


def _has_talk(studio: Studio) -> bool:
    return any(t.cards for t in studio.muse.turns)


def _has_wishes(studio: Studio) -> bool:
    return studio.muse.wishes != NO_WISHES


_NO_CANDIDATE = _unless(_shows_candidate, "Choose a candidate on the contact sheet first.")

MUSE = (
    Command(
        id="muse.focus", title="Write to the muse", menu="Muse", icon="chat-teardrop-text", keys=("Ctrl+Alt+U",),
        help="Shows the Muse panel, the caret in its entry.", run=lambda _s, desk: desk.focus_muse(),
    ),
    Command(
        id="muse.ask", title="Ask the muse", menu="Muse", icon="sparkle", keys=("Ctrl+Alt+Return",),
        help="Sends what stands in the entry.", when=_can_ask, why=_unless(_can_ask, "Write a line to the muse first."),
        run=lambda studio, _d: studio.muse.ask(),
    ),
    Command(
        id="muse.again", title="Other answers", menu="Muse", icon="arrows-clockwise", keys=("Ctrl+Alt+R",),
        help="Asks the newest line again; locked and pinned cards stay.", when=_has_answer,
        why=_unless(_has_answer, "Ask the muse something first."), run=_again,
    ),
    Command(
        id="muse.stop", title="Stop the muse", menu="Muse", icon="stop", keys=("Ctrl+Alt+.",),
        help="It gives what it has so far.", when=lambda studio: studio.muse.busy,
        why=_unless(lambda studio: studio.muse.busy, "The muse is not writing."),
        run=lambda studio, _d: studio.muse.stop(),
    ),
    Command(
        id="muse.next_form", title="Next form", menu="Muse", icon="caret-down", keys=("Ctrl+PgDown",), divided=True,
        help="Prompts, titles, poem, haiku and so on.", run=lambda studio, _d: studio.muse.step_form(1),
    ),
    Command(
        id="muse.previous_form", title="Previous form", menu="Muse", icon="caret-up", keys=("Ctrl+PgUp",),
        run=lambda studio, _d: studio.muse.step_form(-1),
    ),
    Command(
        id="muse.paint_all", title="Paint all answers", menu="Muse", icon="squares-four", keys=("Ctrl+Alt+A",), divided=True,
        help="A sheet of candidates from the newest prompts, or a storyboard from the newest scenes.",
        when=_can_paint, why=_unless(_can_paint, "Ask for prompts or scenes first: they can be painted."),
        run=_paint_all,
    ),
    Command(
        id="muse.more", title="More like this candidate", menu="Muse", icon="thumbs-up", keys=("Ctrl+Alt+=",),
        help="The muse leans toward the words of the chosen candidate.",
        when=_shows_candidate, why=_NO_CANDIDATE, checked=lambda studio, _d: _voted(studio, 1),
        run=lambda studio, _d: _vote(studio, 1),
    ),
    Command(
        id="muse.less", title="Less like this candidate", menu="Muse", icon="thumbs-down", keys=("Ctrl+Alt+-",),
        help="The muse keeps away from the words of the chosen candidate.",
        when=_shows_candidate, why=_NO_CANDIDATE, checked=lambda studio, _d: _voted(studio, -1),
        run=lambda studio, _d: _vote(studio, -1),
    ),
    Command(
        id="muse.reset", title="Reset wishes", menu="Muse", icon="eraser", when=_has_wishes,
        why=_unless(_has_wishes, "Nothing is locked, struck out, weighed, liked or disliked."),
        help="Nothing is locked, struck out, weighed, liked or disliked any more.",
        run=lambda studio, _d: studio.muse.reset_wishes(),
    ),
    Command(
        id="muse.undo", title="Undo in the conversation", menu="Muse", icon="arrow-u-up-left", keys=("Ctrl+Alt+Z",),
        divided=True, when=lambda studio: bool(studio.muse.undo_title), run=lambda studio, _d: studio.muse.undo(),
    ),
    Command(
        id="muse.redo", title="Redo in the conversation", menu="Muse", icon="arrow-u-up-right",
        keys=("Ctrl+Alt+Shift+Z",), when=lambda studio: bool(studio.muse.redo_title),
        run=lambda studio, _d: studio.muse.redo(),
    ),
    Command(
        id="muse.clear", title="Clear conversation", menu="Muse", icon="trash",
        help="Turns with pinned cards stay, and so does the history.", when=lambda studio: bool(studio.muse.turns),
        run=lambda studio, _d: studio.muse.clear(),
    ),
    Command(
        id="muse.search", title="Search what the muse wrote", menu="Muse", icon="clock-counter-clockwise",
        keys=("Ctrl+Alt+H",), divided=True, help="All former answers, by their words.",
        run=lambda _s, desk: desk.search_muse(),
    ),
    Command(
        id="muse.export", title="Export conversation…", menu="Muse", icon="export", when=_has_talk,
        why=_unless(_has_talk, "The muse has not answered anything yet."),
        help="As text or Markdown.", run=lambda _s, desk: desk.export_muse(),
    ),
    Command(
        id="muse.audience", title="Audience mode", menu="Muse", icon="presentation", keys=("Shift+F11",), divided=True,
        help="Full screen: visitors type one line at a time, the picture answers. Escape twice ends it.",
        run=lambda _s, desk: desk.show_audience(),
    ),
    Command(
        id="muse.keep_audience", title="Keep visitors' lines", menu="Muse", icon="archive",
        help="Off, what visitors write is forgotten when audience mode ends.",
        checked=lambda studio, _d: studio.audience.keep,
        run=lambda studio, _d: studio.audience.set_keep(not studio.audience.keep),
    ),
    Command(
        id="muse.drift", title="Let the audience's picture drift", menu="Muse", icon="wind",
        help="The picture moves on slowly while nobody writes.", checked=lambda studio, _d: studio.audience.drift,
        run=lambda studio, _d: studio.audience.set_drift(not studio.audience.drift),
    ),
    Command(
        id="muse.export_audience", title="Export visitors' lines…", menu="Muse", icon="export",
        help="What visitors wrote while it was kept.", when=lambda studio: bool(studio.audience.answers),
        run=lambda _s, desk: desk.export_audience(),
    ),
    Command(
        id="muse.server", title="Language server…", menu="Muse", icon="hard-drives", divided=True,
        help="Lets a language model of Ollama, llama.cpp or another server on this computer write.",
        run=lambda _s, desk: desk.language_server(),
    ),
    Command(
        id="muse.instructions", title="Instructions…", menu="Muse", icon="note-pencil",
        help="What your own language models are told of each form.", run=lambda _s, desk: desk.muse_instructions(),
    ),
)  # fmt: skip
