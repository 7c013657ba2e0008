"""Loaded models, kept between jobs as long as memory allows."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Entry:
    value: Any
    megabytes: float
    leases: int = 0


class ModelCache:
    """Least recently used first out, by megabytes; what is leased stays.

    `limit` is in megabytes (2**20 bytes). A model that is larger than the limit is kept only while it is leased.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        # Held while a model loads, so that two threads never load the same one twice.
        self._lock = threading.RLock()

    @contextmanager
    def lease(self, key: str, load: Callable[[str], T], device: str, megabytes: float = 0.0) -> Iterator[T]:
        """The thing `key` on `device`, loaded by `load(device)` when it is not here; never dropped inside the block."""
        entry = self._acquire(key, load, device, megabytes)
        try:
            yield entry.value
        finally:
            with self._lock:
                entry.leases -= 1
                self._trim(self.limit)

    def drop_unused(self) -> float:
        """Forgets all that is not leased and gives the memory back to the system; megabytes that were dropped."""
        with self._lock:
            before = self.megabytes
            self._trim(0.0)
            dropped = before - self.megabytes
        release_memory()
        return dropped

    @property
    def megabytes(self) -> float:
        with self._lock:
            return sum(e.megabytes for e in self._entries.values())

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return any(k == key for k, _ in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _acquire(self, key: str, load: Callable[[str], T], device: str, megabytes: float) -> _Entry:
        with self._lock:
            entry = self._entries.get((key, device))
            if entry is None:
                self._trim(max(0.0, self.limit - megabytes))
                entry = _Entry(load(device), megabytes)
                self._entries[key, device] = entry
            self._entries.move_to_end((key, device))
            entry.leases += 1
            return entry

    def _trim(self, limit: float) -> None:
        total = sum(e.megabytes for e in self._entries.values())
        for name, entry in list(self._entries.items()):
            if total <= limit and limit > 0.0:
                return
            if entry.leases == 0:
                del self._entries[name]
                total -= entry.megabytes


def release_memory() -> None:
    """Collects all garbage and empties the accelerator's own cache.

    Takes up to 0.2 s: for memory pressure, and for when a large document has been closed.
    """
    gc.unfreeze()  # the warm-up froze what it found
    gc.collect()
    gc.freeze()
    trim_heap()
    torch = sys.modules.get("torch")
    if torch is None:
        return
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def trim_heap() -> None:
    """Gives freed memory back to the system where the C library keeps it (glibc: tiles of 64 KiB lie in its heaps).

    Lets go of the interpreter lock while it works. Elsewhere freed memory goes back by itself.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
