"""The Create panel: the artist's line, the muse's developments as cards, candidates on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from studio.bridge.binding import Bindings
from studio.session.create import COUNTS
from studio.ui.muse.card import MuseCard
from studio.ui.panels.generator_choice import GeneratorChoice
from studio.ui.panels.line_edit import LineEdit
from studio.ui.parts.buttons import Chip, IconButton, PrimaryButton
from studio.ui.parts.empty import EmptyState
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import PanelScroll, Rule, row

if TYPE_CHECKING:
    from studio.session.muse_cards import Card
    from studio.session.studio import Studio


class CreatePanel(PanelScroll):
    """`picture_wanted`: the artist wants to start from a picture file."""

    picture_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._bindings = Bindings(self)
        self._cards: list[MuseCard] = []
        self._line = LineEdit("a sailing boat on a quiet lake, late light on the water")
        self._line.setAccessibleName("Your line")
        self._count = QComboBox()
        for number in COUNTS:
            self._count.addItem(f"{number} candidates", number)
        self._count.setAccessibleName("Number of candidates")
        self._generator = GeneratorChoice(studio)
        self._develop = PrimaryButton("Develop", "aperture")
        self._develop.setToolTip("Develop the line into pictures  Ctrl+Return")
        self._live = Chip("Live", "lightning")
        self._live.setToolTip("A picture follows your words as you type; Return makes a candidate of it")
        self._live.setAccessibleName("Live: a picture follows your words")
        self._from_picture = IconButton("image", "Start from a picture", token="text2")
        self._again = IconButton("arrow-counter-clockwise", "Ask the muse again", token="text2")
        self._notes = label("", "sub", wrap=True)
        self._notes_row = row(Glyph("info"), (self._notes, 1), gap=8)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._empty = EmptyState(
            "sparkle", "Five developments of your line", "They keep your subject and change light, medium and mood."
        )
        self._build()
        self._wire()
        self._show()
        self._show_cards()

    def focus_line(self) -> None:
        """Puts the caret into the line."""
        self._line.setFocus()

    def _build(self) -> None:
        self.column.addWidget(row(label("Your line", "section"), None, self._live, self._from_picture))
        self.column.addWidget(self._line)
        self.column.addWidget(self._generator)
        self.column.addWidget(row((self._count, 1), (self._develop, 1)))
        self.column.addWidget(self._notes_row)
        self.column.addWidget(Rule())
        self.column.addWidget(row(label("Muses", "section"), None, self._again))
        holder = QWidget()
        holder.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(holder)
        self.column.addWidget(self._empty)
        self.column.setSpacing(8)
        self._notes_row.hide()

    def _wire(self) -> None:
        studio, create = self._studio, self._studio.create
        self._line.textChanged.connect(lambda: create.set_text(self._line.toPlainText()))
        self._line.submitted.connect(self._submit)
        self._live.clicked.connect(create.set_live)
        self._develop.clicked.connect(self._toggle)
        self._count.activated.connect(lambda: create.set_count(self._count.currentData()))
        self._from_picture.clicked.connect(self.picture_wanted)
        self._again.clicked.connect(lambda: studio.guard(create.ask_muse))
        self._bindings.on(create.changed, self._show)
        self._bindings.on(create.cards_changed, self._show_cards)
        self._bindings.on(create.card_changed, self._refresh_card)
        self._bindings.on(studio.muse.wishes_changed, self._refresh_wishes)
        self._bindings.on(create.notes_changed, self._show_notes)
        self._bindings.on(studio.jobs.changed, lambda _job: self._show_busy())

    def _submit(self) -> None:
        """Return: a sheet of candidates, or while the words are live the picture that is seen."""
        create = self._studio.create
        if create.live:
            self._studio.guard(create.settle)
        else:
            self._toggle()

    def _toggle(self) -> None:
        create = self._studio.create
        if create.busy:
            create.cancel()
        else:
            self._studio.guard(create.develop)

    def _show(self) -> None:
        create = self._studio.create
        if self._line.toPlainText() != create.text:
            self._line.setPlainText(create.text)
        self._count.setCurrentIndex(max(0, self._count.findData(create.count)))
        self._again.setEnabled(bool(create.text.strip()))
        self._live.setChecked(create.live)
        self._show_busy()

    def _show_busy(self) -> None:
        busy = self._studio.create.busy
        self._develop.setText("Stop" if busy else "Develop")
        self._develop.set_glyph("stop" if busy else "aperture")

    def _show_notes(self) -> None:
        notes = self._studio.create.notes
        self._notes.setText("\n".join(notes))
        self._notes_row.setVisible(bool(notes))

    def _show_cards(self) -> None:
        wanted = self._studio.create.cards
        old = {c.card: c for c in self._cards}
        while self._list.count():
            self._list.takeAt(0)
        self._cards = []
        for card in wanted:
            widget = old.pop(card, None) or self._make_card(card)
            self._cards.append(widget)
            self._list.addWidget(widget)
        for gone in old.values():
            gone.hide()
            gone.deleteLater()
        self._empty.setVisible(not wanted)

    def _make_card(self, card: Card) -> MuseCard:
        widget = MuseCard(self._studio, card)
        widget.step_wanted.connect(lambda by: self._step(widget, by))
        widget.remove_wanted.connect(lambda: self._remove(widget))
        return widget

    def _step(self, card: MuseCard, by: int) -> None:
        """Arrows go from card to card."""
        at = self._cards.index(card) + by
        if 0 <= at < len(self._cards):
            self._cards[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._cards[at], 0, 16)

    def _remove(self, card: MuseCard) -> None:
        """Takes an answer away; the card that comes into its place gets the keyboard."""
        at, focused = self._cards.index(card), card.hasFocus()
        self._studio.muse.remove_card(card.card)
        if focused and self._cards:
            self._cards[min(at, len(self._cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _refresh_wishes(self) -> None:
        for widget in self._cards:
            widget.refresh()

    def _refresh_card(self, card: Card) -> None:
        for widget in self._cards:
            if widget.card is card:
                widget.refresh()
