"""Rows, columns and scrolling panel bodies on the 4/8 grid."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

Item: TypeAlias = "QWidget | QLayout | int | tuple[QWidget | QLayout, int] | None"
"""A widget, a layout, a gap in px, None for a stretch, or (widget, stretch factor)."""

Margins: TypeAlias = tuple[int, int, int, int]


def row(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QWidget:
    """The items beside each other."""
    return _box(QHBoxLayout(), items, gap, margins)


def column(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QWidget:
    """The items below each other."""
    return _box(QVBoxLayout(), items, gap, margins)


def fill(layout: QBoxLayout, *items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> None:
    """Adds the items to a layout that is there already."""
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        stretch = 0
        if isinstance(item, tuple):
            item, stretch = item
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item, stretch)
        else:
            layout.addLayout(item, stretch)


def _box(layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    fill(layout, *items, gap=gap, margins=margins)
    return holder


class _Body(QWidget):
    """What a panel scrolls: never wider than the panel."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())


class PanelScroll(QScrollArea):
    """A panel's body: scrolls up and down, never sideways. Add widgets to `column`."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = 12, gap: int = 12) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(96)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = _Body()
        body.setObjectName("panelbody")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(margin, 8, margin, 8)
        self.column.setSpacing(gap)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(body)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 96)


class Rule(QFrame):
    """A hairline."""

    def __init__(self, *, vertical: bool = False) -> None:
        super().__init__()
        self.setObjectName("rule")
        if vertical:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
