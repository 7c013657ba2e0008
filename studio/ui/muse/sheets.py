"""What is looked at in an answer instead of read: swatches of a palette, lines of a composition, words that wait."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.core.guides import BY_ID
from studio.ui.parts.labels import plain_tip
from studio.ui.theme import color


class SwatchStrip(QWidget):
    """The colors of a palette side by side; the one under the pointer grows a little and says its name."""

    def __init__(self, height: int = 48) -> None:
        super().__init__()
        self._colors: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._over = -1
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_colors(self, colors: Sequence[str], names: Sequence[str] = ()) -> None:
        """ "#rrggbb" in their order, and a name for each where there are any."""
        self._colors, self._names = tuple(colors), tuple(names)
        said = [self._say(k) for k in range(len(self._colors))]
        self.setAccessibleName("Palette: " + ", ".join(said))
        self.update()

    @property
    def colors(self) -> tuple[str, ...]:
        return self._colors

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self.height())

    def _say(self, k: int) -> str:
        code = self._colors[k].upper()
        return f"{self._names[k]}, {code}" if k < len(self._names) and self._names[k] else code

    def _index(self, x: float) -> int:
        count = len(self._colors)
        return min(count - 1, max(0, int(x * count / max(1, self.width())))) if count else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        over = self._index(event.position().x())
        if over != self._over and not event.buttons():
            self._over = over
            self.update()
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._over = -1
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            k = self._index(event.pos().x())
            if k >= 0:
                QToolTip.showText(event.globalPos(), plain_tip(self._say(k)), self)
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, count = QRectF(self.rect()), len(self._colors)
        if not count:
            return
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.setClipPath(path)
        step = box.width() / count
        for k, code in enumerate(self._colors):
            painter.fillRect(QRectF(round(k * step), 0, round((k + 1) * step) - round(k * step), box.height()),
                             QColor(code))  # fmt: skip
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("line"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self._over >= 0:
            cell = QRectF(round(self._over * step), 0, round(step), box.height()).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(color("panel"), 4))
            painter.drawRoundedRect(cell, 3, 3)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(cell, 3, 3)


class GuidesSketch(QWidget):
    """A composition as a small drawn picture: its lines, and a ring where the eye rests."""

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self.setFixedSize(84, 64)

    def set_guides(self, id_: str) -> None:
        """An id of `core.guides`; any other leaves the sheet empty."""
        self._id = id_
        known = BY_ID.get(id_)
        self.setAccessibleName(f"Composition: {known.title}" if known else "Composition")
        self.setToolTip(known.help if known else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color("edge"), 1))
        painter.setBrush(color("field"))
        painter.drawRoundedRect(box, 4, 4)
        known = BY_ID.get(self._id)
        if known is None:
            return
        inner = box.adjusted(4, 4, -4, -4)

        def at(x: float, y: float) -> QPointF:
            return QPointF(inner.x() + x * inner.width(), inner.y() + y * inner.height())

        painter.setPen(QPen(color("text2"), 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for x1, y1, x2, y2 in known.lines:
            painter.drawLine(at(x1, y1), at(x2, y2))
        painter.setPen(QPen(color("field"), 2))
        painter.setBrush(color("text"))
        for x, y in known.points:
            painter.drawEllipse(at(x, y), 4, 4)


class Skeleton(QWidget):
    """Bars where words will stand. It does not move: a still sign that something is on its way."""

    def __init__(self, shares: Sequence[float] = (0.94, 0.6), step: int = 16) -> None:
        super().__init__()
        self._shares, self._step = tuple(shares), step
        self.setFixedHeight(step * len(self._shares))
        self.setAccessibleName("The muse is writing")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("hover"))
        for k, share in enumerate(self._shares):
            bar = QRectF(0, k * self._step + self._step / 2 - 4, self.width() * share, 8)
            painter.drawRoundedRect(bar, 4, 4)
