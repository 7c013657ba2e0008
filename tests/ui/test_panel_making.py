"""Create panel, contact sheet and latent panel over real pictures of the real engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QWidget

from studio.document.layer import Origin
from studio.session.contact import CandidateState
from studio.ui.muse.card import MuseCard
from studio.ui.panels.contact_sheet import CandidateThumb, ContactSheetPanel
from studio.ui.panels.create import CreatePanel
from studio.ui.panels.latent import LatentPanel, spaced
from studio.ui.param_rows import NumberRow

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]
    W = TypeVar("W", bound=QWidget)

LINE = "a red house by a lake at noon"
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def panel(kit: Kit, kind: type[W]) -> W:
    return next(e.widget for e in kit.panels.entries if isinstance(e.widget, kind))


@pytest.fixture
def kit(make: Make) -> Kit:
    """A small empty picture and a line with a kept seed, six candidates wanted."""
    made = make()
    made.studio.files.new(96, 80)
    create = made.studio.create
    create.set_text(LINE)
    create.set_count(6)
    create.set_seed(11)
    create.lock_seed(True)
    made.settle()
    return made


@pytest.fixture
def developed(kit: Kit) -> Kit:
    kit.studio.create.develop()
    kit.work()
    return kit


def thumbs(kit: Kit) -> list[CandidateThumb]:
    sheet = panel(kit, ContactSheetPanel)
    return sorted((t for t in sheet.findChildren(CandidateThumb) if t.isVisible()), key=lambda t: t.x())


class TestCreate:
    def line(self, kit: Kit) -> QWidget:
        kit.desk.show_panel("create")
        kit.settle()
        field = panel(kit, CreatePanel)._line
        field.setFocus()
        return field

    def test_typing_and_return_develop_the_line(self, kit: Kit) -> None:
        field = self.line(kit)
        panel(kit, CreatePanel)._line.selectAll()
        QTest.keyClicks(field, LINE)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert kit.studio.create.text == LINE and kit.studio.create.busy
        assert panel(kit, CreatePanel)._develop.text() == "Stop"
        kit.work()
        assert kit.studio.contact.done == 6 and panel(kit, CreatePanel)._develop.text() == "Develop"

    def test_the_button_stops_what_it_started(self, kit: Kit) -> None:
        self.line(kit)
        button = panel(kit, CreatePanel)._develop
        QTest.mouseClick(button, LEFT)
        running = {j.id for j in kit.studio.jobs}
        QTest.mouseClick(button, LEFT)
        assert set(kit.engine.cancelled) >= running

    def test_an_empty_line_is_told_not_developed(self, kit: Kit) -> None:
        self.line(kit)
        kit.studio.create.set_text("")
        QTest.mouseClick(panel(kit, CreatePanel)._develop, LEFT)
        assert "Write a line" in kit.window.status.said and len(kit.studio.jobs) == 0

    def test_a_pasted_novel_is_cut(self, kit: Kit) -> None:
        self.line(kit)
        panel(kit, CreatePanel)._line.setPlainText("sea " * 10_000)
        assert len(kit.studio.create.text) == 20_000

    def test_number_of_candidates(self, kit: Kit) -> None:
        self.line(kit)
        combo = panel(kit, CreatePanel)._count
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert kit.studio.create.count == 8

    def test_cards_are_locked_edited_and_painted(self, developed: Kit) -> None:
        self.line(developed)
        create = developed.studio.create
        cards = panel(developed, CreatePanel).findChildren(MuseCard)
        assert [c.card for c in cards] == create.cards and len(cards) == 5
        card = cards[1]
        QTest.mouseClick(card.buttons["lock"], LEFT)
        assert card.card.locked and card.property("sel") is True
        QTest.mouseDClick(card.words, LEFT)
        assert card.field.hasFocus()
        QTest.keyClicks(card.field, "a red house in snow")
        QTest.keyClick(card.field, Qt.Key.Key_Return)
        assert card.card.text == "a red house in snow" == card.words.text and card.hasFocus()
        QTest.keyClick(card, Qt.Key.Key_E)
        QTest.keyClicks(card.field, "nonsense")
        QTest.keyClick(card.field, Qt.Key.Key_Escape)
        assert card.card.text == "a red house in snow"
        QTest.mouseClick(card.buttons["paint"], LEFT)
        developed.work()
        painted = developed.studio.contact.current
        assert painted is not None and painted.text == "a red house in snow" and len(developed.studio.contact) == 7
        assert card.card.thumb is not None

    def test_a_locked_card_stays_when_the_muse_is_asked_again(self, developed: Kit) -> None:
        self.line(developed)
        create = developed.studio.create
        kept = create.cards[2]
        developed.studio.muse.lock(kept, True)
        others = {c.text for c in create.cards if c is not kept}
        QTest.mouseClick(panel(developed, CreatePanel)._again, LEFT)
        developed.work()
        assert create.cards[0] is kept and len(create.cards) == 5
        assert {c.text for c in create.cards[1:]} != others

    def test_what_cannot_be_drawn_is_said_under_the_line(self, kit: Kit) -> None:
        self.line(kit)
        kit.studio.create.set_text("a lighthouse by the sea")
        kit.studio.create.set_count(1)
        kit.studio.create.develop()
        kit.work()
        notes = panel(kit, CreatePanel)._notes
        assert notes.isVisible() and "lighthouse" in notes.text()


class TestContactSheet:
    def test_a_click_shows_it_on_the_canvas(self, developed: Kit) -> None:
        third = thumbs(developed)[2]
        QTest.mouseClick(third, LEFT)
        sheet = developed.studio.contact
        assert sheet.current is third.candidate and third.is_selected()
        assert developed.studio.preview.owner == "latent"
        assert [t.is_selected() for t in thumbs(developed)].count(True) == 1

    def test_painting_puts_it_aside_and_a_click_shows_it_again(self, developed: Kit) -> None:
        sheet = developed.studio.contact
        QTest.mouseClick(developed.canvas, LEFT, PLAIN, developed.canvas.rect().center())
        assert sheet.current is None and developed.studio.preview.pixels is None
        assert "put aside" in developed.window.status.said
        QTest.mouseClick(thumbs(developed)[2], LEFT)
        assert developed.studio.preview.owner == "latent"
        developed.studio.preview.clear()
        QTest.mouseClick(thumbs(developed)[2], LEFT)
        assert developed.studio.preview.owner == "latent"

    def test_a_double_click_paints_it_onto_a_layer(self, developed: Kit) -> None:
        document = developed.studio.require_document()
        QTest.mouseDClick(thumbs(developed)[1], LEFT)
        developed.work()
        layer = document.active
        assert layer is not None and layer.origin is Origin.GENERATED and layer.recipe is not None
        assert layer.recipe.seed == developed.studio.contact[1].seed
        assert document.bounds(layer) == document.canvas and developed.studio.contact.current is None

    def test_keys_walk_and_place(self, developed: Kit) -> None:
        first = thumbs(developed)[0]
        QTest.mouseClick(first, LEFT)
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Right)
        second = thumbs(developed)[1]
        assert developed.studio.contact.current is second.candidate and second.hasFocus()
        QTest.keyClick(second, Qt.Key.Key_Left)
        QTest.keyClick(first, Qt.Key.Key_Left)
        last = thumbs(developed)[-1]
        assert developed.studio.contact.current is last.candidate
        QTest.keyClick(last, Qt.Key.Key_Return)
        developed.work()
        assert len(developed.studio.require_document().layers) == 2
        QTest.keyClick(last, Qt.Key.Key_Escape)
        assert developed.studio.contact.current is None

    def test_slots_fill_one_after_another(self, kit: Kit) -> None:
        kit.studio.create.develop()
        kit.settle()
        assert [t.candidate.state for t in thumbs(kit)] == [CandidateState.WAITING] * 6
        sheet = panel(kit, ContactSheetPanel)
        kit.work(1)
        assert thumbs(kit)[0]._image is not None and thumbs(kit)[1]._image is None
        assert sheet._count.text() == "1 of 6"
        kit.work()
        assert sheet._count.text() == "6 of 6" and all(t._image is not None for t in thumbs(kit))

    def test_a_failed_one_says_why(self, kit: Kit) -> None:
        from studio.engine import messages as msg

        kit.studio.create.develop()
        request = kit.engine.requests[0]
        kit.studio.receive(msg.Failed(request.id, request.slot, sentence="The paint has dried."))
        kit.settle()
        assert "The paint has dried." in thumbs(kit)[0].toolTip() and "failed" in thumbs(kit)[0].accessibleName()

    def test_keep_survives_another_line(self, developed: Kit) -> None:
        sheet = panel(developed, ContactSheetPanel)
        assert sheet._keep.isEnabled()
        QTest.mouseClick(thumbs(developed)[3], LEFT)
        QTest.mouseClick(sheet._keep, LEFT)
        kept = developed.studio.contact[3]
        assert kept.kept
        developed.studio.create.develop()
        developed.settle()
        assert thumbs(developed)[0].candidate is kept and len(thumbs(developed)) == 7

    def test_fold_leaves_the_header(self, developed: Kit) -> None:
        sheet = panel(developed, ContactSheetPanel)
        open_height = sheet.height()
        QTest.mouseClick(sheet._fold, LEFT)
        developed.settle()
        assert not thumbs(developed) and sheet.height() < open_height - 60
        QTest.mouseClick(sheet._fold, LEFT)
        developed.settle()
        assert len(thumbs(developed)) == 6

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_of_a_candidate(self, developed: Kit) -> None:
        thumb = thumbs(developed)[2]
        at = thumb.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, thumb.mapToGlobal(at))
        QApplication.sendEvent(thumb, event)
        menu = next(m for m in panel(developed, ContactSheetPanel).findChildren(QMenu) if m.isVisible())
        actions = {a.text(): a for a in menu.actions()}
        actions[f"Copy seed {thumb.candidate.seed}"].trigger()
        assert QGuiApplication.clipboard().text() == str(thumb.candidate.seed)
        actions["Remove"].trigger()
        menu.close()
        developed.settle()
        assert thumb.candidate not in list(developed.studio.contact) and len(thumbs(developed)) == 5


class TestLatent:
    @pytest.fixture
    def latent(self, developed: Kit) -> LatentPanel:
        developed.desk.show_panel("latent")
        developed.studio.contact.make_current(developed.studio.contact[0])
        developed.work()
        return panel(developed, LatentPanel)

    def row(self, latent: LatentPanel, name: str) -> NumberRow:
        found = latent._form.row(name)
        assert isinstance(found, NumberRow)
        latent.ensureWidgetVisible(found)
        QApplication.processEvents()
        return found

    def drag(self, row: NumberRow, to: float, *, release: bool = True) -> None:
        slider = row._slider

        def send(kind: QEvent.Type, x: float) -> None:
            button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
            held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
            at = QPointF(x, slider.height() / 2)
            QApplication.sendEvent(slider, QMouseEvent(kind, at, slider.mapToGlobal(at), button, held, PLAIN))

        begin, end = slider.x_of(slider.real()), slider.x_of(to)
        send(QEvent.Type.MouseButtonPress, begin)
        for i in range(1, 6):
            send(QEvent.Type.MouseMove, begin + (end - begin) * i / 5)
        if release:
            send(QEvent.Type.MouseButtonRelease, end)

    def test_without_a_picture_it_says_what_to_do(self, kit: Kit) -> None:
        kit.desk.show_panel("latent")
        latent = panel(kit, LatentPanel)
        assert latent._empty.isVisible() and not latent._form.isVisible()

    def test_a_drag_asks_for_small_pictures_and_the_release_for_the_full_one(
        self, developed: Kit, latent: LatentPanel
    ) -> None:
        row = self.row(latent, "cloud")
        before = developed.studio.contact[0].picture
        self.drag(row, 0.95, release=False)
        asked = list(developed.engine.requests)
        assert asked and {r.slot for r in asked} == {"latent-live"}
        assert dict(asked[-1].params)["cloud"] == pytest.approx(0.95, abs=0.011)
        self.drag(row, 0.95)
        assert developed.engine.requests[-1].slot == "latent-full"
        developed.work()
        after = developed.studio.contact[0].picture
        assert before is not None and after is not None and not np.array_equal(before.pixels, after.pixels)
        assert after.recipe.params["cloud"] == pytest.approx(0.95, abs=0.011)
        developed.studio.require_document().history.undo()
        assert developed.studio.contact[0].picture is before

    def test_a_number_can_be_typed(self, developed: Kit, latent: LatentPanel) -> None:
        row = self.row(latent, "cloud")
        QTest.mouseClick(row._field, LEFT)
        entry = row._field.findChild(QLineEdit) or row.findChild(QLineEdit)
        assert entry is not None
        QTest.keyClicks(entry, "35")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert developed.studio.latent.values["cloud"] == pytest.approx(0.35)
        assert row._slider.real() == pytest.approx(0.35, abs=0.011)

    def test_reset_brings_back_what_the_words_said(self, developed: Kit, latent: LatentPanel) -> None:
        row = self.row(latent, "cloud")
        said = developed.studio.latent.values["cloud"]
        self.drag(row, 0.9)
        assert row._reset.isEnabled()
        QTest.mouseClick(row._reset, LEFT)
        assert developed.studio.latent.values["cloud"] == pytest.approx(said) and not row._reset.isEnabled()

    def test_dice_move_one_and_leave_the_locked(self, developed: Kit, latent: LatentPanel) -> None:
        state = developed.studio.latent
        clouds = self.row(latent, "cloud")
        assert clouds._lock is not None and clouds._dice is not None
        QTest.mouseClick(clouds._lock, LEFT)
        locked = state.values["cloud"]
        assert state.locked == {"cloud": locked} and not clouds._dice.isEnabled()
        before = dict(state.values)
        glow = self.row(latent, "glow")
        assert glow._dice is not None
        QTest.mouseClick(glow._dice, LEFT)
        assert {k for k in before if state.values[k] != before[k]} <= {"glow"}
        QTest.mouseClick(latent._roll, LEFT)
        assert state.values["cloud"] == locked and state.values["scene"] == before["scene"]
        assert state.values != before

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_seeds_are_typed_rolled_locked_and_found_again(self, developed: Kit, latent: LatentPanel) -> None:
        field, studio = latent._seed, developed.studio
        assert field.text() == spaced(11)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "4 321")
        QTest.keyClick(field, Qt.Key.Key_Return)
        developed.work()
        assert studio.latent.seed == 4321
        field.selectAll()
        QTest.keyClicks(field, "99999999999")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert "seed" in developed.window.status.said and studio.latent.seed == 4321
        latent._seed.clearFocus()
        QTest.mouseClick(latent._dice, LEFT)
        developed.work()
        assert studio.latent.seed != 4321 and field.text() == spaced(studio.latent.seed)
        assert latent._lock_seed.isChecked()
        QTest.mouseClick(latent._lock_seed, LEFT)
        assert not studio.create.seed_locked
        QTest.mouseClick(latent._history, LEFT)
        menu = next(m for m in latent.findChildren(QMenu) if m.isVisible())
        again = next(a for a in menu.actions() if a.text() == spaced(4321))
        again.trigger()
        menu.close()
        developed.work()
        assert studio.latent.seed == 4321

    def test_only_factors_of_the_scene_are_shown(self, developed: Kit, latent: LatentPanel) -> None:
        from studio.art.generators.scenes.factors import relevant

        scene = str(developed.studio.latent.values["scene"])
        shown = {n for n in latent._form.names if not latent._form.row(n).isHidden()}
        assert shown == set(relevant(scene)) & set(latent._form.names)

    def test_sliders_of_a_layer_change_the_layer_as_one_step(self, developed: Kit, latent: LatentPanel) -> None:
        studio = developed.studio
        studio.place_candidate()
        developed.work()
        document = studio.require_document()
        layer = document.active
        assert layer is not None and studio.latent.target is layer
        steps, pixels = len(document.history.titles), document.pixels(layer)
        self.drag(self.row(latent, "cloud"), 0.05)
        developed.work()
        assert len(document.history.titles) == steps + 1 and not np.array_equal(document.pixels(layer), pixels)
        document.history.undo()
        assert np.array_equal(document.pixels(layer), pixels)


def test_a_candidate_dropped_on_the_canvas_is_placed(developed: Kit) -> None:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage

    candidate = developed.studio.contact[4]
    data = QMimeData()
    data.setData("application/x-pentimento-candidate", str(candidate.id).encode())
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    enter = QDragEnterEvent(QPoint(99, 99), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(developed.canvas, enter)
    event = QDropEvent(QPointF(99, 99), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(developed.canvas, event)
    developed.work()
    layer = developed.studio.require_document().active
    assert layer is not None and layer.recipe is not None and layer.recipe.seed == candidate.seed


def test_every_button_has_a_name(developed: Kit) -> None:
    from PySide6.QtWidgets import QToolButton

    for entry in developed.panels.entries:
        for button in entry.widget.findChildren(QToolButton):
            if button.isHidden() or button.objectName().startswith("qt_"):
                continue
            assert button.accessibleName(), (entry.id, button)
        for push in entry.widget.findChildren(QPushButton):
            assert push.text() or push.accessibleName() or push.toolTip(), (entry.id, push)
