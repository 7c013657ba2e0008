"""Color: the colors and the light of the style, every form of the picture kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.art.styles import bands, frame, ot
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

PREVIEW = 256
GAIN = 2.5  # without strokes of its own, a picture would show its noise if contrast grew further


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, strength: float = 1.0, marks: float = 0.4
) -> Made:
    """`content` uint8 (H, W, 4) in the colors of `style` (any size); alpha is kept exactly.

    Raises `UserError` for a picture without a visible pixel.
    """
    used = {"strength": strength, "marks": marks}
    sitter = frame.frame(content)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    with Crew() as crew:
        begin = 0.0
        if sitter.side > 4 * PREVIEW:
            small = sitter.reduced(PREVIEW)
            begin = 0.15
            first = _recolored(ctx.part(0.0, begin), small, style, marks, seed, crew)
            ctx.progress(begin, "First look", small.pixels(first, strength))
        rgb = _recolored(ctx.part(begin, 1 - begin), sitter, style, marks, seed, crew)
    return Made(sitter.pixels(rgb, strength), used)


def _recolored(ctx: Context, sitter: Frame, style: Pixels, marks: float, seed: int, crew: Crew) -> Floats:
    model = frame.style_rgb(style, min(sitter.side, 1024))
    ctx.progress(0.05, "Mixing colors")
    target = ot.recolor(ctx, sitter.rgb, sitter.weight, model, seed, crew)
    ctx.progress(0.5, "Marks of the style")
    style_unit = min(model.shape[:2]) / 512
    return bands.finish(ctx, target, model, sitter.weight, sitter.unit, style_unit, marks, crew, most=GAIN)
