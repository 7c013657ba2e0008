"""Titles as they might stand on the label beside a picture, written by rule from what `lore` knows. Torch-free."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from studio.art.muse.grammar.english import title_case
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.verse import SMALL, Voice, visible


def _bare(c: Concept, adjective: str) -> str:
    """ "small boat", "wide sea"."""
    return re.sub(r"^(an?|the|two) ", "", c.described(adjective))


def title(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """A title as it might stand on a label; it has one of the first `named` of `things`."""
    voice = Voice(rng)
    a, b = things[0], things[min(1, len(things) - 1)]
    if b is a:
        b = next((t for t in things if t is not a), a)
    an = voice.fresh(a.adjectives)
    when = voice.at(b)
    sight, own = (next(iter(rng.sample(visible(c), len(visible(c)))), "") for c in (b, a))
    two = rng.sample(a.colors, min(2, len(a.colors)))
    solid = a.kind in ("thing", "place", "plant", "creature", "person")
    does_a, does_b = voice.does(a), voice.does(b)
    makers: list[str] = [
        _bare(a, an), f"what {a.definite} {'keep' if a.plural else 'keeps'}", f"study in {' and '.join(two)}, with {a.one}",
        f"{a.definite} {does_a}", f"letter to {a.definite}", f"{a.noun} and {b.noun}",
        f"{a.definite}, again", f"after {a.definite}", f"variations on {a.one}", f"{a.one}, in {two[0]}", f"{a.definite}, unfinished",
        f"toward {a.definite}", f"{a.definite}, from memory", *([f"nocturne with {a.one}"] if a.kind not in ("hour", "season") else []), f"{two[0]}, and {a.definite}",
        f"small hymn to {a.definite}", f"what {b.definite} told {a.definite}", f"{a.definite} without {b.definite}",
        *([f"until {b.definite} {does_b}"] if len(does_b.split()) <= 5 and b.id in concepts() else []), *([f"{a.noun}, late in the day"] if a.kind != "hour" else []), f"almost {a.one}" if a.one.startswith(("a ", "an ")) else f"almost {_bare(a, an)}",
        f"in praise of {a.definite}", f"three notes on {a.definite}", f"{a.definite} dreams of {b.definite}",
        f"a short history of {a.definite}", f"the weight of {a.definite}",
    ]  # fmt: skip
    if solid:
        makers += [f"{a.definite}, {when}", f"portrait of {a.one}"]
        makers += [f"{a.noun} with {own}", f"{_bare(a, an)} with {own}"] if own else []
        makers += [f"{sight}, near {a.definite}"] if sight else []
    if a.many and solid:
        makers += [f"two {a.many}, one alone", f"the last of the {a.many}"]
    sound = [m for m in makers if not _twice(m)]
    return title_case(rng.choice(sound))


def _twice(text: str) -> bool:
    """Whether a word of weight comes twice."""
    words = [w.removesuffix("s") for w in re.findall(r"[a-z'-]+", text.lower()) if w not in SMALL]
    return len(words) != len(set(words))
