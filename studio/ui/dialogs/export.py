"""Export: in which format, how large, how close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import Segments
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row
from studio.ui.parts.scrub import Scrub


@dataclass(frozen=True)
class ExportKind:
    """A format that a flat picture can be written in."""

    id: str
    title: str
    suffix: str
    about: str


KINDS = (
    ExportKind("png", "PNG", ".png", "Exact, with transparency."),
    ExportKind("jpeg", "JPEG", ".jpg", "Small, for sharing; transparent parts become white."),
)


class ExportDialog(Dialog):
    """`kind` and `options` after it was accepted."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Export", heading="Export the picture")
        width, height = studio.document_size
        self._settings = studio.settings
        self._kinds = Segments([(k.id, k.title) for k in KINDS], KINDS[0].id, name="Format")
        self._kinds.chosen.connect(lambda _id: self._show())
        self._about = label("", "caption", wrap=True)
        self._quality = Scrub("Quality", 40, 100, studio.settings["jpeg_quality"], step=1)
        self._recipe = QCheckBox("Put the recipe into the file")
        self._recipe.setToolTip("Anyone with the file can make the same picture again.")
        self._recipe.setChecked(True)
        self.column.addWidget(label(f"{width} × {height} px", "sub"))
        self.column.addWidget(row(label("Format", "caption"), (self._kinds, 1)))
        self.column.addWidget(self._about)
        self.column.addWidget(self._quality)
        self.column.addWidget(self._recipe)
        self.add_cancel()
        self.add_primary("Export…")
        self._show()

    @property
    def kind(self) -> ExportKind:
        return next(k for k in KINDS if k.id == self._kinds.current())

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments for the export."""
        options: dict[str, Any] = {"recipe": self._recipe.isChecked()}
        if self.kind.id == "jpeg":
            options["quality"] = round(self._quality.value())
        return options

    def _show(self) -> None:
        self._about.setText(self.kind.about)
        self._quality.setVisible(self.kind.id == "jpeg")
