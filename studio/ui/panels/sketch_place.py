"""From a picture: a layer, its region, a file or the clipboard becomes a picture of the generator's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.art.latent.catalog import PLACE
from studio.bridge.binding import Bindings
from studio.core.params import ChoiceParam
from studio.ui.parts.buttons import Button, FlatButton, Segments
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import fill, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.pictures import place_mime

if TYPE_CHECKING:
    from studio.session.studio import Studio


class PlaceSection(QWidget):
    """`file_wanted`: the artist wants to start from a picture file."""

    file_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        freedom = PLACE.param("freedom")
        assert isinstance(freedom, ChoiceParam)
        self._freedom = Segments([(c.id, c.title) for c in freedom.choices], studio.place.freedom, name=freedom.title)
        self._freedom.setToolTip("Come close to the picture, or stay where the sliders work best")
        self._place = Button("Put layer into latent space", "arrow-square-in")
        self._place.setToolTip("Finds the generator's nearest picture; then its sliders change it  Ctrl Shift L")
        self._file = FlatButton("From a file…", "folder")
        self._clipboard = FlatButton("From the clipboard", "clipboard")
        self._progress = ProgressLine()
        self._glyph = Glyph("info")
        self._says = label("", "sub", wrap=True)
        fill(
            QVBoxLayout(self), label("From a picture", "section"), self._place, self._progress,
            row((self._freedom, 1)), row(self._glyph, (self._says, 1)), row(self._file, self._clipboard, None, gap=4),
        )  # fmt: skip
        self._wire()
        self._show()

    def _wire(self) -> None:
        studio = self._studio
        self._place.clicked.connect(self._toggle)
        self._freedom.chosen.connect(studio.place.set_freedom)
        self._file.clicked.connect(self.file_wanted)
        self._clipboard.clicked.connect(
            lambda: studio.guard(lambda: place_mime(studio, QGuiApplication.clipboard().mimeData()))
        )
        for event in (studio.place.changed, studio.document_changed, studio.subject_changed, studio.region.changed,
                      studio.create.changed, studio.generators_changed):  # fmt: skip
            self._bindings.on(event, self._show)

    def _toggle(self) -> None:
        place = self._studio.place
        if place.busy:
            place.cancel()
        else:
            self._studio.guard(place.place_layer)

    def _show(self) -> None:
        studio, place = self._studio, self._studio.place
        busy, problem, spec = place.busy, place.problem, place.spec
        part = "region" if studio.region.active else "layer"
        self._place.setText("Stop" if busy else f"Put {part} into latent space")
        self._place.set_glyph("stop" if busy else "arrow-square-in")
        self._place.setEnabled(busy or not problem)
        self._progress.setVisible(busy)
        self._progress.set_fraction(place.fraction)
        self._freedom.set_chosen(place.freedom)
        for button in (self._file, self._clipboard):
            button.setEnabled(spec is not None and not busy)
        if busy:
            self._says.setText("Coming closer; the canvas shows how far it is.")
        elif place.report and not problem:
            self._says.setText(place.report)
        elif problem:
            self._says.setText(problem)
        else:
            assert spec is not None
            self._says.setText(f"“{spec.title}” finds its nearest picture. {spec.knows}".strip())
