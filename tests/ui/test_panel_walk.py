"""The Walk strip, its dialog and the tabs of the shelf, under mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot
from walk_kit import NAME, sky, tiny_generator

from studio.core.picture import Picture
from studio.formats.video_read import video_facts
from studio.session.contact import Candidate, CandidateState
from studio.ui.desk import base
from studio.ui.dialogs.export_walk import ExportWalkDialog
from studio.ui.panels.contact_sheet import ContactSheetPanel
from studio.ui.panels.walk import WalkPanel
from studio.ui.panels.walk_line import GAP, KeyframeThumb

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

LEFT, PLAIN, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path) -> Iterator[None]:
    with tiny_generator(tmp_path / "model"):
        yield


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make()
    made.studio.files.new(96, 80)
    made.window.shelf.set_shown("walk", True)
    made.settle()
    return made


@pytest.fixture
def walking(kit: Kit) -> Kit:
    """Three pictures, the last one chosen."""
    for seed in (3, 4, 5):
        choose(kit, seed)
        kit.run("walk.add")
    kit.studio.walk.set_duration(1.0)
    kit.settle()
    return kit


def panel(kit: Kit) -> WalkPanel:
    return kit.panels.walk


def thumbs(kit: Kit) -> list[KeyframeThumb]:
    return panel(kit)._line.thumbs


def choose(kit: Kit, seed: int, method: str = NAME) -> None:
    picture = Picture(np.full((48, 64, 4), 40 * seed, np.uint8), sky(seed, method))
    candidate = Candidate(f"sky {seed}", seed, state=CandidateState.DONE, picture=picture)
    kit.studio.contact.append(candidate)
    kit.studio.contact.make_current(candidate)
    kit.settle()


def work(kit: Kit) -> None:
    """Does what the walk asked for; what other panels want to know of the model is not under test."""
    while any(r.spec.startswith("walk/") for r in kit.engine.requests):
        kit.engine.requests[:] = [r for r in kit.engine.requests if r.spec.startswith("walk/")]
        kit.work(1)
    kit.settle()


def seeds(kit: Kit) -> list[int]:
    return [k.recipe.seed for k in kit.studio.walk.walk.keyframes]


class TestShelf:
    def test_tabs_bring_panels_to_the_front(self, kit: Kit) -> None:
        shelf = kit.window.shelf
        sheet = next(e.widget for e in kit.panels.entries if isinstance(e.widget, ContactSheetPanel))
        assert panel(kit).isVisible() and not sheet.isVisible()
        tabs = shelf._tabs["walk"]
        QTest.mouseClick(tabs._buttons["contact"], LEFT)
        assert sheet.isVisible() and not panel(kit).isVisible() and shelf.in_front("contact")
        QTest.keyClick(shelf._tabs["contact"]._buttons["contact"], Qt.Key.Key_Right)
        assert panel(kit).isVisible() and tabs._buttons["walk"].hasFocus()

    def test_commands_show_hide_and_bring_to_the_front(self, kit: Kit) -> None:
        shelf = kit.window.shelf
        kit.run("window.panel.contact")
        assert shelf.in_front("contact")
        kit.run("window.panel.contact")
        assert not shelf.shown("contact") and shelf.in_front("walk")
        assert shelf._tabs["walk"]._buttons["contact"].isHidden()
        kit.run("window.panel.walk")
        assert not shelf.isVisible()
        kit.run("window.panel.walk")
        assert shelf.isVisible() and panel(kit).isVisible()

    def test_which_is_in_front_is_remembered_and_nonsense_is_not(self, kit: Kit) -> None:
        shelf = kit.window.shelf
        state = shelf.save()
        shelf.restore({"contact": True, "front": "gone"})
        assert shelf.in_front("contact")
        shelf.restore(state)
        assert shelf.in_front("walk")

    def test_folding_folds_both_and_a_tab_opens(self, kit: Kit) -> None:
        shelf = kit.window.shelf
        open_height = shelf.height()
        panel(kit)._fold.click()
        kit.settle()
        sheet = next(e.widget for e in kit.panels.entries if isinstance(e.widget, ContactSheetPanel))
        assert sheet.folded and panel(kit).folded and shelf.height() < open_height - 60
        QTest.mouseClick(shelf._tabs["walk"]._buttons["contact"], LEFT)
        kit.settle()
        assert not sheet.folded and not panel(kit).folded and shelf.height() == open_height


class TestStrip:
    def test_the_empty_strip_says_how_to_begin(self, kit: Kit) -> None:
        strip = panel(kit)
        assert "painted by" in strip._hint.text() and "Tiny skies" in strip._hint.text()
        assert not strip._begin.isEnabled() and not strip._export.isVisible()
        choose(kit, 3, "scenes")
        assert not strip._begin.isEnabled()
        choose(kit, 3)
        assert strip._begin.isEnabled()
        QTest.mouseClick(strip._begin, LEFT)
        kit.settle()
        assert seeds(kit) == [3] and "second" in strip._facts.text() and not strip._play.isEnabled()
        kit.run("edit.undo")
        kit.settle()
        assert strip._begin.isVisible()

    def test_pictures_times_and_choice_are_shown(self, walking: Kit) -> None:
        line = panel(walking)._line
        assert [t.is_selected() for t in line.thumbs] == [False, False, True]
        assert [w.value() for w in line.ways] == [0.5, 0.5]
        assert panel(walking)._clock.text() == "1.0 / 1.0 s"
        assert all(t._image is not None for t in line.thumbs)
        QTest.mouseClick(line.thumbs[0], LEFT)
        assert walking.studio.walk.selected == 0 and walking.studio.walk.position == 0.0
        panel(walking)._loop.click()
        assert len(line.ways) == 3 and walking.studio.walk.walk.loop

    def test_times_are_typed_and_dragged_as_one_step(self, walking: Kit) -> None:
        walk, history = walking.studio.walk, walking.studio.require_document().history
        steps = len(history.titles)
        way = panel(walking)._line.ways[0]
        QTest.mousePress(way, LEFT, PLAIN, QPoint(10, 10))
        for x in (20, 30, 40):
            QTest.mouseMove(way, QPoint(x, 10))
        QTest.mouseRelease(way, LEFT, PLAIN, QPoint(40, 10))
        assert walk.walk.keyframes[0].travel > 1.0 and len(history.titles) == steps + 1
        assert panel(walking)._line.ways[0] is way
        hold = panel(walking)._hold
        hold.start_typing("0.7")
        QTest.keyClick(hold._entry, Qt.Key.Key_Return)
        assert walk.walk.keyframes[2].hold == pytest.approx(0.7) and len(history.titles) == steps + 2
        walking.run("edit.undo")
        assert hold.value() == 0.0

    def test_a_picture_is_dragged_to_another_place(self, walking: Kit) -> None:
        line = panel(walking)._line
        first, last = line.thumbs[0], line.thumbs[2]
        QTest.mousePress(first, LEFT, PLAIN, QPoint(10, 10))
        end = first.mapFrom(line, QPoint(last.geometry().right() + GAP // 2, 10))
        QTest.mouseMove(first, end / 2)
        QTest.mouseMove(first, end)
        assert line._mark == 3
        line.grab()
        QTest.mouseRelease(first, LEFT, PLAIN, end)
        assert seeds(walking) == [4, 5, 3] and line._mark is None and walking.studio.walk.selected == 2
        QTest.mousePress(first, LEFT, PLAIN, QPoint(10, 10))
        QTest.mouseMove(first, QPoint(25, 10))
        QTest.mouseRelease(first, LEFT, PLAIN, QPoint(25, 10))
        assert seeds(walking) == [4, 5, 3]

    def test_keys(self, walking: Kit) -> None:
        line = panel(walking)._line
        line.thumbs[2].setFocus()
        QTest.keyClick(line.thumbs[2], Qt.Key.Key_Left)
        assert walking.studio.walk.selected == 1 and line.thumbs[1].hasFocus()
        QTest.keyClick(line.thumbs[1], Qt.Key.Key_Left, ALT)
        assert seeds(walking) == [4, 3, 5] and line.thumbs[0].hasFocus()
        QTest.keyClick(line.thumbs[0], Qt.Key.Key_Delete)
        walking.settle()
        assert seeds(walking) == [3, 5] and line.thumbs[0].hasFocus()
        QTest.keyClick(line.thumbs[0], Qt.Key.Key_Space)
        assert walking.studio.walk.playing
        QTest.keyClick(line.thumbs[0], Qt.Key.Key_Escape)
        assert not walking.studio.walk.playing

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_of_a_picture(self, walking: Kit) -> None:
        strip = panel(walking)

        def chosen(index: int, title: str) -> None:
            strip._line.menu_wanted.emit(index, QPoint(5, 5))
            menu = strip.findChildren(QMenu)[-1]
            action = next(a for a in menu.actions() if a.text() == title)
            assert action.isEnabled() != (title == "Move back" and index == 0)
            action.trigger()
            menu.close()
            walking.settle()

        chosen(0, "Duplicate")
        assert seeds(walking) == [3, 3, 4, 5]
        chosen(0, "Move back")
        chosen(2, "Move back")
        assert seeds(walking) == [3, 4, 3, 5]
        chosen(1, "Remove")
        assert seeds(walking) == [3, 3, 5]

    def test_it_plays_in_its_own_time_and_stops_when_nobody_looks(self, walking: Kit, qtbot: QtBot) -> None:
        walk = walking.studio.walk
        work(walking)
        walk.set_loop(True)
        work(walking)
        walk.seek(0.0)
        with qtbot.waitSignal(panel(walking)._timer.timeout):
            QTest.mouseClick(panel(walking)._play, LEFT)
        qtbot.waitUntil(lambda: walk.position > 0)
        assert walking.studio.preview.owner == "walk" and panel(walking)._time.value() > 0
        assert panel(walking)._play.accessibleName() == "Pause the walk"
        walking.window.shelf.set_shown("contact", True)
        walking.settle()
        assert not walk.playing and not panel(walking)._timer.isActive() and walking.studio.preview.owner != "walk"

    def test_the_time_bar_scrubs_frame_by_frame(self, walking: Kit) -> None:
        work(walking)
        bar, walk = panel(walking)._time, walking.studio.walk
        assert bar.maximum() == walk.walk.frames - 1
        walk.seek(0.0)
        bar.setFocus()
        QTest.keyClick(bar, Qt.Key.Key_Right)
        assert walk.position == pytest.approx(1 / 25, abs=1e-3)
        QTest.mouseClick(bar, LEFT, PLAIN, QPoint(bar.width() // 2, 12))
        assert walk.position == pytest.approx(0.5, abs=0.05) and walking.studio.preview.owner == "walk"
        assert panel(walking).grab().width() > 0

    def test_a_small_window_has_room_for_it(self, make: Make) -> None:
        small = make((900, 600))
        small.studio.files.new(96, 80)
        small.window.shelf.set_shown("walk", True)
        small.window.shelf.set_folded(False)
        for seed in range(3):
            choose(small, seed + 1)
            small.run("walk.add")
        small.settle()
        strip = panel(small)
        assert strip._play.isVisible() and strip.width() <= small.window.width()
        assert not strip._add.text() or strip.width() >= 640


class TestExport:
    def test_the_dialog_says_what_will_come_and_sets_the_walk_up(self, walking: Kit) -> None:
        dialog = ExportWalkDialog(walking.window, walking.studio)
        assert (
            dialog.kind.id == "mp4" and "720 × 600 px" in dialog._facts.text() and "26 frames" in dialog._facts.text()
        )
        assert dialog.walk == walking.studio.walk.walk
        dialog._kinds._buttons["gif"].click()
        dialog._edge.set_value(320)
        dialog._fps.set_value(10)
        dialog._seconds.set_value(3.0)
        dialog._medium.setCurrentIndex(dialog._medium.findData("oil"))
        dialog._show()
        assert "31 frames of 320 × 266" in dialog._facts.text() and "255 colors" in dialog._about.text()
        dialog.apply()
        walk = walking.studio.walk.walk
        assert (walk.width, walk.height, walk.fps, walk.medium) == (320, 266, 10, "oil")
        assert walk.duration == pytest.approx(3.0)
        walking.run("edit.undo")
        assert walking.studio.walk.walk.medium == ""
        dialog.deleteLater()

    @pytest.mark.parametrize("kind", ["mp4", "frames"])
    def test_from_the_button_to_the_file(
        self, walking: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        walking.studio.walk.set_video(width=64, height=48, fps=8)
        walking.settings.set("walk_format", kind)
        asked: list[str] = []

        def save_name(_parent: object, title: str, proposal: str, filters: str) -> tuple[str, str]:
            asked.append(f"{title}|{Path(proposal).name}|{filters}")
            return str(tmp_path / "my walk"), filters

        monkeypatch.setattr(ExportWalkDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
        monkeypatch.setattr(base.QFileDialog, "getSaveFileName", save_name)
        told: list[str] = []
        walking.studio.told.connect(told.append)
        walking.run("walk.export")
        assert any(j.title.startswith("Writing my walk") for j in walking.studio.jobs.visible())
        work(walking)
        path = tmp_path / ("my walk.mp4" if kind == "mp4" else "my walk")
        assert video_facts(path).frames == 9 and "is written" in told[-1]
        assert asked[0].startswith("Export walk") and ("*.mp4" in asked[0]) == (kind == "mp4")

    def test_one_picture_is_no_walk(self, kit: Kit) -> None:
        choose(kit, 3)
        kit.run("walk.add")
        kit.settle()
        assert not kit.window.actions_["walk.export"].isEnabled()
        assert not panel(kit)._export.isEnabled()
