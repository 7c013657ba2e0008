"""Reads lines of a text as wordings of the grammar, and finds out who plays what in them. Torch-free.

A wording is a row of literal pieces and parts. Read with its parts open it tells whether a line can be its; read with what the
grammar would say in each part it tells for which castings that line is right. Texts and pieces are in lower case.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Protocol

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.grammar.sorts import as_told, one, owned_as, the

Bound = Mapping[str, int]
"""Part -> number of whoever plays it, and what else the lines of a text have to agree about."""
LONGEST = 90
"""Characters of an open part."""
_SIGNS = re.compile(r"[.!?]")
_AT = "#"
"""Where a reading stands: no part is called so."""
_WORDS = re.compile(r"[a-zé]+")


@dataclass(frozen=True)
class Part:
    """An open place of a wording: `form` says how the one who plays `name` is spoken of there. `ways`: what can stand there
    whoever plays it, empty where that is open."""

    form: str
    name: str
    ways: tuple[str, ...] = ()


Piece = str | Part


@dataclass(frozen=True)
class Wording:
    """`place`: which line of the whole it tells. `needs`: what has to hold where it is told."""

    place: int
    pieces: tuple[Piece, ...]
    needs: tuple[tuple[str, int], ...] = ()

    def knows(self, line: str) -> bool:
        """Whether `line` can be this wording, whoever plays in it."""
        return _could(self.pieces, line, 0)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Those that stand there whatever fills the parts."""
        bare = "".join(piece if isinstance(piece, str) else "\0" for piece in self.pieces)
        return tuple(w for w in _WORDS.findall(re.sub(r"[a-zé]+\0|\0[a-zé]+", " ", bare)) if len(w) > 1)


def _could(pieces: Sequence[Piece], line: str, at: int) -> bool:
    """Whether `line` from `at` on can be a row of pieces."""
    if not pieces:
        return at == len(line)
    first = pieces[0]
    ends: Iterable[int]
    if isinstance(first, str):
        ends = (at + len(first),) if line.startswith(first, at) else ()
    elif first.ways:
        ends = (at + len(way) for way in first.ways if line.startswith(way, at))
    else:
        ends = _open_ends(line, at, pieces[1] if len(pieces) > 1 else None)
    return any(_could(pieces[1:], line, end) for end in ends)


def _open_ends(line: str, at: int, after: Piece | None) -> Iterator[int]:
    """Where an open part that begins at `at` may end, so that what comes after it can follow."""
    held = _SIGNS.search(line, at)
    last = min(at + LONGEST, held.start() if held else len(line))
    if after is None:
        yield from (len(line),) if at < len(line) == last else ()
    elif isinstance(after, str):
        end = line.find(after, at + 1, last + len(after))
        while end >= 0:
            yield end
            end = line.find(after, end + 1, last + len(after))
    else:
        yield from range(at + 1, last + 1)


def _held(piece: Piece) -> bool:
    return isinstance(piece, Part) and "" not in piece.ways != ()


class Index:
    """Wordings of many wholes (plots, shapes), each with its number, found by the rarest of their words."""

    def __init__(self, found: Iterable[tuple[int, Wording]]) -> None:
        # What has no word of its own, not even a verb, may be anything.
        told = [(owner, wording) for owner, wording in found if wording.words or any(map(_held, wording.pieces))]
        often = Counter(word for _, wording in told for word in set(wording.words))
        self._by: dict[str, list[tuple[int, Wording]]] = defaultdict(list)
        for owner, wording in told:
            key = min(wording.words, key=lambda word: (often[word], word), default="")
            self._by[key].append((owner, wording))

    def known(self, line: str) -> dict[int, list[Wording]]:
        """Of each whole the wordings that `line` can be."""
        out: dict[int, list[Wording]] = {}
        for word in {*_WORDS.findall(line), ""}:
            for owner, wording in self._by.get(word, ()):
                if wording.knows(line):
                    out.setdefault(owner, []).append(wording)
        return out


class Teller(Protocol):
    """One whole with the candidates for its parts."""

    def ends(self, part: Part, line: str, at: int, bound: Bound) -> Iterator[tuple[int, Bound]]:
        """Every way to read what stands from `at` on as `part`: where it ends, and who plays what then."""


def can_be_told(known: Sequence[tuple[str, Sequence[Wording]]], teller: Teller) -> bool:
    """Whether somebody can play each part so that every line is one of its wordings, in the order of their places."""
    ways: list[Bound] = [{_AT: -1}]
    for text, wordings in known:
        new: dict[frozenset[tuple[str, int]], Bound] = {}
        for bound in ways:
            for wording in wordings:
                if wording.place < bound[_AT] or any(bound.get(k, v) != v for k, v in wording.needs):
                    continue
                start = {**bound, **dict(wording.needs), _AT: wording.place}
                for end, told in read(wording.pieces, text, 0, start, teller):
                    if end == len(text):
                        new[frozenset(told.items())] = told
        if not new:
            return False
        ways = list(new.values())
    return True


def read(pieces: Sequence[Piece], line: str, at: int, bound: Bound, teller: Teller) -> Iterator[tuple[int, Bound]]:
    """Every way to read `line` from `at` on as `pieces`: where it ends, and who plays what then."""
    if not pieces:
        yield at, bound
        return
    first = pieces[0]
    if isinstance(first, str):
        if line.startswith(first, at):
            yield from read(pieces[1:], line, at + len(first), bound, teller)
        return
    for end, told in teller.ends(first, line, at, bound):
        yield from read(pieces[1:], line, end, told, teller)


def miscast(texts: Sequence[str], index: Index, tellers: Callable[[int], Teller], least: int = 1) -> bool:
    """Whether `texts` are lines of a whole of `index` in which nobody can play all parts as they are told. The whole is the one
    that knows most of them, one of them where it is several; where none knows `least` of them nothing is said against them.
    What it does not know does not count."""
    found = [index.known(text) for text in texts]
    often = Counter(owner for here in found for owner in here)
    most = max(often.values(), default=0)
    if most < least:
        return False
    for owner, count in often.items():
        if count == most:
            known = [(text, here[owner]) for text, here in zip(texts, found, strict=True) if owner in here]
            if can_be_told(known, tellers(owner)):
                return False
    return True


def candidates(text: str, brief: Brief) -> list[Concept]:
    """Who may play in a text: what it names and what its brief names, one or many of them and whose they are as the line has it."""
    low = text.lower()
    named = [c for name, c in _names() if name in low]
    told = [*brief.things, *map(lore.made, brief.unknown), *named]
    both = [c for one in told for c in (one, as_told(one, brief.line), owned_as(as_told(one, brief.line), brief.line))]
    return list({(c.id, c.one): c for c in both}.values())


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, Concept], ...]:
    return tuple((name.lower(), c) for c in lore.concepts().values() for name in (c.noun, c.many) if name)


def definite(c: Concept) -> tuple[str, ...]:
    """As something that was spoken of before: "the boat", "snow" or "the snow"."""
    return (c.definite, the(c))


def new(c: Concept) -> tuple[str, ...]:
    """As something new: "a boat", "robots"."""
    return (c.one, one(c))


def described(c: Concept, line: str, at: int) -> Iterator[int]:
    """Where something new with a look, "an old boat", ends, if it stands at `at` in `line`: any look of such things."""
    end = line.find(f" {c.noun.lower()}", at, at + LONGEST)
    if end < 0:
        return
    article, _, look = line[at:end].partition(" ")
    if c.one == c.noun or (c.plural and c.one.startswith("the ")):
        article, look = "", line[at:end].removeprefix("the ")
    if article in ("", "a", "an", "the", "two") and look in _looks(c.kind):
        yield end + 1 + len(c.noun)


@cache
def _looks(kind: str) -> frozenset[str]:
    return frozenset(look.lower() for c in lore.concepts().values() if c.kind == kind for look in c.adjectives)


def joined(
    free: Sequence[int], named: Callable[[int, int], Iterable[int]], line: str, at: int, before: tuple[int, ...] = ()
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every way to read a list ("a cup", "a cup, a boat and snow") from `at` on: its end, and who of the `free` is in it. `named`:
    where the name of one that begins at a place ends."""
    for number in free:
        for end in named(number, at) if number not in before else ():
            told = (*before, number)
            yield end, told
            for sign in (", ", " and "):
                if line.startswith(sign, end):
                    yield from joined(free, named, line, end + len(sign), told)
