"""A conversation as text or Markdown."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from studio.art.muse.catalog import FORM, MUSES
from studio.core import emphasis, guides
from studio.session.muse_cards import Card, Turn

TITLES = {c.id: c.title for c in FORM.choices}
_MARKS = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;))")
_LISTED = re.compile(r"^(\s*)(?=[-+]\s|[-=]+\s*$)|^(\s*\d+)(?=[.)](?:\s|$))")
"""Where a line would begin a list, or underline the one before: a sign stands before the dash, behind the number."""


def export_text(turns: Sequence[Turn], markdown: bool) -> str:
    """All turns that have cards: line, form, muse and date, then the answers with the artist's marks.

    Scenes and further answers are numbered, palettes are lists of "#rrggbb".
    """
    told = [_turn(turn, markdown) for turn in turns if turn.cards]
    return "\n\n".join(told) + "\n" if told else ""


def card_text(card: Card) -> str:
    """A card as it is copied: its words without signs of emphasis, then the colors of a palette."""
    colors = "\n".join(card.variant.colors)
    return "\n".join(t for t in (emphasis.plain(card.text), colors) if t)


def muse_title(id_: str) -> str:
    """The title of a muse, or its id where it is not there any more."""
    return next((s.title for s in MUSES if s.id == id_), id_)


def read_notice(line: str, muse: str) -> str:
    """One sentence where the muse of that id reads only a part of a long line, else ""."""
    spec = next((s for s in MUSES if s.id == muse), None)
    if spec is None:
        return ""
    from studio.art.muse import brief
    from studio.art.muse.owned import prompting

    built_in = any(name == "voice" for name, _ in spec.bound)
    return brief.notice(line) if built_in else prompting.notice(line)


def _turn(turn: Turn, markdown: bool) -> str:
    line = " ".join(turn.line.split()) or "The picture"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(turn.when)) if turn.when else ""
    about = " · ".join(t for t in (TITLES[turn.form], muse_title(turn.muse), when) if t)
    head = f"## {_plain(line)}\n\n*{_plain(about)}*" if markdown else f"{line}\n{about}"
    numbered = turn.form == "scenes" or len(turn.cards) > 1
    cards = [_card(c, i if numbered else 0, markdown) for i, c in enumerate(turn.cards, 1)]
    return "\n\n".join([head, *cards])


def _card(card: Card, number: int, markdown: bool) -> str:
    lines = emphasis.plain(card.text).strip().split("\n")
    marks = [*({1: ["liked"], -1: ["disliked"], 0: []}[card.vote]), *(["pinned"] if card.pinned else [])]
    extra: list[str] = []
    if card.variant.guides in guides.BY_ID:
        extra.append(guides.BY_ID[card.variant.guides].title)
    if card.variant.colors:
        code = "`{}`" if markdown else "{}"
        extra.append(" ".join(code.format(c) for c in card.variant.colors))
    if marks:
        extra.append(f"*{', '.join(marks)}*" if markdown else f"[{', '.join(marks)}]")
    if markdown:
        lines = [_plain(line) for line in lines]
        # Two spaces at the end break a line: verse keeps its lines.
        lines = [f"{line}  " if line and i + 1 < len(lines) and lines[i + 1] else line for i, line in enumerate(lines)]
        extra = [f"\n{e}" for e in extra]
    lead = f"{number}. " if number else ""
    pad = " " * len(lead)
    all_ = "\n".join([*lines, *extra]).split("\n")
    return "\n".join([lead + all_[0], *(pad + line if line else "" for line in all_[1:])])


def _plain(text: str) -> str:
    """Words that Markdown does not read as signs."""
    return _LISTED.sub(lambda m: f"{m[0]}\\", _MARKS.sub(r"\\\1", text))
