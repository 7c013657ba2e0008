"""The conversation itself: turns and their cards, what the artist likes, locks and strikes, and the undo of all that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.words import MOST_LOCKED, NO_WISHES, Part, Wishes
from studio.session.contact import Candidate
from studio.session.muse_cards import Card, Turn
from studio.session.muse_choice import MuseChoice
from studio.session.muse_steps import Change, Steps

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from studio.session.studio import Studio

MOST_STRUCK, MOST_WEIGHTS, MOST_VOTES = 60, 60, 40
LONGEST_PHRASE, LONGEST_TEXT = 200, 20_000
"""Characters."""


class MuseTalk(MuseChoice):
    """`turns`: oldest first.

    `turns_changed`: turns came or went. `turn_changed(turn)`: its state, its partial texts or which cards it has.
    `card_changed(card)`. `wishes_changed`. `steps_changed`: what can be undone.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.turns: list[Turn] = []
        self.wishes: Wishes = NO_WISHES
        self.turns_changed: Event[[]] = Event()
        self.turn_changed: Event[Turn] = Event()
        self.card_changed: Event[Card] = Event()
        self.wishes_changed: Event[[]] = Event()
        self.steps_changed: Event[[]] = Event()
        self._steps = Steps(self._tell)

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def locked(self) -> tuple[Part, ...]:
        return self.wishes.locked

    @property
    def struck(self) -> tuple[str, ...]:
        return self.wishes.struck

    @property
    def weights(self) -> dict[str, float]:
        return dict(self.wishes.weights)

    @property
    def liked(self) -> tuple[str, ...]:
        return self.wishes.liked

    @property
    def disliked(self) -> tuple[str, ...]:
        return self.wishes.disliked

    @property
    def axes(self) -> tuple[str, ...]:
        return self.wishes.axes

    @property
    def cards(self) -> list[Card]:
        return [card for turn in self.turns for card in turn.cards]

    @property
    def pinned(self) -> list[Card]:
        """All pinned cards, those of the newest turn last."""
        return [card for card in self.cards if card.pinned]

    # -- cards ---------------------------------------------------------------------------------------------------

    def edit(self, card: Card, text: str) -> None:
        """Other words on a card; its picture goes, and a vote stays with the words that it was given to. Edits of one card
        that follow each other are undone together."""
        text = text.strip()[:LONGEST_TEXT]
        if text and text != card.text:
            values = {"text": text, "thumb": None, "vote": self.vote_of(text)}
            self._do("Edit", *(Change(card, n, getattr(card, n), v) for n, v in values.items()), key=("edit", card.id))

    def end_edit(self) -> None:
        """The next edit of the same card is undone for itself."""
        self._steps.close()

    def lock(self, card: Card, on: bool) -> None:
        """A locked card stays when its line is developed again."""
        self._do("Lock card" if on else "Unlock card", Change(card, "locked", card.locked, on))

    def pin(self, card: Card, on: bool) -> None:
        self._do("Pin" if on else "Unpin", Change(card, "pinned", card.pinned, on))

    def vote(self, card: Card, vote: int) -> None:
        """1: more like this. -1: less like this. 0: neither. Counts for every card and candidate of the same words."""
        self.vote_text(card.text, vote)

    def vote_candidate(self, candidate: Candidate, vote: int) -> None:
        """As `vote`, of a picture on the contact sheet: its words count."""
        self.vote_text(candidate.text, vote)

    def vote_text(self, text: str, vote: int) -> None:
        """As `vote`, of words that may stand on a card or on none."""
        vote = max(-1, min(1, vote))
        holders: list[Card | Candidate] = [c for c in self.cards if c.text == text]
        holders += [c for c in self._studio.contact if c.text == text]
        votes = [Change(h, "vote", h.vote, vote) for h in holders]
        self._do(_VOTES[vote], *votes, self._wish(self._voted(text, vote)))

    def vote_of(self, text: str) -> int:
        """The vote on these words."""
        return 1 if text in self.liked else -1 if text in self.disliked else 0

    def remove_card(self, card: Card) -> None:
        """Takes an answer out of its turn, and with the last one the turn. It stays in the history."""
        turn = card.turn
        if turn is None or card not in turn.cards or turn.under_way:
            return
        if len(turn.cards) == 1:
            self.remove(turn)
        else:
            self._do("Remove answer", Change(turn, "cards", turn.cards, [c for c in turn.cards if c is not card]))

    def remove(self, turn: Turn) -> None:
        """Takes a turn out of the conversation. It stays in the history."""
        if turn in self.turns:
            self._do("Remove turn", Change(self, "turns", self.turns, [t for t in self.turns if t is not turn]))

    def clear(self) -> None:
        """Empties the conversation; pinned cards stay with their turns."""
        kept = [t for t in self.turns if any(c.pinned for c in t.cards)]
        self._do("Clear conversation", Change(self, "turns", self.turns, kept))

    # -- wishes --------------------------------------------------------------------------------------------------

    def lock_phrase(self, part: Part, on: bool) -> None:
        """A locked phrase stands in each development. One that was struck is so no more."""
        text = _phrase(part.text)
        others = tuple(p for p in self.locked if _same(p.text) != _same(text))
        if on and len(others) >= MOST_LOCKED:
            raise UserError(f"At most {MOST_LOCKED} phrases can be locked: let go of one first.")
        locked = (*others, replace(part, text=text)) if on else others
        struck = tuple(s for s in self.struck if _same(s) != _same(text)) if on else self.struck
        self._do(
            "Lock phrase" if on else "Unlock phrase", self._wish(replace(self.wishes, locked=locked, struck=struck))
        )

    def strike(self, phrase: str, on: bool) -> None:
        """A struck phrase or word stands in no answer. One that was locked is so no more, its weight is gone."""
        text = _phrase(phrase)
        others = tuple(s for s in self.struck if _same(s) != _same(text))
        if on and len(others) >= MOST_STRUCK:
            raise UserError(f"At most {MOST_STRUCK} phrases can be struck out: let some back in first.")
        wishes = replace(self.wishes, struck=(*others, text) if on else others)
        if on:
            locked = tuple(p for p in self.locked if _same(p.text) != _same(text))
            weights = tuple(w for w in self.wishes.weights if _same(w[0]) != _same(text))
            wishes = replace(wishes, locked=locked, weights=weights)
        self._do("Strike out" if on else "Let back in", self._wish(wishes))

    def weigh(self, phrase: str, weight: float) -> None:
        """How much of a phrase there shall be, 0..2; 1 is as it comes. Weights that follow each other are one step."""
        text, weight = _phrase(phrase), round(max(0.0, min(2.0, weight)), 2)
        others = tuple(w for w in self.wishes.weights if _same(w[0]) != _same(text))
        weights = others if weight == 1 else (*others, (text, weight))[-MOST_WEIGHTS:]
        self._do("Weigh phrase", self._wish(replace(self.wishes, weights=weights)), key=("weigh", _same(text)))

    def set_axes(self, axes: Iterable[str]) -> None:
        """Along which a line may be developed; none for all."""
        self._do("Choose axes", self._wish(replace(self.wishes, axes=tuple(dict.fromkeys(axes)))))

    def reset_wishes(self) -> None:
        """Nothing is locked, struck, weighed, liked or disliked any more."""
        holders: list[Card | Candidate] = [*self.cards, *self._studio.contact]
        votes = [Change(h, "vote", h.vote, 0) for h in holders]
        self._do("Reset wishes", self._wish(NO_WISHES), *votes)

    # -- undo ----------------------------------------------------------------------------------------------------

    @property
    def undo_title(self) -> str:
        """What `undo` takes back; "" for nothing."""
        return self._steps.undo_title

    @property
    def redo_title(self) -> str:
        return self._steps.redo_title

    def undo(self) -> bool:
        return self._steps.undo()

    def redo(self) -> bool:
        return self._steps.redo()

    # -- inside --------------------------------------------------------------------------------------------------

    def _do(self, title: str, *changes: Change, key: Hashable | None = None) -> bool:
        return self._steps.do(title, *changes, key=key)

    def _wish(self, wishes: Wishes) -> Change:
        return Change(self, "wishes", self.wishes, wishes)

    def _voted(self, text: str, vote: int) -> Wishes:
        liked = tuple(t for t in self.liked if t != text)
        disliked = tuple(t for t in self.disliked if t != text)
        if vote > 0:
            liked = (*liked, text)[-MOST_VOTES:]
        elif vote < 0:
            disliked = (*disliked, text)[-MOST_VOTES:]
        return replace(self.wishes, liked=liked, disliked=disliked)

    def _tell(self, changes: tuple[Change, ...]) -> None:
        """After attributes were set: by a step, its undo or its redo."""
        names = {c.name for c in changes if c.target is self}
        if "turns" in names:
            self.turns_changed.emit()
        for turn in dict.fromkeys(c.target for c in changes if isinstance(c.target, Turn)):
            self.turn_changed.emit(turn)
        for card in dict.fromkeys(c.target for c in changes if isinstance(c.target, Card)):
            self.card_changed.emit(card)
        for candidate in dict.fromkeys(c.target for c in changes if isinstance(c.target, Candidate)):
            self._studio.contact.update(candidate)
        if "wishes" in names:
            self.wishes_changed.emit()
        self.steps_changed.emit()


_VOTES = {1: "More like this", -1: "Less like this", 0: "Take back the vote"}


def _phrase(text: str) -> str:
    phrase = " ".join(text.split()).strip(" ,.;:")[:LONGEST_PHRASE]
    if not phrase:
        raise UserError("There are no words in that phrase.")
    return phrase


def _same(text: str) -> str:
    return text.casefold()
