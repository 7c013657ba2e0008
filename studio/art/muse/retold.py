"""What makes two texts of a set the same told twice: the plot of a story, whole lines of verse. Torch-free."""

from __future__ import annotations

import re

from studio.art.muse.grammar.mixing import teller

_WORD = re.compile(r"[a-z]+(?:['’\-][a-z]+)*", re.IGNORECASE)
_LEAST = 3
"""Words of a line that is heard again."""


def marks(text: str, form: str) -> frozenset[str]:
    """By what a text is known again; two texts of a form that share one are the same told twice. Empty for forms that have
    neither plots nor lines, and for a story of its own."""
    if form == "story":
        return frozenset({teller(text)} - {""})
    if form not in ("haiku", "quatrain", "poem"):
        return frozenset()
    lines = (_WORD.findall(line.lower()) for line in text.split("\n"))
    return frozenset(" ".join(words) for words in lines if len(words) >= _LEAST)
