"""A followed sketch under the mouse: real strokes on the canvas, the real engine in its thread, real pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sketch_kit import tiny  # noqa: F401

from studio.art.catalog import find
from studio.bridge.binding import GuiCaller
from studio.bridge.engine_thread import EngineThread
from studio.core.settings import Settings
from studio.core.spec import Spec
from studio.engine.device import Devices
from studio.engine.runner import Engine
from studio.session.studio import Studio
from studio.ui.canvas.view import CanvasView

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
LONG = 60_000


def send(canvas: CanvasView, kind: QEvent.Type, point: tuple[float, float]) -> None:
    at = canvas.viewport_.to_widget(QPointF(*point))
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    pressed = NONE if kind == QEvent.Type.MouseMove else LEFT
    where = QPointF(canvas.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, where, pressed, held, Qt.KeyboardModifier.NoModifier))


def drag(canvas: CanvasView, *points: tuple[float, float], release: bool = True) -> None:
    send(canvas, QEvent.Type.MouseButtonPress, points[0])
    for point in points[1:]:
        send(canvas, QEvent.Type.MouseMove, point)
    if release:
        send(canvas, QEvent.Type.MouseButtonRelease, points[-1])


class Easel(QObject):
    """A canvas over a session as the program makes it, without the window around it."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.thread_ = EngineThread(lambda emit: Engine(find, emit, devices=Devices("cpu", 1)), self)
        defer = GuiCaller(self)
        self.studio = Studio(
            self.thread_, Settings(home / "settings.json"), defer, defer.deliver,
            lambda ms, call: QTimer.singleShot(ms, self, call),
        )  # fmt: skip
        self.thread_.message.connect(self.studio.receive)
        self.canvas = CanvasView(self.studio)
        self.thread_.start()

    def close(self) -> None:
        self.studio.close()
        assert self.thread_.stop(60.0)


@pytest.fixture
def easel(qtbot: QtBot, tmp_path: Path, tiny: Spec) -> Iterator[Easel]:  # noqa: F811
    made = Easel(tmp_path)
    qtbot.addWidget(made.canvas)
    made.canvas.resize(600, 500)
    made.canvas.show()
    made.studio.files.new(96, 80)
    made.studio.create.choose_generator("tiny")
    made.studio.sketch.set_finish(False)
    made.studio.tools.set_brush(size=30.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
    yield made
    made.close()


def test_the_picture_answers_each_stroke_and_undo_brings_it_back(easel: Easel, qtbot: QtBot) -> None:
    studio, document = easel.studio, easel.studio.require_document()
    studio.sketch.follow(True)
    pictures = []

    def answered(number: int) -> Callable[[], bool]:
        return lambda: len(pictures) >= number

    studio.sketch.result_changed.connect(lambda: pictures.append(studio.sketch.result))
    qtbot.waitUntil(answered(1), timeout=LONG)
    layer = studio.sketch.picture_layer
    assert layer is not None
    first = document.pixels(layer)
    studio.colors.set_foreground((230, 20, 10))
    drag(easel.canvas, (30, 30), (50, 40), (70, 50))
    qtbot.waitUntil(answered(2), timeout=LONG)
    second = document.pixels(layer)
    assert np.abs(second.astype(int) - first).max() > 8
    assert document.history.undo_title == "Brush stroke" and studio.sketch.seconds > 0
    document.history.undo()
    assert (document.pixels(layer) == first).all()
    document.history.redo()
    assert (document.pixels(layer) == second).all()


def test_it_pauses_while_the_pen_is_down(make: Make, tiny: Spec) -> None:  # noqa: F811
    kit = make((1200, 800))
    kit.studio.files.new(96, 80)
    kit.studio.create.choose_generator("tiny")
    kit.studio.sketch.set_finish(False)
    kit.run("sketch.follow")
    kit.work()
    drag(kit.canvas, (30, 30), (50, 40), release=False)
    kit.studio.sketch.set_strength(0.3)
    kit.settle()
    assert kit.studio.require_document().painting and not kit.engine.requests
    send(kit.canvas, QEvent.Type.MouseButtonRelease, (50, 40))
    assert {r.slot for r in kit.engine.requests} == {"sketch-live"}
    kit.work()
    layer = kit.studio.sketch.picture_layer
    assert layer is not None and layer.recipe is not None and layer.recipe.params["strength"] == 0.3


def test_a_stroke_given_up_leaves_the_picture(make: Make, tiny: Spec) -> None:  # noqa: F811
    kit = make((1200, 800))
    kit.studio.files.new(96, 80)
    kit.studio.create.choose_generator("tiny")
    kit.studio.sketch.set_finish(False)
    kit.run("sketch.follow")
    kit.work()
    layer = kit.studio.sketch.picture_layer
    assert layer is not None
    before = kit.studio.require_document().pixels(layer)
    drag(kit.canvas, (30, 30), (50, 40), release=False)
    QTest.keyClick(kit.canvas, Qt.Key.Key_Escape)
    kit.work()
    assert (kit.studio.require_document().pixels(layer) == before).all()
