"""Who plays what in a story of the plots of `grammar.plots`. Torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import plots
from studio.art.muse.grammar.cast import cast_as
from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.mixing import SENTENCES
from studio.art.muse.grammar.sorts import the
from studio.art.muse.grammar.tale import definite, plainly
from studio.art.muse.networks.miscast.matching import (
    Bound,
    Index,
    Part,
    Piece,
    Wording,
    candidates,
    described,
    joined,
    miscast,
)

_PIECE = re.compile(r"\{(?:(\w+) )?(\w+)\}|\[(\w+) (\w+)\]")
_ROW = re.compile(r"<([^>]*)>")
_HERO = ("he", "his", "him", "himself")


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether `text` tells sentences of a plot in which nobody can play all of the parts."""
    found = candidates(text, brief)
    low = text.lower()
    return miscast(SENTENCES.split(low), _index(), lambda plot: _Cast(plots.told()[plot], found, low))


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index((number, wording) for number, plot in enumerate(plots.told()) for wording in _wordings(plot))


def _wordings(plot: plots.Plot) -> Iterator[Wording]:
    for place, step in enumerate(plot.steps):
        for told in step:
            for needs, text in _tied(told):
                yield from (Wording(place, _pieces(s), needs) for s in SENTENCES.split(text.lower()) if s)


def _tied(told: str) -> Iterator[tuple[tuple[tuple[str, int], ...], str]]:
    """A wording with each way of its rows <a|b>; rows of the same length go together in all of a plot."""
    row = _ROW.search(told)
    if row is None:
        yield (), told
        return
    length = row[1].count("|") + 1

    def taken(k: int) -> str:
        return _ROW.sub(lambda m: m[1].split("|")[k] if m[1].count("|") + 1 == length else m[0], told)

    for k in range(length):
        yield from (((*needs, (f"row {length}", k)), text) for needs, text in _tied(taken(k)))


def _pieces(sentence: str) -> tuple[Piece, ...]:
    out: list[Piece] = []
    at = 0
    for found in _PIECE.finditer(sentence):
        out.append(sentence[at : found.start()])
        form, name, verb, of = found.groups()
        out.append(Part("verb", of, (verb, plural_verb(verb))) if verb else Part(form or "", name))
        at = found.end()
    return tuple(p for p in (*out, sentence[at:]) if p)


class _Cast:
    """A plot with those who may play in it, see `matching.Teller`."""

    def __init__(self, plot: plots.Plot, found: list[Concept], text: str) -> None:
        self._plot = plot
        self._slots = {s.name: s for s in plot.slots}
        self._all = list(found)
        own = {(c.id, c.one) for c in found}
        spare = {s.name: plots.spare(s) for s in plot.slots}
        for c in (c for told in spare.values() for c in told):
            if (c.id, c.one) not in own and c.noun.lower() in text:
                own.add((c.id, c.one))
                self._all.append(c)
        ids = {name: {c.id for c in told} for name, told in spare.items()}
        self._fit = {
            s.name: [k for k, c in enumerate(self._all) if s.fits(c) or c.id in ids[s.name]] for s in plot.slots
        }
        self._kept: dict[tuple[Part, int], tuple[str, ...]] = {}
        self._listed = [k for k, c in enumerate(self._all) if plot.lists(c)] if plot.listed else []

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        if part.name == "list":
            yield from self._lists(part.form or "a", line, at, bound)
            return
        name = "who" if part.name in _HERO else part.name
        for number in self._players(name, bound):
            for end in self._named(part, number, line, at):
                yield end, {**bound, name: number}

    def _players(self, name: str, bound: Bound) -> Iterable[int]:
        if name in bound:
            return (bound[name],)
        if name == "one":
            return (k for k in self._listed if bound.get("list", -1) >> k & 1)
        taken = {self._all[n].id for part, n in bound.items() if part in self._slots}
        return (k for k in self._fit.get(name, ()) if self._all[k].id not in taken)

    def _lists(self, form: str, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        """The set of what a list holds is kept as bits of a number."""
        taken = {bound[name] for name in self._slots if name in bound}
        free = [k for k in self._listed if k not in taken]

        def named(number: int, at: int) -> Iterator[int]:
            return self._named(Part(form, ""), number, line, at)

        for end, told in joined(free, named, line, at):
            held = sum(1 << k for k in told)
            if bound.get("list", held) == held and ("one" not in bound or bound["one"] in told):
                yield end, {**bound, "list": held}

    def _named(self, part: Part, number: int, line: str, at: int) -> Iterator[int]:
        """Where a name of somebody, said as `part` wants it, ends."""
        yield from (at + len(form) for form in self._forms(part, number) if line.startswith(form, at))
        if part.form == "a":
            yield from described(self._all[number], line, at)

    def _forms(self, part: Part, number: int) -> tuple[str, ...]:
        c = self._all[number]
        if part.form == "verb":
            return (part.ways[1 if c.plural else 0],)
        kept = self._kept.get((part, number))
        if kept is None:
            own = part.name in _HERO
            forms = (getattr(plots.hero(c, self._slots["who"]), part.name),) if own else said(c, part.form)
            kept = self._kept[part, number] = tuple(form.lower() for form in forms)
        return kept


def said(c: Concept, form: str) -> tuple[str, ...]:
    """How a story speaks of `c` in a place of a form: see the head of stories.txt."""
    if form == "a":
        return (plainly(c),)
    if form in ("bare", "many"):
        return (c.many or c.noun if form == "many" else c.noun,)
    who = cast_as(c)
    forms = {"they": (who.he,), "it": (who.him,), "its": (who.his,), "": (definite(c), the(c))}
    return forms[form]
