"""The checkered ground that stands for transparency."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from studio.ui.theme import color


def check_brush(side: int) -> QBrush:
    """Squares of `side` logical px in the greys of the theme. Set the brush origin to the corner of what is filled."""
    return _brush(side, color("pasteboard").lightness() < 128)


@lru_cache(maxsize=8)
def _brush(side: int, dark: bool) -> QBrush:
    image = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
    image.fill(QColor(96, 96, 96) if dark else QColor(244, 244, 244))
    other = QColor(76, 76, 76) if dark else QColor(222, 222, 222)
    painter = QPainter(image)
    painter.fillRect(0, 0, side, side, other)
    painter.fillRect(side, side, side, side, other)
    painter.end()
    brush = QBrush(image)
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush
