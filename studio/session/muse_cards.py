"""What the muse has answered, as the session holds it: turns of a conversation, each with its cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from studio.core.words import Part, Variant

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WAITING, WRITING, DONE, FAILED, STOPPED = "waiting", "writing", "done", "failed", "stopped"
UNDER_WAY = (WAITING, WRITING)
_card_ids = count(1)
_turn_ids = count(1)


@dataclass(eq=False)
class Card:
    """One answer. `text` is what the artist made of it; `turn` is where it was given.

    A locked card stays when its line is developed again. `vote`: 1 more like this, -1 less, 0 neither. `thumb`: the last
    picture that was painted of it, small.
    """

    variant: Variant
    text: str
    form: str = "prompts"
    turn: Turn | None = field(default=None, repr=False)
    locked: bool = False
    pinned: bool = False
    vote: int = 0
    thumb: Pixels | None = field(default=None, repr=False)
    id: int = field(default_factory=lambda: next(_card_ids))

    @property
    def edited(self) -> bool:
        return self.text != self.variant.text

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text in pieces; one piece where it was edited or came as one."""
        return (Part(self.text),) if self.edited or not self.variant.parts else self.variant.parts

    @property
    def number(self) -> int:
        """Its place in its turn, from 1; 0 where it stands in none any more."""
        cards = self.turn.cards if self.turn is not None else []
        return next((i for i, c in enumerate(cards, 1) if c is self), 0)


@dataclass(eq=False)
class Turn:
    """A line and what one muse answered to it. `form`, `lang` and `muse` are ids; `partial`: what has come so far of each
    answer, by its number from 0, while the state is "writing". `of_picture`: the muse looked at the picture. `when`:
    seconds since 1970."""

    line: str
    form: str
    lang: str = "auto"
    muse: str = ""
    seed: int = 0
    cards: list[Card] = field(default_factory=list)
    state: str = WAITING
    error: str = ""
    partial: dict[int, str] = field(default_factory=dict)
    of_picture: bool = False
    when: float = 0.0
    id: int = field(default_factory=lambda: next(_turn_ids))

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY
