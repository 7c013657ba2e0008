from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from studio.art.catalog import CATALOGUES
from studio.core.moves import MovesParam
from studio.core.params import BoolParam, Choice, ChoiceParam, FloatParam, IntParam, SeedParam, TextParam
from studio.ui.param_rows import ChoiceRow, NumberRow, SwitchRow, number_text
from studio.ui.params_form import ParamsForm
from studio.ui.theme import apply_theme

PARAMS = (
    FloatParam(name="warmth", title="Warmth", initial=0.0, lo=-1, hi=1, origin=0.0, group="light"),
    IntParam(name="birds", title="Birds", initial=3, lo=0, hi=9, group="life"),
    BoolParam(name="moon", title="Moon", initial=False, group="light2"),
    ChoiceParam(
        name="kind", title="Kind", initial="a", group="life2",
        choices=tuple(Choice(id=c, title=f"Kind {c}") for c in "abcd"),
    ),
    SeedParam(),
)  # fmt: skip


@pytest.fixture
def form(qapp: QApplication, qtbot: QtBot) -> ParamsForm:
    apply_theme(qapp, "dark")
    made = ParamsForm(PARAMS, lockable=True, dice=True)
    qtbot.addWidget(made)
    made.resize(340, 300)
    made.show()
    return made


def test_every_parameter_but_the_seed_has_a_row(form: ParamsForm) -> None:
    assert form.names == ("warmth", "birds", "moon", "kind")
    kinds = [type(form.row(n)) for n in form.names]
    assert kinds == [NumberRow, NumberRow, SwitchRow, ChoiceRow]


def test_values_come_and_go(form: ParamsForm, qtbot: QtBot) -> None:
    told: list[tuple[str, Any]] = []
    form.committed.connect(lambda name, value: told.append((name, value)))
    form.set_values({"warmth": 0.25, "birds": 5, "moon": True, "kind": "c", "unknown": 1.0})
    assert [form.row(n).value() for n in form.names] == [0.25, 5, True, "c"]
    assert told == []
    form.row("birds")._typed(7.4)  # type: ignore[attr-defined]
    assert told == [("birds", 7)]


def test_a_typed_value_stays_within_its_range(form: ParamsForm) -> None:
    row = form.row("warmth")
    assert isinstance(row, NumberRow)
    row._typed(9)
    assert row.value() == 1.0


def test_the_keyboard_moves_a_row(form: ParamsForm, qtbot: QtBot) -> None:
    row = form.row("warmth")
    assert isinstance(row, NumberRow)
    row._slider.setFocus()
    with qtbot.waitSignal(form.committed, check_params_cb=lambda n, v: n == "warmth" and v == pytest.approx(0.01)):
        QTest.keyClick(row._slider, Qt.Key.Key_Right)


def test_reset_is_offered_where_something_differs(form: ParamsForm) -> None:
    form.set_values({"warmth": 0.25}, {"warmth": 0.25})
    assert not form.row("warmth")._reset.isEnabled()
    form.set_values({"warmth": 0.25})
    assert form.row("warmth")._reset.isEnabled()


def test_a_locked_row_is_not_rolled(form: ParamsForm, qtbot: QtBot) -> None:
    form.set_locked(["kind"])
    kind, moon = form.row("kind"), form.row("moon")
    assert kind._dice is not None and not kind._dice.isEnabled()
    assert moon._dice is not None and moon._dice.isEnabled() and moon._lock is not None
    with qtbot.waitSignal(form.lock_toggled, check_params_cb=lambda n, on: (n, on) == ("moon", True)):
        moon._lock.click()


def test_headings_without_rows_go_too(form: ParamsForm) -> None:
    form.show_only(["warmth"])
    assert form.section("light").isVisible() and not form.section("life").isVisible()
    form.show_only(None)
    assert form.section("life").isVisible()


@pytest.mark.parametrize("key", [s.key for c in CATALOGUES.values() for s in c])
def test_every_method_of_the_program_gets_a_form(qapp: QApplication, qtbot: QtBot, key: str) -> None:
    kind, _, id_ = key.partition("/")
    spec = CATALOGUES[kind].get(id_)
    made = ParamsForm(spec.params)
    qtbot.addWidget(made)
    made.set_values({p.name: p.default for p in spec.params})
    for name in made.names:
        assert made.row(name).value() == pytest.approx(spec.param(name).default)


def test_number_text() -> None:
    assert number_text(-0.6, 0.01, "σ") == "−0.60σ"
    assert number_text(-0.0, 0.01, "") == "0.00"
    assert number_text(0.72, 0.01, "", percent=True) == "72 %"
    assert number_text(24, 1, "px") == "24 px"


def test_words_are_taken_over_when_they_are_finished(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    form = ParamsForm((TextParam(name="negative", title="Not in it"), MovesParam()), lockable=True, dice=True)
    qtbot.addWidget(form)
    form.show()
    assert form.names == ("negative",)
    told: list[tuple[str, Any]] = []
    form.committed.connect(lambda name, value: told.append((name, value)))
    field = form.row("negative").findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "people")
    form.set_values({"negative": "cars"})
    assert told == [] and field.text() == ("people" if field.hasFocus() else "cars")
    field.setText("people")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [("negative", "people")] and form.row("negative").value() == "people"
    form.set_values({"negative": ""})
    assert field.text() == ""
