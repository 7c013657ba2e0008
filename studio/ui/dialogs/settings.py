"""The settings, made from their declarations: a new setting needs no line here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from studio.core.errors import UserError
from studio.core.settings import SETTINGS, Setting, Settings
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import IconButton, Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll, row


class SettingsDialog(Dialog):
    """Changes are in force at once; "Reset" puts one setting back."""

    def __init__(self, parent: QWidget | None, settings: Settings) -> None:
        super().__init__(parent, "Settings", width=600, heading="Settings")
        self._settings = settings
        self._setters: dict[str, Callable[[object], None]] = {}
        self._resets: dict[str, IconButton] = {}
        self._problem = label("", "danger", wrap=True)
        self._problem.hide()
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setExpanding(False)
        tabs.setMinimumHeight(300)
        shown = [s for s in SETTINGS if s.kind != "state"]
        for group, members in groupby(shown, key=lambda s: s.group):
            tabs.addTab(self._page(list(members)), group)
        self.column.addWidget(tabs, 1)
        self.column.addWidget(self._problem)
        self.add_primary("Done")
        self._subscription = settings.changed.connect(self._follow)
        self.finished.connect(self._close)

    def _close(self) -> None:
        self._subscription.close()
        self._settings.save()

    def _page(self, settings: list[Setting]) -> QWidget:
        page = PanelScroll(margin=0, gap=4)
        page.column.setContentsMargins(0, 16, 8, 8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 180)
        grid.setColumnStretch(1, 1)
        for line, setting in enumerate(settings):
            control = self._control(setting)
            control.setToolTip(setting.help)
            control.setAccessibleName(setting.title)
            control.setAccessibleDescription(setting.help)
            name = label(setting.title)
            name.setBuddy(control)
            reset = IconButton("arrow-counter-clockwise", f"Reset {setting.title.lower()}", token="text2")
            reset.clicked.connect(lambda _=False, i=setting.id: self._settings.reset(i))
            self._resets[setting.id] = reset
            grid.addWidget(name, 2 * line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(control, 2 * line, 1)
            grid.addWidget(reset, 2 * line, 2)
            hint = setting.help + (" Needs a restart." if setting.restart else "")
            if hint.strip():
                text = label(hint.strip(), "caption", wrap=True)
                text.setContentsMargins(0, 0, 0, 10)
                grid.addWidget(text, 2 * line + 1, 1, 1, 2)
            self._follow(setting.id)
        page.column.addLayout(grid)
        page.column.addStretch(1)
        return page

    # one control for each kind

    def _control(self, setting: Setting) -> QWidget:
        make = {
            "bool": self._switch,
            "int": self._whole,
            "float": self._real,
            "choice": self._choice,
            "text": self._text,
            "folder": self._folder,
        }[setting.kind]
        return make(setting)

    def _switch(self, setting: Setting) -> QWidget:
        box = QCheckBox()
        box.clicked.connect(lambda on: self._set(setting.id, bool(on)))
        self._setters[setting.id] = lambda value: box.setChecked(bool(value))
        return box

    def _whole(self, setting: Setting) -> QWidget:
        field = QSpinBox()
        field.setRange(int(setting.lo), int(setting.hi))
        field.setSuffix(f" {setting.unit}" if setting.unit else "")
        field.setKeyboardTracking(False)
        field.setMaximumWidth(160)
        field.valueChanged.connect(lambda value: self._set(setting.id, value))
        self._setters[setting.id] = lambda value: field.setValue(int(str(value)))
        return field

    def _real(self, setting: Setting) -> QWidget:
        field = QDoubleSpinBox()
        field.setRange(setting.lo, setting.hi)
        field.setSingleStep(0.05)
        field.setSuffix(f" {setting.unit}" if setting.unit else "")
        field.setKeyboardTracking(False)
        field.setMaximumWidth(160)
        field.valueChanged.connect(lambda value: self._set(setting.id, value))
        self._setters[setting.id] = lambda value: field.setValue(float(str(value)))
        return field

    def _choice(self, setting: Setting) -> QWidget:
        if len(setting.choices) <= 3:
            segments = Segments(setting.choices, name=setting.title)
            segments.chosen.connect(lambda id_: self._set(setting.id, id_))
            self._setters[setting.id] = lambda value: segments.set_chosen(str(value))
            return segments
        combo = Combo(setting.title)
        for id_, title in setting.choices:
            combo.addItem(title, id_)
        combo.activated.connect(lambda i: self._set(setting.id, combo.itemData(i)))
        self._setters[setting.id] = lambda value: combo.setCurrentIndex(combo.findData(value))
        return combo

    def _text(self, setting: Setting) -> QWidget:
        field = QLineEdit()
        field.editingFinished.connect(lambda: self._set(setting.id, field.text()))
        self._setters[setting.id] = lambda value: field.setText(str(value))
        return field

    def _folder(self, setting: Setting) -> QWidget:
        field = QLineEdit()
        field.setPlaceholderText("The one of the program")
        field.setAccessibleName(setting.title)
        field.editingFinished.connect(lambda: self._set(setting.id, field.text()))
        choose = IconButton("folder", f"Choose {setting.title.lower()}", size=28)

        def ask() -> None:
            folder = QFileDialog.getExistingDirectory(self, setting.title, field.text())
            if folder:
                self._set(setting.id, folder)

        choose.clicked.connect(ask)
        self._setters[setting.id] = lambda value: field.setText(str(value))
        return row((field, 1), choose, gap=4)

    def _set(self, id_: str, value: object) -> None:
        try:
            self._settings.set(id_, value)
        except UserError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self._follow(id_)
        else:
            self._problem.hide()

    def _follow(self, id_: str) -> None:
        if id_ in self._setters:
            self._setters[id_](self._settings[id_])
            setting = next(s for s in SETTINGS if s.id == id_)
            self._resets[id_].setEnabled(self._settings[id_] != setting.default)
