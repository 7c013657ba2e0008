"""Copy-on-write tiles: a layer's pixels in pieces that history, snapshots and layers share until one is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from studio.document.raster import Raw, Rect, empty, to_raw, unite

if TYPE_CHECKING:
    from studio.core.picture import Pixels

_BAND = 512
TILE = 128
"""Side of a tile in px: 64 KiB each. Smaller ones cost more draws, larger ones more copying per stroke."""

Key = tuple[int, int]
"""Column and row of a tile; may be negative."""

TileDict = dict[Key, Raw | None]
"""Tiles by key; None stands for an empty place."""


class TileMap:
    """A plane of tiles without bounds; where there is no tile it is transparent.

    A tile array is never written while anybody else may hold it: `writable` copies unless this map made the array
    itself since the last `share`. A snapshot therefore costs one copy of the dictionary.
    """

    def __init__(self, tiles: dict[Key, Raw] | None = None) -> None:
        self._tiles: dict[Key, Raw] = dict(tiles or {})
        self._own: set[Key] = set()

    def __len__(self) -> int:
        return len(self._tiles)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._tiles)

    def get(self, key: Key) -> Raw | None:
        """The tile for reading. Do not write into it."""
        return self._tiles.get(key)

    def items(self) -> list[tuple[Key, Raw]]:
        return list(self._tiles.items())

    def writable(self, key: Key) -> Raw:
        """The tile for writing; a new transparent one where there was none."""
        tile = self._tiles.get(key)
        if tile is None:
            tile = empty(TILE, TILE)
        elif key in self._own:
            return tile
        else:
            tile = tile.copy()
        self._tiles[key] = tile
        self._own.add(key)
        return tile

    def put(self, key: Key, tile: Raw | None) -> None:
        """Places an array that others may hold as well."""
        self._own.discard(key)
        if tile is None:
            self._tiles.pop(key, None)
        else:
            self._tiles[key] = tile

    def share(self) -> TileMap:
        """A map with the same tiles. From now on both copy a tile before they write it."""
        self._own.clear()
        return TileMap(self._tiles)

    def disown(self) -> None:
        """Others hold the tiles now (history does after an edit)."""
        self._own.clear()

    def drop_empty(self, keys: Iterator[Key] | list[Key]) -> None:
        """Forgets tiles that are wholly transparent."""
        for key in list(keys):
            tile = self._tiles.get(key)
            if tile is not None and not tile.any():
                self.put(key, None)

    @property
    def bounds(self) -> Rect | None:
        """The smallest rectangle around all pixels that are not transparent; None when there are none."""
        if not self._tiles:
            return None
        columns, rows = {c for c, _ in self._tiles}, {r for _, r in self._tiles}
        # What lies in the outermost tiles decides, unless one side of them is empty (while an eraser is at work).
        sides, ends = {min(columns), max(columns)}, {min(rows), max(rows)}
        outer = {key: tile for key, tile in self._tiles.items() if key[0] in sides or key[1] in ends}
        area = _covered(outer)
        if area is not None and _reaches(area, columns, rows):
            return area
        return _covered(self._tiles)

    def read(self, rect: Rect) -> Raw:
        """A copy of the pixels in `rect`."""
        out = empty(rect[2], rect[3])
        for key in keys_in(rect):
            tile = self._tiles.get(key)
            if tile is not None:
                here, there = _overlap(key, rect)
                out[there] = tile[here]
        return out

    def write(self, x: int, y: int, raw: Raw) -> None:
        """Replaces the pixels at x, y by `raw`; what becomes empty is forgotten."""
        rect = (x, y, raw.shape[1], raw.shape[0])
        for key in keys_in(rect):
            here, there = _overlap(key, rect)
            part = raw[there]
            if self._tiles.get(key) is None and not part.any():
                continue
            if part.shape[:2] == (TILE, TILE):
                self.put(key, np.ascontiguousarray(part))
            else:
                self.writable(key)[here] = part
        self.drop_empty(keys_in(rect))


def tiles_of(pixels: Pixels, x: int = 0, y: int = 0) -> TileMap:
    """A plane with straight RGBA pixels at x, y. Converted in bands: in one piece a large picture would hold the
    interpreter lock, and with it every other thread, for longer than a frame."""
    made = TileMap()
    for top in range(0, pixels.shape[0], _BAND):
        made.write(x, y + top, to_raw(pixels[top : top + _BAND]))
    made.disown()
    return made


def keys_in(rect: Rect) -> list[Key]:
    """The tiles that touch `rect`, row by row."""
    x, y, width, height = rect
    if width <= 0 or height <= 0:
        return []
    columns = range(x // TILE, (x + width - 1) // TILE + 1)
    return [(c, r) for r in range(y // TILE, (y + height - 1) // TILE + 1) for c in columns]


def tile_rect(key: Key) -> Rect:
    return key[0] * TILE, key[1] * TILE, TILE, TILE


def _overlap(key: Key, rect: Rect) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices of the common area in the tile and in an array that covers `rect`."""
    left, top = key[0] * TILE, key[1] * TILE
    x0, y0 = max(left, rect[0]), max(top, rect[1])
    x1, y1 = min(left + TILE, rect[0] + rect[2]), min(top + TILE, rect[1] + rect[3])
    here = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    there = (slice(y0 - rect[1], y1 - rect[1]), slice(x0 - rect[0], x1 - rect[0]))
    return here, there


def _reaches(area: Rect, columns: set[int], rows: set[int]) -> bool:
    """Whether `area` goes into the outermost columns and rows on all sides."""
    left, top, width, height = area
    return (
        left // TILE == min(columns) and (left + width - 1) // TILE == max(columns)
        and top // TILE == min(rows) and (top + height - 1) // TILE == max(rows)
    )  # fmt: skip


def _covered(tiles: dict[Key, Raw]) -> Rect | None:
    """The smallest rectangle around all pixels that are not transparent."""
    area: Rect | None = None
    for (column, row), tile in tiles.items():
        covered = tile[..., 3] > 0
        rows = np.flatnonzero(covered.any(1))
        if not len(rows):
            continue
        columns = np.flatnonzero(covered.any(0))
        x, y = column * TILE + int(columns[0]), row * TILE + int(rows[0])
        area = unite(area, (x, y, int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1))
    return area
