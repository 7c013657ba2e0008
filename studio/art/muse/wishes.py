"""What the artist wishes of the next answers, laid on drafts: locked and struck phrases, weights, axes. Torch-free.

The artist's own line is never touched: a phrase that is struck is struck from what the muse adds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from studio.art.muse.brief import plain_line, tidy
from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar.phrases import AXES, ORDER, PHRASES, Phrase
from studio.art.muse.grammar.stage import clash, stage
from studio.art.words.lexicon import find, stem, words_of
from studio.core import emphasis
from studio.core.words import MOST_LOCKED, Part, Wishes

_SMALL = frozenset(
    "a an the of in on at by under over behind before after beside between with without and or from to into through near for as "
    "my your his her its our their this that these those is are was were".split()
)
"""Words that join others to a phrase."""
_GLUE = re.compile(r"^[\s,;:—–]+")
_OPENS = re.compile(r"(in|at|on|by|under|beneath|before|after|against|above|among|with|between|beside|seen|framed) ")


@dataclass(frozen=True)
class _Piece:
    """A phrase with what stands before it."""

    glue: str
    part: Part


def without_struck(brief: Brief, struck: Sequence[str]) -> Brief:
    """The brief without the things that the artist struck; at least one thing stays."""
    if not struck:
        return brief
    kept = [k for k, c in enumerate(brief.things) if not has_struck(f"{c.noun} {c.many}", struck)]
    if not kept:
        kept = [0]
    return replace(
        brief,
        things=tuple(brief.things[k] for k in kept),
        named=sum(k < brief.named for k in kept),
        unknown=tuple(u for u in brief.unknown if not has_struck(u, struck)),
    )


def open_axes(wishes: Wishes) -> tuple[str, ...]:
    """The axes along which drafts are asked for, empty for all: a locked phrase answers for its own."""
    locked = {p.axis for p in locked_parts(wishes)}
    if not locked:
        return wishes.axes
    return tuple(a for a in (wishes.axes or AXES) if a not in locked)


def locked_parts(wishes: Wishes) -> tuple[Part, ...]:
    """The locked phrases as they are added: without what joined them, without those that were struck, each once."""
    out: dict[str, Part] = {}
    for part in wishes.locked:
        text = _GLUE.sub("", emphasis.plain(tidy(part.text)))
        if text and not has_struck(text, wishes.struck):
            out.setdefault(text.lower(), known_part(text, part.axis, part.title))
    return tuple(out.values())[:MOST_LOCKED]


def has_struck(text: str, struck: Sequence[str]) -> bool:
    """Whether `text` has one of the struck phrases; words count in singular and plural alike."""
    low = emphasis.plain(text).lower()
    stems = [stem(w) for w in words_of(low)]
    for phrase in struck:
        bare = emphasis.plain(phrase).strip().lower()
        wanted = [stem(w) for w in words_of(bare)]
        if wanted and any(stems[k : k + len(wanted)] == wanted for k in range(len(stems) - len(wanted) + 1)):
            return True
        if bare and not wanted and bare in low:
            return True
    return False


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Phrase]:
    return {p.text.lower(): p for p in PHRASES}


def known_part(text: str, axis: str = "", title: str = "") -> Part:
    """A phrase with its axis and chip title: as given, else as the muse knows it, else by what it speaks of."""
    phrase = _phrases().get(text.lower())
    if phrase is not None:
        return Part(text, axis or phrase.axis, title or phrase.title)
    hits = find(words_of(text))
    guess = {"color": "palette"}.get(hits[0].concept.axis, hits[0].concept.axis) if hits else "subject"
    return Part(text, axis or guess, title or text[:1].upper() + text[1:])


def shaped(draft: Draft, brief: Brief, wishes: Wishes, rng: random.Random) -> Draft | None:
    """A draft of prompts as the artist wishes it, without emphasis; None where nothing is left that is not the line.

    Phrases of other axes and struck ones go, locked ones come, what gainsays a locked one goes. Weighted phrases come in and
    go by chance: at 2 nearly always, at 0 never.
    """
    own = stage(brief.line, brief.things[: brief.named]).says
    wanted = [*locked_parts(wishes), *_favored(brief, wishes, rng)]
    says = [stage(p.text).says | _said(p) for p in wanted]
    taken = {p.axis for p in wanted}
    pieces = []
    for piece in _pieces(draft):
        part = piece.part
        allowed = not wishes.axes or part.axis in (*wishes.axes, "subject" if piece.glue.strip() == ":" else "")
        gainsaid = any(clash(_said(part) - own, s) for s in says)
        repeated = any(part.text.lower() == p.text.lower() for p in wanted)
        if not allowed or part.axis in taken or gainsaid or repeated or has_struck(part.text, wishes.struck):
            continue
        if rng.random() < _weight_of(part.text, wishes):
            pieces.append(piece)
    pieces += [_Piece(", ", p) for p in wanted]
    if not pieces:
        return None
    if wanted:
        pieces.sort(key=lambda piece: ORDER.index(piece.part.axis) if piece.part.axis in ORDER else len(ORDER))
    parts = [Part(brief.line)]
    for number, piece in enumerate(pieces):
        glue = piece.glue
        if glue.strip(" ,;:—–\n"):
            return None  # words that a network put between the phrases: nobody asked for them
        if not glue.strip() and (number or not _OPENS.match(piece.part.text) or _keywords(brief.line)):
            glue = ", "
        parts += [Part(glue), piece.part]
    return Draft("".join(p.text for p in parts), tuple(parts))


def _keywords(line: str) -> bool:
    """Whether a line is a row of words and no phrase: "empty chair rain". What follows must not seem to hang on the last."""
    said = re.findall(r"[a-z'’-]+", line.lower())
    return len(said) >= 3 and not any(word in _SMALL for word in said)


def _pieces(draft: Draft) -> list[_Piece]:
    """The phrases of a draft of prompts, however what joins them is written."""
    out: list[_Piece] = []
    glue = ""
    for part in draft.parts[1:]:
        lead = _GLUE.match(part.text)
        text = part.text[lead.end() :] if lead else part.text
        glue += lead.group() if lead else ""
        if text and not part.axis:
            glue += text
        elif text:
            out.append(_Piece(glue or ", ", replace(part, text=text)))
            glue = ""
    return out


def _said(part: Part) -> frozenset[str]:
    phrase = _phrases().get(part.text.lower())
    return phrase.says if phrase is not None else stage(part.text).says


def _favored(brief: Brief, wishes: Wishes, rng: random.Random) -> list[Part]:
    """Phrases of weight above 1 that come into this draft, by chance: 1.5 into every second one."""
    out = []
    for text, weight in wishes.weights:
        bare = _GLUE.sub("", emphasis.plain(tidy(text)))
        if weight <= 1.0 or not bare or _within(bare, brief.line) or has_struck(bare, wishes.struck):
            continue
        part = known_part(bare)
        if (not wishes.axes or part.axis in wishes.axes) and rng.random() < weight - 1.0:
            out.append(part)
    return out


def _weight_of(text: str, wishes: Wishes) -> float:
    """The least weight of the phrases within `text`, 1 where none is weighed."""
    return min((w for phrase, w in wishes.weights if _within(emphasis.plain(phrase), text)), default=1.0)


def _within(phrase: str, text: str) -> bool:
    return bool(phrase.strip()) and bool(re.search(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", text, re.IGNORECASE))


def favor(draft: Draft, wishes: Wishes) -> float:
    """How much the weights speak for a draft: 0 where none does."""
    return sum(w - 1.0 for phrase, w in wishes.weights if w > 1.0 and _within(emphasis.plain(phrase), draft.text))


def emphasized(draft: Draft, text: str, wishes: Wishes) -> Draft:
    """The draft with its emphasis: that of the artist's `text` in the line, that of the weights in all."""
    parts = list(draft.parts)
    if not parts:
        return draft
    line = tidy(text)
    if plain_line(text) == parts[0].text:
        parts[0] = replace(parts[0], text=line)
    parts = [replace(p, text=emphasis.emphasized(p.text, wishes.weights)) for p in parts]
    return Draft("".join(p.text for p in parts), tuple(parts))


def tags(draft: Draft) -> tuple[tuple[str, str], ...]:
    """(axis, chip title) of its phrases."""
    return tuple((p.axis, p.title) for p in draft.parts if p.axis)


def phrase_words(parts: Iterable[Part]) -> str:
    """What the muse added, in words."""
    return " ".join(emphasis.plain(p.text) for p in parts if p.axis)
