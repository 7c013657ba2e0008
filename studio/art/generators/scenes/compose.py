"""From factors to a painted plane: which painter a scene has, and painting large pictures in bands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor

from studio.art.generators.scenes.abstract import paint_abstract
from studio.art.generators.scenes.canvas import Canvas, Chance
from studio.art.generators.scenes.city import paint_city
from studio.art.generators.scenes.factors import FACTORS
from studio.art.generators.scenes.garden import paint_garden
from studio.art.generators.scenes.grading import grade
from studio.art.generators.scenes.interior import paint_interior
from studio.art.generators.scenes.outdoor import paint_outdoor
from studio.art.generators.scenes.stilllife import paint_stilllife
from studio.core.params import Value
from studio.core.progress import Context

Painter = Callable[[Canvas, Mapping[str, Value], Chance], None]

WHOLE = 1_200_000
"""Pixels that are painted in one piece; larger pictures are painted in tiles of at most this size."""
SMALL = 400_000
"""The same when memory ran out."""
ALONE = 400_000
"""Pixels up to which one thread paints faster than several, which would wait for one another at every small shape."""
KEPT = 2
"""Pictures painted in one piece that are remembered, so that a slider of color or medium paints nothing anew."""
FINISH = frozenset(p.name for p in FACTORS if p.group in ("color", "medium"))
"""Factors that act on the painted plane only."""


def _interior(c: Canvas, f: Mapping[str, Value], chance: Chance) -> None:
    paint_interior(c, f, chance, paint_outdoor)


PAINTERS: dict[str, Painter] = {
    "landscape": paint_outdoor,
    "seascape": paint_outdoor,
    "forest": paint_outdoor,
    "mountains": paint_outdoor,
    "village": paint_outdoor,
    "nightsky": paint_outdoor,
    "city": paint_city,
    "garden": paint_garden,
    "stilllife": paint_stilllife,
    "interior": _interior,
    "abstract": paint_abstract,
}


_Key = tuple[object, ...]
_kept: OrderedDict[_Key, Tensor] = OrderedDict()


def paint(ctx: Context, factors: Mapping[str, Value], seed: int, width: int, height: int) -> Tensor:
    """The scene of `factors` and `seed` as float32 (3, height, width), sRGB 0..1, graded, without a medium."""
    limit = WHOLE if ctx.rung == 0 else SMALL
    out = torch.empty(3, height, width)
    tiles = _tiles(width, height, limit)
    with torch.inference_mode():
        for number, tile in enumerate(tiles):
            ctx.progress(number / len(tiles))
            x0, y0, x1, y1 = tile
            with _threads((x1 - x0) * (y1 - y0)):
                plane = _plane(ctx, factors, seed, width, height, tile)
                out[:, y0:y1, x0:x1] = grade(plane, factors)
    ctx.progress(1.0)
    return out.clamp_(0.0, 1.0)


def _plane(
    ctx: Context, factors: Mapping[str, Value], seed: int, width: int, height: int, tile: tuple[int, int, int, int]
) -> Tensor:
    """The part `tile` (x0, y0, x1, y1) of the scene before it is graded: (3, rows, columns), not to be changed."""
    key = (seed, width, height, tile, *(factors[p.name] for p in FACTORS if p.name not in FINISH))
    plane = _kept.get(key)
    if plane is None:
        # Always on the CPU: a picture is thousands of small shapes, which a GPU paints no faster and not alike.
        canvas = Canvas(width, height, tile, check=ctx.check)
        PAINTERS[str(factors["scene"])](canvas, factors, Chance(seed))
        plane = canvas.rgb
        if tile == (0, 0, width, height):
            _kept[key] = plane
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    return plane


@contextmanager
def _threads(pixels: int) -> Iterator[None]:
    """One thread for small pictures, all that torch was given for others."""
    count = torch.get_num_threads()
    alone = pixels <= ALONE and count > 1
    if alone:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        if alone:
            torch.set_num_threads(count)


def _tiles(width: int, height: int, limit: int) -> list[tuple[int, int, int, int]]:
    """Rectangles that cover the picture, none with more than `limit` px, as square as may be."""
    across, down = 1, 1
    while -(-width // across) * -(-height // down) > limit:
        if width / across > height / down:
            across += 1
        else:
            down += 1
    xs = [width * k // across for k in range(across + 1)]
    ys = [height * k // down for k in range(down + 1)]
    return [(x0, y0, x1, y1) for y0, y1 in zip(ys, ys[1:], strict=False) for x0, x1 in zip(xs, xs[1:], strict=False)]
