"""A card over a darkened window: the ground of the command palette."""

from __future__ import annotations

from PySide6.QtCore import Property, QEvent, QObject, QPoint, QPropertyAnimation, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.ui.theme import color, tokens
from studio.ui.theme.motion import fade
from studio.ui.theme.shadow import paint_shadow


class Overlay(QWidget):
    """Covers its window. A press beside the card, Escape or losing the window closes it."""

    def __init__(self, window: QWidget, width: int, top: int) -> None:
        super().__init__(window)
        self._width, self._top = width, top
        self._veil = 0.0
        self._animation: QPropertyAnimation | None = None
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setFixedWidth(width)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(8, 4, 8, 8)
        self.column.setSpacing(4)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self._before = window.focusWidget()
        self.setGeometry(window.rect())
        self._place()
        self.show()
        self.raise_()
        fade(self, b"veil", 0.0, 1.0, self)

    def close_overlay(self) -> None:
        """Gives the keyboard back to where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def _place(self) -> None:
        self.card.adjustSize()
        top = min(self._top, max(8, (self.height() - self.card.height()) // 2))
        self.card.move(QPoint((self.width() - self.card.width()) // 2, top))

    def _get_veil(self) -> float:
        return self._veil

    def _set_veil(self, value: float) -> None:
        self._veil = value
        self.update()

    veil = Property(float, _get_veil, _set_veil)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_overlay()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            window = self.parentWidget()
            assert window is not None
            self.setGeometry(window.rect())
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scrim = _css_color(tokens().scrim)
        scrim.setAlphaF(scrim.alphaF() * self._veil)
        painter.fillRect(self.rect(), scrim)
        box = QRectF(self.card.geometry())
        paint_shadow(painter, box, spread=32, drop=12, radius=8)
        painter.setBrush(color("overlay"))
        painter.setPen(QPen(color("edge"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def _css_color(text: str) -> QColor:
    """rgba(r,g,b,a) with a of 0..255, as the style sheet takes it."""
    red, green, blue, alpha = (int(part) for part in text[text.index("(") + 1 : -1].split(","))
    return QColor(red, green, blue, alpha)
