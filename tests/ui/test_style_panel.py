"""The Style panel in a window: several styles, painted maps, regions, layers that follow the controls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from shell_kit import Kit

from studio.document.document import Document
from studio.document.layer import Origin
from studio.session.style_mix import MAPS, WEIGHTS
from studio.ui.panels.style import StylePanel
from studio.ui.parts.buttons import Segments

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def photo() -> np.ndarray:
    out = np.full((96, 128, 4), 255, np.uint8)
    out[:48, :, :3], out[48:, :64, :3], out[48:, 64:, :3] = (110, 160, 230), (60, 120, 50), (200, 60, 40)
    out[48:, :, :3] = np.clip(out[48:, :, :3] + np.random.default_rng(1).normal(0, 12, (48, 128, 3)), 0, 255)
    return out


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    made = make()
    made.studio.files.new(128, 96)
    document = doc(made)
    document.add_picture(photo(), name="Photo", origin=Origin.PICTURE)
    made.studio.style.choose_method("color")
    made.studio.style.want_preview(False)
    made.panels.style._live.setChecked(False)
    made.desk.show_panel("style")
    made.settle()
    return made


def doc(kit: Kit) -> Document:
    return kit.studio.require_document()


def two(kit: Kit) -> StylePanel:
    style = kit.studio.style
    style.choose(next(s for s in style.sources if s.id == "evening-sea"))
    style.add_style(next(s for s in style.sources if s.id == "woodblock-bay"))
    kit.settle()
    return kit.panels.style


def at(kit: Kit, x: float, y: float) -> QPoint:
    return kit.canvas.viewport_.to_widget(QPointF(x, y)).toPoint()


def segment(owner: Segments, id_: str) -> None:
    QTest.mouseClick(owner._buttons[id_], LEFT)


def test_one_style_is_one_quiet_row(kit: Kit) -> None:
    mix = kit.panels.style._mix
    (row,) = mix.rows
    assert row.title.text() == "Choose a style above" and not row.remove.isVisible() and not mix._by.isVisible()
    assert not mix._add.isEnabled() and not kit.panels.style._maps.isVisible()
    kit.studio.style.choose(kit.studio.style.sources[0])
    assert row.remove.isVisible() and mix._add.isEnabled() and not row.weight.isVisible() and not row.part.isVisible()


def test_rows_come_by_the_button_are_chosen_by_keys_and_weighed(kit: Kit) -> None:
    style, mix = kit.studio.style, kit.panels.style._mix
    style.choose(style.sources[0])
    QTest.mouseClick(mix._add, LEFT)
    assert len(mix.rows) == 2 and style.mix.row == 1 and mix._by.isVisible()
    style.choose(style.sources[3])
    first, second = mix.rows
    assert second.title.text() == style.sources[3].title and second.part.text() == "50 %"
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert style.mix.row == 0
    second.weight.setFocus()
    QTest.keyClick(second.weight, Qt.Key.Key_Home)
    assert style.mix.shares[1].weight == 0 and (first.part.text(), second.part.text()) == ("100 %", "0 %")
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert len(mix.rows) == 1 and len(style.mix.shares) == 1
    for number in range(4):
        style.add_style(style.sources[number + 4])
    assert len(mix.rows) == 5 and not mix._add.isEnabled()


def test_a_map_is_painted_on_the_canvas_and_undone(kit: Kit) -> None:
    panel, style = two(kit), kit.studio.style
    segment(panel._mix._by, MAPS)
    assert style.mix.by == MAPS and panel._maps.isVisible()
    row = panel._mix.rows[1]
    assert row.paint.isVisible() and row.part.text() == "–" and panel._mix.rows[0].part.text() == "Rest"
    QTest.mouseClick(row.paint, LEFT)
    assert style.maps.painting == 2 and row.paint.isChecked() and "map of style 2" in panel._maps._says.text()
    before = doc(kit).flatten()
    QTest.mousePress(kit.canvas, LEFT, PLAIN, at(kit, 40, 50))
    for x in (50, 60, 70):
        QTest.mouseMove(kit.canvas, at(kit, x, 50))
    QTest.mouseRelease(kit.canvas, LEFT, PLAIN, at(kit, 70, 50))
    assert style.maps.mask(2)[50, 55] > 100 and np.array_equal(doc(kit).flatten(), before)
    assert row.part.text().endswith("%")
    # Seen over the picture, in the color of the style.
    image = kit.canvas.grab().toImage()
    ratio = image.devicePixelRatio()

    def seen(x: float, y: float) -> tuple[int, int, int]:
        spot = at(kit, x, y) * ratio
        return image.pixelColor(spot).getRgb()[:3]  # type: ignore[return-value]

    assert np.abs(np.subtract(seen(55, 49), before[49, 55, :3].astype(int))).sum() > 60
    assert np.abs(np.subtract(seen(100, 20), before[20, 100, :3].astype(int))).sum() < 12
    kit.run("paint.eraser")
    assert style.maps.painting == 2
    thick = int(style.maps.mask(2)[50, 55])
    QTest.mouseClick(kit.canvas, LEFT, PLAIN, at(kit, 55, 50))
    assert style.maps.mask(2)[50, 55] < 0.8 * thick and doc(kit).history.undo_title == "Erase map"
    kit.run("edit.undo")
    kit.run("edit.undo")
    assert style.maps.share(2) == 0 and row.part.text() == "–"
    kit.canvas.setFocus()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Escape)
    assert style.maps.painting is None and not row.paint.isChecked()


def test_regions_are_given_and_joined_by_clicks(kit: Kit) -> None:
    panel, style = two(kit), kit.studio.style
    segment(panel._mix._by, MAPS)
    QTest.mouseClick(panel._maps._find, LEFT)
    kit.settle()
    regions = style.regions
    assert regions.active and panel._maps._giving.isVisible() and f"{regions.count} regions" in panel._maps._says.text()
    kit.canvas.grab()  # outlines are drawn
    QTest.mouseClick(panel._mix.rows[0].thumb, LEFT)
    QTest.mouseClick(kit.canvas, LEFT, PLAIN, at(kit, 100, 70))
    assert style.maps.mask(1)[70, 100] == 255 and style.maps.mask(2)[70, 100] == 0
    assert len(doc(kit).layers) == 2 and doc(kit).history.undo_title == "Assign region"
    count = regions.count
    QTest.mouseClick(kit.canvas, LEFT, SHIFT, at(kit, 100, 70))
    assert regions.held is not None
    QTest.mouseClick(kit.canvas, LEFT, SHIFT, at(kit, 30, 70))
    assert regions.count == count - 1 and regions.at(30, 70) == regions.at(100, 70)
    kit.canvas.setFocus()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Escape)
    assert not regions.active and not panel._maps._giving.isVisible() and style.maps.share(1) > 0


def test_verbs_reach_maps_and_regions(kit: Kit) -> None:
    two(kit)
    style = kit.studio.style
    kit.run("style.map")
    assert style.mix.by == MAPS and style.maps.painting == style.mix.chosen.slot
    kit.run("style.map")
    assert style.maps.painting is None
    kit.run("style.regions")
    assert style.regions.active
    kit.run("style.regions")
    kit.run("style.share.weights")
    assert not style.regions.active and style.mix.by == WEIGHTS
    seed = style.seed
    kit.run("style.roll")
    assert style.seed != seed


def test_map_tools_invert_clear_and_soften(kit: Kit) -> None:
    panel, style = two(kit), kit.studio.style
    segment(panel._mix._by, MAPS)
    assert not panel._maps._clear.isEnabled()
    QTest.mouseClick(panel._maps._invert, LEFT)
    assert style.maps.share(2) == 1.0 and panel._maps._clear.isEnabled()
    QTest.mouseClick(panel._maps._clear, LEFT)
    assert style.maps.share(2) == 0
    panel._maps._feather.setFocus()
    QTest.keyClick(panel._maps._feather, Qt.Key.Key_End)
    assert style.mix.feather == 0.25 and panel._maps._value.text() == "25.0 %"


def test_a_stylized_layer_follows_the_panel(kit: Kit) -> None:
    panel, style = two(kit), kit.studio.style
    assert panel._apply.text() == "Lay on layer" and not panel._again.isVisible()
    QTest.mouseClick(panel._apply, LEFT)
    kit.work()
    layer = doc(kit).active
    assert layer is not None and layer.origin is Origin.STYLIZED and panel._apply.text() == "Lay again"
    assert "“Photo”" in panel._reason.text() and panel._reason.isVisible()
    before = doc(kit).pixels(layer)
    row = panel._mix.rows[0]
    row.weight.setFocus()
    QTest.keyClick(row.weight, Qt.Key.Key_Home)
    kit.work()
    assert doc(kit).active is layer and not np.array_equal(doc(kit).pixels(layer), before)
    kit.run("edit.undo")
    assert np.array_equal(doc(kit).pixels(layer), before) and style.mix.shares[0].weight == 1.0
    assert row.weight.value() > 0
    doc(kit).fill(layer, 5, 5, (0, 0, 0), tolerance=0.1)
    assert panel._again.isVisible() and "Painted on" in panel._reason.text() and panel._apply.text() == "Lay on layer"
    QTest.mouseClick(panel._again, LEFT)
    kit.work()
    assert len(doc(kit).layers) == 4 and doc(kit).active is not layer


def test_seed_and_notes_stand_in_the_panel(kit: Kit) -> None:
    panel, style = two(kit), kit.studio.style
    style.choose_method("auto")
    panel._seed.start_typing()
    entry = panel._seed._entry
    assert entry is not None
    entry.setText("41")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert style.seed == 41 and panel._seed.text() == "41"
    QTest.mouseClick(panel._dice, LEFT)
    assert style.seed != 41
    summary = panel._summary.text()
    style.remove_style(1)
    QTest.mouseClick(panel._apply, LEFT)
    kit.work()
    assert panel._summary.text() != summary and panel._summary.text() == " ".join(style.laying.told)


def test_the_wish_for_previews_is_remembered(kit: Kit) -> None:
    panel = two(kit)
    assert not kit.studio.style.previewing
    QTest.mouseClick(panel._live, LEFT)
    assert kit.studio.style.previewing and kit.settings["style_panel"]["preview"] is True


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_nothing_is_cut_off_in_small_windows(make: Callable[..., Kit], size: tuple[int, int]) -> None:
    kit = make(size)
    kit.studio.files.new(128, 96)
    doc(kit).add_picture(photo(), name="Photo", origin=Origin.PICTURE)
    panel = two(kit)
    kit.studio.style.share_by(MAPS)
    kit.desk.show_panel("style")
    kit.settle()
    body = panel._settings.widget()
    assert body.width() <= panel._settings.viewport().width()
    for row in panel._mix.rows:
        inside = row.remove.geometry()
        assert row.rect().contains(inside) and row.title.width() >= 24
    assert panel._apply.isVisible() and panel.rect().contains(panel._apply.mapTo(panel, QPoint(0, 0)))
