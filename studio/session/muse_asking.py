"""Asking the muse, and taking in what it says word by word."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.art.muse.catalog import FORM, MUSES, OF_PICTURE
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import ImageRef
from studio.core.words import Variant
from studio.engine.request import Request
from studio.session.jobs import Job
from studio.session.muse_cards import DONE, FAILED, STOPPED, WAITING, WRITING, Card, Turn
from studio.session.muse_facts import facts_of_candidate, taken
from studio.session.muse_steps import Change
from studio.session.muse_talk import MuseTalk
from studio.session.muse_text import read_notice

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

GROUP = "muse"
SEED_LIMIT = 2**31
MOST_TURNS = 100
NO_LINE = "Write a line first: a place, a light, a thing."
NO_ANSWER = "The muse found no answer to this line: say a little more, or ask another muse."
AGAIN = "Ask again"
TITLES = {c.id: c.title for c in FORM.choices}
Done = Callable[[Turn], object]


@dataclass(eq=False)
class _Asking:
    """One question under way. `before`: state and error of a turn that is asked again. `job`: None until it is posted."""

    turn: Turn
    muse: str
    lang: str
    seed: int
    count: int
    group: str
    urgent: bool
    done: Done
    before: tuple[str, str] | None = None
    job: Job | None = None
    ended: bool = False


class MuseAsking(MuseTalk):
    """`answered(turn)`: cards have come. `busy_changed`: something is being written, or nothing any more."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._rng = random.SystemRandom()
        self._askings: list[_Asking] = []
        self.answered: Event[Turn] = Event()
        self.busy_changed: Event[[]] = Event()
        self.turns_changed.connect(self._let_go)

    @property
    def busy(self) -> bool:
        return bool(self._askings)

    # -- verbs ---------------------------------------------------------------------------------------------------

    def ask(
        self, line: str | None = None, form: str | None = None, *, group: str = GROUP, count: int | None = None,
        seed: int | None = None, urgent: bool = True, done: Done = lambda _turn: None,
    ) -> Turn:  # fmt: skip
        """Asks the chosen muse about `line` (what stands in the entry) in `form` (the chosen one).

        The entry is empty afterwards. `urgent`: goes before pictures that wait. `done` is called when the turn has ended,
        whatever its state. Raises `UserError` where there is nothing to ask about, or the muse cannot answer.
        """
        form, from_entry = form or self.form, line is None
        line = (self.draft if line is None else line).strip()
        turn = Turn(line, form, self.lang, self.spec.id, self._seed(seed), when=time.time())
        turn.of_picture = self._will_look(form)
        self._check(turn.line, form, turn.of_picture)
        self._do(f"Ask for {TITLES[form].lower()}", Change(self, "turns", self.turns, _trimmed([*self.turns, turn])))
        if told := read_notice(turn.line, turn.muse):
            self._studio.told.emit(told)
        number = count or self.count_of(form)
        self._begin(_Asking(turn, turn.muse, turn.lang, turn.seed, number, group, urgent, done))
        if from_entry:
            self.set_draft("")
        return turn

    def again(
        self, turn: Turn, *, group: str = GROUP, seed: int | None = None, urgent: bool = True,
        done: Done = lambda _turn: None,
    ) -> None:  # fmt: skip
        """Other answers to the same line, by the muse that is chosen now. Locked and pinned cards stay; those that go
        come back by `undo`.

        Raises `UserError` while it is still being written, or where the muse cannot answer.
        """
        if turn.under_way:
            raise UserError("The muse is still writing: wait for it, or stop it first.")
        looks = self._will_look(turn.form)
        self._check(turn.line, turn.form, looks)
        turn.of_picture = looks
        before, turn.state, turn.error = (turn.state, turn.error), WAITING, ""
        number = self.count_of(turn.form)
        self._begin(
            _Asking(turn, self.spec.id, self.lang, self._seed(seed), number, group, urgent, done, before=before)
        )

    def stop(self) -> None:
        """What is being written ends: with what there is where the muse can, else with what was said so far. Asked a
        second time, it ends at once."""
        for asking in list(self._askings):
            job = asking.job
            if job is not None and self._studio.jobs.can_finish(job):
                self._studio.jobs.finish(job)
            else:
                self._cancel(asking)

    # -- undo ----------------------------------------------------------------------------------------------------

    @property
    def undo_title(self) -> str:
        return AGAIN if self._asked_again else super().undo_title

    def undo(self) -> bool:
        """As of a step; while a line is asked again, that is what is taken back."""
        if self._asked_again:
            self._cancel(self._asked_again[-1])
            return True
        return super().undo()

    @property
    def _asked_again(self) -> list[_Asking]:
        return [a for a in self._askings if a.before is not None and a.turn.cards]

    # -- inside --------------------------------------------------------------------------------------------------

    def _check(self, line: str, form: str, looks: bool) -> None:
        if self.spec.needs:
            raise UserError(self.spec.needs)
        if not line and not looks:
            raise UserError(f"{NO_LINE[:-1]}, or make a picture to look at." if form in OF_PICTURE else NO_LINE)

    def _seed(self, seed: int | None) -> int:
        return self._rng.randrange(SEED_LIMIT) if seed is None else seed

    def _begin(self, asking: _Asking) -> None:
        self._askings.append(asking)
        self.turn_changed.emit(asking.turn)
        self.busy_changed.emit()
        if not asking.turn.of_picture:
            self._post(asking, {})
            return

        # The whole stack of a large picture takes a moment: it is made small beside the window.
        def seen(told: tuple[Pixels | None, str]) -> None:
            pixels, facts = told
            if not asking.ended:
                self._post(asking, {} if pixels is None else {"picture": ImageRef.of(pixels), "facts": facts})

        self._studio.background.run(self._look_at(), seen, lambda sentence: self._fail(asking, sentence))

    def _post(self, asking: _Asking, more: dict[str, Any]) -> None:
        turn = asking.turn
        try:
            spec = MUSES.get(asking.muse)
        except UserError as error:  # gone while the picture was looked at
            self._fail(asking, str(error))
            return
        inputs: dict[str, Any] = {"text": turn.line, "count": asking.count, "seed": asking.seed, "wishes": self.wishes}
        inputs |= {name: value for name, value in more.items() if name in spec.accepts}
        # One of ours answers within a second: it may go first. A large model would keep the sliders waiting.
        ours = any(name == "voice" for name, _ in spec.bound)
        request = Request.make(
            spec.key, self.arguments(spec, turn.form, asking.lang), title=f"Writing {TITLES[turn.form].lower()}",
            slot=f"muse-{turn.id}" if asking.urgent and ours else None, **inputs,
        )  # fmt: skip

        def said(number: int, text: str) -> None:
            turn.state, turn.partial[number] = WRITING, text
            self.turn_changed.emit(turn)

        asking.job = self._studio.jobs.submit(
            request, group=asking.group, said=said, failed=lambda sentence: self._fail(asking, sentence),
            finished=lambda variants: self._end(asking, DONE, variants),
            # Whole answers of before are worth more than the beginnings of others.
            cancelled=lambda: self._end(asking, STOPPED, () if turn.cards else _so_far(turn)),
        )  # fmt: skip

    def _fail(self, asking: _Asking, sentence: str) -> None:
        self._end(asking, FAILED, (), sentence)

    def _end(self, asking: _Asking, state: str, variants: tuple[Variant, ...], error: str = "") -> None:
        if asking.ended:
            return
        asking.ended = True
        self._askings.remove(asking)
        turn = asking.turn
        variants, turn.partial = _in_place(variants, turn.partial), {}
        if state == DONE and not variants:
            state, error = FAILED, NO_ANSWER
        cards = [Card(v, v.text, turn.form, turn, vote=self.vote_of(v.text)) for v in variants]
        if asking.before is not None:
            turn.state, turn.error = asking.before
            if cards:
                self._replace(asking, state, cards)
            elif not turn.cards and state == FAILED:
                turn.state, turn.error = state, error
            elif error:  # the answers of before stay, so that it stands nowhere else
                self._studio.told.emit(error)
        else:
            turn.state, turn.error, turn.cards = state, error, cards
        self.turn_changed.emit(turn)
        if cards:
            self.answered.emit(turn)
        asking.done(turn)
        self.busy_changed.emit()

    def _replace(self, asking: _Asking, state: str, cards: list[Card]) -> None:
        """New cards for a turn that was asked again, as a step."""
        turn = asking.turn
        kept = [c for c in turn.cards if c.locked or c.pinned]
        texts = {c.text for c in kept}
        new = [c for c in cards if c.text not in texts][: max(0, max(asking.count, len(cards)) - len(kept))]
        values: dict[str, Any] = {
            "cards": kept + new, "state": state, "error": "", "seed": asking.seed, "lang": asking.lang, "muse": asking.muse,
        }  # fmt: skip
        self._do(AGAIN, *(Change(turn, name, getattr(turn, name), value) for name, value in values.items()))

    def _cancel(self, asking: _Asking) -> None:
        if asking.job is None:
            self._end(asking, STOPPED, ())
        else:
            self._studio.jobs.cancel(asking.job)

    def _let_go(self) -> None:
        """A turn that was taken out is not written any more."""
        for asking in [a for a in self._askings if a.turn not in self.turns]:
            self._cancel(asking)

    # -- the picture ---------------------------------------------------------------------------------------------

    def _will_look(self, form: str) -> bool:
        return self.look and form in OF_PICTURE and "picture" in self.spec.accepts and self.sees_picture

    @property
    def sees_picture(self) -> bool:
        """Whether there is a picture to look at: the candidate that is shown, or something on the canvas."""
        candidate, document = self._studio.contact.current, self._studio.document
        if candidate is not None and candidate.picture is not None:
            return True
        return document is not None and any(x.visible and not x.is_empty for x in document.layers)

    def _look_at(self) -> Callable[[], tuple[Pixels | None, str]]:
        """What makes the picture small and tells what is known of it, for any thread."""
        candidate = self._studio.contact.current
        if candidate is not None and candidate.picture is not None:
            told = facts_of_candidate(candidate)
            return lambda: told
        now = taken(self._studio)
        return now.read if now is not None else lambda: (None, "")


def _in_place(variants: tuple[Variant, ...], partial: Mapping[int, str]) -> tuple[Variant, ...]:
    """The answers in their order, but one that was read while it was written stays where it was read."""
    places: list[Variant | None] = [None] * len(variants)
    rest: list[Variant] = []
    read = {text.strip(): number for number, text in partial.items() if number < len(variants)}
    for variant in variants:
        number = read.get(variant.text.strip())
        if number is None or places[number] is not None:
            rest.append(variant)
        else:
            places[number] = variant
    others = iter(rest)
    return tuple(variant or next(others) for variant in places)


def _so_far(turn: Turn) -> tuple[Variant, ...]:
    """What was said before the muse was stopped: nothing that was read on the screen is lost."""
    texts = [text.strip() for _, text in sorted(turn.partial.items())]
    return tuple(Variant(text, raw=True) for text in texts if text)


def _trimmed(turns: list[Turn]) -> list[Turn]:
    """Without the oldest where there are too many; those with pinned cards stay."""
    spare = len(turns) - MOST_TURNS
    gone = [t for t in turns if not any(c.pinned for c in t.cards)][: max(0, spare)]
    return [t for t in turns if t not in gone]
