"""From an answer's parts to what is shown: runs for the words, phrases for the chips, and how each is wished for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.core import emphasis
from studio.core.words import Part, Wishes
from studio.session.muse_cards import Card
from studio.ui.muse.words import Run
from studio.ui.theme.fonts import MEDIUM, REGULAR, SEMIBOLD

_EDGES = re.compile(r"^([\s,;.:–—]*)(.*?)([\s,;.:–—]*)$", re.DOTALL)


@dataclass(frozen=True)
class Wished:
    """How a phrase is wished for."""

    locked: bool = False
    struck: bool = False
    weight: float = 1.0


def phrase_of(part: Part) -> str:
    """The words of a part, without what joins it to its neighbors and without marks of weight."""
    return " ".join(emphasis.plain(part.text).split()).strip(" ,.;:")


def wished(part: Part, wishes: Wishes) -> Wished:
    mine = phrase_of(part).casefold()
    return Wished(
        locked=any(phrase_of(p).casefold() == mine for p in wishes.locked),
        struck=any(s.casefold() == mine for s in wishes.struck),
        weight=next((w for text, w in wishes.weights if text.casefold() == mine), 1.0),
    )


def phrases_of(card: Card) -> tuple[Part, ...]:
    """The parts of a card that can be locked, struck and weighed: those that are still in its text."""
    if card.form != "prompts":
        return ()
    text = emphasis.plain(card.text).casefold()
    return tuple(p for p in card.variant.parts if p.axis and phrase_of(p).casefold() in text)


def runs_of(card: Card, wishes: Wishes) -> tuple[Run, ...]:
    """The card's text in runs: the artist's own words pale, what sets the answer apart in full ink."""
    phrases = phrases_of(card)
    if card.edited or not phrases:
        return (Run(emphasis.plain(card.text)),)
    out: list[Run] = []
    for part in card.variant.parts:
        text = emphasis.plain(part.text)
        if not part.axis or part not in phrases:
            out.append(Run(text, token="text2"))
            continue
        match = _EDGES.match(text)
        assert match is not None
        before, words, after = match.groups()
        state = wished(part, wishes)
        weight = SEMIBOLD if state.weight > 1.005 else MEDIUM if state.locked else REGULAR
        token = "disabled" if state.struck else "text2" if state.weight < 0.995 else "text"
        if before:
            out.append(Run(before, token="text2"))
        out.append(Run(words, phrases.index(part), token, weight))
        if after:
            out.append(Run(after, token="text2"))
    return tuple(out)
