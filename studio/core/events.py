"""Plain-Python events: a model validates, compares, then emits; views subscribe and let go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Event(Generic[P]):
    """A list of callables that are called in the order of their subscription.

    Not thread-safe on purpose: an event belongs to the thread of its model. The engine thread never
    emits one; its messages are carried over by the bridge first.
    """

    def __init__(self) -> None:
        self._receivers: list[Callable[P, object]] = []

    def connect(self, receiver: Callable[P, object]) -> Subscription:
        """Calls `receiver` at each emit until the returned subscription is closed."""
        self._receivers.append(receiver)
        return Subscription(lambda: self._drop(receiver))

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Calls all receivers. A receiver that was dropped by an earlier one of this emit is not called."""
        for receiver in tuple(self._receivers):
            if receiver in self._receivers:
                receiver(*args, **kwargs)

    def __len__(self) -> int:
        return len(self._receivers)

    def _drop(self, receiver: Callable[P, object]) -> None:
        if receiver in self._receivers:
            self._receivers.remove(receiver)


class Subscription:
    """One connection; closing it twice is harmless."""

    def __init__(self, close: Callable[[], object]) -> None:
        self._close: Callable[[], object] | None = close

    def close(self) -> None:
        if self._close is not None:
            self._close()
            self._close = None


class Subscriptions:
    """The connections of one view, dropped together when the view goes."""

    def __init__(self) -> None:
        self._items: list[Subscription] = []

    def add(self, event: Event[P], receiver: Callable[P, object]) -> None:
        self._items.append(event.connect(receiver))

    def close(self) -> None:
        for item in self._items:
            item.close()
        self._items.clear()
