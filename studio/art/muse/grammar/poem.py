"""Free verse: poems of one thought, from shapes that `resources/muse/poems.txt` holds. Torch-free.

A shape has up to two parts, each for stated kinds of things; what else is named is said in lines made for it. Chance comes
from `rng` alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.grammar.cast import cast_as, role
from studio.art.muse.grammar.english import plural_verb, with_article
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.sorts import one
from studio.art.muse.grammar.stage import clash, stage, words
from studio.core import paths

_GROUPS = {"thing": "small big"}
_MANY = frozenset("many persons creatures plants things beasts".split())
_SLOT = re.compile(r"\{(?:(\w)\.)?(\w+)\}|\[(?:(\w):)?([^\]|]+)(?:\|([^\]]+))?\]|<([^|>]+)\|([^>]+)>")
_STARTS = re.compile(r"(?:^|[.!?][\s\"(]+)[\"(]?$")
_PASSING = re.compile(
    r"^(is|was|has)\b|\b(and|not|day|night|hour|week|years|overnight|midnight|morning|noon|evening|dawn|dusk|bed|early|late|once|four|June|"
    r"May|April|Saturdays|winter|summer|spring|autumn|she|he|her|his|your|our|we|us|me)\b"
)
"""What a thing does at one hour only, or with somebody whom nobody has named."""
THEIRS = re.compile(r"\b(her|his|its|it|them|their|both|us|she|he)\b")
ALONE = re.compile(r"\b(its?|itself|alone|one)\b")
"""What one thing does, but not several."""
_OF_ONE = re.compile(r"an? |one |the ")
_COUNTS = re.compile(r"\b(?:nine|ten|eleven|thirty)\b|\bcount\b(?=.*\{a\}|\b.*\{noun\})")
_TRIES = 60
_OWN = 3.0
"""How much earlier a shape for one kind is tried than one for all."""
_LITTLE = frozenset(
    "a an the of in on at by and to under its it with from for as is are was were that this one not no or".split()
)


@dataclass(frozen=True)
class Line:
    """`more`: whether it is for what else is named. `tied`: whether it goes with the wording of the line before."""

    more: bool
    tied: bool
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """`takes`: kinds of what may be this part; `bars`: those of what may not."""

    takes: frozenset[str]
    bars: frozenset[str]

    def fits(self, c: Concept) -> bool:
        own = kinds_of(c)
        # What is told of many, one after another, is not told of two.
        few = "two" in c.traits and self.takes <= _MANY
        return bool(own & self.takes) and not own & self.bars and not few


@dataclass(frozen=True)
class Shape:
    """`parts`: what each of its parts, {a} and {b}, may be."""

    id: str
    parts: tuple[Role, ...]
    lines: tuple[Line, ...]

    @property
    def holds_more(self) -> bool:
        """Whether it has a line for things that are no part of it."""
        return any(line.more for line in self.lines)


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """All shapes, in the order of their file. Raises `ValueError` for one that has no part or says no closing line."""
    out: list[Shape] = []
    text = re.sub(r"(?m)^#.*\n?", "", (paths.resource("muse") / "poems.txt").read_text("utf-8")).strip()
    for block in re.split(r"\n\s*\n", text):
        head, *rest = block.splitlines()
        name, *kinds = (part.strip() for part in head.removeprefix("poem:").split("|"))
        if not kinds or len(rest) < 4:
            raise ValueError(f"poems.txt: {head}: expected a name, kinds and lines")
        out.append(Shape(name, tuple(map(_role, kinds)), tuple(map(_line, rest))))
    return tuple(out)


def _role(text: str) -> Role:
    kinds = " ".join(_GROUPS.get(k, k) for k in text.split()).split()
    bars = frozenset(k.removeprefix("-") for k in kinds if k.startswith("-"))
    return Role(frozenset(kinds) - {f"-{k}" for k in bars}, bars)


def _line(text: str) -> Line:
    mark = text.split(" ", 1)[0] if text[:1] in "+=" else ""
    wordings = tuple(w.removeprefix(f"{mark} ").strip() for w in re.split(r" /(?!/) ", text))
    return Line("+" in mark, "=" in mark, wordings)


def kinds_of(c: Concept) -> frozenset[str]:
    """What a shape may call it: its id, "any", and one or two of "person", "creature", "small", "kept", "big", "mass", "faint",
    "place", "plant", "sky", "hour", "season", "idea" and "unknown"; of several only "any", "many" and "persons", "creatures",
    "plants", "things", "beasts"; "phrase" where its name is more than a word."""
    phrase = {"phrase"} if " " in c.noun else set()
    if c.plural:
        beasts = {"beasts"} if c.traits & {"beast", "bird"} else set()
        return frozenset({"any", "many", f"{c.kind}s", *beasts, *phrase})
    return frozenset({"any", c.id, *_kind(c).split(), *phrase})


def _kind(c: Concept) -> str:
    if c.id == "crowd" or c.traits & {"crowd", "thin"}:
        return "faint"
    if role(c) == "person":
        return "person"
    if c.kind == "plant" and "big" in c.traits:
        return "plant tree"
    if c.kind != "thing":
        return c.kind
    if "fluid" in c.traits:
        return "mass"
    if c.id not in concepts():
        bare = c.one == c.noun and c.noun.islower() and " " not in c.noun
        return "mass" if bare else "unknown"
    return "big" if "hand" not in c.traits else "small kept" if "keep" in c.traits else "small"


def poem(things: Sequence[Concept], rng: random.Random, named: int = 0) -> str:
    """A poem in lines about the first `named` of `things`, all of them; about one or two where none is named. "" where no shape
    was found for them."""
    first = list(things[: named or rng.choice((1, 2))])
    # What was written for its kind comes before what fits all.
    order = sorted(shapes(), key=lambda s: rng.random() ** (1.0 if "any" in s.parts[0].takes else _OWN))
    for shape in order[:_TRIES]:
        beside = list(things[len(first) : len(first) + 3])
        parts = _cast(shape, first, beside, rng)
        if parts is None:
            continue
        rest = [c for c in first if c not in parts]
        if len(rest) > 4 or (rest and not shape.holds_more):
            continue
        text = told(shape, parts, rest, rng)
        if text:
            return text
    return ""


def _cast(shape: Shape, first: list[Concept], beside: list[Concept], rng: random.Random) -> list[Concept] | None:
    """Who is which part. Where fewer are named than a shape has parts, something that goes with them fills it."""
    out: list[Concept] = []
    for part in shape.parts:
        fit = [c for c in first if c not in out and part.fits(c)]
        if not fit and out and len(first) == 1:
            fit = [c for c in beside if c not in out and part.fits(c) and not _kin(c, out[0])]
        if not fit:
            return None
        out.append(rng.choice(fit))
    return out


def _kin(a: Concept, b: Concept) -> bool:
    return bool(set(a.noun.lower().split()) & set(b.noun.lower().split()))


def told(shape: Shape, parts: list[Concept], rest: list[Concept], rng: random.Random) -> str:
    """The shape about its `parts`, and the `rest` in the lines for it. "" where lore has nothing fit to say of them, or a wording
    would say their names or gainsay them."""
    names = frozenset(w for c in (*parts, *rest) for n in (c.noun, c.many) for w in _words(n))
    says = _says(" and ".join(c.one for c in (*parts, *rest)), (*parts, *rest))
    spoken = [line for line in shape.lines if rest or not line.more]
    chosen: dict[int, str] = {}
    for group in groups(spoken):
        many = max(len(spoken[k].wordings) for k in group)
        fit = [
            ways
            for ways in ([spoken[k].wordings[i % len(spoken[k].wordings)] for k in group] for i in range(many))
            if not any(
                _words(_SLOT.sub(" ", w)) & names or _gainsays(w, says) or _asks_too_much(w, parts) for w in ways
            )
        ]
        if not fit:
            return ""
        chosen |= dict(zip(group, rng.choice(fit), strict=True))
    raw = "\n".join(line.replace(" // ", "\n") for line in (chosen[k] for k in range(len(spoken))))
    filler = Filler(parts, rest, _words(_SLOT.sub(" ", raw)) | names, rng)
    try:
        return filler.filled(raw)
    except LookupError:
        return ""


def _asks_too_much(wording: str, parts: Sequence[Concept]) -> bool:
    """Whether a wording shows what the first part has or does, of which lore knows nothing, or counts what the line has counted."""
    a = parts[0]
    if "counted" in a.traits and _COUNTS.search(wording):
        return True
    return ("{has}" in wording and not seen(a)) or ("{does}" in wording and not _done(a))


def seen(c: Concept) -> list[str]:
    """What can be seen of a thing that lore knows; of several no one part of one of them."""
    if c.id not in concepts():
        return []
    return [h for h in c.has if not THEIRS.search(h) and not (c.plural and _OF_ONE.match(h))]


def _done(c: Concept) -> list[str]:
    return [d for d in c.does if not _PASSING.search(d) and not (c.plural and ALONE.search(d))]


def groups(lines: Sequence[Line]) -> list[list[int]]:
    """Places of lines that go together."""
    out: list[list[int]] = []
    last: list[int] = []
    for k, line in enumerate(lines):
        if line.tied:
            last.append(k)
            continue
        out.append([k])
        if not line.more:
            last = out[-1]
    return out


@lru_cache(maxsize=20_000)
def _statements(text: str) -> frozenset[str]:
    return stage(text).says - {"nopeople"}  # "nobody asks" is a manner of speaking here


def _says(line: str, things: Sequence[Concept]) -> frozenset[str]:
    return frozenset(stage(line, things).says)


def _gainsays(wording: str, says: frozenset[str]) -> bool:
    """Whether a wording states what cannot be where the named things are; saying the same is no harm."""
    own = _statements(_SLOT.sub(" ", wording))
    return clash(own - says, says)


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return words(text) - _LITTLE


class Filler:
    """Fills the slots of a shape. Raises `LookupError` where lore has nothing fit to say of a part."""

    def __init__(self, parts: list[Concept], rest: list[Concept], used: frozenset[str], rng: random.Random) -> None:
        self._parts = dict(zip("ab", parts, strict=False))
        self._rest, self._used, self._rng = rest, used, rng

    def filled(self, raw: str) -> str:
        out = ""
        end = 0
        for slot in _SLOT.finditer(raw):
            out += raw[end : slot.start()]
            value = self._value(slot)
            out += value[:1].upper() + value[1:] if _STARTS.search(out) else value
            end = slot.end()
        return out + raw[end:]

    def _value(self, slot: re.Match[str]) -> str:
        of, name, verb_of, verb, verbs, of_one, of_many = slot.groups()
        if of_one is not None:
            return of_many if len(self._rest) > 1 or self._rest[0].plural else of_one
        if verb is not None:
            subject = self._parts[verb_of or "a"]
            return (verbs or plural_verb(verb)) if subject.plural else verb
        if name in ("a", "b"):
            return self._parts[name].definite
        if name == "rest":
            return joined([c.definite for c in self._rest])
        return self._of(self._parts[of or "a"], name)

    def _of(self, c: Concept, name: str) -> str:
        if name == "one":
            return one(c)
        if name in ("noun", "a_noun"):
            return c.noun if name == "noun" else with_article(c.noun)
        if name == "does":
            does = self._fresh(_done(c))
            return plural_verb(does) if c.plural else does
        if name == "has":
            return self._fresh(seen(c))
        cast = cast_as(c)
        form = {"he": cast.he, "his": cast.his, "him": cast.him, "himself": cast.himself}[name.lower()]
        return form.capitalize() if name[0].isupper() else form

    def _fresh(self, phrases: list[str]) -> str:
        left = [p for p in phrases if not _words(p) & self._used]
        if not left:
            raise LookupError
        phrase = self._rng.choice(left)
        self._used |= _words(phrase)
        return phrase


def joined(names: Sequence[str]) -> str:
    """ "the dog", "the dog and snow", "the dog, snow and the moon"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
