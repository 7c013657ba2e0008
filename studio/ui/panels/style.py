"""The Style panel: choose a style picture and a method, see it at once, lay it on the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from studio.art.styles.catalog import STYLES
from studio.bridge.binding import Bindings
from studio.core.spec import Spec
from studio.ui.panels.style_browser import StyleBrowser
from studio.ui.panels.style_presets import StylePresetsRow
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Button, Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll, Rule, column, row

if TYPE_CHECKING:
    from studio.session.studio import Studio


MOST_SEGMENTS = 3


class StylePanel(QWidget):
    """The styles, the settings of the method below them, and always in sight what is done with them.

    `file_wanted`: the artist wants to choose a style picture on disk.
    """

    file_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.setObjectName("panelbody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio = studio
        self._bindings = Bindings(self)
        self._dock: QDockWidget | None = None
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._look_whether_in_front)
        self._browser = StyleBrowser(studio)
        self._method: Segments | Combo | None = None
        self._summary = label("", "caption", wrap=True)
        self._forms: dict[str, ParamsForm] = {}
        self._live = Button("Preview", "eye", checkable=True, checked=True)
        self._live.setToolTip("Show the style on the canvas while you choose")
        self._apply = Button("Lay on layer", "drop-half")
        self._apply.setToolTip("Make the stylized picture as a new layer  Ctrl+Shift+Y")
        self._reason = label("", "caption", wrap=True)
        self.setAcceptDrops(True)
        self._build()
        self._wire()
        self._show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 200)

    def _build(self) -> None:
        self._settings = PanelScroll(gap=8)
        self._presets = StylePresetsRow(self._studio)
        self._settings.column.addWidget(self._presets)
        self._methods = row(label("Method", "sub"), None)
        self._settings.column.addWidget(self._methods)
        self._settings.column.addWidget(self._summary)
        self._list_methods()
        foot = column(row((self._live, 1), (self._apply, 1)), self._reason, gap=4, margins=(12, 8, 12, 8))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._browser, 3)
        box.addWidget(Rule())
        box.addWidget(self._settings, 2)
        box.addWidget(Rule())
        box.addWidget(foot)

    def _list_methods(self) -> None:
        """A few as segments; with the artist's own networks among them, as a list. And a form for each."""
        specs = tuple(STYLES)
        if self._method is not None:
            self._method.setParent(None)
            self._method.deleteLater()
        if len(specs) <= MOST_SEGMENTS:
            self._method = Segments([(s.id, s.title) for s in specs], name="Method")
            self._method.chosen.connect(self._studio.style.choose_method)
        else:
            combo = Combo("Method")
            for spec in specs:
                combo.addItem(spec.title, spec.id)
            combo.activated.connect(lambda k: self._studio.style.choose_method(str(combo.itemData(k))))
            self._method = combo
        where = self._methods.layout()
        assert where is not None
        where.addWidget(self._method)
        for id_ in set(self._forms) - {s.id for s in specs}:
            form = self._forms.pop(id_)
            form.setParent(None)
            form.deleteLater()
        for spec in specs:
            if spec.id not in self._forms:
                self._forms[spec.id] = self._form(spec)

    def _form(self, spec: Spec) -> ParamsForm:
        form = ParamsForm(spec.params, percent=True)
        form.edited.connect(lambda name, value: self._studio.style.set(name, value, final=False))
        form.committed.connect(lambda name, value: self._studio.style.set(name, value))
        form.reset_wanted.connect(lambda name: self._studio.style.set(name, spec.param(name).default))
        self._settings.column.addWidget(form)
        return form

    def _follow_methods(self) -> None:
        self._list_methods()
        self._show()

    def _wire(self) -> None:
        studio, style = self._studio, self._studio.style
        self._browser.add_wanted.connect(self.file_wanted)
        self._live.clicked.connect(self._look_whether_in_front)
        self._apply.clicked.connect(lambda: studio.guard(style.apply))
        self._bindings.on(style.methods_changed, self._follow_methods)
        self._bindings.on(style.changed, self._show)
        self._bindings.on(studio.document_changed, self._show)
        self._bindings.on(studio.contact.current_changed, self._show)
        self._bindings.on(studio.subject_changed, self._subject_changed)

    def _subject_changed(self) -> None:
        self._show()
        self._studio.style.preview()

    def _show(self) -> None:
        style = self._studio.style
        if style.spec.id not in self._forms:
            return  # it came just now: its form is about to be made
        if isinstance(self._method, Segments):
            self._method.set_chosen(style.spec.id)
        elif self._method is not None:
            self._method.setCurrentIndex(self._method.findData(style.spec.id))
        self._browser.setEnabled(style.takes_picture)
        self._summary.setText(style.spec.summary)
        for id_, form in self._forms.items():
            form.setVisible(id_ == style.spec.id)
        self._forms[style.spec.id].set_values(style.values)
        problem = style.problem
        self._apply.setEnabled(not problem)
        self._live.setEnabled(not problem)
        self._reason.setText(problem)
        self._reason.setVisible(bool(problem))

    # Previews belong to the panel in use. A dock behind another tab counts as visible to Qt: the dock tells when that
    # may have changed, and what can be seen of the panel, once all is laid out, says what is so.

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show()
        dock = self._own_dock()
        if dock is not None and dock is not self._dock:
            self._dock = dock
            dock.visibilityChanged.connect(lambda _on: self._look.start())
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._studio.style.set_previewing(False)

    def _own_dock(self) -> QDockWidget | None:
        widget: QWidget | None = self.parentWidget()
        while widget is not None and not isinstance(widget, QDockWidget):
            widget = widget.parentWidget()
        return widget

    def _look_whether_in_front(self) -> None:
        front = self.isVisible() and not self.visibleRegion().isEmpty()
        if front:
            self._browser.read()
        self._studio.style.set_previewing(front and self._live.isChecked())

    # Pictures can be dropped anywhere onto the panel.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        self._browser.dragEnterEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._browser.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._browser.dropEvent(event)
