"""Generators that paint with a trained network: words and factors to a code, moves of the code, a picture of any size.

One function for all of them: what differs lies in the network's `Space`.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from studio.art import media
from studio.art.generators import neural_pixels as px
from studio.art.generators.neural_words import meant
from studio.art.latent import resolve, sketching, spaces
from studio.art.latent.loaded import Loaded
from studio.core.errors import UserError
from studio.core.moves import Anchor
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

SMALLEST, LARGEST = 16, 4096
PREVIEW_FROM = 512
"""Pictures with a longer side are shown as the network painted them before their medium is on."""


def imagine(
    ctx: Context, *, model: str, text: str = "", width: int, height: int, seed: int, opener: str = "",
    picture: Pixels | None = None, mask: Pixels | None = None, **params: Value,
) -> Made:  # fmt: skip
    """Paints with the network `model` (loaded by `opener`, see `latent.spaces`).

    `picture` alone is a sketch: the network makes of it what `strength` allows. With `mask` only what is white is
    painted, all else stays `picture` to the last pixel. `mask` alone confines mixes and axes to what is white. Both are
    uint8 (H, W, 4) of any size and are stretched over the whole picture. The code that `picture` became stands in
    `Made.params` as part of the moves: with it the same is painted without the picture.

    Raises `UserError` for a size out of range, an empty text where words are needed, and moves of another model.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UserError(f"A picture is {SMALLEST} to {LARGEST} px wide and high, not {width} × {height}.")
    anchor = Anchor(seed, text, params)
    with spaces.lease_model(ctx, model, opener) as loaded, torch.no_grad():
        what = meant(ctx, loaded, anchor)
        ctx.check()
        moves: dict[str, Value] = {}
        if picture is not None:
            code = _repainted(ctx, loaded, anchor, picture, mask, width, height)
            moves["moves"] = replace(resolve.moves_of(loaded, anchor), blend=(), code=code).to_text()
            anchor = Anchor(seed, text, {**params, **moves})
            square = loaded.space.render(resolve.code_of(ctx, loaded, anchor)[None], [seed])
        else:
            square = _square(ctx, loaded, anchor, mask, width, height)
        ctx.check()
        made = Made(
            _finished(ctx, square, anchor, str(what.values["medium"]), picture, mask, width, height),
            params={**params, **what.values, **moves},
            models={**what.models, model: loaded.space.digest},
            notes=what.notes,
        )
    return made


def _repainted(
    ctx: Context, loaded: Loaded, anchor: Anchor, picture: Pixels, mask: Pixels | None, width: int, height: int
) -> str:
    """What the network makes of `picture`, before mixes and axes: a code as `Moves` hold it."""
    space = loaded.space
    white = px.mask_square(mask, space.size, width, height, space.device) if mask is not None else None
    given = px.picture_square(picture, space.size, width, height, space.device)
    strength = float(anchor.params.get("strength", 0.6))
    return resolve.packed(sketching.repaint(ctx, loaded, given, anchor, strength, white))


def _square(ctx: Context, loaded: Loaded, anchor: Anchor, mask: Pixels | None, width: int, height: int) -> Tensor:
    """The network's own picture (1, 3, size, size), -1..1."""
    space = loaded.space
    white = px.mask_square(mask, space.size, width, height, space.device) if mask is not None else None
    moves = resolve.moves_of(loaded, anchor)
    if white is None or not (moves.axes or moves.mixes):
        return space.render(resolve.code_of(ctx, loaded, anchor)[None], [anchor.seed])
    base = resolve.base_of(ctx, loaded, anchor)
    inside = resolve.moved(ctx, loaded, moves, base)
    return space.render_within(inside[None], base[None], white, [anchor.seed])


def _finished(
    ctx: Context, square: Tensor, anchor: Anchor, medium: str, picture: Pixels | None, mask: Pixels | None,
    width: int, height: int,
) -> Pixels:  # fmt: skip
    rgb = px.enlarged(square, width, height)
    if max(width, height) > PREVIEW_FROM and medium != "plain":
        ctx.progress(0.3, preview=px.to_pixels(rgb))
    if medium != "plain":
        rgb = media.apply(ctx.part(0.3, 0.7), rgb, medium, anchor.seed, float(anchor.params.get("stroke", 0.5)))
    if picture is not None and mask is not None:
        return px.laid_into(rgb, picture, mask)
    return px.to_pixels(rgb)


def paint(
    ctx: Context, loaded: Loaded, code: Tensor, seed: int, width: int, height: int, medium: str = "plain",
    stroke: float = 0.5,
) -> Pixels:  # fmt: skip
    """A code (layers, width) as a finished picture: for walks and marks, which have codes already."""
    with torch.no_grad():
        square = loaded.space.render(code[None], [seed])
        return _finished(ctx, square, Anchor(seed, "", {"stroke": stroke}), medium, None, None, width, height)
