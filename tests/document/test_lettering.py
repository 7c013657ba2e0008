"""Lettering: words drawn into tiles, edited and undone as words, kept in files of ours and read with suspicion."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from studio.core.errors import UserError
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layer import Layer, Origin, Props
from studio.document.legible import INK, PAPER, legible
from studio.document.lettering import LONGEST, Lettering, tidy
from studio.document.lettering_edits import (
    add_lettering,
    change_lettering,
    corner_for,
    fitted,
    forget_lettering,
)
from studio.document.lettering_layout import Layout
from studio.document.tiles import TileMap
from studio.formats.ora import read_ora, write_ora
from studio.formats.recovery import Journal, found

VERSE = "The snow forgets the road.\nA lantern keeps its word\nunder the pines"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def document() -> Document:
    """640 x 480 px with one empty layer."""
    made = Document(640, 480)
    made.put_layer(Layer(Props(name="Layer 1")))
    return made


def put(document: Document, text: str = VERSE, at: tuple[int, int] = (40, 50), **more: Any) -> Layer:
    return add_lettering(document, Lettering(text, **({"size": 32, "color": (200, 90, 33)} | more)), "Verse", at)


def plane_of(lettering: Lettering) -> TileMap:
    return Layout(lettering).tiles()


def covered(layer: Layer) -> int:
    return int(np.count_nonzero(layer.tiles.read(layer.tiles.bounds or (0, 0, 1, 1))[..., 3]))


def ink_of(text: str, **more: Any) -> int:
    """Pixels that a text covers."""
    tiles = plane_of(Lettering(text, size=40, **more))
    return int(np.count_nonzero(tiles.read(tiles.bounds or (0, 0, 1, 1))[..., 3] > 127))


class TestPixels:
    def test_words_are_really_drawn_in_their_color_within_their_box(self, document: Document) -> None:
        layer = put(document)
        assert layer.lettering is not None
        layout = Layout(layer.lettering)
        x, y, width, height = layer.extent or (0, 0, 0, 0)
        assert x >= 38 and x + width <= 40 + layout.width + 2
        assert y >= 50 and y + height <= 50 + layout.height + 2
        assert height > layout.height * 0.8 and width > layout.width * 0.8
        pixels = document.pixels(layer)
        solid = pixels[pixels[..., 3] == 255]
        assert len(solid) > 500 and np.all(solid[:, :3] == (200, 90, 33))
        # Letters have soft edges and do not fill their box.
        assert np.any((pixels[..., 3] > 30) & (pixels[..., 3] < 220)) and (pixels[..., 3] > 127).mean() < 0.4

    @pytest.mark.parametrize(
        "text", ["春江潮水连海平", "שלום לכל העולם", "العالم سلام عليكم", "Über Straße naïve", "Ελληνικά Русский"]
    )
    def test_other_scripts_are_drawn_with_letters_of_other_fonts(self, text: str) -> None:
        layout = Layout(Lettering(text, size=40))
        assert ink_of(text) > 300
        assert layout.missing() == "" or set(layout.missing()) <= set(text)
        half = text[: len(text) // 2]
        assert ink_of(half) < ink_of(text)

    def test_text_from_right_to_left_runs_so(self) -> None:
        layout = Layout(Lettering("שלום", size=40, width=400.0))
        assert layout.caret(0).x() > layout.caret(4).x()
        # Left is left for it, too: it is the artist who aligns.
        left, right = (plane_of(Lettering("שלום", size=40, width=400.0, align=a)).bounds for a in ("left", "right"))
        assert left is not None and right is not None and left[0] < 20 and right[0] + right[2] > 380

    def test_size_weight_slant_and_spacing_are_seen(self) -> None:
        plain = ink_of("lantern")
        assert ink_of("lantern", weight=600) > plain * 1.15
        slanted, upright = plane_of(Lettering("lantern", italic=True)), plane_of(Lettering("lantern"))
        assert {k: t.tobytes() for k, t in slanted.items()} != {k: t.tobytes() for k, t in upright.items()}
        assert Layout(Lettering("lantern", size=80)).width == pytest.approx(
            2 * Layout(Lettering("lantern", size=40)).width, rel=0.02
        )
        wide = Layout(Lettering("lantern", size=40, letter_spacing=0.5)).natural
        assert wide == pytest.approx(Layout(Lettering("lantern", size=40)).natural + 7 * 20, abs=21)

    def test_lines_are_where_the_spacing_says(self) -> None:
        layout = Layout(Lettering("a\nb\nc", size=40, line_spacing=1.5))
        assert [layout.caret(p).y() for p in (0, 2, 4)] == [0, 60, 120]
        assert layout.height == pytest.approx(layout.ascent + layout.descent + 120)

    def test_a_wrapped_line_is_no_wider_than_its_box_and_verse_keeps_its_breaks(self) -> None:
        layout = Layout(Lettering(VERSE, size=32, width=200.0))
        assert layout.lines > 3 and layout.natural <= 200.5
        assert Layout(Lettering(VERSE, size=32)).lines == 3

    def test_alignment_moves_short_lines(self) -> None:
        def first(align: str) -> int:
            tiles = plane_of(Lettering("i\nlong long line", size=40, align=align))
            rows = tiles.read((0, 0, 400, 40))[..., 3].any(0)
            return int(np.flatnonzero(rows)[0])

        left, center, right = first("left"), first("center"), first("right")
        assert left < center < right

    def test_a_size_without_end_is_refused_and_changes_nothing(self, document: Document) -> None:
        layer = put(document)
        old, before = layer.lettering, document.flatten()
        assert old is not None
        with pytest.raises(UserError, match="does not fit into the memory"):
            change_lettering(document, layer, old.but(size=2000, text="word\n" * 900))
        assert layer.lettering is old and np.array_equal(document.flatten(), before)


class TestCaret:
    def test_every_place_is_found_again_by_its_point(self) -> None:
        text = "Wind, 风 and שלום\n\nthe second line that is wrapped"
        layout = Layout(Lettering(text, size=32, width=260.0))
        for place in range(len("Wind, 风 and ")):
            box = layout.caret(place)
            found = layout.place_at(box.x(), box.center().y())
            assert found == place or layout.caret(found) == box  # where scripts meet, two places are one point
        empty = text.index("\n") + 1
        assert layout.place_at(100, layout.caret(empty).center().y()) == empty

    def test_up_and_down_keep_the_column(self) -> None:
        layout = Layout(Lettering("first line\nsecond line\nthird line", size=32))
        middle = len("first line\nsecond")
        x = layout.caret(middle).x()
        up, down = layout.beside(middle, -1, x), layout.beside(middle, 1, x)
        assert abs(layout.caret(up).x() - x) < 16 and abs(layout.caret(down).x() - x) < 16
        assert layout.line_at(up) == 0 and layout.line_at(down) == 2
        assert layout.beside(3, -1, x) == 0 and layout.beside(layout.length, 1, x) == layout.length

    def test_places_count_in_halves_of_large_characters(self) -> None:
        layout = Layout(Lettering("a😀b", size=32))
        assert layout.length == 4 and layout.caret(4).x() > layout.caret(3).x() > layout.caret(1).x()

    def test_a_selection_over_lines_is_a_rectangle_for_each(self) -> None:
        layout = Layout(Lettering("one\n\nthree", size=32))
        rects = layout.selected(1, layout.length)
        assert len(rects) == 3 and rects[0].x() == pytest.approx(layout.caret(1).x())
        assert all(r.width() > 0 for r in rects) and layout.selected(2, 2) == []


class TestEdits:
    def test_words_change_and_come_back(self, document: Document) -> None:
        layer = put(document)
        old = layer.lettering
        assert old is not None
        first = document.flatten()
        change_lettering(document, layer, old.but(text="Something else", size=48))
        second = document.flatten()
        assert not np.array_equal(first, second)
        document.history.undo()
        assert np.array_equal(document.flatten(), first) and layer.lettering == old
        document.history.redo()
        assert np.array_equal(document.flatten(), second) and layer.lettering.text == "Something else"
        document.history.undo()
        document.history.undo()
        assert [x.name for x in document.layers] == ["Layer 1"] and not document.flatten().any()

    def test_typing_is_one_step(self, document: Document) -> None:
        layer = put(document, "a")
        start, steps = document.flatten(), len(document.history.titles)
        for text in ("ab", "abc", "abcd"):
            assert layer.lettering is not None
            change_lettering(document, layer, layer.lettering.but(text=text), merge=("typing", 1))
        assert len(document.history.titles) == steps + 1
        document.history.undo()
        assert np.array_equal(document.flatten(), start) and layer.lettering.text == "a"

    def test_typing_joins_the_step_that_brought_the_layer(self, document: Document) -> None:
        layer = put(document, "a")
        for text in ("ab", "abc"):
            assert layer.lettering is not None
            step = document.history.position
            change_lettering(document, layer, layer.lettering.but(text=text), merge="x", step=step)
        assert document.history.titles == ["Add text"]
        document.history.undo()
        assert layer not in document.layers
        document.history.redo()
        assert layer.lettering.text == "abc" and covered(layer) == covered(put(document, "abc"))

    @pytest.mark.parametrize("more", [{}, {"width": 150.0}, {"align": "right"}, {"width": 220.0, "align": "center"}])
    def test_lines_drawn_anew_one_by_one_are_those_of_the_whole(self, document: Document, more: dict[str, Any]) -> None:
        layer = put(document, "", size=90, **more)
        was: Layout | None = None
        text = "Ǻ storm at the fjord\nA wave, gy fi AVAT Ty\n\nשלום Évening\nlate"
        for shown in [
            *(text[: n + 1] for n in range(len(text))),
            text[:9] + text[12:],
            text[:30] + "W" + text[30:],
            "x\ny",
            "",
            text,
        ]:
            assert layer.lettering is not None
            new = layer.lettering.but(text=shown)
            layout = Layout(new)
            change_lettering(document, layer, new, merge="typing", layout=layout, was=was)
            was = layout
            whole = put(document, shown, size=90, **more)
            assert np.array_equal(document.pixels(layer), document.pixels(whole)) or not shown.strip()
            assert layer.extent == whole.extent
            document.history.undo()
            document.history.redo()
            document.remove_layer(whole)

    def test_a_moved_layer_is_edited_where_it_is(self, document: Document) -> None:
        layer = put(document)
        document.translate(layer, 100, 60)
        assert layer.lettering is not None
        change_lettering(document, layer, layer.lettering.but(text="Elsewhere"))
        x, y, _w, _h = layer.extent or (0, 0, 0, 0)
        assert 138 <= x <= 146 and 110 <= y <= 130

    def test_a_locked_or_hidden_layer_is_left_alone(self, document: Document) -> None:
        layer = put(document)
        old = layer.lettering
        assert old is not None
        document.set_locked(layer, True)
        with pytest.raises(UserError, match="locked"):
            change_lettering(document, layer, old.but(text="x"))
        document.set_locked(layer, False)
        document.set_visible(layer, False)
        with pytest.raises(UserError, match="hidden"):
            change_lettering(document, layer, old.but(text="x"))

    @pytest.mark.parametrize("how", ["brush", "eraser", "fill", "clear", "replace"])
    def test_what_paints_over_the_words_makes_them_pixels(self, document: Document, how: str) -> None:
        layer = put(document)
        old, x, y = layer.lettering, *((layer.extent or (0, 0, 0, 0))[:2])
        before = document.flatten()
        if how in ("brush", "eraser"):
            stroke = document.begin_stroke(Brush(eraser=how == "eraser"), (9, 9, 9))
            stroke.to(x + 30, y + 20)
            stroke.to(x + 90, y + 30)
            stroke.end()
        elif how == "fill":
            document.fill(layer, 5, 5, (1, 2, 3))
        elif how == "clear":
            document.clear(layer)
        else:
            document.replace_picture(layer, np.full((50, 60, 4), 255, np.uint8), None, title="Replace")
        assert layer.lettering is None and not np.array_equal(document.flatten(), before)
        document.history.undo()
        assert layer.lettering is old and np.array_equal(document.flatten(), before)

    def test_a_stroke_beside_all_pixels_of_other_layers_leaves_words_words(self, document: Document) -> None:
        layer = put(document)
        document.active = document.layers[0]
        stroke = document.begin_stroke(Brush(), (9, 9, 9))
        stroke.to(100, 100)
        stroke.end()
        assert layer.lettering is not None

    def test_copies_are_text_and_merged_layers_are_not(self, document: Document) -> None:
        layer = put(document)
        copy = document.duplicate_layer(layer)
        assert copy.lettering == layer.lettering
        document.merge_down(copy)
        assert document.active is not None and document.active.lettering is None
        document.history.undo()
        document.flatten_all()
        assert [x.lettering for x in document.layers] == [None]

    def test_text_made_pixels_looks_the_same(self, document: Document) -> None:
        layer = put(document)
        before = document.flatten()
        forget_lettering(document, layer)
        assert layer.lettering is None and np.array_equal(document.flatten(), before)
        document.history.undo()
        assert layer.lettering is not None

    def test_where_the_words_come_from_is_told_truly(self, document: Document) -> None:
        origins = {s: put(document, source=s) for s in ("hand", "elsewhere", "muse:transformer")}
        assert [x.origin for x in origins.values()] == [Origin.HAND, Origin.PICTURE, Origin.GENERATED]
        muse = origins["muse:transformer"]
        assert muse.lettering is not None and muse.lettering.author == "Text of the muse (transformer)"
        change_lettering(document, muse, muse.lettering.but(text="mine", edited=True))
        assert muse.origin is Origin.GENERATED and muse.lettering.author.endswith(", edited by hand")
        stroke = document.begin_stroke(Brush(), (9, 9, 9), muse)
        stroke.to(60, 70)
        stroke.end()
        assert muse.origin is Origin.GENERATED and muse.touched


class TestPlacing:
    def test_verse_is_not_broken_and_prose_is_wrapped(self) -> None:
        verse = fitted(Lettering(VERSE), 1000, 800)
        assert verse.width is None and Layout(verse).lines == 3 and Layout(verse).natural <= 600
        prose = fitted(Lettering("The ferry came in late that evening and nobody spoke. " * 8), 1000, 800)
        assert prose.width == 600 and Layout(prose).lines > 4 and Layout(prose).height <= 640

    def test_the_size_follows_the_picture(self) -> None:
        small, large = (fitted(Lettering("Evening"), s, s) for s in (400, 1600))
        assert large.size == pytest.approx(4 * small.size, abs=3)
        assert fitted(Lettering("Evening"), 1600, 1600).size >= 100

    def test_five_thousand_characters_find_some_size(self) -> None:
        assert fitted(Lettering("word " * 999 + "word"), 800, 600).size >= 5

    def test_a_box_stays_in_the_picture(self) -> None:
        layout = Layout(Lettering("Evening", size=40))
        x, y = corner_for(layout, (799, 2), (0, 0, 800, 600))
        assert 0 <= y <= 20 and x + layout.width <= 800
        x, y = corner_for(layout, (400, 300), (0, 0, 800, 600))
        assert x + layout.width / 2 == pytest.approx(400, abs=1) and y + layout.height / 2 == pytest.approx(300, abs=1)

    def test_words_that_could_not_be_read_get_ink_or_paper(self) -> None:
        document = Document(200, 100)
        document.put_layer(Layer(Props(name="Ground")))
        box = (20, 20, 160, 60)
        assert legible(document, box, (12, 200, 100)) == (12, 200, 100)  # nothing is under it
        for ground, wanted, got in (
            ((230, 200, 120), (222, 190, 110), INK), ((30, 30, 50), (60, 50, 60), PAPER), ((230, 200, 120), (90, 20, 10), None),
        ):  # fmt: skip
            document.fill(document.layers[0], 5, 5, ground)
            assert legible(document, box, wanted) == (got or wanted)


class TestValues:
    @pytest.mark.parametrize(
        "bad",
        [
            {"text": "x" * (LONGEST + 1)}, {"size": 3}, {"size": 2001}, {"weight": 50}, {"align": "justify"},
            {"line_spacing": 0.1}, {"letter_spacing": 9.0}, {"width": 1.0}, {"color": (0, 0, 256)}, {"family": "  "},
            {"source": "../../etc"}, {"x": 2**21}, {"line_spacing": float("nan")},
        ],
    )  # fmt: skip
    def test_what_is_out_of_range_is_refused_in_a_sentence(self, bad: dict[str, Any]) -> None:
        with pytest.raises(UserError) as error:
            Lettering(**({"text": "words"} | bad))
        assert str(error.value).endswith(".") and "\n" not in str(error.value)

    def test_a_megabyte_of_text_is_refused_at_once(self) -> None:
        with pytest.raises(UserError, match=r"5,000 characters, not for 1,048,576"):
            tidy("x" * 2**20)

    def test_text_is_tidied(self) -> None:
        assert tidy("a\r\nb\rc\u2028d\te\x00\x1b[31mf\ud800") == "a\nb\nc\nd    e[31mf"

    def test_facts_come_back_as_they_were(self) -> None:
        made = Lettering(
            VERSE, "DejaVu Serif", 61, 700, True, (1, 2, 3), "center", 1.4, 0.1, 320.0, -5, 7, "muse:rnn", True
        )
        assert Lettering.from_dict(json.loads(json.dumps(made.to_dict()))) == made

    @pytest.mark.parametrize(
        "hostile",
        [
            None, [], "text", 7, {}, {"text": 5}, {"text": ["a"]}, {"text": "a", "size": "48"}, {"text": "a", "size": 1e308},
            {"text": "a", "size": True}, {"text": "a", "size": 10**40}, {"text": "a", "width": 10**400},
            {"text": "a", "line_spacing": float("nan")}, {"text": "a", "line_spacing": float("inf")},
            {"text": "a", "color": "red"}, {"text": "a", "color": [0, 0, 0]}, {"text": "a", "color": "#12345g"},
            {"text": "a", "align": 1}, {"text": "a", "italic": "yes"}, {"text": "a", "x": 2**40},
            {"text": "a", "source": "http://elsewhere"}, {"text": "a", "source": "hand\n"}, {"text": "a\x00b"},
            {"text": "x" * 20000}, {"text": "a", "family": "x" * 500}, {"text": "a", "edited": 1},
        ],
    )  # fmt: skip
    def test_hostile_facts_are_refused(self, hostile: object) -> None:
        with pytest.raises(UserError):
            Lettering.from_dict(hostile)


class TestFiles:
    def test_a_document_comes_back_identical_and_editable(self, document: Document, tmp_path: Path) -> None:
        layer = put(document, source="muse:transformer", width=300.0, align="center")
        document.translate(layer, -60, 33)
        path = tmp_path / "verse.ora"
        write_ora(path, document)
        opened = read_ora(path)
        again = opened.document
        assert opened.notices == () and np.array_equal(again.flatten(), document.flatten())
        other = again.layers[1]
        assert other.lettering is not None and layer.lettering is not None
        assert (other.lettering.text, other.lettering.source) == (VERSE, "muse:transformer")
        for doc, x in ((document, layer), (again, other)):
            assert x.lettering is not None
            change_lettering(doc, x, x.lettering.but(text=VERSE + "!"))
        assert np.array_equal(again.flatten(), document.flatten())
        write_ora(path, again)
        assert read_ora(path).document.layers[1].lettering == other.lettering.but(
            x=other.props.x + other.lettering.x, y=other.props.y + other.lettering.y
        )

    def test_an_empty_layer_of_text_is_kept_as_well(self, document: Document, tmp_path: Path) -> None:
        layer = put(document)
        assert layer.lettering is not None
        change_lettering(document, layer, layer.lettering.but(text=" "))
        write_ora(tmp_path / "a.ora", document)
        opened = read_ora(tmp_path / "a.ora")
        assert opened.notices == () and opened.document.layers[1].lettering is not None

    def rewrite(self, path: Path, change: Any) -> Path:
        """The document with another `document.json`."""
        out = path.with_name("changed.ora")
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if info.filename == "pentimento/document.json":
                    facts = json.loads(data)
                    change(facts["layers"][1])
                    data = json.dumps(facts).encode()
                new.writestr(info, data)
        return out

    @pytest.mark.parametrize(
        "facts",
        [7, None, [[]] * 50, {"text": "x" * 10**6}, {"text": "a", "size": -1}, {"text": "a", "pixels": "0" * 64}],
    )
    def test_damaged_words_leave_the_pixels(self, document: Document, tmp_path: Path, facts: object) -> None:
        put(document)
        path = tmp_path / "verse.ora"
        write_ora(path, document)
        opened = read_ora(self.rewrite(path, lambda layer: layer.update(lettering=facts)))
        assert opened.document.layers[1].lettering is None and len(opened.notices) == 1
        assert np.array_equal(opened.document.flatten(), document.flatten())

    def test_pixels_that_another_program_changed_win(self, document: Document, tmp_path: Path) -> None:
        put(document)
        path, other = tmp_path / "verse.ora", tmp_path / "other.ora"
        write_ora(path, document)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
            for info in old.infolist():
                # A program that writes the same layer name and all our entries, but another picture.
                name = "Thumbnails/thumbnail.png" if info.filename == "data/layer1.png" else info.filename
                new.writestr(info, old.read(name))
        opened = read_ora(other)
        assert opened.document.layers[1].lettering is None
        assert any("changed by another program" in n for n in opened.notices)

    def test_a_killed_session_brings_the_words_back(self, document: Document, tmp_path: Path) -> None:
        layer = put(document)
        journal = Journal(tmp_path / "copies" / "one")
        journal.record(document.snapshot(), "verse")
        assert layer.lettering is not None
        change_lettering(document, layer, layer.lettering.but(text="later"))
        assert journal.record(document.snapshot(), "verse")
        journal._lock.release()  # as if the process were gone
        item = found(tmp_path / "copies")[0]
        opened = item.open()
        item.release()
        assert opened.notices == () and opened.document.layers[1].lettering == layer.lettering
        assert np.array_equal(opened.document.flatten(), document.flatten())


def test_what_is_drawn_is_what_the_layout_draws(document: Document) -> None:
    """The canvas asks the same layout for caret and box: both agree to a px."""
    lettering = Lettering("HHH", size=100)
    layout = Layout(lettering)
    left, _top, width, _height = plane_of(lettering).bounds or (0, 0, 0, 0)
    assert left >= 0 and left + width <= layout.width
    assert layout.caret(3).x() == pytest.approx(layout.width, abs=1.5)
    assert layout.place_at(QPointF(layout.width + 50, 20).x(), 20) == 3
    assert QApplication.instance() is not None
