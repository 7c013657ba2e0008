"""What is pressed on a card: the row of glyphs, of which only those that its form has are made, for there may be hundreds of
cards; and the button of an answer that is no text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.guides import BY_ID
from studio.ui.parts.buttons import Button, IconButton

if TYPE_CHECKING:
    from studio.session.muse import MuseState
    from studio.session.muse_cards import Card
    from studio.session.studio import Studio
    from studio.ui.muse.card import MuseCard

SIDE = 22
QUIET, AWAKE = "edge", "text2"
PAINTED = ("like", "dislike", "lock", "paint", "more")
READ = ("like", "dislike", "pin", "copy", "more")


@dataclass(frozen=True)
class _Look:
    glyph: str
    text: str
    keys: str = ""
    checked: str = ""


_LOOKS = {
    "lock": _Look("lock-open", "Keep it when the line is developed again", "L", "lock-fill"),
    "paint": _Look("paint-brush", "Paint it", "Return"),
    "pin": _Look("push-pin", "Pin it", "P", "push-pin-fill"),
    "copy": _Look("copy", "Copy the words", "C"),
    "more": _Look("dots-three", "More with this answer"),
    "like": _Look("thumbs-up", "More like this", "+", "thumbs-up-fill"),
    "dislike": _Look("thumbs-down", "Less like this", "-", "thumbs-down-fill"),
}


class CardButtons:
    """By name: `names` are made at once, others when they are first asked for."""

    def __init__(self, owner: MuseCard, studio: Studio, names: tuple[str, ...]) -> None:
        self._owner, self._studio = owner, studio
        self._made: dict[str, IconButton] = {}
        for name in names:
            self[name]

    def __getitem__(self, name: str) -> IconButton:
        if name not in self._made:
            look = _LOOKS[name]
            button = IconButton(
                look.glyph, look.text, shortcut=look.keys, size=SIDE, icon_size=14, token=QUIET,
                checkable=bool(look.checked), checked_glyph=look.checked,
            )  # fmt: skip
            button.setParent(self._owner)
            button.clicked.connect(self._verb(name))
            button.show()
            self._made[name] = button
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def all(self) -> list[IconButton]:
        return list(self._made.values())

    def wake(self, awake: bool) -> None:
        """A row of glyphs in each of many cards would shout: they speak up in the card that is pointed at."""
        for button in self._made.values():
            button.set_token(AWAKE if awake else QUIET)

    def follow(self) -> None:
        """Takes over the card's state."""
        card = self._owner.card
        for name, on in (
            ("lock", card.locked),
            ("pin", card.pinned),
            ("like", card.vote > 0),
            ("dislike", card.vote < 0),
        ):
            if on or name in self:
                self[name].setChecked(on)

    def _verb(self, name: str) -> Callable[[bool], object]:
        muse, owner = self._studio.muse, self._owner
        card = owner.card
        verbs: dict[str, Callable[[bool], object]] = {
            "lock": lambda on: muse.lock(card, on),
            "paint": lambda _on: owner.paint_it(),
            "pin": lambda on: muse.pin(card, on),
            "copy": lambda _on: owner.copy_words(),
            "more": lambda _on: owner.open_menu(self["more"].mapToGlobal(self["more"].rect().bottomLeft())),
            "like": lambda on: muse.vote(card, 1 if on else 0),
            "dislike": lambda on: muse.vote(card, -1 if on else 0),
        }
        return verbs[name]


def action_of(card: Card, studio: Studio) -> Button | None:
    """What an answer that is no text can be used for."""
    variant, muse = card.variant, studio.muse
    if variant.raw or not (variant.colors or variant.guides in BY_ID):
        return None
    verb = muse.apply_palette if variant.colors else muse.toggle_guides
    action = Button(action_text(card, muse), "palette" if variant.colors else "grid-four")
    action.clicked.connect(lambda: studio.guard(lambda: verb(card)))
    return action


def action_text(card: Card, muse: MuseState) -> str:
    if card.variant.colors:
        return "To swatches"
    return "Hide guides" if muse.shows_guides(card) else "Show guides"
