"""Audience mode: visitors type one line at a time, the picture and a few words answer.

The newest line counts: what is made for an older one is given up. Nothing that visitors wrote outlives the mode, unless the
artist keeps it: these questions go into no history, no document and no log.
"""

from __future__ import annotations

import random
import time
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from studio.art.generators.catalog import GENERATORS
from studio.core import emphasis
from studio.core.events import Event
from studio.core.params import FloatParam, Value
from studio.core.picture import Picture
from studio.core.words import Variant
from studio.engine.request import Request
from studio.session.delay import Delay
from studio.session.sizes import fit_within

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.core.recipe import Recipe
    from studio.session.studio import Studio

LONGEST = 120
"""Characters of a line."""
SHOWN = 6
"""Lines that are shown while nothing is kept."""
MOST_KEPT = 2000
FIRST_EDGE, EDGE = 320, 1280
"""Long side in px of the first picture of a line, which is there at once, and of the one that stays."""
IDLE_MS, DRIFT_MS, LEAVE_MS = 45_000, 20_000, 5_000
"""Rest before the picture begins to drift, rest between two drifts, time for the second Escape."""
DRIFT = 0.12
"""How far a factor moves in one drift, of 0..1."""
WORDS_SLOT, REPLY_SLOT, PICTURE_SLOT = "audience-words", "audience-reply", "audience-picture"
SLOTS = (WORDS_SLOT, REPLY_SLOT, PICTURE_SLOT)
SEED_LIMIT = 2**31
TITLE = "Answering a visitor"


@dataclass(frozen=True)
class Answer:
    """One line of a visitor and what became of it. `painted` is the text of the picture; `when`: seconds since 1970."""

    line: str
    painted: str = ""
    reply: str = ""
    when: float = 0.0


class AudienceState:
    """All changes go through methods, which emit.

    `changed`: begun or ended, another line, busy, keeping, drifting. `picture_changed`: `picture` (uint8 (H, W, 4)) is
    another one; `rough` says that a finer one follows. `reply_changed`: `reply`, which comes word by word.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._rng = random.SystemRandom()
        self.changed: Event[[]] = Event()
        self.picture_changed: Event[[]] = Event()
        self.reply_changed: Event[[]] = Event()
        self.active = False
        self.leaving = False
        """Escape was pressed once."""
        self.keep = False
        self.drift = True
        self.busy = False
        self.drifting = False
        self.picture: Pixels | None = None
        self.rough = False
        self.reply = ""
        self.answers: list[Answer] = []
        self._recipe: Recipe | None = None
        self._number = 0
        self._said = 0
        self._idle = Delay(studio.after)
        self._second = Delay(studio.after)

    @property
    def lines(self) -> list[str]:
        """What visitors typed since the mode began, the newest last."""
        return [a.line for a in self.answers[len(self.answers) - self._said :]]

    # -- coming and going ----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Begins with the picture that is there: the candidate that is shown, else the canvas."""
        if self.active:
            return
        self.active, self.leaving, self._said = True, False, 0
        studio = self._studio
        candidate = studio.contact.current
        if candidate is not None and candidate.picture is not None:
            self._recipe = candidate.picture.recipe
            self._show(candidate.picture.pixels)
        elif studio.document is not None and any(not x.is_empty for x in studio.document.layers):
            active = studio.document.active
            self._recipe = active.recipe if active is not None else None
            number, snapshot = self._number, studio.document.snapshot()

            def seen(pixels: Pixels) -> None:
                if self.active and number == self._number:
                    self._show(pixels)

            studio.background.run(lambda: snapshot.thumbnail(EDGE), seen, studio.told.emit)
        self._rest(IDLE_MS)
        self.changed.emit()

    def leave(self) -> None:
        """Ends the mode. What visitors wrote is forgotten, unless it is kept."""
        if not self.active:
            return
        self._stop()
        self._idle.stop()
        self._second.stop()
        self.active = self.leaving = False
        self.picture, self._recipe, self.reply, self.rough = None, None, "", False
        self._said = 0
        if not self.keep:
            self.answers = []
        self.changed.emit()

    def escape(self) -> None:
        """The first time it asks, the second time, soon after, it leaves."""
        if self.leaving:
            self.leave()
        elif self.active:
            self.leaving = True
            if self._studio.after is not None:
                self._second.start(LEAVE_MS, self._stay)
            self.changed.emit()

    def _stay(self) -> None:
        self.leaving = False
        self.changed.emit()

    # -- the artist's choices ------------------------------------------------------------------------------------

    def set_keep(self, on: bool) -> None:
        """Whether lines and answers are kept, to be exported. Off, they are forgotten at once."""
        if on != self.keep:
            self.keep = on
            if not on:
                self.answers = self.answers[-SHOWN:] if self.active else []
                self._said = min(self._said, len(self.answers))
            self.changed.emit()

    def set_drift(self, on: bool) -> None:
        """Whether the picture moves on by itself while nobody types."""
        if on != self.drift:
            self.drift = on
            if on:
                self._rest(IDLE_MS)
            else:
                self._idle.stop()
                if self.drifting:
                    self._stop()
            self.changed.emit()

    def export_text(self) -> str:
        """What was kept: a visitor's line, the text that was painted, the reply; "" where there is nothing."""
        told = []
        for answer in self.answers:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(answer.when))
            told.append("\n".join(t for t in (f"{when}  {answer.line}", answer.painted, answer.reply) if t))
        return "\n\n".join(told) + "\n" if told else ""

    # -- a line --------------------------------------------------------------------------------------------------

    def say(self, line: str) -> bool:
        """A visitor's line: it takes the place of the one that is being answered. False for one without words."""
        line = clean(line)
        if not self.active or not line:
            return False
        self._stop()
        self._second.stop()
        self.leaving = False
        number, seed = self._number, self._rng.randrange(SEED_LIMIT)
        self.answers = [*self.answers, Answer(line, when=time.time())][-(MOST_KEPT if self.keep else SHOWN) :]
        self._said = min(self._said + 1, len(self.answers))
        self.busy = True
        self._idle.stop()
        self._tell_reply("")
        self.changed.emit()

        def developed(variants: tuple[Variant, ...]) -> None:
            if number == self._number:
                self._paint(variants[0].text if variants else line, seed, number)
                self._answer_in_words(line, seed, number)

        def alone(_sentence: str) -> None:
            if number == self._number:
                self._paint(line, seed, number)

        if all(name != "voice" for name, _ in self._studio.muse.spec.bound):
            self._glimpse(line, seed, number)
        self._ask(
            "prompts", line, seed, WORDS_SLOT, finished=developed, failed=alone, cancelled=lambda: self._end(number)
        )
        return True

    def _ask(self, form: str, line: str, seed: int, slot: str, **receivers: Any) -> None:
        muse = self._studio.muse
        spec = muse.spec
        request = Request.make(
            spec.key, muse.arguments(spec, form, "auto"), title=TITLE, slot=slot, text=line, count=1, seed=seed,
            wishes=muse.wishes,
        )  # fmt: skip
        self._studio.jobs.submit(request, live=True, **receivers)

    def _answer_in_words(self, line: str, seed: int, number: int) -> None:
        """A haiku beside the picture. Without one, the picture answers alone."""

        def finished(variants: tuple[Variant, ...]) -> None:
            if variants and number == self._number:
                self._tell_reply(emphasis.plain(variants[0].text))
                self._note(reply=self.reply)

        def said(_number: int, text: str) -> None:
            if number == self._number:
                self._tell_reply(emphasis.plain(text))

        self._ask("haiku", line, seed, REPLY_SLOT, finished=finished, said=said)

    def _paint(self, text: str, seed: int, number: int) -> None:
        """Small first, then large: something answers within a blink."""
        spec = self._studio.create.generator
        self._note(painted=emphasis.plain(text))
        locked = self._studio.latent.locked_values(spec)
        edges = (EDGE,) if "slow" in spec.traits else (FIRST_EDGE, EDGE)
        self._paint_at(spec.key, locked, text, seed, edges, number)

    def _glimpse(self, line: str, seed: int, number: int) -> None:
        """The line itself, small, while a large model of the artist's thinks about it."""
        spec = self._studio.create.generator
        if "slow" not in spec.traits:
            locked = self._studio.latent.locked_values(spec)
            self._paint_at(spec.key, locked, line, seed, (FIRST_EDGE,), number, passing=True)

    def _paint_at(
        self, key: str, values: dict[str, Value], text: str, seed: int, edges: tuple[int, ...], number: int, *,
        passing: bool = False,
    ) -> None:  # fmt: skip
        """In each of the sizes `edges` (long side in px), while line `number` is the newest. `passing`: another picture
        follows."""
        size = fit_within(self._studio.document_size, edges[0])
        finer = len(edges) > 1 and fit_within(self._studio.document_size, edges[1]) != size

        def finished(picture: Picture) -> None:
            if number != self._number:
                return
            self._recipe = picture.recipe
            self._show(picture.pixels, rough=finer or passing)
            if finer:
                self._paint_at(key, values, text, seed, edges[1:], number)
            else:
                ended()

        def preview(pixels: Pixels) -> None:
            # A large picture that begins again from nothing would hide the small one, which is whole.
            if number == self._number and (finer or (len(edges) == 1 and not self.rough)):
                self._show(pixels, rough=True)

        def ended(_sentence: str = "") -> None:
            if not passing:
                self._end(number)

        request = Request.make(
            key, values, title=TITLE, slot=PICTURE_SLOT, text=text, width=size[0], height=size[1], seed=seed
        )
        self._studio.jobs.submit(request, live=True, finished=finished, failed=ended, cancelled=ended, preview=preview)

    def _end(self, number: int) -> None:
        """Nothing more comes for line `number`."""
        if number == self._number and (self.busy or self.drifting):
            self._rest(DRIFT_MS if self.drifting else IDLE_MS)
            self.busy = self.drifting = False
            self.changed.emit()

    # -- drifting ------------------------------------------------------------------------------------------------

    def _rest(self, milliseconds: int) -> None:
        if self.drift and self._studio.after is not None:  # without a clock there is no idle time
            self._idle.start(milliseconds, self._drift_on)

    def _drift_on(self) -> None:
        """A variation of the picture: some of its factors move a little; where it has none, another chance."""
        recipe = self._recipe
        spec = next((s for s in GENERATORS if recipe is not None and s.id == recipe.method), None)
        if not self.active or not self.drift or recipe is None or spec is None or recipe.kind != "generator":
            return
        values = {k: v for k, v in recipe.params.items() if any(p.name == k for p in spec.params)}
        seed = recipe.seed
        movable = [p for p in spec.params if isinstance(p, FloatParam) and p.name in values]
        if "factors" in spec.traits and movable:
            for param in self._rng.sample(movable, min(2, len(movable))):
                reach = (param.hi - param.lo) * DRIFT
                moved = float(values[param.name]) + self._rng.uniform(-reach, reach)
                values[param.name] = min(param.hi, max(param.lo, moved))
        else:
            seed = self._rng.randrange(SEED_LIMIT)
        self.drifting = True
        self._paint_at(spec.key, values, recipe.text, seed, (EDGE,), self._number)
        self.changed.emit()

    # -- inside --------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Gives up what is being made. The engine may be at it for a moment yet: what still comes is not shown."""
        self._number += 1
        self.busy = self.drifting = False
        for slot in SLOTS:
            self._studio.jobs.cancel_slot(slot)

    def _show(self, pixels: Pixels, *, rough: bool = False) -> None:
        if self.active:
            self.picture, self.rough = pixels, rough
            self.picture_changed.emit()

    def _tell_reply(self, text: str) -> None:
        if self.active and text != self.reply:
            self.reply = text
            self.reply_changed.emit()

    def _note(self, *, painted: str = "", reply: str = "") -> None:
        """What became of the newest line."""
        if self.answers:
            last = self.answers[-1]
            noted = replace(last, painted=painted or last.painted, reply=reply or last.reply)
            self.answers = [*self.answers[:-1], noted]


def clean(line: str) -> str:
    """One line of at most `LONGEST` characters without control signs; whole words where it has to be cut."""
    plain = "".join(" " if c.isspace() else c for c in line[: LONGEST * 20] if c.isspace() or _is_shown(c))
    words = " ".join(plain.split())
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST]
    return cut.rsplit(" ", 1)[0] if " " in cut and words[LONGEST] != " " else cut.rstrip()


def _is_shown(char: str) -> bool:
    # Joiners hold the pieces of emoji and of some scripts together; all else of this kind only turns or hides text.
    return not unicodedata.category(char).startswith("C") or char in "\u200c\u200d"
