"""One text of any English form, written by rule from a brief: the voice `concepts`, and the teacher of the embedded models.

Torch-free; chance comes from `rng` alone.
"""

from __future__ import annotations

import random

from studio.art.muse import prompts, story, verse
from studio.art.muse.drafting import Brief, Draft


def compose(brief: Brief, rng: random.Random) -> Draft | None:
    """A draft of `brief.form`, or None where this throw of the dice gave nothing fit: ask again."""
    things = list(brief.things)
    if brief.form == "prompts":
        return prompts.compose(brief, rng)
    if brief.form == "titles":
        return Draft(verse.title(things, rng))
    if brief.form == "poem":
        return Draft(verse.poem(things, rng))
    if brief.form == "haiku":
        text = verse.haiku(things, rng)
        return Draft(text) if text else None
    if brief.form == "story":
        return Draft(" ".join(story.story(things, rng)))
    return None
