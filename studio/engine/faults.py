"""What becomes of an exception: a sentence for the artist, a traceback for the log."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from studio.core import paths

LOG_LIMIT = 2 * 2**20
"""Bytes after which the log moves to "engine.1.log" and a new one begins."""
_lock = threading.Lock()
_CPU_MARKS = ("DefaultCPUAllocator", "not enough memory", "Insufficient memory", "std::bad_alloc")
_GPU_MARKS = ("out of memory",)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error`, or what it was raised from, says that memory ran out, on the CPU or an accelerator."""
    torch = sys.modules.get("torch")  # when torch was never imported, it raised nothing
    kinds: tuple[type[BaseException], ...] = (MemoryError,)
    if torch is not None and hasattr(torch, "OutOfMemoryError"):
        kinds += (torch.OutOfMemoryError,)
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if isinstance(current, kinds):
            return True
        # Older torch, OpenCV and drivers raise general errors that only their text tells apart.
        if type(current).__name__ in ("RuntimeError", "error", "AcceleratorError"):
            text = str(current)
            if any(mark in text for mark in _CPU_MARKS) or any(mark in text.casefold() for mark in _GPU_MARKS):
                return True
        current = current.__cause__
    return False


def log_file() -> Path:
    """Where the tracebacks of failed jobs are kept."""
    return paths.data_dir() / "logs" / "engine.log"


def record(title: str, details: str) -> Path | None:
    """Appends a traceback to the log. None when the log cannot be written; the details then only travel by message."""
    path = log_file()
    entry = f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {title}\n{details.rstrip()}\n"
    with _lock:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > LOG_LIMIT:
                path.replace(path.with_name("engine.1.log"))
            with path.open("a", encoding="utf-8", errors="backslashreplace") as out:
                out.write(entry)
        except OSError:
            return None
    return path


def sentence(title: str, error: BaseException, log: Path | None) -> str:
    """The one plain sentence for a fault of the program."""
    what = " ".join(str(error).split())
    what = what if len(what) <= 120 else what[:119] + "…"
    kind = type(error).__name__
    where = f"; details are in {log}" if log else ""
    return (
        f"{title or 'The job'} stopped because of a fault in the program ({kind}{': ' if what else ''}{what}){where}."
    )
