"""The canvas widget: shows the picture, takes the pen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import screen_image
from studio.core.events import Subscriptions
from studio.document.compositor import Flattened
from studio.document.raster import Rect
from studio.session.guides import MIME as GUIDES
from studio.session.lettering import MIME
from studio.session.tools import BRUSH_TOOLS
from studio.ui.canvas.beside import SketchPicture
from studio.ui.canvas.comparing import Comparing, draw_picture
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
from studio.ui.canvas.guides_overlay import GuidesOverlay
from studio.ui.canvas.lettering_tool import LetteringTool
from studio.ui.canvas.region_overlay import RegionOverlay
from studio.ui.canvas.style_overlay import StyleOverlay
from studio.ui.canvas.viewport import Viewport
from studio.ui.canvas.watch_bar import WatchBar
from studio.ui.parts.checks import check_brush
from studio.ui.pictures import take_mime
from studio.ui.theme import color
from studio.ui.theme.current import theme_changed
from studio.ui.theme.shadow import paint_shadow

if TYPE_CHECKING:
    from studio.session.studio import Studio

CHECK = 8
"""Side of a square of the transparency pattern in logical px."""
GRID_FROM = 8.0
"""Zoom from which the grid of pixels is drawn."""


class CanvasView(QWidget):
    """Follows the session's document, tools and preview."""

    zoom_changed = Signal(float)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.viewport_ = Viewport()
        self.last_point: QPointF | None = None
        self._flattened: Flattened | None = None
        self._document_subscriptions = Subscriptions()
        self._preview: QImage | None = None
        self._region = RegionOverlay(studio)
        self._styles = StyleOverlay(studio)
        self._styles_seen = self._styles.state()
        self.guides = GuidesOverlay(studio, self)
        self._gesture: Gesture | None = None
        self._pen: QPointF | None = None
        self._space = self._turn_key = False
        self._dropping = False
        self._fit_pending = True
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 120)
        bindings = Bindings(self)
        bindings.on(studio.document_changed, self._follow_document)
        bindings.on(studio.preview.changed, self._follow_preview)
        bindings.on(studio.tools.changed, self._show_cursor)
        bindings.on(studio.region.changed, self.update)
        bindings.on(studio.guides.changed, self.update)
        bindings.on(studio.style.maps.painted, self._map_painted)
        for event in (studio.style.changed, studio.style.maps.mode_changed, studio.style.regions.changed):
            bindings.on(event, self._styles_changed)
        bindings.on(theme_changed, self.update)
        document_subscriptions = self._document_subscriptions
        self.destroyed.connect(lambda: document_subscriptions.close())
        self.sketch_picture = SketchPicture(studio, self)
        self.comparing = Comparing(studio, self)
        self.watch_bar = WatchBar(studio, self)
        self.lettering = LetteringTool(studio, self)
        self._follow_document()

    # -- view ----------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device pixels per document pixel."""
        return self.viewport_.zoom

    @property
    def mirrored(self) -> bool:
        return self.viewport_.mirrored

    def set_viewport(self, viewport: Viewport) -> None:
        if viewport != self.viewport_:
            zoom = self.viewport_.zoom
            self.viewport_ = viewport
            self._fit_pending = False
            self.update()
            self.lettering.fit()
            self._tell_sight()
            if zoom != viewport.zoom:
                self.zoom_changed.emit(viewport.zoom)

    def zoom_by(self, steps: int) -> None:
        self.set_viewport(self.viewport_.stepped(steps))

    def zoom_to(self, factor: float) -> None:
        self.set_viewport(self.viewport_.zoomed(factor))

    def fit(self) -> None:
        """The whole picture."""
        document = self._studio.document
        if document is not None:
            self.set_viewport(self.viewport_.fitted(document.width, document.height))

    def rotate_by(self, degrees: float) -> None:
        self.set_viewport(self.viewport_.turned(self.viewport_.angle + degrees))

    def reset_rotation(self) -> None:
        self.set_viewport(self.viewport_.turned(0.0))

    def mirror(self) -> None:
        self.set_viewport(self.viewport_.flipped())

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        if self._gesture is not None:
            self._gesture = None
        self._document_subscriptions.close()
        if self._flattened is not None:
            self._flattened.close()
            self._flattened = None
        document = self._studio.document
        self.last_point = None
        self._region.forget()
        if document is not None:
            self._flattened = Flattened(document)
            self._document_subscriptions.add(document.pixels_changed, self._pixels_changed)
            self._document_subscriptions.add(document.region_changed, self._region_changed)
            self._document_subscriptions.add(document.structure_changed, self._structure_changed)
            self.fit()
            self._fit_pending = True
        self._size = (document.width, document.height) if document else (0, 0)
        self._show_cursor()
        self.update()

    def _structure_changed(self) -> None:
        document = self._studio.document
        if document is not None and (document.width, document.height) != self._size:
            self._size = (document.width, document.height)
            self._region.forget()
            self.fit()
        self.update()

    def _map_painted(self, rect: Rect) -> None:
        self._styles.forget(rect)
        if self._studio.style.maps.shown:
            self._pixels_changed(rect)

    def _styles_changed(self) -> None:
        seen = self._styles.state()
        if seen != self._styles_seen:
            self._styles_seen = seen
            self._styles.forget()
            self._show_cursor()
            self.update()
        elif self._studio.style.regions.active:
            self.update()

    def _tell_sight(self) -> None:
        """The session knows what of the picture is seen."""
        box = self.viewport_.shown(QRectF(0, 0, *self.viewport_.size))
        self._studio.sight.see((box.x(), box.y(), box.width(), box.height()), self.viewport_.zoom)

    def lettering_changed(self) -> None:
        """Another lettering is current, or its box has changed."""
        self._show_cursor()
        self.update()

    def _region_changed(self, rect: Rect) -> None:
        self._region.forget(rect)
        self._pixels_changed(rect)

    def _pixels_changed(self, rect: Rect) -> None:
        area = self.viewport_.transform().mapRect(QRectF(*rect)).toAlignedRect()
        self.update(area.adjusted(-2, -2, 2, 2))

    def _follow_preview(self) -> None:
        pixels = self._studio.preview.pixels
        self._preview = screen_image(pixels) if pixels is not None else None
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(event.rect(), color("pasteboard"))
        document = self._studio.document
        if document is None or self._flattened is None:
            return
        view = self.viewport_
        self._paint_ground(painter, document.width, document.height)
        painter.save()
        painter.setTransform(view.transform(), True)
        seen = view.shown(QRectF(event.rect()).adjusted(-2, -2, 2, 2))
        part = seen.intersected(QRectF(0, 0, document.width, document.height))
        if draw_picture(painter, view, self._flattened, part):
            # A huge picture comes in pieces: the window must go on meanwhile.
            QTimer.singleShot(0, self, self.update)
        if self._preview is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawImage(QRectF(*self._studio.preview.rect), self._preview)
        painter.restore()
        self.comparing.paint(painter, event.rect(), self._paint_ground)
        painter.save()
        painter.setTransform(view.transform(), True)
        painter.setClipRect(QRectF(0, 0, document.width, document.height))
        self._region.paint(painter)
        self._styles.paint(painter)
        painter.restore()
        if view.zoom >= GRID_FROM and view.angle % 90 == 0:
            self._paint_grid(painter, part)
        self._paint_overlays(painter)

    def _paint_ground(self, painter: QPainter, width: int, height: int) -> None:
        """Shadow and transparency pattern, which turn with the picture but do not scale."""
        view = self.viewport_
        middle = view.to_widget(QPointF(width / 2, height / 2))
        w, h = width * view.scale, height * view.scale
        painter.save()
        if view.angle % 90 == 0:
            box = view.transform().mapRect(QRectF(0, 0, width, height))
        else:
            painter.translate(middle)
            painter.rotate(view.angle)
            box = QRectF(-w / 2, -h / 2, w, h)
        paint_shadow(painter, box)
        painter.setBrushOrigin(box.topLeft())
        painter.fillRect(box, check_brush(CHECK))
        painter.restore()

    def _paint_grid(self, painter: QPainter, part: QRectF) -> None:
        painter.setPen(QPen(QColor(128, 128, 128, 70), 0))
        to = self.viewport_.transform()
        for x in range(math.floor(part.left()), math.ceil(part.right()) + 1):
            painter.drawLine(to.map(QPointF(x, part.top())), to.map(QPointF(x, part.bottom())))
        for y in range(math.floor(part.top()), math.ceil(part.bottom()) + 1):
            painter.drawLine(to.map(QPointF(part.left(), y)), to.map(QPointF(part.right(), y)))

    def _paint_overlays(self, painter: QPainter) -> None:
        self.comparing.paint_words(painter)
        document = self._studio.document
        if document is not None:
            self.guides.paint(painter, document.width, document.height)
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

    # -- size ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        pending = self._fit_pending
        self.comparing.fit()
        viewport = self.viewport_.resized(event.size().toSizeF(), self.devicePixelRatioF())
        document = self._studio.document
        if pending and document is not None:
            viewport = viewport.fitted(document.width, document.height)
        self.set_viewport(viewport)
        # Until the artist moves the view, the picture stays fitted while docks come and go.
        self._fit_pending = pending

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
