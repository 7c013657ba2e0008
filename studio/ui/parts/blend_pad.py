"""A polygon with a picture at each corner and a handle inside: the nearer to a corner, the more of its picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from studio.ui.theme import color

_SIDE = 48.0
_SNAP_PX = 7.0
_STEP, _LEAP = 0.04, 0.2
_LEAST = 0.004
"""Weights below are none."""


class BlendPad(QWidget):
    """Drag the handle or move it by the arrow keys; a click on a picture gives all to it, Delete there takes it out."""

    edited = Signal(list)
    """The weights, which sum to 1, while the hand moves."""
    committed = Signal(list)
    remove_wanted = Signal(int)
    """The corner whose picture is to be taken out."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[QPixmap | None] = []
        self._weights: list[float] = []
        self._spot = QPointF(0, 0)
        self._down = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(224)
        self.setAccessibleName("Between the pictures")
        self.setToolTip("Drag between the pictures: the nearer, the more")

    def set_blend(self, pictures: Sequence[QImage | None], weights: Sequence[float]) -> None:
        """At least three pictures. While it is dragged the handle stays under the hand."""
        self._pictures = [None if p is None else QPixmap.fromImage(p) for p in pictures]
        if not self._down:
            self._weights = list(weights)
            corners = self._unit()
            self._spot = QPointF(
                sum(c.x() * w for c, w in zip(corners, weights, strict=True)),
                sum(c.y() * w for c, w in zip(corners, weights, strict=True)),
            )
        self._say()
        self.update()

    def weights(self) -> list[float]:
        return list(self._weights)

    def _say(self) -> None:
        self.setAccessibleDescription(", ".join(f"{w * 100:.0f} %" for w in self._weights))

    # geometry: the polygon in a circle of radius 1, its first corner on top

    def _unit(self) -> list[QPointF]:
        n = max(3, len(self._pictures))
        turns = [2 * math.pi * i / n - math.pi / 2 for i in range(n)]
        return [QPointF(math.cos(t), math.sin(t)) for t in turns]

    def _radius(self) -> float:
        return max(20.0, min(self.width(), self.height()) / 2 - _SIDE / 2 - 6)

    def _px(self, unit: QPointF) -> QPointF:
        # A triangle reaches less far down than up.
        lift = 0.3 * self._radius() if len(self._pictures) == 3 else 0.0
        return QPointF(self.width() / 2, self.height() / 2 + lift) + unit * self._radius() * self._grown()

    def _grown(self) -> float:
        return 1.2 if len(self._pictures) == 3 else 1.0

    def _from_px(self, at: QPointF) -> QPointF:
        return (at - self._px(QPointF(0, 0))) / (self._radius() * self._grown())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(312, 224)

    def _put(self, unit: QPointF) -> bool:
        spot = inside(unit, self._unit())
        if spot == self._spot:
            return False
        self._spot = spot
        self._weights = weights_at(spot, self._unit())
        self._say()
        self.update()
        return True

    # input

    def _drag_to(self, at: QPointF) -> None:
        unit = self._from_px(at)
        for corner in self._unit():
            if (self._px(corner) - at).manhattanLength() < _SNAP_PX:
                unit = corner
        if self._put(unit):
            self.edited.emit(self.weights())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton or len(self._pictures) < 3:
            return
        self._down = True
        at = event.position()
        for corner in self._unit():
            if self._box(corner).contains(at):
                at = self._px(corner)
        self._drag_to(at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._down:
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._down and event.button() == Qt.MouseButton.LeftButton:
            self._down = False
            self.update()
            self.committed.emit(self.weights())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        way = _ARROWS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and max(self._weights, default=0.0) > 0.999:
            self.remove_wanted.emit(self._weights.index(max(self._weights)))
        elif way is None:
            event.ignore()
        elif self._put(self._spot + QPointF(*way) * step):
            self.edited.emit(self.weights())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if Qt.Key(event.key()) in _ARROWS and not event.isAutoRepeat():
            self.committed.emit(self.weights())
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        for i, corner in enumerate(self._unit()[: len(self._pictures)]):
            if self._box(corner).contains(QPointF(event.pos())):
                menu = QMenu(self)
                menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                menu.addAction("Take out", partial(self.remove_wanted.emit, i))
                menu.popup(event.globalPos())
                return

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    # paint

    def _box(self, corner: QPointF) -> QRectF:
        box = QRectF(0, 0, _SIDE, _SIDE)
        box.moveCenter(self._px(corner))
        return box

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        corners = self._unit()
        spot = self._px(self._spot)
        painter.setPen(QPen(color("line"), 1))
        painter.setBrush(color("field"))
        painter.drawPolygon(QPolygonF([self._px(c) for c in corners]))
        for corner, weight in zip(corners, self._weights, strict=False):
            painter.setPen(QPen(color("focus", round(30 + 200 * weight)), 1 + weight))
            painter.drawLine(spot, self._px(corner))
        for corner, picture, weight in zip(corners, self._pictures, self._weights, strict=False):
            self._paint_corner(painter, self._box(corner), picture, weight)
        painter.setPen(QPen(color("panel"), 2))
        painter.setBrush(color("text"))
        painter.drawEllipse(spot, 7, 7)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawEllipse(spot, 11, 11)

    def _paint_corner(self, painter: QPainter, box: QRectF, picture: QPixmap | None, weight: float) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.fillPath(path, color("field"))
        if picture is not None:
            painter.save()
            painter.setClipPath(path)
            side = min(picture.width(), picture.height())
            middle = QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
            painter.drawPixmap(box, picture, middle)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("focus", round(255 * weight)) if weight > _LEAST else color("line"), 1 + weight))
        painter.drawRoundedRect(box, 4, 4)


_ARROWS: dict[Qt.Key, tuple[float, float]] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


def weights_at(spot: QPointF, corners: Sequence[QPointF]) -> list[float]:
    """Generalized barycentric coordinates of a point in a convex polygon (Wachspress 1975): they sum to 1, are none
    negative, 1 at a corner, and the weighted sum of the corners is the point itself."""
    n = len(corners)
    raw = []
    # On an edge two of the areas vanish: a hair inside, the limit is met to five digits.
    p = spot * (1 - 1e-6)
    for i in range(n):
        a, b, c = corners[i - 1], corners[i], corners[(i + 1) % n]
        raw.append(_area(a, b, c) / (_area(p, a, b) * _area(p, b, c)))
    total = sum(raw)
    kept = [w / total if w / total > _LEAST else 0.0 for w in raw]
    return [w / sum(kept) for w in kept]


def inside(spot: QPointF, corners: Sequence[QPointF]) -> QPointF:
    """`spot`, or the nearest point of a convex polygon (corners clockwise on the screen)."""
    n = len(corners)
    if all(_area(spot, corners[i], corners[(i + 1) % n]) >= 0 for i in range(n)):
        return spot
    on = [_on_edge(spot, corners[i], corners[(i + 1) % n]) for i in range(n)]
    return min(on, key=lambda q: (q.x() - spot.x()) ** 2 + (q.y() - spot.y()) ** 2)


def _on_edge(p: QPointF, a: QPointF, b: QPointF) -> QPointF:
    way = b - a
    t = QPointF.dotProduct(p - a, way) / QPointF.dotProduct(way, way)
    return a + way * min(max(t, 0.0), 1.0)


def _area(a: QPointF, b: QPointF, c: QPointF) -> float:
    return (b.x() - a.x()) * (c.y() - a.y()) - (c.x() - a.x()) * (b.y() - a.y())
