"""The place below the canvas: the contact sheet, foldable, hideable."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.panel_entry import PanelEntry
from studio.ui.parts.layout import Rule
from studio.ui.room import Room


class BottomShelf(QWidget):
    """Holds the panels of the bottom area, one below the other."""

    def __init__(self, entries: list[PanelEntry]) -> None:
        super().__init__()
        self._entries = {e.id: e for e in entries}
        self._wanted: dict[str, bool] = {e.id: True for e in entries}
        self._quiet = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for entry in entries:
            box.addWidget(Rule())
            box.addWidget(entry.widget)
        self._apply()

    def __contains__(self, panel: object) -> bool:
        return panel in self._entries

    def shown(self, panel: str) -> bool:
        return self._wanted[panel] and not self._quiet

    def set_shown(self, panel: str, shown: bool) -> None:
        self._wanted[panel] = shown
        if shown:
            self._quiet = False
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

    def save(self) -> dict[str, bool]:
        return dict(self._wanted)

    def restore(self, state: object) -> None:
        if isinstance(state, dict):
            for panel in self._wanted:
                self._wanted[panel] = bool(state.get(panel, True))
        self._apply()

    def _apply(self) -> None:
        for panel, entry in self._entries.items():
            entry.widget.setVisible(self._wanted[panel])
        self.setVisible(not self._quiet and any(self._wanted.values()))
