"""Styles, palettes and latent space: what the panels do that commands ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from studio.ui.desk.base import PICTURE_FILTER, DeskPart
from studio.ui.pictures import place_mime

if TYPE_CHECKING:
    from studio.session.style_library import StyleSource
    from studio.ui.panels.color import ColorPanel
    from studio.ui.panels.style_browser import StyleBrowser
    from studio.ui.panels.style_presets import StylePresetsRow
    from studio.ui.styles.page import ComparePage


class StylesDesk(DeskPart):
    """Shows the panel that a verb belongs to first."""

    _compare: ComparePage | None = None

    def _styles(self) -> StyleBrowser:
        from studio.ui.panels.style_browser import StyleBrowser

        self.show_panel("style")
        return self._panel(StyleBrowser)

    def _preset_row(self) -> StylePresetsRow:
        from studio.ui.panels.style_presets import StylePresetsRow

        self.show_panel("style")
        return self._panel(StylePresetsRow)

    def _color_panel(self) -> ColorPanel:
        from studio.ui.panels.color import ColorPanel

        self.show_panel("color")
        return self._panel(ColorPanel)

    def style_from_file(self) -> None:
        path = self._ask_open("Take style from a picture", PICTURE_FILTER)
        if path is not None:
            self.show_panel("style")
            self._studio.style.add_file(path)

    def find_style(self) -> None:
        self._styles().focus_find()

    def similar_styles(self) -> None:
        self._styles().show_similar(self._studio.style.source)

    def paste_style(self) -> None:
        self._styles().paste()

    def save_preset(self) -> None:
        self._preset_row().save()

    def export_preset(self) -> None:
        self._preset_row().export()

    def import_preset(self) -> None:
        self._preset_row().ask_import()

    def compare_styles(self, first: StyleSource | None = None, second: StyleSource | None = None) -> None:
        from studio.ui.styles.page import ComparePage

        if self._compare is None:
            self._compare = ComparePage(self._window, self._studio)
        self._compare.begin(first, second)

    # -- palettes --------------------------------------------------------------------------------------------------

    def import_palette(self) -> None:
        self._color_panel().import_palette()

    def export_palette(self) -> None:
        self._color_panel().export_palette()

    # -- latent space ----------------------------------------------------------------------------------------------

    def latent_from_file(self) -> None:
        path = self._ask_open("Put a picture into latent space", PICTURE_FILTER)
        if path is not None:
            self._studio.place.place_file(path)

    def latent_from_clipboard(self) -> None:
        place_mime(self._studio, QGuiApplication.clipboard().mimeData())
