"""Cards of the muse: what each form looks like, and what is done with words, phrases, colors and guides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from talk_kit import LINE, PROMPTS, answered, widget_of

from studio.core.words import Part, Variant
from studio.session.guides import MIME as GUIDES
from studio.session.lettering import MIME, unpacked
from studio.ui.muse import card as card_module
from studio.ui.muse.bodies import GuidesBody, LabelBody, NotesBody, NumberedBody, PaletteBody
from studio.ui.muse.card_drag import words_of
from studio.ui.muse.card_menu import open_phrase_menu
from studio.ui.muse.phrases import phrase_of
from studio.ui.muse.words import Run, WordFlow
from studio.ui.parts.slider import PSlider
from studio.ui.pictures import take_mime

if TYPE_CHECKING:
    from shell_kit import Kit

    from studio.ui.muse.card import MuseCard

    Make = Callable[..., Kit]

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kit(make: Make) -> Kit:
    made = make()
    made.studio.files.new(96, 80)
    made.settle()
    made.desk.show_panel("muse")
    made.settle()
    return made


@pytest.fixture
def cards(kit: Kit) -> list[MuseCard]:
    turn = answered(kit, "prompts", PROMPTS)
    return [widget_of(kit, card) for card in turn.cards]


def open_menu(owner: MuseCard) -> dict[str, object]:
    menu = next(m for m in owner.findChildren(QMenu) if m.isVisible())
    return {a.text().split("\t")[0]: a for a in menu.actions()}


class TestPhrases:
    def test_the_artists_words_are_pale_and_the_differences_in_full_ink(self, cards: list[MuseCard]) -> None:
        runs = cards[0].words.runs
        assert "".join(r.text for r in runs) == PROMPTS[0].text
        assert runs[0].text == LINE and runs[0].token == "text2" and runs[0].phrase == -1
        assert [(r.text, r.token) for r in runs if r.phrase >= 0] == [
            ("in low amber light", "text"), ("late autumn", "text"),
        ]  # fmt: skip

    def test_each_run_is_drawn_in_its_own_ink(self, kit: Kit) -> None:
        words = WordFlow(20)
        words.set_runs([Run("nnnn", token=t) for t in ("text2", "text", "disabled", "text", "text2")])
        words.setParent(kit.panels.muse)
        words.resize(400, 30)
        image = words.grab().toImage()
        bright = [max(image.pixelColor(x, y).lightness() for y in range(image.height())) for x in range(image.width())]
        step = words.runs_width() / 5
        seen = [max(bright[round(k * step) + 3 : round((k + 1) * step) - 3]) for k in range(5)]
        assert abs(seen[0] - seen[4]) < 6 and abs(seen[1] - seen[3]) < 6, seen
        assert seen[2] + 20 < seen[0] and seen[0] + 20 < seen[1], "disabled, pale, full ink"
        words.setParent(None)

    def test_a_chip_for_each_phrase_says_its_axis(self, cards: list[MuseCard]) -> None:
        chips = cards[0].chips
        assert [c.title for c in chips] == ["Low sun", "Autumn"]
        assert chips[0].toolTip().startswith("Light: Low sun") and chips[1].accessibleName() == "Autumn, season"

    def test_a_click_keeps_a_phrase_in_all_cards(self, kit: Kit, cards: list[MuseCard]) -> None:
        chip = cards[0].chips[0]
        narrow = chip.sizeHint().width()
        QTest.mouseClick(chip, LEFT)
        assert [phrase_of(p) for p in kit.studio.muse.locked] == ["in low amber light"]
        assert chip.locked and chip.sizeHint().width() > narrow and "locked" in chip.accessibleName()
        assert next(r for r in cards[0].words.runs if r.phrase == 0).weight > 400
        QTest.mouseClick(chip, LEFT)
        assert not kit.studio.muse.locked and not chip.locked

    def test_alt_click_strikes_out_and_a_click_lets_back_in(self, kit: Kit, cards: list[MuseCard]) -> None:
        chip = cards[2].chips[1]
        QTest.mouseClick(chip, LEFT, ALT)
        assert kit.studio.muse.struck == ("ink wash",) and chip.struck
        assert next(r for r in cards[2].words.runs if r.text == "ink wash").token == "disabled"
        QTest.mouseClick(chip, LEFT)
        assert not kit.studio.muse.struck and not chip.struck

    def test_the_wheel_weighs_only_with_a_key_held(self, kit: Kit, cards: list[MuseCard]) -> None:
        chip = cards[1].chips[0]

        def wheel(notches: int, held: Qt.KeyboardModifier) -> bool:
            middle = QPointF(chip.rect().center())
            event = QWheelEvent(
                middle, chip.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, held,
                Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(chip, event)
            return event.isAccepted()

        assert not wheel(1, Qt.KeyboardModifier.NoModifier) and not kit.studio.muse.weights
        for _ in range(4):
            assert wheel(1, CONTROL)
        assert kit.studio.muse.weights == {"under a burning sky": 1.4} and chip.weight == 1.4
        for _ in range(30):
            wheel(-1, CONTROL)
        assert kit.studio.muse.weights == {"under a burning sky": 0.2}

    def test_keys_of_a_chip(self, kit: Kit, cards: list[MuseCard]) -> None:
        chip = cards[0].chips[1]
        cards[0].setFocus()
        chip.setFocus()
        QTest.keyClick(chip, Qt.Key.Key_Return)
        assert chip.locked
        QTest.keyClick(chip, Qt.Key.Key_Up, CONTROL)
        assert chip.weight == 1.1
        QTest.keyClick(chip, Qt.Key.Key_Delete)
        assert chip.struck and not chip.locked and not kit.studio.muse.weights

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_of_a_phrase_has_a_slider_for_its_weight(self, kit: Kit, cards: list[MuseCard]) -> None:
        part = cards[1].chips[1].part
        menu = open_phrase_menu(cards[1], kit.studio, part, QPoint(40, 40))
        slider = menu.findChild(PSlider)
        assert isinstance(slider, PSlider)
        slider.edited.emit(1.6)
        assert kit.studio.muse.weights == {"oil in thick strokes": 1.6}
        slider.reset_wanted.emit()
        assert not kit.studio.muse.weights and slider.real() == pytest.approx(1.0, abs=0.01)
        next(a for a in menu.actions() if a.text() == "Strike out").trigger()
        assert kit.studio.muse.struck == ("oil in thick strokes",)
        menu.close()

    def test_a_pointed_chip_underlines_its_words(self, cards: list[MuseCard]) -> None:
        words = cards[0].words
        place = QPointF(6, words.line_height / 2)
        assert words.phrase_at(place) == -1, "the artist's own words are no phrase"
        seen = {words.phrase_at(QPointF(x, y)) for x in range(0, words.width(), 4) for y in range(2, words.height(), 6)}
        assert seen == {-1, 0, 1}

    def test_an_edited_text_loses_the_chips_of_what_is_gone(self, kit: Kit, cards: list[MuseCard]) -> None:
        kit.studio.muse.edit(cards[0].card, f"{LINE}, late autumn, and a dog")
        assert [c.title for c in cards[0].chips if not c.isHidden()] == ["Autumn"]
        assert len(cards[0].words.runs) == 1


class TestVerbs:
    def test_letters_do_what_the_buttons_do(self, kit: Kit, cards: list[MuseCard]) -> None:
        card = cards[1]
        card.setFocus()
        for key, name in ((Qt.Key.Key_L, "locked"), (Qt.Key.Key_P, "pinned")):
            QTest.keyClick(card, key)
            assert getattr(card.card, name)
            QTest.keyClick(card, key)
            assert not getattr(card.card, name)
        QTest.keyClick(card, Qt.Key.Key_Plus)
        assert card.card.vote == 1 and card.buttons["like"].isChecked() and kit.studio.muse.liked
        QTest.keyClick(card, Qt.Key.Key_Minus)
        assert card.card.vote == -1 and not card.buttons["like"].isChecked() and not kit.studio.muse.liked
        QTest.keyClick(card, Qt.Key.Key_Minus)
        assert card.card.vote == 0 and not kit.studio.muse.disliked
        QTest.keyClick(card, Qt.Key.Key_C)
        assert QGuiApplication.clipboard().text() == PROMPTS[1].text

    def test_a_letter_on_a_card_is_no_tool_of_the_canvas(self, kit: Kit, cards: list[MuseCard]) -> None:
        before = kit.studio.tools.tool
        cards[0].setFocus()
        QTest.keyClick(cards[0], Qt.Key.Key_E)
        assert cards[0].field is not None and kit.studio.tools.tool == before

    def test_enter_paints_and_the_picture_stands_on_the_card(self, kit: Kit, cards: list[MuseCard]) -> None:
        card = cards[0]
        before = card.heightForWidth(card.width())
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Return)
        kit.work()
        assert card.card.thumb is not None and card._thumb is not None and card._thumb.isVisible()
        current = kit.studio.contact.current
        assert current is not None and current.text == PROMPTS[0].text
        assert card.height() == card.heightForWidth(card.width()) != before

    def test_arrows_go_from_card_to_card_and_tab_through_one_only(self, kit: Kit, cards: list[MuseCard]) -> None:
        cards[0].setFocus()
        QTest.keyClick(cards[0], Qt.Key.Key_Down)
        assert cards[1].hasFocus() and kit.panels.muse.conversation.current is cards[1]
        QTest.keyClick(cards[1], Qt.Key.Key_Up)
        QTest.keyClick(cards[0], Qt.Key.Key_Up)
        assert cards[0].hasFocus()
        stops = [c.buttons["like"].focusPolicy() for c in cards]
        none = Qt.FocusPolicy.NoFocus
        assert stops[0] == Qt.FocusPolicy.TabFocus and stops[1:] == [none, none]

    @pytest.mark.qt_log_ignore("This plugin does not support")
    def test_the_menu_of_a_card(self, kit: Kit, cards: list[MuseCard]) -> None:
        card = cards[2]
        QTest.mouseClick(card.buttons["more"], LEFT)
        actions = open_menu(card)
        assert {"Paint", "Edit words", "Copy", "Use as my line", "Pin", "More like this"} <= set(actions)
        assert "Back to how it came" not in actions
        actions["Use as my line"].trigger()  # type: ignore[attr-defined]
        assert kit.studio.create.text == PROMPTS[2].text
        kit.studio.muse.edit(card.card, "other words")
        card.open_menu(QPoint(20, 20))
        menus = [m for m in card.findChildren(QMenu) if m.isVisible()]
        next(a for a in menus[-1].actions() if a.text() == "Back to how it came").trigger()
        assert card.card.text == PROMPTS[2].text
        for menu in menus:
            menu.close()

    def test_editing_grows_with_the_text_and_leaving_takes_it(self, kit: Kit, cards: list[MuseCard]) -> None:
        card = cards[0]
        QTest.keyClick(card, Qt.Key.Key_F2)
        assert card.field is not None and card.field.hasFocus() and not card.body.isVisible()
        low = card.heightForWidth(card.width())
        card.field.setPlainText("a line that goes on and on " * 12)
        kit.settle()
        assert card.height() == card.heightForWidth(card.width()) > low
        QTest.keyClick(card.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert card.field is not None, "Shift and Return break the line"
        kit.panels.muse.composer.entry.setFocus()
        kit.settle()
        assert card.field is None and card.card.text.startswith("a line that goes on") and card.card.edited

    def test_a_dragged_card_carries_its_words_and_where_they_come_from(self, cards: list[MuseCard]) -> None:
        data = words_of(cards[0].card)
        assert data.text() == PROMPTS[0].text
        assert unpacked(bytes(data.data(MIME).data())) == (PROMPTS[0].text, f"muse:{cards[0].card.turn.muse}")  # type: ignore[union-attr]

    def test_a_dragged_composition_becomes_lines_over_the_canvas(self, kit: Kit) -> None:
        turn = answered(kit, "composition", [Variant("The lamp on the upper right crossing.", guides="thirds")])
        data = words_of(turn.cards[0])
        assert data.text() and not data.hasFormat(MIME), "for text fields it is words still"
        layers = len(kit.studio.require_document().layers)
        assert take_mime(kit.studio, data, at=(100, 100))
        assert kit.studio.guides.current is not None and kit.studio.guides.current.id == "thirds"
        assert len(kit.studio.require_document().layers) == layers
        data.setData(GUIDES, b"../../etc/passwd")
        assert not take_mime(kit.studio, data) and kit.studio.guides.current.id == "thirds"

    def test_dragging_begins_after_a_few_px_only(self, cards: list[MuseCard], monkeypatch: pytest.MonkeyPatch) -> None:
        begun: list[QPoint] = []
        monkeypatch.setattr(card_module, "drag", lambda _widget, _card, start: begun.append(start))
        QTest.mousePress(cards[0], LEFT, pos=QPoint(30, 8))
        QTest.mouseMove(cards[0], QPoint(31, 8))
        assert not begun and cards[0].hasFocus()
        QTest.mouseMove(cards[0], QPoint(80, 30))
        assert begun == [QPoint(30, 8)]
        QTest.mouseRelease(cards[0], LEFT, pos=QPoint(80, 30))


class TestForms:
    def one(self, kit: Kit, form: str, variant: Variant) -> MuseCard:
        return widget_of(kit, answered(kit, form, [variant]).cards[0])

    def test_verse_keeps_its_lines(self, kit: Kit) -> None:
        card = self.one(kit, "haiku", Variant("Snow on the old boughs\nno one picked the last fruit\nsmoke"))
        assert card.words.heightForWidth(300) == pytest.approx(3 * card.words.line_height, abs=1)
        assert card.words.heightForWidth(60) > 4 * card.words.line_height

    def test_scenes_are_numbered_and_have_a_place_for_their_pictures(self, kit: Kit) -> None:
        turn = answered(kit, "scenes", [Variant("A harbor at dusk"), Variant("Far out a lamp")])
        second = widget_of(kit, turn.cards[1])
        assert isinstance(second.body, NumberedBody) and second.body._number.text() == "Scene 2"
        assert second._thumb is not None and second._thumb.isVisible()
        view = kit.panels.muse.conversation.view_of(turn)
        assert view is not None and view.paint_all.isVisible()
        QTest.mouseClick(view.paint_all, LEFT)
        kit.work()
        assert [c.label for c in kit.studio.contact] == ["Scene 1", "Scene 2"]
        assert all(c.thumb is not None for c in turn.cards)

    def test_notes_have_facts_and_a_comment(self, kit: Kit) -> None:
        comment = "The sail does all the work."
        parts = (
            Part("Facts\n"), Part("Size: 96 × 80 px.", "facts", "Size"), Part("\nColors: rust.", "facts", "Colors"),
            Part("\n\nComment\n"), Part(comment, "comment", "Comment"),
        )  # fmt: skip
        card = self.one(kit, "notes", Variant("".join(p.text for p in parts), parts=parts))
        assert isinstance(card.body, NotesBody)
        assert card.body.words.text == "Size: 96 × 80 px.\nColors: rust."
        assert card.body.comment.text == comment and card.body.comment.isVisible()
        assert [r.text for r in card.body.words.runs if r.weight > 400] == ["Size", "\nColors"]
        plain = self.one(kit, "notes", Variant("Only a remark."))
        assert isinstance(plain.body, NotesBody) and not plain.body.comment.isVisible()
        assert plain.words.text == "Only a remark."

    def test_real_notes_of_the_real_picture(self, kit: Kit) -> None:
        pixels = np.zeros((80, 96, 4), np.uint8)
        pixels[:40], pixels[40:] = (90, 120, 170, 255), (60, 70, 50, 255)
        kit.studio.place_pixels(pixels, "Lake")
        turn = kit.studio.muse.ask("", "notes")
        kit.work()
        card = widget_of(kit, turn.cards[0])
        assert isinstance(card.body, NotesBody) and "96 × 80" in card.words.text and card.body.comment.text
        label = kit.studio.muse.ask("", "label")
        kit.work()
        body = widget_of(kit, label.cards[0]).body
        assert isinstance(body, LabelBody) and body.words.runs[0].weight > 400 and body.comment.isVisible()

    def test_a_palette_goes_into_the_swatches(self, kit: Kit) -> None:
        names = (("color", "slate"), ("color", "rust"))
        card = self.one(kit, "palette", Variant("Wet slate and rust.", names, (), ("#3b4450", "#9a4a2a")))
        assert isinstance(card.body, PaletteBody) and card.body.strip.colors == ("#3b4450", "#9a4a2a")
        assert card.body.strip.accessibleName() == "Palette: slate, #3B4450, rust, #9A4A2A"
        assert card.action is not None
        QTest.mouseClick(card.action, LEFT)
        held = kit.studio.colors.palettes[0].colors
        assert (0x9A, 0x4A, 0x2A) in held
        QTest.keyClick(card, Qt.Key.Key_C)
        assert QGuiApplication.clipboard().text().endswith("#3b4450\n#9a4a2a")

    def test_a_composition_is_drawn_and_shown_on_the_canvas(self, kit: Kit) -> None:
        card = self.one(kit, "composition", Variant("The lamp on the upper right crossing.", guides="thirds"))
        assert isinstance(card.body, GuidesBody) and card.body._title.text() == "Thirds"
        assert card.action is not None
        QTest.mouseClick(card.action, LEFT)
        assert kit.studio.guides.current is not None and kit.studio.guides.current.id == "thirds"

    def test_what_could_not_be_read_is_marked_as_it_came(self, kit: Kit) -> None:
        card = self.one(kit, "prompts", Variant("Sure! Here are five: 1) 2)", raw=True))
        assert card._raw is not None and card._raw.isVisible() and not card.paintable and "paint" not in card.buttons

    def test_weights_are_not_written_out(self, kit: Kit) -> None:
        parts = (Part(LINE), Part(", "), Part("(fierce wind:1.4)", "weather", "Fierce wind"))
        card = self.one(kit, "prompts", Variant("".join(p.text for p in parts), parts=parts))
        assert card.words.text == f"{LINE}, fierce wind" and phrase_of(card.chips[0].part) == "fierce wind"

    @pytest.mark.parametrize("text", ["قارب على بحيرة هادئة", "湖上的帆船，黄昏的低光", "𝓐 sail 🚣🏽 é"])
    def test_other_writings_are_set_whole(self, kit: Kit, text: str) -> None:
        card = self.one(kit, "titles", Variant(text))
        assert card.words.text == text and card.words.heightForWidth(240) >= card.words.line_height - 1
        image = card.words.grab().toImage().convertToFormat(card.words.grab().toImage().Format.Format_Grayscale8)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        ink = np.nonzero(rows[:, : image.width()].max(axis=0) > 150)[0]
        assert len(ink), "something is drawn"
        if text.startswith("ق"):
            assert ink.max() > image.width() - 16, "it begins at the right"
        else:
            assert ink.min() < 16

    def test_a_very_long_answer_is_as_high_as_its_text(self, kit: Kit) -> None:
        card = self.one(kit, "story", Variant("He had painted the lake every morning. " * 400))
        assert card.height() == card.heightForWidth(card.width()) > 3000
