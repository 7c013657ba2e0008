"""Name and tags of a style of the artist's, and the question before it leaves the list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from studio.session.style_library import StyleEntry
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label


class StyleEntryDialog(Dialog):
    """`known`: tags that are offered while one types the first."""

    def __init__(self, parent: QWidget | None, entry: StyleEntry, known: list[str]) -> None:
        super().__init__(parent, "Name and tags", width=400)
        self._title = QLineEdit(entry.source.title)
        self._title.setAccessibleName("Name")
        self._title.selectAll()
        self._tags = QLineEdit(", ".join(entry.tags))
        self._tags.setAccessibleName("Tags")
        self._tags.setPlaceholderText("ink, grandmother, blue")
        completer = QCompleter(known, self._tags)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._tags.setCompleter(completer)
        self.column.addWidget(label("Name", "section"))
        self.column.addWidget(self._title)
        self.column.addWidget(label("Tags, with commas between them", "section"))
        self.column.addWidget(self._tags)
        where = "A copy is kept with your styles." if entry.kept else f"The picture is {entry.source.path}."
        self.column.addWidget(label(where, "caption", wrap=True))
        self.add_cancel()
        primary = self.add_primary("Keep")
        primary.setEnabled(bool(entry.source.title.strip()))
        self._title.textChanged.connect(lambda t: primary.setEnabled(bool(t.strip())))
        self._title.setFocus()

    @property
    def title(self) -> str:
        return self._title.text().strip()

    @property
    def tags(self) -> list[str]:
        return self._tags.text().split(",")


class RemoveStyleDialog(Dialog):
    """Asks before a style leaves the list; says what happens to its picture."""

    def __init__(self, parent: QWidget | None, entry: StyleEntry) -> None:
        super().__init__(parent, "Remove style", heading=f"Remove “{entry.source.title}” from your styles?")
        name = Path(entry.source.path).name
        if entry.kept:
            text = "The copy that was kept with your styles is deleted; layers in this style stay as they are."
        elif entry.missing:
            text = "Its picture is gone already; the small copy in the list is deleted."
        else:
            text = f"Your own file {name} stays where it is; layers in this style stay as they are."
        self.column.addWidget(label(text, "sub", wrap=True))
        self.add_cancel("Keep")
        self.add_primary("Remove")
