"""The `Context` that the engine hands to a running method."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from studio.core.errors import Cancelled
from studio.engine import messages as msg
from studio.engine.cache import ModelCache
from studio.engine.device import Devices, prepare_torch
from studio.engine.mailbox import Ticket

if TYPE_CHECKING:
    from studio.core.picture import Pixels

T = TypeVar("T")
Emit = Callable[[msg.Message], object]

PREVIEW_SECONDS = 0.1
"""Shortest time between two previews of a job: the eye is content with ten a second, and each costs a copy."""
PROGRESS_SECONDS = 0.03
SAID_SECONDS = 0.04
"""Between two states of one text: faster than that nobody reads."""


class Job:
    """What all contexts of one running request share."""

    def __init__(
        self,
        ticket: Ticket,
        emit: Emit,
        devices: Devices,
        cache: ModelCache,
        breathe: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ticket = ticket
        self.emit = emit
        self.devices = devices
        self.cache = cache
        self.rung = 0
        self._breathe = breathe
        self._clock = clock
        self._thread = threading.get_ident()
        self._preview: Any = None
        self._preview_at = self._progress_at = float("-inf")
        self._said_at: dict[int, float] = {}

    @property
    def names(self) -> tuple[int, str | None]:
        """`job` and `slot` of its messages."""
        return self.ticket.request.id, self.ticket.request.slot

    def check(self) -> None:
        if self.ticket.cancelled:
            raise Cancelled

    def progress(self, fraction: float, note: str, preview: Any) -> None:
        self.check()
        now = self._clock()
        if now - self._progress_at >= PROGRESS_SECONDS:
            self._progress_at = now
            self.emit(msg.Progressed(*self.names, fraction=min(1.0, max(0.0, float(fraction))), note=note))
        if preview is not None:
            self._preview = preview
        if self._preview is not None and now - self._preview_at >= PREVIEW_SECONDS:
            self._preview_at = now
            latest, self._preview = self._preview, None
            self.emit(msg.Previewed(*self.names, pixels=owned_pixels(latest)))
        self.breathe()

    def say(self, text: str, number: int) -> None:
        self.check()
        now = self._clock()
        if now - self._said_at.get(number, float("-inf")) >= SAID_SECONDS:
            self._said_at[number] = now
            self.emit(msg.Said(*self.names, text=text, number=number))
        self.breathe()

    def breathe(self) -> None:
        """Lets live requests cut in on queued work. A live job itself is never cut in on, nor is a helper thread."""
        if self.ticket.request.slot is None and threading.get_ident() == self._thread:
            self._breathe()
            self.check()


class JobContext:
    """Implements `core.progress.Context`."""

    def __init__(self, job: Job, lo: float = 0.0, span: float = 1.0) -> None:
        self._job, self._lo, self._span = job, lo, span

    @property
    def device(self) -> str:
        device = self._job.devices.get()
        prepare_torch(device)
        return "cpu" if self._job.rung >= 2 else device.name

    @property
    def rung(self) -> int:
        return self._job.rung

    @property
    def finishing(self) -> bool:
        return self._job.ticket.finishing

    def check(self) -> None:
        self._job.check()

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        """Queued work also lets live requests cut in here, so a method must not rely on shared scratch memory."""
        self._job.progress(self._lo + fraction * self._span, note, preview)

    def say(self, text: str, number: int = 0) -> None:
        """States that follow each other too fast are left out; the result of the job has the whole text."""
        self._job.say(text, number)

    def breathe(self) -> None:
        """For work without progress to tell: lets live requests cut in."""
        self._job.check()
        self._job.breathe()

    def part(self, lo: float, span: float) -> JobContext:
        return JobContext(self._job, self._lo + lo * self._span, span * self._span)

    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> AbstractContextManager[T]:
        return self._job.cache.lease(key, load, self.device, megabytes)


def owned_pixels(pixels: Any) -> Pixels:
    """A copy of `pixels` that nobody else writes to. Raises `TypeError` when they are not uint8 (H, W, 4)."""
    import numpy as np

    check_pixels(pixels)
    return np.array(pixels, order="C", copy=True)


def check_pixels(pixels: Any) -> None:
    """Raises `TypeError` when `pixels` are not what travels between the parts of the program."""
    shape, dtype = getattr(pixels, "shape", None), str(getattr(pixels, "dtype", None))
    if dtype != "uint8" or shape is None or len(shape) != 3 or shape[2] != 4 or 0 in shape:
        raise TypeError(f"a picture is uint8 (H, W, 4), not {dtype} {shape}")
