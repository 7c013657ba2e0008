"""The Muse panel: a calm conversation. The line below, its answers as cards above, the newest last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from studio.art.muse.catalog import MUSES
from studio.art.muse.owned.catalog import SERVER_ID
from studio.bridge.binding import Bindings
from studio.formats.atomic import replace_bytes
from studio.ui.dialogs.save_as import ask_save
from studio.ui.muse.ask import DeleteHistoryDialog
from studio.ui.muse.composer import Composer
from studio.ui.muse.conversation import Conversation
from studio.ui.muse.history import HistoryPage
from studio.ui.muse.welcome import Welcome
from studio.ui.muse.wishes import WishesStrip
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import keys_text, label, plain_tip
from studio.ui.parts.layout import Rule, column, row

if TYPE_CHECKING:
    from studio.session.muse_cards import Turn
    from studio.session.studio import Studio
    from studio.ui.muse.card import MuseCard

TEXTS = {".md": "Markdown (*.md)", ".txt": "Text (*.txt)"}


class MusePanel(QWidget):
    """`keys_of` tells the shortcut of a command, so that the panel's menu shows the same as that of the window.

    `audience_wanted(screen)`: the artist wants the full-screen view for visitors there, None for where the window is.
    """

    audience_wanted = Signal(object)
    setup_wanted = Signal(str)
    """The artist wants to set up the muse of this id."""

    def __init__(self, studio: Studio, keys_of: Callable[[str], str] = lambda _id: "") -> None:
        super().__init__()
        self._keys_of = keys_of
        self.setObjectName("panelbody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio = studio
        self.muse = Combo("Muse")
        self.muse.setProperty("quiet", True)
        self.muse.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.muse.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.search = IconButton("magnifying-glass", "Find in the history", shortcut="Ctrl+F", size=28, token="text2")
        self.pinned = IconButton(
            "push-pin", "Only what is pinned", size=28, token="text2", checkable=True, checked_glyph="push-pin-fill"
        )
        self.more = IconButton("dots-three", "More with the conversation", size=28, token="text2")
        self._about = label("", "caption", wrap=True)
        self.setup = Button("Set it up…", "gear-six")
        self.setup.setToolTip("Opens the page on which this muse is set up")
        self._lack = row((self._about, 1), self.setup, gap=8, margins=(12, 0, 12, 8))
        self.conversation = Conversation(studio)
        self.history = HistoryPage(studio)
        self.welcome = Welcome()
        self.wishes = WishesStrip(studio)
        self.composer = Composer(studio)
        self._stack = QStackedWidget()
        for page in (self.welcome, self.conversation, self.history):
            self._stack.addWidget(page)
        self._build()
        self._wire()
        self._fill_muses()
        self._show_turns()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 200)

    def focus_line(self) -> None:
        """Puts the caret into the line."""
        self.composer.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        head = row(self.muse, None, self.search, self.pinned, self.more, gap=2, margins=(6, 4, 8, 4))
        self._foot = column(self.wishes, self.composer, gap=6, margins=(12, 8, 12, 12))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(self._lack)
        box.addWidget(Rule())
        box.addWidget(self._stack, 1)
        box.addWidget(Rule())
        box.addWidget(self._foot)

    def _wire(self) -> None:
        studio, muse, guard = self._studio, self._studio.muse, self._studio.guard
        self.muse.activated.connect(lambda: guard(lambda: muse.choose(self.muse.currentData())))
        self.search.clicked.connect(self.open_history)
        self.pinned.clicked.connect(self.show_pinned)
        self.more.clicked.connect(lambda: self.open_menu(self.more.mapToGlobal(QPoint(0, self.more.height() + 2))))
        self.setup.clicked.connect(lambda: self.setup_wanted.emit(muse.spec.id))
        self.history.closed.connect(self.close_history)
        self.history.reopened.connect(self._reopened)
        self.welcome.chosen.connect(self._sample)
        self.conversation.current_changed.connect(self._order)
        self.composer.asked.connect(self.conversation.to_end)
        self.composer.entry.answers_wanted.connect(self.conversation.focus_newest)
        self.conversation.left.connect(self.focus_line)
        bindings = Bindings(self)
        bindings.on(studio.muses_changed, self._fill_muses)
        bindings.on(muse.changed, self._show_muse)
        bindings.on(muse.turns_changed, self._show_turns)

    # -- following -----------------------------------------------------------------------------------------------

    def _fill_muses(self) -> None:
        self.muse.clear()
        for spec in MUSES:
            self.muse.addItem(spec.title, spec.id)
            tip = plain_tip(spec.needs or spec.summary)
            self.muse.setItemData(self.muse.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._show_muse()

    def _show_muse(self) -> None:
        spec = self._studio.muse.spec
        self.muse.setCurrentIndex(self.muse.findData(spec.id))
        self.muse.setToolTip(plain_tip(f"Who answers. {spec.title}: {spec.summary}"))
        # The muses of the program need no word; of all others it is said where the words go, or what is missing.
        self._about.setText(spec.needs or (spec.summary if spec.knows else ""))
        self.setup.setText("Set it up…" if spec.needs else "Change…")
        self.setup.setVisible(bool(spec.needs) or spec.id == SERVER_ID)
        self._lack.setVisible(bool(self._about.text()))

    def _show_turns(self) -> None:
        if self._stack.currentWidget() is not self.history:
            self._stack.setCurrentWidget(self.conversation if self.conversation.turns else self.welcome)
        self.welcome.set_pinned_only(bool(self._studio.muse.turns) and not self.conversation.turns)

    def _order(self, card: MuseCard) -> None:
        """Tab: head, the current card and what it holds, then the entry."""
        stops = [self.more, *card.stops, self.composer.entry]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # -- doing ---------------------------------------------------------------------------------------------------

    def _sample(self, line: str, form: str) -> None:
        muse = self._studio.muse
        self._studio.guard(lambda: muse.set_form(form))
        muse.set_draft(line)
        self.composer.submit()

    def show_pinned(self, on: bool) -> None:
        self.pinned.setChecked(on)
        self.conversation.set_only_pinned(on)
        self._show_turns()

    def open_history(self) -> None:
        self._stack.setCurrentWidget(self.history)
        self.history.open()

    def close_history(self) -> None:
        self._stack.setCurrentWidget(self.conversation)
        self._show_turns()
        self.focus_line()

    def _reopened(self, turn: Turn) -> None:
        self.show_pinned(False)
        self.close_history()
        self.conversation.show_turn(turn)

    def open_menu(self, at: QPoint) -> QMenu:
        studio, muse = self._studio, self._studio.muse
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, title, step in (("undo", muse.undo_title, muse.undo), ("redo", muse.redo_title, muse.redo)):
            said = f"{name.capitalize()} {title.lower()}" if title else name.capitalize()
            menu.addAction(self._keyed(said, f"muse.{name}"), step).setEnabled(bool(title))
        menu.addSeparator()
        there = any(t.cards for t in muse.turns)
        for text, verb in (
            ("Copy the conversation", lambda: QApplication.clipboard().setText(muse.export_text())),
            ("Export as text or Markdown…", self.export),
            ("Clear the conversation", muse.clear),
        ):
            menu.addAction(text, verb).setEnabled(there)
        menu.addSeparator()
        keep = menu.addAction("Keep a history")
        keep.setCheckable(True)
        keep.setChecked(bool(studio.settings["muse_keep_history"]))
        keep.triggered.connect(lambda on: studio.settings.set("muse_keep_history", on))
        menu.addAction("Delete the whole history…", self.delete_history)
        menu.addSeparator()
        self._add_audience(menu)
        menu.popup(at)
        return menu

    def _keyed(self, text: str, command: str) -> str:
        keys = keys_text(self._keys_of(command))
        return f"{text}\t{keys}" if keys else text

    def _add_audience(self, menu: QMenu) -> None:
        """One screen: an action. More: a choice of where."""
        screens = QGuiApplication.screens()
        if len(screens) == 1:
            menu.addAction(self._keyed("Audience mode", "muse.audience"), lambda: self.audience_wanted.emit(None))
        else:
            where = menu.addMenu("Audience mode on")
            for k, screen in enumerate(screens, 1):
                size = screen.size()
                title = f"Screen {k}  {size.width()} × {size.height()}"
                where.addAction(title, partial(self.audience_wanted.emit, screen))
        audience = self._studio.audience
        for title, on, verb in (
            ("Keep what visitors write", audience.keep, audience.set_keep),
            ("Let the picture drift at rest", audience.drift, audience.set_drift),
        ):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(on)
            action.triggered.connect(verb)

    def export(self) -> None:
        """Asks where, and writes the conversation as text or Markdown."""
        start = self._studio.files.folder / "Muse.md"
        path = ask_save(self, "Export conversation", start, ";;".join(TEXTS.values()), ".md")
        if path is None:
            return
        if path.suffix.lower() not in TEXTS:
            self._studio.told.emit(f"{path.name}: a conversation is exported as .md or .txt.")
            return
        text = self._studio.muse.export_text(markdown=path.suffix.lower() == ".md")
        if self._studio.guard(lambda: replace_bytes(path, text.encode())):
            self._studio.told.emit(f"Written to {path.name}.")

    def delete_history(self) -> None:
        if DeleteHistoryDialog(self).exec():
            self._studio.muse.history.clear()

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The keys of the window mean something else while the keyboard is in here.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._verb(event):
            event.accept()
            return True
        return bool(super().event(event))

    def _verb(self, event: QKeyEvent) -> object:
        muse = self._studio.muse
        if event.matches(QKeySequence.StandardKey.Undo):
            return muse.undo
        if event.matches(QKeySequence.StandardKey.Redo):
            return muse.redo
        if event.matches(QKeySequence.StandardKey.Find):
            return self.open_history
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        verb = self._verb(event)
        if callable(verb):
            verb()
        elif event.key() == Qt.Key.Key_Escape and self._studio.muse.busy:
            self._studio.muse.stop()
        elif event.key() == Qt.Key.Key_Escape and not self.composer.entry.hasFocus():
            self.focus_line()
        elif event.key() == Qt.Key.Key_Delete and self.conversation.current_turn is not None:
            self.conversation.remove_current()
        else:
            super().keyPressEvent(event)
