"""Moving the view, what it shows, and what is dropped on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.document.layer import Origin
from studio.ui.canvas.viewport import MAX_ZOOM, MIN_ZOOM, Viewport

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

PLAIN, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
AT = QPointF(210, 333)


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make((1200, 800))
    made.studio.files.new(400, 300)
    made.settle()
    return made


def wheel(kit: Kit, notches: float, mods: Qt.KeyboardModifier = PLAIN, pixels: QPoint | None = None) -> None:
    where = QPointF(kit.canvas.mapToGlobal(AT.toPoint()))
    event = QWheelEvent(
        AT, where, pixels or QPoint(), QPoint(0, round(notches * 120)), Qt.MouseButton.NoButton, mods,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(kit.canvas, event)


def move(kit: Kit, frm: QPointF, to: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    canvas = kit.canvas
    press, moved, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    for kind, at in ((press, frm), (moved, (frm + to) / 2), (moved, to), (release, to)):
        held = Qt.MouseButton.NoButton if kind == release else button
        which = Qt.MouseButton.NoButton if kind == moved else button
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), which, held, PLAIN))


def under(kit: Kit, at: QPointF = AT) -> tuple[float, float]:
    point = kit.canvas.viewport_.to_document(at)
    return point.x(), point.y()


def keys(kit: Kit, command: str) -> None:
    combination = QKeySequence(kit.shortcuts.first(command))[0]
    kit.settle()  # which verbs can be used is looked up when the event loop comes round
    QTest.keyClick(kit.canvas, combination.key(), combination.keyboardModifiers())


def near(a: tuple[float, float], b: tuple[float, float], within: float = 1.0) -> bool:
    """At quarter turns the picture snaps to whole device pixels, hence a pixel of room."""
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= within


class TestMoving:
    @pytest.mark.parametrize("angle", [0.0, 37.0])
    @pytest.mark.parametrize("mirrored", [False, True])
    def test_the_wheel_zooms_around_the_pointer(self, kit: Kit, angle: float, mirrored: bool) -> None:
        kit.canvas.set_viewport(replace(kit.canvas.viewport_, angle=angle, mirrored=mirrored))
        before, zoom = under(kit), kit.canvas.zoom
        for _ in range(5):
            wheel(kit, 1)
        assert kit.canvas.zoom > 3 * zoom and near(under(kit), before)
        for _ in range(5):
            wheel(kit, -1, CONTROL)
        assert kit.canvas.zoom == pytest.approx(zoom) and near(under(kit), before)

    def test_zoom_stays_within_its_limits(self, kit: Kit) -> None:
        for _ in range(60):
            wheel(kit, 4)
        assert kit.canvas.zoom == MAX_ZOOM
        for _ in range(60):
            wheel(kit, -4)
        assert kit.canvas.zoom == MIN_ZOOM

    def test_shift_wheel_and_touchpads_pan(self, kit: Kit) -> None:
        before, zoom = under(kit), kit.canvas.zoom
        wheel(kit, 1, SHIFT)
        assert under(kit)[0] == pytest.approx(before[0] - 60 / zoom, abs=1) and kit.canvas.zoom == zoom
        before = under(kit)
        wheel(kit, 0.1, pixels=QPoint(-30, 14))
        assert near(under(kit), (before[0] + 30 / zoom, before[1] - 14 / zoom))

    def test_space_drags_the_picture_along(self, kit: Kit) -> None:
        kit.canvas.setFocus()
        grabbed = under(kit)
        QTest.keyPress(kit.canvas, Qt.Key.Key_Space)
        assert kit.canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
        move(kit, AT, QPointF(300, 250))
        QTest.keyRelease(kit.canvas, Qt.Key.Key_Space)
        assert near(under(kit, QPointF(300, 250)), grabbed)
        assert not kit.studio.require_document().history.can_undo
        assert kit.canvas.cursor().shape() == Qt.CursorShape.BlankCursor

    def test_the_middle_button_pans_with_every_tool(self, kit: Kit) -> None:
        grabbed = under(kit)
        move(kit, AT, QPointF(120, 90), Qt.MouseButton.MiddleButton)
        assert near(under(kit, QPointF(120, 90)), grabbed)

    def test_r_turns_around_the_middle_and_holds_at_quarter_turns(self, kit: Kit) -> None:
        canvas = kit.canvas
        canvas.setFocus()
        middle = QPointF(canvas.width() / 2, canvas.height() / 2)
        before = under(kit, middle)
        QTest.keyPress(canvas, Qt.Key.Key_R)
        move(kit, middle + QPointF(200, 0), middle + QPointF(141, 141))
        assert canvas.viewport_.angle == pytest.approx(45, abs=0.5) and near(under(kit, middle), before)
        move(kit, middle + QPointF(141, 141), middle + QPointF(2, 200))
        QTest.keyRelease(canvas, Qt.Key.Key_R)
        assert canvas.viewport_.angle == 90.0

    def test_keys_zoom_turn_mirror_and_fit(self, kit: Kit) -> None:
        canvas = kit.canvas
        canvas.setFocus()
        fitted = canvas.viewport_
        middle = QPointF(canvas.width() / 2, canvas.height() / 2)
        before = under(kit, middle)
        keys(kit, "view.zoom_in")
        assert canvas.zoom > fitted.zoom and near(under(kit, middle), before)
        keys(kit, "view.zoom_out")
        keys(kit, "view.rotate_right")
        assert canvas.viewport_.angle != 0
        keys(kit, "view.mirror")
        assert canvas.mirrored and near(under(kit, middle), before)
        keys(kit, "view.mirror")
        keys(kit, "view.reset_rotation")
        keys(kit, "view.fit")
        assert canvas.viewport_ == fitted

    def test_a_fitted_picture_stays_fitted_until_the_view_is_moved(self, kit: Kit) -> None:
        before = kit.canvas.viewport_
        kit.window.resize(1000, 700)
        kit.settle()
        assert kit.canvas.viewport_.center == (200.0, 150.0)
        wheel(kit, 1)
        moved = kit.canvas.viewport_
        kit.window.resize(1200, 800)
        kit.settle()
        assert kit.canvas.zoom == moved.zoom != before.zoom

    def test_any_walk_of_moves_can_be_walked_back(self) -> None:
        rng = np.random.default_rng(4)
        view = Viewport(size=(800.0, 600.0), center=(120.0, 80.0), zoom=1.3, angle=21.0, mirrored=True)
        for _ in range(40):
            at = QPointF(*rng.uniform(0, 600, 2))
            point = view.to_document(at)
            view = view.zoomed(view.zoom * rng.uniform(0.6, 1.7), at) if rng.uniform() < 0.5 else view.turned(
                float(rng.uniform(1, 89)), at
            )  # fmt: skip
            back = view.to_widget(point)
            assert abs(back.x() - at.x()) < 1e-6 and abs(back.y() - at.y()) < 1e-6


class TestShowing:
    def color_at(self, kit: Kit, x: float, y: float) -> QColor:
        image = kit.canvas.grab().toImage()
        place = kit.canvas.viewport_.to_widget(QPointF(x, y)) * image.devicePixelRatio()
        return image.pixelColor(round(place.x()), round(place.y()))

    @pytest.mark.parametrize(("angle", "mirrored", "zoom"), [(0.0, False, 1.0), (45.0, True, 2.0), (90.0, False, 0.4)])
    def test_every_corner_shows_its_color(self, kit: Kit, angle: float, mirrored: bool, zoom: float) -> None:
        document = kit.studio.require_document()
        picture = np.full((300, 400, 4), 255, np.uint8)
        colors = {(100, 75): (255, 0, 0), (300, 75): (0, 255, 0), (100, 225): (0, 0, 255), (300, 225): (255, 255, 0)}
        for (x, y), rgb in colors.items():
            picture[y - 75 : y + 75, x - 100 : x + 100, :3] = rgb
        document.add_picture(picture, name="flag", origin=Origin.PICTURE)
        kit.canvas.set_viewport(replace(kit.canvas.viewport_, angle=angle, mirrored=mirrored, zoom=zoom))
        for (x, y), rgb in colors.items():
            assert self.color_at(kit, x, y).getRgb()[:3] == rgb

    def test_where_nothing_is_the_ground_is_checkered(self, kit: Kit) -> None:
        image = kit.canvas.grab().toImage()
        corner = kit.canvas.viewport_.to_widget(QPointF(0, 0)).toPoint()
        seen = {image.pixelColor(corner.x() + 4 + 8 * i, corner.y() + 4).rgb() for i in range(6)}
        assert len(seen) == 2

    def test_a_preview_lies_over_the_picture_until_it_is_cleared(self, kit: Kit) -> None:
        blue = np.full((30, 40, 4), (10, 20, 240, 255), np.uint8)
        kit.studio.preview.show("test", blue, (0, 0, 400, 300))
        assert self.color_at(kit, 200, 150).getRgb()[:3] == (10, 20, 240)
        kit.studio.preview.clear("another")
        assert self.color_at(kit, 200, 150).getRgb()[:3] == (10, 20, 240)
        kit.studio.preview.clear("test")
        assert self.color_at(kit, 200, 150).getRgb()[:3] != (10, 20, 240)

    def test_a_huge_picture_comes_in_pieces_and_is_complete_in_the_end(self, kit: Kit, qtbot: QtBot) -> None:
        kit.studio.files.new(4200, 2100, ground=(40, 80, 120))
        document = kit.studio.require_document()
        flattened = kit.canvas._flattened
        assert flattened is not None
        flattened.image(0, seconds=0.0)
        assert flattened.behind
        qtbot.waitUntil(lambda: not flattened.behind)
        image = flattened.image(3)
        assert {image.pixelColor(x, y).getRgb()[:3] for x, y in ((1, 1), (520, 260), (260, 130))} == {(40, 80, 120)}
        ground = document.layers[0]
        for i in range(30):  # a slider that never rests must not keep a corner from being drawn
            document.set_opacity(ground, 0.5 - i / 100, merge=1)
            flattened.image(3, seconds=0.0)
        last = {flattened.image(3, seconds=0.0).pixelColor(x, y).alpha() for x, y in ((1, 1), (520, 260))}
        assert max(last) < 140

    def test_both_themes_have_their_own_ground(self, kit: Kit) -> None:
        from studio.ui.theme import apply_theme

        dark = kit.canvas.grab().toImage().pixelColor(4, 4)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, "light")
        light = kit.canvas.grab().toImage().pixelColor(4, 4)
        apply_theme(app, "dark")
        assert light.lightness() > dark.lightness() + 100


class TestBringing:
    def drop(self, kit: Kit, data: QMimeData) -> bool:
        at, action = QPoint(200, 200), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at, action, data, Qt.MouseButton.LeftButton, PLAIN)
        QApplication.sendEvent(kit.canvas, enter)
        if not enter.isAccepted():
            return False
        event = QDropEvent(QPointF(at), action, data, Qt.MouseButton.LeftButton, PLAIN)
        QApplication.sendEvent(kit.canvas, event)
        return event.isAccepted()

    def image(self) -> QImage:
        made = QImage(80, 60, QImage.Format.Format_RGB32)
        made.fill(QColor(30, 160, 90))
        return made

    def test_a_dropped_picture_becomes_a_layer(self, kit: Kit) -> None:
        data = QMimeData()
        data.setImageData(self.image())
        assert self.drop(kit, data)
        document = kit.studio.require_document()
        assert len(document.layers) == 2 and document.pick(200, 150) == (30, 160, 90)
        assert document.active is not None and document.active.origin is Origin.PICTURE

    def test_dropped_files_become_layers_named_after_them(self, kit: Kit, tmp_path: Path) -> None:
        paths = [tmp_path / "moon.png", tmp_path / "stars.jpg"]
        for path in paths:
            Image.new("RGB", (50, 40), (200, 200, 90)).save(path)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        assert self.drop(kit, data)
        assert [x.name for x in kit.studio.require_document().layers] == ["Layer 1", "moon", "stars"]

    def test_words_become_lettering_and_broken_files_are_told(self, kit: Kit, tmp_path: Path) -> None:
        data = QMimeData()
        data.setText("a boat")
        assert self.drop(kit, data)
        layer = kit.studio.lettering.current
        assert layer is not None and layer.lettering is not None and layer.lettering.text == "a boat"
        kit.studio.require_document().history.undo()
        broken = tmp_path / "broken.png"
        broken.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(broken))])
        self.drop(kit, data)
        assert "broken.png" in kit.window.status.said and len(kit.studio.require_document().layers) == 1

    def test_paste_by_its_key(self, kit: Kit) -> None:
        QGuiApplication.clipboard().setImage(self.image())
        kit.canvas.setFocus()
        keys(kit, "edit.paste")
        document = kit.studio.require_document()
        assert document.pick(200, 150) == (30, 160, 90)
        keys(kit, "edit.undo")
        assert document.pick(200, 150) is None


SHARP = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QPointF, QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from studio.core.settings import Settings
from studio.session.studio import Studio
from studio.ui.canvas.view import CanvasView
from studio.ui.theme import apply_theme

class Quiet:
    def submit(self, request): pass
    def cancel(self, job): pass
    def finish(self, job): pass

app = QApplication([])
apply_theme(app, "dark")
studio = Studio(Quiet(), Settings(Path(sys.argv[1]) / "s.json"))
view = CanvasView(studio)
view.resize(500, 400)
view.show()
studio.files.new(200, 100)
app.processEvents()
studio.tools.set_brush(size=10.0, hardness=1.0, opacity=1.0, flow=1.0, pressure_size=False)
studio.colors.set_foreground((250, 120, 0))
view.zoom_to(1.0)
left, none, plain = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
for kind, x, which, held in (
    (QEvent.Type.MouseButtonPress, 50, left, left), (QEvent.Type.MouseMove, 150, none, left),
    (QEvent.Type.MouseButtonRelease, 150, left, none),
):
    at = view.viewport_.to_widget(QPointF(x, 50))
    app.sendEvent(view, QMouseEvent(kind, at, at, which, held, plain))
app.sendEvent(view, QEvent(QEvent.Type.Leave))
shot = view.grab().toImage()
# At 100 % a document pixel is a device pixel: the stroke is 100 + 10 of them long.
place = view.viewport_.to_widget(QPointF(100, 50)) * 2
row = [shot.pixelColor(x, round(place.y())).getRgb()[:3] for x in range(shot.width())]
print(json.dumps({
    "ratio": view.devicePixelRatioF(), "size": [shot.width(), shot.height()], "zoom": view.zoom,
    "scale": view.viewport_.scale, "orange": sum(c == (250, 120, 0) for c in row),
    "pixel": [int(v) for v in studio.document.flatten()[50, 100]],
}))
studio.close()
"""


def test_on_a_sharp_screen_a_pixel_is_a_device_pixel(tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_SCALE_FACTOR": "2",
        "PENTIMENTO_HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, "-c", SHARP, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["ratio"] == 2 and seen["size"] == [1000, 800] and seen["zoom"] == 1.0 and seen["scale"] == 0.5
    assert seen["orange"] == pytest.approx(110, abs=3) and seen["pixel"] == [250, 120, 0, 255]
