"""One text of any English form, written by rule from a brief: the voice `concepts`, and the teacher of the embedded models.

Torch-free; chance comes from `rng` alone.
"""

from __future__ import annotations

import random
from dataclasses import replace

from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import haiku, lore, poem, prompts, quatrain, storyboard, tale, title
from studio.art.muse.grammar.cast import says
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.sorts import as_told, owned_as
from studio.art.muse.grammar.stage import clash, stage
from studio.core.words import Part

_TRIES = 10
_VERSE = ("titles", "haiku", "poem", "quatrain")


def compose(brief: Brief, rng: random.Random) -> Draft | None:
    """A draft of `brief.form`, or None where this throw of the dice gave nothing fit: ask again. What the line names and the
    artist's own words are in it; a title has one of them, a haiku two."""
    if brief.form == "prompts":
        return prompts.compose(brief, rng)
    named = brief.named + len(brief.unknown)
    wanted = {"titles": 1, "haiku": 2, "quatrain": 3}.get(brief.form, 9)
    for _ in range(_TRIES):
        things = [as_told(c, brief.line) for c in _things(brief, rng)]
        if brief.form in _VERSE:
            own = [(c, owned_as(c, brief.line)) for c in things]
            # "Her brother" does not scan; he is "the brother", and not mine.
            scans = [o is c or brief.form != "quatrain" or quatrain.noun_phrases(o) for c, o in own]
            things = [o if fit else replace(c, one=c.definite) for (c, o), fit in zip(own, scans, strict=True)]
        draft = _written(brief, things, named, rng)
        if draft is not None and _spoken(draft.text, things[:named]) >= min(wanted, named):
            return draft
    return None


def _written(brief: Brief, things: list[Concept], named: int, rng: random.Random) -> Draft | None:
    if brief.form == "scenes":
        return _scenes(storyboard.scenes(things, rng, named, brief.line))
    if brief.form == "story":
        return Draft(" ".join(tale.story(things, rng, named)))
    if brief.form == "quatrain":
        text = quatrain.compose(brief, things, rng, named)
    elif brief.form == "haiku":
        text = haiku.haiku(things, rng, named)
    elif brief.form == "poem":
        text = poem.poem(things, rng, named)
    else:
        text = title.title(things, rng, named) if brief.form == "titles" else ""
    return Draft(text) if text else None


def _spoken(text: str, first: list[Concept]) -> int:
    """How many of the named things a text says."""
    return sum(says(text, c) for c in first)


def _scenes(told: list[str]) -> Draft | None:
    """A scene a line; a part is a scene (axis "scene") or the break before it."""
    if not told:
        return None
    parts: list[Part] = []
    for k, text in enumerate(told, 1):
        parts += [*([Part("\n")] if k > 1 else []), Part(text, "scene", str(k))]
    return Draft("".join(p.text for p in parts), tuple(parts))


def _things(brief: Brief, rng: random.Random) -> list[Concept]:
    """What to speak of: what the line names, the artist's own words among it, in any order; then what goes with it."""
    first = [*brief.things[: brief.named], *map(lore.made, brief.unknown)]
    rest = list(brief.things[brief.named :])
    known = {c.id for c in (*first, *rest)}
    for c in (*first, *rest):
        rest += [lore.concepts()[n] for n in c.near if n in lore.concepts() and n not in known]
        known |= set(c.near)
        if len(first) + len(rest) > 8:
            break
    # Nothing that gainsays the line: no star at noon, no bee in the snow.
    says = stage(brief.line, brief.things[: brief.named]).says
    rest = [c for c in rest if not clash(stage(c.noun, [c]).says, says)] or rest
    rng.shuffle(first)
    rng.shuffle(rest)
    return [*first, *rest][: max(6, len(first))]
