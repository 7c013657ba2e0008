"""How long a batch will take, by the pixels that are done of each kind."""

from __future__ import annotations

from collections.abc import Iterable

from studio.session.batch_items import Item, Kind


class Pace:
    """Seconds a pixel, of pictures and of films apart."""

    def __init__(self) -> None:
        self._spent: dict[Kind, tuple[float, float]] = {}

    def add(self, item: Item, seconds: float) -> None:
        """A file is finished."""
        before, pixels = self._spent.get(item.kind, (0.0, 0.0))
        self._spent[item.kind] = before + seconds, pixels + item.pixels

    def left(self, items: Iterable[Item], current: Item | None, spent: float) -> float | None:
        """Seconds that `items` will take; `current` is under way since `spent` seconds. None while there is nothing to go by."""
        pace = dict(self._spent)
        if current is not None and current.fraction > 0.05:
            seconds, pixels = pace.get(current.kind, (0.0, 0.0))
            pace[current.kind] = seconds + spent, pixels + current.pixels * current.fraction
        left = 0.0
        for item in items:
            if item.open:
                # Of a kind that none is finished of, the other one's pace tells more than nothing.
                seconds, pixels = pace.get(item.kind) or next(iter(pace.values()), (0.0, 0.0))
                if not pixels:
                    return None
                left += seconds / pixels * item.pixels * (1 - item.fraction)
        return left
