"""Dialogs and the windows beside the main one: settings, models, training, batches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from studio.art.muse.owned.catalog import SERVER_ID
from studio.commands.shortcuts import Shortcuts
from studio.core.errors import UserError
from studio.ui.desk.files import FilesDesk
from studio.ui.desk.muse import MuseDesk

if TYPE_CHECKING:
    from studio.ui.dialogs.batch import BatchDialog
    from studio.ui.models.page import ModelsPage
    from studio.ui.training.page import TrainPage


class PagesDesk(FilesDesk, MuseDesk):
    """Each page is made when it is first wanted, and stays."""

    _shortcuts: Shortcuts
    _models: ModelsPage | None = None
    _batch: BatchDialog | None = None
    _training: TrainPage | None = None

    def settings(self) -> None:
        from studio.ui.dialogs.settings import SettingsDialog

        SettingsDialog(self._window, self._studio.settings).exec()

    def shortcuts(self) -> None:
        from studio.ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window, self._window.actions_.table, self._shortcuts).exec()

    def about(self) -> None:
        from studio.ui.dialogs.about import AboutDialog

        AboutDialog(self._window).exec()

    def palette(self) -> None:
        self._window.command_palette.open_palette()

    def rename_layer(self) -> None:
        from studio.ui.dialogs.ask import NameDialog

        document = self._studio.require_document()
        layer = document.active
        if layer is None:
            raise UserError("There is no layer to rename.")
        dialog = NameDialog(self._window, "Rename layer", "Name", layer.name)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            document.rename(layer, dialog.text)

    def show_batch(self) -> None:
        from studio.ui.dialogs.batch import BatchDialog

        if self._batch is None:
            self._batch = BatchDialog(self._window, self._studio)
        self._batch.show()
        self._batch.activateWindow()

    def quit(self) -> None:
        self._window.close()

    def may_quit(self) -> bool:
        """Asks about a batch that is running, then about unsaved work. True when the window may close."""
        from studio.ui.dialogs.batch import QuitBatchDialog

        batch = self._studio.batch
        if batch.running and QuitBatchDialog(self._window, batch).exec() != QDialog.DialogCode.Accepted:
            return False
        return self.leave_document()

    def show_training(self) -> None:
        from studio.ui.training.page import TrainPage

        if self._training is None:
            self._training = TrainPage(self._window, self._studio)
        self._training.show()
        self._training.activateWindow()

    # -- models ----------------------------------------------------------------------------------------------------

    def show_models(self) -> None:
        page = self._models_page()
        page.show()
        page.activateWindow()

    def set_up_muse(self, muse: str) -> None:
        """Shows where a muse is given what it lacks."""
        if muse == SERVER_ID:
            self.language_server()
        else:
            self.show_models()

    def add_model(self, *, folder: bool = False) -> None:
        self.show_models()
        if folder:
            self._models_page().ask_folder()
        else:
            self._models_page().ask_file()

    def offer_models(self, paths: list[Path]) -> None:
        """Asks whether files that were dropped on the window are to be added to the models."""
        from studio.ui.models.page import AddDialog

        if AddDialog(self._window, paths).exec() == QDialog.DialogCode.Accepted:
            self.show_models()
            self._models_page().add(paths)

    def _models_page(self) -> ModelsPage:
        from studio.ui.models.page import ModelsPage

        if self._models is None:
            self._models = ModelsPage(self._window, self._studio)
            self._models.train_wanted.connect(self.show_training)
            self._models.server_wanted.connect(self.language_server)
            self._models.instructions_wanted.connect(self.muse_instructions)
        return self._models

    def _front(self) -> QWidget:
        """The page of models while it is in front, else the window."""
        return self._models if self._models is not None and self._models.isActiveWindow() else self._window
