"""How the picture lies in the window: place, zoom, turn, mirror. Plain numbers, no widget."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

STEPS = (0.03125, 0.0625, 0.125, 0.1667, 0.25, 0.3333, 0.5, 0.6667, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0)
MIN_ZOOM, MAX_ZOOM = STEPS[0], STEPS[-1]


@dataclass(frozen=True)
class Viewport:
    """`size`: the widget in logical px. `ratio`: device pixels per logical one. `center`: the document point in the
    middle of the widget. `zoom`: device pixels per document pixel. `angle`: degrees clockwise."""

    size: tuple[float, float] = (1.0, 1.0)
    ratio: float = 1.0
    center: tuple[float, float] = (0.0, 0.0)
    zoom: float = 1.0
    angle: float = 0.0
    mirrored: bool = False

    @property
    def scale(self) -> float:
        """Logical px per document px."""
        return self.zoom / self.ratio

    @property
    def upright(self) -> bool:
        return self.angle % 360 == 0 and not self.mirrored

    def transform(self) -> QTransform:
        """Document to widget. Without a turn the picture's corner lies on a device pixel, so that 100 % is crisp."""
        made = QTransform()
        made.translate(self.size[0] / 2, self.size[1] / 2)
        made.rotate(self.angle)
        made.scale(-self.scale if self.mirrored else self.scale, self.scale)
        made.translate(-self.center[0], -self.center[1])
        if self.angle % 90 == 0:
            corner = made.map(QPointF(0, 0)) * self.ratio
            dx, dy = (round(corner.x()) - corner.x()) / self.ratio, (round(corner.y()) - corner.y()) / self.ratio
            made = made * QTransform.fromTranslate(dx, dy)
        return made

    def to_document(self, at: QPointF) -> QPointF:
        inverse, _ok = self.transform().inverted()
        return inverse.map(at)

    def to_widget(self, at: QPointF) -> QPointF:
        return self.transform().map(at)

    def shown(self, part: QRectF) -> QRectF:
        """The document area under a part of the widget."""
        inverse, _ok = self.transform().inverted()
        return inverse.mapRect(part)

    # -- moves ---------------------------------------------------------------------------------------------------

    def resized(self, size: QSizeF, ratio: float) -> Viewport:
        return replace(self, size=(max(1.0, size.width()), max(1.0, size.height())), ratio=ratio)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moves the picture by logical px."""
        before = self.to_document(QPointF(self.size[0] / 2 - dx, self.size[1] / 2 - dy))
        return replace(self, center=(before.x(), before.y()))

    def zoomed(self, zoom: float, at: QPointF | None = None) -> Viewport:
        """Another zoom; the document point under `at` (default: the middle) stays there."""
        zoom = min(MAX_ZOOM, max(MIN_ZOOM, zoom))
        anchor = at or QPointF(self.size[0] / 2, self.size[1] / 2)
        return self._keeping(replace(self, zoom=zoom), anchor)

    def stepped(self, steps: int, at: QPointF | None = None) -> Viewport:
        """The next zoom step in (positive) or out."""
        zoom = self.zoom
        for _ in range(abs(steps)):
            if steps > 0:
                zoom = next((s for s in STEPS if s > zoom * 1.001), MAX_ZOOM)
            else:
                zoom = next((s for s in reversed(STEPS) if s < zoom * 0.999), MIN_ZOOM)
        return self.zoomed(zoom, at)

    def turned(self, angle: float, at: QPointF | None = None) -> Viewport:
        """Another angle in degrees around `at`."""
        anchor = at or QPointF(self.size[0] / 2, self.size[1] / 2)
        return self._keeping(replace(self, angle=angle % 360), anchor)

    def flipped(self) -> Viewport:
        return replace(self, mirrored=not self.mirrored)

    def fitted(self, width: int, height: int, margin: float = 32.0) -> Viewport:
        """The whole picture in the middle, at most at 100 % times the screen's ratio."""
        turn = math.radians(self.angle)
        w = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
        h = abs(width * math.sin(turn)) + abs(height * math.cos(turn))
        room_w, room_h = max(16.0, self.size[0] - 2 * margin), max(16.0, self.size[1] - 2 * margin)
        zoom = min(room_w / w, room_h / h) * self.ratio
        zoom = min(MAX_ZOOM, max(MIN_ZOOM, min(zoom, max(1.0, self.ratio) if max(width, height) > 64 else MAX_ZOOM)))
        return replace(self, zoom=zoom, center=(width / 2, height / 2))

    def _keeping(self, other: Viewport, anchor: QPointF) -> Viewport:
        """`other`, moved so that the document point under `anchor` is the same as in this one."""
        point = self.to_document(anchor)
        off = other.to_document(anchor) - point
        return replace(other, center=(other.center[0] - off.x(), other.center[1] - off.y()))
