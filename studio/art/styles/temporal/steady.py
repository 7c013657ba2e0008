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

GOAL = 0.9
"""How unsteady a painted film may be, times the film that it was painted from."""
HOLD = (0.5, 0.93)


@dataclass
class Steady:
    """Keeps the painted frame `last`."""

    last: Floats | None = field(default=None, repr=False)

    def next(self, painted: Floats, motion: Motion | None, own: float, crew: Crew) -> Floats:
        """`painted` float32 (H, W, 3), made steady; `motion` None begins a shot. `own`: mean difference, 0..1, of the film's
        own frame to its last one, carried. A new array.

        As much of the last frame is held as makes the painted film about as steady as its own, and no more: what is held
        long becomes soft.
        """
        if motion is None or self.last is None:
            self.last = painted.copy()
            return self.last
        before = motion.carried(self.last)
        away = difference(painted, before, motion.trust)
        hold = min(HOLD[1], max(HOLD[0], 1 - GOAL * own / max(away, 1e-6)))
        out = np.empty_like(painted)
        crew.share(
            len(out),
            lambda lo, hi: _mixed(painted[lo:hi], before[lo:hi], motion.trust[lo:hi], hold, out[lo:hi]),
            least=32,
        )
        self.last = out
        return out


def difference(a: Floats, b: Floats, trust: Floats) -> float:
    """Mean difference of two frames (H, W, 3) where they show the same things."""
    weight = trust[::2, ::2] > 0.5
    if not weight.any():
        return 0.0
    return float(np.abs(a[::2, ::2] - b[::2, ::2]).mean(-1)[weight].mean())


@kernel
def _mixed(painted: Floats, before: Floats, trust: Floats, hold: float, out: Floats) -> None:
    for y in range(painted.shape[0]):
        for x in range(painted.shape[1]):
            k = hold * min(1.0, 1.6 * trust[y, x])
            for c in range(3):
                v = painted[y, x, c] + k * (before[y, x, c] - painted[y, x, c])
                out[y, x, c] = min(1.0, max(0.0, v))
