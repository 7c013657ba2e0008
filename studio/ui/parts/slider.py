"""The slider: a `QSlider` in value and behavior (keys, wheel, accessibility), painted by the design."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from studio.ui.theme import color

_WHEEL_SETTLES_MS = 250


class PSlider(QSlider):
    """A horizontal slider over real numbers lo..hi in steps of `step`.

    `origin`: where the filled part starts (default lo). `stops`: colors of a gradient groove, for color sliders.
    A click on the groove goes there at once; a double click resets. Wheel and keys move by one step, with Shift by ten.
    """

    edited = Signal(float)
    """The artist moved it: at every step of a drag. Not emitted by `set_value`."""
    committed = Signal(float)
    """The artist let go, pressed a key, or stopped turning the wheel."""
    reset_wanted = Signal()

    handle = 6.5
    pad = 7.0

    def __init__(
        self,
        lo: float = 0.0,
        hi: float = 1.0,
        value: float = 0.0,
        *,
        step: float = 0.01,
        origin: float | None = None,
        stops: Sequence[QColor] = (),
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._lo, self._hi, self._step = lo, hi, step
        self._origin = lo if origin is None else origin
        self._stops = tuple(stops)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_WHEEL_SETTLES_MS)
        self._settle.timeout.connect(lambda: self.committed.emit(self.real()))
        self.setRange(0, max(1, round((hi - lo) / step)))
        self.setPageStep(10)
        self.setFixedHeight(20)
        self.setMinimumWidth(40)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.set_value(value)

    # value

    def real(self) -> float:
        """The value in its own unit."""
        return self._lo + (self._hi - self._lo) * self.value() / self.maximum()

    def set_value(self, value: float) -> None:
        """Moves the handle without telling `edited`."""
        share = (min(max(value, self._lo), self._hi) - self._lo) / (self._hi - self._lo)
        self.setValue(round(share * self.maximum()))

    def set_stops(self, stops: Sequence[QColor]) -> None:
        self._stops = tuple(stops)
        self.update()

    # geometry

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, self.minimumHeight())

    def x_of(self, value: float) -> float:
        """Where a value lies, in widget px."""
        span = self.width() - 2 * self.pad
        return self.pad + span * (value - self._lo) / (self._hi - self._lo)

    def groove_y(self) -> float:
        return self.height() / 2

    # input

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag_to(event.position().x())
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self.isSliderDown():
            self._drag_to(event.position().x())
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()
            self.committed.emit(self.real())
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.reset_wanted.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        # An unfocused slider lets the panel scroll: nothing changes by accident.
        if not self.hasFocus() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        notches = event.angleDelta().y() or event.angleDelta().x()
        if notches and self._move_by((1 if notches > 0 else -1) * self._pace(event.modifiers())):
            self._settle.start()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        pace = self._pace(event.modifiers())
        page = self.pageStep()
        jump = {
            Qt.Key.Key_Left: -pace,
            Qt.Key.Key_Down: -pace,
            Qt.Key.Key_Right: pace,
            Qt.Key.Key_Up: pace,
            Qt.Key.Key_PageDown: -page,
            Qt.Key.Key_PageUp: page,
            Qt.Key.Key_Home: -self.maximum(),
            Qt.Key.Key_End: self.maximum(),
        }.get(Qt.Key(event.key()))
        if jump is not None:
            self._move_by(jump)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_wanted.emit()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moved = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp,
                 Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)  # fmt: skip
        if event.key() in moved and not event.isAutoRepeat():
            self.committed.emit(self.real())
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _pace(self, modifiers: Qt.KeyboardModifier) -> int:
        return 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1

    def _move_by(self, steps: int) -> bool:
        before = self.value()
        self.setValue(before + steps)
        if self.value() == before:
            return False
        self.edited.emit(self.real())
        return True

    def _drag_to(self, x: float) -> None:
        span = max(1.0, self.width() - 2 * self.pad)
        wanted = round((x - self.pad) / span * self.maximum())
        self._move_by(min(max(wanted, 0), self.maximum()) - self.value())
        self.update()

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._stops:
            self._paint_gradient(painter)
            self._paint_bar(painter)
        else:
            self._paint_groove(painter)
            self._paint_handle(painter)

    def _ink(self) -> QColor:
        return color("text" if self.isEnabled() else "disabled")

    def _paint_groove(self, painter: QPainter) -> None:
        y, x, start = self.groove_y(), self.x_of(self.real()), self.x_of(self._origin)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("track"))
        painter.drawRoundedRect(QRectF(self.pad, y - 1, self.width() - 2 * self.pad, 2), 1, 1)
        if self._origin > self._lo:
            painter.drawRect(QRectF(start - 0.5, y - 5, 1, 10))
        painter.setBrush(self._ink())
        painter.drawRect(QRectF(min(start, x), y - 1, abs(x - start), 2))

    def _paint_handle(self, painter: QPainter) -> None:
        center = QPointF(self.x_of(self.real()), self.groove_y())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawEllipse(center, 9, 9)
        elif self.isEnabled() and (self.underMouse() or self.isSliderDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("text", 90 if self.isSliderDown() else 48))
            painter.drawEllipse(center, 9.5, 9.5)
        painter.setPen(QPen(color("panel"), 2))
        painter.setBrush(self._ink())
        radius = self.handle - (0.75 if self.isSliderDown() else 0)
        painter.drawEllipse(center, radius, radius)

    def _paint_gradient(self, painter: QPainter) -> None:
        y = self.groove_y()
        ramp = QLinearGradient(self.pad, 0, self.width() - self.pad, 0)
        for i, stop in enumerate(self._stops):
            ramp.setColorAt(i / max(1, len(self._stops) - 1), stop)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        painter.drawRoundedRect(QRectF(self.pad - 6, y - 4, self.width() - 2 * self.pad + 12, 8), 4, 4)
        painter.setOpacity(1.0)

    def _paint_bar(self, painter: QPainter) -> None:
        x, y = self.x_of(self.real()), self.groove_y()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(x - 6, y - 9.5, 12, 19), 5, 5)
        # Black and white on purpose: the bar must show on every color.
        painter.setPen(QPen(QColor(26, 26, 26), 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        grown = 0.5 if self.underMouse() and self.isEnabled() else 0
        painter.drawRoundedRect(QRectF(x - 3 - grown, y - 8, 6 + 2 * grown, 16), 3, 3)
