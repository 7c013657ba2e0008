"""Emphasis in a line of words: read, left out, written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.emphasis import Run, emphasized, plain, runs, written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(boats:1.8) in a harbor", [("boats", 1.8), (" in a harbor", 1.0)]),
        ("a (small (boat:1.5) at sea:0.5)", [("a ", 1.0), ("small ", 0.5), ("boat", 0.75), (" at sea", 0.5)]),
        ("((boats:1.5):1.5)", [("boats", 2.0)]),
        ("（船：1.4）在海上", [("船", 1.4), ("在海上", 1.0)]),
        ("no (boats: 0)", [("no ", 1.0), ("boats", 0.0)]),
        ("", []),
    ],
)
def test_a_line_falls_into_runs(text: str, found: list[tuple[str, float]]) -> None:
    assert [(r.text, r.weight) for r in runs(text)] == found
    assert plain(text) == "".join(t for t, _ in found)


@pytest.mark.parametrize(
    "text",
    ["a harbor (evening)", "the ferry (at 10:30)", "(boats:3)", "(boats:1.4", "boats:1.4)", "(:1.4)", "()", ":1.2)"],
)
def test_ordinary_signs_stay_what_they_are(text: str) -> None:
    assert runs(text) == (Run(text),)


def test_weights_are_written_and_replaced() -> None:
    assert written("boats", 1.4) == "(boats:1.4)"
    assert written("(boats:1.4)", 0.5) == "(boats:0.5)"
    assert written("(boats:1.4)", 1.0) == "boats"
    assert written("boats", 9.0) == "(boats:2)"


def test_weights_go_to_whole_words_that_carry_none_yet() -> None:
    line = "boathouse and boat by the sea"
    once = emphasized(line, [("boat", 1.6), ("sea", 0.4), ("moon", 1.5), ("by", 1.0)])
    assert once == "boathouse and (boat:1.6) by the (sea:0.4)"
    assert emphasized(once, [("Boat", 0.3)]) == once
    assert plain(once) == line


@given(st.text(alphabet="(ab:1.5） ：", max_size=40))
def test_no_text_breaks_it_and_what_is_plain_stays_plain(text: str) -> None:
    bare = plain(text)
    assert bare == "".join(r.text for r in runs(text))
    assert all(0.0 <= r.weight <= 2.0 for r in runs(text))
    assert len(bare) <= len(text)


def test_a_megabyte_of_parentheses_is_read_in_one_pass() -> None:
    text = "(" * 200_000 + ":1.2)" * 200_000
    assert len(plain(text)) <= len(text)


@pytest.mark.parametrize(
    "text", ["(" + " " * 1_000_000 + "x:1", "(x" + "\u3000" * 1_000_000 + "：1", "(x:" + " " * 1_000_000], ids=range(3)
)
def test_a_megabyte_of_spaces_is_passed_over(text: str) -> None:
    assert plain(text) == text


def test_a_phrase_that_is_weighed_already_a_thousand_times_stays_as_it_is() -> None:
    text = ", ".join("(boat:1.5)" for _ in range(4000))
    assert emphasized(text, [("boat", 0.5)]) == text
    assert emphasized(f"{text}, boat", [("boat", 0.5)]) == f"{text}, (boat:0.5)"
