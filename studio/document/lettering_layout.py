"""How lettering lies: lines, box, places of the caret, and its pixels. QTextLayout shapes it, QPainter draws it.

Places in the text are counted in UTF-16 units, as Qt does. Coordinates are px from the upper left corner of the box.
Needs a QGuiApplication: Qt has no fonts without one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from studio.core.errors import UserError
from studio.core.paths import resource
from studio.document.lettering import SHIPPED, Lettering
from studio.document.raster import empty, image_on
from studio.document.tiles import TILE, TileMap

MOST_PIXELS = 2**27
"""Of the box and the room around it, drawn or not."""
_BAND = 512
"""Rows that are drawn at a time."""
_ENDLESS = 2.0**22
_FAR = 2.0**24
_JOINED = 4
"""So many letters before a change are drawn anew: pairs are moved together, and some become one sign."""
_FIRST_COMPLEX = 0x05
"""Upper byte of the first character that is not Latin, Greek or Cyrillic."""
Part = tuple[float, float, float, float]
"""left, top, right, bottom"""
EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


@lru_cache(maxsize=1)
def _load_shipped() -> None:
    """The font of the program, where the window has not loaded it."""
    if SHIPPED not in QFontDatabase.families():
        for path in sorted(resource("fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(path))


def font_of(lettering: Lettering) -> QFont:
    """The font with the shipped one behind it, drawn at any size as its outlines say. Raises `UserError`."""
    if QGuiApplication.instance() is None:
        raise UserError("Lettering needs the window: there are no fonts without it.")
    _load_shipped()
    font = QFont([lettering.family, SHIPPED])
    font.setPixelSize(lettering.size)
    font.setWeight(QFont.Weight(lettering.weight))
    font.setItalic(lettering.italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, lettering.letter_spacing * lettering.size)
    return font


@dataclass(frozen=True)
class _Line:
    """One line on the screen. `start`: where it begins in the whole text, `first`: where its paragraph does; `top`,
    `baseline` in px; `last`: it ends its paragraph; `text` in UTF-16."""

    line: QTextLine
    start: int
    length: int
    top: float
    baseline: float
    first: int
    last: bool
    text: bytes

    @property
    def look(self) -> tuple[object, ...]:
        """Lines of the same look are drawn alike."""
        rect = self.line.naturalTextRect()
        return self.text, self.baseline, rect.x(), rect.width()


class Layout:
    """Lettering, laid out."""

    def __init__(self, lettering: Lettering) -> None:
        self.lettering = lettering
        self._font = font_of(lettering)
        metrics = QFontMetricsF(self._font)
        self.ascent, self.descent = metrics.ascent(), metrics.descent()
        self.advance = lettering.size * lettering.line_spacing
        self._layouts: list[QTextLayout] = []
        self._lines: list[_Line] = []
        width = lettering.width
        if width is None:
            width = max(1.0, math.ceil(self._lay(_ENDLESS, "left")))
        self.width = width
        if lettering.width is not None or lettering.align != "left":
            self._lay(width, lettering.align)
        self.height = self.ascent + self.descent + self.advance * (len(self._lines) - 1)
        self.length = sum(len(x.text().encode("utf-16-le")) // 2 + 1 for x in self._layouts) - 1

    @property
    def lines(self) -> int:
        return len(self._lines)

    @property
    def natural(self) -> float:
        """Width of the widest line."""
        return max(x.line.naturalTextWidth() for x in self._lines)

    def _lay(self, width: float, align: str) -> float:
        """Breaks all lines for a width; returns that of the widest line."""
        option = QTextOption(_ALIGN[align] | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layouts, self._lines = [], []
        start, widest, baseline = 0, 0.0, self.ascent
        for paragraph in self.lettering.text.split("\n"):
            layout = QTextLayout(paragraph, self._font)
            layout.setCacheEnabled(True)
            layout.setTextOption(option)
            layout.beginLayout()
            made: list[QTextLine] = []
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                made.append(line)
            layout.endLayout()
            units = paragraph.encode("utf-16-le")
            for line in made:
                at, length = line.textStart(), line.textLength()
                line.setPosition(QPointF(0, baseline - line.ascent()))
                widest = max(widest, line.naturalTextWidth())
                self._lines.append(
                    _Line(line, start + at, length, baseline - self.ascent, baseline, start, line is made[-1],
                          units[2 * at : 2 * (at + length)])
                )  # fmt: skip
                baseline += self.advance
            self._layouts.append(layout)
            start += len(units) // 2 + 1
        return widest

    # -- the caret -----------------------------------------------------------------------------------------------

    def line_at(self, place: int) -> int:
        """The line in which the caret stands at a place of the text."""
        found = 0
        for number, line in enumerate(self._lines):
            if line.start <= place:
                found = number
        return found

    def caret(self, place: int) -> QRectF:
        """Where the caret stands: as high as the letters, without width."""
        place = max(0, min(self.length, place))
        line = self._lines[self.line_at(place)]
        x = _number(line.line.cursorToX(place - line.first))
        return QRectF(x, line.top, 0, self.ascent + self.descent)

    def place_at(self, x: float, y: float) -> int:
        """The place of the text nearest to a point."""
        number = math.floor((y - (self.ascent + self.descent - self.advance) / 2) / self.advance)
        return self._place_in(max(0, min(len(self._lines) - 1, number)), x)

    def _place_in(self, number: int, x: float) -> int:
        line = self._lines[number]
        place = line.first + int(line.line.xToCursor(x))
        # The end of a wrapped line is the beginning of the next one: the caret stays in the line that was hit.
        return place if line.last else min(place, line.start + max(0, line.length - 1))

    def beside(self, place: int, lines: int, x: float) -> int:
        """The place `lines` further down, nearest to `x`; the text's begin or end beyond its first or last line."""
        number = self.line_at(place) + lines
        if number < 0:
            return 0
        return self.length if number >= len(self._lines) else self._place_in(number, x)

    def line_ends(self, place: int) -> tuple[int, int]:
        """Begin and end of the line on the screen that holds a place."""
        line = self._lines[self.line_at(place)]
        return line.start, line.start + (line.length if line.last else max(0, line.length - 1))

    def selected(self, start: int, end: int) -> list[QRectF]:
        """What the text between two places covers, a rectangle or more a line."""
        out: list[QRectF] = []
        for line in self._lines:
            a, b = max(start, line.start), min(end, line.start + line.length)
            if a > b or (a == b and not (start <= line.start + line.length < end)):
                continue
            x1, x2 = (_number(line.line.cursorToX(p - line.first)) for p in (a, b))
            thin = 0.0 if b > a else self.lettering.size * 0.12  # an empty line that is selected is seen as well
            out.append(QRectF(min(x1, x2), line.top, abs(x2 - x1) + thin, self.ascent + self.descent))
        return out

    # -- pixels --------------------------------------------------------------------------------------------------

    def missing(self) -> str:
        """Characters of the text that no font on this computer can draw, each once."""
        out: list[str] = []
        for layout in self._layouts:
            units = layout.text().encode("utf-16-le")
            for run in layout.glyphRuns(-1, -1, QTextLayout.GlyphRunRetrievalFlag.RetrieveAll):
                for glyph, at in zip(run.glyphIndexes(), run.stringIndexes(), strict=False):
                    if glyph == 0:
                        out.append(units[2 * at : 2 * at + 4].decode("utf-16-le", "ignore")[:1])
        return "".join(c for c in dict.fromkeys(out) if c.strip())

    def tiles(self, part: Part | None = None) -> TileMap:
        """The letters in the layer's plane; of the tiles that touch `part` where that is given. Raises `UserError` for
        what is too large."""
        x, y, reach = self.lettering.x, self.lettering.y, self.reach
        left, right = _tiled(x - reach, x + self.width + reach)
        top, bottom = _tiled(y - reach, y + self.height + reach)
        if (right - left) * (bottom - top) > MOST_PIXELS:
            raise UserError(
                "Lettering of this size does not fit into the memory: make it smaller or its lines shorter."
            )
        if part is not None:
            (x1, x2), (y1, y2) = _tiled(part[0], part[2]), _tiled(part[1], part[3])
            left, right, top, bottom = max(left, x1), min(right, x2), max(top, y1), min(bottom, y2)
        made = TileMap()
        for band in range(top, bottom, _BAND) if right > left else ():
            height = min(_BAND, bottom - band)
            raw = empty(right - left, height)
            target = image_on(raw)
            painter = QPainter(target)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            painter.translate(x - left, y - band)
            self._draw(painter, band - y, band - y + height)
            painter.end()
            made.write(left, band, raw)
        made.disown()
        return made

    def _draw(self, painter: QPainter, top: float, bottom: float) -> None:
        """Draws the lines that touch the rows from `top` to `bottom`."""
        painter.setPen(QColor(*self.lettering.color))
        for line in self._lines:
            low, high = self._rows(line)
            if high >= top and low <= bottom:
                # No mark reaches further than it is reckoned with: what is drawn anew line by line fits together.
                painter.setClipRect(QRectF(-self.reach, low, self.width + 2 * self.reach, high - low))
                line.line.draw(painter, QPointF(0, 0))

    @property
    def reach(self) -> int:
        """How far letters may reach out of their line in px: tails, slanted capitals, marks above marks."""
        return math.ceil(self.lettering.size / 2) + 2

    def _rows(self, line: _Line) -> tuple[float, float]:
        return line.top - self.reach, line.baseline + self.descent + self.reach

    def changed(self, old: Layout) -> Part | None:
        """Where this one looks different from `old`, which differs in its words only: left, top, right, bottom in px of
        the plane. None where nothing does, all where they cannot be compared."""
        new, was = self.lettering, old.lettering
        if was.but(text=new.text, edited=new.edited, source=new.source) != new:
            return EVERYWHERE
        pairs = [(a, b) for a, b in zip_longest(self._lines, old._lines) if a is None or b is None or a.look != b.look]
        if not pairs:
            return None
        rows = [self._rows(line) for pair in pairs for line in pair if line is not None]
        left = min(_same_until(a, b) for a, b in pairs) - self.reach
        return left + new.x, min(r[0] for r in rows) + new.y, math.inf, max(r[1] for r in rows) + new.y


def _same_until(a: _Line | None, b: _Line | None) -> float:
    """How far from the left two lines are drawn alike, in px."""
    if a is None or b is None:
        return -math.inf
    if a.line.naturalTextRect().x() != b.line.naturalTextRect().x() or not (_plain(a.text) and _plain(b.text)):
        return -math.inf
    alike = next(
        (n for n, (x, y) in enumerate(zip(a.text, b.text, strict=False)) if x != y), min(len(a.text), len(b.text))
    )
    # Letters may be drawn otherwise because of those that follow.
    place = max(0, alike // 2 - _JOINED)
    if place == 0:
        return -math.inf
    return min(_number(line.line.cursorToX(line.start - line.first + place)) for line in (a, b))


def _plain(units: bytes) -> bool:
    """Whether the text runs from left to right in scripts whose letters do not change far ahead of a new one."""
    return all(high < _FIRST_COMPLEX for high in units[1::2])


def _tiled(low: float, high: float) -> tuple[int, int]:
    """The smallest row of tiles from `low` to `high`, in px; what is without end is as far as anything lies."""
    low, high = max(-_FAR, low), min(_FAR, high)
    return math.floor(low / TILE) * TILE, math.ceil(high / TILE) * TILE


def _number(value: object) -> float:
    """Qt gives places of the caret as a pair or as a number, depending on its version."""
    return float(value[0]) if isinstance(value, tuple | list) else float(value)  # type: ignore[arg-type]
