"""The styles as a grid of small pictures, walked by keys, chosen, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from studio.bridge.binding import Bindings
from studio.ui.panels.style_tile_look import SIZES, TITLE, TileDelegate
from studio.ui.panels.style_tile_model import StyleModel
from studio.ui.theme.current import theme_changed

if TYPE_CHECKING:
    from studio.session.studio import Studio

GAP = 8
HOLD_MS = 450
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
"""Keys that are shortcuts of the window elsewhere."""


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
