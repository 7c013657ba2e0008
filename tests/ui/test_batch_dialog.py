"""The batch dialog over a real session: files in, settings, a run by the real engine, pause, errors, quitting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from shell_kit import Kit

from studio.formats.images import read_image
from studio.session.batch_items import Exists, State
from studio.ui.dialogs.batch import BatchDialog, QuitBatchDialog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ramp = np.linspace(20, 220, 48 * 60 * 3).reshape(48, 60, 3).astype(np.uint8)
    for name in ("in/a.png", "in/deep/b.jpg", "style.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.roll(ramp, len(name), 2)).save(tmp_path / name)
    (tmp_path / "in" / "c.png").write_bytes(b"no picture")
    return tmp_path / "in"


@pytest.fixture
def kit(make: Callable[..., Kit], tmp_path: Path, folder: Path) -> Kit:
    made = make((1200, 800))
    made.studio.style.choose_method("color")
    made.studio.style.add_file(tmp_path / "style.png")
    made.settle()
    return made


def shown(kit: Kit) -> BatchDialog:
    kit.run("batch.show")
    kit.settle()
    dialog = kit.window.findChild(BatchDialog)
    assert isinstance(dialog, BatchDialog) and dialog.isVisible() and not dialog.isModal()
    return dialog


def drop(dialog: BatchDialog, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    dialog.dropEvent(
        QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )


def test_a_folder_is_dropped_and_stylized(kit: Kit, folder: Path, tmp_path: Path) -> None:
    dialog = shown(kit)
    assert not dialog._start.isEnabled() and "Add pictures" in dialog._start.toolTip()
    drop(dialog, folder)
    kit.settle()
    assert [i.source.name for i in dialog.rows.shown_items()] == ["a.png", "c.png", "b.jpg"]
    assert kit.studio.batch.folder == tmp_path / "in stylized" and dialog._start.isEnabled()
    dialog._naming.setText("")
    dialog._naming.textEdited.emit("{name} in {style}")
    dialog._form.setCurrentIndex(dialog._form.findData("png"))
    dialog._start.click()
    assert kit.studio.batch.running and not dialog._options.isEnabled() and dialog._pause.isVisible()
    assert "Batch 1/3: a.png" in kit.window.status._job.text()
    kit.work()
    assert not kit.studio.batch.running and dialog._said.text() == "2 of 3 done, 1 failed."
    assert read_image(tmp_path / "in stylized" / "deep" / "b in style.png").recipe is not None
    assert dialog._filter.isVisible() and dialog._retry.isVisible() and dialog._open.isEnabled()
    dialog._filter._buttons["failed"].click()
    (bad,) = dialog.rows.shown_items()
    dialog.rows.setCurrentIndex(dialog.rows.model().index(0, 0))
    assert bad.state is State.FAILED and "c.png" in dialog._note.text() and dialog._note.isVisible()
    pixels = dialog.grab().toImage()
    assert not pixels.isNull()


def test_it_runs_on_when_closed_and_pauses(kit: Kit, folder: Path) -> None:
    dialog = shown(kit)
    dialog.add([folder])
    dialog._start.click()
    dialog.close()
    assert not dialog.isVisible() and kit.studio.batch.running
    kit.run("batch.pause")
    kit.work(1)
    assert kit.studio.batch.resting and kit.studio.batch.summary.done == 1
    shown(kit)
    assert dialog._start.text() == "Go on" and "resting" in dialog._said.text()
    kit.run("batch.resume")
    kit.work()
    assert kit.studio.batch.summary.done == 2 and dialog._start.text() == "Start again"


def test_live_work_goes_first_and_the_batch_waits_in_line(kit: Kit, folder: Path) -> None:
    dialog = shown(kit)
    dialog.add([folder])
    dialog._start.click()
    (request,) = kit.engine.requests
    assert request.slot is None, "everything live cuts in on it, and it never has more than one request in line"
    dialog._cancel.click()
    assert kit.engine.cancelled == [request.id]


def test_settings_are_remembered(kit: Kit, folder: Path, tmp_path: Path) -> None:
    dialog = shown(kit)
    kit.studio.batch.set(folder=tmp_path / "there")
    dialog._video.setCurrentIndex(dialog._video.findData("webm"))
    dialog._exists._buttons["rename"].click()
    from studio.session.batch_state import BatchState

    again = BatchState(kit.studio)
    assert (again.folder, again.video, again.exists) == (tmp_path / "there", "webm", Exists.RENAME)


def test_a_preset_gives_method_and_settings(kit: Kit, folder: Path) -> None:
    kit.studio.style.set("boldness", 0.3)
    kit.studio.style_presets.save("Soft sea")
    kit.studio.style.choose_method("painter")
    dialog = shown(kit)
    dialog._style.setCurrentIndex(dialog._style.findData("Soft sea"))
    dialog.add([folder / "a.png"])
    dialog._start.click()
    (request,) = kit.engine.requests
    assert request.spec == "style/color" and dict(request.params)["boldness"] == 0.3
    kit.work()


def test_quitting_asks(kit: Kit, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = shown(kit)
    dialog.add([folder])
    dialog._start.click()
    asked: list[str] = []

    def answer(self: QuitBatchDialog) -> int:
        asked.append(self.windowTitle())
        return 0

    monkeypatch.setattr(QuitBatchDialog, "exec", answer)
    assert not kit.desk.may_quit() and asked == ["Batch"]
    kit.work()
    assert kit.desk.may_quit() and len(asked) == 1


def test_it_fits_a_small_screen_and_reads_without_color(kit: Kit, folder: Path) -> None:
    dialog = shown(kit)
    dialog.add([folder])
    dialog.resize(dialog.minimumSize())
    QApplication.processEvents()
    assert dialog.width() <= 700 and dialog.height() <= 500
    for widget in (dialog._start, dialog._exists, dialog._naming):
        inside = widget.mapTo(dialog, widget.rect().bottomRight())
        assert dialog.rect().contains(inside), widget
    index = dialog.rows.model().index(0, 0)
    assert dialog.rows.model().data(index, Qt.ItemDataRole.AccessibleTextRole) == "a.png: Waiting"
