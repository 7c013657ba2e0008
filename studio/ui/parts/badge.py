"""Where a layer comes from: told by glyph and word, never by hue."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import color, font, paint_icon

ORIGINS: dict[str, tuple[str, str]] = {
    "hand": ("pencil-simple", "Hand"),
    "generated": ("sparkle", "Generated"),
    "stylized": ("drop-half", "Stylized"),
    "picture": ("image", "Picture"),
    "elsewhere": ("arrow-square-in", "Elsewhere"),
}
_WIDTH, _HEIGHT = 22, 18


def badge_size(origin: str, compact: bool) -> QSize:
    if compact:
        return QSize(_WIDTH, _HEIGHT)
    return QSize(_WIDTH + QFontMetrics(font(11)).horizontalAdvance(ORIGINS[origin][1]) + 6, _HEIGHT)


def paint_badge(painter: QPainter, rect: QRectF, origin: str, *, compact: bool) -> None:
    """For delegates as well as for the widget below."""
    glyph, word = ORIGINS[origin]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color("track"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    paint_icon(painter, glyph, QRectF(rect.x() + 5, rect.y() + 3, 12, 12), color("text2"))
    if not compact:
        painter.setPen(color("text2"))
        painter.setFont(font(11))
        painter.drawText(rect.adjusted(21, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, word)
    painter.restore()


class Badge(QWidget):
    """`origin`: a key of `ORIGINS`. Compact, it shows the glyph only and the word in its tooltip."""

    def __init__(self, origin: str, *, compact: bool = False) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._origin, self._compact = origin, compact
        self.set_origin(origin)

    def set_origin(self, origin: str) -> None:
        self._origin = origin
        self.setToolTip(f"Origin: {ORIGINS[origin][1]}")
        self.setAccessibleName(f"Origin: {ORIGINS[origin][1]}")
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.setFixedSize(badge_size(self._origin, compact))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        paint_badge(QPainter(self), QRectF(self.rect()), self._origin, compact=self._compact)
