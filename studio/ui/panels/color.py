"""The Color panel: wheel, perceptual sliders, hex, the colors of the picture, the artist's swatches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from studio.bridge.binding import Bindings
from studio.core.events import Subscriptions
from studio.formats.gimp_palette import SUFFIX, read_palette, write_palette
from studio.session.palette import main_colors
from studio.ui.color.oklch import cusp, max_chroma, oklch_to_rgb
from studio.ui.color.palette_strip import PaletteStrip
from studio.ui.color.swatches import RGB, SwatchGrid, hex_of
from studio.ui.color.wheel import ColorWheel
from studio.ui.dialogs.save_as import ask_save
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import label, value_label
from studio.ui.parts.layout import PanelScroll, row
from studio.ui.parts.slider import PSlider

if TYPE_CHECKING:
    from studio.session.palettes import Palette
    from studio.session.studio import Studio

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")
PALETTE_FILES = f"Palettes (*{SUFFIX});;All files (*)"
COLUMNS, SIDE = 12, 22
"""Swatches in a row, and their side in px."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_STOPS = 13
_COLLECT_MS = 600
"""The colors of the picture are gathered this long after the last change."""


def parse_hex(text: str) -> RGB | None:
    """#RGB or #RRGGBB, with or without #; None for anything else."""
    found = _HEX.match(text.strip())
    if not found:
        return None
    digits = found[1]
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


class ColorPanel(PanelScroll):
    """Shows and sets the foreground color of the session."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._wheel = ColorWheel(160)
        self._picture = SwatchGrid(4, name="Colors of this picture")
        self._none = label("Its main colors\nappear here.", "caption")
        self._swatches = SwatchGrid(COLUMNS, side=SIDE, name="Swatches", removable=True)
        self._strips: list[PaletteStrip] = []
        self._filled = False
        self._hex = QLineEdit()
        self._hex.setAccessibleName("Color as hex number")
        self._hex.setToolTip("The color as #RRGGBB")
        self._hex.setMaxLength(7)
        self._hex.setFixedWidth(108)
        self._lightness = PSlider(0, 1, name="Lightness", step=0.005)
        self._chroma = PSlider(0, 1, name="Chroma", step=0.005)
        self._hue = PSlider(0, 360, name="Hue", step=1)
        self._lightness_value, self._chroma_value, self._hue_value = value_label(), value_label(), value_label()
        self._collect = QTimer(self)
        self._collect.setSingleShot(True)
        self._collect.setInterval(_COLLECT_MS)
        self._collect.timeout.connect(self._collect_colors)
        self._stale = True
        self._build()
        self._wire()
        self._show_color()
        self._filled = True
        self._show_picture_colors([])
        self._swatches.set_colors(studio.colors.swatches)

    def _build(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(label("From this picture", "section"))
        beside.addWidget(self._picture)
        beside.addWidget(self._none)
        beside.addStretch(1)
        beside.addWidget(self._hex)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._wheel)
        top.addLayout(beside)
        top.addStretch(1)
        self.column.addLayout(top)
        sliders = QVBoxLayout()
        sliders.setSpacing(4)
        for title, slider, value in (
            ("Lightness", self._lightness, self._lightness_value),
            ("Chroma", self._chroma, self._chroma_value),
            ("Hue", self._hue, self._hue_value),
        ):
            name = label(title, "sub")
            name.setFixedWidth(64)
            sliders.addWidget(row(name, (slider, 1), value))
        self.column.addLayout(sliders)
        self._palettes = QVBoxLayout()
        self._palettes.setSpacing(10)
        self._palettes.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self._palettes)
        self._add = IconButton("plus", "Add the color to the swatches", token="text2")
        self.column.addWidget(row(label("Swatches", "section"), None, self._add))
        self.column.addWidget(self._swatches)

    def _wire(self) -> None:
        studio = self._studio
        colors = studio.colors
        self._wheel.moved.connect(colors.set_foreground)
        self._picture.chosen.connect(colors.set_foreground)
        self._swatches.chosen.connect(colors.set_foreground)
        self._swatches.removed.connect(colors.remove_swatch)
        self._add.clicked.connect(lambda: colors.add_swatch(colors.foreground))
        self._hex.editingFinished.connect(self._take_hex)
        self._lightness.edited.connect(self._from_sliders)
        self._chroma.edited.connect(self._from_sliders)
        self._hue.edited.connect(self._from_sliders)
        self._bindings.on(colors.changed, self._show_color)
        self._bindings.on(studio.document_changed, self._follow_document)
        self._document_subscriptions = Subscriptions()
        self._follow_document()
        document_subscriptions = self._document_subscriptions
        self.destroyed.connect(lambda: document_subscriptions.close())

    # -- palettes ------------------------------------------------------------------------------------------------

    def _show_palettes(self) -> None:
        """A strip for each, above the swatches."""
        palettes = self._studio.colors.palettes
        if [strip.palette_ for strip in self._strips] == list(palettes):
            return
        kept = {strip.palette_: strip for strip in self._strips}
        before = set(kept)
        for palette in [p for p in kept if p not in palettes]:
            strip = kept.pop(palette)
            self._palettes.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self._strips = [kept.get(p) or self._strip(p) for p in palettes]
        for place, strip in enumerate(self._strips):
            self._palettes.insertWidget(place, strip)
        new = next((strip for strip in self._strips if strip.palette_ not in before), None)
        if new is not None and self._filled:
            new.came.connect(lambda: self._show_strip(new))

    def _show_strip(self, strip: PaletteStrip) -> None:
        """A palette that was just taken is seen, once it has its place."""
        QTimer.singleShot(0, strip, lambda: self.ensureWidgetVisible(strip, 0, 12))

    def _strip(self, palette: Palette) -> PaletteStrip:
        colors = self._studio.colors
        strip = PaletteStrip(palette, COLUMNS, SIDE)
        strip.front.connect(colors.set_foreground)
        strip.behind.connect(colors.set_background)
        strip.removed.connect(lambda: self._remove(palette))
        strip.exported.connect(lambda: self.export_palette(palette))
        return strip

    def _remove(self, palette: Palette) -> None:
        self._studio.colors.remove_palette(palette)
        if self._studio.document is not None:
            self._studio.told.emit(f"The palette “{palette.name}” was removed. Undo brings it back.")

    def import_palette(self) -> None:
        """Asks for palette files."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, "Import palette", str(self._studio.files.folder), PALETTE_FILES
        )
        for name in names:
            self._studio.guard(lambda n=name: self._studio.colors.take_palette(*read_palette(n)))  # type: ignore[misc]

    def export_palette(self, palette: Palette | None = None) -> None:
        """Asks for a name and writes a palette, or the swatches."""
        name = palette.name if palette is not None else "Swatches"
        colors = palette.colors if palette is not None else self._studio.colors.swatches
        start = self._studio.files.folder / f"{_UNSAFE.sub(' ', name).strip() or 'Palette'}{SUFFIX}"
        path = ask_save(self, "Export palette", start, PALETTE_FILES, SUFFIX)
        if path is not None and self._studio.guard(lambda: write_palette(path, name, colors)):
            self._studio.told.emit(f"The palette was written to {path.name}.")

    # -- the color -----------------------------------------------------------------------------------------------

    def _from_sliders(self) -> None:
        lightness, hue = self._lightness.real(), self._hue.real()
        top = max_chroma(lightness, hue)
        self._wheel.set_oklch(lightness, self._chroma.real() * top, hue)

    def _take_hex(self) -> None:
        rgb = parse_hex(self._hex.text())
        if rgb is None:
            self._hex.setText(hex_of(self._studio.colors.foreground))
        else:
            self._studio.colors.set_foreground(rgb)

    def _show_color(self) -> None:
        rgb = self._studio.colors.foreground
        self._wheel.set_rgb(rgb)
        lightness, chroma, hue = self._wheel.oklch
        top = max(1e-6, max_chroma(lightness, hue))
        for slider, value in ((self._lightness, lightness), (self._chroma, chroma / top), (self._hue, hue)):
            if not slider.isSliderDown():
                slider.set_value(value)
        self._lightness_value.setText(f"{lightness * 100:.0f}")
        self._chroma_value.setText(f"{chroma:.2f}")
        self._hue_value.setText(f"{hue:.0f}°")
        share = min(1.0, chroma / top)
        steps = [i / (_STOPS - 1) for i in range(_STOPS)]
        peak = cusp(round(hue) % 360)[0]
        self._lightness.set_stops([_q(oklch_to_rgb(t, share * max_chroma(t, hue), hue)) for t in steps])
        self._chroma.set_stops([_q(oklch_to_rgb(lightness, t * top, hue)) for t in steps])
        self._hue.set_stops([_q(oklch_to_rgb(0.5 * (peak + 0.74), 0.13, t * 360)) for t in steps])
        if not self._hex.hasFocus():
            self._hex.setText(hex_of(rgb))
        self._picture.set_selected(rgb)
        self._show_palettes()
        for strip in self._strips:
            strip.set_selected(rgb)
        self._swatches.set_selected(rgb)
        self._swatches.set_colors(self._studio.colors.swatches)

    # -- the colors of the picture -------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._document_subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._document_subscriptions.add(document.pixels_changed, lambda *_: self._picture_changed())
            self._document_subscriptions.add(document.structure_changed, self._picture_changed)
        self._picture_changed()

    def _picture_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._collect.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self._collect.start()

    def _collect_colors(self) -> None:
        studio, document = self._studio, self._studio.document
        if document is not None and document.painting:
            self._collect.start()
            return
        self._stale = False
        if document is None:
            self._show_picture_colors([])
            return
        snapshot = document.snapshot()

        def show(colors: list[RGB]) -> None:
            if studio.document is document:
                self._show_picture_colors(colors)

        studio.background.run(lambda: main_colors(snapshot.thumbnail(128), 12), show, studio.told.emit)

    def _show_picture_colors(self, colors: list[RGB]) -> None:
        self._picture.set_colors(colors)
        self._picture.setVisible(bool(colors))
        self._none.setVisible(not colors)


def _q(rgb: RGB) -> QColor:
    return QColor(*rgb)
