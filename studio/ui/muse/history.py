"""The history of the muse: what was asked before, found by words, reopened by Enter."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.art.muse.catalog import FORM
from studio.bridge.binding import Bindings
from studio.core import emphasis
from studio.session.muse_history import SHOWN, Found
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row
from studio.ui.theme import color, font
from studio.ui.theme.fonts import BODY, CAPTION

if TYPE_CHECKING:
    from studio.session.studio import Studio

ROW = 56
_TYPING_MS = 120
_FORMS = {c.id: c.title for c in FORM.choices}
_Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """The turns that were found, for the view and for assistive technology."""

    FOUND = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def set_found(self, found: list[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.found[index.row()]
        if role == self.FOUND:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return _line(found)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_line(found)}, {_about(found)}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(100, ROW)
        return None


class FoundDelegate(QStyledItemDelegate):
    """Line, beginning of the first answer, form and day."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found: Found = index.data(FoundModel.FOUND)
        state, box = option.state, QRectF(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected" if chosen else "hover"))
            painter.drawRoundedRect(box, 4, 4)
        inner = box.adjusted(8, 5, -8, -5)
        answer = " ".join(emphasis.plain(found.answers[0].text[:400]).split()) if found.answers else ""
        lines = ((_line(found), BODY, "text"), (answer, CAPTION, "text2"), (_about(found), CAPTION, "text2"))
        y = inner.y()
        for text, px, token in lines:
            face = font(px, 500 if px == BODY else 400)
            shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.setFont(face)
            painter.setPen(color(token))
            height = 16 if px == BODY else 14
            painter.drawText(QRectF(inner.x(), y, inner.width(), height), Qt.AlignmentFlag.AlignVCenter, shown)
            y += height + 0.5
        painter.restore()


class HistoryPage(QWidget):
    """Lies over the conversation. Arrows choose while one types, Enter reopens, Delete removes, Escape leaves."""

    closed = Signal()
    reopened = Signal(object)
    """The turn, back in the conversation."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in all that was asked")
        self.field.setAccessibleName("Find in the history")
        self.field.setClearButtonEnabled(False)
        self.field.installEventFilter(self)
        self._close = IconButton("x", "Back to the conversation", shortcut="Esc", size=28, token="text2")
        self._close.clicked.connect(self.closed)
        self.model = FoundModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(FoundDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Found in the history")
        self.list.activated.connect(lambda i: self.reopen(i.row()))
        self.list.clicked.connect(lambda i: self.reopen(i.row()))
        self.list.installEventFilter(self)
        self._empty = EmptyState("clock-counter-clockwise", "", "")
        self._count = label("", "caption")
        self._hint = label("Enter reopens   Del removes", "caption")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(8)
        box.addWidget(row(Glyph("magnifying-glass", 16), (self.field, 1), self._close))
        box.addWidget(self.list, 1)
        box.addWidget(self._empty, 1)
        box.addWidget(row(self._hint, None, self._count))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.seek)
        self.field.textChanged.connect(lambda _t: self._typing.start())
        Bindings(self).on(studio.muse.history_changed, lambda: self.seek() if self.isVisible() else None)

    def open(self) -> None:
        self.field.selectAll()
        self.seek()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def seek(self) -> None:
        """Seeks what stands in the field; all, newest first, where nothing does."""
        words = self.field.text()
        row_ = self.list.currentIndex().row()
        found = self._studio.muse.search(words)
        self.model.set_found(found)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._hint.setVisible(bool(found))
        sought = bool(words.strip())
        self._empty.title.setText("Nothing found" if sought else "Nothing asked yet")
        kept = (
            "Every answer is kept here, on this computer only." if self._studio.settings["muse_keep_history"]
            else "Answers are not kept: “Keep a history” in the panel's menu is off."
        )  # fmt: skip
        self._empty.hint.setText("Other words, or fewer of them." if sought else kept)
        self._empty.hint.show()
        number = f"The newest {SHOWN}" if len(found) == SHOWN else str(len(found))
        self._count.setText(f"{number} found" if sought else f"{number} asked" if found else "")
        # While there are words in the field, Delete is theirs.
        self._hint.setText("Enter reopens" if sought else "Enter reopens   Del removes")
        if found:
            self.list.setCurrentIndex(self.model.index(min(max(row_, 0), len(found) - 1)))

    def reopen(self, number: int) -> None:
        if 0 <= number < len(self.model.found):
            turn = self._studio.muse.reopen(self.model.found[number])
            self.reopened.emit(turn)

    def remove(self, number: int) -> None:
        if 0 <= number < len(self.model.found):
            self._studio.muse.history.delete(self.model.found[number])

    # -- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, Qt.Key(event.key()), event.isAutoRepeat())
        return False

    def _key(self, watched: QObject, key: Qt.Key, held: bool) -> bool:
        at = self.list.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._typing.isActive():
                self._typing.stop()
                self.seek()
                at = self.list.currentIndex().row()
            self.reopen(at)
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif watched is self.field and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(at + (1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Delete and (watched is self.list or not self.field.text()):
            # Who holds it down to empty the field means the field alone: what is removed here does not come back.
            if not held:
                self.remove(at)
        else:
            return False
        return True

    def _move(self, to: int) -> None:
        if self.model.found:
            self.list.setCurrentIndex(self.model.index(min(max(to, 0), len(self.model.found) - 1)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        index = self.list.indexAt(self.list.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = index.row()
        menu.addAction("Reopen", lambda: self.reopen(number))
        menu.addAction("Remove from the history", lambda: self.remove(number))
        menu.popup(event.globalPos())


def _line(found: Found) -> str:
    return " ".join(found.line[:400].split()) or "The picture"


def _about(found: Found) -> str:
    day = time.strftime("%d %b %Y, %H:%M", time.localtime(found.when))
    return f"{_FORMS.get(found.form, found.form)} · {day}"
