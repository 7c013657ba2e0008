"""The words of a card while they are edited."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

HIGHEST = 320


class CardField(QPlainTextEdit):
    """Return or leaving takes the words, Shift+Return breaks the line, Escape gives them up. Grows with its text."""

    submitted = Signal()
    left = Signal(bool)
    """Whether the words are to be taken."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setAccessibleName("Words of the answer")
        self._measure = QTextDocument(self)

    def wanted(self, width: int) -> int:
        """Height in px for `width` px, that of two lines at least."""
        self._measure.setDefaultFont(self.font())
        self._measure.setPlainText(self.toPlainText())
        self._measure.setTextWidth(max(40, width - 14))
        low = 2 * self.fontMetrics().lineSpacing() + 16
        return min(HIGHEST, max(low, round(self._measure.size().height()) + 8))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        breaks = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not breaks:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)
