"""What kind of thing a common noun names: some ten thousand nouns, each under the meaning that an artist most likely has. Torch-free.

`resources/muse/nouns/*.txt`, written by this project's authors, hold them in paragraphs, "header: noun; noun; ...". A header is
a sort and what is finer: "person she", "bird swims", "place sea", "food mass". Names of towns and lands ("name town") are
kept apart: they begin with a capital, so a word may be a name and a noun ("turkey").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.core import paths

_OF: dict[str, tuple[str, str, str]] = {
    # first word of a header: kind, sort, what may stand behind it
    "person": ("person", "person", "he,she,it"),
    "people": ("person", "people", "plural"),
    "beast": ("creature", "beast", "guest"),
    "bird": ("creature", "bird", "guest,swims,wades,yard,upright"),
    "swimmer": ("creature", "swimmer", "great,shallows,pond life"),
    "insect": ("creature", "insect", ""),
    "tree": ("plant", "tree", "evergreen"),
    "flower": ("plant", "flower", ""),
    "growth": ("plant", "growth", "mass,wide,evergreen,plural"),
    "food": ("thing", "food", "mass,plural"),
    "room": ("place", "room", ""),
    "place": ("place", "place", "town,land,sea,lake,mountains,wood,desert,plural"),
    "way": ("thing", "way", ""),
    "sky": ("sky", "sky", "mass,firmament,plural"),
    "matter": ("thing", "thin", ""),
    "idea": ("idea", "idea", "mass"),
    "hour": ("idea", "idea", "mass"),
    "big": ("thing", "big", "afloat,plural"),
    "vehicle": ("thing", "vehicle", "afloat,small craft,rails,wheels,air"),
    "opening": ("thing", "opening", "heavy,plural"),
    "heavy": ("thing", "furniture", ""),
    "surface": ("thing", "furniture", ""),
    "hand": ("thing", "hand", "heavy,worn,plural"),
    "worn": ("thing", "furniture", "plural"),
    "held": ("thing", "furniture", ""),
    "thin": ("thing", "thin", "mass,plural"),
    "thing": ("thing", "thing", "plural"),
    "name": ("place", "place", "town,land"),
}
_TRAITS = {
    "people": "crowd", "big": "big", "hand": "hand table", "worn": "hand", "held": "hand", "heavy": "in", "surface": "in", "thin": "thin", "room": "room in", "tree": "big",
    "flower": "flowers", "place wood": "forest", "place desert": "desert land", "vehicle afloat": "lake", "vehicle small craft": "lake",
}  # fmt: skip
"""Traits of lore that what stands under a header has; the homes of places are their own names."""
_HOMES = ("town", "land", "sea", "lake", "mountains")
_NAMES = "name"


@dataclass(frozen=True)
class Header:
    """`kind`: as in `kinds.Kind`; `sort`: as `sorts.sort` tells it; `finer`: sorts within it, as in `sorts.parts`; `who`: "he", "she",
    "it" or "" where that is not known; `mass`: without article; `plural`: the noun itself is a plural; `traits`: those of lore."""

    name: str
    kind: str
    sort: str
    who: str
    mass: bool
    plural: bool
    finer: frozenset[str]
    traits: frozenset[str]


def _header(name: str) -> Header:
    """Raises `KeyError` for a header that is none."""
    first, _, rest = name.partition(" ")
    kind, sort, allowed = _OF[first]
    more: list[str] = []
    while rest:
        word = next(m for m in (*allowed.split(","), None) if m is None or rest == m or rest.startswith(f"{m} "))
        if not word:
            raise KeyError(name)
        more.append(word)
        rest = rest[len(word) :].strip()
    traits = set(_TRAITS.get(first, "").split()) | set(_TRAITS.get(name, "").split())
    if first in ("place", _NAMES):
        traits |= {m for m in more if m in _HOMES}
    who = next((m for m in more if m in ("he", "she", "it")), "it" if first == "people" else "")
    mass = "mass" in more or first == "matter" or "wide" in more
    finer = set(more) - {who, "mass", "plural"} if kind != "place" else set[str]()
    if "small craft" in more:
        finer.add("afloat")
    if first in ("heavy", "worn"):
        finer.add(first)
    return Header(name, kind, sort, who, mass, "plural" in more, frozenset(finer), frozenset(traits))


def parsed(texts: dict[str, str]) -> tuple[dict[str, Header], dict[str, Header]]:
    """(nouns, names) with their headers, of texts by the names of their files. Raises `ValueError`, with the file, for an unknown header,
    a noun without one, and a noun that stands twice."""
    nouns: dict[str, Header] = {}
    names: dict[str, Header] = {}
    for file, text in texts.items():
        header: Header | None = None
        for row in re.sub(r"(?m)^#.*$|\n(?=\s)", " ", text).splitlines():
            head, colon, row_of = row.rpartition(":")
            if colon:
                try:
                    header = _header(head.strip())
                except KeyError:
                    raise ValueError(f"{file}: there is no header {head.strip()!r}") from None
            for noun in (" ".join(n.split()).removeprefix("the ") for n in row_of.split(";")):
                if noun and header is None:
                    raise ValueError(f"{file}: no header stands before {noun!r}")
                if noun and header is not None:
                    into = names if header.name.startswith(_NAMES) else nouns
                    if noun in into:
                        raise ValueError(
                            f"{file}: {noun!r} stands twice, under {into[noun].name!r} and {header.name!r}"
                        )
                    into[noun] = header
    return nouns, names


@lru_cache(maxsize=1)
def _told() -> tuple[dict[str, Header], dict[str, Header]]:
    files = sorted(paths.resource("muse", "nouns").glob("*.txt"))
    return parsed({f.name: f.read_text("utf-8") for f in files})


def header(noun: str) -> Header | None:
    """Of a noun in the singular and lower case, exactly as the lexicon has it; None where it has it not."""
    return _told()[0].get(noun)


def name(word: str) -> Header | None:
    """Of the name of a town or land, in any case."""
    return _told()[1].get(word.lower().removeprefix("the "))
