"""Who paints: the generators that are there, and what each of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.art.generators.catalog import GENERATORS
from studio.bridge.binding import Bindings
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import Elided, plain_tip

if TYPE_CHECKING:
    from studio.session.studio import Studio


class GeneratorChoice(QWidget):
    """A list of the generators over one line on the world that the chosen one knows; follows the catalogue."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self.combo = Combo("Generator")
        self._knows = Elided("", "caption")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.combo)
        box.addWidget(self._knows)
        self.combo.activated.connect(self._chose)
        self._bindings.on(studio.generators_changed, self._fill)
        self._bindings.on(studio.create.changed, self._show)
        self._fill()

    def _fill(self) -> None:
        self.combo.clear()
        for spec in GENERATORS:
            self.combo.addItem(spec.title, spec.id)
            tip = plain_tip(spec.knows or spec.summary)
            self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._show()

    def _show(self) -> None:
        spec = self._studio.create.generator
        self.combo.setCurrentIndex(self.combo.findData(spec.id))
        says = spec.knows or spec.summary
        self.combo.setToolTip(f"Paints the candidates. {spec.title}: {says}")
        self._knows.setText(says)

    def _chose(self, index: int) -> None:
        id_ = str(self.combo.itemData(index))
        if not self._studio.guard(lambda: self._studio.create.choose_generator(id_)):
            self._show()
