"""The generator `scenes` as the engine calls it: words and sliders to a picture in its medium."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from torch import Tensor

from studio.art import media
from studio.art.generators.scenes.compose import paint
from studio.art.generators.scenes.factors import BY_NAME
from studio.art.generators.scenes.sampling import vary
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import Made, Pixels
from studio.core.progress import Context

SMALLEST, LARGEST = 16, 4096
PREVIEW_FROM = 512
"""Pictures with a longer side get a quick small one first."""
PREVIEW_EDGE = 256


def imagine(ctx: Context, *, text: str, width: int, height: int, seed: int, **factors: Value) -> Made:
    """Paints `text` with the factors that are given; the others are read from the words and varied by the seed.

    When all factors are given the words are not read. Raises `UserError` for an empty text or a size out of range.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UserError(f"A picture is {SMALLEST} to {LARGEST} px wide and high, not {width} × {height}.")
    values = dict(factors)
    notes: tuple[str, ...] = ()
    models: Mapping[str, str] = {}
    if set(factors) != set(BY_NAME):
        from studio.art.words.reader import read

        reading = read(ctx, text)
        notes, models = reading.notes, reading.models
        said = {**reading.values, **factors}
        values = {**vary(said, reading.mentioned | set(factors), seed), **factors}
    medium, stroke = str(values["medium"]), float(values["stroke"])
    longest = max(width, height)
    if longest > PREVIEW_FROM:
        k = PREVIEW_EDGE / longest
        small = _picture(ctx.part(0.0, 0.1), values, seed, max(16, round(width * k)), max(16, round(height * k)))
        ctx.progress(0.1, preview=to_pixels(media.apply(ctx.part(0.1, 0.0), small, medium, seed, stroke)))
    rgb = _picture(ctx.part(0.1, 0.4), values, seed, width, height)
    if longest > PREVIEW_FROM and medium != "plain":
        ctx.progress(0.5, preview=to_pixels(rgb))
    done = media.apply(ctx.part(0.5, 0.5), rgb, medium, seed, stroke)
    return Made(to_pixels(done), params=values, models=models, notes=notes)


def _picture(
    ctx: Context, values: dict[str, Value], seed: int, width: int, height: int
) -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    plane: Tensor = paint(ctx, values, seed, width, height)
    return np.ascontiguousarray(plane.permute(1, 2, 0).cpu().numpy())


def to_pixels(rgb: np.ndarray[tuple[int, int, int], np.dtype[np.float32]]) -> Pixels:
    """float32 (H, W, 3) 0..1 to opaque RGBA."""
    out = np.empty((*rgb.shape[:2], 4), np.uint8)
    out[..., :3] = np.rint(np.clip(rgb, 0.0, 1.0) * 255.0)
    out[..., 3] = 255
    return out
