"""Who plays what in a storyboard of the plots of `grammar.storyboard`. Torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.cast import cast_as
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.sorts import classes, own_name, sort
from studio.art.muse.grammar.storyboard import Plot, hours, plays, plots
from studio.art.muse.networks.miscast.matching import (
    Bound,
    Index,
    Part,
    Piece,
    Wording,
    candidates,
    definite,
    described,
    miscast,
    new,
)

_PIECE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}|\{(\w+)\}")
_SEASONS = Part("", "", ("", "spring: ", "summer: ", "autumn: ", "winter: "))
_MORE = Part("", "more")
_THINGS = {"it": ("it", "them"), "they": ("it", "they"), "was": ("was", "were")}
_HERO = ("his", "him", "he", "himself")


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether half of the lines of `text`, or more, are scenes of a plot in which nobody can play all of the parts."""
    low = text.lower()
    lines = [line.removesuffix(".") for line in low.split("\n")]
    found = candidates(text, brief)
    return miscast(lines, _index(), lambda plot: _Cast(plots()[plot], found, brief, low), (len(lines) + 1) // 2)


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index((number, wording) for number, plot in enumerate(plots()) for wording in _wordings(plot))


def _wordings(plot: Plot) -> Iterator[Wording]:
    """Each by itself and with what has no part in the plot behind it; a season may stand before all."""
    for place, step in enumerate(plot.steps):
        for told in step:
            pieces = (_SEASONS, *_pieces(told.removesuffix(".")))
            yield Wording(place, pieces)
            yield from (Wording(place, (*pieces, sign, _MORE)) for sign in (", ", ": "))


def _pieces(scene: str) -> tuple[Piece, ...]:
    out: list[Piece] = []
    at = 0
    for found in _PIECE.finditer(scene):
        out.append(scene[at : found.start()].lower())
        one, many, name = found.groups()
        if one is not None:
            out.append(Part("number", "hero", (one.lower(), many.lower())))
        elif name in _THINGS:
            out.append(Part("number", "thing", _THINGS[name]))
        elif name in _hours():
            out.append(Part("hour", "", _hours()[name]))
        else:
            own = name in ("hero", "thing", "place")
            out.append(Part("" if own else name, name if own else "place" if name == "at" else "hero"))
        at = found.end()
    return tuple(p for p in (*out, scene[at:].lower()) if p)


@lru_cache(maxsize=1)
def _hours() -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(said)) for name, said in hours().items()}


class _Cast:
    """A plot with those who may play in it, see `matching.Teller`."""

    def __init__(self, plot: Plot, found: list[Concept], brief: Brief, text: str) -> None:
        self._line = brief.line
        told = {(c.id, c.one) for c in found}
        there = [
            c
            for c in lore.concepts().values()
            if c.kind == "place" and (c.id, c.one) not in told and any(at.lower() in text for at in c.at)
        ]
        self._all = [*found, *there]
        self._fit = {
            "hero": [k for k, c in enumerate(found) if plays(c, plot.heroes)],
            "thing": [k for k, c in enumerate(found) if plays(c, plot.things)],
            "place": [k for k, c in enumerate(self._all) if c.kind == "place" and classes(c) & plot.where],
        }
        around = [self._all[k] for k in self._fit["place"]] + list(brief.things[: brief.named])
        self._at = {at.lower() for c in around for at in c.at}

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        if not part.name:
            yield from ((at + len(way), bound) for way in part.ways if line.startswith(way, at))
            return
        if part == _MORE:
            yield len(line), bound
            return
        if part.form == "at":
            # The network need not stay in one corner: any place for such a plot, and those of the line's own things.
            yield from ((end, bound) for end in _ends(self._at, line, at))
            return
        for number in self._players(part.name, bound):
            told = {**bound, part.name: number}
            if part.form:
                yield from ((end, told) for end in _ends(self._forms(part, number), line, at))
                continue
            yield from ((end, told) for end in _ends(self._known(number), line, at))
            met = f"{part.name} is met"
            if part.name != "place" and met not in bound:
                yield from ((end, {**told, met: 1}) for end in self._new(number, line, at))

    def _players(self, name: str, bound: Bound) -> Iterable[int]:
        if name in bound:
            return (bound[name],)
        hero = self._all[bound["hero"]] if "hero" in bound else None
        if name == "place" and hero is not None and hero.kind == "place":
            return (bound["hero"],)
        other = {"hero": "thing", "thing": "hero"}.get(name, "")
        taken = self._all[bound[other]].id if other in bound else ""
        return (k for k in self._fit[name] if self._all[k].id != taken)

    def _forms(self, part: Part, number: int) -> tuple[str, ...]:
        c = self._all[number]
        if part.form == "number":
            return (part.ways[1 if c.plural else 0],)
        if part.form == "Hero":
            return tuple(form.lower() for form in (*new(c), c.noun))
        return (str(getattr(cast_as(c), part.form)),)

    def _known(self, number: int) -> tuple[str, ...]:
        """As what was seen before; "the bunch of grapes" is "the grapes" then."""
        c = self._all[number]
        bare = (c.noun,) if c.kind in ("hour", "season") else ()
        return tuple(form.lower() for form in (*definite(c), f"the {c.noun.rpartition(' of ')[2]}", *bare))

    def _new(self, number: int, line: str, at: int) -> Iterator[int]:
        c = self._all[number]
        if sort(c) == "idea":
            return
        yield from _ends(tuple(form.lower() for form in (*new(c), own_name(c, self._line)) if form), line, at)
        yield from described(c, line, at)


def _ends(forms: Iterable[str], line: str, at: int) -> Iterator[int]:
    return (at + len(form) for form in forms if line.startswith(form, at))
