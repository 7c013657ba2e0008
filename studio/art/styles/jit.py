"""Common ground of the compiled kernels: where they are cached, how they are compiled, how they share the cores.

Kernels are compiled once and kept under `core.paths.cache_dir()`, so that a read-only installation works and a
second start does not compile. They run without the GIL on bands of rows that own their pixels: the result does not
depend on the number of threads, and the window stays alive. (`parallel=True` of numba is avoided: its work queue
aborts the program when two threads enter it.)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Any, TypeVar, cast

from studio.core import paths

F = TypeVar("F", bound=Callable[..., Any])


def _cache_folder() -> str:
    """numba reads the folder when it is imported and again when a kernel is declared: both are told."""
    return os.environ.setdefault("NUMBA_CACHE_DIR", str(paths.cache_dir() / "kernels"))


_FOLDER = _cache_folder()

import numba  # noqa: E402 - must come after the folder is set

if not getattr(numba.config, "CACHE_DIR", ""):
    setattr(numba.config, "CACHE_DIR", _FOLDER)  # noqa: B010 - numba fills this module in at run time


def kernel(function: F) -> F:
    """Compiles `function` at its first call; cached on disk, without the GIL, IEEE arithmetic."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(F, compiled)


def quick(function: F) -> F:
    """As `kernel`, but sums may be reordered so that they run on vector units: the same result on the same machine,
    perhaps another last bit on a different one."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)(function)
    return cast(F, compiled)


def inline(function: F) -> F:
    """A small helper that is compiled into the kernels that call it."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", inline="never")(function)
    return cast(F, compiled)


def cores() -> int:
    """Cores this process may use, at most 8."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, min(8, len(os.sched_getaffinity(0))))
    return max(1, min(8, os.cpu_count() or 1))


class Crew:
    """The threads of one job; they end with the `with` block."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size or cores()
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def share(self, count: int, work: Callable[[int, int], object], least: int = 16) -> None:
        """Calls `work(lo, hi)` for consecutive parts of range(count), in parallel; parts have at least `least`."""
        parts = max(1, min(self.size, count // max(1, least)))
        if parts == 1:
            work(0, count)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.size, thread_name_prefix="kernel")
        edges = [count * i // parts for i in range(parts + 1)]
        for done in [self._pool.submit(work, lo, hi) for lo, hi in pairwise(edges)]:
            done.result()
