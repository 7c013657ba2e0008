"""A quick small picture first, then the real one: what the patch methods show while they work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.patch.places import Correspondence
from studio.core.progress import Context

PREVIEW = 256
FIRST = 0.12  # share of the work that the first look is

Show = Callable[[Floats, Frame], None]


class Painting(Protocol):
    """A method on one frame, which may `show` what it has in between."""

    def __call__(self, ctx: Context, at: Frame, show: Show | None = None) -> tuple[Floats, Correspondence]: ...


def painted(ctx: Context, sitter: Frame, strength: float, doing: str, paint: Painting) -> Floats:
    """float32 (H, W, 3) by `paint`; `doing` is told with what it shows."""
    begin = 0.0
    if sitter.span > 1.5 * PREVIEW:
        small = sitter.reduced(PREVIEW / sitter.span * sitter.side)
        quick, _ = paint(ctx.part(0.0, FIRST), small)
        begin = FIRST
        ctx.progress(begin, "First look", small.pixels(quick, strength))

    def show(rgb: Floats, at: Frame) -> None:
        ctx.progress(begin + 0.5 * (1 - begin), doing, at.pixels(rgb, strength))

    rgb, _ = paint(ctx.part(begin, 1 - begin), sitter, show)
    return rgb
