"""What stood here a moment ago, fading away over what stands here now: no flicker where drafts become answers."""

from __future__ import annotations

from PySide6.QtCore import Property, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from studio.ui.theme.motion import fade, reduced_motion


def picture_of(widget: QWidget) -> QPixmap:
    """A widget as it looks, without what lies behind it."""
    ratio = widget.devicePixelRatioF()
    made = QPixmap(widget.size() * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    widget.render(made, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return made


class Afterglow(QWidget):
    """Lies over `parent`, of which `old` is the picture, from `top` px down, and goes by itself."""

    def __init__(self, old: QPixmap, parent: QWidget, top: int = 0) -> None:
        super().__init__(parent)
        self._old, self._top = old, top
        self._opacity = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        size = old.deviceIndependentSize().toSize()
        self.setGeometry(0, top, size.width(), max(0, size.height() - top))
        self.show()
        animation = fade(self, b"opacity", 1.0, 0.0, self)
        if animation is None:
            self.deleteLater()
        else:
            animation.finished.connect(self.deleteLater)

    def _get_opacity(self) -> float:
        return self._opacity

    def _set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.update()

    opacity = Property(float, _get_opacity, _set_opacity)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setOpacity(self._opacity)
        painter.drawPixmap(0, -self._top, self._old)


def wanted(widget: QWidget) -> bool:
    """Whether somebody would see it."""
    return widget.isVisible() and not reduced_motion()
