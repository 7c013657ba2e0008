"""The Style panel: choose styles and a method, see it at once, lay it on the layer, move the controls again later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QSplitter, QVBoxLayout, QWidget

from studio.art.styles.catalog import STYLES
from studio.bridge.binding import Bindings
from studio.core.spec import Spec
from studio.ui.panels.style_browser import StyleBrowser
from studio.ui.panels.style_maps import StyleMapsTools
from studio.ui.panels.style_mix import StyleMixRows
from studio.ui.panels.style_presets import StylePresetsRow
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll, Rule, column, row
from studio.ui.parts.value_field import ValueField

if TYPE_CHECKING:
    from studio.session.studio import Studio

LABEL = 84


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
        self._mix = StyleMixRows(studio)
        self._maps = StyleMapsTools(studio)
        self._presets = StylePresetsRow(studio)
        self._method = Combo("Method")
        self._summary = label("", "caption", wrap=True)
        self._forms: dict[str, ParamsForm] = {}
        self._seed = ValueField("Seed", width=84)
        self._dice = IconButton("dice-five", "Another run of chance", size=28, token="text2")
        self._seed_row = row(label("Seed", "caption"), None, self._seed, self._dice, gap=4)
        self._live = Button("Preview", "eye", checkable=True, checked=studio.style.wants_preview)
        self._live.setToolTip("Show the style on the canvas while you choose")
        self._apply = Button("Lay on layer", "drop-half")
        self._again = Button("From the original", "arrow-counter-clockwise")
        self._again.setToolTip("Makes it anew from its untouched original, as a layer above; what was painted stays")
        self._reason = label("", "caption", wrap=True)
        self._reason.setMinimumHeight(self._reason.fontMetrics().lineSpacing())
        self.setAcceptDrops(True)
        self._build()
        self._wire()
        self._show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 200)

    def _build(self) -> None:
        self._settings = PanelScroll(gap=8)
        column_ = self._settings.column
        for part in (self._mix, self._maps, self._presets):
            column_.addWidget(part)
        name = label("Method", "sub")
        name.setBuddy(self._method)
        column_.addWidget(row(name, (self._method, 1)))
        column_.addWidget(self._summary)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        column_.addLayout(self._place)
        column_.addWidget(self._seed_row)
        self._list_methods()
        # How much room the pictures have and how much the controls is the artist's to say.
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(5)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._browser)
        self._split.addWidget(self._settings)
        for k, share in enumerate((3, 2)):
            self._split.setStretchFactor(k, share)
        self._split.setSizes(self._browser.kept_split())
        self._split.splitterMoved.connect(lambda _at, _k: self._browser.keep_split(self._split.sizes()))
        foot = column(
            row((self._live, 1), (self._apply, 1)), self._again, self._reason, gap=4, margins=(12, 8, 12, 8)
        )  # fmt: skip
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._split, 1)
        box.addWidget(Rule())
        box.addWidget(foot)

    def _list_methods(self) -> None:
        """The methods there are, the artist's own networks among them, and a form for each."""
        specs = tuple(STYLES)
        self._method.clear()
        for spec in specs:
            self._method.addItem(spec.title, spec.id)
            self._method.setItemData(self._method.count() - 1, spec.summary, Qt.ItemDataRole.ToolTipRole)
        for id_ in set(self._forms) - {s.id for s in specs}:
            form = self._forms.pop(id_)
            form.setParent(None)
            form.deleteLater()
        for spec in specs:
            if spec.id not in self._forms:
                self._forms[spec.id] = self._form(spec)

    def _form(self, spec: Spec) -> ParamsForm:
        form = ParamsForm(spec.params, percent=True, label_width=LABEL)
        form.edited.connect(lambda name, value: self._studio.style.set(name, value, final=False))
        form.committed.connect(lambda name, value: self._studio.style.set(name, value))
        form.reset_wanted.connect(lambda name: self._studio.style.set(name, spec.param(name).default))
        form.hide()
        self._place.addWidget(form)
        return form

    def _follow_methods(self) -> None:
        self._list_methods()
        self._show()

    def _wire(self) -> None:
        studio, style = self._studio, self._studio.style
        self._browser.add_wanted.connect(self.file_wanted)
        self._method.activated.connect(lambda k: style.choose_method(str(self._method.itemData(k))))
        self._live.clicked.connect(self._toggle_preview)
        self._apply.clicked.connect(lambda: studio.guard(style.apply))
        self._again.clicked.connect(lambda: studio.guard(style.laying.from_original))
        self._seed.typed.connect(lambda number: studio.guard(lambda: style.set_seed(round(number))))
        self._dice.clicked.connect(style.roll)
        self._bindings.on(style.methods_changed, self._follow_methods)
        self._bindings.on(style.changed, self._show)
        self._bindings.on(studio.document_changed, self._show)
        self._bindings.on(studio.contact.current_changed, self._show)
        self._bindings.on(studio.subject_changed, self._subject_changed)
        self._bindings.on(style.regions.changed, self._show_tools)
        self._bindings.on(style.maps.mode_changed, self._show_tools)

    def _show_tools(self) -> None:
        """What is to be done with regions and maps comes into sight with them."""
        if self._studio.style.regions.active or self._studio.style.maps.painting is not None:
            self._settings.ensureWidgetVisible(self._maps, 0, 8)

    def _toggle_preview(self, on: bool) -> None:
        self._studio.style.want_preview(on)
        self._look_whether_in_front()

    def _subject_changed(self) -> None:
        self._show()
        self._studio.style.preview()

    def _show(self) -> None:
        style = self._studio.style
        if style.spec.id not in self._forms:
            return  # it came just now: its form is about to be made
        self._method.setCurrentIndex(self._method.findData(style.spec.id))
        self._browser.setEnabled(style.takes_picture)
        self._mix.setEnabled(style.takes_picture)
        said = " ".join(style.laying.told)
        self._summary.setText("Looking at the style…" if style.previews.awaited else said or style.spec.summary)
        for id_, form in self._forms.items():
            form.setVisible(id_ == style.spec.id)
        self._forms[style.spec.id].set_values(style.values)
        self._seed_row.setVisible(style.takes_seed)
        self._seed.set_value_text(str(style.seed))
        self._show_foot()

    def _show_foot(self) -> None:
        style = self._studio.style
        problem, line = style.problem, style.laying.line
        document = self._studio.document
        remakes = style.laying.target is not None
        self._apply.setText("Lay again" if remakes else "Lay on layer")
        what = "Make this layer again" if remakes else "Make the stylized picture as a new layer"
        self._apply.setToolTip(f"{what}  Ctrl+Shift+Y")
        self._apply.setEnabled(not problem)
        self._live.setEnabled(not problem)
        layer = document.active if document is not None else None
        painted = layer is not None and layer.touched and bool(line) and style.laying.original(layer) is not None
        self._again.setVisible(painted)
        # Its room stays when it has nothing to say: the buttons above must not jump from under the hand.
        self._reason.setText(problem or line)

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
        else:
            self._studio.style.leave_mode()
        self._studio.style.set_previewing(front and self._live.isChecked())

    # Pictures can be dropped anywhere onto the panel.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        self._browser.dragEnterEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._browser.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._browser.dropEvent(event)
