"""Settings, declared once: the declaration gives type, default, validation, the dialog and the help.

Kept as JSON in the config folder, written atomically, for the artist's own eyes: a key of a language server lies in it. A
broken file is set aside, never lost.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import UnknownNameError, UserError
from studio.core.events import Event
from studio.core.paths import config_dir

FILE = "settings.json"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`kind`: "bool", "int", "float", "choice", "text", "folder", or "state" (kept, but not shown in the dialog)."""

    id: str
    default: Any
    title: str = ""
    help: str = ""
    group: str = ""
    kind: str = "state"
    lo: float = 0.0
    hi: float = 0.0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    restart: bool = False

    def check(self, value: object) -> Any:
        """`value` in the setting's own type. Raises `UserError`."""
        what = self.title or self.id
        if self.kind == "bool":
            if not isinstance(value, bool):
                raise UserError(f"{what} is yes or no.")
            return value
        if self.kind in ("int", "float"):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise UserError(f"{what} is a number.")
            if not self.lo <= value <= self.hi:
                raise UserError(f"{what} goes from {self.lo:g} to {self.hi:g}.")
            return int(value) if self.kind == "int" else float(value)
        if self.kind == "choice":
            if value not in {c for c, _ in self.choices}:
                raise UnknownNameError(what.lower(), str(value), [c for c, _ in self.choices])
            return value
        if self.kind in ("text", "folder"):
            if not isinstance(value, str):
                raise UserError(f"{what} is text.")
            return value
        if type(value) is not type(self.default):
            raise UserError(f"{self.id} is of the wrong type.")
        return value


def _s(id: str, default: Any, title: str, help: str, group: str, kind: str, **more: Any) -> Setting:
    return Setting(id=id, default=default, title=title, help=help, group=group, kind=kind, **more)


SETTINGS: tuple[Setting, ...] = (
    _s("theme", "dark", "Theme", "Light or dark window.", "Window", "choice",
       choices=(("dark", "Dark"), ("light", "Light"), ("system", "As the system"))),
    _s("reduced_motion", False, "Reduce motion", "No fades.", "Window", "bool"),
    _s("new_width", 1024, "Width of a new picture", "", "Pictures", "int", lo=16, hi=8192, unit="px"),
    _s("new_height", 1024, "Height of a new picture", "", "Pictures", "int", lo=16, hi=8192, unit="px"),
    _s("jpeg_quality", 92, "JPEG quality", "Higher is larger and closer.", "Pictures", "int", lo=40, hi=100),
    _s("decode_limit", 180, "Largest picture to open", "Protects against files made to fill the memory.", "Pictures",
       "int", lo=1, hi=1000, unit="Mpx"),
    _s("autosave", True, "Keep recovery copies", "After a crash the picture can be brought back.", "Files", "bool"),
    _s("autosave_seconds", 20, "Recovery copy every", "", "Files", "int", lo=5, hi=600, unit="s"),
    _s("undo_memory", 1024, "Memory for undo", "The oldest steps go when it is full.", "Performance", "int",
       lo=64, hi=65536, unit="MiB"),
    _s("device", "auto", "Compute on", "The graphics card when there is one, else the processor.", "Performance",
       "choice", choices=(("auto", "Automatic"), ("cpu", "Processor"), ("cuda", "NVIDIA graphics"),
                          ("mps", "Apple graphics")), restart=True),
    _s("threads", 0, "Processor threads", "0 = as many as there are cores.", "Performance", "int", lo=0, hi=256,
       restart=True),
    _s("text_model", "", "Text model folder", "Another MiniLM folder than the one that comes with the program.",
       "Models", "folder", restart=True),
    _s("muse_keep_history", True, "Keep what the muse wrote", "On this computer, to be searched and brought back.", "Muse",
       "bool"),
    _s("pressure_gamma", 1.0, "Pen pressure", "Below 1 a light touch counts for more.", "Pen", "float", lo=0.3, hi=3.0),
    Setting(id="recent_files", default=[]),
    Setting(id="shortcuts", default={}),
    Setting(id="window_geometry", default=""),
    Setting(id="window_state", default=""),
    Setting(id="last_folder", default=""),
    Setting(id="panels", default={}),
    Setting(id="walk_format", default="mp4"),
    Setting(id="generator", default=""),
    Setting(id="latent_panel", default={}),
    Setting(id="live_text", default=False),
    Setting(id="models_page", default={}),
    Setting(id="swatches", default=[]),
    Setting(id="palettes", default=[]),
    Setting(id="lettering", default={}),
    Setting(id="guides", default={}),
    Setting(id="style_browser", default={}),
    Setting(id="style_panel", default={}),
    Setting(id="strokes", default={}),
    Setting(id="batch", default={}),
    Setting(id="muse", default=""),
    Setting(id="muse_panel", default={}),
    Setting(id="muse_instructions", default={}),
    Setting(id="muse_server", default={}),
)  # fmt: skip

BY_ID: dict[str, Setting] = {s.id: s for s in SETTINGS}

_RECENT = 12
"""Files that are remembered."""


class Settings:
    """The values in force. `changed(id)` after a value changed. `notice`: a sentence about a file set aside, or ""."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / FILE
        self.changed: Event[str] = Event()
        self.notice = ""
        self._values: dict[str, Any] = {}
        self._dirty = False
        self._load()

    def __getitem__(self, id_: str) -> Any:
        setting = self._setting(id_)
        return self._values.get(id_, _copy(setting.default))

    def __setitem__(self, id_: str, value: object) -> None:
        self.set(id_, value)

    def set(self, id_: str, value: object) -> None:
        """Checks and keeps a value. Raises `UserError`."""
        checked = self._setting(id_).check(value)
        if checked != self[id_]:
            self._values[id_] = _copy(checked)
            self._dirty = True
            self.changed.emit(id_)

    def reset(self, id_: str) -> None:
        self.set(id_, _copy(self._setting(id_).default))

    def add_recent(self, path: str | Path) -> None:
        """Puts a file on top of the recent ones."""
        text = str(Path(path).resolve())
        self.set("recent_files", [text, *(p for p in self["recent_files"] if p != text)][:_RECENT])

    def save(self) -> None:
        """Writes the file when something changed. A folder that cannot be written to is left alone."""
        if not self._dirty:
            return
        text = json.dumps({"version": 1, **self._values}, ensure_ascii=False, indent=2)
        spare = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write_private(spare, text.encode("utf-8", "replace"))  # half a character must not lose the rest
            os.replace(spare, self.path)
            self._dirty = False
        except OSError as error:
            with contextlib.suppress(OSError):
                spare.unlink()
            self.notice = f"The settings could not be written to {self.path}: {error.strerror}."

    def _setting(self, id_: str) -> Setting:
        if id_ not in BY_ID:
            raise UnknownNameError("setting", id_, BY_ID)
        return BY_ID[id_]

    def _load(self) -> None:
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if not isinstance(data, Mapping):
                raise ValueError("not a table")
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError):
            self._set_aside()
            return
        bad = []
        for id_, value in data.items():
            if id_ in BY_ID:
                try:
                    self._values[id_] = BY_ID[id_].check(value)
                except UserError:
                    bad.append(BY_ID[id_].title or id_)
        if bad:
            self._set_aside()
            self.notice = f"Some settings were unreadable and are back to normal: {', '.join(bad)}."

    def _set_aside(self) -> None:
        backup = self.path.with_suffix(".broken.json")
        with contextlib.suppress(OSError):
            _write_private(backup, self.path.read_bytes())
        self._dirty = True
        self.notice = f"The settings file was unreadable; it is kept as {backup.name} and all is back to normal."


def _write_private(path: Path, data: bytes) -> None:
    """A new file that only its owner may read, from the first byte on, where the system knows owners."""
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        file.write(data)


def _copy(value: Any) -> Any:
    """Lists and tables are kept apart from the caller's."""
    return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value
