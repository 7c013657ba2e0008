"""The picture of a followed sketch, floating beside it over the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import screen_image
from studio.session.sketch import BESIDE
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import Elided
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.session.studio import Studio

SIDE = 280
"""Longest side of the picture in logical px."""
HEAD, PAD, INSET = 32, 8, 16


class SketchPicture(QFrame):
    """A card in the canvas's upper right corner, which is dragged by its head to another place."""

    def __init__(self, studio: Studio, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._studio, self._canvas = studio, canvas
        self._bindings = Bindings(self)
        self._image: QImage | None = None
        self._held: QPoint | None = None
        self._moved = False
        self.setObjectName("sketchpicture")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Picture of the sketch")
        self._title = Elided("", "caption")
        dice = IconButton("dice-five", "Another picture of the sketch", token="text2")
        under = IconButton("stack", "Show it under the sketch", token="text2")
        keep = IconButton("check", "Stop following and keep the picture as a layer")
        head = QHBoxLayout(self)
        head.setContentsMargins(PAD + 2, 4, 4, 4)
        head.setSpacing(0)
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        for widget, stretch in ((self._title, 1), (dice, 0), (under, 0), (keep, 0)):
            head.addWidget(widget, stretch)
        dice.clicked.connect(lambda: studio.sketch.roll())
        under.clicked.connect(lambda: studio.sketch.set_where("under"))
        keep.clicked.connect(lambda: studio.guard(lambda: studio.sketch.follow(False)))
        self._bindings.on(studio.sketch.changed, self._show)
        self._bindings.on(studio.sketch.result_changed, self._show)
        canvas.installEventFilter(self)
        self._show()

    def _show(self) -> None:
        sketch = self._studio.sketch
        wanted = sketch.following and sketch.where == BESIDE
        if wanted:
            result = sketch.result
            self._image = screen_image(result.pixels) if result is not None else None
            self._title.setText(sketch.trouble or f"Picture of {sketch.layer.name}" if sketch.layer else "")
            self._fit()
        self.setVisible(wanted)
        self.update()

    def _fit(self) -> None:
        width, height = self._studio.document_size
        k = SIDE / max(width, height)
        size = QSize(round(width * k) + 2 * PAD, round(height * k) + HEAD + PAD)
        if size != self.size():
            self.resize(size)
        if not self._moved:
            self.move(max(0, self._canvas.width() - size.width() - INSET), INSET)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._canvas and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._fit()
            self._keep_inside(self.pos())
        return False

    def _keep_inside(self, at: QPoint) -> None:
        room = self._canvas.size() - self.size()
        self.move(min(max(0, at.x()), max(0, room.width())), min(max(0, at.y()), max(0, room.height())))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._held is not None:
            self._moved = True
            self._keep_inside(self.mapToParent(event.position().toPoint()) - self._held)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._held = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color("line"), 1))
        painter.setBrush(color("overlay"))
        painter.drawRoundedRect(box, 8, 8)
        place = QRectF(PAD, HEAD, self.width() - 2 * PAD, self.height() - HEAD - PAD)
        if self._image is None:
            painter.setPen(QPen(color("edge"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            return
        clip = QPainterPath()
        clip.addRoundedRect(place, 3, 3)
        painter.setClipPath(clip)
        painter.drawImage(place, self._image)
