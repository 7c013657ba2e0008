"""Outlines of icons: the Phosphor set that comes with qtawesome, and the few glyphs that it lacks.

Every outline lives in a box of 64 x 64 units with the pen of Phosphor regular (4 units). The font file is read
directly instead of through qtawesome's own loader: that loader opens a dozen fonts, and outlines are crisp at every
scale and can be tinted when they are painted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QRawFont

BOX = 64.0
_PEN = 4.0


@lru_cache(maxsize=1)
def _phosphor() -> tuple[QRawFont, dict[str, str]]:
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise RuntimeError("qtawesome, which carries the icon font, is not installed")
    folder = Path(spec.origin).parent / "fonts"
    charmap: dict[str, str] = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text("utf-8"))
    raw = QRawFont(str(next(folder.glob("phosphor-*.ttf"))), BOX)
    return raw, charmap


def outline(name: str) -> QPainterPath:
    """The filled outline of an icon in the 64-unit box. Raises KeyError for a name that no set has."""
    return QPainterPath(_outline(name))


@lru_cache(maxsize=512)
def _outline(name: str) -> QPainterPath:
    if name in DRAWN:
        return DRAWN[name]()
    raw, charmap = _phosphor()
    glyphs = raw.glyphIndexesForString(chr(int(charmap[name], 16)))
    return raw.pathForGlyph(glyphs[0]).translated(0.0, raw.ascent())


def known(name: str) -> bool:
    return name in DRAWN or name in _phosphor()[1]


def _stroked(*paths: QPainterPath, width: float = _PEN) -> QPainterPath:
    pen = QPainterPathStroker()
    pen.setWidth(width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    out = QPainterPath()
    for path in paths:
        out = out.united(pen.createStroke(path))
    return out


def _lasso() -> QPainterPath:
    loop, knot, tail = QPainterPath(), QPainterPath(), QPainterPath(QPointF(19, 39))
    loop.addEllipse(QRectF(8, 11, 48, 29))
    knot.addEllipse(QPointF(19, 39), 4.5, 4.5)
    tail.cubicTo(11, 47, 27, 47, 22, 57)
    return _stroked(loop, knot, tail)


def _gradient() -> QPainterPath:
    """A frame whose filling thins out in three steps of stripes: it stays readable in one tint."""
    frame = QPainterPath()
    frame.addRoundedRect(QRectF(8, 13, 48, 38), 4, 4)
    out = _stroked(frame)
    for x, width in ((10.0, 12.0), (24.0, 8.0), (35.0, 5.0), (44.0, 2.5)):
        bar = QPainterPath()
        bar.addRect(QRectF(x, 15, width, 34))
        out = out.united(bar)
    return out


def _smudge() -> QPainterPath:
    """A fingertip that drags a trail of paint behind it."""
    finger, trail, under = QPainterPath(QPointF(54, 14)), QPainterPath(QPointF(33, 45)), QPainterPath(QPointF(29, 54))
    finger.lineTo(37, 12)
    finger.cubicTo(30, 12, 24, 17, 21, 23)
    finger.cubicTo(17, 31, 26, 37, 32, 30)
    finger.lineTo(37, 25)
    finger.lineTo(54, 27)
    trail.cubicTo(25, 47, 17, 44, 8, 46)
    under.cubicTo(22, 55, 17, 53, 11, 55)
    return _stroked(finger, trail, under)


def _dock_float() -> QPainterPath:
    back, front = QPainterPath(QPointF(44, 44)), QPainterPath()
    back.lineTo(12, 44)
    back.lineTo(12, 16)
    back.lineTo(52, 16)
    front.addRoundedRect(QRectF(24, 26, 30, 24), 3, 3)
    return _stroked(back, front)


DRAWN: dict[str, Callable[[], QPainterPath]] = {
    "lasso": _lasso,
    "gradient": _gradient,
    "smudge": _smudge,
    "dock-float": _dock_float,
}
