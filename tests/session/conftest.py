"""A session over the real engine, driven without threads: `work()` does what was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.art.catalog import find
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext
from studio.core.settings import Settings
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.session.studio import Studio


class HandEngine:
    """Keeps requests until `work`; then the real engine does them one after another on this thread."""

    def __init__(self) -> None:
        self.waiting: list[Request] = []
        self.done: list[Request] = []
        self.studio: Studio | None = None
        self._engine = Engine(find)

    def submit(self, request: Request) -> None:
        if request.slot:
            self.waiting = [r for r in self.waiting if r.slot != request.slot]
        self.waiting.append(request)

    def finish(self, job: int) -> None:
        self._engine.finish(job)

    def cancel(self, job: int) -> None:
        for request in [r for r in self.waiting if r.id == job]:
            self.waiting.remove(request)
            assert self.studio is not None
            self.studio.receive(msg.Cancelled(request.id, request.slot))
            return
        self._engine.cancel(job)

    def work(self, limit: int = 1000) -> int:
        """Does up to `limit` requests, new ones included; returns how many."""
        assert self.studio is not None
        number = 0
        while self.waiting and number < limit:
            request = self.waiting.pop(0)
            self.done.append(request)
            number += 1
            self.studio.receive(msg.Started(request.id, request.slot))
            try:
                result = self._engine.run_now(request, self.studio.receive)
            except (UserError, Cancelled) as error:
                # `run_now` has told the failure as a message already.
                assert str(error) or isinstance(error, Cancelled)
                continue
            if not any(j.id == request.id for j in self.studio.jobs):
                continue
            self.studio.receive(msg.Finished(request.id, request.slot, result))
        return number


@pytest.fixture
def engine() -> HandEngine:
    return HandEngine()


@pytest.fixture
def studio(engine: HandEngine) -> Iterator[Studio]:
    """A session whose new pictures are 96 x 80 px."""
    settings = Settings()
    settings["new_width"], settings["new_height"] = 96, 80
    made = Studio(engine, settings)
    engine.studio = made
    made.told_all = []  # type: ignore[attr-defined]
    made.told.connect(made.told_all.append)  # type: ignore[attr-defined]
    yield made
    made.close()


@pytest.fixture
def ctx() -> DirectContext:
    return DirectContext()
