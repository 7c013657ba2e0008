"""One row of the command palette: icon, title with the letters that matched, where it belongs, its keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui.parts.labels import keys_text
from studio.ui.theme import color, font, paint_icon

ROW_HEIGHT = 36
_PAD, _GAP = 8.0, 12.0


class PaletteDelegate(QStyledItemDelegate):
    """Paints a `palette.Hit`, taken from the model's user role."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(100, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit = index.data(Qt.ItemDataRole.UserRole)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected"))
            painter.drawRoundedRect(box, 4, 4)
        ink, faint = ("text", "text2") if hit.enabled else ("disabled", "disabled")
        mark = "check" if hit.checked else hit.command.icon
        if mark:
            icon_box = QRectF(box.left() + _PAD, box.center().y() - 8, 16, 16)
            paint_icon(painter, mark, icon_box, color(faint))
        right = box.right() - _PAD
        if hit.keys:
            right = self._paint_keys(painter, keys_text(hit.keys), right, box) - _GAP
        right = self._paint_where(painter, hit.command.where, right, box, faint) - _GAP
        left = box.left() + _PAD + 16 + _GAP
        self._paint_title(
            painter, hit.command.title, hit.spans, QRectF(left, box.top(), right - left, box.height()), ink
        )
        painter.restore()

    def _paint_title(
        self, painter: QPainter, title: str, spans: tuple[tuple[int, int], ...], box: QRectF, ink: str
    ) -> None:
        plain, strong = font(), font(weight=600)
        painter.setPen(color(ink))
        x, at = box.left(), 0
        pieces: list[tuple[str, QFont]] = []
        for start, end in spans:
            pieces += [(title[at:start], plain), (title[start:end], strong)]
            at = end
        pieces.append((title[at:], plain))
        for text, face in pieces:
            if not text:
                continue
            painter.setFont(face)
            width = QFontMetricsF(face).horizontalAdvance(text)
            painter.drawText(QRectF(x, box.top(), max(0.0, box.right() - x), box.height()),
                             Qt.AlignmentFlag.AlignVCenter, text)  # fmt: skip
            x += width

    def _paint_where(self, painter: QPainter, text: str, right: float, box: QRectF, ink: str) -> float:
        face = font(11)
        width = QFontMetricsF(face).horizontalAdvance(text)
        painter.setFont(face)
        painter.setPen(color(ink))
        painter.drawText(QRectF(right - width - 1, box.top(), width + 2, box.height()),
                         Qt.AlignmentFlag.AlignVCenter, text)  # fmt: skip
        return right - width

    def _paint_keys(self, painter: QPainter, text: str, right: float, box: QRectF) -> float:
        face = font(11)
        width = QFontMetricsF(face).horizontalAdvance(text) + 12
        cap = QRectF(right - width, box.center().y() - 9, width, 18)
        painter.setPen(QPen(color("line"), 1))
        painter.setBrush(color("field"))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(face)
        painter.setPen(color("text2"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, text)
        return cap.left()
