"""The program's own icon: a brush stroke, and the trace of an earlier one that shows beneath it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from studio.ui.theme.tokens import DARK

SIZES = (16, 24, 32, 48, 64, 128, 256)


def app_icon() -> QIcon:
    """The same in both themes: it is seen outside the window."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(app_pixmap(size))
    return made


def app_pixmap(size: int, scale: float = 1.0) -> QPixmap:
    """`size` in logical px."""
    made = QPixmap(round(size * scale), round(size * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.panel))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
    earlier, stroke = QPainterPath(QPointF(14, 40)), QPainterPath(QPointF(14, 47))
    earlier.cubicTo(22, 12, 38, 10, 42, 24)
    earlier.cubicTo(45, 36, 34, 42, 27, 35)
    stroke.cubicTo(24, 17, 44, 13, 49, 27)
    stroke.cubicTo(52, 40, 38, 47, 30, 39)
    for path, token, width in ((earlier, DARK.track, 5.5), (stroke, DARK.accent, 7.0)):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(token), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))  # fmt: skip
        painter.drawPath(path)
    painter.end()
    return made
