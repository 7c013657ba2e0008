"""Guides over the canvas: thin lines that are seen on any ground, that hold what is moved, and that leave no trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.bridge.images import pixels_of
from studio.core.guides import GUIDES

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


@pytest.fixture
def kit(make: Make) -> Kit:
    """A window with a picture of 600 x 450 px, white above gray above black, shown at 100 %."""
    made = make((1400, 950))
    made.studio.files.new(600, 450, ground=(255, 255, 255))
    document = made.studio.require_document()
    for name, level, top in (("Gray", 128, 150), ("Black", 0, 300)):
        pixels = np.full((150, 600, 4), level, np.uint8)
        pixels[..., 3] = 255
        from studio.document.layer import Origin

        document.add_picture(pixels, name=name, origin=Origin.PICTURE, offset=(0, top))
    made.run("view.actual")
    made.settle()
    return made


def shown(kit: Kit) -> np.ndarray:
    return pixels_of(kit.canvas.grab().toImage()).astype(int)


def column(kit: Kit, before: np.ndarray, after: np.ndarray, x: float) -> np.ndarray:
    """How much the picture changed along the upright line at `x` of the document, at its three columns."""
    ratio = kit.canvas.devicePixelRatioF()
    top, bottom = (kit.canvas.viewport_.to_widget(QPointF(x, y)) for y in (0.0, 450.0))
    at = int(top.x() * ratio)
    rows = slice(int(top.y() * ratio) + 4, int(bottom.y() * ratio) - 4)
    return np.abs(after[rows, at - 1 : at + 2, :3] - before[rows, at - 1 : at + 2, :3]).max(-1)


def drag(
    kit: Kit,
    start: tuple[float, float],
    end: tuple[float, float],
    mods: Qt.KeyboardModifier = PLAIN,
    *,
    hold: bool = False,
) -> None:
    points = [kit.canvas.viewport_.to_widget(QPointF(*p)) for p in (start, end)]
    kinds = [(PRESS, points[0]), (MOVE, points[1])] + ([] if hold else [(RELEASE, points[1])])
    for kind, at in kinds:
        where = QPointF(kit.canvas.mapToGlobal(at.toPoint()))
        event = QMouseEvent(kind, at, where, NONE if kind == MOVE else LEFT, NONE if kind == RELEASE else LEFT, mods)
        QApplication.sendEvent(kit.canvas, event)


class TestLook:
    def test_lines_are_seen_on_white_gray_and_black_and_are_thin(self, kit: Kit) -> None:
        before = shown(kit)
        kit.studio.guides.set_opacity(1.0)
        kit.run("view.guides.thirds")
        kit.settle()
        after = shown(kit)
        change = column(kit, before, after, 200.0)
        assert np.all(change.max(1) > 50)  # on every row, whatever lies under it
        ratio = kit.canvas.devicePixelRatioF()
        y = int(kit.canvas.viewport_.to_widget(QPointF(0, 60)).y() * ratio)
        x = int(kit.canvas.viewport_.to_widget(QPointF(200, 0)).x() * ratio)
        assert np.count_nonzero(np.abs(after[y, x - 20 : x + 20] - before[y, x - 20 : x + 20]).max(-1) > 8) <= 3
        kit.run("view.guides")
        kit.settle()
        assert np.array_equal(shown(kit), before)

    def test_points_are_circles(self, kit: Kit) -> None:
        before = shown(kit)
        kit.run("view.guides.triangle")
        kit.settle()
        at = kit.canvas.viewport_.to_widget(QPointF(300, 63)) * kit.canvas.devicePixelRatioF()
        x, y = round(at.x()), round(at.y())
        change = np.abs(shown(kit) - before).max(-1)[y - 8 : y + 9, x - 8 : x + 9]
        assert change[4:13, 4].max() > 30 and change[4:13, 12].max() > 30 and change[:8, 0].max() == 0

    def test_opacity_fades_them(self, kit: Kit) -> None:
        before = shown(kit)
        kit.run("view.guides.thirds")
        strength = []
        for percent in (25, 50, 100):
            kit.run(f"view.guides.opacity.{percent}")
            kit.settle()
            strength.append(column(kit, before, shown(kit), 200.0).mean())
        assert strength[0] < strength[1] < strength[2]

    @pytest.mark.parametrize("turn", [0.0, 90.0, 33.0])
    def test_all_of_them_stay_within_the_picture_however_it_lies(self, kit: Kit, turn: float) -> None:
        kit.canvas.rotate_by(turn)
        kit.settle()
        before = shown(kit)
        to, ratio = kit.canvas.viewport_.transform(), kit.canvas.devicePixelRatioF()
        inverse, _ok = to.inverted()
        ys, xs = np.mgrid[0 : before.shape[0] : 5, 0 : before.shape[1] : 5]
        points = [inverse.map(QPointF(x / ratio, y / ratio)) for x, y in zip(xs.ravel(), ys.ravel(), strict=True)]
        far = np.array([not (-6 < p.x() < 606 and -6 < p.y() < 456) for p in points]).reshape(xs.shape)
        for guides in GUIDES:
            kit.studio.guides.show(guides.id)
            kit.settle()
            change = np.abs(shown(kit) - before).max(-1)
            assert change.any() and not change[::5, ::5][far].any()

    def test_the_document_is_never_touched(self, kit: Kit) -> None:
        document = kit.studio.require_document()
        before, steps = document.flatten(), len(document.history.titles)
        kit.run("view.guides.s-curve")
        kit.run("edit.copy_merged")
        assert np.array_equal(document.flatten(), before) and len(document.history.titles) == steps
        copied = pixels_of(QApplication.clipboard().image())
        assert np.array_equal(copied[..., :3], before[..., :3])

    def test_they_stay_while_one_paints(self, kit: Kit) -> None:
        kit.run("view.guides.thirds")
        kit.run("paint.brush")
        drag(kit, (50, 50), (90, 60))
        assert kit.studio.guides.current is not None


class TestSnapping:
    @pytest.fixture
    def spot(self, kit: Kit) -> Kit:
        """With a red square of 40 px at 100, 60."""
        from studio.document.layer import Origin

        pixels = np.full((40, 40, 4), (200, 0, 0, 255), np.uint8)
        kit.studio.require_document().add_picture(pixels, name="Spot", origin=Origin.HAND, offset=(100, 60))
        kit.studio.guides.show("thirds")
        kit.run("paint.move")
        kit.settle()
        return kit

    def left(self, kit: Kit) -> int:
        layer = kit.studio.require_document().active
        assert layer is not None and layer.extent is not None
        return layer.extent[0]

    def test_what_comes_near_a_line_is_drawn_to_it(self, spot: Kit) -> None:
        drag(spot, (110, 70), (110 + 97, 72))
        assert self.left(spot) == 200
        spot.run("edit.undo")
        drag(spot, (110, 70), (110 + 75, 72))  # the middle is nearest
        assert self.left(spot) == 180
        spot.run("edit.undo")
        drag(spot, (110, 70), (110 + 40, 72))
        assert self.left(spot) == 140

    def test_ctrl_suspends_it_and_so_does_the_switch(self, spot: Kit) -> None:
        drag(spot, (110, 70), (110 + 97, 72), CTRL)
        assert self.left(spot) == 197
        spot.run("edit.undo")
        spot.run("view.guides.snap")
        drag(spot, (110, 70), (110 + 97, 72))
        assert self.left(spot) == 197

    def test_the_reach_is_that_of_the_screen(self, spot: Kit) -> None:
        spot.run("view.double")
        spot.settle()
        drag(spot, (110, 70), (110 + 96, 72))  # 4 px of the document are 8 of the screen
        assert self.left(spot) == 196

    def test_the_line_that_holds_is_drawn_stronger(self, spot: Kit) -> None:
        drag(spot, (110, 70), (110 + 97, 72), hold=True)
        assert spot.canvas.guides.held.lines == (0,)
        spot.settle()
        during = shown(spot)
        QTest.keyClick(spot.canvas, Qt.Key.Key_Escape)
        assert spot.canvas.guides.held.lines == () and self.left(spot) == 100
        spot.settle()
        assert column(spot, during, shown(spot), 200.0)[200:].mean() > 5

    def test_boxes_of_words_are_drawn_as_well(self, spot: Kit) -> None:
        spot.studio.lettering.place("Evening", (350, 60))
        layer = spot.studio.lettering.current
        assert layer is not None
        spot.studio.lettering.edit(layer, size=30)
        before = spot.canvas.lettering.box_of(layer)
        middle = (before.center().x(), before.center().y())
        drag(spot, middle, (middle[0] + 200 - before.left() + 4, middle[1] + 3))
        assert spot.canvas.lettering.box_of(layer).left() == 200
        edge = spot.canvas.lettering._spots(spot.canvas.lettering.box_of(layer)).get("right")
        if edge is None:
            spot.studio.lettering.edit(layer, text="Evening\nand\nnight")
            edge = spot.canvas.lettering._spots(spot.canvas.lettering.box_of(layer))["right"]
        start = spot.canvas.viewport_.to_document(edge)
        drag(spot, (start.x(), start.y()), (403, start.y()))
        assert spot.canvas.lettering.box_of(layer).right() == 400


def test_the_menu_says_which_are_shown(kit: Kit) -> None:
    kit.run("view.guides.golden")
    kit.settle()
    actions = kit.window.actions_
    actions.refresh()
    checked = [c.id for c, a in actions if c.menu == "View/Guides" and a.isChecked()]
    assert checked == ["view.guides", "view.guides.snap", "view.guides.golden", "view.guides.opacity.75"]
    QTest.keySequence(kit.canvas, "Ctrl+;")
    kit.settle()
    assert kit.studio.guides.current is None
