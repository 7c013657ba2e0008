"""The steps of a batch one after another, some of them beside the session's thread; and a picture as it is read there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from studio.core.errors import UserError
from studio.core.picture import ImageRef
from studio.formats.images import Loaded, read_image
from studio.formats.metadata import Metadata, read_metadata
from studio.session.background import Background

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """A picture as it was read, with what is to be kept of its file. `content`: its pixels for a request."""

    loaded: Loaded
    metadata: Metadata
    content: ImageRef

    @classmethod
    def read(cls, path: Path, limit: int) -> Source:
        """`limit`: the most pixels. May be called from any thread. Raises `UserError`."""
        loaded = read_image(path, limit)
        return cls(loaded, read_metadata(path), ImageRef.of(loaded.pixels))


class Turns:
    """Calls one step after another, on the session's thread."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._next: Callable[[], object] | None = None
        self._stepping = False

    def do(self, step: Callable[[], object]) -> None:
        """Calls `step`, and whatever it leads to, without nesting: where nothing runs beside this thread, the end of one
        file begins the next at once."""
        self._next = step
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._next is not None:
                now, self._next = self._next, None
                now()
        finally:
            self._stepping = False

    def beside(self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[str], object]) -> None:
        """`work` beside this thread, then `then` with what it gave as a step, or `failed` with a sentence."""

        def guarded() -> T:
            try:
                return work()
            except MemoryError:
                raise UserError("There is not enough memory for this picture.") from None

        self._background.run(
            guarded,
            lambda result: self.do(lambda: then(result)),
            lambda sentence: self.do(lambda: failed(sentence)),
        )
