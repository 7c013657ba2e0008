"""Lines of the training window: where the data lies, and how the training looks so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row
from studio.ui.theme import color

PICTURES = "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp);;All files (*)"


class PlaceRow(QWidget):
    """A named line with a path in it, and a button that asks for one. `start()` is the folder where asking begins."""

    chosen = Signal(str)

    def __init__(self, name: str, start: Callable[[], str], *, hint: str = "") -> None:
        super().__init__()
        self._start = start
        self.picture = False
        self._name = label(name, "sub")
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        self.line.editingFinished.connect(self._typed)
        self._name.setBuddy(self.line)
        self.button = Button("Choose…")
        self.button.clicked.connect(self.ask)
        self._shown = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._name)
        box.addWidget(row((self.line, 1), self.button))

    def set_name(self, name: str, hint: str, *, picture: bool, asks: bool) -> None:
        """How it is called now, and whether it asks for a picture or for a folder."""
        self.picture = picture
        self._name.setText(name)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        self.button.setVisible(asks)

    def set_text(self, text: str) -> None:
        self._shown = text
        if self.line.text() != text:
            self.line.setText(text)

    def ask(self) -> None:
        start = self._start()
        if self.picture:
            name, _filter = QFileDialog.getOpenFileName(self, "Choose a picture", start, PICTURES)
        else:
            name = QFileDialog.getExistingDirectory(self, "Choose a folder of pictures", start)
        if name:
            self.line.setText(str(Path(name)))
            self._typed()

    def _typed(self) -> None:
        if self.line.text() != self._shown:
            self._shown = self.line.text()
            self.chosen.emit(self._shown)


class SamplesView(QWidget):
    """What the network makes now, as large as there is room; a sentence where there is nothing yet."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._hint = hint
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Samples of the training")

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    @property
    def image(self) -> QImage | None:
        return self._image

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(480, 360)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), color("pasteboard"))
        if self._image is None:
            painter.setPen(color("text2"))
            painter.drawText(
                self.rect().adjusted(32, 0, -32, 0),
                int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._hint,
            )  # fmt: skip
            return
        room = QRectF(self.rect()).adjusted(12, 12, -12, -12)
        scale = min(room.width() / self._image.width(), room.height() / self._image.height(), 2.0)
        width, height = self._image.width() * scale, self._image.height() * scale
        painter.drawImage(
            QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height), self._image
        )
