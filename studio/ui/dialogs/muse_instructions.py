"""Instructions: what the artist's own language models are told of each form."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.art.muse.catalog import FORM
from studio.art.muse.owned.instructions import LONGEST
from studio.core.errors import UserError
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import FlatButton, Segments
from studio.ui.parts.labels import label
from studio.ui.parts.layout import column, row
from studio.ui.theme import color

WIDTH, HEIGHT, LIST_WIDTH = 820, 560, 168
ABOUT = (
    "How your own language models and the language server should write. Numbers, lines and colors are asked for by the "
    "program, so answers can be read whatever you write here."
)
_FORM_ROLE = Qt.ItemDataRole.UserRole + 1


class _Row(QStyledItemDelegate):
    """A form with the ring of the keyboard around it while the list has it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4)
            painter.restore()


class MuseInstructionsDialog(Dialog):
    """Edits are kept for all forms together when it is saved; an empty text is the default again."""

    def __init__(self, parent: QWidget | None, studio: Studio, form: str = "prompts") -> None:
        super().__init__(parent, "Instructions", width=640, heading="Instructions")
        self._state = studio.muse_instructions
        self._form = FORM.check(form)
        self._texts = {c.id: self._state.own(c.id) for c in FORM.choices}
        self._filling = False
        self._build()
        self.add_cancel()
        self._save = self.add_primary("Save")
        self.resize(WIDTH, HEIGHT)
        for line, choice in enumerate(FORM.choices):
            if choice.id == self._form:
                self._list.setCurrentRow(line)
        self._show()

    def _build(self) -> None:
        self.column.addWidget(label(ABOUT, "sub", wrap=True))
        self._list = QListWidget()
        self._list.setObjectName("forms")
        self._list.setItemDelegate(_Row(self._list))
        self._list.setAccessibleName("Form")
        self._list.setFixedWidth(LIST_WIDTH)
        for choice in FORM.choices:
            item = QListWidgetItem(choice.title)
            item.setData(_FORM_ROLE, choice.id)
            item.setToolTip(choice.help)
            self._list.addItem(item)
        self._list.currentItemChanged.connect(lambda _now, _before: self._choose())
        self._lang = Segments([("en", "English"), ("zh", "Chinese")], "en", name="Language of the default")
        self._lang.chosen.connect(lambda _id: self._show())
        self._reset = FlatButton("Back to the default", "arrow-counter-clockwise")
        self._reset.setAutoDefault(False)
        self._reset.clicked.connect(self._to_default)
        self._edit = QPlainTextEdit()
        self._edit.setAccessibleName("Instruction")
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(self._edited)
        self._state_of = label("", "caption")
        right = column(row(self._lang, None, self._reset), (self._edit, 1), row((self._state_of, 1)), gap=8)
        self.column.addWidget(row(self._list, (right, 1), gap=16), 1)

    # following

    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._form = str(item.data(_FORM_ROLE))
            self._show()

    def _show(self) -> None:
        own = self._texts[self._form]
        default = self._state.default(self._form, self._lang.current())
        self._filling = True
        self._edit.setPlainText(own or default)
        self._filling = False
        self._follow()

    def _edited(self) -> None:
        if not self._filling:
            text = self._edit.toPlainText()
            defaults = {self._state.default(self._form, lang) for lang in ("en", "zh")}
            self._texts[self._form] = "" if text.strip() in defaults else text
            self._follow()

    def _follow(self) -> None:
        own = self._texts[self._form]
        self._lang.setEnabled(not own.strip())
        self._lang.setToolTip("" if not own.strip() else "Yours is used for lines in both languages")
        self._reset.setEnabled(bool(own))
        long = len(own) > LONGEST
        told = f"{len(own)} of {LONGEST} characters: shorten it" if long else "Yours, for both languages" if own.strip() else "The default; lines in Chinese have one in Chinese"  # fmt: skip
        self._state_of.setText(told)
        self._state_of.setProperty("role", "danger" if long else "caption")
        self._state_of.style().polish(self._state_of)
        self._save.setEnabled(all(len(t) <= LONGEST for t in self._texts.values())) if hasattr(self, "_save") else None
        for line in range(self._list.count()):
            item = self._list.item(line)
            edited = bool(self._texts[str(item.data(_FORM_ROLE))].strip())
            title = FORM.choices[line].title
            item.setText(f"{title}  •" if edited else title)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, changed by you" if edited else title)

    def _to_default(self) -> None:
        self._texts[self._form] = ""
        self._show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        try:
            for form, text in self._texts.items():
                self._state.keep(form, text)
        except UserError as error:
            self._state_of.setText(str(error))
            return
        super().accept()
