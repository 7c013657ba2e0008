"""Emphasis within a line of words: `(boats:1.4)` means more of it, `(boats:0.5)` less.

The notation is the one that artists know from prompts for diffusion models. Only the form with a number counts, so that
ordinary parentheses stay what they are; `(at 10:30)` is an hour. Full-width signs of Chinese keyboards are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LEAST, MOST = 0.0, 2.0
_OPEN, _CLOSED = "(（", ")）"
_END = re.compile(r"\s{0,8}[:：]\s{0,8}(\d(?:\.\d{1,3})?|\.\d{1,3})\s{0,8}[)）]")
"""Spaces are counted: it is looked for at every place of texts that may be long."""
_DEEPEST = 16


@dataclass(frozen=True)
class Run:
    """A stretch of a line and how much of it is wanted, 0..2; 1 where nothing was said."""

    text: str
    weight: float = 1.0


def runs(text: str) -> tuple[Run, ...]:
    """The line in stretches of one weight; joined they are `plain(text)`. Nested weights multiply."""
    ends = _pairs(text)
    if not ends:
        return (Run(text),) if text else ()
    out: list[Run] = []
    stack: list[tuple[int, float]] = []  # (where the phrase ends, weight before it)
    weight, begun, at = 1.0, 0, 0

    def close(to: int) -> None:
        if to > begun:
            out.append(Run(text[begun:to], round(min(MOST, weight), 3)))

    while at < len(text):
        if stack and at == stack[-1][0]:
            close(at)
            match = _END.match(text, at)
            assert match is not None
            weight = stack.pop()[1]
            begun = at = match.end()
        elif at in ends:
            close(at)
            end, more = ends[at]
            stack.append((end, weight))
            weight *= more
            begun = at = at + 1
        else:
            at += 1
    close(len(text))
    return tuple(out)


def _pairs(text: str) -> dict[int, tuple[int, float]]:
    """Place of an opening parenthesis -> (where its phrase ends, weight), for those that carry a weight."""
    if not any(c in text for c in ":："):
        return {}
    out: dict[int, tuple[int, float]] = {}
    opened: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _OPEN:
            opened.append(at)
            del opened[:-_DEEPEST]
        elif char in _CLOSED:
            opened = opened[:-1]
        elif opened and (match := _END.match(text, at)):
            start = opened.pop()
            phrase = text[start + 1 : at].strip()
            weight = float(match.group(1))
            if phrase and not phrase[-1].isdigit() and weight <= MOST:
                out[start] = (at, weight)
            at = match.end()
            continue
        at += 1
    return out


def plain(text: str) -> str:
    """The words alone."""
    return "".join(run.text for run in runs(text))


def written(phrase: str, weight: float) -> str:
    """`(phrase:1.4)`; the phrase alone where the weight is 1, its emphasis of before replaced."""
    bare = plain(phrase)
    weight = round(min(MOST, max(LEAST, weight)), 2)
    return bare if weight == 1.0 or not bare.strip() else f"({bare}:{weight:g})"


def emphasized(text: str, weights: Iterable[tuple[str, float]]) -> str:
    """`text` with the emphasis of `weights`, (phrase, 0..2) each, written at the first place of each phrase; phrases that it
    lacks are passed over. A phrase that ends in a digit cannot be told from an hour and stays as it is."""
    out = text
    for phrase, weight in weights:
        bare = plain(phrase).strip()
        if not bare or bare[-1].isdigit() or round(weight, 2) == 1.0:
            continue
        pattern = re.escape(bare)
        if bare.isascii():
            pattern = rf"(?<!\w){pattern}(?!\w)"
        taken = {k for start, (end, _) in _pairs(out).items() for k in range(start + 1, end + 1)}
        for match in re.finditer(pattern, out, re.IGNORECASE):
            if match.start() not in taken:
                out = out[: match.start()] + written(match.group(), weight) + out[match.end() :]
                break
    return out
