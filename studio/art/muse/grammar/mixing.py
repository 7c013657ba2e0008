"""Whether a text tells sentences of different plots. Torch-free.

Networks that learned from the plots sometimes begin one and end another. Every sentence that a file of plots can tell is kept
as a pattern with its parts open; they are found by a word that few of them have.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from studio.art.muse.grammar.english import plural_verb
from studio.art.muse.grammar.plots import blocks

SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"”])\s+|\n+")
_PIECES = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>")
_WORDS = re.compile(r"[a-zé]+")
_OPEN = r"[\w'’,;: -]{1,90}?"


def mixes(text: str, name: str = "stories.txt") -> bool:
    """Whether two sentences of `text` are told by plots of the resource `name` and no plot tells both, one of them being the
    next known sentence after the other. Sentences that no plot knows do not count."""
    before: frozenset[str] | None = None
    for sentence in SENTENCES.split(text.lower()):
        here = _tellers(sentence, name)
        if here and before is not None and not here & before:
            return True
        before = (here & before if before else here) if here else before
    return False


def teller(text: str, name: str = "stories.txt") -> str:
    """The plot that tells most sentences of `text`, "" where none is known."""
    told = Counter(plot for s in SENTENCES.split(text.lower()) for plot in _tellers(s, name))
    return max(sorted(told), key=lambda plot: told[plot]) if told else ""


def _tellers(sentence: str, name: str) -> frozenset[str]:
    """The plots that know a sentence."""
    by_word = _patterns(name)
    near = {id(p): p for word in {*_WORDS.findall(sentence), ""} for p in by_word.get(word, ())}
    return frozenset(plot for pattern, plot in near.values() if _compiled(pattern).fullmatch(sentence))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a text first has its word: most never are."""
    return re.compile(pattern)


@lru_cache(maxsize=4)
def _patterns(name: str) -> dict[str, list[tuple[str, str]]]:
    """Rarest word -> (pattern, plot)."""
    found = list(_sentences(name))
    often = Counter(word for sentence, _ in found for word in set(_words(sentence)))
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for sentence, plot in found:
        key = min(_words(sentence), key=lambda word: (often[word], word), default="")
        out[key].append((_pattern(sentence), plot))
    return dict(out)


def _sentences(name: str) -> Iterator[tuple[str, str]]:
    for head, steps in blocks(name):
        plot = head.split("|")[0].strip()
        for step in steps:
            for told in step.split(" / "):
                yield from ((s, plot) for s in SENTENCES.split(told.strip()) if s)


def _words(sentence: str) -> list[str]:
    """Those that stand there whatever fills the parts."""
    bare = _PIECES.sub("\0", sentence).lower()
    return [w for w in re.findall(r"[a-zé]+(?!\0)", re.sub(r"\0[a-zé]+", " ", bare)) if len(w) > 1]


def _pattern(sentence: str) -> str:
    out, at = "", 0
    for piece in _PIECES.finditer(sentence):
        out += re.escape(sentence[at : piece.start()].lower()) + _opened(piece.group().lower())
        at = piece.end()
    return out + re.escape(sentence[at:].lower())


def _opened(piece: str) -> str:
    if piece[0] == "{":
        return _OPEN
    if piece[0] == "<":
        return "(?:" + "|".join(map(_pattern, piece[1:-1].split("|"))) + ")"
    verb = piece[1:-1].split()[0]
    return f"(?:{re.escape(verb)}|{re.escape(plural_verb(verb))})"
