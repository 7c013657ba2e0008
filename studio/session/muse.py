"""The Muse panel's state: a conversation that moves the picture, kept with the document.

Four layers, each in a module: `MuseChoice` (who is asked, for what), `MuseTalk` (turns, votes, wishes, undo), `MuseAsking`
(asking, streaming), and here what is made of the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.events import Event
from studio.document.resample import fitted
from studio.session.muse_asking import MuseAsking
from studio.session.muse_cards import Card, Turn
from studio.session.muse_history import Found, MuseHistory
from studio.session.muse_kept import NAME, packed, unpacked
from studio.session.muse_steps import Change
from studio.session.muse_text import export_text

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

THUMB_EDGE = 256
"""Long side of a card's picture in px."""


class MuseState(MuseAsking):
    """All changes go through methods, which emit. `history_changed`: something was written down or deleted.
    `palette_taken`: the colors of an answer are swatches, which the artist wants to see."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.history_changed: Event[[]] = Event()
        self.palette_taken: Event[[]] = Event()
        self.history = MuseHistory(studio.background, studio.told.emit)
        self.history.changed.connect(self.history_changed.emit)
        self._document = studio.document
        self.answered.connect(self._take_answer)
        self.steps_changed.connect(self._keep)
        studio.document_changed.connect(self._follow_document)

    # -- words to picture ----------------------------------------------------------------------------------------

    def paint(self, card: Card) -> None:
        """One more candidate of this text, which becomes the current one when it is done."""
        self._studio.create.paint_text(card.text, label=_label(card))

    def paint_all(self, turn: Turn) -> None:
        """A sheet of candidates, one of each card in their order. Scenes share their chance, so that they look alike."""
        if not turn.cards:
            raise UserError("There is nothing to paint yet.")
        texts = [(card.text, _label(card)) for card in turn.cards]
        self._studio.create.paint_texts(texts, alike=turn.form == "scenes")

    def take_thumb(self, text: str, pixels: Pixels) -> None:
        """A picture of this text was painted: cards that have none show it."""
        for card in [c for c in self.cards if c.thumb is None and c.text == text]:
            card.thumb = fitted(pixels, THUMB_EDGE, THUMB_EDGE)
            self.card_changed.emit(card)

    def use_as_line(self, card: Card) -> None:
        """The text becomes the artist's line."""
        self._studio.create.set_text(" ".join(card.text.split()))

    def apply_palette(self, card: Card) -> None:
        """The colors of a palette become swatches."""
        if not card.variant.colors:
            raise UserError("There are no colors in this answer.")
        line = card.turn.line if card.turn is not None else ""
        palette = self._studio.colors.take_palette(line or "From the picture", card.variant.colors)
        self._studio.told.emit(f"The palette “{palette.name}” is among the swatches.")
        self.palette_taken.emit()

    def apply_guides(self, card: Card) -> None:
        """A composition becomes lines over the canvas."""
        if not card.variant.guides:
            raise UserError("There is no composition in this answer.")
        self._studio.guides.show(card.variant.guides)

    def shows_guides(self, card: Card) -> bool:
        """Whether the lines of this composition lie over the canvas now."""
        current = self._studio.guides.current
        return current is not None and current.id == card.variant.guides

    def toggle_guides(self, card: Card) -> None:
        if self.shows_guides(card):
            self._studio.guides.hide()
        else:
            self.apply_guides(card)

    def letter(self, card: Card) -> None:
        """The text becomes lettering on the canvas."""
        muse = card.turn.muse if card.turn is not None else self.spec.id
        self._studio.lettering.place(emphasis.plain(card.text), source=f"muse:{muse}")

    # -- words elsewhere -----------------------------------------------------------------------------------------

    def export_text(self, turns: Sequence[Turn] | None = None, markdown: bool = False) -> str:
        """The conversation, or these turns, as text; "" where there is none."""
        return export_text(self.turns if turns is None else turns, markdown)

    def search(self, words: str) -> list[Found]:
        """Former turns that have all these words (or begin with them), the newest first; all for none."""
        return self.history.search(words)

    def reopen(self, found: Found) -> Turn:
        """Brings a former turn back into the conversation."""
        for turn in self.turns:
            if (turn.line, turn.form, turn.seed, turn.muse) == (found.line, found.form, found.seed, found.muse):
                return turn
        turn = found.turn()
        for card in turn.cards:
            card.vote = self.vote_of(card.text)
        self._do("Reopen", Change(self, "turns", self.turns, [*self.turns, turn]))
        return turn

    def _take_answer(self, turn: Turn) -> None:
        if self._studio.settings["muse_keep_history"]:
            self.history.add(turn)
        if turn in self.turns:
            self._keep()

    # -- the document --------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        """The talk of the document that is open now. What was said before there was any goes with the new one."""
        document, old = self._studio.document, self._document
        if document is old:
            return
        self._document = document
        text = document.attached.get(NAME, "") if document is not None else ""
        if old is None and document is not None and document.path is None and not text:
            self._keep()
            return
        kept = unpacked(text)
        if kept.notice:
            self._studio.told.emit(kept.notice)
        self.turns, self.wishes = list(kept.turns), kept.wishes
        self._steps.clear()
        for candidate in self._studio.contact:
            candidate.vote = self.vote_of(candidate.text)
            self._studio.contact.update(candidate)
        self.turns_changed.emit()
        self.wishes_changed.emit()
        self.steps_changed.emit()

    def _keep(self) -> None:
        """Writes the talk into the document as it is now."""
        if self._document is not None and self._document is self._studio.document:
            self._document.keep(NAME, packed(self.turns, self.wishes))


def _label(card: Card) -> str:
    return f"Scene {card.number}" if card.form == "scenes" else ""
