"""Work that waits until the artist rests: the newest call counts, after a pause."""

from __future__ import annotations

from collections.abc import Callable

After = Callable[[int, Callable[[], None]], object]
"""Calls something on the session's thread after so many milliseconds."""


class Delay:
    """One waiting call at most. Without a clock (command line, tests) it is made at once."""

    def __init__(self, after: After | None) -> None:
        self._after = after
        self._token = 0
        self.waiting = False

    def start(self, milliseconds: int, call: Callable[[], None]) -> None:
        """Calls `call` after a pause, in place of what waited."""
        self._token += 1
        token, self.waiting = self._token, True

        def due() -> None:
            if token == self._token and self.waiting:
                self.waiting = False
                call()

        if self._after is None:
            due()
        else:
            self._after(milliseconds, due)

    def stop(self) -> None:
        """Forgets what waited."""
        self._token += 1
        self.waiting = False
