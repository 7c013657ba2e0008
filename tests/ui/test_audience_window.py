"""Audience mode: a line is typed, the picture and a haiku answer; nothing else can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.core.words import Variant
from studio.engine import messages as msg
from studio.ui.audience.stage import Stage
from studio.ui.audience.window import HINT, AudienceWindow
from studio.ui.theme.motion import set_reduced_motion

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from shell_kit import Kit

    Make = Callable[..., Kit]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NONE, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make()
    made.studio.files.new(96, 80)
    made.studio.muse.choose("concepts")
    made.settle()
    return made


@pytest.fixture
def window(kit: Kit) -> Iterator[AudienceWindow]:
    kit.run("muse.audience")
    kit.settle()
    shown = next(w for w in QApplication.topLevelWidgets() if isinstance(w, AudienceWindow) and w.isVisible())
    yield shown
    kit.studio.audience.leave()
    kit.settle()


def type_line(kit: Kit, window: AudienceWindow, text: str) -> None:
    QTest.keyClicks(window.entry, text)
    QTest.keyClick(window.entry, Qt.Key.Key_Return)
    kit.settle()


class TestAnswering:
    def test_it_covers_the_screen_of_the_window_and_waits_for_a_line(self, kit: Kit, window: AudienceWindow) -> None:
        assert window.isFullScreen() and window.screen() is kit.window.screen()
        assert window.geometry() == window.screen().geometry()
        assert kit.studio.audience.active and window.entry.hasFocus() and window.said.text() == HINT

    def test_a_line_is_answered_by_a_picture_and_a_haiku(self, kit: Kit, window: AudienceWindow) -> None:
        type_line(kit, window, "a red house by a lake")
        assert window.entry.text() == "" and "a red house by a lake" in window.said.text()
        assert window.reply.text() == "…", "it is seen that something comes"
        kit.work()
        assert not window.stage.image.isNull() and window.stage.image.width() > window.stage.image.height()
        assert window.reply.text() == kit.studio.audience.reply and window.reply.text().count("\n") == 2
        assert not kit.studio.muse.turns and len(kit.studio.require_document().layers) == 1

    def test_the_reply_comes_word_by_word_and_the_picture_keeps_its_place(
        self, kit: Kit, window: AudienceWindow
    ) -> None:
        before = window.stage.geometry()
        type_line(kit, window, "rain")
        asked = next(r for r in kit.engine.requests if r.slot == "audience-words")
        kit.engine.requests.remove(asked)
        kit.studio.receive(msg.Started(asked.id, asked.slot))
        kit.studio.receive(msg.Finished(asked.id, asked.slot, (Variant("rain on a lake"),)))
        reply = next(r for r in kit.engine.requests if r.slot == "audience-reply")
        kit.studio.receive(msg.Started(reply.id, reply.slot))
        kit.studio.receive(msg.Said(reply.id, reply.slot, text="first rain", number=0))
        assert window.reply.text() == "first rain"
        kit.studio.receive(msg.Said(reply.id, reply.slot, text="first rain\nwindows listen\nall night", number=0))
        kit.settle()
        assert window.reply.text().endswith("all night") and window.stage.geometry() == before

    def test_a_newer_line_takes_the_place(self, kit: Kit, window: AudienceWindow) -> None:
        type_line(kit, window, "a red house")
        type_line(kit, window, "a blue house")
        kit.work()
        assert "a blue house" in window.said.text()
        assert kit.studio.audience.answers[-1].painted.startswith("a blue house")


class TestShutting:
    def test_escape_twice_leaves_and_once_says_so(self, kit: Kit, window: AudienceWindow) -> None:
        QTest.keyClick(window.entry, Qt.Key.Key_Escape)
        assert window.isVisible() and "Esc again" in window.notice.text()
        QTest.keyClick(window.entry, Qt.Key.Key_Escape)
        kit.settle()
        assert not kit.studio.audience.active
        assert not any(isinstance(w, AudienceWindow) and w.isVisible() for w in QApplication.topLevelWidgets())
        kit.run("muse.audience")
        kit.settle()
        again = [w for w in QApplication.topLevelWidgets() if isinstance(w, AudienceWindow) and w.isVisible()]
        assert len(again) == 1 and kit.studio.audience.active

    @pytest.mark.parametrize(
        ("key", "held"),
        [
            (Qt.Key.Key_N, CONTROL), (Qt.Key.Key_O, CONTROL), (Qt.Key.Key_S, CONTROL), (Qt.Key.Key_K, CONTROL),
            (Qt.Key.Key_Q, CONTROL), (Qt.Key.Key_V, CONTROL), (Qt.Key.Key_F4, ALT), (Qt.Key.Key_F, ALT),
            (Qt.Key.Key_F11, NONE), (Qt.Key.Key_Tab, NONE), (Qt.Key.Key_Up, NONE), (Qt.Key.Key_Menu, NONE),
        ],
    )  # fmt: skip
    def test_keys_that_would_do_anything_else_are_swallowed(
        self, kit: Kit, window: AudienceWindow, key: Qt.Key, held: Qt.KeyboardModifier
    ) -> None:
        document = kit.studio.document
        ran: list[str] = []
        kit.window.actions_.ran.connect(ran.append)
        QApplication.clipboard().setText("from the clipboard")
        QTest.keyClick(window.entry, key, held)
        kit.settle()
        assert not ran and kit.studio.document is document and window.isVisible()
        assert window.entry.hasFocus() and window.entry.text() == ""

    def test_letters_of_every_writing_and_corrections_are_typed(self, kit: Kit, window: AudienceWindow) -> None:
        QTest.keyClicks(window.entry, "Boot x")
        QTest.keyClick(window.entry, Qt.Key.Key_Backspace)
        QTest.keyClick(window.entry, Qt.Key.Key_Home)
        QTest.keyClicks(window.entry, "A ")
        assert window.entry.text() == "A Boot "

    def test_no_menu_opens_and_the_window_cannot_be_closed(self, kit: Kit, window: AudienceWindow) -> None:
        at = window.entry.rect().center()
        for widget in (window.entry, window, window.stage):
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
            QApplication.sendEvent(widget, event)
        assert not [m for m in window.findChildren(QMenu) if m.isVisible()]
        window.close()
        assert window.isVisible() and kit.studio.audience.active

    def test_a_press_anywhere_leads_back_to_the_line(self, window: AudienceWindow) -> None:
        window.entry.clearFocus()
        QTest.mouseClick(window.stage, Qt.MouseButton.LeftButton)
        assert window.entry.hasFocus()

    def test_the_pointer_hides_when_it_rests(self, window: AudienceWindow) -> None:
        window._still.timeout.emit()
        assert window.cursor().shape() == Qt.CursorShape.BlankCursor
        place = QPointF(30, 30)
        move = QMouseEvent(
            QMouseEvent.Type.MouseMove, place, window.mapToGlobal(place), Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton, NONE,
        )  # fmt: skip
        QApplication.sendEvent(window, move)
        assert window.cursor().shape() != Qt.CursorShape.BlankCursor

    def test_it_goes_with_the_main_window(self, kit: Kit, window: AudienceWindow) -> None:
        kit.window.may_close = lambda: True
        kit.window.closing.emit()
        kit.settle()
        assert not kit.studio.audience.active


class TestStage:
    @pytest.fixture
    def stage(self, qtbot: QtBot) -> Iterator[Stage]:
        made = Stage()
        qtbot.addWidget(made)
        made.resize(200, 100)
        made.show()
        yield made
        set_reduced_motion(False)

    def sheet(self, name: str, width: int = 40, height: int = 40) -> QImage:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(name))
        return image

    def middle(self, stage: Stage) -> QColor:
        return stage.grab().toImage().pixelColor(stage.width() // 2, stage.height() // 2)

    def test_one_picture_fades_into_the_next(self, stage: Stage) -> None:
        stage.set_image(self.sheet("#ff0000"))
        assert self.middle(stage) == QColor("#ff0000") and not stage.fading, "there was nothing to fade from"
        stage.set_image(self.sheet("#0000ff"), 600)
        assert stage.fading and self.middle(stage).red() > 200
        stage._fade.setCurrentTime(300)
        half = self.middle(stage)
        assert 60 < half.red() < 200 and 60 < half.blue() < 200
        stage._fade.setCurrentTime(600)
        assert self.middle(stage) == QColor("#0000ff")

    def test_a_third_picture_begins_where_the_fade_was(self, stage: Stage) -> None:
        stage.set_image(self.sheet("#ff0000"))
        stage.set_image(self.sheet("#0000ff"), 600)
        stage._fade.setCurrentTime(300)
        half = self.middle(stage)
        stage.set_image(self.sheet("#00ff00"), 600)
        stage._fade.setCurrentTime(0)
        now = self.middle(stage)
        assert abs(now.red() - half.red()) < 12 and abs(now.blue() - half.blue()) < 12 and now.green() < 40

    def test_reduced_motion_changes_at_once(self, stage: Stage) -> None:
        set_reduced_motion(True)
        stage.set_image(self.sheet("#ff0000"))
        stage.set_image(self.sheet("#0000ff"), 600)
        assert not stage.fading and self.middle(stage) == QColor("#0000ff")

    def test_it_is_centered_and_as_large_as_the_room(self, stage: Stage) -> None:
        stage.set_image(self.sheet("#ff0000", 30, 60))
        image = stage.grab().toImage()
        row = [x for x in range(200) if image.pixelColor(x, 50).red() > 200]
        assert (row[0], row[-1]) == (75, 124)
        assert image.pixelColor(100, 1).red() > 200 and image.pixelColor(100, 98).red() > 200
        stage.resize(100, 300)
        QApplication.processEvents()
        image = stage.grab().toImage()
        assert image.pixelColor(QPoint(50, 150)).red() > 200 and image.pixelColor(50, 20).red() < 60


def test_the_line_of_a_visitor_is_not_brought_back_by_the_next(kit: Kit, window: AudienceWindow) -> None:
    type_line(kit, window, "my secret garden")
    QTest.keyClick(window.entry, Qt.Key.Key_Z, CONTROL)
    assert window.entry.text() == ""
    QTest.keyClicks(window.entry, "sea")
    for _ in range(3):
        QTest.keyClick(window.entry, Qt.Key.Key_Z, CONTROL)
        assert "garden" not in window.entry.text()
