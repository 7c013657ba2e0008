"""Quatrains: four lines of iambic verse that rhyme, about the things of a brief. Torch-free; chance comes from `rng` alone.

`resources/muse/quatrains.txt` holds openings, predicates and endings by rhyme. A subject takes the predicate that fills its
line: "the boat" | "is waiting for the light", "the quiet river" | "keeps the light".
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar.english import plural_verb, sentence
from studio.art.muse.grammar.lore import Concept, concepts
from studio.art.muse.grammar.rhyme import last_word, pattern, rhymes, same_sound, scans
from studio.art.muse.grammar.stage import clash, stage, words
from studio.core import paths

_LENGTHS = {"0100": "4", "01": "6", "010": "5", "0101": "4", "01010": "3"}
"""Stress of a subject -> which predicates fill four feet after it."""
_SHORT = {"01": "4", "010": "3"}
_PLACES = {"in", "out", "water", "sea", "land", "town", "garden", "forest", "mountains"}
_GENERAL = {
    "thing": ("quiet", "silent", "lonely", "simple"), "place": ("quiet", "silent", "lonely", "distant"),
    "plant": ("quiet", "silent", "lonely", "nameless"), "creature": ("quiet", "silent", "lonely", "patient"),
    "person": ("quiet", "silent", "lonely", "patient"),
}  # fmt: skip
_COLORS = frozenset(
    "gold golden silver white blue gray red yellow black green brown copper rose violet orange scarlet".split()
)


@dataclass(frozen=True)
class _Piece:
    text: str
    marks: frozenset[str]


@lru_cache(maxsize=1)
def _pieces() -> tuple[dict[str, tuple[_Piece, ...]], ...]:
    """By family of rhyme: role -> pieces."""
    out: list[dict[str, tuple[_Piece, ...]]] = []
    for line in paths.resource("muse", "quatrains.txt").read_text("utf-8").splitlines():
        role, colon, rest = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        if role == "rhyme":
            out.append({})
            continue
        made = []
        for text in rest.split(";"):
            mark = re.search(r"\s*\{([^}]*)\}\s*$", text)
            made.append(
                _Piece(re.sub(r"\s*\{[^}]*\}\s*$", "", text).strip(), frozenset(mark[1].split() if mark else ()))
            )
        out[-1][role] = tuple(made)
    return tuple(out)


class _Poet:
    """Writes lines about things without saying a word of weight twice."""

    def __init__(self, brief: Brief, rng: random.Random) -> None:
        self._rng = rng
        scene = stage(brief.line, brief.things[: brief.named])
        self._kinds = set(scene.kinds) or {"out", "land"}
        self._says = set(scene.says)
        self._used: set[str] = set()
        self._ends: set[str] = set()
        self._begins: set[str] = set()

    def allowed(self, piece: _Piece, living: bool | None = None) -> bool:
        for mark in piece.marks:
            if mark == "living" and living is not True:
                return False
            if mark == "thing" and living is not False:
                return False
            if mark in _PLACES and mark not in self._kinds:
                return False
            if mark not in _PLACES and mark not in ("living", "thing") and clash({mark}, self._says):
                return False
        return not words(re.sub(r"<\d>", "", piece.text)) & self._used and last_word(piece.text) not in self._ends

    def take(self, piece: _Piece, text: str) -> str:
        self._used |= words(text) - {"thing", "night", "day"}
        self._ends.add(last_word(piece.text))
        self._begins.add(text.split()[0].lower())
        self._says |= piece.marks - _PLACES - {"living", "thing"}
        return text

    def whole(self, family: dict[str, tuple[_Piece, ...]], role: str, things: Sequence[Concept]) -> str:
        """A whole line of a role, "" where none fits."""
        fitting = [p for p in family.get(role, ()) if self.allowed(p)]
        self._rng.shuffle(fitting)
        for piece in fitting:
            text = piece.text
            slot = re.search(r"<(\d)>", text)
            if slot:
                shape = {"1": "1", "2": "10"}[slot[1]]
                noun = next(
                    (n for n in map(_noun, things) if n and pattern(n) == shape and not words(n) & self._used), ""
                )
                if not noun:
                    continue
                text = text.replace(slot[0], noun)
            if text.split()[0].lower() in self._begins and role.startswith("open"):
                continue
            return self.take(piece, text)
        return ""

    def clause(self, family: dict[str, tuple[_Piece, ...]], thing: Concept, feet: int) -> str:
        """The thing and what it does, in `feet` feet."""
        living = thing.kind in ("creature", "person")
        lengths = _LENGTHS if feet == 4 else _SHORT
        subjects = [s for s in _subjects(thing) if pattern(s) in lengths]
        self._rng.shuffle(subjects)
        for subject in subjects:
            if words(subject) & self._used:
                continue
            fitting = [p for p in family.get(lengths[str(pattern(subject))], ()) if self.allowed(p, living)]
            colored = words(subject) & _COLORS
            fitting = [p for p in fitting if not (colored and words(p.text) & _COLORS)]
            self._rng.shuffle(fitting)
            for piece in fitting:
                does = plural_verb(piece.text) if thing.plural else piece.text
                text = f"{subject} {does}"
                if scans(text, feet):
                    return self.take(piece, text)
        return ""


def _noun(thing: Concept) -> str:
    """What stands after "beside the"; "" for what nobody stands beside."""
    return thing.noun if thing.kind in ("thing", "place", "plant", "creature", "person") and not thing.plural else ""


def _subjects(thing: Concept) -> list[str]:
    bare = not thing.one.startswith(("a ", "an ", "the ", "two "))
    head = "my" if bare and (thing.kind == "idea" or thing.id not in concepts()) else "the"
    noun = thing.noun
    plain = [f"{head} {noun}"]
    if thing.kind in ("idea", "hour", "season", "sky"):
        return plain + [f"{head} {a} {noun}" for a in thing.adjectives if pattern(a) == "10"]
    own = [a for a in thing.adjectives if " " not in a]
    return plain * 2 + [f"{head} {a} {noun}" for a in (*own, *own, *_GENERAL.get(thing.kind, ())) if a != noun]


_Line = Callable[["_Poet", Sequence[dict[str, tuple[_Piece, ...]]], Sequence[Concept], int], list[str]]


def _opened(poet: _Poet, f: Sequence[dict[str, tuple[_Piece, ...]]], things: Sequence[Concept], feet: int) -> list[str]:
    """An opening, two who do something, an ending."""
    role = "" if feet == 4 else "6"
    a, b, c, d = f
    return [
        poet.whole(a, f"open{role}", things[2:]), poet.clause(b, things[0], feet), poet.clause(c, things[1], feet),
        poet.whole(d, f"close{role}", things[2:]),
    ]  # fmt: skip


def _told(poet: _Poet, f: Sequence[dict[str, tuple[_Piece, ...]]], things: Sequence[Concept], feet: int) -> list[str]:
    """One does something; an hour; another does something; an ending."""
    role = "" if feet == 4 else "6"
    a, b, c, d = f
    return [
        poet.clause(a, things[0], feet), poet.whole(b, f"open{role}", things[2:]), poet.clause(c, things[1], feet),
        poet.whole(d, f"close{role}", things[2:]),
    ]  # fmt: skip


def _three(poet: _Poet, f: Sequence[dict[str, tuple[_Piece, ...]]], things: Sequence[Concept], feet: int) -> list[str]:
    """Three who do something, an ending."""
    role = "" if feet == 4 else "6"
    return [
        *(poet.clause(f[k], things[k], feet) for k in range(3)),
        poet.whole(f[3], f"close{role}", things[3:]),
    ]


_STOPS: dict[str, tuple[str, ...]] = {
    "opened": (",", ";", ",", "."), "told": (",", ";", ",", "."), "three": (";", ",", ",", "."),
}  # fmt: skip
_SHAPES: tuple[tuple[str, _Line], ...] = (("opened", _opened), ("told", _told), ("three", _three))
_SCHEMES = ("ABAB", "ABAB", "AABB", "ABCB", "ABBA")


def compose(brief: Brief, things: Sequence[Concept], rng: random.Random) -> str:
    """Four lines about `things`, the named first; "" where this throw found none."""
    if len(things) < 3:
        return ""
    poet = _Poet(brief, rng)
    scheme = rng.choice(_SCHEMES)
    families = rng.sample(_pieces(), len(set(scheme)))
    rows = [families["ABC".index(letter)] for letter in scheme]
    feet = 4 if rng.random() < 0.72 else 3
    name, shape = rng.choice(_SHAPES)
    lines = shape(poet, rows, things, feet)
    if not all(lines) or not _sound(lines, scheme, feet):
        return ""
    stops = _STOPS[name]
    out = []
    for line, stop, before in zip(lines, stops, ("", *stops), strict=False):
        ended = line if line.endswith("?") else line + stop
        out.append(sentence(ended) if before in ("", ".") or ended[0].isupper() else ended)
    return "\n".join(_capital(out))


def _capital(lines: Iterable[str]) -> list[str]:
    """Every line of verse begins with a capital."""
    return [sentence(line) for line in lines]


def _sound(lines: Sequence[str], scheme: str, feet: int) -> bool:
    """Whether the lines rhyme as the scheme says, and only so, and scan."""
    if not all(scans(line, feet) for line in lines):
        return False
    for i, a in enumerate(scheme):
        for j in range(i + 1, len(scheme)):
            if a == scheme[j] and not rhymes(lines[i], lines[j]):
                return False
            if a != scheme[j] and same_sound(lines[i], lines[j]):
                return False
    return True
