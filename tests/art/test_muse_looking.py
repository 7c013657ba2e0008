"""The muse that looks: what it measures is there, what it says is known, and it can be used."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from keeping_kit import KeepingContext, keeping

from studio.art.generators.scenes.job import imagine
from studio.art.muse.looking import facts as known_facts
from studio.art.muse.looking import oklab, pigments, say, techniques, wheel
from studio.art.muse.looking.answer import look
from studio.art.muse.looking.color_words import word_color
from studio.art.muse.looking.explain import chosen_for
from studio.art.muse.looking.measure import Measures, measure
from studio.core.errors import UserError
from studio.core.guides import BY_ID
from studio.core.picture import Pixels
from studio.core.progress import DirectContext
from studio.core.recipe import Recipe
from studio.core.words import Variant

FORMS = ("notes", "label", "explanation", "palette", "composition")
H, W = 240, 320
Y, X = np.mgrid[0:H, 0:W]
ORANGE, BLUE = (230, 130, 40), (40, 90, 180)
HAN = re.compile(r"[\u4e00-\u9fff]")
LINES = (
    "a sailing boat on a quiet lake at sunset", "apples and a jug on a table, oil", "an empty chair by the window",
    "snow on the fir trees, ink", "a village in the mountains in autumn", "abstract circles and lines",
)  # fmt: skip


def rgba(rgb: Any) -> Pixels:
    color = np.clip(np.asarray(rgb, np.float64), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([color, np.full(color.shape[:2], 255, np.uint8)]))


def parted(where: Any, yes: Any, no: Any) -> Pixels:
    return rgba(np.where(np.asarray(where)[..., None], np.array(yes, float), np.array(no, float)))


@lru_cache(maxsize=16)
def scene(line: str, seed: int = 5) -> tuple[Pixels, Recipe]:
    """A picture of the scene painter, small, with its recipe."""
    made = imagine(DirectContext(), text=line, width=224, height=160, seed=seed)
    return made.pixels, Recipe("generator", "scenes", 224, 160, seed, line, dict(made.params))


def ask(form: str, picture: Pixels | None = None, line: str = "", lang: str = "en", facts: str = "", count: int = 5,
        seed: int = 1) -> tuple[Variant, ...]:  # fmt: skip
    return look(keeping(), form=form, line=line, lang=lang, picture=picture, facts=facts, count=count, seed=seed)


def layered(recipe: Recipe | None = None, **more: Any) -> str:
    layer = {"name": "A", "origin": "generated", "share": 0.8, "touched": False} | (
        {"recipe": recipe.to_dict()} if recipe is not None else {}
    )
    hand = {"name": "B", "origin": "hand", "share": 0.2, "touched": False}
    return json.dumps(
        {"title": "evening", "year": 2026, "size": [1024, 768], "hand": 0.2, "layers": [layer, hand]} | more
    )


# -- colors ------------------------------------------------------------------------------------------------------------


def test_each_pigment_has_a_name_of_its_own_in_both_languages() -> None:
    known = pigments.pigments()
    assert len(known) >= 120
    assert len({p.name for p in known}) == len({p.zh for p in known}) == len({p.rgb for p in known}) == len(known)
    assert all(HAN.search(p.zh) and p.name.isascii() for p in known)
    for pigment in known:
        assert pigments.nearest(pigment.rgb) is pigment


@pytest.mark.parametrize(("rgb", "name"), [
    ((0, 0, 0), "lamp black"), ((255, 255, 255), "titanium white"), ((205, 30, 40), "cadmium red"),
    ((43, 58, 150), "ultramarine"), ((182, 130, 62), "raw sienna"), ((176, 208, 178), "celadon"),
])  # fmt: skip
def test_colors_are_called_what_painters_call_them(rgb: tuple[int, int, int], name: str) -> None:
    assert pigments.nearest(rgb).name == name


def test_oklch_comes_back_and_too_strong_colors_keep_hue_and_lightness() -> None:
    rng = np.random.default_rng(3)
    for rgb in rng.integers(0, 256, (60, 3)):
        color = (int(rgb[0]), int(rgb[1]), int(rgb[2]))
        back = oklab.rgb_of(*oklab.lch_of(color))
        assert max(abs(a - b) for a, b in zip(color, back, strict=True)) <= 1
    light, chroma, hue = oklab.lch_of(oklab.rgb_of(0.6, 0.5, 140))
    assert chroma < 0.3 and light == pytest.approx(0.6, abs=0.01) and hue == pytest.approx(140, abs=2)


@pytest.mark.parametrize(
    ("one", "other"), [("cadmium red", "green"), ("cadmium orange", "blue"), ("lemon yellow", "violet")]
)
def test_opposites_are_those_of_the_painters_circle(one: str, other: str) -> None:
    pigment = pigments.named(one)
    assert pigment is not None
    angle = wheel.angle_of(oklab.lch_of(pigment.rgb)[2])
    assert wheel.name_at(angle + 180, "en") == other
    assert wheel.apart(wheel.angle_of(wheel.hue_at(angle)), angle) < 0.5


@pytest.mark.parametrize(("words", "near"), [
    ("sea green", (79, 145, 128)), ("pale gold", (230, 200, 130)), ("wet slate", (70, 82, 92)), ("rose", (210, 89, 122)),
])  # fmt: skip
def test_words_of_the_lore_have_colors(words: str, near: tuple[int, int, int]) -> None:
    color = word_color(words)
    assert color is not None and oklab.distance(color, near) < 0.12
    assert word_color("quietly") is None


# -- measures ----------------------------------------------------------------------------------------------------------


def test_two_opposites_are_seen_as_such() -> None:
    m = measure(parted(X < W / 2, ORANGE, BLUE))
    assert m.colors.harmony == "complementary"
    assert {c.pigment.name for c in m.colors.main} == {"cadmium orange", "cobalt blue"}
    assert all(c.share == pytest.approx(0.5, abs=0.02) for c in m.colors.main)
    assert m.colors.warm == pytest.approx(0.5, abs=0.02) and m.colors.cool == pytest.approx(0.5, abs=0.02)


def _triad() -> Pixels:
    return rgba(np.where((X < 107)[..., None], (210, 40, 40), np.where((X < 214)[..., None], (240, 210, 50), BLUE)))


@pytest.mark.parametrize(("picture", "harmony"), [
    (_triad(), "triadic"),
    (rgba(np.linspace(0.2, 1, W)[None, :, None] * np.array([60, 110, 220.0]) * np.ones((H, 1, 1))), "monochrome"),
    (parted(X < W / 2, (210, 60, 40), (230, 140, 50)), "analogous"),
    (rgba(np.linspace(0, 255, W)[None, :, None] * np.ones((H, 1, 3))), "none"),
    (parted((X - 160) ** 2 + (Y - 120) ** 2 < 30**2, (200, 60, 40), (128, 128, 128)), "gray"),
])  # fmt: skip
def test_harmonies_are_told_apart(picture: Pixels, harmony: str) -> None:
    assert measure(picture).colors.harmony == harmony


@pytest.mark.parametrize("place", [0.2, 0.3, 0.5, 0.66, 0.75])
def test_a_level_line_is_found_where_it_is(place: float) -> None:
    found = measure(parted(place * H > Y, (190, 215, 235), (70, 90, 60))).layout.horizon
    assert found == pytest.approx(place, abs=0.02)


def test_where_no_line_goes_through_none_is_claimed() -> None:
    noise = rgba(np.random.default_rng(1).normal(128, 20, (H, W, 3)))
    assert measure(noise).layout.horizon is None
    half = parted((Y < 120) & (X < 160), (230, 230, 230), (60, 60, 60))  # an edge that ends in the middle
    assert measure(half).layout.horizon is None
    assert measure(parted(X < 160, ORANGE, BLUE)).layout.horizon is None


def test_the_horizon_of_a_painted_sea_goes_up_with_its_factor() -> None:
    found = []
    for factor, seed in ((0.25, 2), (0.45, 1), (0.7, 1)):
        calm = {"framing": 0.0, "boats": 0.0, "cliffs": 0.0, "fog": 0.0, "storm": 0.0, "daytime": 0.5, "cloud": 0.1}
        made = imagine(DirectContext(), text="the open sea at noon, calm", width=192, height=144, seed=seed,
                       horizon=factor, medium="gouache", **calm)  # fmt: skip
        horizon = measure(made.pixels).layout.horizon
        assert horizon is not None
        found.append(horizon)
    assert found[0] > found[1] + 0.05 > found[2] + 0.1


@pytest.mark.parametrize(("sign", "index"), [(1, 1), (-1, 3)])
def test_slanting_stripes_are_told_apart(sign: int, index: int) -> None:
    lay = measure(parted(((X + sign * Y) // 20) % 2 == 0, (200, 200, 200), (60, 60, 60))).layout
    assert lay.directions[index] > 0.9
    fits = dict(lay.guides)
    assert (fits["diagonal"] > 0.5) == (index == 1)  # the guide rises to the right


@pytest.mark.parametrize(("x", "y", "side"), [(0.67, 0.33, "right"), (0.3, 0.6, "left")])
def test_the_eye_goes_to_a_light_spot_in_the_dark(x: float, y: float, side: str) -> None:
    rng = np.random.default_rng(2)
    ground = np.array([60, 70, 110.0]) + rng.normal(0, 3, (H, W, 1))
    spot = (X - x * W) ** 2 + (Y - y * H) ** 2 < 18**2
    m = measure(rgba(np.where(spot[..., None], (250, 230, 120), ground)))
    assert m.layout.focus == pytest.approx((x, y), abs=0.03)
    assert m.layout.pull > 0.6 and m.layout.focus_contrast > 3
    assert (m.layout.right > 0.7) == (side == "right")


def test_light_and_dark_are_told_on_the_painters_scale() -> None:
    halves = measure(parted(Y < 120, (250, 250, 250), (20, 20, 20))).values
    assert halves.contrast == "strong" and halves.light > 9.5 and halves.dark < 1.2
    assert halves.lightest[0] == "upper" and halves.darkest[0] == "lower"
    assert measure(parted(X < 20, (60, 60, 60), (225, 225, 225))).values.key == "high"
    assert measure(parted(X < 20, (225, 225, 225), (60, 60, 60))).values.key == "low"
    lit = measure(parted(X < 160, (220, 220, 220), (90, 90, 90))).values
    assert lit.fall > 3


def test_symmetry_and_a_dark_frame() -> None:
    framed = measure(parted((X < 50) | (X > 270) | (Y < 40), (30, 40, 30), (220, 220, 200))).layout
    assert framed.mirror > 0.95 and framed.guides[0][0] == "frame"
    assert measure(parted(X < 160, (220, 220, 220), (90, 90, 90))).layout.mirror < 0


def test_hidden_pixels_do_not_count_and_nothing_is_no_picture() -> None:
    picture = parted(X < 160, ORANGE, BLUE)
    picture[:, 160:, 3] = 0
    m = measure(picture)
    assert [c.pigment.name for c in m.colors.main] == ["cadmium orange"] and m.covered == pytest.approx(0.5, abs=0.01)
    picture[..., 3] = 0
    with pytest.raises(UserError, match="empty"):
        measure(picture)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (900, 7), (37, 41)])
@pytest.mark.parametrize("form", FORMS)
def test_odd_sizes_are_looked_at_too(form: str, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(4)
    picture = rgba(rng.integers(0, 255, (*size, 3)))
    lines = {"explanation": "impasto", "palette": "night", "composition": "night"}
    assert ask(form, picture, line=lines.get(form, ""), count=2)


def test_an_even_ground_is_told_to_be_one() -> None:
    ground = rgba(np.full((40, 60, 3), 255))
    for form in ("palette", "composition"):
        with pytest.raises(UserError, match="one even ground"):
            ask(form, ground)
        alone = ask(form, line="night", count=2)
        assert [v.text for v in ask(form, ground, line="night", count=2)] == [v.text for v in alone]
    assert "only an even ground so far, of titanium white" in ask("label", ground)[0].text
    assert "There is only a ground so far" in ask("notes", ground)[0].text
    told = ask("notes", ground)[0].text
    assert "of this one value" in told and "steps of value" not in told


def test_a_picture_that_was_opened_is_called_one() -> None:
    pixels, _ = scene(LINES[0])
    facts = json.dumps({"title": "lake", "layers": [{"origin": "picture", "share": 1.0}]})
    assert ask("label", pixels, facts=facts)[0].text.split("\n")[1] == "Digital picture"


# -- all forms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", FORMS)
def test_answers_differ_are_clean_and_come_again(form: str, lang: str) -> None:
    for line in LINES:
        pixels, recipe = scene(line)
        facts = layered(recipe)
        made = ask(form, pixels, lang=lang, facts=facts, count=4)
        texts = [v.text for v in made]
        assert 1 < len(texts) <= 4 and len(set(texts)) == len(texts), line
        assert made == ask(form, pixels, lang=lang, facts=facts, count=4)
        for variant in made:
            text = variant.text
            assert not re.search(r"[{}]|  | [,.;:!?]|\.\.|,,|None|nan", text), text
            assert text == text.strip()
            if variant.parts:
                assert "".join(p.text for p in variant.parts) == text
            assert (len(HAN.findall(text)) > 8) == (lang == "zh"), text
            told = text.replace(line, "").replace(line.capitalize(), "").replace(line[0].upper() + line[1:], "")
            if lang == "en":
                assert not re.search(r"\b(a) [aeio]\w+", told), text
                assert not re.search(r"\b(\w+) \1\b", told), text
            else:
                assert not re.search(r"[,;:!?] |。。|，，|，。", told.replace(" %", "")), text


def test_the_language_follows_the_line() -> None:
    assert HAN.search(ask("palette", line="月光下的海", lang="auto")[0].text)
    assert not HAN.search(ask("palette", line="the sea by moonlight", lang="auto")[0].text)


@pytest.mark.parametrize("form", FORMS)
def test_without_line_and_picture_there_is_nothing_to_say(form: str) -> None:
    with pytest.raises(UserError):
        ask(form)


def test_answers_are_told_as_they_come() -> None:
    class Listening(KeepingContext):
        def __init__(self) -> None:
            super().__init__()
            self.heard: dict[int, str] = {}

        def say(self, text: str, number: int = 0) -> None:
            self.heard[number] = text

    ctx = Listening()
    made = look(ctx, form="palette", line="dusk", lang="en", picture=None, facts="", count=3, seed=1)
    assert ctx.heard == {n: v.text for n, v in enumerate(made)}


# -- notes -------------------------------------------------------------------------------------------------------------


def test_notes_tell_facts_first_and_a_comment_apart() -> None:
    pixels, recipe = scene(LINES[0])
    note = ask("notes", pixels, facts=layered(recipe), count=1)[0]
    assert note.text.index("Facts\n") < note.text.index("Colors:") < note.text.index("\n\nComment\n")
    axes = [p.axis for p in note.parts if p.axis]
    assert axes == ["facts"] * (len(axes) - 1) + ["comment"]
    subject = next(p.text for p in note.parts if p.title == "Subject")
    assert "at sunset" in subject and LINES[0] in subject
    made = next(p.text for p in note.parts if p.title == "Made as")
    assert "20 % of what is seen by hand" in made and "the generator “Scenes”" in made


def test_figures_in_notes_are_those_that_were_measured() -> None:
    for line in LINES:
        pixels, _recipe = scene(line)
        m = measure(pixels)
        text = ask("notes", pixels, count=1)[0].text
        for color in m.colors.main:
            assert f"{color.pigment.name} {say.percent(color.share)}" in text
        assert f"the median is {m.values.middle:.1f}" in text
        assert ("strongest level line" in text) == (m.layout.horizon is not None)


def test_without_a_recipe_only_what_was_measured_is_told() -> None:
    for line in LINES:
        pixels, _recipe = scene(line)
        for note in ask("notes", pixels):
            assert not re.search(r"recipe|generat|by hand|painted|styliz", note.text.replace("how and by whom", ""))
            assert "Not known" in note.text and line not in note.text


def test_a_focus_that_sinks_in_its_surroundings_gets_a_comment() -> None:
    ramp = np.linspace(40, 215, H)[:, None, None] * np.ones((1, W, 3))
    spot = ((X - 200) ** 2 + (Y - 120) ** 2 < 26**2)[..., None]
    light = np.where(spot, ramp + np.array([70, -35, -55]), ramp)  # red, as light as the gray around it
    comments = " ".join(v.parts[-1].text for v in ask("notes", rgba(light)))
    assert "by its color and hardly by its light" in comments
    strong = np.where(spot, 250, np.minimum(ramp, 120))
    comments = " ".join(v.parts[-1].text for v in ask("notes", rgba(strong)))
    assert "The focus holds" in comments and "hardly by its light" not in comments


def test_a_blank_picture_is_called_a_ground() -> None:
    (note,) = ask("notes", rgba(np.full((H, W, 3), 120)))
    assert "only a ground so far" in note.text


def test_a_stylized_picture_names_its_style() -> None:
    pixels, recipe = scene(LINES[0])
    style = Recipe("style", "painter", 224, 160, 3, "", {}, sources={
        "content": {"recipe": recipe.to_dict()}, "style": {"style": "night-swirls"},
    })  # fmt: skip
    facts = json.dumps({"size": [224, 160], "hand": 0.0, "layers": [
        {"name": "S", "origin": "stylized", "share": 1.0, "touched": False, "recipe": style.to_dict()}]})  # fmt: skip
    text = ask("notes", pixels, facts=facts, count=1)[0].text
    assert "“Night swirls”" in text and "the method “Painter”" in text and "at sunset" in text
    told = ask("explanation", pixels, facts=facts, count=1)[0]
    assert told.tags == (("technique", "van-gogh"),)


def test_damaged_facts_are_refused_or_left_out() -> None:
    pixels, _recipe = scene(LINES[0])
    with pytest.raises(UserError, match="no JSON"):
        ask("notes", pixels, facts="{")
    odd = json.dumps({"title": 7, "size": ["a", 2], "layers": [3, {"origin": "x", "share": 4, "recipe": {"a": 1}}]})
    assert "Size: 224 × 160 px" in ask("notes", pixels, facts=odd, count=1)[0].text
    assert known_facts.read("[1]") == known_facts.Known()


def test_a_recipe_alone_is_read_as_a_picture_of_one_layer() -> None:
    pixels, recipe = scene(LINES[0])
    known = known_facts.read(recipe.to_json())
    assert known.line == LINES[0] and known.hand == 0.0 and len(known.layers) == 1
    assert LINES[0] in ask("notes", pixels, facts=recipe.to_json(), count=1)[0].text


# -- wall labels -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_the_text_of_a_label_has_fifty_to_seventy_words(known: bool) -> None:
    for seed, line in enumerate(LINES):
        pixels, recipe = scene(line)
        facts = layered(recipe) if known else ""
        for label in ask("label", pixels, facts=facts, seed=seed, count=4):
            assert 50 <= say.words(label.text.split("\n\n")[1]) <= 70, label.text
        for label in ask("label", pixels, facts=facts, seed=seed, lang="zh", count=4):
            assert 75 <= say.characters(label.text.split("\n\n")[1]) <= 130, label.text


def test_a_label_states_title_medium_and_size_truthfully() -> None:
    pixels, recipe = scene(LINES[0])
    head = ask("label", pixels, facts=layered(recipe, artist="Wei Lin"), count=1)[0].text.split("\n\n")[0].splitlines()
    assert head[0] == "Wei Lin" and head[1] == "Evening, 2026" and head[3] == "1024 × 768 px"
    assert head[2].startswith("Digital painting: generated layer") and "20 % of what is seen by hand" in head[2]
    bare = ask("label", pixels, count=1)[0].text.split("\n\n")[0].splitlines()
    assert bare == ["Untitled", "Digital picture", "224 × 160 px"]


def _painted_over(recipe: Recipe, **more: Any) -> str:
    layer = {"name": "A", "origin": "generated", "share": 1.0, "touched": True, "recipe": recipe.to_dict()} | more
    return json.dumps(
        {"size": [9, 9], "hand": more.get("hand", 0.0), "hand_least": "hand" not in more, "layers": [layer]}
    )


def test_a_layer_that_was_painted_over_says_how_much_or_that_no_one_knows() -> None:
    pixels, recipe = scene(LINES[0])
    told = ask("label", pixels, facts=_painted_over(recipe, hand=0.34), count=1)[0].text
    assert "generated layer in the manner of" in told and "painted over by hand (34 % of its area by hand)" in told
    unknown = ask("label", pixels, facts=_painted_over(recipe), count=3)
    assert all("painted over by hand" in v.text and "% of" not in v.text for v in unknown)
    assert "was not recorded" in ask("notes", pixels, facts=_painted_over(recipe), count=1)[0].text


# -- explanations ------------------------------------------------------------------------------------------------------


def test_the_library_is_complete_in_both_languages() -> None:
    library = techniques.techniques()
    assert len(library) >= 40
    for t in library.values():
        for lang, told in (("en", t.en), ("zh", t.zh)):
            texts = (told.name, told.what, told.look, told.who, told.exercise, *told.how)
            assert all(texts) and 4 <= len(told.how) <= 8, t.id
            assert all(bool(HAN.search(x)) == (lang == "zh") for x in texts), t.id
        assert 15 <= say.words(t.en.what) <= 70 and t.see in techniques.SEE


@pytest.mark.parametrize(("line", "id_"), [
    ("impasto", "impasto"), ("explain pointillism to my class", "pointillism"), ("wet in wet", "wet-in-wet"),
    ("梵高", "van-gogh"), ("什么是明暗法？", "chiaroscuro"), ("水墨", "ink-wash"), ("Hokusai's waves", "woodblock"),
    ("how do I make far things look far away", "aerial-perspective"), ("tones that melt into each other like smoke", "sfumato"),
    ("a picture made of little stones and glass cubes", "mosaic"), ("怎样画出远近", "aerial-perspective"),
    ("cutting shapes from colored paper", "collage"), ("怎么把颜料堆厚", "impasto"),
])  # fmt: skip
def test_a_technique_is_found_by_name_or_meaning(line: str, id_: str) -> None:
    assert chosen_for(keeping(), None, known_facts.Known(), line)[0].id == id_


def test_answers_tell_it_from_several_sides_and_hold_it_against_the_picture() -> None:
    pixels, _recipe = scene(LINES[0])
    what, how, exercise, history = ask("explanation", pixels, line="impasto", count=4)
    library = techniques.techniques()["impasto"].en
    assert library.what in what.text and "In this picture" in what.text
    assert [line[:2] for line in how.text.splitlines() if line[:1].isdigit()] == [
        f"{n}." for n in range(1, len(library.how) + 1)
    ]
    assert library.exercise in exercise.text and library.who in history.text


def test_the_medium_of_the_recipe_is_explained_where_the_line_is_silent() -> None:
    pixels, recipe = scene("apples and a jug on a table, oil")
    assert ask("explanation", pixels, facts=layered(recipe), count=1)[0].tags == (("technique", "oil"),)
    assert ask("explanation", pixels, count=1)[0].tags[0][1] in techniques.techniques()


def test_a_line_that_means_no_technique_is_refused_without_a_picture() -> None:
    with pytest.raises(UserError, match="Name a style or a technique"):
        ask("explanation", line="pizza with cheese")


# -- palettes ----------------------------------------------------------------------------------------------------------

PALETTE_LINES = (
    "a sailing boat on a quiet lake at sunset",
    "grief",
    "月光下的海",
    "jazz at midnight",
    "first snow",
    "红色的船",
)


def _check(made: tuple[Variant, ...]) -> None:
    assert len({v.colors for v in made}) == len(made) == len({v.text for v in made})
    for v in made:
        assert 5 <= len(v.colors) <= 7, v.text
        assert all(re.fullmatch(r"#[0-9a-f]{6}", c) for c in v.colors)
        assert [axis for axis, _ in v.tags] == ["color"] * len(v.colors) and len(dict.fromkeys(v.tags)) == len(v.tags)
        colors = [oklab.from_hex(c) for c in v.colors]
        gaps = [oklab.distance(a, b) for k, a in enumerate(colors) for b in colors[:k]]
        assert min(gaps) > 0.03, (v.text, v.colors)
        assert "\n" not in v.text


@pytest.mark.parametrize("line", PALETTE_LINES)
def test_palettes_of_a_line_have_a_light_a_dark_and_steps_between(line: str) -> None:
    made = ask("palette", line=line, count=8)
    _check(made)
    assert len(made) == 8
    for v in made:
        lights = sorted(oklab.lch_of(oklab.from_hex(c))[0] for c in v.colors)
        assert lights[-1] > 0.83 and lights[0] < 0.5, (v.text, v.colors)
        assert lights[-1] - lights[0] > 0.42 and max(np.diff(lights)) < 0.42, (v.text, v.colors)
        assert max(oklab.lch_of(oklab.from_hex(c))[1] for c in v.colors) > 0.05


@pytest.mark.parametrize("line", [*LINES, ""])
def test_palettes_of_pictures(line: str) -> None:
    for about in LINES:
        pixels, _recipe = scene(about)
        _check(ask("palette", pixels, line=line, count=7))


def test_the_own_colors_of_a_picture_are_its_own() -> None:
    made = ask("palette", _triad(), count=1)[0]
    own = [oklab.from_hex(c) for c in made.colors]
    for rgb in ((210, 40, 40), (240, 210, 50), BLUE):
        assert min(oklab.distance(rgb, c) for c in own) < 0.03
    lights = [oklab.lch_of(c)[0] for c in own]
    assert lights == sorted(lights, reverse=True)


def test_the_accent_of_the_complementary_palette_lies_across_the_circle() -> None:
    picture = parted(Y < 120, (60, 110, 210), (120, 160, 220))
    told = next(v for v in ask("palette", picture, count=8) if "the opposite of" in v.text)
    accent = wheel.angle_of(oklab.lch_of(oklab.from_hex(told.colors[-1]))[2])
    lead = wheel.angle_of(oklab.lch_of((60, 110, 210))[2])
    assert wheel.apart(accent, lead) > 155 and told.tags[-1][1] in told.text


def test_a_line_that_says_nothing_of_color_is_told_so() -> None:
    assert "names no color" in ask("palette", line="an index of my tax forms", count=1)[0].text
    assert "names no color" not in ask("palette", line="loneliness", count=1)[0].text


def test_a_color_that_the_line_names_is_in_its_palette() -> None:
    own = ask("palette", line="a scarlet boat", count=1)[0]
    scarlet = word_color("scarlet")
    assert scarlet is not None and min(oklab.distance(scarlet, oklab.from_hex(c)) for c in own.colors) < 0.05


def test_a_picture_goes_toward_the_line() -> None:
    pixels, _recipe = scene(LINES[3])  # ink: gray
    own, toward = ask("palette", pixels, line="sunset", count=2)
    assert toward.text.startswith("Half way from the picture to ")

    def chroma(variant: Variant) -> float:
        return sum(oklab.lch_of(oklab.from_hex(c))[1] for c in variant.colors[:5])

    assert chroma(toward) > chroma(own) + 0.08
    _, strong, hue = oklab.lch_of(oklab.from_hex(toward.colors[-1]))
    assert strong > 0.12 and wheel.name_at(wheel.angle_of(hue), "en") in ("orange", "yellow-orange", "red-orange")


def test_a_picture_without_color_is_offered_single_accents() -> None:
    pixels, _recipe = scene(LINES[3])
    for made in ask("palette", pixels, count=7):
        assert "the opposite of" not in made.text and "that leads" not in made.text
        chroma = sorted(oklab.lch_of(oklab.from_hex(c))[1] for c in made.colors)
        assert chroma[-2] < 0.1


# -- compositions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["a boat on the lake", "kayak", "grief", "two lovers on a bench", "waves and gulls", "湖上的小船"]
)
def test_compositions_have_guides_and_place_the_things_of_the_line(line: str) -> None:
    made = ask("composition", line=line, count=10, lang="auto")
    ids = [v.guides for v in made]
    assert len(set(ids)) == 10 and set(ids) <= set(BY_ID)
    wanted = {"a boat on the lake": "boat", "kayak": "kayak", "two lovers on a bench": "the two lovers",
              "waves and gulls": "waves", "湖上的小船": "小船"}.get(line)  # fmt: skip
    if wanted is not None:
        assert all(wanted in v.text.lower() for v in made)
    for v in made:
        assert not re.search(r"\b(lovers|waves|gulls) (stands|takes|makes|breaks|is|stays|lies)\b", v.text), v.text


def test_a_word_that_asks_for_a_change_is_no_thing() -> None:
    assert all("warmer" not in v.text for v in ask("composition", line="warmer", count=10))


def test_what_would_change_is_counted_from_the_picture() -> None:
    picture = parted(Y < 0.5 * H, (190, 215, 235), (70, 90, 60))
    told = {v.guides: v.text for v in ask("composition", picture, count=10)}
    assert "down by 26 % of the height" in told["low-horizon"] and "up by 28 % of the height" in told["high-horizon"]
    assert "lies there already" in told["middle-horizon"]
    spot = parted((X - W / 3) ** 2 + (Y - H / 3) ** 2 < 18**2, (250, 230, 120), (60, 70, 110))
    told = {v.guides: v.text for v in ask("composition", spot, count=10)}
    assert "stands there already" in told["thirds"]
    m: Measures = measure(spot)
    gap = 0.5 - m.layout.focus[0]
    assert f"{100 * gap:.0f} % of the width to the right" in told["center"]
    assert "left third" in told["thirds"] or "upper left crossing" in told["thirds"]
