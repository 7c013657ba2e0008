"""The artist's own shortcuts over the default ones, kept in the settings."""

from __future__ import annotations

from collections.abc import Mapping

from studio.commands.command import CommandTable
from studio.core.events import Event
from studio.core.settings import Settings


class Shortcuts:
    """Which keys run which command. A key combination belongs to one command at most.

    Only differences from the defaults are written, so that better defaults of a later version reach the artist.
    """

    def __init__(self, commands: CommandTable, settings: Settings) -> None:
        self._commands, self._settings = commands, settings
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
        self._settings.set("shortcuts", {k: list(v) for k, v in sorted(self._own.items())})
        self._settings.save()
        self.changed.emit()

    def _read(self) -> dict[str, tuple[str, ...]]:
        """What was kept, without commands that are no more and without what is no list of keys."""
        kept: dict[str, object] = self._settings["shortcuts"]
        return {
            id_: tuple(str(key) for key in keys)
            for id_, keys in kept.items()
            if id_ in self._commands and isinstance(keys, list)
        }
