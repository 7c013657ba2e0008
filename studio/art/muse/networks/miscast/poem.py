"""Who plays what in a poem of the shapes of `grammar.poem`. Torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar.cast import cast_as
from studio.art.muse.grammar.english import plural_verb, with_article
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.poem import Shape, groups, shapes
from studio.art.muse.networks.miscast.matching import (
    Bound,
    Index,
    Part,
    Piece,
    Wording,
    candidates,
    definite,
    joined,
    miscast,
    new,
)

_PIECE = re.compile(r"\{(?:(\w)\.)?(\w+)\}|\[(?:(\w):)?([^\]|]+)(?:\|([^\]]+))?\]|<([^|>]+)\|([^>]+)>")
_REST, _MANY = "rest", "many"


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether `text` has lines of a shape in which nobody can play all of the parts."""
    found = candidates(text, brief)
    return miscast(text.lower().split("\n"), _index(), lambda shape: _Cast(shapes()[shape], found))


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index((number, wording) for number, shape in enumerate(shapes()) for wording in _wordings(shape))


def _wordings(shape: Shape) -> Iterator[Wording]:
    for number, group in enumerate(groups(shape.lines)):
        rows = [shape.lines[k].wordings for k in group]
        for way in range(max(map(len, rows))):
            # What is tied to the line before goes with its wording.
            needs = ((f"group {number}", way),) if len(group) > 1 else ()
            for place, row in zip(group, rows, strict=True):
                for text in row[way % len(row)].lower().split(" // "):
                    yield Wording(place, pieces(text), needs)


def pieces(line: str) -> tuple[Piece, ...]:
    """A line, in lower case, with the parts of `grammar.poem.Filler`."""
    out: list[Piece] = []
    at = 0
    for found in _PIECE.finditer(line):
        out.append(line[at : found.start()])
        of, name, verb_of, verb, verbs, one, many = found.groups()
        if one:
            out.append(Part(_MANY, _REST, (one, many)))
        elif verb:
            out.append(Part("verb", verb_of or "a", (verb, verbs or plural_verb(verb))))
        else:
            own = name in ("a", "b", _REST)
            out.append(Part("" if own else name, name if own else of or "a"))
        at = found.end()
    return tuple(p for p in (*out, line[at:]) if p)


class _Cast:
    """A shape with those who may be its parts, see `matching.Teller`."""

    def __init__(self, shape: Shape, found: list[Concept]) -> None:
        self._all = found
        self._fit = {
            name: [k for k, c in enumerate(found) if part.fits(c)]
            for name, part in zip("ab", shape.parts, strict=False)
        }
        self._kept: dict[tuple[Part, int], tuple[str, ...]] = {}

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        if part.name == _REST:
            yield from self._rest(part, line, at, bound)
            return
        taken = {self._all[n].id for name, n in bound.items() if name in self._fit}
        players = [bound[part.name]] if part.name in bound else self._fit.get(part.name, [])
        for number in players:
            if part.name not in bound and self._all[number].id in taken:
                continue
            for form in self._forms(part, number):
                if line.startswith(form, at):
                    yield at + len(form), {**bound, part.name: number}

    def _rest(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        if part.ways:
            for many, form in enumerate(part.ways):
                if bound.get(_MANY, many) == many and line.startswith(form, at):
                    yield at + len(form), {**bound, _MANY: many}
            return
        taken = {self._all[n].id for name, n in bound.items() if name in self._fit}
        free = [k for k, c in enumerate(self._all) if c.id not in taken]

        def named(number: int, at: int) -> Iterator[int]:
            forms = self._forms(Part("", ""), number)
            return (at + len(form) for form in forms if line.startswith(form, at))

        for end, told in joined(free, named, line, at):
            many = int(len(told) > 1 or self._all[told[0]].plural)
            if bound.get(_MANY, many) == many:
                yield end, {**bound, _MANY: many}

    def _forms(self, part: Part, number: int) -> tuple[str, ...]:
        c = self._all[number]
        if part.form == "verb":
            return (part.ways[1 if c.plural else 0],)
        kept = self._kept.get((part, number))
        if kept is None:
            kept = self._kept[part, number] = tuple(form.lower() for form in said(c, part.form))
        return kept


def said(c: Concept, form: str) -> tuple[str, ...]:
    """How a poem speaks of `c` in a place of a form: see the head of poems.txt."""
    if form == "":
        return definite(c)
    if form == "one":
        return new(c)
    if form in ("noun", "a_noun"):
        return (c.noun if form == "noun" else with_article(c.noun),)
    if form == "does":
        return tuple(plural_verb(does) if c.plural else does for does in c.does)
    return c.has if form == "has" else (str(getattr(cast_as(c), form)),)
