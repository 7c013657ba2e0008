"""What takes the keys while words are typed on the picture: a text field that is not seen, at the place of the caret.

The words themselves are drawn by the document, the caret by the canvas. So typing, selecting, the clipboard, undo and
input methods are Qt's own, and what is seen is what will be saved, however the view lies.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.core.errors import UserError
from studio.document.lettering import LONGEST, tidy, too_long
from studio.document.lettering_layout import Layout

Key = Qt.Key
_STAY = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


class TextEntry(QPlainTextEdit):
    """`edited`: other words, with those that an input method is still about. `moved`: the caret or the selection.
    `done`: Escape, Ctrl+Return, or the keyboard went elsewhere. `refused(error)`: what was pasted does not fit."""

    edited = Signal()
    moved = Signal()
    done = Signal()
    refused = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("textentry")
        self.setAccessibleName("Text on the picture")
        self.setStyleSheet("QPlainTextEdit { border: none; background: transparent; min-height: 0; padding: 0; }")
        self.viewport().setAutoFillBackground(False)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.layout_: Layout | None = None
        self._preedit, self._preedit_caret = "", 0
        self._goal: float | None = None
        self._quiet = False
        self.textChanged.connect(self._text_changed)
        self.cursorPositionChanged.connect(self._caret_moved)
        self.selectionChanged.connect(self.moved)
        self.hide()

    # -- what stands there ---------------------------------------------------------------------------------------

    def begin(self, text: str, place: int | None = None) -> None:
        """Takes the keyboard; the caret at `place` (UTF-16 units), at the end when left out."""
        self._preedit = ""
        self.set_text(text)
        self.put_caret(_units(text) if place is None else place)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_text(self, text: str) -> None:
        """Other words than those typed here; the caret stays where it can, and nothing is told."""
        place = self.textCursor().position()
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False
        self.put_caret(place)

    @property
    def text(self) -> str:
        """The words, with those that an input method is still about."""
        text = self.toPlainText()
        if not self._preedit:
            return text
        units, at = text.encode("utf-16-le", "surrogatepass"), 2 * self.textCursor().position()
        put = self._preedit.encode("utf-16-le", "surrogatepass")
        return (units[:at] + put + units[at:]).decode("utf-16-le", "ignore")

    @property
    def caret(self) -> int:
        """In UTF-16 units of `text`."""
        return self.textCursor().position() + self._preedit_caret

    @property
    def selection(self) -> tuple[int, int]:
        cursor = self.textCursor()
        return cursor.selectionStart(), cursor.selectionEnd()

    @property
    def composed(self) -> tuple[int, int]:
        """What an input method is still about."""
        at = self.textCursor().position()
        return at, at + _units(self._preedit)

    def put_caret(self, place: int, *, select: bool = False) -> None:
        cursor = self.textCursor()
        mode = QTextCursor.MoveMode.KeepAnchor if select else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(max(0, min(place, self.document().characterCount() - 1)), mode)
        self.setTextCursor(cursor)

    def select_word(self) -> None:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.setTextCursor(cursor)

    # -- changes -------------------------------------------------------------------------------------------------

    def _text_changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def _caret_moved(self) -> None:
        self._goal = None
        self.moved.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Pastes text as lettering can hold it, or not at all."""
        try:
            text = tidy(source.text())
            room = LONGEST - len(self.toPlainText()) + len(self.textCursor().selectedText())
            if len(text) > room:
                raise too_long(LONGEST - room + len(text))
        except UserError as error:
            self.refused.emit(error)
            return
        self.insertPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return source.hasText()

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if not control or _ends(event):
                event.accept()  # letters, digits and arrows are words here, not verbs
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, mods = event.key(), event.modifiers()
        select = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        if _ends(event):
            self.done.emit()
        elif key in (Key.Key_Tab, Key.Key_Backtab):
            self.insertPlainText("    ")
        elif key in (Key.Key_Up, Key.Key_Down) and not control and self.layout_ is not None:
            self._step(-1 if key == Key.Key_Up else 1, select)
        elif key in (Key.Key_Home, Key.Key_End) and not control and self.layout_ is not None:
            self.put_caret(self.layout_.line_ends(self.caret)[key == Key.Key_End], select=select)
        elif len(event.text()) == 1 and event.text() >= " " and self._full:
            self.refused.emit(too_long(LONGEST + 1))
        else:
            super().keyPressEvent(event)
        # Keys that have nothing to do here are none of the canvas either: an arrow at the end of the words moves no layer.
        event.accept()

    @property
    def _full(self) -> bool:
        return len(self.toPlainText()) >= LONGEST and not self.textCursor().hasSelection()

    def _step(self, lines: int, select: bool) -> None:
        """A line up or down as it lies on the picture, the caret keeping its column."""
        assert self.layout_ is not None
        goal = self._goal if self._goal is not None else self.layout_.caret(self.caret).x()
        self.put_caret(self.layout_.beside(self.caret, lines, goal), select=select)
        self._goal = goal

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        self._preedit = event.preeditString()
        attribute = QInputMethodEvent.AttributeType.Cursor
        at = [x.start for x in event.attributes() if x.type == attribute]
        self._preedit_caret = min(at[0], _units(self._preedit)) if at else _units(self._preedit)
        self._quiet = True
        super().inputMethodEvent(event)
        self._quiet = False
        self.edited.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:  # noqa: N802
        # The field lies where the caret is drawn: candidates open there.
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return QRectF(0, 0, 1, self.height())
        return super().inputMethodQuery(query, argument) if argument is not None else super().inputMethodQuery(query)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() not in _STAY:
            self.done.emit()
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.moved.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Nothing: the canvas shows words and caret."""


def _ends(event: QKeyEvent) -> bool:
    enter = event.key() in (Key.Key_Return, Key.Key_Enter)
    return event.key() == Key.Key_Escape or (enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
