"""The composited picture of a document, kept up to date region by region, with smaller copies for zoomed-out views."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from studio.document.compositor import paint_layers
from studio.document.contents import Contents
from studio.document.layer import Layer
from studio.document.raster import Raw, Rect, empty, image_on, intersect, unite
from studio.document.tiles import Key

MIPS = 3
"""Halved copies for zoomed-out views: 1/2, 1/4, 1/8."""
BLOCK = 1024
"""Side of the squares in which a picture is brought up to date; ten layers of one take some 20 ms."""


class Flattened:
    """The composited picture of a document with halved copies, brought up to date where it changed.

    Follows the document's events; `image(level)` composites what is dirty first, all of it or as much as there is
    time for: what has waited longest goes first, so that nothing waits for ever while a slider moves.
    """

    def __init__(self, document: Contents, layers: Callable[[], Iterable[Layer]] | None = None) -> None:
        """`layers`: which of them are shown, asked at each composing; all of the document's if left out."""
        self._document = document
        self._layers = layers or (lambda: document.layers)
        self._size = (0, 0)
        self._images: list[QImage] = []
        self._raws: list[Raw] = []
        self._dirty: dict[Key, Rect] = {}
        self._subscriptions = [
            document.pixels_changed.connect(self.invalidate),
            document.structure_changed.connect(self.invalidate_all),
        ]

    def close(self) -> None:
        for subscription in self._subscriptions:
            subscription.close()

    @property
    def canvas(self) -> Rect:
        return 0, 0, self._document.width, self._document.height

    def invalidate(self, rect: Rect) -> None:
        """`rect` has to be composited anew."""
        area = intersect(rect, (0, 0, self._document.width, self._document.height))
        if area is None:
            return
        x, y, width, height = area
        for row in range(y // BLOCK, (y + height - 1) // BLOCK + 1):
            for column in range(x // BLOCK, (x + width - 1) // BLOCK + 1):
                part = intersect(area, (column * BLOCK, row * BLOCK, BLOCK, BLOCK))
                assert part is not None
                key = (column, row)
                self._dirty[key] = unite(self._dirty.get(key), part)

    def invalidate_all(self) -> None:
        self.invalidate((0, 0, self._document.width, self._document.height))

    @property
    def behind(self) -> bool:
        """Whether parts of `image` still show the picture of before."""
        return bool(self._dirty) or self._size != (self._document.width, self._document.height)

    def image(self, level: int = 0, seconds: float = math.inf) -> QImage:
        """The picture at 1/2**level of its size (level 0..MIPS). Shares memory: draw it, do not keep it.

        After `seconds` it stops composing (but makes at least one block); see `behind`.
        """
        self._refresh(seconds)
        return self._images[min(level, len(self._images) - 1)]

    def _refresh(self, seconds: float) -> None:
        width, height = self._document.width, self._document.height
        if self._size != (width, height):
            self._size = (width, height)
            sizes = [
                (max(1, (width + (1 << k) - 1) >> k), max(1, (height + (1 << k) - 1) >> k)) for k in range(MIPS + 1)
            ]
            self._raws = [empty(w, h) for w, h in sizes]
            self._images = [image_on(raw) for raw in self._raws]
            self._dirty.clear()
            self.invalidate_all()
        end = time.perf_counter() + seconds
        while self._dirty:
            rect = self._dirty.pop(next(iter(self._dirty)))
            # Whole cells of the coarsest level, so that no halved pixel is made of half a cell.
            cell = 1 << MIPS
            x0, y0 = rect[0] // cell * cell, rect[1] // cell * cell
            x1, y1 = -(-(rect[0] + rect[2]) // cell) * cell, -(-(rect[1] + rect[3]) // cell) * cell
            area = intersect((x0, y0, x1 - x0, y1 - y0), (0, 0, width, height))
            if area:
                self._composite(area)
            if time.perf_counter() >= end:
                return

    def _composite(self, area: Rect) -> None:
        x, y, width, height = area
        self._raws[0][y : y + height, x : x + width] = 0
        paint_layers(self._images[0], self._layers(), area, (0, 0))
        for level in range(1, MIPS + 1):
            x, y = x >> 1, y >> 1
            width, height = (width + 1) >> 1, (height + 1) >> 1
            # Exactly twice the size, whatever the picture's edge: every halved pixel is the mean of four.
            finer = self._images[level - 1].copy(QRect(x * 2, y * 2, width * 2, height * 2))
            half = finer.scaled(
                QSize(width, height), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter = QPainter(self._images[level])
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(QPoint(x, y), half)
            painter.end()
