"""Mouse, pen and eraser on the canvas leave the right pixels, whatever way the view lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.document.document import Document
from studio.document.layer import Layer, Props

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PLAIN, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
RED = (200, 30, 10)
WIDTH, HEIGHT = 400, 300


@pytest.fixture
def kit(make: Make) -> Kit:
    """A window with an empty 400 x 300 picture and a hard round brush of 20 px."""
    made = make((1200, 800))
    made.studio.files.new(WIDTH, HEIGHT)
    made.studio.tools.set_brush(size=20.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    made.studio.colors.set_foreground(RED)
    made.settle()
    return made


def mouse(
    widget: QWidget, kind: QEvent.Type, at: QPointF, mods: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT
) -> None:
    held = NONE if kind == QEvent.Type.MouseButtonRelease else button
    pressed = NONE if kind == QEvent.Type.MouseMove else button
    where = QPointF(widget.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, at, where, pressed, held, mods))


def drag(
    kit: Kit, points: Sequence[tuple[float, float]], mods: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT
) -> None:
    """Presses at the first document point, moves through the others, lets go at the last."""
    places = [kit.canvas.viewport_.to_widget(QPointF(*p)) for p in points]
    mouse(kit.canvas, QEvent.Type.MouseButtonPress, places[0], mods, button)
    for place in places[1:]:
        mouse(kit.canvas, QEvent.Type.MouseMove, place, mods, button)
    mouse(kit.canvas, QEvent.Type.MouseButtonRelease, places[-1], mods, button)


def tablet(kit: Kit, kind: QEvent.Type, at: tuple[float, float], pressure: float, pen: QPointingDevice) -> None:
    place = kit.canvas.viewport_.to_widget(QPointF(*at))
    where = QPointF(kit.canvas.mapToGlobal(place.toPoint()))
    held = NONE if kind == QEvent.Type.TabletRelease else LEFT
    button = NONE if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(kind, pen, place, where, pressure, 0, 0, 0.0, 0.0, 0.0, PLAIN, button, held)
    QApplication.sendEvent(kit.canvas, event)
    assert event.isAccepted()


def pen(kind: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen) -> QPointingDevice:
    able = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    return QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, kind, able, 1, 2)


def draw(kit: Kit, points: Sequence[tuple[float, float]], pressure: float, device: QPointingDevice) -> None:
    tablet(kit, QEvent.Type.TabletPress, points[0], pressure, device)
    for point in points[1:]:
        tablet(kit, QEvent.Type.TabletMove, point, pressure, device)
    tablet(kit, QEvent.Type.TabletRelease, points[-1], 0.0, device)


def pixels(kit: Kit) -> np.ndarray:
    return kit.studio.require_document().flatten()


@pytest.mark.parametrize(
    ("zoom", "angle", "mirrored"), [(1.0, 0.0, False), (2.5, 33.0, False), (0.6, 250.0, True), (1.7, 90.0, True)]
)
def test_a_stroke_lands_where_the_pointer_is(kit: Kit, zoom: float, angle: float, mirrored: bool) -> None:
    view = kit.canvas.viewport_
    kit.canvas.set_viewport(replace(view, zoom=zoom, angle=angle, mirrored=mirrored, center=(180.0, 130.0)))
    path = [(100.0, 80.0), (160.0, 120.0), (230.0, 170.0)]
    drag(kit, path)
    expected = Document(WIDTH, HEIGHT)
    expected.put_layer(Layer(Props()))
    stroke = expected.begin_stroke(kit.studio.tools.brush, RED)
    for point in path:
        stroke.to(*point)
    stroke.end()
    got, wanted = pixels(kit).astype(int), expected.flatten().astype(int)
    # The way through the widget's coordinates moves a stamp by a quarter of a pixel at most.
    assert np.abs(got - wanted).mean() < 0.5
    assert tuple(got[120, 160]) == (*RED, 255)
    assert not got[200:, :100].any() and not got[:60].any()


def test_a_stroke_is_one_step_and_undo_takes_it_back(kit: Kit) -> None:
    drag(kit, [(50, 50), (100, 60), (150, 50)])
    history = kit.studio.require_document().history
    assert history.titles == ["Brush stroke"] and pixels(kit).any()
    kit.run("edit.undo")
    assert not pixels(kit).any()
    kit.run("edit.redo")
    assert pixels(kit)[50, 50].any()


def test_escape_in_the_middle_of_a_stroke_gives_it_up(kit: Kit) -> None:
    place = kit.canvas.viewport_.to_widget(QPointF(50, 50))
    mouse(kit.canvas, QEvent.Type.MouseButtonPress, place)
    mouse(kit.canvas, QEvent.Type.MouseMove, place + QPointF(60, 0))
    assert pixels(kit).any()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Escape)
    mouse(kit.canvas, QEvent.Type.MouseButtonRelease, place + QPointF(60, 0))
    document = kit.studio.require_document()
    assert not pixels(kit).any() and not document.history.can_undo and not document.painting


def test_shift_draws_a_straight_line_from_the_last_stroke(kit: Kit) -> None:
    drag(kit, [(40, 150), (41, 150)])
    drag(kit, [(340, 150), (340, 150)], SHIFT)
    assert pixels(kit)[150, 40:340, 3].min() == 255


def test_the_eraser_takes_away_and_only_there(kit: Kit) -> None:
    document = kit.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 5, 5, RED)
    kit.run("paint.eraser")
    kit.studio.tools.set_brush(size=20.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    drag(kit, [(100, 100), (200, 100)])
    assert not pixels(kit)[100, 110:190, 3].any()
    assert (pixels(kit)[140:] == (*RED, 255)).all()
    assert document.history.undo_title == "Erase"


def test_erasing_nothing_ends_the_stroke_too(kit: Kit) -> None:
    kit.run("paint.eraser")
    drag(kit, [(100, 100), (200, 100)])
    document = kit.studio.require_document()
    assert not document.painting and not document.history.can_undo


def test_pressure_of_the_pen_makes_the_line_wider(kit: Kit) -> None:
    kit.studio.tools.set_brush(size=40.0, pressure_size=True)
    device = pen()
    draw(kit, [(60, 60), (200, 60)], 0.2, device)
    draw(kit, [(60, 160), (200, 160)], 1.0, device)
    column = pixels(kit)[:, 130, 3] > 127
    thin, thick = int(column[:110].sum()), int(column[110:].sum())
    gamma = kit.studio.settings["pressure_gamma"]
    assert thick == pytest.approx(40, abs=2) and thin == pytest.approx(40 * 0.2**gamma, abs=2)
    assert kit.studio.require_document().history.titles == ["Brush stroke"] * 2


def test_the_other_end_of_the_pen_erases_with_the_brush_in_hand(kit: Kit) -> None:
    document = kit.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 5, 5, RED)
    draw(kit, [(100, 100), (200, 100)], 1.0, pen(QPointingDevice.PointerType.Eraser))
    assert pixels(kit)[100, 150, 3] < 40 and kit.studio.tools.tool == "brush"
    draw(kit, [(100, 200), (200, 200)], 1.0, pen())
    assert tuple(pixels(kit)[200, 150]) == (*RED, 255)


def test_alt_picks_a_color_and_paints_nothing(kit: Kit) -> None:
    document = kit.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 5, 5, (12, 140, 90))
    drag(kit, [(60, 60), (61, 60)], ALT)
    assert kit.studio.colors.foreground == (12, 140, 90)
    kit.studio.colors.set_foreground(RED)
    drag(kit, [(60, 60), (61, 60)], ALT | SHIFT)
    assert kit.studio.colors.background == (12, 140, 90) and kit.studio.colors.foreground == RED
    assert document.history.titles == ["Fill"]


def test_the_eyedropper_outside_of_the_picture_changes_nothing(kit: Kit) -> None:
    kit.run("paint.eyedropper")
    drag(kit, [(-30, 60), (-20, 60)])
    assert kit.studio.colors.foreground == RED


def test_a_click_with_the_bucket_fills(kit: Kit) -> None:
    kit.run("paint.fill")
    drag(kit, [(20, 20), (20, 20)])
    assert (pixels(kit) == (*RED, 255)).all()


def test_the_move_tool_moves_the_layer_under_a_turned_view(kit: Kit) -> None:
    drag(kit, [(100, 100), (101, 100)])
    kit.canvas.set_viewport(replace(kit.canvas.viewport_, angle=60.0, zoom=1.5))
    kit.run("paint.move")
    drag(kit, [(100, 100), (130, 110), (150, 140)])
    document = kit.studio.require_document()
    assert document.active is not None
    assert (document.active.props.x, document.active.props.y) == (50, 40)
    assert document.history.titles == ["Brush stroke", "Move layer"]


@pytest.mark.parametrize(("verb", "word"), [("hide", "hidden"), ("lock", "locked")])
def test_a_layer_that_cannot_be_painted_says_why(kit: Kit, verb: str, word: str) -> None:
    document = kit.studio.require_document()
    layer = document.active
    assert layer is not None
    if verb == "hide":
        document.set_visible(layer, False)
    else:
        document.set_locked(layer, True)
    drag(kit, [(50, 50), (90, 50)])
    assert word in kit.window.status.said and layer.is_empty


def test_another_document_in_the_middle_of_a_stroke(kit: Kit) -> None:
    place = kit.canvas.viewport_.to_widget(QPointF(50, 50))
    mouse(kit.canvas, QEvent.Type.MouseButtonPress, place)
    kit.studio.files.new(80, 60)
    mouse(kit.canvas, QEvent.Type.MouseMove, place + QPointF(20, 0))
    mouse(kit.canvas, QEvent.Type.MouseButtonRelease, place)
    assert not pixels(kit).any()
    kit.studio.set_document(None)
    mouse(kit.canvas, QEvent.Type.MouseButtonPress, place)
    mouse(kit.canvas, QEvent.Type.MouseButtonRelease, place)
