"""The muse: its panel, its files, audience mode, and the dialogs for language models of the artist's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.formats.atomic import replace_bytes
from studio.ui.desk.base import DeskPart

if TYPE_CHECKING:
    from studio.ui.audience.window import AudienceWindow
    from studio.ui.panels.muse import MusePanel


class MuseDesk(DeskPart):
    """The screen for visitors is made when it is first wanted."""

    _audience: AudienceWindow | None = None

    def _muse(self) -> MusePanel:
        from studio.ui.panels.muse import MusePanel

        return self._panel(MusePanel)

    def focus_muse(self) -> None:
        self._studio.ensure_document()  # panels have their place beside a picture
        self.show_panel("muse")
        self._muse().focus_line()

    def search_muse(self) -> None:
        self.show_panel("muse")
        self._muse().open_history()

    def export_muse(self) -> None:
        self._muse().export()

    def show_audience(self) -> None:
        """Over the whole of the screen that the window is on."""
        from studio.ui.audience.window import AudienceWindow

        if self._audience is None or not self._studio.audience.active:
            self._audience = AudienceWindow(self._studio)
        self._audience.open(self._window.screen())

    def export_audience(self) -> None:
        path = self._ask_save("Export visitors' lines", "Text (*.txt)", ".txt")
        if path is not None:
            replace_bytes(path, self._studio.audience.export_text().encode())

    def language_server(self) -> None:
        from studio.ui.dialogs.muse_server import MuseServerDialog

        dialog = MuseServerDialog(self._front(), self._studio)
        dialog.exec()
        dialog.deleteLater()  # it follows what a server says

    def muse_instructions(self) -> None:
        from studio.ui.dialogs.muse_instructions import MuseInstructionsDialog

        MuseInstructionsDialog(self._front(), self._studio, self._studio.muse.form).exec()
