"""Short questions: unsaved work, a name, recovery after a crash."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label


class Unsaved(Enum):
    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class UnsavedDialog(Dialog):
    """Before a document with unsaved work goes away."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, "Unsaved work", heading=f"Save “{name}” before it is closed?")
        self.answer = Unsaved.CANCEL
        self.column.addWidget(label("What is not saved is lost when the picture is closed.", "sub", wrap=True))
        discard = self.add_button("Discard", left=True)
        discard.setProperty("kind", "danger")
        discard.clicked.connect(lambda: self._answer(Unsaved.DISCARD))
        self.add_cancel()
        self.add_primary("Save").clicked.connect(lambda: self._answer(Unsaved.SAVE))

    def _answer(self, answer: Unsaved) -> None:
        self.answer = answer
        self.accept()


class NameDialog(Dialog):
    """Asks for a line of text."""

    def __init__(self, parent: QWidget | None, title: str, caption: str, text: str) -> None:
        super().__init__(parent, title, width=360)
        self.field = QLineEdit(text)
        self.field.setAccessibleName(caption)
        self.field.selectAll()
        self.column.addWidget(label(caption, "section"))
        self.column.addWidget(self.field)
        self.add_cancel()
        primary = self.add_primary("Rename")
        primary.setEnabled(bool(text.strip()))
        self.field.textChanged.connect(lambda t: primary.setEnabled(bool(t.strip())))
        self.field.setFocus()

    @property
    def text(self) -> str:
        return self.field.text().strip()


class RecoverDialog(Dialog):
    """After a crash: what was being worked on is still there. `names` are the pictures, newest first."""

    def __init__(self, parent: QWidget | None, names: list[str]) -> None:
        one = len(names) == 1
        super().__init__(parent, "Recover", heading="The program ended before your work was saved")
        self.discarded = False
        if one:
            text = f"“{names[0]}” can be brought back as it was seconds before. It is kept until you decide."
        else:
            what = f"{len(names)} pictures can be brought back as they were seconds before."
            text = f"{what} They are kept until you decide."
        self.column.addWidget(label(text, "sub", wrap=True))
        if not one:
            for name in names[:6]:
                self.column.addWidget(label(name))
        discard = self.add_button("Discard", left=True)
        discard.setProperty("kind", "danger")
        discard.clicked.connect(self._discard)
        self.add_cancel("Later")
        self.add_primary("Recover")

    def _discard(self) -> None:
        self.discarded = True
        self.reject()
