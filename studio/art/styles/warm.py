"""Compiles every kernel of the style methods ahead of time, so that the first picture is as quick as the next."""

from __future__ import annotations

import numpy as np

from studio.core.progress import Context


def warm(ctx: Context) -> None:
    """Runs each method on tiny pictures; results are thrown away, the compiled kernels stay in the cache folder."""
    from studio.art.styles import analogy, bold, color, painter, peel
    from studio.art.styles.drawn import drawn
    from studio.art.styles.jit import Crew
    from studio.art.styles.patch import atlas, lay, places
    from studio.art.styles.replay import Replay
    from studio.art.styles.temporal import warm as films

    rng = np.random.default_rng(0)
    content = rng.integers(0, 256, (72, 96, 4), dtype=np.uint8)
    style = rng.integers(0, 256, (64, 64, 4), dtype=np.uint8)
    content[..., 3] = style[..., 3] = 255
    methods = (color.apply, painter.apply, bold.apply, analogy.apply)
    for number, method in enumerate(methods):
        part = ctx.part(number / len(methods), 1 / len(methods))
        part.progress(0.0, "Preparing the brushes")
        method(part, content=content, style=style, seed=0)
    with Crew(1) as crew:  # only large pictures come this way
        found = places.Correspondence(np.zeros((48, 48, 3), np.int32), 48, 48, 1)
        lay.lay(ctx, crew, found, np.stack([atlas.turn(0)]), np.ascontiguousarray(style[..., :3]), 64, 64)
    films.warm(ctx)
    painting = painter.record(ctx, content=content, style=style, seed=0)
    for _sheet in peel.sheets(ctx, painting):
        pass
    drawn(ctx, painting, 100)
    with Replay(ctx, painting, 96, 72) as replay:
        replay.at(ctx, 0.5)
