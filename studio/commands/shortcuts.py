"""The artist's own shortcuts over the default ones, kept in one small file."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from studio.commands.command import CommandTable
from studio.core.events import Event

log = logging.getLogger(__name__)


class Shortcuts:
    """Which keys run which command. A key combination belongs to one command at most.

    Only differences from the defaults are written, so that better defaults of a later version reach the artist.
    """

    def __init__(self, commands: CommandTable, path: Path) -> None:
        self._commands, self._path = commands, path
        self._own: dict[str, tuple[str, ...]] = {}
        self.changed: Event[[]] = Event()
        self._own = self._read()

    def of(self, id_: str) -> tuple[str, ...]:
        """The shortcuts of a command, the one to show first."""
        return self._own.get(id_, self._commands.get(id_).keys)

    def first(self, id_: str) -> str:
        keys = self.of(id_)
        return keys[0] if keys else ""

    def is_own(self, id_: str) -> bool:
        return id_ in self._own

    def holder(self, key: str) -> str | None:
        """The id of the command that has `key` now."""
        return next((c.id for c in self._commands if key in self.of(c.id)), None)

    def assign(self, id_: str, key: str) -> None:
        """Gives `key` to a command as its only shortcut, and takes it from the one that had it. "" takes all away."""
        changes: dict[str, tuple[str, ...]] = {id_: (key,) if key else ()}
        other = self.holder(key) if key else None
        if other is not None and other != id_:
            changes[other] = tuple(k for k in self.of(other) if k != key)
        self._set(changes)

    def reset(self, id_: str | None = None) -> None:
        """Back to the default of one command, or of all. Keys that another command was given stay there."""
        if id_ is None:
            self._own = {}
            self._written()
        else:
            held = {k for c in self._commands if c.id != id_ for k in self.of(c.id)}
            self._set({id_: tuple(k for k in self._commands.get(id_).keys if k not in held)})

    def _set(self, changes: Mapping[str, tuple[str, ...]]) -> None:
        for id_, keys in changes.items():
            if keys == self._commands.get(id_).keys:
                self._own.pop(id_, None)
            else:
                self._own[id_] = keys
        self._written()

    def _written(self) -> None:
        temporary = self._path.with_name(self._path.name + ".new")
        text = json.dumps({k: list(v) for k, v in sorted(self._own.items())}, indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", "utf-8")
        os.replace(temporary, self._path)
        self.changed.emit()

    def _read(self) -> dict[str, tuple[str, ...]]:
        try:
            data = json.loads(self._path.read_text("utf-8"))
            if not isinstance(data, dict):
                raise ValueError("not an object")
            own = {str(k): tuple(str(key) for key in v) for k, v in data.items() if isinstance(v, list)}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("The shortcuts in %s cannot be read (%s); the defaults are used.", self._path, error)
            self._keep_broken()
            return {}
        return {k: v for k, v in own.items() if k in self._commands}

    def _keep_broken(self) -> None:
        try:
            os.replace(self._path, self._path.with_name(self._path.name + ".broken"))
        except OSError as error:
            log.warning("Cannot set %s aside: %s", self._path, error)
