"""What a panel shows while it has nothing to show: what it is for and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label


class EmptyState(QWidget):
    """An icon, one strong line, one quiet sentence, perhaps a button."""

    def __init__(self, glyph: str, title: str, hint: str = "", action: QWidget | None = None) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 24, 16, 24)
        box.setSpacing(8)
        box.addStretch(1)
        box.addWidget(Glyph(glyph, 24), 0, Qt.AlignmentFlag.AlignCenter)
        self.title = label(title, "strong", wrap=True)
        self.hint = label(hint, "sub", wrap=True)
        for text in (self.title, self.hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.title)
        box.addWidget(self.hint)
        self.hint.setVisible(bool(hint))
        if action is not None:
            box.addSpacing(4)
            box.addWidget(action, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
