"""Very short stories, written by rule from the plots of `plots`. Torch-free.

A plot says which parts it has. What the artist named takes the parts that fit it; what is left goes into the plot's list, and
plots that have no room for all of it are not told.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.art.muse.grammar import plots
from studio.art.muse.grammar.cast import NOT_IN_HAND, cast_as
from studio.art.muse.grammar.english import plural_verb, sentence
from studio.art.muse.grammar.kinds import singular
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.plots import Plot
from studio.art.muse.grammar.sorts import looks

_NEAR = 0.5
"""How often a free part goes to something that is near to the line, not to whom the plot knows for it."""
_SHOWN = 0.25
"""How often a thing is told with a word of how it looks."""
_LISTED = 3
_WEIGHT = 5
"""By how much a plot that gives what is named a part goes before one that only lists it."""
_KIN = frozenset("brother sister son daughter mother".split())
"""Always somebody's."""
_FIRST = re.compile(r'(^|[.!?]"? )("?)([a-zé])')


@dataclass(frozen=True)
class Cast:
    """Who plays what: slot -> concept, and what the list holds."""

    plot: Plot
    parts: dict[str, Concept]
    listed: tuple[Concept, ...]


def story(things: Sequence[Concept], rng: random.Random, named: int | None = None) -> list[str]:
    """Six to nine sentences or pairs of them, in the present tense; the first `named` of `things` all have a part in it."""
    first = list(things if named is None else things[:named])
    open_ = [c for plot in plots.told() for c in _best(plot, first, rng)]
    open_ = [c for c in open_ if not any(c.plot.says(n) for n in first)] or open_
    chosen = rng.choices(
        open_, [1 + (c.plot.listed not in ((), ("listed",))) + _WEIGHT * _own_parts(c) for c in open_]
    )[0]
    return Teller(filled(chosen, list(things[len(first) :]), first, rng), rng).steps()


def _best(plot: Plot, named: Sequence[Concept], rng: random.Random) -> list[Cast]:
    """One of the castings of a plot in which most of the named things have a part of their own, or none."""
    ways = castings(plot, named)
    most = max((len(w.parts) for w in ways), default=0)
    ways = [w for w in ways if len(w.parts) == most]
    return [rng.choice(ways)] if ways else []


def _own_parts(cast: Cast) -> int:
    """How many of the named things have a part that is not open to everything."""
    return sum(slot.name in cast.parts and slot.kinds != ("all",) for slot in cast.plot.slots)


def castings(plot: Plot, named: Sequence[Concept]) -> list[Cast]:
    """All ways to give each of the named things a part or a place in the list."""
    return list(_ways(plot, named))


def _ways(plot: Plot, named: Sequence[Concept]) -> Iterator[Cast]:
    if not named:
        yield Cast(plot, {}, ())
        return
    c, *others = named
    for cast in _ways(plot, others):
        for slot in plot.slots:
            if slot.name not in cast.parts and slot.fits(c):
                yield Cast(plot, {**cast.parts, slot.name: c}, cast.listed)
        if plot.lists(c) and len(cast.listed) < plots.MOST:
            yield Cast(plot, cast.parts, (*cast.listed, c))


def filled(cast: Cast, near: list[Concept], named: Sequence[Concept], rng: random.Random) -> Cast:
    """With somebody in every part, and at least three things in the list."""
    plot, parts, listed = cast.plot, dict(cast.parts), list(cast.listed)
    used = {c.id for c in named}

    def free(found: Sequence[Concept]) -> list[Concept]:
        return [c for c in found if c.id not in used and not plot.says(c) and not _meets(c, named)]

    for slot in plot.slots:
        if slot.name in parts:
            continue
        fit = free([c for c in near if slot.fits(c) and not (c.kind == "person" and "it" in c.traits)])
        spare = plots.spare(slot)
        chosen = rng.choice(fit) if fit and rng.random() < _NEAR else rng.choice(free(spare) or spare)
        parts[slot.name] = chosen
        used.add(chosen.id)
    while plot.listed and len(listed) < _LISTED:
        fit = free([c for c in near if plot.lists(c)])
        if not fit:
            fit = free([c for c in concepts().values() if c.kind in ("thing", "plant", "sky") and plot.lists(c)])
        chosen = rng.choice(fit)
        # What the artist named stays last, where the story takes it up.
        listed.insert(rng.randrange(len(listed) + (not cast.listed)), chosen)
        used.add(chosen.id)
    return Cast(plot, parts, tuple(listed))


def _meets(c: Concept, named: Sequence[Concept]) -> bool:
    """Whether a word of its name is one of theirs, or ends one: no old man beside a man, no dog beside a sheepdog."""
    own = set(map(singular, c.noun.lower().split()))
    theirs = {singular(w) for n in named for w in n.noun.lower().split()}
    return bool(own & theirs) or any(t.endswith(o) for t in theirs for o in own if len(o) > 2)


def definite(c: Concept) -> str:
    if c.id == "reader":
        return "the woman"
    return c.noun if c.kind == "hour" else c.definite


def plainly(c: Concept) -> str:
    """As something new: "a boat", "robots", "somebody's son"."""
    if c.plural and c.one.startswith("the "):
        return c.noun
    return f"somebody's {c.noun}" if c.id in _KIN else c.one


class Teller:
    """A plot whose parts are all filled."""

    def __init__(self, cast: Cast, rng: random.Random) -> None:
        self._rng, self._steps = rng, cast.plot.steps
        self._list = cast.listed
        self._of = dict(cast.parts)
        if cast.listed:
            self._of["one"] = cast.listed[-1]
        slots = {s.name: s for s in cast.plot.slots}
        self._who = plots.hero(self._of["who"], slots["who"]) if "who" in self._of else None
        self._tie: dict[int, int] = {}

    def steps(self) -> list[str]:
        return [self._told(self._rng.choice(step)) for step in self._steps]

    def _told(self, pattern: str) -> str:
        out = re.sub(r"<([^>]*)>", self._tied, pattern)
        out = re.sub(r"\[(\w+) (\w+)\]", lambda m: self._verb(m[1], m[2]), out)
        out = re.sub(r"\{(?:(\w+) )?(\w+)\}", lambda m: self._value(m[1] or "", m[2]), out)
        return _FIRST.sub(lambda m: m[1] + m[2] + m[3].upper(), out)

    def _tied(self, found: re.Match[str]) -> str:
        """Wordings of several steps that belong together: the same place in rows of the same length."""
        ways = found[1].split("|")
        return ways[self._tie.setdefault(len(ways), self._rng.randrange(len(ways)))]

    def _verb(self, verb: str, name: str) -> str:
        return plural_verb(verb) if self._of[name].plural else verb

    def _value(self, form: str, name: str) -> str:
        if name == "list":
            return _joined([c.noun if form == "bare" else self._shown(c) for c in self._list])
        if name not in self._of:
            return self._pronoun(name)
        c = self._of[name]
        if form == "a":
            return self._shown(c)
        if form in ("bare", "many"):
            return c.many or c.noun if form == "many" else c.noun
        told = cast_as(c)
        return {"they": told.he, "it": told.him, "its": told.his, "": definite(c)}[form]

    def _pronoun(self, name: str) -> str:
        who = self._who
        assert who is not None, name
        said = {"he": who.he, "his": who.his, "him": who.him, "himself": who.himself}[name.lower()]
        return sentence(said) if name[0].isupper() else said

    def _shown(self, c: Concept) -> str:
        """Named for the first time, now and then with a look: "a boat", "a small boat"."""
        own = [a for a in looks(c) if a not in NOT_IN_HAND]
        shown = c.kind in ("thing", "plant", "creature", "place", "person") and c.id != "reader"
        plain = plainly(c)
        if plain == c.one and shown and own and self._rng.random() < _SHOWN:
            return c.described(self._rng.choice(own))
        return plain


def _joined(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
