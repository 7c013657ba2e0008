"""The contact sheet: candidates that fill in as they are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING

from studio.core.events import Event
from studio.core.params import Value

if TYPE_CHECKING:
    from studio.core.picture import Picture, Pixels

_ids = count(1)


class CandidateState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(eq=False)
class Candidate:
    """One possible picture of a line. `overrides` are the factors that were set by hand when it was asked for;
    `generator` is the id of the one that paints it, "" for the one chosen when its turn comes. `label`: what it is called
    besides its words ("Scene 2"). `vote`: 1 more like this, -1 less, 0 neither; `studio.muse` keeps it."""

    text: str
    seed: int
    overrides: dict[str, Value] = field(default_factory=dict)
    state: CandidateState = CandidateState.WAITING
    fraction: float = 0.0
    preview: Pixels | None = None
    picture: Picture | None = None
    error: str = ""
    kept: bool = False
    generator: str = ""
    label: str = ""
    vote: int = 0
    id: int = field(default_factory=lambda: next(_ids))


class ContactSheet:
    """Candidates in their order. Kept ones stay when a new line is developed."""

    def __init__(self) -> None:
        self._candidates: list[Candidate] = []
        self._current: Candidate | None = None
        self.reset: Event[[]] = Event()
        self.changed: Event[Candidate] = Event()
        self.current_changed: Event[[]] = Event()

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._candidates)

    def __len__(self) -> int:
        return len(self._candidates)

    def __getitem__(self, index: int) -> Candidate:
        return self._candidates[index]

    @property
    def current(self) -> Candidate | None:
        return self._current

    @property
    def done(self) -> int:
        return sum(c.state is CandidateState.DONE for c in self._candidates)

    def start(self, candidates: list[Candidate]) -> None:
        """A new sheet: the kept candidates, then the new ones."""
        kept = [c for c in self._candidates if c.kept and c.picture is not None]
        self._candidates = kept + candidates
        if self._current is not None and self._current not in kept:
            self._current = None
            self.current_changed.emit()
        self.reset.emit()

    def append(self, candidate: Candidate) -> None:
        self._candidates.append(candidate)
        self.reset.emit()

    def make_current(self, candidate: Candidate | None) -> None:
        if candidate is not None and candidate not in self._candidates:
            return
        if candidate is not self._current:
            self._current = candidate
            self.current_changed.emit()

    def step(self, by: int) -> None:
        """Goes to the next (+1) or previous (-1) candidate that is done."""
        done = [c for c in self._candidates if c.state is CandidateState.DONE]
        if not done:
            return
        at = done.index(self._current) + by if self._current in done else 0
        self.make_current(done[at % len(done)])

    def keep(self, candidate: Candidate, kept: bool) -> None:
        if candidate.kept != kept:
            candidate.kept = kept
            self.changed.emit(candidate)

    def remove(self, candidate: Candidate) -> None:
        if candidate in self._candidates:
            self._candidates.remove(candidate)
            if candidate is self._current:
                self.make_current(None)
            self.reset.emit()

    def update(self, candidate: Candidate) -> None:
        """Tells that fields of `candidate` were changed."""
        self.changed.emit(candidate)
