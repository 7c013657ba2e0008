"""Progress as a thin line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from studio.ui.theme import color


class ProgressLine(QProgressBar):
    """4 px high; 0..1 by `set_fraction`, or "busy, no telling how long" with None. It moves only with data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.setRange(0, 1000)
        self.setValue(0)
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setAccessibleName("Progress")

    def set_fraction(self, fraction: float | None) -> None:
        self._busy = fraction is None
        if fraction is not None:
            self.setValue(round(min(max(fraction, 0.0), 1.0) * 1000))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        painter.setBrush(color("track"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setBrush(color("accent"))
        if self._busy:
            # A still, dotted line: unknown length without an endless animation.
            for i in range(int(box.width() // 12)):
                painter.drawEllipse(QRectF(4 + 12 * i, 0, 4, 4))
        elif self.value() > 0:
            painter.drawRoundedRect(QRectF(0, 0, max(4.0, box.width() * self.value() / 1000), box.height()), 2, 2)
