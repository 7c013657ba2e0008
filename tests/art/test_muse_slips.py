"""Slips of the networks that the grammar does not make are seen, and what the grammar writes passes."""

from __future__ import annotations

import random
import re

import pytest

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore
from studio.art.muse.grammar.compose import compose
from studio.art.muse.networks import corpus, slips


def about(line: str, form: str, *unknown: str) -> Brief:
    named = tuple(lore.named(line))
    return Brief(line, named, len(named), unknown, "", form)


@pytest.mark.parametrize(
    ("line", "form", "text"),
    [
        ("rain on the harbor", "story", "The letters tell of a harbor, rain and a harbor. Nobody has read them."),
        ("rain on the harbor", "scenes", "The harbor in the sun, the harbor half in the shade."),
        ("bees and thyme", "story", "It takes a thyme the whole spring."),
        ("the piano", "story", "It is for the person who is fondest of piano."),
        ("the piano", "poem", "Then dentist's widow hears the piano."),
        ("the swallow", "haiku", "The longest evening—\na swallow goes under the\nbefore I can point."),
        ("the night", "poem", "Night fills the stair with its smell."),
        ("noon", "quatrain", "One should not introduce the noon."),
        ("whales", "scenes", "A whale in the room, the window open."),
        ("the city", "scenes", "The city at noon, a thin moon above."),
        ("bees and thyme", "poem", "The thyme do not know that we have a word for them."),
        ("bees and thyme", "haiku", "No news, and no wind—\na thyme opens by the door\nand the bees look up."),
        ("the zeppelins", "poem", "All night the zeppelins is on the left."),
        ("three boats", "poem", "The boat is on the left.\nNobody knows."),
        ("wild geese", "scenes", "A goose behind the garden wall, at dawn."),
        ("the harbor", "titles", "Night in Harbor"),
        ("the harbor and the rain", "story", "It has been rain, a window and harbor."),
        ("a boat on the beach", "poem", "The boat stands in the beach."),
        ("rain", "haiku", "A tuesday in june—\nrain on the roofs and the road\nas if there were time."),
        ("the zeppelin", "story", "In the morning the zeppelin and the zeppelin are gone."),
    ],
)
def test_a_slip_is_seen(line: str, form: str, text: str) -> None:
    unknown = tuple(noun for noun in ("zeppelins", "zeppelin", "thyme") if re.search(rf"\b{noun}\b", line))
    assert slips.slips(text, about(line, form, *unknown)), text


@pytest.mark.parametrize(
    ("line", "form", "text"),
    [
        ("the harbor and the rain", "story", "The harbor is asleep. In the harbor, it rains."),
        ("thyme", "story", "A bit of thyme is enough, and a thyme bed is better."),
        ("the piano", "poem", "Piano, I have come to say that I am sorry."),
        ("three boats", "poem", "The boats are on the left. One boat is late."),
        ("a boat on the river", "poem", "The boats are on the left. Nobody does what the boat wants."),
        ("the train", "poem", "The stationmaster's dog waits for the train for a while."),
        ("the kitchen", "scenes", "The kitchen in the morning, bare boards, one chair."),
    ],
)
def test_what_is_well_said_is_let_pass(line: str, form: str, text: str) -> None:
    assert not slips.slips(text, about(line, form)), text


def test_nearly_all_that_the_grammar_writes_passes() -> None:
    rng = random.Random(4)
    told = dict.fromkeys(("titles", "poem", "haiku", "quatrain", "story", "scenes"), 0)
    bad: list[str] = []
    for _ in range(700):
        brief = corpus.brief_by_chance(rng)
        draft = compose(brief, rng) if brief.form in told else None
        if draft is not None:
            told[brief.form] += 1
            bad += [draft.text] * slips.slips(draft.text, brief)
    assert min(told.values()) > 30 and len(bad) <= 0.03 * sum(told.values()), bad
