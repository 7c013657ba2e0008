"""A development in pieces: the artist's words as they stand in it, and what the model added. Torch-free."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from studio.core.words import Part

OWN = "own"
"""Axis of what a model added that belongs to none that is known."""
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*|\s+|.", re.DOTALL)
_BREAK = re.compile(r"^[,;:.!?，；：。！？、–—]+$")
_MOST = 600
"""Pieces of a text that are compared; what is longer counts as the model's own."""
_AXES = frozenset("light time weather season medium composition palette mood viewpoint period subject".split())


def parts_of(text: str, line: str) -> tuple[Part, ...]:
    """`text` in pieces that joined are `text`: words of `line` and what joins have the axis "", phrases of the model its
    own axis, or `OWN`, with a title for the chip where one can be guessed. () for an empty text."""
    tokens = _TOKEN.findall(text)
    kept = _shared(tokens[:_MOST], _TOKEN.findall(line[: len(text) * 4 + 1000])[:_MOST])
    runs: list[tuple[bool, list[str]]] = []
    for number, token in enumerate(tokens):
        # Spaces and signs go with what stands before them, so that a phrase begins with its first word.
        loose = token.isspace() or bool(_BREAK.match(token))
        own = bool(runs and runs[-1][0]) if loose else number not in kept
        if not runs or runs[-1][0] != own or (own and not loose and _ended(runs[-1][1])):
            runs.append((own, []))
        runs[-1][1].append(token)
    parts: list[Part] = []
    for own, pieces in runs:
        phrase = "".join(pieces)
        bare = phrase.rstrip(" \t\n,;:.!?，；：。！？、–—")
        if not own or not bare.strip():
            parts.append(Part(phrase))
            continue
        axis, title = _meaning(bare.strip())
        parts.append(Part(bare, axis, title))
        if phrase[len(bare) :]:
            parts.append(Part(phrase[len(bare) :]))
    return tuple(parts)


def _ended(run: list[str]) -> bool:
    """Whether a phrase has come to a comma or the like."""
    last = next((t for t in reversed(run) if not t.isspace()), "")
    return bool(_BREAK.match(last))


def _shared(tokens: list[str], line: list[str]) -> set[int]:
    """Places of the tokens that are the artist's."""
    words = [(k, t.casefold()) for k, t in enumerate(tokens) if _is_word(t)]
    said = [t.casefold() for t in line if _is_word(t)]
    matcher = SequenceMatcher(None, [w for _, w in words], said, autojunk=False)
    return {words[block.a + k][0] for block in matcher.get_matching_blocks() for k in range(block.size)}


def _is_word(token: str) -> bool:
    return token[:1].isalnum()


def _meaning(phrase: str) -> tuple[str, str]:
    """(axis, chip title) of a phrase: of the muse's own phrases, else of the lexicon, else (`OWN`, "")."""
    from studio.art.words.lexicon import find, words_of

    known = _known().get(phrase.casefold())
    if known:
        return known
    for hit in find(words_of(phrase[:400])):
        if hit.concept.axis in _AXES and hit.concept.axis != "subject" and not hit.denied:
            return hit.concept.axis, hit.concept.id[:1].upper() + hit.concept.id[1:]
    return OWN, ""


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, str]]:
    from studio.art.muse.grammar.phrases import PHRASES

    return {p.text.casefold(): (p.axis, p.title) for p in PHRASES}
