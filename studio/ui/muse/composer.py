"""Below the conversation: the line, the form, how many answers, the muse's sliders, and the button that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from studio.art.muse.catalog import FORM
from studio.bridge.binding import Bindings
from studio.session.muse_choice import MOST
from studio.ui.muse.entry import Entry
from studio.ui.muse.settings import MuseSettings
from studio.ui.parts.buttons import IconButton, PrimaryButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import keys_text, repolish
from studio.ui.parts.layout import row

if TYPE_CHECKING:
    from studio.session.studio import Studio

PLACEHOLDER = "A place, a light, a thing…"


class Composer(QFrame):
    """One field with its controls inside, as wide as the panel."""

    asked = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.setObjectName("composer")
        self.entry = Entry(PLACEHOLDER, lambda: [t.line for t in studio.muse.turns])
        self.entry.setAccessibleName("Your line to the muse")
        self.entry.setToolTip(
            f"{keys_text('Return')} asks   {keys_text('Shift+Return')} breaks the line\n"
            f"{keys_text('Up')} brings back former lines   {keys_text('Ctrl+Up')} goes to the answers"
        )
        self.form = Combo("Form of the answer")
        for choice in FORM.choices:
            self.form.addItem(choice.title, choice.id)
            self.form.setItemData(self.form.count() - 1, choice.help, Qt.ItemDataRole.ToolTipRole)
        self.form.setProperty("quiet", True)
        self.form.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.form.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.form.setMaxVisibleItems(len(FORM.choices))
        self.count = Combo("Number of answers")
        self.count.setProperty("quiet", True)
        self.count.setMinimumContentsLength(2)
        self.count.setFixedWidth(48)
        self.count.setToolTip("Number of answers")
        for number in range(1, MOST + 1):
            self.count.addItem(str(number), number)
        self.more = IconButton("sliders-horizontal", "Settings of the muse", size=28, token="text2")
        self.ask = PrimaryButton("Ask", "sparkle")
        self.ask.setFixedWidth(84)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.setSpacing(2)
        box.addWidget(self.entry)
        box.addWidget(row(self.form, self.count, self.more, None, self.ask, gap=2))
        self.entry.installEventFilter(self)
        self._wire()
        self._show()

    def _wire(self) -> None:
        muse, guard = self._studio.muse, self._studio.guard
        self.entry.textChanged.connect(lambda: muse.set_draft(self.entry.toPlainText()))
        self.entry.submitted.connect(self.submit)
        self.entry.shortened.connect(
            lambda taken: self._studio.told.emit(
                "That is a long text: only its beginning was taken into the line." if taken else "The line is full."
            )
        )
        self.form.activated.connect(lambda: guard(lambda: muse.set_form(self.form.currentData())))
        self.count.activated.connect(lambda: guard(lambda: muse.set_count(self.count.currentData())))
        self.more.clicked.connect(self.open_settings)
        self.ask.clicked.connect(self.toggle)
        bindings = Bindings(self)
        bindings.on(muse.changed, self._show)
        bindings.on(muse.busy_changed, self._show_busy)

    def _show(self) -> None:
        muse = self._studio.muse
        self.entry.take(muse.draft)
        self.form.setCurrentIndex(self.form.findData(muse.form))
        self.form.setToolTip(next((c.help for c in FORM.choices if c.id == muse.form), ""))
        self.count.setCurrentIndex(self.count.findData(muse.count))
        self._show_busy()

    def _show_busy(self) -> None:
        busy = self._studio.muse.busy
        self.ask.setText("Stop" if busy else "Ask")
        self.ask.set_glyph("stop" if busy else "sparkle")
        self.ask.setToolTip("Ends what is being written" if busy else "Ask the muse  Return")

    # -- doing ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Asks; the line goes into the conversation and the entry is empty for the next."""
        if self._studio.guard(lambda: self._studio.muse.ask()):
            self.asked.emit()

    def toggle(self) -> None:
        if self._studio.muse.busy:
            self._studio.muse.stop()
        else:
            self.submit()

    def open_settings(self) -> MuseSettings:
        """The popover over the button; it goes when the artist presses beside it."""
        popover = MuseSettings(self._studio, self)
        popover.adjustSize()
        size = popover.size()
        right, room = self.mapToGlobal(QPoint(self.width(), 0)), self.screen().availableGeometry()
        popover.move(max(room.left(), right.x() - size.width()), max(room.top(), right.y() - size.height() - 6))
        popover.show()
        return popover

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # The ring stands around the whole field, of which the entry is a part.
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("active", event.type() == QEvent.Type.FocusIn)
            repolish(self)
        return False
