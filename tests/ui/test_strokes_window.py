"""Strokes in the window: what can be asked for, the dialogs, the bar under a picture that is being painted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from shell_kit import Kit

from studio.document.layer import Origin
from studio.ui.dialogs.export_strokes import ExportStrokesDialog, ExportTimelapseDialog
from studio.ui.palette import search

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    """A photo, and the painter chosen with a style."""
    made = make((1200, 800))
    made.studio.files.new(96, 80)
    y, x = np.mgrid[0:80, 0:96]
    photo = np.full((80, 96, 4), 255, np.uint8)
    photo[..., 0], photo[..., 1], photo[..., 2] = 40 + x, 200 - y, 60 + (x * y) % 97
    made.studio.require_document().add_picture(photo, name="Photo", origin=Origin.PICTURE)
    made.studio.style.choose_method("painter")
    made.studio.style.choose(made.studio.style.sources[0])
    made.settle()
    return made


def lay(kit: Kit) -> None:
    kit.studio.style.apply()
    kit.work()


def test_the_palette_says_why_a_layer_has_no_strokes(kit: Kit) -> None:
    actions = kit.window.actions_
    (hit,) = search("strokes to layers", actions)
    assert not hit.enabled and "not painted with strokes" in hit.why
    palette = kit.window.command_palette
    palette.open_palette()
    QTest.keyClicks(palette._input, "strokes to layers")
    assert palette._why.isVisible() and palette._why.text() == hit.why
    assert palette.card.rect().contains(palette._why.mapTo(palette.card, palette._why.rect().bottomRight()))
    palette.close_overlay()
    lay(kit)
    actions.refresh()
    (hit,) = search("strokes to layers", actions)
    assert hit.enabled and hit.why == "" and actions["strokes.layers"].isEnabled()


def test_the_command_makes_layers(kit: Kit) -> None:
    lay(kit)
    count = len(kit.studio.require_document().layers)
    kit.run("strokes.layers")
    kit.work()
    assert len(kit.studio.require_document().layers) > count + 3


def test_strokes_go_through_the_dialog_into_a_file(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(kit)
    target = tmp_path / "strokes"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(target), "")))

    def accept(dialog: ExportStrokesDialog) -> QDialog.DialogCode:
        dialog._most.set_value(200)
        dialog._ground.setChecked(False)
        dialog._show()
        assert "200 strokes" in dialog._facts.text()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportStrokesDialog, "exec", accept)
    kit.run("strokes.svg")
    kit.work()
    root = ElementTree.parse(target.with_suffix(".svg")).getroot()
    assert sum(e.tag.endswith("}path") for e in root.iter()) == 200
    again = ExportStrokesDialog(kit.window, kit.studio)
    assert again.options == {"most": 200, "ground": False}


def test_the_time_lapse_goes_through_its_dialog(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(kit)
    target = tmp_path / "painting.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(target), "")))

    def accept(dialog: ExportTimelapseDialog) -> QDialog.DialogCode:
        dialog._kinds.set_chosen("gif")
        for scrub, value in ((dialog._seconds, 1.0), (dialog._hold, 0.0), (dialog._fps, 6), (dialog._edge, 128)):
            scrub.set_value(value)
        dialog._show()
        assert "6 frames of up to 96 × 80 px" in dialog._facts.text()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportTimelapseDialog, "exec", accept)
    kit.run("strokes.timelapse")
    kit.work()
    assert target.read_bytes()[:3] == b"GIF"
    again = ExportTimelapseDialog(kit.window, kit.studio)
    assert again.kind.id == "gif" and again.options["fps"] == 6


def test_the_dialogs_left_alone_write_nothing(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(kit)
    for dialog in (ExportStrokesDialog, ExportTimelapseDialog):
        monkeypatch.setattr(dialog, "exec", lambda _self: QDialog.DialogCode.Rejected)
    kit.run("strokes.svg")
    kit.run("strokes.timelapse")
    assert not kit.engine.requests


def test_a_bar_comes_while_a_picture_is_painted_and_is_worked_by_keys_and_mouse(kit: Kit) -> None:
    bar, watching = kit.canvas.watch_bar, kit.studio.strokes.watching
    assert bar.isHidden()
    kit.run("strokes.watch")
    kit.work()
    assert bar.isVisible() and watching.playing and bar.hasFocus()
    canvas = kit.canvas.rect()
    assert canvas.contains(bar.geometry().adjusted(12, 12, -12, -12))
    assert abs(bar.geometry().center().x() - canvas.center().x()) <= 1
    watching.tick(0.5 * watching.seconds)
    while watching.share < 0.4:
        watching.tick(0.3)
    assert "strokes" in bar._line.text() and 0 < bar._progress.value() < 1000
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert not watching.playing and not bar._timer.isActive() and bar._toggle.accessibleName() == "Go on"
    QTest.mouseClick(bar._toggle, LEFT)
    assert watching.playing and bar._timer.isActive()
    count = len(kit.studio.require_document().layers)
    QTest.mouseClick(bar._skip, LEFT)
    kit.settle()
    assert bar.isHidden() and not bar._timer.isActive()
    assert len(kit.studio.require_document().layers) == count + 1
    assert kit.window.focusWidget() is kit.canvas


def test_escape_takes_the_painting_away(kit: Kit) -> None:
    lay(kit)
    document = kit.studio.require_document()
    count = len(document.layers)
    kit.run("strokes.watch")
    kit.work()
    assert kit.canvas.watch_bar.isVisible() and kit.studio.preview.owner == "strokes"
    QTest.keyClick(kit.canvas.watch_bar, Qt.Key.Key_Escape)
    assert kit.canvas.watch_bar.isHidden() and kit.studio.preview.pixels is None
    assert len(document.layers) == count


def test_the_bar_keeps_to_a_small_canvas(kit: Kit) -> None:
    kit.run("strokes.watch")
    kit.work()
    kit.canvas.resize(240, 200)
    kit.settle()
    bar = kit.canvas.watch_bar
    inner = bar.geometry().adjusted(12, 12, -12, -12)
    assert inner.width() <= kit.canvas.width() and inner.bottom() < kit.canvas.height()
    for button in (bar._toggle, bar._skip, bar._stop):
        assert bar.rect().contains(button.mapTo(bar, QPoint(14, 14)))
