"""Large files are read beside everything else, as jobs that the artist sees and can stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from studio.core.errors import Cancelled
from studio.session.jobs import Job, JobState

if TYPE_CHECKING:
    from studio.session.studio import Studio

T = TypeVar("T")
Progress = Callable[[float], object]

AT_ONCE_PIXELS = 3_000_000
"""Files of up to so many pixels are read at once: they are there before a progress line could be seen."""


class Reading:
    """Reads one file after another, in the order in which they were asked for."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._jobs: list[Job] = []

    def at_once(self, pixels: int) -> bool:
        """Whether a file of so many pixels need not be read beside: it is small and nothing goes before it."""
        return not self._studio.background.threaded or (pixels <= AT_ONCE_PIXELS and not self._jobs)

    def start(
        self, title: str, read: Callable[[Progress], T], take: Callable[[T], object], stale: Callable[[], str]
    ) -> None:
        """`take(read(progress))`, where `read` runs on another thread and `take` on the session's.

        `read` ends by `Cancelled` out of `progress`. `stale`, asked before `take`, gives a sentence when the session
        has moved on and the result must not be used. Errors are told.
        """
        studio, gone = self._studio, threading.Event()
        job = studio.jobs.begin_own(title, gone.set)
        self._jobs.append(job)

        def progress(fraction: float) -> None:
            if gone.is_set():
                raise Cancelled
            studio.background.tell(lambda: studio.jobs.advance(job, fraction))

        def work() -> list[T]:
            try:
                progress(0.0)
                return [read(progress)]
            except Cancelled:
                return []

        def end(state: JobState) -> None:
            self._jobs.remove(job)
            studio.jobs.end_own(job, state)

        def done(results: list[T]) -> None:
            if not results or gone.is_set():
                end(JobState.CANCELLED)
            elif sentence := stale():
                end(JobState.CANCELLED)
                studio.told.emit(sentence)
            else:
                end(JobState.FINISHED)
                studio.guard(lambda: take(results[0]))

        def failed(sentence: str) -> None:
            end(JobState.FAILED)
            studio.told.emit(sentence)

        studio.background.run(work, done, failed)

    def cancel(self) -> None:
        """Gives up all that is being read."""
        for job in list(self._jobs):
            self._studio.jobs.cancel(job)
