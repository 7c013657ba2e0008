"""Palettes in the Color panel: strips above the swatches, front and back color, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QToolButton

from studio.formats.gimp_palette import read_palette
from studio.ui.color.palette_strip import PaletteStrip
from studio.ui.panels.color import ColorPanel

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
DUSK = [(20, 30, 60), (200, 120, 60), (240, 220, 190)]


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make((1600, 1000)).with_document()
    made.run("window.panel.color")
    made.settle()
    return made


def panel(kit: Kit) -> ColorPanel:
    found = kit.window.findChild(ColorPanel)
    assert isinstance(found, ColorPanel)
    return found


def strips(kit: Kit) -> list[PaletteStrip]:
    kit.settle()
    found = [s for s in panel(kit).findChildren(PaletteStrip) if s.isVisible()]
    return sorted(found, key=lambda s: s.mapTo(panel(kit), QPoint(0, 0)).y())


def middle(strip: PaletteStrip, index: int) -> QPoint:
    return strip.grid._rect(index).center()


class TestStrips:
    def test_the_newest_palette_stands_first_and_all_above_the_swatches(self, kit: Kit) -> None:
        kit.studio.colors.take_palette("Dusk", DUSK)
        kit.studio.colors.take_palette("Dawn", ["#ffeedd"])
        assert [s.palette_.name for s in strips(kit)] == ["Dawn", "Dusk"]
        below = panel(kit)._swatches.mapTo(panel(kit), QPoint(0, 0)).y()
        assert all(s.mapTo(panel(kit), QPoint(0, s.height())).y() <= below for s in strips(kit))

    def test_a_palette_that_was_taken_is_scrolled_into_view(self, kit: Kit) -> None:
        panel(kit).resize(panel(kit).width(), 240)
        panel(kit).verticalScrollBar().setValue(0)
        kit.studio.colors.take_palette("Dusk", DUSK)
        found = strips(kit)[0]
        assert found.visibleRegion().boundingRect().height() == found.height()

    def test_those_of_the_last_time_leave_the_panel_at_its_top(self, make: Make, tmp_path: Path) -> None:
        kept = [{"name": "Dusk", "colors": ["#102030"]}]
        (tmp_path / "settings.json").write_text(json.dumps({"version": 1, "palettes": kept}))
        kit = make((1280, 700)).with_document()
        kit.run("window.panel.color")
        kit.settle()
        assert len(panel(kit).findChildren(PaletteStrip)) == 1 and panel(kit).verticalScrollBar().value() == 0

    def test_a_click_is_the_foreground_and_a_right_click_the_background(self, kit: Kit) -> None:
        kit.studio.colors.take_palette("Dusk", DUSK)
        strip = strips(kit)[0]
        QTest.mouseClick(strip.grid, LEFT, pos=middle(strip, 1))
        assert kit.studio.colors.foreground == DUSK[1]
        QTest.mouseClick(strip.grid, RIGHT, pos=middle(strip, 2))
        assert kit.studio.colors.background == DUSK[2] and kit.studio.colors.foreground == DUSK[1]
        strip.grid.setFocus()
        QTest.keyClick(strip.grid, Qt.Key.Key_Left)
        QTest.keyClick(strip.grid, Qt.Key.Key_Return)
        assert kit.studio.colors.foreground == DUSK[0]

    def test_its_button_removes_it_and_undo_brings_it_back(self, kit: Kit) -> None:
        kit.studio.colors.take_palette("Dusk", DUSK)
        kit.studio.colors.take_palette("Dawn", ["#ffeedd"])
        button = strips(kit)[1].findChild(QToolButton)
        assert isinstance(button, QToolButton) and button.accessibleName() == "Remove the palette “Dusk”"
        QTest.mouseClick(button, LEFT)
        assert [s.palette_.name for s in strips(kit)] == ["Dawn"] and "Undo brings it back" in kit.window.status.said
        kit.run("edit.undo")
        assert [s.palette_.name for s in strips(kit)] == ["Dawn", "Dusk"]
        kit.run("edit.undo")
        kit.run("edit.undo")
        assert strips(kit) == []

    def test_twelve_long_ones_fit_the_panel(self, kit: Kit) -> None:
        for n in range(12):
            kit.studio.colors.take_palette(
                f"A palette with a name that is far too long {n}", [(n, i, 9) for i in range(40)]
            )
        found = strips(kit)
        assert len(found) == 12
        assert all(s.width() <= panel(kit).viewport().width() for s in found)


class TestFiles:
    def test_import_and_export_by_command(self, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "dusk.gpl"
        path.write_text("GIMP Palette\nName: Dusk\n20 30 60 Deep\n200 120 60\n")
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
        kit.run("color.import_palette")
        assert strips(kit)[0].palette_.colors == ((20, 30, 60), (200, 120, 60))
        out = tmp_path / "mine"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
        kit.run("color.export_palette")
        assert read_palette(tmp_path / "mine.gpl") == ("Swatches", kit.studio.colors.swatches)
        out = tmp_path / "evening"
        strips(kit)[0].exported.emit()
        assert read_palette(tmp_path / "evening.gpl")[0] == "Dusk"

    def test_a_bad_file_is_told(self, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "bad.gpl"
        path.write_bytes(b"\x89PNG\r\n")
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
        kit.run("color.import_palette")
        assert strips(kit) == [] and kit.window.status.said == "bad.gpl is no GIMP palette."
