"""The region under mouse and keys: painted by the tools in hand, seen as gray, never a change of the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.bridge.images import pixels_of
from studio.ui.canvas.region_overlay import outline

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make((1200, 800))
    made.studio.files.new(400, 300)
    document = made.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 5, 5, (40, 120, 200))
    made.studio.tools.set_brush(size=40.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    made.settle()
    return made


def drag(kit: Kit, *points: tuple[float, float], release: bool = True) -> None:
    places = [kit.canvas.viewport_.to_widget(QPointF(*p)) for p in points]
    kinds = [QEvent.Type.MouseButtonPress] + [QEvent.Type.MouseMove] * (len(points) - 1)
    if release:
        kinds.append(QEvent.Type.MouseButtonRelease)
        places.append(places[-1])
    for kind, at in zip(kinds, places, strict=True):
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        pressed = NONE if kind == QEvent.Type.MouseMove else LEFT
        where = QPointF(kit.canvas.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(kit.canvas, QMouseEvent(kind, at, where, pressed, held, Qt.KeyboardModifier.NoModifier))


def seen(kit: Kit, x: float, y: float) -> list[int]:
    """The color on the screen at a place of the document."""
    image = kit.canvas.grab().toImage()
    at = kit.canvas.viewport_.to_widget(QPointF(x, y)).toPoint()
    return pixels_of(image.copy(at.x(), at.y(), 1, 1))[0, 0, :3].tolist()


def test_q_paints_the_region_and_back(kit: Kit) -> None:
    picture = kit.studio.require_document().flatten()
    kit.canvas.setFocus()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Q)
    assert kit.studio.region.painting
    drag(kit, (100, 150), (300, 150))
    mask = kit.studio.region.mask()
    assert mask[150, 200] == 255 and mask[60, 200] == 0
    assert (kit.studio.require_document().flatten() == picture).all()
    QTest.keyClick(kit.canvas, Qt.Key.Key_Q)
    assert not kit.studio.region.painting
    kit.studio.colors.set_foreground((255, 0, 0))
    drag(kit, (200, 60), (210, 60))
    assert kit.studio.require_document().flatten()[60, 200].tolist() == [255, 0, 0, 255]
    assert (kit.studio.region.mask() == mask).all()


def test_the_veil_lies_outside_and_is_gray(kit: Kit) -> None:
    kit.run("region.paint")
    drag(kit, (100, 150), (300, 150))
    inside, outside = seen(kit, 200, 150), seen(kit, 200, 40)
    assert inside == [40, 120, 200]
    # Mixed with the gray of the pasteboard in equal parts: paler, of no new hue.
    assert max(outside) - min(outside) < 80 and outside != inside
    assert outside[0] < outside[1] < outside[2]
    kit.run("region.paint")
    assert seen(kit, 200, 40) == [40, 120, 200]


def test_the_outline_is_seen_when_the_region_is_not_painted(kit: Kit) -> None:
    kit.run("region.paint")
    drag(kit, (100, 150), (300, 150))
    kit.run("region.paint")
    with_outline = pixels_of(kit.canvas.grab().toImage()).astype(int)
    kit.run("region.clear")
    without = pixels_of(kit.canvas.grab().toImage()).astype(int)
    changed = np.abs(with_outline - without).max(-1) > 8
    assert 300 < changed.sum() < 8000  # a line, not an area
    lit = with_outline[changed]
    assert np.ptp(lit[lit.min(-1) > 200][:, :3], axis=-1).max() < 60


def test_while_painting_the_veil_follows_the_brush(kit: Kit) -> None:
    kit.run("region.paint")
    assert seen(kit, 200, 150) != [40, 120, 200]
    drag(kit, (150, 150), (200, 150), (250, 150), release=False)
    assert seen(kit, 200, 150) == [40, 120, 200]
    QTest.keyClick(kit.canvas, Qt.Key.Key_Escape)
    assert seen(kit, 200, 150) != [40, 120, 200] and not kit.studio.region.active


def test_eraser_and_bucket_work_on_the_region_too(kit: Kit) -> None:
    kit.run("region.paint")
    kit.run("paint.fill")
    drag(kit, (20, 20))
    assert (kit.studio.region.mask() == 255).all()
    kit.run("paint.eraser")
    kit.studio.tools.set_brush(size=40.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    drag(kit, (100, 100), (200, 100))
    assert kit.studio.region.mask()[100, 150] == 0
    assert kit.studio.require_document().history.titles[-2:] == ["Paint region", "Shrink region"]


def test_painting_with_a_locked_layer_active(kit: Kit) -> None:
    document = kit.studio.require_document()
    assert document.active is not None
    document.set_locked(document.active, True)
    kit.run("region.paint")
    drag(kit, (100, 100), (200, 100))
    assert kit.studio.region.active


def test_a_huge_picture_keeps_a_small_veil(make: Make) -> None:
    kit = make((1200, 800))
    kit.studio.files.new(5000, 300)
    kit.run("region.paint")
    kit.studio.region.invert()
    image = kit.canvas._region._image()
    assert isinstance(image, QImage) and image.width() == 1000
    assert image.pixelColor(500, 30).alpha() == 0


def test_the_outline_of_a_disk_is_a_circle() -> None:
    y, x = np.mgrid[0:60, 0:80] + 0.5
    mask = (np.clip(15.5 - np.hypot(x - 40, y - 30), 0, 1) * 255).astype(np.uint8)
    lines = outline(mask)
    radius = np.hypot(lines[:, ::2] - 40, lines[:, 1::2] - 30)
    assert np.abs(radius - 15).max() < 0.25
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]).sum()
    assert length == pytest.approx(2 * np.pi * 15, rel=0.02)
    assert (outline(np.zeros((5, 5), np.uint8)).size, len(outline(np.full((5, 5), 255, np.uint8)))) == (0, 20)
