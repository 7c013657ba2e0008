"""Language server: where it is, which model, whether it answers, and where words go."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.art.muse.owned.servers import (
    KINDS,
    LONGEST_ADDRESS,
    LONGEST_KEY,
    OFF,
    USUAL,
    Server,
    checked_address,
    host_of,
)
from studio.bridge.binding import Bindings
from studio.core.errors import UserError
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.parts.buttons import Button, FlatButton, IconButton, Segments
from studio.ui.parts.combo import Combo
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import label
from studio.ui.parts.layout import row

WIDTH = 520
ABOUT = (
    "A program that runs language models, such as Ollama, llama.cpp or LM Studio, can write for the muse. It is off until "
    "you set it, and nothing is sent anywhere else."
)
NO_KEY = "None; servers on this computer need none"


class MuseServerDialog(Dialog):
    """What is in the fields counts when it is saved; the list of models and the trial ask it at once."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Language server", width=WIDTH, heading="Language server")
        self._server = studio.muse_server
        self._listed_of = ""
        self._key_of = ""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._fit)
        self.column.addWidget(label(ABOUT, "sub", wrap=True))
        self._build_fields()
        self._build_trial()
        self.column.addStretch(1)
        self.add_cancel()
        self._save = self.add_primary("Save")
        self._fill(self._server.server)
        self._bindings = Bindings(self)
        self._bindings.on(self._server.talk_changed, self._show_talk)
        self.finished.connect(lambda _r: self._server.forget())

    # building

    def _build_fields(self) -> None:
        self._kinds = Segments(KINDS.items(), OFF, name="Protocol")
        self._kinds.chosen.connect(self._choose_kind)
        self._kinds.set_tip("ollama", "Ollama's own protocol")
        self._kinds.set_tip("openai", "The chat protocol of OpenAI, which llama.cpp, LM Studio, vLLM and others speak")
        self._address = QLineEdit()
        self._address.setAccessibleName("Address")
        self._address.setMaxLength(LONGEST_ADDRESS)
        self._address.textEdited.connect(lambda _t: self._edited())
        self._address.editingFinished.connect(self._look)
        self._model = Combo("Model")
        self._model.setEditable(True)
        self._model.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self._model.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model.currentTextChanged.connect(lambda _t: self._follow())
        entry = self._model.lineEdit()
        assert entry is not None
        entry.setPlaceholderText("Which of its models writes")
        self._find = IconButton("arrows-clockwise", "Ask the server for its models", size=28)
        self._find.clicked.connect(self._ask_models)
        self._key = QLineEdit()
        self._key.setAccessibleName("Key")
        self._key.setMaxLength(LONGEST_KEY)
        self._key.setPlaceholderText(NO_KEY)
        self._key.textEdited.connect(lambda _t: self._own_key())
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._seen = IconButton("eye", "Show the key", size=28, checkable=True)
        self._seen.toggled.connect(self._show_key)
        self._elsewhere = QCheckBox()
        self._elsewhere.clicked.connect(lambda _on: self._follow())
        self._where_glyph = Glyph("lock-simple", 16)
        self._where = label("", "caption", wrap=True)
        self._fields = QWidget()
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for caption, buddy, widget in (
            ("Address", self._address, self._address),
            ("Model", self._model, row((self._model, 1), self._find, gap=4)),
            ("Key", self._key, row((self._key, 1), self._seen, gap=4)),
        ):
            name = label(caption, "sub")
            name.setFixedWidth(72)
            name.setBuddy(buddy)
            line = grid.rowCount()
            grid.setRowMinimumHeight(line, 28)
            grid.addWidget(name, line, 0)
            grid.addWidget(widget, line, 1)
        self.column.addWidget(self._kinds)
        self.column.addWidget(self._fields)
        self.column.addWidget(self._elsewhere)
        self.column.addWidget(row(self._where_glyph, (self._where, 1)))

    def _build_trial(self) -> None:
        self._try = Button("Try it", "chat-teardrop-text")
        self._try.setToolTip("Lets the model say one sentence")
        self._try.setAutoDefault(False)
        self._try.clicked.connect(self._trial)
        self._stop = FlatButton("Stop", "stop")
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(self._server.stop)
        self._note = label("", "caption", wrap=True)
        self._reply_box = QFrame()
        self._reply_box.setObjectName("card")
        self._reply = label("", wrap=True)
        self._reply.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QVBoxLayout(self._reply_box)
        box.setContentsMargins(12, 8, 12, 8)
        box.addWidget(self._reply)
        self._problem = label("", "danger", wrap=True)
        self._asking = row(self._try, self._stop, (self._note, 1), gap=8)
        self.column.addWidget(self._asking)
        self.column.addWidget(self._reply_box)
        self.column.addWidget(self._problem)

    # what is in the fields

    @property
    def draft(self) -> Server:
        """The server as it stands in the fields."""
        host = self._host
        confirmed = host if self._elsewhere.isChecked() and not self._elsewhere.isHidden() else ""
        key = self._key.text().strip() if self._key_of in ("", host) else ""
        return Server(
            self._kinds.current(), self._address.text().strip(), self._model.currentText().strip(), key, confirmed
        )

    @property
    def _host(self) -> str:
        address = self._address.text().strip()
        return host_of(address if "://" in address else f"http://{address}")

    def _fill(self, server: Server) -> None:
        self._kinds.set_chosen(server.kind)
        self._address.setText(server.address)
        self._model.setCurrentText(server.model)
        self._key.setText(server.key)
        self._key_of = server.host
        self._elsewhere.setChecked(bool(server.elsewhere) and server.elsewhere == server.host)
        self._follow()

    def _own_key(self) -> None:
        """A key is of the host for which it was written, and goes to no other."""
        self._key_of = self._host
        self._key.setPlaceholderText(NO_KEY)

    def _let_key_go(self) -> None:
        """Takes away the key of another host, once the new address is written."""
        host = self._host
        if self._key.text() and self._key_of not in ("", host):
            self._key.clear()
            self._key.setPlaceholderText(f"None; the one before was for {self._key_of}")
        self._key_of = host

    def _choose_kind(self, kind: str) -> None:
        if kind != OFF and self._address.text().strip() in ("", *USUAL.values()):
            self._address.setText(USUAL[kind])
        self._edited()
        self._look()

    def _edited(self) -> None:
        self._listed_of = ""
        self._elsewhere.setChecked(False)  # it was said of the address that stood there
        self._server.forget()
        self._follow()

    def _settled(self) -> Server | None:
        """The draft with its address as it is kept; None while it is none, or not confirmed."""
        draft = self.draft
        if draft.kind == OFF:
            return None
        try:
            address = checked_address(draft.address)
        except UserError:
            return None
        made = Server(draft.kind, address, draft.model, draft.key, draft.elsewhere)
        return made if made.allowed else None

    def _follow(self) -> None:
        """Takes over what may be done now, and where words go."""
        draft = self.draft
        on = draft.kind != OFF
        try:
            address = checked_address(draft.address) if on else ""
            problem = ""
        except UserError as error:
            address, problem = "", str(error) if draft.address else ""
        made = Server(draft.kind, address, draft.model, draft.key, draft.elsewhere)
        foreign = on and bool(address) and not made.local
        for widget in (self._fields, self._asking):
            widget.setVisible(on)
        if foreign:
            self._elsewhere.setText(f"My words may go to {made.host}")
        self._elsewhere.setVisible(foreign)
        self._where.setText(made.where if not foreign or made.allowed else f"{made.host} is not this computer: nothing is sent before you confirm it.")  # fmt: skip
        self._where_glyph.set_name("lock-simple" if not foreign else "warning")
        talk = self._server.talk
        ready = bool(address) and made.allowed
        self._find.setEnabled(ready and not talk.running)
        self._try.setEnabled(ready and bool(draft.model) and not talk.running)
        self._save.setEnabled(not on or ready)
        self._problem.setText(talk.error or problem)
        self._problem.setVisible(on and bool(self._problem.text()))
        self._stop.setVisible(talk.running)
        self._reply.setText(talk.reply)
        self._reply_box.setVisible(on and bool(talk.reply))
        self._note.setText(_note(talk.what, talk.running, bool(talk.reply), len(talk.models)))
        self._settle.start()

    # asking

    def _look(self) -> None:
        """Asks a new address for its models."""
        self._let_key_go()
        made = self._settled()
        if made is not None and self._listed_of != f"{made.kind} {made.address}":
            self._ask_models()

    def _ask_models(self) -> None:
        made = self._settled()
        if made is not None:
            self._listed_of = f"{made.kind} {made.address}"
            self._guard(lambda: self._server.find_models(made))

    def _trial(self) -> None:
        made = self._settled()
        if made is not None:
            self._guard(lambda: self._server.trial(made))

    def _guard(self, verb: object) -> None:
        try:
            verb()  # type: ignore[operator]
        except UserError as error:
            self._problem.setText(str(error))
            self._problem.show()

    def _show_talk(self) -> None:
        talk = self._server.talk
        names = [self._model.itemText(i) for i in range(self._model.count())]
        if talk.what == "models" and not talk.running and list(talk.models) != names:
            written = self._model.currentText()
            self._model.blockSignals(True)
            self._model.clear()
            self._model.addItems(talk.models)
            self._model.setCurrentText(written or (talk.models[0] if talk.models else ""))
            self._model.blockSignals(False)
        self._follow()

    def _show_key(self, on: bool) -> None:
        self._key.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self._seen.set_text("Hide the key" if on else "Show the key")

    # ending

    def accept(self) -> None:
        try:
            self._server.keep(self.draft)
        except UserError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self._settle.start()
            return
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        first = self._kinds.findChildren(QPushButton)[0] if self.draft.kind == OFF else self._address
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()
        self._settle.start()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        for inner in (layout, *self.findChildren(QLayout)):
            inner.invalidate()  # what has just appeared counts at once
        layout.activate()
        width = max(self.width(), layout.minimumSize().width())
        need = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        need = max(need, layout.minimumSize().height())
        if need != self.height():
            # What is seen for the first time tells its true height only once it has its place.
            self.resize(width, need)
            self._settle.start()


def _note(what: str, running: bool, talking: bool, models: int) -> str:
    """What is going on, in a few words."""
    if running and what == "models":
        return "Asking for its models"
    if running:
        return "Writing" if talking else "Waiting for its first word"
    if what == "models" and models:
        return "1 model" if models == 1 else f"{models} models"
    return ""
