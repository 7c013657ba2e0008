"""Where a file goes: the system's own dialog, and what it does not ask."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label

_ENDING = re.compile(r"\.[^\W\d]\w{0,9}$")
"""An ending that says a kind of file: not that of "Nr. 5"."""
_OF_FILTER = re.compile(r"\*(\.\w+)")


class ReplaceDialog(Dialog):
    """Before a file is written over."""

    def __init__(self, parent: QWidget | None, path: Path) -> None:
        super().__init__(parent, "Replace the file", heading=f"Replace “{path.name}”?")
        self.column.addWidget(
            label(f"“{path.parent.name or path.parent}” has a file of that name already.", "sub", wrap=True)
        )
        self.add_cancel()
        self.add_primary("Replace")


def ask_save(parent: QWidget, title: str, start: Path, filters: str, ending: str) -> Path | None:
    """Where a file goes; None if the artist thinks better of it. A name without an ending gets that of the chosen filter,
    else `ending`: of such a file the system's dialog has not seen whether it is there, so it is asked here."""
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), filters)
    if not name:
        return None
    path = Path(name)
    if not ending or _ENDING.search(path.name):
        return path
    given = _OF_FILTER.search(chosen)
    path = path.with_name(path.name + (given.group(1) if given else ending))
    return path if not path.exists() or ReplaceDialog(parent, path).exec() else None
