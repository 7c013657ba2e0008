"""What a pressed pointer does to lettering: its width, its size, a new box, a selection of words."""

from __future__ import annotations

import contextlib
import math
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from studio.core.errors import UserError
from studio.document.lettering import MAX_SIZE, MAX_WIDTH, MIN_SIZE, MIN_WIDTH, Lettering
from studio.document.lettering_layout import Layout
from studio.ui.canvas.gestures import MoveGesture

if TYPE_CHECKING:
    from studio.document.layer import Layer
    from studio.session.studio import Studio
    from studio.ui.canvas.lettering_tool import LetteringTool
    from studio.ui.canvas.view import CanvasView

_serial = count(1)
DRAG = 4.0
"""px from which a press is a drag."""


class _BoxGesture:
    """Changes a box; one step of undo."""

    def __init__(self, view: CanvasView, studio: Studio, layer: Layer, box: QRectF) -> None:
        lettering = layer.lettering
        assert lettering is not None
        self._view, self._studio, self._layer = view, studio, layer
        self._lettering, self._box = lettering, QRectF(box)
        self._key = next(_serial)

    def _put(self, lettering: Lettering, corner: QPointF) -> None:
        """Another look, the corner of the box there. What cannot be set leaves it as it is."""
        now = self._layer.lettering
        if now is None:
            return
        at = self._layer.props.x + now.x, self._layer.props.y + now.y
        shift = round(corner.x()) - at[0], round(corner.y()) - at[1]
        with contextlib.suppress(UserError):
            self._studio.lettering.edit(
                self._layer, merge=self._key, shift=shift, size=lettering.size, width=lettering.width
            )

    def end(self, at: QPointF) -> None:
        self._view.guides.let_go()
        lettering = self._layer.lettering
        if lettering is not None and lettering.size != self._lettering.size:
            self._studio.lettering.remember_size(lettering.size)

    def cancel(self) -> None:
        self._put(self._lettering, self._box.topLeft())
        self.end(QPointF())


class WidthGesture(_BoxGesture):
    """A side of the box is dragged: lines are wrapped there."""

    def __init__(self, view: CanvasView, studio: Studio, layer: Layer, box: QRectF, *, left: bool) -> None:
        super().__init__(view, studio, layer, box)
        self._left = left

    def move(self, at: QPointF, pressure: float) -> None:
        x = self._view.guides.pull_x(self._view.viewport_.to_document(at).x())
        width = self._box.right() - x if self._left else x - self._box.left()
        width = float(round(min(MAX_WIDTH, max(MIN_WIDTH, self._lettering.size, width))))
        corner = QPointF(self._box.right() - width if self._left else self._box.left(), self._box.top())
        self._put(self._lettering.but(width=width), corner)


class ScaleGesture(_BoxGesture):
    """A corner is dragged: the letters grow with the box, the opposite corner stays."""

    def __init__(
        self, view: CanvasView, studio: Studio, layer: Layer, box: QRectF, *, left: bool, top: bool, at: QPointF
    ) -> None:
        super().__init__(view, studio, layer, box)
        self._anchor = QPointF(box.right() if left else box.left(), box.bottom() if top else box.top())
        self._left, self._top = left, top
        corner = QPointF(box.left() if left else box.right(), box.top() if top else box.bottom())
        self._way = corner - self._anchor
        # Where the handle was taken hold of, so that nothing jumps.
        self._off = corner - view.viewport_.to_document(at)

    def move(self, at: QPointF, pressure: float) -> None:
        point = self._view.viewport_.to_document(at) + self._off - self._anchor
        long = self._way.x() ** 2 + self._way.y() ** 2
        share = (point.x() * self._way.x() + point.y() * self._way.y()) / max(1e-6, long)
        size = max(MIN_SIZE, min(MAX_SIZE, round(self._lettering.size * share)))
        ratio = size / self._lettering.size
        width = self._lettering.width
        if width is not None:
            width = min(MAX_WIDTH, max(MIN_WIDTH, width * ratio))
        new = self._lettering.but(size=size, width=width)
        layout = Layout(new)
        corner = QPointF(
            self._anchor.x() - (layout.width if self._left else 0),
            self._anchor.y() - (layout.height if self._top else 0),
        )
        self._put(new, corner)


class PressGesture:
    """A press on words with the text tool: a drag moves them, a click puts the caret there."""

    def __init__(self, tool: LetteringTool, view: CanvasView, studio: Studio, layer: Layer, at: QPointF) -> None:
        self._tool, self._view, self._studio, self._layer, self._from = tool, view, studio, layer, at
        self._moving: MoveGesture | None = None

    def move(self, at: QPointF, pressure: float) -> None:
        if self._moving is None and _far(at, self._from):
            made: list[MoveGesture] = []
            self._studio.guard(lambda: made.append(MoveGesture(self._view, self._studio, self._from)))
            self._moving = made[0] if made else None
        if self._moving is not None:
            self._moving.move(at, pressure)

    def end(self, at: QPointF) -> None:
        if self._moving is not None:
            self._moving.end(at)
        else:
            self._studio.guard(lambda: self._tool.type_in(self._layer, at))

    def cancel(self) -> None:
        if self._moving is not None:
            self._moving.cancel()


class NewTextGesture:
    """A press beside all words with the text tool: a click begins to write there, a drag draws the box for it."""

    def __init__(self, tool: LetteringTool, view: CanvasView, studio: Studio, at: QPointF) -> None:
        self._tool, self._view, self._studio, self._from = tool, view, studio, at

    def move(self, at: QPointF, pressure: float) -> None:
        if _far(at, self._from):
            self._tool.rubber = self._box(at)
            self._view.update()

    def _box(self, at: QPointF) -> QRectF:
        view = self._view.viewport_
        return QRectF(view.to_document(self._from), view.to_document(at)).normalized()

    def end(self, at: QPointF) -> None:
        self._tool.rubber = None
        self._view.update()
        box, picture = self._box(at), QRectF(*self._studio.require_document().canvas)
        if not (picture.contains(box.topLeft()) or picture.intersects(box)):
            return  # words beside the picture would never be seen
        if _far(at, self._from) and box.width() >= MIN_WIDTH:
            width = float(round(min(MAX_WIDTH, box.width())))
            self._studio.guard(lambda: self._tool.write(box.left(), box.top(), width))
        else:
            point = self._view.viewport_.to_document(self._from)
            self._studio.guard(lambda: self._tool.write(point.x(), point.y()))

    def cancel(self) -> None:
        self._tool.rubber = None
        self._view.update()


class SelectGesture:
    """Words are selected from where the pointer went down."""

    def __init__(self, tool: LetteringTool, at: QPointF, *, extend: bool) -> None:
        self._tool = tool
        tool.put_caret(at, select=extend)

    def move(self, at: QPointF, pressure: float) -> None:
        self._tool.put_caret(at, select=True)

    def end(self, at: QPointF) -> None:
        return None

    def cancel(self) -> None:
        return None


def _far(at: QPointF, start: QPointF) -> bool:
    return math.hypot(at.x() - start.x(), at.y() - start.y()) > DRAG
