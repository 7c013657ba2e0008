"""Free verse, haiku and titles, written by rule from what `lore` knows. Torch-free.

Each function writes one text; the caller writes many and keeps the best by meaning. Chance comes from `rng` alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from studio.art.muse.english import plural_verb, sentence, syllables, title_case
from studio.art.muse.lore import Concept

_CLOSINGS = (
    "Nobody calls.", "It is enough.", "We do not speak.", "Something has ended.", "No one is keeping count.",
    "I had forgotten.", "There is no hurry.", "This is how it begins.", "Nothing was promised.", "The rest is weather.",
    "I stay a little longer.", "Even so.", "Say it slowly.", "That was all.", "Look again.",
)  # fmt: skip


class Voice:
    """Speaks of concepts without saying the same twice: a thing is new once ("a small boat"), then known ("the boat")."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._met: set[str] = set()
        self._used: set[str] = set()

    def _fresh(self, phrases: Sequence[str]) -> str:
        left = [p for p in phrases if p not in self._used] or list(phrases)
        phrase = self._rng.choice(left)
        self._used.add(phrase)
        return phrase

    def subject(self, concept: Concept) -> str:
        if concept.id in self._met:
            return concept.definite
        self._met.add(concept.id)
        return concept.described(self._fresh(concept.adjectives)) if self._rng.random() < 0.75 else concept.one

    def known(self, concept: Concept) -> str:
        self._met.add(concept.id)
        return concept.definite

    def does(self, concept: Concept) -> str:
        phrase = self._fresh(concept.does)
        return plural_verb(phrase) if concept.plural else phrase

    def at(self, concept: Concept) -> str:
        return self._fresh(concept.at)

    def has(self, concept: Concept) -> str:
        return self._fresh(concept.has) if concept.has else concept.described(self._fresh(concept.adjectives))

    def closing(self) -> str:
        return self._fresh(_CLOSINGS)


def _says(voice: Voice, c: Concept) -> str:
    return f"{voice.subject(c)} {voice.does(c)}"


def _stanza_place(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.at(a))},",
        f"{_says(v, b)}.",
        f"{sentence(v.known(a))} {v.does(a)},",
        f"and {v.known(b)} {v.does(b)}.",
    ]


def _stanza_keeps(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.has(a))}, {v.has(a)}:", f"this is what {v.known(a)} {'keep' if a.plural else 'keeps'}.",
        f"{sentence(v.subject(b))} {v.does(b)}.", f"{v.closing()} {sentence(v.known(a))} {v.does(a)}.",
    ]  # fmt: skip


def _stanza_first(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"First {_says(v, a)}.", f"Then {_says(v, b)}.", v.closing(), f"{sentence(v.subject(c))} {v.does(c)}."]


def _stanza_if(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"When {_says(v, a)},", f"{v.subject(b)} {v.does(b)},", f"and {v.at(c)}", f"{v.has(c)}."]


def _stanza_list(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"{sentence(v.has(a))}.", f"{sentence(v.has(b))}.", f"{sentence(v.known(a))} {v.does(a)}.", v.closing()]


def _stanza_only(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"Only {v.known(a)} {v.does(a)}.",
        f"{sentence(v.at(b))}",
        f"{_says(v, c)},",
        f"and {v.known(b)} {v.does(b)}.",
    ]


def _stanza_paint(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    color = v._fresh(a.colors)
    return [
        f"Begin with {color}.",
        f"Let {v.known(a)} wait.",
        f"{sentence(_says(v, b))}.",
        f"{sentence(v.known(a))} {v.does(a)}. {v.closing()}",
    ]


_STANZAS: tuple[Callable[[Voice, Concept, Concept, Concept], list[str]], ...] = (
    _stanza_place, _stanza_keeps, _stanza_first, _stanza_if, _stanza_list, _stanza_only, _stanza_paint,
)  # fmt: skip


def poem(things: Sequence[Concept], rng: random.Random) -> str:
    """Two short stanzas of free verse about `things` (one to four), lines apart by newlines."""
    voice = Voice(rng)
    first, second = rng.sample(_STANZAS, 2)
    ring = [*things, *things, *things]
    shifted = ring[1:] if len(things) > 1 else ring
    lines = first(voice, *ring[:3]) + [""] + second(voice, *shifted[:3])
    return "\n".join(lines)


def haiku(things: Sequence[Concept], rng: random.Random) -> str:
    """Three lines of 5, 7 and 5 syllables: a place or hour, what happens, what is seen. "" where none was found."""
    five: list[tuple[str, str]] = []
    seven: list[tuple[str, str]] = []
    for c in things:
        seen = [*c.has, *(c.described(a) for a in c.adjectives)]
        five += [
            (c.id, t)
            for t in (*c.at, *seen, *(f"{a} and {b}" for a in c.has for b in c.has if a < b))
            if syllables(t) == 5
        ]
        for other in things:
            if other.id != c.id:
                five += [(c.id, f"{s} {at}") for s in seen for at in other.at if syllables(f"{s} {at}") == 5]
        for subject in (c.one, c.definite, *(c.described(a) for a in c.adjectives)):
            does = [plural_verb(d) if c.plural else d for d in c.does]
            seven += [(c.id, f"{subject} {d}") for d in does if syllables(f"{subject} {d}") == 7]
    rng.shuffle(five)
    rng.shuffle(seven)
    for what, middle in seven:
        words = set(middle.split())
        outer = [t for i, t in five if i != what and len(set(t.split()) & words - _SMALL) == 0]
        if len(outer) >= 2:
            last = next((t for t in outer[1:] if not set(t.split()) & set(outer[0].split()) - _SMALL), "")
            if last:
                return f"{outer[0]}—\n{middle},\n{last}"
    return ""


_SMALL = {"a", "an", "the", "of", "in", "on", "at", "by", "and", "to", "under", "its", "with", "from"}


def title(things: Sequence[Concept], rng: random.Random) -> str:
    """A title as it might stand on a label."""
    voice = Voice(rng)
    a, b = things[0], things[min(1, len(things) - 1)]
    makers: list[Callable[[], str]] = [
        lambda: a.described(rng.choice(a.adjectives)).removeprefix("a ").removeprefix("an "),
        lambda: f"what {a.definite} {'keep' if a.plural else 'keeps'}",
        lambda: voice.at(a),
        lambda: f"study in {' and '.join(rng.sample(a.colors, min(2, len(a.colors))))}",
        lambda: f"{a.noun} with {voice.has(a)}",
        lambda: f"{a.definite} {voice.does(a)}",
        lambda: f"before {b.definite} {voice.does(b)}",
        lambda: f"{voice.has(a)}, {voice.at(b)}" if b is not a else voice.has(a),
        lambda: f"{a.noun} and {b.noun}" if b is not a else f"{a.noun}, seen twice",
        lambda: f"letter to {a.definite}",
        lambda: f"{a.definite}, {voice.at(b)}" if b is not a else f"{a.definite} at rest",
    ]
    return title_case(rng.choice(makers)())
