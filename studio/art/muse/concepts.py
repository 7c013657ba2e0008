"""The voice `concepts`: drafts written by rule from what lore knows, see `compose`. Torch-free."""

from __future__ import annotations

import random

from studio.art.muse.compose import compose
from studio.art.muse.drafting import Brief, Draft
from studio.core.progress import Context

_TRIES = 6
"""Throws of the dice for each draft that is wanted."""


class Concepts:
    """A `drafting.Voice`. Temperature and top-p have no meaning for rules."""

    def drafts(
        self, ctx: Context, brief: Brief, number: int, *, seed: int, temperature: float = 0.0, top_p: float = 1.0
    ) -> list[Draft]:
        rng = random.Random(f"{seed}/{brief.form}/{brief.line}")
        out: dict[str, Draft] = {}
        for k in range(number * _TRIES):
            if k % 16 == 0:
                ctx.check()
            draft = compose(brief, rng)
            if draft is not None and draft.text:
                out.setdefault(draft.text, draft)
            if len(out) >= number:
                break
        return list(out.values())
