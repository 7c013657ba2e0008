"""Icons that take their color from the theme at the moment they are painted."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QTransform

from studio.ui.theme.current import color, theme_changed
from studio.ui.theme.glyphs import BOX, outline

TOOL, BUTTON, STATUS, CHEVRON = 20, 16, 14, 12
"""Logical pixel sizes of icons in the tool strip, in buttons, in the status line, and of fold marks."""


def paint_icon(painter: QPainter, name: str, rect: QRectF, tint: QColor) -> None:
    """Fills the icon's outline, centered in `rect` and as large as its shorter side."""
    side = min(rect.width(), rect.height())
    scale = side / BOX
    box = QTransform.fromTranslate(rect.center().x() - side / 2, rect.center().y() - side / 2).scale(scale, scale)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path: QPainterPath = box.map(outline(name))
    painter.fillPath(path, tint)
    painter.restore()


class _TintedEngine(QIconEngine):
    """Paints one glyph in a token's color; in the token `disabled` when its widget is."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self._name, QRectF(rect), color(self._tint(mode)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, color(self._tint(mode)).rgba(), size.width(), size.height(), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        return _pixmap(self._name, color(self._tint(mode)).rgba(), size.width(), size.height(), scale)

    def _tint(self, mode: QIcon.Mode) -> str:
        return "disabled" if mode == QIcon.Mode.Disabled else self._token


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, width: int, height: int, scale: float) -> QPixmap:
    made = QPixmap(round(width * scale), round(height * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, name, QRectF(0, 0, width, height), QColor.fromRgba(rgba))
    painter.end()
    return made


@lru_cache(maxsize=1024)
def icon(name: str, token: str = "text") -> QIcon:
    """The icon `name` (a Phosphor name or one of `glyphs.DRAWN`), tinted with a color token.

    Raises KeyError for an unknown name, so that a typing error shows when the widget is built.
    """
    outline(name)
    return QIcon(_TintedEngine(name, token))


def icon_pixmap(name: str, size: int, token: str = "text", scale: float = 1.0) -> QPixmap:
    """The icon as a square pixmap of `size` logical pixels."""
    return _pixmap(name, color(token).rgba(), size, size, scale)


theme_changed.connect(_pixmap.cache_clear)
