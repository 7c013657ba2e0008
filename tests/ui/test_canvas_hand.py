"""The canvas under mouse, pen, wheel and keys, in a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputDevice, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shell_kit import Kit

RED, BLUE = (220, 30, 20), (20, 40, 200)


@pytest.fixture
def kit(make: Callable[..., Kit]) -> Kit:
    kit = make((1200, 800)).with_document()
    kit.studio.tools.set_brush(size=8, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    kit.studio.colors.set_foreground(RED)
    kit.canvas.fit()
    return kit


def place(kit: Kit, x: float, y: float) -> QPoint:
    """Where a point of the document is on the widget."""
    return kit.canvas.viewport_.to_widget(QPointF(x, y)).toPoint()


def drag(
    kit: Kit, *points: tuple[float, float], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    canvas = kit.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, modifier, place(kit, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, place(kit, *point))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, modifier, place(kit, *points[-1]))
    kit.settle()


def pixel(kit: Kit, x: int, y: int) -> tuple[int, ...]:
    return tuple(int(v) for v in kit.studio.require_document().flatten()[y, x])


VIEWS: dict[str, Callable[[Kit], None]] = {
    "fitted": lambda kit: None,
    "close": lambda kit: kit.canvas.zoom_to(9.0),
    "turned": lambda kit: kit.canvas.rotate_by(37.0),
    "mirrored": lambda kit: kit.canvas.mirror(),
    "all of it": lambda kit: (kit.canvas.zoom_to(6.0), kit.canvas.rotate_by(-110.0), kit.canvas.mirror()),  # type: ignore[func-returns-value]
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_stroke_lands_under_the_pen_in_every_view(kit: Kit, view: str) -> None:
    VIEWS[view](kit)
    drag(kit, (20, 24), (26, 24), (34, 24), (44, 24))
    assert pixel(kit, 32, 24) == (*RED, 255)
    assert pixel(kit, 32, 34)[3] == 0
    assert pixel(kit, 10, 24)[3] == 0
    kit.run("edit.undo")
    assert pixel(kit, 32, 24)[3] == 0
    kit.run("edit.redo")
    assert pixel(kit, 32, 24) == (*RED, 255)


def test_the_canvas_shows_what_was_painted(kit: Kit) -> None:
    drag(kit, (20, 24), (44, 24))
    at = place(kit, 32.5, 24.5)  # the middle of a pixel: its rim carries the grid at this zoom
    shown = kit.canvas.grab().toImage().pixelColor(at * kit.canvas.devicePixelRatio())
    assert (shown.red(), shown.green(), shown.blue()) == RED


def test_the_eraser_takes_paint_away(kit: Kit) -> None:
    drag(kit, (10, 24), (54, 24))
    kit.studio.tools.tool = "eraser"
    kit.studio.tools.set_brush(size=12, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    drag(kit, (32, 10), (32, 24), (32, 40))
    assert pixel(kit, 32, 24)[3] == 0
    assert pixel(kit, 14, 24) == (*RED, 255)


def test_alt_picks_the_color_under_the_pen(kit: Kit) -> None:
    drag(kit, (10, 24), (54, 24))
    kit.studio.colors.set_foreground(BLUE)
    drag(kit, (32, 24), (32, 24), modifier=Qt.KeyboardModifier.AltModifier)
    assert kit.studio.colors.foreground == RED


def test_escape_takes_back_a_stroke_under_way(kit: Kit) -> None:
    canvas = kit.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(kit, 20, 24))
    QTest.mouseMove(canvas, place(kit, 40, 24))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(kit, 40, 24))
    assert pixel(kit, 30, 24)[3] == 0
    assert not kit.studio.require_document().history.can_undo


def pen(kit: Kit, kind: QEvent.Type, x: float, y: float, pressure: float, tip: QPointingDevice.PointerType) -> None:
    at = QPointF(place(kit, x, y))
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        tip,
        QInputDevice.Capability.Pressure | QInputDevice.Capability.Position,
        1,
        1,
    )
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    event = QTabletEvent(
        kind, device, at, QPointF(kit.canvas.mapToGlobal(at)), pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton, held,
    )  # fmt: skip
    QApplication.sendEvent(kit.canvas, event)


def stroke_with_pen(kit: Kit, y: float, pressure: float, tip: QPointingDevice.PointerType) -> None:
    pen(kit, QEvent.Type.TabletPress, 12, y, pressure, tip)
    for x in (22, 32, 42):
        pen(kit, QEvent.Type.TabletMove, x, y, pressure, tip)
    pen(kit, QEvent.Type.TabletRelease, 52, y, 0.0, tip)
    kit.settle()


def test_pressure_makes_the_line_wider_and_the_other_end_erases(kit: Kit) -> None:
    kit.studio.tools.set_brush(size=12, pressure_size=True)
    tip, end = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
    stroke_with_pen(kit, 10, 0.25, tip)
    stroke_with_pen(kit, 36, 1.0, tip)
    flat = kit.studio.require_document().flatten()
    thin, thick = (int((flat[rows, 30, 3] > 128).sum()) for rows in (slice(0, 20), slice(24, 48)))
    assert 1 <= thin < thick
    assert abs(thick - 12) <= 1
    kit.studio.tools.tool = "eraser"
    kit.studio.tools.set_brush(size=20, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    kit.studio.tools.tool = "brush"
    stroke_with_pen(kit, 36, 1.0, end)
    assert pixel(kit, 30, 36)[3] == 0


def wheel(kit: Kit, at: QPoint, delta: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(kit.canvas.mapToGlobal(at)), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(kit.canvas, event)


def test_the_wheel_zooms_about_the_pointer(kit: Kit) -> None:
    at = place(kit, 12, 9)
    before, zoom = kit.canvas.viewport_.to_document(QPointF(at)), kit.canvas.zoom
    wheel(kit, at, 240)
    after = kit.canvas.viewport_.to_document(QPointF(at))
    assert kit.canvas.zoom == pytest.approx(2 * zoom)
    assert (after.x(), after.y()) == (pytest.approx(before.x(), abs=0.01), pytest.approx(before.y(), abs=0.01))


def test_space_and_drag_move_the_view_and_paint_nothing(kit: Kit) -> None:
    before = place(kit, 32, 24)
    QTest.keyPress(kit.canvas, Qt.Key.Key_Space)
    canvas = kit.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, before)
    QTest.mouseMove(canvas, before + QPoint(50, 30))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, before + QPoint(50, 30))
    QTest.keyRelease(kit.canvas, Qt.Key.Key_Space)
    assert place(kit, 32, 24) == before + QPoint(50, 30)
    assert not kit.studio.require_document().history.can_undo


def test_the_view_comes_back_upright_and_fitted(kit: Kit) -> None:
    kit.canvas.rotate_by(30)
    kit.canvas.reset_rotation()
    assert kit.canvas.viewport_.upright
    kit.canvas.zoom_to(20)
    kit.canvas.fit()
    corner, other = place(kit, 0, 0), place(kit, 64, 48)
    assert kit.canvas.rect().contains(corner) and kit.canvas.rect().contains(other)


def test_a_dropped_picture_becomes_a_layer(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "blue.png"
    Image.new("RGB", (16, 16), BLUE).save(path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(place(kit, 32, 24)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    kit.canvas.dropEvent(event)  # Qt delivers it only within a drag of the screen
    kit.settle()
    document = kit.studio.require_document()
    assert document.layers[-1].props.name == "blue"
    assert (document.flatten()[..., :3][document.flatten()[..., 3] > 0] == BLUE).all()
    kit.run("edit.undo")
    assert len(document.layers) == 1


def test_copy_and_paste_make_the_same_pixels(kit: Kit) -> None:
    drag(kit, (20, 24), (44, 24))
    document = kit.studio.require_document()
    before = np.array(document.flatten())
    kit.run("edit.copy")
    kit.run("edit.paste")
    kit.settle()
    assert len(document.layers) == 2
    kit.studio.require_document().set_visible(document.layers[0], False)
    assert (document.flatten() == before).all()


def test_fill_floods_what_is_alike(kit: Kit) -> None:
    kit.studio.tools.tool = "fill"
    kit.studio.colors.set_foreground(BLUE)
    drag(kit, (5, 5), (5, 5))
    assert pixel(kit, 60, 40) == (*BLUE, 255)
