"""Developments of lines that are hard to develop: an idea alone, a sentence, a room, what lies under water."""

from __future__ import annotations

import random
import re

import pytest

from studio.art.muse.brief import denied
from studio.art.muse.drafting import Brief, Draft
from studio.art.muse.grammar import english, lore, phrases
from studio.art.muse.grammar.compose import compose
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns
from studio.art.muse.grammar.prompts import leads_far
from studio.art.muse.grammar.stage import clash, fits, setting, stage, words
from studio.art.muse.networks import language
from studio.core.words import Part


def developed(line: str, number: int = 40) -> list[Draft]:
    named = tuple(lore.named(line))
    brief = Brief(line, named, len(named), form="prompts")
    return [d for k in range(number) if (d := compose(brief, random.Random(k))) is not None]


@pytest.mark.parametrize("line", ["waiting", "joy", "silence", "jazz", "loneliness"])
def test_an_idea_alone_is_shown_by_a_scene_of_just_that_with_little_beside(line: str) -> None:
    own = {c.scene for c in phrases.CARRIERS if c.near and line in c.about}
    assert len(own) >= 8
    drafts = developed(line)
    assert len(drafts) >= 30 and len({d.parts[2].text for d in drafts}) >= 6
    for d in drafts:
        assert d.parts[1].text == ": " and d.parts[2].text in own
        assert 1 <= sum(bool(p.axis) for p in d.parts[3:]) <= 2, d.text


@pytest.mark.parametrize("line", ["the moon forgets us", "blue door, white wall", "the typewriter nobody uses"])
def test_no_place_is_hung_on_a_sentence_or_a_list(line: str) -> None:
    drafts = developed(line)
    assert len(drafts) >= 30
    assert all(d.text.removeprefix(line).startswith((", ", ": ")) for d in drafts)


@pytest.mark.parametrize("line", ["quiet library", "dancing in the kitchen"])
def test_a_room_stays_indoors(line: str) -> None:
    known = {p.text: p for p in phrases.PHRASES}
    drafts = developed(line)
    assert len(drafts) >= 30
    for d in drafts:
        assert not re.search(r"\b(streets?|village|hills|meadow|roofs|garden)\b", d.text), d.text
        assert all(fits(known[p.text], {"in"}) for p in d.parts if p.text in known), d.text


def test_under_water_there_is_no_weather_and_no_spire() -> None:
    known = {p.text: p for p in phrases.PHRASES}
    drafts = developed("I dreamed of a house under the sea")
    assert len(drafts) >= 30
    assert all("any" in known[p.text].places for d in drafts for p in d.parts if p.axis)


def test_carriers_say_what_can_stand_in_one_picture_and_no_two_are_one() -> None:
    near = [c for c in phrases.CARRIERS if c.near]
    assert len({(c.about, c.scene) for c in near}) == len(near) >= 500
    for c in near:
        said = stage(c.scene).says
        assert not any(clash({a}, {b}) for a in said for b in said if a < b), c.scene
        assert words(c.scene), c.scene


def test_small_words_inside_a_title() -> None:
    assert english.title_case("silence as birches") == "Silence as Birches"
    assert english.title_case("a room, as if nobody came") == "A Room, as if Nobody Came"
    assert english.title_case("as far as the sea") == "As Far as the Sea"


def test_a_networks_draft_that_tells_an_idea_by_something_else_is_refused() -> None:
    near = next(c for c in phrases.CARRIERS if c.near and "joy" in c.about)
    far = next(c for c in phrases.CARRIERS if not c.near)
    for line, scene, expected in (("joy", far, True), ("joy", near, False), ("a quiet old bridge", far, False)):
        parts = (Part(line), Part(": "), Part(scene.scene, "subject", scene.title))
        assert leads_far(Draft("".join(p.text for p in parts), parts), line) == expected


@pytest.mark.parametrize(
    ("line", "text", "title", "sound"),
    [
        ("a nurse on the night bus", "on a table with a white cloth", "Table", False),
        ("a nurse on the night bus", "in a quiet room", "Quiet room", False),
        ("a nurse on the night bus", "in the streets of a city", "City", True),
        ("the piano nobody plays", "in the streets of a city", "City", False),
        ("bread and salt", "on a table with a white cloth", "Table", True),
    ],
)
def test_a_network_sets_nothing_where_it_cannot_be(line: str, text: str, title: str, sound: bool) -> None:
    unknown = unknown_nouns(line)
    named = tuple(named_beside(line, unknown))
    brief = Brief(line, named, len(named), unknown, form="prompts")
    assert setting(brief).kinds
    parts = (Part(line), Part(", "), Part(text, "subject", title))
    assert language.is_sound(Draft("".join(p.text for p in parts), parts), brief) == sound


@pytest.mark.parametrize(
    ("line", "said"),
    [("two men arguing about a horse", "wild"), ("nobody came to the party", "nopeople"), ("a plate of plums", "")],
)
def test_a_quarrel_is_not_calm_and_nobody_is_no_people(line: str, said: str) -> None:
    assert stage(line).says & {"wild", "nopeople"} == ({said} if said else set())


def test_a_swimmer_that_lore_does_not_know_is_at_home_in_water() -> None:
    assert "water" in stage("a walrus", [lore.made("walrus")]).kinds


def test_what_a_line_says_is_not_there_is_denied() -> None:
    assert denied("no wind in the harbour", "wind") and denied("a boy who cannot sleep", "sleep")
    assert not denied("no wind in the harbour", "harbour")
