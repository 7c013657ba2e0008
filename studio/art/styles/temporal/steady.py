"""The last touch on a frame: what was painted on the last one, carried along, holds on for a few frames.

The way of temporal anti-aliasing (Karis, "High-quality temporal supersampling", SIGGRAPH course 2014): a running mean along
the motion, given up where the motion cannot be trusted, so that new things appear at once and nothing drags a shadow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew, kernel
from studio.art.styles.temporal.motion import Motion


@dataclass
class Steady:
    """`hold` 0..1: how much of the last frame stays in the next, where the motion is sure."""

    hold: float
    last: Floats | None = field(default=None, repr=False)

    def next(self, painted: Floats, motion: Motion | None, crew: Crew) -> Floats:
        """`painted` float32 (H, W, 3), made steady; `motion` None begins a shot. A new array."""
        if motion is None or self.last is None:
            self.last = painted.copy()
            return self.last
        before = motion.carried(self.last)
        out = np.empty_like(painted)
        crew.share(
            len(out),
            lambda lo, hi: _mixed(painted[lo:hi], before[lo:hi], motion.trust[lo:hi], self.hold, out[lo:hi]),
            least=32,
        )
        self.last = out
        return out


@kernel
def _mixed(painted: Floats, before: Floats, trust: Floats, hold: float, out: Floats) -> None:
    for y in range(painted.shape[0]):
        for x in range(painted.shape[1]):
            k = hold * min(1.0, 1.6 * trust[y, x])
            for c in range(3):
                v = painted[y, x, c] + k * (before[y, x, c] - painted[y, x, c])
                out[y, x, c] = min(1.0, max(0.0, v))
