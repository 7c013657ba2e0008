"""What the artist calls the axes of a model, how they are grouped, and which are pinned: kept by the model's hash."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from studio.core.paths import data_dir

FILE = "axes.json"
VERSION = 1
LONGEST = 40
"""Characters of a name."""


@dataclass(frozen=True)
class AxisNote:
    """ "" and False where nothing was changed."""

    title: str = ""
    group: str = ""
    pinned: bool = False

    def __bool__(self) -> bool:
        return bool(self.title or self.group or self.pinned)


class AxisBook:
    """A JSON file in the artist's data folder. A broken one is set aside and told by `notice`, never lost."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_dir() / FILE
        self.notice = ""
        self._notes: dict[str, dict[str, AxisNote]] = {}
        self._load()

    def note(self, model: str, axis: str) -> AxisNote:
        return self._notes.get(model, {}).get(axis, AxisNote())

    def rename(self, model: str, axis: str, title: str) -> None:
        """`title` "" brings the axis's own name back."""
        self._put(model, axis, replace(self.note(model, axis), title=" ".join(title.split())[:LONGEST]))

    def regroup(self, model: str, axis: str, group: str) -> None:
        """`group` "" brings the axis's own group back."""
        self._put(model, axis, replace(self.note(model, axis), group=" ".join(group.split())[:LONGEST]))

    def pin(self, model: str, axis: str, pinned: bool) -> None:
        self._put(model, axis, replace(self.note(model, axis), pinned=pinned))

    # -- inside --------------------------------------------------------------------------------------------------

    def _put(self, model: str, axis: str, note: AxisNote) -> None:
        if note == self.note(model, axis):
            return
        notes = self._notes.setdefault(model, {})
        if note:
            notes[axis] = note
        else:
            notes.pop(axis, None)
        self._save()

    def _save(self) -> None:
        models = {m: {a: asdict(n) for a, n in notes.items()} for m, notes in self._notes.items() if notes}
        spare = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            spare.write_text(json.dumps({"version": VERSION, "models": models}, ensure_ascii=False, indent=2), "utf-8")
            os.replace(spare, self.path)
            self.notice = ""
        except OSError as error:
            with contextlib.suppress(OSError):
                spare.unlink()
            self.notice = f"The names of the axes could not be written to {self.path}: {error.strerror}."

    def _load(self) -> None:
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if data["version"] != VERSION:
                raise ValueError("another version")
            self._notes = {
                str(model): {str(axis): _note(value) for axis, value in notes.items()}
                for model, notes in data["models"].items()
            }
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            backup = self.path.with_suffix(".broken.json")
            with contextlib.suppress(OSError):
                backup.write_bytes(self.path.read_bytes())
            self.notice = f"The names of the axes were unreadable; the file is kept as {backup.name}."


def _note(value: Any) -> AxisNote:
    title, group, pinned = value.get("title", ""), value.get("group", ""), value.get("pinned", False)
    if not (isinstance(title, str) and isinstance(group, str) and isinstance(pinned, bool)):
        raise ValueError("a note of another shape")
    return AxisNote(title[:LONGEST], group[:LONGEST], pinned)
