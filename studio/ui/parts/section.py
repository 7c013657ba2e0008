"""A heading that folds what stands under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.parts.labels import label
from studio.ui.theme import color, font, paint_icon


class _FoldButton(QAbstractButton):
    """Chevron and title; the whole of it is pressed."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFont(font(11, 600))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(24 + self.fontMetrics().horizontalAdvance(self.text()) + 8, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        ink = color("text" if self.underMouse() or self.hasFocus() else "text2")
        paint_icon(painter, "caret-down" if self.isChecked() else "caret-right", QRectF(4, 6, 12, 12), ink)
        painter.setPen(ink)
        painter.setFont(font(11, 600))
        painter.drawText(self.rect().adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Section(QWidget):
    """Heading, a caption and buttons at its right end (`header`), and a body that folds away (`body`, a column)."""

    folded = Signal(bool)

    def __init__(self, title: str, *, open_: bool = True, gap: int = 4, foldable: bool = True):
        super().__init__()
        self._fold = _FoldButton(title)
        self.caption = label("", "caption")
        self.header = QHBoxLayout()
        self.header.setContentsMargins(0, 0, 0, 0)
        self.header.setSpacing(4)
        heading: QWidget = self._fold
        if not foldable:
            plain: QLabel = label(title, "section")
            plain.setMinimumHeight(24)
            heading = plain
        self.header.addWidget(heading)
        self.header.addStretch(1)
        self.header.addWidget(self.caption)
        self._holder = QWidget()
        self.body = QVBoxLayout(self._holder)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(gap)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self.header)
        box.addWidget(self._holder)
        self._fold.toggled.connect(self._show)
        self.set_open(open_)

    def set_open(self, open_: bool) -> None:
        self._fold.setChecked(open_)
        self._show(open_)

    def is_open(self) -> bool:
        return self._fold.isChecked()

    def _show(self, open_: bool) -> None:
        changed = self._holder.isHidden() == open_
        self._holder.setVisible(open_)
        self._fold.setAccessibleName(f"{self._fold.text()}, {'open' if open_ else 'folded'}")
        if changed:
            self.folded.emit(not open_)
