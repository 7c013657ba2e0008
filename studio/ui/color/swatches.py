"""A grid of color swatches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from studio.ui.theme import color

RGB = tuple[int, int, int]


def hex_of(rgb: RGB) -> str:
    """#RRGGBB"""
    return "#{:02X}{:02X}{:02X}".format(*rgb)


class SwatchGrid(QWidget):
    """`chosen(rgb)` on click or Enter; with `removable`, a context menu emits `removed(rgb)`."""

    chosen = Signal(tuple)
    removed = Signal(tuple)

    def __init__(self, columns: int, *, side: int = 24, gap: int = 4, name: str = "", removable: bool = False) -> None:
        super().__init__()
        self._columns, self._side, self._gap, self._removable = columns, side, gap, removable
        self._colors: list[RGB] = []
        self._selected: RGB | None = None
        self._at = 0
        self._hover = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_colors(self, colors: Sequence[RGB]) -> None:
        if list(colors) != self._colors:
            self._colors = list(colors)
            self._at = min(self._at, max(0, len(self._colors) - 1))
            self.updateGeometry()
            self.setFixedSize(self.sizeHint())
            self.update()

    def colors(self) -> list[RGB]:
        return list(self._colors)

    def set_selected(self, rgb: RGB | None) -> None:
        if rgb != self._selected:
            self._selected = rgb
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        rows = max(1, -(-len(self._colors) // self._columns))
        pitch = self._side + self._gap
        return QSize(self._columns * pitch - self._gap, rows * pitch - self._gap)

    def _rect(self, index: int) -> QRect:
        pitch = self._side + self._gap
        row, column = divmod(index, self._columns)
        return QRect(column * pitch, row * pitch, self._side, self._side)

    def _index(self, at: QPointF) -> int:
        for index in range(len(self._colors)):
            if self._rect(index).contains(at.toPoint()):
                return index
        return -1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, rgb in enumerate(self._colors):
            box = QRectF(self._rect(index)).adjusted(0.5, 0.5, -0.5, -0.5)
            selected = rgb == self._selected
            ring = color("focus") if selected else color("edge") if index == self._hover else color("line")
            painter.setPen(QPen(ring, 2 if selected else 1))
            painter.setBrush(QColor(*rgb))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if selected else box, 4, 4)
            if self.hasFocus() and index == self._at:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(color("panel"), 1.5))
                painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self._index(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index >= 0:
            self._at = index
            self.chosen.emit(self._colors[index])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._set_hover(self._index(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._set_hover(-1)

    def _set_hover(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves: dict[Qt.Key, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        key = Qt.Key(event.key())
        if key in moves and self._colors:
            self._at = min(len(self._colors) - 1, max(0, self._at + moves[key]))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._colors:
            self.chosen.emit(self._colors[self._at])
        elif key is Qt.Key.Key_Delete and self._removable and self._colors:
            self.removed.emit(self._colors[self._at])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        index = self._index(QPointF(event.pos()))
        if not self._removable or index < 0:
            return
        rgb = self._colors[index]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Remove {hex_of(rgb)}", lambda: self.removed.emit(rgb))
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._index(QPointF(event.pos()))
            if index >= 0:
                QToolTip.showText(event.globalPos(), hex_of(self._colors[index]), self, self._rect(index))
                return True
        return super().event(event)
