"""What can be done with a whole turn, as a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from studio.art.muse.catalog import PAINTABLE
from studio.ui.parts.labels import keys_text

if TYPE_CHECKING:
    from studio.session.muse_cards import Turn
    from studio.session.studio import Studio
    from studio.ui.muse.turn_view import TurnView


def open_turn_menu(owner: TurnView, studio: Studio, turn: Turn, at: QPoint) -> QMenu:
    muse, guard = studio.muse, studio.guard
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    again = menu.addAction("Other answers", lambda: guard(lambda: muse.again(turn)))
    again.setEnabled(not turn.under_way)
    if turn.form in PAINTABLE and turn.cards:
        menu.addAction("Paint all", lambda: guard(lambda: muse.paint_all(turn)))
    menu.addAction("Write the line again", lambda: muse.set_draft(turn.line))
    if turn.cards:
        menu.addAction("Copy all answers", owner.copy_all)
    menu.addSeparator()
    menu.addAction(f"Remove all of it\t{keys_text('Shift+Del')}", lambda: muse.remove(turn))
    menu.popup(at)
    return menu
