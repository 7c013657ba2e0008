"""Color: the colors and the light of the style, every form of the picture kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.styles import bands, frame, ot
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

PREVIEW = 256
GAIN = 2.5  # without strokes of its own, a picture would show its noise if contrast grew further


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.4, colors: str = "take",
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) in the colors of `style` (any size); alpha is kept exactly. `whole`, `rect`: see
    `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {"strength": strength, "boldness": boldness, "colors": colors}
    sitter = frame.frame(content, whole, rect)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    with Crew() as crew:
        begin = 0.0
        if sitter.span > 4 * PREVIEW:
            small = sitter.reduced(PREVIEW / sitter.span * sitter.side)
            begin = 0.15
            first = _recolored(ctx.part(0.0, begin), small, style, boldness, colors, seed, crew)
            ctx.progress(begin, "First look", small.pixels(first, strength))
        rgb = _recolored(ctx.part(begin, 1 - begin), sitter, style, boldness, colors, seed, crew)
    return Made(sitter.pixels(rgb, strength), used)


def _recolored(
    ctx: Context, sitter: Frame, style: Pixels, boldness: float, colors: str, seed: int, crew: Crew
) -> Floats:
    model = frame.style_rgb(style, min(sitter.side, 1024))
    ctx.progress(0.05, "Mixing colors")
    target, model = ot.matched(ctx, sitter, model, colors, seed, crew)
    ctx.progress(0.5, "Marks of the style")
    style_unit = min(model.shape[:2]) / 512
    tables = None
    if sitter.partial and boldness > 0:
        seen = sitter.overview
        far, far_model = ot.matched(ctx, seen, frame.style_rgb(style, seen.side), colors, seed, crew)
        far_unit = min(far_model.shape[:2]) / 512
        tables = bands.measured(ctx, far, far_model, seen.weight, seen.unit, far_unit, boldness, crew, most=GAIN)
    own = None if colors == "take" or boldness <= 0 else target.copy()
    done = bands.finish(
        ctx, target, model, sitter.weight, sitter.unit, style_unit, boldness, crew, most=GAIN, tables=tables
    )
    return done if own is None else ot.relight(ctx, own, done, crew)
