"""The window's side of the commands: leaving with unsaved work, files, clipboard, recovery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from studio.ui.dialogs.ask import NameDialog, RecoverDialog, Unsaved, UnsavedDialog
from studio.ui.dialogs.new_document import NewDocumentDialog
from studio.ui.dialogs.save_as import ReplaceDialog

if TYPE_CHECKING:
    from shell_kit import Kit

    Make = Callable[..., Kit]

ACCEPTED, REJECTED = QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected


def answers(
    monkeypatch: pytest.MonkeyPatch, dialog: type[QDialog], act: Callable[[Any], QDialog.DialogCode]
) -> list[Any]:
    """Lets a dialog be answered by `act` instead of by a person; returns the dialogs that were asked."""
    asked: list[Any] = []

    def exec_(self: Any) -> QDialog.DialogCode:
        asked.append(self)
        return act(self)

    monkeypatch.setattr(dialog, "exec", exec_)
    return asked


def say(monkeypatch: pytest.MonkeyPatch, answer: Unsaved) -> list[Any]:
    def act(dialog: Any) -> QDialog.DialogCode:
        dialog.answer = answer
        return ACCEPTED

    return answers(monkeypatch, UnsavedDialog, act)


def paint(kit: Kit) -> None:
    document = kit.studio.require_document()
    document.add_layer("Painted")
    assert document.modified


def test_an_unchanged_document_goes_without_a_question(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = make().with_document()
    asked = say(monkeypatch, Unsaved.CANCEL)
    kit.run("file.close")
    assert asked == [] and kit.studio.document is None and kit.window.first_run.isVisible()


def test_unsaved_work_stays_unless_it_is_discarded(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = make().with_document()
    paint(kit)
    asked = say(monkeypatch, Unsaved.CANCEL)
    kit.run("file.close")
    assert len(asked) == 1 and kit.studio.document is not None
    say(monkeypatch, Unsaved.DISCARD)
    kit.run("file.close")
    assert kit.studio.document is None


def test_save_before_closing_saves(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kit = make().with_document()
    paint(kit)
    target = tmp_path / "lake.ora"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(target), "")))
    say(monkeypatch, Unsaved.SAVE)
    kit.run("file.close")
    assert target.is_file() and kit.studio.document is None


def test_a_save_that_is_called_off_keeps_the_document(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = make().with_document()
    paint(kit)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: ("", "")))
    say(monkeypatch, Unsaved.SAVE)
    kit.run("file.close")
    assert kit.studio.document is not None


def test_a_name_without_an_ending_writes_over_nothing_unasked(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kit = make().with_document()
    paint(kit)
    target = tmp_path / "Nr. 5.ora"
    target.write_bytes(b"another painting")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(tmp_path / "Nr. 5"), "")))
    asked = answers(monkeypatch, ReplaceDialog, lambda _d: REJECTED)
    kit.run("file.save")
    assert len(asked) == 1 and target.read_bytes() == b"another painting" and kit.studio.files.unsaved
    answers(monkeypatch, ReplaceDialog, lambda _d: ACCEPTED)
    kit.run("file.save")
    kit.studio.background.wait()
    assert target.read_bytes().startswith(b"PK")


def test_saved_files_are_opened_again_from_the_first_view(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kit = make().with_document()
    paint(kit)
    target = tmp_path / "lake.ora"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(target.with_suffix("")), "")))
    kit.run("file.save")
    assert target.is_file() and kit.window.windowTitle().startswith("lake.ora") and not kit.window.isWindowModified()
    kit.run("file.close")
    thumb = kit.window.first_run._thumbs[str(target)]
    assert thumb._image is not None
    kit.window._open_recent(str(target))
    assert kit.studio.document is not None and len(kit.studio.document.layers) == 2


def test_a_new_document_has_the_size_and_ground_that_were_chosen(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(dialog: Any) -> QDialog.DialogCode:
        dialog._set(320, 200)
        dialog._ground.set_chosen("white")
        return ACCEPTED

    kit = make()
    answers(monkeypatch, NewDocumentDialog, act)
    kit.run("file.new")
    document = kit.studio.require_document()
    assert (document.width, document.height) == (320, 200)
    assert document.pick(5, 5) == (255, 255, 255)


def test_a_layer_is_renamed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(dialog: Any) -> QDialog.DialogCode:
        dialog.field.setText("Sky")
        return ACCEPTED

    kit = make().with_document()
    answers(monkeypatch, NameDialog, act)
    kit.run("layer.rename")
    active = kit.studio.require_document().active
    assert active is not None and active.name == "Sky"


def test_export_writes_the_picture(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from studio.ui.dialogs.export import ExportDialog

    kit = make().with_document()
    answers(monkeypatch, ExportDialog, lambda _d: ACCEPTED)
    target = tmp_path / "lake.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a: (str(target), "")))
    kit.run("file.export")
    assert target.read_bytes().startswith(b"\x89PNG") and "lake.png" in kit.window.status.said


def test_copy_and_paste_make_a_layer(make: Make) -> None:
    kit = make().with_document()
    document = kit.studio.require_document()
    assert document.active is not None
    document.fill(document.active, 3, 3, (200, 30, 10))
    kit.run("edit.copy")
    assert not QGuiApplication.clipboard().image().isNull()
    layers = len(document.layers)
    kit.run("edit.paste")
    assert len(document.layers) == layers + 1
    pasted = document.layers[-1]
    assert np.array_equal(document.pixels(pasted)[20, 20], (200, 30, 10, 255))


def test_pasting_nothing_is_told(make: Make) -> None:
    kit = make().with_document()
    QGuiApplication.clipboard().clear()
    kit.run("edit.paste")
    assert "clipboard" in kit.window.status.said


def test_work_of_a_crash_is_offered_and_kept_until_decided(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = make()
    dropped: list[object] = []

    class Found:
        name = "Lake"

    monkeypatch.setattr(kit.studio.files, "recoverable", lambda: [Found()])
    monkeypatch.setattr(kit.studio.files, "discard", lambda items: dropped.extend(items))
    asked = answers(monkeypatch, RecoverDialog, lambda _d: REJECTED)
    kit.desk.offer_recovery()
    assert len(asked) == 1 and dropped == []

    def discard(dialog: Any) -> QDialog.DialogCode:
        dialog.discarded = True
        return REJECTED

    answers(monkeypatch, RecoverDialog, discard)
    kit.desk.offer_recovery()
    assert len(dropped) == 1


def test_a_fault_in_a_verb_is_told_and_the_window_lives_on(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kit = make().with_document()

    def fail(*_args: object) -> None:
        raise RuntimeError("out of paint")

    monkeypatch.setattr(kit.studio.document, "add_layer", fail)
    kit.run("layer.new")
    assert "out of paint" in kit.window.status.said and "layer.new" in caplog.text
    kit.run("paint.eraser")
    assert kit.studio.tools.tool == "eraser"
