from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QSpinBox, QTextBrowser
from pytestqt.qtbot import QtBot

from studio.commands.shortcuts import Shortcuts
from studio.commands.table import COMMANDS
from studio.core.settings import SETTINGS, Settings
from studio.ui.dialogs.about import PARTS, AboutDialog
from studio.ui.dialogs.ask import NameDialog, RecoverDialog, Unsaved, UnsavedDialog
from studio.ui.dialogs.new_document import NewDocumentDialog
from studio.ui.dialogs.settings import SettingsDialog
from studio.ui.dialogs.shortcuts import KeyButton, ShortcutsDialog
from studio.ui.theme import apply_theme


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


def opened(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


class TestUnsaved:
    @pytest.mark.parametrize(
        ("button", "answer"), [("Save", Unsaved.SAVE), ("Discard", Unsaved.DISCARD), ("Cancel", Unsaved.CANCEL)]
    )
    def test_answers(self, qtbot: QtBot, button: str, answer: Unsaved) -> None:
        dialog = UnsavedDialog(None, "Lake")
        opened(qtbot, dialog)
        press(dialog, button)
        assert dialog.answer is answer and not dialog.isVisible()

    def test_enter_saves_and_escape_cancels(self, qtbot: QtBot) -> None:
        dialog = UnsavedDialog(None, "Lake")
        opened(qtbot, dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.answer is Unsaved.SAVE
        dialog = UnsavedDialog(None, "Lake")
        opened(qtbot, dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.answer is Unsaved.CANCEL


def test_a_name_is_never_empty(qtbot: QtBot) -> None:
    dialog = NameDialog(None, "Rename layer", "Name", "Sky")
    opened(qtbot, dialog)
    assert dialog.field.hasFocus() and dialog.field.selectedText() == "Sky"
    dialog.field.setText("   ")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.field.setText(" Sea ")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible() and dialog.text == "Sea"


def test_recovery_is_kept_unless_discarded(qtbot: QtBot) -> None:
    for button, discarded, result in (("Later", False, 0), ("Discard", True, 0), ("Recover", False, 1)):
        dialog = RecoverDialog(None, ["Lake", "Sketch"])
        opened(qtbot, dialog)
        press(dialog, button)
        assert (dialog.discarded, dialog.result()) == (discarded, result)


def test_a_new_picture_has_presets_and_can_be_turned(qtbot: QtBot) -> None:
    dialog = NewDocumentDialog(None, 1024, 1024)
    opened(qtbot, dialog)
    assert next(b for b in dialog.findChildren(QPushButton) if b.text() == "Square").isChecked()
    press(dialog, "Portrait")
    assert dialog.size_px == (1024, 1536)
    dialog._set(1536, 1024)
    assert next(b for b in dialog.findChildren(QPushButton) if b.text() == "Landscape").isChecked()
    press(dialog, "Transparent")
    assert dialog.ground == "transparent"


class TestSettings:
    def test_every_setting_that_is_not_state_has_a_control(self, qtbot: QtBot, settings: Settings) -> None:
        dialog = SettingsDialog(None, settings)
        opened(qtbot, dialog)
        assert set(dialog._setters) == {s.id for s in SETTINGS if s.kind != "state"}

    def test_a_change_is_in_force_at_once_and_kept(self, qtbot: QtBot, settings: Settings) -> None:
        dialog = SettingsDialog(None, settings)
        opened(qtbot, dialog)
        told: list[str] = []
        settings.changed.connect(told.append)
        press(dialog, "Light")
        assert settings["theme"] == "light" and told == ["theme"]
        press(dialog, "Done")
        assert Settings(settings.path)["theme"] == "light"

    def test_reset(self, qtbot: QtBot, settings: Settings) -> None:
        settings.set("new_width", 2048)
        dialog = SettingsDialog(None, settings)
        opened(qtbot, dialog)
        reset = dialog._resets["new_width"]
        assert reset.isEnabled() and not dialog._resets["new_height"].isEnabled()
        reset.click()
        field = next(f for f in dialog.findChildren(QSpinBox) if f.accessibleName() == "Width of a new picture")
        assert settings["new_width"] == 1024 == field.value() and not reset.isEnabled()


class TestShortcuts:
    def test_pressing_keys_assigns_them(self, qtbot: QtBot, settings: Settings) -> None:
        shortcuts = Shortcuts(COMMANDS, settings)
        dialog = ShortcutsDialog(None, COMMANDS, shortcuts)
        opened(qtbot, dialog)
        button = next(r.button for r in dialog._rows if r.command.id == "layer.new")
        button.listen()
        QTest.keyClick(button, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert shortcuts.first("layer.new") == "Ctrl+S" and shortcuts.first("file.save") == ""
        assert "Save" in dialog._note.text() and button.text() == "Ctrl S"

    def test_backspace_takes_a_shortcut_away_and_escape_gives_up(self, qtbot: QtBot, settings: Settings) -> None:
        shortcuts = Shortcuts(COMMANDS, settings)
        dialog = ShortcutsDialog(None, COMMANDS, shortcuts)
        opened(qtbot, dialog)
        button = next(r.button for r in dialog._rows if r.command.id == "file.save")
        button.listen()
        QTest.keyClick(button, Qt.Key.Key_Escape)
        assert shortcuts.first("file.save") == "Ctrl+S" and dialog.isVisible()
        button.listen()
        QTest.keyClick(button, Qt.Key.Key_Backspace)
        assert shortcuts.first("file.save") == "" and button.text() == "None"

    def test_search_finds_by_name_and_by_key(self, qtbot: QtBot, settings: Settings) -> None:
        dialog = ShortcutsDialog(None, COMMANDS, Shortcuts(COMMANDS, settings))
        opened(qtbot, dialog)
        dialog._find.setText("merge down")
        assert [r.command.id for r in dialog._rows if r.isVisible()] == ["layer.merge_down"]
        dialog._find.setText("ctrl k")
        assert "help.palette" in [r.command.id for r in dialog._rows if r.isVisible()]

    def test_a_listening_button_that_loses_the_focus_gives_up(self, qtbot: QtBot) -> None:
        button = KeyButton("Save")
        qtbot.addWidget(button)
        button.show_keys("Ctrl+S")
        button.show()
        button.activateWindow()
        qtbot.waitUntil(button.isActiveWindow)
        button.listen()
        button.clearFocus()
        assert button.text() == "Ctrl S" and not button.listening


def test_about_names_every_part_with_its_license(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    opened(qtbot, dialog)
    pages = " ".join(b.toPlainText() for b in dialog.findChildren(QTextBrowser))
    assert all(license_ in pages for _n, _w, license_ in PARTS) and "Inter" in pages
    assert "Apache License" in pages
