"""Common nouns in two languages, each with the sort of thing that it names. Torch-free.

`resources/words/nouns_zh/*.txt`, written by this project's authors: sections "[sort]" (the sorts of `muse.chinese.sorts`) of entries
"english = 中文 中文; ...". The first Chinese word is the one that an English line is answered with. They are read by the first Chinese
line, or the first English one that is answered in Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.core import paths

_HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Noun:
    """`own`: a Chinese word; `english`: a noun in the singular, or several words; `sort`: what it names."""

    own: str
    english: str
    sort: str


def parsed(texts: dict[str, str]) -> tuple[dict[str, Noun], dict[str, Noun]]:
    """(by Chinese word, by English one) of texts by the names of their files; of two English words for one in Chinese the first counts.
    Raises `ValueError`, with the file, for an entry that breaks the form, one of two sorts, and an English word that stands twice."""
    by_own: dict[str, Noun] = {}
    by_english: dict[str, Noun] = {}
    for file, text in texts.items():
        sort = ""
        for entry in (e.strip() for row in text.splitlines() if not row.startswith("#") for e in row.split(";")):
            if entry.startswith("["):
                sort = entry.strip("[]")
            elif entry:
                english, equals, told = entry.partition(" = ")
                if not (sort and equals and told.split() and all(_HAN.fullmatch(w) for w in told.split())):
                    raise ValueError(f"{file}: {entry!r} is no noun of a sort in two languages")
                if english in by_english:
                    raise ValueError(f"{file}: {english!r} stands twice")
                nouns = [Noun(word, english, sort) for word in told.split()]
                by_english[english] = nouns[0]
                for noun in nouns:
                    if by_own.setdefault(noun.own, noun).sort != sort:
                        raise ValueError(f"{file}: {noun.own} is {by_own[noun.own].sort} and {sort}")
    return by_own, by_english


@lru_cache(maxsize=1)
def _nouns() -> tuple[dict[str, Noun], dict[str, Noun]]:
    files = sorted(paths.resource("words", "nouns_zh").glob("*.txt"))
    return parsed({f.name: f.read_text("utf-8") for f in files})


def by_own() -> dict[str, Noun]:
    """All nouns by their Chinese words. Not to be changed."""
    return _nouns()[0]


def by_english() -> dict[str, Noun]:
    """All nouns by their English words, in lower case and the singular. Not to be changed."""
    return _nouns()[1]
