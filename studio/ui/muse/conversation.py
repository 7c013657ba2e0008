"""The turns below each other, the newest at the bottom. Only those near the reader are widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from studio.bridge.binding import Bindings
from studio.session.muse_cards import WRITING
from studio.ui.muse.turn_view import TurnView

if TYPE_CHECKING:
    from studio.session.muse_cards import Card, Turn
    from studio.session.studio import Studio
    from studio.ui.muse.card import MuseCard

MARGIN, TOP, GAP = 12, 12, 24
NEAR, AHEAD_MS = 900, 10
"""Px beyond the window within which turns are made before they are seen, and the rest between two of them."""
WRITING_MS = 33
FAR = 3000
"""Px beyond which they are let go."""
_GUESS = {"prompts": 116, "scenes": 110, "titles": 38, "story": 260, "notes": 300, "palette": 140, "composition": 116}
AT_END = 8


class Conversation(QScrollArea):
    """Keeps the reader's place: what he reads does not move when something grows above or below it. Follows the end while
    he is at it.

    `only`: shows the turns with a pinned card only.
    """

    current_changed = Signal(object)
    """The one card widget that Tab goes through."""
    left = Signal()
    """The artist walked beyond the last card."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._page = QWidget()
        self._page.setObjectName("panelbody")
        self.setWidget(self._page)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Conversation with the muse")
        self._views: dict[Turn, TurnView] = {}
        self._heights: dict[Turn, tuple[int, int]] = {}
        self._rects: dict[Turn, QRect] = {}
        self._only_pinned = False
        self._current: MuseCard | None = None
        self._laying = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.lay)
        self._written: set[Turn] = set()
        self._writing = QTimer(self)
        self._writing.setSingleShot(True)
        self._writing.setInterval(WRITING_MS)
        self._writing.timeout.connect(self._show_written)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(AHEAD_MS)
        self._ahead.timeout.connect(self._make_ahead)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        bindings, muse = Bindings(self), studio.muse
        bindings.on(muse.turns_changed, self.lay)
        bindings.on(muse.turn_changed, self._turn_changed)
        bindings.on(muse.card_changed, self._card_changed)
        bindings.on(muse.wishes_changed, self._wishes_changed)
        bindings.on(studio.guides.changed, self._wishes_changed)
        self.lay()

    # -- following -----------------------------------------------------------------------------------------------

    @property
    def turns(self) -> list[Turn]:
        turns = self._studio.muse.turns
        return [t for t in turns if any(c.pinned for c in t.cards)] if self._only_pinned else list(turns)

    def set_only_pinned(self, on: bool) -> None:
        if on != self._only_pinned:
            self._only_pinned = on
            self.to_end()

    def _turn_changed(self, turn: Turn) -> None:
        self._heights.pop(turn, None)
        if turn.state == WRITING and turn in self._views:
            # Words come faster than a screen shows them.
            self._written.add(turn)
            if not self._writing.isActive():
                self._writing.start()
            return
        self._refresh(turn)

    def _show_written(self) -> None:
        for turn in list(self._written):
            self._refresh(turn)

    def _refresh(self, turn: Turn) -> None:
        self._written.discard(turn)
        view = self._views.get(turn)
        if view is not None:
            view.refresh()
        self._soon.start()

    def _card_changed(self, card: Card) -> None:
        view = self._views.get(card.turn) if card.turn is not None else None
        if view is not None:
            view.refresh_card(card)
        if self._only_pinned:
            self._soon.start()

    def _wishes_changed(self) -> None:
        for view in self._views.values():
            view.refresh_wishes()

    # -- geometry ------------------------------------------------------------------------------------------------

    @property
    def _width(self) -> int:
        """Of the turns: the same whether the scroll bar is there or not, so that nothing wraps anew when it comes."""
        return max(120, self.width() - 2 * MARGIN)

    def _height(self, turn: Turn, width: int) -> int:
        view = self._views.get(turn)
        if view is not None:
            height = view.heightForWidth(width)
            self._heights[turn] = (width, height)
            return height
        kept = self._heights.get(turn)
        if kept is not None and kept[0] == width:
            return kept[1]
        return 50 + max(1, len(turn.cards)) * (_GUESS.get(turn.form, 120) + 8)

    @property
    def _end(self) -> int:
        """Where the newest turn is read: at the end of all, or at its beginning where it is higher than the window."""
        most = self.verticalScrollBar().maximum()
        return min(most, next(reversed(self._rects.values())).top() - TOP) if self._rects else most

    @property
    def at_end(self) -> bool:
        return self.verticalScrollBar().value() >= self._end - AT_END

    def to_end(self) -> None:
        """To the newest turn, as after asking."""
        self.lay()
        self.verticalScrollBar().setValue(self._end)
        self.lay()

    def lay(self) -> None:
        """Places everything anew around what the reader looks at, makes what comes near, lets go of what is far."""
        if self._laying:
            return
        self._laying = True
        self._soon.stop()
        try:
            self._forget()
            follow, anchor = self.at_end, self._anchor()
            # What is made has another height than was guessed, which may bring more into sight.
            for _ in range(8):
                self._place()
                self._restore(follow, anchor)
                if not self._make_seen():
                    break
            self._let_go()
            self._keep_stop()
        finally:
            self._laying = False

    def _forget(self) -> None:
        shown = set(self.turns)
        for turn in [t for t in self._views if t not in shown]:
            self._drop(turn)
        self._rects = {t: r for t, r in self._rects.items() if t in shown}
        self._heights = {t: h for t, h in self._heights.items() if t in set(self._studio.muse.turns)}

    def _anchor(self) -> tuple[Turn, int] | None:
        """The first turn in sight, and how far its beginning lies above the upper edge."""
        top = self.verticalScrollBar().value()
        return next(((t, top - r.top()) for t, r in self._rects.items() if r.bottom() > top), None)

    def _place(self) -> None:
        width, y = self._width, TOP
        self._rects = {}
        for turn in self.turns:
            height = self._height(turn, width)
            self._rects[turn] = QRect(MARGIN, y, width, height)
            y += height + GAP
        port = self.viewport()
        self._page.resize(port.width(), max(port.height(), y - GAP + 16))
        for turn, rect in self._rects.items():
            view = self._views.get(turn)
            if view is not None:
                view.setGeometry(rect)

    def _restore(self, follow: bool, anchor: tuple[Turn, int] | None) -> None:
        bar = self.verticalScrollBar()
        if follow:
            bar.setValue(max(bar.value(), self._end))
        elif anchor is not None and anchor[0] in self._rects:
            bar.setValue(self._rects[anchor[0]].top() + anchor[1])

    def _missing(self, around: int) -> list[Turn]:
        """The turns in sight, or within `around` px of it, that are no widgets yet."""
        top = self.verticalScrollBar().value() - around
        bottom = top + self.viewport().height() + 2 * around
        return [t for t, r in self._rects.items() if t not in self._views and r.bottom() >= top and r.top() <= bottom]

    def _make_seen(self) -> bool:
        """Makes what is in sight; what is near comes one by one when there is time."""
        missing = self._missing(0)
        for turn in missing:
            self._make(turn)
        if not missing and self._missing(NEAR):
            self._ahead.start()
        return bool(missing)

    def _make_ahead(self) -> None:
        missing = self._missing(NEAR)
        if missing:
            self._make(missing[0])
            self.lay()

    def _make(self, turn: Turn) -> TurnView:
        view = TurnView(self._studio, turn, self._page)
        view.height_changed.connect(self._soon.start)
        view.step_wanted.connect(self._step)
        view.card_focused.connect(self.set_current)
        view.remove_wanted.connect(self._remove)
        view.show()
        self._views[turn] = view
        return view

    def _let_go(self) -> None:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        focus = QApplication.focusWidget()
        for turn in list(self._views):
            rect = self._rects.get(turn)
            busy = turn.under_way or (focus is not None and self._views[turn].isAncestorOf(focus))
            if rect is not None and not busy and (rect.bottom() < top - FAR or rect.top() > bottom + FAR):
                self._drop(turn)

    def _keep_stop(self) -> None:
        """Tab must lead into the conversation: where no card is the current one, the first of the newest is."""
        if self._current is None:
            newest = next((t for t in reversed(self.turns) if t in self._views and self._views[t].cards), None)
            if newest is not None:
                self._set_stop(self._views[newest].cards[0])

    def _drop(self, turn: Turn) -> None:
        view = self._views.pop(turn)
        if self._current is not None and view.isAncestorOf(self._current):
            self._current = None
        view.hide()
        view.deleteLater()

    def _scrolled(self) -> None:
        if self._laying:
            return
        if self._missing(0):
            self.lay()
        elif self._missing(NEAR):
            self._ahead.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.lay()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
            self._soon.start()

    # -- walking by keys -----------------------------------------------------------------------------------------

    @property
    def current(self) -> MuseCard | None:
        return self._current

    def set_current(self, card: MuseCard) -> None:
        """The one card that Tab goes through."""
        if card is not self._current:
            self._set_stop(card)
        self.ensureWidgetVisible(card, 0, 16)

    def _set_stop(self, card: MuseCard) -> None:
        if self._current is not None:
            self._current.set_stop(False)
        self._current = card
        card.set_stop(True)
        self.current_changed.emit(card)

    def _focus(self, turn: Turn, number: int) -> None:
        view = self._views.get(turn) or self._make(turn)
        self.lay()
        card = view.cards[number]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self.set_current(card)

    def _step(self, card: MuseCard, by: int) -> None:
        places, at = self._places(card)
        if at >= 0 and 0 <= at + by < len(places):
            self._focus(*places[at + by])
        elif by > 0:
            self.left.emit()

    def _places(self, card: MuseCard) -> tuple[list[tuple[Turn, int]], int]:
        """All cards from top to bottom, and which one of them this is; -1 for none."""
        places = [(t, k) for t in self.turns for k in range(len(t.cards))]
        return places, next((i for i, (t, k) in enumerate(places) if t.cards[k] is card.card), -1)

    def focus_newest(self) -> None:
        """To the current card, or to the first of the newest answers, as by keys from the entry."""
        newest = next((t for t in reversed(self.turns) if t.cards), None)
        current = self._current.card if self._current is not None else None
        if current is not None and current.turn is newest and newest is not None:
            self._focus(newest, newest.cards.index(current))
        elif newest is not None:
            self._focus(newest, 0)

    @property
    def current_turn(self) -> Turn | None:
        """Of the card that has the keyboard."""
        card = self._current
        return card.card.turn if card is not None and card.hasFocus() else None

    def _remove(self, card: MuseCard) -> None:
        """Takes one answer away; a card beside it gets the keyboard where this one had it."""
        places, at = self._places(card)
        if at < 0:
            return
        turn, answer, focused = places[at][0], card.card, card.hasFocus()
        after = at + 1 if at + 1 < len(places) and places[at + 1][0] is turn else at - 1
        if focused and len(places) > 1:
            self._focus(*places[after if after >= 0 else at + 1])
        self._studio.muse.remove_card(answer)

    def remove_current(self) -> None:
        """Takes the turn of the current card away; the card before it gets the keyboard."""
        turn = self.current_turn
        if turn is None:
            return
        turns = self.turns
        at = turns.index(turn)
        near = [t for t in (*reversed(turns[:at]), *turns[at + 1 :]) if t.cards]
        if near:
            self._focus(near[0], -1)
        self._studio.muse.remove(turn)

    def show_turn(self, turn: Turn) -> None:
        """Scrolls to the beginning of a turn."""
        self.lay()
        if turn in self._rects:
            self.verticalScrollBar().setValue(self._rects[turn].top() - TOP)
            self.lay()
            self.verticalScrollBar().setValue(self._rects[turn].top() - TOP)

    def view_of(self, turn: Turn) -> TurnView | None:
        """The widget of a turn; None while it is too far away to have one."""
        return self._views.get(turn)

    @property
    def made(self) -> int:
        """How many turns are widgets now."""
        return len(self._views)
