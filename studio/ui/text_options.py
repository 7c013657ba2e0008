"""The settings of the text tool: font, size, weight, alignment, spacing, color."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCompleter,
    QHBoxLayout,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.bridge.binding import Bindings
from studio.core.errors import UserError
from studio.document.lettering import MAX_SIZE, MIN_SIZE, SHIPPED
from studio.session.studio import Studio
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import Elided
from studio.ui.parts.layout import fill
from studio.ui.parts.scrub import Scrub
from studio.ui.theme import color
from studio.ui.theme.fonts import family

WEIGHTS: tuple[tuple[int, str], ...] = (
    (100, "Thin"), (200, "Extra light"), (300, "Light"), (400, "Regular"), (500, "Medium"), (600, "Semibold"),
    (700, "Bold"), (800, "Extra bold"), (900, "Black"),
)  # fmt: skip
ALIGN = (("left", "Align left"), ("center", "Center"), ("right", "Align right"))
_MAKER = re.compile(r" \[[^\]]*\]$")
_SHIPPED = {SHIPPED, f"{SHIPPED} Medium", f"{SHIPPED} SemiBold", f"{SHIPPED} Semi Bold"}
"""The shipped font's files, as systems list them."""
LETTERS_FROM, LINES_FROM = 760, 650
"""Widths in px from which the fields for spacing are shown."""
HINT = "Click on the picture to write, or drag a box for the words."


def families() -> list[str]:
    """Fonts that text can be set in: the program's own first, then those of this computer by name. Where several makers
    have a family of one name, it stands once."""
    found = (
        n for n in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(n) and not n.startswith((".", "@"))
    )
    names = {_MAKER.sub("", n) for n in found} - _SHIPPED
    return [SHIPPED, *sorted(names, key=str.casefold)]


def weights_of(name: str) -> list[int]:
    """Weights that a family has, in hundreds; regular and bold where the system does not say."""
    found = {min(900, max(100, round(QFontDatabase.weight(name, s) / 100) * 100)) for s in QFontDatabase.styles(name)}
    return sorted(found) or [400, 700]


class _FontDelegate(QStyledItemDelegate):
    """Each name in its own letters, where these can spell it."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: object) -> None:  # noqa: N802
        super().initStyleOption(option, index)  # type: ignore[arg-type]
        name = option.text
        spelled = QFontDatabase.writingSystems(name)
        if QFontDatabase.WritingSystem.Latin in spelled and QFontDatabase.WritingSystem.Symbol not in spelled:
            made = QFont(name)
            made.setPixelSize(14)
            option.font = made


class ColorWell(QAbstractButton):
    """The color of the words; it follows the foreground color, and a click shows where that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._rgb = (0, 0, 0)
        self.setFixedSize(28, 28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Color of the text")
        self.setToolTip("The text takes the foreground color")

    def set_rgb(self, rgb: tuple[int, int, int]) -> None:
        if rgb != self._rgb:
            self._rgb = rgb
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hot = self.isEnabled() and (self.underMouse() or self.hasFocus())
        ring = "focus" if self.hasFocus() else "text2" if hot else "edge"
        painter.setPen(QPen(color(ring), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(*self._rgb))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), 4, 4)


class TextOptions(QWidget):
    """Shows how the current lettering looks, or the next one will, and changes that."""

    done = Signal()
    """A value was typed or chosen: the keyboard is wanted on the canvas."""
    color_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._family = Combo("Font")
        self._family.setEditable(True)
        self._family.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self._family.setItemDelegate(_FontDelegate(self._family))
        self._family.setMaxVisibleItems(18)
        self._family.view().setMinimumWidth(240)
        entry, completer = self._family.lineEdit(), self._family.completer()
        assert entry is not None and completer is not None  # an editable box has both
        self._entry = entry
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._weight = Combo("Weight")
        self._size = Scrub("Size", MIN_SIZE, MAX_SIZE, 48, step=1, unit="px", curve=3.0, wheel_on_hover=True)
        self._line = Scrub("Lines", 0.5, 4.0, 1.25, step=0.01, unit="×", wheel_on_hover=True)
        self._letter = Scrub("Letters", -0.25, 2.0, 0.0, step=0.01, percent=True, wheel_on_hover=True)
        self._size.setToolTip("Size of the letters")
        self._line.setToolTip("From line to line, in sizes of the letters")
        self._letter.setToolTip("Room added between letters, in sizes of the letters")
        self._italic = IconButton("text-italic", "Italic", size=28, token="text2", checkable=True)
        self._align = {
            id_: IconButton(f"text-align-{id_}", title, size=28, token="text2", checkable=True) for id_, title in ALIGN
        }
        self._well = ColorWell()
        self._hint = Elided(HINT, "sub")
        box = QHBoxLayout(self)
        fill(
            box, self._family, self._weight, self._size, self._italic, 4, *_tight(*self._align.values()), 4, self._line,
            self._letter, self._well, 4, (self._hint, 1),
        )  # fmt: skip
        self._wire()
        self.set_compact(False)
        studio.lettering.set_font_source(families)

    def _wire(self) -> None:
        self._family.activated.connect(lambda _i: self._take_family())
        self._entry.editingFinished.connect(self._take_family)
        self._family.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._weight.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._weight.activated.connect(lambda _i: self._set("weight", self._weight.currentData()))
        for scrub, name, take in (
            (self._size, "size", lambda v: round(v)), (self._line, "line_spacing", float), (self._letter, "letter_spacing", float),
        ):  # fmt: skip
            scrub.edited.connect(self._setter(name, take))
            scrub.typing_done.connect(self.done)
        self._line.reset_wanted.connect(lambda: self._set("line_spacing", 1.25))
        self._letter.reset_wanted.connect(lambda: self._set("letter_spacing", 0.0))
        self._italic.clicked.connect(lambda on: self._set("italic", bool(on)))
        for id_, button in self._align.items():
            button.clicked.connect(lambda _on=False, i=id_: self._set("align", i))
        self._well.clicked.connect(self._take_color)
        bindings = Bindings(self)
        bindings.on(self._studio.lettering.changed, self.show_style)

    def _setter(self, name: str, take: Callable[[float], float]) -> Callable[[float], None]:
        return lambda value: self._set(name, take(value), merge=name)

    def _set(self, name: str, value: object, merge: object = None) -> None:
        try:
            self._studio.lettering.restyle(merge=merge, **{name: value})
        except UserError as error:
            self._studio.told.emit(str(error))
            self.show_style()

    def _take_family(self) -> None:
        typed = self._family.currentText().strip()
        found = next((n for n in families() if n.casefold() == typed.casefold()), None)
        style = self._studio.lettering.style
        if found is None:
            if typed and typed != shown_family(self._studio):
                self._studio.told.emit(f"There is no font called “{typed}” on this computer.")
            self.show_style()
        elif found != style.family:
            weight = min(weights_of(_real(found)), key=lambda w: abs(w - style.weight))
            try:
                self._studio.lettering.restyle(family=found, weight=weight)
            except UserError as error:
                self._studio.told.emit(str(error))
                self.show_style()
        if self._entry.hasFocus():
            self.done.emit()

    def _take_color(self) -> None:
        rgb = self._studio.colors.foreground
        if self._studio.lettering.current is not None and self._studio.lettering.style.color != rgb:
            self._set("color", rgb)
        else:
            self.color_wanted.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._family.count() == 0:
            self._family.addItems(families())  # asking the system for all fonts takes time: not at the start
        self.show_style()

    def show_style(self) -> None:
        """The look of the current lettering, or of the next one."""
        if not self.isVisible():
            return
        state = self._studio.lettering
        style = state.style
        if not self._entry.hasFocus():
            self._family.setCurrentIndex(self._family.findText(style.family, Qt.MatchFlag.MatchFixedString))
            self._family.setEditText(shown_family(self._studio))
        self._family.setToolTip("This font is not on this computer" if state.lacks(style.family) else "Font")
        self._show_weights(style.family, style.weight)
        self._size.set_value(style.size)
        self._line.set_value(style.line_spacing)
        self._letter.set_value(style.letter_spacing)
        self._italic.setChecked(style.italic)
        for id_, button in self._align.items():
            button.setChecked(id_ == style.align)
        self._well.set_rgb(style.color)
        self._hint.setText("" if state.current is not None or state.typing else HINT)

    def _show_weights(self, name: str, chosen: int) -> None:
        titles = dict(WEIGHTS)
        offered = sorted({*weights_of(_real(name)), chosen})
        offered = [w for w in offered if w in titles] or [400]
        if [self._weight.itemData(i) for i in range(self._weight.count())] != offered:
            self._weight.clear()
            for weight in offered:
                self._weight.addItem(titles[weight], weight)
        self._weight.setCurrentIndex(max(0, self._weight.findData(chosen)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        # Where there is little room, what is changed least goes first.
        self._letter.setVisible(event.size().width() >= LETTERS_FROM)
        self._line.setVisible(event.size().width() >= LINES_FROM)

    def set_compact(self, compact: bool) -> None:
        self._family.setFixedWidth(132 if compact else 176)
        self._weight.setFixedWidth(96 if compact else 112)
        for scrub in (self._size, self._line, self._letter):
            scrub.setFixedWidth(104 if compact else 124)


def shown_family(studio: Studio) -> str:
    """The name of the font, with a word where it is missing."""
    name = studio.lettering.style.family
    return f"{name} (missing)" if studio.lettering.lacks(name) else name


def _real(name: str) -> str:
    """The shipped font may bear a longer name on this system."""
    return family() if name == SHIPPED else name


def _tight(*widgets: QWidget) -> tuple[QWidget, ...]:
    """Buttons that belong together stand close."""
    holder = QWidget()
    fill(QHBoxLayout(holder), *widgets, gap=0)
    return (holder,)
