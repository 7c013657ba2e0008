"""What can be done with an answer and with a phrase of it, as menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidgetAction

from studio.core.guides import BY_ID
from studio.core.words import Part
from studio.ui.muse.chips import LEAST, MOST, STEP, weight_text
from studio.ui.muse.phrases import phrase_of, wished
from studio.ui.parts.labels import keys_text, label, value_label
from studio.ui.parts.layout import row
from studio.ui.parts.slider import PSlider

if TYPE_CHECKING:
    from studio.session.studio import Studio
    from studio.ui.muse.card import MuseCard

TEXT_AT = 28 + 14
"""Px at which the words of actions begin in a menu where some can be checked: padding and mark of the style sheet."""


def open_card_menu(owner: MuseCard, studio: Studio, at: QPoint) -> QMenu:
    """All verbs of a card, with the keys that do the same while it has the keyboard."""
    card, muse, guard = owner.card, studio.muse, studio.guard
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, verb: object, keys: str = "", on: bool | None = None) -> None:
        action = menu.addAction(f"{text}\t{keys_text(keys)}" if keys else text)
        if on is not None:
            action.setCheckable(True)
            action.setChecked(on)
        action.triggered.connect(verb)

    if owner.paintable:
        add("Paint", owner.paint_it, "Return")
    if card.variant.colors:
        add("Colors to swatches", lambda: guard(lambda: muse.apply_palette(card)))
    if card.variant.guides in BY_ID:
        add("Show guides", lambda: guard(lambda: muse.toggle_guides(card)), on=muse.shows_guides(card))
    add("Use as my line", lambda: guard(lambda: muse.use_as_line(card)))
    add("Letter it on the picture", lambda: guard(lambda: muse.letter(card)))
    menu.addSeparator()
    add("Edit words", owner.start_editing, "E")
    if card.edited:
        add("Back to how it came", lambda: muse.edit(card, card.variant.text))
    add("Copy", owner.copy_words, "C")
    menu.addSeparator()
    if owner.paintable:
        add("Keep for the next development", lambda: muse.lock(card, not card.locked), "L", card.locked)
    add("Pin", lambda: muse.pin(card, not card.pinned), "P", card.pinned)
    add("More like this", lambda: owner.vote(1), "+", card.vote > 0)
    add("Less like this", lambda: owner.vote(-1), "-", card.vote < 0)
    menu.addSeparator()
    add("Remove", owner.remove_wanted.emit, "Del")
    menu.popup(at)
    return menu


def open_phrase_menu(owner: MuseCard, studio: Studio, part: Part, at: QPoint) -> QMenu:
    """Lock, strike, and a slider for the weight of one phrase."""
    muse, guard, phrase = studio.muse, studio.guard, phrase_of(part)
    state = wished(part, muse.wishes)
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    head = QWidgetAction(menu)
    head.setDefaultWidget(row(label(f"{part.axis.capitalize()}: {phrase}" if part.axis else phrase, "caption"),
                              margins=(TEXT_AT, 4, 16, 4)))  # fmt: skip
    menu.addAction(head)
    lock = menu.addAction("Keep in the next answers")
    lock.setCheckable(True)
    lock.setChecked(state.locked)
    lock.triggered.connect(lambda on: guard(lambda: muse.lock_phrase(part, on)))
    strike = menu.addAction("Strike out")
    strike.setCheckable(True)
    strike.setChecked(state.struck)
    strike.triggered.connect(lambda on: guard(lambda: muse.strike(phrase, on)))
    menu.addSeparator()
    slider = PSlider(LEAST, MOST, 1.0, step=STEP, origin=1.0, name="Weight")
    slider.setFixedWidth(132)
    slider.set_value(state.weight)
    value = value_label(weight_text(state.weight) or "×1")

    def weigh(weight: float) -> None:
        value.setText(weight_text(weight) or "×1")
        guard(lambda: muse.weigh(phrase, weight))

    def reset() -> None:
        slider.set_value(1.0)
        weigh(1.0)

    slider.edited.connect(lambda w: weigh(round(w, 2)))
    slider.reset_wanted.connect(reset)
    weight = QWidgetAction(menu)
    weight.setDefaultWidget(row(label("Weight", "caption"), slider, value, margins=(TEXT_AT, 4, 12, 4)))
    menu.addAction(weight)
    menu.popup(at)
    return menu
