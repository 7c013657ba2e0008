"""A slider that shows what it does: small pictures over the groove, at the values they were made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from studio.ui.parts.slider import PSlider
from studio.ui.theme import color, font


@dataclass(frozen=True)
class Mark:
    """A place on the axis that has a picture. `text` stands beside it, as "+2σ" or "1"."""

    value: float
    text: str = ""


class AxisSlider(PSlider):
    """Pictures sit at their true positions and grow with a wide dock; a mark without one yet is an empty slot."""

    def __init__(
        self,
        lo: float,
        hi: float,
        value: float,
        marks: Sequence[Mark],
        *,
        step: float = 0.01,
        origin: float | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._marks = tuple(marks)
        self._pictures: dict[float, QPixmap] = {}
        self._side = 40
        super().__init__(lo, hi, value, step=step, origin=origin, name=name, parent=parent)
        self.pad = 8.0
        self.setFixedHeight(self._side + 20)

    def set_pictures(self, pictures: Mapping[float, QImage]) -> None:
        """Pictures by the value of their mark; the others stay as they are."""
        for value, image in pictures.items():
            side = 2 * 48
            scaled = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                  Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            self._pictures[value] = QPixmap.fromImage(scaled)
        self.update()

    def clear_pictures(self) -> None:
        self._pictures.clear()
        self.update()

    def set_picture_size(self, side: int) -> None:
        """Logical px; the slider is 20 px higher."""
        self._side = side
        self.setFixedHeight(side + 20)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, self._side + 20)

    def groove_y(self) -> float:
        return self._side + 10.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for mark in self._marks:
            self._paint_mark(painter, mark)
        self._paint_groove(painter)
        self._paint_handle(painter)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        x, y, side = self.x_of(mark.value), self.groove_y(), self._side
        left = min(max(x - side / 2, 0.0), self.width() - side)
        box = QRectF(left, 0, side, side)
        path = QPainterPath()
        path.addRoundedRect(box, 3, 3)
        painter.save()
        painter.setClipPath(path)
        # Locked, it cannot be moved, but still shows what it does.
        parent = self.parentWidget()
        painter.setOpacity(1.0 if parent is None or parent.isEnabled() else 0.45)
        picture = self._pictures.get(mark.value)
        if picture is None:
            painter.fillPath(path, color("field"))
        else:
            painter.drawPixmap(box, picture, _center_square(picture))
        painter.restore()
        if picture is None:
            painter.setPen(color("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.fillRect(QRectF(x - 0.5, y - 5, 1, 10), color("edge" if mark.value == self._origin else "track"))
        self._paint_text(painter, mark, box)

    def _paint_text(self, painter: QPainter, mark: Mark, box: QRectF) -> None:
        if not mark.text:
            return
        painter.setFont(font(11, tabular=True))
        painter.setPen(color("text2" if self.isEnabled() else "disabled"))
        width = painter.fontMetrics().horizontalAdvance(mark.text) + 2
        before = mark.value > self._origin or box.right() + 4 + width > self.width()
        x = box.left() - width - 4 if before else box.right() + 4
        flags = Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if before else Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(x, box.bottom() - 15, width, 14), flags, mark.text)


def _center_square(picture: QPixmap) -> QRectF:
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
