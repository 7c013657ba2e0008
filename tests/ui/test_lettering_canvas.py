"""Writing on the picture in a real window: typing, boxes and handles, drops, the options of the text tool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.bridge.images import pixels_of
from studio.document.layer import Origin
from studio.document.lettering import Lettering
from studio.session.lettering import MIME, packed
from studio.ui.panels.layer_list import LayerList, origin_key
from studio.ui.text_options import TextOptions, families

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PLAIN, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
PRESS, MOVE, RELEASE, DOUBLE = (
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
)  # fmt: skip
Key = Qt.Key


@pytest.fixture
def kit(make: Make) -> Kit:
    """A window with a white picture of 800 x 600 px, the text tool in hand."""
    made = make((1400, 950))
    made.studio.files.new(800, 600, ground=(255, 255, 255))
    made.studio.colors.set_foreground((20, 30, 90))
    made.settle()
    made.run("paint.text")
    made.settle()
    return made


def mouse(kit: Kit, kind: QEvent.Type, at: QPointF, mods: Qt.KeyboardModifier = PLAIN) -> None:
    where = QPointF(kit.canvas.mapToGlobal(at.toPoint()))
    held = NONE if kind == RELEASE else LEFT
    event = QMouseEvent(kind, at, where, NONE if kind == MOVE else LEFT, held, mods)
    QApplication.sendEvent(kit.canvas, event)


def widget_point(kit: Kit, x: float, y: float) -> QPointF:
    return kit.canvas.viewport_.to_widget(QPointF(x, y))


def drag(kit: Kit, points: Sequence[QPointF], mods: Qt.KeyboardModifier = PLAIN) -> None:
    mouse(kit, PRESS, points[0], mods)
    for point in points[1:]:
        mouse(kit, MOVE, point, mods)
    mouse(kit, RELEASE, points[-1], mods)


def click(kit: Kit, x: float, y: float, mods: Qt.KeyboardModifier = PLAIN) -> None:
    drag(kit, [widget_point(kit, x, y)], mods)


def focus(kit: Kit) -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def words(kit: Kit) -> Lettering:
    layer = kit.studio.lettering.current
    assert layer is not None and layer.lettering is not None
    return layer.lettering


def box(kit: Kit) -> tuple[float, float, float, float]:
    layer = kit.studio.lettering.current
    assert layer is not None
    rect = kit.canvas.lettering.box_of(layer)
    return rect.x(), rect.y(), rect.width(), rect.height()


def handle(kit: Kit, name: str) -> QPointF:
    layer = kit.studio.lettering.current
    assert layer is not None
    return kit.canvas.lettering._spots(kit.canvas.lettering.box_of(layer))[name]


def shown(kit: Kit) -> np.ndarray:
    return pixels_of(kit.canvas.grab().toImage())


class TestTyping:
    def test_a_click_and_keys_write_on_the_picture(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        before = document.flatten()
        click(kit, 200, 300)
        assert kit.studio.lettering.typing and len(document.layers) == 2
        QTest.keyClicks(focus(kit), "Evening at the ferry")
        assert words(kit).text == "Evening at the ferry"
        changed = np.argwhere((document.flatten() != before).any(-1))
        assert changed[:, 1].min() >= 200 and abs((changed[:, 0].min() + changed[:, 0].max()) / 2 - 300) < 20
        QTest.keyClick(focus(kit), Key.Key_Escape)
        assert not kit.studio.lettering.typing and focus(kit) is kit.canvas
        kit.run("edit.undo")
        assert np.array_equal(document.flatten(), before) and len(document.layers) == 2

    def test_letters_that_are_shortcuts_elsewhere_are_letters_here(self, kit: Kit) -> None:
        click(kit, 100, 200)
        for key in "bex[1 rF":
            QTest.keyClick(focus(kit), key)
        QTest.keyClick(focus(kit), Key.Key_Tab)
        QTest.keyClick(focus(kit), Key.Key_Delete)
        assert kit.studio.tools.tool == "text" and kit.studio.lettering.draft is not None
        assert kit.studio.lettering.draft.text == "bex[1 rF    "

    def test_ctrl_return_ends_and_return_is_a_new_line(self, kit: Kit) -> None:
        click(kit, 100, 200)
        QTest.keyClicks(focus(kit), "one")
        QTest.keyClick(focus(kit), Key.Key_Return)
        QTest.keyClicks(focus(kit), "two")
        QTest.keyClick(focus(kit), Key.Key_Return, CTRL)
        assert words(kit).text == "one\ntwo" and not kit.studio.lettering.typing

    def test_arrows_home_and_end_follow_the_lines_on_the_picture(self, kit: Kit) -> None:
        kit.studio.lettering.place("The ferry came in late and nobody on it spoke")
        kit.studio.lettering.restyle(width=260.0, size=30)
        layer = kit.studio.lettering.current
        assert layer is not None
        kit.studio.lettering.begin_typing(layer)
        entry = kit.canvas.lettering.entry
        layout = kit.canvas.lettering.layout_of(words(kit))
        assert layout.lines >= 3
        entry.put_caret(2)
        QTest.keyClick(entry, Key.Key_Down)
        assert layout.line_at(entry.caret) == 1 and abs(layout.caret(entry.caret).x() - layout.caret(2).x()) < 20
        QTest.keyClick(entry, Key.Key_Home)
        assert layout.caret(entry.caret).x() == 0 and layout.line_at(entry.caret) == 1
        QTest.keyClick(entry, Key.Key_End, SHIFT)
        start, end = entry.selection
        assert layout.line_at(start) == layout.line_at(end) == 1 and end - start > 8
        QTest.keyClick(entry, Key.Key_Up)
        QTest.keyClick(entry, Key.Key_Up)
        assert entry.caret == 0
        before = box(kit)
        for key in (Key.Key_Left, Key.Key_Up, Key.Key_PageUp, Key.Key_Backspace):
            QTest.keyClick(entry, key)
        assert box(kit) == before and kit.studio.lettering.typing

    def test_undo_while_typing_takes_back_letters_and_afterwards_all_of_them(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        click(kit, *(a + b / 2 for a, b in zip(box(kit)[:2], box(kit)[2:], strict=True)))
        entry = kit.canvas.lettering.entry
        entry.put_caret(7)
        QTest.keyClicks(entry, " star")
        assert words(kit).text == "Evening star"
        QTest.keyClick(entry, Key.Key_Z, CTRL)
        assert words(kit).text == "Evening"
        QTest.keyClicks(entry, "s")
        QTest.keyClick(entry, Key.Key_Escape)
        kit.run("edit.undo")
        assert words(kit).text == "Evening" and kit.studio.require_document().history.undo_title == "Add text"

    def test_an_input_method_writes_chinese(self, kit: Kit) -> None:
        click(kit, 100, 200)
        entry = kit.canvas.lettering.entry
        QApplication.sendEvent(entry, QInputMethodEvent("chun", []))
        assert entry.text == "chun" and entry.composed == (0, 4) and words(kit).text == "chun"
        done = QInputMethodEvent()
        done.setCommitString("春")
        QApplication.sendEvent(entry, done)
        assert words(kit).text == "春" and entry.caret == 1
        QTest.keyClick(entry, Key.Key_Escape)
        assert kit.studio.require_document().history.titles == ["Add text"]

    def test_pasted_text_is_tidied_and_bounded(self, kit: Kit) -> None:
        click(kit, 100, 200)
        QGuiApplication.clipboard().setText("one\r\n\ttwo\x07")
        QTest.keyClick(focus(kit), Key.Key_V, CTRL)
        assert words(kit).text == "one\n    two"
        QGuiApplication.clipboard().setText("x" * 2**20)
        QTest.keyClick(focus(kit), Key.Key_V, CTRL)
        assert words(kit).text == "one\n    two" and "5,000 characters, not for 1,048,576" in kit.window.status.said

    def test_a_click_into_the_words_sets_the_caret_and_a_drag_selects(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening star")
        layer = kit.studio.lettering.current
        assert layer is not None
        kit.studio.lettering.begin_typing(layer)
        entry, layout = kit.canvas.lettering.entry, kit.canvas.lettering.layout_of(words(kit))
        x, y, _w, height = box(kit)

        def at(place: int) -> QPointF:
            return widget_point(kit, x + layout.caret(place).x(), y + height / 2)

        drag(kit, [at(3)])
        assert entry.caret == 3 and kit.studio.lettering.typing
        drag(kit, [at(2), at(5)])
        assert entry.selection == (2, 5)
        mouse(kit, DOUBLE, at(10))
        assert entry.selection == (8, 12)
        QTest.keyClicks(entry, "sky")
        assert words(kit).text == "Evening sky"

    def test_a_click_beside_the_words_ends_typing_and_writes_nothing_new(self, kit: Kit) -> None:
        click(kit, 100, 100)
        QTest.keyClicks(focus(kit), "one")
        click(kit, 600, 500)
        assert not kit.studio.lettering.typing and len(kit.studio.require_document().layers) == 3
        click(kit, 600, 500)
        assert kit.studio.lettering.typing

    def test_a_click_beside_the_picture_writes_nothing(self, kit: Kit) -> None:
        click(kit, -30, 200)
        click(kit, 400, 630)
        assert not kit.studio.lettering.typing
        drag(kit, [widget_point(kit, *p) for p in ((-30, 100), (50, 120), (300, 300))])
        assert kit.studio.lettering.typing

    def test_the_caret_is_seen_where_the_next_letter_comes(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        layer = kit.studio.lettering.current
        assert layer is not None
        kit.studio.lettering.begin_typing(layer)
        entry = kit.canvas.lettering.entry
        pictures = []
        for place in (0, 7):
            entry.put_caret(place)
            kit.settle()
            pictures.append(shown(kit).astype(int))
        layout = kit.canvas.lettering.layout_of(words(kit))
        ratio = kit.canvas.devicePixelRatioF()
        columns = np.flatnonzero((np.abs(pictures[0] - pictures[1]).max(-1) > 40).any(0)) / ratio
        x, y = box(kit)[:2]
        first, last = (widget_point(kit, x + layout.caret(p).x(), y).x() for p in (0, 7))
        assert abs(columns.min() - first) < 4 and abs(columns.max() - last) < 4
        # The field that takes the keys lies there, so that input methods open there.
        assert abs(entry.x() - last) < 8 and entry.width() <= 2

    def test_a_turned_and_mirrored_view_is_written_on_as_well(self, kit: Kit) -> None:
        kit.canvas.rotate_by(75)
        kit.canvas.mirror()
        click(kit, 300, 200)
        QTest.keyClicks(focus(kit), "Turned")
        QTest.keyClick(focus(kit), Key.Key_Escape)
        x, y, _w, height = box(kit)
        assert (x, y + height / 2) == pytest.approx((300, 200), abs=1)

    def test_another_tool_ends_typing(self, kit: Kit) -> None:
        click(kit, 100, 100)
        QTest.keyClicks(focus(kit), "one")
        kit.run("paint.brush")
        assert not kit.studio.lettering.typing and words(kit).text == "one"


class TestBox:
    def test_a_drag_draws_the_box_that_wraps_the_words(self, kit: Kit) -> None:
        drag(kit, [widget_point(kit, *p) for p in ((100, 100), (200, 150), (400, 300))])
        QTest.keyClicks(focus(kit), "The ferry came in late and nobody spoke")
        QTest.keyClick(focus(kit), Key.Key_Escape)
        assert words(kit).width == pytest.approx(300, abs=2) and box(kit)[:2] == pytest.approx((100, 100), abs=2)
        assert kit.canvas.lettering.layout_of(words(kit)).lines > 1

    @pytest.mark.parametrize("tool", ["text", "move"])
    def test_a_drag_on_the_words_moves_them_in_one_step(self, kit: Kit, tool: str) -> None:
        kit.studio.lettering.place("Evening")
        kit.run(f"paint.{tool}")
        x, y, width, height = box(kit)
        start = widget_point(kit, x + width / 2, y + height / 2)
        way = widget_point(kit, 120, 70) - widget_point(kit, 0, 0)
        drag(kit, [start, start + way / 2, start + way])
        assert box(kit)[:2] == pytest.approx((x + 120, y + 70), abs=2)
        assert kit.studio.require_document().history.titles == ["Add text", "Move layer"]

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_side_wraps_the_words_and_the_other_side_stays(self, kit: Kit, side: str) -> None:
        kit.studio.lettering.place("The ferry came in\nand nobody spoke")
        x, y, width, height = box(kit)
        sign = 1 if side == "left" else -1
        start = handle(kit, side)
        way = widget_point(kit, sign * width / 2, 0) - widget_point(kit, 0, 0)
        drag(kit, [start, start + way / 3, start + way])
        assert words(kit).width == pytest.approx(width / 2, rel=0.1) and box(kit)[3] > height
        left, right = box(kit)[0], box(kit)[0] + box(kit)[2]
        assert (right if side == "left" else left) == pytest.approx(x + width if side == "left" else x, abs=1.5)
        assert len(kit.studio.require_document().history.titles) == 2
        mouse(kit, DOUBLE, handle(kit, side))
        assert words(kit).width is None
        kit.run("edit.undo")
        kit.run("edit.undo")
        assert box(kit) == (x, y, width, height)

    @pytest.mark.parametrize("corner", ["top left", "top right", "bottom left", "bottom right"])
    def test_a_corner_scales_the_letters_and_the_opposite_corner_stays(self, kit: Kit, corner: str) -> None:
        kit.studio.lettering.place("The ferry came in\nand nobody spoke", (400, 300))
        x, y, width, height = box(kit)
        size = words(kit).size
        start = handle(kit, corner)
        way = widget_point(kit, width / 2, height / 2) - widget_point(kit, 0, 0)
        grow = QPointF(way.x() * (-1 if "left" in corner else 1), way.y() * (-1 if "top" in corner else 1))
        drag(kit, [start, start + grow / 2, start + grow])
        assert words(kit).size == pytest.approx(size * 1.5, rel=0.05)
        a, b, c, d = box(kit)
        anchor = (x + width if "left" in corner else x, y + height if "top" in corner else y)
        assert (a + c if "left" in corner else a) == pytest.approx(anchor[0], abs=2.5)
        assert (b + d if "top" in corner else b) == pytest.approx(anchor[1], abs=2.5)
        kit.run("edit.undo")
        assert box(kit) == (x, y, width, height)

    def test_escape_during_a_drag_gives_back_the_box(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        before = box(kit)
        start = handle(kit, "bottom right")
        mouse(kit, PRESS, start)
        mouse(kit, MOVE, start + QPointF(80, 60))
        assert box(kit) != before
        QTest.keyClick(kit.canvas, Key.Key_Escape)
        assert box(kit) == before

    def test_a_locked_layer_has_no_handles_to_hold(self, kit: Kit) -> None:
        layer = kit.studio.lettering.place("Evening")
        kit.studio.require_document().set_locked(layer, True)
        before = box(kit)
        start = handle(kit, "bottom right")
        drag(kit, [start, start + QPointF(60, 60)])
        assert box(kit) == before and "locked" in kit.window.status.said

    def test_the_frame_is_seen_with_text_and_move_tool_only(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        pictures = {}
        for tool in ("text", "move", "brush"):
            kit.run(f"paint.{tool}")
            kit.settle()
            pictures[tool] = shown(kit)
        assert np.array_equal(pictures["text"], pictures["move"])
        spot = handle(kit, "top left").toPoint()
        ratio = kit.canvas.devicePixelRatioF()
        y, x = round(spot.y() * ratio), round(spot.x() * ratio)
        assert (
            np.abs(
                pictures["text"][y - 6 : y + 7, x - 6 : x + 7].astype(int)
                - pictures["brush"][y - 6 : y + 7, x - 6 : x + 7]
            ).max()
            > 60
        )

    def test_a_double_click_with_the_move_tool_begins_to_type_in_any_words(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening", (200, 100))
        first = box(kit)
        kit.studio.lettering.place("Morning", (600, 500))
        kit.run("paint.move")
        mouse(kit, DOUBLE, widget_point(kit, first[0] + first[2] / 2, first[1] + first[3] / 2))
        assert kit.studio.lettering.typing and words(kit).text == "Evening"
        mouse(kit, RELEASE, QPointF(1, 1))

    def test_arrow_keys_move_by_px(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        x, y = box(kit)[:2]
        kit.canvas.setFocus()
        for key, mods in ((Key.Key_Right, PLAIN), (Key.Key_Right, PLAIN), (Key.Key_Down, SHIFT)):
            QTest.keyClick(kit.canvas, key, mods)
        assert box(kit)[:2] == (x + 2, y + 10)
        assert kit.studio.require_document().history.titles == ["Add text", "Move layer"]


class TestDrops:
    def drop(self, kit: Kit, data: QMimeData, at: tuple[float, float]) -> bool:
        point, action = widget_point(kit, *at), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(point.toPoint(), action, data, LEFT, PLAIN)
        QApplication.sendEvent(kit.canvas, enter)
        if not enter.isAccepted():
            return False
        event = QDropEvent(point, action, data, LEFT, PLAIN)
        QApplication.sendEvent(kit.canvas, event)
        return event.isAccepted()

    def test_words_of_the_muse_land_where_they_were_dropped(self, kit: Kit) -> None:
        data = QMimeData()
        data.setData(MIME, QByteArray(packed("The snow forgets\nthe road", "muse:transformer")))
        data.setText("something else")
        assert self.drop(kit, data, (500, 200))
        assert words(kit).text == "The snow forgets\nthe road" and words(kit).source == "muse:transformer"
        x, y, width, height = box(kit)
        assert (x + width / 2, y + height / 2) == pytest.approx((500, 200), abs=40)
        layer = kit.studio.lettering.current
        assert layer is not None and layer.origin is Origin.GENERATED and width <= 480

    def test_plain_text_of_another_program_is_from_elsewhere(self, kit: Kit) -> None:
        data = QMimeData()
        data.setText("Found words")
        assert self.drop(kit, data, (300, 300))
        layer = kit.studio.lettering.current
        assert layer is not None and words(kit).source == "elsewhere" and origin_key(layer) == "elsewhere"

    @pytest.mark.parametrize("text", ["", "   \n"])
    def test_no_words_are_not_taken(self, kit: Kit, text: str) -> None:
        data = QMimeData()
        data.setText(text)
        assert not self.drop(kit, data, (300, 300))
        assert len(kit.studio.require_document().layers) == 2

    def test_a_megabyte_is_refused_in_a_sentence(self, kit: Kit) -> None:
        data = QMimeData()
        data.setText("word " * 210_000)
        assert not self.drop(kit, data, (300, 300))
        assert "room for 5,000 characters" in kit.window.status.said
        assert len(kit.studio.require_document().layers) == 2

    def test_broken_bytes_are_words_without_a_source(self, kit: Kit) -> None:
        data = QMimeData()
        data.setData(MIME, QByteArray(b"source: muse:\nx\xff\xfe words"))
        assert self.drop(kit, data, (300, 300)) and words(kit).source == "elsewhere"

    def test_text_on_the_clipboard_is_pasted_as_lettering(self, kit: Kit) -> None:
        QGuiApplication.clipboard().setText("Pasted words")
        kit.run("edit.paste")
        assert words(kit).text == "Pasted words"


class TestOptions:
    def options(self, kit: Kit) -> TextOptions:
        return kit.window.options._text

    def test_the_options_show_and_change_the_look(self, kit: Kit) -> None:
        options = self.options(kit)
        assert options.isVisible() and not kit.window.options._brush.isVisible()
        kit.studio.lettering.place("Evening")
        assert options._size.value() == words(kit).size and options._align["left"].isChecked()
        options._align["center"].click()
        options._italic.click()
        assert words(kit).align == "center" and words(kit).italic
        options._size._change(77)
        assert words(kit).size == 77
        options._weight.setCurrentIndex(options._weight.findData(600))
        options._weight.activated.emit(options._weight.currentIndex())
        assert words(kit).weight == 600
        kit.run("edit.undo")
        assert words(kit).weight == 400 and options._weight.currentData() == 400

    def test_fonts_of_this_computer_are_offered_and_found_by_typing(self, kit: Kit) -> None:
        options = self.options(kit)
        names = families()
        assert names[0] == "Inter" and options._family.count() == len(names)
        kit.studio.lettering.place("Evening")
        before = kit.studio.require_document().flatten()
        other = next(n for n in names if n.startswith("DejaVu Serif") or n == names[-1])
        options._entry.setText(other.upper())
        options._entry.editingFinished.emit()
        assert words(kit).family == other
        assert not np.array_equal(kit.studio.require_document().flatten(), before)
        options._entry.setText("No Such Font")
        options._entry.editingFinished.emit()
        assert words(kit).family == other and "no font called “No Such Font”" in kit.window.status.said
        assert options._family.currentText() == other

    def test_a_missing_font_is_marked(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        kit.studio.lettering.restyle(family="Grandmother's Hand")
        assert self.options(kit)._family.currentText() == "Grandmother's Hand (missing)"

    def test_the_well_shows_the_color_of_the_words(self, kit: Kit) -> None:
        kit.studio.lettering.place("Evening")
        kit.studio.colors.set_foreground((90, 10, 10))
        assert words(kit).color == (90, 10, 10) and self.options(kit)._well._rgb == (90, 10, 10)

    def test_typing_goes_on_when_a_button_of_the_options_is_pressed(self, kit: Kit) -> None:
        click(kit, 100, 200)
        QTest.keyClicks(focus(kit), "one")
        QTest.mouseClick(self.options(kit)._align["right"], LEFT)
        assert kit.studio.lettering.typing and words(kit).align == "right"
        QTest.keyClicks(focus(kit), " two")
        assert words(kit).text == "one two"

    @pytest.mark.parametrize("width", [1280, 1600])
    def test_the_options_fit_into_the_window(self, make: Make, width: int) -> None:
        kit = make((width, 800)).with_document()
        kit.run("paint.text")
        kit.settle()
        options = self.options(kit)
        assert kit.window.width() == width
        for widget in (options._family, options._weight, options._size, options._line, options._letter, options._well):
            right = widget.mapTo(kit.window, QPoint(widget.width(), 0)).x()
            assert widget.isVisible() and right <= options.mapTo(kit.window, QPoint(options.width(), 0)).x()


def test_commands_of_text(kit: Kit) -> None:
    assert not kit.window.actions_.can_run("text.edit")
    kit.studio.lettering.place("Evening")
    kit.run("text.align_right")
    assert words(kit).align == "right"
    kit.run("text.edit")
    assert kit.studio.lettering.typing
    QTest.keyClick(focus(kit), Key.Key_Escape)
    kit.run("text.to_pixels")
    assert kit.studio.lettering.current is None and "pixels now" in kit.window.status.said
    kit.run("edit.undo")
    assert words(kit).text == "Evening"


def test_the_layers_panel_tells_text_from_pictures(kit: Kit) -> None:
    layer = kit.studio.lettering.place("Evening", source="muse:transformer")
    found = kit.window.findChild(LayerList)
    assert isinstance(found, LayerList)
    index = found.layers.index_of(layer)
    assert found.layers.data(index, Qt.ItemDataRole.ToolTipRole) == "Text of the muse (transformer)"
    assert "Evening, text" in found.layers.data(index, Qt.ItemDataRole.AccessibleTextRole)
