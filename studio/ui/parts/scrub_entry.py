"""The line edit that lies over a value while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.theme import font


class ScrubEntry(QLineEdit):
    """Enter or leaving takes the text, Escape drops it."""

    done = Signal(str, bool, bool)
    """(text, accepted, whether the focus should go back to the owner)"""

    def __init__(self, owner: QWidget, text: str, *, select: bool) -> None:
        super().__init__(text, owner)
        self._over = False
        self.setFont(font(tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(owner.accessibleName())
        self.setCursor(Qt.CursorShape.IBeamCursor)
        if select:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(True, True)
        elif event.key() == Qt.Key.Key_Escape:
            self._finish(False, True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish(True, False)

    def _finish(self, accepted: bool, keep_focus: bool) -> None:
        if not self._over:
            self._over = True
            self.done.emit(self.text(), accepted, keep_focus)
