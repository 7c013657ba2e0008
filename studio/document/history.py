"""The one history of a document: strokes, layers, sliders, styles; trimmed by the memory it alone holds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Protocol, runtime_checkable

from studio.core.events import Event


class Edit(Protocol):
    """A step. `redo` is called once when it is pushed. Steps with equal merge keys that follow each other become one."""

    @property
    def title(self) -> str: ...
    @property
    def merge_key(self) -> Hashable | None: ...
    @property
    def nbytes(self) -> int: ...
    def redo(self) -> None: ...
    def undo(self) -> None: ...
    def merge(self, newer: object) -> bool:
        """Takes over the end state of `newer`; False when it cannot."""


@runtime_checkable
class HoldsArrays(Protocol):
    """An edit that keeps tile arrays, which may be shared with other edits and with the layers."""

    def arrays(self) -> Iterable[object]: ...


class Joined:
    """Several edits that are done, undone and redone together."""

    merge_key: Hashable | None = None

    def __init__(self, title: str, parts: list[Edit]) -> None:
        self.title, self.parts = title, parts

    @property
    def nbytes(self) -> int:
        return _bytes_of(self.parts)

    def redo(self) -> None:
        for part in self.parts:
            part.redo()

    def undo(self) -> None:
        for part in reversed(self.parts):
            part.undo()

    def merge(self, newer: object) -> bool:
        return False

    def add(self, edit: Edit) -> None:
        """Takes in an edit that was just done."""
        last = self.parts[-1]
        if not (edit.merge_key is not None and last.merge_key == edit.merge_key and last.merge(edit)):
            self.parts.append(edit)


class History:
    """`changed` after every push, undo, redo and save mark."""

    def __init__(self, limit_bytes: int = 2**30) -> None:
        self.limit_bytes = limit_bytes
        self.changed: Event[[]] = Event()
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._saved: Edit | None = None
        self._saved_lost = False
        self._closed = True

    # -- state ---------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    @property
    def undo_title(self) -> str:
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        return self._undone[-1].title if self._undone else ""

    @property
    def titles(self) -> list[str]:
        """Oldest first."""
        return [e.title for e in self._done]

    @property
    def steps(self) -> tuple[Edit, ...]:
        """The steps that are done, oldest first, for those who read what was changed."""
        return tuple(self._done)

    @property
    def at_saved(self) -> bool:
        """The document is as it was when `mark_saved` was last called (or as it was made)."""
        top = self._done[-1] if self._done else None
        return not self._saved_lost and top is self._saved

    @property
    def position(self) -> Edit | None:
        """The last step done: names the present state for `mark_saved`."""
        return self._done[-1] if self._done else None

    def mark_saved(self) -> None:
        """The present state stands in a file."""
        self.mark_saved_at(self.position)

    def mark_saved_at(self, position: Edit | None) -> None:
        """The state that `position` named stands in a file: a save that ran while the artist went on."""
        self._saved, self._saved_lost = position, False
        self._closed = True
        self.changed.emit()

    def mark_unsaved(self) -> None:
        """The present state stands in no file (a recovered document)."""
        self._saved, self._saved_lost = None, True
        self.changed.emit()

    # -- steps ---------------------------------------------------------------------------------------------------

    def push(self, edit: Edit) -> None:
        """Does `edit` and remembers it, merged into the last step when their keys are equal."""
        edit.redo()
        if self._undone:
            if self._saved in self._undone:
                self._saved_lost = True
            self._undone.clear()
        top = self._done[-1] if self._done else None
        mergeable = top is not None and not self._closed and edit.merge_key is not None
        # A step that was saved must not change any more, or the document would look saved when it is not.
        if not (
            mergeable and top is not None and top is not self._saved
            and top.merge_key == edit.merge_key and top.merge(edit)
        ):  # fmt: skip
            self._done.append(edit)
        self._closed = False
        self._trim()
        self.changed.emit()

    def amend(self, edit: Edit, step: Edit | None) -> bool:
        """Does `edit` as a part of `step`, so that both are undone together; steps that were undone stay.

        Only the last step done can take something in, and none that was saved; otherwise False, and nothing is done.
        """
        if step is None or not self._done or self._done[-1] is not step or step is self._saved:
            return False
        edit.redo()
        alike = edit.merge_key is not None and step.merge_key == edit.merge_key
        if not (alike and step.merge(edit)):
            if not isinstance(step, Joined):
                step = self._done[-1] = Joined(step.title, [step])
            step.add(edit)
            self._closed = True
        self._trim()
        self.changed.emit()
        return True

    def close_step(self) -> None:
        """The next edit begins a step of its own, whatever its merge key."""
        self._closed = True

    def undo(self) -> bool:
        if not self._done:
            return False
        edit = self._done.pop()
        edit.undo()
        self._undone.append(edit)
        self._closed = True
        self.changed.emit()
        return True

    def redo(self) -> bool:
        if not self._undone:
            return False
        edit = self._undone.pop()
        edit.redo()
        self._done.append(edit)
        self._closed = True
        self.changed.emit()
        return True

    def clear(self) -> None:
        """Forgets all steps, for a document that is closed. Nothing is told."""
        self._done.clear()
        self._undone.clear()
        self._saved = None

    # -- memory --------------------------------------------------------------------------------------------------

    @property
    def nbytes(self) -> int:
        """Bytes that the history holds; an array that several steps share counts once."""
        return _bytes_of(self._done) + _bytes_of(self._undone)

    def _trim(self) -> None:
        while len(self._done) > 1 and self.nbytes > self.limit_bytes:
            gone = self._done.pop(0)
            if gone is self._saved:
                self._saved = None  # the saved state is the one before all remaining steps
            elif self._saved is None:
                self._saved_lost = True


def _bytes_of(edits: list[Edit]) -> int:
    seen: dict[int, int] = {}
    plain = 0
    todo = list(edits)
    while todo:
        edit = todo.pop()
        if isinstance(edit, Joined):
            todo += edit.parts
        elif isinstance(edit, HoldsArrays):
            for array in edit.arrays():
                seen[id(array)] = getattr(array, "nbytes", 0)
        else:
            plain += edit.nbytes
    return plain + sum(seen.values())
