"""Widgets beside each other that go on in the next line, without a layout's own rounds of asking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget


def flow(widgets: Sequence[QWidget], width: int, gap: int = 4, *, last: int = 0) -> tuple[list[QRect], int]:
    """Places for `widgets` in lines of `width` px at their preferred sizes, and the height of all.

    `last`: px at the right end of the last line that stay free.
    """
    rects, at, line = [], QPoint(0, 0), 0
    for widget in widgets:
        size = widget.sizeHint()
        wide = min(size.width(), width)
        if at.x() and at.x() + wide > width:
            at, line = QPoint(0, at.y() + line + gap), 0
        rects.append(QRect(at, QSize(wide, size.height())))
        at = QPoint(at.x() + wide + gap, at.y())
        line = max(line, size.height())
    if last and at.x() + last > width and rects:
        at = QPoint(0, at.y() + line + gap)
        line = 0
        return rects, at.y() + rects[-1].height()
    return rects, at.y() + line
