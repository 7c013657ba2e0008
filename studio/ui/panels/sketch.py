"""The Sketch panel: where the artist's hand and the generator meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui.panels.sketch_follow import FollowSection
from studio.ui.panels.sketch_place import PlaceSection
from studio.ui.panels.sketch_region import RegionSection
from studio.ui.parts.layout import PanelScroll, Rule
from studio.ui.pictures import place_mime
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.session.studio import Studio


class SketchPanel(PanelScroll):
    """`file_wanted`: the artist wants to start from a picture file. A picture that is dropped here goes into the
    latent space."""

    file_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.follow = FollowSection(studio)
        self.place = PlaceSection(studio)
        self.region = RegionSection(studio)
        self.place.file_wanted.connect(self.file_wanted)
        for item in (self.follow, Rule(), self.place, Rule(), self.region):
            self.column.addWidget(item)
        self._frame = _DropFrame(self)
        self.viewport().setAcceptDrops(True)  # whose events a scroll area is handed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self._frame.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._frame.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._frame.hide()
        data = event.mimeData()
        self._studio.guard(lambda: place_mime(self._studio, data))
        event.acceptProposedAction()


class _DropFrame(QWidget):
    """Shown while a picture is held over the panel, as over the canvas."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.hide()

    def cover(self) -> None:
        panel = self.parentWidget()
        assert panel is not None
        self.setGeometry(panel.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("focus"), 2))
        painter.setBrush(color("focus", 18))
        painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), 6, 6)
