"""From an anchor with its moves to a code: the one place where seeds, words, blends, mixes and axes come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.art.generators.neural_words import Meant, meant
from studio.art.latent import directions
from studio.art.latent.loaded import Loaded
from studio.art.latent.space import Blending, Point, linear
from studio.core.errors import UserError
from studio.core.moves import Anchor, Moves, pack, unpack
from studio.core.params import Value
from studio.core.progress import Context
from studio.core.recipe import Recipe

SMALLEST_SUM = 1e-3
"""Weights of a blend must not cancel each other."""


def anchor_of(recipe: Recipe) -> Anchor:
    """Where a picture stands, by its recipe."""
    return Anchor(recipe.seed, recipe.text, dict(recipe.params))


def codes_of(ctx: Context, loaded: Loaded, recipes: Sequence[Recipe | Anchor]) -> Tensor:
    """Codes (n, layers, width) of pictures, all their moves included."""
    anchors = [anchor_of(r) if isinstance(r, Recipe) else r for r in recipes]
    return torch.stack([code_of(ctx, loaded, a) for a in anchors])


def code_of(ctx: Context, loaded: Loaded, anchor: Anchor) -> Tensor:
    """The code (layers, width) of an anchor, all its moves included."""
    moves = moves_of(loaded, anchor)
    return moved(ctx, loaded, moves, base_of(ctx, loaded, anchor))


def base_of(ctx: Context, loaded: Loaded, anchor: Anchor) -> Tensor:
    """The code (layers, width) before mixes and axes: that of the seed, of the code or of the blend in its place."""
    moves = moves_of(loaded, anchor)
    return loaded.memo.get("code", _key(anchor, moves), lambda: _base(ctx, loaded, anchor, moves))


def moved(ctx: Context, loaded: Loaded, moves: Moves, code: Tensor) -> Tensor:
    """`code` after mixes and axes; a new tensor if there are any."""
    for mix in moves.mixes:
        other = code_of(ctx, loaded, mix.anchor)
        first, last = loaded.space.spans[mix.part] if mix.part != "all" else (0, loaded.space.layers)
        code = code.clone()
        part = code[first:last]
        code[first:last] = other[first:last] if mix.amount == 1.0 else torch.lerp(part, other[first:last], mix.amount)
    if moves.axes:
        code = code + directions.table(ctx, loaded).offset(moves.axes)
    return code


def blended(ctx: Context, loaded: Loaded, pairs: Sequence[tuple[Anchor, float]]) -> Tensor:
    """The code (layers, width) between anchors, in the way that suits the network; weights need not sum to 1.

    Moves of the anchors come along by weight, and with one weight 1 the code is that anchor's exactly.
    """
    total = sum(weight for _, weight in pairs)
    if abs(total) < SMALLEST_SUM:
        raise UserError("The weights of this blend cancel each other: give one of the pictures more.")
    pairs = [(anchor, weight / total) for anchor, weight in pairs if weight != 0.0]
    if len(pairs) == 1:
        return code_of(ctx, loaded, pairs[0][0])
    space = loaded.space
    if not isinstance(space, Blending):
        return linear([code_of(ctx, loaded, a) for a, _ in pairs], [w for _, w in pairs])
    points: list[Point] = []
    weights: list[float] = []
    beyond = []
    for anchor, weight in pairs:
        beyond.append(code_of(ctx, loaded, anchor) - base_of(ctx, loaded, anchor))
        for leaf, share in _leaves(loaded, anchor):
            points.append(_point(ctx, loaded, leaf))
            weights.append(weight * share)
    return space.blend(points, weights) + linear(beyond, [w for _, w in pairs])


def _leaves(loaded: Loaded, anchor: Anchor) -> list[tuple[Anchor, float]]:
    """The anchors that a blend of blends stands for."""
    blend = moves_of(loaded, anchor).blend
    total = sum(weight for _, weight in blend)
    if not blend or abs(total) < SMALLEST_SUM:
        return [(anchor, 1.0)]
    return [(leaf, share * weight / total) for a, weight in blend for leaf, share in _leaves(loaded, a)]


def _base(ctx: Context, loaded: Loaded, anchor: Anchor, moves: Moves) -> Tensor:
    if moves.blend:
        return blended(ctx, loaded, moves.blend)
    if moves.code:
        return unpacked(loaded, moves.code)
    point = _point(ctx, loaded, anchor)
    return loaded.space.code(point.anchor, point.values, point.truncation)


def _point(ctx: Context, loaded: Loaded, anchor: Anchor) -> Point:
    code = moves_of(loaded, anchor).code
    return point_of(meant(ctx, loaded, anchor), anchor, unpacked(loaded, code) if code else None)


def point_of(what: Meant, anchor: Anchor, code: Tensor | None = None) -> Point:
    """The anchor with its factors and settings."""
    values: dict[str, Value] = {k: v for k, v in what.values.items() if k != "medium"}
    if "guidance" in anchor.params:
        values["guidance"] = anchor.params["guidance"]
    return Point(anchor, values, float(anchor.params.get("truncation", 1.0)), code)


# -- texts ---------------------------------------------------------------------------------------------------------------


def moves_of(loaded: Loaded, anchor: Anchor) -> Moves:
    text = str(anchor.params.get("moves", ""))
    return loaded.memo.get("moves", text, lambda: Moves.from_text(text)) if text else Moves()


def packed(code: Tensor) -> str:
    """A code as the text that `Moves.code` holds."""
    halves = code.detach().cpu().numpy().astype("<f2")
    return pack(tuple(halves.shape), halves.tobytes())


def unpacked(loaded: Loaded, text: str) -> Tensor:
    """The code (layers, width) that `text` holds, the same for all layers if it is one. Raises `UserError`."""
    return loaded.memo.get("unpacked", text, lambda: _unpacked(loaded, text))


def _unpacked(loaded: Loaded, text: str) -> Tensor:
    space = loaded.space
    try:
        shape, data = unpack(text)
    except ValueError as error:
        raise UserError(f"This latent code is damaged ({error}).") from None
    if shape not in ((space.layers, space.width), (1, space.width)):
        raise UserError(f"This latent code belongs to another model than “{loaded.title}”.")
    values = np.frombuffer(data, "<f2").astype(np.float32).reshape(shape)
    if not np.isfinite(values).all():
        raise UserError("This latent code holds values that are no numbers.")
    return torch.from_numpy(values).to(space.device).expand(space.layers, -1).clone()


def _key(anchor: Anchor, moves: Moves) -> tuple[Any, ...]:
    """Everything that the base of an anchor depends on."""
    params: Mapping[str, Value] = anchor.params
    rest = tuple(sorted((k, v) for k, v in params.items() if k not in ("moves", "strength", "stroke", "medium")))
    return anchor.seed, anchor.text, rest, moves.blend and Moves(blend=moves.blend).to_text(), moves.code
