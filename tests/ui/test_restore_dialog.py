"""The dialog that restores: it says why something cannot be done, and gives task and values."""

from __future__ import annotations

from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from studio.ui.dialogs.restore import RestoreDialog


def test_tasks_reasons_and_values(qtbot: QtBot, make: Any) -> None:
    studio = make((1280, 800)).studio
    studio.files.new(64, 48)
    studio.place_pixels(np.full((48, 64, 4), 200, np.uint8), "Scan")
    dialog = RestoreDialog(None, studio)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.task == "denoise" and dialog._go.isEnabled() and dialog.values["detail"] == 0.5
    form = dialog._forms["denoise"]
    form.committed.emit("detail", 0.9)
    assert dialog.values["detail"] == 0.9
    form.reset_wanted.emit("detail")
    assert dialog.values["detail"] == 0.5
    qtbot.waitUntil(lambda: form.height() >= form.sizeHint().height())
    more, _names = form._sections["More"]
    assert form.row("strength").y() < form.row("detail").y() < more.y(), "what is seldom moved comes last"
    for task, reason in (("inpaint", "Paint a region"), ("enlarge", "fills the picture")):
        dialog._tasks.set_chosen(task)
        dialog._show()
        assert reason in dialog._reason.text() and not dialog._go.isEnabled() and dialog._forms[task].isVisible()
