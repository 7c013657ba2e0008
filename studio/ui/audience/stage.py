"""The picture of audience mode: centered on black, one picture fading into the next."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QRect, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme.motion import reduced_motion
from studio.ui.theme.tokens import DARK

FADE_MS, ROUGH_MS, DRIFT_MS = 600, 160, 2400
"""Between two pictures, to the finer one of the same, and while it drifts by itself."""


class Stage(QWidget):
    """`set_image` fades over. The ground is dark in both themes: it stands in a room, not on a desk."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._old: QPixmap | None = None
        self._new: QPixmap | None = None
        self._share = 1.0
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._fade.valueChanged.connect(self._step)
        self._fade.finished.connect(self._done)
        self.setAccessibleName("The picture that answers")

    @property
    def fading(self) -> bool:
        return self._fade.state() == QVariantAnimation.State.Running

    @property
    def image(self) -> QImage:
        return self._image

    def set_image(self, image: QImage, milliseconds: int = FADE_MS) -> None:
        """Shows `image` (copied), over `milliseconds`; at once under reduced motion."""
        # What is half faded is one picture from here on, so that a third one does not jump.
        self._old = self._now() if self._new is not None else None
        self._fade.stop()
        self._image = image.copy()
        self._new = self._fitted()
        if self._old is None or milliseconds <= 0 or reduced_motion():
            self._done()
            return
        self._share = 0.0
        self._fade.setDuration(milliseconds)
        self._fade.start()

    def _step(self, share: float) -> None:
        self._share = float(share)
        self.update()

    def _done(self) -> None:
        self._share, self._old = 1.0, None
        self.update()

    def _fitted(self) -> QPixmap:
        """As large as the stage allows, at the pixels of its screen."""
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        if self._image.isNull() or room.isEmpty():
            return QPixmap()
        mode = Qt.TransformationMode.SmoothTransformation
        made = QPixmap.fromImage(self._image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, mode))
        made.setDevicePixelRatio(ratio)
        return made

    def _now(self) -> QPixmap:
        """What is seen at this moment."""
        made = QPixmap(self.size() * self.devicePixelRatioF())
        made.setDevicePixelRatio(self.devicePixelRatioF())
        made.fill(QColor(DARK.pressed))
        painter = QPainter(made)
        self._paint(painter)
        painter.end()
        return made

    def _place(self, pixmap: QPixmap) -> QPoint:
        size: QSize = pixmap.deviceIndependentSize().toSize()
        box = QRect(QPoint(0, 0), size)
        box.moveCenter(self.rect().center())
        return box.topLeft()

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(DARK.pressed))
        if self._old is not None and self._share < 1:
            painter.drawPixmap(self._place(self._old), self._old)
            # The ground comes with the new picture: a narrower one leaves nothing of the old at its sides.
            painter.setOpacity(self._share)
            painter.fillRect(self.rect(), QColor(DARK.pressed))
        else:
            painter.setOpacity(1.0)
        if self._new is not None and not self._new.isNull():
            painter.drawPixmap(self._place(self._new), self._new)
        painter.setOpacity(1.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self._paint(QPainter(self))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fade.stop()
        self._old, self._share = None, 1.0
        if not self._image.isNull():
            self._new = self._fitted()
