"""Poems and haiku: shapes are whole for all that they are made for, lines count, scenes do not gainsay themselves."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from studio.art.muse import checks
from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import english, haiku, lore, poem, sense
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.sorts import as_told, owned_as
from studio.art.muse.networks import corpus

OWN = ("kayak", "robots", "Lisbon", "detective", "insomnia", "marmalade", "parking lot", "otter")
SEVERAL = [as_told(lore.concepts()[one], many) for one, many in (
    ("boat", "boats"), ("goose", "geese"), ("fisherman", "fishermen"), ("mushroom", "mushrooms"), ("poppy", "poppies"), ("bee", "bees"),
    ("chair", "chairs"), ("wolf", "wolves"), ("child", "children"), ("tree", "trees"),
)]  # fmt: skip
"""As a line in the plural has them."""


def brief_of(form: str, things: list[lore.Concept]) -> Brief:
    known = [c for c in things if c.id in lore.concepts()]
    own = tuple(c.noun for c in things if c.id not in lore.concepts())
    return Brief(" and ".join(c.one for c in things), tuple(known), len(known), own, form=form)


@pytest.mark.parametrize("shape", poem.shapes(), ids=lambda s: s.id)
def test_each_shape_is_whole_for_what_it_is_made_for(shape: poem.Shape) -> None:
    rng = random.Random(shape.id)
    fit = [
        [c for c in (*lore.concepts().values(), *map(lore.made, OWN), *SEVERAL) if part.fits(c)] for part in shape.parts
    ]
    told = 0
    for _ in range(12):
        parts = [rng.choice(f) for f in fit]
        if len({c.id for c in parts}) < len(parts):
            continue
        text = poem.told(shape, parts, [], rng)
        if text:
            told += 1
            lines = text.split("\n")
            assert 5 <= len(lines) <= 14, text
            assert checks.faults(text, "poem", brief_of("poem", parts)) == (), text
            assert not set("{}[]<>|/") & set(text), text
    assert told >= 6


def test_shapes_are_many_and_say_all_that_is_named() -> None:
    assert len(poem.shapes()) >= 70
    rng = random.Random(5)
    known = [*lore.concepts().values(), *map(lore.made, OWN)]
    for _ in range(60):
        things = rng.sample(known, rng.randint(1, 4))
        text = poem.poem(things, rng, len(things)).lower()
        assert all(c.noun.lower() in text for c in things), (text, [c.id for c in things])


def test_wordings_that_belong_together_come_together() -> None:
    shape = next(s for s in poem.shapes() if s.id == "painted instead")
    a, b = lore.concepts()["lighthouse"], lore.concepts()["fox"]
    for seed in range(30):
        text = poem.told(shape, [a, b], [], random.Random(seed))
        assert ("You look so hard" in text) == ("another walks in" in text), text


def test_what_is_named_has_its_pronoun() -> None:
    shape = next(s for s in poem.shapes() if s.id == "without knowing")
    mother = poem.told(shape, [lore.concepts()["mother"]], [], random.Random(1))
    sailor = poem.told(shape, [lore.concepts()["sailor"]], [], random.Random(1))
    assert " she " in mother and " he " not in mother
    assert " he " in sailor and " she " not in sailor


def test_two_are_not_told_as_many() -> None:
    two, some = (as_told(lore.concepts()["boat"], line) for line in ("two old boats", "boats"))
    assert two.plural and "two" in two.traits and "two" not in some.traits
    row = next(s for s in poem.shapes() if s.id == "count again").parts[0]
    assert row.fits(some) and not row.fits(two)
    assert not haiku.Line("none of them in step", number="many").of(two)
    assert haiku.Line("as if someone called").of(two)


def test_somebody_of_ones_own_stays_so() -> None:
    grandmother = lore.concepts()["grandmother"]
    mine = owned_as(grandmother, "My grandmother in the rain")
    assert mine.definite == mine.one == "my grandmother" and not mine.adjectives
    assert owned_as(grandmother, "a grandmother in the rain") is grandmother
    assert "my grandmother" in poem.poem([mine], random.Random(1), 1).lower()


def test_lines_of_haiku_are_many_and_count() -> None:
    told = haiku.lines()
    assert len(told["settings"]) + len(told["turns"]) >= 300
    assert len(told["does"]) >= 200
    for line in (*told["settings"], *told["turns"]):
        bare = line.text.replace("{his}", "his").replace("{he}", "he").replace("[", "").replace("]", "")
        assert english.syllables(bare) == 5, line.text


def test_haiku_of_two_hundred_briefs_count_and_are_of_one_scene() -> None:
    rng = random.Random(9)
    none = 0
    for _ in range(200):
        brief = replace(corpus.brief_by_chance(rng), form="haiku")
        draft = compose(brief, rng)
        if draft is None:
            none += 1
            continue
        assert checks.is_haiku(draft.text), draft.text
        assert not checks.bad_agreement(draft.text) and not checks.dangles(draft.text), draft.text
        assert draft.text.count("—") + draft.text.count(":") <= 1, draft.text
    assert none <= 12


@pytest.mark.parametrize(
    "noun", ["staircase", "ghosts", "bicycle", "brother", "kayak", "otter", "homesickness", "jazz"]
)
def test_any_noun_has_a_haiku(noun: str) -> None:
    thing = (lore.named(noun) or [lore.made(noun)])[0]
    texts = {haiku.haiku([thing], random.Random(seed), 1) for seed in range(8)}
    assert len(texts - {""}) >= 5
    assert all(thing.noun in t or thing.many in t for t in texts if t)


@pytest.mark.parametrize(
    "text",
    [
        "Snow since the morning—\nthe dog sleeps across the door,\na bird sings of rain.",
        "Fog: the quay asleep—\nthe gull hangs upon the wind\nand is gone again.",
    ],
)
def test_a_haiku_that_is_spliced_or_cut_twice_is_caught(text: str) -> None:
    assert checks.is_spliced(text)


def test_a_haiku_with_a_turn_passes() -> None:
    assert not checks.is_spliced("Wind since yesterday—\nthe boat drifts without a hand,\na lantern at the bow.")


def test_a_haiku_whose_lines_clash_makes_no_sense() -> None:
    assert not sense.makes_sense("Snow up to the sill—\nthe boat drifts without a hand\ninto summer noon.", "haiku")
    assert sense.makes_sense("Snow up to the sill—\nthe fox takes the long way home\nin the winter dusk.", "haiku")
