"""The place below the canvas: tabs of panels that lie in a row, foldable, hideable."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from studio.ui.panel_entry import PanelEntry
from studio.ui.parts.layout import Rule
from studio.ui.room import Room


class _Tab(QPushButton):
    """Arrow keys step to its neighbors instead of handing the focus on."""

    stepped = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setProperty("kind", "shelftab")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def nextCheckState(self) -> None:  # noqa: N802
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if by:
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)


class ShelfTabs(QWidget):
    """The titles of the shelf's panels at the head of each of them, the one in front underlined."""

    chosen = Signal(str)

    def __init__(self, entries: list[PanelEntry]) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(4)
        self._buttons: dict[str, _Tab] = {}
        self._order = [e.id for e in entries]
        for entry in entries:
            button = _Tab(entry.title)
            button.clicked.connect(partial(self._clicked, entry.id))
            button.stepped.connect(partial(self._step, entry.id))
            self._buttons[entry.id] = button
            box.addWidget(button)
        self.setAccessibleName("Panels below the canvas")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, front: str, shown: list[str]) -> None:
        for id_, button in self._buttons.items():
            button.setVisible(id_ in shown)
            button.setChecked(id_ == front)

    def focus(self, id_: str) -> None:
        self._buttons[id_].setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self, id_: str, _on: bool = False) -> None:
        self.chosen.emit(id_)

    def _step(self, id_: str, by: int) -> None:
        there = [i for i in self._order if not self._buttons[i].isHidden()]
        self.chosen.emit(there[(there.index(id_) + by) % len(there)])


class BottomShelf(QWidget):
    """Holds the panels of the bottom area, one in front of the others."""

    def __init__(self, entries: list[PanelEntry]) -> None:
        super().__init__()
        self._entries = {e.id: e for e in entries}
        self._wanted: dict[str, bool] = {e.id: True for e in entries}
        self._front = entries[0].id if entries else ""
        self._quiet = False
        self._tabs: dict[str, ShelfTabs] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Rule())
        self._stack = QStackedLayout()
        box.addLayout(self._stack)
        for entry in entries:
            self._stack.addWidget(entry.widget)
            lead = getattr(entry.widget, "set_lead", None)
            if lead is not None and len(entries) > 1:
                tabs = self._tabs[entry.id] = ShelfTabs(entries)
                tabs.chosen.connect(self._choose)
                lead(tabs)
            folded = getattr(entry.widget, "folded_changed", None)
            if folded is not None:
                folded.connect(self.set_folded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._apply()

    def __contains__(self, panel: object) -> bool:
        return panel in self._entries

    def shown(self, panel: str) -> bool:
        return self._wanted[panel] and not self._quiet

    def in_front(self, panel: str) -> bool:
        """Whether it can be seen now: shown, and not behind another tab."""
        return self.shown(panel) and panel == self._front

    def set_shown(self, panel: str, shown: bool) -> None:
        """Shows a panel in front, or hides it."""
        self._wanted[panel] = shown
        if shown:
            self._quiet = False
            self._front = panel
        self._apply()

    def set_quiet(self, quiet: bool) -> None:
        """Hidden for a moment; what was shown comes back."""
        self._quiet = quiet
        self._apply()

    def fit(self, room: Room) -> None:
        """Smaller thumbnails on small windows, only the header on the narrowest."""
        for entry in self._entries.values():
            set_side = getattr(entry.widget, "set_side", None)
            if set_side is not None:
                set_side(room.thumb)

    def set_folded(self, folded: bool) -> None:
        for entry in self._entries.values():
            fold = getattr(entry.widget, "set_folded", None)
            if fold is not None:
                fold(folded)

    def save(self) -> dict[str, bool | str]:
        return {**self._wanted, "front": self._front}

    def restore(self, state: object) -> None:
        if isinstance(state, dict):
            for panel in self._wanted:
                self._wanted[panel] = bool(state.get(panel, True))
            front = state.get("front")
            self._front = str(front) if front in self._entries else next(iter(self._entries), "")
        self._apply()

    def _choose(self, panel: str) -> None:
        self.set_shown(panel, True)
        if panel in self._tabs:
            self._tabs[panel].focus(panel)
        if getattr(self._entries[panel].widget, "folded", False):
            self.set_folded(False)

    def _apply(self) -> None:
        shown = [p for p, wanted in self._wanted.items() if wanted]
        if shown and self._front not in shown:
            self._front = shown[0]
        if self._front:
            self._stack.setCurrentWidget(self._entries[self._front].widget)
        for tabs in self._tabs.values():
            tabs.show_state(self._front, shown)
        self.setVisible(not self._quiet and bool(shown))
