"""Files on their way into the list: how far each is, and why one was refused."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.models import Adding
from studio.session.studio import Studio
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import row
from studio.ui.parts.progress import ProgressLine


class AddingRow(QWidget):
    """One file: name, what is done with it, progress, cancel; or the reason for which it was refused."""

    def __init__(self, studio: Studio, adding: Adding) -> None:
        super().__init__()
        self.adding = adding
        self._glyph = Glyph("file", 16)
        self._name = Elided(adding.path.name, "strong")
        self._name.setToolTip(str(adding.path))
        self._note = Elided("", "caption")
        self._reason = label("", "danger", wrap=True)
        self._line = ProgressLine()
        self._line.setFixedWidth(200)
        self._stop = IconButton("x", f"Stop reading {adding.path.name}", size=24)
        self._stop.clicked.connect(lambda: studio.models.cancel(adding))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(row(self._glyph, (self._name, 3), (self._note, 2), self._line, self._stop, gap=12))
        self._reason.setContentsMargins(28, 0, 36, 4)
        box.addWidget(self._reason)
        self.follow()

    def follow(self) -> None:
        """Takes over how far it is."""
        adding, refused = self.adding, bool(self.adding.error)
        self._glyph.set_name("warning" if refused else "file", "danger" if refused else "text2")
        self._note.setText("Not added" if refused else adding.note)
        self._line.setVisible(not refused)
        self._line.set_fraction(adding.fraction)
        self._reason.setText(adding.error)
        self._reason.setVisible(refused)
        if refused:
            self._stop.set_text(f"Put the message about {adding.path.name} away")
        self.setAccessibleName(f"{adding.path.name}: {adding.error or adding.note}")


class AddingRows(QWidget):
    """All of them, one below the other; not there while there are none."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._rows: dict[int, AddingRow] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(24, 12, 24, 12)
        self._box.setSpacing(4)
        self._bindings = Bindings(self)
        self._bindings.on(studio.models.adding_changed, self._follow)
        self._follow()

    def _follow(self) -> None:
        adding = {a.id: a for a in self._studio.models.adding}
        for gone in [i for i in self._rows if i not in adding]:
            old = self._rows.pop(gone)
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        for id_, item in adding.items():
            if id_ not in self._rows:
                self._rows[id_] = AddingRow(self._studio, item)
                self._box.addWidget(self._rows[id_])
            self._rows[id_].follow()
        self.setVisible(bool(self._rows))
