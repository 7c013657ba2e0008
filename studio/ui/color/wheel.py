"""The color wheel: a ring of OkLCH hues around a field of lightness (up) and chroma (to the right).

The field shows the sRGB gamut of its hue as it is: no position gives a color that a screen cannot show.
"""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.color.oklch import cusp, in_gamut, max_chroma, oklch_to_rgb, oklch_to_srgb, rgb_to_oklch
from studio.ui.theme import color

RING = 0.105
"""Width of the ring as a share of the widget's side."""
RGB = tuple[int, int, int]


class _Grip(Enum):
    NONE = 0
    RING = 1
    FIELD = 2


class ColorWheel(QWidget):
    """`moved(rgb)` while dragging, `picked(rgb)` when let go. Arrow keys move in the field, with Shift the hue."""

    moved = Signal(tuple)
    picked = Signal(tuple)

    def __init__(self, side: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lightness, self._chroma, self._hue = 0.7, 0.12, 60.0
        self._grip = _Grip.NONE
        self._ring: QImage | None = None
        self._field: tuple[int, int, QImage] | None = None
        self.setFixedSize(QSize(side, side))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Color wheel")
        self.setToolTip("Ring: hue. Field: lightness up, chroma to the right.")

    @property
    def rgb(self) -> RGB:
        return oklch_to_rgb(self._lightness, self._chroma, self._hue)

    @property
    def oklch(self) -> tuple[float, float, float]:
        return self._lightness, self._chroma, self._hue

    def set_rgb(self, rgb: RGB) -> None:
        """Shows `rgb`. The hue of a grey stays where it was, so that the field does not jump."""
        if rgb == self.rgb or self._grip is not _Grip.NONE:
            return
        lightness, chroma, hue = rgb_to_oklch(rgb)
        self._lightness, self._chroma = lightness, chroma
        if chroma > 0.004:
            self._hue = hue
        self.update()

    def set_oklch(self, lightness: float, chroma: float, hue: float) -> None:
        """Shows these coordinates, chroma cut to the gamut, and emits `moved`."""
        self._hue = hue % 360
        self._lightness = min(1.0, max(0.0, lightness))
        self._chroma = min(max(0.0, chroma), max_chroma(self._lightness, self._hue))
        self.update()
        self.moved.emit(self.rgb)

    # -- geometry ------------------------------------------------------------------------------------------------

    def _radius(self) -> float:
        return self.width() / 2 - 1

    def _field_rect(self) -> QRectF:
        inner = self._radius() * (1 - 2 * RING) * 0.93
        height = inner * 1.36
        width = inner * 1.36
        return QRectF(self.width() / 2 - width * 0.46, self.height() / 2 - height / 2, width, height)

    def _field_point(self) -> QPointF:
        rect = self._field_rect()
        top = cusp(round(self._hue) % 360)[1]
        return QPointF(
            rect.left() + rect.width() * min(1.0, self._chroma / top), rect.bottom() - rect.height() * self._lightness
        )

    def _ring_point(self) -> QPointF:
        radius = self._radius() * (1 - RING)
        angle = math.radians(self._hue)
        return QPointF(self.width() / 2 + radius * math.cos(angle), self.height() / 2 - radius * math.sin(angle))

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        scale = self.devicePixelRatioF()
        painter.drawImage(QRectF(self.rect()), self._ring_image(round(self.width() * scale)))
        rect = self._field_rect()
        painter.drawImage(rect, self._field_image(round(rect.width() * scale), round(self._hue) % 360))
        for at in (self._ring_point(), self._field_point()):
            painter.setPen(QPen(QColor(0, 0, 0, 150), 4))
            painter.setBrush(QColor(*self.rgb))
            painter.drawEllipse(at, 6.5, 6.5)
            painter.setPen(QPen(QColor("white"), 2))
            painter.drawEllipse(at, 6.5, 6.5)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _ring_image(self, side: int) -> QImage:
        if self._ring is None or self._ring.width() != side:
            y, x = np.mgrid[0:side, 0:side] + 0.5
            dx, dy = x - side / 2, side / 2 - y
            distance = np.hypot(dx, dy)
            outer = side / 2 - side / self.width()
            inner = outer * (1 - 2 * RING)
            cover = np.clip(outer - distance + 0.5, 0, 1) * np.clip(distance - inner + 0.5, 0, 1)
            hue = np.degrees(np.arctan2(dy, dx)) % 360
            rgb = oklch_to_srgb(np.full_like(hue, 0.74), np.full_like(hue, 0.125), hue)
            self._ring = _image(rgb, cover)
        return self._ring

    def _field_image(self, side: int, hue: int) -> QImage:
        if self._field is None or self._field[:2] != (side, hue):
            twice = side * 2
            y, x = np.mgrid[0:twice, 0:twice] + 0.5
            lightness, chroma = 1 - y / twice, x / twice * cusp(hue)[1]
            rgb = oklch_to_srgb(lightness, chroma, np.full_like(chroma, float(hue)))
            inside = in_gamut(rgb).astype(np.float64)
            # Supersampled 2 x 2: the gamut's edge is a curve and would show steps.
            cover = inside.reshape(side, 2, side, 2).mean((1, 3))
            weighted = (np.clip(rgb, 0, 1) * inside[..., None]).reshape(side, 2, side, 2, 3).sum((1, 3))
            self._field = (side, hue, _image(weighted / np.maximum(cover * 4, 1e-6)[..., None], cover))
        return self._field[2]

    # -- input ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        center = QPointF(self.width() / 2, self.height() / 2)
        away = event.position() - center
        distance = math.hypot(away.x(), away.y())
        self._grip = _Grip.RING if distance > self._radius() * (1 - 2 * RING) else _Grip.FIELD
        self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._grip is not _Grip.NONE:
            self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._grip is not _Grip.NONE:
            self._grip = _Grip.NONE
            self.picked.emit(self.rgb)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        lightness, chroma, hue = self.oklch
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_oklch(lightness, chroma, hue + 3 * (step[0] + step[1]))
        else:
            self.set_oklch(lightness + 0.01 * step[1], chroma + 0.005 * step[0], hue)
        self.picked.emit(self.rgb)

    def _drag(self, at: QPointF) -> None:
        if self._grip is _Grip.RING:
            hue = math.degrees(math.atan2(self.height() / 2 - at.y(), at.x() - self.width() / 2))
            # The point keeps its share of the chroma that its new hue can have.
            share = self._chroma / max(1e-6, max_chroma(self._lightness, self._hue))
            self.set_oklch(self._lightness, share * max_chroma(self._lightness, hue % 360), hue)
        else:
            rect = self._field_rect()
            lightness = (rect.bottom() - at.y()) / rect.height()
            share = (at.x() - rect.left()) / rect.width()
            self.set_oklch(lightness, share * cusp(round(self._hue) % 360)[1], self._hue)


def _image(rgb: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
           alpha: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> QImage:  # fmt: skip
    """Float (n, n, 3) and (n, n), 0..1, to an image that owns its bytes."""
    side = alpha.shape[0]
    out = np.empty((side, side, 4), np.uint8)
    out[..., :3] = np.rint(np.clip(rgb, 0, 1) * 255)
    out[..., 3] = np.rint(alpha * 255)
    return QImage(out.tobytes(), side, side, side * 4, QImage.Format.Format_RGBA8888).copy()
