"""The tools at the left edge, and the two colors below them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from studio.core.events import Subscriptions
from studio.session.studio import Studio
from studio.ui.actions import Actions, CommandButton
from studio.ui.parts.buttons import tip
from studio.ui.parts.layout import Rule
from studio.ui.theme import color
from studio.ui.theme.icons import TOOL

GROUPS: tuple[tuple[str, ...], ...] = (
    ("paint.brush", "paint.eraser", "paint.fill", "paint.eyedropper"),
    ("paint.move", "paint.text"),
    ("paint.hand", "paint.zoom"),
)


class ColorPair(QWidget):
    """Foreground over background color. A click on the front shows the Color panel, on the back swaps them."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self._studio, self._actions = studio, actions
        self.setFixedSize(36, 36)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip("Foreground and background color; swap", actions.shortcuts.first("paint.swap")))
        self.setAccessibleName("Foreground and background color")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._subscriptions = Subscriptions()
        self._subscriptions.add(studio.colors.changed, self.update)
        self.destroyed.connect(self._subscriptions.close)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(36, 36)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        front = _FRONT.contains(event.position())
        self._actions.run("window.panel.color" if front else "paint.swap")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._studio.colors
        for box, rgb in ((_BACK, colors.background), (_FRONT, colors.foreground)):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("panel"), 4))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QPen(color("edge" if self.isEnabled() else "line"), 1))
            painter.setBrush(QColor(*rgb) if self.isEnabled() else _faded(QColor(*rgb)))
            painter.drawRoundedRect(box, 3, 3)


def _faded(shown: QColor) -> QColor:
    """Two thirds of the way to the panel."""
    ground = color("panel")
    return QColor(
        *(round(g + (c - g) / 3) for c, g in ((shown.red(), ground.red()), (shown.green(), ground.green()),
                                              (shown.blue(), ground.blue())))
    )  # fmt: skip


_BACK = QRectF(QPointF(14.5, 13.5), QPointF(34.5, 33.5))
_FRONT = QRectF(QPointF(2.5, 1.5), QPointF(24.5, 23.5))


class ToolStrip(QFrame):
    """One button for each tool, in groups; smaller on low screens."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("toolstrip")
        self.setFixedWidth(48)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(6, 8, 6, 8)
        self._box.setSpacing(4)
        self._buttons: list[CommandButton] = []
        for i, group in enumerate(GROUPS):
            if i:
                self._box.addSpacing(3)
                self._box.addWidget(Rule())
                self._box.addSpacing(3)
            for id_ in group:
                button = CommandButton(actions, id_, size=36, icon_size=TOOL)
                self._buttons.append(button)
                self._box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addStretch(1)
        self.colors = ColorPair(studio, actions)
        self._box.addWidget(self.colors, 0, Qt.AlignmentFlag.AlignHCenter)

    def set_low(self, low: bool) -> None:
        """32 px tools where the window is lower than 880 px."""
        self._box.setSpacing(2 if low else 4)
        for button in self._buttons:
            button.set_size(32 if low else 36)
