"""The list of nouns in two languages, how Chinese lines are cut by it, and what English lines name in Chinese."""

from __future__ import annotations

import random

import pytest

from studio.art.muse.chinese import foreign, naming, reading, setting, sorts
from studio.art.muse.chinese import writing as chinese
from studio.art.muse.grammar import kinds, lore
from studio.art.muse.grammar.nouns import unknown_nouns
from studio.art.words import chinese as words
from studio.art.words import nouns_zh


def test_the_list_is_sound() -> None:
    own, english = nouns_zh.by_own(), nouns_zh.by_english()
    assert len(english) > 3000
    assert {n.sort for n in own.values()} <= set(sorts._names())
    assert not [w for w, n in own.items() if len(w) > 7 or sorts.sort_of_word(w) != n.sort]
    # An English word is a plain noun, and what lore knows stands there alone.
    assert not [
        e
        for e in english
        if e != e.lower()
        or e != " ".join(e.split())
        or not e.replace("'", "").replace("-", "").replace(" ", "").replace("é", "e").isalpha()
    ]
    assert not {c.noun for c in lore.concepts().values() if c.noun in english} - {"ball"}
    # People are people in both languages.
    people = [e for e, n in english.items() if n.sort == "person" and kinds.found_in(e) is not None]
    assert not [e for e in people if kinds.kind_of(e).name not in ("person", "creature")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("cat = 猫", "no noun"), ("[pet]\ncat 猫", "no noun"), ("[pet]\ncat = cat", "no noun"), ("[pet]\ncat = 猫; cat = 狗", "stands twice"),
     ("[pet]\ncat = 猫\n[bird]\nowl = 猫", "is pet and bird")],
)  # fmt: skip
def test_a_list_that_breaks_the_form_says_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"a.txt.*{said}"):
        nouns_zh.parsed({"a.txt": text})


def test_the_dictionary_reads_the_list() -> None:
    assert words.to_english("养蜂人").text == "beekeeper"
    assert words.dictionary()["码头"][1] == "harbor"  # the dictionary's own words count first


@pytest.mark.parametrize(
    ("line", "nouns"),
    [("四匹马过浅滩", ["四马", "浅滩"]), ("鹦鹉学说话", ["鹦鹉"]), ("五匹狼过雪原", ["五狼", "雪原"]), ("壁虎爬墙", ["壁虎", "老墙"]), ("夏夜的露天电影", ["夏夜", "露天电影"]), ("三位养蜂人", ["三养蜂人"])],
)  # fmt: skip
def test_lines_are_cut_where_words_end(line: str, nouns: list[str]) -> None:
    assert [c.zh.number + c.zh.noun for c in naming.spoken_of(line)] == nouns


def test_what_is_a_part_of_somebody_is_told_with_whose_it_is() -> None:
    assert [(c.zh.noun, sorts.sort_of(c)) for c in naming.spoken_of("妈妈的手")] == [("妈妈的手", "body")]
    assert [c.zh.noun for c in naming.spoken_of("妈妈的伞")] == ["妈妈", "雨伞"]


def test_several_people_have_stories() -> None:
    told = chinese.compose("三个消防员在唱歌", "story", naming.spoken_of("三个消防员在唱歌"), 1, random.Random(1))
    assert told is not None
    assert "三个消防员" in told.text


def test_what_is_far_is_a_landmark() -> None:
    near, far = naming.spoken_of("窗边的灯")[-1], naming.spoken_of("河对岸的灯")[-1]
    assert (sorts.sort_of(near), sorts.sort_of(far)) == ("hand", "big")
    assert [c.zh.before for line in ("远处的磨坊", "远处的灯") for c in naming.spoken_of(line)] == ["", "远处的"]
    assert reading.sentences("牦牛过冰河")[0][0].own == "牦牛"


@pytest.mark.parametrize(
    ("line", "told"),
    [("a lighthouse keeper's cat", "灯塔看守人 灯塔看守人的猫"), ("three beekeepers in the rain", "三位养蜂人 雨"), ("an old potter and his kiln", "年老的陶匠 窑"),
     ("two otters on a frozen lake", "两头水獭 冰湖"), ("the blacksmith's apprentice", "铁匠 铁匠的学徒"), ("many lanterns on the river", "许多灯笼 河流"),
     ("kites over the rice fields", "几只风筝 稻田"), ("a pair of shoes", "一双鞋子"), ("five old women at the market", "五位老妇人 市集"), ("no moon tonight, only frogs", "几只青蛙"),
     ("a piano teacher", "钢琴老师"), ("jealousy", "妒忌"), ("a city made of paper", "纸做的城市"), ("two brothers and a kite", "两位兄弟 风筝"), ("jellyfish in the night sky", "水母 夜空"), ("grandmother's eyes", "祖母的眼睛"), ("a sculptor's hands", "雕塑家的手")],
)  # fmt: skip
def test_an_english_line_names_its_things_in_chinese(line: str, told: str) -> None:
    assert " ".join(foreign._owner(c) for c in foreign.named_of(line)) == told


def test_what_an_english_line_denies_is_known_in_chinese() -> None:
    assert foreign.denied_of("no moon tonight, only frogs") == ("月亮",)
    ship = setting.against("an old sailor without a ship")
    assert ship is not None
    assert ship.search("远处一叶白帆")


def test_english_nouns_do_not_load_the_list() -> None:
    nouns_zh._nouns.cache_clear()
    lore.made(unknown_nouns("an old beekeeper in the rain")[0])
    assert nouns_zh._nouns.cache_info().currsize == 0
