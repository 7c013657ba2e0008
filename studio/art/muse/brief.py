"""The artist's line to a brief: tidied, bounded, and what it is about. What touches sentence vectors loads torch first there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.art.muse.chinese.naming import spoken_of
from studio.art.muse.chinese.writing import is_chinese
from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns
from studio.art.words.chinese import to_english
from studio.art.words.lexicon import words_of
from studio.core import emphasis
from studio.core.errors import UserError
from studio.core.progress import Context

if TYPE_CHECKING:
    from torch import Tensor

LONGEST = 400
"""Characters of the artist's text that the muse reads and developments keep."""
_LOOKED_AT = 20 * LONGEST
"""Characters in which those are looked for: the rest of a long text is not even tidied."""
_NEAR = 4
"""Things that are found by meaning where a line names none."""
MOST_THINGS = 5
_SPACES = re.compile(r"\s+")
_EDGES = " ,.;:!?–-…\"'“”‘’«»，。；：！？、"


def tidy(text: str) -> str:
    """The line as it is read: one line of at most `LONGEST` characters, cut at a word; without control characters and marks
    that turn the direction of writing or are not seen; without punctuation at its ends. Emphasis stays. "" where
    nothing is left."""
    seen = "".join(_shown(c) for c in text[:_LOOKED_AT])
    line = _SPACES.sub(" ", seen).strip(_EDGES)
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST + 1]
    # A text without spaces, as Chinese is, is cut where it is long enough.
    words = cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut[:LONGEST]
    return words.strip(_EDGES)


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    # Cc and Cf: control, direction and invisible marks; Cs, Co, Cn: halves and what no font has.
    return "" if kind.startswith("C") else char


def notice(text: str) -> str:
    """One sentence for the artist when only a part of a long text is read, else ""."""
    if len(text) <= LONGEST or len(text.strip()) <= LONGEST:
        return ""
    read = len(tidy(text))
    if read < LONGEST // 2 and len(text) <= _LOOKED_AT:
        return ""  # it was long by spaces and marks alone
    return f"The muse reads the first {read} characters of this text of {len(text):,}; the rest is left out."


def plain_line(text: str) -> str:
    """`tidy(text)` without emphasis."""
    return emphasis.plain(tidy(text)).strip(_EDGES)


def make(ctx: Context, text: str, form: str, *, axes: tuple[str, ...] = (), boldness: float = 0.5) -> Brief:
    """The brief of a text for an English answer; a Chinese line is told by what it names. Raises `UserError` for an empty
    line, and for a Chinese one that names nothing known."""
    line = plain_line(text)
    if not line:
        raise UserError("Write a line first: a place, a light, a thing.")
    nouns = unknown_nouns(line)
    unknown = tuple(n for n in nouns if not denied(line, n))
    spoken = named_beside(line, nouns)
    absent = {c.id for c in spoken if denied(line, c.noun, c.many)}
    named = tuple(c for c in spoken if c.id not in absent)[:MOST_THINGS]
    if is_chinese(line):
        known = lore.concepts()
        named = tuple(known[c.id] for c in spoken_of(line) if c.id in known)[:MOST_THINGS]
        line, unknown = to_english(line).text, ()
        if not line:
            raise UserError(
                "The muse finds nothing it knows in this line: name a thing, a place or a feeling, such as 海, 窗 or 思念."
            )
    vector = _vector(ctx, line)
    things = (*named, *(c for c in _beside(ctx, vector, named) if c.id not in absent))
    brief = Brief(line, things, len(named), unknown, form=form, axes=axes, boldness=boldness)
    return replace(brief, mood=_mood(ctx, brief, vector))


def denied(line: str, *names: str) -> bool:
    """Whether a line says that something is not there: "no wind in the harbour", "a house without windows", "a boy who cannot sleep"."""
    noun = "|".join(re.escape(n) for n in names if n)
    return (
        re.search(
            rf"\b(?:no|without|without an?|without any|cannot|can['’]t|never)\s+(?:{noun})\b", line, re.IGNORECASE
        )
        is not None
    )


def _vector(ctx: Context, line: str) -> Tensor:
    from studio.art.words import encoder

    return encoder.encode(ctx, [line])[0][0]


def _beside(ctx: Context, vector: Tensor, named: tuple[lore.Concept, ...]) -> tuple[lore.Concept, ...]:
    """What goes with the named things, nearest to the line first; where nothing is named, what is near to it in meaning."""
    known = lore.concepts()
    ids = [c.id for c in named]
    if not named:
        ids = _nearest(ctx, vector, [(c.id, _about(c)) for c in known.values()])[:_NEAR]
    beside = {n for i in ids if i in known for n in known[i].near if n in known} - set(ids)
    order = ids[len(named) :] + _nearest(ctx, vector, [(n, _about(known[n])) for n in sorted(beside)])
    return tuple(known[n] for n in order[: max(MOST_THINGS, len(named) + 2) - len(named)])


def _about(concept: lore.Concept) -> str:
    return f"{concept.noun}, {', '.join(concept.moods)}, {', '.join(concept.adjectives[:3])}"


def _mood(ctx: Context, brief: Brief, vector: Tensor) -> str:
    """The mood that the line says, else that of its things which comes nearest to it in meaning."""
    moods = {m for c in lore.concepts().values() for m in c.moods}
    said = next((w for w in words_of(brief.line) if w in moods), "")
    if said:
        return said
    of_things: list[str] = sorted({m for c in brief.things[: max(1, brief.named)] for m in c.moods})
    return _nearest(ctx, vector, [(m, f"a {m} mood") for m in of_things])[0]


def _nearest(ctx: Context, vector: Tensor, named: list[tuple[str, str]]) -> list[str]:
    """The names of (name, text) pairs, those first whose text is nearest to `vector` in meaning."""
    from studio.art.words import encoder

    new = [text for _, text in named if text not in _KEPT]
    if new:
        _KEPT.update(zip(new, encoder.encode(ctx, new)[0], strict=True))
    near = {name: float(_KEPT[text] @ vector) for name, text in named}
    return sorted(near, key=lambda name: -near[name])


_KEPT: dict[str, Tensor] = {}
"""Sentence vectors of what lore knows, as they were needed: some hundred, for the life of the program."""
