"""The muse: developments that keep the line, differ, contradict nothing and can be painted."""

from __future__ import annotations

import pytest

from studio.art.generators.scenes.sampling import vary
from studio.art.muse.concepts import develop
from studio.art.words.reader import read
from studio.core.errors import UserError
from studio.core.progress import DirectContext
from studio.core.words import Variant

LINES = ("a sailing boat on a quiet lake", "Manhattan towers", "apples on a table", "my grandmother's garden",
         "snow on the fir trees", "an empty chair by the window")  # fmt: skip


def ask(line: str, seed: int = 1, count: int = 5) -> tuple[Variant, ...]:
    return develop(DirectContext(), text=line, count=count, seed=seed, form="prompts", boldness=0.5)


@pytest.mark.parametrize("line", LINES)
def test_five_different_developments_keep_the_line(line: str) -> None:
    made = ask(line)
    texts = [v.text for v in made]
    assert len(set(texts)) == 5
    assert all(t.startswith(line) and len(t) > len(line) + 8 for t in texts)
    assert all(v.tags for v in made)
    axes = {axis for v in made for axis, _ in v.tags}
    assert len(axes) >= 3
    phrases = [phrase for v in made for _, phrase in v.tags]
    assert max(phrases.count(p) for p in phrases) <= 2


def test_the_same_seed_asks_the_same_and_another_asks_otherwise() -> None:
    assert ask(LINES[0], 4) == ask(LINES[0], 4)
    assert ask(LINES[0], 4) != ask(LINES[0], 5)


def test_a_line_without_a_thing_gets_scenes_that_carry_it() -> None:
    made = ask("loneliness")
    starts = {v.text.split(",")[0] for v in made}
    assert all(v.text.startswith("loneliness: ") for v in made)
    assert len(starts) >= 2


@pytest.mark.parametrize("seed", range(6))
def test_snow_and_rain_do_not_meet(seed: int) -> None:
    for line in LINES:
        for v in ask(line, seed, 8):
            names = {phrase for _, phrase in v.tags}
            assert not ({"Snowfall", "Winter"} & names and {"Rain", "After rain", "High summer"} & names), v.text


def test_winter_is_painted_in_snow() -> None:
    reading = read(DirectContext(), "a village in winter under fresh snow")
    values = vary(reading.values, reading.mentioned, 3)
    assert float(values["snow"]) > 0.3


@pytest.mark.parametrize("line", LINES)
def test_it_proposes_nothing_that_the_painter_lacks(line: str) -> None:
    missing = set(read(DirectContext(), line).notes)
    for v in ask(line):
        assert set(read(DirectContext(), v.text).notes) <= missing, v.text


@pytest.mark.parametrize(("line", "count"), [("", 5), ("  ", 5), ("...", 5), ("boat", 0), ("boat", 21)])
def test_nonsense_is_refused(line: str, count: int) -> None:
    with pytest.raises(UserError):
        ask(line, 1, count)
