"""Of whom the lines of a haiku are told, by what `grammar.haiku` says of each. Torch-free.

The middle line names somebody and says what happens; the first and the last go with it, or name a second thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.haiku import Line, kind_of, lines, places_of, under_sky
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.networks.miscast.matching import (
    Bound,
    Index,
    Part,
    Wording,
    candidates,
    definite,
    described,
    new,
    read,
)
from studio.art.muse.networks.miscast.poem import pieces, said

_AKIN = tuple(
    frozenset(row.split())
    for row in (
        "person people pair", "beast bird swimmer insect", "tree flower growth", "hand furniture thing big vehicle opening", "place room way",
        "sky hour season",
    )
)  # fmt: skip
"""Kinds that the file tells apart by what suits each best: a network may mistake one for the other, a reader hardly minds."""
_ASIDE = re.compile(
    r"(?:and|while|till|until|though|then|as if|before|where) (?:the|a|an|all|no|nobody|no one|nothing|someone|some|one|we|i|you|our|my|there|everyone)\b"
)
"""A last line that has somebody of its own goes with any other."""
_SIGNS = " ,.;:!?—–"


@dataclass(frozen=True)
class _Way:
    """A reading: who plays {a} and {b}, and the places in which each line may play."""

    bound: Bound
    where: tuple[frozenset[str], ...] = ()


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether a line of the file is told in `text` of what it does not fit, or two that cannot be true in one place."""
    told = [line.strip(_SIGNS) for line in text.lower().split("\n")]
    if len(told) != 3:
        return False
    cast = _Cast(candidates(text, brief))
    ways = cast.middles(told[1])
    if ways is None:
        return False
    for line, names in ((told[0], ("settings", "before")), (told[2], ("turns", "after"))):
        ways = [longer for way in ways for longer in cast.ends_of(line, names, way)]
    return not any(cast.meet(way) for way in ways)


@lru_cache(maxsize=8)
def _index(name: str) -> Index:
    """The lines of a section with their numbers; what happens is told of one and of several (place 1)."""
    told = [(number, line.text.lower().strip(_SIGNS)) for number, line in enumerate(lines()[name])]
    found = [(number, Wording(0, pieces(text))) for number, text in told]
    if name == "does":
        found += [(number, Wording(1, pieces(plural_verb(text)))) for number, text in told]
    return Index(found)


def _suits(c: Concept, line: Line) -> bool:
    """Whether a line is told of such as `c`, or of what is much the same."""
    return line.of(c) and (c.id in line.whom or bool(_akin(kind_of(c)) & line.whom))


def _akin(kind: str) -> frozenset[str]:
    return next((kinds for kinds in _AKIN if kind in kinds), frozenset({kind}))


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    """What lore itself has to say: it may stand in the first line and in the last."""
    phrases = (p for c in lore.concepts().values() for p in (*c.at, *c.has))
    return frozenset(p.lower().strip(_SIGNS) for p in phrases)


class _Cast:
    """Those who may play in a haiku; also a `matching.Teller`."""

    def __init__(self, found: Sequence[Concept]) -> None:
        self._all = found
        self._at: dict[str, list[int]] = {}
        for number, c in enumerate(found):
            for at in c.at:
                self._at.setdefault(at.lower(), []).append(number)

    def middles(self, middle: str) -> list[_Way] | None:
        """Every way to read what happens; None where nobody known begins the line."""
        ways: list[_Way] = []
        begun = False
        for number, c in enumerate(self._all):
            for end in {*self._subjects(c, middle)}:
                begun = True
                does = middle[end:].lstrip()
                ways += self._doing(number, c, does)
        return ways if begun else None

    def _subjects(self, c: Concept, middle: str) -> Iterator[int]:
        forms = (*definite(c), *new(c))
        named = {len(form) for form in forms if middle.startswith(form.lower())} | {*described(c, middle, 0)}
        return (end for end in named if middle[end : end + 1] == " ")

    def _doing(self, number: int, c: Concept, does: str) -> Iterator[_Way]:
        known = _index("does").known(does)
        bound = {"a": number}
        if not known or does in {d.lower() for one in c.does for d in (one, plural_verb(one))}:
            yield _Way(bound)
        for row, wordings in known.items():
            line = lines()["does"][row]
            if _suits(c, line):
                for wording in wordings:
                    if (wording.place == 1) == c.plural and self._fills(wording, does, bound):
                        yield _Way(bound, (line.where,))

    def ends_of(self, text: str, names: Sequence[str], way: _Way) -> Iterator[_Way]:
        """`way` with the first or the last line."""
        known = [(name, row, w) for name in names for row, found in _index(name).known(text).items() for w in found]
        if not known or text in _own() or text in self._at:
            yield way
            # A place of the second thing names it.
            yield from (_Way({**way.bound, "b": k}, way.where) for k in self._at.get(text, ()) if k != way.bound["a"])
        for name, row, wording in known:
            line = lines()[name][row]
            for bound in self._fills(wording, text, way.bound):
                if self._of(name, line, bound):
                    yield _Way(bound, (*way.where, line.where))

    def _fills(self, wording: Wording, text: str, bound: Bound) -> list[Bound]:
        return [told for end, told in read(wording.pieces, text, 0, bound, self) if end == len(text)]

    def _of(self, name: str, line: Line, bound: Bound) -> bool:
        """Whether a line is told of such as who plays its part."""
        if name == "settings" or (name == "turns" and _ASIDE.match(line.text.lower())):
            return True
        return _suits(self._all[bound["a" if name == "turns" else "b"]], line)

    def meet(self, way: _Way) -> bool:
        """Whether there is one place for all lines of a reading."""
        asked = [where for where in way.where if where]
        places = places_of([self._all[way.bound[part]] for part in "ab" if part in way.bound])
        return not asked or any(all(where & under_sky(place) for where in asked) for place in places)

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        players = [bound[part.name]] if part.name in bound else range(len(self._all))
        for number in players:
            c = self._all[number]
            if part.name == "b" and c.id == self._all[bound["a"]].id:
                continue
            forms = (part.ways[1 if c.plural else 0],) if part.ways else said(c, part.form)
            for form in {form.lower() for form in forms}:
                if line.startswith(form, at):
                    yield at + len(form), {**bound, part.name: number}
