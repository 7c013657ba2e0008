"""The Sketch panel: switch, sliders, region buttons, what it says and how it looks after undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from sketch_kit import tiny  # noqa: F401

from studio.core.spec import Spec
from studio.document.brush import Brush
from studio.document.layer import Origin
from studio.engine import messages as msg

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]


@pytest.fixture
def kit(make: Make, tiny: Spec) -> Kit:  # noqa: F811
    """A window with an empty 96 x 80 picture, the tiny generator chosen, the Sketch panel in front."""
    made = make((1600, 1000))
    made.studio.files.new(96, 80)
    made.studio.create.choose_generator("tiny")
    made.studio.sketch.set_finish(False)
    made.run("window.panel.sketch")
    made.settle()
    return made


def button(kit: Kit, text: str) -> QAbstractButton:
    """The visible button with this text or accessible name in the panel."""
    found = [
        b
        for b in kit.panels.sketch.findChildren(QAbstractButton)
        if text in (b.text(), b.accessibleName()) and b.isVisible()
    ]
    assert len(found) == 1, (text, [b.text() or b.accessibleName() for b in found])
    return found[0]


def says(kit: Kit) -> str:
    return kit.panels.sketch.follow._says.text()


def paint(kit: Kit) -> None:
    stroke = kit.studio.require_document().begin_stroke(
        Brush(size=30, hardness=1, opacity=1, flow=1, pressure_size=False), (220, 30, 20)
    )
    stroke.to(30, 30)
    stroke.to(60, 50)
    stroke.end()


def test_the_switch_follows_and_tells_how_fast(kit: Kit) -> None:
    button(kit, "Follow my sketch").click()
    kit.work()
    assert button(kit, "Following “Layer 1”").isChecked()
    paint(kit)
    assert kit.work() > 0
    assert "answered in" in says(kit)
    button(kit, "Following “Layer 1”").click()
    kit.settle()
    assert not button(kit, "Follow my sketch").isChecked()
    active = kit.studio.require_document().active
    assert active is not None and active.origin is Origin.GENERATED


def test_the_slider_of_strength_is_one_step(kit: Kit) -> None:
    button(kit, "Follow my sketch").click()
    paint(kit)
    kit.work()
    history = kit.studio.require_document().history
    steps = len(history.titles)
    row = kit.panels.sketch.follow._form.row("strength")
    slider = row._slider
    slider.setFocus()
    for _ in range(3):
        QTest.keyPress(slider, Qt.Key.Key_Left)
        kit.work()
    QTest.keyRelease(slider, Qt.Key.Key_Left)
    kit.work()
    assert kit.studio.sketch.strength == pytest.approx(0.37)
    assert len(history.titles) == steps + 1
    kit.run("edit.undo")
    kit.settle()
    assert float(row.value()) == pytest.approx(0.4)


def test_a_generator_that_cannot_offers_one_that_can(kit: Kit) -> None:
    able = kit.studio.sketch.able[0]
    kit.studio.create.choose_generator("scenes")
    kit.settle()
    assert "paints from words alone" in says(kit)
    button(kit, "Follow my sketch").click()
    assert not kit.studio.sketch.following and not button(kit, "Follow my sketch").isChecked()
    assert "paints from words alone" in kit.window.status.said
    button(kit, f"Let “{able.title}” paint").click()
    assert kit.studio.create.generator is able


def test_beside_the_picture_floats_over_the_canvas(kit: Kit) -> None:
    card = kit.canvas.sketch_picture
    assert not card.isVisible()
    button(kit, "Beside").click()
    button(kit, "Follow my sketch").click()
    kit.work()
    assert card.isVisible() and kit.canvas.rect().contains(card.geometry())
    assert len(kit.studio.require_document().layers) == 1
    at = card.pos()
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=QPointF(20, 10).toPoint())
    QTest.mouseMove(card, QPointF(-180, 70).toPoint())
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=QPointF(20, 10).toPoint())
    assert card.pos() != at and kit.canvas.rect().contains(card.geometry())
    kit.window.resize(1200, 800)
    kit.settle()
    assert kit.canvas.rect().contains(card.geometry())
    keep = next(b for b in card.findChildren(QAbstractButton) if b.accessibleName().startswith("Stop following"))
    keep.click()
    kit.work(1)
    assert not card.isVisible() and len(kit.studio.require_document().layers) == 2


def test_region_buttons_and_what_they_say(kit: Kit) -> None:
    region = kit.studio.region
    assert not button(kit, "Clear region").isEnabled()
    button(kit, "Paint region").click()
    assert region.painting
    button(kit, "Invert region").click()
    assert "100 %" in kit.panels.sketch.region._says.text()
    button(kit, "Clear region").click()
    assert "whole picture" in kit.panels.sketch.region._says.text() and not region.active
    button(kit, "Paint region").click()
    assert not region.painting
    button(kit, "Region from layer").click()
    assert "is empty" in kit.window.status.said
    paint(kit)
    button(kit, "Region from layer").click()
    assert region.active and 0.05 < region.share < 0.5


def test_without_a_document_all_rests(kit: Kit) -> None:
    kit.studio.set_document(None)
    kit.settle()
    for text in ("Follow my sketch", "Put layer into latent space", "Paint region", "Invert region"):
        assert not [b for b in kit.panels.sketch.findChildren(QAbstractButton) if b.text() == text and b.isEnabled()]


def test_a_layer_on_its_way_into_the_space_can_be_stopped(kit: Kit) -> None:
    document = kit.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 5, 5, (60, 110, 180))
    kit.settle()
    button(kit, "Put layer into latent space").click()
    (request,) = kit.engine.requests
    kit.studio.receive(msg.Started(request.id, request.slot))
    kit.studio.receive(msg.Progressed(request.id, request.slot, fraction=0.4))
    picture = np.full((80, 96, 4), 90, np.uint8)
    kit.studio.receive(msg.Previewed(request.id, request.slot, pixels=picture))
    kit.settle()
    assert kit.panels.sketch.place._progress.value() == 400
    assert kit.studio.preview.pixels is picture
    button(kit, "Stop").click()
    assert kit.engine.cancelled == [request.id]
    kit.studio.receive(msg.Cancelled(request.id, request.slot))
    kit.settle()
    assert kit.studio.preview.pixels is None and button(kit, "Put layer into latent space").isEnabled()


def test_a_file_dropped_on_the_panel_goes_into_the_space(kit: Kit, tmp_path: Path) -> None:
    picture = np.full((30, 60, 4), 200, np.uint8)
    picture[..., 3] = 255
    image = QImage(picture.data, 60, 30, 240, QImage.Format.Format_RGBA8888)
    path = tmp_path / "meadow.png"
    assert image.save(str(path))
    kit.studio.place.steps = 2
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(20, 20), *rest)
    QApplication.sendEvent(kit.panels.sketch.viewport(), enter)
    assert enter.isAccepted()
    QApplication.sendEvent(kit.panels.sketch.viewport(), QDropEvent(QPointF(20, 20), *rest))
    kit.work(2)
    layer = kit.studio.require_document().active
    assert layer is not None and layer.name == "meadow in Tiny" and layer.recipe is not None
    assert layer.recipe.sources["picture"]["file"] == str(path)
    # As wide as the canvas, in the middle, in its own shape.
    assert kit.studio.require_document().bounds(layer) == (0, 16, 96, 48)


def test_an_empty_clipboard_says_what_to_do(kit: Kit) -> None:
    QGuiApplication.clipboard().clear()
    button(kit, "From the clipboard").click()
    assert "copy one first" in kit.window.status.said


def test_live_by_the_line_and_return(kit: Kit) -> None:
    kit.run("window.panel.create")
    kit.settle()
    live = kit.panels.create._live
    QTest.mouseClick(live, Qt.MouseButton.LeftButton)
    assert kit.studio.create.live and live.isChecked()
    line = kit.panels.create._line
    line.setFocus()
    QTest.keyClicks(line, "red")
    kit.work()
    assert kit.studio.preview.owner == "words"
    QTest.keyClick(line, Qt.Key.Key_Return)
    kit.work(1)
    assert [c.text for c in kit.studio.contact] == ["red"] and kit.studio.contact.current is not None
    kit.run("create.live")
    kit.settle()
    assert not live.isChecked()
