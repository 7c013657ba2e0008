"""How long the work will take yet, as the status line tells it."""

from __future__ import annotations

import pytest

from studio.engine import messages as msg
from studio.engine.request import Request
from studio.session import jobs as module
from studio.session.jobs import JobList


class _Port:
    def submit(self, request: Request) -> None: ...
    def cancel(self, job: int) -> None: ...
    def finish(self, job: int) -> None: ...


class _Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_a_job_that_stands_still_does_not_promise_longer_and_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock()
    monkeypatch.setattr(module, "time", clock)
    jobs = JobList(_Port())
    job = jobs.submit(Request.make("muse/concepts", title="Writing"))
    jobs.receive(msg.Started(job.id))
    clock.now += 4.0
    jobs.receive(msg.Progressed(job.id, fraction=0.25))
    assert jobs.seconds_left() == pytest.approx(12.0)
    clock.now += 6.0
    jobs.receive(msg.Progressed(job.id, fraction=0.25))
    assert jobs.seconds_left() == pytest.approx(6.0)
    clock.now += 20.0
    assert jobs.seconds_left() is None
