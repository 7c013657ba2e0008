"""Titles, poems, haiku, stories and scenes: sound grammar, the artist's own words, the same again from the same seed."""

from __future__ import annotations

import random
import re

import pytest

from studio.art.muse.answer import answer
from studio.art.muse.chinese import writing as chinese
from studio.art.muse.grammar import english, haiku, lore, poem, tale, title
from studio.core.errors import UserError
from studio.core.progress import DirectContext
from studio.core.words import Variant

LINE = "an old lighthouse in the storm"


def ask(line: str, form: str, seed: int = 1, count: int = 3, lang: str = "auto") -> tuple[Variant, ...]:
    return answer(
        DirectContext(), text=line, count=count, seed=seed, form=form, boldness=0.5, lang=lang, voice="concepts"
    )


def test_every_concept_is_whole_and_goes_with_others_that_there_are() -> None:
    known = lore.concepts()
    assert len(known) >= 250
    for c in known.values():
        assert len(c.adjectives) >= 2 and len(c.does) >= 2 and c.at and c.colors and c.moods, c.id
        assert set(c.near) <= set(known), (c.id, set(c.near) - set(known))
        assert c.zh.noun and all(a.endswith("的") for a in c.zh.adjectives) and len(c.zh.does) >= 2 and c.zh.at, c.id
        for predicate in c.does:
            first = predicate.split()[0]
            # "two lovers" are told in the plural
            assert c.plural or first.endswith("s"), (c.id, predicate)


def test_the_longest_name_wins_and_plurals_and_chinese_count() -> None:
    assert [c.id for c in lore.named("Sunflowers and two boats by the cherry tree")] == [
        "sunflower",
        "boat",
        "cherry tree",
    ]
    assert [c.id for c in lore.named("雪夜里的灯塔")] == ["snow", "night", "lighthouse"]
    assert lore.named("quantum flux") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("an old silent pond", 5), ("a frog jumps into the pond", 7), ("evening", 2), ("whitewashed", 2), ("geraniums", 4),
     ("loneliness", 3), ("the painted boats", 4), ("mysterious", 4), ("candlelight", 3), ("he walked and waited", 5)],
)  # fmt: skip
def test_syllables(text: str, count: int) -> None:
    assert english.syllables(text) == count


def test_articles_and_agreement() -> None:
    assert [english.with_article(p) for p in ("old boat", "hour", "one-eyed cat", "unmade bed", "tall tree")] == [
        "an old boat", "an hour", "a one-eyed cat", "an unmade bed", "a tall tree",
    ]  # fmt: skip
    assert english.plural_verb("keeps its watch and waits") == "keep their watch and wait"
    assert english.plural_verb("carries a loaf") == "carry a loaf"
    assert english.plural_verb("is gone") == "are gone"
    assert english.plural_verb("comes in ones and twos") == "come in ones and twos"
    assert english.plural_verb("smells of wax and apples") == "smell of wax and apples"
    assert english.plural_verb("keeps its dogs and its mud") == "keep their dogs and their mud"


def test_nothing_written_by_rule_is_broken() -> None:
    rng = random.Random(3)
    known = list(lore.concepts().values())
    for _ in range(120):
        things = rng.sample(known, 4)
        texts = [
            poem.poem(things, rng),
            title.title(things, rng),
            haiku.haiku(things, rng),
            " ".join(tale.story(things, rng)),
        ]
        for text in texts:
            assert not re.search(
                r"[{}]|  |\ba an?\b|\bthe the\b|\bthe an?\b| ,|\.\.|\ba [aeio]\w+ (?=\w)(?<!a one)", text.lower()
            ), text
            words = re.findall(r"\b(\w+) \1\b", text.lower())
            assert not words, text


def test_haiku_have_five_seven_five() -> None:
    for variant in ask(LINE, "haiku", count=4):
        lines = variant.text.split("\n")
        assert [english.syllables(line) for line in lines] == [5, 7, 5]
    for variant in ask("雪夜里的灯塔", "haiku"):
        assert [len(re.findall(r"[\u4e00-\u9fff]", line)) for line in variant.text.split("\n")] == [5, 7, 5]


@pytest.mark.parametrize("form", ["titles", "poem", "haiku", "story", "scenes"])
def test_each_form_differs_within_a_set_and_is_the_same_again(form: str) -> None:
    made = ask(LINE, form)
    texts = [v.text for v in made]
    assert len(set(texts)) == len(texts) >= 3
    assert made == ask(LINE, form)
    assert made != ask(LINE, form, seed=2)


@pytest.mark.parametrize("form", ["poem", "story"])
def test_what_the_line_names_is_spoken_of(form: str) -> None:
    for variant in ask(LINE, form):
        assert "lighthouse" in variant.text.lower() and "storm" in variant.text.lower(), variant.text


def test_a_feeling_finds_things_that_carry_it() -> None:
    texts = " ".join(v.text for v in ask("insomnia", "poem"))
    assert re.search(r"night|lamp|moon|city|window|star|midnight|bed|dream|sleep|insomnia", texts.lower()), texts


def test_the_answer_is_in_the_language_asked() -> None:
    assert all(chinese.is_chinese(v.text) for v in ask("大海与月亮", "poem"))
    assert all(chinese.is_chinese(v.text) for v in ask(LINE, "titles", lang="zh"))
    assert not any(chinese.is_chinese(v.text) for v in ask("大海与月亮", "titles", lang="en"))


def test_what_cannot_be_written_is_told() -> None:
    with pytest.raises(UserError, match="name a thing"):
        ask("的了着", "poem")
    with pytest.raises(UserError, match="name a thing"):
        ask("量子", "poem", lang="en")
    assert all("量子" in v.text for v in ask("量子", "poem"))
