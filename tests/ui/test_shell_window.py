from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from studio.engine import messages as msg
from studio.engine.request import Request

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]


def test_the_first_view_invites(make: Make) -> None:
    kit = make()
    window = kit.window
    assert window.first_run.isVisible() and not kit.canvas.isVisible()
    assert QApplication.focusWidget() is window.first_run.line
    assert not window.tools.isEnabled() and window.docks.all_hidden and not window.shelf.isVisible()


def test_a_document_brings_tools_and_panels(make: Make) -> None:
    kit = make().with_document()
    window = kit.window
    assert kit.canvas.isVisible() and window.tools.isEnabled() and window.shelf.isVisible()
    assert window.docks.in_front("create") and window.docks.in_front("layers")
    assert not window.docks.in_front("style")


def test_panels_have_the_width_of_the_design(make: Make) -> None:
    for size, width in (((1920, 1080), 416), ((1600, 1000), 360), ((1280, 800), 336)):
        kit = make(size).with_document()
        assert kit.panels.create.width() == pytest.approx(width, abs=4), size


def test_a_narrow_window_stacks_the_panels(make: Make) -> None:
    kit = make((1000, 700)).with_document()
    assert kit.window.docks.stacked
    kit.window.resize(1600, 1000)
    kit.settle()
    assert not kit.window.docks.stacked and kit.window.docks.in_front("layers")


def test_tab_on_the_canvas_hides_the_panels_and_brings_them_back(make: Make) -> None:
    kit = make().with_document()
    kit.run("window.panel.style")
    kit.canvas.setFocus()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Tab)
    kit.settle()
    assert kit.window.docks.all_hidden and not kit.window.shelf.isVisible()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Tab)
    kit.settle()
    assert kit.window.docks.in_front("style") and kit.window.shelf.isVisible()


def test_tab_in_a_field_moves_the_focus(make: Make) -> None:
    kit = make().with_document()
    kit.run("create.line")
    line = QApplication.focusWidget()
    assert line is not None and kit.panels.create.isAncestorOf(line)
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not line and not kit.window.docks.all_hidden


def test_letters_are_tools_on_the_canvas_and_letters_in_the_line(make: Make) -> None:
    kit = make().with_document()
    kit.canvas.setFocus()
    QTest.keyClick(kit.canvas, Qt.Key.Key_E)
    assert kit.studio.tools.tool == "eraser"
    kit.run("create.line")
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "birches")
    assert kit.studio.create.text == "birches" and kit.studio.tools.tool == "eraser"


def test_the_palette_runs_a_command_by_keyboard_alone(make: Make) -> None:
    kit = make().with_document()
    kit.canvas.setFocus()
    before = len(kit.studio.document.layers)
    kit.run("help.palette")
    field = QApplication.focusWidget()
    assert field is not None and kit.window.command_palette.isVisible()
    QTest.keyClicks(field, "new lay")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(kit.studio.document.layers) == before + 1
    assert not kit.window.command_palette.isVisible() and QApplication.focusWidget() is kit.canvas
    assert kit.window.actions_.recent[0] == "layer.new"


def test_escape_leaves_the_palette(make: Make) -> None:
    kit = make()
    kit.run("help.palette")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not kit.window.command_palette.isVisible()
    assert QApplication.focusWidget() is kit.window.first_run.line


def test_commands_are_enabled_as_the_session_says(make: Make) -> None:
    kit = make()
    assert not kit.window.actions_["file.save"].isEnabled() and kit.window.actions_["file.new"].isEnabled()
    kit.with_document()
    assert kit.window.actions_["file.save"].isEnabled()
    layers = len(kit.studio.document.layers)
    kit.run("layer.new")
    kit.settle()
    assert kit.window.actions_["edit.undo"].isEnabled()
    kit.run("edit.undo")
    assert len(kit.studio.document.layers) == layers


def test_what_the_artist_must_put_right_is_told(make: Make) -> None:
    kit = make().with_document()
    kit.run("style.apply")
    assert kit.window.status.said


def test_the_running_job_is_shown_and_can_be_stopped(make: Make) -> None:
    kit = make().with_document()
    status = kit.window.status
    assert not status._job_box.isVisible()
    request = Request.make("generator/scenes", {}, title="Painting", text="a lake", width=8, height=8, seed=1)
    kit.studio.jobs.submit(request)
    kit.studio.receive(msg.Started(request.id))
    kit.studio.receive(msg.Progressed(request.id, fraction=0.5))
    assert status._job_box.isVisible() and status._job.text().startswith("Painting")
    assert status._progress.value() == 500
    status._cancel.click()
    assert kit.engine.cancelled == [request.id]
    kit.studio.receive(msg.Cancelled(request.id))
    assert not status._job_box.isVisible()


def test_the_zoom_of_the_canvas_is_the_zoom_of_the_status_line(make: Make) -> None:
    kit = make().with_document()
    kit.window.status._percent.typed.emit(200)
    assert kit.canvas.zoom == pytest.approx(2.0)
    kit.run("view.actual")
    assert kit.canvas.zoom == pytest.approx(1.0)


def test_panels_and_window_are_remembered(make: Make) -> None:
    first = make().with_document()
    first.run("window.panel.contact")
    first.desk.show_panel("color")
    first.window.docks.hide("latent")
    first.settle()
    first.window.keep_layout()
    second = make()
    for key in ("window_state", "panels"):  # the size belongs to the screen of the test
        second.settings.set(key, first.settings[key])
    second.window.restore_layout()
    second.with_document()
    docks = second.window.docks
    assert docks.in_front("color") and not docks.shown("latent") and docks.shown("style")
    assert not second.window.shelf.shown("contact")


def test_a_broken_layout_is_passed_over(make: Make) -> None:
    kit = make()
    kit.settings.set("window_geometry", "no base64!")
    kit.settings.set("window_state", "AAAA")
    kit.settings.set("panels", {"shelf": 3, "recent": ["gone.command"]})
    kit.window.restore_layout()
    kit.with_document()
    assert kit.window.docks.in_front("create") and kit.window.actions_.recent == []


def test_the_theme_changes_while_the_window_is_open(make: Make) -> None:
    kit = make().with_document()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    from studio.ui.theme import apply_theme

    dark = kit.window.tools.grab().toImage().pixelColor(2, 200).lightness()
    apply_theme(app, "light")
    kit.settle()
    light = kit.window.tools.grab().toImage().pixelColor(2, 200).lightness()
    apply_theme(app, "dark")
    assert dark < 60 < 200 < light


def test_every_button_says_what_it_is(make: Make) -> None:
    kit = make().with_document()
    for button in kit.window.findChildren(QAbstractButton):
        if button.objectName().startswith("qt_") or type(button).__module__.startswith("PySide6"):
            continue
        assert button.accessibleName() or button.text(), button
        if not button.text():
            assert button.toolTip() or isinstance(button.parent(), QWidget), button


def test_no_shortcut_is_ambiguous(make: Make) -> None:
    kit = make()
    keys = [k.toString() for _c, a in kit.window.actions_ for k in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_a_new_shortcut_works_at_once(make: Make) -> None:
    kit = make().with_document()
    kit.shortcuts.assign("layer.new", "Ctrl+Alt+L")
    kit.canvas.setFocus()
    layers = len(kit.studio.document.layers)
    QTest.keyClick(kit.canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert len(kit.studio.document.layers) == layers + 1


def test_a_dropped_picture_becomes_a_document_then_a_layer(make: Make) -> None:
    from PySide6.QtCore import QMimeData

    from studio.bridge.images import image_of
    from studio.ui.pictures import take_mime

    kit = make()
    pixels = np.full((20, 30, 4), 255, np.uint8)
    data = QMimeData()
    data.setImageData(image_of(pixels).copy())
    assert take_mime(kit.studio, data)
    assert (kit.studio.document.width, kit.studio.document.height) == (30, 20)
    layers = len(kit.studio.document.layers)
    assert take_mime(kit.studio, data)
    assert len(kit.studio.document.layers) == layers + 1


def test_closing_asks_first(make: Make) -> None:
    kit = make().with_document()
    kit.window.may_close = lambda: False
    assert not kit.window.close() and kit.window.isVisible()
    kit.window.may_close = lambda: True
    assert kit.window.close()
