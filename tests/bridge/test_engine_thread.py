from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from studio.bridge.engine_thread import EngineThread
from studio.core.picture import Made
from studio.engine import messages as msg
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.engine.warmup import Step


def _ask(name: str, seed: int = 1, slot: str | None = None) -> Request:
    return Request.make(f"generator/{name}", {}, slot=slot, title=f"Painting {name}", seed=seed)


class Client:
    """The engine thread and all it said, with the thread on which it was heard."""

    def __init__(self, qtbot: Any, thread: EngineThread) -> None:
        self.thread, self._qtbot = thread, qtbot
        self.said: list[Any] = []
        self.heard_on: list[int] = []
        thread.message.connect(self._hear)

    def _hear(self, message: msg.Message) -> None:
        self.said.append(message)
        self.heard_on.append(threading.get_ident())

    def until(self, kind: type[msg.Message], job: int = msg.NO_JOB) -> Any:
        def found() -> bool:
            return any(isinstance(m, kind) and m.job == job for m in self.said)

        self._qtbot.waitUntil(found, timeout=20_000)
        return next(m for m in self.said if isinstance(m, kind) and m.job == job)

    def endings(self) -> list[tuple[int, str]]:
        return [(m.job, type(m).__name__) for m in self.said if isinstance(m, msg.ENDINGS)]


@pytest.fixture
def client(qtbot: Any, methods: Any) -> Iterator[Callable[..., Client]]:
    made: list[EngineThread] = []

    def make(grace: float = 5.0, warm: Any = (), engine: type[Engine] = Engine) -> Client:
        thread = EngineThread(lambda emit: engine(methods.find, emit, devices=Devices("cpu", 1)), grace=grace)
        made.append(thread)
        client = Client(qtbot, thread)
        thread.start(warm)
        return client

    yield make
    for thread in made:
        assert thread.stop(20), "the engine's thread did not end"


def _good(ctx: Any, *, seed: int, **_p: Any) -> Made:
    ctx.progress(0.5, preview=np.zeros((2, 2, 4), np.uint8))
    return Made(np.full((2, 2, 4), seed, np.uint8))


def test_messages_arrive_on_the_gui_thread_in_order(client: Any, methods: Any) -> None:
    where: list[int] = []
    methods.add("good", lambda ctx, **kw: (where.append(threading.get_ident()), _good(ctx, **kw))[1])
    c, request = client(), _ask("good", 9)
    c.thread.submit(request)
    assert c.until(msg.Finished, request.id).result.pixels[0, 0, 0] == 9
    kinds = [type(m) for m in c.said if m.job == request.id]
    assert kinds == [msg.Started, msg.Progressed, msg.Previewed, msg.Finished]
    assert set(c.heard_on) == {threading.get_ident()} and where[0] != threading.get_ident()


def test_two_hundred_fast_posts_run_three_jobs_at_most(client: Any, methods: Any, gate: Any) -> None:
    methods.add("gate", gate)
    c = client()
    posts = [_ask("gate", seed, "latent") for seed in range(200)]
    for request in posts:
        c.thread.submit(request)
    gate.opened.release(len(posts))
    assert c.until(msg.Finished, posts[-1].id).result.recipe.seed == 199
    assert gate.seen[-1] == 199 and len(gate.seen) <= 3
    ended = c.endings()
    assert sorted(job for job, _ in ended) == [r.id for r in posts]
    assert [job for job, kind in ended if kind == "Finished"] == [posts[-1].id]


def test_a_result_that_is_stale_when_it_arrives_is_dropped(client: Any, methods: Any, qtbot: Any) -> None:
    methods.add("good", _good)
    c = client()
    old, new = _ask("good", 1, "latent"), _ask("good", 2, "latent")
    finished = threading.Event()
    c.thread._worker.engine._emit = _tap(c.thread._worker.engine._emit, finished, old.id)
    c.thread.submit(old)
    assert finished.wait(20)  # its result waits in the event loop, unseen
    c.thread.submit(new)
    c.until(msg.Finished, new.id)
    assert c.endings() == [(old.id, "Cancelled"), (new.id, "Finished")]
    assert not [m for m in c.said if isinstance(m, msg.Previewed) and m.job == old.id]


def _tap(emit: Any, event: threading.Event, job: int) -> Any:
    def tapped(message: msg.Message) -> None:
        emit(message)
        if isinstance(message, msg.Finished) and message.job == job:
            event.set()

    return tapped


def test_cancel_and_cancel_all(client: Any, methods: Any, gate: Any) -> None:
    methods.add("gate", gate)
    c = client()
    requests = [_ask("gate", seed) for seed in range(4)]
    for request in requests:
        c.thread.submit(request)
    gate.wait_entered()
    c.thread.cancel(requests[2].id)
    c.until(msg.Cancelled, requests[2].id)
    c.thread.cancel_all()
    gate.opened.release()
    for request in requests:
        c.until(msg.Cancelled, request.id)
    assert gate.seen == [0]


def test_a_failure_leaves_the_thread_alive(client: Any, methods: Any) -> None:
    def bad(ctx: Any, **_p: Any) -> Made:
        raise SystemExit(1)

    methods.add("bad", bad)
    methods.add("good", _good)
    c, first, second = client(), _ask("bad"), _ask("good")
    c.thread.submit(first)
    c.thread.submit(second)
    c.until(msg.Failed, first.id)
    c.until(msg.Finished, second.id)
    assert c.thread.alive


def test_stop_while_a_job_runs(client: Any, methods: Any, gate: Any) -> None:
    methods.add("gate", gate)
    c = client()
    c.thread.submit(_ask("gate"))
    gate.wait_entered()
    gate.opened.release()
    assert c.thread.stop(20)
    assert not c.thread.alive and c.thread.stop(0)


def test_a_dead_thread_is_replaced_and_the_waiting_work_done(client: Any, methods: Any, gate: Any) -> None:
    """The loop itself breaks here, which no method can bring about."""
    broken = threading.Event()

    class Mortal(Engine):
        def _perform(self, ticket: Any, *args: Any, **kwargs: Any) -> Any:
            if not broken.is_set():
                gate.entered.release()
                assert gate.opened.acquire(timeout=20)
                broken.set()
                raise SystemError("the loop broke")
            return super()._perform(ticket, *args, **kwargs)

    methods.add("good", _good)
    c = client(engine=Mortal)
    first, second = _ask("good", 1), _ask("good", 2)
    c.thread.submit(first)
    gate.wait_entered()
    c.thread.submit(second)
    gate.opened.release()
    c.until(msg.Finished, second.id)
    assert "started again" in c.until(msg.Restarted).sentence
    assert dict(c.endings())[first.id] in ("Failed", "Cancelled")
    assert [job for job, _ in c.endings()].count(first.id) == 1


def test_a_method_that_never_ends_is_given_up_and_the_next_job_works(client: Any, methods: Any, gate: Any) -> None:
    methods.add("endless", gate)
    methods.add("good", _good)
    c = client(grace=0.05)
    first, second = _ask("endless"), _ask("good")
    c.thread.submit(first)
    gate.wait_entered()
    c.thread.submit(second)
    c.thread.cancel(first.id)
    assert "did not stop" in c.until(msg.Failed, first.id).sentence
    c.until(msg.Finished, second.id)
    gate.opened.release()  # what it brings now is no longer listened to
    c._qtbot.waitUntil(lambda: len(c.thread._threads) == 1, timeout=20_000)
    assert [job for job, _ in c.endings()] == [first.id, second.id]


def test_stop_tells_when_a_method_does_not_let_go(qtbot: Any, methods: Any, gate: Any) -> None:
    methods.add("endless", gate)
    thread = EngineThread(lambda emit: Engine(methods.find, emit))
    thread.start()
    thread.submit(_ask("endless"))
    gate.wait_entered()
    assert not thread.stop(0.0)
    gate.opened.release()
    assert thread.stop(20)


def test_warm_up_is_told_on_the_gui_thread(client: Any, methods: Any) -> None:
    c = client(warm=[Step("Getting ready", lambda ctx: ctx.device)])
    assert c.until(msg.DeviceKnown).line == "CPU, 1 thread"
    c._qtbot.waitUntil(lambda: any(isinstance(m, msg.WarmingUp) and m.fraction == 1.0 for m in c.said), timeout=20_000)
    assert set(c.heard_on) == {threading.get_ident()}


def test_a_program_that_ends_by_an_exception_is_not_aborted() -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "from studio.bridge.engine_thread import EngineThread\n"
        "from studio.engine.runner import Engine\n"
        "app = QCoreApplication([])\n"
        "thread = EngineThread(lambda emit: Engine(dict().get, emit))\n"
        "thread.start()\n"
        "raise SystemExit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (7, "")
