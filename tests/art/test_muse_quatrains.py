"""Quatrains: every frame scans and rhymes with what it takes, every kind of line finds one, and lines that are glued are told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import frames, lore, quatrain, rhyme, sense
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.frames import SLOT, Frame
from studio.art.muse.grammar.lore import Concept

OWN = (
    "accordion", "bicycles", "robot", "ukulele", "zeppelin", "gas station", "robots", "homesickness", "Anna", "my brother's bicycle",
    "jazz", "detective", "armadillo", "guitar case", "otter", "escalator", "paper crane", "librarian",
)  # fmt: skip


def takes(frame: Frame, rng: random.Random) -> dict[str, list[Concept]]:
    """Some of what may stand in each slot, of lore and of the artist's own words."""
    known = [*lore.concepts().values(), *map(lore.made, OWN)]
    rng.shuffle(known)
    return {
        slot.name: [c for c in known if slot.fits(c) and not (c.plural and frame.single)][:60] for slot in frame.slots
    }


def test_frames_are_many_and_each_tells_its_own() -> None:
    all_ = frames.frames()
    assert len(all_) >= 150
    lines = [line for frame in all_ for row in frame.lines for line in row if len(SLOT.sub("", line).split()) > 3]
    assert len(lines) == len(set(lines))
    assert {frame.scheme for frame in all_} == {"abcb", "abab", "aabb", "abba"}
    assert {len(frame.slots) for frame in all_} == {1, 2, 3}


@pytest.mark.parametrize("number", range(len(frames.frames())))
def test_every_frame_scans_rhymes_and_makes_sense_with_most_that_it_takes(number: int) -> None:
    frame, rng = frames.frames()[number], random.Random(number)
    fitting = takes(frame, rng)
    made = []
    for _ in range(40):
        cast = {name: rng.choice(those) for name, those in fitting.items()}
        text = quatrain.filled(frame, cast, rng)
        if text:
            made.append(text)
            assert rhyme.is_quatrain(text) and not frames.glued(text), text
            assert "{" not in text and "  " not in text
    assert len(made) >= 16, frame.lines[0]
    assert sum(sense.makes_sense(text, "quatrain") for text in made) >= 0.8 * len(made), frame.lines[0]


@pytest.mark.parametrize("number", range(len(frames.frames())))
def test_every_wording_is_heard_with_some_noun_and_rhymes(number: int) -> None:
    frame = frames.frames()[number]
    fitting = takes(frame, random.Random(number))
    for place, row in enumerate(frame.lines):
        for wording in row:
            slots = {m[1] for m in SLOT.finditer(wording)}
            texts = [
                text
                for k in range(60)
                for text, _ in quatrain.worded(wording, {s: fitting[s][k % len(fitting[s])] for s in slots}, frame)
            ]
            assert any(rhyme.scans(t, frame.feet[place], open_end=not frame.rhymed(place)) for t in texts), wording
    for i in range(4):
        for j in range(i + 1, 4):
            if frame.scheme[i] == frame.scheme[j]:
                assert all(rhyme.rhymes(a, b) for a in frame.lines[i] for b in frame.lines[j]), frame.lines[i]


def test_every_concept_and_own_word_finds_a_quatrain_that_says_it() -> None:
    things = [*lore.concepts().values(), *map(lore.made, OWN)]
    silent = []
    for k, thing in enumerate(things):
        known = thing.id in lore.concepts()
        brief = Brief(
            thing.noun, (thing,) if known else (), int(known), () if known else (thing.noun,), form="quatrain"
        )
        draft = compose(brief, random.Random(k))
        if draft is None or thing.noun.lower() not in draft.text.lower():
            silent.append(thing.noun)
    assert len(silent) <= 0.01 * len(things), silent


@pytest.mark.parametrize("number", [2, 3, 5])
def test_pairs_threes_and_more_find_one(number: int) -> None:
    known = list(lore.concepts().values())
    found = 0
    for k in range(60):
        things = tuple(random.Random(f"{number}/{k}").sample(known, number))
        line = " ".join(c.noun for c in things)
        draft = compose(Brief(line, things, number, form="quatrain"), random.Random(k))
        if draft is not None:
            found += 1
            assert sum(c.noun in draft.text for c in things) >= min(3, number), draft.text
    assert found >= 55


def test_lines_of_different_frames_are_told_and_own_lines_are_left_alone() -> None:
    sea = lore.concepts()["sea"]
    brief = Brief("the sea", (sea,), 1, form="quatrain")
    texts = {d.text for k in range(40) if (d := compose(brief, random.Random(k))) is not None}
    assert len(texts) >= 15 and not any(map(frames.glued, texts))
    halves = [(t.split("\n")[:2], t.split("\n")[2:]) for t in sorted(texts)]
    mixed = ["\n".join([*a, *d]) for a, _ in halves for b, d in halves if (a, d) != (b, d) and b != a]
    assert sum(map(frames.glued, mixed)) > 0.95 * len(mixed)
    first = halves[0]
    assert frames.glued("\n".join([*first[1], *first[0]]))
    assert not frames.glued(
        "My sister likes the autumn best,\nThe color and the cold;\nMy brother wants a little rest\nFrom being ten years old."
    )


def test_what_the_line_states_is_not_gainsaid() -> None:
    noon = lore.concepts()["noon"]
    brief = Brief("noon", (noon,), 1, form="quatrain")
    nightly = [f for f in frames.frames() if "night" in f.says]
    ends = {row for f in nightly for row in f.lines[3]}
    assert nightly
    for k in range(60):
        draft = compose(replace(brief), random.Random(k))
        assert draft is None or draft.text.split("\n")[3] not in ends


def test_stress_of_words_that_are_not_listed() -> None:
    told = {
        w: rhyme.stress(w)
        for w in ("balloon", "television", "musician", "librarian", "harmonica", "flamingo", "pelican")
    }
    assert told == {
        "balloon": "01", "television": "1010", "musician": "010", "librarian": "010", "harmonica": "0100", "flamingo": "010",
        "pelican": "100",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Nobody knows the river", (3, True)),
        ("The river", (1, True)),
        ("I never drew the old guitar", (4, False)),
        ("The remember", None),
    ],
)
def test_feet_and_open_ends(line: str, told: tuple[int, bool] | None) -> None:
    assert rhyme.metre(line) == told


def test_common_measure_is_a_stanza_and_uneven_lines_are_not() -> None:
    good = "They asked me once to draw the sea,\nThe paper was too small.\nI drew a chair, a cup, a key,\nAnd did not draw it all."
    assert rhyme.is_quatrain(good)
    assert not rhyme.is_quatrain(good.replace("The paper was too small.", "The paper was too white and small."))
    assert not rhyme.is_quatrain(good.replace("it all", "the sea"))
