"""All shortcuts on one page, each of which can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from studio.commands.command import Command, CommandTable
from studio.commands.fuzzy import match
from studio.commands.shortcuts import Shortcuts
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, keys_text, label
from studio.ui.parts.layout import PanelScroll

_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class KeyButton(QPushButton):
    """Shows a shortcut; pressed, it listens for another. Escape gives up, Backspace takes the shortcut away."""

    taken = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._keys = ""
        self.listening = False
        self.setFixedWidth(136)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.clicked.connect(self.listen)

    def show_keys(self, keys: str) -> None:
        self._keys = keys
        self.listening = False
        self.setText(keys_text(keys) or "None")
        self.setAccessibleName(f"Shortcut of {self._name}: {keys_text(keys) or 'none'}")

    def listen(self) -> None:
        self.listening = True
        self.setText("Press keys…")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self.listening:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        if key == Qt.Key.Key_Escape:
            self.show_keys(self._keys)
        elif key == Qt.Key.Key_Backspace and not event.modifiers():
            self.taken.emit("")
        else:
            self.taken.emit(QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText))

    def focusOutEvent(self, event: object) -> None:  # noqa: N802
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self.listening:
            self.show_keys(self._keys)


class ShortcutRow(QWidget):
    """One command and its keys."""

    def __init__(self, command: Command, shortcuts: Shortcuts) -> None:
        super().__init__()
        self.command = command
        self._shortcuts = shortcuts
        title = command.title.rstrip("…")
        self.button = KeyButton(title)
        self._more = label("", "caption")
        self._reset = IconButton("arrow-counter-clockwise", f"Default shortcut of {title}", token="text2")
        self._reset.clicked.connect(lambda: shortcuts.reset(command.id))
        name = Elided(title)
        if command.help:
            name.setToolTip(command.help)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(Glyph(command.icon or "dot", 16))
        box.addWidget(name, 1)
        box.addWidget(self._more)
        box.addWidget(self.button)
        box.addWidget(self._reset)
        self.follow()

    def follow(self) -> None:
        keys = self._shortcuts.of(self.command.id)
        self.button.show_keys(keys[0] if keys else "")
        self._more.setText("  ".join(keys_text(k) for k in keys[1:]))
        self._reset.setEnabled(self._shortcuts.is_own(self.command.id))


class ShortcutsDialog(Dialog):
    """Grouped as the menus are, with a search field."""

    def __init__(self, parent: QWidget | None, table: CommandTable, shortcuts: Shortcuts) -> None:
        super().__init__(parent, "Keyboard shortcuts", width=620, heading="Keyboard shortcuts")
        self._table, self._shortcuts = table, shortcuts
        self._rows: list[ShortcutRow] = []
        self._heads: list[tuple[QLabel, list[ShortcutRow]]] = []
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find a command or a key")
        self._find.setAccessibleName("Find a command or a key")
        self._find.textChanged.connect(self._search)
        self._note = label("Press a shortcut to change it. Backspace takes it away.", "caption")
        self._list = PanelScroll(margin=0, gap=2)
        self._list.setMinimumHeight(420)
        self.column.addWidget(self._find)
        self.column.addWidget(self._note)
        self.column.addWidget(self._list, 1)
        for where in dict.fromkeys(c.where for c in table):
            head = label(where, "section")
            head.setContentsMargins(0, 12, 0, 4)
            self._list.column.addWidget(head)
            rows = [ShortcutRow(c, shortcuts) for c in table if c.where == where]
            for row in rows:
                row.button.taken.connect(lambda keys, r=row: self._assign(r.command, keys))
                self._list.column.addWidget(row)
            self._rows += rows
            self._heads.append((head, rows))
        reset = self.add_button("Reset all", left=True)
        reset.clicked.connect(lambda: shortcuts.reset())
        self.add_primary("Done")
        self._subscription = shortcuts.changed.connect(self._follow)
        self.finished.connect(lambda _r: self._subscription.close())
        self._find.setFocus()

    def _assign(self, command: Command, keys: str) -> None:
        before = self._shortcuts.holder(keys) if keys else None
        self._shortcuts.assign(command.id, keys)
        if before is not None and before != command.id:
            lost = self._table.get(before).title.rstrip("…")
            self._note.setText(f"{keys_text(keys)} was taken from “{lost}”.")

    def _follow(self) -> None:
        for row in self._rows:
            row.follow()

    def _search(self, query: str) -> None:
        for head, rows in self._heads:
            some = False
            for row in rows:
                text = " ".join([row.command.title, *(keys_text(k) for k in self._shortcuts.of(row.command.id))])
                fits = match(query, text) is not None
                row.setVisible(fits)
                some = some or fits
            head.setVisible(some)
