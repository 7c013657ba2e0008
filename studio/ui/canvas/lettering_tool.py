"""Lettering on the canvas: its box and handles, the caret, and what pointer and keys do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from studio.bridge.binding import Bindings
from studio.core.errors import UserError
from studio.document.lettering import Lettering
from studio.document.lettering_layout import Layout
from studio.session.lettering import TOOL
from studio.ui.canvas.gestures import Gesture
from studio.ui.canvas.lettering_gestures import (
    NewTextGesture,
    PressGesture,
    ScaleGesture,
    SelectGesture,
    WidthGesture,
)
from studio.ui.canvas.text_entry import TextEntry

if TYPE_CHECKING:
    from studio.document.layer import Layer
    from studio.session.studio import Studio
    from studio.ui.canvas.view import CanvasView

AROUND = 6.0
"""Room between the letters' box and its frame, in logical px: handles do not lie on the words."""
GRIP = 9.0
"""How near to the middle of a handle the pointer takes it."""
HANDLE = 8.0
LOW = 34.0
"""Height in logical px below which a box has no handles at its sides."""
_KEPT = 24
"""Layouts that are kept."""
HANDLES: dict[str, tuple[float, float]] = {
    "top left": (0, 0), "top right": (1, 0), "bottom left": (0, 1), "bottom right": (1, 1),
    "left": (0, 0.5), "right": (1, 0.5),
}  # fmt: skip
LIGHT, DARK = QColor(255, 255, 255, 235), QColor(0, 0, 0, 130)


class LetteringTool(QObject):
    """Belongs to the canvas. `rubber`: a box that is being drawn, in px of the document."""

    def __init__(self, studio: Studio, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._studio, self._canvas = studio, canvas
        self._layouts: dict[Lettering, Layout] = {}
        self.rubber: QRectF | None = None
        self._bright = True
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._toggle_caret)
        self.entry = TextEntry(canvas)
        self.entry.edited.connect(self._edited)
        self.entry.moved.connect(self._caret_moved)
        self.entry.done.connect(studio.lettering.end_typing)
        self.entry.refused.connect(lambda error: studio.told.emit(str(error)))
        bindings = Bindings(self)
        bindings.on(studio.lettering.changed, self._follow)
        bindings.on(studio.tools.changed, self._tool_changed)

    # -- what there is -------------------------------------------------------------------------------------------

    def layout_of(self, lettering: Lettering) -> Layout:
        layout = self._layouts.pop(lettering, None) or self._studio.lettering.layout_of(lettering)
        self._layouts[lettering] = layout  # the last one used stays longest
        while len(self._layouts) > _KEPT:
            del self._layouts[next(iter(self._layouts))]
        return layout

    def box_of(self, layer: Layer) -> QRectF:
        """In px of the document."""
        lettering = layer.lettering
        assert lettering is not None
        layout = self.layout_of(lettering)
        return QRectF(layer.props.x + lettering.x, layer.props.y + lettering.y, layout.width, layout.height)

    @property
    def typing(self) -> bool:
        return self._studio.lettering.typing

    @property
    def framed(self) -> Layer | None:
        """The layer whose box is shown with its handles."""
        if self._studio.tools.tool not in (TOOL, "move") or self.typing:
            return None
        layer = self._studio.lettering.current
        return layer if layer is not None and layer.visible else None

    def _typed_box(self) -> QRectF:
        draft, corner = self._studio.lettering.draft, self._studio.lettering.corner
        assert draft is not None
        layout = self.layout_of(draft)
        return QRectF(*corner, layout.width, layout.height)

    # -- pointer -------------------------------------------------------------------------------------------------

    def press_typing(self, at: QPointF, *, extend: bool) -> Gesture | None:
        """The pointer goes down while words are typed: on them it sets the caret."""
        if not self.typing:
            return None
        frame = self._frame(self._typed_box())
        return SelectGesture(self, at, extend=extend) if frame.containsPoint(at, Qt.FillRule.OddEvenFill) else None

    def press(self, at: QPointF) -> Gesture | None:
        """The pointer goes down with the text or the move tool; None where that is nothing to lettering."""
        studio, canvas = self._studio, self._canvas
        layer = self.framed
        handle = self.handle_at(at)
        if layer is not None and handle:
            studio.require_document().check_writable(layer, "change")
            box, left = self.box_of(layer), "left" in handle
            if handle in ("left", "right"):
                return WidthGesture(canvas, studio, layer, box, left=left)
            return ScaleGesture(canvas, studio, layer, box, left=left, top="top" in handle, at=at)
        if studio.tools.tool != TOOL:
            return None
        under = self.layer_at(at)
        if under is None:
            return NewTextGesture(self, canvas, studio, at)
        studio.require_document().active = under
        return PressGesture(self, canvas, studio, under, at)

    def double(self, at: QPointF) -> bool:
        """A double click: on words it begins to type in them, on a side handle lines are unwrapped. False elsewhere."""
        studio = self._studio
        if studio.document is None or studio.tools.tool not in (TOOL, "move"):
            return False
        if self.typing:
            if self._frame(self._typed_box()).containsPoint(at, Qt.FillRule.OddEvenFill):
                self.put_caret(at)
                self.entry.select_word()
                return True
            return False
        layer = self.framed
        if layer is not None and self.handle_at(at) in ("left", "right"):
            return studio.guard(lambda: studio.lettering.edit(layer, width=None))
        under = self.layer_at(at)
        return under is not None and studio.guard(lambda: self.type_in(under, at))

    def layer_at(self, at: QPointF) -> Layer | None:
        """The uppermost visible lettering whose frame is there."""
        document = self._studio.document
        layers = reversed(document.layers) if document is not None else ()
        for layer in layers:
            shown = layer.visible and layer.lettering is not None
            if shown and self._frame(self.box_of(layer)).containsPoint(at, Qt.FillRule.OddEvenFill):
                return layer
        return None

    def handle_at(self, at: QPointF) -> str:
        """The handle of the framed layer there; "" for none."""
        layer = self.framed
        if layer is None:
            return ""
        near = [
            ((spot - at).manhattanLength(), name)
            for name, spot in self._spots(self.box_of(layer)).items()
            if max(abs(spot.x() - at.x()), abs(spot.y() - at.y())) <= GRIP
        ]
        return min(near)[1] if near else ""

    def cursor_at(self, at: QPointF) -> Qt.CursorShape | None:
        """The pointer's look over lettering; None where it is no matter of lettering."""
        studio = self._studio
        if studio.document is None or studio.tools.tool not in (TOOL, "move"):
            return None
        if self.typing:
            inside = self._frame(self._typed_box()).containsPoint(at, Qt.FillRule.OddEvenFill)
            return Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor
        layer, handle = self.framed, self.handle_at(at)
        if layer is not None and handle:
            spots = self._spots(self.box_of(layer))
            way = spots[handle] - (spots["top left"] + spots["bottom right"]) / 2
            if handle in ("left", "right"):
                way = spots["right"] - spots["left"]
            return _way_cursor(way)
        if studio.tools.tool == TOOL:
            return Qt.CursorShape.SizeAllCursor if self.layer_at(at) is not None else Qt.CursorShape.IBeamCursor
        return None

    # -- typing --------------------------------------------------------------------------------------------------

    def type_in(self, layer: Layer, at: QPointF | None = None) -> None:
        """The caret goes into the words of a layer, where the pointer is. Raises `UserError`."""
        self._studio.lettering.begin_typing(layer)
        if at is not None:
            self.put_caret(at)

    def write(self, x: float, y: float, width: float | None = None) -> None:
        """New words there; see `LetteringState.write_at`. Raises `UserError`."""
        self._studio.lettering.write_at(x, y, width)

    def put_caret(self, at: QPointF, *, select: bool = False) -> None:
        draft = self._studio.lettering.draft
        if draft is not None:
            point = self._canvas.viewport_.to_document(at) - QPointF(*self._studio.lettering.corner)
            self.entry.put_caret(self.layout_of(draft).place_at(point.x(), point.y()), select=select)

    def _follow(self) -> None:
        """The lettering changed, or typing began or ended."""
        state = self._studio.lettering
        draft = state.draft
        if draft is None:
            if not self.entry.isHidden():
                held = self.entry.hasFocus()
                self.entry.hide()
                self._blink.stop()
                if held:
                    self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            if self.entry.isHidden():
                self.entry.begin(draft.text)
            elif self.entry.text != draft.text:
                self.entry.set_text(draft.text)  # a step was undone
            self.entry.layout_ = self.layout_of(draft)
            self._caret_moved()
        self._canvas.lettering_changed()

    def _tool_changed(self) -> None:
        if self.typing and self._studio.tools.tool not in (TOOL, "move"):
            self._studio.lettering.end_typing()
        self._canvas.update()

    def _edited(self) -> None:
        state = self._studio.lettering
        if not state.typing:
            return
        try:
            state.typed(self.entry.text)
        except UserError as error:
            self._studio.told.emit(str(error))
            draft = state.draft
            if draft is not None:
                self.entry.set_text(draft.text)

    def _caret_moved(self) -> None:
        self._bright = True
        flash = QApplication.cursorFlashTime() // 2
        if self.typing and self.entry.hasFocus() and flash > 0:
            self._blink.start(flash)
        else:
            self._blink.stop()
        self.fit()
        self._canvas.update()

    def _toggle_caret(self) -> None:
        self._bright = not self._bright
        self._canvas.update(self._caret_area().toAlignedRect())

    def fit(self) -> None:
        """Puts the field that takes the keys where the caret is drawn."""
        if self.typing:
            area = self._caret_area().intersected(QRectF(self._canvas.rect()))
            self.entry.setGeometry(round(area.x()), round(area.y()), 2, max(2, min(400, round(area.height()))))

    def _caret_line(self) -> tuple[QPointF, QPointF]:
        draft = self._studio.lettering.draft
        assert draft is not None
        box = self.layout_of(draft).caret(self.entry.caret).translated(QPointF(*self._studio.lettering.corner))
        to = self._canvas.viewport_.transform()
        return to.map(box.topLeft()), to.map(box.bottomLeft())

    def _caret_area(self) -> QRectF:
        if not self.typing:
            return QRectF()
        one, other = self._caret_line()
        return QRectF(one, other).normalized().adjusted(-3, -3, 3, 3)

    # -- look ----------------------------------------------------------------------------------------------------

    def _frame(self, box: QRectF) -> QPolygonF:
        """The frame around a box, in widget px."""
        room = AROUND / self._canvas.viewport_.scale
        corners = QPolygonF(box.adjusted(-room, -room, room, room))
        return self._canvas.viewport_.transform().map(corners)

    def _spots(self, box: QRectF) -> dict[str, QPointF]:
        """Where the handles are, in widget px. A low box has none at its sides: they would lie on the corners."""
        room = AROUND / self._canvas.viewport_.scale
        box = box.adjusted(-room, -room, room, room)
        to = self._canvas.viewport_.transform()
        return {
            name: to.map(QPointF(box.x() + x * box.width(), box.y() + y * box.height()))
            for name, (x, y) in HANDLES.items()
            if y != 0.5 or box.height() * self._canvas.viewport_.scale >= LOW
        }

    def paint(self, painter: QPainter) -> None:
        """Draws in widget coordinates."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layer = self.framed
        if self.typing:
            painter.setOpacity(0.6)
            self._outline(painter, self._frame(self._typed_box()))
            painter.setOpacity(1.0)
            self._paint_typing(painter)
        elif layer is not None:
            box = self.box_of(layer)
            self._outline(painter, self._frame(box))
            if not layer.locked:
                self._paint_handles(painter, box)
        if self.rubber is not None:
            self._outline(painter, self._canvas.viewport_.transform().map(QPolygonF(self.rubber)), dashed=True)
        painter.restore()

    @staticmethod
    def _outline(painter: QPainter, frame: QPolygonF, *, dashed: bool = False) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((DARK, 3.0), (LIGHT, 1.0)):
            pen = QPen(ink, width)
            if dashed and ink is LIGHT:
                pen.setDashPattern([4.0, 4.0])
            painter.setPen(pen)
            painter.drawPolygon(frame)

    def _paint_handles(self, painter: QPainter, box: QRectF) -> None:
        spots = self._spots(box)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 1))
        painter.setBrush(QColor(255, 255, 255))
        for name, spot in spots.items():
            painter.save()
            painter.translate(spot)
            painter.rotate(self._canvas.viewport_.angle)
            if name in ("left", "right"):
                painter.drawRoundedRect(QRectF(-3, -8, 6, 16), 3, 3)
            else:
                painter.drawRoundedRect(QRectF(-HANDLE / 2, -HANDLE / 2, HANDLE, HANDLE), 2, 2)
            painter.restore()

    def _paint_typing(self, painter: QPainter) -> None:
        state = self._studio.lettering
        draft = state.draft
        assert draft is not None
        layout = self.layout_of(draft)
        painter.save()
        painter.setTransform(self._canvas.viewport_.transform(), True)
        painter.translate(*state.corner)
        painter.setPen(Qt.PenStyle.NoPen)
        # Where the words are dark the ground is light, and a veil of their own color is seen on it.
        painter.setBrush(QColor(*draft.color, 80))
        start, end = self.entry.selection
        for rect in layout.selected(start, end) if end > start else []:
            painter.drawRect(rect)
        start, end = self.entry.composed
        thick = max(1.0, draft.size / 24)
        painter.setBrush(QColor(*draft.color))
        for rect in layout.selected(start, end) if end > start else []:
            painter.drawRect(QRectF(rect.x(), rect.y() + layout.ascent + 2 * thick, rect.width(), thick))
        painter.restore()
        if self._bright and self.entry.hasFocus():
            one, other = self._caret_line()
            for ink, width in ((QColor(0, 0, 0, 170), 3.5), (QColor(255, 255, 255), 1.5)):
                painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawLine(one, other)


def _way_cursor(way: QPointF) -> Qt.CursorShape:
    """The double arrow that lies nearest to a direction on the screen."""
    across, along = abs(way.x()), abs(way.y())
    if along < 0.414 * across:
        return Qt.CursorShape.SizeHorCursor
    if across < 0.414 * along:
        return Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeFDiagCursor if way.x() * way.y() > 0 else Qt.CursorShape.SizeBDiagCursor
