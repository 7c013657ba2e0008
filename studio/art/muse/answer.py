"""The answer of a built-in muse: which part of the house writes a form, and in whose voice."""

from __future__ import annotations

from studio.art.muse import concepts
from studio.core.picture import Pixels
from studio.core.progress import Context
from studio.core.words import NO_WISHES, Variant, Wishes


def answer(
    ctx: Context, *, text: str, count: int, seed: int, form: str, lang: str, boldness: float, voice: str,
    wishes: Wishes = NO_WISHES, picture: Pixels | None = None, facts: str = "",
) -> tuple[Variant, ...]:  # fmt: skip
    """Up to `count` answers in `form`; the same arguments give the same ones."""
    return concepts.develop(ctx, text=text, count=count, seed=seed, form=form, boldness=boldness, lang=lang)
