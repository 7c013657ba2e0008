"""Free verse and haiku, written by rule from what `lore` knows. Torch-free.

Each function writes one text; the caller writes many and keeps the best by meaning. Chance comes from `rng` alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.art.muse.grammar.cast import pronoun
from studio.art.muse.grammar.english import plural_verb, sentence, syllables
from studio.art.muse.grammar.lore import Concept

_CLOSINGS = (
    "Nobody calls.", "It is enough.", "We do not speak.", "Something has ended.", "No one is keeping count.",
    "I had forgotten.", "There is no hurry.", "This is how it begins.", "Nothing was promised.", "The rest is weather.",
    "I stay a little longer.", "Say it slowly.", "That was all.", "Look again.", "Nothing needs a name.", "Stay where you are.",
    "It was always here.", "No one will ask.", "Leave the light on.", "The day keeps its word.", "I could not say why.",
    "Now it is quiet.", "Not yet, it says.", "We were almost home.", "Let it be small.", "Someone should write this down.",
)  # fmt: skip
_LEADS = re.compile(
    r"(in|on|at|by|under|among|beside|behind|above|along|below|beneath|before|after|through|with|between|over|beyond|toward|where)\b"
)
_WHERE = ("place", "sky", "hour", "season")
SMALL = {"a", "an", "the", "of", "in", "on", "at", "by", "and", "to", "under", "its", "with", "from"}


class _NothingSeen(Exception):
    """A shape shows what a thing has, and nothing (more) is known of it."""


class Voice:
    """Speaks of concepts without saying the same twice: a thing is new once ("a small boat"), then known ("the boat")."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._met: set[str] = set()
        self._used: set[str] = set()

    def fresh(self, phrases: Sequence[str]) -> str:
        left = [p for p in phrases if p not in self._used] or list(phrases)
        phrase = self._rng.choice(left)
        self._used.add(phrase)
        return phrase

    def subject(self, concept: Concept) -> str:
        if concept.id in self._met:
            return concept.definite
        self._met.add(concept.id)
        return concept.described(self.fresh(concept.adjectives)) if self._rng.random() < 0.75 else concept.one

    def known(self, concept: Concept) -> str:
        self._met.add(concept.id)
        return concept.definite

    def does(self, concept: Concept) -> str:
        phrase = self.fresh(concept.does)
        return plural_verb(phrase) if concept.plural else phrase

    def does_now(self, concept: Concept) -> str:
        """What it does for as long as one looks: not "is over in a week"."""
        return self.does(replace(concept, does=_lasting(concept) or concept.does))

    def does_simply(self, concept: Concept) -> str:
        """One thing that it does, not two: "runs along the ridge and does not tire without me"."""
        return self.does(
            replace(
                concept, does=tuple(d for d in concept.does if " and " not in d and " not " not in d) or concept.does
            )
        )

    def at(self, concept: Concept) -> str:
        return self.fresh(concept.at)

    def has(self, concept: Concept) -> str:
        seen = [h for h in visible(concept) if h not in self._used]
        if not seen:
            raise _NothingSeen
        return self.fresh(seen)

    def there_is(self, concept: Concept) -> str:
        """ "there is a rim of gold", "there are worn steps"."""
        seen = self.has(concept)
        return f"there {'are' if _several(seen) else 'is'} {seen}"

    def color(self, concept: Concept) -> str:
        return self.fresh(concept.colors)

    def closing(self) -> str:
        return self.fresh(_CLOSINGS)


def visible(c: Concept) -> list[str]:
    """What can be seen of it and told without naming it: no "one scarf between them", no "two green lamps for eyes"."""
    if c.kind in ("creature", "person"):
        return []
    return [h for h in c.has if not re.search(r"\b(her|his|its|it|them|their|both|us)\b", h)]


def _lasting(c: Concept) -> tuple[str, ...]:
    return tuple(
        d
        for d in c.does
        if not re.search(
            r"^(is|was|has)\b|\b(day|night|hour|week|years|overnight|morning|noon|evening|bed|early|late|once|four)\b",
            d,
        )
    )


def _several(phrase: str) -> bool:
    """Whether "worn steps", "two cups" ask for a verb in the plural."""
    first, *rest = phrase.split()
    if first in ("a", "an", "one", "the"):
        return False
    if first in ("two", "three", "four", "five", "ten", "seven") or not rest:
        return True
    head = re.split(
        r" (?:of|in|on|with|from|to|that|under|by|at|up|over|like|along|for|between|down|going|full) ", phrase
    )[0].split()[-1]
    return head.endswith("s") and not head.endswith("ss")


def _says(voice: Voice, c: Concept) -> str:
    return f"{voice.subject(c)} {voice.does(c)}"


Stanza = Callable[[Voice, Concept, Concept, Concept], list[str]]


def _place(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.at(a))},",
        f"{_says(v, b)}.",
        f"{sentence(v.known(a))} {v.does(a)},",
        f"and {v.known(b)} {v.does(b)}.",
    ]


def _keeps(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.has(a))}, {v.has(a)}:", f"this is what {v.known(a)} {'keep' if a.plural else 'keeps'}.",
        f"{sentence(_says(v, b))}.", v.closing(),
    ]  # fmt: skip


def _first(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"First {_says(v, a)}.", f"Then {_says(v, b)}.", v.closing(), f"{sentence(_says(v, c))}."]


def _when(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"When {_says(v, a)},", f"{_says(v, b)},", f"and {v.at(c)}", f"{v.there_is(c)}."]


def _listed(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"{sentence(v.has(a))}.", f"{sentence(v.has(b))}.", f"{sentence(v.known(a))} {v.does(a)}.", v.closing()]


def _only(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"Only {v.known(a)} {v.does(a)}.",
        f"{sentence(v.at(b))}",
        f"{_says(v, c)},",
        f"and {v.known(b)} {v.does(b)}.",
    ]


def _painted(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"Begin with {v.color(a)}.", f"Let {v.known(a)} wait.", f"{sentence(_says(v, b))}.", f"{v.closing()}"]


def _not_but(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    x, y = (a, b) if a.kind != "idea" else (b, a)
    return [f"Not {v.known(x)},", f"but {v.has(x)}.", f"Not {v.known(y)},", f"but how {pronoun(y)} {v.does(y)}."]


def _asked(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"What {'do' if a.plural else 'does'} {v.known(a)} want of me?", f"{sentence(_says(v, b))}.",
        f"{sentence(v.known(a))} {v.does(a)}", f"and {'give' if a.plural else 'gives'} no other answer.",
    ]  # fmt: skip


def _between(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"Between {v.known(a)} and {v.known(b)}",
        f"{v.there_is(c)}.",
        f"{sentence(v.known(a))} {v.does(a)};",
        f"{v.known(b)} {v.does(b)}.",
    ]


def _letter(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"I write to you from here, {v.at(a)}.",
        f"{sentence(_says(v, b))}.",
        f"{sentence(v.there_is(a))},",
        "and you would have liked it.",
    ]


def _all_day(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    if a.kind in ("hour", "sky") or b.kind in ("hour", "sky", "season"):
        return []
    return [
        f"All day {v.subject(a)} {v.does_now(a)}.", f"All night {v.subject(b)} {v.does_now(b)}.", f"{sentence(v.at(c))},", "I learn to be as slow.",
    ]  # fmt: skip


def _remember(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"I remember {v.has(a)}", f"and {v.has(b)}.", f"The rest is {v.color(a)},", f"and {v.known(b)}, far off."]


def _still(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"Still {v.known(a)} {v.does(a)},", f"still {v.known(b)} {v.does(b)}.", v.closing()]


def _colors(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.color(a))}, then {v.color(b)}:",
        f"{v.known(a)} {v.does(a)}.",
        f"{sentence(v.at(b))}",
        "the colors do not quarrel.",
    ]


def _if(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"If {v.known(a)} {v.does(a)},",
        f"let it. {sentence(_says(v, b))}," if not a.plural else f"let them. {sentence(_says(v, b))},",
        f"and {v.at(c)}",
        "everything has time.",
    ]


def _come(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [f"Come and see: {v.at(a)},", f"{v.has(a)}.", f"{sentence(_says(v, b))},", "and nobody minds."]


def _perhaps(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"Perhaps {v.known(a)} {v.does(a)}",
        "because no one is looking.",
        f"Perhaps {v.known(b)} {v.does(b)}",
        "for the same reason.",
    ]


def _less(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    left = v.has(b)
    return [
        f"Take away {v.known(a)},",
        f"and {left} {'remain' if _several(left) else 'remains'}.",
        f"Take away {v.known(b)},",
        f"and still {v.known(c)} {v.does(c)}.",
    ]


def _evening(v: Voice, a: Concept, b: Concept, c: Concept) -> list[str]:
    return [
        f"{sentence(v.at(a))}",
        "I put down the brush.",
        f"{sentence(v.known(a))} {v.does_simply(a)} without me.",
        f"{sentence(_says(v, b))}.",
    ]


_STANZAS: tuple[Stanza, ...] = (
    _place, _keeps, _first, _when, _listed, _only, _painted, _not_but, _asked, _between, _letter, _all_day, _remember, _still, _colors,
    _if, _come, _perhaps, _less, _evening,
)  # fmt: skip
_FRAME = set(
    "still perhaps not but take away all and let it them if what this is remains there between no day night of the colors then want "
    "me first only begin wait how".split()
)


def _drones(lines: Sequence[str], things: Sequence[Concept]) -> bool:
    """Whether a word of weight comes twice: the things that it is about may."""
    own = {w for c in things for w in _weighty(f"{c.noun} {c.many}")}
    seen: set[str] = set()
    told: dict[str, int] = {}
    for line in lines:
        if _echoes(" ".join(w for w in line.split() if w.lower() not in _FRAME)):
            return True
        for w in _weighty(line) - _FRAME:
            told[w] = told.get(w, 0) + 1
            if (w in seen and w not in own) or told[w] > 2:
                return True
            seen.add(w)
    # "the apple glows on the table. On the table ..."
    return any(
        len(_weighty(x) & _weighty(y) & own) and y[:3].lower() in ("on ", "in ", "at ", "by ", "und", "bes", "amo")
        for x, y in zip(lines, lines[1:], strict=False)
    )


def poem(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """Two short stanzas of free verse about `things`, lines apart by newlines; the first `named` are all spoken of."""
    ring = [*things, *things, *things]
    if named > 2:
        shifted = ring[2:]
    else:
        shifted = rng.choice((ring[1:], ring, [ring[0], *ring[2:]])) if len(things) > 2 else ring
    for _ in range(12):
        voice = Voice(rng)
        try:
            one, two = (
                shape(voice, *row[:3]) for shape, row in zip(rng.sample(_STANZAS, 2), (ring, shifted), strict=True)
            )
        except _NothingSeen:
            continue
        if one and two and not _drones(one, things) and not _drones(two, things):
            return "\n".join([*one, "", *two])
    return ""


_OPENINGS = {
    2: ("nothing but {}", "only {} now", "once again {}"),
    3: ("only {}", "again {}", "beside {}"),
    4: ("still {}",),
}
"""Syllables of a thing -> what makes five of them."""


def _openings(c: Concept) -> list[str]:
    """Lines of five syllables that say no more than that a thing is there: what lore tells of it may be of other lengths."""
    if c.kind in ("person", "idea"):
        return []
    named = c.definite
    frames = _OPENINGS.get(syllables(named), ())
    return [f.format(named) for f in frames if not f.startswith("beside") or c.kind in ("thing", "place")]


def haiku(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """Three lines of 5, 7 and 5 syllables: a place or hour, what happens, what is seen. "" where none was found. At least one of
    the first `named` of `things` is in it."""
    five: list[tuple[str, str]] = []
    seven: list[tuple[str, str]] = []
    for c in things:
        seen = [*visible(c), *(c.described(a) for a in c.adjectives)]
        five += [
            (c.id, t)
            for t in (*c.at, *seen, *(f"{a} and {b}" for a in visible(c) for b in visible(c) if a < b))
            if syllables(t) == 5
        ]
        for other in things:
            if other.id != c.id and other.kind in _WHERE and c.kind not in (*_WHERE, "idea"):
                five += [
                    (c.id, f"{s} {at}")
                    for s in seen
                    for at in other.at
                    if syllables(f"{s} {at}") == 5 and not _weighty(s) & _weighty(at)
                ]
        does = [plural_verb(d) if c.plural else d for d in c.does]
        for subject in (c.one, c.definite, *(c.described(a) for a in c.adjectives)):
            seven += [(c.id, f"{subject} {d}") for d in does if syllables(f"{subject} {d}") == 7]
            five += [(c.id, f"{subject} {d}") for d in does if syllables(f"{subject} {d}") == 5]
    five += [(c.id, opening) for c in things[:named] for opening in _openings(c)]
    rng.shuffle(five)
    rng.shuffle(seven)
    first = {c.id for c in things[:named]}
    seven.sort(key=lambda s: s[0] not in first)
    own = [s for s in seven if s[0] in first] if rng.random() < 0.7 else []
    for what, middle in own or seven:
        words = _weighty(middle)
        outer = [(i, t) for i, t in five if i != what and not _weighty(t) & words]
        if first and what not in first:
            outer.sort(key=lambda o: o[0] not in first)
            if not outer or outer[0][0] not in first:
                continue
        if len(outer) < 2:
            continue
        head, opening = outer[0]
        last = next(
            (t for i, t in outer[1:] if i != head and not _weighty(t) & _weighty(opening) and not _alike(t, opening)),
            "",
        )
        if last:
            if _is_clause(opening, things):
                opening, last = last, opening
            if _is_clause(opening, things):
                continue
            dash = "," if _LEADS.match(opening) else rng.choice(("—", ":", ","))
            end = "" if _LEADS.match(last) else ";" if _is_clause(last, things) else rng.choice((",", ";"))
            return f"{sentence(opening)}{dash}\n{middle}{end}\n{last}."
    return ""


def _alike(a: str, b: str) -> bool:
    """Whether two lines begin with the same word, "a" and "the" aside."""
    return a.split()[0].lower() == b.split()[0].lower() not in ("a", "an", "the")


def _weighty(text: str) -> set[str]:
    return {w.removesuffix("s") for w in re.findall(r"[a-z'-]+", text.lower())} - SMALL


def _is_clause(text: str, things: Sequence[Concept]) -> bool:
    """Whether a line says what somebody does."""
    return any(text.endswith(f" {d}") or text.endswith(f" {plural_verb(d)}") for c in things for d in c.does)


def _echoes(line: str) -> bool:
    """Whether a line says a word of weight twice, or one of its family: "a sweeping monk sweeps"."""
    heads = [w[:4] if len(w) > 4 else w for w in re.findall(r"[a-z']+", line.lower()) if w not in SMALL]
    return len(heads) != len(set(heads))
