"""A picture shown over the canvas that is not (yet) part of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.events import Event

if TYPE_CHECKING:
    from studio.core.picture import Pixels

Rect = tuple[int, int, int, int]
"""x, y, width, height in document pixels."""


class Preview:
    """At most one overlay. `owner` says which panel shows it, so that only that one takes it away again."""

    def __init__(self) -> None:
        self.pixels: Pixels | None = None
        self.rect: Rect = (0, 0, 0, 0)
        self.owner = ""
        self.changed: Event[[]] = Event()

    def show(self, owner: str, pixels: Pixels, rect: Rect) -> None:
        """Shows `pixels`, scaled into `rect`."""
        self.owner, self.pixels, self.rect = owner, pixels, rect
        self.changed.emit()

    def clear(self, owner: str = "") -> None:
        """Takes the overlay away; with `owner`, only if it is that one's."""
        if self.pixels is not None and owner in ("", self.owner):
            self.pixels, self.owner = None, ""
            self.changed.emit()
