"""The muse's own undo: what was done in the conversation, beside the history of the document."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

MOST = 200


@dataclass(frozen=True)
class Change:
    """Another value of one attribute."""

    target: object
    name: str
    before: Any
    after: Any

    @property
    def real(self) -> bool:
        if self.before is self.after:
            return False
        # Arrays are compared number by number by ==: another array is another picture.
        return hasattr(self.before, "dtype") or hasattr(self.after, "dtype") or bool(self.before != self.after)


@dataclass(frozen=True)
class Step:
    """What is undone together, under a name."""

    title: str
    changes: tuple[Change, ...]
    key: Hashable | None = None


class Steps:
    """Steps that follow each other with equal keys become one. `told(changes)` is called after attributes were set."""

    def __init__(self, told: Callable[[tuple[Change, ...]], object]) -> None:
        self._told = told
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._closed = True

    @property
    def undo_title(self) -> str:
        """ "" where there is nothing to undo."""
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        return self._undone[-1].title if self._undone else ""

    def do(self, title: str, *changes: Change, key: Hashable | None = None) -> bool:
        """Makes the changes that are any, as a step. False where there were none."""
        real = tuple(c for c in changes if c.real)
        if not real:
            return False
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and not self._closed and key is not None and last.key == key:
            first = {(id(c.target), c.name): c.before for c in last.changes}
            joined = tuple(Change(c.target, c.name, first.get((id(c.target), c.name), c.before), c.after) for c in real)
            kept = tuple(c for c in last.changes if not any(c.target is n.target and c.name == n.name for n in real))
            self._done[-1] = Step(title, kept + joined, key)
        else:
            self._done = [*self._done, Step(title, real, key)][-MOST:]
        self._closed = False
        self._set([(c.target, c.name, c.after) for c in real])
        self._told(real)
        return True

    def close(self) -> None:
        """The next step stands for itself, whatever its key."""
        self._closed = True

    def undo(self) -> bool:
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._closed = True
        self._set([(c.target, c.name, c.before) for c in reversed(step.changes)])
        self._told(step.changes)
        return True

    def redo(self) -> bool:
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._closed = True
        self._set([(c.target, c.name, c.after) for c in step.changes])
        self._told(step.changes)
        return True

    def clear(self) -> None:
        self._done.clear()
        self._undone.clear()
        self._closed = True

    def _set(self, values: list[tuple[object, str, Any]]) -> None:
        for target, name, value in values:
            setattr(target, name, value)
