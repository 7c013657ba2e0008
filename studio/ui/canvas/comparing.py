"""Before and after on the canvas: the picture without its style on one side of a divider, or everywhere while a key is
held."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from studio.bridge.binding import Bindings
from studio.document.flattened import MIPS, Flattened
from studio.session.unstyled import unstyled_layers
from studio.ui.canvas.split import SplitHandle
from studio.ui.canvas.viewport import Viewport
from studio.ui.theme import font

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.ui.canvas.sheet import CanvasSheet

COMPOSE_SECONDS = 0.03
"""Time that one repaint takes for layers that changed."""
SMOOTH_BELOW = 2.0
"""Zoom below which the picture is interpolated; above, pixels are shown as they are."""
MOMENT_MS = 1500
"""How long the picture before is shown when no key is held (the verb came from a menu)."""
BEFORE, AFTER = "Before", "After"


def draw_picture(painter: QPainter, view: Viewport, flattened: Flattened, part: QRectF) -> bool:
    """Draws `part` (document px) of a composited picture; `painter` is in document coordinates and stays clipped to the
    document. True when there was no time for all of it, and it has to be drawn again soon."""
    smooth = view.zoom < SMOOTH_BELOW and not (view.zoom == 1.0 and view.angle % 90 == 0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    level = min(MIPS, max(0, math.floor(math.log2(1 / view.zoom) + 0.01))) if view.zoom < 1 else 0
    image = flattened.image(level, COMPOSE_SECONDS)
    if not part.isEmpty():
        # Whole pixels of the halved picture, or the edge of a repainted part would show.
        step = 1 << level
        whole = QRect(
            math.floor(part.left() / step), math.floor(part.top() / step),
            math.ceil(part.right() / step) - math.floor(part.left() / step) + 1,
            math.ceil(part.bottom() / step) - math.floor(part.top() / step) + 1,
        ).intersected(image.rect())  # fmt: skip
        target = QRectF(whole.x() * step, whole.y() * step, whole.width() * step, whole.height() * step)
        painter.setClipRect(QRectF(*flattened.canvas), Qt.ClipOperation.IntersectClip)
        painter.drawImage(target, image, QRectF(whole))
    return flattened.behind


class Comparing(QObject):
    """Belongs to the canvas. The picture before is composited only while it is wanted."""

    def __init__(self, studio: Studio, canvas: CanvasSheet) -> None:
        super().__init__(canvas)
        self._studio, self._canvas = studio, canvas
        self._before: Flattened | None = None
        self._layers: list[tuple[str, bool]] = []
        self._on = False
        self._all = False
        self._key: int | None = None
        self._last_line = 0.0
        self.handle = SplitHandle(canvas)
        self.handle.valueChanged.connect(lambda _v: self._moved())
        self.handle.turn_wanted.connect(self.turn)
        self.handle.stop_wanted.connect(lambda: self.set_on(False))
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(MOMENT_MS)
        self._moment.timeout.connect(self.let_go)
        bindings = Bindings(self)
        bindings.on(studio.document_changed, self._document_changed)
        bindings.on(studio.subject_changed, self._subject_changed)

    # -- verbs ---------------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        return self._on

    @property
    def upright(self) -> bool:
        return self.handle.upright

    def set_on(self, on: bool) -> None:
        """Shows the divider, or takes it away."""
        if on == self._on:
            return
        self._on = on
        self._show_handle()
        if on:
            self.handle.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self._differs:
                self._studio.told.emit("There is no style on this picture yet: before and after are the same.")
        else:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop_unwanted()
        self._canvas.update()

    def turn(self) -> None:
        """An upright divider lies down, a level one stands up."""
        self.handle.set_upright(not self.handle.upright)
        self._canvas.update()

    def hold(self, *, until_let_go: bool = False) -> None:
        """Shows the picture before everywhere, until the key is let go; for a moment when none is held. With
        `until_let_go` the caller ends it by `let_go`, as a button does."""
        self._all = True
        self.handle.set_veiled(True)
        if self._key is None and not until_let_go:
            self._moment.start()
        self._canvas.update()

    def let_go(self) -> None:
        self._moment.stop()
        self._key = None
        if self._all:
            self._all = False
            self.handle.set_veiled(False)
            self._drop_unwanted()
            self._canvas.update()

    def key_pressed(self, key: int) -> None:
        """A key went down on the canvas; if a verb follows, it is this one that is held."""
        self._key = key

    def key_released(self, key: int) -> None:
        if self._key == key or self._all:
            self.let_go()

    # -- following -----------------------------------------------------------------------------------------------

    @property
    def _differs(self) -> bool:
        document = self._studio.document
        if document is None:
            return False
        style = self._studio.style
        coming = style.previewing and not style.problem
        return coming or self._studio.preview.pixels is not None or unstyled_layers(self._studio) != document.layers

    def _document_changed(self) -> None:
        if self._before is not None:
            self._before.close()
            self._before = None
        self._show_handle()

    def _subject_changed(self) -> None:
        # What is painted on a layer is followed part by part; all is composited again only where other layers count.
        if self._before is not None and self._shown() != self._layers:
            self._layers = self._shown()
            self._before.invalidate_all()
            self._canvas.update()

    def _shown(self) -> list[tuple[str, bool]]:
        return [(layer.id, layer.visible) for layer in unstyled_layers(self._studio)]

    def _show_handle(self) -> None:
        self.handle.setVisible(self._on and self._studio.document is not None)
        self.fit()

    def _drop_unwanted(self) -> None:
        if not (self._on or self._all) and self._before is not None:
            self._before.close()
            self._before = None

    def fit(self) -> None:
        """The canvas has another size."""
        self.handle.fit()
        self._last_line = self.handle.line

    def _moved(self) -> None:
        old, self._last_line = self._last_line, self.handle.line
        lo, hi = min(old, self._last_line), max(old, self._last_line)
        width, height = self._canvas.width(), self._canvas.height()
        reach = 90.0  # the words beside the line move with it
        if self.upright:
            area = QRectF(lo - reach, 0, hi - lo + 2 * reach, height)
        else:
            area = QRectF(0, lo - reach, width, hi - lo + 2 * reach)
        self._canvas.update(area.toAlignedRect())

    # -- painting ------------------------------------------------------------------------------------------------

    @property
    def before_side(self) -> QRect:
        """The part of the canvas that shows the picture before; empty when none does."""
        canvas = self._canvas.rect()
        if self._all:
            return canvas
        if not self._on or self._studio.document is None:
            return QRect()
        line = round(self.handle.line)
        return QRect(0, 0, line, canvas.height()) if self.upright else QRect(0, 0, canvas.width(), line)

    def paint(self, painter: QPainter, rect: QRect, ground: Callable[[QPainter, int, int], None]) -> None:
        """Lays the picture before over its side. `ground` paints what lies under a picture."""
        side, document = self.before_side.intersected(rect), self._studio.document
        if side.isEmpty() or document is None:
            return
        if self._before is None:
            self._before = Flattened(document, lambda: unstyled_layers(self._studio))
            self._layers = self._shown()
        view = self._canvas.viewport_
        painter.save()
        painter.setClipRect(side)
        ground(painter, document.width, document.height)
        painter.setTransform(view.transform(), True)
        part = view.shown(QRectF(side).adjusted(-2, -2, 2, 2)).intersected(
            QRectF(0, 0, document.width, document.height)
        )
        if draw_picture(painter, view, self._before, part):
            QTimer.singleShot(0, self._canvas, self._canvas.update)
        painter.restore()

    def paint_words(self, painter: QPainter) -> None:
        """ "Before" and "After" on their sides, near the divider."""
        if self._studio.document is None:
            return
        if self._all:
            _word(painter, BEFORE, QRectF(0, 0, self._canvas.width(), 40), Qt.AlignmentFlag.AlignHCenter)
        elif self._on:
            line, width, height = self.handle.line, self._canvas.width(), self._canvas.height()
            if self.upright:
                _word(painter, BEFORE, QRectF(0, 0, line - 12, 40), Qt.AlignmentFlag.AlignRight)
                _word(painter, AFTER, QRectF(line + 12, 0, width - line - 12, 40), Qt.AlignmentFlag.AlignLeft)
            else:
                _word(painter, BEFORE, QRectF(0, line - 40, width - 16, 34), Qt.AlignmentFlag.AlignRight)
                _word(
                    painter, AFTER, QRectF(0, min(line + 6, height - 34), width - 16, 34), Qt.AlignmentFlag.AlignRight
                )


def _word(painter: QPainter, text: str, room: QRectF, way: Qt.AlignmentFlag) -> None:
    """White on dark glass: it lies on a picture, not on chrome. Left out where there is no room."""
    made = font(11, 600)
    width = QFontMetrics(made).horizontalAdvance(text) + 16
    if room.width() < width + 8:
        return
    plate = QRectF(0, room.center().y() - 11, width, 22)
    if way == Qt.AlignmentFlag.AlignLeft:
        plate.moveLeft(room.left())
    elif way == Qt.AlignmentFlag.AlignRight:
        plate.moveRight(room.right())
    else:
        plate.moveLeft(room.center().x() - width / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(plate, 11, 11)
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.setFont(made)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
