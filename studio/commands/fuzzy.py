"""Finding a command by a few of its letters."""

from __future__ import annotations

from dataclasses import dataclass

_WORD_START, _RUN, _WHOLE_START, _GAP = 8.0, 5.0, 10.0, 0.2


@dataclass(frozen=True)
class Match:
    """`score`: higher is better. `spans`: (start, end) of the letters that matched, for emphasis."""

    score: float
    spans: tuple[tuple[int, int], ...]


def match(query: str, text: str) -> Match | None:
    """Whether all words of `query` are in `text`, each as a run of letters, at word starts, or scattered in order.

    The words may come in any order. An empty query matches everything with score 0.
    """
    folded = _fold(text)
    score, marked = 0.0, set[int]()
    for word in _fold(query).split():
        found = _word(word, folded)
        if found is None:
            return None
        score += found[0]
        marked.update(found[1])
    # Of two equal hits the shorter title is the nearer one.
    return Match(score - 0.01 * len(text) if marked else 0.0, _spans(marked))


def _fold(text: str) -> str:
    """Without regard to case, letter by letter, so that places in the folded text are places in the text."""
    return "".join(f if len(f := c.casefold()) == 1 else c for c in text)


def _word(word: str, text: str) -> tuple[float, list[int]] | None:
    best: tuple[float, list[int]] | None = None
    at = text.find(word)
    while at >= 0:
        score = len(word) * _RUN + (_WORD_START if _starts_word(text, at) else 0) + (_WHOLE_START if at == 0 else 0)
        if best is None or score > best[0]:
            best = (score, list(range(at, at + len(word))))
        at = text.find(word, at + 1)
    return best or _scattered(word, text)


def _scattered(word: str, text: str) -> tuple[float, list[int]] | None:
    """The letters in order, each at the next word start that has it, else at the next place."""
    places: list[int] = []
    score, at = 0.0, 0
    for letter in word:
        hits = [i for i in range(at, len(text)) if text[i] == letter]
        if not hits:
            return None
        place = next((i for i in hits if _starts_word(text, i)), hits[0])
        if any(text[place + 1 :].find(c) < 0 for c in word[len(places) + 1 :]):
            place = hits[0]
        score += (_WORD_START / 2 if _starts_word(text, place) else 0.5) - _GAP * (place - at)
        places.append(place)
        at = place + 1
    # Letters strewn over a long title are chance, not a match.
    return (score, places) if score > 0 else None


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _spans(marked: set[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for i in sorted(marked):
        if spans and spans[-1][1] == i:
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return tuple(spans)
