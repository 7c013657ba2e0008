"""The Muse panel: asking, streaming, the reader's place, wishes, history, keys, many turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from talk_kit import LINE, PROMPTS, answered, ask, finish, say, widget_of

from studio.art.muse.catalog import FORM
from studio.core.words import Variant
from studio.engine import messages as msg
from studio.session.muse_cards import DONE, Card, Turn
from studio.ui.dialogs.save_as import ReplaceDialog
from studio.ui.muse.card_drag import words_of
from studio.ui.muse.entry import LONGEST
from studio.ui.muse.turn_view import TurnView
from studio.ui.panels.muse import MusePanel

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HAIKU = (Variant("Snow on the old boughs\nno one picked the last fruit\nsmoke from one chimney"),)


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make()
    made.studio.files.new(96, 80)
    made.studio.muse.choose("concepts")
    made.settle()
    made.run("muse.focus")
    made.settle()
    return made


@pytest.fixture
def panel(kit: Kit) -> MusePanel:
    return kit.panels.muse


def view(kit: Kit, turn: Turn) -> TurnView:
    found = kit.panels.muse.conversation.view_of(turn)
    assert found is not None
    return found


class TestAsking:
    def test_the_command_shows_the_panel_with_the_caret_in_its_entry(self, kit: Kit, panel: MusePanel) -> None:
        assert kit.window.docks.in_front("muse") and panel.composer.entry.hasFocus()
        kit.run("window.panel.muse")
        kit.settle()
        assert not kit.window.docks.shown("muse"), "it is in front: the command of the panel hides it"
        kit.run("window.panel.muse")
        kit.desk.show_panel("create")
        kit.run("muse.focus")
        kit.settle()
        assert panel.composer.entry.hasFocus()

    def test_return_asks_the_real_muse_and_its_cards_come(self, kit: Kit, panel: MusePanel) -> None:
        QTest.keyClicks(panel.composer.entry, "a heron in the reeds")
        QTest.keyClick(panel.composer.entry, Qt.Key.Key_Return)
        turn = kit.studio.muse.turns[-1]
        assert turn.line == "a heron in the reeds" and panel.composer.entry.toPlainText() == ""
        assert panel.composer.ask.text() == "Stop" and panel.conversation.isVisible()
        kit.work()
        cards = view(kit, turn).cards
        assert len(cards) == 5 and panel.composer.ask.text() == "Ask"
        assert all("heron" in c.words.text for c in cards) and all(c.chips for c in cards)

    def test_the_command_asks_as_return_does(self, kit: Kit, panel: MusePanel) -> None:
        QTest.keyClicks(panel.composer.entry, "a heron in the reeds")
        kit.run("muse.ask")
        assert kit.studio.muse.turns[-1].line == "a heron in the reeds"
        assert panel.composer.entry.toPlainText() == "" == kit.studio.muse.draft
        kit.work()

    @pytest.mark.parametrize("form", ["titles", "poem", "haiku", "story", "scenes"])
    def test_each_form_is_asked_from_the_panel(self, kit: Kit, panel: MusePanel, form: str) -> None:
        at = panel.composer.form.findData(form)
        panel.composer.form.setCurrentIndex(at)
        panel.composer.form.activated.emit(at)
        assert kit.studio.muse.form == form
        assert panel.composer.count.currentData() == kit.studio.muse.count
        panel.composer.entry.setPlainText("a heron in the reeds")
        QTest.mouseClick(panel.composer.ask, LEFT)
        kit.work()
        turn = kit.studio.muse.turns[-1]
        assert turn.form == form and turn.cards and len(view(kit, turn).cards) == len(turn.cards)
        assert all(c.words.text.strip() for c in view(kit, turn).cards)

    def test_an_empty_line_is_told(self, kit: Kit, panel: MusePanel) -> None:
        QTest.mouseClick(panel.composer.ask, LEFT)
        assert "Write a line" in kit.window.status.said and not kit.studio.muse.turns

    def test_the_entry_grows_to_four_lines(self, kit: Kit, panel: MusePanel) -> None:
        entry = panel.composer.entry
        one = entry.height()
        QTest.keyClicks(entry, "one")
        QTest.keyClick(entry, Qt.Key.Key_Return, SHIFT)
        QTest.keyClicks(entry, "two")
        kit.settle()
        two = entry.height()
        assert entry.toPlainText() == "one\ntwo" and two > one
        entry.setPlainText("\n".join("line" for _ in range(9)))
        kit.settle()
        four = entry.height()
        assert two < four == entry.sizeHint().height() <= two * 2 + 4
        entry.clear()
        kit.settle()
        assert entry.height() == one

    def test_up_brings_back_former_lines_and_down_ones_own(self, kit: Kit, panel: MusePanel) -> None:
        for line in ("the first line", "the second line"):
            answered(kit, "titles", [Variant("A Title")], line)
        entry = panel.composer.entry
        QTest.keyClicks(entry, "mine")
        seen = []
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
            QTest.keyClick(entry, key)
            seen.append(entry.toPlainText())
        assert seen == ["the second line", "the first line", "the first line", "the second line", "mine"]

    def test_a_long_line_tells_how_much_of_it_is_read(self, kit: Kit, panel: MusePanel) -> None:
        panel.composer.entry.setPlainText("a heron in the reeds " * 40)
        QTest.mouseClick(panel.composer.ask, LEFT)
        assert "reads the first" in kit.window.status.said
        assert "reads the first" in view(kit, kit.studio.muse.turns[-1]).line.toolTip()
        kit.work()

    def test_a_pasted_book_is_cut_and_told(self, kit: Kit, panel: MusePanel) -> None:
        data = QMimeData()
        data.setText("sea " * 250_000)
        panel.composer.entry.insertFromMimeData(data)
        assert len(kit.studio.muse.draft) == LONGEST and "beginning" in kit.window.status.said

    def test_a_dropped_card_is_its_words(self, kit: Kit, panel: MusePanel) -> None:
        turn = answered(kit, "haiku", HAIKU)
        panel.composer.entry.insertFromMimeData(words_of(turn.cards[0]))
        assert panel.composer.entry.toPlainText() == HAIKU[0].text
        line = kit.panels.create._line
        line.clear()
        line.insertFromMimeData(words_of(turn.cards[0]))
        assert kit.studio.create.text == HAIKU[0].text

    def test_samples_of_the_empty_panel_ask(self, kit: Kit, panel: MusePanel) -> None:
        assert panel.welcome.isVisible() and len(panel.welcome.samples) == 3
        QTest.mouseClick(panel.welcome.samples[1], LEFT)
        assert kit.studio.muse.turns[-1].form == "scenes" and panel.conversation.isVisible()
        kit.work()
        turn = kit.studio.muse.turns[-1]
        assert len(view(kit, turn).cards) == len(turn.cards) >= 3

    def test_the_chosen_muse_and_what_it_says_of_itself(self, kit: Kit, panel: MusePanel) -> None:
        assert panel.muse.currentData() == "concepts" and not panel._about.isVisible()
        at = panel.muse.findData("server")
        panel.muse.setCurrentIndex(at)
        panel.muse.activated.emit(at)
        assert kit.studio.muse.spec.id == "server"
        assert panel._about.isVisible() and panel._about.text() == kit.studio.muse.spec.needs

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_settings_are_the_muses_own(self, kit: Kit, panel: MusePanel) -> None:
        popover = panel.composer.open_settings()
        assert set(popover.form.names) == {p.name for p in kit.studio.muse.params}
        popover.form.committed.emit("boldness", 0.9)
        popover.form.edited.emit("boldness", 0.9)
        assert kit.studio.muse.values["boldness"] == 0.9
        popover.lang.chosen.emit("zh")
        assert kit.studio.muse.lang == "zh"
        QTest.mouseClick(popover.axes.chips["mood"], LEFT)
        QTest.mouseClick(popover.axes.chips["light"], LEFT)
        assert set(kit.studio.muse.axes) == {"light", "mood"}
        bottom = max(c.geometry().bottom() for c in popover.axes.chips.values())
        assert bottom < popover.axes.height(), "all chips are in sight"
        assert popover.rect().contains(popover.axes.geometry())
        top = panel.composer.mapToGlobal(panel.composer.rect().topLeft()).y()
        assert popover.geometry().bottom() < top, "it stands above the composer"
        QTest.mouseClick(popover._reset_all, LEFT)
        assert kit.studio.muse.values["boldness"] == 0.5
        popover.close()


class TestStreaming:
    def test_bars_then_words_in_place_then_cards(self, kit: Kit) -> None:
        turn = ask(kit, LINE, "story")
        shown = view(kit, turn)
        assert len(shown.writing) == 1 and not shown.cards and "thinking" in shown._caption.text()
        card = shown.writing[0]
        assert card._bars.isVisible() and not card.words.isVisible()
        heights = [card.height()]
        for k in range(1, 60):
            say(kit, "word by word " * k)
            QTest.qWait(1)
        QTest.qWait(80)
        heights.append(card.height())
        assert card.words.text == "word by word " * 59 and not card._bars.isVisible()
        assert "drafting" in shown._caption.text() and heights[1] > heights[0]
        say(kit, "shorter")
        QTest.qWait(80)
        assert card.height() == heights[1], "it never shrinks while it is written"
        finish(kit, [Variant("The end of it.")])
        assert not shown.writing and [c.words.text for c in shown.cards] == ["The end of it."]

    def test_each_answer_has_its_own_place(self, kit: Kit) -> None:
        turn = ask(kit, LINE, "haiku")
        say(kit, "the second", number=1)
        QTest.qWait(80)
        shown = view(kit, turn)
        assert [w.words.text for w in shown.writing] == ["", "the second", ""]

    def test_the_keyboard_stays_among_the_answers_when_others_come(self, kit: Kit) -> None:
        turn = answered(kit, "prompts", PROMPTS)
        widget_of(kit, turn.cards[1]).setFocus()
        kit.studio.muse.again(turn)
        finish(kit, [Variant("Quite another")])
        assert widget_of(kit, turn.cards[0]).hasFocus() and turn.cards[0].text == "Quite another"

    def test_an_error_is_a_sentence_with_a_way_out(self, kit: Kit) -> None:
        turn = ask(kit, LINE, "story")
        request = kit.engine.requests.pop()
        kit.studio.receive(msg.Failed(request.id, request.slot, sentence="The muse has no voice today."))
        kit.settle()
        shown = view(kit, turn)
        assert shown.error.isVisible() and shown.error.text() == "The muse has no voice today." and not shown.writing
        QTest.mouseClick(shown.retry, LEFT)
        kit.work()
        assert turn.cards and not shown.error.isVisible() and not shown.retry.isVisible()

    def test_stop_ends_with_what_there_is(self, kit: Kit, panel: MusePanel) -> None:
        turn = ask(kit, LINE, "story")
        QTest.mouseClick(panel.composer.ask, LEFT)
        assert kit.engine.finished == [kit.engine.requests[-1].id]
        finish(kit, [Variant("As far as it came.")])
        assert view(kit, turn).cards[0].words.text == "As far as it came." and panel.composer.ask.text() == "Ask"

    def test_what_was_stopped_before_a_word_can_be_asked_again(self, kit: Kit) -> None:
        turn = ask(kit, LINE, "story")
        request = kit.engine.requests.pop()
        kit.studio.receive(msg.Cancelled(request.id, request.slot))
        kit.settle()
        shown = view(kit, turn)
        assert not shown.writing and not shown.error.isVisible() and "stopped" in shown._caption.text()
        QTest.mouseClick(shown.again, LEFT)
        kit.work()
        assert len(shown.cards) == 1

    def test_other_answers_take_the_place_and_locked_ones_stay(self, kit: Kit) -> None:
        turn = answered(kit, "prompts", PROMPTS)
        kept = turn.cards[1]
        kit.studio.muse.lock(kept, True)
        QTest.mouseClick(view(kit, turn).again, LEFT)
        kit.work()
        cards = view(kit, turn).cards
        assert cards[0].card is kept and len(kit.studio.muse.turns) == 1
        assert not {c.words.text for c in cards[1:]} & {v.text for v in PROMPTS}


class TestReading:
    @pytest.fixture
    def long(self, kit: Kit) -> list[Turn]:
        turns = []
        for k in range(40):
            turn = Turn(f"line {k}", "prompts" if k % 2 else "haiku", muse="concepts", seed=k, state=DONE, when=1.7e9)
            turn.cards = [Card(v, v.text, turn.form, turn) for v in (PROMPTS if k % 2 else HAIKU * 3)]
            turns.append(turn)
        kit.studio.muse.turns = list(turns)
        kit.studio.muse.turns_changed.emit()
        kit.settle()
        kit.panels.muse.conversation.to_end()
        QTest.qWait(30)
        return turns

    def test_forty_turns_are_few_widgets(self, kit: Kit, panel: MusePanel, long: list[Turn]) -> None:
        talk, bar = panel.conversation, panel.conversation.verticalScrollBar()
        assert talk.made < 15 and talk.at_end
        total = bar.maximum()
        seen: set[int] = set()
        while bar.value() > 0:
            bar.setValue(bar.value() - 200)
            kit.settle()
            for k, turn in enumerate(long):
                shown = talk.view_of(turn)
                if shown is not None and not shown.visibleRegion().isEmpty():
                    seen.add(k)
                    assert len(shown.cards) == 3
        assert seen == set(range(40)) and talk.made < 25
        assert abs(bar.maximum() - total) < total, "the guessed heights were near"

    def test_nothing_lies_over_its_neighbor(self, kit: Kit, panel: MusePanel, long: list[Turn]) -> None:
        talk = panel.conversation
        shown = [v for v in (talk.view_of(t) for t in long) if v is not None]
        for above, below in zip(shown, shown[1:], strict=False):
            assert above.geometry().bottom() < below.y()
        for turn_view in shown:
            assert turn_view.height() == turn_view.heightForWidth(turn_view.width())
            for upper, lower in zip(turn_view.cards, turn_view.cards[1:], strict=False):
                assert upper.geometry().bottom() < lower.y()

    def test_who_reads_above_is_not_moved(self, kit: Kit, panel: MusePanel, long: list[Turn]) -> None:
        talk, bar = panel.conversation, panel.conversation.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        kit.settle()
        QTest.qWait(60)
        place = bar.value()
        turn = next(t for t in long if (v := talk.view_of(t)) and v.y() <= place + 40 < v.y() + v.height())
        offset = view(kit, turn).y() - bar.value()
        ask(kit, "the newest", "story")
        say(kit, "words and words " * 60)
        QTest.qWait(80)
        assert view(kit, turn).y() - bar.value() == offset, "what is written below does not move it"
        finish(kit, [Variant("It was written. " * 40)])
        assert view(kit, turn).y() - bar.value() == offset and not talk.at_end

    def test_who_is_at_the_end_follows(self, kit: Kit, panel: MusePanel, long: list[Turn]) -> None:
        talk = panel.conversation
        assert talk.at_end
        turn = answered(kit, "titles", [Variant("A Title")], "the newest")
        assert talk.at_end and not view(kit, turn).visibleRegion().isEmpty()

    def test_a_turn_higher_than_the_panel_is_read_from_its_beginning(self, kit: Kit, panel: MusePanel) -> None:
        answered(kit, "haiku", HAIKU)
        turn = answered(kit, "story", [Variant("It was written. " * 200)])
        bar = panel.conversation.verticalScrollBar()
        assert view(kit, turn).height() > panel.conversation.height()
        assert 0 <= view(kit, turn).y() - bar.value() <= 16 and bar.value() < bar.maximum()

    def test_a_narrow_panel_wraps_and_nothing_is_cut(self, make: Make) -> None:
        kit = make((1280, 800))
        kit.studio.files.new(96, 80)
        kit.settle()
        kit.desk.show_panel("muse")
        kit.settle()
        turn = answered(kit, "prompts", PROMPTS)
        for card in view(kit, turn).cards:
            assert card.height() == card.heightForWidth(card.width())
            for child in (card.words, *card.chips, *card.buttons.all()):
                if child.isVisible():
                    inside = child.mapTo(card, child.rect().bottomRight())
                    assert inside.x() < card.width() and inside.y() < card.height()
        composer = kit.panels.muse.composer
        assert composer.ask.mapTo(composer, composer.ask.rect().topRight()).x() < composer.width()


class TestWishes:
    def test_wishes_stand_above_the_entry_and_can_be_let_go(self, kit: Kit, panel: MusePanel) -> None:
        assert not panel.wishes.isVisible()
        turn = answered(kit, "prompts", PROMPTS)
        muse = kit.studio.muse
        muse.lock_phrase(PROMPTS[0].parts[2], True)
        muse.strike("ink wash", True)
        muse.weigh("late autumn", 1.4)
        muse.vote(turn.cards[1], 1)
        muse.vote(turn.cards[2], -1)
        kit.settle()
        assert panel.wishes.isVisible()
        kinds = [c.wish.kind for c in panel.wishes.chips]
        assert kinds == ["Kept", "Weight", "Struck out", "More like this", "Less like this"]
        for chip in list(panel.wishes.chips)[:3]:
            chip.click()
        kit.settle()
        assert not muse.locked and not muse.struck and not muse.weights and turn.cards[1].vote == 1
        muse.remove(turn)
        panel.wishes.chips[0].click()
        assert not muse.liked, "a like whose card is gone can be let go too"
        QTest.mouseClick(panel.wishes.reset, LEFT)
        kit.settle()
        assert not muse.disliked and not panel.wishes.isVisible()

    def test_many_wishes_take_two_lines(self, kit: Kit, panel: MusePanel) -> None:
        for k in range(30):
            kit.studio.muse.strike(f"a struck phrase number {k}", True)
        kit.settle()
        low = panel.wishes.height()
        assert low < 60 and panel.wishes._rest.isVisible() and panel.wishes._rest.text().startswith("+")
        QTest.mouseClick(panel.wishes._rest, LEFT)
        kit.settle()
        assert panel.wishes.height() > 4 * low and all(c.isVisible() for c in panel.wishes.chips)


class TestKeys:
    def test_undo_in_the_panel_is_the_muses(self, kit: Kit, panel: MusePanel) -> None:
        document = kit.studio.require_document()
        document.add_layer()
        steps = len(document.history.titles)
        turn = answered(kit, "prompts", PROMPTS)
        card = widget_of(kit, turn.cards[0])
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_P)
        assert turn.cards[0].pinned
        QTest.keyClick(card, Qt.Key.Key_Z, CONTROL)
        assert not turn.cards[0].pinned and len(document.history.titles) == steps
        QTest.keyClick(card, Qt.Key.Key_Z, CONTROL | SHIFT)
        assert turn.cards[0].pinned

    def test_tab_leads_through_the_current_card_into_the_entry(self, kit: Kit, panel: MusePanel) -> None:
        turn = answered(kit, "prompts", PROMPTS)
        first = widget_of(kit, turn.cards[0])
        panel.more.setFocus()
        reached = []
        for _ in range(12):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached.append(QApplication.focusWidget())
            if reached[-1] is panel.composer.entry:
                break
        assert reached[0] is first and reached[1:3] == first.chips and reached[-1] is panel.composer.entry
        assert set(reached[3:-1]) == {b for b in first.buttons.all() if b.isVisible()}
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Escape)
        assert panel.composer.entry.hasFocus()

    def test_undo_in_an_empty_entry_is_the_conversations(self, kit: Kit, panel: MusePanel) -> None:
        turn = answered(kit, "prompts", PROMPTS)
        kit.studio.muse.pin(turn.cards[0], True)
        entry = panel.composer.entry
        entry.setFocus()
        QTest.keyClicks(entry, "ab")
        QTest.keyClick(entry, Qt.Key.Key_Z, CONTROL)
        assert turn.cards[0].pinned and entry.toPlainText() != "ab"
        entry.take("")
        QTest.keyClick(entry, Qt.Key.Key_Z, CONTROL)
        assert not turn.cards[0].pinned

    def test_delete_removes_the_card_and_the_last_one_its_turn(self, kit: Kit, panel: MusePanel) -> None:
        first = answered(kit, "prompts", PROMPTS, "first")
        second = answered(kit, "prompts", PROMPTS[:2], "second")
        kept, gone = second.cards
        card = widget_of(kit, gone)
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Delete)
        kit.settle()
        assert second.cards == [kept] and widget_of(kit, kept).hasFocus()
        QTest.keyClick(widget_of(kit, kept), Qt.Key.Key_Delete)
        kit.settle()
        assert kit.studio.muse.turns == [first] and widget_of(kit, first.cards[-1]).hasFocus()
        for _ in range(2):
            QTest.keyClick(widget_of(kit, first.cards[-1]), Qt.Key.Key_Z, CONTROL)
        assert kit.studio.muse.turns == [first, second] and second.cards == [kept, gone]

    def test_shift_delete_removes_the_turn_of_the_card(self, kit: Kit, panel: MusePanel) -> None:
        first = answered(kit, "prompts", PROMPTS, "first")
        second = answered(kit, "prompts", PROMPTS, "second")
        card = widget_of(kit, second.cards[1])
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Delete, SHIFT)
        kit.settle()
        assert kit.studio.muse.turns == [first] and widget_of(kit, first.cards[-1]).hasFocus()
        QTest.keyClick(widget_of(kit, first.cards[-1]), Qt.Key.Key_Z, CONTROL)
        assert kit.studio.muse.turns == [first, second]

    def test_control_up_goes_to_the_answers_and_down_from_the_last_comes_back(self, kit: Kit, panel: MusePanel) -> None:
        turn = answered(kit, "prompts", PROMPTS[:2])
        panel.focus_line()
        QTest.keyClick(panel.composer.entry, Qt.Key.Key_Up, CONTROL)
        assert widget_of(kit, turn.cards[0]).hasFocus()
        QTest.keyClick(widget_of(kit, turn.cards[0]), Qt.Key.Key_Down)
        QTest.keyClick(widget_of(kit, turn.cards[1]), Qt.Key.Key_Down)
        assert panel.composer.entry.hasFocus()

    def test_the_empty_panel_shows_less_where_room_is_short(self, kit: Kit, panel: MusePanel) -> None:
        welcome = panel.welcome
        for height, glyph, samples in ((600, True, 3), (272, False, 3), (226, False, 2)):
            welcome.resize(330, height)
            kit.settle()
            assert welcome._glyph.isVisible() == glyph, height
            assert sum(s.isVisible() for s in welcome.samples) == samples
            assert welcome.verticalScrollBar().maximum() == 0

    def test_a_muse_that_lacks_something_says_so_and_leads_there(self, kit: Kit, panel: MusePanel) -> None:
        assert not panel._lack.isVisible()
        wanted: list[str] = []
        panel.setup_wanted.connect(wanted.append)
        kit.studio.muse.choose("server")
        kit.settle()
        assert panel._lack.isVisible() and "address" in panel._about.text()
        QTest.mouseClick(panel.setup, LEFT)
        assert wanted == ["server"]

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_its_menu_shows_the_keys_of_the_window(self, kit: Kit, panel: MusePanel) -> None:
        answered(kit, "prompts", PROMPTS)
        kit.studio.muse.pin(kit.studio.muse.cards[0], True)
        panel._keys_of = {"muse.undo": "Ctrl+Alt+Z", "muse.redo": "", "muse.audience": "Shift+F11"}.get
        said = [a.text() for a in panel.open_menu(panel.mapToGlobal(panel.rect().center())).actions()]
        assert said[:2] == ["Undo pin\tCtrl Alt Z", "Redo"]

    def test_only_pinned(self, kit: Kit, panel: MusePanel) -> None:
        first = answered(kit, "prompts", PROMPTS, "first")
        answered(kit, "prompts", PROMPTS, "second")
        QTest.mouseClick(panel.pinned, LEFT)
        kit.settle()
        assert panel.welcome.isVisible() and panel.welcome._title.text() == "Nothing is pinned"
        kit.studio.muse.pin(first.cards[0], True)
        kit.settle()
        panel.show_pinned(True)
        assert panel.conversation.isVisible() and panel.conversation.turns == [first]
        QTest.mouseClick(panel.pinned, LEFT)
        assert len(panel.conversation.turns) == 2


class TestHistory:
    @pytest.fixture
    def asked(self, kit: Kit, panel: MusePanel) -> MusePanel:
        for line in ("a heron in the reeds", "the last boat", "snow on the orchard"):
            answered(kit, "prompts", PROMPTS, line)
        return panel

    def test_it_is_searched_while_one_types_and_enter_reopens(self, kit: Kit, asked: MusePanel) -> None:
        kit.studio.muse.clear()
        assert asked.welcome.isVisible()
        QTest.keyClick(asked.composer.entry, Qt.Key.Key_F, CONTROL)
        kit.settle()
        page = asked.history
        assert page.isVisible() and page.field.hasFocus() and len(page.model.found) == 3
        QTest.keyClicks(page.field, "las")
        QTest.keyClick(page.field, Qt.Key.Key_Return)
        kit.settle()
        turn = kit.studio.muse.turns[-1]
        assert turn.line == "the last boat" and not page.isVisible() and view(kit, turn).cards

    def test_arrows_choose_and_delete_removes(self, kit: Kit, asked: MusePanel) -> None:
        kit.run("muse.search")
        kit.settle()
        page = asked.history
        QTest.keyClick(page.field, Qt.Key.Key_Down)
        assert page.list.currentIndex().row() == 1
        gone = page.model.found[1].line
        QTest.keyClick(page.field, Qt.Key.Key_Delete)
        kit.settle()
        assert gone not in [f.line for f in page.model.found] and len(page.model.found) == 2
        QTest.keyClick(page.field, Qt.Key.Key_Escape)
        kit.settle()
        assert asked.conversation.isVisible() and asked.composer.entry.hasFocus()

    def test_nothing_found_is_said(self, kit: Kit, asked: MusePanel) -> None:
        asked.open_history()
        asked.history.field.setText("zeppelin")
        asked.history.seek()
        assert asked.history._empty.isVisible() and asked.history._empty.title.text() == "Nothing found"

    def test_it_says_when_answers_are_not_kept(self, kit: Kit, panel: MusePanel) -> None:
        kit.studio.settings.set("muse_keep_history", False)
        panel.open_history()
        assert panel.history._empty.isVisible() and "are not kept" in panel.history._empty.hint.text()

    def test_who_holds_delete_down_empties_the_field_only(self, kit: Kit, asked: MusePanel) -> None:
        page = asked.history
        asked.open_history()
        page.field.setText("b")
        page.seek()
        assert "Del" not in page._hint.text()
        page.field.setCursorPosition(0)
        for _ in range(4):
            held = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", True)
            QApplication.sendEvent(page.field, held)
        page.seek()
        assert page.field.text() == "" and len(page.model.found) == 3 and "Del" in page._hint.text()

    @pytest.mark.parametrize("suffix", [".md", ".txt"])
    def test_export_writes_a_file(
        self, kit: Kit, asked: MusePanel, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / f"talk{suffix}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
        kit.run("muse.export")
        text = path.read_text("utf-8")
        assert "a heron in the reeds" in text and ("## " in text) == (suffix == ".md")

    def test_export_writes_over_nothing_unasked(
        self, kit: Kit, asked: MusePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "talk.txt").write_text("mine")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "talk"), "Text (*.txt)"))
        monkeypatch.setattr(ReplaceDialog, "exec", lambda _s: 0)
        kit.run("muse.export")
        assert (tmp_path / "talk.txt").read_text() == "mine" and not (tmp_path / "talk.md").exists()
        monkeypatch.setattr(ReplaceDialog, "exec", lambda _s: 1)
        kit.run("muse.export")
        assert (tmp_path / "talk.txt").read_text("utf-8").startswith("a heron in the reeds\n")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "talk.pdf"), ""))
        kit.run("muse.export")
        assert not (tmp_path / "talk.pdf").exists() and ".md or .txt" in kit.window.status.said

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_copies_and_clears(self, kit: Kit, asked: MusePanel) -> None:
        menu = asked.open_menu(asked.mapToGlobal(asked.rect().center()))
        actions = {a.text().split("\t")[0]: a for a in menu.actions()}
        actions["Copy the conversation"].trigger()
        assert "the last boat" in QGuiApplication.clipboard().text()
        actions["Keep a history"].trigger()
        assert kit.studio.settings["muse_keep_history"] is False
        actions["Clear the conversation"].trigger()
        assert not kit.studio.muse.turns
        menu.close()


def test_everything_has_a_name(kit: Kit, panel: MusePanel) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox

    answered(kit, "prompts", PROMPTS)
    answered(kit, "palette", [Variant("Rust.", (), (), ("#9a4a2a",))])
    kit.studio.muse.strike("ink wash", True)
    kit.settle()
    for widget in (*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)):
        if not widget.isHidden():
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


def test_forms_of_the_composer_are_those_of_the_catalogue(panel: MusePanel) -> None:
    combo = panel.composer.form
    assert [combo.itemData(k) for k in range(combo.count())] == [c.id for c in FORM.choices]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_turn(kit: Kit, panel: MusePanel) -> None:
    turn = answered(kit, "haiku", HAIKU)
    shown = view(kit, turn)
    QTest.mouseClick(shown.more, LEFT)
    menu = next(m for m in shown.findChildren(QMenu) if m.isVisible())
    actions = {a.text().split("\t")[0]: a for a in menu.actions()}
    actions["Write the line again"].trigger()
    assert panel.composer.entry.toPlainText() == LINE
    actions["Copy all answers"].trigger()
    assert QGuiApplication.clipboard().text() == HAIKU[0].text
    actions["Remove all of it"].trigger()
    menu.close()
    kit.settle()
    assert not kit.studio.muse.turns and panel.welcome.isVisible()


def test_both_themes_dress_the_panel_without_new_widgets(kit: Kit, panel: MusePanel) -> None:
    from studio.ui.theme import apply_theme

    turn = answered(kit, "prompts", PROMPTS)
    card = widget_of(kit, turn.cards[0])
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dark = card.grab().toImage().pixelColor(4, card.height() // 2).lightness()
    apply_theme(app, "light")
    kit.settle()
    light = card.grab().toImage().pixelColor(4, card.height() // 2).lightness()
    apply_theme(app, "dark")
    assert dark < 80 < 200 < light and widget_of(kit, turn.cards[0]) is card
