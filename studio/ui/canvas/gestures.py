"""What a pressed pointer does until it is let go: one class per tool."""

from __future__ import annotations

import math
from itertools import count
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from studio.core.errors import UserError
from studio.document.brush import Brush
from studio.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.ui.canvas.view import CanvasView

_serial = count(1)
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


def nudge(studio: Studio, event: QKeyEvent) -> bool:
    """An arrow key moves the active layer by a px, with Shift by ten; a row of such steps is one step of undo. False for
    other keys."""
    way = ARROWS.get(event.key())
    document = studio.document
    if way is None or document is None or document.active is None:
        return False
    layer, step = document.active, 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    studio.guard(lambda: document.translate(layer, way[0] * step, way[1] * step, merge="nudge"))
    return True


class Gesture(Protocol):
    """Points are widget px, pressure 0..1."""

    def move(self, at: QPointF, pressure: float) -> None: ...
    def end(self, at: QPointF) -> None: ...
    def cancel(self) -> None: ...


class PaintGesture:
    """A stroke on the active layer, or on the region or a style's map while that is painted. With `straight_from`, it begins as a line
    from there (document px)."""

    def __init__(
        self,
        view: CanvasView,
        studio: Studio,
        brush: Brush,
        at: QPointF,
        pressure: float,
        straight_from: QPointF | None,
    ) -> None:
        self._view, self._studio = view, studio
        document = studio.require_document()
        if studio.region.painting:
            self._stroke = studio.region.begin_stroke(brush)
        elif studio.style.maps.painting is not None:
            self._stroke = studio.style.maps.begin_stroke(brush)
        else:
            self._put_aside(studio)
            color = studio.colors.foreground
            self._stroke = document.begin_stroke(brush, color)
            if not brush.eraser:
                studio.colors.used(color)
        if straight_from is not None:
            self._stroke.to(straight_from.x(), straight_from.y(), pressure)
        self.move(at, pressure)

    @staticmethod
    def _put_aside(studio: Studio) -> None:
        """What lies over the layers goes: one paints on what one sees."""
        if studio.contact.current is not None:
            studio.contact.make_current(None)
            studio.told.emit("The candidate was put aside. Use it as a layer to paint over it.")
        studio.preview.clear()

    def move(self, at: QPointF, pressure: float) -> None:
        point = self._view.viewport_.to_document(at)
        self._view.last_point = point
        self._stroke.to(point.x(), point.y(), pressure)

    def end(self, at: QPointF) -> None:
        self._stroke.end()

    def cancel(self) -> None:
        self._stroke.cancel()


class PanGesture:
    def __init__(self, view: CanvasView, at: QPointF) -> None:
        self._view, self._start, self._from = view, view.viewport_, at

    def move(self, at: QPointF, pressure: float) -> None:
        moved = at - self._from
        self._view.set_viewport(self._start.panned(moved.x(), moved.y()))

    def end(self, at: QPointF) -> None:
        return None

    def cancel(self) -> None:
        self._view.set_viewport(self._start)


class TurnGesture:
    """Turns the view around the middle of the widget."""

    def __init__(self, view: CanvasView, at: QPointF) -> None:
        self._view, self._start, self._from = view, view.viewport_, self._angle(view.viewport_, at)

    @staticmethod
    def _angle(viewport: Viewport, at: QPointF) -> float:
        return math.degrees(math.atan2(at.y() - viewport.size[1] / 2, at.x() - viewport.size[0] / 2))

    def move(self, at: QPointF, pressure: float) -> None:
        angle = self._start.angle + self._angle(self._start, at) - self._from
        # Upright and quarter turns hold a little.
        nearest = round(angle / 90) * 90
        self._view.set_viewport(self._start.turned(nearest if abs(angle - nearest) < 3 else angle))

    def end(self, at: QPointF) -> None:
        return None

    def cancel(self) -> None:
        self._view.set_viewport(self._start)


class ZoomGesture:
    """A click zooms a step at the point, a drag to the right zooms in smoothly."""

    def __init__(self, view: CanvasView, at: QPointF, out: bool) -> None:
        self._view, self._start, self._from, self._out = view, view.viewport_, at, out
        self._dragged = False

    def move(self, at: QPointF, pressure: float) -> None:
        way = at.x() - self._from.x()
        if abs(way) > 4 or self._dragged:
            self._dragged = True
            self._view.set_viewport(self._start.zoomed(self._start.zoom * 2 ** (way / 120), self._from))

    def end(self, at: QPointF) -> None:
        if not self._dragged:
            self._view.set_viewport(self._start.stepped(-1 if self._out else 1, at))

    def cancel(self) -> None:
        self._view.set_viewport(self._start)


class PickGesture:
    """Takes the color under the pointer while it is down."""

    def __init__(self, view: CanvasView, studio: Studio, at: QPointF, background: bool = False) -> None:
        self._view, self._studio, self._background = view, studio, background
        self._before = studio.colors.background if background else studio.colors.foreground
        self.move(at, 1.0)

    def move(self, at: QPointF, pressure: float) -> None:
        document = self._studio.document
        if document is None:
            return
        point = self._view.viewport_.to_document(at)
        color = document.pick(math.floor(point.x()), math.floor(point.y()))
        if color is not None:
            self._put(color)

    def _put(self, color: tuple[int, int, int]) -> None:
        if self._background:
            self._studio.colors.set_background(color)
        else:
            self._studio.colors.set_foreground(color)

    def end(self, at: QPointF) -> None:
        return None

    def cancel(self) -> None:
        self._put(self._before)


class MoveGesture:
    """Moves the active layer, drawn to the guides; one step of undo."""

    def __init__(self, view: CanvasView, studio: Studio, at: QPointF) -> None:
        document = studio.require_document()
        if document.active is None:
            raise UserError("There is no layer to move.")
        self._view, self._document, self._layer = view, document, document.active
        self._from = view.viewport_.to_document(at)
        self._home = (self._layer.props.x, self._layer.props.y)
        self._key = ("move", next(_serial))
        if self._layer.lettering is not None:
            self._box: QRectF | None = view.lettering.box_of(self._layer)
        else:
            extent = self._layer.extent
            self._box = QRectF(*extent) if extent is not None else None

    def move(self, at: QPointF, pressure: float) -> None:
        way = self._view.viewport_.to_document(at) - self._from
        if self._box is not None:
            way += self._view.guides.pull(self._box.translated(way))
        self._put(round(way.x()), round(way.y()))

    def _put(self, x: int, y: int) -> None:
        dx = self._home[0] + x - self._layer.props.x
        dy = self._home[1] + y - self._layer.props.y
        if dx or dy:
            self._document.translate(self._layer, dx, dy, merge=self._key)

    def end(self, at: QPointF) -> None:
        self._view.guides.let_go()

    def cancel(self) -> None:
        self._put(0, 0)
        self.end(QPointF())
