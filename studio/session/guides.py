"""Compositions as lines over the picture: which one is shown, and what lets itself be drawn to its lines."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.errors import UnknownNameError
from studio.core.events import Event, Subscriptions
from studio.core.guides import BY_ID, Guides, Line

if TYPE_CHECKING:
    from studio.session.studio import Studio

NAME = "guides"
"""Of what the document keeps."""
MIME = "application/x-pentimento-guides"
"""A composition on its way to the canvas: its id."""
OPACITIES = (0.25, 0.5, 0.75, 1.0)
_SIDES = (0.5, 0.0, 1.0)
"""What of a box is drawn to lines, as shares of its side."""

Box = tuple[float, float, float, float]
"""x, y, width, height in px of the document."""


@dataclass(frozen=True)
class Snapped:
    """How far a box is drawn, in px, and the lines and points (by their number) that hold it."""

    dx: float = 0.0
    dy: float = 0.0
    lines: tuple[int, ...] = ()
    points: tuple[int, ...] = ()


class GuidesState:
    """`changed`: other guides, or none, or another look of them. Which ones is kept with the document, the look and
    whether things are drawn to them with the settings."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.changed: Event[[]] = Event()
        self._current: Guides | None = None
        self._last = "thirds"
        self._subscriptions = Subscriptions()
        studio.document_changed.connect(self._follow_document)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def current(self) -> Guides | None:
        """The guides that are shown."""
        return self._current

    @property
    def opacity(self) -> float:
        value = self._studio.settings["guides"].get("opacity")
        return value if value in OPACITIES else 0.75

    @property
    def snapping(self) -> bool:
        """Whether what is moved is drawn to the guides."""
        return self._studio.settings["guides"].get("snapping") is not False

    def lines(self) -> list[Line]:
        """x1, y1, x2, y2 in px of the document."""
        width, height = self._studio.document_size
        found = self._current.lines if self._current is not None else ()
        return [(a * width, b * height, c * width, d * height) for a, b, c, d in found]

    def points(self) -> list[tuple[float, float]]:
        """In px of the document."""
        width, height = self._studio.document_size
        return [(x * width, y * height) for x, y in (self._current.points if self._current is not None else ())]

    # -- verbs ---------------------------------------------------------------------------------------------------

    def show(self, id_: str) -> None:
        """Raises `UserError` for an unknown composition, or without a picture."""
        if id_ not in BY_ID:
            raise UnknownNameError("composition", id_, BY_ID)
        document = self._studio.require_document()
        document.set_attached(NAME, json.dumps({"id": id_}))

    def hide(self) -> None:
        document = self._studio.document
        if document is not None:
            document.set_attached(NAME, "")

    def toggle(self) -> None:
        """Hides the guides, or shows those that were shown last. Raises `UserError` without a picture."""
        if self._current is not None:
            self.hide()
        else:
            self.show(self._last)

    def set_opacity(self, opacity: float) -> None:
        """`opacity`: one of `OPACITIES`."""
        self._keep("opacity", opacity)

    def set_snapping(self, on: bool) -> None:
        self._keep("snapping", on)

    def _keep(self, name: str, value: object) -> None:
        self._studio.settings.set("guides", self._studio.settings["guides"] | {name: value})
        self.changed.emit()

    # -- drawing things to the guides ----------------------------------------------------------------------------

    def snap(self, box: Box, reach: float) -> Snapped:
        """How a box that is within `reach` px of the guides moves onto them: its sides and its middle to upright and
        level lines, else its middle to points and slanted lines."""
        if self._current is None or not self.snapping or reach <= 0:
            return Snapped()
        lines = self.lines()
        across = _nearest([(box[0] + e * box[2], x, n) for e in _SIDES for n, x in _upright(lines)], reach)
        along = _nearest([(box[1] + e * box[3], y, n) for e in _SIDES for n, y in _level(lines)], reach)
        if across is not None or along is not None:
            held = tuple(found[1] for found in (across, along) if found is not None)
            return Snapped(across[0] if across else 0.0, along[0] if along else 0.0, held)
        x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
        points = [(math.hypot(px - x, py - y), px - x, py - y, n) for n, (px, py) in enumerate(self.points())]
        if points and min(points)[0] <= reach:
            _distance, dx, dy, number = min(points)
            return Snapped(dx, dy, (), (number,))
        slanted = [(*_foot(line, x, y), n) for n, line in enumerate(lines) if line[0] != line[2] and line[1] != line[3]]
        near = min(((math.hypot(dx, dy), dx, dy, n) for dx, dy, n in slanted), default=None)
        if near is not None and near[0] <= reach:
            return Snapped(near[1], near[2], (near[3],))
        return Snapped()

    def snap_x(self, x: float, reach: float) -> tuple[float, tuple[int, ...]]:
        """Where an upright side within `reach` px of an upright guide goes, and the guides that hold it."""
        if self._current is None or not self.snapping:
            return x, ()
        found = _nearest([(x, line, n) for n, line in _upright(self.lines())], reach)
        return (x + found[0], (found[1],)) if found is not None else (x, ())

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._subscriptions.add(document.attached_changed, self._attached_changed)
            self._subscriptions.add(document.structure_changed, self.changed.emit)
        self._read()

    def _attached_changed(self, name: str) -> None:
        if name == NAME:
            self._read()

    def _read(self) -> None:
        document = self._studio.document
        self._current = _guides_in(document.attached.get(NAME, "")) if document is not None else None
        if self._current is not None:
            self._last = self._current.id
        self.changed.emit()


def _guides_in(text: str) -> Guides | None:
    """What a document keeps; None for what it cannot be: files may come from anywhere."""
    try:
        data = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    id_ = data.get("id") if isinstance(data, dict) else None
    return BY_ID.get(id_) if isinstance(id_, str) else None


def _upright(lines: list[Line]) -> list[tuple[int, float]]:
    return [(n, x1) for n, (x1, _y1, x2, _y2) in enumerate(lines) if x1 == x2]


def _level(lines: list[Line]) -> list[tuple[int, float]]:
    return [(n, y1) for n, (_x1, y1, _x2, y2) in enumerate(lines) if y1 == y2]


def _nearest(pairs: list[tuple[float, float, int]], reach: float) -> tuple[float, int] | None:
    """The shortest way from a side to a line, and the line's number; None when all are further than `reach`."""
    found = min(((abs(line - side), line - side, n) for side, line, n in pairs), default=None)
    return (found[1], found[2]) if found is not None and found[0] <= reach else None


def _foot(line: Line, x: float, y: float) -> tuple[float, float]:
    """The way from a point to the nearest place of a line."""
    x1, y1, x2, y2 = line
    dx, dy = x2 - x1, y2 - y1
    t = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
    return x1 + t * dx - x, y1 + t * dy - y
