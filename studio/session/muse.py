"""The Muse panel's state: a conversation that moves the picture. What is asked, what comes back, what is made of it."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from studio.art.muse.catalog import MUSES
from studio.core.errors import UserError
from studio.core.words import Variant
from studio.engine.request import Request
from studio.session.jobs import Job
from studio.session.muse_cards import DONE, FAILED, STOPPED, WRITING, Card, Turn
from studio.session.muse_steps import Change
from studio.session.muse_talk import MuseTalk

if TYPE_CHECKING:
    from studio.session.studio import Studio

GROUP = "muse"
SEED_LIMIT = 2**31
LOOK_EDGE = 768
"""Long side in px of the picture that a muse looks at."""


class MuseState(MuseTalk):
    """All changes go through methods, which emit; see `MuseTalk` and `MuseChoice`."""

    def __init__(self, studio: Studio, rng: random.Random | None = None) -> None:
        super().__init__(studio)
        self._rng = rng or random.SystemRandom()
        self._jobs: dict[int, Job] = {}

    # -- asking --------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def ask(
        self, line: str | None = None, form: str | None = None, *, group: str = GROUP, count: int | None = None,
        seed: int | None = None,
    ) -> Turn:  # fmt: skip
        """Asks the chosen muse about `line` (what stands in the entry) in `form` (the chosen one).

        Raises `UserError` where there is nothing to ask about, or the muse cannot answer.
        """
        form = form or self.form
        turn = Turn(
            (self.draft if line is None else line).strip(), form, self.lang, self.spec.id,
            self._rng.randrange(SEED_LIMIT) if seed is None else seed, when=time.time(),
        )  # fmt: skip
        request = self._request(turn, count or self.count_of(form))
        self._do(f"Ask for {form}", Change(self, "turns", self.turns, [*self.turns, turn]))
        self._post(turn, request, group)
        return turn

    def _request(self, turn: Turn, count: int) -> Request:
        spec = MUSES.get(turn.muse)
        if spec.needs:
            raise UserError(spec.needs)
        inputs: dict[str, Any] = {"text": turn.line, "count": count, "seed": turn.seed, "wishes": self.wishes}
        values = {**self._values_of(spec), "form": turn.form, "lang": turn.lang}
        if not turn.line:
            raise UserError("Write a line first: a place, a light, a thing.")
        known = {p.name for p in spec.params}
        return Request.make(
            spec.key, {k: v for k, v in values.items() if k in known}, title="Asking the muse", **inputs
        )

    def _post(self, turn: Turn, request: Request, group: str) -> None:
        def said(number: int, text: str) -> None:
            turn.state = WRITING
            turn.partial[number] = text
            self.turn_changed.emit(turn)

        def finished(variants: tuple[Variant, ...]) -> None:
            turn.cards = [Card(v, v.text, turn.form, turn) for v in variants]
            self._end(turn, DONE)

        def failed(sentence: str) -> None:
            turn.error = sentence
            self._end(turn, FAILED)

        self._jobs[turn.id] = self._studio.jobs.submit(
            request, group=group, finished=finished, failed=failed, said=said,
            cancelled=lambda: self._end(turn, STOPPED),
        )  # fmt: skip

    def _end(self, turn: Turn, state: str) -> None:
        self._jobs.pop(turn.id, None)
        turn.state = state
        turn.partial = {}
        self.turn_changed.emit(turn)

    def stop(self) -> None:
        """What is being written ends: with what there is where the muse can, else without an answer."""
        jobs = self._studio.jobs
        for job in list(self._jobs.values()):
            if jobs.can_finish(job):
                jobs.finish(job)
            else:
                jobs.cancel(job)
