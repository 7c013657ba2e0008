"""Label, value and level in one field: drag it, type into it, turn the wheel over it, or use the keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from studio.ui.parts.scrub_entry import ScrubEntry
from studio.ui.theme import color, font

_DRAG_STARTS_PX = 3
_FINE = 0.1
_WHEEL_SETTLES_MS = 250


class Scrub(QDoubleSpinBox):
    """A number lo..hi. It is a spin box to assistive technology, and painted by the design.

    `percent`: the value 0..1 is shown and typed as 0..100 %. `curve`: the level is ((v - lo) / (hi - lo))^(1 / curve),
    so that a brush size has as much way from 1 to 10 px as from 100 to 1000 with curve 3. `wheel_on_hover`: the wheel
    works without focus, for fields that stand in nothing that scrolls.
    """

    edited = Signal(float)
    """The artist changed it, at every step. Not emitted by `set_value`."""
    committed = Signal(float)
    """A change is complete: drag ended, value typed, key released, wheel at rest."""
    reset_wanted = Signal()
    typing_done = Signal()
    """Enter or Escape ended typing, with or without a change."""

    def __init__(
        self,
        label: str,
        lo: float = 0.0,
        hi: float = 1.0,
        value: float = 0.0,
        *,
        step: float = 0.01,
        unit: str = "",
        percent: bool = False,
        curve: float = 1.0,
        wheel_on_hover: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._unit, self._percent = label, "%" if percent else unit, percent
        self._curve, self._wheel_on_hover = curve, wheel_on_hover
        self._press: QPointF | None = None
        self._press_level = 0.0
        self._dragging = False
        self._entry: ScrubEntry | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_WHEEL_SETTLES_MS)
        self._settle.timeout.connect(lambda: self.committed.emit(self.value()))
        self.setDecimals(max(0, -math.floor(math.log10(step) + 1e-9)))
        self.setRange(lo, hi)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.lineEdit().hide()
        self.setFixedHeight(28)
        self.setMinimumWidth(72)
        self.set_value(value)

    # value

    def set_value(self, value: float) -> None:
        """Shows `value` without telling `edited`."""
        self.setValue(value)
        self.update()

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """The value as it is shown, with its unit."""
        shown = value * 100 if self._percent else value
        decimals = max(0, self.decimals() - 2) if self._percent else self.decimals()
        text = f"{shown:.{decimals}f}".replace("-", "−")
        if not self._unit:
            return text
        return f"{text}{self._unit}" if self._unit in ("×", "°") else f"{text} {self._unit}"

    def valueFromText(self, text: str) -> float:  # noqa: N802
        number = parse_number(text)
        return self.value() if number is None else number / (100 if self._percent else 1)

    def level(self) -> float:
        """How full the field is, 0..1."""
        span = self.maximum() - self.minimum()
        share = (self.value() - self.minimum()) / span if span else 0.0
        return float(max(0.0, share) ** (1 / self._curve))

    def _set_level(self, level: float) -> None:
        span = self.maximum() - self.minimum()
        wanted = self.minimum() + span * min(max(level, 0.0), 1.0) ** self._curve
        self._change(round(wanted / self.singleStep()) * self.singleStep())

    def _change(self, value: float) -> bool:
        before = self.value()
        self.setValue(value)
        if self.value() == before:
            return False
        self.update()
        self.edited.emit(self.value())
        return True

    def _nudge(self, steps: float) -> bool:
        step = self.singleStep()
        if self._curve != 1.0:
            # On a curve a step is a share of the value: 1 px at 10, 10 px at 100.
            step = max(step, round(abs(self.value()) * 0.05 / step) * step)
        return self._change(self.value() + steps * step)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._press_level, self._dragging = event.position(), self.level(), False
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._press is None:
            return
        way = event.position().x() - self._press.x()
        if not self._dragging and abs(way) >= _DRAG_STARTS_PX:
            self._dragging = True
        if self._dragging:
            fine = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self._set_level(self._press_level + fine * way / max(1, self.width()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._press, self._dragging = self._dragging, None, False
        self.update()
        if dragged:
            self.committed.emit(self.value())
        elif self.rect().contains(event.position().toPoint()):
            self.start_typing()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if not (self.hasFocus() or self._wheel_on_hover):
            event.ignore()
            return
        turn = event.angleDelta().y() or event.angleDelta().x()
        pace = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if turn and self._nudge(math.copysign(pace, turn)):
            self._settle.start()
        event.accept()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        pace = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        steps = {
            Qt.Key.Key_Left: -pace,
            Qt.Key.Key_Down: -pace,
            Qt.Key.Key_Right: pace,
            Qt.Key.Key_Up: pace,
            Qt.Key.Key_PageDown: -10,
            Qt.Key.Key_PageUp: 10,
        }
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key in steps:
            if self._nudge(steps[key]):
                self._settle.start()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            if self._change(self.minimum() if key == Qt.Key.Key_Home else self.maximum()):
                self._settle.start()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.start_typing()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_wanted.emit()
        elif plain and event.text() and (event.text().isdigit() or event.text() in "-+.,"):
            self.start_typing(event.text())
        else:
            event.ignore()

    # typing

    def start_typing(self, first: str = "") -> None:
        """Opens the field for typing: over the old value, all of it selected, or with `first` in its place."""
        if self._entry is not None or not self.isEnabled():
            return
        entry = ScrubEntry(self, first or self.textFromValue(self.value()), select=not first)
        entry.setGeometry(self.rect())
        entry.done.connect(self._typed)
        self._entry = entry
        entry.show()
        entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, text: str, accepted: bool, keep_focus: bool) -> None:
        entry, self._entry = self._entry, None
        if entry is None:
            return
        if keep_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        entry.hide()
        entry.deleteLater()
        if accepted and self._change(self.valueFromText(text)):
            self.committed.emit(self.value())
        if keep_focus:
            self.typing_done.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if self._settle.isActive():
            self._settle.stop()
            self.committed.emit(self.value())
        super().focusOutEvent(event)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self.update()

    # geometry and paint

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(self.textFromValue(v)) for v in (self.minimum(), self.maximum()))
        return QSize(metrics.horizontalAdvance(self._label) + widest + 32, 28)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(72, 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isEnabled()
        hot = on and (self.underMouse() or self._dragging)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.fillPath(path, color("field" if on else "panel"))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRectF(box.x(), box.y(), box.width() * self.level(), box.height()),
                         color("hover" if hot else "fill") if on else color("fill", 110))  # fmt: skip
        painter.fillRect(QRectF(box.x(), box.bottom() - 2, box.width() * self.level(), 2),
                         color(("text" if hot else "text2") if on else "track"))  # fmt: skip
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        else:
            painter.setPen(QPen(color("edge" if hot else "line"), 1))
            painter.drawPath(path)
        self._paint_text(painter, box.adjusted(8, 0, -8, 0), on)

    def _paint_text(self, painter: QPainter, box: QRectF, on: bool) -> None:
        value = self.textFromValue(self.value())
        painter.setFont(font(tabular=True))
        room = box.width() - painter.fontMetrics().horizontalAdvance(value) - 8
        painter.setPen(color("text" if on else "disabled"))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._entry is None:  # while it is typed, the entry lies there
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, value)
        painter.setFont(font())
        painter.setPen(color("text2" if on else "disabled"))
        name = painter.fontMetrics().elidedText(self._label, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, name)


def parse_number(text: str) -> float | None:
    """The number in what was typed, with a point or a comma, unit or not; None when there is none."""
    cleaned = "".join(c for c in text.replace("−", "-").replace(",", ".") if c.isdigit() or c in "+-.")
    try:
        number = float(cleaned)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
