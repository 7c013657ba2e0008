"""Small plots of what a style is like, painted in the house's look. Each takes the other side too, so that both are drawn
to one scale."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.art.styles.compare_words import color_name
from studio.bridge.binding import Bindings
from studio.session.style_comparison import Side
from studio.ui.theme import color, font
from studio.ui.theme.current import theme_changed

CENTER, LEFT, RIGHT = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignVCenter
CAPTION = 16


class Plot(QWidget):
    """Paints one side of a topic; empty while that is being measured. `spoken` says the same in words."""

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._paint, self._say, height = PAINTERS[topic]
        self._side: Side | None = None
        self._other: Side | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)
        Bindings(self).on(theme_changed, self.update)

    def show_side(self, side: Side | None, other: Side | None) -> None:
        self._side, self._other = side, other
        self.setAccessibleName(self._say(side) if side is not None else "")
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(280, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(180, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._side is not None:
            self._paint(painter, box, self._side, self._other or self._side)


# -- palette -------------------------------------------------------------------------------------------------------


def paint_palette(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """Fields as wide as their colors' shares, the names of the wide ones under them."""
    bar = QRectF(box.x(), box.y() + 4, box.width(), box.height() - CAPTION - 8)
    swatches = sorted(side.traits.colors, key=lambda s: s.lab[0])
    total = sum(s.share for s in swatches) or 1.0
    clip = QPainterPath()
    clip.addRoundedRect(bar, 4, 4)
    painter.save()
    painter.setClipPath(clip)
    x = bar.x()
    places = []
    for swatch in swatches:
        width = bar.width() * swatch.share / total
        # Fields overlap by a hair: no seam shows between them on any screen.
        painter.fillRect(QRectF(x, bar.y(), width + 1, bar.height()), QColor(*swatch.rgb))
        places.append((x, width, swatch))
        x += width
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("edge"), 1))
    painter.drawRoundedRect(bar, 4, 4)
    painter.setFont(font(11))
    painter.setPen(color("text2"))
    for x, width, swatch in places:
        name = color_name(swatch)
        if painter.fontMetrics().horizontalAdvance(name) <= width - 4:
            painter.drawText(QRectF(x, bar.bottom() + 4, width, CAPTION), CENTER, name)


def say_palette(side: Side) -> str:
    return ", ".join(f"{color_name(s)} {s.share:.0%}" for s in side.traits.colors)


# -- values --------------------------------------------------------------------------------------------------------


def paint_values(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """How much of the picture has each lightness, over a ramp from black to white; marks at 5, 50 and 95 percent."""
    ramp = QRectF(box.x(), box.bottom() - CAPTION - 10, box.width(), 8)
    plot = QRectF(box.x(), box.y() + 4, box.width(), ramp.top() - box.y() - 8)
    # Single bins may stand far above all others (bare paper): the root keeps the rest in sight.
    top = math.sqrt(max(*side.values, *other.values, 1e-6))
    path = QPainterPath(plot.bottomLeft())
    step = plot.width() / len(side.values)
    heights = [math.sqrt(v) / top for v in side.values]
    for k, height in enumerate(heights):
        path.lineTo(plot.x() + (k + 0.5) * step, plot.bottom() - height * plot.height())
    path.lineTo(plot.bottomRight())
    path.closeSubpath()
    painter.fillPath(path, color("text2", 90))
    painter.setPen(QPen(color("text2"), 1.2))
    painter.drawPath(path)
    grade = QLinearGradient(ramp.topLeft(), ramp.topRight())
    grade.setColorAt(0, QColor(0, 0, 0))
    grade.setColorAt(1, QColor(255, 255, 255))
    painter.setPen(QPen(color("edge"), 1))
    painter.setBrush(grade)
    painter.drawRoundedRect(ramp, 4, 4)
    q = side.traits.tones.quantiles
    painter.setPen(QPen(color("line"), 1, Qt.PenStyle.DashLine))
    for value in (q[1], q[3], q[5]):
        x = plot.x() + plot.width() * value / 100
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
    painter.setPen(QPen(color("text"), 2))
    painter.drawLine(
        QPointF(plot.x() + plot.width() * q[1] / 100, ramp.bottom() + 5),
        QPointF(plot.x() + plot.width() * q[5] / 100, ramp.bottom() + 5),
    )
    x = plot.x() + plot.width() * q[3] / 100
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("text"))
    painter.drawEllipse(QPointF(x, ramp.bottom() + 5), 4, 4)


def say_values(side: Side) -> str:
    q = side.traits.tones.quantiles
    return f"Lightness {q[1]:.0f} to {q[5]:.0f} of 100, half of it below {q[3]:.0f}"


# -- strokes -------------------------------------------------------------------------------------------------------


def paint_strokes(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """One mark in its true proportion, beside a ruler; both sides to one scale."""
    s = side.traits.strokes
    longest = max(side.traits.strokes.length, other.traits.strokes.length, 1e-3)
    widest = max(side.traits.strokes.width, other.traits.strokes.width, 1e-3)
    room = QRectF(box.x(), box.y() + 4, box.width(), box.height() - CAPTION - 12)
    scale = min((room.width() - 150) / longest, room.height() * 0.8 / widest)
    length, width = max(2.0, s.length * scale), max(1.0, s.width * scale)
    mark = QRectF(0, 0, length, width)
    mark.moveCenter(QPointF(room.x() + length / 2, room.center().y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("text2"))
    radius = min(width, length) / 2
    painter.drawRoundedRect(mark, radius, radius)
    painter.setFont(font(11, tabular=True))
    painter.setPen(color("text2"))
    told = f"{s.length * 100:.1f} % long, {s.width * 100:.1f} % wide"
    painter.drawText(QRectF(mark.right() + 12, room.y(), 200, room.height()), LEFT | MIDDLE, told)
    y = box.bottom() - CAPTION - 2
    share = next((t for t in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if t * scale > 48), 0.2)
    painter.setPen(QPen(color("edge"), 1))
    end = box.x() + share * scale
    painter.drawLine(QPointF(box.x(), y), QPointF(end, y))
    for x in (box.x() + 0.5, end):
        painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
    painter.setFont(font(11, tabular=True))
    painter.setPen(color("text2"))
    painter.drawText(QRectF(box.x(), y + 3, 240, CAPTION), LEFT | MIDDLE, f"{share * 100:g} % of the short side")


def say_strokes(side: Side) -> str:
    s = side.traits.strokes
    return f"Marks {s.length * 100:.1f} % of the short side long, {s.width * 100:.1f} % wide"


# -- direction -----------------------------------------------------------------------------------------------------


def paint_direction(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """A rose: the longer a petal, the more marks point that way (and the opposite way)."""
    shares = side.traits.strokes.directions
    top = max(*shares, *other.traits.strokes.directions, 1e-6)
    radius = min(box.width(), box.height()) / 2 - 4
    middle = QPointF(box.x() + radius + 4, box.center().y())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("line"), 1))
    for k in (1 / 3, 2 / 3, 1.0):
        painter.drawEllipse(middle, radius * k, radius * k)
    painter.drawLine(middle - QPointF(radius, 0), middle + QPointF(radius, 0))
    painter.drawLine(middle - QPointF(0, radius), middle + QPointF(0, radius))
    half = 180 / len(shares) / 2 - 1.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("text2"))
    for k, share in enumerate(shares):
        # Areas, not radii, are what one compares.
        reach = radius * math.sqrt(share / top)
        ring = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
        for turn in (0, 180):
            angle = k * 180 / len(shares) + turn
            painter.drawPie(ring, round((angle - half) * 16), round(2 * half * 16))
    painter.setFont(font(11))
    painter.setPen(color("text2"))
    x = middle.x() + radius + 20
    words = [
        f"{side.traits.strokes.aligned * 100:.0f} % one direction",
        f"{side.traits.strokes.order * 100:.0f} % neighbors agree",
    ]
    for k, word in enumerate(words):
        painter.drawText(QRectF(x, middle.y() - 18 + 18 * k, box.right() - x, 18), LEFT | MIDDLE, word)


def say_direction(side: Side) -> str:
    shares = side.traits.strokes.directions
    best = max(range(len(shares)), key=lambda k: shares[k])
    return f"Most marks point to {best * 180 / len(shares):.0f}°, 0° is level and 90° upright"


# -- texture -------------------------------------------------------------------------------------------------------


def paint_texture(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """How strong the changes of each size are, from fine to broad."""

    def strengths(s: Side) -> list[float]:
        return [b * s.traits.surface.contrast for b in s.traits.surface.bands]

    mine = strengths(side)
    top = max(*mine, *strengths(other), 1e-6)
    plot = QRectF(box.x(), box.y() + 4, box.width(), box.height() - CAPTION - 10)
    cell = plot.width() / len(mine)
    width = min(36.0, cell * 0.62)
    painter.setPen(Qt.PenStyle.NoPen)
    for k, strength in enumerate(mine):
        height = max(2.0, plot.height() * strength / top)
        bar = QRectF(plot.x() + k * cell, plot.bottom() - height, width, height)
        painter.setBrush(color("text2"))
        painter.drawRoundedRect(bar, min(3.0, height / 2), min(3.0, height / 2))
    painter.setPen(QPen(color("line"), 1))
    painter.drawLine(plot.bottomLeft() + QPointF(0, 1), plot.bottomRight() + QPointF(0, 1))
    painter.setFont(font(11))
    painter.setPen(color("text2"))
    below = QRectF(plot.x(), plot.bottom() + 4, (len(mine) - 1) * cell + width, CAPTION)
    painter.drawText(below, LEFT | MIDDLE, "fine")
    painter.drawText(below, RIGHT | MIDDLE, "broad")


def say_texture(side: Side) -> str:
    shares = ", ".join(f"{b:.0%}" for b in side.traits.surface.bands)
    return f"Contrast {side.traits.surface.contrast:.1f}; from fine to broad {shares}"


# -- lines ---------------------------------------------------------------------------------------------------------


def paint_lines(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """A field of lines that covers as much as they cover of the picture."""
    share = min(0.95, side.traits.surface.lines)
    field = QRectF(box.x(), box.y() + 4, box.width() - 56, box.height() - 8)
    clip = QPainterPath()
    clip.addRoundedRect(field, 4, 4)
    painter.fillPath(clip, color("field"))
    painter.save()
    painter.setClipPath(clip)
    pitch, thick = 9.0, 9.0 * share
    if share >= 0.005:
        painter.setPen(QPen(color("text2"), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        x = field.x() - field.height()
        while x < field.right() + field.height():
            painter.drawLine(QPointF(x, field.bottom() + 4), QPointF(x + field.height() + 8, field.top() - 4))
            x += pitch * math.sqrt(2)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("line"), 1))
    painter.drawRoundedRect(field, 4, 4)
    painter.setPen(color("text"))
    painter.setFont(font(12, 600, tabular=True))
    painter.drawText(
        QRectF(field.right() + 8, field.y(), 48, field.height()), LEFT | MIDDLE, f"{side.traits.surface.lines:.0%}"
    )


def say_lines(side: Side) -> str:
    return f"Thin lines on {side.traits.surface.lines:.0%} of the area"


# -- surface -------------------------------------------------------------------------------------------------------


def paint_surface(painter: QPainter, box: QRectF, side: Side, other: Side) -> None:
    """Three measures as levels."""
    y = box.y() + 4
    for word, value in _surface(side):
        painter.setFont(font(11))
        painter.setPen(color("text2"))
        painter.drawText(QRectF(box.x(), y, 92, 20), LEFT | MIDDLE, word)
        groove = QRectF(box.x() + 96, y + 7, box.width() - 96 - 48, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("line"))
        painter.drawRoundedRect(groove, 3, 3)
        painter.setBrush(color("text2"))
        painter.drawRoundedRect(QRectF(groove.x(), groove.y(), max(6.0, groove.width() * value), 6), 3, 3)
        painter.setFont(font(11, tabular=True))
        painter.setPen(color("text"))
        painter.drawText(QRectF(groove.right() + 8, y, 40, 20), RIGHT | MIDDLE, f"{value:.0%}")
        y += 24


def _surface(side: Side) -> list[tuple[str, float]]:
    s = side.traits.surface
    return [("Flat areas", s.flat), ("Sudden edges", s.hard), ("Two values only", s.binary)]


def say_surface(side: Side) -> str:
    return ", ".join(f"{word} {value:.0%}" for word, value in _surface(side))


PAINTERS: dict[str, tuple[Callable[[QPainter, QRectF, Side, Side], None], Callable[[Side], str], int]] = {
    "palette": (paint_palette, say_palette, 84),
    "values": (paint_values, say_values, 124),
    "strokes": (paint_strokes, say_strokes, 84),
    "direction": (paint_direction, say_direction, 132),
    "texture": (paint_texture, say_texture, 112),
    "lines": (paint_lines, say_lines, 72),
    "surface": (paint_surface, say_surface, 84),
}
"""Topic -> what paints it, what says it, its height in px."""
