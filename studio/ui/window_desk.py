"""The window's side of the commands: dialogs, panels, view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from studio.commands.shortcuts import Shortcuts
from studio.core.errors import UserError
from studio.formats.atomic import replace_bytes
from studio.session.studio import Studio
from studio.ui.pictures import paste, place_mime, put_on_clipboard

if TYPE_CHECKING:
    from studio.session.style_library import StyleSource
    from studio.ui.audience.window import AudienceWindow
    from studio.ui.canvas.comparing import Comparing
    from studio.ui.dialogs.batch import BatchDialog
    from studio.ui.main_window import MainWindow
    from studio.ui.models.page import ModelsPage
    from studio.ui.panels.color import ColorPanel
    from studio.ui.panels.muse import MusePanel
    from studio.ui.panels.style_browser import StyleBrowser
    from studio.ui.panels.style_presets import StylePresetsRow
    from studio.ui.styles.page import ComparePage
    from studio.ui.training.page import TrainPage

OPEN_FILTER = "Pictures (*.ora *.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp);;OpenRaster (*.ora);;All files (*)"
PICTURE_FILTER = "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.ora);;All files (*)"
SAVE_FILTER = "OpenRaster (*.ora)"


class CanvasPort(Protocol):
    """What the desk asks of the canvas view."""

    @property
    def zoom(self) -> float: ...
    def zoom_by(self, steps: int) -> object: ...
    def zoom_to(self, factor: float) -> object: ...
    def fit(self) -> object: ...
    def rotate_by(self, degrees: float) -> object: ...
    def reset_rotation(self) -> object: ...
    def mirror(self) -> object: ...
    @property
    def mirrored(self) -> bool: ...
    @property
    def comparing(self) -> Comparing: ...


class WindowDesk:
    """Implements `commands.desk.Desk`. `focus_line` and `set_theme` are given by the composition root."""

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        view: CanvasPort,
        shortcuts: Shortcuts,
        *,
        focus_line: Callable[[], None],
        set_theme: Callable[[str], None],
    ) -> None:
        self._window, self._studio, self._view, self._shortcuts = window, studio, view, shortcuts
        self._focus_line, self._set_theme = focus_line, set_theme
        self._panels_hidden = False
        self._models: ModelsPage | None = None
        self._batch: BatchDialog | None = None
        self._training: TrainPage | None = None
        self._compare: ComparePage | None = None
        self._audience: AudienceWindow | None = None
        window.closing.connect(lambda: studio.audience.leave())

    # -- files -----------------------------------------------------------------------------------------------------

    def new_document(self) -> None:
        from studio.ui.dialogs.new_document import NewDocumentDialog

        dialog = NewDocumentDialog(self._window, *self._studio.default_size)
        if dialog.exec() == QDialog.DialogCode.Accepted and self.leave_document():
            width, height = dialog.size_px
            self._studio.files.new(width, height, ground=self._ground(dialog.ground))

    def _ground(self, name: str) -> tuple[int, int, int] | None:
        return {"white": (255, 255, 255), "color": self._studio.colors.background}.get(name)

    def open_document(self) -> None:
        path = self._ask_open("Open", OPEN_FILTER)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a file in place of the open document, whose unsaved work is asked about first."""
        if self.leave_document():
            self._studio.files.open(path)

    def save(self) -> None:
        if self._studio.files.path is None:
            self.save_as()
        else:
            self._studio.files.save()

    def save_as(self) -> None:
        path = self._ask_save("Save as", SAVE_FILTER, ".ora")
        if path is not None:
            self._studio.files.save_as(path)

    def export(self) -> None:
        from studio.ui.dialogs.export import ExportDialog

        dialog = ExportDialog(self._window, self._studio)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        kind = dialog.kind
        path = self._ask_save("Export", f"{kind.title} (*{kind.suffix})", kind.suffix)
        if path is not None:
            self._studio.files.export(path, **dialog.options)

    def restore_layer(self) -> None:
        from studio.session.restore import restore_layer
        from studio.ui.dialogs.restore import RestoreDialog

        dialog = RestoreDialog(self._window, self._studio)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._studio.guard(lambda: restore_layer(self._studio, dialog.task, dialog.values))

    def export_walk(self) -> None:
        from studio.ui.dialogs.export_walk import ExportWalkDialog

        walk = self._studio.walk
        walk.walk.check_length()
        walk.pause()
        dialog = ExportWalkDialog(self._window, self._studio)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        dialog.apply()
        kind = dialog.kind
        if kind.suffix:
            path = self._ask_save("Export walk", f"{kind.title} (*{kind.suffix})", kind.suffix)
        else:
            path = self._ask_save("Export walk: name of a new folder", "Folder (*)", "")
        if path is not None:
            walk.export(path)

    def export_strokes(self) -> None:
        from studio.ui.dialogs.export_strokes import ExportStrokesDialog

        self._studio.strokes.painted()
        dialog = ExportStrokesDialog(self._window, self._studio)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        path = self._ask_save("Export strokes as SVG", "SVG (*.svg)", ".svg")
        if path is not None:
            self._studio.strokes.export_svg(path, **dialog.options)

    def export_timelapse(self) -> None:
        from studio.ui.dialogs.export_strokes import ExportTimelapseDialog

        self._studio.strokes.painted()
        dialog = ExportTimelapseDialog(self._window, self._studio)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        kind = dialog.kind
        if kind.suffix:
            path = self._ask_save("Export time-lapse", f"{kind.title} (*{kind.suffix})", kind.suffix)
        else:
            path = self._ask_save("Export time-lapse: name of a new folder", "Folder (*)", "")
        if path is not None:
            self._studio.strokes.export_timelapse(path, **dialog.options)

    def place_picture(self) -> None:
        path = self._ask_open("Place picture", PICTURE_FILTER)
        if path is not None:
            self._studio.files.place(path)

    def close_document(self) -> None:
        if self.leave_document():
            self._studio.files.close()
            self._studio.set_document(None)

    def quit(self) -> None:
        self._window.close()

    def style_from_file(self) -> None:
        path = self._ask_open("Take style from a picture", PICTURE_FILTER)
        if path is not None:
            self.show_panel("style")
            self._studio.style.add_file(path)

    # -- the muse --------------------------------------------------------------------------------------------------

    def _muse(self) -> MusePanel:
        from studio.ui.panels.muse import MusePanel

        found = self._window.findChild(MusePanel)
        assert isinstance(found, MusePanel)
        return found

    def focus_muse(self) -> None:
        self._studio.ensure_document()  # panels have their place beside a picture
        self.show_panel("muse")
        self._muse().focus_line()

    def search_muse(self) -> None:
        self.show_panel("muse")
        self._muse().open_history()

    def export_muse(self) -> None:
        self._muse().export()

    def show_audience(self, screen: QScreen | None = None) -> None:
        """Over the whole of `screen`, which is that of the window where none is named."""
        from studio.ui.audience.window import AudienceWindow

        if self._audience is None or not self._studio.audience.active:
            self._audience = AudienceWindow(self._studio)
        self._audience.open(screen or self._window.screen())

    def export_audience(self) -> None:
        path = self._ask_save("Export visitors' lines", "Text (*.txt)", ".txt")
        if path is not None:
            replace_bytes(path, self._studio.audience.export_text().encode())

    def _styles(self) -> StyleBrowser:
        from studio.ui.panels.style_browser import StyleBrowser

        found = self._window.findChild(StyleBrowser)
        assert isinstance(found, StyleBrowser)
        return found

    def find_style(self) -> None:
        self.show_panel("style")
        self._styles().focus_find()

    def similar_styles(self) -> None:
        self.show_panel("style")
        self._styles().show_similar(self._studio.style.source)

    def paste_style(self) -> None:
        self.show_panel("style")
        self._styles().paste()

    def _preset_row(self) -> StylePresetsRow:
        from studio.ui.panels.style_presets import StylePresetsRow

        self.show_panel("style")
        found = self._window.findChild(StylePresetsRow)
        assert isinstance(found, StylePresetsRow)
        return found

    def _color_panel(self) -> ColorPanel:
        from studio.ui.panels.color import ColorPanel

        self.show_panel("color")
        found = self._window.findChild(ColorPanel)
        assert isinstance(found, ColorPanel)
        return found

    def import_palette(self) -> None:
        self._color_panel().import_palette()

    def export_palette(self) -> None:
        self._color_panel().export_palette()

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

    def latent_from_file(self) -> None:
        path = self._ask_open("Put a picture into latent space", PICTURE_FILTER)
        if path is not None:
            self._studio.place.place_file(path)

    def latent_from_clipboard(self) -> None:
        place_mime(self._studio, QGuiApplication.clipboard().mimeData())

    def leave_document(self) -> bool:
        """Asks about unsaved work. True when the document may go."""
        from studio.ui.dialogs.ask import Unsaved, UnsavedDialog

        files = self._studio.files
        if self._studio.document is None or not files.unsaved:
            return True
        dialog = UnsavedDialog(self._window, files.title)
        dialog.exec()
        if dialog.answer is Unsaved.SAVE:
            self.save()
            self._studio.background.wait()
            return not files.unsaved
        return dialog.answer is Unsaved.DISCARD

    def offer_recovery(self) -> None:
        """Asks about work that a crash left behind."""
        from studio.ui.dialogs.ask import RecoverDialog

        found = self._studio.files.recoverable()
        if not found:
            return
        dialog = RecoverDialog(self._window, [item.name for item in found])
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._studio.guard(lambda: self._studio.files.recover(found[0]))
        elif dialog.discarded:
            self._studio.files.discard(found)

    def _ask_open(self, title: str, filters: str) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, str(self._studio.files.folder), filters)
        return Path(name) if name else None

    def _ask_save(self, title: str, filters: str, suffix: str) -> Path | None:
        files = self._studio.files
        proposal = files.folder / f"{Path(files.title).stem}{suffix}"
        name, _filter = QFileDialog.getSaveFileName(self._window, title, str(proposal), filters)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(suffix)

    # -- clipboard -------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        document = self._studio.require_document()
        if document.active is None:
            raise UserError("There is no layer to copy.")
        put_on_clipboard(document.pixels(document.active))
        self._studio.told.emit("The layer is on the clipboard.")

    def copy_merged(self) -> None:
        put_on_clipboard(self._studio.require_document().flatten())
        self._studio.told.emit("The picture is on the clipboard.")

    def cut(self) -> None:
        self.copy()
        document = self._studio.require_document()
        if document.active is not None:
            document.clear(document.active)

    def paste(self) -> None:
        paste(self._studio)

    # -- dialogs ---------------------------------------------------------------------------------------------------

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

    def may_quit(self) -> bool:
        """Asks about a batch that is running, then about unsaved work. True when the window may close."""
        from studio.ui.dialogs.batch import QuitBatchDialog

        batch = self._studio.batch
        if batch.running and QuitBatchDialog(self._window, batch).exec() != QDialog.DialogCode.Accepted:
            return False
        return self.leave_document()

    def show_models(self) -> None:
        page = self._models_page()
        page.show()
        page.activateWindow()

    def language_server(self) -> None:
        from studio.ui.dialogs.muse_server import MuseServerDialog

        dialog = MuseServerDialog(self._front(), self._studio)
        dialog.exec()
        dialog.deleteLater()  # it follows what a server says

    def muse_instructions(self) -> None:
        from studio.ui.dialogs.muse_instructions import MuseInstructionsDialog

        MuseInstructionsDialog(self._front(), self._studio, self._studio.muse.form).exec()

    def _front(self) -> QWidget:
        """The page of models while it is in front, else the window."""
        return self._models if self._models is not None and self._models.isActiveWindow() else self._window

    def show_training(self) -> None:
        from studio.ui.training.page import TrainPage

        if self._training is None:
            self._training = TrainPage(self._window, self._studio)
        self._training.show()
        self._training.activateWindow()

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

    # -- the window ------------------------------------------------------------------------------------------------

    def focus_line(self) -> None:
        if self._studio.document is None:
            self._window.first_run.focus_line()
        else:
            self.show_panel("create")
            self._focus_line()

    def show_panel(self, panel: str) -> None:
        if panel in self._window.shelf:
            self._window.shelf.set_shown(panel, True)
        else:
            self._window.docks.show(panel)

    def toggle_panel(self, panel: str) -> None:
        if panel in self._window.shelf:
            self._window.shelf.set_shown(panel, not self._window.shelf.in_front(panel))
        elif self._window.docks.in_front(panel):
            self._window.docks.hide(panel)
        else:
            self._window.docks.show(panel)

    def panel_shown(self, panel: str) -> bool:
        shelf, docks = self._window.shelf, self._window.docks
        return shelf.shown(panel) if panel in shelf else panel in docks and docks.shown(panel)

    def toggle_panels(self) -> None:
        docks, shelf = self._window.docks, self._window.shelf
        self._panels_hidden = not docks.all_hidden
        if self._panels_hidden:
            docks.hide_all()
        else:
            docks.bring_back()
        shelf.set_quiet(self._panels_hidden)

    def panels_hidden(self) -> bool:
        return self._window.docks.all_hidden

    def reset_layout(self) -> None:
        self._window.reset_layout()

    def toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def full_screen(self) -> bool:
        return bool(self._window.isFullScreen())

    def toggle_theme(self) -> None:
        from studio.ui.theme import tokens

        self._set_theme("light" if tokens().name == "dark" else "dark")

    # -- the view --------------------------------------------------------------------------------------------------

    def zoom_by(self, steps: int) -> None:
        self._view.zoom_by(steps)

    def zoom_to(self, factor: float) -> None:
        self._view.zoom_to(factor)

    def fit(self) -> None:
        self._view.fit()

    def rotate_by(self, degrees: float) -> None:
        self._view.rotate_by(degrees)

    def reset_rotation(self) -> None:
        self._view.reset_rotation()

    def mirror(self) -> None:
        self._view.mirror()

    def mirrored(self) -> bool:
        return self._view.mirrored

    def compare(self) -> None:
        self._view.comparing.set_on(not self._view.comparing.on)

    def comparing(self) -> bool:
        return self._view.comparing.on

    def turn_divider(self) -> None:
        self._view.comparing.set_on(True)
        self._view.comparing.turn()

    def hold_before(self) -> None:
        self._view.comparing.hold()
