"""The larger look at a style: the whole picture, its name, what is known of it. Floats beside the panel, takes no focus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.session.style_library import StyleEntry
from studio.ui.theme import color, font

EDGE = 340
"""Long side of the picture in logical px."""
PAD, LINE = 12, 18


def facts(entry: StyleEntry, looks: tuple[str, ...] = ()) -> list[str]:
    """What stands under its name: tags, author and license, size or where it is."""
    lines = []
    tags = list(dict.fromkeys([*entry.tags, *looks]))
    if tags:
        lines.append(", ".join(tags))
    lines.append(" · ".join(x for x in (entry.author, entry.license, f"{entry.width} × {entry.height} px") if x))
    return lines


class StyleLook(QWidget):
    """Shown beside `anchor`, where there is more room."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.entry: StyleEntry | None = None
        self._image: QImage | None = None
        self._lines: list[str] = []
        self._problem = ""

    def open(self, entry: StyleEntry, lines: list[str], problem: str, anchor: QWidget, row: QRect) -> None:
        """`row`: the tile, in global coordinates; the look is as high up as that, where the screen allows it."""
        if self.entry != entry:
            self._image = None
        self.entry, self._lines, self._problem = entry, lines, problem
        self._fit()
        room = anchor.screen().availableGeometry()
        left = anchor.mapToGlobal(QPoint(0, 0)).x() - self.width() - 8
        if left < room.left():
            left = anchor.mapToGlobal(QPoint(anchor.width(), 0)).x() + 8
        top = min(row.top(), room.bottom() - self.height() - 8)
        self.move(min(left, room.right() - self.width()), max(room.top(), top))
        self.setAccessibleName(". ".join([entry.source.title, *lines]))
        self.show()
        self.update()

    def set_image(self, entry: StyleEntry, image: QImage) -> None:
        """The picture came; it may be for a style that was left meanwhile."""
        if self.entry == entry:
            self._image = image
            self.update()

    def close_look(self) -> None:
        self.entry = self._image = None
        self.hide()

    @property
    def picture_size(self) -> QSize:
        entry = self.entry
        if entry is None or not entry.width or not entry.height:
            return QSize(EDGE, EDGE)
        k = EDGE / max(entry.width, entry.height)
        return QSize(max(48, round(entry.width * k)), max(48, round(entry.height * k)))

    def _fit(self) -> None:
        size = self.picture_size
        width = max(size.width(), 260) + 2 * PAD
        below = 8 + LINE + sum(self._height(t, width) for t in [*self._lines, self._problem] if t)
        self.resize(width, PAD + size.height() + below + PAD - 4)

    def _height(self, text: str, width: int) -> int:
        return self._metrics_rect(text, width).height() + 2

    def _metrics_rect(self, text: str, width: int) -> QRect:
        from PySide6.QtGui import QFontMetrics

        flags = int(Qt.TextFlag.TextWordWrap)
        return QFontMetrics(font(11)).boundingRect(QRect(0, 0, width - 2 * PAD, 400), flags, text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self.entry is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), color("overlay"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        size = self.picture_size
        place = QRectF((self.width() - size.width()) / 2, PAD, size.width(), size.height())
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(place, 3, 3)
        painter.setClipPath(clip)
        painter.fillRect(place, color("field"))
        if self._image is not None:
            painter.setOpacity(0.4 if self.entry.missing else 1.0)
            painter.drawImage(place, self._image)
        painter.restore()
        y = PAD + size.height() + 8
        painter.setPen(color("text"))
        painter.setFont(font(12, 600))
        title = painter.fontMetrics().elidedText(
            self.entry.source.title, Qt.TextElideMode.ElideRight, self.width() - 2 * PAD
        )
        painter.drawText(QRect(PAD, y, self.width() - 2 * PAD, LINE), Qt.AlignmentFlag.AlignVCenter, title)
        y += LINE
        painter.setFont(font(11))
        flags = int(Qt.TextFlag.TextWordWrap)
        for text, token in [*((t, "text2") for t in self._lines), (self._problem, "danger")]:
            if text:
                height = self._height(text, self.width())
                painter.setPen(color(token))
                painter.drawText(QRect(PAD, y, self.width() - 2 * PAD, height), flags, text)
                y += height
