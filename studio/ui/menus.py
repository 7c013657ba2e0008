"""The menu bar, built from the command table, and what stands at its right end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QWidget

from studio.session.studio import Studio
from studio.ui.actions import Actions, CommandButton
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import KeyCap, keys_text

ORDER = ("File", "Edit", "Layer", "Paint", "Create", "Muse", "Style", "View", "Window", "Help")


def fill_menu_bar(bar: QMenuBar, actions: Actions) -> dict[str, QMenu]:
    """Puts every command that has a menu where its path says. Returns the menus by path."""
    menus: dict[str, QMenu] = {}
    for title in ORDER:
        menus[title] = bar.addMenu(title)

    def menu_at(path: str) -> QMenu:
        if path not in menus:
            parent, _, title = path.rpartition("/")
            menus[path] = menu_at(parent).addMenu(title) if parent else bar.addMenu(title)
        return menus[path]

    for command, action in actions:
        if command.menu:
            menu = menu_at(command.menu)
            if command.divided and not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(action)
    # Whether a command can run is asked again when its menu opens: nothing in a menu is ever out of date.
    for menu in menus.values():
        menu.aboutToShow.connect(actions.refresh)
        menu.setToolTipsVisible(False)
    return menus


class RecentMenu:
    """The files that were open last, above the others in the File menu."""

    def __init__(self, file_menu: QMenu, before: QAction, studio: Studio, open_: Callable[[str], None]) -> None:
        self._studio, self._open = studio, open_
        self.menu = QMenu("Open recent", file_menu)
        file_menu.insertMenu(before, self.menu)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.menu.clear()
        for path in self._studio.files.recent:
            action = self.menu.addAction(Path(path).name.replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, p=path: self._open(p))
        if self.menu.isEmpty():
            self.menu.addAction("Nothing yet").setEnabled(False)


class SearchButton(Button):
    """The field that opens the command palette; it looks like one because that is what follows."""

    kind = "search"
    icon_token = "text2"

    def __init__(self, actions: Actions) -> None:
        super().__init__("Commands", "magnifying-glass")
        self.setFixedWidth(232)
        self.setAccessibleName("Find a command")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 4, 0)
        box.addStretch(1)
        self._cap = KeyCap(keys_text(actions.shortcuts.first("help.palette")))
        self._cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box.addWidget(self._cap)
        self.clicked.connect(lambda: actions.run("help.palette"))
        actions.shortcuts.changed.connect(lambda: self._cap.setText(keys_text(actions.shortcuts.first("help.palette"))))


class MenuCorner(QWidget):
    """Undo, redo, the palette, the theme: at the right end of the menu bar."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.search = SearchButton(actions)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(4)
        for widget in (
            CommandButton(actions, "edit.undo"),
            CommandButton(actions, "edit.redo"),
            self.search,
            CommandButton(actions, "view.theme"),
        ):
            box.addWidget(widget)

    def set_compact(self, compact: bool) -> None:
        self.search.setFixedWidth(160 if compact else 232)
