"""A conversation with the muse in a window: real answers of the real engine, or texts that a test puts in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.core.words import Part, Variant
from studio.engine import messages as msg
from studio.ui.muse.card import MuseCard

if TYPE_CHECKING:
    from shell_kit import Kit

    from studio.session.muse_cards import Card, Turn

LINE = "a sailing boat on a quiet lake"


def developed(*phrases: tuple[str, str, str]) -> Variant:
    """A development of `LINE` by phrases of (text, axis, title)."""
    parts = [Part(LINE)]
    for text, axis, title in phrases:
        parts += [Part(", "), Part(text, axis, title)]
    return Variant("".join(p.text for p in parts), tuple((a, t) for _x, a, t in phrases), tuple(parts))


PROMPTS = (
    developed(("in low amber light", "light", "Low sun"), ("late autumn", "season", "Autumn")),
    developed(("under a burning sky", "light", "Afterglow"), ("oil in thick strokes", "medium", "Thick oil")),
    developed(("below a thin moon", "time", "Moonlit"), ("ink wash", "medium", "Ink wash")),
)


def ask(kit: Kit, line: str, form: str) -> Turn:
    """Asks, and answers nothing yet; the request is the newest of the engine."""
    turn = kit.studio.muse.ask(line, form)
    kit.settle()
    request = kit.engine.requests[-1]
    kit.studio.receive(msg.Started(request.id, request.slot))
    kit.settle()
    return turn


def say(kit: Kit, text: str, number: int = 0) -> None:
    """A text so far, as the engine streams it."""
    request = kit.engine.requests[-1]
    kit.studio.receive(msg.Said(request.id, request.slot, text=text, number=number))


def finish(kit: Kit, variants: Sequence[Variant]) -> None:
    request = kit.engine.requests.pop()
    kit.studio.receive(msg.Finished(request.id, request.slot, tuple(variants)))
    kit.settle()


def answered(kit: Kit, form: str, variants: Sequence[Variant], line: str = LINE) -> Turn:
    """A turn with these answers."""
    turn = ask(kit, line, form)
    finish(kit, variants)
    return turn


def widget_of(kit: Kit, card: Card) -> MuseCard:
    """The card's widget in the Muse panel."""
    assert card.turn is not None
    view = kit.panels.muse.conversation.view_of(card.turn)
    assert view is not None
    return next(w for w in view.cards if w.card is card)
