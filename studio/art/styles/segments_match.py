"""Which style suits a region: the first proposal when regions are given to styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.art.styles import ot
from studio.art.styles.fields import f32
from studio.art.styles.frame import sample, style_rgb
from studio.art.styles.segments import Segments

if TYPE_CHECKING:
    from studio.core.picture import Pixels

SIDE = 128
LIGHT = 0.5
"""How much lightness counts beside hue."""


def nearest_styles(found: Segments, styles: list[Pixels]) -> list[int]:
    """For each region the index of the style whose palette is nearest to its color; every style gets a region where there
    are enough of them. `styles` uint8 (h, w, 4)."""
    if not styles:
        return []
    weigh = f32([LIGHT, 1, 1])
    cost = np.empty((found.count, len(styles)))
    for n, style in enumerate(styles):
        lab = ot.to_lab(style_rgb(style, SIDE))
        rows = sample(lab, np.ones(lab.shape[:2], np.float32), 2000)
        away = np.abs((found.colors[:, None] - rows[None]) * weigh).sum(-1)
        # The nearest tenth of the palette: a style is more than its nearest pixel and less than its mean.
        cost[:, n] = np.partition(away, len(rows) // 10, axis=1)[:, : max(1, len(rows) // 10)].mean(1)
    cost -= cost.mean(0)  # a colorful style is near to everything
    chosen = cost.argmin(1)
    for n in range(min(len(styles), found.count)):
        if n in chosen:
            continue
        loss = cost[:, n] - cost[np.arange(found.count), chosen]
        counts = np.bincount(chosen, minlength=len(styles))
        loss[counts[chosen] < 2] = np.inf
        if np.isfinite(loss).any():
            chosen[int(loss.argmin())] = n
    return [int(n) for n in chosen]
