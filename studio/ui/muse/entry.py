"""Where the line is written: Return asks, Shift+Return breaks the line, Up brings back the lines of before,
Ctrl+Up goes to the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

MOST_LINES = 4
LONGEST = 20_000
"""Characters that the field holds: far more than a line, far less than a machine chokes on."""


class Entry(QPlainTextEdit):
    """As high as its text, up to four lines. `former` gives the lines of before, oldest first."""

    submitted = Signal()
    height_changed = Signal()
    shortened = Signal(int)
    """A text was too long; so many characters of it were taken."""
    answers_wanted = Signal()
    """The artist goes up to the answers."""

    def __init__(self, placeholder: str, former: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._former = former
        self._back = 0
        self._own = ""
        self._lines = 1
        self.setObjectName("museentry")
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _s: self._grow())
        self.textChanged.connect(self._grow)

    # -- size ----------------------------------------------------------------------------------------------------

    def _grow(self) -> None:
        # A plain text document tells its height in lines.
        needed = max(1, round(self.document().size().height()))
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if needed > MOST_LINES else policy.ScrollBarAlwaysOff)
        lines = min(MOST_LINES, needed)
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self.height_changed.emit()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self._lines * self.fontMetrics().lineSpacing() + 16)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._grow()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, self.sizeHint().height())

    # -- text ----------------------------------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """Another text from outside: what the session says stands here."""
        if text != self.toPlainText():
            self.setPlainText(text[:LONGEST])
            self.moveCursor(QTextCursor.MoveOperation.End)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Pasted or dropped words; a book is cut before the field lays it out."""
        text = source.text() if source.hasText() else ""
        room = max(0, LONGEST - len(self.toPlainText()) + len(self.textCursor().selectedText()))
        if len(text) > room:
            self.shortened.emit(room)
        if text:
            self.insertPlainText(text[:room])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _goes_up(event):
            event.accept()  # it means the answers here, not a layer
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        breaks = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not breaks:
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submitted.emit()
                self._back = 0
                return
        elif _goes_up(event):
            self.answers_wanted.emit()
            return
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() and self._recall(key):
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            before = self.toPlainText()
            self.undo()
            # Where there was nothing to take back here it is the conversation's turn.
            event.setAccepted(self.toPlainText() != before)
            return
        super().keyPressEvent(event)

    def _recall(self, key: Qt.Key) -> bool:
        """Up from the first line goes back through the lines of before, Down from the last line comes forward."""
        cursor = QTextCursor(self.textCursor())
        up = key == Qt.Key.Key_Up
        if cursor.movePosition(QTextCursor.MoveOperation.Up if up else QTextCursor.MoveOperation.Down):
            return False
        lines = list(dict.fromkeys(reversed([t for t in self._former() if t])))
        back = self._back + (1 if up else -1)
        if not 0 <= back <= len(lines):
            return False
        if self._back == 0:
            self._own = self.toPlainText()
        self._back = back
        text = self._own if back == 0 else lines[back - 1]
        self.selectAll()
        self.insertPlainText(text[:LONGEST])
        return True


def _goes_up(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Up and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
