"""What the artist wants of the next answers, always in sight above the entry: each wish is a chip that can be let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.bridge.binding import Bindings
from studio.core import emphasis
from studio.ui.muse.chips import weight_text
from studio.ui.muse.flow import flow
from studio.ui.muse.phrases import phrase_of, phrases_of
from studio.ui.parts.buttons import Chip, IconButton
from studio.ui.parts.labels import label, plain_tip
from studio.ui.theme import color, font, paint_icon
from studio.ui.theme.fonts import CAPTION

if TYPE_CHECKING:
    from studio.session.studio import Studio

HEIGHT, LONGEST, ROWS = 20, 168, 2


@dataclass(frozen=True)
class Wish:
    """`glyph` and `kind` say what is wished, `text` of what; `let_go` takes it back."""

    glyph: str
    kind: str
    text: str
    let_go: Callable[[], object]


class WishChip(QAbstractButton):
    """Glyph, words, and a cross; the whole of it is pressed to let the wish go."""

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        self.wish = wish
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(font(CAPTION))
        self.setAccessibleName(f"{wish.kind}: {wish.text}. Let it go")
        self.setToolTip(plain_tip(f"{wish.kind}: {wish.text}\nClick to let it go"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(LONGEST, 42 + self.fontMetrics().horizontalAdvance(self.wish.text)), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over, box = self.underMouse(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus():
            box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color("focus"), 2) if self.hasFocus() else QPen(color("line"), 1))
        painter.setBrush(color("pressed" if self.isDown() else "hover" if over else "card"))
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        ink = color("text" if over else "text2")
        paint_icon(painter, self.wish.glyph, QRectF(7, 4, 12, 12), ink)
        paint_icon(painter, "x", QRectF(self.width() - 18, 5, 10, 10), ink)
        painter.setPen(ink)
        room = self.width() - 42
        shown = self.fontMetrics().elidedText(self.wish.text, Qt.TextElideMode.ElideRight, room + 1)
        painter.drawText(QRectF(22, 0, room + 2, HEIGHT), Qt.AlignmentFlag.AlignVCenter, shown)


class WishesStrip(QWidget):
    """Hidden while nothing is wished. Two lines of chips; the rest behind a last one."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.chips: list[WishChip] = []
        self._open = False
        self._title = label("Wishes", "section")
        self.reset = IconButton(
            "arrow-counter-clockwise", "Let all wishes go", size=22, icon_size=14, token="text2"
        )  # fmt: skip
        self.reset.clicked.connect(studio.muse.reset_wishes)
        self._rest = Chip("", checkable=False)
        self._rest.clicked.connect(self._toggle)
        for part in (self._title, self.reset, self._rest):
            part.setParent(self)
        self._title.setFixedWidth(self._title.sizeHint().width() + 4)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        Bindings(self).on(studio.muse.wishes_changed, self._show)
        self._show()

    def wishes(self) -> list[Wish]:
        muse, guard = self._studio.muse, self._studio.guard
        out = [
            Wish("lock-fill", "Kept", phrase_of(p), lambda p=p: guard(lambda: muse.lock_phrase(p, False)))  # type: ignore[misc]
            for p in muse.locked
        ]
        out += [
            Wish("scales", "Weight", f"{weight_text(w)} {t}", lambda t=t: guard(lambda: muse.weigh(t, 1.0)))  # type: ignore[misc]
            for t, w in muse.weights.items()
        ]
        out += [
            Wish("prohibit", "Struck out", t, lambda t=t: guard(lambda: muse.strike(t, False)))  # type: ignore[misc]
            for t in muse.struck
        ]
        for glyph, kind, texts in (
            ("thumbs-up", "More like this", muse.liked), ("thumbs-down", "Less like this", muse.disliked)
        ):  # fmt: skip
            out += [
                Wish(glyph, kind, self._brief(t), lambda t=t: muse.vote_text(t, 0))  # type: ignore[misc]
                for t in texts
            ]
        return out

    def _brief(self, text: str) -> str:
        """What sets a text that was voted on apart: its phrases where it has some, for all begin with the same line."""
        phrases = next((phrases_of(c) for c in self._studio.muse.cards if c.text == text and not c.edited), ())
        return ", ".join(p.title or phrase_of(p) for p in phrases) or " ".join(emphasis.plain(text).split())

    def _show(self) -> None:
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for wish in self.wishes():
            chip = WishChip(wish)
            chip.setParent(self)
            chip.clicked.connect(lambda _on=False, w=wish: w.let_go())
            chip.show()
            self.chips.append(chip)
        self.setVisible(bool(self.chips))
        self._arrange()
        self.updateGeometry()

    def _toggle(self) -> None:
        self._open = not self._open
        self._arrange()
        self.updateGeometry()

    def _lines(self, width: int) -> tuple[list[tuple[WishChip, int, int]], int, int]:
        """Places of the chips that are shown, the height of all, and how many do not fit."""
        room = max(80, width - 48)
        rects, height = flow([self._title, *self.chips], room)
        rects, pitch = rects[1:], HEIGHT + 4
        shown = [
            (c, r.x(), r.y()) for c, r in zip(self.chips, rects, strict=True) if self._open or r.y() < ROWS * pitch
        ]
        tall = height if self._open else min(height, ROWS * pitch - 4)
        return shown, tall, len(self.chips) - sum(1 for r in rects if r.y() < ROWS * pitch)

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.width() if self.width() > 100 else 300
        return QSize(width, self._lines(width)[1] + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()
        if self.sizeHint().height() != self.height():
            self.updateGeometry()

    def _arrange(self) -> None:
        width = self.width()
        self._title.setGeometry(0, 1, self._title.width(), HEIGHT)
        wide = self.reset.sizeHint().width()
        self.reset.setGeometry(width - wide, 0, wide, 22)
        shown, _tall, more = self._lines(width)
        self._rest.setVisible(more > 0)
        self._rest.setText("Fewer" if self._open else f"+{more}")
        self._rest.setAccessibleName("Fewer wishes" if self._open else f"{more} more wishes")
        rest = self._rest.sizeHint().width()
        self._rest.setGeometry(width - rest, HEIGHT + 5, rest, HEIGHT)
        places = {chip: (x, y) for chip, x, y in shown}
        for chip in self.chips:
            chip.setVisible(chip in places)
            if chip in places:
                x, y = places[chip]
                size = chip.sizeHint()
                chip.setGeometry(x, 1 + y, min(size.width(), width), size.height())
