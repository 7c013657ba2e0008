from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QTextDocument, QWheelEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.core.words import Part
from studio.ui.muse.chips import PhraseChip
from studio.ui.parts import (
    AxisSlider,
    Badge,
    Elided,
    IconButton,
    Mark,
    PSlider,
    Scrub,
    Section,
    Segments,
    Thumb,
    keys_text,
)
from studio.ui.parts.labels import plain_tip
from studio.ui.parts.scrub import parse_number
from studio.ui.theme import apply_theme


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")


def shown(qtbot: QtBot, widget: QWidget, width: int = 200) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def drag(
    widget: QWidget, start: QPoint, by: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, modifier, start)
    for i in range(1, 11):
        QTest.mouseMove(widget, start + QPoint(by * i // 10, 0))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, modifier, start + QPoint(by, 0))


def wheel(widget: QWidget, notches: int) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(widget, event)


class TestScrub:
    def make(self, qtbot: QtBot, **options: object) -> Scrub:
        scrub = Scrub("Size", 0, 100, 20, step=1, unit="px", **options)  # type: ignore[arg-type]
        shown(qtbot, scrub)
        return scrub

    def test_drag_changes_and_commits_once(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        edits: list[float] = []
        commits: list[float] = []
        scrub.edited.connect(edits.append)
        scrub.committed.connect(commits.append)
        drag(scrub, QPoint(50, 14), 100)
        assert scrub.value() == 70
        assert edits == sorted(edits) and len(edits) > 3
        assert commits == [70]

    def test_a_click_types(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        QTest.mouseClick(scrub, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 14))
        entry = QApplication.focusWidget()
        assert entry is not None and entry is not scrub
        QTest.keyClicks(entry, "33 px")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert scrub.value() == 33

    def test_a_digit_starts_typing_and_escape_gives_up(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        scrub.setFocus()
        QTest.keyClick(scrub, Qt.Key.Key_7)
        entry = QApplication.focusWidget()
        assert entry is not None
        QTest.keyClick(entry, Qt.Key.Key_Escape)
        assert scrub.value() == 20 and QApplication.focusWidget() is scrub

    def test_typing_out_of_range_goes_to_the_end(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        scrub.start_typing("5000")
        entry = QApplication.focusWidget()
        assert entry is not None
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert scrub.value() == 100

    def test_keys(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        scrub.setFocus()
        QTest.keyClick(scrub, Qt.Key.Key_Right)
        QTest.keyClick(scrub, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        assert scrub.value() == 31
        with qtbot.waitSignal(scrub.committed):
            QTest.keyClick(scrub, Qt.Key.Key_End)
        assert scrub.value() == 100
        with qtbot.waitSignal(scrub.reset_wanted):
            QTest.keyClick(scrub, Qt.Key.Key_Delete)

    def test_the_wheel_needs_focus_unless_told_otherwise(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        scrub.clearFocus()
        wheel(scrub, 1)
        assert scrub.value() == 20
        free = Scrub("Flow", percent=True, wheel_on_hover=True)
        shown(qtbot, free)
        wheel(free, 1)
        assert free.value() == pytest.approx(0.01)

    def test_set_value_is_silent(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        scrub.edited.connect(lambda _v: pytest.fail("told"))
        scrub.set_value(40)
        assert scrub.value() == 40

    def test_percent_and_curve(self, qtbot: QtBot) -> None:
        scrub = Scrub("Opacity", value=0.64, percent=True)
        qtbot.addWidget(scrub)
        assert scrub.textFromValue(0.64) == "64 %"
        assert scrub.valueFromText("12,5 %") == pytest.approx(0.125)
        wide = Scrub("Size", 1, 1000, 1000, step=1, curve=3)
        qtbot.addWidget(wide)
        wide.set_value(126)
        assert wide.level() == pytest.approx(0.5, abs=0.01)

    def test_assistive_technology_sees_a_spin_box_with_real_values(self, qtbot: QtBot) -> None:
        scrub = self.make(qtbot)
        seen = QAccessible.queryAccessibleInterface(scrub)
        assert seen.role() == QAccessible.Role.SpinBox
        assert seen.text(QAccessible.Text.Name) == "Size"
        values = seen.valueInterface()
        assert float(values.currentValue()) == 20 and float(values.maximumValue()) == 100


class TestSlider:
    def make(self, qtbot: QtBot, **options: object) -> PSlider:
        slider = PSlider(-1.0, 1.0, 0.0, step=0.01, origin=0.0, name="Warmth", **options)  # type: ignore[arg-type]
        shown(qtbot, slider, 214)
        return slider

    def test_a_press_goes_there_and_release_commits(self, qtbot: QtBot) -> None:
        slider = self.make(qtbot)
        commits: list[float] = []
        slider.committed.connect(commits.append)
        drag(slider, QPoint(107, 10), 50)
        assert slider.real() == pytest.approx(0.5, abs=0.02)
        assert len(commits) == 1

    def test_keys_commit_when_they_are_let_go(self, qtbot: QtBot) -> None:
        slider = self.make(qtbot)
        slider.setFocus()
        with qtbot.waitSignal(slider.committed):
            QTest.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert slider.real() == pytest.approx(0.1)
        QTest.keyClick(slider, Qt.Key.Key_Home)
        assert slider.real() == -1.0

    def test_an_unfocused_slider_lets_the_panel_scroll(self, qtbot: QtBot) -> None:
        slider = self.make(qtbot)
        slider.clearFocus()
        wheel(slider, 1)
        assert slider.real() == 0
        slider.setFocus()
        with qtbot.waitSignal(slider.committed):
            wheel(slider, 1)
        assert slider.real() == pytest.approx(0.01)

    def test_a_double_click_resets(self, qtbot: QtBot) -> None:
        slider = self.make(qtbot)
        with qtbot.waitSignal(slider.reset_wanted):
            QTest.mouseDClick(slider, Qt.MouseButton.LeftButton)

    def test_axis_pictures_lie_at_their_values(self, qtbot: QtBot) -> None:
        axis = AxisSlider(-3, 3, 0, [Mark(-2, "−2σ"), Mark(0, "0"), Mark(2, "+2σ")], origin=0)
        shown(qtbot, axis, 316)
        red = QImage(64, 64, QImage.Format.Format_RGB32)
        red.fill(Qt.GlobalColor.red)
        axis.set_pictures({2: red})
        grabbed = axis.grab().toImage()
        assert grabbed.pixelColor(round(axis.x_of(2)), 20).red() > 240
        assert grabbed.pixelColor(round(axis.x_of(-2)), 20).red() < 60


class TestThumb:
    def test_click_chooses_and_enter_or_double_click_activates(self, qtbot: QtBot) -> None:
        thumb = Thumb(64, name="One")
        shown(qtbot, thumb, 64)
        with qtbot.waitSignal(thumb.clicked):
            QTest.mouseClick(thumb, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(thumb.activated):
            QTest.mouseDClick(thumb, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(thumb.activated):
            QTest.keyClick(thumb, Qt.Key.Key_Return)

    def test_states_look_different(self, qtbot: QtBot) -> None:
        thumb = Thumb(64, text="9")
        shown(qtbot, thumb, 64)
        waiting = thumb.grab().toImage()
        green = QImage(64, 64, QImage.Format.Format_RGB32)
        green.fill(Qt.GlobalColor.green)
        thumb.set_progress(0.5, green)
        running = thumb.grab().toImage()
        thumb.set_image(green)
        done = thumb.grab().toImage()
        assert waiting != running != done
        assert done.pixelColor(32, 32).green() > 240 > running.pixelColor(20, 60).green()

    def test_a_selected_picture_has_a_gap_to_its_ring(self, qtbot: QtBot) -> None:
        thumb = Thumb(64)
        shown(qtbot, thumb, 64)
        blue = QImage(64, 64, QImage.Format.Format_RGB32)
        blue.fill(Qt.GlobalColor.blue)
        thumb.set_image(blue)
        thumb.set_selected(True)
        thumb.clearFocus()
        image = thumb.grab().toImage()
        assert image.pixelColor(32, 3).blue() < 100 < image.pixelColor(32, 8).blue()
        assert image.pixelColor(32, 0).lightness() > 200


def test_a_checked_icon_button_is_shown_in_full_ink(qtbot: QtBot) -> None:
    button = IconButton(
        "lock-open", "Lock", token="text2", checkable=True, checked_glyph="lock-fill", shortcut="Ctrl+L"
    )
    qtbot.addWidget(button)
    assert button.accessibleName() == "Lock" and button.toolTip() == "Lock  Ctrl L"
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    before = button.icon().pixmap(16, 16).toImage()
    button.setChecked(True)
    assert button.icon().pixmap(16, 16).toImage() != before


def test_segments_tell_only_what_the_artist_picks(qtbot: QtBot) -> None:
    segments = Segments([("a", "Coarse"), ("b", "Fine")], "a", name="Grain")
    shown(qtbot, segments)
    chosen: list[str] = []
    segments.chosen.connect(chosen.append)
    segments.set_chosen("b")
    assert segments.current() == "b" and chosen == []


def test_a_section_folds(qtbot: QtBot) -> None:
    section = Section("Light")
    inner = IconButton("plus", "Add")
    section.body.addWidget(inner)
    shown(qtbot, section)
    assert inner.isVisible()
    with qtbot.waitSignal(section.folded):
        section.set_open(False)
    assert not inner.isVisible()


def test_elided_text_is_its_own_tooltip_only_when_cut(qtbot: QtBot) -> None:
    text = Elided("A long name of a layer that nobody can read in full")
    shown(qtbot, text, 60)
    assert text.toolTip() == text.text()
    text.resize(900, 20)
    QApplication.processEvents()
    assert text.toolTip() == ""


def test_a_compact_badge_keeps_its_word_in_the_tooltip(qtbot: QtBot) -> None:
    badge = Badge("generated")
    qtbot.addWidget(badge)
    wide = badge.width()
    badge.set_compact(True)
    assert badge.width() < wide and "Generated" in badge.toolTip()


@pytest.mark.parametrize(
    ("text", "number"), [("52 px", 52), ("−0,5", -0.5), ("1.5×", 1.5), ("", None), ("px", None), ("1e999", None)]
)
def test_parse_number(text: str, number: float | None) -> None:
    found = parse_number(text)
    assert found == number or (text == "1e999" and found == 1999)


def test_keys_are_written_as_on_the_caps() -> None:
    assert keys_text("Ctrl+Shift+Y") == "Ctrl Shift Y"
    assert keys_text("Ctrl++") == "Ctrl +"
    assert keys_text("") == ""


class TestTips:
    @pytest.mark.parametrize(
        "text",
        ["Mood: <img src='file:///tmp/a.png'>\nClick to keep it", "a < b & c > d", "<b>low</b> sun", "plain & simple"],
    )
    def test_words_of_others_are_never_read_as_html(self, text: str) -> None:
        tip = plain_tip(text)
        assert "<img" not in tip and "<b>" not in tip
        if GuiQt.mightBeRichText(tip):
            document = QTextDocument()
            document.setHtml(tip)
            assert document.toPlainText() == text
        else:
            assert tip == text

    def test_a_chip_and_a_button_name_no_file_to_open(self, qtbot: QtBot) -> None:
        picture = "<img src='file:///tmp/a.png'>"
        chip, button, shown = PhraseChip(Part(picture, "mood", picture)), IconButton("x", f"Remove {picture}"), Elided()
        shown.setToolTip(picture)
        for widget in (chip, button, shown):
            qtbot.addWidget(widget)
            assert "img" in widget.toolTip() and "<img" not in widget.toolTip()
