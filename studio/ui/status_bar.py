"""The line at the bottom: device, memory, document, what is said, the running job, zoom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStatusBar, QWidget

from studio.core.events import Subscriptions
from studio.session.jobs import Job
from studio.session.studio import Studio
from studio.ui.actions import Actions, CommandButton
from studio.ui.memory import memory_line
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.glyph_label import Glyph
from studio.ui.parts.labels import Elided, label
from studio.ui.parts.layout import row
from studio.ui.parts.progress import ProgressLine
from studio.ui.parts.slider import PSlider
from studio.ui.parts.value_field import ValueField
from studio.ui.theme.icons import CHEVRON, STATUS

if TYPE_CHECKING:
    from studio.ui.canvas.comparing import Comparing

_MEMORY_MS = 3000
_SAID_MS = 8000
ZOOM_MIN, ZOOM_MAX = 0.05, 32.0


class ZoomPort(Protocol):
    """What the controls of the view need of the canvas."""

    @property
    def zoom(self) -> float: ...
    @property
    def comparing(self) -> Comparing: ...
    def zoom_to(self, factor: float) -> object: ...


class StatusBar(QStatusBar):
    """Follows the session by itself; the window tells it the zoom and how much room there is."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self._studio = studio
        self._view: ZoomPort | None = None
        self._compact = False
        self.setSizeGripEnabled(False)
        self.setFixedHeight(28)
        self._build(actions)
        self._memory_timer = QTimer(self)
        self._memory_timer.setInterval(_MEMORY_MS)
        self._memory_timer.timeout.connect(self._show_memory)
        self._said_timer = QTimer(self)
        self._said_timer.setSingleShot(True)
        self._said_timer.setInterval(_SAID_MS)
        self._said_timer.timeout.connect(lambda: self.say(""))
        self._subscriptions = Subscriptions()
        self._subscriptions.add(studio.told, self.say)
        self._subscriptions.add(studio.device_changed, self._show_device)
        self._subscriptions.add(studio.document_changed, self._show_document)
        self._subscriptions.add(studio.jobs.changed, self._show_job)
        self._show_device()
        self._show_memory()
        self._show_document()
        self._show_job()
        self.set_zoom(1.0)

    def _build(self, actions: Actions) -> None:
        self._device, self._memory, self._size = label(), label(), label()
        self._device_box = row(Glyph("cpu", STATUS), self._device, gap=4)
        self._memory_box = row(Glyph("hard-drives", STATUS), self._memory, gap=4)
        self._size_box = row(Glyph("frame-corners", STATUS), self._size, gap=4)
        self._said = Elided()
        self._said.setAccessibleName("Message")
        self._said_box = row(Glyph("info", STATUS), (self._said, 1), gap=4)
        self._said_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._said_box.hide()
        self._job = Elided()
        self._job.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._progress = ProgressLine()
        self._progress.setFixedWidth(160)
        self._cancel = IconButton(
            "x", "Stop the work", shortcut=actions.shortcuts.first("create.cancel"), size=24, icon_size=CHEVRON
        )
        self._cancel.clicked.connect(lambda: actions.run("create.cancel"))
        self._finish = IconButton("check", "Finish now and keep the picture as it is",
                                  shortcut=actions.shortcuts.first("create.finish"), size=24, icon_size=CHEVRON)  # fmt: skip
        self._finish.clicked.connect(lambda: actions.run("create.finish"))
        self._job_box = row(self._job, self._progress, self._finish, self._cancel, gap=12)
        self._zoom_out = IconButton("minus", "Zoom out", shortcut=actions.shortcuts.first("view.zoom_out"), size=24,
                                    icon_size=CHEVRON)  # fmt: skip
        self._zoom_in = IconButton("plus", "Zoom in", shortcut=actions.shortcuts.first("view.zoom_in"), size=24,
                                   icon_size=CHEVRON)  # fmt: skip
        self._zoom_out.clicked.connect(lambda: actions.run("view.zoom_out"))
        self._zoom_in.clicked.connect(lambda: actions.run("view.zoom_in"))
        self._slider = PSlider(math.log2(ZOOM_MIN), math.log2(ZOOM_MAX), 0.0, step=0.05, name="Zoom")
        self._slider.setFixedWidth(120)
        self._slider.edited.connect(lambda v: self._zoom_wanted(2.0**v))
        self._slider.reset_wanted.connect(lambda: self._zoom_wanted(1.0))
        self._percent = ValueField("Zoom", width=52)
        self._percent.typed.connect(lambda v: self._zoom_wanted(v / 100))
        self._compare = CommandButton(actions, "view.compare", size=24, icon_size=STATUS, token="text2")
        self._before = IconButton("eye", "Hold to see the picture before its style",
                                  shortcut=actions.shortcuts.first("view.before"), size=24, icon_size=STATUS,
                                  token="text2")  # fmt: skip
        self._before.pressed.connect(lambda: self._hold(True))
        self._before.released.connect(lambda: self._hold(False))
        self._zoom_box = row(
            self._before, self._compare, 8, self._zoom_out, self._slider, self._zoom_in, self._percent, gap=4
        )
        line = row(self._device_box, self._memory_box, self._size_box, (self._said_box, 100), (QWidget(), 1),
                   self._job_box, self._zoom_box, gap=16, margins=(12, 0, 12, 0))  # fmt: skip
        line.setFixedHeight(28)
        self.addWidget(line, 1)

    # what the window tells

    def set_view(self, view: ZoomPort) -> None:
        self._view = view
        self.set_zoom(view.zoom)

    def set_zoom(self, zoom: float) -> None:
        if not self._slider.isSliderDown():
            self._slider.set_value(math.log2(min(max(zoom, ZOOM_MIN), ZOOM_MAX)))
        self._percent.set_value_text(f"{zoom * 100:.0f} %")

    def set_compact(self, compact: bool) -> None:
        """Shorter on small windows."""
        self._compact = compact
        self._progress.setFixedWidth(96 if compact else 160)
        self._slider.setFixedWidth(80 if compact else 120)
        self._memory_box.setVisible(not compact and bool(self._memory.text()))
        self._show_document()
        self._show_job()

    def say(self, sentence: str) -> None:
        """A sentence for a few seconds, which screen readers read out."""
        self._said.setText(sentence)
        self._said.setAccessibleName(sentence or "Message")
        self._said_box.setVisible(bool(sentence))
        if sentence:
            self._said_timer.start()
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._said, sentence))

    @property
    def said(self) -> str:
        return self._said.text()

    def close_session(self) -> None:
        self._subscriptions.close()
        self._memory_timer.stop()
        self._said_timer.stop()

    # following the session

    def _show_device(self) -> None:
        studio = self._studio
        warming = 0.0 < studio.warmth < 1.0
        line = studio.device_line or "Starting the engine"
        note = studio.warm_note or "getting ready"
        self._device.setText(f"{line}, {note[0].lower()}{note[1:]}" if warming and note else line)

    def _show_memory(self) -> None:
        text = memory_line()
        self._memory.setText(text)
        self._memory_box.setVisible(bool(text) and not self._compact)

    def _show_document(self) -> None:
        document = self._studio.document
        self._size_box.setVisible(document is not None)
        self._zoom_box.setVisible(document is not None)
        if document is not None:
            size = f"{document.width} × {document.height} px"
            self._size.setText(size if self._compact else f"{size}, 8-bit sRGB")

    def _show_job(self, _job: Job | None = None) -> None:
        jobs = self._studio.jobs.visible()
        self._job_box.setVisible(bool(jobs))
        if not jobs:
            return
        running = next((j for j in jobs if j.started), jobs[0])
        text = running.title
        self._finish.setVisible(any(self._studio.jobs.can_finish(j) for j in jobs))
        waiting = len(jobs) - 1
        if waiting and not self._compact:
            text += f", {waiting} more"
        seconds = self._studio.jobs.seconds_left()
        if seconds is not None and seconds >= 2 and not self._compact:
            text += f", about {time_text(seconds)} left"
        self._job.setText(text)
        width = min(self._job.fontMetrics().horizontalAdvance(text) + 2, 220 if self._compact else 420)
        self._job.setFixedWidth(width)
        self._progress.set_fraction(running.fraction if running.started else 0.0)

    def _hold(self, on: bool) -> None:
        if self._view is not None:
            if on:
                self._view.comparing.hold(until_let_go=True)
            else:
                self._view.comparing.let_go()

    def _zoom_wanted(self, zoom: float) -> None:
        if self._view is not None:
            self._view.zoom_to(min(max(zoom, ZOOM_MIN), ZOOM_MAX))
            self.set_zoom(self._view.zoom)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._memory_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._memory_timer.stop()


def time_text(seconds: float) -> str:
    """ "14 s", "2 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
