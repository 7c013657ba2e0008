"""A phrase of an answer as a chip: a click locks it, Alt and a click strike it out, the wheel gives it weight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from studio.core.words import Part
from studio.ui.parts.labels import plain_tip
from studio.ui.theme import color, font, paint_icon
from studio.ui.theme.fonts import CAPTION, SEMIBOLD

LEAST, MOST, STEP = 0.2, 2.0, 0.1
HEIGHT = 20
_PAD, _MARK, _GAP = 8, 11, 4
_CONTROL = Qt.KeyboardModifier.ControlModifier


def weight_text(weight: float) -> str:
    """×1.4, nothing for 1."""
    return "" if abs(weight - 1) < 0.005 else f"×{weight:.2f}".rstrip("0").rstrip(".")


class PhraseChip(QAbstractButton):
    """Shows one `Part`; what is done with it is told, not done.

    Keys: Space or Enter lock, Delete strikes out, Ctrl+Up and Ctrl+Down weigh, the Menu key opens the menu.
    """

    wanted = Signal(str, object)
    """("lock", on), ("strike", on), ("weigh", weight), ("menu", global place)"""
    pointed = Signal(bool)

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part
        self._locked = self._struck = False
        self._weight = 1.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(CAPTION))
        self.clicked.connect(self._clicked)
        self._retell()

    def set_state(self, *, locked: bool, struck: bool, weight: float) -> None:
        if (locked, struck, weight) != (self._locked, self._struck, self._weight):
            self._locked, self._struck, self._weight = locked, struck, weight
            self._retell()
            self.updateGeometry()
            self.update()

    @property
    def locked(self) -> bool:
        return self._locked

    @property
    def struck(self) -> bool:
        return self._struck

    @property
    def weight(self) -> float:
        return self._weight

    @property
    def title(self) -> str:
        return self.part.title or self.part.text.strip(" ,.;")

    def _retell(self) -> None:
        said = [self.title]
        axis = self.part.axis.capitalize()
        if axis:
            said.append(axis.lower())
        if self._locked:
            said.append("locked")
        if self._struck:
            said.append("struck out")
        if weight_text(self._weight):
            said.append(f"weight {self._weight:.2g}")
        self.setAccessibleName(", ".join(said))
        head = f"{axis}: {self.title}" if axis else self.title
        if self._struck:
            self.setToolTip(plain_tip(f"{head}\nStruck out: no answer has it. Click to allow it again."))
        else:
            does = "Click to give it up" if self._locked else "Click to keep it"
            self.setToolTip(plain_tip(f"{head}\n{does}  Alt-click to strike it out  Ctrl-wheel for its weight"))

    # geometry and paint

    @property
    def _tail(self) -> int:
        """Px that the weight takes behind the words."""
        weight = weight_text(self._weight)
        return QFontMetrics(font(CAPTION, SEMIBOLD, tabular=True)).horizontalAdvance(weight) + _GAP + 1 if weight else 0

    def sizeHint(self) -> QSize:  # noqa: N802
        width = 2 * _PAD + self.fontMetrics().horizontalAdvance(self.title) + self._tail
        if self._locked:
            width += _MARK + _GAP
        return QSize(width, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(48, self.sizeHint().width()), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over, radius = self.underMouse(), HEIGHT / 2
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(QPen(color("edge" if self._locked else "line"), 1))
        if self.isDown():
            painter.setBrush(color("pressed"))
        elif over:
            painter.setBrush(color("hover"))
        else:
            painter.setBrush(color("selected") if self._locked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
        ink = color("disabled" if self._struck else "text" if self._locked or over else "text2")
        x = float(_PAD)
        if self._locked:
            paint_icon(painter, "lock-fill", QRectF(x, (HEIGHT - _MARK) / 2, _MARK, _MARK), ink)
            x += _MARK + _GAP
        face = font(CAPTION)
        face.setStrikeOut(self._struck)
        painter.setFont(face)
        painter.setPen(ink)
        weight = weight_text(self._weight)
        room = self.width() - x - _PAD - self._tail
        shown = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, round(room) + 1)
        painter.drawText(QRectF(x, 0, room + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if weight:
            painter.setFont(font(CAPTION, SEMIBOLD, tabular=True))
            painter.setPen(color("text"))
            place = QRectF(self.width() - _PAD - self._tail, 0, self._tail + 1, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, weight)

    # input

    def _clicked(self) -> None:
        if self._struck:
            self.wanted.emit("strike", False)
        else:
            self.wanted.emit("lock", not self._locked)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.wanted.emit("strike", not self._struck)
            event.accept()
        else:
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        # An unfocused chip lets the conversation scroll: nothing changes by accident.
        held = event.modifiers() & (_CONTROL | Qt.KeyboardModifier.AltModifier)
        if not held and not self.hasFocus():
            event.ignore()
            return
        notches = event.angleDelta().y() or event.angleDelta().x()
        self._weigh(1 if notches > 0 else -1)
        event.accept()

    def _weigh(self, steps: int) -> None:
        wanted = min(MOST, max(LEAST, round(self._weight + STEP * steps, 2)))
        if wanted != self._weight:
            self.wanted.emit("weigh", wanted)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            weighs = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() & _CONTROL
            if weighs or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                event.accept()  # it means the phrase here, not the layer
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & _CONTROL)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.click()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.wanted.emit("strike", not self._struck)
        elif control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._weigh(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.wanted.emit("menu", event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self.pointed.emit(False)

    def hitButton(self, at: QPointF) -> bool:  # type: ignore[override]  # noqa: N802
        return self.rect().contains(at.toPoint() if isinstance(at, QPointF) else at)
