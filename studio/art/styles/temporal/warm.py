"""Compiles the kernels of moving pictures ahead of time."""

from __future__ import annotations

import numpy as np

from studio.art.styles.catalog import PAINTER
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.carrier import Wish
from studio.art.styles.temporal.film import Film
from studio.core.progress import Context


def warm(ctx: Context) -> None:
    """Two tiny frames; what they come to is thrown away."""
    frame = np.random.default_rng(0).integers(0, 256, (64, 80, 4), dtype=np.uint8)
    frame[..., 3] = 255
    with Crew(1) as crew:
        film = Film(PAINTER, Wish(PAINTER.values({}), frame, 0, {}), crew)
        film.next(ctx, frame, np.ascontiguousarray(frame[None, ..., :3]))
        film.next(ctx, frame, None)
