"""Titles and storyboards by rule: shapes that suit the sort of thing, plurals, seasons and hours as the line has them."""

from __future__ import annotations

import random
import re

import pytest

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore, sorts, storyboard, title
from studio.art.muse.grammar.compose import compose


@pytest.mark.parametrize(
    ("id_", "sort"),
    [("bridge", "big"), ("bread", "food"), ("joy", "idea"), ("whale", "swimmer"), ("fox", "beast"), ("gull", "bird"), ("oak", "tree"),
     ("rose", "flower"), ("letter", "hand"), ("piano", "furniture"), ("door", "opening"), ("train", "vehicle"), ("kitchen", "room"),
     ("harbor", "place"), ("lovers", "pair"), ("road", "way"), ("shadow", "thin"), ("dawn", "hour")],
)  # fmt: skip
def test_each_thing_has_a_sort(id_: str, sort: str) -> None:
    assert sorts.sort(lore.concepts()[id_]) == sort


def test_every_concept_gets_many_different_titles() -> None:
    for k, c in enumerate(lore.concepts().values()):
        rng = random.Random(k)
        made = {title.title([c], rng, 1) for _ in range(20)}
        assert len(made) >= 8, (c.id, made)
        for text in made:
            assert text[0].isupper() and not re.search(r"[{}|]|  |\b[Aa]n? (?:[Aa]n?|[Tt]he)\b|[,.:]$", text), text
            assert c.noun.lower() in text.lower() or sorts.sort(c) == "pair", (c.id, text)


def test_what_the_line_has_in_the_plural_stays_so() -> None:
    known = lore.concepts()
    whales = sorts.as_told(known["whale"], "whales in a small harbor")
    assert whales.plural and sorts.one(whales) == "whales" and sorts.the(whales) == "the whales"
    assert not sorts.as_told(known["whale"], "a whale").plural
    texts = " ".join(title.title([whales], random.Random(k), 1) for k in range(60))
    assert "A Whales" not in texts and "Whale " not in texts


def test_every_concept_has_a_storyboard_and_is_in_every_picture_of_it() -> None:
    for c in lore.concepts().values():
        draft = compose(Brief(c.noun, (c,), 1, form="scenes"), random.Random(c.id))
        assert draft is not None, c.id
        lines = draft.text.split("\n")
        names = [n.lower() for n in (c.noun.split(" of ")[-1], c.many) if n]
        assert 4 <= len(lines) <= 6, c.id
        assert all(any(n in line.lower() for n in names) for line in lines), (c.id, lines)


def test_a_season_that_is_named_is_kept() -> None:
    known = lore.concepts()
    things = (known["winter"], known["orchard"])
    for k in range(40):
        draft = compose(Brief("winter orchard", things, 2, form="scenes"), random.Random(k))
        assert draft is not None
        text = draft.text.lower()
        assert "winter" in text and not re.search(r"\bsummer\b|blossom|\bleaves\b", text), text


def test_several_are_spoken_of_as_several() -> None:
    wolves = sorts.as_told(lore.concepts()["wolf"], "wolves")
    for k in range(40):
        text = "\n".join(storyboard.scenes([wolves], random.Random(k), 1))
        assert not re.search(r"\b(?:its|a wolves|wolf)\b", text.lower()), text
