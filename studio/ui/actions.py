"""Commands as Qt actions: one for each, with its shortcut, kept enabled and checked as the session says."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.commands.command import Command, CommandTable
from studio.commands.desk import Desk
from studio.commands.shortcuts import Shortcuts
from studio.core.errors import UserError
from studio.core.events import Subscriptions
from studio.session.studio import Studio
from studio.ui.parts.buttons import IconButton, tip
from studio.ui.theme import icon

log = logging.getLogger(__name__)
_RECENT = 8


class Actions(QObject):
    """Builds the actions and runs commands. `ran` tells which one after it ran."""

    ran = Signal(str)

    def __init__(self, table: CommandTable, shortcuts: Shortcuts, studio: Studio, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self.table, self.shortcuts = table, shortcuts
        self._studio, self._desk, self._owner = studio, desk, owner
        self.recent: list[str] = []
        self._actions: dict[str, QAction] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        for command in table:
            self._actions[command.id] = self._make(command)
        self._subscriptions = Subscriptions()
        self._subscriptions.add(shortcuts.changed, self._rekey)

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def __iter__(self) -> Iterator[tuple[Command, QAction]]:
        return ((command, self._actions[command.id]) for command in self.table)

    def attach(self, window: QWidget, canvas: QWidget) -> None:
        """Makes the shortcuts work: on the whole window, those of the canvas on that only."""
        for command, action in self:
            if command.on_canvas:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                canvas.addAction(action)
            else:
                window.addAction(action)

    def close(self) -> None:
        self._soon.stop()
        self._subscriptions.close()

    # state

    def refresh_soon(self) -> None:
        """Asks all commands for their state when this turn of the event loop is over."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        for command, action in self:
            enabled = command.when(self._studio)
            action.setEnabled(enabled)
            action.setStatusTip(command.help if enabled else command.why(self._studio) or command.help)
            if command.checked is not None:
                action.setChecked(command.checked(self._studio, self._desk))

    def can_run(self, id_: str) -> bool:
        return self.table.get(id_).when(self._studio)

    def why_not(self, id_: str) -> str:
        """Why a command cannot run now, in one sentence; "" where it can, or where that is plain."""
        command = self.table.get(id_)
        return "" if command.when(self._studio) else command.why(self._studio)

    # running

    def run(self, id_: str) -> None:
        """Runs a command if it can run now. What goes wrong becomes a sentence; the window lives on."""
        command = self.table.get(id_)
        if not command.when(self._studio):
            self.refresh()
            return
        self.recent = [id_, *(i for i in self.recent if i != id_)][:_RECENT]
        try:
            command.run(self._studio, self._desk)
        except UserError as error:
            self._studio.told.emit(str(error))
        except Exception as error:  # the boundary of the program: a fault in one verb must not end the session
            log.exception("the command %s failed", id_)
            self._studio.told.emit(f"“{command.title.rstrip('…')}” did not work: {error}.")
        self.refresh_soon()
        self.ran.emit(id_)

    # inside

    def _make(self, command: Command) -> QAction:
        action = QAction(command.title, self)
        if command.icon:
            action.setIcon(icon(command.icon))
            action.setIconVisibleInMenu(False)
        action.setCheckable(command.checked is not None)
        action.setStatusTip(command.help)
        action.triggered.connect(lambda _checked=False, i=command.id: self.run(i))
        self._key(command, action)
        return action

    def _key(self, command: Command, action: QAction) -> None:
        keys = self.shortcuts.of(command.id)
        action.setShortcuts([QKeySequence(k) for k in keys])
        action.setToolTip(tip(command.title.rstrip("…"), keys[0] if keys else ""))

    def _rekey(self) -> None:
        for command, action in self:
            self._key(command, action)


class CommandButton(IconButton):
    """An icon button that runs a command and follows its state and shortcut."""

    def __init__(self, actions: Actions, id_: str, *, size: int = 28, icon_size: int = 16, token: str = "text") -> None:
        command = actions.table.get(id_)
        super().__init__(command.icon, command.title.rstrip("…"), size=size, icon_size=icon_size, token=token,
                         checkable=command.checked is not None)  # fmt: skip
        self._action = actions[id_]
        self._title = command.title.rstrip("…")
        self._actions = actions
        self._id = id_
        self.clicked.connect(self._go)
        self._action.changed.connect(self._follow)
        self._follow()

    def _go(self) -> None:
        self._actions.run(self._id)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        if self.isCheckable():
            self.setChecked(self._action.isChecked())
        self.set_text(self._title, self._actions.shortcuts.first(self._id))
