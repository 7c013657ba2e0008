"""What kind of thing a common noun names: the lexicon, and how lines, kinds and sorts use it."""

from __future__ import annotations

import pytest

from studio.art.muse.grammar import cast, kinds, lore, nouns_lexicon, plots
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns
from studio.art.muse.grammar.sorts import as_told, classes, parts, sort


def test_paragraphs_run_over_lines_and_names_are_kept_apart() -> None:
    text = "# What flies.\nbird: turkey;\n  gray\n  heron\nplace sea: bay\n\nname land: turkey; the hebrides\n"
    nouns, names = nouns_lexicon.parsed({"a.txt": text})
    assert set(nouns) == {"turkey", "gray heron", "bay"} and set(names) == {"turkey", "hebrides"}
    assert nouns["bay"].kind == "place" and nouns["bay"].traits == {"sea"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bird: hen\nbeast: hen\n", "a.txt: 'hen' stands twice, under 'bird' and 'beast'"),
        ("birds: hen\n", "a.txt: there is no header 'birds'"),
        ("bird sings: hen\n", "a.txt: there is no header 'bird sings'"),
        ("hen; duck\n", "a.txt: no header stands before 'hen'"),
    ],
)
def test_a_lexicon_that_breaks_the_form_says_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="^" + said.replace(".", r"\.") + "$"):
        nouns_lexicon.parsed({"a.txt": text})


@pytest.mark.parametrize(
    ("noun", "header", "many"),
    [("an old fire escape", "thing", False), ("Chimney Sweeps", "person", True), ("wolves", "beast", True), ("scissors", "thing plural", True),
     ("police", "people plural", True), ("lighthouse-keepers", "person", True), ("my uncle’s raincoat", "worn", False)],
)  # fmt: skip
def test_a_noun_is_found_by_its_last_words_in_any_number(noun: str, header: str, many: bool) -> None:
    found = kinds.found_in(noun)
    assert found is not None and (found.header.name, found.many) == (header, many)
    assert kinds.found_in("a gyre") is None


@pytest.mark.parametrize(
    ("word", "kind", "what", "one"),
    [("tenor", "person", "person", "a tenor"), ("fiddlers", "person", "people", "the fiddlers"), ("audience", "person", "people", "an audience"),
     ("gratitude", "idea", "idea", "gratitude"), ("beatitude", "idea", "idea", "beatitude"), ("quarrel", "idea", "idea", "a quarrel"),
     ("hailstorm", "sky", "sky", "a hailstorm"), ("sleet", "sky", "sky", "sleet"), ("allotment", "place", "place", "an allotment"),
     ("gutter", "place", "place", "a gutter"), ("pantry", "place", "room", "a pantry"), ("hibiscus", "plant", "flower", "a hibiscus"),
     ("spruce", "plant", "tree", "a spruce"), ("thyme", "plant", "growth", "thyme"), ("oats", "plant", "growth", "the oats"),
     ("sombrero", "thing", "furniture", "a sombrero"), ("soot", "thing", "thin", "soot"), ("pancake", "thing", "food", "a pancake"),
     ("hot dogs", "thing", "food", "the hot dogs"), ("porthole", "thing", "opening", "a porthole"), ("yacht", "thing", "vehicle", "a yacht"),
     ("obelisk", "thing", "big", "an obelisk"), ("otter", "creature", "beast", "an otter"), ("seagulls", "creature", "bird", "the seagulls"),
     ("paper cranes", "thing", "hand", "the paper cranes"), ("glass slipper", "thing", "furniture", "a glass slipper")],
)  # fmt: skip
def test_a_noun_that_lore_does_not_know_is_what_it_commonly_names(word: str, kind: str, what: str, one: str) -> None:
    made = lore.made(word)
    assert (made.kind, sort(made), made.one) == (kind, what, one)


def test_what_is_finer_is_told_too() -> None:
    assert parts(lore.made("yacht")) >= {"vehicle", "afloat"} and "worn" in parts(lore.made("raincoat"))
    assert "wades" in parts(lore.made("egret")) and "pond life" in parts(lore.made("newt"))
    assert classes(lore.made("fjord")) == {"out", "sea"} and classes(lore.made("pantry")) == {"in"}
    assert classes(lore.made("plaza")) == {"out", "town"} and classes(lore.made("wadi")) >= {"out", "desert"}


def test_what_lore_knows_is_what_it_was() -> None:
    known = lore.concepts()
    told = {
        i: sort(known[i])
        for i in ("apple", "cake", "raft", "road", "gate", "hen", "lizard", "bat", "petal", "soap", "subway", "olive")
    }
    assert told == {
        "apple": "food", "cake": "hand", "raft": "big", "road": "way", "gate": "big", "hen": "beast", "lizard": "insect", "bat": "bird",
        "petal": "flower", "soap": "furniture", "subway": "room", "olive": "growth",
    }  # fmt: skip
    assert parts(known["boat"]) == {"vehicle", "afloat", "small craft", "boat"}
    assert parts(known["fish"]) == {"swimmer", "shallows", "pond life", "fish"}


def test_a_crowd_plays_no_single_part() -> None:
    assert cast.role(lore.made("audience")) == "other" and cast.pronoun(lore.made("audience")) == "it"


@pytest.mark.parametrize("word", ["raincoat", "top hat", "thimble", "pancake", "fishing rod", "harpoons"])
def test_what_is_worn_held_or_eaten_lies_on_no_map(word: str) -> None:
    assert not plots.fits("mappable", lore.made(word)) and not plots.fits("stands", lore.made(word))


def test_landmarks_lie_on_maps() -> None:
    assert all(plots.fits("mappable", lore.made(word)) for word in ("obelisk", "fjord", "scarecrow"))


@pytest.mark.parametrize(
    ("line", "own", "named"),
    [
        ("envy among the gardeners", (), ["envy", "gardener"]),
        ("chimney sweeps on a roof", ("chimney sweeps",), ["roof"]),
        ("a violin made of glass", (), ["violin"]),
        ("a house of glass", (), ["house"]),
        ("a glass of milk", (), ["glass"]),
        ("a boy who cannot whistle", (), ["boy"]),
        ("the fox jumps over the lazy dog", (), ["fox", "dog"]),
        ("a bird perches on the lamp", (), ["bird", "lamp"]),
        ("New York in the rain", ("New York",), ["rain"]),
        ("a red rose", (), ["rose"]),
        ("a black hole above the barn", ("black hole",), ["barn"]),
        ("a stained glass window at dusk", ("stained glass window",), ["dusk"]),
        ("a weeping willow by the pond", ("weeping willow",), ["pond"]),
        ("a hibiscus beside the piano", ("hibiscus",), ["piano"]),
        ("a moped by the gate", ("moped",), ["gate"]),
        ("a woman drawing a fox", (), ["woman", "fox"]),
        ("three dwarfs and a goat", ("dwarfs",), ["goat"]),
        ("a fox in January", (), ["fox"]),
    ],
)
def test_nouns_of_a_line(line: str, own: tuple[str, ...], named: list[str]) -> None:
    found = unknown_nouns(line)
    assert found == own and [c.id for c in named_beside(line, found)] == named


def test_places_are_told_in_the_number_of_the_line() -> None:
    island = as_told(lore.concepts()["island"], "rain over three islands")
    assert island.definite == "the islands" and island.plural and "counted" in island.traits
    assert (
        island.at[0] == "on the islands"
        and as_told(lore.concepts()["island"], "rain over the island").at[0] == "on the island"
    )


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("night swimming", ["night", "swimming"]),
        ("dancing in the rain", ["dancing", "rain"]),
        ("the art of waiting", ["waiting"]),
        ("a kitchen after baking", ["kitchen", "baking"]),
        ("my father fishing", ["father"]),
        ("children singing at night", ["child", "night"]),
        ("a dancing bear", ["bear"]),
        ("she keeps waiting", []),
    ],
)
def test_what_one_does_is_spoken_of_where_nobody_is_doing_it(line: str, named: list[str]) -> None:
    assert [c.id for c in named_beside(line, unknown_nouns(line))] == named
