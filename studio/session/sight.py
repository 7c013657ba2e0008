"""What of the picture the artist sees: the canvas tells it, previews ask for it."""

from __future__ import annotations

from studio.core.events import Event

Box = tuple[float, float, float, float]
"""x, y, width, height in document px."""


class Sight:
    """`box`: the part of the document under the canvas, not clipped to it; None before there is a canvas. `zoom`:
    device px per document px. `changed` after either is another."""

    def __init__(self) -> None:
        self.box: Box | None = None
        self.zoom = 1.0
        self.changed: Event[[]] = Event()

    def see(self, box: Box | None, zoom: float) -> None:
        if (box, zoom) != (self.box, self.zoom):
            self.box, self.zoom = box, zoom
            self.changed.emit()
