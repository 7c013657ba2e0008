"""What a batch has finished, kept beside its files, so that it can be broken off at any moment and go on later."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from studio.formats.atomic import explain
from studio.session.batch_items import Item

NAME = ".pentimento-batch.jsonl"


class Journal:
    """One line of JSON a finished file, flushed to the disk before the next one begins. A torn last line is ignored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME
        self._entries: dict[str, dict[str, Any]] = {}
        self._whole = True
        self._read()

    def _read(self) -> None:
        try:
            text = self._path.read_text("utf-8", errors="replace")
        except OSError:
            return
        self._whole = not text or text.endswith("\n")
        for line in text.splitlines():
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict) and isinstance(entry.get("source"), str):
                self._entries[_key(entry["source"], str(entry.get("look", "")))] = entry

    def finished(self, item: Item, look: str) -> Path | None:
        """The file that was made of this very source in this very look, if it is still as it was written."""
        entry = self._entries.get(_key(str(item.source.resolve()), look))
        if entry is None:
            return None
        try:
            made = self._folder / str(entry["output"])
            source = item.source.stat()
            same = [source.st_size, source.st_mtime_ns] == [entry["size"], entry["modified"]]
            return made if same and _bytes(made) == entry["bytes"] else None
        except (OSError, KeyError):
            return None

    def add(self, item: Item, look: str) -> None:
        """Notes that `item` is finished. Raises `UserError` when that cannot be written."""
        assert item.output is not None
        try:
            source = item.source.stat()
            entry: dict[str, Any] = {
                "source": str(item.source.resolve()), "size": source.st_size, "modified": source.st_mtime_ns,
                "look": look, "output": os.path.relpath(item.output, self._folder), "bytes": _bytes(item.output),
            }  # fmt: skip
            line = json.dumps(entry, ensure_ascii=False) + "\n"
            with open(self._path, "a", encoding="utf-8", errors="surrogatepass") as file:
                file.write(line if self._whole else "\n" + line)
                file.flush()
                os.fsync(file.fileno())
            self._whole = True
        except OSError as error:
            self._whole = False
            raise explain(error, self._path, "saved") from error
        self._entries[_key(entry["source"], look)] = entry


def _bytes(path: Path) -> int:
    """Size of a file, or of all files in a folder of frames."""
    if path.is_dir():
        return sum(f.stat().st_size for f in path.iterdir())
    return path.stat().st_size


def _key(source: str, look: str) -> str:
    return f"{look}\0{source}"
