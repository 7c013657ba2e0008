"""The bar under a picture that is being painted before the artist's eyes: pause, how far, skip, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import Elided
from studio.ui.parts.layout import column
from studio.ui.parts.progress import ProgressLine
from studio.ui.theme import color
from studio.ui.theme.shadow import paint_shadow

if TYPE_CHECKING:
    from studio.session.studio import Studio

TICK_MS = 33
WIDTH, HEIGHT, AWAY, SHADOW = 360, 44, 12, 12
"""Of the card, its distance from the canvas's lower edge, and the room around it for its shadow, in px."""


class WatchBar(QWidget):
    """A child of the canvas, there while something is watched. Space pauses, Escape takes the painting away."""

    def __init__(self, studio: Studio, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._watching = studio.strokes.watching
        self._canvas = canvas
        self._toggle = IconButton("pause", "Pause", shortcut="Space", size=28)
        self._skip = IconButton("skip-forward", "Skip to the finished picture", size=28)
        self._stop = IconButton("x", "Stop watching", shortcut="Esc", size=28)
        self._line = Elided("", "caption")
        self._progress = ProgressLine()
        self._progress.setAccessibleName("How far the picture is painted")
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(lambda: self._watching.tick(self._elapsed.restart() / 1000))
        box = QHBoxLayout(self)
        box.setContentsMargins(SHADOW + 8, SHADOW + 4, SHADOW + 8, SHADOW + 4)
        box.setSpacing(4)
        box.addWidget(self._toggle)
        box.addSpacing(4)
        box.addWidget(column(None, self._line, self._progress, None, gap=4), 1)
        box.addSpacing(4)
        box.addWidget(self._skip)
        box.addWidget(self._stop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("A picture being painted")
        self._toggle.clicked.connect(self._watching.toggle)
        self._skip.clicked.connect(self._watching.skip)
        self._stop.clicked.connect(self._watching.stop)
        canvas.installEventFilter(self)
        bindings = Bindings(self)
        bindings.on(self._watching.changed, self._follow)
        bindings.on(self._watching.moved, self._show_moment)
        self.hide()

    def _follow(self) -> None:
        watching = self._watching
        begins = watching.on and self.isHidden()
        held = self.hasFocus() or self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.setVisible(watching.on)
        self._toggle.set_glyph("pause" if watching.playing else "play")
        self._toggle.set_text("Pause" if watching.playing else "Go on", "Space")
        self._show_moment()
        if watching.on and watching.playing:
            self._elapsed.start()
            self._timer.start()
        else:
            self._timer.stop()
        if begins:
            self.fit()
            self.raise_()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not watching.on and held:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_moment(self) -> None:
        self._line.setText(self._watching.line)
        self._progress.set_fraction(self._watching.share)

    def fit(self) -> None:
        """To the middle of the canvas's lower edge."""
        width = min(WIDTH, max(160, self._canvas.width() - 2 * AWAY)) + 2 * SHADOW
        height = HEIGHT + 2 * SHADOW
        self.setGeometry(
            (self._canvas.width() - width) // 2, self._canvas.height() - height - AWAY + SHADOW, width, height
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space:
            self._watching.toggle()
        elif event.key() == Qt.Key.Key_Escape:
            self._watching.stop()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, card, spread=SHADOW, drop=4, radius=8)
        painter.setBrush(color("overlay"))
        painter.setPen(QPen(color("focus" if self.hasFocus() else "edge"), 1))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
