"""Checks of drafts: each catches what it is for and lets what is meant pass."""

from __future__ import annotations

import random

import pytest

from studio.art.muse import checks
from studio.art.muse.drafting import Brief
from studio.art.muse.grammar import lore, prompts
from studio.art.muse.grammar.nouns import named_beside, unknown_nouns


def brief(line: str, form: str = "poem", unknown: tuple[str, ...] = ()) -> Brief:
    named = tuple(lore.named(line))
    return Brief(line, named or tuple(lore.named("sea")), len(named), unknown, form=form)


@pytest.mark.parametrize("text", ["an boat", "a old house", "It is a hour late", "a boats", "An unicorn"])
def test_a_wrong_article_is_caught(text: str) -> None:
    assert checks.bad_article(text)


@pytest.mark.parametrize(
    "text", ["a boat", "an old house", "an hour", "a unicorn", "a one-eyed cat", "an owl", "a sheep"]
)
def test_a_right_article_passes(text: str) -> None:
    assert not checks.bad_article(text)


@pytest.mark.parametrize(
    "text",
    ["the boats waits here", "The boat wait.", "the old boats is gone", "a bird sing", "the children was here"],
)
def test_a_verb_of_the_wrong_number_is_caught(text: str) -> None:
    assert checks.bad_agreement(text)


@pytest.mark.parametrize(
    "text",
    [
        "the boats drift away", "The boat drifts past.", "a strange dream lets the boat drift", "one of the boats drifts",
        "the sea and the boat drift", "did the bird sing", "the bunch of grapes holds a window", "the boats are gone",
        "the boat waits", "the light rests on the back of a chair",
    ],
)  # fmt: skip
def test_a_verb_that_may_be_right_passes(text: str) -> None:
    assert not checks.bad_agreement(text)


def test_doubled_words_are_caught_unless_the_artist_doubled_them() -> None:
    assert checks.doubled("the the sea") == ("the",)
    assert checks.doubled("rain on\non the roof") == ("on",)
    assert not checks.doubled("all that that night had had")
    assert not checks.doubled("knock knock, by the sea", "knock knock")


@pytest.mark.parametrize(
    "text",
    [
        "the sea goes on and on, the sea goes on and on", "It is late. It is late.", "a veil of spray, and\nthe boat.\nthe boat",
    ],
)  # fmt: skip
def test_loops_are_caught(text: str) -> None:
    assert checks.loops(text)


def test_a_refrain_of_three_words_passes() -> None:
    assert not checks.loops("On the water a boat waits.\nOn the water a bird calls.\nOn the water nothing moves.")


@pytest.mark.parametrize(
    "text",
    [
        "the (sea",
        "sea)",
        "“the sea",
        '"the sea',
        "the sea ,",
        "the sea,, blue",
        "{who} walks",
        "the a sea",
        "sea.. ",
        "sea….",
    ],
)
def test_torn_signs_are_caught(text: str) -> None:
    assert checks.bad_signs(text)


def test_whole_signs_pass() -> None:
    assert not checks.bad_signs('She said “no”, then "yes" (twice); nothing more... or so—\nit seemed,\nto us.')


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("titles", "Before the Harbor Wakes", "before the harbor wakes"),
        ("titles", "Boat with a Patched Sail", "Boat with a patched sail."),
        ("haiku", "a\nb\nc", "a\nb"),
        ("quatrain", "A sea,\na sky,\na boat\ngoes by.", "A sea,\na sky,\na boat\ngoes by"),
        ("poem", "A sea.\nA sky.\nA boat\ngoes by.", "a sea.\nA sky.\nA boat\ngoes by."),
        ("story", "The sea waits. A boat comes. It is late.", "The sea waits. a boat comes. It is late."),
        ("scenes", "The sea waits.\nA boat comes.\nIt is late.", "The sea waits.\n\nA boat comes."),
        ("prompts", "sea, in fog", "sea, in fog."),
        ("prompts", "sea at dusk", "the sea at dusk"),
    ],
)
def test_each_form_has_its_capitals_stops_and_lines(form: str, good: str, bad: str) -> None:
    assert not checks.bad_form(good, form, "sea")
    assert checks.bad_form(bad, form, "sea")


def test_a_haiku_has_five_seven_and_five_syllables() -> None:
    assert checks.is_haiku("an old silent pond\na frog jumps into the pond\nsplash silence again")
    assert not checks.is_haiku("an old pond\na frog jumps into the pond\nsplash silence again")


def test_what_the_artist_named_must_be_said() -> None:
    about = brief("boats and a lighthouse by the kayak", "poem", ("kayak",))
    full = "The boat waits under the lighthouse. Kayaks drift."
    assert checks.coverage(full, about) == 1.0
    assert not checks.says_too_little(full, "poem", about)
    assert checks.says_too_little("The boat waits under the lighthouse.", "poem", about)
    assert not checks.says_too_little("The Boat", "titles", about)
    assert checks.says_too_little("Evening", "titles", about)
    assert not checks.says_too_little("Evening.", "poem", brief("nothing known"))


def test_all_faults_of_a_text_are_named() -> None:
    found = checks.faults("the the an boat (drift", "poem", brief("lighthouse"))
    assert {"article", "doubled", "signs", "form", "missing"} <= set(found)


def test_the_artists_own_line_is_not_judged() -> None:
    line = "a old boat ,, (and and"
    assert checks.faults(f"{line}, in fog", "prompts", brief(line, "prompts")) == ()


def test_what_the_rules_write_passes() -> None:
    rng = random.Random(4)
    known = list(lore.concepts().values())
    for _ in range(60):
        things = tuple(rng.sample(known, 3))
        about = Brief(f"{things[0].one} and {things[1].one}", things, 2, form="prompts")
        draft = prompts.compose(about, rng)
        assert draft is None or checks.faults(draft.text, "prompts", about) == (), draft


@pytest.mark.parametrize(
    ("line", "nouns"),
    [
        ("a red kayak on the fjord", ("kayak", "fjord")), ("my grandmother's loom", ("loom",)), ("my grandmother's garden", ()),
        ("the fox jumps over the lazy dog", ()), ("a plaid coat in the rain", ("plaid coat",)), ("wolves", ()),
        ("an astronaut drinking coffee on a glacier", ()), ("insomnia", ()), ("hope after the storm", ()), ("a quiet room in Lisbon", ("Lisbon",)),
        ("the harpsichord nobody uses anymore", ("harpsichord",)), ("a toaster in the bathtub", ("toaster",)), ("my brother's bicycle", ()),
        ("the robot gardener", ("robot gardener",)), ("robot gardener", ()), ("the lonely lighthouse keeper", ("lighthouse keeper",)),
        ("moon over the parking lot", ("parking lot",)), ("an empty swimming pool", ("swimming pool",)), ("her wedding dress", ("wedding dress",)),
        ("chess players in the park", ("chess players",)), ("a letter never sent", ()), ("the fall of rome", ()), ("a sleeping giant", ()),
        ("sunday morning pancakes", ("pancakes",)), ("the sea inside a teacup", ("teacup",)),
        ("flour on her hands", ("flour",)), ("the color of rust", ("rust",)), ("velvet curtains", ()), ("don't wake the baby", ()), ("how to fold a map", ()),
        ("the night watchman", ("night watchman",)), ("the bridge in my winter coat", ("winter coat",)), ("a mouse-sized umbrella", ()),
        ("grandmother's sewing box", ("sewing box",)), ("a blue door in Elvas", ("Elvas",)), ("the quarry in July", ("quarry",)), ("Paris", ("Paris",)), ("a mirror nobody dusts", ()),
        ("the beekeeper's twin", ("beekeeper", "twin")), ("the football pitch", ("football pitch",)),
    ],
)  # fmt: skip
def test_nouns_that_lore_does_not_know(line: str, nouns: tuple[str, ...]) -> None:
    assert unknown_nouns(line) == nouns


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("ghosts of the station", ["ghost", "station"]), ("three boats", ["boat"]), ("my brother's bicycle", ["brother", "bicycle"]),
        ("the orange cat", ["cat"]), ("an orange on a blue plate", ["orange", "plate"]), ("to bear the cold", []), ("a bear in the cold", ["bear"]),
        ("watch the sea", ["sea"]), ("I wish for snow", ["snow"]), ("the well", ["well"]), ("I feel well today", []),
        ("a plaid coat at dusk", ["dusk"]), ("paper boats in the rain", ["rain"]), ("a staircase to nowhere", ["staircase", "nowhere"]),
        ("swallow the night", ["night"]), ("a swallow at night", ["swallow", "night"]),
    ],
)  # fmt: skip
def test_what_a_line_names(line: str, ids: list[str]) -> None:
    assert [c.id for c in named_beside(line, unknown_nouns(line))] == ids
