"""The window of training: what is to be learned on the left, how it goes on the right. It stays open beside the studio."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from studio.art.training.catalog import TRAINERS
from studio.bridge.binding import Bindings
from studio.bridge.images import screen_image
from studio.session.studio import Studio
from studio.session.training import PICTURE, PLACES, WORLD, Paused
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Button, PrimaryButton
from studio.ui.parts.combo import Combo
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import PanelScroll, Rule, column, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.training.fields import PlaceRow, SamplesView

SIZE, SMALLEST, LEFT = QSize(1080, 760), QSize(760, 520), 380
MORE = frozenset("batch rate average precision eyes encoder_steps width blocks identity r1 augment beta mixing paths net latent "
                 "channels depth licence".split())  # fmt: skip
"""Settings that need no touch."""
HINT = "Samples stand here as soon as the network has begun. You can go on painting meanwhile."


class TrainPage(QDialog):
    """Not modal: a training takes minutes or hours."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent)
        self._studio, self._state = studio, studio.training
        self._form: ParamsForm | None = None
        self._shown = ""
        self.setWindowTitle("Train a network")
        self.setObjectName("training")
        self.setMinimumSize(SMALLEST)
        self._build_left()
        self._build_right()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = column(
            label("Train a network", "title"),
            Elided("It learns on this machine, from your pictures or from those of the program, and joins your models.", "sub"),
            gap=2,
        )  # fmt: skip
        head.setContentsMargins(24, 16, 24, 16)
        box.addWidget(head)
        box.addWidget(Rule())
        box.addWidget(row(self._left, Rule(vertical=True), (self._right, 1), gap=0), 1)
        # Return in a line takes the line over; it must not press a button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._bindings = Bindings(self)
        self._bindings.on(self._state.changed, self._fill)
        self._bindings.on(self._state.moved, self._move)
        self.resize(SIZE.boundedTo(self.screen().availableSize() - QSize(32, 64)))
        self._fill()

    # building

    def _build_left(self) -> None:
        self.trainer = Combo("Trainer")
        for spec in sorted(TRAINERS, key=lambda s: "early" not in s.traits):
            self.trainer.addItem(spec.title, spec.id)
        self.trainer.activated.connect(lambda i: self._state.choose(str(self.trainer.itemData(i))))
        self._about = label("", "caption", wrap=True)
        self.data = PlaceRow("", lambda: str(self._studio.settings["last_folder"]))
        self.data.chosen.connect(self._state.set_data)
        self.places: dict[str, PlaceRow] = {}
        for name in PLACES:
            place = PlaceRow("", lambda: str(self._studio.settings["last_folder"]))
            place.chosen.connect(lambda text, n=name: self._set(n, text))
            self.places[name] = place
        self._settings = PanelScroll(margin=24, gap=12)
        for widget in (self.trainer, self._about, self.data, *self.places.values()):
            self._settings.column.addWidget(widget)
        self.start = PrimaryButton("Start")
        self.start.clicked.connect(lambda: self._studio.guard(self._state.begin))
        self._problem = label("", "caption", wrap=True)
        self._left = column(
            (self._settings, 1), Rule(), row((self._problem, 1), self.start, margins=(24, 12, 24, 12)), gap=0
        )
        self._left.setFixedWidth(LEFT)

    def _build_right(self) -> None:
        self.samples = SamplesView(HINT)
        self._line = ProgressLine()
        self.note = Elided("", "sub")
        self._error = label("", "danger", wrap=True)
        self.pause = Button("Pause")
        self.pause.setToolTip("Stops and keeps all that was learned; it can go on later, after a restart as well")
        self.pause.clicked.connect(self._state.pause)
        self.end_now = Button("Take it now")
        self.end_now.setToolTip("Ends the training; the network as it is joins your models")
        self.end_now.clicked.connect(self._state.end_now)
        self.unfinished = Combo("Paused trainings")
        self.go_on = Button("Go on")
        self.go_on.clicked.connect(self._resume)
        self._paused_row = row(label("Paused", "sub"), (self.unfinished, 1), self.go_on)
        foot = column(
            self._line, self._error, row((self.note, 1), self.end_now, self.pause), self._paused_row, gap=8
        )  # fmt: skip
        foot.setContentsMargins(24, 12, 24, 12)
        self._right = column((self.samples, 1), foot, gap=0)

    # following

    def _fill(self) -> None:
        state, spec = self._state, self._state.spec
        self.trainer.setCurrentIndex(self.trainer.findData(spec.id))
        self._about.setText(spec.summary)
        kind, name, first = state.data_kind
        hint = "style:ID or a picture file" if kind == PICTURE else first or "A folder of pictures"
        self.data.set_name(name, hint, picture=kind == PICTURE, asks=kind != WORLD)
        self.data.set_text(state.data)
        for key, place in self.places.items():
            param = next((p for p in spec.params if p.name == key), None)
            place.setVisible(param is not None)
            if param is not None:
                place.set_name(param.title, param.help.split(". ")[-1], picture=False, asks=True)
                place.set_text(str(state.values[key]))
        if self._shown != spec.id:
            self._shown = spec.id
            self._new_form()
        if self._form is not None:
            self._form.set_values(state.values)
        running = state.running
        for widget in (self.trainer, self.data, *self.places.values(), self._form):
            if widget is not None:
                widget.setEnabled(not running)
        problem = state.problem
        self._problem.setText("" if running else problem)
        self.start.setEnabled(not problem)
        self._show_paused()
        self._move()

    def _new_form(self) -> None:
        if self._form is not None:
            self._settings.column.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        shown = [p for p in self._state.spec.params if p.name not in PLACES]
        # The name first, one heading for each group, and what only those turn who know it behind "More".
        shown.sort(key=lambda p: (p.name in MORE, p.name != "title", p.group))
        self._form = ParamsForm(
            [replace(p, advanced=p.name in MORE, group="" if p.name == "title" else p.group) for p in shown],
            label_width=120,
        )
        self._form.committed.connect(self._set)
        self._form.reset_wanted.connect(lambda n: self._set(n, self._state.spec.param(n).default))
        self._settings.column.addWidget(self._form)

    def _move(self) -> None:
        state = self._state
        job = state.job
        self._line.setVisible(state.running)
        self._line.set_fraction(job.fraction if job is not None else 0.0)
        done = state.done
        said = f"“{done.title}” has learned: it is among your models." if done is not None else state.note
        self.note.setText(said)
        self._error.setText(state.error)
        self._error.setVisible(bool(state.error))
        self.pause.setVisible(state.running)
        self.end_now.setVisible(state.running and "early" in state.spec.traits)
        self.end_now.setEnabled(state.can_end_now)
        self.samples.set_image(screen_image(state.preview) if state.preview is not None else None)

    def _show_paused(self) -> None:
        paused = [] if self._state.running else self._state.paused()
        self.unfinished.clear()
        for item in paused:
            self.unfinished.addItem(f"{item.title} ({TRAINERS.get(item.plan.trainer).title.lower()})", item)
        self._paused_row.setVisible(bool(paused))

    # doing

    def _set(self, name: str, value: object) -> None:
        if not self._studio.guard(lambda: self._state.set(name, value)):
            self._fill()

    def _resume(self) -> None:
        item = self.unfinished.currentData()
        if isinstance(item, Paused):
            self._studio.guard(lambda: self._state.resume(item))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fill()
