"""Locks that die with their process, however it ends: the system's own file locks."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from studio.core import paths


class ProcessLock:
    """Held by one holder at a time, also within one process; the system lets go of it when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Takes the lock unless somebody else has it. Raises `OSError` when the file cannot be made."""
        if self._handle is not None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _try_lock(handle):
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps({"pid": os.getpid(), "since": time.time()}).encode())
        self._handle = handle
        return True

    def release(self) -> None:
        """Lets go; harmless when the lock is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def holder(self) -> dict[str, Any]:
        """What the holder wrote: "pid" and "since" (seconds since 1970); {} when that cannot be read."""
        try:
            data = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


class DocumentClaim:
    """Tells other windows of this program, in any process of this user, that a file is being worked on."""

    def __init__(self, path: str | Path) -> None:
        real = os.path.realpath(path)
        digest = hashlib.sha256(os.fsencode(os.path.normcase(real))).hexdigest()[:32]
        self._path = Path(path)
        self._lock = ProcessLock(paths.data_dir() / "locks" / f"{digest}.lock")

    def acquire(self) -> str:
        """Claims the file. "" when it is ours now, else a sentence for the artist."""
        if self._lock.acquire():
            return ""
        since = self._lock.holder().get("since")
        when = f" since {time.strftime('%H:%M', time.localtime(since))}" if isinstance(since, float) else ""
        return (
            f"{self._path.name} is already open in another Pentimento window{when}: "
            "what is saved last replaces what the other saved."
        )

    def release(self) -> None:
        self._lock.release()


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            # Far beyond the text, which others shall be able to read.
            os.lseek(handle, 2**30, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
