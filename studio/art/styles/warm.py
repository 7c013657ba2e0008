"""Compiles every kernel of the style methods ahead of time, so that the first picture is as quick as the next."""

from __future__ import annotations

import numpy as np

from studio.core.progress import Context


def warm(ctx: Context) -> None:
    """Runs each method on tiny pictures; results are thrown away, the compiled kernels stay in the cache folder."""
    from studio.art.styles import color, painter

    rng = np.random.default_rng(0)
    content = rng.integers(0, 256, (72, 96, 4), dtype=np.uint8)
    style = rng.integers(0, 256, (64, 64, 4), dtype=np.uint8)
    content[..., 3] = style[..., 3] = 255
    for number, method in enumerate((color.apply, painter.apply)):
        part = ctx.part(number / 2, 0.5)
        part.progress(0.0, "Preparing the brushes")
        method(part, content=content, style=style, seed=0)
