"""The dialogs of language models under mouse and keys: the server, with a real one behind it, and the instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from language_kit import LanguageServer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from server_kit import answering, off_after  # noqa: F401
from shell_kit import Kit

from studio.art.muse.catalog import FORM, MUSES
from studio.art.muse.owned.servers import OFF, USUAL, Server
from studio.ui.dialogs.muse_instructions import MuseInstructionsDialog
from studio.ui.dialogs.muse_server import MuseServerDialog


@pytest.fixture
def kit(make: Callable[..., Kit], monkeypatch: pytest.MonkeyPatch) -> Kit:
    for name in USUAL:
        monkeypatch.setitem(USUAL, name, "http://127.0.0.1:1")  # no one's server may answer here
    return make()


def opened(qtbot: QtBot, dialog: Any) -> Any:
    qtbot.addWidget(dialog)
    dialog.setModal(False)
    dialog.show()
    return dialog


def words(widget: QWidget) -> str:
    return "\n".join(x.text() for x in widget.findChildren(QLabel) if x.isVisibleTo(widget) and x.text())


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


class TestServer:
    @pytest.fixture
    def dialog(self, kit: Kit, qtbot: QtBot) -> Iterator[MuseServerDialog]:
        made = opened(qtbot, MuseServerDialog(kit.window, kit.studio))
        yield made
        made.close()

    def write(self, dialog: MuseServerDialog, address: str) -> None:
        field = dialog._address
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, address)
        QTest.keyClick(field, Qt.Key.Key_Tab)

    def test_it_is_off_until_it_is_set(self, dialog: MuseServerDialog, kit: Kit) -> None:
        assert dialog.draft.kind == OFF and not dialog._address.isVisible()
        assert "Words stay in this program." in words(dialog)
        button(dialog, "Save").click()
        assert kit.studio.muse_server.server == Server() and MUSES.get("server").needs

    def test_set_tried_and_saved(self, dialog: MuseServerDialog, kit: Kit, ok: LanguageServer) -> None:
        button(dialog, "Ollama").click()
        self.write(dialog, ok.address)
        kit.settle()
        names = [dialog._model.itemText(i) for i in range(dialog._model.count())]
        assert names == ["large:7b", "small:1b"] and dialog.draft.model == "large:7b" and "2 models" in words(dialog)
        dialog._model.setCurrentText("small:1b")
        button(dialog, "Try it").click()
        kit.settle()
        assert "an old boat at dusk" in words(dialog) and ok.asked[-1]["body"]["model"] == "small:1b"
        for label in dialog.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        button(dialog, "Save").click()
        assert kit.studio.muse_server.server == Server("ollama", ok.address, "small:1b")
        assert MUSES.get("server").title == "small:1b" and not dialog.isVisible()

    def test_a_server_that_is_down_is_told_and_may_be_saved(self, dialog: MuseServerDialog, kit: Kit) -> None:
        button(dialog, "OpenAI protocol").click()
        kit.settle()
        assert "Nothing answers at http://127.0.0.1:1" in words(dialog)
        dialog._model.setCurrentText("small")
        button(dialog, "Save").click()
        assert kit.studio.muse_server.server.kind == "openai"

    def test_another_computer_must_be_confirmed(self, dialog: MuseServerDialog, kit: Kit) -> None:
        button(dialog, "Ollama").click()
        self.write(dialog, "192.0.2.7:11434")
        assert "192.0.2.7 is not this computer: nothing is sent before you confirm it." in words(dialog)
        dialog._model.setCurrentText("small")
        assert not button(dialog, "Save").isEnabled() and not button(dialog, "Try it").isEnabled()
        assert not dialog._find.isEnabled()
        dialog._elsewhere.click()
        assert "Words go to 192.0.2.7, which is not this computer." in words(dialog)
        assert button(dialog, "Save").isEnabled()
        self.write(dialog, "192.0.2.8:11434")
        assert not button(dialog, "Save").isEnabled() and "192.0.2.8 is not this computer" in words(dialog)
        dialog._elsewhere.click()
        button(dialog, "Save").click()
        assert kit.studio.muse_server.server.elsewhere == "192.0.2.8"

    def test_what_is_no_address_cannot_be_saved(self, dialog: MuseServerDialog) -> None:
        button(dialog, "Ollama").click()
        self.write(dialog, "ftp://x")
        assert "is no address of a server" in words(dialog) and not button(dialog, "Save").isEnabled()

    def test_the_key_is_hidden(self, dialog: MuseServerDialog) -> None:
        button(dialog, "OpenAI protocol").click()
        assert dialog._key.echoMode() == dialog._key.EchoMode.Password
        dialog._seen.click()
        assert dialog._key.echoMode() == dialog._key.EchoMode.Normal
        QTest.keyClicks(dialog._key, "secret")
        assert dialog.draft.key == "secret"

    def test_a_key_stays_with_its_host(self, dialog: MuseServerDialog, kit: Kit, ok: LanguageServer) -> None:
        button(dialog, "OpenAI protocol").click()
        self.write(dialog, "192.0.2.7:8080")
        QTest.keyClicks(dialog._key, "secret")
        self.write(dialog, "192.0.2.7:8081")
        assert dialog.draft.key == "secret"
        self.write(dialog, ok.address)
        kit.settle()
        assert ok.asked[-1]["path"] == "/v1/models" and ok.asked[-1]["key"] == ""
        assert dialog._key.text() == "" and "192.0.2.7" in dialog._key.placeholderText()
        QTest.keyClicks(dialog._key, "other")
        dialog._find.click()
        kit.settle()
        assert ok.asked[-1]["key"] == "Bearer other"
        dialog._address.setFocus()
        dialog._address.selectAll()
        QTest.keyClicks(dialog._address, "192.0.2.7")
        assert dialog.draft.key == "", "also while the address is still being written"

    def test_only_the_confirmed_computer_counts_as_confirmed(self, kit: Kit, qtbot: QtBot) -> None:
        moved = Server("ollama", "http://192.0.2.8:11434", "small", elsewhere="192.0.2.7")
        kit.studio.settings.set("muse_server", moved.to_dict())
        dialog = opened(qtbot, MuseServerDialog(kit.window, kit.studio))
        assert dialog._elsewhere.isVisible() and not dialog._elsewhere.isChecked()
        assert not button(dialog, "Save").isEnabled() and not kit.studio.muse_server.talk.what
        dialog.close()


class TestInstructions:
    @pytest.fixture
    def dialog(self, kit: Kit, qtbot: QtBot) -> Iterator[MuseInstructionsDialog]:
        made = opened(qtbot, MuseInstructionsDialog(kit.window, kit.studio, "haiku"))
        yield made
        made.close()

    def test_edited_by_keys_and_kept(self, dialog: MuseInstructionsDialog, kit: Kit) -> None:
        state = kit.studio.muse_instructions
        assert dialog._list.currentItem().text() == "Haiku" and dialog._edit.toPlainText() == state.default("haiku")
        dialog._edit.selectAll()
        QTest.keyClicks(dialog._edit, "Frogs only.")
        assert dialog._list.currentItem().text() == "Haiku  •" and not dialog._lang.isEnabled()
        QTest.keyClick(dialog._list, Qt.Key.Key_Down)
        assert dialog._edit.toPlainText() == state.default("quatrain")
        button(dialog, "Chinese").click()
        assert dialog._edit.toPlainText() == state.default("quatrain", "zh")
        button(dialog, "Save").click()
        assert state.own("haiku") == "Frogs only." and state.edited() == {"haiku"}

    def test_back_to_the_default(self, kit: Kit, qtbot: QtBot) -> None:
        state = kit.studio.muse_instructions
        state.keep("poem", "Short.")
        dialog = opened(qtbot, MuseInstructionsDialog(kit.window, kit.studio, "poem"))
        assert dialog._edit.toPlainText() == "Short."
        button(dialog, "Back to the default").click()
        assert (
            dialog._edit.toPlainText() == state.default("poem")
            and not button(dialog, "Back to the default").isEnabled()
        )
        button(dialog, "Save").click()
        assert not state.edited()

    def test_cancel_keeps_nothing_and_a_book_is_refused(self, dialog: MuseInstructionsDialog, kit: Kit) -> None:
        dialog._edit.setPlainText("x" * 9000)
        assert "9000 of 8000 characters" in words(dialog) and not button(dialog, "Save").isEnabled()
        dialog._edit.setPlainText("Other.")
        assert button(dialog, "Save").isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not kit.studio.muse_instructions.edited()

    def test_every_form_has_a_line(self, dialog: MuseInstructionsDialog) -> None:
        assert [dialog._list.item(i).text() for i in range(dialog._list.count())] == [c.title for c in FORM.choices]


def test_both_are_commands_and_on_the_models_page(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QWidget] = []
    for dialog in (MuseServerDialog, MuseInstructionsDialog):
        monkeypatch.setattr(dialog, "exec", lambda self: shown.append(self) or 0)
    kit.run("muse.server")
    kit.run("muse.instructions")
    assert [type(d) for d in shown] == [MuseServerDialog, MuseInstructionsDialog]
    kit.run("models.show")
    page = kit.desk._models
    assert page is not None
    button(page, "Language server…").click()
    page.details._told.click()
    assert [type(d) for d in shown[2:]] == [MuseServerDialog, MuseInstructionsDialog]
    for made in shown:
        made.deleteLater()
    page.close()
