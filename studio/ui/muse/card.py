"""One answer of the muse as a card: in the Create panel and in the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QWidget

from studio.art.muse.catalog import PAINTABLE
from studio.bridge.images import image_of
from studio.core import emphasis
from studio.session.muse_text import card_text
from studio.ui.muse.bodies import Body, body_for
from studio.ui.muse.card_buttons import PAINTED, READ, SIDE, CardButtons, action_of, action_text
from studio.ui.muse.card_drag import drag
from studio.ui.muse.card_menu import open_card_menu, open_phrase_menu
from studio.ui.muse.chips import PhraseChip
from studio.ui.muse.field import CardField
from studio.ui.muse.flow import flow
from studio.ui.muse.phrases import phrase_of, phrases_of, wished
from studio.ui.parts.labels import label, repolish
from studio.ui.parts.thumb import Thumb

if TYPE_CHECKING:
    from studio.core.words import Part
    from studio.session.muse_cards import Card
    from studio.session.studio import Studio

THUMB, PAD, FOOT = 64, 8, 22


class MuseCard(QFrame):
    """Follows one `Card` of the session. It can have the keyboard: see `_KEYS`."""

    height_changed = Signal()
    """Its height for the width that it has is another one."""
    step_wanted = Signal(int)
    """The artist goes to the card after (+1) or before (-1)."""
    focused = Signal()
    remove_wanted = Signal()

    def __init__(self, studio: Studio, card: Card, parent: QWidget | None = None, *, slot: bool = True) -> None:
        """`slot`: a place for its picture is kept free before there is one."""
        super().__init__(parent)
        self.card = card
        self._slot = slot or card.form == "scenes"
        self._studio = studio
        self._drag_from: QPoint | None = None
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.paintable = card.form in PAINTABLE and not card.variant.raw
        self.field: CardField | None = None
        """While the words are edited."""
        self.body: Body = body_for(card)
        self.words = self.body.words
        self.words.edit_wanted.connect(self.start_editing)
        self.words.menu_wanted.connect(self._words_menu)
        self.buttons = CardButtons(self, studio, PAINTED if self.paintable else READ)
        self.chips: list[PhraseChip] = []
        self._thumb = self._make_thumb() if self.paintable else None
        self.action = action_of(card, studio)
        self._raw = label("As it came", "caption") if card.variant.raw else None
        for part in (self.body, self._thumb, self.action, self._raw):
            if part is not None:
                part.setParent(self)
        for phrase in phrases_of(card):
            self._add_chip(phrase)
        self.refresh()

    # -- making --------------------------------------------------------------------------------------------------

    def _make_thumb(self) -> Thumb:
        thumb = Thumb(THUMB, name="Picture of this answer")
        thumb.set_empty_glyph("paint-brush" if self.card.form == "scenes" else "sparkle")
        thumb.setToolTip("Paint it")
        thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the button beside it does the same
        thumb.clicked.connect(self.paint_it)
        return thumb

    def _add_chip(self, part: Part) -> None:
        chip = PhraseChip(part)
        chip.setParent(self)
        number = len(self.chips)
        self.chips.append(chip)
        chip.wanted.connect(lambda what, value: self._wish(part, what, value))
        chip.pointed.connect(lambda on: self.words.set_over(number if on else -1))

    def _wish(self, part: Part, what: str, value: object) -> None:
        muse, guard = self._studio.muse, self._studio.guard
        if what == "lock":
            guard(lambda: muse.lock_phrase(part, bool(value)))
        elif what == "strike":
            guard(lambda: muse.strike(phrase_of(part), bool(value)))
        elif what == "weigh" and isinstance(value, float):
            guard(lambda: muse.weigh(phrase_of(part), value))
        elif what == "menu" and isinstance(value, QPoint):
            open_phrase_menu(self, self._studio, part, value)

    # -- following -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Takes over the card's state and what is wished of its phrases."""
        card, muse = self.card, self._studio.muse
        wishes = muse.wishes
        before = self.heightForWidth(self.width())
        self.body.show_card(card, wishes)
        shown = phrases_of(card)
        for chip in self.chips:
            state = wished(chip.part, wishes)
            chip.set_state(locked=state.locked, struck=state.struck, weight=state.weight)
            chip.setVisible(chip.part in shown)
        if self._thumb is not None:
            self._thumb.set_image(image_of(card.thumb) if card.thumb is not None else None)
            self._thumb.setVisible(self._slot or card.thumb is not None)
        self.buttons.follow()
        if self.action is not None:
            self.action.setText(action_text(card, muse))
        if self.paintable and "pin" in self.buttons:
            self.buttons["pin"].setVisible(card.pinned)
        said = [emphasis.plain(card.text)]
        said += [w for w, on in (("locked", card.locked), ("pinned", card.pinned), ("liked", card.vote > 0),
                                 ("disliked", card.vote < 0)) if on]  # fmt: skip
        self.setAccessibleName(", ".join(said)[:400])
        if bool(self.property("sel")) != card.locked:
            self.setProperty("sel", card.locked)
            repolish(self)
        self._place()
        if self.heightForWidth(self.width()) != before:
            self._told_height()

    def _told_height(self) -> None:
        self.updateGeometry()
        self.height_changed.emit()

    # -- geometry ------------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._arrange(width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.width() if self.width() > 120 else 300
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for widget, rect in self._arrange(self.width())[0]:
            widget.setGeometry(rect)

    def _arrange(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        if self.card.form == "titles":
            return self._arrange_line(width)
        places: list[tuple[QWidget, QRect]] = []
        pad = PAD if self.paintable else PAD + 2
        left, right = pad, width - pad
        top = y = pad
        if self.paintable:
            assert self._thumb is not None
            if self._upright:
                places.append((self._thumb, QRect(pad, y, THUMB, THUMB)))
                left, right = pad + THUMB + 10, width - SIDE - 10
                for k, name in enumerate(("lock", "paint", "more")):
                    places.append((self.buttons[name], QRect(width - SIDE - 4, top - 2 + k * SIDE, SIDE, SIDE)))
            else:
                left, right = left + 2, right - 2
        if self._raw is not None:
            places.append((self._raw, QRect(left, y, right - left, 16)))
            y += 20
        room = max(60, right - left)
        shown, height = self._words(room)
        places.append((shown, QRect(left, y, room, height)))
        y += height
        y += 6
        if self._upright:
            # Without chips the votes stand beside the picture, under the words.
            y = max(y, top + THUMB + 6 if any(not c.isHidden() for c in self.chips) else top + THUMB - FOOT + 2)
        foot, bottom = self._arrange_foot(width, pad, y)
        return places + foot, max(bottom + pad - 2, top + THUMB + pad if self._upright else 0)

    def _words(self, width: int) -> tuple[QWidget, int]:
        """What shows the words now, and its height."""
        if self.field is not None:
            return self.field, self.field.wanted(width)
        return self.body, self.body.heightForWidth(width)

    @property
    def _upright(self) -> bool:
        """Whether its picture stands at the left and the first verbs in a column at the right."""
        return self._thumb is not None and not self._thumb.isHidden()

    def _arrange_foot(self, width: int, pad: int, y: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        """The chips or the action at the left, votes and the rest at the right."""
        places: list[tuple[QWidget, QRect]] = []
        names = ["like", "dislike", *(["pin"] if self.card.pinned or not self.paintable else [])]
        if not self.paintable:
            names += ["copy", "more"]
        elif not self._upright:
            names += ["lock", "paint", "more"]
        buttons = [self.buttons[name] for name in names]
        taken = len(buttons) * SIDE
        chips = [c for c in self.chips if not c.isHidden()]
        rects, height = flow(chips, width - 2 * pad, 4, last=taken + 4)
        end = y + max(height, FOOT)
        places += [(chip, rect.translated(pad, y + 1)) for chip, rect in zip(chips, rects, strict=True)]
        if self.action is not None:
            places.append((self.action, QRect(pad, y + 4, self.action.sizeHint().width(), 28)))
            end = y + 29  # the glyphs stand in the middle of its height
        x = width - 4 - taken - (SIDE + 4 if self._upright and not chips else 0)
        for button in buttons:
            places.append((button, QRect(x, end - FOOT, SIDE, SIDE)))
            x += SIDE
        return places, end + (3 if self.action is not None else 0)

    def _arrange_line(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        """A title: one line with its buttons behind it."""
        buttons = [self.buttons[name] for name in READ]
        x = width - 4 - SIDE * len(buttons)
        room = x - PAD - 10
        shown, height = self._words(room)
        total = max(34, height + 14)
        places: list[tuple[QWidget, QRect]] = [(shown, QRect(PAD + 2, (total - height) // 2, room, height))]
        for k, button in enumerate(buttons):
            places.append((button, QRect(x + k * SIDE, (total - SIDE) // 2, SIDE, SIDE)))
        return places, total

    # -- doing ---------------------------------------------------------------------------------------------------

    def paint_it(self) -> None:
        if self.paintable:
            self._studio.guard(lambda: self._studio.muse.paint(self.card))

    def copy_words(self) -> None:
        QApplication.clipboard().setText(card_text(self.card))
        self._studio.told.emit("Copied.")

    def vote(self, vote: int) -> None:
        """Again takes it back."""
        self._studio.muse.vote(self.card, 0 if self.card.vote == vote else vote)

    def open_menu(self, at: QPoint) -> None:
        open_card_menu(self, self._studio, at)

    def _words_menu(self, phrase: int, at: QPoint) -> None:
        shown = phrases_of(self.card)
        if 0 <= phrase < len(shown):
            open_phrase_menu(self, self._studio, shown[phrase], at)
        else:
            self.open_menu(at)

    # -- editing -------------------------------------------------------------------------------------------------

    def start_editing(self) -> None:
        if self.field is not None:
            return
        field = self.field = CardField()
        field.setParent(self)
        field.setPlainText(self.card.text)
        field.submitted.connect(lambda: self._end_editing(True))
        field.left.connect(self._end_editing)
        field.textChanged.connect(self._grow)
        self.body.hide()
        field.show()
        self._place()
        self._told_height()
        field.setFocus()
        field.selectAll()

    def _grow(self) -> None:
        if self.field is not None and self.field.height() != self.field.wanted(self.field.width()):
            self._place()
            self._told_height()

    def _end_editing(self, take: bool) -> None:
        field, self.field = self.field, None  # first: the field that goes loses the focus, which ends the editing too
        if field is None:
            return
        back = field.hasFocus()
        field.hide()
        field.deleteLater()
        self.body.show()
        if take:
            self._studio.muse.edit(self.card, field.toPlainText())
            self._studio.muse.end_edit()
        self._place()
        self._told_height()
        if back:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- input ---------------------------------------------------------------------------------------------------

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through, in its order."""
        inner = [*self.chips, *([self.action] if self.action else []), *self.buttons.all()]
        return [self, *(w for w in inner if not w.isHidden())]

    def set_stop(self, on: bool) -> None:
        """Whether Tab goes through what the card holds: only through one card of many."""
        policy = Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus
        for widget in (*self.chips, *self.buttons.all(), *([self.action] if self.action else [])):
            if widget.focusPolicy() != policy:
                widget.setFocusPolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.buttons.wake(kind == QEvent.Type.HoverEnter or self.hasFocus())
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._verb(event) is not None:
            event.accept()  # a letter means the card here, not a tool of the canvas
            return True
        return bool(super().event(event))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.buttons.wake(True)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.buttons.wake(self.underMouse())

    def _verb(self, event: QKeyEvent) -> object:
        """What a key does here, None for nothing."""
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return self.copy_words if event.key() == Qt.Key.Key_C and _control_only(event) else None
        muse, card, shift = self._studio.muse, self.card, event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return {
            Qt.Key.Key_Return: self.paint_it if self.paintable else None,
            Qt.Key.Key_Enter: self.paint_it if self.paintable else None,
            Qt.Key.Key_E: self.start_editing,
            Qt.Key.Key_F2: self.start_editing,
            Qt.Key.Key_L: lambda: muse.lock(card, not card.locked),
            Qt.Key.Key_P: lambda: muse.pin(card, not card.pinned),
            Qt.Key.Key_C: self.copy_words,
            Qt.Key.Key_Delete: None if shift else self.remove_wanted.emit,
            Qt.Key.Key_Plus: lambda: self.vote(1),
            Qt.Key.Key_Equal: lambda: self.vote(1),
            Qt.Key.Key_Minus: lambda: self.vote(-1),
            Qt.Key.Key_Down: lambda: self.step_wanted.emit(1),
            Qt.Key.Key_Up: lambda: self.step_wanted.emit(-1),
        }.get(Qt.Key(event.key()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        verb = self._verb(event)
        if callable(verb):
            verb()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        keyed = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.open_menu(self.mapToGlobal(QPoint(24, 24)) if keyed else event.globalPos())

    # -- dragging ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.position().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        start = self._drag_from
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._drag_from = None
            drag(self, self.card, start)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._drag_from = None
        super().mouseReleaseEvent(event)


def _control_only(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier
