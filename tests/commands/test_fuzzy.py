from __future__ import annotations

import pytest

from studio.commands.fuzzy import match


def best(query: str, titles: list[str]) -> str:
    scored = [(m.score, t) for t in titles if (m := match(query, t)) is not None]
    return max(scored)[1]


def test_an_empty_query_matches_everything_without_emphasis() -> None:
    found = match("", "New layer")
    assert found is not None and found.score == 0 and found.spans == ()


@pytest.mark.parametrize(
    ("query", "title"),
    [("lay", "New layer"), ("NEW", "New layer"), ("nl", "New layer"), ("layer new", "New layer"), ("ß", "Größe ß")],
)
def test_matches(query: str, title: str) -> None:
    assert match(query, title) is not None


@pytest.mark.parametrize(("query", "title"), [("xyz", "New layer"), ("layers", "New layer"), ("new zoom", "New layer")])
def test_does_not_match(query: str, title: str) -> None:
    assert match(query, title) is None


def test_spans_are_the_letters_that_matched() -> None:
    found = match("lay", "New layer")
    assert found is not None and found.spans == ((4, 7),)
    found = match("nl", "New layer")
    assert found is not None and found.spans == ((0, 1), (4, 5))


def test_a_start_beats_a_word_start_beats_the_middle() -> None:
    titles = ["Overlay", "New layer", "Layers"]
    assert best("lay", titles) == "Layers"
    assert best("lay", titles[:2]) == "New layer"


def test_of_equal_hits_the_shorter_title_is_nearer() -> None:
    assert best("zoom", ["Zoom in", "Zoom 100 % of the picture"]) == "Zoom in"
