"""The muse's settings as a popover: language, what it looks at, its own sliders, the axes it may vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from studio.art.muse.catalog import LANG, OF_PICTURE
from studio.art.muse.grammar.phrases import AXES
from studio.bridge.binding import Bindings
from studio.ui.muse.flow import flow
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Chip, FlatButton, Segments
from studio.ui.parts.labels import label
from studio.ui.parts.layout import Rule, row
from studio.ui.theme import color

if TYPE_CHECKING:
    from studio.session.studio import Studio

WIDTH, INNER = 344, 318


class AxisChips(QWidget):
    """A chip for each axis. None on means all are open."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.chips: dict[str, Chip] = {}
        self.setAccessibleName("Axes")
        for axis in AXES:
            chip = Chip(axis.capitalize())
            chip.setParent(self)
            chip.setToolTip(f"Develop the line along its {axis}" if axis != "subject" else "Add things to the line")
            chip.clicked.connect(lambda _on: self._chose())
            self.chips[axis] = chip
        Bindings(self).on(studio.muse.wishes_changed, self._show)
        self._show()

    def _show(self) -> None:
        for axis, chip in self.chips.items():
            chip.setChecked(axis in self._studio.muse.axes)

    def _chose(self) -> None:
        self._studio.muse.set_axes(a for a, c in self.chips.items() if c.isChecked())

    def _height(self, width: int) -> int:
        return flow(list(self.chips.values()), width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(INNER, self._height(INNER))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        chips = list(self.chips.values())
        for chip, rect in zip(chips, flow(chips, self.width())[0], strict=True):
            chip.setGeometry(rect)


class MuseSettings(QFrame):
    """Made anew for the chosen muse each time it is opened."""

    def __init__(self, studio: Studio, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Settings of the muse")
        self._studio = studio
        muse, guard = studio.muse, studio.guard
        self.lang = Segments([(c.id, c.title) for c in LANG.choices], muse.lang, name="Language")
        for choice in LANG.choices:
            self.lang.set_tip(choice.id, choice.help)
        self.lang.chosen.connect(lambda id_: guard(lambda: muse.set_lang(id_)))
        self.look = QCheckBox("Look at the picture")
        self.look.setChecked(muse.look)
        self.look.setToolTip("Notes, labels, palettes and compositions are about the picture on the canvas")
        self.look.clicked.connect(muse.set_look)
        self.form = ParamsForm(muse.params, label_width=108)
        self.form.set_values(muse.values)
        if self.form.names:
            self.form.row(
                self.form.names[0]
            )  # its rows are made when first asked for: the popover must know its height
        self.form.edited.connect(lambda name, value: guard(lambda: muse.set_value(name, value)))
        self.form.reset_wanted.connect(self._reset)
        self.axes = AxisChips(studio)
        self._reset_all = FlatButton("Reset")
        self._reset_all.setToolTip("All of this muse's sliders as they came")
        self._reset_all.clicked.connect(self._reset_values)
        box = QVBoxLayout(self)
        box.setContentsMargins(13, 9, 13, 13)
        box.setSpacing(8)
        box.addWidget(row(label(muse.spec.title, "strong"), None, self._reset_all))
        about = label(muse.spec.summary, "caption", wrap=True)
        about.setFixedWidth(INNER)
        box.addWidget(about)
        box.addWidget(Rule())
        box.addWidget(row(label("Language", "caption"), None, self.lang))
        if muse.form in OF_PICTURE:
            box.addWidget(self.look)
        else:
            self.look.setParent(self)
            self.look.hide()
        box.addWidget(self.form)
        if muse.form == "prompts":
            box.addWidget(Rule())
            box.addWidget(row(label("Vary only", "section"), None, label("all while none is chosen", "caption")))
            box.addWidget(self.axes)
        else:
            self.axes.setParent(self)
            self.axes.hide()
        self.setFixedWidth(WIDTH)
        Bindings(self).on(muse.changed, lambda: self.form.set_values(muse.values))

    def _reset(self, name: str) -> None:
        muse = self._studio.muse
        default = next(p.default for p in muse.params if p.name == name)
        self._studio.guard(lambda: muse.set_value(name, default))

    def _reset_values(self) -> None:
        self._studio.muse.reset_values()
        self.form.set_values(self._studio.muse.values)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        # Square as menus are: rounded corners would be black where the desktop has no compositor.
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("overlay"))
        painter.setPen(QPen(color("edge"), 1))
        painter.drawRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5))
