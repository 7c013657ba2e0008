"""Chance for cells of a grid: which window is lit, where in its cell a leaf sits. The same for every size of picture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

_ROWS, _COLUMNS, _CHANNELS = 97, 89, 4


@lru_cache(maxsize=1)
def _table() -> Tensor:
    rng = np.random.Generator(np.random.PCG64(20011))
    return torch.from_numpy(rng.random((_ROWS * _COLUMNS, _CHANNELS)).astype(np.float32))


def dice(column: Tensor, row: Tensor, key: int, channel: int = 0) -> Tensor:
    """A number 0..1 for every cell; `column` and `row` are whole numbers, `key` tells grids apart."""
    at = torch.remainder(row + key, _ROWS) * _COLUMNS + torch.remainder(column + key // _ROWS, _COLUMNS)
    return _table()[:, channel][at.long()]


def scatter(x: Tensor, y: Tensor, cell: float, key: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """One point in every cell of a grid: for each place the offset to the point of its own cell, in cells, and two
    more numbers 0..1 of that point. A shape of at most a quarter cell around its point is never cut."""
    u, v = x / cell, y / cell
    u = u + 0.5 * torch.remainder(v.floor(), 2.0)  # like bricks, so that no columns show
    i, j = u.floor(), v.floor()
    at = (torch.remainder(j + key, _ROWS) * _COLUMNS + torch.remainder(i + key // _ROWS, _COLUMNS)).long()
    own = _table()[at]
    return u - i - 0.25 - 0.5 * own[..., 0], v - j - 0.25 - 0.5 * own[..., 1], own[..., 2], own[..., 3]
