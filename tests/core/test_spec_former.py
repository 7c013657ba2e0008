"""Settings under the names that they had in older programs."""

from __future__ import annotations

import pytest

from studio.art.styles.catalog import STYLES
from studio.core.errors import UserError
from studio.core.params import BoolParam, Choice, ChoiceParam, FloatParam
from studio.core.spec import Former, Spec

SPEC = Spec(
    kind="style", id="x", title="X", impl="m:f",
    params=(
        FloatParam(name="boldness", title="Boldness", initial=0.6),
        ChoiceParam(
            name="colors", title="Colors", initial="take", choices=(Choice(id="take", title="T"), Choice(id="keep", title="K"))
        ),
    ),
    former=(
        Former(param=FloatParam(name="marks", title="Marks", initial=0.3), now="boldness"),
        Former(
            param=BoolParam(name="keep_colors", title="Keep colors", initial=False), now="colors",
            values=((False, "take"), (True, "keep")),
        ),
    ),
)  # fmt: skip


def test_old_names_give_todays_values() -> None:
    assert SPEC.values({"marks": 0.25, "keep_colors": True}) == {"boldness": 0.25, "colors": "keep"}
    assert SPEC.values({"keep_colors": False}) == {"boldness": 0.6, "colors": "take"}
    assert SPEC.parse(["marks=0.5", "keep_colors=yes"]) == {"boldness": 0.5, "colors": "keep"}


@pytest.mark.parametrize("given", [{"marks": 0.2, "boldness": 0.9}, {"boldness": 0.9, "marks": 0.2}])
def test_todays_name_wins(given: dict[str, object]) -> None:
    assert SPEC.values(given)["boldness"] == 0.9


def test_an_old_name_is_checked_under_its_own_name() -> None:
    with pytest.raises(UserError, match="Marks"):
        SPEC.values({"marks": 7})
    with pytest.raises(UserError, match="Keep colors"):
        SPEC.parse(["keep_colors=perhaps"])
    with pytest.raises(UserError):
        SPEC.values({"mark": 0.5})


def test_a_former_name_must_lead_to_a_setting_of_today() -> None:
    with pytest.raises(UserError):
        Spec(kind="style", id="y", title="Y", impl="m:f", former=SPEC.former)


def test_recipes_of_the_first_style_methods_replay() -> None:
    old = {
        "strength": 1.0, "brush": 1.5, "detail": 0.85, "keep_colors": True, "relief": 0.4, "marks": 0.55,
    }  # fmt: skip
    new = STYLES.get("painter").values(old)
    assert new["colors"] == "keep" and new["boldness"] == 0.55 and new["brush"] == 1.5
    assert STYLES.get("color").values({"strength": 0.5, "marks": 0.1})["boldness"] == 0.1
