"""Controls made from the parameters of a `Spec`: a panel says which, and gets rows that are always alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.moves import MovesParam
from studio.core.params import BoolParam, ChoiceParam, FloatParam, IntParam, Param, TextParam, Value
from studio.ui.param_rows import ChoiceRow, NumberRow, ParamRow, SwitchRow, TextRow
from studio.ui.parts.section import Section


class ParamsForm(QWidget):
    """One row for each parameter, under foldable headings where they have groups.

    `lockable` and `dice` give each row a lock and a "roll this one". `percent` shows numbers 0..1 as 0..100 %.
    Seeds and moves have their own places in the panels and get no row.
    """

    edited = Signal(str, object)
    """(name, value) while the artist moves a control."""
    committed = Signal(str, object)
    """(name, value) when a move is complete."""
    lock_toggled = Signal(str, bool)
    dice_wanted = Signal(str)
    reset_wanted = Signal(str)

    def __init__(
        self,
        params: Iterable[Param],
        *,
        lockable: bool = False,
        dice: bool = False,
        percent: bool = False,
        label_width: int = 84,
    ) -> None:
        super().__init__()
        self._options: dict[str, Any] = {
            "lockable": lockable,
            "dice": dice,
            "percent": percent,
            "label_width": label_width,
        }
        self._rows: dict[str, ParamRow] = {}
        self._waiting: list[tuple[QVBoxLayout, Param]] = []
        self._sections: dict[str, tuple[Section, list[str]]] = {}
        self._values: dict[str, Value] = {}
        self._resets: dict[str, Value] | None = None
        self._locked: set[str] = set()
        self._only: set[str] | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        shown = [p for p in params if row_type(p) is not None]
        self.names = tuple(p.name for p in shown)
        if any(p.group for p in shown):
            box.setSpacing(12)
        for group, members in groupby(shown, key=lambda p: "More" if p.advanced else p.group):
            place, listed = box, list(members)
            if group:
                section = Section(group.capitalize(), open_=group != "More")
                box.addWidget(section)
                self._sections[group] = (section, [p.name for p in listed])
                place = section.body
            else:
                # A place of its own: rows come later than the headings below them.
                place = QVBoxLayout()
                place.setSpacing(4)
                box.addLayout(place)
            self._waiting += [(place, param) for param in listed]

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self._build()
        super().showEvent(event)

    def _build(self) -> None:
        """Makes the rows when they are first looked at: dozens of sliders would hold up the first window."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for place, param in waiting:
            place.addWidget(self._add(param))
        self._show_values()
        self.set_locked(self._locked)
        self.show_only(self._only)

    def _add(self, param: Param) -> ParamRow:
        kind = row_type(param)
        assert kind is not None
        row = kind(param, **self._options)
        name = param.name
        row.edited.connect(lambda value: self.edited.emit(name, value))
        row.committed.connect(lambda value: self.committed.emit(name, value))
        row.lock_toggled.connect(lambda on: self.lock_toggled.emit(name, on))
        row.dice_wanted.connect(lambda: self.dice_wanted.emit(name))
        row.reset_wanted.connect(lambda: self.reset_wanted.emit(name))
        self._rows[name] = row
        return row

    # what the panel sets

    def set_values(self, values: Mapping[str, Value], resets: Mapping[str, Value] | None = None) -> None:
        """Shows values; a control that is being dragged is left alone. Names without a row are passed over.

        `resets`: what "reset" goes back to, where that is not the parameter's default; the reset buttons show
        which values differ from it.
        """
        self._values.update(values)
        self._resets = None if resets is None else dict(resets)
        self._show_values()

    def _show_values(self) -> None:
        for name, value in self._values.items():
            row = self._rows.get(name)
            if row is not None:
                row.set_value(value)
                home = row.param.default if self._resets is None else self._resets.get(name, row.param.default)
                row.set_changed(home)

    def set_locked(self, names: Iterable[str]) -> None:
        self._locked = set(names)
        for name, row in self._rows.items():
            row.set_locked(name in self._locked)

    def show_only(self, names: Iterable[str] | None) -> None:
        """Hides all rows but these (None: shows all), and headings that have nothing left under them."""
        self._only = None if names is None else set(names)
        wanted = set(self.names) if self._only is None else self._only
        for name, row in self._rows.items():
            row.setVisible(name in wanted)
        for section, members in self._sections.values():
            section.setVisible(any(m in wanted for m in members))

    def row(self, name: str) -> ParamRow:
        self._build()
        return self._rows[name]

    def section(self, group: str) -> Section:
        return self._sections[group][0]


def row_type(param: Param) -> type[ParamRow] | None:
    """Which row shows a parameter; None for those that have a place of their own."""
    if param.kind == "seed" or isinstance(param, MovesParam):
        return None
    if isinstance(param, TextParam):
        return TextRow
    if isinstance(param, FloatParam | IntParam):
        return NumberRow
    if isinstance(param, ChoiceParam):
        return ChoiceRow
    if isinstance(param, BoolParam):
        return SwitchRow
    raise TypeError(f"no row for a {type(param).__name__}")
