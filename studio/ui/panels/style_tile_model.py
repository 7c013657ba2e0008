"""The styles that a grid shows, and their small pictures, which are read when they come into sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from studio.bridge.images import image_of
from studio.session.style_library import StyleEntry, StyleSource

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
ADD = "Add picture…"
PICTURE_EDGE = 240
"""Long side of the picture behind a tile in px: twice its size, for sharp screens."""


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
        same = [e.source for e in entries] == [e.source for e in self._entries]
        if not same:
            self.beginResetModel()
        self._entries = list(entries)
        if not same:
            self.endResetModel()
        elif entries:  # the same styles, perhaps with other names and marks
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

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
