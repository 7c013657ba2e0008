"""Stories by rule: every plot can be told by whoever fits it, what is named has a part, nobody changes sex or number."""

from __future__ import annotations

import random
import re

import pytest

from studio.art.muse import checks
from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore, mixing, plots, sense, tale
from studio.art.muse.grammar.cast import says
from studio.art.muse.grammar.lore import Concept
from studio.art.muse.networks import language

OWN = ("kayak", "honey", "Anna", "my brother", "penguins", "robots", "ferris wheel", "courage", "grandmother's loom")
KINDS = ("person", "creature", "plant", "thing", "place", "sky", "hour", "season", "idea")


def of_kind(kind: str, rng: random.Random) -> Concept:
    return rng.choice([c for c in lore.concepts().values() if c.kind == kind])


def told(first: list[Concept], seed: int) -> str:
    return " ".join(tale.story(first, random.Random(seed)))


def faults(text: str, first: list[Concept]) -> tuple[str, ...]:
    return checks.faults(text, "story", Brief(" ".join(c.id for c in first), tuple(first), 0, form="story"))


def test_plots_are_many_and_no_two_begin_alike() -> None:
    known = plots.told()
    assert len(known) >= 60 and len({p.id for p in known}) == len(known)
    begun: dict[str, str] = {}
    for plot in known:
        assert all(len(step) == len(set(step)) >= 2 for step in plot.steps), plot.id
        for told_ in plot.steps[0]:
            assert begun.setdefault(" ".join(told_.split()[:5]), plot.id) == plot.id, told_


def test_every_plot_is_told_with_those_whom_it_names_itself() -> None:
    for plot in plots.told():
        for seed in range(4):
            rng = random.Random(f"{plot.id}/{seed}")
            cast = tale.filled(tale.Cast(plot, {}, ()), [], [], rng)
            steps = tale.Teller(cast, rng).steps()
            text = " ".join(steps)
            assert 6 <= len(steps) <= 9 and len(text.split()) <= 160, (plot.id, len(text.split()))
            assert not faults(text, []), (plot.id, faults(text, []), text)
            assert sense.makes_sense(text, "story"), (plot.id, text)


def test_all_that_is_named_is_said_whatever_it_is() -> None:
    rng = random.Random(5)
    for seed in range(250):
        first = [of_kind(rng.choice(KINDS), rng) for _ in range(rng.randrange(4))]
        first = list({c.id: c for c in (*first, lore.made(rng.choice(OWN)))}.values())
        text = told(first, seed)
        assert all(says(text, c) for c in first), ([c.id for c in first], text)
        assert not set(faults(text, first)) - {"missing"}, (faults(text, first), text)
        assert not re.search(r"[{}\[\]<>|]|  ", text), text


def test_everything_known_has_several_plots() -> None:
    rng = random.Random(1)
    for c in lore.concepts().values():
        fit = [p for p in plots.told() if not p.says(c) and tale.castings(p, [c])]
        assert len(fit) >= 8, c.id
        assert told([c], rng.randrange(99))


@pytest.mark.parametrize(
    ("word", "wanted", "never"),
    [("queen", r"\b(she|her)\b", r"\b(he|his|him|himself)\b"), ("king", r"\b(he|his)\b", r"\b(she|her|herself)\b"),
     ("robot", r"\b(it|its)\b", r"\b(he|she|his|her|himself)\b")],
)  # fmt: skip
def test_the_hero_keeps_sex(word: str, wanted: str, never: str) -> None:
    plot = next(p for p in plots.told() if p.id == "burglar")
    hero = lore.concepts()[word]
    for seed in range(8):
        rng = random.Random(seed)
        text = " ".join(tale.Teller(tale.filled(tale.Cast(plot, {"who": hero}, ()), [], [hero], rng), rng).steps())
        assert re.search(wanted, text) and not re.search(never, text), text


def test_many_are_spoken_of_as_many() -> None:
    plot = next(p for p in plots.told() if p.id == "giveaway")
    loved = lore.made("anchors")
    texts = []
    for seed in range(12):
        rng = random.Random(seed)
        cast = tale.filled(tale.Cast(plot, {"x": loved}, ()), [], [loved], rng)
        texts.append(" ".join(tale.Teller(cast, rng).steps()))
    assert any("the anchors stay where they are" in t for t in texts)
    assert not any(re.search(r"\ban? anchors|anchors (is|stays|has)\b|\bclean it\b", t) for t in texts), texts


def test_texts_that_change_their_plot_are_seen() -> None:
    rng = random.Random(2)
    first = [of_kind("thing", rng), of_kind("sky", rng)]
    texts = [tale.story(first, random.Random(seed)) for seed in range(60)]
    assert not any(mixing.mixes(" ".join(t)) for t in texts)
    for one, other in zip(texts, texts[1:], strict=False):
        if mixing.teller(" ".join(one)) != mixing.teller(" ".join(other)):
            mixed = " ".join([*one[:3], *other[3:]])
            assert mixing.mixes(mixed), mixed
    unknown = [*texts[0][:2], "Nobody has ever written this down.", *texts[0][2:]]
    assert not mixing.mixes(" ".join(unknown))


def test_storyboards_can_be_looked_at_as_well() -> None:
    assert not mixing.mixes("Nobody has ever written this down.", "scenes.txt")


def test_drafts_of_networks_that_change_their_plot_are_not_sound() -> None:
    first = [lore.concepts()["bridge"]]
    brief = Brief("bridge", tuple(first), 1, form="story")
    texts = [tale.story(first, random.Random(seed)) for seed in range(12)]
    whole = next(t for t in texts if language.is_sound(language.Draft(" ".join(t)), brief))
    other = next(t for t in texts if mixing.teller(" ".join(t)) != mixing.teller(" ".join(whole)))
    assert not language.is_sound(language.Draft(" ".join([*whole[:4], *other[4:]])), brief)
