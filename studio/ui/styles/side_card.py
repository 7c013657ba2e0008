"""One of two compared styles: its picture and name, and a popup to choose another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.bridge.images import image_of
from studio.session.style_library import StyleEntry
from studio.ui.panels.style_tiles import StyleTiles
from studio.ui.parts.labels import label
from studio.ui.theme import color, font, paint_icon

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.session.studio import Studio

HEIGHT = 176
PICKER = QSize(380, 420)


class SideCard(QAbstractButton):
    """The picture fills the card; the name lies under it with a mark that it can be changed."""

    chosen = Signal(object)
    """A `StyleSource`."""

    def __init__(self, studio: Studio, side: str) -> None:
        super().__init__()
        self._studio, self._side = studio, side
        self._entry: StyleEntry | None = None
        self._image: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setToolTip("Choose another style")
        self.clicked.connect(self.open_picker)
        self.show_entry(None)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(280, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(180, HEIGHT)

    def show_entry(self, entry: StyleEntry | None) -> None:
        old, self._entry = self._entry, entry
        if entry is not None and (old is None or entry.source != old.source):
            self._image = None
            self._read(entry)
        name = entry.source.title if entry is not None else "none"
        self.setAccessibleName(f"{self._side} style: {name}. Choose another")
        self.update()

    def _read(self, entry: StyleEntry) -> None:
        library = self._studio.style.library

        def show(pixels: Pixels) -> None:
            if self._entry is not None and self._entry.source == entry.source:
                self._image = image_of(pixels)
                self.update()

        self._studio.background.run(lambda: library.thumbnail(entry.source, 900), show, lambda _sentence: None)

    def open_picker(self) -> None:
        picker = StylePicker(self, self._studio, self._entry)
        picker.picked.connect(lambda entry: self.chosen.emit(entry.source))
        picker.open_at(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0, 0, 0, -30)
        clip = QPainterPath()
        clip.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(box, color("field"))
        if self._image is not None:
            painter.drawImage(box, self._image, self._middle(box))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
            painter.setPen(QPen(color("panel"), 1))
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3)
        elif self.underMouse():
            painter.setPen(QPen(color("edge"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        name = self._entry.source.title if self._entry is not None else "Choose a style"
        line = QRectF(0, self.height() - 26, self.width(), 24)
        painter.setFont(font(13, 600))
        painter.setPen(color("text"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(line.width()) - 24)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        x = line.x() + painter.fontMetrics().horizontalAdvance(shown) + 6
        ink = color("text" if self.underMouse() else "text2")
        paint_icon(painter, "caret-down", QRectF(x, line.center().y() - 6, 12, 12), ink)

    def _middle(self, box: QRectF) -> QRectF:
        """The part of the picture that fills the card without being squeezed."""
        assert self._image is not None
        width, height = self._image.width(), self._image.height()
        k = min(width / box.width(), height / box.height())
        part = QRectF(0, 0, box.width() * k, box.height() * k)
        part.moveCenter(QRectF(0, 0, width, height).center())
        return part


class StylePicker(QWidget):
    """All styles in a popup, with a search."""

    picked = Signal(object)
    """A `StyleEntry`."""

    def __init__(self, owner: QWidget, studio: Studio, now: StyleEntry | None) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Choose a style")
        self._studio = studio
        self._finder = QLineEdit()
        self._finder.setPlaceholderText("Find a style")
        self._finder.setAccessibleName("Find a style")
        self._finder.textChanged.connect(lambda _t: self._fill())
        self._none = label("No style fits.", "sub")
        self.tiles = StyleTiles(studio, adds=False)
        self.tiles.items.show_chosen(now.source if now is not None else None, {})
        self.tiles.picked.connect(self._pick)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 4, 8)
        box.setSpacing(8)
        box.addWidget(self._finder)
        box.addWidget(self._none)
        box.addWidget(self.tiles, 1)
        self._fill()

    def _fill(self) -> None:
        words = self._finder.text().casefold().split()
        shown = [
            e for e in self._studio.style.library.entries()
            if all(w in " ".join([e.source.title, *e.tags]).casefold() for w in words)
        ]  # fmt: skip
        self.tiles.items.fill(shown)
        self._none.setVisible(not shown)

    def _pick(self, entry: StyleEntry) -> None:
        self.close()
        self.picked.emit(entry)

    def open_at(self, anchor: QWidget) -> None:
        """Below `anchor`, on the same screen."""
        self.resize(PICKER)
        at, room = anchor.mapToGlobal(QPoint(0, anchor.height())), anchor.screen().availableGeometry()
        x = min(at.x(), room.right() - self.width())
        y = min(at.y(), room.bottom() - self.height())
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        self._finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("overlay"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
