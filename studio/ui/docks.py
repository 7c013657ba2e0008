"""The panels at the right: tabs that can be dragged apart, floated, hidden, and are remembered."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QTabWidget

from studio.ui.dock_title import DockTitle
from studio.ui.panel_entry import PanelEntry
from studio.ui.parts.buttons import IconButton
from studio.ui.room import Room

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_VERSION = 1


class Docks(QObject):
    """Owns the dock widgets of a main window."""

    changed = Signal()
    """A panel was shown, hidden, moved or brought to the front."""

    def __init__(self, window: QMainWindow, entries: Iterable[PanelEntry]) -> None:
        super().__init__(window)
        self._window = window
        self._entries = [e for e in entries if e.area != "bottom"]
        self._docks: dict[str, QDockWidget] = {}
        self._away: QByteArray | None = None
        self._quiet = False
        self._stacked = False
        self._more: dict[QTabBar, IconButton] = {}
        window.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        window.setDocumentMode(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.TopRightCorner, _RIGHT)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        self._tidy = QTimer(self)
        self._tidy.setSingleShot(True)
        self._tidy.setInterval(0)
        self._tidy.timeout.connect(self._tidy_up)
        for entry in self._entries:
            self._docks[entry.id] = self._make(entry)
        self.arrange()

    def _make(self, entry: PanelEntry) -> QDockWidget:
        dock = QDockWidget(entry.title, self._window)
        dock.setObjectName(entry.id)
        dock.setWidget(entry.widget)
        dock.setTitleBarWidget(DockTitle(dock, self.menu))
        dock.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        dock.visibilityChanged.connect(lambda _on: self._tidy.start())
        dock.topLevelChanged.connect(lambda _on: self._tidy.start())
        dock.dockLocationChanged.connect(lambda _area: self._tidy.start())
        return dock

    # arranging

    def arrange(self, *, stacked: bool = False) -> None:
        """The default places: an upper and a lower group of tabs, or one stack of all where there is little room."""
        self._stacked = stacked
        groups: dict[str, list[QDockWidget]] = {}
        for entry in self._entries:
            dock = self._docks[entry.id]
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
            groups.setdefault("upper" if stacked else entry.area, []).append(dock)
        for members in groups.values():
            self._window.addDockWidget(_RIGHT, members[0], Qt.Orientation.Vertical)
            for before, dock in itertools.pairwise(members):
                self._window.tabifyDockWidget(before, dock)
        for members in groups.values():
            for dock in members:
                dock.show()
            members[0].raise_()
        self._away = None
        if self._quiet:
            self.hide_all()
        self._tidy.start()

    def fit(self, room: Room) -> None:
        """Gives the groups the sizes of the design."""
        shown = [d for d in self._docks.values() if not d.isFloating() and not d.isHidden()]
        if not shown:
            return
        self._window.resizeDocks([shown[0]], [room.dock_width], Qt.Orientation.Horizontal)
        upper = next(
            (self._docks[e.id] for e in self._entries if e.area == "upper" and self._docks[e.id] in shown), None
        )
        lower = next(
            (self._docks[e.id] for e in self._entries if e.area == "lower" and self._docks[e.id] in shown), None
        )
        if upper and lower and lower not in self._window.tabifiedDockWidgets(upper):
            height = max(room.lower_dock, room.height - 36 - 28 - 2 * 36 - room.lower_dock)
            self._window.resizeDocks([upper, lower], [height, room.lower_dock], Qt.Orientation.Vertical)

    @property
    def stacked(self) -> bool:
        return self._stacked

    # showing

    def ids(self) -> list[str]:
        return list(self._docks)

    def __contains__(self, panel: object) -> bool:
        return panel in self._docks

    def shown(self, panel: str) -> bool:
        return not self._docks[panel].isHidden()

    def in_front(self, panel: str) -> bool:
        """Whether it can be seen now: shown, and not behind another tab."""
        dock = self._docks[panel]
        return dock.isVisible() and not dock.visibleRegion().isEmpty()

    def show(self, panel: str) -> None:
        """Brings a panel to the front; with it those come back that were hidden together."""
        if self._away is not None:
            self.bring_back()
        self._docks[panel].show()
        self._docks[panel].raise_()
        self._tidy.start()

    def hide(self, panel: str) -> None:
        self._docks[panel].hide()
        self._tidy.start()

    def hide_all(self) -> None:
        """Hides the panels in one go; `bring_back` puts them back exactly as they were."""
        if not self.all_hidden:
            self._away = self._window.saveState(_VERSION)
        for dock in self._docks.values():
            dock.hide()
        self._tidy.start()

    def bring_back(self) -> None:
        away, self._away = self._away, None
        self._quiet = False
        if away is None or not self._window.restoreState(away, _VERSION) or self.all_hidden:
            for dock in self._docks.values():
                dock.show()
        self._tidy.start()

    @property
    def all_hidden(self) -> bool:
        return not any(self.shown(p) for p in self._docks)

    def set_quiet(self, quiet: bool) -> None:
        """The first-run view shows no panels; they come back as they were when there is a picture."""
        if quiet and not self._quiet:
            self._quiet = True
            self.hide_all()
        elif not quiet and self._quiet:
            self.bring_back()

    # remembering

    def save(self) -> bytes:
        """Places and sizes. While the panels are away for a moment, the state with them back is what counts."""
        state = self._away if self._away is not None else self._window.saveState(_VERSION)
        return bytes(state.data())

    def restore(self, state: bytes) -> bool:
        """Puts the panels where they were. False, and nothing is changed, for a state that Qt does not understand."""
        before = self._window.saveState(_VERSION)
        if not self._window.restoreState(QByteArray(state), _VERSION):
            self._window.restoreState(before, _VERSION)
            return False
        if self._quiet:
            self._away = QByteArray(state)
            for dock in self._docks.values():
                dock.hide()
        self._tidy.start()
        return True

    # menus and tabs

    def menu(self, dock: QDockWidget) -> QMenu:
        """What can be done with a panel besides dragging it."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        floating = dock.isFloating()
        menu.addAction("Put back" if floating else "Float", lambda: self._float(dock, not floating))
        if not floating:
            menu.addAction("Move to the other group", lambda: self._move_over(dock))
        menu.addAction("Hide", dock.hide)
        menu.addSeparator()
        for panel, other in self._docks.items():
            action = menu.addAction(other.windowTitle())
            action.setCheckable(True)
            action.setChecked(self.shown(panel))
            action.triggered.connect(lambda on, p=panel: self.show(p) if on else self.hide(p))
        return menu

    def _float(self, dock: QDockWidget, floating: bool) -> None:
        """Off the window's edge, beside the panels it leaves, so that it is seen to have moved."""
        size = dock.size()
        dock.setFloating(floating)
        if floating:
            dock.resize(size.width(), max(size.height(), 420))
            corner = self._window.mapToGlobal(self._window.rect().topRight())
            dock.move(corner.x() - 2 * size.width() - 48, corner.y() + 120)
        self._tidy.start()

    def _move_over(self, dock: QDockWidget) -> None:
        """Into the other group of tabs, or into a new one below."""
        together = {dock, *self._window.tabifiedDockWidgets(dock)}
        other = next(
            (d for d in self._docks.values() if d not in together and not d.isFloating() and not d.isHidden()), None
        )
        if other is not None:
            self._window.tabifyDockWidget(other, dock)
        elif len(together) > 1:
            anchor = next(d for d in together if d is not dock)
            self._window.splitDockWidget(anchor, dock, Qt.Orientation.Vertical)
        dock.show()
        dock.raise_()
        self._tidy.start()

    def _tidy_up(self) -> None:
        for dock in self._docks.values():
            title = dock.titleBarWidget()
            if isinstance(title, DockTitle):
                mates = [d for d in self._window.tabifiedDockWidgets(dock) if not d.isHidden() and not d.isFloating()]
                title.set_tabbed(bool(mates) and not dock.isFloating())
        for bar in self._window.findChildren(QTabBar):
            if bar.parent() is self._window:
                self._dress(bar)
        self.changed.emit()

    def _dress(self, bar: QTabBar) -> None:
        """Qt makes and reuses the tab bars of docks as it likes: each is set up when it is first met."""
        if bar in self._more:
            self._place_more(bar)
            return
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.setAccessibleName("Panels")
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(lambda at, b=bar: self._tab_menu(b, b.tabAt(at), b.mapToGlobal(at)))
        more = IconButton("dots-three", "Panel menu", token="text2")
        more.setParent(bar)
        more.clicked.connect(
            lambda _=False, b=bar, m=more: self._tab_menu(b, b.currentIndex(), m.mapToGlobal(m.rect().bottomLeft()))
        )
        more.show()
        self._more[bar] = more
        bar.destroyed.connect(lambda _=None, b=bar: self._more.pop(b, None))
        bar.installEventFilter(self)
        self._place_more(bar)

    def _place_more(self, bar: QTabBar) -> None:
        more = self._more[bar]
        more.move(bar.width() - more.width() - 8, (bar.height() - more.height()) // 2)
        more.raise_()
        # Where the tabs fill the bar, their own menu (right click, Menu key) is enough.
        last = bar.tabRect(bar.count() - 1).right() if bar.count() else 0
        more.setVisible(last < more.x())

    def _tab_menu(self, bar: QTabBar, index: int, at: QPoint) -> None:
        title = bar.tabText(index) if index >= 0 else ""
        dock = next((d for d in self._docks.values() if d.windowTitle() == title), None)
        if dock is not None:
            self.menu(dock).popup(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest) and watched in self._more:
            assert isinstance(watched, QTabBar)
            self._place_more(watched)
        return False
