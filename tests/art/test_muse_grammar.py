"""What is written by rule: verse that scans and rhymes, haiku that count, developments that gainsay nothing, the artist's words."""

from __future__ import annotations

import random
import re
from functools import lru_cache

import pytest

from studio.art.muse import checks
from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import cast, english, frames, kinds, lore, phrases, rhyme, stage, storyboard
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns
from studio.art.words.lexicon import find, words_of
from studio.art.words.unknown import candidates, is_known

FORMS = ("prompts", "titles", "poem", "haiku", "quatrain", "story", "scenes")
LINES = (
    ("a sailing boat on a quiet lake", ()), ("my grandmother's garden", ()), ("an old lighthouse in the storm", ()),
    ("apples on a table", ()), ("fox in the snow", ()), ("a robot in the rain", ("robot",)), ("two lovers on a bridge", ()),
    ("the kayak and the heron", ("kayak",)), ("silence after snow", ()), ("the sea at night", ()), ("Anna in the garden", ("Anna",)),
    ("robots at the station", ("robots",)), ("a market in the morning", ()), ("desert at noon", ()),
)  # fmt: skip


def brief(form: str, seed: int) -> Brief:
    line, unknown = LINES[seed % len(LINES)]
    named = lore.named(line)
    known = lore.concepts()
    beside = [known[n] for c in named for n in c.near if n in known and known[n] not in named]
    things = {c.id: c for c in (*named, *beside)}
    return Brief(line, tuple(things.values())[:6], len(named), unknown, form=form)


@lru_cache(maxsize=32)
def written(form: str, number: int = 200) -> tuple[tuple[Brief, Draft], ...]:
    out = []
    for seed in range(number):
        b = brief(form, seed)
        draft = compose(b, random.Random(seed))
        if draft is not None:
            out.append((b, draft))
    return tuple(out)


@pytest.mark.parametrize("form", FORMS)
def test_nearly_every_throw_gives_a_text_and_the_texts_differ(form: str) -> None:
    made = written(form)
    assert len(made) >= 170
    assert len({d.text for _, d in made}) >= (0.7 if form == "titles" else 0.93) * len(made)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_dice_write_the_same(form: str) -> None:
    assert compose(brief(form, 3), random.Random(8)) == compose(brief(form, 3), random.Random(8))


@pytest.mark.parametrize("form", FORMS)
def test_no_text_has_a_fault(form: str) -> None:
    found = [(f, d.text) for b, d in written(form) for f in checks.faults(d.text, form, b) if f != "loop"]
    assert not found, found[:3]


@pytest.mark.parametrize("form", FORMS)
def test_articles_and_words_are_whole(form: str) -> None:
    for b, d in written(form):
        own = d.text.removeprefix(b.line) if form == "prompts" else d.text
        assert not re.search(r"[{}\[\]<>|]|  |\b(a|an|the) (a|an|the)\b|\ban? \w+s(?<!s)\b$", own.lower()), d.text
        assert not re.search(r"\b([a-z']+) \1\b", own.lower()), d.text
        for article, word in re.findall(r"\b(an?) ([a-z'-]+)", own):
            assert english.with_article(word).split()[0] == article, (word, d.text)


def test_every_quatrain_scans_and_rhymes() -> None:
    for _, d in written("quatrain"):
        lines = d.text.split("\n")
        assert len(lines) == 4 and rhyme.is_quatrain(d.text), d.text
        assert not frames.glued(d.text), d.text
    assert len({d.text.split("\n")[3] for _, d in written("quatrain")}) >= 36


def test_the_metre_is_told_from_prose() -> None:
    assert rhyme.scans("The quiet river keeps the light")
    assert not rhyme.scans("The quiet keeps river the light")
    assert not rhyme.scans("Light the river keeps the quiet")
    assert not rhyme.scans("The quiet river keeps the light tonight")
    assert rhyme.rhymes("and nothing else is left in sight", "the light") and not rhyme.rhymes("the light", "a light")
    assert not rhyme.is_quatrain("The sea is wide,\nthe boat is small,\nthe wind is cold,\nand that is it.")


def test_every_haiku_counts_five_seven_five() -> None:
    for _, d in written("haiku"):
        assert [english.syllables(line) for line in d.text.split("\n")] == [5, 7, 5], d.text


def test_every_scene_is_one_line_and_the_hero_goes_through() -> None:
    for _, d in written("scenes"):
        lines = d.text.split("\n")
        assert 4 <= len(lines) <= 7
        assert [p.text for p in d.parts if p.axis == "scene"] == lines
        assert all(line[0].isupper() and line.endswith(".") for line in lines), d.text


def test_storyboards_are_many_and_the_hero_is_in_every_picture() -> None:
    assert len(storyboard.plots()) >= 60
    for plot in storyboard.plots():
        assert plot.heroes and len(plot.steps) >= 4, plot.id
        for step in plot.steps:
            assert len(step) == len(set(step)) >= 2, plot.id
            assert all("{hero}" in w or "{Hero}" in w for w in step), plot.id


def test_the_line_stands_first_and_the_parts_are_the_text() -> None:
    titles = {(p.axis, p.title) for p in phrases.PHRASES}
    for b, d in written("prompts"):
        assert d.parts[0].text == b.line and d.parts[0].axis == ""
        assert "".join(p.text for p in d.parts) == d.text
        told = [p for p in d.parts if p.axis]
        assert 2 <= len(told) <= 6 and all(p.title for p in told)
        assert sum((p.axis, p.title) in titles for p in told) >= 1
        own = {p.text for p in phrases.PHRASES}
        axes = [p.axis for p in told if p.text in own]
        assert len(axes) == len(set(axes)), d.text


def test_only_the_axes_that_are_asked_for() -> None:
    for seed in range(40):
        b = brief("prompts", seed)
        asked = Brief(b.line, b.things, b.named, b.unknown, form="prompts", axes=("palette", "mood"))
        draft = compose(asked, random.Random(seed))
        assert draft is not None
        own = {(p.axis, p.title) for p in phrases.PHRASES}
        assert {p.axis for p in draft.parts if (p.axis, p.title) in own} <= {"palette", "mood"}, draft.text


def test_nothing_gainsays_the_line_or_another_phrase() -> None:
    by_text = {p.text: p for p in phrases.PHRASES}
    for b, d in written("prompts"):
        told = [by_text[p.text] for p in d.parts if p.text in by_text]
        said = stage.stage(b.line, b.things[: b.named]).says
        for i, phrase in enumerate(told):
            assert not stage.clash(phrase.says, said), d.text
            assert not any(stage.clash(phrase.says, other.says) for other in told[i + 1 :]), d.text


@pytest.mark.parametrize(
    ("a", "b"),
    [("night", "sunlit"), ("moon", "day"), ("snow", "summer"), ("rainbow", "candle"), ("rain", "clearsky"), ("boats", "boats"),
     ("spring", "autumn"), ("heat", "snow"), ("storm", "calm"), ("mono", "vivid")],
)  # fmt: skip
def test_what_cannot_stand_in_one_picture(a: str, b: str) -> None:
    assert stage.clash({a}, {b}) and stage.clash({b}, {a})


def test_what_can_stand_in_one_picture() -> None:
    assert not stage.clash({"night", "moon"}, {"clearsky"})
    assert not stage.clash({"snow", "winter"}, {"sunlit"})
    assert not stage.clash({"rain", "overcast"}, {"autumn"})


def test_phrases_are_many_and_name_nothing_that_is_not_drawn() -> None:
    assert len({p.text for p in phrases.PHRASES}) == len(phrases.PHRASES) >= 600
    for axis in phrases.AXES:
        assert sum(p.axis == axis for p in phrases.PHRASES) >= 40, axis
    assert len(phrases.CARRIERS) >= 60
    for p in phrases.PHRASES:
        covered = {k for h in find(words_of(p.text)) for k in range(h.start, h.end)}
        assert not [w for w in candidates(p.text, covered) if is_known(w)], p.text


def test_an_added_thing_does_not_move_the_scene() -> None:
    for b, d in written("prompts"):
        place = stage.place_of(b.line)
        if place:
            assert stage.place_of(d.text) == place, d.text


@pytest.mark.parametrize("form", ["poem", "quatrain", "story", "scenes"])
def test_what_the_line_names_and_the_artists_own_words_are_said(form: str) -> None:
    for b, d in written(form):
        for word in (*(c.noun for c in b.things[: b.named]), *b.unknown):
            many = next((c.many for c in b.things if c.noun == word and c.many), word)
            assert re.search(rf"\b({re.escape(word)}|{re.escape(many)})\b", d.text, re.IGNORECASE), (word, d.text)


@pytest.mark.parametrize(
    ("word", "one", "definite"),
    [("kayak", "a kayak", "the kayak"), ("octopus", "an octopus", "the octopus"), ("robots", "the robots", "the robots"),
     ("Lisbon", "Lisbon", "Lisbon"), ("happiness", "happiness", "happiness"), ("spaceship", "a spaceship", "the spaceship"),
     ("station house", "a station house", "the station house"), ("grandmother's loom", "grandmother's loom", "grandmother's loom")],
)  # fmt: skip
def test_unknown_nouns_are_handled_as_english_does(word: str, one: str, definite: str) -> None:
    made = lore.made(word)
    assert (made.one, made.definite) == (one, definite)
    assert made.plural == (word == "robots")


@pytest.mark.parametrize(
    ("word", "kind", "who", "mass"),
    [("janitor", "person", "he", False), ("jugglers", "person", "they", False), ("landlady", "person", "she", False), ("flamingo", "creature", "it", False),
     ("hamsters", "creature", "they", False), ("paper cranes", "thing", "they", False), ("laundromat", "place", "it", False), ("homesickness", "idea", "it", True),
     ("marmalade", "thing", "it", True), ("arctic fox", "creature", "it", False), ("people", "person", "they", False), ("toaster", "thing", "it", False),
     ("rocking chairs", "thing", "they", False), ("trapeze artist", "person", "she", False), ("sheepdog", "creature", "it", False), ("ticket inspector", "person", "she", False), ("Lisbon", "place", "it", True),
     ("Turkey", "place", "it", True), ("tennis court", "place", "it", False), ("thermos", "thing", "it", False), ("beer", "thing", "it", True), ("geologist", "person", "she", False)],
)  # fmt: skip
def test_unknown_nouns_are_told_by_kind(word: str, kind: str, who: str, mass: bool) -> None:
    made = lore.made(word)
    assert (made.kind, cast.pronoun(made), made.one == word) == (kind, who, mass)
    assert made.plural == (who == "they")
    assert len(made.does) >= 12 and len(made.has) >= 12 and len(made.adjectives) >= 6


def test_what_is_said_of_any_thing_can_be_told_of_several() -> None:
    for stock in kinds.STOCKS.values():
        for predicate in stock.does:
            first = predicate.split()[0]
            assert english.plural_verb(predicate).split()[0] != first or stock is kinds.STOCKS["matter"], predicate
            assert not re.search(r"\b(he|she|his|her|him|them|us|we)\b", predicate)


@pytest.mark.parametrize(
    ("line", "own", "named"),
    [
        ("a nurse on the night bus", ("night bus",), ["nurse"]),
        ("morning coffee for two", ("morning coffee",), []),
        ("the harbor at night", (), ["harbor", "night"]),
        ("moon over the night market", (), ["moon", "night", "market"]),
        ("night, bus, rain", (), ["night", "bus", "rain"]),
        (f"a {'x' * 400}", (), []),
    ],
)
def test_an_hour_before_a_thing_is_one_thing_with_it(line: str, own: tuple[str, ...], named: list[str]) -> None:
    assert unknown_nouns(line) == own
    assert [c.id for c in named_beside(line, own)] == named
