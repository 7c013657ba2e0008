"""Who cannot play a part is seen in it, and what the grammar writes passes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.nouns import unknown_nouns
from studio.art.muse.networks import corpus
from studio.art.muse.networks.miscast import is_miscast


def about(line: str, form: str) -> Brief:
    named = tuple(lore.named(line))
    return Brief(line, named, len(named), unknown_nouns(line), "", form)


SHADE = (
    "One afternoon the shadow of {x} comes loose and goes for a walk. It slips under two fences, frightens a bus driver, and lies "
    "down at the feet of {a_who}. All afternoon {who} tells it about {his} knees, and it lies there, long and cool, and listens. "
    "It is home before the street lamps notice."
)


@pytest.mark.parametrize(
    ("line", "right", "wrong"),
    [
        (
            "a pear tree",
            SHADE.format(x="a pear tree", a_who="an old woman", who="the old woman", his="her"),
            SHADE.format(x="a pear tree", a_who="an old woman", who="the pear tree", his="her"),
        ),
        (
            "a windmill",
            SHADE.format(x="an old windmill", a_who="a widow", who="the widow", his="her"),
            SHADE.format(x="an old windmill", a_who="a widow", who="the widow", his="his"),
        ),
        (
            "three ladders",
            SHADE.format(x="ladders", a_who="an old man", who="the old man", his="his"),
            SHADE.format(x="ladders", a_who="an old man", who="the widow", his="her"),
        ),
    ],
)
def test_the_hero_of_a_story_stays_who_it_is(line: str, right: str, wrong: str) -> None:
    assert not is_miscast(right, about(line, "story"))
    assert is_miscast(wrong, about(line, "story"))


@pytest.mark.parametrize(
    ("form", "line", "right", "wrong"),
    [
        (
            "poem",
            "the boat and the fog",
            "To paint the boat, begin with the air around it.\nThat is the hard part. It never sits still.\nDo not touch it.\nThat is the boat.",
            "To paint the boat, begin with the air around it.\nThat is the hard part. It never sits still.\nDo not touch it.\nThat is the fog.",
        ),
        (
            "poem",
            "the lamp",
            "At the flea market I picked up a lamp\nand asked the price.\nTake it, the woman said. It only looks at me.",
            "At the flea market I picked up a sea\nand asked the price.\nTake it, the woman said. It only looks at me.",
        ),
        (
            "quatrain",
            "the boat and the dog",
            "The border guard has found the key\nBetween my socks and tea,\nAnd held it gently to the light,\nAnd gave it back to me.",
            "The border guard has found the key\nBetween my socks and tea,\nAnd held him gently to the light,\nAnd gave him back to me.",
        ),
        (
            "scenes",
            "a man in the town",
            "A man at the top of the steps, at night, all the roofs below him.\nAt dawn, the man at his own door, the street lamps going out.",
            "A man at the top of the steps, at night, all the roofs below him.\nAt dawn, the pigeon at his own door, the street lamps going out.",
        ),
        (
            "scenes",
            "a swallow",
            "A woman at the top of the steps, at night, all the roofs below her.\nAt dawn, the woman at her own door, the street lamps going out.",
            "A swallow at the top of the steps, at night, all the roofs below it.\nAt dawn, the swallow at its own door, the street lamps going out.",
        ),
        (
            "haiku",
            "the musician",
            "First coat of the year—\nthe musician hums a waltz\nand forgets the milk.",
            "First coat of the year—\na lamp on the wall hums a waltz\nand forgets the milk.",
        ),
        ("haiku", "the piano", "The clocks an hour back—\nthe piano waits\nand nobody knocks.", "The clocks an hour back—\nthe piano waits\nthen laughs with both hands."),
    ],
)  # fmt: skip
def test_who_cannot_play_a_part_is_seen(form: str, line: str, right: str, wrong: str) -> None:
    assert not is_miscast(right, about(line, form))
    assert is_miscast(wrong, about(line, form))


@pytest.mark.parametrize("form", ["story", "poem", "scenes", "quatrain", "haiku"])
def test_nearly_all_that_the_grammar_writes_passes(form: str) -> None:
    rng = random.Random(6)
    told, bad = 0, []
    while told < 150:
        brief = replace(corpus.brief_by_chance(rng), form=form, axes=())
        draft = compose(brief, rng)
        if draft is not None:
            told += 1
            bad += [draft.text] if is_miscast(draft.text, brief) else []
    assert len(bad) <= 0.01 * told, "\n\n".join(bad)


def test_what_no_plot_tells_is_left_alone() -> None:
    text = "The mountain hut has a dream. All night it tells the snow about her knees. In the morning it is gone."
    assert not is_miscast(text, about("the mountain hut", "story"))
