"""One stroke of the brush, from pen down to pen up: one step of the history."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from studio.document.brush import SUBPIXEL, Brush, quantized_size, stamp_image
from studio.document.contents import RGB, Contents
from studio.document.edits import LayerEdit
from studio.document.path import Point, StampPath
from studio.document.raster import Raw, Rect, empty, image_on, intersect, unite
from studio.document.tiles import TILE, TileDict, keys_in

if TYPE_CHECKING:
    from studio.document.layer import Layer

Mode = QPainter.CompositionMode


class Stroke:
    """Stamps build up on a scratch plane; the layer's tiles are its old ones with the scratch laid over.

    So the stroke as a whole never covers more than the brush's opacity, however often it crosses itself.
    Made by `Document.begin_stroke`. `end` or `cancel` must be called.
    """

    def __init__(
        self, document: Contents, layer: Layer, brush: Brush, rgb: RGB, ended: Callable[[LayerEdit | None], None]
    ) -> None:
        """`ended` gets the step, or None where nothing was painted."""
        self._document, self._layer, self._brush = document, layer, brush
        self._ended = ended
        self._rgb = (0, 0, 0) if brush.eraser else rgb
        self._path = StampPath(brush.smoothing)
        # The system gives the pages of this plane only where the stroke goes.
        self._scratch: Raw = empty(document.width, document.height)
        self._image = image_on(self._scratch)
        # The color at every alpha, as one word a pixel.
        alpha = np.arange(256, dtype=np.uint32)
        red, green, blue = (np.rint(alpha * value / 255).astype(np.uint32) for value in self._rgb)
        self._words = alpha << 24 | red << 16 | green << 8 | blue
        self._scratch_words = self._scratch.view(np.uint32)[..., 0]
        self._before: TileDict = {}
        self._props = layer.props
        layer.tiles.disown()  # the old arrays stay as they are: they are the step's "before"
        self._open = True
        self._pressure = 1.0

    @property
    def title(self) -> str:
        if self._layer is self._document.region:
            return "Shrink region" if self._brush.eraser else "Paint region"
        if self._document.is_plane(self._layer):
            return "Erase map" if self._brush.eraser else "Paint map"
        return "Erase" if self._brush.eraser else "Brush stroke"

    def to(self, x: float, y: float, pressure: float = 1.0) -> None:
        """The pen is at x, y (document px) with pressure 0..1."""
        self._pressure = pressure
        self._print(list(self._path.add(x, y, pressure, self._step(pressure))))

    def end(self) -> None:
        """Pen up: the stroke becomes a step of the history."""
        if not self._open:
            return
        self._print(list(self._path.finish(self._step(self._pressure))))
        self._open = False
        layer = self._layer
        layer.tiles.drop_empty(list(self._before))
        after: TileDict = {key: layer.tiles.get(key) for key in self._before}
        layer.tiles.disown()
        if not self._before:
            self._ended(None)
            return
        props = self._props if self._props.recipe is None else self._props.but(touched=True)
        self._ended(LayerEdit(self._document, layer, self.title, self._props, props, self._before, after))

    def cancel(self) -> None:
        """As if it had never been."""
        if not self._open:
            return
        self._open = False
        for key, tile in self._before.items():
            self._layer.tiles.put(key, tile)
        self._document.layer_was_edited(self._layer, self._props, self._before)
        self._ended(None)

    # -- inside --------------------------------------------------------------------------------------------------

    def _size(self, pressure: float) -> float:
        size = self._brush.size * (pressure if self._brush.pressure_size else 1.0)
        return quantized_size(max(0.5, size))

    def _step(self, pressure: float) -> float:
        return max(0.35, self._size(pressure) * self._brush.spacing)

    def _print(self, points: list[Point]) -> None:
        dirty: Rect | None = None
        painter = QPainter(self._image)
        for x, y, pressure in points:
            size = self._size(pressure)
            flow = self._brush.flow
            if self._brush.pressure_opacity:
                flow *= max(0.02, round(pressure * 64) / 64)
            fx, fy = math.floor(x), math.floor(y)
            dx, dy = round((x - fx) * SUBPIXEL), round((y - fy) * SUBPIXEL)
            mark = stamp_image(size, self._brush.hardness, flow, self._rgb, dx, dy)
            side = mark.width()
            # The stamp's middle lies on a pixel corner; dx, dy move it on within the pixel.
            left, top = fx - side // 2, fy - side // 2
            painter.drawImage(QPoint(left, top), mark)
            dirty = unite(dirty, (left, top, side, side))
        painter.end()
        area = dirty and intersect(dirty, (0, 0, self._document.width, self._document.height))
        if area:
            self._purify(area)
            self._lay(area)
            self._document.painted(self._layer, area)

    def _purify(self, area: Rect) -> None:
        """Gives the scratch its one color exactly: laying stamps over one another in 8 bits drifts by a level."""
        if self._brush.eraser:
            return
        x, y, width, height = area
        part = self._scratch_words[y : y + height, x : x + width]
        part[...] = self._words[part >> 24]

    def _lay(self, area: Rect) -> None:
        """Lays the scratch over the old pixels of the layer within `area`."""
        layer = self._layer
        ox, oy = layer.props.x, layer.props.y
        local = (area[0] - ox, area[1] - oy, area[2], area[3])
        if self._brush.eraser:
            mode = Mode.CompositionMode_DestinationOut
        elif layer.alpha_locked:
            mode = Mode.CompositionMode_SourceAtop
        else:
            mode = Mode.CompositionMode_SourceOver
        for key in keys_in(local):
            old = layer.tiles.get(key)
            if key not in self._before:
                if old is None and mode is not Mode.CompositionMode_SourceOver:
                    continue  # nothing to erase or to tint
                self._before[key] = old
            base = self._before[key]
            part = intersect(local, (key[0] * TILE, key[1] * TILE, TILE, TILE))
            assert part is not None
            tile = layer.tiles.writable(key)
            x, y = part[0] - key[0] * TILE, part[1] - key[1] * TILE
            window = (slice(y, y + part[3]), slice(x, x + part[2]))
            tile[window] = base[window] if base is not None else 0
            target = image_on(tile)  # a painter does not keep its image alive
            painter = QPainter(target)
            painter.setCompositionMode(mode)
            painter.setOpacity(self._brush.opacity)
            source = QRect(part[0] + ox, part[1] + oy, part[2], part[3])
            painter.drawImage(QPoint(x, y), self._image, source)
            painter.end()
