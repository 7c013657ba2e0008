"""What all parts of the desk need: the window, the session, questions for a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.session.studio import Studio

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
PICTURE_FILTER = "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.ora);;All files (*)"


class DeskPart:
    """One kind of verbs. `WindowDesk` is made of them."""

    _window: MainWindow
    _studio: Studio

    def show_panel(self, panel: str) -> None:
        if panel in self._window.shelf:
            self._window.shelf.set_shown(panel, True)
        else:
            self._window.docks.show(panel)

    def _panel(self, kind: type[W]) -> W:
        found = self._window.findChild(kind)
        assert isinstance(found, kind)
        return found

    def _front(self) -> QWidget:
        """What a dialog stands over."""
        return self._window

    def _ask_open(self, title: str, filters: str) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, str(self._studio.files.folder), filters)
        return Path(name) if name else None

    def _ask_save(self, title: str, filters: str, suffix: str) -> Path | None:
        from studio.ui.dialogs.save_as import ask_save

        files = self._studio.files
        return ask_save(self._window, title, files.folder / f"{Path(files.title).stem}{suffix}", filters, suffix)
