"""Light and dark of a picture on the painter's scale of eleven values: 0 black to 10 white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.art.muse.looking.oklab import Floats

_STRONG, _SOFT = 6.0, 3.2
ONE_VALUE = 0.5
"""A range of values below which there is but one."""
_ROWS, _COLUMNS = ("upper", "middle", "lower"), ("left", "center", "right")


@dataclass(frozen=True)
class Values:
    """`dark`, `middle`, `light`: the values below which 5, 50 and 95 of 100 parts of the area lie. `key`: "high",
    "middle" or "low". `contrast`: "strong", "moderate" or "soft", by `light` - `dark`. `lightest`, `darkest`: the place,
    (row, column) of a grid of three by three, in words; "" where the picture is as light everywhere. `fall`: how much
    lighter the left half is than the right, in values. `thirds`: shares of dark (below 3.5), middle, light (above 6.5).
    """

    dark: float
    middle: float
    light: float
    key: str
    contrast: str
    lightest: tuple[str, str]
    darkest: tuple[str, str]
    fall: float
    thirds: tuple[float, float, float]

    @property
    def range(self) -> float:
        return self.light - self.dark


def values(value: Floats, seen: NDArray[np.bool_]) -> Values:
    """Of values float32 (H, W), 0..10 (CIELAB lightness / 10); `seen` bool (H, W): what counts."""
    rows = value[seen]
    dark, middle, light = (float(q) for q in np.quantile(rows, (0.05, 0.5, 0.95)))
    grid = _grid(value, seen)
    even = float(np.nanmax(grid) - np.nanmin(grid)) < 0.6
    half = value.shape[1] // 2
    left, right = value[:, :half][seen[:, :half]], value[:, -half:][seen[:, -half:]] if half else rows
    return Values(
        dark=dark,
        middle=middle,
        light=light,
        key="high" if middle >= 6.4 else "low" if middle <= 3.6 else "middle",
        contrast="strong" if light - dark >= _STRONG else "soft" if light - dark <= _SOFT else "moderate",
        lightest=("", "") if even else _place(grid, np.nanargmax),
        darkest=("", "") if even else _place(grid, np.nanargmin),
        fall=float(left.mean() - right.mean()) if left.size and right.size else 0.0,
        thirds=(float((rows < 3.5).mean()), float(((rows >= 3.5) & (rows <= 6.5)).mean()), float((rows > 6.5).mean())),
    )


def _grid(value: Floats, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean values of nine fields; NaN where nothing counts."""
    out = np.full((3, 3), np.nan)
    for r, rows in enumerate(np.array_split(np.arange(value.shape[0]), 3)):
        for c, columns in enumerate(np.array_split(np.arange(value.shape[1]), 3)):
            part = np.ix_(rows, columns)
            if seen[part].any():
                out[r, c] = value[part][seen[part]].mean()
    return out


def _place(grid: NDArray[np.float64], pick: object) -> tuple[str, str]:
    assert callable(pick)
    row, column = divmod(int(pick(grid)), 3)
    return _ROWS[row], _COLUMNS[column]
