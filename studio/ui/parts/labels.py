"""Labels by role, labels that elide, key caps."""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui.theme import font

Role = Literal["body", "caption", "sub", "section", "strong", "title", "hero", "danger"]


def label(text: str = "", role: Role = "body", *, wrap: bool = False) -> QLabel:
    """A label in one of the type roles of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role != "body":
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def value_label(text: str = "", width: int = 40) -> QLabel:
    """A number: right-aligned, tabular figures, `width` px so that its row does not move while it changes."""
    made = QLabel(text)
    made.setFont(font(tabular=True))
    made.setFixedWidth(width)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def plain_tip(text: str) -> str:
    """A tool tip that says `text` as it stands. Qt takes what looks like HTML for HTML, and opens the pictures that it
    names: texts of models and of files are none of that."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if GuiQt.mightBeRichText(text) else text


class Elided(QLabel):
    """One line that ends in an ellipsis where it does not fit; the whole text is then its tooltip."""

    def __init__(self, text: str = "", role: Role = "body", *, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight):
        super().__init__(text)
        self._mode = mode
        self._auto_tip = True
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if role != "body":
            self.setProperty("role", role)

    def setToolTip(self, text: str) -> None:  # noqa: N802
        self._auto_tip = False
        super().setToolTip(plain_tip(text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._retip()

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        self._retip()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)

    def _retip(self) -> None:
        if self._auto_tip:
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
            super().setToolTip(plain_tip(self.text()) if cut else "")


class KeyCap(QLabel):
    """One key combination as it stands on the keys: "Ctrl Shift Y"."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "key")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setVisible(bool(text))


def keys_text(shortcut: str) -> str:
    """A portable shortcut ("Ctrl+Shift+Y") in the words of this system, without plus signs."""
    if shortcut in ("", "+"):
        return shortcut
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    parts = native.replace("++", "+Plus").split("+")
    return " ".join("+" if p == "Plus" else p for p in parts if p)


def repolish(widget: QWidget) -> None:
    """Restyles a widget after one of the properties that the style sheet asks for has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    event = QEvent(QEvent.Type.StyleChange)
    widget.event(event)
    widget.update()
