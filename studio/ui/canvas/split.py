"""The divider between before and after: a line across the canvas with a round handle, dragged, or moved by keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractSlider, QMenu, QWidget

from studio.ui.theme import color, paint_icon

FULL = 1000
"""Steps of the divider's place across the canvas."""
SMALL, LARGE = 10, 100
STRIP, ROUND = 40, 32
"""Width of the widget, diameter of the handle; besides the handle only `GRIP` px of the line take the pointer."""
GRIP = 11
EDGE = 20
"""How near to the canvas's edge it may come, so that the handle stays in reach."""


class SplitHandle(QAbstractSlider):
    """A slider over the canvas: 0 is its left (or upper) edge, `FULL` its right (or lower) one. `orientation()` is the
    way it moves: horizontal for an upright line."""

    turn_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._grabbed: float | None = None
        self._veiled = False
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, FULL)
        self.setSingleStep(SMALL)
        self.setPageStep(LARGE)
        self.setValue(FULL // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Divider between before and after")
        self.setToolTip("Drag to compare before and after; double click for the middle")
        self.valueChanged.connect(lambda _v: self.fit())
        self.hide()

    @property
    def upright(self) -> bool:
        return self.orientation() == Qt.Orientation.Horizontal

    def set_upright(self, upright: bool) -> None:
        self.setOrientation(Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical)
        self.fit()

    @property
    def line(self) -> float:
        """Where it stands, in the canvas's logical px."""
        return self._held_in(self.value() / FULL * self._length)

    @property
    def _length(self) -> int:
        return self._canvas.width() if self.upright else self._canvas.height()

    def _held_in(self, at: float) -> float:
        return min(max(at, EDGE), max(EDGE, self._length - EDGE))

    def set_veiled(self, veiled: bool) -> None:
        """Nothing is seen of it, while it keeps the keyboard."""
        self._veiled = veiled
        self.update()

    def fit(self) -> None:
        """Puts the widget where its value says."""
        canvas, at = self._canvas, round(self.line) - STRIP // 2
        self.setGeometry(QRect(at, 0, STRIP, canvas.height()) if self.upright else QRect(0, at, canvas.width(), STRIP))
        middle = self.rect().center()
        ring = QRect(0, 0, ROUND + 6, ROUND + 6)
        ring.moveCenter(middle)
        strip = QRect(0, 0, GRIP, self.height()) if self.upright else QRect(0, 0, self.width(), GRIP)
        strip.moveCenter(middle)
        self.setMask(QRegion(strip) | QRegion(ring, QRegion.RegionType.Ellipse))
        self.setCursor(Qt.CursorShape.SplitHCursor if self.upright else Qt.CursorShape.SplitVCursor)

    # -- pointer and keys ----------------------------------------------------------------------------------------

    def _along(self, event: QMouseEvent) -> float:
        at = self.mapToParent(event.position())
        return at.x() if self.upright else at.y()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = self._along(event) - self.line
            self.setSliderDown(True)
            self.update()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._grabbed is not None and self._length > 0:
            self.setValue(round(self._held_in(self._along(event) - self._grabbed) / self._length * FULL))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._grabbed = None
        self.setSliderDown(False)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.setValue(FULL // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = LARGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else SMALL
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.setValue(self.value() - step)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.setValue(self.value() + step)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.setValue(self.value() + (LARGE if key == Qt.Key.Key_PageDown else -LARGE))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.turn_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)  # Home and End

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Lay the divider level" if self.upright else "Stand the divider upright", self.turn_wanted.emit)
        menu.addAction("Put it into the middle", lambda: self.setValue(FULL // 2))
        menu.addSeparator()
        menu.addAction("Stop comparing", self.stop_wanted.emit)
        menu.popup(event.globalPos())

    # -- look ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._veiled:
            return
        painter = QPainter(self)
        middle = QPointF(self.width() / 2, self.height() / 2)
        # Light within dark: the line must show on every picture.
        for ink, width in ((QColor(0, 0, 0, 110), 4.0), (QColor(255, 255, 255, 235), 2.0)):
            if self.upright:
                painter.fillRect(QRectF(middle.x() - width / 2, 0, width, self.height()), ink)
            else:
                painter.fillRect(QRectF(0, middle.y() - width / 2, self.width(), width), ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
        painter.setBrush(QColor(0, 0, 0, 60))
        painter.drawEllipse(middle, ROUND / 2 + 1.5, ROUND / 2 + 1.5)
        token = "pressed" if self.isSliderDown() else "hover" if self.underMouse() else "overlay"
        painter.setPen(QPen(color("focus"), 2) if self.hasFocus() else QPen(color("edge"), 1))
        painter.setBrush(color(token))
        painter.drawEllipse(middle, ROUND / 2 - 0.5, ROUND / 2 - 0.5)
        names = ("caret-left", "caret-right") if self.upright else ("caret-up", "caret-down")
        for name, way in zip(names, (-1, 1), strict=True):
            off = QPoint(6 * way, 0) if self.upright else QPoint(0, 6 * way)
            place = QRectF(0, 0, 12, 12)
            place.moveCenter(middle + QPointF(off))
            paint_icon(painter, name, place, color("text"))
