"""Buttons: icon, plain, primary, chip, segments, split."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from studio.ui.parts.labels import keys_text, plain_tip
from studio.ui.theme import color, icon
from studio.ui.theme.icons import BUTTON, CHEVRON


def tip(text: str, shortcut: str = "") -> str:
    """A tooltip with its shortcut behind two spaces, as everywhere in the program."""
    keys = keys_text(shortcut)
    return f"{text}  {keys}" if keys else text


class IconButton(QToolButton):
    """A glyph that is pressed. Focus by keyboard only; tooltip and accessible name are obligatory.

    `checked_glyph`: shown instead while checked, such as the filled lock.
    """

    def __init__(
        self,
        glyph: str,
        text: str,
        *,
        shortcut: str = "",
        size: int = 24,
        icon_size: int = BUTTON,
        token: str = "text",
        checkable: bool = False,
        checked_glyph: str = "",
    ) -> None:
        super().__init__()
        self._glyph, self._checked_glyph, self._token = glyph, checked_glyph, token
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(size, size)
        self.setIconSize(QSize(icon_size, icon_size))
        self.set_text(text, shortcut)
        self.toggled.connect(self._reglyph)
        self._reglyph()

    def set_text(self, text: str, shortcut: str = "") -> None:
        """The accessible name; with the shortcut, the tooltip."""
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(tip(text, shortcut)))

    def set_glyph(self, glyph: str) -> None:
        self._glyph = glyph
        self._reglyph()

    def set_token(self, token: str) -> None:
        """Another color for the glyph while it is not checked."""
        if token != self._token:
            self._token = token
            self._reglyph()

    def set_size(self, size: int) -> None:
        self.setFixedSize(size, size)

    def _reglyph(self) -> None:
        # What is on is shown in full ink: a checked button never has the paler token.
        on = self.isChecked()
        self.setIcon(icon(self._checked_glyph if on and self._checked_glyph else self._glyph,
                          "text" if on else self._token))  # fmt: skip


class Button(QPushButton):
    """A plain button, with an icon if given."""

    kind = ""
    icon_token = "text"
    icon_px = BUTTON

    def __init__(self, text: str, glyph: str = "", *, checkable: bool = False, checked: bool = False) -> None:
        super().__init__(text)
        if self.kind:
            self.setProperty("kind", self.kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(checkable or checked)
        self.setChecked(checked)
        if glyph:
            self.set_glyph(glyph)

    def set_glyph(self, glyph: str) -> None:
        self.setIcon(icon(glyph, self.icon_token))
        self.setIconSize(QSize(self.icon_px, self.icon_px))


class PrimaryButton(Button):
    """The one filled button of a view. Its focus ring is painted inside: a style sheet cannot inset it."""

    kind = "primary"
    icon_token = "onaccent"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("onaccent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 2, 2)


class FlatButton(Button):
    """A button without a frame, for what is secondary beside others."""

    kind = "flat"
    icon_token = "text2"


class Chip(Button):
    """A pill with one word, checkable unless said otherwise."""

    kind = "chip"
    icon_token = "text2"
    icon_px = CHEVRON

    def __init__(self, text: str, glyph: str = "", *, checkable: bool = True) -> None:
        super().__init__(text, glyph, checkable=checkable)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Segments(QWidget):
    """A few choices in one row, one of them on. `choices` are (id, title) pairs."""

    chosen = Signal(str)
    """Emitted when the artist picks another one, not when the program sets it."""

    def __init__(self, choices: Iterable[tuple[str, str]], chosen: str = "", *, name: str = "") -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(1, 0, 0, 0)
        box.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(name)
        for id_, title in choices:
            button = QPushButton(title)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, i=id_: self.chosen.emit(i))
            self._group.addButton(button)
            self._buttons[id_] = button
            box.addWidget(button)
        box.addStretch(1)
        if chosen:
            self.set_chosen(chosen)

    def set_chosen(self, id_: str) -> None:
        self._buttons[id_].setChecked(True)

    def set_tip(self, id_: str, text: str) -> None:
        self._buttons[id_].setToolTip(text)

    def current(self) -> str:
        return next((i for i, b in self._buttons.items() if b.isChecked()), "")


class SplitButton(QWidget):
    """A button with a second, narrow one that opens a menu of its variants."""

    clicked = Signal()

    def __init__(self, text: str, glyph: str = "", menu_name: str = "More ways") -> None:
        super().__init__()
        self.main = Button(text, glyph)
        self.main.setProperty("side", "left")
        self.more = Button("")
        self.more.setProperty("side", "right")
        self.more.setIcon(icon("caret-down", "text2"))
        self.more.setIconSize(QSize(CHEVRON, CHEVRON))
        self.more.setFixedWidth(24)
        self.more.setAccessibleName(menu_name)
        self.more.setToolTip(menu_name)
        self.menu = QMenu(self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.main, 1)
        box.addWidget(self.more)
        self.main.clicked.connect(lambda: self.clicked.emit())
        self.more.clicked.connect(lambda: self.menu.popup(self.mapToGlobal(self.rect().bottomLeft())))
