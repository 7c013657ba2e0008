"""What the Style panel offers for painted maps: regions to give out, invert, clear, soft borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.style_mix import MAPS, MOST_FEATHER
from studio.session.style_regions import GIVE, MERGE
from studio.ui.parts.buttons import Button, IconButton, Segments
from studio.ui.parts.labels import label, value_label
from studio.ui.parts.layout import fill, row
from studio.ui.parts.slider import PSlider

if TYPE_CHECKING:
    from studio.session.studio import Studio


class StyleMapsTools(QWidget):
    """Seen while several styles share the picture by maps."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._find = Button("Assign by region", "puzzle-piece", checkable=True)
        self._find.setToolTip("Finds regions by color and texture and gives each to a style; click to change that")
        self._invert = IconButton("selection-inverse", "Invert the map of the chosen style", size=28)
        self._clear = IconButton("eraser", "Clear the map of the chosen style", size=28)
        self._mode = Segments([(GIVE, "Give"), (MERGE, "Join")], GIVE, name="A click on a region")
        self._mode.set_tip(GIVE, "A click gives the region to the chosen style")
        self._mode.set_tip(MERGE, "Two clicks make one region of two (or Shift and click)")
        self._done = Button("Done", "check")
        self._done.setToolTip("Put the outlines away; the maps stay  Esc")
        self._giving = row(self._mode, None, self._done, gap=4)
        self._says = label("", "caption", wrap=True)
        self._feather = PSlider(0.0, MOST_FEATHER, 0.03, step=0.005, name="Soft borders")
        self._value = value_label("", 44)
        soft = label("Soft borders", "caption")
        soft.setToolTip("How far the styles run into each other")
        self._tools = row((self._find, 1), self._invert, self._clear, gap=4)
        fill(
            QVBoxLayout(self), self._tools, self._giving, self._says, row(soft, (self._feather, 1), self._value), gap=4
        )
        self._wire()
        self._show()

    def _wire(self) -> None:
        studio, style = self._studio, self._studio.style
        self._find.clicked.connect(self._toggle)
        self._done.clicked.connect(style.regions.stop)
        self._mode.chosen.connect(style.regions.set_mode)
        self._invert.clicked.connect(lambda: studio.guard(lambda: style.maps.invert(style.mix.chosen.slot)))
        self._clear.clicked.connect(lambda: studio.guard(lambda: style.maps.clear(style.mix.chosen.slot)))
        self._feather.edited.connect(lambda v: style.set_feather(v, final=False))
        self._feather.committed.connect(style.set_feather)
        self._feather.reset_wanted.connect(lambda: style.set_feather(0.03))
        for event in (style.changed, style.maps.changed, style.maps.mode_changed, style.regions.changed):
            self._bindings.on(event, self._show)

    def _toggle(self, on: bool) -> None:
        style = self._studio.style
        if on:
            self._studio.guard(style.regions.find)
        else:
            style.regions.stop()
        self._show()

    def _show(self) -> None:
        style, there = self._studio.style, self._studio.document is not None
        self.setVisible(style.mix.by == MAPS and len(style.mix.shares) > 1)
        regions, chosen = style.regions, style.mix.chosen
        ready = there and style.several and not style.problem
        self._find.setChecked(regions.active or regions.busy)
        self._find.setEnabled(ready and not regions.busy)
        self._invert.setEnabled(there and chosen.source is not None)
        self._clear.setEnabled(there and style.maps.plane(chosen.slot) is not None)
        self._giving.setVisible(regions.active)
        self._mode.set_chosen(regions.mode)
        self._says.setText(self._sentence(ready))
        if not self._feather.isSliderDown():
            self._feather.set_value(style.mix.feather)
        self._value.setText(f"{100 * style.mix.feather:.1f} %")

    def _sentence(self, ready: bool) -> str:
        style = self._studio.style
        if not ready:
            return style.problem or "Choose a picture for the second style as well."
        if style.regions.busy:
            return "Looking for regions…"
        if style.regions.active:
            number = style.mix.row + 1
            if style.regions.mode == MERGE:
                held = style.regions.held is not None
                return "Click the region to join it with." if held else "Click two regions to make them one."
            return (
                f"{style.regions.count} regions. Click one to give it to style {number}; Shift-click two to join them."
            )
        if style.maps.painting is not None:
            place = next((k + 1 for k, s in enumerate(style.mix.shares) if s.slot == style.maps.painting), 1)
            return f"Brush adds to the map of style {place}, eraser takes away, bucket adds what looks alike."
        return "A style without a map has what the others leave."
