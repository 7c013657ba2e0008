"""The Create panel's state: the artist's line, the muse's developments of it, and asking for candidates."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from studio.art.generators.catalog import GENERATORS
from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import Picture, Pixels
from studio.core.spec import Spec
from studio.engine.request import Request
from studio.session.contact import Candidate, CandidateState
from studio.session.delay import Delay
from studio.session.muse_cards import FAILED, Card, Turn
from studio.session.sizes import fit_within

if TYPE_CHECKING:
    from studio.session.studio import Studio

GROUP = "develop"
CARDS = 5
COUNTS = (6, 8, 10, 12)
SHEET_EDGE = 384
"""Long side of a candidate in pixels: large enough to judge, small enough to come within a second."""
SEED_LIMIT = 2**31
LIVE_SLOT, LIVE_OWNER = "words-live", "words"
LIVE_EDGE = 256
"""Long side of the picture that follows the words."""
TYPING_MS = 150
"""Rest between two letters after which the words are painted."""
FORM = "prompts"


class CreateState:
    """What stands in the Create panel. All changes go through methods, which emit."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._rng = random.SystemRandom()
        self.text = ""
        self.count = 12
        self.generator = _remembered(studio.settings["generator"])
        self.seed = self._rng.randrange(SEED_LIMIT)
        self.seed_locked = False
        self.live = bool(studio.settings["live_text"])
        self._typing = Delay(studio.after)
        self.seed_history: list[int] = []
        self.notes: tuple[str, ...] = ()
        self.changed: Event[[]] = Event()
        self.cards_changed: Event[[]] = Event()
        self.card_changed: Event[Card] = Event()
        self.notes_changed: Event[[]] = Event()
        studio.generators_changed.connect(self._follow_generators)
        studio.muse.turns_changed.connect(self.cards_changed.emit)
        studio.muse.turn_changed.connect(self._follow_turn)
        studio.muse.card_changed.connect(self._follow_card)

    # -- the generator -------------------------------------------------------------------------------------------

    def choose_generator(self, id_: str) -> None:
        """Who paints the next candidates. Remembered. Raises `UserError` for one that is not there."""
        spec = GENERATORS.get(id_)
        if spec is not self.generator:
            self.generator = spec
            self._studio.settings.set("generator", id_)
            self.changed.emit()
            self._follow_words()

    def _follow_generators(self) -> None:
        """The catalogue changed: the chosen one may have another spec now, or be gone."""
        self.generator = _remembered(self.generator.id)
        self.changed.emit()

    # -- the line ------------------------------------------------------------------------------------------------

    def set_text(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.changed.emit()
            self._follow_words()

    def set_live(self, on: bool) -> None:
        """Whether a picture follows the words as they are typed. Remembered."""
        if on != self.live:
            self.live = on
            self._studio.settings.set("live_text", on)
            self.changed.emit()
            self._follow_words()

    def settle(self) -> None:
        """What the words show now becomes a candidate. Raises `UserError` for an empty line."""
        line = self.text.strip()
        if not line:
            raise UserError("Write a line first: a place, a light, a thing.")
        self._studio.ensure_document()
        self._cancel_live()
        self.remember_seed(self.seed)
        self._add(self._candidate(line, self.seed))

    def set_count(self, number: int) -> None:
        if number != self.count:
            self.count = number
            self.changed.emit()

    def set_seed(self, seed: int) -> None:
        if not 0 <= seed < SEED_LIMIT:
            raise UserError(f"A seed goes from 0 to {SEED_LIMIT - 1}.")
        if seed != self.seed:
            self.seed = seed
            self.changed.emit()
            self._follow_words()

    def roll_seed(self) -> None:
        """The dice."""
        self.set_seed(self._rng.randrange(SEED_LIMIT))

    def lock_seed(self, locked: bool) -> None:
        if locked != self.seed_locked:
            self.seed_locked = locked
            self.changed.emit()

    def remember_seed(self, seed: int) -> None:
        """Puts `seed` at the end of the history (the last 50)."""
        self.seed_history = [*(s for s in self.seed_history if s != seed), seed][-50:]
        self.changed.emit()

    @property
    def busy(self) -> bool:
        return any(j.group == GROUP for j in self._studio.jobs)

    # -- developing ----------------------------------------------------------------------------------------------

    def develop(self) -> None:
        """Asks the muse for developments and the generator for a sheet of candidates.

        The first candidate, the line itself, does not wait for the muse. Raises `UserError` for an empty line.
        """
        line = self.text.strip()
        if not line:
            raise UserError("Write a line first: a place, a light, a thing.")
        self.cancel()
        studio = self._studio
        studio.ensure_document()
        if not self.seed_locked:
            self.roll_seed()
        self.remember_seed(self.seed)
        self._stop_live()
        self._tell_notes(())
        seeds = [(self.seed + 7919 * i) % SEED_LIMIT for i in range(self.count)]
        sheet = [self._candidate(line, seed) for seed in seeds]
        studio.contact.start(sheet)
        self._paint(sheet[0], first=True)

        def answered(turn: Turn) -> None:
            if turn.cards or turn.state == FAILED:
                texts = [line, *(card.text for card in self.cards)] if turn.cards else [line]
                for i, candidate in enumerate(sheet[1:], start=1):
                    candidate.text = texts[i % len(texts)]
                    candidate.vote = studio.muse.vote_of(candidate.text)
                    self._paint(candidate)
            else:
                self._drop_waiting(sheet)

        try:
            self._ask(line, answered, self.seed, urgent=False)
        except UserError as error:  # without a muse there are pictures all the same
            studio.told.emit(str(error))
            for candidate in sheet[1:]:
                self._paint(candidate)

    def ask_muse(self) -> None:
        """New developments without new candidates."""
        line = self.text.strip()
        if not line:
            raise UserError("Write a line first: a place, a light, a thing.")
        self._ask(line, lambda _turn: None, None, urgent=True)

    def _ask(self, line: str, done: Callable[[Turn], object], seed: int | None, *, urgent: bool) -> None:
        """The same line asked again gives other answers in the same place of the conversation."""
        muse = self._studio.muse
        last = muse.turns[-1] if muse.turns else None
        if last is not None and (last.form, last.line) == (FORM, line) and not last.under_way:
            muse.again(last, group=GROUP, seed=seed, urgent=urgent, done=done)
        else:
            muse.ask(line, FORM, group=GROUP, count=CARDS, seed=seed, urgent=urgent, done=done)

    def cancel(self) -> None:
        """Stops developing; candidates that were not begun leave the sheet."""
        self._studio.jobs.cancel_group(GROUP)

    # -- cards ---------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> list[Card]:
        """The newest developments, after those of former lines that are locked."""
        turns = [t for t in self._studio.muse.turns if t.form == FORM and t.cards]
        locked = [c for t in turns for c in t.cards if c.locked]
        texts = {c.text for c in locked}
        new = [c for t in turns[-1:] for c in t.cards if not c.locked and c.text not in texts]
        return (locked + new)[: max(CARDS, len(locked))]

    def _follow_turn(self, turn: Turn) -> None:
        if turn.form == FORM and not turn.under_way:
            self.cards_changed.emit()

    def _follow_card(self, card: Card) -> None:
        if card.form == FORM:
            self.card_changed.emit(card)

    # -- candidates of texts -------------------------------------------------------------------------------------

    def paint_text(self, text: str, label: str = "") -> None:
        """One more candidate of this text, which becomes the current one when it is done."""
        self._studio.ensure_document()
        self._add(self._candidate(text, self._rng.randrange(SEED_LIMIT), label))

    def paint_texts(self, texts: Sequence[tuple[str, str]], *, alike: bool = False) -> None:
        """A new sheet with one candidate for each (text, label), in their order. `alike`: all by one seed."""
        self._studio.ensure_document()
        self.cancel()
        self._stop_live()
        if not self.seed_locked:
            self.roll_seed()
        self.remember_seed(self.seed)
        sheet = [
            self._candidate(text, self.seed if alike else (self.seed + 7919 * i) % SEED_LIMIT, label)
            for i, (text, label) in enumerate(texts)
        ]
        self._studio.contact.start(sheet)
        for i, candidate in enumerate(sheet):
            self._paint(candidate, first=i == 0)

    def _candidate(self, text: str, seed: int, label: str = "") -> Candidate:
        locked = self._studio.latent.locked_values(self.generator)
        vote = self._studio.muse.vote_of(text)
        return Candidate(text, seed, dict(locked), generator=self.generator.id, label=label, vote=vote)

    def paint_again(self, candidate: Candidate) -> None:
        """The same words with another seed, by the same generator."""
        seed = self._rng.randrange(SEED_LIMIT)
        again = Candidate(
            candidate.text, seed, dict(candidate.overrides), generator=candidate.generator, label=candidate.label,
            vote=candidate.vote,
        )  # fmt: skip
        self._add(again)

    # -- live words ----------------------------------------------------------------------------------------------

    def _follow_words(self) -> None:
        if self.live:
            self._typing.start(TYPING_MS, self._paint_words)
        else:
            self._stop_live()

    def _paint_words(self) -> None:
        """The line as it stands, by the chosen generator and the same seed, shown over the canvas."""
        studio, line = self._studio, self.text.strip()
        if studio.document is None or not line:
            self._stop_live()
            return
        if studio.sketch.following:
            return  # its picture follows the words already
        document = studio.document
        width, height = fit_within(studio.document_size, LIVE_EDGE)

        def show(pixels: Pixels) -> None:
            if self.live and studio.document is document:
                studio.preview.show(LIVE_OWNER, pixels, document.canvas)

        def finished(picture: Picture) -> None:
            show(picture.pixels)
            self._tell_notes(picture.notes)

        request = Request.make(
            self.generator.key, studio.latent.locked_values(self.generator), slot=LIVE_SLOT,
            title="Following the words", text=line, width=width, height=height, seed=self.seed,
        )  # fmt: skip
        studio.jobs.submit(request, live=True, finished=finished, preview=show)

    def _stop_live(self) -> None:
        self._cancel_live()
        self._studio.preview.clear(LIVE_OWNER)

    def _cancel_live(self) -> None:
        self._typing.stop()
        for job in [j for j in self._studio.jobs if j.request.slot == LIVE_SLOT]:
            self._studio.jobs.cancel(job)

    # -- inside --------------------------------------------------------------------------------------------------

    def _add(self, candidate: Candidate) -> None:
        self._studio.contact.append(candidate)
        self._paint(candidate, first=True)

    def _paint(self, candidate: Candidate, *, first: bool = False) -> None:
        studio = self._studio
        width, height = fit_within(studio.document_size, SHEET_EDGE)
        request = Request.make(
            f"generator/{candidate.generator or self.generator.id}", candidate.overrides, title=f"Painting “{shorten(candidate.text)}”",
            text=candidate.text, width=width, height=height, seed=candidate.seed,
        )  # fmt: skip

        def progress(fraction: float, _note: str) -> None:
            candidate.state, candidate.fraction = CandidateState.RUNNING, fraction
            studio.contact.update(candidate)

        def preview(pixels: Pixels) -> None:
            candidate.preview = pixels
            studio.contact.update(candidate)

        def finished(picture: Picture) -> None:
            candidate.state, candidate.fraction, candidate.picture = CandidateState.DONE, 1.0, picture
            studio.muse.take_thumb(candidate.text, picture.pixels)
            studio.contact.update(candidate)
            if picture.notes and candidate.text == self.text.strip():
                self._tell_notes(picture.notes)
            if first:
                studio.contact.make_current(candidate)

        def failed(sentence: str) -> None:
            candidate.state, candidate.error = CandidateState.FAILED, sentence
            studio.contact.update(candidate)

        studio.jobs.submit(
            request, group=GROUP, finished=finished, failed=failed, preview=preview, progress=progress,
            cancelled=lambda: studio.contact.remove(candidate),
        )  # fmt: skip

    def _drop_waiting(self, sheet: list[Candidate]) -> None:
        for candidate in sheet:
            if candidate.state is CandidateState.WAITING:
                self._studio.contact.remove(candidate)

    def _tell_notes(self, notes: tuple[str, ...]) -> None:
        if notes != self.notes:
            self.notes = notes
            self.notes_changed.emit()


def shorten(text: str, limit: int = 36) -> str:
    """`text` on one line, cut at a word with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"


def _remembered(id_: str) -> Spec:
    """The generator of that id, or the first one where there is none."""
    return next((spec for spec in GENERATORS if spec.id == id_), GENERATORS.default)
