"""The engine: takes requests, calls methods, sends messages. Knows neither Qt nor any method by name."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from studio.core.errors import Cancelled, UserError
from studio.core.picture import Made, Picture
from studio.core.recipe import Recipe
from studio.core.spec import Spec
from studio.engine import faults
from studio.engine import messages as msg
from studio.engine.cache import ModelCache
from studio.engine.context import Emit, Job, JobContext, check_pixels
from studio.engine.device import Device, Devices, memory_megabytes, prepare_environment, prepare_torch
from studio.engine.mailbox import Mailbox, Ticket
from studio.engine.request import Request
from studio.engine.warmup import Step, gentle_import

RUNGS = (
    "",
    "There was not enough memory: trying again in small tiles.",
    "There was still not enough memory: trying again on the CPU, which takes longer.",
)
NO_MEMORY = "There is not enough memory for this, even in small pieces: choose a smaller size or close other programs."


class Engine:
    """Runs requests one after another on the thread that calls `run`, or at once by `run_now`.

    `find` gives the `Spec` of a key or raises `UserError`. `emit` takes every `Message`; it is called on the
    engine's thread and, for requests that leave the mailbox unworked, on the thread of the caller. `cache_megabytes`
    limits the models that are kept; by default a quarter of the machine's memory.
    """

    def __init__(
        self,
        find: Callable[[str], Spec],
        emit: Emit = lambda message: None,
        *,
        devices: Devices | None = None,
        cache_megabytes: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find = find
        self._emit = emit
        self._clock = clock
        self._told: Device | None = None
        self.devices = devices or Devices()
        self.cache = ModelCache(memory_megabytes() / 4 if cache_megabytes is None else cache_megabytes)
        self.mailbox = Mailbox(lambda ticket: emit(msg.Cancelled(ticket.request.id, ticket.request.slot)))

    # -- from any thread -----------------------------------------------------------------------------------------

    def submit(self, request: Request) -> None:
        """Accepts a request; the answer comes by messages."""
        self.mailbox.post(request)

    def cancel(self, job: int) -> None:
        """Cancels the request with this id; one that has ended already is left alone."""
        self.mailbox.cancel(job)

    def finish(self, job: int) -> None:
        """Lets the request with this id end now with what it has, where its method can; `Finished` follows."""
        self.mailbox.finish(job)

    def close(self) -> None:
        """Cancels everything and makes `run` return."""
        self.mailbox.close()

    # -- on the engine's thread ----------------------------------------------------------------------------------

    def run(self, warm: Sequence[Step] = ()) -> None:
        """Works until `close`. `warm` are steps of preparation that are done while nothing waits."""
        prepare_environment()
        begun = self._clock()
        for number, step in enumerate(warm):
            while not step.first and (ticket := self.mailbox.take_now()) is not None:
                self._work(ticket)
            if self.mailbox.closed:
                return
            fraction = number / len(warm)
            self._emit(msg.WarmingUp(fraction=fraction, note=step.note))
            self._prepare(step, fraction)
            self._tell_device()
        if warm:
            self._emit(msg.WarmingUp(fraction=1.0, note=f"Ready after {self._clock() - begun:.1f} s"))
        while (ticket := self.mailbox.take()) is not None:
            self._work(ticket)

    def run_now(self, request: Request, on_message: Emit | None = None) -> Any:
        """Does one request on this thread and returns its result. Raises `UserError`, or `Cancelled`.

        For programs without an event loop. A fault of the program is logged and raised as a `UserError` with its
        plain sentence; Ctrl+C comes through.
        """
        prepare_environment()
        ticket = self.mailbox.adopt(request)
        try:
            ending = self._perform(ticket, on_message or self._emit, passing=(KeyboardInterrupt, SystemExit))
        finally:
            self.mailbox.done(ticket)
        if isinstance(ending, msg.Failed):
            raise UserError(ending.sentence)
        if isinstance(ending, msg.Finished):
            return ending.result
        raise Cancelled

    # -- inside --------------------------------------------------------------------------------------------------

    def _work(self, ticket: Ticket) -> None:
        try:
            self._perform(ticket, self._emit)
        finally:
            self.mailbox.done(ticket)
        self._tell_device()

    def _perform(self, ticket: Ticket, emit: Emit, passing: tuple[type[BaseException], ...] = ()) -> msg.Message:
        """Runs a ticket up the ladder of memory; emits and returns the message that ends it."""
        job = Job(ticket, emit, self.devices, self.cache, self._cut_in, self._clock)
        emit(msg.Started(*job.names))
        ending = self._attempt(job, passing)
        # Only here, after the except block, is the traceback gone that kept the method's arrays alive.
        while ending is None:
            self.cache.drop_unused()
            if job.rung + 1 >= (2 if self.devices.get().is_cpu else 3):
                ending = msg.Failed(*job.names, sentence=NO_MEMORY)
                break
            job.rung += 1
            emit(msg.Relieved(*job.names, rung=job.rung, sentence=RUNGS[job.rung]))
            ending = self._attempt(job, passing)
        emit(ending)
        return ending

    def _attempt(self, job: Job, passing: tuple[type[BaseException], ...]) -> msg.Message | None:
        """One try: the message that ends the job, or None when memory ran out."""
        try:
            result = self._call(job)
            job.check()
            return msg.Finished(*job.names, result=result)
        except Cancelled:
            return msg.Cancelled(*job.names)
        except UserError as error:
            return msg.Failed(*job.names, sentence=str(error))
        except passing:
            raise
        # Whatever else a method raises, SystemExit included, must not take the thread with it.
        except BaseException as error:
            if faults.is_out_of_memory(error):
                return None
            details = traceback.format_exc()
            title = job.ticket.request.title
            return msg.Failed(
                *job.names, sentence=faults.sentence(title, error, faults.record(title, details)), details=details
            )

    def _call(self, job: Job) -> Any:
        request = job.ticket.request
        job.check()
        spec = self._find(request.spec)
        params = spec.values(dict(request.params))
        function = _resolve(spec)
        if self.devices.known:
            prepare_torch(self.devices.known)
        result = function(JobContext(job), **request.arguments(), **params, **dict(spec.bound))
        return picture_of(result, request, spec, params) if isinstance(result, Made) else result

    def _cut_in(self) -> None:
        """Runs the live requests that wait, in the middle of a queued job."""
        while (ticket := self.mailbox.take_now(live_only=True)) is not None:
            with ExitStack() as stack:
                torch = sys.modules.get("torch")
                if torch is not None:
                    # The guest must not inherit the host's gradient modes.
                    stack.enter_context(torch.inference_mode(False))
                    stack.enter_context(torch.enable_grad())
                self._work(ticket)

    def _prepare(self, step: Step, fraction: float) -> None:
        """A failed preparation is told and logged; the method itself will fail with its reason when it is used."""
        ticket = self.mailbox.adopt(Request.make("engine/warm-up", slot="engine/warm-up"))
        job = Job(ticket, lambda message: None, self.devices, self.cache, lambda: None, self._clock)
        try:
            step.run(JobContext(job))
        except Cancelled:
            return
        except Exception as error:
            log = faults.record(step.note, traceback.format_exc())
            self._emit(msg.WarmingUp(fraction=fraction, note=faults.sentence(step.note, error, log)))
        finally:
            self.mailbox.done(ticket)

    def _tell_device(self) -> None:
        device = self.devices.known
        if device is not None and device is not self._told:
            self._told = device
            self._emit(msg.DeviceKnown(line=device.line))


def _resolve(spec: Spec) -> Callable[..., Any]:
    if spec.impl.partition(":")[0] in sys.modules:
        return spec.resolve()
    with gentle_import():
        return spec.resolve()


def picture_of(made: Made, request: Request, spec: Spec, params: dict[str, Any]) -> Picture:
    """The finished picture with its complete recipe. Raises `TypeError` when the method returned no pixels."""
    import numpy as np

    check_pixels(made.pixels)
    inputs = dict(request.inputs)
    resolved = params | dict(made.params)
    height, width = made.pixels.shape[:2]
    seed = inputs.get("seed", resolved.get("seed", 0))
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"a seed is a whole number, not {seed!r}")
    recipe = Recipe(
        kind=spec.kind,
        method=spec.id,
        width=width,
        height=height,
        seed=seed,
        text=str(inputs.get("text", "")),
        params=resolved,
        given=request.given,
        models=dict(made.models),
        sources=request.recipe_sources,
    )
    return Picture(np.ascontiguousarray(made.pixels), recipe, tuple(made.notes))
