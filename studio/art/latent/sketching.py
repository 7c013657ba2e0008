"""What a generator makes of a picture: the way of its own where it has one, else a guessed code on the way to the seed's."""

from __future__ import annotations

from torch import Tensor

from studio.art.generators.neural_words import meant
from studio.art.latent import guessing, resolve
from studio.art.latent.loaded import Loaded
from studio.art.latent.space import Repainting, linear
from studio.core.moves import Anchor
from studio.core.progress import Context


def repaint(
    ctx: Context, loaded: Loaded, picture: Tensor, anchor: Anchor, strength: float, mask: Tensor | None
) -> Tensor:
    """(layers, width): what `anchor` makes of `picture` (1, 3, size, size; -1..1). `strength` 0 comes as near to the
    picture as the network can, 1 is what it paints without it."""
    space = loaded.space
    if isinstance(space, Repainting):
        return space.repaint(picture, resolve.point_of(meant(ctx, loaded, anchor), anchor), strength, mask)
    near = guessing.guess(ctx, loaded, picture)[0]
    return linear([near, resolve.base_of(ctx, loaded, anchor)], [1 - strength, strength])
