"""Flood fill: which places, and what it makes of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.document.layer import Layer
from studio.document.raster import Raw, to_raw
from studio.document.tiles import TileDict, TileMap, keys_in


def flood(raw: Raw, x: int, y: int, tolerance: float, contiguous: bool) -> NDArray[np.bool_]:
    """The places that look like the one at x, y: bool (h, w).

    `tolerance` 0..1 is the largest difference of any premultiplied channel. Contiguous areas are found by scan lines
    (Smith, "Tint fill", SIGGRAPH 1979), whole runs at a time.
    """
    seed = raw[y, x].astype(np.int16)
    alike: NDArray[np.bool_] = (np.abs(raw.astype(np.int16) - seed).max(-1) <= round(tolerance * 255)).astype(np.bool_)
    if not contiguous:
        return alike
    height = alike.shape[0]
    filled: NDArray[np.bool_] = np.zeros(alike.shape, np.bool_)
    # Starts and ends of the runs of every row; a run is visited once.
    edges = np.diff(np.pad(alike, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    starts = [np.flatnonzero(edges[r] == 1) for r in range(height)]
    ends = [np.flatnonzero(edges[r] == -1) for r in range(height)]
    seen = [np.zeros(len(s), np.bool_) for s in starts]
    first = int(np.searchsorted(starts[y], x, side="right")) - 1
    todo = [(y, first)]
    seen[y][first] = True
    while todo:
        row, index = todo.pop()
        lo, hi = int(starts[row][index]), int(ends[row][index])
        filled[row, lo:hi] = True
        for near in (row - 1, row + 1):
            if 0 <= near < height and len(starts[near]):
                a = int(np.searchsorted(ends[near], lo, side="right"))
                b = int(np.searchsorted(starts[near], hi, side="left"))
                for run in range(a, b):
                    if not seen[near][run]:
                        seen[near][run] = True
                        todo.append((near, run))
    return filled


def filled(layer: Layer, mask: NDArray[np.bool_], rgb: tuple[int, int, int]) -> tuple[TileDict, TileDict]:
    """The tiles of a layer that change when `mask`, the size of the canvas, takes a color: as they are, as they become."""
    height, width = mask.shape
    ox, oy = layer.props.x, layer.props.y
    area = (-ox, -oy, width, height)
    old = layer.tiles.read(area)
    color = to_raw(np.array([[[*rgb, 255]]], np.uint8))[0, 0]
    new = old.copy()
    new[mask] = color
    if layer.alpha_locked:
        new[mask] = (color.astype("uint16") * old[..., 3:][mask] // 255).astype("uint8")
    layer.tiles.disown()
    changed = TileMap(dict(layer.tiles.items()))
    changed.write(-ox, -oy, new)
    keys = [k for k in keys_in(area) if changed.get(k) is not layer.tiles.get(k)]
    return {k: layer.tiles.get(k) for k in keys}, {k: changed.get(k) for k in keys}
