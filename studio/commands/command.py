"""A command: one verb of the program, declared once. Menus, toolbars, palette and shortcut page come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.errors import UnknownNameError

if TYPE_CHECKING:
    from studio.commands.desk import Desk
    from studio.session.studio import Studio


def _always(_studio: Studio) -> bool:
    return True


def _unsaid(_studio: Studio) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Command:
    """`menu` is the path of the menu that holds it ("Layer/Blend mode"); empty for those of the palette only.

    `keys`: default shortcuts in Qt's portable words ("Ctrl+Shift+Y"), the first one is shown. `when` says whether it
    can run now, and `why` why it cannot, in one sentence, where that is not plain; `checked` whether it is on, for
    those that switch something. `on_canvas`: the shortcut works only while the canvas has the keyboard, for keys such
    as Tab that mean something else in a field. `divided`: a line stands above it in its menu.
    """

    id: str
    title: str
    run: Callable[[Studio, Desk], object]
    menu: str = ""
    icon: str = ""
    keys: tuple[str, ...] = ()
    help: str = ""
    when: Callable[[Studio], bool] = _always
    why: Callable[[Studio], str] = _unsaid
    checked: Callable[[Studio, Desk], bool] | None = None
    on_canvas: bool = False
    divided: bool = False

    @property
    def where(self) -> str:
        """The word by which the palette tells where a command belongs."""
        return self.menu.split("/")[0] or self.id.split(".")[0].capitalize()

    def describe(self) -> dict[str, object]:
        """JSON-ready, as `pentimento list commands --json` prints it."""
        return {
            "id": self.id,
            "title": self.title.rstrip("…"),
            "menu": self.menu,
            "keys": list(self.keys),
            "help": self.help,
            "params": [],
        }


class CommandTable:
    """All commands in the order of their menus."""

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        self._commands: dict[str, Command] = {}
        for command in commands:
            self.add(command)

    def add(self, command: Command) -> None:
        """Raises ValueError for an id or a default shortcut that is taken."""
        if command.id in self._commands:
            raise ValueError(f"the command {command.id} is declared twice")
        taken = {k: c.id for c in self for k in c.keys}
        for key in command.keys:
            if key in taken:
                raise ValueError(f"{command.id} and {taken[key]} both want {key}")
        self._commands[command.id] = command

    def get(self, id_: str) -> Command:
        if id_ not in self._commands:
            raise UnknownNameError("command", id_, self._commands)
        return self._commands[id_]

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __len__(self) -> int:
        return len(self._commands)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._commands
