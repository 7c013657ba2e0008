"""The running and waiting work, as the window sees it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from studio.art.catalog import find
from studio.core.errors import UnknownNameError
from studio.core.events import Event
from studio.engine import messages as msg
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.core.picture import Pixels

log = logging.getLogger(__name__)
OWN_PACE = 2.0
"""Seconds after which a job's own pace says best how long it will take: an export may be ten times the last one."""


class EnginePort(Protocol):
    """What the session needs of an engine: the bridge's thread in the window, a direct one elsewhere."""

    def submit(self, request: Request) -> None: ...
    def cancel(self, job: int) -> None: ...
    def finish(self, job: int) -> None: ...


class JobState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job:
    """One request under way. `fraction` is 0..1; `live` jobs (slider previews) are not shown as work.

    `started`, `moved`: when it began, and when `fraction` last grew, in seconds of the monotonic clock. `stop` is set where
    the work is not the engine's (files): it asks that work to end. `finishing`: it was asked to end with what it has.
    """

    request: Request
    title: str
    group: str = ""
    live: bool = False
    state: JobState = JobState.WAITING
    fraction: float = 0.0
    note: str = ""
    error: str = ""
    started: float = 0.0
    moved: float = 0.0
    preview: Pixels | None = None
    finishing: bool = False
    stop: Callable[[], object] | None = field(default=None, repr=False)
    on_finished: Callable[[Any], object] | None = field(default=None, repr=False)
    on_failed: Callable[[str], object] | None = field(default=None, repr=False)
    on_preview: Callable[[Pixels], object] | None = field(default=None, repr=False)
    on_progress: Callable[[float, str], object] | None = field(default=None, repr=False)
    on_cancelled: Callable[[], object] | None = field(default=None, repr=False)
    on_said: Callable[[int, str], object] | None = field(default=None, repr=False)

    @property
    def id(self) -> int:
        return self.request.id

    @property
    def open(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)


class JobList:
    """Posts requests and keeps their state. `changed` tells which job moved; `told` carries sentences for the artist."""

    def __init__(self, engine: EnginePort) -> None:
        self._engine = engine
        self._jobs: dict[int, Job] = {}
        self.changed: Event[Job] = Event()
        self.told: Event[str] = Event()
        self._pace: dict[str, float] = {}

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs.values())

    def __len__(self) -> int:
        return len(self._jobs)

    def submit(
        self,
        request: Request,
        *,
        group: str = "",
        live: bool = False,
        finished: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        preview: Callable[[Pixels], object] | None = None,
        progress: Callable[[float, str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        said: Callable[[int, str], object] | None = None,
    ) -> Job:
        """Posts `request`; the callables are called on the session's thread, at most one of the three ends. `said` gets
        the number of an answer and its text so far."""
        if request.slot:
            # The slot's newest request replaces the older ones, whose messages will never come.
            for old in [j for j in self._jobs.values() if j.request.slot == request.slot]:
                self._end(old, JobState.CANCELLED)
        job = Job(
            request, request.title, group, live,
            on_finished=finished, on_failed=failed, on_preview=preview, on_progress=progress, on_cancelled=cancelled,
            on_said=said,
        )  # fmt: skip
        self._jobs[job.id] = job
        self.changed.emit(job)
        self._engine.submit(request)
        return job

    def begin_own(self, title: str, stop: Callable[[], object]) -> Job:
        """Shows work that is done beside the engine. Its owner moves it by `advance` and ends it by `end_own`."""
        job = Job(Request.make("session/files", title=title), title, "files", stop=stop)
        job.state, job.started = JobState.RUNNING, time.monotonic()
        self._jobs[job.id] = job
        self.changed.emit(job)
        return job

    def advance(self, job: Job, fraction: float) -> None:
        """`fraction` 0..1 never goes back."""
        if job.open and fraction > job.fraction:
            job.fraction, job.moved = fraction, time.monotonic()
            self.changed.emit(job)

    def end_own(self, job: Job, state: JobState) -> None:
        """Ends a job of `begin_own`; its owner says the rest."""
        if job.open:
            job.state = state
            self._jobs.pop(job.id, None)
            self.changed.emit(job)

    def cancel(self, job: Job) -> None:
        """Asks the engine to stop; the state follows when it answers. A waiting job ends at once."""
        if job.open and job.stop is not None:
            job.stop()
        elif job.open:
            self._engine.cancel(job.id)

    def can_finish(self, job: Job) -> bool:
        """Whether the job runs, and what it has so far would do as its result."""
        if job.state is not JobState.RUNNING or job.live or job.finishing or job.stop is not None:
            return False
        try:
            return "early" in find(job.request.spec).traits
        except UnknownNameError:
            return False

    def finish(self, job: Job) -> None:
        """Asks the engine to end a job with what there is; its result follows as if it had come to its end."""
        if self.can_finish(job):
            job.finishing = True
            self._engine.finish(job.id)
            self.changed.emit(job)

    def cancel_group(self, group: str) -> None:
        for job in list(self._jobs.values()):
            if job.group == group:
                self.cancel(job)

    def cancel_slot(self, slot: str) -> None:
        for job in list(self._jobs.values()):
            if job.request.slot == slot:
                self.cancel(job)

    def cancel_all(self) -> None:
        for job in list(self._jobs.values()):
            self.cancel(job)

    def receive(self, message: msg.Message) -> None:
        """Takes a message of the engine. Messages of jobs that are no longer known are stale and are dropped."""
        job = self._jobs.get(message.job)
        if job is None:
            return
        match message:
            case msg.Started():
                job.state, job.started = JobState.RUNNING, time.monotonic()
            case msg.Progressed(fraction=fraction, note=note):
                if fraction > job.fraction:
                    job.moved = time.monotonic()
                job.fraction, job.note = fraction, note
                if job.on_progress:
                    job.on_progress(fraction, note)
            case msg.Previewed(pixels=pixels):
                job.preview = pixels
                if job.on_preview:
                    job.on_preview(pixels)
            case msg.Said(text=text, number=number):
                if job.on_said:
                    job.on_said(number, text)
            case msg.Relieved(sentence=sentence):
                self.told.emit(sentence)
            case msg.Finished(result=result):
                if job.started:
                    self._pace[job.request.spec] = time.monotonic() - job.started
                self._end(job, JobState.FINISHED, result=result)
                return
            case msg.Failed(sentence=sentence, details=details):
                if details:
                    log.error("%s: %s\n%s", job.title, sentence, details)
                job.error = sentence
                self._end(job, JobState.FAILED)
                return
            case msg.Cancelled():
                self._end(job, JobState.CANCELLED)
                return
        self.changed.emit(job)

    def visible(self) -> list[Job]:
        """The jobs that are work to the artist, in the order in which they will run."""
        return [j for j in self._jobs.values() if not j.live]

    def seconds_left(self) -> float | None:
        """A guess from the job's own pace, else from that of the last one of the same method; None while there is
        nothing to go by."""
        jobs = self.visible()
        left = [self._left(j) for j in jobs]
        known = [s for s in left if s is not None]
        return sum(known) if known and len(known) == len(jobs) else None

    def _left(self, job: Job) -> float | None:
        spent = time.monotonic() - job.started if job.started else 0.0
        if spent >= OWN_PACE and job.fraction >= 0.02:
            # By what it had done when it last moved: a job that stands still must not promise longer and longer.
            left = (job.moved - job.started) / job.fraction - spent
            return left if left > 0 else None
        pace = self._pace.get(job.request.spec)
        return None if pace is None else pace * (1 - job.fraction)

    def _end(self, job: Job, state: JobState, result: Any = None) -> None:
        job.state = state
        self._jobs.pop(job.id, None)
        if state is JobState.FINISHED:
            job.fraction = 1.0
            if job.on_finished:
                job.on_finished(result)
        elif state is JobState.FAILED:
            self.told.emit(job.error)
            if job.on_failed:
                job.on_failed(job.error)
        elif job.on_cancelled:
            job.on_cancelled()
        self.changed.emit(job)
