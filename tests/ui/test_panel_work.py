"""Style, layers and color panels, and large files that are read beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.art.generators.owned.catalog import sync
from studio.art.models.library import ModelEntry
from studio.art.styles.catalog import STYLES
from studio.bridge.binding import GuiCaller
from studio.core.settings import Settings
from studio.document.layer import BlendMode, Origin
from studio.formats.ora import write_ora
from studio.session.jobs import Job
from studio.session.studio import Studio
from studio.ui.color.swatches import SwatchGrid
from studio.ui.panels.color import ColorPanel, parse_hex
from studio.ui.panels.layer_list import LayerDelegate
from studio.ui.panels.layers import LayersPanel
from studio.ui.panels.style import StylePanel
from studio.ui.param_rows import NumberRow

if TYPE_CHECKING:
    from shell_kit import Kit

    from studio.document.document import Document
    from studio.document.layer import Layer

    Make = Callable[..., Kit]
W = TypeVar("W", bound=QWidget)

LEFT, PLAIN, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


def panel(kit: Kit, kind: type[W]) -> W:
    return next(e.widget for e in kit.panels.entries if isinstance(e.widget, kind))


@pytest.fixture
def kit(make: Make) -> Kit:
    """Three layers of 96 x 80 px: "Sky" below "Sea" below an empty "Boat"."""
    made = make()
    made.studio.files.new(96, 80, ground=(90, 140, 200))
    document = made.studio.require_document()
    document.rename(document.layers[0], "Sky")
    document.rename(document.layers[1], "Sea")
    document.fill(document.layers[1], 3, 3, (20, 60, 90))
    document.add_layer("Boat")
    made.settle()
    return made


def document_of(kit: Kit) -> Document:
    return kit.studio.require_document()


def names(kit: Kit) -> list[str]:
    return [layer.name for layer in document_of(kit).layers]


class TestLayers:
    def place(self, kit: Kit, name: str, part: str = "name") -> QPoint:
        layers = panel(kit, LayersPanel)._list
        layer = next(x for x in document_of(kit).layers if x.name == name)
        rect = layers.visualRect(layers.layers.index_of(layer))
        return (LayerDelegate.eye_rect(rect) if part == "eye" else LayerDelegate.name_rect(rect)).center()

    def click(self, kit: Kit, name: str, part: str = "name", mods: Qt.KeyboardModifier = PLAIN) -> None:
        viewport = panel(kit, LayersPanel)._list.viewport()
        QTest.mouseClick(viewport, LEFT, mods, self.place(kit, name, part))

    def active(self, kit: Kit) -> Layer:
        layer = document_of(kit).active
        assert layer is not None
        return layer

    def test_the_list_lies_as_the_picture_does(self, kit: Kit) -> None:
        model = panel(kit, LayersPanel)._list.layers
        assert [model.index(i).data() for i in range(model.rowCount())] == ["Boat", "Sea", "Sky"]
        self.click(kit, "Sky")
        assert self.active(kit).name == "Sky"
        document_of(kit).active = document_of(kit).layers[1]
        assert panel(kit, LayersPanel)._list.currentIndex().data() == "Sea"

    def test_the_eye_hides_and_with_alt_shows_only_this_one(self, kit: Kit) -> None:
        self.click(kit, "Sky", "eye")
        assert [x.visible for x in document_of(kit).layers] == [False, True, True]
        assert self.active(kit).name == "Boat"
        self.click(kit, "Sea", "eye", ALT)
        assert [x.visible for x in document_of(kit).layers] == [False, True, False]

    def test_a_double_click_renames(self, kit: Kit) -> None:
        layers = panel(kit, LayersPanel)._list
        self.click(kit, "Sea")
        QTest.mouseDClick(layers.viewport(), LEFT, PLAIN, self.place(kit, "Sea"))
        editor = layers.findChild(QLineEdit)
        assert editor is not None and editor.text() == "Sea"
        QTest.keyClicks(editor, "Ocean")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        kit.settle()
        assert names(kit) == ["Sky", "Ocean", "Boat"] and document_of(kit).history.undo_title == "Rename layer"

    @pytest.mark.parametrize(
        ("layer", "row", "expected"),
        [("Boat", 3, ["Boat", "Sky", "Sea"]), ("Sky", 0, ["Sea", "Boat", "Sky"]), ("Sea", 0, ["Sky", "Boat", "Sea"])],
    )
    def test_dragging_reorders(self, kit: Kit, layer: str, row: int, expected: list[str]) -> None:
        model = panel(kit, LayersPanel)._list.layers
        index = next(model.index(i) for i in range(3) if model.index(i).data() == layer)
        assert model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
        model.dropMimeData(model.mimeData([index]), Qt.DropAction.MoveAction, row, 0, QModelIndex())
        assert names(kit) == expected
        kit.run("edit.undo")
        assert names(kit) == ["Sky", "Sea", "Boat"]

    def test_a_drop_that_changes_nothing_is_no_step(self, kit: Kit) -> None:
        steps = len(document_of(kit).history.titles)
        model = panel(kit, LayersPanel)._list.layers
        data = model.mimeData([model.index(0)])
        for row in (0, 1):
            model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())
        assert names(kit) == ["Sky", "Sea", "Boat"] and len(document_of(kit).history.titles) == steps

    def test_the_buttons_at_the_foot(self, kit: Kit) -> None:
        here = panel(kit, LayersPanel)
        QTest.mouseClick(here._add, LEFT)
        assert names(kit)[-1] == "Layer 1" == self.active(kit).name
        QTest.mouseClick(here._down, LEFT)
        QTest.mouseClick(here._down, LEFT)
        assert names(kit) == ["Sky", "Layer 1", "Sea", "Boat"]
        QTest.mouseClick(here._up, LEFT)
        assert names(kit) == ["Sky", "Sea", "Layer 1", "Boat"]
        QTest.mouseClick(here._copy, LEFT)
        assert names(kit) == ["Sky", "Sea", "Layer 1", "Layer 1 copy", "Boat"]
        QTest.mouseClick(here._delete, LEFT)
        QTest.mouseClick(here._merge, LEFT)
        assert len(names(kit)) == 3
        self.click(kit, "Sky")
        assert not here._down.isEnabled() and not here._merge.isEnabled() and here._up.isEnabled()

    def test_without_layers_nothing_can_be_pressed_but_new(self, kit: Kit) -> None:
        here = panel(kit, LayersPanel)
        for _ in range(3):
            QTest.mouseClick(here._delete, LEFT)
        assert document_of(kit).layers == []
        buttons = (here._copy, here._up, here._down, here._merge, here._delete, here._lock)
        assert not any(b.isEnabled() for b in buttons) and here._add.isEnabled()
        QTest.mouseClick(here._add, LEFT)
        assert names(kit) == ["Layer 1"] and here._delete.isEnabled()

    def test_opacity_by_a_drag_is_one_step(self, kit: Kit) -> None:
        self.click(kit, "Sea")
        scrub, steps = panel(kit, LayersPanel)._opacity, len(document_of(kit).history.titles)
        y = scrub.height() // 2
        QTest.mousePress(scrub, LEFT, PLAIN, QPoint(scrub.width() - 4, y))
        for i in range(1, 9):
            QTest.mouseMove(scrub, QPoint(scrub.width() - 4 - i * scrub.width() // 16, y))
        QTest.mouseRelease(scrub, LEFT, PLAIN, QPoint(scrub.width() // 2, y))
        assert 0.3 < self.active(kit).opacity < 0.7
        assert len(document_of(kit).history.titles) == steps + 1
        kit.run("edit.undo")
        assert self.active(kit).opacity == 1.0 == scrub.value()

    def test_blend_mode_by_keys(self, kit: Kit) -> None:
        self.click(kit, "Sea")
        combo = panel(kit, LayersPanel)._blend
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert self.active(kit).blend is BlendMode.MULTIPLY
        self.click(kit, "Sky")
        assert combo.currentText() == "Normal"

    def test_locks(self, kit: Kit) -> None:
        here = panel(kit, LayersPanel)
        QTest.mouseClick(here._lock, LEFT)
        QTest.mouseClick(here._alpha, LEFT)
        assert self.active(kit).locked and self.active(kit).alpha_locked
        self.click(kit, "Sea")
        assert not here._lock.isChecked() and not here._alpha.isChecked()

    def test_an_empty_layer_is_shown_checkered_not_white(self, kit: Kit, qtbot: QtBot) -> None:
        layers = panel(kit, LayersPanel)._list
        qtbot.waitUntil(lambda: len(layers.layers._thumbs) == 3 and not layers.layers._stale)
        image = layers.viewport().grab().toImage()
        ratio = image.devicePixelRatio()

        def colors(name: str) -> set[tuple[int, int, int]]:
            rect = layers.visualRect(layers.layers.index_of(next(x for x in document_of(kit).layers if x.name == name)))
            left, middle = rect.x() + 32, rect.center().y()
            return {
                image.pixelColor(round(x * ratio), round(y * ratio)).getRgb()[:3]
                for x in range(left + 6, left + 34) for y in (middle, middle - 6)
            }  # fmt: skip

        assert colors("Sky") == {(90, 140, 200)} and len(colors("Boat")) == 2
        assert (255, 255, 255) not in colors("Boat")

    def test_thumbnails_follow_the_brush(self, kit: Kit, qtbot: QtBot) -> None:
        model = panel(kit, LayersPanel)._list.layers
        qtbot.waitUntil(lambda: len(model._thumbs) == 3)
        boat = document_of(kit).layers[2]
        document_of(kit).fill(boat, 3, 3, (250, 10, 10), contiguous=False)
        qtbot.waitUntil(lambda: model._thumbs[boat.id].pixelColor(20, 20) == QColor(250, 10, 10))


class TestStyle:
    @pytest.fixture
    def style(self, kit: Kit) -> StylePanel:
        document = document_of(kit)
        document.active = document.layers[1]
        kit.desk.show_panel("style")
        kit.settle()
        return panel(kit, StylePanel)

    def pick(self, style: StylePanel, title: str) -> None:
        tiles = style._browser.tiles
        index = next(i for i in map(tiles.items.index, range(tiles.items.rowCount())) if i.data() == title)
        tiles.scrollTo(index)
        QTest.mouseClick(tiles.viewport(), LEFT, PLAIN, tiles.visualRect(index).topLeft() + QPoint(9, 9))

    def test_choosing_previews_and_the_same_again_lets_go(self, kit: Kit, style: StylePanel) -> None:
        first = kit.studio.style.sources[0]
        self.pick(style, first.title)
        assert kit.studio.style.source == first and kit.engine.requests[-1].slot == "style-preview"
        assert style._apply.isEnabled()
        self.pick(style, first.title)
        assert kit.studio.style.source is None and not style._apply.isEnabled()
        assert style._reason.text() == "Choose a style."

    def test_an_empty_layer_says_why_it_cannot_be_stylized(self, kit: Kit, style: StylePanel) -> None:
        document_of(kit).active = document_of(kit).layers[2]
        assert "empty" in style._reason.text() and style._reason.isVisible() and not style._apply.isEnabled()

    def test_a_parameter_goes_into_the_next_preview_and_comes_home(self, kit: Kit, style: StylePanel) -> None:
        self.pick(style, kit.studio.style.sources[0].title)
        form = style._forms[kit.studio.style.spec.id]
        name = next(n for n in form.names if isinstance(form.row(n), NumberRow))
        row = form.row(name)
        assert isinstance(row, NumberRow)
        default = kit.studio.style.values[name]
        row._slider.setFocus()
        QTest.keyClick(row._slider, Qt.Key.Key_Home)
        changed = kit.studio.style.values[name]
        assert changed != default and dict(kit.engine.requests[-1].params)[name] == changed
        QTest.mouseClick(row._reset, LEFT)
        assert kit.studio.style.values[name] == default

    def test_another_method_brings_its_own_parameters(self, kit: Kit, style: StylePanel) -> None:
        other = next(id_ for id_ in style._forms if id_ != kit.studio.style.spec.id)
        kit.studio.style.choose_method(other)
        assert style._forms[other].isVisible() and style._method.currentData() == other
        assert [id_ for id_, form in style._forms.items() if form.isVisible()] == [other]

    def test_apply_makes_a_layer_above(self, kit: Kit, style: StylePanel) -> None:
        quick = (
            next(s for s in ("colors", "color") if s in style._forms) if {"colors", "color"} & set(style._forms) else ""
        )
        if quick:
            kit.studio.style.choose_method(quick)
        source = kit.studio.style.sources[0]
        self.pick(style, source.title)
        QTest.mouseClick(style._apply, LEFT)
        kit.engine.requests[:] = [r for r in kit.engine.requests if r.slot != "style-preview"]
        kit.work()
        layer = document_of(kit).active
        assert layer is not None and layer.origin is Origin.STYLIZED and layer.name == f"Sea, {source.title}"
        assert names(kit) == ["Sky", "Sea", layer.name, "Boat"]
        assert layer.recipe is not None and layer.recipe.sources["style"] == {"style": source.id}
        kit.run("edit.undo")
        assert names(kit) == ["Sky", "Sea", "Boat"]

    def test_a_dropped_picture_is_a_style_and_is_chosen(self, kit: Kit, style: StylePanel, tmp_path: Path) -> None:
        path = tmp_path / "grandmother.png"
        Image.new("RGB", (64, 64), (200, 40, 40)).save(path)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        at = QPoint(60, 60)
        target = style.childAt(at) or style
        enter = QDragEnterEvent(target.mapFrom(style, at), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
        QApplication.sendEvent(target, enter)
        event = QDropEvent(QPointF(target.mapFrom(style, at)), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
        QApplication.sendEvent(target, event)
        kit.settle()
        source = kit.studio.style.source
        assert source is not None and source.title == "grandmother"
        items = style._browser.tiles.items
        assert items.chosen == source and items.row_of(source) >= 0

    def test_previews_end_when_another_panel_comes_to_the_front(self, kit: Kit, style: StylePanel) -> None:
        self.pick(style, kit.studio.style.sources[0].title)
        kit.desk.show_panel("create")
        kit.settle()
        assert not kit.studio.style.previewing and kit.studio.preview.owner != "style"
        kit.desk.show_panel("style")
        kit.settle()
        assert kit.studio.style.previewing

    def test_networks_of_one_style_stand_among_the_methods(self, kit: Kit, tmp_path: Path) -> None:
        style = panel(kit, StylePanel)
        try:
            entry = kit.studio.models.library.add(
                ModelEntry(
                    id="dusk-123456",
                    title="Dusk",
                    kind="style",
                    family="onnx",
                    path=str(tmp_path / "dusk.onnx"),
                    sha256="1" * 64,
                    bytes=1,
                    memory=1.0,
                )  # fmt: skip
            )
            other = replace(entry, id="dawn-123456", title="Dawn", sha256="2" * 64)
            kit.studio.models.library.add(other)
            kit.settle()
            combo = style._method
            titles = [combo.itemText(k) for k in range(combo.count())]
            assert titles.index("Dawn") == titles.index("Dusk") + 1
            assert combo.count() == len(STYLES) and combo.itemData(0) == "auto"
            kit.studio.style.choose_method(other.id)
            assert combo.currentText() == "Dawn"
            kit.studio.models.library.remove(other.id)
            kit.settle()
            assert kit.studio.style.spec is STYLES.default and combo.findData(other.id) < 0
        finally:
            sync(())


class TestColor:
    @pytest.fixture
    def color(self, kit: Kit) -> ColorPanel:
        kit.desk.show_panel("color")
        kit.settle()
        return panel(kit, ColorPanel)

    def test_the_ring_turns_the_hue_and_the_field_keeps_it(self, kit: Kit, color: ColorPanel) -> None:
        wheel = color._wheel
        side = wheel.width()
        QTest.mouseClick(wheel, LEFT, PLAIN, QPoint(9, side // 2))  # left: 180 degrees
        assert wheel.oklch[2] == pytest.approx(180, abs=2)
        green = kit.studio.colors.foreground
        assert green[1] > green[0]
        field = wheel._field_rect()
        at = QPointF(field.left() + 2, field.center().y()).toPoint()
        QTest.mouseClick(wheel, LEFT, PLAIN, at)
        grey = kit.studio.colors.foreground
        assert max(grey) - min(grey) < 24 and wheel.oklch[0] == pytest.approx(0.5, abs=0.03)
        assert wheel.oklch[2] == pytest.approx(180, abs=2)

    def test_keys_move_the_point(self, kit: Kit, color: ColorPanel) -> None:
        lightness = color._wheel.oklch[0]
        color._wheel.setFocus()
        for _ in range(5):
            QTest.keyClick(color._wheel, Qt.Key.Key_Up)
        assert color._wheel.oklch[0] == pytest.approx(lightness + 0.05, abs=0.005)

    @pytest.mark.parametrize(
        ("text", "rgb"), [("#3a7", (51, 170, 119)), ("102030", (16, 32, 48)), ("#FFF", (255,) * 3)]
    )
    def test_hex_entry(self, kit: Kit, color: ColorPanel, text: str, rgb: tuple[int, int, int]) -> None:
        color._hex.setFocus()
        color._hex.selectAll()
        QTest.keyClicks(color._hex, text)
        QTest.keyClick(color._hex, Qt.Key.Key_Return)
        assert kit.studio.colors.foreground == rgb == parse_hex(text)

    def test_what_is_no_color_is_not_taken(self, kit: Kit, color: ColorPanel) -> None:
        before = kit.studio.colors.foreground
        color._hex.setFocus()
        color._hex.selectAll()
        QTest.keyClicks(color._hex, "#12zz")
        QTest.keyClick(color._hex, Qt.Key.Key_Return)
        assert kit.studio.colors.foreground == before and parse_hex(color._hex.text()) == before

    def swatch(self, grid: SwatchGrid, index: int) -> QPoint:
        return grid._rect(index).center()

    def test_swatches_are_taken_added_and_removed(self, kit: Kit, color: ColorPanel) -> None:
        colors, grid = kit.studio.colors, color._swatches
        QTest.mouseClick(grid, LEFT, PLAIN, self.swatch(grid, 8))
        assert colors.foreground == colors.swatches[8] and grid._selected == colors.foreground
        number = len(colors.swatches)
        colors.set_foreground((1, 2, 3))
        QTest.mouseClick(color._add, LEFT)
        assert colors.swatches[-1] == (1, 2, 3) and grid.colors()[-1] == (1, 2, 3)
        grid.setFocus()
        QTest.mouseClick(grid, LEFT, PLAIN, self.swatch(grid, number))
        QTest.keyClick(grid, Qt.Key.Key_Delete)
        assert len(colors.swatches) == number

    def test_sliders_stay_within_what_a_screen_can_show(self, kit: Kit, color: ColorPanel) -> None:
        color._chroma.setFocus()
        QTest.keyClick(color._chroma, Qt.Key.Key_End)
        color._lightness.setFocus()
        QTest.keyClick(color._lightness, Qt.Key.Key_Home)
        assert kit.studio.colors.foreground == (0, 0, 0)
        QTest.keyClick(color._lightness, Qt.Key.Key_End)
        assert kit.studio.colors.foreground == (255, 255, 255)

    def test_the_colors_of_the_picture_can_be_taken(self, kit: Kit, color: ColorPanel, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: bool(color._picture.colors()))
        found = color._picture.colors()[0]
        assert max(abs(a - b) for a, b in zip(found, (20, 60, 90), strict=True)) <= 3
        QTest.mouseClick(color._picture, LEFT, PLAIN, self.swatch(color._picture, 0))
        assert kit.studio.colors.foreground == found


class TestReadingBeside:
    """With a real thread of files, as in the program."""

    @pytest.fixture
    def studio(self, qtbot: QtBot, tmp_path: Path) -> Studio:
        class Quiet:
            def submit(self, request: object) -> None: ...
            def cancel(self, job: int) -> None: ...
            def finish(self, job: int) -> None: ...

        defer = GuiCaller()
        made = Studio(Quiet(), Settings(tmp_path / "settings.json"), defer, defer.deliver)
        made.kept = defer  # type: ignore[attr-defined]
        return made

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        from studio.document.document import Document

        document = Document(1600, 1500)
        for i, rgb in enumerate(((90, 40, 20), (20, 200, 90))):
            pixels = np.full((1500, 1600, 4), (*rgb, 255), np.uint8)
            pixels[:, : 800 * i] = 0
            document.add_picture(pixels, name=f"L{i}", origin=Origin.PICTURE)
        write_ora(tmp_path / "large.ora", document)
        return tmp_path / "large.ora"

    def test_a_large_document_comes_as_a_job(self, studio: Studio, large: Path, qtbot: QtBot) -> None:
        seen: list[tuple[str, float]] = []

        def note(job: Job) -> None:
            seen.append((job.title, job.fraction))

        studio.jobs.changed.connect(note)
        studio.files.open(large)
        assert studio.document is None and [j.title for j in studio.jobs.visible()] == ["Opening large.ora"]
        qtbot.waitUntil(lambda: studio.document is not None)
        document = studio.require_document()
        assert document.pick(100, 100) == (90, 40, 20) and document.pick(1200, 100) == (20, 200, 90)
        assert not list(studio.jobs) and document.path == large and not document.modified
        fractions = [f for _t, f in seen]
        assert fractions == sorted(fractions) and len(set(fractions)) >= 4
        studio.close()

    def test_it_can_be_stopped(self, studio: Studio, large: Path, qtbot: QtBot) -> None:
        studio.files.open(large)
        studio.jobs.cancel_all()
        qtbot.waitUntil(lambda: not list(studio.jobs))
        assert studio.document is None
        studio.close()

    def test_what_was_painted_meanwhile_is_not_lost(self, studio: Studio, large: Path, qtbot: QtBot) -> None:
        told: list[str] = []
        studio.told.connect(told.append)
        studio.files.new(40, 30)
        document = studio.require_document()
        studio.files.open(large)
        document.add_layer("Mine")
        qtbot.waitUntil(lambda: not list(studio.jobs))
        assert studio.document is document and "changed meanwhile" in told[-1]
        studio.close()

    def test_a_damaged_one_is_told_and_the_open_one_stays(self, studio: Studio, large: Path, qtbot: QtBot) -> None:
        told: list[str] = []
        studio.told.connect(told.append)
        studio.files.new(40, 30)
        document = studio.require_document()
        data = bytearray(large.read_bytes())
        at = data.find(b"IDAT") + 200
        data[at : at + 400] = bytes(400)
        large.write_bytes(data)
        studio.files.open(large)
        qtbot.waitUntil(lambda: not list(studio.jobs))
        assert studio.document is document and "large.ora" in told[-1]
        studio.close()

    def test_pictures_are_placed_after_the_document_that_was_asked_for_first(
        self, studio: Studio, large: Path, qtbot: QtBot, tmp_path: Path
    ) -> None:
        small = tmp_path / "small.png"
        Image.new("RGB", (30, 20), (255, 255, 255)).save(small)
        studio.files.open(large)
        studio.files.place(small)
        qtbot.waitUntil(lambda: not list(studio.jobs))
        assert [x.name for x in studio.require_document().layers] == ["L0", "L1", "small"]
        studio.close()

    def test_a_closed_picture_lets_go_of_its_pixels(self, studio: Studio) -> None:
        studio.files.new(64, 48, ground=(1, 2, 3))
        old = studio.require_document()
        layer = old.layers[0]
        old.fill(layer, 1, 1, (9, 9, 9))
        studio.files.new(8, 8)
        assert old.layers == [] and not old.history.can_undo
        studio.background.wait()
        studio.close()
