"""How a model is computed: precision, compiling, and a table of what each was measured to cost and to change."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from studio.art.models.lighter import AUTO, FULL, PRECISIONS, Choice, Figures, Measured, no_compiler
from studio.art.models.memory import gigabytes
from studio.bridge.binding import Bindings
from studio.session.model_list import Model
from studio.session.models import WRITING_PRECISIONS
from studio.session.studio import Studio
from studio.ui.parts.buttons import Button, FlatButton, Segments
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import Rule, row
from studio.ui.parts.progress import ProgressLine
from studio.ui.theme import font

HEADS = ("", "A picture", "Speed", "Differs on average", "At most", "Weights")


class LighterBox(QWidget):
    """For one model at a time: `show_model`."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._model: Model | None = None
        self._segments = Segments([(id_, title) for id_, (title, _help) in PRECISIONS.items()], AUTO, name="Precision")
        self._compiled = QCheckBox("Compile")
        reason = no_compiler()
        self._compiled.setEnabled(not reason)
        self._compiled.setToolTip(
            reason or "Builds code for this network alone: the first picture after each start takes about a minute."
        )
        self._says = label("", "caption", wrap=True)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._measure = Button("Measure on this machine", "timer")
        self._measure.setToolTip("Times the model at each precision and compares the pictures")
        self._stop = FlatButton("Stop", "x")
        self._line = ProgressLine()
        self._line.setFixedWidth(160)
        self._note = Elided("", "caption")
        self._problem = label("", "danger", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(row(self._segments, self._compiled, None, gap=16))
        box.addWidget(self._says)
        box.addWidget(self._table)
        box.addWidget(row(self._measure, self._stop, self._line, (self._note, 1), gap=12))
        box.addWidget(self._problem)
        self._segments.chosen.connect(lambda id_: self._choose(Choice(id_, self._compiled.isChecked())))
        self._compiled.clicked.connect(lambda on: self._choose(Choice(self._segments.current(), bool(on))))
        self._measure.clicked.connect(self._go)
        self._stop.clicked.connect(lambda: self._model and self._studio.models.stop_measuring(self._model))
        self._bindings = Bindings(self)
        self._bindings.on(studio.models.lighter_changed, self._follow)
        self._bindings.on(studio.models.room_changed, self.refresh)

    def show_model(self, model: Model) -> None:
        self._model = model
        self.refresh()

    def refresh(self) -> None:
        """Takes over choice, measurement and progress."""
        model, models = self._model, self._studio.models
        if model is None:
            return
        choice, measured = models.choice(model), models.measured(model)
        self._segments.set_chosen(choice.precision)
        for id_, (_title, text) in PRECISIONS.items():
            self._segments.set_tip(id_, WRITING_PRECISIONS[id_] if model.writes else text)
        self._compiled.setChecked(choice.compiled)
        self._says.setText(models.describe(model))
        self._fill(measured, models.in_force(model))
        under_way = models.measuring.get(model.digest)
        can = bool(model.method) and not model.missing and not model.writes
        self._compiled.setVisible(not model.writes)
        self._measure.setVisible(under_way is None and can)
        self._measure.setText("Measure again" if measured else "Measure on this machine")
        for widget in (self._stop, self._line):
            widget.setVisible(under_way is not None)
        if under_way is not None:
            self._line.set_fraction(under_way[0])
            self._note.setText(under_way[1])
        elif measured is not None:
            self._note.setText(f"{measured.line}, {measured.what}, {_day(measured.when)}")
        else:
            self._note.setText(
                "" if can or model.writes else "Nothing in the program uses it by itself, so it cannot be measured."
            )
        problem = models.problems.get(model.digest, "")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _follow(self, digest: str) -> None:
        if self._model is not None and self._model.digest == digest:
            self.refresh()

    def _choose(self, choice: Choice) -> None:
        model = self._model
        if model is not None and not self._studio.guard(lambda: self._studio.models.choose(model, choice)):
            self.refresh()

    def _go(self) -> None:
        model = self._model
        if model is not None:
            self._studio.guard(lambda: self._studio.models.measure(model, self._compiled.isChecked()))

    # the table

    def _fill(self, measured: Measured | None, force: Choice) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._table.setVisible(measured is not None)
        if measured is None:
            return
        for at, title in enumerate(HEADS):
            self._grid.addWidget(_cell(title, "section", right=at > 0), 0, at)
        self._grid.addWidget(Rule(), 1, 0, 1, len(HEADS))
        full = measured.row(Choice(FULL))
        for line, figures in enumerate(measured.rows, start=2):
            self._grid.setRowMinimumHeight(line, 20)
            used = figures.choice == force
            name = _cell(figures.choice.title + ("  in use" if used else ""), "strong" if used else "body")
            self._grid.addWidget(name, line, 0)
            if figures.note:
                self._grid.addWidget(_cell(figures.note, "caption"), line, 1, 1, len(HEADS))
                continue
            for at, text in enumerate(_texts(figures, full), start=1):
                self._grid.addWidget(_cell(text, "strong" if used else "body", right=True), line, at)
        self._grid.setColumnStretch(len(HEADS), 1)


def _texts(figures: Figures, full: Figures | None) -> tuple[str, ...]:
    """The figures of one line, as they are read."""
    speed = f"{full.milliseconds / figures.milliseconds:.1f} ×" if full and figures.milliseconds else ""
    exact = figures.choice == Choice(FULL)
    return (
        milliseconds(figures.milliseconds),
        "" if exact else speed,
        "" if exact else f"{figures.mean:.2f} of 255",
        "" if exact else f"{figures.largest:.0f}",
        gigabytes(figures.megabytes) if figures.megabytes else "",
    )


def milliseconds(value: float) -> str:
    """ "9.8 ms", "240 ms", "12.5 s"."""
    if value >= 10_000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms"


def _cell(text: str, role: str, *, right: bool = False) -> QLabel:
    made = label(text, role)  # type: ignore[arg-type]
    if role in ("body", "strong"):
        made.setFont(font(12, 600 if role == "strong" else 400, tabular=True))
    if right:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _day(when: str) -> str:
    try:
        return datetime.fromisoformat(when).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return when
