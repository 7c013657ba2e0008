"""A question before all that was asked is forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label


class DeleteHistoryDialog(Dialog):
    """The conversation of the open picture stays; the history of all goes for good."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "Delete the history", heading="Delete all that the muse ever answered?")
        self.column.addWidget(
            label("The conversation in the open picture stays. Everything else is gone for good.", "sub", wrap=True)
        )
        self.add_cancel()
        self.add_primary("Delete")
