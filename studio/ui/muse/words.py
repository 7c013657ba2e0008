"""Words that are read: set in lines with air, the phrases that set one answer apart in full ink."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import color, font
from studio.ui.theme.fonts import BODY, REGULAR

_BREAK = "\u2028"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|px|×|steps)(?:\W|$))|(?<=×) (?=\d)")
"""Spaces at which no line is broken: a number keeps its unit."""


@dataclass(frozen=True)
class Run:
    """A piece of a text. `phrase` is its number among those that can be pointed at, -1 for what joins them."""

    text: str
    phrase: int = -1
    token: str = "text"
    weight: int = REGULAR


class WordFlow(QWidget):
    """Runs of text as one flow. Knows which phrase lies under the pointer; is as high as its width asks for.

    `leading`: height of a line as a share of the font's own. `gap`: px between what the text breaks into lines itself. Writing that runs from right to left starts at the right.
    """

    pointed = Signal(int)
    """The number of the phrase under the pointer, -1 for none."""
    edit_wanted = Signal()
    menu_wanted = Signal(int, QPoint)
    """(phrase or -1, global place)"""

    def __init__(self, px: int = BODY, *, leading: float = 1.0, weight: int = REGULAR, gap: int = 0) -> None:
        super().__init__()
        self._gap = gap
        self._begins: frozenset[int] = frozenset()
        """Where, in the units by which Qt counts, a line begins that the text itself breaks."""
        self._px, self._leading, self._weight = px, leading, weight
        self._runs: tuple[Run, ...] = ()
        self._layout: QTextLayout | None = None
        self._laid: tuple[int, float] = (-1, 0.0)
        self._over = -1
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)

    # what it shows

    def set_runs(self, runs: Sequence[Run]) -> None:
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self._layout = None
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    def set_text(self, text: str, token: str = "text") -> None:
        self.set_runs((Run(text, token=token),))

    @property
    def text(self) -> str:
        return "".join(r.text for r in self._runs)

    @property
    def runs(self) -> tuple[Run, ...]:
        return self._runs

    def set_over(self, phrase: int) -> None:
        """Underlines a phrase, as when the pointer is on its chip."""
        if phrase != self._over:
            self._over = phrase
            self._layout = None
            self.update()

    # geometry

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return int(self._lay(width) + 0.999)

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.width() if self.width() > 40 else 200
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, self.fontMetrics().lineSpacing())

    @property
    def line_height(self) -> float:
        return self._face().pixelSize() * 1.25 * self._leading

    def _face(self) -> QFont:
        return font(self._px, self._weight)

    def _lay(self, width: int) -> float:
        """Breaks the lines for `width` px; their height in px."""
        if self._layout is not None and self._laid[0] == width:
            return self._laid[1]
        layout = self._layout or self._make()
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if runs_left(self.text):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        y, step = 0.0, self.line_height
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(8, width))
            y += self._gap if line.textStart() in self._begins else 0
            # Each line stands in the middle of its share of the height, whichever font its signs come from.
            line.setPosition(QPointF(0, y + (step - line.height()) / 2))
            y += step
        layout.endLayout()
        self._layout, self._laid = layout, (width, y)
        return y

    def _make(self) -> QTextLayout:
        shown = _UNIT.sub("\u00a0", self.text.replace("\r", "").replace("\n", _BREAK))
        self._begins = (
            frozenset(_units(shown[: k + 1]) for k, c in enumerate(shown) if c == _BREAK) if self._gap else frozenset()
        )
        layout = QTextLayout(shown, self._face())
        layout.setCacheEnabled(True)
        formats, at = [], 0
        for run in self._runs:
            span = QTextLayout.FormatRange()
            span.start, span.length = at, _units(run.text)
            span.format = self._format(run)
            formats.append(span)
            at += span.length
        # Colors belong to the layout: of selections that touch each other, Qt paints every other one only.
        layout.setFormats(formats)
        return layout

    def _format(self, run: Run) -> QTextCharFormat:
        form = QTextCharFormat()
        over = run.phrase >= 0 and run.phrase == self._over
        form.setForeground(color("disabled" if not self.isEnabled() else "text" if over else run.token))
        if run.weight != REGULAR:
            form.setFontWeight(run.weight)
        if over:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            form.setUnderlineColor(color("text"))
        return form

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._layout = None  # another theme has other colors
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._lay(self.width())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self._lay(self.width())
        assert self._layout is not None
        self._layout.draw(QPainter(self), QPointF(0, 0))

    # pointing

    def runs_width(self) -> float:
        """Px that the longest line takes."""
        self._lay(self.width())
        assert self._layout is not None
        return max((self._layout.lineAt(k).naturalTextWidth() for k in range(self._layout.lineCount())), default=0.0)

    def phrase_at(self, at: QPointF) -> int:
        """The number of the phrase at a place in the widget, -1 for none."""
        self._lay(self.width())
        assert self._layout is not None
        for k in range(self._layout.lineCount()):
            line = self._layout.lineAt(k)
            box = line.naturalTextRect()
            if box.top() <= at.y() < box.bottom() and box.left() <= at.x() <= box.right():
                # From the left edge of the sign under the pointer, not from the nearest gap.
                return self._phrase_of(int(line.xToCursor(at.x(), line.CursorPosition.CursorOnCharacter)))
        return -1

    def _phrase_of(self, cursor: int) -> int:
        at = 0
        for run in self._runs:
            at += _units(run.text)
            if cursor < at:
                return run.phrase
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not event.buttons():
            self._point(self.phrase_at(event.position()))
        event.ignore()  # the card drags

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point(-1)

    def _point(self, phrase: int) -> None:
        if phrase != self._over:
            self.set_over(phrase)
            self.pointed.emit(phrase)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.edit_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.menu_wanted.emit(self.phrase_at(QPointF(event.pos())), event.globalPos())


def runs_left(text: str) -> bool:
    """Whether a text is written from right to left: by its first letter of either kind."""
    kinds = (unicodedata.bidirectional(c) for c in text[:400])
    return next((k in ("R", "AL") for k in kinds if k in ("L", "R", "AL")), False)


def _units(text: str) -> int:
    """Length in UTF-16 units, by which Qt counts; carriage returns are not shown."""
    return len(text.replace("\r", "").encode("utf-16-le")) // 2
