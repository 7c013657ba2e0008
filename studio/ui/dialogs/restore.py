"""Restore: what is to be done with the layer, and how."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from studio.art.restoring.catalog import RESTORE
from studio.core.params import Value
from studio.session.restore import problem, usual_task
from studio.session.studio import Studio
from studio.ui.dialogs.base import Dialog
from studio.ui.params_form import ParamsForm
from studio.ui.parts.buttons import Segments
from studio.ui.parts.labels import label


class RestoreDialog(Dialog):
    """`task` and `values` after it was accepted."""

    def __init__(self, parent: QWidget | None, studio: Studio) -> None:
        super().__init__(parent, "Restore", width=460, heading="Restore the layer")
        self._studio = studio
        # Rows of a form are made when it is first seen: only then is it known how high it is.
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._fit)
        self._tasks = Segments([(s.id, s.title) for s in RESTORE], usual_task(studio).id, name="What is to be done")
        self._tasks.chosen.connect(lambda _id: self._show())
        self._about = label("", "caption", wrap=True)
        self._reason = label("", "caption", wrap=True)
        self.column.addWidget(self._tasks)
        self.column.addWidget(self._about)
        self._values: dict[str, dict[str, Value]] = {}
        self._forms: dict[str, ParamsForm] = {}
        for spec in RESTORE:
            values = self._values[spec.id] = spec.values({})
            form = self._forms[spec.id] = ParamsForm(spec.params, percent=True)
            form.set_values(values)
            form.edited.connect(values.__setitem__)
            form.committed.connect(values.__setitem__)
            form.reset_wanted.connect(lambda name, id_=spec.id: self._reset(id_, name))
            self.column.addWidget(form)
        self.column.addWidget(self._reason)
        self.column.addStretch(1)
        self.add_cancel()
        self._go = self.add_primary("Restore")
        self._show()

    @property
    def task(self) -> str:
        return self._tasks.current()

    @property
    def values(self) -> dict[str, Value]:
        return dict(self._values[self.task])

    def _reset(self, id_: str, name: str) -> None:
        self._values[id_][name] = RESTORE.get(id_).param(name).default
        self._forms[id_].set_values(self._values[id_])

    def _show(self) -> None:
        spec = RESTORE.get(self.task)
        self._about.setText(
            f"{spec.summary} By an untrained network that is fitted to the picture alone; it takes a minute or more, and "
            "what there is can be kept at any time."
        )
        for id_, form in self._forms.items():
            form.setVisible(id_ == spec.id)
        reason = problem(self._studio, spec)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._go.setEnabled(not reason)
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._settle.start()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = max(self.width(), layout.minimumSize().width())
        need = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        self.resize(width, max(need, layout.minimumSize().height()))
