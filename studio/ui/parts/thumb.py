"""A small picture: chosen or not, waiting, in the making with a progress ring, or finished."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from studio.ui.theme import color, font, paint_icon

_SOFT_PX = 14
"""A preview is shrunk to this width and drawn large again: a blur that costs nothing."""
_RADIUS = 4


class Thumb(QAbstractButton):
    """A square thumbnail. Space or a click choose it; Enter or a double click `activated` it."""

    activated = Signal()

    def __init__(
        self,
        size: int = 88,
        *,
        name: str = "",
        text: str = "",
    ) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._fitted: QPixmap | None = None
        self._fraction: float | None = None
        self._text, self._glyph, self._empty_glyph = text, "", ""
        self._failed = False
        self.setCheckable(False)
        self._selected = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.set_side(size)

    def set_side(self, side: int) -> None:
        """Logical px."""
        self.setFixedSize(side, side)
        self._fitted = None

    def set_image(self, image: QImage | None) -> None:
        """The finished picture; None makes it a waiting slot again."""
        self._image, self._fitted, self._fraction, self._failed = image, None, None, False
        self.update()

    def set_progress(self, fraction: float | None, preview: QImage | None = None) -> None:
        """0..1 while in the making, None when that is over. A preview is shown blurred under the ring."""
        if preview is not None:
            self._image, self._fitted = preview, None
        if (self._fraction is None) != (fraction is None):
            self._fitted = None
        self._fraction = fraction
        self.update()

    def set_failed(self, failed: bool) -> None:
        """It could not be made: a warning mark in the empty slot. Say why in the tooltip."""
        self._failed, self._fraction = failed, None
        self.update()

    def set_selected(self, selected: bool) -> None:
        if selected != self._selected:
            self._selected, self._fitted = selected, None
            self.update()

    def is_selected(self) -> bool:
        return self._selected

    def set_text(self, text: str) -> None:
        """What stands in the empty slot, such as its number."""
        self._text = text
        self.update()

    def set_empty_glyph(self, glyph: str) -> None:
        """An icon in the empty slot, such as "plus"."""
        self._empty_glyph = glyph
        self.update()

    def set_glyph(self, glyph: str) -> None:
        """A mark in the upper right corner, such as "lock"; empty for none."""
        self._glyph = glyph
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.size()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        full = QRectF(self.rect())
        inner = full.adjusted(4, 4, -4, -4) if self._selected else full
        path = QPainterPath()
        path.addRoundedRect(inner, _RADIUS, _RADIUS)
        painter.save()
        painter.setClipPath(path)
        self._paint_picture(painter, inner)
        painter.restore()
        self._paint_frame(painter, full, inner)
        if self._fraction is not None:
            _paint_ring(painter, inner, self._fraction)
        elif self._image is None:
            self._paint_empty(painter, inner)
        if self._glyph:
            _paint_corner(painter, inner, self._glyph)

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, color("field"))
        if self._image is not None:
            painter.setOpacity(1.0 if self.isEnabled() else 0.45)
            picture = self._fit(box)
            painter.drawPixmap(box, picture, QRectF(picture.rect()))
            painter.setOpacity(1.0)
        if self._fraction is not None:
            painter.fillRect(box, QColor(0, 0, 0, 150))
        elif self.isDown():
            painter.fillRect(box, QColor(0, 0, 0, 60))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(box, QColor(255, 255, 255, 22))

    def _fit(self, box: QRectF) -> QPixmap:
        """The middle of the picture at the pixels of this screen; made once."""
        ratio = self.devicePixelRatioF()
        side = max(1, round(box.width() * ratio))
        if self._fitted is None or self._fitted.width() != side:
            assert self._image is not None
            image = self._image
            if self._fraction is not None:
                image = image.scaled(_SOFT_PX, _SOFT_PX, Qt.AspectRatioMode.IgnoreAspectRatio,
                                     Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            grown = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                 Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            x, y = (grown.width() - side) // 2, (grown.height() - side) // 2
            self._fitted = QPixmap.fromImage(grown.copy(x, y, side, side))
        return self._fitted

    def _paint_frame(self, painter: QPainter, full: QRectF, inner: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._image is None and self._fraction is None:
            dashed = QPen(color("text2" if self.underMouse() and self.isEnabled() else "edge"), 1)
            dashed.setStyle(Qt.PenStyle.CustomDashLine)
            dashed.setDashPattern([3, 3])
            painter.setPen(dashed)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        elif self.underMouse() and self.isEnabled() and inner == full:
            painter.setPen(QPen(color("edge"), 1))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        # Chosen: a ring with a gap. Focus alone: a ring on the picture's own edge. Both: a double ring.
        if self._selected:
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(full.adjusted(1, 1, -1, -1), _RADIUS + 2, _RADIUS + 2)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
            painter.setPen(QPen(color("panel"), 1))
            painter.drawRoundedRect(inner.adjusted(2.5, 2.5, -2.5, -2.5), _RADIUS - 1, _RADIUS - 1)

    def _paint_empty(self, painter: QPainter, box: QRectF) -> None:
        glyph = "warning" if self._failed else self._empty_glyph
        if glyph:
            side = min(20.0, box.width() / 2)
            place = QRectF(0, 0, side, side)
            place.moveCenter(box.center())
            paint_icon(painter, glyph, place, color("danger" if self._failed else "text2"))
        elif self._text:
            painter.setPen(color("text2"))
            painter.setFont(font(11, tabular=True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)


def _paint_ring(painter: QPainter, box: QRectF, fraction: float) -> None:
    """White on the darkened preview in both themes: it lies on a picture, not on chrome."""
    side = min(40.0, box.width() * 0.5)
    ring = QRectF(0, 0, side, side)
    ring.moveCenter(box.center())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 70), 3))
    painter.drawEllipse(ring)
    arc = QPen(QColor(Qt.GlobalColor.white), 3)
    arc.setCapStyle(Qt.PenCapStyle.RoundCap if 0 < fraction < 1 else Qt.PenCapStyle.FlatCap)
    painter.setPen(arc)
    if fraction > 0:
        painter.drawArc(ring, 90 * 16, -int(min(fraction, 1.0) * 360 * 16))
    if side >= 28:
        painter.setFont(font(11, 600, tabular=True))
        painter.setPen(QColor(Qt.GlobalColor.white))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, f"{fraction * 100:.0f}")


def _paint_corner(painter: QPainter, box: QRectF, glyph: str) -> None:
    plate = QRectF(box.right() - 22, box.top() + 4, 18, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(plate, 4, 4)
    mark = QRectF(QPointF(0, 0), QPointF(12, 12))
    mark.moveCenter(plate.center())
    paint_icon(painter, glyph, mark, QColor(Qt.GlobalColor.white))
