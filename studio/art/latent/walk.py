"""The frames of a walk through latent space.

A painted frame is what its generator makes of `Walk.recipe_at`: codes are blended in the way that suits the network, and
all chance (of the network, of the medium) is drawn from the first keyframe's seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import torch

from studio.art import media
from studio.art.generators import neural_pixels as px
from studio.art.generators.catalog import GENERATORS
from studio.art.latent import resolve, spaces
from studio.art.latent.loaded import Loaded
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.walk import Walk, Weights

BATCH = 8
"""Frames that the network paints at once."""


def some_frames(ctx: Context, *, walk: str, moments: Sequence[float], edge: int) -> tuple[Pixels, ...]:
    """The job `walk/frames`. Raises `UserError` for what is no walk, and for models that are not there."""
    there = Walk.from_json(walk)
    return tuple(frames(ctx, there, moments, *fitted(there, edge)))


def fitted(walk: Walk, edge: int) -> tuple[int, int]:
    """Width and height of a small frame whose long side is `edge` px."""
    scale = edge / max(walk.width, walk.height)
    return max(16, round(walk.width * scale)), max(16, round(walk.height * scale))


def frames(
    ctx: Context, walk: Walk, moments: Sequence[float], width: int, height: int, note: str = "", every: int = 1
) -> Iterator[Pixels]:
    """The pictures (uint8 (height, width, 4)) of `moments`, in s from the start, one after another.

    Moments that look the same are painted once. In a medium only every `every`-th moment and the last are painted, and
    the others fade between them: strokes follow what they paint, and 25 new ones a second would boil. Tells the progress,
    and with `note` which frame it is; what `ctx` raises (`Cancelled`) ends it. Raises `UserError`.
    """
    if not walk.keyframes:
        raise UserError("This walk has no pictures yet.")
    first = walk.recipe_at(0.0)
    every = 1 if first.params.get("medium", "plain") == "plain" else every
    chosen = painted_moments(len(moments), every)
    before, start = None, 0
    for place, picture in zip(chosen, _painted(ctx, walk, moments, chosen, (width, height), note), strict=True):
        for between in range(start + 1, place):
            assert before is not None
            yield _faded(before, picture, (between - start) / (place - start))
        yield picture
        before, start = picture, place


def painted_moments(count: int, every: int) -> list[int]:
    """Which of `count` moments are painted: every `every`-th, and the last."""
    return sorted({*range(0, count, every), count - 1}) if count else []


def _faded(before: Pixels, after: Pixels, share: float) -> Pixels:
    return before if before is after else np.asarray(cv2.addWeighted(before, 1 - share, after, share, 0.0), np.uint8)


def _painted(
    ctx: Context, walk: Walk, moments: Sequence[float], chosen: Sequence[int], shape: tuple[int, int], note: str
) -> Iterator[Pixels]:
    """The pictures of the `chosen` ones of `moments`."""
    spec = GENERATORS.get(walk.generator)
    first = walk.recipe_at(0.0)
    medium, stroke = str(first.params.get("medium", "plain")), float(first.params.get("stroke", 0.5))
    with spaces.lease(ctx, spec) as loaded:
        last: tuple[Weights, Pixels] | None = None
        todo = [walk.weights(moments[k]) for k in chosen]
        size = BATCH if ctx.rung == 0 else 1
        for start in range(0, len(todo), size):
            batch = todo[start : start + size]
            fresh = [w for k, w in enumerate(batch) if w != (batch[k - 1] if k else last and last[0])]
            squares = iter(_squares(ctx, loaded, walk, fresh, first.seed))
            for number, weights in enumerate(batch, start):
                if last is None or weights != last[0]:
                    rgb = px.enlarged(next(squares), *shape)
                    if medium != "plain":
                        part = ctx.part(number / len(todo), 1 / len(todo))
                        rgb = media.apply(part, rgb, medium, first.seed, stroke)
                    last = (weights, px.to_pixels(rgb))
                label = f"{note} {chosen[number] + 1} of {len(moments)}" if note else ""
                ctx.progress((number + 1) / len(todo), label, last[1] if note else None)
                yield last[1]


@torch.no_grad()
def _squares(ctx: Context, loaded: Loaded, walk: Walk, batch: Sequence[Weights], seed: int) -> list[torch.Tensor]:
    """What the network itself paints, each (1, 3, size, size)."""
    codes = []
    for weights in batch:
        ctx.check()
        codes.append(resolve.blended(ctx, loaded, [(walk.keyframes[i].anchor, w) for i, w in weights]))
    if not codes:
        return []
    pictures = loaded.space.render(torch.stack(codes), [seed] * len(codes))
    return [pictures[k : k + 1] for k in range(len(codes))]
