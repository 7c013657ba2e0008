"""The row of presets in the Style panel: choose, save, rename, delete, export, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from studio.bridge.binding import Bindings
from studio.formats.style_preset import SUFFIX
from studio.session.style_presets import Kept
from studio.ui.dialogs.ask import NameDialog
from studio.ui.dialogs.style_preset import DeletePresetDialog, ExportPresetDialog, SavePresetDialog
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import label
from studio.ui.theme import font

if TYPE_CHECKING:
    from studio.session.studio import Studio

FILES = f"Style presets (*{SUFFIX});;All files (*)"
NONE = "Presets"


class StylePresetsRow(QWidget):
    """One line: the preset in force (or that it was changed), a button that saves, a menu with the rest."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._presets = studio, studio.style_presets
        self._combo = Combo("Preset")
        self._combo.setPlaceholderText(NONE)
        self._combo.activated.connect(self._choose)
        self._save = IconButton("floppy-disk", "Save the settings as a preset", size=28, token="text2")
        self._save.clicked.connect(self.save)
        self._more = IconButton("dots-three", "More with presets", size=28, token="text2")
        self._more.clicked.connect(self._open_menu)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        name = label("Preset", "sub")
        name.setBuddy(self._combo)
        name.setMinimumWidth(QFontMetrics(font()).horizontalAdvance("Method"))  # the combo box below begins there too
        box.addWidget(name)
        box.addSpacing(4)
        box.addWidget(self._combo, 1)
        box.addWidget(self._save)
        box.addWidget(self._more)
        # A slider that moves changes the settings many times a second.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show)
        bindings = Bindings(self)
        bindings.on(self._presets.changed, self._fill)
        bindings.on(studio.style.changed, self._soon.start)
        self._fill()

    # -- following -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        combo = self._combo
        combo.clear()
        kept = self._presets.all()
        for k, preset in enumerate(kept):
            if k and kept[k - 1].own and not preset.own:
                combo.insertSeparator(combo.count())
            combo.addItem(preset.name, preset.name)
            combo.setItemData(combo.count() - 1, preset.preset.about, Qt.ItemDataRole.ToolTipRole)
        self._show()

    def _show(self) -> None:
        last = self._presets.last
        moved = last is not None and self._presets.moved
        self._combo.setPlaceholderText(f"{last.name}, changed" if last is not None and moved else NONE)
        self._combo.setCurrentIndex(-1 if last is None or moved else self._combo.findData(last.name))
        self._combo.setToolTip(last.preset.about if last is not None and not moved else "")

    # -- doing ---------------------------------------------------------------------------------------------------

    def _choose(self, index: int) -> None:
        name = self._combo.itemData(index)
        if isinstance(name, str):
            self._studio.guard(lambda: self._presets.apply(name))
        self._show()

    def save(self) -> None:
        """Asks for a name and keeps the panel's settings."""
        last, all_ = self._presets.last, self._presets.all()
        proposal = last.name if last is not None and last.own else self._studio.style.manner
        dialog = SavePresetDialog(
            self,
            proposal,
            [k.name for k in all_ if k.own],
            [k.name for k in all_ if not k.own],
            self._studio.style.manner if self._studio.style.mix.named else "",
        )
        if dialog.exec():
            self._studio.guard(lambda: self._presets.save(dialog.name, styles=dialog.with_styles))

    def _open_menu(self) -> None:
        last = self._presets.last
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Save as preset…", self.save)
        if last is not None and last.own:
            update = menu.addAction(f"Update “{_plain(last.name)}”", lambda: self._update(last))
            update.setEnabled(self._presets.moved)
            menu.addSeparator()
            menu.addAction("Rename…", lambda: self._rename(last))
            menu.addAction("Delete…", lambda: self._delete(last))
        menu.addSeparator()
        export = menu.addAction("Export as file…", self.export)
        export.setEnabled(last is not None)
        menu.addAction("Import from file…", self.ask_import)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def _update(self, kept: Kept) -> None:
        self._studio.guard(lambda: self._presets.save(kept.name, styles=bool(kept.preset.styles)))

    def _rename(self, kept: Kept) -> None:
        dialog = NameDialog(self, "Rename preset", "Name", kept.name)
        if dialog.exec():
            self._studio.guard(lambda: self._presets.rename(kept.name, dialog.text))

    def _delete(self, kept: Kept) -> None:
        if DeletePresetDialog(self, kept.name).exec():
            self._studio.guard(lambda: self._presets.delete(kept.name))

    def export(self) -> None:
        """Asks how and where, and writes the preset in force as a file."""
        kept = self._presets.last
        if kept is None:
            self._studio.told.emit("Choose a preset first, or save the settings as one.")
            return
        dialog = ExportPresetDialog(self, kept.name, [s.title for s in kept.preset.styles if s.sha256])
        if not dialog.exec():
            return
        start = self._studio.files.folder / f"{kept.name}{SUFFIX}"
        name, _filter = QFileDialog.getSaveFileName(self, "Export preset", str(start), FILES)
        if name:
            self._studio.guard(lambda: self._presets.export_beside(kept.name, name, pictures=dialog.with_pictures))

    def ask_import(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, "Import presets", str(self._studio.files.folder), FILES)
        for name in names:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Takes a preset file in and puts it into force."""
        self._presets.take_and_apply(path)


def _plain(name: str) -> str:
    return name.replace("&", "&&")
