"""Files and the clipboard: opening, saving, exporting, leaving a document, work that a crash left behind."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog

from studio.core.errors import UserError
from studio.ui.desk.base import PICTURE_FILTER, DeskPart
from studio.ui.pictures import paste, put_on_clipboard

OPEN_FILTER = "Pictures (*.ora *.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp);;OpenRaster (*.ora);;All files (*)"
SAVE_FILTER = "OpenRaster (*.ora)"


class FilesDesk(DeskPart):
    """Asks about unsaved work before a document goes."""

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

    def place_picture(self) -> None:
        path = self._ask_open("Place picture", PICTURE_FILTER)
        if path is not None:
            self._studio.files.place(path)

    def close_document(self) -> None:
        if self.leave_document():
            self._studio.files.close()
            self._studio.set_document(None)

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

    # -- walks and strokes -----------------------------------------------------------------------------------------

    def export_walk(self) -> None:
        from studio.ui.dialogs.export_walk import ExportWalkDialog

        walk = self._studio.walk
        walk.walk.check_length()
        walk.pause()
        dialog = ExportWalkDialog(self._window, self._studio)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        dialog.apply()
        path = self._ask_film("Export walk", dialog.kind.title, dialog.kind.suffix)
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
        path = self._ask_film("Export time-lapse", dialog.kind.title, dialog.kind.suffix)
        if path is not None:
            self._studio.strokes.export_timelapse(path, **dialog.options)

    def _ask_film(self, title: str, kind: str, suffix: str) -> Path | None:
        """Where a film goes; frames, which have no suffix, go into a new folder."""
        if suffix:
            return self._ask_save(title, f"{kind} (*{suffix})", suffix)
        return self._ask_save(f"{title}: name of a new folder", "Folder (*)", "")

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
