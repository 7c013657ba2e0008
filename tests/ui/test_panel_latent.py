"""The Latent panel for a generator with a latent space: under mouse and keys, over real pictures of a tiny network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shell_kit import result_of
from steer_kit import put, steered

from studio.art.catalog import find
from studio.art.generators.catalog import GENERATORS, SCENES
from studio.art.generators.scenes.sampling import sample
from studio.bridge.engine_thread import EngineThread
from studio.core.moves import Moves
from studio.core.spec import Spec
from studio.engine import messages as msg
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.session.contact import Candidate, CandidateState
from studio.session.latent_axes import AxesPhase
from studio.ui.panels.create import CreatePanel
from studio.ui.panels.latent import LatentPanel
from studio.ui.parts.axis_row import AxisRow
from studio.ui.parts.picture_slot import PicturePicker
from studio.ui.parts.slider import PSlider
from studio.ui.pictures import CANDIDATE

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

LEFT, PLAIN, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
WARMTH, BRIGHTNESS = "named/warmth", "named/brightness"


@pytest.fixture
def spec(tmp_path: Path) -> Iterator[Spec]:
    with steered(tmp_path / "model") as made:
        yield made


@pytest.fixture
def kit(make: Make, spec: Spec) -> Kit:
    """Three candidates of the tiny network, the first one current; the panel in front, its axes found."""
    made = make()
    made.studio.files.new(64, 64)
    put(made.studio, spec, 3, 4, 5)
    look(made)
    made.work()
    return made


def look(kit: Kit) -> None:
    """Brings the panel to the front, and long enough to be looked at."""
    kit.desk.show_panel("latent")
    kit.settle()
    panel(kit)._axes._tell_visible()


def panel(kit: Kit) -> LatentPanel:
    return next(e.widget for e in kit.panels.entries if isinstance(e.widget, LatentPanel))


def axis(kit: Kit, id_: str) -> AxisRow:
    latent = panel(kit)
    row = latent._axes._rows[id_]
    latent.ensureWidgetVisible(row)
    kit.settle()
    return row


def turn(kit: Kit, page: str) -> LatentPanel:
    latent = panel(kit)
    QTest.mouseClick(latent._pages._buttons[page], LEFT)
    kit.settle()
    kit.work()
    return latent


def send(widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    QApplication.sendEvent(widget, QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, PLAIN))


def drag(widget: QWidget, begin: QPointF, end: QPointF, *, release: bool = True) -> None:
    send(widget, QEvent.Type.MouseButtonPress, begin)
    for i in range(1, 6):
        send(widget, QEvent.Type.MouseMove, begin + (end - begin) * i / 5)
    if release:
        send(widget, QEvent.Type.MouseButtonRelease, end)


def slide(slider: PSlider, to: float, *, release: bool = True) -> None:
    y = slider.groove_y()
    drag(slider, QPointF(slider.x_of(slider.real()), y), QPointF(slider.x_of(to), y), release=release)


def wanted(kit: Kit) -> list[Request]:
    """What was asked for and not given up since."""
    return [r for r in kit.engine.requests if r.id not in kit.engine.cancelled]


def enter(data: QMimeData) -> QDragEnterEvent:
    return QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, PLAIN)


def steps(kit: Kit) -> int:
    return len(kit.studio.require_document().history.titles)


class TestPages:
    def test_the_form_is_that_of_the_generator(self, kit: Kit, spec: Spec) -> None:
        latent = panel(kit)
        assert latent._settings.names == ("truncation",) and "cloud" in latent._form.names
        assert "strength" not in latent._form.names, "there is no sketch here"
        assert latent._axes.isVisible() and latent._choice.isVisible() and not latent._form.isVisible()
        turn(kit, "factors")
        assert latent._form.isVisible() and not latent._axes.isVisible()
        assert kit.studio.settings["latent_panel"]["page"] == "factors"

    def test_pictures_of_another_generator_have_their_own(self, kit: Kit) -> None:
        latent = panel(kit)
        values = {**SCENES.values({}), **sample(5, "landscape")}
        made = result_of(Request.make(SCENES.key, values, text="a lake", width=48, height=48, seed=5))
        kit.studio.contact.append(Candidate("a lake", 5, state=CandidateState.DONE, picture=made))
        kit.studio.contact.make_current(kit.studio.contact[3])
        kit.settle()
        assert latent._form.isVisible() and "flowers" in latent._form.names and not latent._choice.isVisible()
        assert not latent._settings.isVisible()

    def test_without_a_picture_it_says_what_to_do(self, kit: Kit) -> None:
        kit.studio.contact.make_current(None)
        latent = panel(kit)
        assert latent._empty.isVisible()
        assert not any(w.isVisible() for w in (latent._axes, latent._form, latent._blend, latent._choice))

    def test_a_model_that_is_gone_is_named(self, kit: Kit, spec: Spec) -> None:
        GENERATORS.remove(spec.id)
        kit.studio.generators_changed.emit()
        latent = panel(kit)
        assert latent._gone.isVisible() and spec.id in latent._gone.hint.text() and not latent._head.isVisible()
        GENERATORS.add(spec)
        kit.studio.generators_changed.emit()
        assert not latent._gone.isVisible() and latent._axes.isVisible()

    def test_folded_headings_are_remembered(self, kit: Kit) -> None:
        section = panel(kit)._axes._sections["light"]
        QTest.mouseClick(section._fold, LEFT)
        assert kit.studio.settings["latent_panel"]["open"] == {"axes/light": False}
        fresh = LatentPanel(kit.studio)
        assert not fresh._is_open("axes/light", True) and fresh._is_open("axes/color", True)
        fresh.deleteLater()


class TestAxes:
    def test_a_drag_shows_small_pictures_and_is_one_step(self, kit: Kit) -> None:
        row, before, candidate = axis(kit, WARMTH), steps(kit), kit.studio.contact.current
        assert candidate is not None
        old = candidate.picture
        slide(row.slider, 1.5, release=False)
        asked = wanted(kit)
        assert {r.slot for r in asked} == {"latent-live"} and row.field.text() == "+1.5σ"
        assert Moves.from_text(str(dict(asked[-1].params)["moves"])).axes == {WARMTH: 1.5}
        send(row.slider, QEvent.Type.MouseButtonRelease, QPointF(row.slider.x_of(1.5), row.slider.groove_y()))
        assert "latent-full" in {r.slot for r in kit.engine.requests}
        kit.work()
        assert candidate.picture is not old and steps(kit) == before + 1
        kit.run("edit.undo")
        assert candidate.picture is old and row.value() == 0.0 and row.slider.real() == 0.0

    def test_keys_and_typing(self, kit: Kit) -> None:
        row = axis(kit, BRIGHTNESS)
        row.slider.setFocus()
        QTest.keyClick(row.slider, Qt.Key.Key_Right, SHIFT)
        assert kit.studio.latent.moves.strength(BRIGHTNESS) == pytest.approx(0.5)
        QTest.mouseClick(row.field, LEFT)
        entry = row.field._entry
        assert entry is not None
        QTest.keyClicks(entry, "-2.5")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert kit.studio.latent.moves.strength(BRIGHTNESS) == -2.5 and row.field.text() == "−2.5σ"
        QTest.keyClick(row.slider, Qt.Key.Key_Delete)
        assert kit.studio.latent.moves.strength(BRIGHTNESS) == 0.0 and not row.reset.isEnabled()

    def test_small_pictures_are_made_for_what_is_in_sight(self, kit: Kit) -> None:
        page = panel(kit)._axes
        page._tell_visible()
        kit.work()
        near, far = page._rows[BRIGHTNESS], page._rows["surprise/6"]
        assert sorted(near.slider._pictures) == [-2.0, 0.0, 2.0] and not far.slider._pictures
        bar = panel(kit).verticalScrollBar()
        bar.setValue(bar.maximum())
        kit.settle()
        page._tell_visible()
        kit.work()
        assert far.slider._pictures

    def test_double_click_and_f2_rename(self, kit: Kit) -> None:
        row, axes = axis(kit, WARMTH), kit.studio.latent.axes
        QTest.mouseDClick(row.title, LEFT)
        entry = row._entry
        assert kit.window.isActiveWindow(), "nothing may be shown as a window of its own"
        assert entry is not None and entry.hasFocus()
        QTest.keyClicks(entry, "Candlelight")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert axes.title(axes.axis(WARMTH)) == "Candlelight" == row.title.text() == row.slider.accessibleName()
        row.slider.setFocus()
        QTest.keyClick(row.slider, Qt.Key.Key_F2)
        entry = row._entry
        assert entry is not None
        QTest.keyClicks(entry, "nonsense")
        QTest.keyClick(entry, Qt.Key.Key_Escape)
        assert row.title.text() == "Candlelight"

    def test_a_pinned_axis_comes_first(self, kit: Kit) -> None:
        row = axis(kit, WARMTH)
        QTest.mouseClick(row.pin, LEFT)
        kit.settle()
        page = panel(kit)._axes
        assert next(iter(page._sections)) == "pinned"
        assert page._rows[WARMTH] is row and next(iter(page._rows)) == WARMTH and row.isVisible()
        QTest.mouseClick(row.pin, LEFT)
        kit.settle()
        assert "pinned" not in page._sections and row.isVisible()

    def test_a_locked_axis_cannot_be_moved_and_is_kept(self, kit: Kit) -> None:
        row = axis(kit, WARMTH)
        slide(row.slider, 1.0)
        QTest.mouseClick(row.lock, LEFT)
        assert not row.slider.isEnabled() and not row.reset.isEnabled() and row.lock.isChecked()
        QTest.mouseClick(panel(kit)._axes.reset, LEFT)
        QTest.mouseClick(panel(kit)._reset, LEFT)
        kit.work()
        assert kit.studio.latent.moves.value.axes == {WARMTH: 1.0} and row.value() == 1.0
        QTest.mouseClick(row.lock, LEFT)
        assert row.slider.isEnabled()

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_puts_it_into_another_group(self, kit: Kit) -> None:
        row = axis(kit, WARMTH)
        menu = row.popup(row.mapToGlobal(QPoint(5, 5)))
        groups = next(a.menu() for a in menu.actions() if a.text() == "Move to")
        assert isinstance(groups, QMenu)
        next(a for a in groups.actions() if a.text() == "Light").trigger()
        menu.close()
        page = panel(kit)._axes
        assert "color" not in page._sections and page._sections["light"].caption.text() == "3 axes"
        row = page._rows[WARMTH]
        row.start_regroup()
        assert row._entry is not None
        QTest.keyClicks(row._entry, "Mood")
        QTest.keyClick(row._entry, Qt.Key.Key_Return)
        assert page._sections["mood"].caption.text() == "1 axis"

    def test_surprise_me_can_be_undone(self, kit: Kit) -> None:
        page = panel(kit)._axes
        QTest.mouseClick(page.surprise, LEFT)
        kit.work()
        assert set(kit.studio.latent.moves.value.axes) <= {f"surprise/{i}" for i in range(1, 7)}
        assert page.reset.isEnabled() and kit.studio.latent.moves.value.axes
        kit.run("edit.undo")
        assert not kit.studio.latent.moves.value.axes and not page.reset.isEnabled()
        QTest.mouseClick(page.more, LEFT)
        assert "surprise/9" in page._rows and not page.more.isVisible()

    def test_waiting_stopped_and_failed_say_so(self, make: Make, tmp_path: Path) -> None:
        with steered(tmp_path / "m", "gan", axes=False) as spec:
            kit = make()
            kit.studio.files.new(64, 64)
            put(kit.studio, spec, 3)
            look(kit)
            page = panel(kit)._axes
            kit.work(1)
            job = next(j for j in kit.studio.jobs.visible() if j.group == "axes")
            kit.studio.receive(msg.Progressed(job.id, fraction=0.4, note="Looking at 200 pictures"))
            assert page._waiting.isVisible() and page._note.text() == "Looking at 200 pictures"
            assert page._line.value() == 400 and not page.tools.isVisible()
            QTest.mouseClick(page._stop, LEFT)
            assert kit.engine.cancelled == [job.id]
            kit.studio.receive(msg.Cancelled(job.id))
            assert page._problem.isVisible() and page._again.text() == "Find the axes"
            QTest.mouseClick(page._again, LEFT)
            kit.work(1)
            job = next(j for j in kit.studio.jobs.visible() if j.group == "axes")
            kit.studio.receive(msg.Failed(job.id, sentence="The weights are damaged."))
            assert page._problem.hint.text() == "The weights are damaged." and page._again.text() == "Try again"
            assert not page._waiting.isVisible()


class TestMix:
    def open_picker(self, kit: Kit, slot: QWidget) -> PicturePicker:
        QTest.mouseClick(slot, LEFT)
        return next(w for w in panel(kit)._blend.findChildren(PicturePicker) if w.isVisible())

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_a_picture_is_picked_by_keys(self, kit: Kit) -> None:
        blend = turn(kit, "blend")._blend
        picker = self.open_picker(kit, blend._add_mix)
        assert [t.accessibleName()[:11] for t in picker.thumbs] == ["Candidate 2", "Candidate 3"]
        QTest.keyClick(picker.thumbs[0], Qt.Key.Key_Right)
        assert picker.thumbs[1].hasFocus()
        QTest.keyClick(picker.thumbs[1], Qt.Key.Key_Return)
        kit.settle()
        kit.work()
        [mix] = kit.studio.latent.moves.value.mixes
        assert (mix.anchor.seed, mix.part, mix.amount) == (5, "middle", 0.5)
        [row] = blend._mixes
        assert row.other._image is not None and row.segments.current() == "middle"
        QTest.mouseClick(row.segments._buttons["fine"], LEFT)
        before = steps(kit)
        slide(row.slider, 0.9)
        kit.work()
        [mix] = kit.studio.latent.moves.value.mixes
        assert mix.part == "fine" and mix.amount == pytest.approx(0.9, abs=0.02) and steps(kit) == before + 1
        QTest.mouseClick(row.remove, LEFT)
        kit.work()
        assert not kit.studio.latent.moves.value.mixes and not blend._mixes

    def test_a_candidate_is_dropped(self, kit: Kit) -> None:
        blend = turn(kit, "blend")._blend
        data = QMimeData()
        data.setData(CANDIDATE, str(kit.studio.contact[1].id).encode())
        QApplication.sendEvent(blend._add_mix, enter(data))
        assert blend._add_mix.is_selected()
        QApplication.sendEvent(blend._add_mix, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, PLAIN))
        kit.work()
        assert [m.anchor.seed for m in kit.studio.latent.moves.value.mixes] == [4]
        gone = QMimeData()
        gone.setData(CANDIDATE, b"999999")
        QApplication.sendEvent(blend._add_mix, enter(gone))
        QApplication.sendEvent(blend._add_mix, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, gone, LEFT, PLAIN))
        assert "not on the sheet" in kit.window.status.said and len(blend._mixes) == 1

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_with_no_other_picture_it_says_how_to_get_one(self, kit: Kit) -> None:
        for candidate in list(kit.studio.contact)[1:]:
            kit.studio.contact.remove(candidate)
        picker = self.open_picker(kit, turn(kit, "blend")._blend._add_mix)
        assert not picker.thumbs
        QTest.keyClick(picker, Qt.Key.Key_Escape)
        kit.settle()
        assert not kit.studio.latent.moves.value


class TestBetweenAndPlane:
    def test_two_pictures_have_a_slider_three_a_pad(self, kit: Kit) -> None:
        blend, moves = turn(kit, "blend")._blend, kit.studio.latent.moves
        editor = blend._between
        assert editor._none.isVisible() and not editor._two.isVisible()
        moves.add_between(moves.peers()[0].anchor)
        kit.settle()
        kit.work()
        assert editor._two.isVisible() and editor.first._image is not None and editor.second._image is not None
        slide(editor.slider, 0.8)
        assert [w for _, w in moves.between] == pytest.approx([0.2, 0.8], abs=0.02)
        QTest.mouseClick(editor.second, LEFT)
        kit.work()
        current = kit.studio.contact.current
        assert current is not None and current.picture is not None
        other = kit.studio.contact[1].picture
        assert other is not None and (current.picture.pixels == other.pixels).all()
        moves.add_between(moves.peers()[1].anchor)
        kit.settle()
        kit.work()
        pad = editor.pad
        assert pad.isVisible() and not editor._two.isVisible()
        drag(pad, pad._px(pad._spot), pad._px(pad._unit()[2]))
        assert [w for _, w in moves.between] == [0.0, 0.0, 1.0]
        pad.setFocus()
        QTest.keyClick(pad, Qt.Key.Key_Delete)
        assert len(moves.between) == 2
        QTest.mouseClick(blend._clear, LEFT)
        kit.work()
        assert not moves.between and editor._none.isVisible()

    def test_the_plane_is_dragged_and_walked(self, kit: Kit) -> None:
        blend, moves = turn(kit, "blend")._blend, kit.studio.latent.moves
        plane = blend._plane
        panel(kit).ensureWidgetVisible(plane)
        kit.settle()
        kit.work()
        assert len(plane._pictures) >= 4, "its neighbors are painted while the hand is idle"
        before, middle = steps(kit), QPointF(plane.width() / 2, plane.height() / 2)
        drag(plane, middle, middle - QPointF(plane._cell() * 0.5, plane._cell() * 0.25), release=False)
        assert {r.slot for r in wanted(kit)} == {"latent-live"}
        send(plane, QEvent.Type.MouseButtonRelease, middle)
        kit.work()
        assert moves.place == pytest.approx((0.5, 0.25), abs=0.01) and steps(kit) == before + 1
        plane.setFocus()
        QTest.keyClick(plane, Qt.Key.Key_Right)
        QTest.keyClick(plane, Qt.Key.Key_Up, SHIFT)
        kit.work()
        assert moves.place == pytest.approx((0.6, -0.25), abs=0.011) and "0.6 right" in plane.accessibleDescription()
        at = plane._at((1, 0)).toPoint()
        QTest.mouseClick(plane, LEFT, PLAIN, at)
        assert moves.place == (1.0, 0.0)
        QTest.keyClick(plane, Qt.Key.Key_Home)
        kit.work()
        assert moves.place == (0.0, 0.0) == plane.place() and not blend._home.isEnabled()


def test_the_generator_is_chosen_in_create(kit: Kit, spec: Spec) -> None:
    kit.desk.show_panel("create")
    kit.settle()
    choice = next(e.widget for e in kit.panels.entries if isinstance(e.widget, CreatePanel))._generator
    GENERATORS.remove(spec.id)
    kit.studio.generators_changed.emit()
    titles = [choice.combo.itemText(i) for i in range(choice.combo.count())]
    assert titles[0] == "Scenes" and spec.title not in titles
    GENERATORS.add(spec)
    kit.studio.generators_changed.emit()
    index = choice.combo.findData(spec.id)
    choice.combo.setFocus()
    for _ in range(index):
        QTest.keyClick(choice.combo, Qt.Key.Key_Down)
    assert kit.studio.create.generator is spec and spec.knows in choice.combo.toolTip()
    assert choice._knows.text() == spec.knows
    QGuiApplication.processEvents()


def test_the_panel_follows_an_undone_layer(kit: Kit) -> None:
    kit.studio.place_candidate()
    kit.work()
    row = axis(kit, WARMTH)
    slide(row.slider, -1.0)
    kit.work()
    layer = kit.studio.require_document().active
    assert layer is not None and layer.recipe is not None
    assert Moves.from_text(str(layer.recipe.params["moves"])).axes == {WARMTH: -1.0}
    shown = kit.studio.require_document().pixels(layer)
    kit.run("edit.undo")
    assert row.value() == 0.0 and not np.array_equal(kit.studio.require_document().pixels(layer), shown)


def test_a_drag_over_the_engine_in_its_thread(qtbot: QtBot, make: Make, spec: Spec) -> None:
    """The newest value wins, the window keeps its thread, and the picture at rest is that of the last value."""
    kit = make()
    thread = EngineThread(lambda emit: Engine(find, emit, devices=Devices("cpu", 1)))
    thread.message.connect(kit.studio.receive)
    kit.studio.jobs._engine = thread
    thread.start()
    try:
        kit.studio.files.new(64, 64)
        [candidate] = put(kit.studio, spec, 3)
        kit.desk.show_panel("latent")
        qtbot.waitUntil(lambda: kit.studio.latent.axes.phase is AxesPhase.READY, timeout=60_000)
        row = axis(kit, BRIGHTNESS)
        qtbot.waitUntil(lambda: len(row.slider._pictures) == 3, timeout=60_000)
        before = candidate.picture
        slide(row.slider, -2.0)
        qtbot.waitUntil(lambda: candidate.picture is not before, timeout=60_000)
        assert candidate.picture is not None
        assert Moves.from_text(str(candidate.picture.recipe.params["moves"])).axes == {BRIGHTNESS: -2.0}
        qtbot.waitUntil(lambda: len(kit.studio.jobs) == 0, timeout=60_000)
        assert kit.studio.preview.pixels is candidate.picture.pixels
    finally:
        kit.close()
        assert thread.stop(60)
