"""Small pictures along axes, many at once: what every slider of the panel would do."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from studio.art.generators.neural_pixels import enlarged, to_pixels
from studio.art.latent import directions, resolve
from studio.art.latent.axis import MarkPicture
from studio.art.latent.loaded import Loaded
from studio.core.moves import Anchor
from studio.core.progress import Context

BATCH = 16


@torch.no_grad()
def pictures(
    ctx: Context,
    loaded: Loaded,
    anchor: Anchor,
    width: int,
    height: int,
    axes: Sequence[str],
    strengths: Sequence[float],
) -> tuple[MarkPicture, ...]:
    """`anchor` with each axis in turn set to each strength, all else as it is: axis by axis, `width` x `height` px."""
    table = directions.table(ctx.part(0.0, 0.4), loaded)
    here = resolve.code_of(ctx, loaded, anchor)
    now = resolve.moves_of(loaded, anchor).axes
    wanted = [(id_, float(strength)) for id_ in axes for strength in strengths]
    moved = [(strength - now.get(id_, 0.0), id_) for id_, strength in wanted]
    # Many marks are the picture as it stands: painted once.
    several = {key: number for number, key in enumerate(dict.fromkeys(k if k[0] else (0.0, "") for k in moved))}
    codes = torch.stack([here + amount * table.row(id_) if amount else here for amount, id_ in several])
    painted = []
    for at in range(0, len(codes), BATCH):
        ctx.progress(0.4 + 0.6 * at / len(codes), "Painting the marks")
        part = codes[at : at + BATCH]
        squares = loaded.space.render(part, [anchor.seed] * len(part), max(width, height))
        painted += [to_pixels(enlarged(squares[k : k + 1], width, height)) for k in range(len(part))]
    return tuple(
        MarkPicture(id_, strength, painted[several[key if key[0] else (0.0, "")]])
        for (id_, strength), key in zip(wanted, moved, strict=True)
    )
