"""The Latent panel: every factor of the picture as a live slider, and its place in latent space."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from studio.art.generators.scenes.factors import relevant
from studio.bridge.binding import Bindings
from studio.core.errors import UserError
from studio.core.params import Param
from studio.core.spec import Spec
from studio.ui.panels.latent_axes import AxesPage
from studio.ui.panels.latent_blend import BlendPage
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import IconButton, Segments
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import PanelScroll, Rule, row

if TYPE_CHECKING:
    from studio.session.studio import Studio

_OPEN = ("scene", "light", "weather")
"""Headings of factors that are open until the artist folds them."""
_PAGES = (("axes", "Axes"), ("factors", "Factors"), ("blend", "Blend"))
_HEAD = ("", "model")
"""Groups of params that stand beside the seed."""
_LABEL_PX = 96


class LatentPanel(PanelScroll):
    """Seed, axes, factors and blends of the current candidate or generated layer."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._dragging = False
        self._spec: Spec | None = None
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
        self._empty = EmptyState(
            "sliders-horizontal",
            "No picture to steer yet",
            "Choose a candidate on the sheet or a generated layer: its sliders appear here.",
        )
        self._gone = EmptyState("plugs", "Its model is not here", " ")
        self._head = row(label("Seed", "sub"), (self._seed, 1), self._dice, self._lock_seed, self._history, gap=4)
        self._name = row((self._title, 1), self._roll, self._reset, gap=4)
        self._settings = ParamsForm(())
        self._rule = Rule()
        self._pages = Segments(_PAGES, "axes", name="Part of the panel")
        self._axes = AxesPage(studio, lambda heading: self._is_open(f"axes/{heading}", True))
        self._axes.watch_scrolling(self.viewport())
        self._choice = row(self._pages, None, self._axes.tools, gap=4)
        self._form = ParamsForm(())
        self._blend = BlendPage(studio, lambda section: self._is_open(f"blend/{section}", True))
        self._parts: tuple[QWidget, ...] = (
            self._empty, self._gone, self._name, self._head, self._settings, self._rule, self._choice, self._axes,
            self._form, self._blend,
        )  # fmt: skip
        for widget in self._parts:
            self.column.addWidget(widget)
        self.column.setSpacing(8)
        self._say_pages()
        self._wire()
        self._show_target()

    def _say_pages(self) -> None:
        self._pages.set_tip("axes", "Directions in which the picture can be moved")
        self._pages.set_tip("factors", "What the words said, as sliders")
        self._pages.set_tip("blend", "Other pictures in this one: mixing, ways between, the plane of seeds")
        chosen = str(self._studio.settings["latent_panel"].get("page", "axes"))
        self._pages.set_chosen(chosen if chosen in dict(_PAGES) else "axes")

    def _wire(self) -> None:
        studio, latent = self._studio, self._studio.latent
        self._dice.clicked.connect(lambda: latent.reseed())
        self._lock_seed.clicked.connect(lambda: studio.create.lock_seed(self._lock_seed.isChecked()))
        self._seed.editingFinished.connect(self._take_seed)
        self._history.clicked.connect(self._show_history)
        self._roll.clicked.connect(latent.randomize_all)
        self._reset.clicked.connect(latent.reset_all)
        self._pages.chosen.connect(self._turn_page)
        self._axes.folded.connect(lambda heading, on: self._keep_open(f"axes/{heading}", on))
        self._blend.folded.connect(lambda section, on: self._keep_open(f"blend/{section}", on))
        self._bindings.on(latent.changed, self._show)
        self._bindings.on(latent.target_changed, self._show_target)
        self._bindings.on(studio.create.changed, self._show_seed)

    # -- forms: one row for each param of the generator ------------------------------------------------------------

    def _follow_spec(self) -> None:
        """Another generator has other sliders."""
        spec = self._studio.latent.spec
        if spec is self._spec:
            return
        self._spec = spec
        head = [p for p in spec.params if p.group in _HEAD and not p.advanced and "latent" in spec.traits]
        rest = [p for p in spec.params if p not in head and p.name != "strength"]
        self._settings = self._new_form(self._settings, [_bare(p) for p in head], percent=False)
        self._form = self._new_form(self._form, rest, percent=True)
        for group in {"More" if p.advanced else p.group for p in rest if p.group}:
            with contextlib.suppress(KeyError):  # a group of params without a row has no heading
                section = self._form.section(group)
                section.set_open(self._is_open(f"factors/{group}", group in _OPEN))
                section.folded.connect(lambda folded, g=group: self._keep_open(f"factors/{g}", not folded))

    def _new_form(self, old: ParamsForm, params: list[Param], *, percent: bool) -> ParamsForm:
        latent = self._studio.latent
        made = ParamsForm(params, lockable=True, dice=percent, percent=percent, label_width=_LABEL_PX)
        made.edited.connect(self._edited)
        made.committed.connect(self._committed)
        made.lock_toggled.connect(latent.lock)
        made.dice_wanted.connect(latent.randomize)
        made.reset_wanted.connect(latent.reset)
        self.column.insertWidget(self.column.indexOf(old), made)
        self.column.removeWidget(old)
        old.hide()
        old.setParent(None)
        old.deleteLater()
        return made

    # -- what is open ----------------------------------------------------------------------------------------------

    def _is_open(self, name: str, otherwise: bool) -> bool:
        kept = self._studio.settings["latent_panel"].get("open", {})
        value = kept.get(name, otherwise) if isinstance(kept, dict) else otherwise
        return value if isinstance(value, bool) else otherwise

    def _keep_open(self, name: str, on: bool) -> None:
        kept = self._studio.settings["latent_panel"]
        opened = kept.get("open", {})
        kept["open"] = {**(opened if isinstance(opened, dict) else {}), name: on}
        self._studio.settings.set("latent_panel", kept)

    def _turn_page(self, page: str) -> None:
        kept = self._studio.settings["latent_panel"]
        self._studio.settings.set("latent_panel", {**kept, "page": page})
        self._show_page()
        self.verticalScrollBar().setValue(0)

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
        self._follow_spec()
        if latent.recipe is not None:
            self._title.setText(latent.recipe.text or "Picture")
            knows = self._spec.knows if self._spec is not None else ""
            self._title.setToolTip("\n".join(t for t in (latent.recipe.text, latent.spec.title, knows) if t))
        if latent.missing:
            self._gone.hint.setText(
                f"This picture was made with “{latent.missing}”, which is not among the generators now. "
                "Add the model again to steer it."
            )
        self._show_page()
        self._show()

    def _show_page(self) -> None:
        """Shows what belongs to the target and the chosen page; a target without a latent space has factors only."""
        latent = self._studio.latent
        there = latent.recipe is not None and not latent.missing
        page = self._pages.current() if latent.steerable else "factors"
        self._empty.setVisible(latent.recipe is None)
        self._gone.setVisible(bool(latent.missing) and latent.recipe is not None)
        self._settings.setVisible(there and bool(self._settings.names))
        self._choice.setVisible(latent.steerable)
        for widget in (self._name, self._head, self._rule):
            widget.setVisible(there)
        for name, widget in (("axes", self._axes), ("factors", self._form), ("blend", self._blend)):
            widget.setVisible(there and page == name)

    def _show(self) -> None:
        latent = self._studio.latent
        scenes = latent.spec.id == "scenes"
        self._form.show_only(relevant(str(latent.values.get("scene", ""))) if scenes else None)
        for form in (self._settings, self._form):
            form.set_values(latent.values, latent.base)
            form.set_locked(latent.locked)
        self._show_seed()

    def _show_seed(self) -> None:
        if not self._seed.hasFocus():
            self._seed.setText(spaced(self._studio.latent.seed))
        self._lock_seed.setChecked(self._studio.create.seed_locked)


def _bare(param: Param) -> Param:
    """The same param without a heading."""
    return replace(param, group="")


def spaced(number: int) -> str:
    """482913077 as "482 913 077": seeds are read and typed by people."""
    return f"{number:,}".replace(",", " ")
