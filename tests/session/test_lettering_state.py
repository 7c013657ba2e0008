"""Words placed, typed and changed through the session; palettes taken and undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import UserError
from studio.core.settings import Settings
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.document.lettering import Lettering
from studio.document.lettering_layout import Layout
from studio.formats.gimp_palette import read_palette, write_palette
from studio.formats.ora import read_ora, write_ora
from studio.session.lettering import name_of, packed, unpacked
from studio.session.studio import Studio
from studio.session.tools import ColorState

pytestmark = pytest.mark.usefixtures("qapp")
VERSE = "The snow forgets the road.\nA lantern keeps its word"


def told(studio: Studio) -> list[str]:
    return studio.told_all  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def open_(studio: Studio) -> Studio:
    """A session with a white picture of 800 x 600 px."""
    studio.files.new(800, 600, ground=(255, 255, 255))
    return studio


def words(studio: Studio) -> Lettering:
    layer = studio.lettering.current
    assert layer is not None and layer.lettering is not None
    return layer.lettering


class TestPlace:
    def test_words_become_an_active_layer_named_after_them(self, open_: Studio) -> None:
        layer = open_.lettering.place(VERSE, source="muse:transformer")
        document = open_.require_document()
        assert document.active is layer is open_.lettering.current and layer.name == "The snow forgets the road."
        assert layer.origin is Origin.GENERATED and words(open_).text == VERSE
        x, y, width, height = layer.extent or (0, 0, 0, 0)
        assert x > 0 and y > 0 and x + width < 800 and y + height < 600 and width <= 480
        assert abs(x + width / 2 - 400) < 12 and abs(y + height / 2 - 300) < 12
        assert np.any(document.flatten()[y : y + height, x : x + width, :3] < 128)
        document.history.undo()
        assert open_.lettering.current is None

    def test_they_lie_where_they_were_dropped(self, open_: Studio) -> None:
        layer = open_.lettering.place("Evening", (600, 120))
        x, y, width, height = layer.extent or (0, 0, 0, 0)
        assert abs(x + width / 2 - 600) < 80 and abs(y + height / 2 - 120) < 40

    def test_without_a_picture_there_is_a_new_one(self, studio: Studio) -> None:
        studio.lettering.place("Evening")
        assert studio.require_document().width == 96 and studio.lettering.current is not None

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07"])
    def test_no_words_are_refused(self, open_: Studio, text: str) -> None:
        with pytest.raises(UserError, match="no words"):
            open_.lettering.place(text)
        assert len(open_.require_document().layers) == 2

    def test_a_megabyte_is_refused_in_one_sentence(self, open_: Studio) -> None:
        assert not open_.guard(lambda: open_.lettering.place("word " * 210_000))
        assert told(open_)[-1].startswith("Lettering has room for 5,000 characters, not for 1,050,000")
        assert not open_.guard(lambda: open_.lettering.place("x" * 5001))
        open_.lettering.place("x" * 5000)

    def test_words_from_right_to_left_stand_right(self, open_: Studio) -> None:
        open_.lettering.place("12 שלום לכל")
        assert words(open_).align == "right"
        open_.lettering.place("Evening שלום")
        assert words(open_).align == "left"

    def test_a_color_that_cannot_be_read_there_is_not_used(self, open_: Studio) -> None:
        open_.colors.set_foreground((250, 250, 245))
        open_.lettering.place("Evening")
        assert max(words(open_).color) < 60
        open_.colors.set_foreground((150, 20, 30))
        open_.lettering.place("Evening")
        assert words(open_).color == (150, 20, 30)

    def test_a_candidate_that_covers_the_layers_is_put_aside(self, open_: Studio) -> None:
        open_.preview.show("test", np.zeros((600, 800, 4), np.uint8), (0, 0, 800, 600))
        open_.lettering.place("Evening")
        assert open_.preview.pixels is None

    def test_the_words_travel_with_their_source(self) -> None:
        assert unpacked(packed(VERSE, "muse:transformer")) == (VERSE, "muse:transformer")
        assert unpacked(VERSE.encode()) == (VERSE, "elsewhere")
        assert unpacked(b"source: /etc/passwd\nwords") == ("source: /etc/passwd\nwords", "elsewhere")
        assert unpacked(b"\xff\xfe words")[1] == "elsewhere"

    def test_long_first_lines_make_short_names(self) -> None:
        assert name_of("\n\n  A   lantern\nkeeps") == "A lantern"
        assert len(name_of("word " * 50)) <= 32 and name_of(" ") == "Text"


class TestEdit:
    def test_look_and_words_change_as_steps(self, open_: Studio) -> None:
        layer = open_.lettering.place("Evening")
        document, first = open_.require_document(), open_.require_document().flatten()
        open_.lettering.edit(layer, text="Morning", size=40)
        assert (words(open_).text, words(open_).size, layer.name) == ("Morning", 40, "Morning")
        document.history.undo()
        assert words(open_).text == "Evening" and layer.name == "Evening" and np.array_equal(document.flatten(), first)
        document.rename(layer, "Title")
        open_.lettering.edit(layer, text="Noon")
        assert layer.name == "Title"

    def test_words_of_the_muse_that_the_artist_changes_are_told_as_such(self, open_: Studio) -> None:
        layer = open_.lettering.place("Evening", source="muse:rnn")
        open_.lettering.edit(layer, size=60)
        assert not words(open_).edited
        open_.lettering.edit(layer, text="Evenings")
        assert words(open_).edited and words(open_).source == "muse:rnn" and layer.origin is Origin.GENERATED

    def test_a_slider_is_one_step(self, open_: Studio) -> None:
        open_.lettering.place("Evening")
        steps = len(open_.require_document().history.titles)
        for size in range(30, 60):
            open_.lettering.restyle(size=size, merge="size")
        assert len(open_.require_document().history.titles) == steps + 1 and words(open_).size == 59

    def test_the_next_words_look_like_the_last(self, open_: Studio) -> None:
        open_.lettering.place("Evening")
        open_.lettering.restyle(weight=600, align="center", line_spacing=1.6)
        open_.require_document().add_layer()
        assert open_.lettering.current is None and open_.lettering.style.weight == 600
        open_.lettering.place("Morning")
        assert (words(open_).weight, words(open_).align, words(open_).line_spacing) == (600, "center", 1.6)
        open_.settings.save()
        assert Settings(open_.settings.path)["lettering"]["weight"] == 600

    def test_settings_written_by_hand_do_no_harm(self, open_: Studio) -> None:
        open_.settings.set("lettering", {"weight": 10**9, "align": 7, "family": "", "line_spacing": "wide"})
        open_.lettering.place("Evening")
        assert words(open_).weight == 400

    def test_a_layer_without_words_is_refused(self, open_: Studio) -> None:
        layer = open_.require_document().layers[0]
        with pytest.raises(UserError, match="holds no text"):
            open_.lettering.edit(layer, text="x")
        with pytest.raises(UserError, match="holds no text"):
            open_.lettering.begin_typing(layer)

    def test_painting_over_words_is_told(self, open_: Studio) -> None:
        layer = open_.lettering.place("Evening")
        document = open_.require_document()
        stroke = document.begin_stroke(Brush(), (10, 10, 10))
        stroke.to(400, 300)
        stroke.end()
        assert open_.lettering.current is None
        assert told(open_)[-1] == "“Evening” is pixels now, not text any more. Undo makes it text again."
        document.history.undo()
        assert open_.lettering.current is layer

    def test_the_foreground_color_is_that_of_the_words_while_the_text_tool_is_in_hand(self, open_: Studio) -> None:
        open_.lettering.place("Evening")
        first = words(open_).color
        open_.colors.set_foreground((1, 2, 3))
        assert words(open_).color == first
        open_.tools.tool = "text"
        open_.colors.set_foreground((90, 20, 10))
        open_.colors.set_foreground((90, 20, 30))
        assert words(open_).color == (90, 20, 30)
        open_.require_document().history.undo()
        assert words(open_).color == first

    def test_missing_fonts_are_told_when_the_picture_opens(self, open_: Studio, tmp_path: Path) -> None:
        open_.lettering.place("Evening")
        open_.lettering.restyle(family="Grandmother's Hand")
        before = open_.require_document().flatten()
        write_ora(tmp_path / "a.ora", open_.require_document())
        asked: list[int] = []

        def families() -> list[str]:
            asked.append(1)
            return ["Inter", "DejaVu Sans"]

        open_.files.new(100, 100)
        open_.lettering.set_font_source(families)
        assert not asked
        open_.files.open(tmp_path / "a.ora")
        assert any("“Grandmother's Hand” is not on this computer" in t for t in told(open_)) and len(asked) == 1
        assert np.array_equal(open_.require_document().flatten(), before)
        assert open_.lettering.lacks("Grandmother's Hand") and not open_.lettering.lacks("DejaVu Sans")


class TestTyping:
    def test_the_first_letter_brings_the_layer_and_all_is_one_step(self, open_: Studio) -> None:
        document, state = open_.require_document(), open_.lettering
        state.write_at(100, 200)
        assert state.typing and state.layer is None and len(document.layers) == 2
        layout = Layout(state.style)
        assert state.corner == (100, round(200 - (layout.ascent + layout.descent) / 2))
        for n in range(1, len(VERSE) + 1):
            state.typed(VERSE[:n])
        assert len(document.layers) == 3 and words(open_).text == VERSE and words(open_).source == "hand"
        state.end_typing()
        assert document.history.titles == ["Add text"]
        document.history.undo()
        assert len(document.layers) == 2
        document.history.redo()
        assert words(open_).text == VERSE

    def test_nothing_typed_leaves_nothing(self, open_: Studio) -> None:
        open_.lettering.write_at(100, 200)
        open_.lettering.end_typing()
        assert open_.require_document().history.titles == [] and not open_.lettering.typing

    def test_a_layer_whose_words_are_all_deleted_goes(self, open_: Studio) -> None:
        layer, document = open_.lettering.place("Evening"), open_.require_document()
        open_.lettering.begin_typing(layer)
        open_.lettering.typed("")
        assert layer in document.layers
        open_.lettering.end_typing()
        assert layer not in document.layers
        document.history.undo()
        document.history.undo()
        assert words(open_).text == "Evening"

    def test_typing_goes_on_after_a_style_is_changed(self, open_: Studio) -> None:
        state = open_.lettering
        state.write_at(50, 50, 300)
        state.restyle(size=30)
        state.typed("one")
        state.restyle(weight=600)
        state.typed("one two")
        state.end_typing()
        assert (words(open_).text, words(open_).size, words(open_).weight) == ("one two", 30, 600)
        assert words(open_).width == 300 and open_.require_document().history.titles == ["Add text"]

    def test_each_go_is_a_step_of_its_own(self, open_: Studio) -> None:
        layer, state = open_.lettering.place("a"), open_.lettering
        for text in ("ab", "abc"):
            state.begin_typing(layer)
            state.typed(text + "…")
            state.typed(text)
            state.end_typing()
        assert open_.require_document().history.titles == ["Add text", "Type", "Type"]
        open_.require_document().history.undo()
        assert words(open_).text == "ab"

    def test_too_much_is_refused_and_the_words_stay(self, open_: Studio) -> None:
        layer = open_.lettering.place("a")
        open_.lettering.begin_typing(layer)
        with pytest.raises(UserError, match="5,000"):
            open_.lettering.typed("b" * 5001)
        assert words(open_).text == "a"

    @pytest.mark.parametrize("what", ["undo", "other layer", "delete", "document", "paint"])
    def test_typing_ends_when_its_layer_is_no_longer_there(self, open_: Studio, what: str) -> None:
        document, state = open_.require_document(), open_.lettering
        state.write_at(50, 50)
        state.typed("one")
        layer = state.layer
        assert layer is not None
        if what == "undo":
            document.history.undo()
        elif what == "other layer":
            document.active = document.layers[0]
        elif what == "delete":
            document.remove_layer(layer)
        elif what == "document":
            open_.files.new(64, 64)
        else:
            stroke = document.begin_stroke(Brush(), (1, 1, 1))
            stroke.to(60, 50)
            stroke.end()
        assert not state.typing and state.draft is None


class TestPalettes:
    COLORS = ("#102030", "#FFEEDD", "#102030")

    def test_swatches_are_there_again_at_the_next_start(self, open_: Studio) -> None:
        gone = open_.colors.swatches[0]
        open_.colors.remove_swatch(gone)
        open_.colors.add_swatch((1, 2, 3))
        open_.settings.save()
        again = ColorState(Settings(open_.settings.path))
        assert (
            again.swatches == open_.colors.swatches and again.swatches[-1] == (1, 2, 3) and gone not in again.swatches
        )

    def test_a_palette_is_kept_and_undone(self, open_: Studio) -> None:
        palette = open_.colors.take_palette(" Dusk   at sea ", self.COLORS)
        assert palette.name == "Dusk at sea" and palette.colors == ((16, 32, 48), (255, 238, 221))
        assert open_.colors.palettes == (palette,)
        open_.settings.save()
        assert Settings(open_.settings.path)["palettes"] == [{"name": "Dusk at sea", "colors": ["#102030", "#ffeedd"]}]
        history = open_.require_document().history
        assert history.undo_title == "Take palette"
        history.undo()
        assert open_.colors.palettes == () and open_.settings["palettes"] == []
        history.redo()
        open_.colors.remove_palette(palette)
        history.undo()
        assert open_.colors.palettes == (palette,)

    def test_without_a_picture_it_is_simply_kept(self, studio: Studio) -> None:
        studio.colors.take_palette("Dusk", [(1, 2, 3)])
        assert studio.colors.palettes[0].colors == ((1, 2, 3),)

    def test_the_thirteenth_takes_the_place_of_the_first(self, studio: Studio) -> None:
        for n in range(13):
            studio.colors.take_palette(f"P{n}", [(n, n, n)])
        assert [p.name for p in studio.colors.palettes] == [f"P{n}" for n in range(12, 0, -1)]

    def test_names_are_told_apart(self, studio: Studio) -> None:
        studio.colors.take_palette("Dusk", [(1, 1, 1)])
        studio.colors.take_palette("Dusk", [(2, 2, 2)])
        studio.colors.take_palette("Dusk", [(1, 1, 1)])
        assert [p.name for p in studio.colors.palettes] == ["Dusk", "Dusk 2"]

    @pytest.mark.parametrize("colors", [[], ["red"], [(1, 2)], [(1, 2, 300)], [(1, 2, True)], ["#12345"]])
    def test_no_colors_are_refused(self, studio: Studio, colors: list[Any]) -> None:
        with pytest.raises(UserError, match="no colors"):
            studio.colors.take_palette("Dusk", colors)

    @pytest.mark.parametrize(
        "kept", [[7], [{"name": 1, "colors": []}], [{"name": "a", "colors": "x"}], [{"name": "a", "colors": [1, "no"]}]]
    )
    def test_settings_written_by_hand_do_no_harm(self, tmp_path: Path, kept: object) -> None:
        path = tmp_path / "settings.json"
        good = {"name": "Good", "colors": ["#010203"]}
        path.write_text(json.dumps({"version": 1, "palettes": [*kept, good]}))  # type: ignore[misc]
        studio = Studio(_Nothing(), Settings(path))
        assert [p.name for p in studio.colors.palettes] == ["Good"]
        studio.close()


class TestPaletteFiles:
    def test_a_palette_comes_back(self, tmp_path: Path) -> None:
        path = tmp_path / "dusk.gpl"
        colors = [(0, 0, 0), (255, 128, 7), (9, 99, 200)]
        write_palette(path, "Dusk\nat sea", colors)
        assert read_palette(path) == ("Dusk at sea", colors)
        assert path.read_text().splitlines()[0] == "GIMP Palette"

    def test_what_others_write_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "old.gpl"
        path.write_bytes(
            b"\xef\xbb\xbfGIMP Palette\r\n# no name\r\n  0   0   0\tBlack\r\n255 255 255\r\n\r\n1\t2\t3  a b\r\n"
        )
        assert read_palette(path) == ("old", [(0, 0, 0), (255, 255, 255), (1, 2, 3)])

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"JASC-PAL\n0100\n", b"GIMP Palette\n", b"GIMP Palette\n1 2\n", b"GIMP Palette\n1 2 999\n",
            b"GIMP Palette\n" + b"1 2 3\n" * 300_000, bytes(range(256)) * 20, b"GIMP Palette\n1 2 3\n<script>\n",
        ],
    )  # fmt: skip
    def test_bad_files_are_told_in_one_sentence(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "bad.gpl"
        path.write_bytes(data)
        with pytest.raises(UserError) as error:
            read_palette(path)
        assert "bad.gpl" in str(error.value) and str(error.value).count(".") == 2
        with pytest.raises(UserError):
            read_palette(tmp_path / "missing.gpl")

    def test_more_colors_than_a_palette_holds_are_cut(self, tmp_path: Path) -> None:
        path = tmp_path / "many.gpl"
        path.write_text("GIMP Palette\nName: Many\n" + "".join(f"{n % 256} {n // 256} 7\n" for n in range(3000)))
        assert len(read_palette(path)[1]) == 256


class _Nothing:
    def submit(self, request: object) -> None: ...
    def cancel(self, job: int) -> None: ...
    def finish(self, job: int) -> None: ...


def test_reopened_words_are_current_and_typed_on(open_: Studio, tmp_path: Path) -> None:
    open_.lettering.place(VERSE, source="muse:transformer")
    write_ora(tmp_path / "a.ora", open_.require_document())
    shown = open_.require_document().flatten()
    open_.files.open(tmp_path / "a.ora")
    layer = open_.lettering.current
    assert layer is not None and np.array_equal(open_.require_document().flatten(), shown)
    open_.lettering.begin_typing(layer)
    open_.lettering.typed(VERSE + "\nunder the pines")
    open_.lettering.end_typing()
    again = read_ora(tmp_path / "a.ora").document.layers[-1]
    assert again.lettering is not None and again.lettering.text == VERSE
    assert words(open_).edited and words(open_).text.endswith("pines")
