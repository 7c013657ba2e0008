"""The engine in a thread of its own; its messages on the GUI thread."""

from __future__ import annotations

import atexit
import logging
import time
import traceback
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from studio.engine import faults
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.engine.warmup import Step

log = logging.getLogger(__name__)

GRACE_SECONDS = 5.0
"""How long a cancelled job may take to notice before its thread is given up. Methods notice within 0.2 s."""

Factory = Callable[[Callable[[msg.Message], object]], Engine]


class _Worker(QThread):
    """Owns nothing but the loop."""

    def __init__(self, engine: Engine, warm: Sequence[Step]) -> None:
        super().__init__()
        self.setObjectName("engine")
        self.engine = engine
        self._warm = warm
        self.death = ""

    def run(self) -> None:
        try:
            self.engine.run(self._warm)
        except BaseException:
            # Leaving a QThread by an exception would end the process.
            self.death = traceback.format_exc()


def _stop(reference: weakref.ref[EngineThread]) -> None:
    thread = reference()
    if thread is not None and thread.alive:
        thread.stop()


class EngineThread(QObject):
    """Implements the session's engine port. Lives on the GUI thread; all methods are for that thread only.

    `message` carries every `engine.messages.Message` that still matters: of a slot only those of its newest
    request. Each submitted request ends in exactly one Finished, Failed or Cancelled.
    When the engine's thread dies, or a cancelled job does not stop within `grace` seconds, the thread is replaced:
    the job that ran fails with a sentence, those that waited are asked again.
    """

    message = Signal(object)
    _posted = Signal(int, object)

    def __init__(self, factory: Factory, parent: QObject | None = None, grace: float = GRACE_SECONDS) -> None:
        super().__init__(parent)
        self._factory = factory
        self._grace = grace
        self._generation = 0
        self._worker: _Worker | None = None
        self._threads: set[_Worker] = set()
        self._open: dict[int, Request] = {}
        self._latest: dict[str, int] = {}
        self._watch = QTimer(self)
        self._watch.setInterval(max(10, int(grace * 200)))
        self._watch.timeout.connect(self._look_after_cancelled)
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # -- life ----------------------------------------------------------------------------------------------------

    def start(self, warm: Sequence[Step] = ()) -> None:
        """Starts the thread. Requests may be submitted before."""
        if self._worker is None:
            self._make_worker(warm)
        assert self._worker is not None
        self._worker.start(QThread.Priority.LowPriority)
        # A program that ends by an exception must not also be aborted by Qt for a thread that still runs.
        atexit.register(_stop, weakref.ref(self))

    def stop(self, seconds: float = 5.0) -> bool:
        """Cancels everything and waits. False when a method does not let go: the process must then end by `os._exit`."""
        self._watch.stop()
        self._generation += 1
        if self._worker is not None:
            self._worker.engine.close()
            self._worker = None
        self._open.clear()
        end = time.monotonic() + seconds
        for thread in list(self._threads):
            if thread.wait(max(0, int((end - time.monotonic()) * 1000))):
                self._threads.discard(thread)
        return not self._threads

    @property
    def alive(self) -> bool:
        return self._worker is not None and self._worker.isRunning()

    # -- work ----------------------------------------------------------------------------------------------------

    def submit(self, request: Request) -> None:
        """Accepts a request; the answers come by `message`."""
        if self._worker is None:
            self._make_worker(())
        assert self._worker is not None
        self._open[request.id] = request
        if request.slot is not None:
            self._latest[request.slot] = request.id
        self._worker.engine.submit(request)
        self._watch_cancelled()

    def cancel(self, job: int) -> None:
        if self._worker is not None:
            self._worker.engine.cancel(job)
            self._watch_cancelled()

    def finish(self, job: int) -> None:
        if self._worker is not None:
            self._worker.engine.finish(job)

    def cancel_all(self) -> None:
        if self._worker is not None:
            self._worker.engine.mailbox.cancel_all()
            self._watch_cancelled()

    # -- inside --------------------------------------------------------------------------------------------------

    def _make_worker(self, warm: Sequence[Step]) -> None:
        self._generation += 1
        generation = self._generation
        engine = self._factory(lambda message: self._posted.emit(generation, message))
        worker = self._worker = _Worker(engine, warm)
        # The reference is kept until Qt says that the thread has ended: dropped earlier, it takes the process along.
        self._threads.add(worker)
        worker.finished.connect(self._thread_ended)

    @Slot(int, object)
    def _deliver(self, generation: int, message: Any) -> None:
        if generation != self._generation:
            return
        stale = message.slot is not None and self._latest.get(message.slot) != message.job
        if isinstance(message, msg.ENDINGS):
            if self._open.pop(message.job, None) is None:
                return
            if stale:  # finished before it learned that a newer one was posted
                message = msg.Cancelled(message.job, message.slot)
        elif stale:
            return
        self.message.emit(message)

    @Slot()
    def _thread_ended(self) -> None:
        for thread in [t for t in self._threads if t.isFinished()]:
            thread.wait()
            self._threads.discard(thread)
            if thread is self._worker:
                faults.record("engine thread", thread.death)
                log.error("the engine's thread ended: %s", thread.death)
                self._replace("The engine stopped because of a fault in the program and was started again.")

    def _watch_cancelled(self) -> None:
        if not self._watch.isActive() and self._overdue(0.0):
            self._watch.start()

    def _overdue(self, seconds: float) -> bool:
        """Whether the running job was cancelled that long ago."""
        if self._worker is None:
            return False
        now = time.monotonic()
        running = self._worker.engine.mailbox.running
        return any(t.cancelled_at is not None and now - t.cancelled_at >= seconds for t in running)

    @Slot()
    def _look_after_cancelled(self) -> None:
        if self._overdue(self._grace):
            self._replace("A job did not stop when it was asked to; the engine was started again.")
        elif not self._overdue(0.0):
            self._watch.stop()

    def _replace(self, sentence: str) -> None:
        """A new engine and thread; the old thread, if it still runs, is left to itself and no longer listened to."""
        old = self._worker
        assert old is not None
        self._watch.stop()
        running = {t.request.id for t in old.engine.mailbox.running}
        waiting = old.engine.mailbox.drain()
        self._make_worker(())  # from here on, the old engine's messages are dropped
        old.engine.close()
        again = {r.id for r in waiting}
        # Also those whose ending was under way when the generation changed.
        for job, request in list(self._open.items()):
            if job not in again:
                del self._open[job]
                newest = request.slot is None or self._latest[request.slot] == job
                if job in running and newest:
                    self.message.emit(msg.Failed(job, request.slot, sentence=sentence))
                else:
                    self.message.emit(msg.Cancelled(job, request.slot))
        self.message.emit(msg.Restarted(sentence=sentence))
        assert self._worker is not None
        for request in waiting:
            self._worker.engine.submit(request)
        self._worker.start(QThread.Priority.LowPriority)
