"""Preparation of the engine while nothing is asked of it, with the window kept alive.

A plain `import torch` in a thread stops all other threads for a third of a second and more. Three causes, three cures:

- Loading its libraries holds the interpreter lock, since neither `import` nor `ctypes.CDLL` lets go of it before
  Python 3.12. Calling the system's own `dlopen` *through* ctypes does, for every Python; a later import then finds
  the library in place.
- The hundred thousands of objects that the import makes set off full garbage collections: these are put off, and
  what was made is then frozen (`gc.freeze`) so that no later collection walks it.
- The import's own Python code gives way only every 5 ms: for its duration every 1 ms.

`tests/benchmarks/bench_gap.py` measures the longest gap of an event loop with and without them.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from studio.core.progress import Context
from studio.engine.device import prepare_environment

LARGE_LIBRARY = 2**20
"""Bytes from which loading a library takes long enough to be done ahead of its import."""
_TORCH_LIBRARIES = ("libgomp", "libomp", "libiomp5", "libc10.", "libtorch_cpu.", "libtorch.", "libtorch_python.")


@dataclass(frozen=True)
class Step:
    """One piece of preparation. `note` is for the artist.

    Before a step the engine serves what is waiting, unless it is `first`: what every method needs anyway, and what
    must be loaded gently.
    """

    note: str
    run: Callable[[Context], object]
    first: bool = False


def steps(packages: Sequence[str] = ("torch",), methods: Mapping[str, str] | None = None) -> list[Step]:
    """Preparation for `run` of the engine.

    `packages` are imported, their large libraries first. `methods` are note -> "module:function"; the function is
    called with a `Context`, so that what it leases stays in the model cache.
    """
    out: list[Step] = []
    for package in packages:
        out += [Step(f"Loading {package}", partial(_load, path), True) for path in large_libraries(package)]
        out.append(Step(f"Starting {package}", partial(_import, package), True))
    out.append(Step("Looking for a graphics card", _find_device))
    return out + [Step(note, partial(_call, target)) for note, target in (methods or {}).items()]


def large_libraries(package: str) -> list[Path]:
    """The shared libraries of an installed package that take long to load, dependencies first.

    Empty where the system's loader is no concern: on Windows, packages load their libraries without the lock.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations or sys.platform == "win32":
        return []
    folder = Path(spec.submodule_search_locations[0])
    if package == "torch":
        found = sorted((folder / "lib").glob("lib*"))
        return [p for name in _TORCH_LIBRARIES for p in found if p.name.startswith(name)]
    found = [p for p in folder.rglob("*.so*") if p.stat().st_size >= LARGE_LIBRARY]
    return sorted(found)


def load_library(path: Path) -> None:
    """Maps a library into the process with the interpreter lock let go. Raises `OSError`."""
    _read_ahead(path)
    system = ctypes.CDLL(None)
    system.dlopen.restype = ctypes.c_void_p
    system.dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    system.dlerror.restype = ctypes.c_char_p
    if not system.dlopen(os.fsencode(path), os.RTLD_NOW):
        raise OSError((system.dlerror() or b"").decode(errors="replace") or f"{path.name} cannot be loaded")


@contextmanager
def gentle_import() -> Iterator[None]:
    """Keeps the other threads running while a large package is imported inside the block."""
    interval, collecting = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(0.001)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # `cache.release_memory` thaws
        if collecting:
            gc.enable()
        sys.setswitchinterval(interval)


def _load(path: Path, _ctx: Context) -> None:
    load_library(path)


def _find_device(ctx: Context) -> str:
    return ctx.device


def _import(package: str, _ctx: Context) -> None:
    prepare_environment()
    with gentle_import():
        importlib.import_module(package)


def _call(target: str, ctx: Context) -> None:
    module, _, name = target.partition(":")
    with gentle_import():
        function = getattr(importlib.import_module(module), name)
        function(ctx)


def _read_ahead(path: Path) -> None:
    """Asks a cold disk for the file, so that later page faults, some under the lock, find it in memory."""
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_WILLNEED)
    finally:
        os.close(handle)
