"""What the Muse panel shows before anything was asked: what it can do, and lines to begin with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll
from studio.ui.theme import color, font, paint_icon
from studio.ui.theme.fonts import BODY, CAPTION

SAMPLES = (
    ("a lighthouse in the rain", "prompts", "Developments that can be painted"),
    ("the last boat comes home", "scenes", "A story in scenes, to be painted one by one"),
    ("snow on an old orchard", "haiku", "Three lines for a quiet picture"),
)


class _Sample(QAbstractButton):
    """A line and what becomes of it."""

    def __init__(self, line: str, hint: str) -> None:
        super().__init__()
        self._hint = hint
        self.setText(line)
        self.setAccessibleName(f"{line}: {hint}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 48)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over, box = self.underMouse(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(QPen(color("edge" if over else "line"), 1))
        painter.setBrush(color("pressed" if self.isDown() else "card"))
        painter.drawRoundedRect(box, 6, 6)
        inner = box.adjusted(12, 7, -34, -7)
        painter.setFont(font(BODY, 500))
        painter.setPen(color("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, self.text())
        painter.setFont(font(CAPTION))
        painter.setPen(color("text2"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, self._hint)
        place = QRectF(box.right() - 26, box.center().y() - 7, 14, 14)
        paint_icon(painter, "arrow-right", place, color("text" if over else "text2"))


class Welcome(PanelScroll):
    """`chosen(line, form)`."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(gap=8)
        self._title = label("Say a few words", "strong", wrap=True)
        self._hint = label(
            "The muse answers with pictures to paint, poems, stories, scenes, palettes and notes on your work.",
            "sub", wrap=True,
        )  # fmt: skip
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.samples: list[_Sample] = []
        self._begin = QWidget()
        box = QVBoxLayout(self._begin)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(8)
        for line, form, hint in SAMPLES:
            sample = _Sample(line, hint)
            sample.clicked.connect(lambda _=False, a=line, b=form: self.chosen.emit(a, b))
            self.samples.append(sample)
            box.addWidget(sample)
        self._glyph = Glyph("sparkle", 24)
        self.column.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self._title)
        self.column.addWidget(self._hint)
        self.column.addWidget(self._begin)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where room is short the glyph goes first, then the last samples: rather fewer than a scroll bar."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().height()
        parts = [self._glyph, *reversed(self.samples[1:])]
        for part in parts:
            part.setVisible(True)
        for part in parts:
            if self._needed() <= room:
                break
            part.setVisible(False)

    def _needed(self) -> int:
        inner = self._begin.layout()
        assert inner is not None
        inner.activate()
        self.column.activate()
        return max(self.column.heightForWidth(self.viewport().width()), self.column.minimumSize().height())

    def set_pinned_only(self, on: bool) -> None:
        """Whether only pinned answers are wanted, and there are none."""
        self._title.setText("Nothing is pinned" if on else "Say a few words")
        self._hint.setText(
            "Pin an answer (P) to find it here." if on else
            "The muse answers with pictures to paint, poems, stories, scenes, palettes and notes on your work."
        )  # fmt: skip
        self._begin.setVisible(not on)
        self._fit()
