"""A context that all tests of a process share, so that the networks that come with the program are loaded once."""

from __future__ import annotations

from functools import cache

from studio.core.progress import KeepingContext


@cache
def keeping() -> KeepingContext:
    return KeepingContext()
