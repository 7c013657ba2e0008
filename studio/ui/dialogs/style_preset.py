"""Questions about presets of the Style panel: a name, what goes into a shared file, whether one may go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from studio.formats.style_preset import LONGEST_NAME
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.labels import label


class SavePresetDialog(Dialog):
    """`taken`: names of the artist's own presets, which are replaced; `shipped`: those that cannot be."""

    def __init__(
        self, parent: QWidget | None, name: str, taken: Iterable[str], shipped: Iterable[str], styles: str
    ) -> None:
        super().__init__(parent, "Save preset", width=400)
        self._taken = {t.casefold() for t in taken}
        self._shipped = {t.casefold() for t in shipped}
        self._name = QLineEdit(name)
        self._name.setAccessibleName("Name")
        self._name.setMaxLength(LONGEST_NAME)
        self._name.selectAll()
        self._styles = QCheckBox(f"With the style {styles}" if styles else "With the chosen style")
        self._styles.setChecked(bool(styles))
        self._styles.setEnabled(bool(styles))
        self._styles.setToolTip("Without it the preset keeps whatever style is chosen when it is taken over")
        self._note = label("", "caption", wrap=True)
        self.column.addWidget(label("Name", "section"))
        self.column.addWidget(self._name)
        self.column.addWidget(self._styles)
        self.column.addWidget(self._note)
        self.add_cancel()
        self._primary = self.add_primary("Save")
        self._name.textChanged.connect(lambda _t: self._check())
        self._check()
        self._name.setFocus()

    def _check(self) -> None:
        name = self.name.casefold()
        note = ""
        if name in self._shipped:
            note = "A preset that comes with the program has this name: choose another."
        elif name in self._taken:
            note = "Your preset of this name is replaced."
        self._note.setText(note or "It keeps the method and all its settings.")
        self._primary.setText("Replace" if name in self._taken else "Save")
        self._primary.setEnabled(bool(name) and name not in self._shipped)

    @property
    def name(self) -> str:
        return " ".join(self._name.text().split())

    @property
    def with_styles(self) -> bool:
        return self._styles.isChecked()


class ExportPresetDialog(Dialog):
    """`pictures`: titles of the artist's own pictures that the preset uses."""

    def __init__(self, parent: QWidget | None, name: str, pictures: list[str]) -> None:
        super().__init__(parent, "Export preset", heading=f"Export “{name}” as a file")
        self._pictures = QCheckBox(f"Put {_listed(pictures)} into the file")
        self._pictures.setChecked(True)
        self._pictures.setVisible(bool(pictures))
        self.column.addWidget(self._pictures)
        text = "Who gets the file can import it into Pentimento. It holds settings and no paths of yours; nothing in it is run."
        if pictures:
            text += " Without the picture it works only where the same picture is among the styles."
        self.column.addWidget(label(text, "sub", wrap=True))
        self.add_cancel()
        self.add_primary("Export…")

    @property
    def with_pictures(self) -> bool:
        return self._pictures.isChecked() and not self._pictures.isHidden()


class DeletePresetDialog(Dialog):
    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, "Delete preset", heading=f"Delete the preset “{name}”?")
        self.column.addWidget(label("Layers that were made with it stay as they are.", "sub", wrap=True))
        self.add_cancel("Keep")
        self.add_primary("Delete")


def _listed(titles: list[str]) -> str:
    quoted = [f"“{t}”" for t in titles]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""
