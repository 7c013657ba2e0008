"""An icon that is only looked at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import color, paint_icon


class Glyph(QWidget):
    """Painted in the theme's color, so it needs no rebuilding when that changes."""

    def __init__(self, name: str, size: int = 14, token: str = "text2") -> None:
        super().__init__()
        self._name, self._token = name, token
        self.setFixedSize(QSize(size, size))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str, token: str | None = None) -> None:
        self._name, self._token = name, token or self._token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        token = self._token if self.isEnabled() else "disabled"
        paint_icon(QPainter(self), self._name, QRectF(self.rect()), color(token))
