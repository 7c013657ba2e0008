"""Flood fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.document.raster import Raw


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
