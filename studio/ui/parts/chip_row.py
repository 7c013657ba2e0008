"""One line of chips: as many as fit, the rest in a menu behind the last one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from studio.ui.parts.buttons import Chip

GAP = 4


class ChipRow(QWidget):
    """`set_words` gives the words in their order; those that are on come first, so that they are always in sight."""

    toggled = Signal(str, bool)
    """A word was switched by the artist."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        self._words: list[str] = []
        self._on: set[str] = set()
        self._chips: dict[str, Chip] = {}
        self._more = Chip("More", checkable=False)
        self._more.setParent(self)
        self._more.setAccessibleName(f"More {name.lower()}")
        self._more.clicked.connect(self._open_menu)

    def set_words(self, words: Sequence[str], on: Sequence[str] = ()) -> None:
        if list(words) == self._words and set(on) == self._on:
            return
        self._words, self._on = list(words), set(on)
        for word in set(self._chips) - set(words):
            self._chips.pop(word).deleteLater()
        for word in words:
            if word not in self._chips:
                chip = Chip(word[:1].upper() + word[1:])
                chip.setParent(self)
                chip.clicked.connect(lambda checked, w=word: self.toggled.emit(w, checked))
                self._chips[word] = chip
            self._chips[word].setChecked(word in self._on)
        self._arrange()

    def chip(self, word: str) -> Chip:
        return self._chips[word]

    @property
    def shown(self) -> list[str]:
        """The words that are in sight."""
        return [w for w in self._order() if not self._chips[w].isHidden()]

    def _order(self) -> list[str]:
        return sorted(self._words, key=lambda w: w not in self._on)

    def _arrange(self) -> None:
        x, room, order = 0, self.width(), self._order()
        more = self._more.sizeHint().width()
        widths = {w: self._chips[w].sizeHint().width() for w in order}
        fits = sum(widths.values()) + GAP * max(0, len(order) - 1) <= room
        full = False
        for word in order:
            chip = self._chips[word]
            end = x + widths[word]
            full = full or end > (room if fits else room - more - GAP)
            chip.setVisible(not full)
            if not full:
                chip.setGeometry(x, 0, widths[word], self.height())
                x = end + GAP
        self._more.setVisible(full)
        self._more.setGeometry(x, 0, more, self.height())

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for word in sorted(self._words):
            action = menu.addAction(word[:1].upper() + word[1:])
            action.setCheckable(True)
            action.setChecked(word in self._on)
            action.triggered.connect(lambda checked, w=word: self.toggled.emit(w, checked))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 22)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(60, 22)
