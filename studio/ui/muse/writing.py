"""An answer that is still being written: bars where no word has come yet, then the words as they come."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from studio.core import emphasis
from studio.ui.muse.bodies import PROSE, VERSE
from studio.ui.muse.sheets import Skeleton
from studio.ui.muse.words import WordFlow
from studio.ui.parts.thumb import Thumb
from studio.ui.theme.fonts import BODY, LINE

_PAD, _THUMB = 8, 64


class WritingCard(QFrame):
    """As large as a card of its form is at least, and it only grows, so that what stands below does not jump.

    Its words are pale: they are a draft, in whose place another may come.
    """

    def __init__(self, form: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._form = form
        verse, prose = form in VERSE, form in PROSE
        self.words = WordFlow(LINE if verse or form == "titles" else BODY, leading=1.3 if verse else 1.2)
        shares = (0.6, 0.8, 0.55) if verse else (0.96, 0.92, 0.97, 0.7) if prose else (0.94, 0.62)
        self._bars = Skeleton((0.5,) if form == "titles" else shares)
        self._thumb = Thumb(_THUMB, name="") if form == "scenes" else None
        parts: list[QWidget] = [self.words, self._bars]
        if self._thumb is not None:
            self._thumb.setEnabled(False)
            parts.append(self._thumb)
        for part in parts:
            part.setParent(self)
        self.words.hide()
        self._floor: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, text: str) -> bool:
        """The words so far. True when it is higher now."""
        if text == self.words.text:
            return False
        before = self.heightForWidth(self.width())
        self.words.set_text(emphasis.plain(text), "text2")
        self.words.setVisible(bool(text.strip()))
        self._bars.setVisible(not text.strip())
        self._place()
        return self.heightForWidth(self.width()) != before

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        height = max(self._arrange(width)[1], self._floor.get(width, 0))
        self._floor = {width: height}
        return height

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(300, self.heightForWidth(max(200, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for widget, rect in self._arrange(self.width())[0]:
            widget.setGeometry(rect)

    def _arrange(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        places: list[tuple[QWidget, QRect]] = []
        pad = _PAD if self._thumb is not None else _PAD + 2
        left, right, least, tail = pad, width - pad, 0, 28
        if self._thumb is not None:
            places.append((self._thumb, QRect(pad, pad, _THUMB, _THUMB)))
            left, right, least = pad + _THUMB + 10, width - 32, _THUMB
        if self._form == "titles":
            tail = 0
        room = max(60, right - left)
        words, bars = self.words.heightForWidth(room), self._bars.height()
        places += [(self.words, QRect(left, pad, room, words)), (self._bars, QRect(left, pad, room, bars))]
        return places, pad + max(least, words, bars) + tail + pad - 2
