"""The Latent panel: every factor of the picture as a live slider."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QMenu

from studio.art.generators.scenes.factors import relevant
from studio.bridge.binding import Bindings
from studio.core.errors import UserError
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import PanelScroll, Rule, row

if TYPE_CHECKING:
    from studio.session.studio import Studio

_OPEN = ("scene", "light", "weather")


class LatentPanel(PanelScroll):
    """Seed and factors of the current candidate or generated layer."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._dragging = False
        self._title = Elided("", "strong")
        self._seed = QLineEdit()
        self._seed.setAccessibleName("Seed")
        self._dice = IconButton("dice-five", "Another seed, same factors", size=28)
        self._lock_seed = IconButton(
            "lock-open", "Keep this seed when a line is developed", size=28, checkable=True, checked_glyph="lock-fill"
        )
        self._history = IconButton("clock-counter-clockwise", "Seeds of before", size=28, token="text2")
        self._roll = IconButton("dice-three", "Randomize all that is not locked", size=28, token="text2")
        self._reset = IconButton("arrow-counter-clockwise", "Back to what the words said", size=28, token="text2")
        self._form = ParamsForm(studio.latent.spec.params, lockable=True, dice=True, percent=True, label_width=96)
        self._empty = EmptyState(
            "sliders-horizontal",
            "No picture to steer yet",
            "Choose a candidate on the sheet or a generated layer: its sliders appear here.",
        )
        self._head = row(label("Seed", "sub"), (self._seed, 1), self._dice, self._lock_seed, self._history, gap=4)
        self._name = row((self._title, 1), self._roll, self._reset, gap=4)
        self._rule = Rule()
        for widget in (self._empty, self._name, self._head, self._rule, self._form):
            self.column.addWidget(widget)
        self.column.setSpacing(8)
        for group in {p.group for p in studio.latent.spec.params}:
            self._form.section(group).set_open(group in _OPEN)
        self._wire()
        self._show_target()

    def _wire(self) -> None:
        studio, latent = self._studio, self._studio.latent
        self._form.edited.connect(self._edited)
        self._form.committed.connect(self._committed)
        self._form.lock_toggled.connect(latent.lock)
        self._form.dice_wanted.connect(latent.randomize)
        self._form.reset_wanted.connect(latent.reset)
        self._seed.editingFinished.connect(self._take_seed)
        self._dice.clicked.connect(lambda: latent.reseed())
        self._lock_seed.clicked.connect(lambda: studio.create.lock_seed(self._lock_seed.isChecked()))
        self._history.clicked.connect(self._show_history)
        self._roll.clicked.connect(latent.randomize_all)
        self._reset.clicked.connect(latent.reset_all)
        self._bindings.on(latent.changed, self._show)
        self._bindings.on(latent.target_changed, self._show_target)
        self._bindings.on(studio.create.changed, self._show_seed)

    # -- moves ---------------------------------------------------------------------------------------------------

    def _edited(self, name: str, value: object) -> None:
        if not self._dragging:
            self._dragging = True
            self._studio.latent.begin()
        self._studio.latent.set(name, value, final=False)

    def _committed(self, name: str, value: object) -> None:
        if not self._dragging:
            self._studio.latent.begin()
        self._dragging = False
        self._studio.latent.set(name, value, final=True)

    def _take_seed(self) -> None:
        text = self._seed.text().replace(" ", "").replace("\u202f", "")
        if text == str(self._studio.latent.seed):
            return
        with contextlib.suppress(ValueError):
            seed = int(text)
            if self._studio.guard(lambda: self._put_seed(seed)):
                return
        self._show_seed()

    def _put_seed(self, seed: int) -> None:
        if not 0 <= seed < 2**31:
            raise UserError(f"A seed goes from 0 to {2**31 - 1}.")
        if self._studio.latent.recipe is None:
            self._studio.create.set_seed(seed)
        else:
            self._studio.latent.reseed(seed)

    def _show_history(self) -> None:
        menu = QMenu(self)
        for seed in reversed(self._studio.create.seed_history[-20:]):
            menu.addAction(spaced(seed), partial(self._studio.guard, partial(self._put_seed, seed)))
        if not menu.actions():
            menu.addAction("No seeds yet").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._history.mapToGlobal(self._history.rect().bottomLeft()))

    # -- following -----------------------------------------------------------------------------------------------

    def _show_target(self) -> None:
        latent = self._studio.latent
        there = latent.recipe is not None
        self._empty.setVisible(not there)
        for widget in (self._name, self._head, self._rule, self._form):
            widget.setVisible(there)
        if latent.recipe is not None:
            self._title.setText(latent.recipe.text or "Picture")
        self._show()

    def _show(self) -> None:
        latent = self._studio.latent
        self._form.show_only(relevant(str(latent.values.get("scene", ""))))
        self._form.set_values(latent.values, latent.base)
        self._form.set_locked(latent.locked)
        self._show_seed()

    def _show_seed(self) -> None:
        if not self._seed.hasFocus():
            self._seed.setText(spaced(self._studio.latent.seed))
        self._lock_seed.setChecked(self._studio.create.seed_locked)


def spaced(number: int) -> str:
    """482913077 as "482 913 077": seeds are read and typed by people."""
    return f"{number:,}".replace(",", " ")
