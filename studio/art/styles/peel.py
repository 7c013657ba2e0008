"""A painter's picture as one transparent layer for each brush, which look like the picture when they lie in a stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from studio.art.styles import bands, fields, painter
from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew, kernel
from studio.art.styles.painter import Painting
from studio.art.styles.strokes import Easel
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

GROUND = "Underpainting"
MEASURED = 512  # side of the copy from which the finish of the stages is taken
TONE = np.float32(10.0)  # a color so bright that every bristle paints full white: the canvas is then the coverage


@dataclass(frozen=True)
class Sheet:
    """One layer: its name and uint8 (H, W, 4)."""

    title: str
    pixels: Pixels


def sheets(ctx: Context, painting: Painting) -> Iterator[Sheet]:
    """The layers of `painting`, the lowest first: the underpainting, then one for each brush.

    Each shows its own strokes as they lie on those below it, with the light on their relief and the style's contrast;
    all of them over each other are the picture.
    """
    with Crew() as crew:
        yield from _sheets(ctx, painting, crew)


def _sheets(ctx: Context, painting: Painting, crew: Crew) -> Iterator[Sheet]:
    sitter, count = painting.sitter, len(painting.ends)
    w, h = sitter.size
    easel = Easel(fields.resized(painting.ground, w, h).copy(), sitter.unit, crew)
    step = 0.85 / (2 * count)
    ctx.progress(0.0, "Underpainting")
    tables = _tables(ctx.part(0.0, 0.15), painting, crew)
    seen = painting.pixels
    content = fields.f32(sitter.content[..., :3] / np.float32(255))

    def crop(a: Floats) -> Floats:
        top, left = sitter.pad
        return np.ascontiguousarray(a[top : top + seen.shape[0], left : left + seen.shape[1]])

    def stage(part: Context) -> Floats:
        """The picture as it is so far, finished like the whole: float32 (H, W, 3)."""
        copy = Easel(easel.canvas.copy(), easel.unit, crew)
        copy.height = easel.height
        lit = painter.in_light(part, copy, painting.manner, crew)
        done = crop(painter.finish(part, sitter, lit, painting.model, painting.manner, crew, tables))
        return done if painting.strength >= 1 else content + np.float32(painting.strength) * (done - content)

    alpha = np.ascontiguousarray(seen[..., 3])
    below = np.zeros(seen.shape[:2] + (3,), np.float32)
    full = np.ones(seen.shape[:2], np.float32)
    out = np.empty_like(seen)
    _sheet(stage(ctx), full, below, False, out)
    yield Sheet(GROUND, _veiled(out, alpha))
    lo = 0
    white = replace(painting.plan, color=np.full_like(painting.plan.color, TONE))
    for k, (hi, title) in enumerate(zip(painting.ends, painting.titles, strict=True)):
        brush = painting.brush(k)
        ctx.progress(0.15 + 2 * k * step, f"{title} strokes")
        cover = Easel(np.zeros((h, w, 3), np.float32), sitter.unit, crew)
        cover.lay(ctx, white, lo, hi, brush)
        easel.lay(ctx, painting.plan, lo, hi, brush)
        ctx.progress(0.15 + (2 * k + 1) * step, f"{title} strokes")
        last = hi == painting.ends[-1]
        goal = fields.f32(seen[..., :3] / np.float32(255)) if last else stage(ctx)
        _sheet(goal, crop(np.ascontiguousarray(cover.canvas[..., 0])), below, last, out)
        yield Sheet(title, _veiled(out, alpha))
        lo = hi


def _tables(ctx: Context, painting: Painting, crew: Crew) -> bands.Tables:
    """What the finish did to the picture, taken from a small copy of it: every stage gets the same."""
    manner, sitter = painting.manner, painting.sitter.reduced(MEASURED)
    w, h = sitter.size
    easel = Easel(fields.resized(painting.ground, w, h).copy(), sitter.unit, crew)
    lo, plan = 0, painting.plan.scaled(w, h)
    for k, hi in enumerate(painting.ends):
        easel.lay(ctx, plan, lo, hi, painting.brush(k))
        lo = hi
    lit = painter.in_light(ctx, easel, manner, crew)
    unit = painter.style_unit(painting.model)
    return bands.measured(ctx, lit, painting.model, sitter.weight, sitter.unit, unit, manner.boldness, crew)


@kernel
def _sheet(goal: Floats, cover: Floats, below: Floats, exact: bool, out: Pixels) -> None:
    """The color and alpha that turn `below` (H, W, 3) into `goal` where `cover` (H, W) lies; `below` becomes what is then
    seen. `exact`: where the coverage is too thin for that, it becomes as thick as is needed."""
    for y in range(goal.shape[0]):
        for x in range(goal.shape[1]):
            a = min(1.0, max(0.0, cover[y, x]))
            if exact:
                for c in range(3):
                    d = goal[y, x, c] - below[y, x, c]
                    if d > 0.006:
                        a = max(a, d / max(1.0 - below[y, x, c], 1e-3))
                    elif d < -0.006:
                        a = max(a, -d / max(below[y, x, c], 1e-3))
                a = min(1.0, a)
            q = int(np.ceil(a * 255.0 - 0.5)) if not exact else int(np.ceil(a * 255.0 - 1e-3))
            out[y, x, 3] = q
            if q == 0:
                for c in range(3):
                    out[y, x, c] = 0
                continue
            a = q / 255.0
            for c in range(3):
                v = (goal[y, x, c] - (1.0 - a) * below[y, x, c]) / a
                v = np.floor(min(1.0, max(0.0, v)) * 255.0 + 0.5)
                out[y, x, c] = np.uint8(v)
                below[y, x, c] = a * v / 255.0 + (1.0 - a) * below[y, x, c]


def _veiled(pixels: Pixels, alpha: Pixels) -> Pixels:
    """A copy under the transparency of the picture, `alpha` uint8 (H, W)."""
    out = pixels.copy()
    if alpha.min() < 255:
        out[..., 3] = (out[..., 3].astype(np.uint16) * alpha + 127) // 255
    return out
