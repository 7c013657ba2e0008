"""The styles as a grid of small pictures: model, delegate and view. Pictures are read when they come into sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.style_library import StyleEntry, StyleSource
from studio.ui.theme import color, font, paint_icon
from studio.ui.theme.current import theme_changed

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
ADD = "Add picture…"
GAP = 8
TITLE = 18
PICTURE_EDGE = 240
"""Long side of the picture behind a tile in px: twice its size, for sharp screens."""
SIZES: dict[str, tuple[int, bool]] = {"small": (52, False), "medium": (76, False), "large": (100, True)}
"""Tile sizes: the smallest side in px, and whether titles stand under the pictures."""
HOLD_MS = 450
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
"""Keys that are shortcuts of the window elsewhere."""


class StyleModel(QAbstractListModel):
    """The shown entries, and with `adds`, at the end, a place to add one (`ENTRY` is None there)."""

    def __init__(self, studio: Studio, parent: QWidget, adds: bool) -> None:
        super().__init__(parent)
        self._studio, self._adds = studio, adds
        self._entries: list[StyleEntry] = []
        self._thumbs: dict[StyleSource, QPixmap | None] = {}
        # A picture may come after the popup that wanted it has closed.
        self._alive = alive = [True]
        self.destroyed.connect(lambda: alive.clear())
        self.chosen: StyleSource | None = None
        self.numbers: Mapping[StyleSource, int] = {}

    def fill(self, entries: Sequence[StyleEntry]) -> None:
        if list(entries) != self._entries:
            self.beginResetModel()
            self._entries = list(entries)
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._entries) + self._adds

    def entry_at(self, index: Index) -> StyleEntry | None:
        return self._entries[index.row()] if index.isValid() and index.row() < len(self._entries) else None

    def row_of(self, source: StyleSource | None) -> int:
        return next((k for k, e in enumerate(self._entries) if e.source == source), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry_at(index)
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.source.title if entry is not None else ADD
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return _spoken(entry, entry is not None and entry.source == self.chosen)
        return None

    def thumb(self, source: StyleSource) -> QPixmap | None:
        """The picture, or None while it is being read."""
        if source not in self._thumbs:
            self._thumbs[source] = None
            library, alive = self._studio.style.library, self._alive

            def show(pixels: Pixels) -> None:
                if not alive:
                    return
                self._thumbs[source] = QPixmap.fromImage(image_of(pixels))
                row = self.row_of(source)
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row))

            self._studio.background.run(
                lambda: library.thumbnail(source, PICTURE_EDGE), show, lambda _sentence: None
            )  # a picture that is gone shows its badge, and says why when it is asked
        return self._thumbs[source]

    def show_chosen(self, chosen: StyleSource | None, numbers: Mapping[StyleSource, int]) -> None:
        self.chosen, self.numbers = chosen, numbers
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))


def _spoken(entry: StyleEntry | None, chosen: bool) -> str:
    if entry is None:
        return ADD
    words = [entry.source.title, *(["chosen"] if chosen else []), *(["favorite"] if entry.favorite else [])]
    return ", ".join([*words, *(["its picture is gone"] if entry.missing else []), *entry.tags])


class TileDelegate(QStyledItemDelegate):
    """`side`: of the picture in px. `titled`: the name stands under it."""

    def __init__(self, view: StyleTiles) -> None:
        super().__init__(view)
        self._view = view
        self.side, self.titled = SIZES["medium"]
        self._fitted: dict[tuple[int, int], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return self._view.gridSize()

    def forget(self) -> None:
        self._fitted.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._view.items
        entry = model.entry_at(index)
        rect, state = QRectF(option.rect), option.state
        box = QRectF(rect.x(), rect.y(), self.side, self.side)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = self._view.hasFocus() and index == self._view.currentIndex() and self._view.by_keys
        chosen = entry is not None and entry.source == model.chosen
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        inner = box.adjusted(4, 4, -4, -4) if chosen else box
        picture = model.thumb(entry.source) if entry is not None else None
        clip = QPainterPath()
        clip.addRoundedRect(inner, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(inner, color("field"))
        if entry is not None and picture is not None:
            painter.setOpacity(1.0 if self._view.isEnabled() and not entry.missing else 0.35)
            painter.drawPixmap(inner, self._fit(picture, box), QRectF(self._fit(picture, box).rect()))
            painter.setOpacity(1.0)
        if hover and self._view.isEnabled():
            painter.fillRect(inner, QColor(255, 255, 255, 22))
        painter.restore()
        self._frame(painter, box, inner, entry is None, chosen, focus, hover)
        if entry is None:
            self._glyph(painter, inner, "plus", "text2")
        else:
            if entry.missing:
                self._glyph(painter, inner, "link-break", "danger")
            if entry.favorite:
                self._plate(painter, inner, "star-fill")
            number = model.numbers.get(entry.source)
            if number is not None:
                self._number(painter, inner, number)
        if self.titled:
            self._title(painter, rect, index, chosen)
        painter.restore()

    def _fit(self, picture: QPixmap, box: QRectF) -> QPixmap:
        """The middle of the picture at the pixels of this screen; made once."""
        side = max(1, round(box.width() * self._view.devicePixelRatioF()))
        key = picture.cacheKey(), side
        if key not in self._fitted:
            grown = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted[key] = grown.copy((grown.width() - side) // 2, (grown.height() - side) // 2, side, side)
        return self._fitted[key]

    def _frame(
        self, painter: QPainter, box: QRectF, inner: QRectF, empty: bool, chosen: bool, focus: bool, hover: bool
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if empty:
            pen = QPen(color("text2" if hover else "edge"), 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        elif hover and not chosen:
            painter.setPen(QPen(color("edge"), 1))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if chosen:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if focus:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 4, 4)
            painter.setPen(QPen(color("panel"), 1))
            painter.drawRoundedRect(inner.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3)

    def _glyph(self, painter: QPainter, box: QRectF, glyph: str, token: str) -> None:
        side = min(20.0, box.width() / 2)
        place = QRectF(0, 0, side, side)
        place.moveCenter(box.center())
        paint_icon(painter, glyph, place, color(token))

    def _plate(self, painter: QPainter, box: QRectF, glyph: str) -> None:
        # On a picture, not on chrome: black and white in both themes.
        plate = QRectF(box.right() - 20, box.top() + 4, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(plate, 4, 4)
        paint_icon(painter, glyph, plate.adjusted(3, 3, -3, -3), QColor(Qt.GlobalColor.white))

    def _number(self, painter: QPainter, box: QRectF, number: int) -> None:
        plate = QRectF(box.left() + 4, box.top() + 4, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(Qt.GlobalColor.white))
        painter.setFont(font(11, 600, tabular=True))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, str(number))

    def _title(self, painter: QPainter, rect: QRectF, index: Index, chosen: bool) -> None:
        entry = self._view.items.entry_at(index)
        made = font(11, 600 if chosen else 400)
        painter.setFont(made)
        dim = entry is not None and entry.missing
        painter.setPen(color("danger" if dim else "text" if chosen else "text2"))
        place = QRectF(rect.x(), rect.y() + self.side + 2, self.side, TITLE - 2)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)


class StyleTiles(QListView):
    """Arrows walk, Return or Space choose, F2 renames, Delete removes, the menu key opens the menu; `looked` asks for the
    larger look of the entry under the pointer (None: no more)."""

    picked = Signal(object)
    """A `StyleEntry`, or None for the place that adds one."""
    menu_wanted = Signal(object, QPoint)
    looked = Signal(object)
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)
    paste_wanted = Signal()
    size_wanted = Signal(int)
    """One size up (+1) or down (-1)."""

    def __init__(self, studio: Studio, *, adds: bool = True) -> None:
        super().__init__()
        self.items = StyleModel(studio, self, adds)
        self.by_keys = False
        self._held = False
        self.setObjectName("styletiles")
        self.setAccessibleName("Styles")
        self.setModel(self.items)
        self._delegate = TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumHeight(2 * 64)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._show_held)
        self.columns = 4
        self._least = SIZES["medium"][0]
        bindings = Bindings(self)
        bindings.on(theme_changed, self.viewport().update)

    # -- size ----------------------------------------------------------------------------------------------------

    def set_tile_size(self, name: str) -> None:
        """A key of `SIZES`."""
        self._delegate.side, self._delegate.titled = SIZES[name]
        self._least = SIZES[name][0]
        self._fit()

    def _fit(self) -> None:
        """As many columns as there is room for, the rest of the room shared out: tiles end where the panel's text ends."""
        # With the scroll bar's room whether it is there or not: tiles must not change their size when it comes.
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        self.columns = max(2, (width + GAP) // (self._least + GAP))
        self._delegate.side = max(32, (width - (self.columns - 1) * GAP) // self.columns)
        self._delegate.forget()
        height = self._delegate.side + (TITLE + 4 if self._delegate.titled else GAP)
        # A row that fills the view to its last pixel would be broken: Qt wants one to spare.
        self.setGridSize(QSize(max(1, (width - 1) // self.columns), height))
        self.verticalScrollBar().setSingleStep(max(12, height // 3))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    @property
    def side(self) -> int:
        return self._delegate.side

    def height_for_rows(self, rows: float) -> int:
        return round(self.gridSize().height() * rows)

    # -- keys and pointer ----------------------------------------------------------------------------------------

    def moveCursor(self, action: QAbstractItemView.CursorAction, mods: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802
        """Row by row as one reads, where Qt looks for neighbors by their middles."""
        steps = {
            QAbstractItemView.CursorAction.MoveLeft: -1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
            QAbstractItemView.CursorAction.MoveRight: 1,
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MoveUp: -self.columns,
            QAbstractItemView.CursorAction.MoveDown: self.columns,
        }
        count, at = self.items.rowCount(), max(0, self.currentIndex().row())
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.items.index(0)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.items.index(count - 1)
        if action not in steps:
            return super().moveCursor(action, mods)
        to = at + steps[action]
        if (
            action == QAbstractItemView.CursorAction.MoveDown
            and to >= count
            and at // self.columns < (count - 1) // self.columns
        ):
            to = count - 1
        return self.items.index(to if 0 <= to < count else at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.by_keys = True
        index, entry = self.currentIndex(), self.items.entry_at(self.currentIndex())
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.picked.emit(entry)
        elif key == Qt.Key.Key_Space and index.isValid():
            if not event.isAutoRepeat():
                self._held = False
                self._hold.start()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif key == Qt.Key.Key_F2 and entry is not None:
            self.rename_wanted.emit(entry)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and entry is not None:
            self.remove_wanted.emit(entry)
        elif key == Qt.Key.Key_Escape:
            self.looked.emit(None)
            event.ignore()
        else:
            self.looked.emit(None)
            super().keyPressEvent(event)
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        # Here a pasted picture becomes a style, not a layer.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in _OWN_KEYS and not event.modifiers()
            if own or event.matches(QKeySequence.StandardKey.Paste):
                event.accept()
                return True
        return bool(super().event(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold.stop()
            self.looked.emit(None)
            if not self._held and self.currentIndex().isValid():
                self.picked.emit(self.items.entry_at(self.currentIndex()))
        else:
            super().keyReleaseEvent(event)

    def _show_held(self) -> None:
        self._held = True
        entry = self.items.entry_at(self.currentIndex())
        if entry is not None:
            self.looked.emit(entry)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.by_keys = False
        self._held = False
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._hold.start()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hold.stop()
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton:
            self.looked.emit(None)
            if index.isValid() and index == self.currentIndex() and not self._held:
                self.picked.emit(self.items.entry_at(index))
        self._held = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # the first click has chosen: the second must not let go again

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """Only the picture itself counts, not the gap around it."""
        index = super().indexAt(point)
        if index.isValid():
            rect = self.visualRect(index)
            inside = point.x() < rect.x() + self.side and point.y() < rect.y() + self.side + (
                TITLE if self._delegate.titled else 0
            )
            if not inside:
                return QModelIndex()
        return index

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.looked.emit(None)
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            index, at = self.currentIndex(), self.visualRect(self.currentIndex()).center()
        else:
            at = self.viewport().mapFromGlobal(event.globalPos())
            index = self.indexAt(at)
        self.menu_wanted.emit(self.items.entry_at(index), self.viewport().mapToGlobal(at))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self.looked.emit(None)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.looked.emit(self.items.entry_at(self.indexAt(event.pos())))
            return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self.looked.emit(None)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.by_keys = event.reason() in (
            Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.OtherFocusReason,
        )  # fmt: skip
        if not self.currentIndex().isValid() and self.items.rowCount():
            row = max(0, self.items.row_of(self.items.chosen))
            self.selectionModel().setCurrentIndex(self.items.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._hold.stop()
        self.looked.emit(None)
        super().focusOutEvent(event)
