"""A plane of seeds that is dragged like a map: what lies under the ring is the picture."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import color, font

Point = tuple[int, int]

_CELLS = 2.7
"""Cells that are seen side by side."""
_DRAG_STARTS_PX = 3
_FINE = 0.1
_STEP, _LEAP = 0.1, 0.5


class SeedPlane(QWidget):
    """Drag it, or use the arrow keys (with Shift in larger steps); a click on a picture goes there, Home goes home."""

    moved = Signal(float, float)
    """(x, y), y downward, while the hand moves it."""
    settled = Signal(float, float)
    reset_wanted = Signal()
    view_changed = Signal()
    """Other whole points are in sight."""

    def __init__(self, edge: int) -> None:
        super().__init__()
        self._edge = edge
        self._x = self._y = 0.0
        self._pictures: dict[Point, QPixmap] = {}
        self._press: QPointF | None = None
        self._from = (0.0, 0.0)
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Seed plane")
        self.setToolTip("Drag the plane: every picture on it is a seed, between them they blend")
        self._say()

    # what the panel sets

    def set_place(self, x: float, y: float) -> None:
        """Shows a place; a plane that is being dragged is left alone."""
        if not self._dragging and (x, y) != (self._x, self._y):
            self._go(x, y)

    def place(self) -> tuple[float, float]:
        return self._x, self._y

    def set_pictures(self, pictures: Mapping[Point, QImage]) -> None:
        """The small pictures that there are; all others are empty slots."""
        self._pictures = {p: QPixmap.fromImage(image) for p, image in pictures.items()}
        self.update()

    def points(self) -> list[Point]:
        """The whole points in sight, the nearest to the ring first."""
        half = (self.width() / 2 + self._side() / 2) / self._cell()
        xs = range(math.ceil(self._x - half), math.floor(self._x + half) + 1)
        ys = range(math.ceil(self._y - half), math.floor(self._y + half) + 1)
        seen = [(x, y) for x in xs for y in ys if max(abs(x), abs(y)) <= self._edge]
        return sorted(seen, key=lambda p: (p[0] - self._x) ** 2 + (p[1] - self._y) ** 2)

    # geometry

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(312, 312)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return min(width, 360)

    def _cell(self) -> float:
        return max(24.0, min(self.width(), self.height()) / _CELLS)

    def _side(self) -> float:
        return self._cell() * 0.62

    def _at(self, point: Point) -> QPointF:
        center = QPointF(self.width() / 2, self.height() / 2)
        return center + QPointF(point[0] - self._x, point[1] - self._y) * self._cell()

    def _go(self, x: float, y: float) -> bool:
        x, y = (round(min(max(v, -self._edge), self._edge), 3) + 0.0 for v in (x, y))
        if (x, y) == (self._x, self._y):
            return False
        before = set(self.points())
        self._x, self._y = x, y
        self._say()
        self.update()
        if set(self.points()) != before:
            self.view_changed.emit()
        return True

    def _say(self) -> None:
        self.setAccessibleDescription(f"{self._x:.1f} right, {self._y:.1f} down")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.view_changed.emit()

    # input

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._from = event.position(), (self._x, self._y)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._press is None:
            return
        way = event.position() - self._press
        if not self._dragging and way.manhattanLength() < _DRAG_STARTS_PX:
            return
        self._dragging = True
        pace = (_FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0) / self._cell()
        if self._go(self._from[0] - way.x() * pace, self._from[1] - way.y() * pace):
            self.moved.emit(self._x, self._y)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._press, self._dragging = self._dragging, None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if not dragged:
            point = next((p for p in self.points() if self._box(p).contains(event.position())), None)
            if point is None or not self._go(*point):
                return
        self.settled.emit(self._x, self._y)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is not None:
            if self._go(self._x + way[0] * step, self._y + way[1] * step):
                self.moved.emit(self._x, self._y)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_wanted.emit()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if Qt.Key(event.key()) in _ARROWS and not event.isAutoRepeat():
            self.settled.emit(self._x, self._y)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    # paint

    def _box(self, point: Point) -> QRectF:
        side = self._side()
        box = QRectF(0, 0, side, side)
        box.moveCenter(self._at(point))
        return box

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillPath(ground, color("field"))
        painter.save()
        painter.setClipPath(ground)
        for point in reversed(self.points()):
            self._paint_point(painter, point)
        self._paint_ring(painter)
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        else:
            painter.setPen(QPen(color("edge" if self.underMouse() else "line"), 1))
            painter.drawPath(ground)

    def _paint_point(self, painter: QPainter, point: Point) -> None:
        box = self._box(point)
        weight = max(0.0, 1 - abs(point[0] - self._x)) * max(0.0, 1 - abs(point[1] - self._y))
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        picture = self._pictures.get(point)
        if picture is not None:
            painter.save()
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
            # Neighbors are as present as they are in the blend; what lies beyond is only hinted at.
            painter.setOpacity(0.45 + 0.55 * math.sqrt(weight))
            painter.drawPixmap(box, picture, _square(picture))
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if weight > 0:
            painter.setPen(QPen(color("focus", round(70 + 185 * weight)), 1 + weight))
            painter.drawRoundedRect(box, 4, 4)
        elif picture is None:
            painter.setPen(QPen(color("line"), 1))
            painter.drawRoundedRect(box, 4, 4)
        if point == (0, 0):
            self._paint_home(painter, box)

    def _paint_home(self, painter: QPainter, box: QRectF) -> None:
        """The picture's own seed says so."""
        painter.setFont(font(11))
        painter.setPen(color("text2"))
        below = QRectF(box.left(), box.bottom() + 2, box.width(), 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, "own seed")

    def _paint_ring(self, painter: QPainter) -> None:
        center = QPointF(self.width() / 2, self.height() / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("panel"), 4))
        painter.drawEllipse(center, 9, 9)
        painter.setPen(QPen(color("focus"), 2))
        painter.drawEllipse(center, 9, 9)


_ARROWS: dict[Qt.Key, Point] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def _square(picture: QPixmap) -> QRectF:
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
