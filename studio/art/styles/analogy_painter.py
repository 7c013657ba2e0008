"""Analogy, then the painter over it: the marks and motifs of the style, laid down in oil.

The picture is woven from patches of the style (`analogy`), repainted with planned strokes (`painter`), and gets the
style's contrast once, at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.art.styles import analogy, frame, maps, painter
from studio.art.styles.fields import Floats, blur
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.art.styles.painter import Manner, Painting, Under
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.6, colors: str = "take", texture: float = 1.0, brush: float = 1.0,
    detail: float = 0.85, relief: float = 0.4, light: float = 135.0, follow: float = 0.5,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) woven from `style` (any size) and painted over; alpha is kept exactly. `whole`, `rect`:
    see `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "colors": colors, "texture": texture, "brush": brush,
        "detail": detail, "relief": relief, "light": light, "follow": follow,
    }  # fmt: skip
    manner = Manner(boldness, colors, brush, detail, relief, light, follow, seed)
    sitter = frame.frame(content, whole, rect)
    return Made(painter.painted(ctx, sitter, style, manner, strength, _woven(manner, texture)), used)


def record(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, strength: float = 1.0, boldness: float = 0.6,
    colors: str = "take", texture: float = 1.0, brush: float = 1.0, detail: float = 0.85, relief: float = 0.4,
    light: float = 135.0, follow: float = 0.5,
) -> Painting:  # fmt: skip
    """The picture that `apply` makes of the same values, and how it is painted."""
    manner = Manner(boldness, colors, brush, detail, relief, light, follow, seed)
    return painter.recorded(ctx, frame.frame(content), style, manner, strength, _woven(manner, texture))


def _woven(manner: Manner, texture: float) -> Under:
    """What is painted: the picture in the style's colors, and as bold as wanted, in the style's patches."""
    share = np.float32(min(1.0, 2 * manner.boldness))
    weave = analogy.Manner(
        boldness=max(0.5, manner.boldness), colors=manner.colors, texture=texture, detail=0.7 * manner.detail,
        relief=0.0, light=manner.light, seed=manner.seed,
    )  # fmt: skip

    def under(ctx: Context, work: Frame, style: Pixels, target: Floats, crew: Crew) -> Floats:
        if share <= 0:
            return target
        rgb, _found = analogy.paint(ctx, work, style, weave, crew, finish=False)
        # faces are painted from the picture itself, so that they stay who they are
        face = blur(maps.skin(work.rgb), 3 * work.unit) * np.float32(0.8 * manner.detail)
        target += (share * (1 - face))[..., None] * (rgb - target)
        return target

    return under
