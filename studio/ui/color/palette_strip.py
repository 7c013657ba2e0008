"""A named palette in the Color panel: its name, its colors, a way to take it away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from studio.session.palettes import Palette
from studio.ui.color.swatches import RGB, SwatchGrid
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import Elided
from studio.ui.parts.layout import row


class PaletteGrid(SwatchGrid):
    """A click takes a color for the foreground, a right click (`behind`) for the background."""

    behind = Signal(tuple)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self._index(event.position())
        if event.button() is Qt.MouseButton.RightButton and index >= 0:
            self.behind.emit(self._colors[index])
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self._index(QPointF(event.pos())) < 0:
            event.ignore()


class PaletteStrip(QWidget):
    """`front`, `behind`: a color was chosen. `removed`, `exported`: a verb for the whole palette. `came`: it is on the
    screen for the first time."""

    front = Signal(tuple)
    behind = Signal(tuple)
    removed = Signal()
    exported = Signal()
    came = Signal()

    def __init__(self, palette: Palette, columns: int, side: int) -> None:
        super().__init__()
        self.palette_ = palette
        self._came = False
        title = Elided(palette.name, "section")
        title.setToolTip(f"{palette.name}: {len(palette.colors)} colors")
        remove = IconButton("x", f"Remove the palette “{palette.name}”", size=20, icon_size=12, token="text2")
        self.grid = PaletteGrid(columns, side=side, name=f"Palette {palette.name}")
        self.grid.set_colors(palette.colors)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(row((title, 1), remove, gap=4))
        box.addWidget(self.grid)
        self.grid.chosen.connect(self.front)
        self.grid.behind.connect(self.behind)
        remove.clicked.connect(self.removed)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not self._came:
            self._came = True
            self.came.emit()

    def set_selected(self, rgb: RGB) -> None:
        self.grid.set_selected(rgb)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Export palette…", self.exported.emit)
        menu.addAction("Remove palette", self.removed.emit)
        menu.popup(event.globalPos())
