"""Answers of the built-in muses: developments that keep the line, differ, contradict nothing and can be painted; who writes
which form."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from keeping_kit import KeepingContext

from studio.art.catalog import find
from studio.art.generators.scenes.sampling import vary
from studio.art.muse import brief as briefs
from studio.art.muse import choose
from studio.art.muse.answer import answer
from studio.art.muse.catalog import FORM, MUSES, OF_PICTURE
from studio.art.muse.concepts import Concepts
from studio.art.words.lexicon import find as find_words
from studio.art.words.lexicon import words_of
from studio.art.words.reader import read
from studio.core.errors import UserError
from studio.core.picture import ImageRef
from studio.core.words import Variant
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine

LINES = ("a sailing boat on a quiet lake", "Manhattan towers", "apples on a table", "my grandmother's garden",
         "snow on the fir trees", "an empty chair by the window")  # fmt: skip


class Kept(KeepingContext):
    """Remembers what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[int, str] = {}
        self.told: list[str] = []

    def say(self, text: str, number: int = 0) -> None:
        self.said[number] = text

    def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
        self.told.append(note)


@cache
def context() -> Kept:
    return Kept()


def ask(line: str, seed: int = 1, count: int = 5, form: str = "prompts", **more: object) -> tuple[Variant, ...]:
    given: dict[str, object] = {"lang": "auto", "voice": "concepts", "boldness": 0.5} | more
    return answer(context(), text=line, count=count, seed=seed, form=form, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", LINES)
def test_five_different_developments_keep_the_line(line: str) -> None:
    made = ask(line)
    texts = [v.text for v in made]
    assert len(set(texts)) == 5
    assert all(t.startswith(line) and len(t) > len(line) + 8 for t in texts)
    assert all(v.tags and v.parts[0].text == line and "".join(p.text for p in v.parts) == v.text for v in made)
    assert len({axis for v in made for axis, _ in v.tags}) >= 3
    phrases = [phrase for v in made for _, phrase in v.tags]
    assert max(phrases.count(p) for p in phrases) <= 2


def test_the_same_seed_asks_the_same_and_another_asks_otherwise() -> None:
    assert ask(LINES[0], 4) == ask(LINES[0], 4)
    assert ask(LINES[0], 4) != ask(LINES[0], 5)


def test_a_line_without_a_thing_gets_scenes_that_carry_it() -> None:
    made = ask("loneliness")
    assert all(v.text.startswith("loneliness: ") for v in made)
    assert len({v.text.split(",")[0] for v in made}) >= 2


@pytest.mark.parametrize("line", LINES)
def test_snow_and_rain_do_not_meet(line: str) -> None:
    """In nothing of which answers are chosen; where neither is named, neither is painted."""
    brief = briefs.make(context(), line, "prompts")
    for seed in range(6):
        drafts = choose.sound(Concepts().drafts(context(), brief, 10, seed=seed), brief, ())
        assert len(drafts) >= 8
        for text in (d.text for d in drafts):
            if not {"snow", "rain"} & {name for hit in find_words(words_of(text)) for name in hit.concept.effects}:
                continue
            reading = read(context(), text)
            said = {n: float(reading.values[n]) for n in ("snow", "rain") if n in reading.mentioned}
            assert min(said.get("snow", 0.0), said.get("rain", 0.0)) < 0.3, text


def test_winter_is_painted_in_snow() -> None:
    reading = read(context(), "a village in winter under fresh snow")
    assert float(vary(reading.values, reading.mentioned, 3)["snow"]) > 0.3


@pytest.mark.parametrize("line", LINES)
def test_it_proposes_nothing_that_the_painter_lacks(line: str) -> None:
    missing = set(read(context(), line).notes)
    for v in ask(line):
        assert set(read(context(), v.text).notes) <= missing, v.text


@pytest.mark.parametrize(
    ("line", "count"), [("", 5), ("  ", 5), ("...", 5), ("\u200b\x00", 5), ("boat", 0), ("boat", 21)]
)
def test_nonsense_is_refused(line: str, count: int) -> None:
    with pytest.raises(UserError):
        ask(line, 1, count)


def test_what_was_chosen_is_said_and_a_long_text_is_told() -> None:
    ctx = context()
    ctx.said.clear()
    made = ask("the sea at dusk " * 400)
    assert [ctx.said[k] for k in range(len(made))] == [v.text for v in made]
    assert any("first" in note and "left out" in note for note in ctx.told)


class Talking(Concepts):
    """Rules that say eight drafts on the way, as a network does."""

    def drafts(self, ctx, brief, number, *, seed, temperature=0.0, top_p=1.0):  # type: ignore[no-untyped-def]
        made = super().drafts(ctx, brief, number, seed=seed)
        for k, draft in enumerate(made[:8]):
            ctx.say(draft.text, k)
        return made


@pytest.mark.parametrize(("form", "count"), [("story", 1), ("titles", 3), ("scenes", 4)])
def test_no_more_texts_are_seen_coming_than_were_asked_for(
    form: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, str]] = []
    ctx = Kept()
    monkeypatch.setattr(ctx, "say", lambda text, number=0: said.append((number, text)))
    monkeypatch.setattr("studio.art.muse.answer.Concepts", Talking)
    made = answer(ctx, text="an old lighthouse in the storm", count=count, seed=2, form=form, lang="en", boldness=0.5,
                  voice="concepts")  # fmt: skip
    assert {k for k, _ in said} == set(range(count)) and len(said) > len(made)
    assert all("\n" not in text for _, text in said)


def test_scenes_are_one_story_in_its_order() -> None:
    made = ask("an old lighthouse in the storm", form="scenes", count=4)
    assert [v.tags for v in made] == [(("scene", str(k)),) for k in range(1, len(made) + 1)] and 3 <= len(made) <= 4
    assert all("\n" not in v.text and not v.text[0].isdigit() for v in made)


@pytest.mark.parametrize("form", [f for f in FORM.ids if f not in OF_PICTURE])
@pytest.mark.parametrize("line", ["a red kayak on the fjord", "雪夜里的灯塔"])
def test_every_form_answers_in_the_language_of_the_line(form: str, line: str) -> None:
    made = ask(line, form=form, count=2)
    assert made
    for v in made:
        han = sum("\u4e00" <= c <= "\u9fff" for c in v.text)
        assert (han > 0) == (line[0] > "\u4e00"), v.text


@pytest.mark.parametrize("form", OF_PICTURE)
def test_forms_of_a_picture_look_at_it_without_a_line(form: str) -> None:
    picture = np.full((64, 96, 4), 255, np.uint8)
    picture[32:, :, :3] = (30, 60, 120)
    made = ask("", form=form, count=2, picture=picture)
    assert made and all(v.text for v in made)
    with pytest.raises(UserError):
        ask("", form=form)


def test_the_engine_answers_with_what_was_said_on_the_way() -> None:
    heard: list[msg.Message] = []
    for spec in MUSES:
        if spec.impl == "studio.art.muse.answer:answer":
            heard.clear()
            asked = Request.make(spec.key, {"form": "titles"}, text="boats", count=1, seed=3)
            made = Engine(find).run_now(asked, heard.append)
            said = [m for m in heard if isinstance(m, msg.Said)]
            assert len(made) == 1 and said and isinstance(heard[-1], msg.Finished), spec.id


def test_a_request_with_wishes_and_a_picture_is_a_value() -> None:
    picture = ImageRef.of(np.zeros((4, 4, 4), np.uint8))
    one, two = (
        Request.make("muse/concepts", {}, text="a", count=1, seed=1, picture=picture, facts="{}") for _ in range(2)
    )
    assert one == two


def test_what_a_line_denies_is_not_what_it_names() -> None:
    brief = briefs.make(context(), "no wind in the harbour", "scenes")
    assert "wind" not in {c.id for c in brief.things} and "harbor" in {c.id for c in brief.things}
