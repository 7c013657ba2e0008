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


@pytest.mark.parametrize("form", ["story", "poem"])
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
