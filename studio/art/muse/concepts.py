"""The voice `concepts`: drafts written by rule from what lore knows, see `compose`. Torch-free."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.compose import compose
from studio.core.progress import Context

_PATIENCE = 16
"""Throws of the dice in a row that may bring nothing new."""
_WIDER = 6


class Concepts:
    """A `drafting.Voice`. Temperature and top-p have no meaning for rules.

    Strict forms cannot hold all words: where nothing is found that says all that the line names, less of it has to be said,
    and more things that go with it may be.
    """

    def drafts(
        self, ctx: Context, brief: Brief, number: int, *, seed: int, temperature: float = 0.0, top_p: float = 1.0
    ) -> list[Draft]:
        rng = random.Random(f"{seed}/{brief.form}/{brief.line}")
        out: dict[str, Draft] = {}
        for about in (brief, *_easier(brief)):
            fruitless = 0
            while len(out) < number and fruitless < _PATIENCE:
                ctx.check()
                draft = compose(about, rng)
                fruitless += 1
                if draft is not None and draft.text not in out:
                    out[draft.text] = draft
                    fruitless = 0
            if out or brief.form == "prompts":
                break
        return list(out.values())


def _easier(brief: Brief) -> Iterator[Brief]:
    """The same with ever less that must be said."""
    known = lore.concepts()
    ids = {c.id for c in brief.things}
    beside = [known[n] for c in brief.things for n in c.near if n in known and n not in ids]
    wide = (*brief.things, *{c.id: c for c in beside}.values())[: len(brief.things) + _WIDER]
    if brief.named and brief.unknown:
        yield replace(brief, unknown=(), things=wide)
    if brief.named > 1:
        yield replace(brief, unknown=(), named=1, things=wide)
    if len(brief.unknown) > 1:
        yield from (replace(brief, unknown=(u,), named=0, things=wide) for u in brief.unknown)
    yield replace(brief, unknown=(), named=0, things=wide)
