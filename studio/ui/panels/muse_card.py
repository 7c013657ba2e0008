"""One development of the line as a card: its picture, its words (edited in place), its tags, lock and paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout

from studio.bridge.images import image_of
from studio.ui.panels.line_edit import LineEdit
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.labels import label, repolish
from studio.ui.parts.thumb import Thumb

if TYPE_CHECKING:
    from studio.session.create import Card
    from studio.session.studio import Studio


class _Words(QLabel):
    """The text at rest; a double click edits it."""

    edit_wanted = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.edit_wanted.emit()


class _Field(LineEdit):
    """The text while it is edited: Return or leaving takes it, Escape gives it up."""

    left = Signal(bool)

    def focusOutEvent(self, event: QEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(False)
        else:
            super().keyPressEvent(event)


class MuseCard(QFrame):
    """Follows one `Card` of the session."""

    def __init__(self, studio: Studio, card: Card) -> None:
        super().__init__()
        self.card = card
        self._studio = studio
        self.setObjectName("card")
        self._thumb = Thumb(64, name="Sketch of this development")
        self._thumb.set_empty_glyph("sparkle")
        self._thumb.setToolTip("Paint this development")
        self._words = _Words()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._words.setToolTip("Double-click to edit")
        self._field = _Field(lines=2)
        self._editing = False
        self._stack = QStackedWidget()
        self._tags = QHBoxLayout()
        self._lock = IconButton(
            "lock-open", "Keep this development", size=22, icon_size=14, token="text2", checkable=True,
            checked_glyph="lock-fill",
        )  # fmt: skip
        self._edit = IconButton("pencil-simple", "Edit the words", size=22, icon_size=14, token="text2")
        self._paint = IconButton("paint-brush", "Paint this development", size=22, icon_size=14, token="text2")
        self._build()
        self._wire()
        self.refresh()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 82)

    def _build(self) -> None:
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._field)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self._stack, 1)
        self._tags.setSpacing(4)
        middle.addLayout(self._tags)
        side = QVBoxLayout()
        side.setSpacing(0)
        for button in (self._lock, self._edit, self._paint):
            side.addWidget(button)
        side.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(6, 6, 4, 6)
        box.setSpacing(8)
        box.addWidget(self._thumb, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(middle, 1)
        box.addLayout(side)
        for _axis, phrase in self.card.variant.tags[:3]:
            chip = label(phrase, "caption")
            chip.setProperty("role", "tag")
            self._tags.addWidget(chip)
        self._tags.addStretch(1)

    def _wire(self) -> None:
        create = self._studio.create
        self._lock.clicked.connect(lambda: create.lock_card(self.card, self._lock.isChecked()))
        self._edit.clicked.connect(self.start_editing)
        self._words.edit_wanted.connect(self.start_editing)
        self._paint.clicked.connect(lambda: self._studio.guard(lambda: create.paint_card(self.card)))
        self._thumb.clicked.connect(lambda: self._studio.guard(lambda: create.paint_card(self.card)))
        self._field.submitted.connect(lambda: self._end_editing(True))
        self._field.left.connect(self._end_editing)

    def refresh(self) -> None:
        """Takes over the card's state."""
        card = self.card
        self._words.setText(card.text)
        self._thumb.set_image(image_of(card.thumb) if card.thumb is not None else None)
        self._lock.setChecked(card.locked)
        if bool(self.property("sel")) != card.locked:
            self.setProperty("sel", card.locked)
            repolish(self)

    def start_editing(self) -> None:
        self._editing = True
        self._field.setPlainText(self.card.text)
        self._stack.setCurrentWidget(self._field)
        self._field.setFocus()
        self._field.selectAll()

    def _end_editing(self, take: bool) -> None:
        if not self._editing:
            return
        self._editing = False  # first: the field that goes loses the focus, which ends the editing too
        self._stack.setCurrentWidget(self._words)
        if take:
            self._studio.create.edit_card(self.card, self._field.toPlainText())
