"""A place for a picture: click it to choose one, or drop one on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from studio.ui.parts.labels import label
from studio.ui.parts.thumb import Thumb
from studio.ui.theme import color

COLUMNS = 5
SIDE = 64
_ROWS_SEEN = 4


class PictureSlot(Thumb):
    """`format_`: the kind of dragged data that it takes, a number as text."""

    dropped = Signal(int)
    """The number of the candidate that was dropped."""
    remove_wanted = Signal()

    def __init__(self, side: int, name: str, format_: str, *, removable: bool = False) -> None:
        super().__init__(side, name=name)
        self._format, self._removable = format_, removable
        self.set_empty_glyph("plus")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasFormat(self._format):
            event.acceptProposedAction()
            self.set_selected(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self.set_selected(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.set_selected(False)
        text = bytes(event.mimeData().data(self._format).data()).decode("ascii", "replace")
        if text.isdigit():
            event.acceptProposedAction()
            self.dropped.emit(int(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self._removable:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction("Choose another picture", self.click)
            menu.addAction("Take out", self.remove_wanted.emit)
            menu.popup(event.globalPos())


class _Choice(Thumb):
    """Leaves the arrow keys to the grid that it stands in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class PicturePicker(QWidget):
    """A popup with the pictures that can be chosen. `pictures`: (title, picture), in rows of five; `hint` stands there
    where there are none."""

    chosen = Signal(int)
    """The index of the picture."""

    def __init__(self, owner: QWidget, pictures: Sequence[tuple[str, QImage]], hint: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Choose a picture")
        self.thumbs: list[Thumb] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 12)
        box.setSpacing(8)
        box.addWidget(label("Choose a picture", "section"))
        if not pictures:
            said = label(hint, "sub", wrap=True)
            said.setFixedWidth(240)
            box.addWidget(said)
            return
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for i, (title, image) in enumerate(pictures):
            thumb = _Choice(SIDE, name=title)
            thumb.set_image(image)
            thumb.setToolTip(title)
            thumb.clicked.connect(lambda _=False, i=i: self._choose(i))
            thumb.activated.connect(lambda i=i: self._choose(i))
            grid.addWidget(thumb, i // COLUMNS, i % COLUMNS)
            self.thumbs.append(thumb)
        rows = -(-len(pictures) // COLUMNS)
        if rows > _ROWS_SEEN:
            scroll = QScrollArea()
            scroll.setWidget(body)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.setFixedSize(body.sizeHint().width() + 14, _ROWS_SEEN * (SIDE + 8))
            scroll.viewport().setAutoFillBackground(False)
            box.addWidget(scroll)
        else:
            box.addWidget(body)

    def open_at(self, anchor: QWidget) -> None:
        """Below `anchor`, on the same screen."""
        self.adjustSize()
        at = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        room = anchor.screen().availableGeometry()
        x = min(at.x(), room.right() - self.width())
        y = at.y() if at.y() + self.height() <= room.bottom() else at.y() - anchor.height() - self.height() - 8
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        if self.thumbs:
            self.thumbs[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: int) -> None:
        self.close()
        self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        way = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS,
        }.get(Qt.Key(event.key()))  # fmt: skip
        at = next((i for i, t in enumerate(self.thumbs) if t.hasFocus()), 0)
        if way is not None and 0 <= at + way < len(self.thumbs):
            self.thumbs[at + way].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("overlay"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
