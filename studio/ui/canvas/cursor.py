"""The brush's outline at its true size, seen on any ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

SMALLEST = 5.0
"""Outlines smaller than this many px get a cross instead."""


def outline_rect(at: QPointF, diameter: float) -> QRect:
    """The widget area that the outline needs."""
    r = max(diameter / 2, 8.0) + 3
    return QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r).toAlignedRect()


def paint_outline(painter: QPainter, at: QPointF, diameter: float) -> None:
    """A light ring inside a dark one."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    r = diameter / 2
    for color, width, grow in ((QColor(0, 0, 0, 150), 1.0, 1.0), (QColor(255, 255, 255, 220), 1.0, 0.0)):
        painter.setPen(QPen(color, width))
        if diameter >= SMALLEST:
            painter.drawEllipse(at, r + grow, r + grow)
        else:
            off = 0.5 * grow
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(at + QPointF(dx * 3 + off, dy * 3 + off), at + QPointF(dx * 7 + off, dy * 7 + off))
    painter.restore()
