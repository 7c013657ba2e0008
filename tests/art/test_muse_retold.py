"""Texts that tell the same twice are known by their plots and lines."""

from __future__ import annotations

import random

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.compose import compose
from studio.art.muse.retold import marks


def test_verses_are_known_by_their_whole_lines() -> None:
    one, other = "The rain comes down the lane.\nWe wait.", "We wait.\nThe rain comes down, the lane!"
    assert marks(one, "quatrain") == marks(other, "poem") == {"the rain comes down the lane"}
    assert not marks(one, "titles") and not marks("We wait.", "haiku")


def test_stories_are_known_by_their_plots() -> None:
    rng = random.Random(2)
    named = tuple(lore.named("the piano"))
    brief = Brief("the piano", named, len(named), (), "", "story")
    told = [d.text for d in (compose(brief, rng) for _ in range(60)) if d is not None]
    plots = [marks(text, "story") for text in told]
    assert all(len(p) == 1 for p in plots) and 10 < len(set(plots)) < len(told)
    assert not marks("Nobody has ever told this before.", "story")
