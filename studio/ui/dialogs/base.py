"""What all dialogs share: a body, a row of buttons, one of them filled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.parts.buttons import Button, PrimaryButton
from studio.ui.parts.labels import label
from studio.ui.parts.layout import Rule


class Dialog(QDialog):
    """Add widgets to `column`, buttons with `add_button`. Enter presses the primary button, Escape rejects."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 420, heading: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        if heading:
            self.column.addWidget(label(heading, "title", wrap=True))
        outer.addWidget(body, 1)
        outer.addWidget(Rule())
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(24, 12, 24, 12)
        self._foot.setSpacing(8)
        self._left = QHBoxLayout()
        self._left.setSpacing(8)
        self._foot.addLayout(self._left)
        self._foot.addStretch(1)
        outer.addLayout(self._foot)

    def add_primary(self, text: str) -> PrimaryButton:
        button = PrimaryButton(text)
        button.setDefault(True)
        button.setAutoDefault(True)
        button.clicked.connect(self.accept)
        self._foot.addWidget(button)
        return button

    def add_button(self, text: str, *, left: bool = False) -> Button:
        button = Button(text)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        (self._left if left else self._foot).addWidget(button)
        return button

    def add_cancel(self, text: str = "Cancel") -> Button:
        button = self.add_button(text)
        button.clicked.connect(self.reject)
        return button
