"""How the maps of several styles are seen over the picture: a veil in each style's color, and the outlines of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from studio.document.raster import Rect
from studio.ui.canvas.region_overlay import FINEST, outline, veiled
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.art.styles.segments import Labels
    from studio.session.studio import Studio

VEIL = 0.42
"""How much the veil of the map that is painted covers; the others cover less."""
QUIET = 0.28
BAND = 64
"""Rows of a veil that are read at a time."""


def map_color(slot: int) -> QColor:
    """The color of the style in this slot."""
    return color(f"map{slot}")


class _Veil:
    """One map as an image at every `step`-th pixel."""

    def __init__(self, width: int, height: int, step: int, ink: QColor) -> None:
        self.step = step
        self._words = veiled(ink)
        self._raw = np.zeros((-(-height // step), -(-width // step)), np.uint32)
        rows, columns = self._raw.shape
        self.image = QImage(self._raw.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied)

    def refresh(self, alpha: NDArray[np.uint8], column: int, row: int) -> None:
        self._raw[row : row + alpha.shape[0], column : column + alpha.shape[1]] = self._words[alpha]

    def area(self, rect: Rect) -> tuple[int, int, int, int]:
        """Columns and rows that `rect` of the document touches: left, top, right, bottom."""
        rows, columns = self._raw.shape
        left, top = max(0, rect[0] // self.step), max(0, rect[1] // self.step)
        right = min(columns, -(-(rect[0] + rect[2]) // self.step))
        return left, top, right, min(rows, -(-(rect[1] + rect[3]) // self.step))


class StyleOverlay:
    """Follows nothing by itself: the canvas tells it what changed."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._veils: dict[int, _Veil] = {}
        self._key: object = None
        self._labels: Labels | None = None
        self._lines: list[list[QLineF]] = []
        self._numbers: list[int] = []

    def state(self) -> tuple[object, ...]:
        """What decides how it looks, beside the maps themselves."""
        style = self._studio.style
        slots = tuple(s.slot for s in style.mix.named) if style.maps.shown else ()
        return style.maps.owner, slots, style.maps.painting, style.regions.active, style.regions.held

    def forget(self, rect: Rect | None = None) -> None:
        """The maps changed within `rect` (None: everywhere, or others are meant)."""
        if rect is None:
            self._veils.clear()
        elif self._studio.style.maps.shown:
            for slot in list(self._veils):
                self._refresh(slot, rect)

    def paint(self, painter: QPainter) -> None:
        """Draws in document coordinates, clipped to the canvas."""
        style, document = self._studio.style, self._studio.document
        if document is None or not style.maps.shown:
            return
        key = (style.maps.owner, document.width, document.height, id(document))
        if key != self._key:
            self._key = key
            self._veils.clear()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        for share in style.mix.named:
            if style.maps.plane(share.slot) is None:
                continue
            veil = self._veil(share.slot)
            loud = style.maps.painting in (None, share.slot)
            painter.setOpacity(VEIL if loud else QUIET)
            size = (veil.image.width() * veil.step, veil.image.height() * veil.step)
            painter.drawImage(QRectF(0, 0, *size), veil.image)
        painter.restore()
        if style.regions.labels is not None:
            self._paint_regions(painter)

    def _veil(self, slot: int) -> _Veil:
        veil = self._veils.get(slot)
        if veil is None:
            document = self._studio.require_document()
            step = max(1, -(-max(document.width, document.height) // FINEST))
            veil = self._veils[slot] = _Veil(document.width, document.height, step, map_color(slot))
            self._refresh(slot, document.canvas)
        return veil

    def _refresh(self, slot: int, rect: Rect) -> None:
        veil, plane = self._veils[slot], self._studio.style.maps.plane(slot)
        left, top, right, bottom = veil.area(rect)
        if right <= left or bottom <= top:
            return
        if plane is None:
            veil.refresh(np.zeros((bottom - top, right - left), np.uint8), left, top)
            return
        step = veil.step
        x = left * step - plane.props.x
        for row in range(top, bottom, BAND):  # at once a large picture would take hundreds of megabytes
            rows = min(BAND, bottom - row)
            area = (x, row * step - plane.props.y, (right - left) * step, rows * step)
            veil.refresh(plane.tiles.read(area)[::step, ::step, 3], left, row)

    # -- regions -------------------------------------------------------------------------------------------------

    def _paint_regions(self, painter: QPainter) -> None:
        regions = self._studio.style.regions
        labels = regions.labels
        assert labels is not None
        if labels is not self._labels:
            self._labels = labels
            found = np.unique(labels[labels >= 0])
            self._lines = [[QLineF(*line) for line in outline(_soft(labels == k)).tolist()] for k in found]
            self._numbers = [int(k) for k in found]
        x, y, width, height = regions.rect
        to = QTransform.fromTranslate(x, y).scale(width / labels.shape[1], height / labels.shape[0])
        painter.save()
        painter.setTransform(to, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, lines in zip(self._numbers, self._lines, strict=True):
            held = number == regions.held
            # Dark under light, as the brush's outline: seen on any ground.
            for ink, wide in ((QColor(0, 0, 0, 130), 5.0 if held else 3.0), (QColor(255, 255, 255, 235), 1.2)):
                pen = QPen(ink, wide if not held or wide > 2 else 3.0)
                pen.setCosmetic(True)
                painter.setPen(pen)
                painter.drawLines(lines)
        painter.restore()


def _soft(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A region with borders that are not stairs; along the picture's own edge it stays whole."""
    import cv2

    white = np.pad(np.where(mask, 255, 0).astype(np.uint8), 4, "edge")
    return np.ascontiguousarray(np.asarray(cv2.GaussianBlur(white, (0, 0), 1.2), np.uint8)[4:-4, 4:-4])
