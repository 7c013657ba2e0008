"""What a running method sees of the engine: cancel, progress, models, device."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

T = TypeVar("T")


class Context(Protocol):
    """Given as the first argument to every method.

    `device` is a torch device string ("cpu", "cuda:0", "mps"). `rung` is the step of the out-of-memory ladder:
    0 = all memory may be used, 1 = work in small tiles, 2 = small tiles on the CPU.
    """

    @property
    def device(self) -> str: ...
    @property
    def rung(self) -> int: ...

    @property
    def finishing(self) -> bool:
        """The artist has seen enough: a method that gets better step by step gives what it has now as its result."""

    def check(self) -> None:
        """Raises `Cancelled` when the job was cancelled. Call it at least every 200 ms of work."""

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        """Tells how far the job is (0..1), what it is doing, and perhaps how the picture looks so far.

        `preview` is uint8 (H, W, 4), straight alpha, sRGB. Checks for cancel as well.
        """

    def say(self, text: str, number: int = 0) -> None:
        """Tells how answer `number` reads so far: all of its text, not only what is new. Checks for cancel as well."""

    def part(self, lo: float, span: float) -> Context:
        """A context whose 0..1 is lo..lo+span of this one."""

    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> AbstractContextManager[T]:
        """The loaded thing `key`, from the model cache or by `load(device)`; kept in memory while leased."""


class DirectContext:
    """A context without an engine, for scripts and tests: nothing cancels, nothing is cached."""

    def __init__(self, device: str = "cpu", rung: int = 0) -> None:
        self.device, self.rung, self.finishing = device, rung, False

    def check(self) -> None:
        return None

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        return None

    def say(self, text: str, number: int = 0) -> None:
        return None

    def part(self, lo: float, span: float) -> DirectContext:
        return self

    @contextmanager
    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> Iterator[T]:
        yield load(self.device)


class Through:
    """A context that passes everything on to `ctx`; those made of it change what they have to. A part is again of the
    same kind only where `part` says so."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    @property
    def device(self) -> str:
        return self._ctx.device

    @property
    def rung(self) -> int:
        return self._ctx.rung

    @property
    def finishing(self) -> bool:
        return self._ctx.finishing

    def check(self) -> None:
        self._ctx.check()

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self._ctx.progress(fraction, note, preview)

    def say(self, text: str, number: int = 0) -> None:
        self._ctx.say(text, number)

    def part(self, lo: float, span: float) -> Context:
        return self._ctx.part(lo, span)

    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> AbstractContextManager[T]:
        return self._ctx.lease(key, load, megabytes)
