"""The one soft shadow of the program, under pictures and overlays."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QMargins, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from studio.ui.theme.current import tokens


def paint_shadow(painter: QPainter, rect: QRectF, *, spread: int = 18, drop: int = 5, radius: float = 0.0) -> None:
    """Paints the shadow that a sheet `rect` throws: `spread` px around it, shifted down by `drop` px.

    A nine-patch of a shadow painted once per theme and scale, so that a zoomed picture costs nine blits.
    """
    scale = painter.device().devicePixelRatio() if painter.device() else 1.0
    corner = spread + round(radius) + 1
    patch = _patch(spread, round(radius), tokens().shadow, float(scale))
    outer = rect.toAlignedRect().marginsAdded(QMargins(spread, spread, spread, spread)).translated(0, drop)
    side = 2 * corner + 1

    def cells(start: int, length: int) -> tuple[tuple[int, int], ...]:
        return (start, corner), (start + corner, length - 2 * corner), (start + length - corner, corner)

    source = cells(0, side)
    for (y, h), (sy, sh) in zip(cells(outer.y(), outer.height()), source, strict=True):
        for (x, w), (sx, sw) in zip(cells(outer.x(), outer.width()), source, strict=True):
            if w > 0 and h > 0:
                part = QRectF(sx * scale, sy * scale, sw * scale, sh * scale)
                painter.drawPixmap(QRectF(QRect(x, y, w, h)), patch, part)


@lru_cache(maxsize=16)
def _patch(spread: int, radius: int, strength: int, scale: float) -> QPixmap:
    side = 2 * (spread + radius + 1) + 1
    made = QPixmap(round(side * scale), round(side * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    sheet = QRectF(spread, spread, side - 2 * spread, side - 2 * spread)
    for i in range(spread, 0, -1):
        # Rings that lie on each other add up to a falloff near that of a blurred edge.
        painter.setBrush(QColor(0, 0, 0, int(strength * (1 - i / (spread + 1)) ** 2 / 5 * 18 / spread)))
        painter.drawRoundedRect(sheet.adjusted(-i, -i, i, i), i + radius, i + radius)
    painter.end()
    return made
