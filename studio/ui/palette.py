"""The command palette: every verb of the program, by a few of its letters."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QWidget

from studio.commands.command import Command
from studio.commands.fuzzy import match
from studio.ui.actions import Actions
from studio.ui.overlay import Overlay
from studio.ui.palette_delegate import ROW_HEIGHT, PaletteDelegate
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import KeyCap, label
from studio.ui.parts.layout import Rule, row

_ROWS = 8
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Hit:
    """One row: the command, which letters matched, its first shortcut, whether it can run now and why not."""

    command: Command
    spans: tuple[tuple[int, int], ...]
    keys: str
    enabled: bool
    checked: bool
    why: str = ""


def search(query: str, actions: Actions) -> list[Hit]:
    """The commands that match, best first. Without a query: those used last, then all in the order of the menus."""
    found: list[tuple[float, int, Hit]] = []
    recent = {id_: i for i, id_ in enumerate(actions.recent)}
    for order, (command, action) in enumerate(actions):
        if command.id == "help.palette":
            continue
        title = command.title
        hit = match(query, title)
        score, spans = (hit.score, hit.spans) if hit else (0.0, ())
        if hit is None:
            # The menu's name counts too ("layer dup"), less than the title.
            wide = match(query, f"{title} {command.where}")
            if wide is None:
                continue
            score = wide.score / 2
            spans = tuple((a, min(b, len(title))) for a, b in wide.spans if a < len(title))
        enabled = actions.can_run(command.id)
        score -= 0 if enabled else 4
        score += 3 if command.id in recent else 0
        place = recent.get(command.id, len(recent)) if not query.strip() else 0
        keys = actions.shortcuts.first(command.id)
        found.append(
            (
                -score if query.strip() else place,
                order,
                Hit(command, spans, keys, enabled, action.isChecked(), actions.why_not(command.id)),
            )  # fmt: skip
        )
    return [hit for _s, _o, hit in sorted(found, key=lambda f: (f[0], f[1]))]


class HitModel(QAbstractListModel):
    """The hits, for the view and for assistive technology."""

    HIT = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []

    def set_hits(self, hits: list[Hit]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hits[index.row()]
        if role == self.HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.command.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.command.title}, {hit.command.where}" + (f", {hit.keys}" if hit.keys else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return hit.why or hit.command.help or None
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(100, ROW_HEIGHT)
        return None


class CommandPalette(Overlay):
    """Worked by the keyboard alone: letters search, arrows choose, Enter runs, Escape leaves."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window, width=592, top=112)
        self._actions = actions
        self._input = QLineEdit()
        self._input.setProperty("bare", True)
        self._input.setPlaceholderText("What would you like to do?")
        self._input.setAccessibleName("Find a command")
        self._input.installEventFilter(self)
        self._model = HitModel(self)
        self._list = QListView()
        self._list.setObjectName("palettelist")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName("Commands")
        self._list.entered.connect(self._list.setCurrentIndex)
        self._list.clicked.connect(lambda _i: self._run())
        self._count = label("", "caption")
        self._why = label("", "caption", wrap=True)
        self._why.setContentsMargins(8, 0, 8, 4)
        self._why.hide()
        self._nothing: QLabel = label("No command is called like that.", "sub")
        self._nothing.setFixedHeight(ROW_HEIGHT)
        self._nothing.setIndent(8)
        self.column.addWidget(row(Glyph("magnifying-glass", 18), (self._input, 1), KeyCap("Esc"), margins=(8, 0, 8, 0)))
        self.column.addWidget(Rule())
        self.column.addWidget(self._list)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self._why)
        self.column.addWidget(Rule())
        self.column.addWidget(
            row(
                label("↑↓ choose", "caption"),
                label("Enter run", "caption"),
                None,
                self._count,
                gap=16,
                margins=(8, 4, 8, 0),
            )
        )
        self._input.textChanged.connect(self._search)
        self._list.selectionModel().currentChanged.connect(lambda now, _before: self._explain(now))

    def open_palette(self) -> None:
        self._actions.refresh()
        self._input.clear()
        self._search("")
        self.open()
        self._input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _search(self, query: str) -> None:
        hits = search(query, self._actions)
        self._model.set_hits(hits)
        shown = min(_ROWS, len(hits))
        self._list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._list.setFixedHeight(shown * ROW_HEIGHT + 4)
        self._count.setText(f"{len(hits)} of {len(self._actions.table) - 1}")
        if hits:
            self._list.setCurrentIndex(self._model.index(0))
        self._place()
        self.update()

    def _explain(self, index: QModelIndex) -> None:
        """Why the chosen command cannot run."""
        why = self._model.hits[index.row()].why if index.isValid() else ""
        if why != self._why.text():
            self._why.setText(why)
            self._why.setVisible(bool(why))
            self._place()
            self.update()

    def _run(self) -> None:
        index = self._list.currentIndex()
        if not index.isValid():
            return
        hit = self._model.hits[index.row()]
        if not hit.enabled:
            return
        # Closed first: the command may want the keyboard for itself.
        self.close_overlay()
        self._actions.run(hit.command.id)

    def _move(self, by: int, *, wrap: bool) -> None:
        last = len(self._model.hits) - 1
        if last < 0:
            return
        wanted = self._list.currentIndex().row() + by
        wanted = wanted % (last + 1) if wrap else min(max(wanted, 0), last)
        self._list.setCurrentIndex(self._model.index(wanted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._input and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if watched is self._input and event.type() == QEvent.Type.FocusOut and self.isVisible():
            window = self.window()
            if window.isActiveWindow() and window.focusWidget() is not self._input:
                self.close_overlay()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1, wrap=True)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._move(_ROWS if key == Qt.Key.Key_PageDown else -_ROWS, wrap=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key == Qt.Key.Key_Escape:
            self.close_overlay()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._move(1 if key == Qt.Key.Key_Tab else -1, wrap=True)
        else:
            return False
        return True
