"""The line of a walk: its pictures in a row, with the seconds of the way between them; and the bar for its time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from studio.core.walk import SECONDS, Walk
from studio.ui.parts.scrub import Scrub
from studio.ui.parts.slider import PSlider
from studio.ui.parts.thumb import Thumb
from studio.ui.theme import color

WAY_WIDTH = 72
GAP = 8
_MARK = 3


class KeyframeThumb(Thumb):
    """One picture of a walk. It is dragged along the line by the mouse, moved by Alt and the arrow keys."""

    menu_wanted = Signal(QPoint)
    stepped = Signal(int)
    """An arrow key: to the next (1) or the previous (-1) picture."""
    move_wanted = Signal(int)
    """With Alt: one place on (1) or back (-1)."""
    remove_wanted = Signal()
    dragged = Signal(int)
    """x of the pointer, in the parent's px."""
    dropped = Signal(int)

    def __init__(self, index: int, side: int) -> None:
        super().__init__(side, text=str(index + 1))
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.setAccessibleName(f"Picture {index + 1} of the walk")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = 1 if key == Qt.Key.Key_Right else -1
            (self.move_wanted if event.modifiers() & Qt.KeyboardModifier.AltModifier else self.stepped).emit(by)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        elif key == Qt.Key.Key_Space:
            event.ignore()  # it plays the walk, wherever in the panel the keyboard is
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.menu_wanted.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position().toPoint()
        if self._pressed_at is None:
            super().mouseMoveEvent(event)
            return
        if not self._dragging and abs(at.x() - self._pressed_at.x()) >= QApplication.startDragDistance():
            self._dragging = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self.dragged.emit(self.mapToParent(at).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed_at = None
        if self._dragging:
            self._dragging = False
            self.unsetCursor()
            self.dropped.emit(self.mapToParent(event.position().toPoint()).x())
        else:
            super().mouseReleaseEvent(event)


class Way(Scrub):
    """The seconds between two pictures."""

    def __init__(self, index: int, back: bool = False) -> None:
        super().__init__("", 0.0, SECONDS, step=0.1, unit="s", curve=3.0)
        self.setFixedWidth(WAY_WIDTH)
        to = "the first picture" if back else f"picture {index + 2}"
        self.setAccessibleName(f"Seconds from picture {index + 1} to {to}")
        self.setToolTip(f"Seconds from picture {index + 1} to {to}: drag, or click to type")


class WalkLine(QWidget):
    """All pictures of a walk. Signals carry the index of a keyframe."""

    chosen = Signal(int)
    activated = Signal(int)
    menu_wanted = Signal(int, QPoint)
    stepped = Signal(int)
    moved = Signal(int, int)
    """From, to."""
    removed = Signal(int)
    travel_edited = Signal(int, float)
    travel_done = Signal()

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.thumbs: list[KeyframeThumb] = []
        self.ways: list[Way] = []
        self._mark: int | None = None
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GAP)
        self._box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(side)

    def set_side(self, side: int) -> None:
        self._side = side
        self.setFixedHeight(side)
        for thumb in self.thumbs:
            thumb.set_side(side)

    def show_walk(self, walk: Walk) -> None:
        """Widgets are kept where they can be, so that a field that is being dragged is not taken from under the hand."""
        count = len(walk.keyframes)
        ways = count if walk.loop and count > 1 else max(0, count - 1)
        if (len(self.thumbs), len(self.ways)) != (count, ways):
            self._rebuild(count, ways)
        for key, way in zip(walk.keyframes, self.ways, strict=False):
            if abs(way.value() - key.travel) > 1e-6:
                way.set_value(key.travel)

    def select(self, index: int | None) -> None:
        for number, thumb in enumerate(self.thumbs):
            thumb.set_selected(number == index)

    def _rebuild(self, count: int, ways: int) -> None:
        focused = next((i for i, t in enumerate(self.thumbs) if t.hasFocus()), None)
        for old in (*self.thumbs, *self.ways):
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.thumbs = [self._thumb(i) for i in range(count)]
        self.ways = [self._way(i, back=i == count - 1) for i in range(ways)]
        at = 0
        for index, thumb in enumerate(self.thumbs):
            self._box.insertWidget(at, thumb)
            at += 1
            if index < len(self.ways):
                self._box.insertWidget(at, self.ways[index], 0, Qt.AlignmentFlag.AlignVCenter)
                at += 1
        if focused is not None and count:
            self.thumbs[min(focused, count - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _thumb(self, index: int) -> KeyframeThumb:
        thumb = KeyframeThumb(index, self._side)
        thumb.clicked.connect(lambda _=False: self.chosen.emit(index))
        thumb.activated.connect(lambda: self.activated.emit(index))
        thumb.menu_wanted.connect(lambda at: self.menu_wanted.emit(index, at))
        thumb.stepped.connect(self.stepped)
        thumb.move_wanted.connect(lambda by: self.moved.emit(index, index + by))
        thumb.remove_wanted.connect(lambda: self.removed.emit(index))
        thumb.dragged.connect(self._show_mark)
        thumb.dropped.connect(lambda x: self._drop(index, x))
        return thumb

    def _way(self, index: int, *, back: bool) -> Way:
        way = Way(index, back)
        way.edited.connect(lambda seconds: self.travel_edited.emit(index, seconds))
        way.committed.connect(lambda _s: self.travel_done.emit())
        return way

    # dragging

    def _gap_at(self, x: int) -> int:
        """Before which picture something falls that is let go at x."""
        return sum(thumb.geometry().center().x() < x for thumb in self.thumbs)

    def _show_mark(self, x: int) -> None:
        gap = self._gap_at(x)
        if gap != self._mark:
            self._mark = gap
            self.update()

    def _drop(self, index: int, x: int) -> None:
        gap, self._mark = self._gap_at(x), None
        self.update()
        to = gap if gap <= index else gap - 1
        if to != index:
            self.moved.emit(index, to)

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if not self.thumbs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        last = self.ways[-1] if len(self.ways) == len(self.thumbs) else self.thumbs[-1]
        y = self.height() / 2
        painter.fillRect(QRectF(self._side / 2, y - 1, last.geometry().right() - self._side / 2, 2), color("line"))
        if self._mark is not None:
            before = self.thumbs[self._mark - 1].geometry().right() if self._mark else -GAP
            after = self.thumbs[self._mark].x() if self._mark < len(self.thumbs) else before + 2 * GAP
            x = min(max(1.0, (before + after) / 2), self.width() - _MARK)
            painter.fillRect(QRectF(x - _MARK / 2, 0, _MARK, self.height()), color("focus"))


class TimeBar(PSlider):
    """The time of a walk: one step a frame, a mark at every picture."""

    def __init__(self) -> None:
        super().__init__(0.0, 1.0, name="Time of the walk")
        self._marks: tuple[float, ...] = ()
        self.setFixedHeight(24)

    def show_walk(self, walk: Walk) -> None:
        duration = walk.duration
        times: Sequence[float] = walk.times[: len(walk.keyframes)] if duration else ()
        self._marks = tuple(t / duration for t in times)
        # No signal must come of the range: it is the walk that changed, not the moment.
        share = self.real()
        self.setMaximum(max(1, walk.frames - 1))
        self.set_value(share)
        self.update()

    def _paint_groove(self, painter: QPainter) -> None:
        super()._paint_groove(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("text2" if self.isEnabled() else "track"))
        for share in self._marks:
            painter.drawRoundedRect(QRectF(self.x_of(share) - 1, self.groove_y() - 5, 2, 10), 1, 1)
