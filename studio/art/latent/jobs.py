"""The jobs of the catalogue LATENT as the engine calls them."""

from __future__ import annotations

from studio.art.catalog import find
from studio.art.latent import directions, placing, resolve, spaces
from studio.art.latent import marks as marking
from studio.art.latent.axis import AxisSet, MarkPicture, Placed
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.recipe import Recipe


def axes(ctx: Context, *, generator: str, search: bool = True) -> AxisSet | None:
    """The axes of a generator. The first time for a model they are found, which takes about 10 s on a CPU; without
    `search` None is returned instead."""
    with spaces.lease(ctx, find(generator)) as loaded:
        table = directions.table(ctx, loaded) if search else directions.at_hand(loaded)
    return None if table is None else table.axes


def marks(
    ctx: Context, *, generator: str, recipe: str, axes: tuple[str, ...], strengths: tuple[float, ...], edge: int
) -> tuple[MarkPicture, ...]:
    """Pictures in the shape of the recipe's, `edge` px on the long side."""
    about = Recipe.from_json(recipe)
    scale = edge / max(about.width, about.height)
    width, height = max(1, round(about.width * scale)), max(1, round(about.height * scale))
    with spaces.lease(ctx, find(generator)) as loaded:
        return marking.pictures(ctx, loaded, resolve.anchor_of(about), width, height, axes, strengths)


def place(ctx: Context, *, generator: str, picture: Pixels, seed: int, steps: int, freedom: str) -> Placed:
    """Raises `UserError` for a generator that pictures cannot be put into."""
    spec = find(generator)
    if "place" not in spec.traits:
        raise UserError(f"Pictures cannot be put into the space of “{spec.title}”.")
    with spaces.lease(ctx, spec) as loaded:
        return placing.place(ctx, loaded, picture, seed, steps, freedom)
