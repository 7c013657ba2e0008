"""Between plain-Python events and Qt: work carried to the GUI thread, subscriptions that go with their widget."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from studio.core.events import Event, Subscriptions

P = ParamSpec("P")


class GuiCaller(QObject):
    """Calls functions on the thread it was made on, from its event loop. May be called from any thread."""

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, work: Callable[[], object]) -> None:
        self._asked.emit(work)

    def deliver(self) -> None:
        """Calls now what was asked for so far, for a caller that must not return to the event loop."""
        QCoreApplication.sendPostedEvents(self)

    @Slot(object)
    def _call(self, work: Callable[[], object]) -> None:
        work()


class Bindings:
    """The subscriptions of one Qt object; they end when it is destroyed, or by `close`."""

    def __init__(self, owner: QObject) -> None:
        self._subscriptions = subscriptions = Subscriptions()
        # A closure over the subscriptions alone: a reference to the owner would keep it from being destroyed,
        # and a bound method of a plain object is held only weakly.
        owner.destroyed.connect(lambda: subscriptions.close())

    def on(self, event: Event[P], receiver: Callable[P, object]) -> None:
        """Calls `receiver` at each emit of `event`."""
        self._subscriptions.add(event, receiver)

    def close(self) -> None:
        self._subscriptions.close()
