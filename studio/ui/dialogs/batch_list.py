"""The queue of a batch: one row a file with its picture, its state and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.bridge.images import screen_image
from studio.session.batch_items import Item, Kind, State
from studio.session.batch_state import BatchState
from studio.ui.theme import color, font, paint_icon

ROW, THUMB = 56, 40
ITEM = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
GLYPHS = {
    State.WAITING: "clock", State.RUNNING: "", State.DONE: "check", State.KEPT: "equals", State.FAILED: "warning",
    State.CANCELLED: "minus",
}  # fmt: skip


def state_text(item: Item) -> str:
    """What the second line of a row says."""
    match item.state:
        case State.WAITING:
            return item.note or "Waiting"
        case State.RUNNING:
            return f"Painting, {item.fraction * 100:.0f} %"
        case State.DONE:
            return item.note or "Done"
        case State.CANCELLED:
            return item.note or "Not done"
    return item.note


class _Model(QAbstractListModel):
    def __init__(self, state: BatchState) -> None:
        super().__init__()
        self._state = state
        self.items: list[Item] = []
        self._rows: dict[Item, int] = {}
        self._images: dict[Item, QImage] = {}

    def fill(self, items: Sequence[Item]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self._rows = {item: k for k, item in enumerate(self.items)}
        self._images = {k: v for k, v in self._images.items() if k in self._rows}
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.source.name
            case Qt.ItemDataRole.ToolTipRole:
                return f"{item.source}\n{state_text(item)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.source.name}: {state_text(item)}"
        return item if role == ITEM else None

    def image(self, item: Item) -> QImage | None:
        """The small picture, asked for when a row is first seen."""
        if item not in self._images:
            pixels = self._state.thumb(item)
            if pixels is None:
                return None
            self._images[item] = screen_image(pixels)
        return self._images[item]

    def told(self, item: Item) -> None:
        row = self._rows.get(item)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index)


class _Delegate(QStyledItemDelegate):
    def __init__(self, rows: BatchRows, model: _Model) -> None:
        super().__init__(rows)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item: Item = index.data(ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect: QRect = option.rect
        box = QRectF(rect).adjusted(4, 1, -4, -1)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected" if chosen else "hover"))
            painter.drawRoundedRect(box, 4, 4)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        self._thumb(painter, QRectF(box.x() + 8, box.center().y() - THUMB / 2, THUMB, THUMB), item)
        self._words(painter, box.adjusted(THUMB + 20, 0, -12, 0), item)
        painter.restore()

    def _thumb(self, painter: QPainter, box: QRectF, item: Item) -> None:
        image = self._model.image(item)
        clip = QPainterPath()
        clip.addRoundedRect(box, 3, 3)
        painter.fillPath(clip, color("field"))
        if image is None:
            glyph = "film-strip" if item.kind is Kind.VIDEO else "image"
            paint_icon(painter, glyph, box.adjusted(12, 12, -12, -12), color("text2"))
            return
        painter.save()
        painter.setClipPath(clip)
        scale = max(box.width() / image.width(), box.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        painter.drawImage(QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height), image)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, item: Item) -> None:
        running, failed = item.state is State.RUNNING, item.state is State.FAILED
        glyph = GLYPHS[item.state]
        right = 24 if glyph else 0
        if glyph:
            mark = QRectF(box.right() - 16, box.center().y() - 8, 16, 16)
            quiet = item.state not in (State.DONE, State.FAILED)
            paint_icon(painter, glyph, mark, color("danger" if failed else "text2" if quiet else "text"))
        room = int(box.width()) - right
        name = item.source.name
        where = "" if item.relative.parent.as_posix() == "." else f"{item.relative.parent.as_posix()}/"
        bold, small = font(12, 500), font(11)
        painter.setFont(bold)
        painter.setPen(color("text"))
        metrics = QFontMetrics(bold)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(box.x(), box.y() + 8, room, 18), Qt.AlignmentFlag.AlignVCenter, shown)
        used = metrics.horizontalAdvance(shown) + 8
        painter.setFont(small)
        painter.setPen(color("text2"))
        if where and room - used > 40:
            cut = QFontMetrics(small).elidedText(where, Qt.TextElideMode.ElideLeft, room - used)
            painter.drawText(QRectF(box.x() + used, box.y() + 8, room - used, 18), Qt.AlignmentFlag.AlignVCenter, cut)
        painter.setPen(color("danger" if failed else "text2"))
        second = QFontMetrics(small).elidedText(state_text(item), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(box.x(), box.y() + 27, room, 18), Qt.AlignmentFlag.AlignVCenter, second)
        if running:
            line = QRectF(box.x(), box.bottom() - 7, box.width(), 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("track"))
            painter.drawRoundedRect(line, 1.5, 1.5)
            painter.setBrush(color("accent"))
            line.setWidth(max(3.0, line.width() * item.fraction))
            painter.drawRoundedRect(line, 1.5, 1.5)


class BatchRows(QListView):
    """`chosen`: another row is current. `remove_wanted`: by the Delete key."""

    chosen = Signal()
    remove_wanted = Signal()

    def __init__(self, state: BatchState) -> None:
        super().__init__()
        self._model = _Model(state)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self, self._model))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Queue")
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit())

    def fill(self, items: Sequence[Item]) -> None:
        """Shows `items`; keeps the chosen ones that are still there."""
        if list(items) == self._model.items:
            return
        kept = set(self.chosen_items())
        self._model.fill(items)
        for row, item in enumerate(self._model.items):
            if item in kept:
                self.selectionModel().select(self._model.index(row), self.selectionModel().SelectionFlag.Select)
        self.chosen.emit()

    def told(self, item: Item) -> None:
        self._model.told(item)

    def show_row(self, item: Item) -> None:
        """Scrolls to a file."""
        if item in self._model.items:
            self.scrollTo(self._model.index(self._model.items.index(item)))

    def shown_items(self) -> list[Item]:
        return list(self._model.items)

    def chosen_items(self) -> list[Item]:
        rows = sorted(i.row() for i in self.selectionModel().selectedIndexes())
        return [self._model.items[r] for r in rows if r < len(self._model.items)]

    def current_item(self) -> Item | None:
        row = self.currentIndex().row()
        return self._model.items[row] if 0 <= row < len(self._model.items) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 160)
