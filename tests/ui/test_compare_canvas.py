"""Before and after on the canvas: what each side shows, the divider under mouse and keys, the key that is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from shell_kit import Kit

from studio.core.recipe import Recipe
from studio.document.layer import Layer, Origin
from studio.ui.canvas.split import EDGE, FULL, LARGE, SMALL

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups on the offscreen platform
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIZE = (400, 300)
RED, BLUE, GREEN = (220, 30, 30), (30, 60, 220), (20, 160, 60)


def flat(color: tuple[int, int, int]) -> np.ndarray:
    return np.broadcast_to(np.array((*color, 255), np.uint8), (SIZE[1], SIZE[0], 4)).copy()


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    """A red picture, and over it, hidden or not, what a style made of it."""
    made = make((1000, 640))
    made.studio.files.new(*SIZE)
    made.studio.require_document().add_picture(flat(RED), name="Red", origin=Origin.PICTURE, title="x")
    made.settle()
    return made


def stylize(kit: Kit, color: tuple[int, int, int] = BLUE) -> Layer:
    document = kit.studio.require_document()
    subject = document.active
    assert subject is not None
    recipe = Recipe("style", "color", *SIZE, 0, sources={"content": {"layer": subject.id, "name": subject.name}})
    document.add_picture(flat(color), name="Styled", origin=Origin.STYLIZED, recipe=recipe, above=subject, title="x")
    kit.settle()
    layer = document.active
    assert layer is not None and layer.origin is Origin.STYLIZED
    return layer


def preview(kit: Kit, color: tuple[int, int, int]) -> None:
    kit.studio.preview.show("style", flat(color), (0, 0, *SIZE))
    kit.settle()


def seen(kit: Kit, x: float, y: float) -> tuple[int, int, int]:
    """The color at a place of the picture, in document px."""
    canvas = kit.canvas
    image = canvas.grab().toImage()
    at = canvas.viewport_.to_widget(QPointF(x, y)) * image.devicePixelRatio()
    r, g, b, _a = image.pixelColor(round(at.x()), round(at.y())).getRgb()
    return r, g, b


def sides(kit: Kit) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    return seen(kit, 40, 150), seen(kit, 360, 150)


class TestSides:
    def test_a_preview_lies_on_one_side_only(self, kit: Kit) -> None:
        preview(kit, GREEN)
        assert sides(kit) == (GREEN, GREEN)
        kit.run("view.compare")
        assert sides(kit) == (RED, GREEN)
        kit.run("view.compare")
        assert sides(kit) == (GREEN, GREEN) and not kit.canvas.comparing.handle.isVisible()

    def test_a_stylized_layer_against_its_source(self, kit: Kit) -> None:
        stylize(kit)
        kit.run("view.compare")
        assert sides(kit) == (RED, BLUE)

    def test_the_source_is_seen_also_where_it_was_hidden(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        layer = stylize(kit)
        source = document.layers[document.layers.index(layer) - 1]
        document.set_visible(source, False)
        kit.run("view.compare")
        assert sides(kit) == (RED, BLUE) and not source.visible

    def test_the_kept_original_is_seen_where_the_source_was_thrown_away(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        style, source = kit.studio.style, document.active
        assert source is not None
        style.choose_method("color")
        style.choose(style.sources[0])
        style.apply()
        kit.engine.requests[:] = [r for r in kit.engine.requests if r.slot != "style-preview"]
        kit.work()
        assert document.active is not None and document.active.origin is Origin.STYLIZED
        kit.studio.preview.clear()
        document.remove_layer(source)
        document.active = next(x for x in document.layers if x.origin is Origin.STYLIZED)
        kit.studio.preview.clear()
        kit.run("view.compare")
        before, after = sides(kit)
        assert before == RED and after != RED

    def test_other_layers_are_on_both_sides(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        layer = stylize(kit)
        document.add_picture(
            flat(GREEN)[:100], name="Over", origin=Origin.PICTURE, offset=(0, 0), above=layer, title="x"
        )
        document.active = layer
        kit.run("view.compare")
        assert seen(kit, 40, 40) == seen(kit, 360, 40) == GREEN and sides(kit) == (RED, BLUE)

    def test_both_sides_follow_what_is_painted(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        source = document.active
        assert source is not None
        layer = stylize(kit)
        kit.run("view.compare")
        assert sides(kit) == (RED, BLUE)
        document.fill(source, 5, 5, (250, 200, 10))
        kit.settle()
        assert sides(kit)[0] == (250, 200, 10)
        document.fill(layer, 5, 5, (10, 10, 10))
        kit.settle()
        assert sides(kit) == ((250, 200, 10), (10, 10, 10))

    def test_without_a_style_it_says_that_both_are_the_same(self, kit: Kit) -> None:
        said: list[str] = []
        kit.studio.told.connect(said.append)
        kit.run("view.compare")
        assert said == ["There is no style on this picture yet: before and after are the same."]
        kit.run("view.compare")
        kit.desk.show_panel("style")
        kit.settle()
        kit.studio.style.choose(kit.studio.style.sources[0])
        kit.run("view.compare")
        assert len(said) == 1, "a preview is on its way"

    def test_the_picture_before_is_let_go_with_the_divider_and_with_the_document(self, kit: Kit) -> None:
        preview(kit, GREEN)
        kit.run("view.compare")
        sides(kit)
        comparing = kit.canvas.comparing
        assert comparing._before is not None
        kit.studio.files.new(50, 50)
        assert comparing._before is None and comparing.handle.isVisible()
        kit.run("view.compare")
        assert comparing._before is None

    @pytest.mark.parametrize(("angle", "mirrored"), [(33.0, True), (90.0, False)])
    def test_it_holds_in_every_view(self, kit: Kit, angle: float, mirrored: bool) -> None:
        """The divider stands on the screen; the picture moves under it."""
        preview(kit, GREEN)
        kit.run("view.compare")
        canvas = kit.canvas
        for zoom in (0.4, 2.5):
            canvas.set_viewport(replace(canvas.viewport_.zoomed(zoom), angle=angle, mirrored=mirrored))
            kit.settle()
            image, line = canvas.grab().toImage(), canvas.comparing.handle.line
            y = canvas.height() / 2 + 40
            found = [image.pixelColor(round(x), round(y)).getRgb()[:3] for x in (line - 24, line + 24)]
            assert found == [RED, GREEN]


class TestDivider:
    @pytest.fixture
    def on(self, kit: Kit) -> Kit:
        preview(kit, GREEN)
        kit.run("view.compare")
        return kit

    def test_it_is_dragged_and_stays_in_reach(self, on: Kit) -> None:
        handle, canvas = on.canvas.comparing.handle, on.canvas
        middle = handle.rect().center()
        QTest.mousePress(handle, LEFT, PLAIN, middle)
        for x in (-60, -10_000):
            QTest.mouseMove(handle, middle + QPoint(x, 30))
            on.settle()
        QTest.mouseRelease(handle, LEFT, PLAIN, middle)
        assert EDGE <= handle.line < EDGE + 1 and handle.geometry().center().x() <= EDGE + 1
        assert sides(on) == (GREEN, GREEN)
        QTest.mouseDClick(handle, LEFT, PLAIN, handle.rect().center())
        assert abs(handle.line - canvas.width() / 2) < 1 and sides(on) == (RED, GREEN)

    def test_keys_nudge_turn_and_end_it(self, on: Kit) -> None:
        handle = on.canvas.comparing.handle
        assert handle.hasFocus()
        QTest.keyClick(handle, Qt.Key.Key_Right)
        QTest.keyClick(handle, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
        assert handle.value() == FULL // 2 + SMALL - LARGE
        QTest.keyClick(handle, Qt.Key.Key_End)
        assert handle.value() == FULL and sides(on) == (RED, RED)
        QTest.keyClick(handle, Qt.Key.Key_Return)
        assert not handle.upright
        handle.setValue(FULL // 2)
        on.settle()
        assert (seen(on, 200 - 60, 60), seen(on, 200 - 60, 240)) == (RED, GREEN)
        QTest.keyClick(handle, Qt.Key.Key_Escape)
        assert not on.canvas.comparing.on and on.canvas.hasFocus()

    def test_its_menu(self, on: Kit) -> None:
        handle = on.canvas.comparing.handle
        at = handle.rect().center()
        QApplication.sendEvent(handle, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, handle.mapToGlobal(at)))
        menu = next(m for m in handle.findChildren(QMenu) if m.isVisible())
        actions = {a.text(): a for a in menu.actions() if a.text()}
        menu.close()
        actions["Lay the divider level"].trigger()
        assert not handle.upright
        actions["Stop comparing"].trigger()
        assert not handle.isVisible()

    def test_the_picture_beside_it_can_be_painted(self, on: Kit) -> None:
        """Only the line and the handle take the pointer."""
        handle = on.canvas.comparing.handle
        beside = QPoint(round(handle.line) + 14, 60)
        assert on.canvas.childAt(beside) is None
        assert on.canvas.childAt(QPoint(round(handle.line), 60)) is handle

    def test_it_follows_the_size_of_the_canvas(self, on: Kit) -> None:
        handle = on.canvas.comparing.handle
        on.window.resize(1200, 760)
        on.settle()
        assert abs(handle.geometry().center().x() - on.canvas.width() / 2) <= 1
        assert handle.height() == on.canvas.height()

    def test_the_menu_entry_is_checked_and_the_view_can_be_turned(self, on: Kit) -> None:
        on.window.actions_.refresh()
        assert on.window.actions_["view.compare"].isChecked()
        on.run("view.turn_divider")
        assert not on.canvas.comparing.upright


class TestHolding:
    def test_as_long_as_the_key_is_down(self, kit: Kit) -> None:
        preview(kit, GREEN)
        kit.canvas.setFocus()
        kit.settle()
        QTest.keyPress(kit.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        assert sides(kit) == (RED, RED) and not kit.canvas.comparing._moment.isActive()
        QTest.keyRelease(kit.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        assert sides(kit) == (GREEN, GREEN)
        kit.run("view.compare")
        kit.settle()
        handle = kit.canvas.comparing.handle
        QTest.keyPress(handle, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        assert sides(kit) == (RED, RED) and handle.hasFocus() and not kit.canvas.comparing._moment.isActive()
        QTest.keyRelease(handle, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        assert sides(kit) == (RED, GREEN)

    def test_by_the_button_as_long_as_it_is_pressed(self, kit: Kit) -> None:
        preview(kit, GREEN)
        button = kit.window.status._before
        QTest.mousePress(button, LEFT)
        assert sides(kit) == (RED, RED) and not kit.canvas.comparing._moment.isActive()
        QTest.mouseRelease(button, LEFT)
        assert sides(kit) == (GREEN, GREEN)

    def test_from_a_menu_for_a_moment(self, kit: Kit) -> None:
        preview(kit, GREEN)
        kit.run("view.before")
        comparing = kit.canvas.comparing
        assert sides(kit) == (RED, RED) and comparing._moment.isActive()
        comparing._moment.timeout.emit()
        assert sides(kit) == (GREEN, GREEN) and not comparing._moment.isActive()

    def test_it_ends_when_the_keyboard_goes_elsewhere(self, kit: Kit) -> None:
        preview(kit, GREEN)
        kit.canvas.setFocus()
        kit.settle()
        QTest.keyPress(kit.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        QApplication.sendEvent(kit.canvas, QFocusEvent(QFocusEvent.Type.FocusOut))
        assert sides(kit) == (GREEN, GREEN)
