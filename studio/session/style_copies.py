"""Small copies of parts of a layer, from its tiles: what is shrunk once is kept as long as its tile is the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.document.raster import Raw, Rect, empty, to_pixels
from studio.document.tiles import TILE, Key, keys_in
from studio.session.sizes import Size, fit_within

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.document.layer import Layer
    from studio.document.planes import Mask

MOST_FACTORS = 4
"""Sizes that are kept of a layer at once."""


class TileCopies:
    """For one reader, in whichever thread. Tiles are never written while others hold them: the same array means the same
    pixels."""

    def __init__(self) -> None:
        self._layer = ""
        self._kept: dict[int, dict[Key, tuple[Raw, Raw]]] = {}
        self.shrunk = 0
        """How many tiles were shrunk so far."""

    def part(self, layer: Layer, rect: Rect, edge: int) -> tuple[Pixels, Rect]:
        """`rect` of the document as straight RGBA with a long side of at most `edge` px, and the rectangle that it shows:
        `rect` itself, or somewhat more where pixels were put together. `layer` must not change meanwhile."""
        if layer.id != self._layer:
            self._layer, self._kept = layer.id, {}
        factor = 1
        while factor < TILE and max(rect[2:]) >= edge * factor * 2:
            factor *= 2
        x, y = rect[0] - layer.props.x, rect[1] - layer.props.y
        left, top = x // factor, y // factor
        width, height = -(-(x + rect[2]) // factor) - left, -(-(y + rect[3]) // factor) - top
        raw = self._read(layer, (left, top, width, height), factor)
        _full_edges(raw, (x, y, rect[2], rect[3]), factor)
        shown = (left * factor + layer.props.x, top * factor + layer.props.y, width * factor, height * factor)
        size = fit_within((width, height), edge)
        return to_pixels(_reduced(raw, size)), shown

    def _read(self, layer: Layer, rect: Rect, factor: int) -> Raw:
        if factor == 1:
            return layer.tiles.read(rect)
        kept = self._kept.pop(factor, {})
        self._kept[factor] = kept
        while len(self._kept) > MOST_FACTORS:
            del self._kept[next(iter(self._kept))]
        side = TILE // factor
        out = empty(rect[2], rect[3])
        for key in keys_in((rect[0] * factor, rect[1] * factor, rect[2] * factor, rect[3] * factor)):
            tile = layer.tiles.get(key)
            if tile is None:
                kept.pop(key, None)
                continue
            known = kept.get(key)
            if known is None or known[0] is not tile:
                known = kept[key] = (tile, _reduced(tile, (side, side)))
                self.shrunk += 1
            left, top = key[0] * side - rect[0], key[1] * side - rect[1]
            x0, y0, x1, y1 = max(0, left), max(0, top), min(rect[2], left + side), min(rect[3], top + side)
            if x1 > x0 and y1 > y0:
                out[y0:y1, x0:x1] = known[1][y0 - top : y1 - top, x0 - left : x1 - left]
        return out


def mask_part(plane: Layer, rect: Rect, size: Size) -> Mask:
    """`rect` of the document of a painted plane, uint8, brought to `size` (width, height)."""
    import cv2
    import numpy as np

    alpha = plane.tiles.read((rect[0] - plane.props.x, rect[1] - plane.props.y, rect[2], rect[3]))[..., 3]
    if (rect[2], rect[3]) == size:
        return np.ascontiguousarray(alpha)
    way = cv2.INTER_AREA if size[0] < rect[2] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(alpha), size, interpolation=way), np.uint8).reshape(size[::-1])


def _reduced(raw: Raw, size: Size) -> Raw:
    """By area averaging of premultiplied pixels."""
    import cv2
    import numpy as np

    if (raw.shape[1], raw.shape[0]) == size:
        return raw
    small = cv2.resize(np.ascontiguousarray(raw), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8).reshape(size[1], size[0], 4)


def _full_edges(raw: Raw, rect: Rect, factor: int) -> None:
    """Pixels at the border that were averaged with what lies outside of `rect` get their full strength back."""
    import numpy as np

    if factor == 1:
        return
    x, y, width, height = rect
    for index, covered, rows in (
        (0, factor - x % factor, False), (-1, (x + width - 1) % factor + 1, False),
        (0, factor - y % factor, True), (-1, (y + height - 1) % factor + 1, True),
    ):  # fmt: skip
        if covered < factor:
            line = raw[index] if rows else raw[:, index]
            full = np.minimum(255, np.rint(line.astype(np.float32) * (factor / covered)))
            # Where the layer goes on beyond `rect` nothing was missing: alpha that is full already stays as it is.
            line[...] = np.where(line[:, 3:] == 255, line, full.astype(np.uint8))


def screen_edge(rect: Rect, zoom: float, most: int) -> int:
    """Long side in px of `rect` as it stands on the screen, at most `most` and never more than it has."""
    long = max(rect[2:])
    return max(1, min(most, long, math.ceil(long * zoom)))
