"""The strokes of a finished picture, planned anew from how it was made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from studio.art.styles import analogy_painter, painter, peel
from studio.art.styles.catalog import STYLES
from studio.art.styles.painter import Painting
from studio.art.styles.peel import Sheet
from studio.art.styles.strokes_catalog import METHODS
from studio.core.errors import UserError
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels


def record(ctx: Context, *, content: Pixels, style: Pixels, seed: int, method: str, values: str) -> Painting:
    """The job `strokes/record`; `values`: the settings of `method`, as JSON. Raises `UserError` for a method that does
    not paint with strokes, and for a picture without a visible pixel."""
    if method not in METHODS:
        title = next((s.title for s in STYLES if s.id == method), method)
        raise UserError(f"“{title}” does not paint with strokes.")
    try:
        given = STYLES.get(method).values(json.loads(values))
    except ValueError as error:
        raise UserError(f"The settings of this picture are damaged ({error}).") from None
    make = analogy_painter.record if method == "analogy-painter" else painter.record
    return make(ctx, content=content, style=style, seed=seed, **given)  # type: ignore[arg-type]


def layers(ctx: Context, *, content: Pixels, style: Pixels, seed: int, method: str, values: str) -> tuple[Sheet, ...]:
    """The job `strokes/layers`."""
    painting = record(ctx.part(0.0, 0.4), content=content, style=style, seed=seed, method=method, values=values)
    return tuple(peel.sheets(ctx.part(0.4, 0.6), painting))
