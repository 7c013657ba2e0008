"""Where requests wait: one latest-wins slot per live control, which go first, and a first-in-first-out queue."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from studio.engine.request import Request


class Ticket:
    """One accepted request and its cancel flag, which any thread may raise."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.finishing = False
        """Whether the artist takes what there is so far; the method looks at it between two steps."""
        self.cancelled_at: float | None = None
        """`time.monotonic()` of the first cancel."""

    def cancel(self) -> None:
        if self.cancelled_at is None:
            self.cancelled_at = time.monotonic()

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None


class Mailbox:
    """All methods may be called from any thread; `take` and `take_now` only by the one that does the work.

    `dropped` is called, on the thread that caused it and outside the lock, with every ticket that leaves the
    mailbox without having been taken: replaced in its slot, cancelled, or left over at the close.
    """

    def __init__(self, dropped: Callable[[Ticket], object] = lambda ticket: None) -> None:
        self._dropped = dropped
        self._ready = threading.Condition()
        self._slots: OrderedDict[str, Ticket] = OrderedDict()
        self._queue: deque[Ticket] = deque()
        self._running: list[Ticket] = []
        self._closed = False

    def post(self, request: Request) -> Ticket:
        """Accepts a request. In a slot it replaces the one that waits there and cancels the one that runs."""
        ticket = Ticket(request)
        old: Ticket | None = None
        with self._ready:
            if self._closed:
                old = ticket
            elif request.slot is None:
                self._queue.append(ticket)
            else:
                old = self._slots.pop(request.slot, None)
                for running in self._running:
                    if running.request.slot == request.slot:
                        running.cancel()
                self._slots[request.slot] = ticket
            self._ready.notify()
        self._drop(old)
        return ticket

    def take(self) -> Ticket | None:
        """Waits for the next ticket, live ones first; None when the mailbox was closed. Pair with `done`."""
        with self._ready:
            while not (self._slots or self._queue or self._closed):
                self._ready.wait()
            return self._next(live_only=False)

    def take_now(self, *, live_only: bool = False) -> Ticket | None:
        """The next ticket if there is one (only one of a slot when `live_only`). Pair with `done`."""
        with self._ready:
            return self._next(live_only=live_only)

    def adopt(self, request: Request) -> Ticket:
        """A ticket that counts as taken, for work that is done at once. Pair with `done`."""
        ticket = Ticket(request)
        with self._ready:
            self._running.append(ticket)
        return ticket

    def done(self, ticket: Ticket) -> None:
        """The ticket's work has ended."""
        with self._ready:
            self._running.remove(ticket)

    def cancel(self, job: int) -> bool:
        """Cancels the request with this id: a waiting one leaves at once. False when it is not here."""
        found: Ticket | None = None
        with self._ready:
            for running in self._running:
                if running.request.id == job:
                    running.cancel()
                    return True
            found = next((t for t in [*self._slots.values(), *self._queue] if t.request.id == job), None)
            if found is not None:
                if found.request.slot is None:
                    self._queue.remove(found)
                else:
                    del self._slots[found.request.slot]
        self._drop(found)
        return found is not None

    def finish(self, job: int) -> bool:
        """Asks the running request with this id to end with what it has. False when it does not run."""
        with self._ready:
            for running in self._running:
                if running.request.id == job:
                    running.finishing = True
                    return True
        return False

    def cancel_all(self) -> None:
        """Empties the mailbox and cancels what runs."""
        with self._ready:
            left = self._empty()
            for running in self._running:
                running.cancel()
        self._drop(*left)

    def close(self) -> None:
        """Nothing is taken or accepted any more; all is cancelled."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()
        self.cancel_all()

    def drain(self) -> list[Request]:
        """Takes out all that waits, in order, for another mailbox; nothing is reported as dropped."""
        with self._ready:
            return [ticket.request for ticket in self._empty()]

    @property
    def running(self) -> tuple[Ticket, ...]:
        """What is being worked on: one job, and perhaps a live one that cut in on it."""
        with self._ready:
            return tuple(self._running)

    @property
    def closed(self) -> bool:
        return self._closed

    def __len__(self) -> int:
        with self._ready:
            return len(self._slots) + len(self._queue)

    def _next(self, *, live_only: bool) -> Ticket | None:
        if self._closed:
            return None
        if self._slots:
            ticket = self._slots.popitem(last=False)[1]
        elif self._queue and not live_only:
            ticket = self._queue.popleft()
        else:
            return None
        self._running.append(ticket)
        return ticket

    def _empty(self) -> list[Ticket]:
        left = [*self._slots.values(), *self._queue]
        self._slots.clear()
        self._queue.clear()
        return left

    def _drop(self, *tickets: Ticket | None) -> None:
        for ticket in tickets:
            if ticket is not None:
                ticket.cancel()
                self._dropped(ticket)
