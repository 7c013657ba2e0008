"""The region: where generators may change the picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.region import FEATHERS
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.labels import label
from studio.ui.parts.layout import fill, row

if TYPE_CHECKING:
    from studio.session.studio import Studio


class RegionSection(QWidget):
    """The switch of region mode and what can be done with a region."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._paint = Button("Paint region", "selection", checkable=True)
        self._paint.setToolTip("Brush adds, eraser takes away, bucket adds what looks alike  Q")
        self._layer = IconButton("stack", "Region from layer", size=28)
        self._invert = IconButton("selection-inverse", "Invert region", size=28, shortcut="Ctrl+Shift+I")
        self._soften = IconButton("circle-dashed", "Soften the edge", size=28)
        self._clear = IconButton("x", "Clear region", size=28, shortcut="Ctrl+D")
        self._says = label("", "sub", wrap=True)
        buttons = row((self._paint, 1), self._layer, self._invert, self._soften, self._clear, gap=4)
        fill(QVBoxLayout(self), label("Region", "section"), buttons, self._says)
        self._wire()
        self._show()

    def _wire(self) -> None:
        studio, region = self._studio, self._studio.region
        self._paint.clicked.connect(lambda on: studio.guard(lambda: region.set_painting(on)))
        self._layer.clicked.connect(lambda: studio.guard(self._from_layer))
        self._invert.clicked.connect(lambda: studio.guard(region.invert))
        self._clear.clicked.connect(lambda: studio.guard(region.clear))
        self._soften.clicked.connect(self._show_radii)
        for event in (region.changed, studio.document_changed, studio.subject_changed):
            self._bindings.on(event, self._show)

    def _from_layer(self) -> None:
        layer = self._studio.require_document().active
        if layer is not None:
            self._studio.region.from_layer(layer)

    def _show_radii(self) -> None:
        menu = QMenu(self)
        for radius in FEATHERS:
            soften = partial(self._studio.region.feather, radius)
            menu.addAction(f"{radius} px", partial(self._studio.guard, soften))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._soften.mapToGlobal(self._soften.rect().bottomLeft()))

    def _show(self) -> None:
        studio, region = self._studio, self._studio.region
        there = studio.document is not None
        self._paint.setChecked(region.painting)
        self._paint.setEnabled(there)
        self._layer.setEnabled(there and studio.require_document().active is not None)
        self._invert.setEnabled(there)
        self._soften.setEnabled(region.active)
        self._clear.setEnabled(region.active)
        if not region.active:
            self._says.setText("Without a region, sliders and generators change the whole picture.")
        else:
            share = max(1, round(100 * region.share))
            self._says.setText(
                f"{share} % of the picture: the sliders of a layer change only that. Candidates are always painted whole."
            )
