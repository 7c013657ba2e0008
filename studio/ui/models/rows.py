"""The list of models: two headings, one row a model, walked by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.art.models.memory import gigabytes
from studio.session.model_list import Model
from studio.ui.parts.labels import plain_tip
from studio.ui.theme import color, font, paint_icon

ID = Qt.ItemDataRole.UserRole + 1
HEADING, SECOND, GLYPH, MISSING = ID + 1, ID + 2, ID + 3, ID + 4
ROW, HEAD = 52, 32
GLYPHS = {
    "StyleGAN": "sliders-horizontal", "Flow": "wind", "GAN": "sliders-horizontal", "Autoencoder": "sliders-horizontal",
    "Trained here": "graduation-cap", "Diffusion": "sparkle", "LoRA": "puzzle-piece", "ControlNet": "path",
    "Upscaler": "arrows-out", "Style network": "drop-half", "Diffusion decoder": "puzzle-piece",
    "Feature network": "eye", "Language model": "text-aa",
}  # fmt: skip
"""Title of a kind -> icon."""
_Index = QModelIndex | QPersistentModelIndex


def glyph_of(model: Model) -> str:
    return GLYPHS.get(model.kind, "cube")


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        return QSize(200, HEAD if index.data(HEADING) else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        if index.data(HEADING):
            painter.setPen(color("text2"))
            painter.setFont(font(11, 600))
            painter.drawText(box.adjusted(12, 6, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        else:
            self._paint_row(painter, QRectF(box).adjusted(4, 2, -4, -2), option, index, text)
        painter.restore()

    def _paint_row(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: _Index, text: str
    ) -> None:
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected" if chosen else "hover"))
            painter.drawRoundedRect(box, 4, 4)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        missing = bool(index.data(MISSING))
        middle = box.center().y()
        paint_icon(painter, str(index.data(GLYPH)), QRectF(box.x() + 10, middle - 8, 16, 16), color("text2"))
        if missing:
            paint_icon(painter, "warning", QRectF(box.right() - 26, middle - 8, 16, 16), color("danger"))
        room = int(box.width()) - 36 - (34 if missing else 10)
        for y, role, name, token in (
            (box.y() + 6, font(12, 600 if chosen else 500), text, "text"),
            (box.y() + 25, font(11), str(index.data(SECOND)), "text2"),
        ):
            shown = QFontMetrics(role).elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.setFont(role)
            painter.setPen(color("disabled" if missing and token == "text2" else token))
            painter.drawText(QRectF(box.x() + 36, y, room, 18), Qt.AlignmentFlag.AlignVCenter, shown)


class ModelRows(QListView):
    """`chosen(id)` when another row is current; `remove_wanted` for the Delete key."""

    chosen = Signal(str)
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self._filling = False
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Models")
        self.selectionModel().currentChanged.connect(self._changed)

    def fill(self, models: list[Model], current: str) -> None:
        """Shows `models`, those of the program first; keeps `current` where it is."""
        self._filling = True
        self._items.clear()
        for title, own in (("With the program", False), ("Your own", True)):
            members = [m for m in models if m.own is own]
            if members:
                self._items.appendRow(_heading(title))
            for model in members:
                self._items.appendRow(_item(model))
        self._filling = False
        self.choose(current)

    def choose(self, id_: str) -> None:
        """Makes a row current without telling."""
        for line in range(self._items.rowCount()):
            index = self._items.index(line, 0)
            if index.data(ID) == id_ and id_:
                self._filling = True
                self.setCurrentIndex(index)
                self._filling = False
                self.scrollTo(index)
                return

    def ids(self) -> list[str]:
        return [str(i) for line in range(self._items.rowCount()) if (i := self._items.index(line, 0).data(ID))]

    def current(self) -> str:
        return str(self.currentIndex().data(ID) or "")

    def keyPressEvent(self, event: object) -> None:  # noqa: N802
        from PySide6.QtGui import QKeyEvent

        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(180, 120)

    def _changed(self, index: _Index) -> None:
        id_ = index.data(ID)
        if id_ and not self._filling:
            self.chosen.emit(str(id_))


def _heading(title: str) -> QStandardItem:
    item = QStandardItem(title)
    item.setData(True, HEADING)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _item(model: Model) -> QStandardItem:
    item = QStandardItem(model.title)
    second = "File is missing" if model.missing else f"{model.kind}, {gigabytes(model.bytes / 2**20)}"
    for role, value in ((ID, model.id), (SECOND, second), (GLYPH, glyph_of(model)), (MISSING, model.missing)):
        item.setData(value, role)
    item.setToolTip(plain_tip(model.knows or model.use))
    item.setData(f"{model.title}: {second}", Qt.ItemDataRole.AccessibleTextRole)
    return item
