from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject

from studio.bridge.binding import Bindings, GuiCaller
from studio.core.events import Event


def test_work_is_carried_to_the_gui_thread(qtbot: Any) -> None:
    caller = GuiCaller()
    where: list[int] = []
    worker = threading.Thread(target=lambda: caller(lambda: where.append(threading.get_ident())))
    worker.start()
    worker.join(20)
    assert where == []
    qtbot.waitUntil(lambda: where == [threading.get_ident()], timeout=20_000)


def test_subscriptions_end_with_their_owner(qapp: Any) -> None:
    event: Event[int] = Event()
    got: list[int] = []
    owner = QObject()
    Bindings(owner).on(event, got.append)
    event.emit(1)
    assert len(event) == 1
    del owner
    event.emit(2)
    assert got == [1] and len(event) == 0
