"""The picture as it is seen: its place in the window, its ground, what lies over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import screen_image
from studio.core.events import Subscriptions
from studio.document.flattened import Flattened
from studio.document.raster import Rect
from studio.ui.canvas.beside import SketchPicture
from studio.ui.canvas.comparing import Comparing, draw_picture
from studio.ui.canvas.guides_overlay import GuidesOverlay
from studio.ui.canvas.region_overlay import RegionOverlay
from studio.ui.canvas.style_overlay import StyleOverlay
from studio.ui.canvas.viewport import Viewport
from studio.ui.canvas.watch_bar import WatchBar
from studio.ui.parts.checks import check_brush
from studio.ui.theme import color
from studio.ui.theme.current import theme_changed
from studio.ui.theme.shadow import paint_shadow

if TYPE_CHECKING:
    from studio.session.studio import Studio

CHECK = 8
"""Side of a square of the transparency pattern in logical px."""
GRID_FROM = 8.0
"""Zoom from which the grid of pixels is drawn."""


class CanvasSheet(QWidget):
    """Follows the session's document and preview. `CanvasView` takes the pen; it calls `_follow_document` when it is made."""

    zoom_changed = Signal(float)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.viewport_ = Viewport()
        self._size = (0, 0)
        self._flattened: Flattened | None = None
        self._document_subscriptions = Subscriptions()
        self._preview: QImage | None = None
        self._region = RegionOverlay(studio)
        self._styles = StyleOverlay(studio)
        self._styles_seen = self._styles.state()
        self.guides = GuidesOverlay(studio, self)
        self._fit_pending = True
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 120)
        bindings = Bindings(self)
        bindings.on(studio.document_changed, self._follow_document)
        bindings.on(studio.preview.changed, self._follow_preview)
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
            self._moved()
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

    def _moved(self) -> None:
        """The session knows what of the picture is seen."""
        box = self.viewport_.shown(QRectF(0, 0, *self.viewport_.size))
        self._studio.sight.see((box.x(), box.y(), box.width(), box.height()), self.viewport_.zoom)

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

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._document_subscriptions.close()
        if self._flattened is not None:
            self._flattened.close()
            self._flattened = None
        document = self._studio.document
        self._region.forget()
        if document is not None:
            self._flattened = Flattened(document)
            self._document_subscriptions.add(document.pixels_changed, self._pixels_changed)
            self._document_subscriptions.add(document.region_changed, self._region_changed)
            self._document_subscriptions.add(document.structure_changed, self._structure_changed)
            self.fit()
            self._fit_pending = True
        self._size = (document.width, document.height) if document else (0, 0)
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
            self.update()
        elif self._studio.style.regions.active:
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
        """What lies over the picture and does not turn with it."""
        self.comparing.paint_words(painter)
        document = self._studio.document
        if document is not None:
            self.guides.paint(painter, document.width, document.height)
