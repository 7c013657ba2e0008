"""Small manners of the muse's texts: capitals of names, what may stand between phrases, who may be called late."""

from __future__ import annotations

import random

import pytest

from studio.art.muse import brief as briefs
from studio.art.muse import checks
from studio.art.muse import wishes as wished
from studio.art.muse.answer import answer
from studio.art.muse.drafting import Draft
from studio.art.muse.grammar import sense
from studio.art.muse.grammar.english import proper
from studio.core.progress import DirectContext
from studio.core.words import NO_WISHES, Part


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in january, every branch drawn in ink", "in January, every branch drawn in ink"),
        ("in scandinavian grays", "in Scandinavian grays"),
        ("in the fresh green of may, at dusk", "in the fresh green of May, at dusk"),
        ("it may rain in june", "it may rain in June"),
        ("the march of the clouds", "the march of the clouds"),
    ],
)
def test_names_have_capitals_and_other_words_have_none(text: str, wanted: str) -> None:
    assert proper(text) == wanted


def test_the_artists_own_line_stays_as_it_was_written() -> None:
    for v in answer(
        DirectContext(),
        text="a walk in june",
        count=4,
        seed=2,
        form="prompts",
        lang="en",
        boldness=0.5,
        voice="concepts",
    ):
        assert v.text.startswith("a walk in june") and "".join(p.text for p in v.parts) == v.text


def test_words_that_stand_between_the_phrases_are_refused() -> None:
    brief = briefs.make(DirectContext(), "a quiet lake", "prompts")
    light = Part("in half-light", "light", "Half-light")
    good = Draft("a quiet lake, in half-light", (Part("a quiet lake"), Part(", "), light))
    bad = Draft(
        "a quiet lake: sets a black plate, in half-light", (Part("a quiet lake"), Part(": sets a black plate, "), light)
    )
    assert wished.shaped(good, brief, NO_WISHES, random.Random(1)) is not None
    assert wished.shaped(bad, brief, NO_WISHES, random.Random(1)) is None


def test_a_row_of_bare_words_is_followed_by_a_comma() -> None:
    phrase = Part("in winter", "season", "Winter")
    for line, wanted in (
        ("lighthouse fog harbor", "lighthouse fog harbor, in winter"),
        ("old harbor", "old harbor in winter"),
    ):
        brief = briefs.make(DirectContext(), line, "prompts")
        shaped = wished.shaped(
            Draft(f"{line} in winter", (Part(line), Part(" "), phrase)), brief, NO_WISHES, random.Random(1)
        )
        assert shaped is not None and shaped.text == wanted


def test_nobody_who_is_met_is_called_late() -> None:
    assert not sense.makes_sense("The late fisherman comes home and hangs up his coat.", "story")
    assert sense.makes_sense("The fisherman comes home late and hangs up his coat.", "story")


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("the harbor wakes with the first;\nsnow hushes the road.", True),
        ("a lamp under the.", True),
        ("a gull above the white", False),
        ("a dog barks at her, the grandchild of another dog.", False),
        ("in the quiet, the boat leaves a bright wake.", False),
        ("the harbor wakes with the first engine.", False),
        ("this time the heron is the first.", False),
    ],
)
def test_a_clause_that_ends_before_its_noun_is_found(text: str, torn: bool) -> None:
    assert checks.dangles(text) is torn


def test_haiku_of_a_set_do_not_begin_alike() -> None:
    made = answer(
        DirectContext(), text="red barn", count=5, seed=7, form="haiku", lang="en", boldness=0.5, voice="concepts"
    )
    lines = [line for v in made for line in v.text.lower().replace(":", ",").split("\n")]
    assert len(made) == 5 and max(lines.count(line) for line in lines) <= 2
