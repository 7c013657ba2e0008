"""The styles as thumbnails: the shipped ones and the artist's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.bridge.images import image_of
from studio.session.style import shrink
from studio.session.style_library import StyleSource
from studio.ui.parts.labels import Elided, label, repolish
from studio.ui.parts.thumb import Thumb

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

COLUMNS = 3
GAP = 8
PICTURE_EDGE = 240
"""Long side of the picture behind a thumbnail in px: twice its size, for sharp screens."""


class _Tile(QWidget):
    """A thumbnail with its title."""

    def __init__(self, source: StyleSource | None, title: str) -> None:
        super().__init__()
        self.source = source
        self.thumb = Thumb(96, name=title)
        self.title = Elided(title, "caption")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.thumb)
        box.addWidget(self.title)

    def set_chosen(self, chosen: bool) -> None:
        self.thumb.set_selected(chosen)
        role = "strong" if chosen else "caption"
        if self.title.property("role") != role:
            self.title.setProperty("role", role)
            repolish(self.title)


class StyleBrowser(QWidget):
    """`add_wanted`: the last tile, "Add picture…", was pressed."""

    add_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._filter = ""
        self._tiles: list[_Tile] = []
        self._none = label("No style of that name.", "caption")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._grid)
        box.addWidget(self._none)
        self._none.hide()
        self._add = _Tile(None, "Add picture…")
        self._add.thumb.set_empty_glyph("plus")
        self._add.thumb.clicked.connect(self.add_wanted)
        # Pictures are read beside the window, once the panel is looked at: decoding them takes its time.
        self._pending: list[_Tile] = []
        self._looked_at = False
        self._bindings = Bindings(self)
        self._bindings.on(studio.style.sources_changed, self._rebuild)
        self._bindings.on(studio.style.changed, self._show_chosen)
        self._rebuild()

    def set_filter(self, text: str) -> None:
        self._filter = text.strip().casefold()
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, super().sizeHint().height())

    def _rebuild(self) -> None:
        old = {t.source: t for t in self._tiles}
        self._tiles = []
        for source in self._studio.style.sources:
            tile = old.pop(source, None)
            if tile is None:
                tile = _Tile(source, source.title)
                tile.thumb.clicked.connect(lambda _=False, s=source: self._pick(s))
                tile.thumb.setToolTip(source.path or source.title)
                self._pending.append(tile)
            self._tiles.append(tile)
        for gone in old.values():
            gone.deleteLater()
        self._arrange()
        self._show_chosen()
        if self._looked_at:
            self.read()

    def _pick(self, source: StyleSource) -> None:
        style = self._studio.style
        style.choose(None if style.source == source else source)

    def _arrange(self) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        shown = [t for t in self._tiles if t.source is not None and self._filter in t.source.title.casefold()]
        for tile in self._tiles:
            tile.setVisible(tile in shown)
        for index, tile in enumerate([*shown, self._add]):
            self._grid.addWidget(tile, index // COLUMNS, index % COLUMNS)
        self._none.setVisible(not shown)
        self._fit()

    def _show_chosen(self) -> None:
        for tile in self._tiles:
            tile.set_chosen(tile.source == self._studio.style.source)

    def read(self) -> None:
        """The panel has come to the front: reads the pictures that are not there yet."""
        self._looked_at = True
        pending, self._pending = self._pending, []
        for tile in pending:
            if tile.source is not None:
                self._read(tile, tile.source)

    def _read(self, tile: _Tile, source: StyleSource) -> None:
        studio = self._studio

        def show(pixels: Pixels) -> None:
            if tile in self._tiles:
                tile.thumb.set_image(image_of(pixels))

        studio.background.run(lambda: shrink(studio.style.pixels(source), PICTURE_EDGE), show, studio.told.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = max(64, (self.width() - (COLUMNS - 1) * GAP) // COLUMNS)
        for tile in [*self._tiles, self._add]:
            tile.thumb.set_side(side)
