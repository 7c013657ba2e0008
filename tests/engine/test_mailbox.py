from __future__ import annotations

import threading

from studio.engine.mailbox import Mailbox, Ticket
from studio.engine.request import Request


def _live(seed: int, slot: str = "latent") -> Request:
    return Request.make("generator/x", {}, slot=slot, seed=seed)


def _queued(seed: int) -> Request:
    return Request.make("generator/x", {}, seed=seed)


def _seed(ticket: Ticket | None) -> object:
    return None if ticket is None else dict(ticket.request.inputs)["seed"]


def test_a_slot_keeps_only_the_newest_and_reports_the_rest() -> None:
    dropped: list[Ticket] = []
    box = Mailbox(dropped.append)
    for seed in range(200):
        box.post(_live(seed))
    assert len(box) == 1 and len(dropped) == 199
    assert _seed(box.take()) == 199
    assert all(t.cancelled for t in dropped)


def test_live_slots_go_before_the_queue_and_in_turn() -> None:
    box = Mailbox()
    for request in (_queued(1), _queued(2), _live(3, "a"), _live(4, "b"), _live(5, "a")):
        box.post(request)
    assert [_seed(box.take_now()) for _ in range(5)] == [4, 5, 1, 2, None]


def test_only_live_ones_cut_in() -> None:
    box = Mailbox()
    box.post(_queued(1))
    assert box.take_now(live_only=True) is None
    box.post(_live(2))
    assert _seed(box.take_now(live_only=True)) == 2


def test_posting_to_a_slot_cancels_what_runs_there_and_nothing_else() -> None:
    box = Mailbox()
    box.post(_queued(1))
    queued = box.take_now()
    box.post(_live(2))
    running = box.take_now()
    box.post(_live(3))
    assert running is not None and running.cancelled
    assert queued is not None and not queued.cancelled


def test_cancel_finds_waiting_and_running_ones() -> None:
    dropped: list[Ticket] = []
    box = Mailbox(dropped.append)
    first, second, third = _queued(1), _queued(2), _live(3)
    for request in (first, second, third):
        box.post(request)
    assert box.cancel(second.id) and box.cancel(third.id)
    assert [t.request.id for t in dropped] == [second.id, third.id]
    running = box.take_now()
    assert running is not None and running.request is first
    assert box.cancel(first.id) and running.cancelled
    box.done(running)
    assert not box.cancel(first.id)
    assert not box.cancel(10**9)


def test_close_wakes_the_taker_and_refuses_the_late() -> None:
    dropped: list[Ticket] = []
    box = Mailbox(dropped.append)
    got: list[Ticket | None] = []
    taker = threading.Thread(target=lambda: got.append(box.take()))
    taker.start()
    box.close()
    taker.join(20)
    assert got == [None]
    late = box.post(_queued(1))
    assert dropped == [late] and box.take() is None


def test_drain_hands_over_in_order_without_reporting() -> None:
    dropped: list[Ticket] = []
    box = Mailbox(dropped.append)
    for request in (_queued(1), _queued(2), _live(3)):
        box.post(request)
    assert [dict(r.inputs)["seed"] for r in box.drain()] == [3, 1, 2]
    assert not dropped and len(box) == 0
