"""The canvas widget: the picture, and what the mouse, the pen and the keys do on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from studio.bridge.binding import Bindings
from studio.session.guides import MIME as GUIDES
from studio.session.lettering import MIME
from studio.session.tools import BRUSH_TOOLS
from studio.ui.canvas.cursor import outline_rect, paint_outline
from studio.ui.canvas.gestures import (
    Gesture,
    MoveGesture,
    PaintGesture,
    PanGesture,
    PickGesture,
    TurnGesture,
    ZoomGesture,
    nudge,
)
from studio.ui.canvas.lettering_tool import LetteringTool
from studio.ui.canvas.sheet import CanvasSheet
from studio.ui.pictures import take_mime
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.session.studio import Studio


class CanvasView(CanvasSheet):
    """Follows the session's tools."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.last_point: QPointF | None = None
        self._gesture: Gesture | None = None
        self._pen: QPointF | None = None
        self._space = self._turn_key = False
        self._dropping = False
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        Bindings(self).on(studio.tools.changed, self._show_cursor)
        self.lettering = LetteringTool(studio, self)
        self._follow_document()

    def _follow_document(self) -> None:
        self._gesture = None
        self.last_point = None
        super()._follow_document()
        self._show_cursor()

    def _styles_changed(self) -> None:
        super()._styles_changed()
        self._show_cursor()

    def _moved(self) -> None:
        super()._moved()
        self.lettering.fit()

    def lettering_changed(self) -> None:
        """Another lettering is current, or its box has changed."""
        self._show_cursor()
        self.update()

    def _paint_overlays(self, painter: QPainter) -> None:
        super()._paint_overlays(painter)
        if self._studio.document is not None:
            self.lettering.paint(painter)
        if self._dropping:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(color("focus", 18))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(8, 8, -8, -8), 8, 8)
        if self._pen is not None and self._outlined:
            paint_outline(painter, self._pen, self._diameter)

    # -- the pointer's look --------------------------------------------------------------------------------------

    @property
    def _outlined(self) -> bool:
        """Whether the brush's outline stands for the pointer."""
        return (
            self._studio.document is not None
            and self._studio.tools.tool in BRUSH_TOOLS
            and not self._space
            and not self._turn_key
            and not self._studio.style.regions.active
            and not isinstance(self._gesture, PanGesture | PickGesture)
        )

    @property
    def _giving(self) -> bool:
        """Whether a click gives a region to a style."""
        return self._studio.style.regions.active and self._studio.tools.tool in (*BRUSH_TOOLS, "fill")

    @property
    def _diameter(self) -> float:
        return self._studio.tools.brush.size * self.viewport_.scale

    def _show_cursor(self) -> None:
        shape = {
            "hand": Qt.CursorShape.OpenHandCursor,
            "move": Qt.CursorShape.SizeAllCursor,
            "text": Qt.CursorShape.IBeamCursor,
            "eyedropper": Qt.CursorShape.CrossCursor,
            "fill": Qt.CursorShape.CrossCursor,
            "zoom": Qt.CursorShape.CrossCursor,
        }.get(self._studio.tools.tool, Qt.CursorShape.BlankCursor)
        if self._studio.document is None:
            shape = Qt.CursorShape.ArrowCursor
        elif isinstance(self._gesture, PanGesture):
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._turn_key:
            shape = Qt.CursorShape.SizeHorCursor
        elif self._giving:
            shape = Qt.CursorShape.PointingHandCursor
        elif isinstance(self._gesture, PickGesture):
            shape = Qt.CursorShape.CrossCursor
        elif self._gesture is None and self._pen is not None:
            shape = self.lettering.cursor_at(self._pen) or shape
        if shape != self.cursor().shape():
            self.setCursor(shape)
        self._move_outline(self._pen)

    def _move_outline(self, to: QPointF | None) -> None:
        for at in (self._pen, to):
            if at is not None:
                self.update(outline_rect(at, self._diameter))
        self._pen = to

    # -- gestures ------------------------------------------------------------------------------------------------

    def _begin(self, at: QPointF, pressure: float, mods: Qt.KeyboardModifier, *, eraser: bool = False) -> None:
        """The left button or the pen goes down."""
        studio = self._studio
        if studio.document is None:
            return
        tool = studio.tools.tool
        alt = bool(mods & Qt.KeyboardModifier.AltModifier)
        shift = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        if self._turn_key:
            self._gesture = TurnGesture(self, at)
        elif self._space or tool == "hand":
            self._gesture = TurnGesture(self, at) if shift else PanGesture(self, at)
        elif tool == "zoom":
            self._gesture = ZoomGesture(self, at, out=alt)
        elif self._giving:
            point = self.viewport_.to_document(at)
            studio.guard(lambda: studio.style.regions.click(point.x(), point.y(), merge=shift))
        elif tool == "eyedropper" or (alt and tool in (*BRUSH_TOOLS, "fill")):
            self._gesture = PickGesture(self, studio, at, background=shift)
        elif tool == "fill":
            studio.guard(lambda: self._fill(at))
        elif tool in ("move", "text"):
            studio.guard(lambda: self._start(self.lettering.press(at) or MoveGesture(self, studio, at)))
        else:
            brush = studio.tools.eraser if eraser else studio.tools.brush
            start = self.last_point if shift else None
            studio.guard(lambda: self._start(PaintGesture(self, studio, brush, at, pressure, start)))
        self._show_cursor()

    def _start(self, gesture: Gesture) -> None:
        self._gesture = gesture

    def _fill(self, at: QPointF) -> None:
        document = self._studio.require_document()
        point = self.viewport_.to_document(at)
        x, y = math.floor(point.x()), math.floor(point.y())
        if self._studio.region.painting:
            self._studio.region.flood(x, y)
        elif self._studio.style.maps.painting is not None:
            self._studio.style.maps.flood(x, y)
        elif document.active is not None:
            document.fill(
                document.active, x, y, self._studio.colors.foreground,
                tolerance=self._studio.tools.tolerance,
            )  # fmt: skip

    def _move(self, at: QPointF, pressure: float, mods: Qt.KeyboardModifier) -> None:
        self.guides.suspended = bool(mods & Qt.KeyboardModifier.ControlModifier)
        self._move_outline(at)
        if self._gesture is None and self._studio.tools.tool in ("move", "text"):
            self._show_cursor()
        if self._gesture is not None:
            self._gesture.move(at, pressure)

    def _end(self, at: QPointF) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.end(at)
        self._show_cursor()

    def cancel_gesture(self) -> bool:
        """Gives up the stroke or move under way. False when there is none."""
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        self._show_cursor()
        return True

    # -- mouse and pen -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._gesture is not None or self._set_caret(event):
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton and self._studio.document is not None:
            self._gesture = PanGesture(self, event.position())
            self._show_cursor()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), 1.0, event.modifiers())

    def _set_caret(self, event: QMouseEvent) -> bool:
        """A press on words that are being typed. One beside them ends the typing, and that is all it does."""
        if not self.lettering.typing or event.button() != Qt.MouseButton.LeftButton or self._space:
            return False
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._gesture = self.lettering.press_typing(event.position(), extend=extend)
        if self._gesture is None:
            self._studio.lettering.end_typing()
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        left = event.button() == Qt.MouseButton.LeftButton
        if not (left and self.lettering.double(event.position())):
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._move(event.position(), 1.0, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._end(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        pressure = event.pressure() ** self._studio.settings["pressure_gamma"]
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._begin(event.position(), pressure, event.modifiers(), eraser=eraser)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event.position(), pressure, event.modifiers())
        elif event.type() == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position())
        event.accept()  # or Qt would send the same again as mouse events, without pressure

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._move_outline(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._move_outline(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self._studio.document is None or self._gesture is not None:
            return
        pixels, degrees = event.pixelDelta(), event.angleDelta()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not pixels.isNull() and not control:
            self.set_viewport(self.viewport_.panned(pixels.x(), pixels.y()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            way = degrees.y() or degrees.x()
            self.set_viewport(self.viewport_.panned(way / 2, 0))
        else:
            zoom = self.viewport_.zoom * 2 ** (degrees.y() / 240)
            self.set_viewport(self.viewport_.zoomed(zoom, event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self.comparing.key_pressed(event.key())
        if isinstance(event, QNativeGestureEvent) and self._studio.document is not None:
            kind = event.gestureType()
            if kind == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_viewport(self.viewport_.zoomed(self.viewport_.zoom * (1 + event.value()), event.position()))
                return True
            if kind == Qt.NativeGestureType.RotateNativeGesture:
                self.set_viewport(self.viewport_.turned(self.viewport_.angle + event.value(), event.position()))
                return True
        return super().event(event)

    # -- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            self._show_cursor()
        elif self._studio.tools.tool in ("move", "text") and nudge(self._studio, event):
            event.accept()
        elif event.key() == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._turn_key = True
            self._show_cursor()
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel_gesture() and not self._studio.style.leave_mode():
                self._studio.contact.make_current(None)
                self._studio.preview.clear()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.isAutoRepeat():
            return
        self.comparing.key_released(event.key())
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._show_cursor()
        elif event.key() == Qt.Key.Key_R:
            self._turn_key = False
            self._show_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        # A key let go while another widget has the keyboard is never told of here.
        self._space = self._turn_key = False
        self.comparing.let_go()
        self._show_cursor()
        super().focusOutEvent(event)

    # -- drops ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasFormat(MIME) or data.hasFormat(GUIDES) or data.hasText():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._dropping = False
        self.update()
        point = self.viewport_.to_document(event.position())
        if take_mime(self._studio, event.mimeData(), at=(round(point.x()), round(point.y()))):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
