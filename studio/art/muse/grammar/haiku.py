"""Haiku of one scene: where and when, what happens, and a turn that touches it. Torch-free.

Lines stand in `resources/muse/haiku.txt`, marked with whom they fit and what they state, so that all three can be true at once.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar.cast import pronoun
from studio.art.muse.grammar.english import plural_verb, sentence, syllables
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.poem import ALONE, Filler, seen
from studio.art.muse.grammar.sorts import one, sort, the
from studio.art.muse.grammar.stage import clash, stage, words
from studio.core import paths

_FOLK = frozenset({"person", "people", "pair"})
_OBJECT = frozenset({"hand", "furniture", "thing", "big", "vehicle", "opening"})
_SORTS = _FOLK | _OBJECT | frozenset(
    "beast bird swimmer insect tree flower growth food way thin place room sky hour season idea".split()
)  # fmt: skip
_PLACES = frozenset("in out town land water wood garden mountain".split())
_STATES = frozenset(
    "spring summer autumn winter dawn morning day late sunset dusk night rain snow fog wind storm heat sunlit overcast stars moon".split()
)
_AT_HOME = {
    "sea": ("water",), "lake": ("water",), "land": ("land",), "mountains": ("mountain",), "forest": ("wood",), "garden": ("garden",),
    "town": ("town",), "in": ("in",), "out": ("land", "town"),
}  # fmt: skip
_BY_SORT = {
    "room": ("in",),
    "sky": ("land", "town", "water"),
    "hour": ("in", "town", "garden"),
    "season": ("garden", "town", "land"),
}
_NOT_NOW = re.compile(
    r"(ing|ed|en)$|^(still|motionless|silent|unseen|hidden|distant|far|late|early|first|last|absent|new|young|empty)$"
)
"""Looks that what happens may gainsay."""
_LONG = re.compile(r"[a-z]{4,}")
_FEW = 12
_OPENINGS = 10
_HELD_FAST = re.compile(r"\b(we|us|our|you|your|she|he|her)\b")


@dataclass(frozen=True)
class Line:
    """`whom`: kinds (`sorts.sort`) and ids that it fits, empty for all. `where`: places, empty for all. `number`: "one" where it
    is told of one thing only, "many" of several only, else ""."""

    text: str
    whom: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()
    says: frozenset[str] = frozenset()
    number: str = ""

    def of(self, c: Concept) -> bool:
        """Whether it is told of so many."""
        if not c.plural:
            return self.number != "many"
        if ("two" in c.traits and self.number == "many") or ("counted" in c.traits and "to count" in self.text):
            return False
        return self.number != "one" and not ALONE.search(self.text)


@lru_cache(maxsize=1)
def lines() -> dict[str, tuple[Line, ...]]:
    """By section: "settings", "turns", "does", "before", "after". Raises `ValueError` for a mark that there is not."""
    out: dict[str, list[Line]] = {}
    for row in (paths.resource("muse") / "haiku.txt").read_text("utf-8").splitlines():
        if row.startswith("= "):
            out[row[2:]] = section = []
        elif row and not row.startswith("#"):
            text, _, marks = (part.strip() for part in row.partition(" |"))
            section.append(_line(text, marks.split()))
    return {name: tuple(section) for name, section in out.items()}


def _line(text: str, marks: list[str]) -> Line:
    whom: set[str] = set()
    where: set[str] = set()
    says: set[str] = set()
    number = ""
    for mark in marks:
        if mark in ("one", "many"):
            number = mark
        elif mark in ("folk", "object"):
            whom |= _FOLK if mark == "folk" else _OBJECT
        elif mark in _SORTS or mark.startswith("#"):
            whom.add(mark.removeprefix("#"))
        elif mark in _PLACES:
            where.add(mark)
        elif mark in _STATES:
            says.add(mark)
        else:
            raise ValueError(f"haiku.txt: {text}: there is no mark {mark}")
    return Line(text, frozenset(whom), frozenset(where), frozenset(says) | _stated(text), number)


_weighty = lru_cache(maxsize=50_000)(words)
_clash = lru_cache(maxsize=50_000)(clash)


@lru_cache(maxsize=20_000)
def _stated(text: str) -> frozenset[str]:
    return stage(re.sub(r"[{}\[\]]", " ", text)).says - {"nopeople"}


def haiku(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """Three lines of 5, 7 and 5 syllables about one of the first `named` of `things`, with a second one where two are named. ""
    where none was found."""
    first = list(things[: max(1, named)])
    pairs: list[tuple[Concept, Concept | None]] = [(a, b) for a in first for b in first if a is not b]
    pairs = pairs or [(first[0], None)]
    rng.shuffle(pairs)
    for about, beside in pairs:
        scene = _Scene(about, beside, rng)
        for told in scene.middles()[:_FEW]:
            text = scene.around(told)
            if text:
                return text
    return ""


class _Scene:
    """What a haiku about one thing, and perhaps a second, may say without gainsaying itself."""

    def __init__(self, about: Concept, beside: Concept | None, rng: random.Random) -> None:
        self._about, self._beside, self._rng = about, beside, rng
        both = [about, *([beside] if beside else [])]
        self._says = frozenset(stage(" and ".join(c.one for c in both), both).says)
        self._place = _place(both, rng)
        self._filler = Filler(both, [], frozenset(), rng)
        self._names = frozenset(w for c in both for n in (c.noun, c.many) for w in words(n))

    def middles(self) -> list[Line]:
        """What happens, in seven syllables, in any order; what lore tells of it among the first."""
        kind, c = kind_of(self._about), self._about
        does = [Line(d, says=_stated(d)) for d in c.does if not _HELD_FAST.search(d)]
        common = [line for line in lines()["does"] if kind in line.whom and self._here(line)]
        self._rng.shuffle(common)
        told = [*does, *common] if self._rng.random() < 0.5 else [*common[:_FEW], *does, *common[_FEW:]]
        out: list[Line] = []
        for line in filter(lambda told: told.of(c), told):
            predicate = self._filled(line.text)
            predicate = plural_verb(predicate) if c.plural else predicate
            heard = _echoes(_LONG.findall(predicate.lower()), _LONG.findall(c.noun.lower()))
            if heard or _weighty(predicate) & self._names or _clash(line.says - self._says, self._says):
                continue
            fit = [s for s in self._subjects() if syllables(s) + syllables(predicate) == 7]
            if fit:
                out.append(Line(f"{self._rng.choice(fit)} {predicate}", line.whom, line.where, line.says))
        return out

    def _subjects(self) -> list[str]:
        c = self._about
        looks = [a for a in c.adjectives if c.id in concepts() and not _NOT_NOW.search(a)]
        described = [c.described(a) for a in looks if not _clash(_stated(a) - self._says, self._says)]
        return [c.definite, the(c), *([one(c)] if one(c) != c.definite else []), *described]

    def around(self, middle: Line) -> str:
        """The middle between a setting and a turn; "" where nothing fits."""
        ways = [self._before, self._after] if self._beside else [self._alone]
        self._rng.shuffle(ways)
        for way in ways:
            settings, turns = way()
            ends = list(self._fitting(turns, [middle]))
            for opening in itertools.islice(self._fitting(settings, [middle]) if ends else (), _OPENINGS):
                for last in self._fitting(ends, [opening, middle]):
                    if _alike(opening.text, last.text):
                        continue
                    comma = "," if last.text.startswith(",") else ""
                    return f"{sentence(opening.text)}\n{middle.text}{comma}\n{last.text.removeprefix(',').strip()}."
        return ""

    def _alone(self) -> tuple[Iterator[Line], Iterator[Line]]:
        return self._settings(), self._turns()

    def _before(self) -> tuple[Iterator[Line], Iterator[Line]]:
        return self._of_second("before"), self._turns()

    def _after(self) -> tuple[Iterator[Line], Iterator[Line]]:
        return self._settings(), self._of_second("after")

    def _settings(self) -> Iterator[Line]:
        known = concepts()
        near = [known[n] for n in self._about.near if n in known and known[n].kind in ("place", "hour", "season")]
        told = [Line(f"{at},", says=_stated(at)) for c in near for at in c.at]
        return self._any([*lines()["settings"], *(line for line in told if syllables(line.text) == 5)])

    def _turns(self) -> Iterator[Line]:
        kind = kind_of(self._about)
        told = [Line(f", {h}", says=_stated(h)) for h in seen(self._about) if kind not in _FOLK]
        fit = [line for line in lines()["turns"] if kind in line.whom and line.of(self._about)]
        return self._any([*fit, *told])

    def _of_second(self, section: str) -> Iterator[Line]:
        """Lines that name the second thing; its own places among those before."""
        second = self._beside
        if second is None:
            return iter(())
        whom = {kind_of(second), second.id}
        fit = [line for line in lines()[section] if whom & line.whom and line.of(second)]
        if section == "before" and second.kind in ("place", "hour", "season", "sky", "thing", "plant"):
            named = [at for at in second.at if words(second.noun) & words(at)]
            fit += [Line(f"{at},", says=_stated(at)) for at in named]
        return self._any(fit)

    def _any(self, told: list[Line]) -> Iterator[Line]:
        """Those of five syllables that fit the place, filled, in any order."""
        for line in self._rng.sample(told, len(told)):
            if self._here(line):
                text = self._filled(line.text)
                if syllables(text) == 5:
                    yield Line(text, line.whom, line.where, line.says)

    def _here(self, line: Line) -> bool:
        if "{his}" in line.text and pronoun(self._about) == "it" and kind_of(self._about) in _FOLK:
            return False  # a ghost has no hat
        return not line.where or bool(line.where & self._place)

    def _filled(self, text: str) -> str:
        return self._filler.filled(f"-{text}")[1:]

    def _fitting(self, told: Iterable[Line], others: list[Line]) -> Iterator[Line]:
        """Those that gainsay none of the `others` and say no word of weight again."""
        said = self._says.union(*(o.says for o in others))
        used = frozenset(w for o in others for w in _weighty(o.text))
        second = words(self._beside.noun) if self._beside else frozenset()
        for line in told:
            own = _weighty(line.text)
            again = own & (used | (self._names - second)) or _echoes(own, used)
            if not again and not _clash(line.says - said, said):
                yield line


def kind_of(c: Concept) -> str:
    """As `sorts.sort`, but that an animal of which lore knows nothing does what most do."""
    if c.kind != "creature":
        return sort(c)
    return "swimmer" if c.noun.endswith("fish") else sort(c) if c.id in concepts() else "beast"


def _place(things: Sequence[Concept], rng: random.Random) -> frozenset[str]:
    """One place where all of them may be, with "out" where it is under the sky; empty where nobody knows."""
    where = places_of(things)
    return under_sky(rng.choice(sorted(where))) if where else frozenset()


def places_of(things: Sequence[Concept]) -> frozenset[str]:
    """The places where all of them may be; empty where nobody knows."""
    where: set[str] = set()
    for k, c in enumerate(things):
        own = {p for home, places in _AT_HOME.items() if home in c.traits for p in places}
        own |= set(_BY_SORT.get(kind_of(c), ()))
        if not own and kind_of(c) in (*_FOLK, "idea"):
            own = {"in", "town"}
        where = (where & own if where and own else where | own) if k else own
        if not where and own:
            return frozenset()
    return frozenset(where)


def under_sky(place: str) -> frozenset[str]:
    """A place, and "out" where it is not in a house."""
    return frozenset({place}) if place == "in" else frozenset({place, "out"})


def _echoes(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether a word is heard in another: "sleep" in "asleep"."""
    return any(len(short) >= 4 and short in long for x in a for y in b for short, long in ((x, y), (y, x)))


def _alike(a: str, b: str) -> bool:
    """Whether two lines begin with the same word of weight."""
    return a.split()[0].lower().strip(",") == b.removeprefix(",").split()[0].lower() not in ("a", "an", "the")
