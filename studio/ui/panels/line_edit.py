"""The field for the artist's line: Return develops, Shift+Return breaks the line, Tab goes on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

LIMIT = 20_000
"""Characters of a pasted text that are kept: far more than a line, far less than a machine chokes on."""


class LineEdit(QPlainTextEdit):
    """`submitted` on Return."""

    submitted = Signal()

    def __init__(self, placeholder: str = "", lines: int = 2) -> None:
        super().__init__()
        self._lines = lines
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._bound)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, self._lines * self.fontMetrics().lineSpacing() + 16)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        breaks = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not breaks:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def _bound(self) -> None:
        if self.document().characterCount() > LIMIT + 1:
            self.setPlainText(self.toPlainText()[:LIMIT])
