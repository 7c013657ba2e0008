"""The first view: a line to write, a place to drop a picture, what was open last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.parts.buttons import Button, PrimaryButton
from studio.ui.parts.labels import label, repolish
from studio.ui.parts.layout import Rule, row
from studio.ui.parts.thumb import Thumb
from studio.ui.theme import color

CARD_WIDTH = 592
RECENT = 5


class FirstRun(QWidget):
    """Shown while no picture is open."""

    developed = Signal(str)
    """The artist wrote a line and wants to see it."""
    open_wanted = Signal()
    blank_wanted = Signal()
    roll_wanted = Signal()
    recent_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._thumbs: dict[str, Thumb] = {}
        self.card = QFrame()
        self.card.setObjectName("drop")
        self.card.setFixedWidth(CARD_WIDTH)
        self.card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.line = QLineEdit()
        self.line.setProperty("big", True)
        self.line.setPlaceholderText("a sailing boat on a quiet lake, late light on the water")
        self.line.setAccessibleName("Your line")
        self.line.installEventFilter(self)
        self._develop = PrimaryButton("Develop")
        self._develop.setFixedHeight(48)
        self._develop.clicked.connect(self._submit)
        self.line.returnPressed.connect(self._submit)
        opened = Button("Open picture…", "folder")
        blank = Button("Blank canvas", "frame-corners")
        roll = Button("Roll a seed", "dice-five")
        opened.clicked.connect(self.open_wanted)
        blank.clicked.connect(self.blank_wanted)
        roll.clicked.connect(self.roll_wanted)
        roll.setToolTip("A picture of chance: the words and the seed are drawn for you")
        self._recent_head = label("Recent", "section")
        self._recent_rule = Rule()
        self._recent_row = row(gap=8)
        title = label("Write a line, or drop a picture", "hero")
        hint = label("Five variants of your line come back as quick sketches. Nothing leaves this machine.", "sub")
        for text in (title, hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(40, 48, 40, 40)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(8)
        column.addWidget(row((self.line, 1), self._develop))
        column.addWidget(row(None, opened, blank, roll, None))
        column.addWidget(self._recent_rule)
        column.addWidget(self._recent_head)
        column.addWidget(self._recent_row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(self.card)
        self.set_recent([])

    def set_recent(self, recent: Sequence[str]) -> None:
        """The files that were open last; their small pictures come by `set_thumbnail`."""
        box = self._recent_row.layout()
        assert box is not None
        while (item := box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._thumbs = {}
        for path in recent[:RECENT]:
            name = Path(path).stem
            thumb = Thumb(96, name=f"Open {name}", text=name[:12])
            thumb.setToolTip(path)
            thumb.clicked.connect(lambda _=False, p=path: self.recent_wanted.emit(p))
            thumb.activated.connect(lambda p=path: self.recent_wanted.emit(p))
            box.addWidget(thumb)
            self._thumbs[path] = thumb
        filler = QWidget()
        filler.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.addWidget(filler)
        for part in (self._recent_rule, self._recent_head, self._recent_row):
            part.setVisible(bool(recent))

    def set_thumbnail(self, path: str, image: QImage) -> None:
        """A file that is no longer in the list is passed over."""
        thumb = self._thumbs.get(path)
        if thumb is not None:
            thumb.set_image(image)

    def set_drop_over(self, over: bool) -> None:
        """A picture is held over the window."""
        self.card.setProperty("over", over)
        repolish(self.card)

    def focus_line(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        # An empty line is answered with the example itself: the first press always gives a picture.
        self.developed.emit(self.line.text().strip() or self.line.placeholderText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # The right arrow on the empty line takes the example, so that it can be changed.
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Right
            and not self.line.text()
        ):
            self.line.setText(self.line.placeholderText())
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), color("pasteboard"))
