"""A context that keeps what was loaded, and one that all tests of a process share: the networks that come with the program
are loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from studio.core.progress import DirectContext

T = TypeVar("T")


class KeepingContext(DirectContext):
    """As `DirectContext`, but what was loaded is kept, as the engine keeps it: for those who ask again and again."""

    def __init__(self, device: str = "cpu", rung: int = 0) -> None:
        super().__init__(device, rung)
        self.kept: dict[str, Any] = {}

    @contextmanager
    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> Iterator[T]:
        if key not in self.kept:
            self.kept[key] = load(self.device)
        yield self.kept[key]


@cache
def keeping() -> KeepingContext:
    return KeepingContext()
