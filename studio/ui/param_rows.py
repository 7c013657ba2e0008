"""The rows of a form: name, control, value, and buttons for reset, lock and dice."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.core.errors import UserError
from studio.core.params import BoolParam, ChoiceParam, FloatParam, IntParam, Param, TextParam, Value
from studio.ui.parts.buttons import IconButton, Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import Elided
from studio.ui.parts.slider import PSlider
from studio.ui.parts.value_field import ValueField

LONGEST_TEXT = 2000
_SEGMENTS_MAX = 3
_QUIET = "edge"
_LONGEST_UNIT = 3
"""Characters."""
_ANY_WIDTH = 2**24 - 1


class ParamRow(QWidget):
    """What all rows share. A locked row keeps its value when others are rolled or read from words.

    `box` holds name, control, value and buttons. With all buttons it has no room for a slider, which then lies under
    it over the whole width (`stacked`).
    """

    edited = Signal(object)
    committed = Signal(object)
    lock_toggled = Signal(bool)
    dice_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, param: Param, *, lockable: bool, dice: bool, percent: bool, label_width: int) -> None:
        super().__init__()
        self.param = param
        self.percent = percent
        self.stacked = lockable and dice
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.box = QHBoxLayout()
        self.box.setSpacing(4)
        outer.addLayout(self.box)
        self.title = Elided(param.title, "body" if self.stacked else "caption")
        self.title.setFixedWidth(label_width)
        if param.help:
            self.title.setToolTip(param.help)
        self.build()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(0)
        self.box.addLayout(self._buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        name = param.title.lower()
        self._dice = self._button("dice-five", f"Roll {name}") if dice else None
        self._lock = self._button("lock-open", f"Lock {name}", checkable=True) if lockable else None
        self._reset = self._button("arrow-counter-clockwise", f"Reset {name}")
        if self._dice is not None:
            self._dice.clicked.connect(self.dice_wanted)
        if self._lock is not None:
            self._lock.clicked.connect(self.lock_toggled)
        self._reset.clicked.connect(self.reset_wanted)
        self._reset.setEnabled(False)

    def _button(self, glyph: str, text: str, *, checkable: bool = False) -> IconButton:
        button = IconButton(
            glyph, text, size=24, icon_size=14, token=_QUIET, checkable=checkable,
            checked_glyph="lock-fill" if checkable else "",
        )  # fmt: skip
        self._buttons.addWidget(button)
        return button

    def event(self, event: QEvent) -> bool:
        # Three buttons in each of dozens of rows would shout: they speak up in the row that is pointed at.
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            token = "text2" if event.type() == QEvent.Type.HoverEnter else _QUIET
            for button in (self._dice, self._lock, self._reset):
                if button is not None:
                    button.set_token(token)
        return bool(super().event(event))

    def build(self) -> None:
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        raise NotImplementedError

    def value(self) -> Value:
        raise NotImplementedError

    def set_locked(self, locked: bool) -> None:
        if self._lock is not None:
            self._lock.setChecked(locked)
        if self._dice is not None:
            self._dice.setEnabled(not locked)

    def set_changed(self, home: Value) -> None:
        """Enables reset where the value is not `home`."""
        value = self.value()
        if isinstance(value, float) and isinstance(home, int | float):
            self._reset.setEnabled(abs(value - home) > 1e-6)
        else:
            self._reset.setEnabled(value != home)


class NumberRow(ParamRow):
    """A slider and its value, which can be typed."""

    param: FloatParam | IntParam

    def build(self) -> None:
        param = self.param
        whole = isinstance(param, IntParam)
        self._step = 1.0 if isinstance(param, IntParam) else param.step
        self._as_percent = self.percent and not whole and param.lo >= 0 and param.hi <= 1 and not param.unit
        origin = None if isinstance(param, IntParam) else param.origin
        self._value: float = float(param.default)
        self._slider = PSlider(param.lo, param.hi, param.default, step=self._step, origin=origin, name=param.title)
        # A long unit has no room beside its number.
        self._unit = param.unit if len(param.unit) <= _LONGEST_UNIT else ""
        if self._unit != param.unit:
            self.title.setText(f"{param.title}, {param.unit}")
        self._field = ValueField(param.title)
        self._slider.edited.connect(self._moved)
        self._slider.committed.connect(lambda _v: self.committed.emit(self.value()))
        self._slider.reset_wanted.connect(self.reset_wanted)
        self._field.typed.connect(self._typed)
        self.box.addWidget(self.title)
        outer = self.layout()
        if self.stacked and outer is not None:
            self.title.setMinimumWidth(0)
            self.title.setMaximumWidth(_ANY_WIDTH)
            outer.addWidget(self._slider)
        else:
            self.box.addWidget(self._slider, 1)
        self.box.addWidget(self._field)
        self._show()

    def set_value(self, value: Value) -> None:
        if not self._slider.isSliderDown():
            self._value = float(value)
            self._slider.set_value(self._value)
            self._show()

    def value(self) -> Value:
        return round(self._value) if isinstance(self.param, IntParam) else self._value

    def _moved(self, value: float) -> None:
        self._value = value
        self._show()
        self.edited.emit(self.value())

    def _typed(self, number: float) -> None:
        wanted: Any = number / 100 if self._as_percent else number
        if isinstance(self.param, IntParam):
            wanted = round(number)
        wanted = min(max(wanted, self.param.lo), self.param.hi)
        try:
            checked = self.param.check(wanted)
        except UserError:
            return
        self._value = float(checked)
        self._slider.set_value(self._value)
        self._show()
        self.edited.emit(self.value())
        self.committed.emit(self.value())

    def _show(self) -> None:
        self._field.set_value_text(number_text(self._value, self._step, self._unit, percent=self._as_percent))


class ChoiceRow(ParamRow):
    """Two or three short choices as segments, more as a list."""

    param: ChoiceParam

    def build(self) -> None:
        param = self.param
        self.box.addWidget(self.title)
        short = len(param.choices) <= _SEGMENTS_MAX and all(len(c.title) <= 9 for c in param.choices)
        self._segments: Segments | None = None
        self._combo: QComboBox | None = None
        if short:
            self._segments = Segments([(c.id, c.title) for c in param.choices], param.initial, name=param.title)
            self._segments.chosen.connect(self._chose)
            self.box.addWidget(self._segments, 1)
        else:
            combo = Combo(param.title)
            for choice in param.choices:
                combo.addItem(choice.title, choice.id)
                if choice.help:
                    combo.setItemData(combo.count() - 1, choice.help, 3)
            combo.activated.connect(lambda i: self._chose(str(combo.itemData(i))))
            self._combo = combo
            self.box.addWidget(combo, 1)
        self.set_value(param.initial)

    def set_value(self, value: Value) -> None:
        if self._segments is not None:
            self._segments.set_chosen(str(value))
        elif self._combo is not None:
            self._combo.setCurrentIndex(self._combo.findData(str(value)))

    def value(self) -> Value:
        if self._segments is not None:
            return self._segments.current()
        assert self._combo is not None
        return str(self._combo.currentData())

    def _chose(self, id_: str) -> None:
        self.edited.emit(id_)
        self.committed.emit(id_)


class SwitchRow(ParamRow):
    """A check box; the name stands beside it."""

    param: BoolParam

    def build(self) -> None:
        self._check = QCheckBox(self.param.title)
        self._check.setToolTip(self.param.help)
        self._check.setChecked(self.param.initial)
        self._check.clicked.connect(self._clicked)
        self.title.setParent(self)
        self.title.hide()
        self.box.addWidget(self._check, 1)

    def set_value(self, value: Value) -> None:
        self._check.setChecked(bool(value))

    def value(self) -> Value:
        return self._check.isChecked()

    def _clicked(self, on: bool) -> None:
        self.edited.emit(on)
        self.committed.emit(on)


class TextRow(ParamRow):
    """A line of words under its name, taken over when it is finished (Return, or the field is left)."""

    param: TextParam

    def __init__(self, param: Param, *, lockable: bool, dice: bool, percent: bool, label_width: int) -> None:
        # Words are not rolled.
        super().__init__(param, lockable=lockable, dice=False, percent=percent, label_width=label_width)

    def build(self) -> None:
        self._field = QLineEdit(self.param.initial)
        self._field.setAccessibleName(self.param.title)
        self._field.setToolTip(self.param.help)
        self._field.setMaxLength(LONGEST_TEXT)
        self._field.editingFinished.connect(self._finished)
        self._shown = self.param.initial
        self.box.addWidget(self.title)
        self.box.addWidget(self._field, 1)

    def set_value(self, value: Value) -> None:
        if not self._field.hasFocus() or not self._field.isModified():
            self._shown = str(value)
            self._field.setText(self._shown)

    def value(self) -> Value:
        return self._field.text()

    def _finished(self) -> None:
        text = self._field.text()
        self._field.setModified(False)
        if text != self._shown:
            self._shown = text
            self.edited.emit(text)
            self.committed.emit(text)


def number_text(value: float, step: float, unit: str, *, percent: bool = False) -> str:
    """A number as the program writes it: a real minus, a space before most units."""
    if percent:
        return f"{value * 100:.0f} %"
    text = f"{value:.0f}" if step >= 1 else f"{value:.2f}"
    text = text.replace("-", "−")
    if text.lstrip("−0.") == "":
        text = text.lstrip("−")
    if not unit:
        return text
    return f"{text}{unit}" if unit in ("×", "°", "σ") else f"{text} {unit}"
