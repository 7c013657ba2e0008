"""How one style looks in the grid: its picture, the rings of choice and focus, its marks, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui.panels.style_tile_model import Index
from studio.ui.theme import color, font, paint_icon

if TYPE_CHECKING:
    from studio.ui.panels.style_tiles import StyleTiles

SIZES: dict[str, tuple[int, bool]] = {"small": (52, False), "medium": (76, False), "large": (100, True)}
"""Tile sizes: the smallest side in px, and whether titles stand under the pictures."""
TITLE = 18


class TileDelegate(QStyledItemDelegate):
    """`side`: of the picture in px. `titled`: the name stands under it."""

    def __init__(self, view: StyleTiles) -> None:
        super().__init__(view)
        self._view = view
        self.side, self.titled = SIZES["medium"]
        self._fitted: dict[tuple[int, int], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return self._view.gridSize()

    def forget(self) -> None:
        self._fitted.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._view.items
        entry = model.entry_at(index)
        rect, state = QRectF(option.rect), option.state
        box = QRectF(rect.x(), rect.y(), self.side, self.side)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = self._view.hasFocus() and index == self._view.currentIndex() and self._view.by_keys
        chosen = entry is not None and entry.source == model.chosen
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        inner = box.adjusted(4, 4, -4, -4) if chosen else box
        picture = model.thumb(entry.source) if entry is not None else None
        clip = QPainterPath()
        clip.addRoundedRect(inner, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(inner, color("field"))
        if entry is not None and picture is not None:
            painter.setOpacity(1.0 if self._view.isEnabled() and not entry.missing else 0.35)
            painter.drawPixmap(inner, self._fit(picture, box), QRectF(self._fit(picture, box).rect()))
            painter.setOpacity(1.0)
        if hover and self._view.isEnabled():
            painter.fillRect(inner, QColor(255, 255, 255, 22))
        painter.restore()
        self._frame(painter, box, inner, entry is None, chosen, focus, hover)
        if entry is None:
            self._glyph(painter, inner, "plus", "text2")
        else:
            if entry.missing:
                self._glyph(painter, inner, "link-break", "danger")
            if entry.favorite:
                self._plate(painter, inner, "star-fill")
            number = model.numbers.get(entry.source)
            if number is not None:
                self._number(painter, inner, number)
        if self.titled:
            self._title(painter, rect, index, chosen)
        painter.restore()

    def _fit(self, picture: QPixmap, box: QRectF) -> QPixmap:
        """The middle of the picture at the pixels of this screen; made once."""
        side = max(1, round(box.width() * self._view.devicePixelRatioF()))
        key = picture.cacheKey(), side
        if key not in self._fitted:
            grown = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted[key] = grown.copy((grown.width() - side) // 2, (grown.height() - side) // 2, side, side)
        return self._fitted[key]

    def _frame(
        self, painter: QPainter, box: QRectF, inner: QRectF, empty: bool, chosen: bool, focus: bool, hover: bool
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if empty:
            pen = QPen(color("text2" if hover else "edge"), 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        elif hover and not chosen:
            painter.setPen(QPen(color("edge"), 1))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if chosen:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if focus:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 4, 4)
            painter.setPen(QPen(color("panel"), 1))
            painter.drawRoundedRect(inner.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3)

    def _glyph(self, painter: QPainter, box: QRectF, glyph: str, token: str) -> None:
        side = min(20.0, box.width() / 2)
        place = QRectF(0, 0, side, side)
        place.moveCenter(box.center())
        paint_icon(painter, glyph, place, color(token))

    def _plate(self, painter: QPainter, box: QRectF, glyph: str) -> None:
        # On a picture, not on chrome: black and white in both themes.
        plate = QRectF(box.right() - 20, box.top() + 4, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(plate, 4, 4)
        paint_icon(painter, glyph, plate.adjusted(3, 3, -3, -3), QColor(Qt.GlobalColor.white))

    def _number(self, painter: QPainter, box: QRectF, number: int) -> None:
        plate = QRectF(box.left() + 4, box.top() + 4, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(Qt.GlobalColor.white))
        painter.setFont(font(11, 600, tabular=True))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, str(number))

    def _title(self, painter: QPainter, rect: QRectF, index: Index, chosen: bool) -> None:
        entry = self._view.items.entry_at(index)
        made = font(11, 600 if chosen else 400)
        painter.setFont(made)
        dim = entry is not None and entry.missing
        painter.setPen(color("danger" if dim else "text" if chosen else "text2"))
        place = QRectF(rect.x(), rect.y() + self.side + 2, self.side, TITLE - 2)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)
