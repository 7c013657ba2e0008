"""One turn of the conversation: the artist's line, who answered, and the answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.art.muse.catalog import FORM, MUSES, PAINTABLE
from studio.session.muse_cards import FAILED, STOPPED
from studio.session.muse_text import card_text, read_notice
from studio.ui.muse.card import MuseCard
from studio.ui.muse.turn_menu import open_turn_menu
from studio.ui.muse.words import WordFlow
from studio.ui.muse.writing import WritingCard
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label
from studio.ui.theme.fonts import LINE, MEDIUM

if TYPE_CHECKING:
    from studio.session.muse_cards import Card, Turn
    from studio.session.studio import Studio

FORM_TITLES = {c.id: c.title for c in FORM.choices}
MUSE_GAP, HEAD_GAP, SIDE = 8, 8, 24
LONGEST_HEAD = 240
"""Characters of a line that are shown."""


class TurnView(QWidget):
    """Follows one `Turn`; placed by the conversation, which asks for `heightForWidth`."""

    height_changed = Signal()
    step_wanted = Signal(object, int)
    """(card widget, ±1)"""
    card_focused = Signal(object)
    remove_wanted = Signal(object)
    """A card widget's answer is to go."""

    def __init__(self, studio: Studio, turn: Turn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn = turn
        self._studio = studio
        self.cards: list[MuseCard] = []
        self.writing: list[WritingCard] = []
        self.line = WordFlow(LINE, leading=1.08, weight=MEDIUM)
        self.line.set_text(shortened(turn.line) or "The picture")
        if len(turn.line) > LONGEST_HEAD:
            self.line.setToolTip(read_notice(turn.line, turn.muse) or f"{len(turn.line):,} characters")
        self._caption = Elided("", "caption")
        self.again = IconButton("arrow-counter-clockwise", "Other answers", size=SIDE, icon_size=14, token="text2")
        self.paint_all = IconButton("paint-brush", "Paint all", size=SIDE, icon_size=14, token="text2")
        self.more = IconButton("dots-three", "More with this turn", size=SIDE, icon_size=14, token="text2")
        self._mark = Glyph("warning", 14, "danger")
        self.error = label("", "danger", wrap=True)
        self.retry = Button("Try again", "arrow-counter-clockwise")
        for part in (self.line, self._caption, self.again, self.paint_all, self.more, self._mark, self.error,
                     self.retry):  # fmt: skip
            part.setParent(self)
        guard, muse = studio.guard, studio.muse
        self.again.clicked.connect(lambda: guard(lambda: muse.again(turn)))
        self.retry.clicked.connect(lambda: guard(lambda: muse.again(turn)))
        self.paint_all.clicked.connect(lambda: guard(lambda: muse.paint_all(turn)))
        self.more.clicked.connect(
            lambda: open_turn_menu(self, studio, turn, self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self.refresh()

    # -- following -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Takes over the turn: its state, the texts so far, its cards."""
        turn = self.turn
        self._caption.setText(self._say())
        self._caption.setToolTip(time.strftime("%d %B %Y, %H:%M", time.localtime(turn.when)) if turn.when else "")
        self._show_cards()
        self._show_writing()
        failed = turn.state == FAILED or bool(turn.error)
        self.error.setText(turn.error if failed else "")
        for part in (self._mark, self.error, self.retry):
            part.setVisible(failed)
        self.again.setVisible(not turn.under_way and (bool(turn.cards) or not failed))
        self.paint_all.setVisible(turn.form in PAINTABLE and bool(turn.cards) and not turn.under_way)
        self.setAccessibleName(f"{shortened(turn.line)}, {self._caption.text()}")
        self.arrange()
        self.height_changed.emit()

    def _say(self) -> str:
        turn = self.turn
        said = [FORM_TITLES.get(turn.form, turn.form)]
        said += [spec.title for spec in MUSES if spec.id == turn.muse]
        if turn.under_way:
            # Ours write more than they give: what is read meanwhile may not be what they choose.
            ours = any(spec.id == turn.muse and dict(spec.bound).get("voice") for spec in MUSES)
            said.append(("drafting…" if ours else "writing…") if turn.partial else "thinking…")
        elif turn.state == STOPPED:
            said.append("stopped")
        elif turn.when:
            said.append(time.strftime("%H:%M", time.localtime(turn.when)))
        return " · ".join(said)

    def _show_cards(self) -> None:
        wanted = [] if self.turn.under_way and not self.turn.cards else self.turn.cards
        if [c.card for c in self.cards] == wanted:
            return
        old = {c.card: c for c in self.cards}
        self.cards = []
        for card in wanted:
            widget = old.pop(card, None)
            if widget is None:
                widget = MuseCard(self._studio, card, self, slot=False)
                widget.set_stop(False)
                widget.height_changed.connect(self._card_grew)
                widget.step_wanted.connect(lambda by, w=widget: self.step_wanted.emit(w, by))
                widget.remove_wanted.connect(lambda w=widget: self.remove_wanted.emit(w))
                widget.focused.connect(lambda w=widget: self.card_focused.emit(w))
            widget.show()
            self.cards.append(widget)
        focus = QApplication.focusWidget()
        if self.cards and focus is not None and any(w is focus or w.isAncestorOf(focus) for w in old.values()):
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)  # the keyboard stays among the answers
        for gone in old.values():
            gone.hide()
            gone.deleteLater()

    def _show_writing(self) -> None:
        turn = self.turn
        count = 0
        if turn.under_way and not turn.cards:
            count = max([self._studio.muse.count_of(turn.form), *(k + 1 for k in turn.partial)])
        while len(self.writing) > count:
            gone = self.writing.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.writing) < count:
            card = WritingCard(turn.form)
            card.setParent(self)
            card.show()
            self.writing.append(card)
        for number, text in turn.partial.items():
            if number < len(self.writing):
                self.writing[number].set_text(text)

    def refresh_card(self, card: Card) -> None:
        for widget in self.cards:
            if widget.card is card:
                widget.refresh()

    def refresh_wishes(self) -> None:
        for widget in self.cards:
            widget.refresh()

    def _card_grew(self) -> None:
        self.arrange()
        self.height_changed.emit()

    # -- geometry ------------------------------------------------------------------------------------------------

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._arrange(width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(300, self.heightForWidth(max(200, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        for widget, rect in self._arrange(self.width())[0]:
            widget.setGeometry(rect)

    def _arrange(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        places: list[tuple[QWidget, QRect]] = []
        height = self.line.heightForWidth(width)
        places.append((self.line, QRect(0, 0, width, height)))
        y, x = height + 2, width
        for button in (self.more, self.paint_all, self.again):
            if not button.isHidden():
                x -= SIDE
                places.append((button, QRect(x, y - 2, SIDE, SIDE)))
        places.append((self._caption, QRect(0, y, max(40, x - 8), 20)))
        y += 20 + HEAD_GAP
        stacked: list[MuseCard | WritingCard] = [*self.cards, *self.writing]
        gap = 4 if self.turn.form == "titles" else MUSE_GAP
        for card in stacked:
            height = card.heightForWidth(width)
            places.append((card, QRect(0, y, width, height)))
            y += height + gap
        if not self.error.isHidden():
            height = self.error.heightForWidth(width - 24)
            places += [
                (self._mark, QRect(2, y + 1, 14, 14)),
                (self.error, QRect(24, y, width - 24, height)),
                (self.retry, QRect(24, y + height + 8, self.retry.sizeHint().width(), 28)),
            ]
            y += height + 44
        return places, max(0, y - gap)

    # -- for the menu --------------------------------------------------------------------------------------------

    def copy_all(self) -> None:
        """All answers, an empty line between them."""
        texts = [card_text(card) for card in self.turn.cards]
        QApplication.clipboard().setText("\n\n".join(texts))
        self._studio.told.emit("Copied.")


def shortened(line: str) -> str:
    """What is shown of a line, which may be a pasted book."""
    head = " ".join(line[: 4 * LONGEST_HEAD].split())
    return head if len(head) <= LONGEST_HEAD else head[:LONGEST_HEAD].rstrip() + "…"
