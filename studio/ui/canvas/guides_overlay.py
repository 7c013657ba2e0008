"""How guides are seen: thin lines and small circles over the picture, light within dark, never a part of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from studio.session.guides import Box, Snapped

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.ui.canvas.sheet import CanvasSheet

REACH = 6.0
"""How near to a guide something is drawn to it, in logical px."""
POINT = 4.0
"""Radius of a circle in logical px."""
LIGHT, DARK = QColor(255, 255, 255, 235), QColor(0, 0, 0, 120)
NOTHING = Snapped()


class GuidesOverlay:
    """Belongs to the canvas. `suspended`: what is moved now is not drawn to the guides. `held`: what holds the thing that
    is being moved is drawn stronger."""

    def __init__(self, studio: Studio, canvas: CanvasSheet) -> None:
        self._studio, self._canvas = studio, canvas
        self.suspended = False
        self.held = NOTHING

    # -- what is moved -------------------------------------------------------------------------------------------

    def pull(self, box: QRectF) -> QPointF:
        """How far a box (px of the document) that is moved is drawn to the guides."""
        self.held = NOTHING if self.suspended else self._studio.guides.snap(_tuple(box), self._reach)
        self._canvas.update()
        return QPointF(self.held.dx, self.held.dy)

    def pull_x(self, x: float) -> float:
        """Where an upright side (px of the document) that is moved is drawn to."""
        x, lines = (x, ()) if self.suspended else self._studio.guides.snap_x(x, self._reach)
        self.held = Snapped(lines=lines)
        self._canvas.update()
        return x

    def let_go(self) -> None:
        """Nothing is moved any more."""
        self.held = NOTHING
        self._canvas.update()

    @property
    def _reach(self) -> float:
        return REACH / self._canvas.viewport_.scale

    # -- look ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, width: int, height: int) -> None:
        """Draws in widget coordinates, clipped to the picture of width x height px."""
        guides, view = self._studio.guides, self._canvas.viewport_
        if guides.current is None:
            return
        to = view.transform()
        pixel = 1 / view.ratio
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = to.map(QPolygonF(QRectF(0, 0, width, height)))
        if view.angle % 90 == 0:
            painter.setClipRect(frame.boundingRect())
        else:
            clip = QPainterPath()
            clip.addPolygon(frame)
            painter.setClipPath(clip)
        painter.setOpacity(guides.opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        lines = [_crisp(QLineF(to.map(QPointF(a, b)), to.map(QPointF(c, d))), pixel) for a, b, c, d in guides.lines()]
        spots = [to.map(QPointF(x, y)) for x, y in guides.points()]
        for number, line in enumerate(lines):
            _stroke(painter, pixel, 2 if number in self.held.lines else 1, lambda x=line: painter.drawLine(x))  # type: ignore[misc]
        for number, spot in enumerate(spots):
            if frame.boundingRect().adjusted(-POINT, -POINT, POINT, POINT).contains(spot):
                wide = 2 if number in self.held.points else 1
                _stroke(painter, pixel, wide, lambda x=spot: painter.drawEllipse(x, POINT, POINT))  # type: ignore[misc]
        painter.restore()


def _tuple(box: QRectF) -> Box:
    return box.x(), box.y(), box.width(), box.height()


def _stroke(painter: QPainter, pixel: float, wide: int, draw: Callable[[], object]) -> None:
    """One device px of light (or `wide`) with one of dark to each side: seen on any ground."""
    for ink, width in ((DARK, wide + 2), (LIGHT, wide)):
        painter.setPen(QPen(ink, width * pixel, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        draw()


def _crisp(line: QLineF, pixel: float) -> QLineF:
    """Upright and level lines lie on the middle of a device px."""

    def middle(v: float) -> float:
        return (math.floor(v / pixel) + 0.5) * pixel

    if abs(line.dx()) < 1e-6:
        x = middle(line.x1())
        return QLineF(x, line.y1(), x, line.y2())
    if abs(line.dy()) < 1e-6:
        y = middle(line.y1())
        return QLineF(line.x1(), y, line.x2(), y)
    return line
