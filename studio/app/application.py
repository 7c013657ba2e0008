"""The composition root of the window: makes everything, wires it, takes it down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.app.panels import make_panels
from studio.app.warmup import warm_up_steps
from studio.art.catalog import find
from studio.bridge.binding import GuiCaller
from studio.bridge.engine_thread import EngineThread
from studio.commands.shortcuts import Shortcuts
from studio.commands.table import COMMANDS
from studio.core.events import Subscriptions
from studio.core.settings import Settings
from studio.engine import messages as msg
from studio.engine.device import Devices
from studio.engine.runner import Engine
from studio.session.studio import Studio
from studio.ui.canvas.view import CanvasView
from studio.ui.desk.window import WindowDesk
from studio.ui.main_window import MainWindow
from studio.ui.sample_lines import random_line
from studio.ui.theme import apply_theme
from studio.ui.theme.motion import set_reduced_motion

log = logging.getLogger(__name__)
AUTOSAVE_LOOK_MS = 1000
"""How often the session is asked whether a recovery copy is due."""


class StudioApp(QObject):
    """One window over one session. `show` makes it visible; the engine starts after the first paint."""

    def __init__(self, qt: QApplication, settings: Settings | None = None, *, warm: bool = True) -> None:
        super().__init__()
        self._qt = qt
        self._warm = warm
        self.settings = settings or Settings()
        self._restyle()
        self.engine = EngineThread(self._make_engine, self)
        self._defer = GuiCaller(self)
        self.studio = Studio(self.engine, self.settings, self._defer, self._defer.deliver, self._after)
        self.engine.message.connect(self.studio.receive)
        self.shortcuts = Shortcuts(COMMANDS, self.settings)
        self.canvas = CanvasView(self.studio)
        self.panels = make_panels(self.studio, self.shortcuts)
        self.desk: WindowDesk | None = None
        self.window = MainWindow(
            self.studio, self._make_desk, COMMANDS, self.shortcuts, self.canvas, self.panels.entries
        )
        self._wire()
        self.window.restore_layout()

    # -- making ------------------------------------------------------------------------------------------------

    def _make_engine(self, emit: Callable[[msg.Message], object]) -> Engine:
        return Engine(find, emit, devices=Devices(self.settings["device"], self.settings["threads"]))

    def _after(self, milliseconds: int, call: Callable[[], None]) -> None:
        QTimer.singleShot(milliseconds, self, call)

    def _deliver(self) -> None:
        """Runs at once what waits to be told on this thread: for the moments in which it must not go on without."""
        QCoreApplication.sendPostedEvents(self._defer, QEvent.Type.MetaCall.value)

    def _make_desk(self, window: MainWindow) -> WindowDesk:
        self.desk = WindowDesk(
            window, self.studio, self.canvas, self.shortcuts,
            focus_line=self.panels.create.focus_line, set_theme=lambda name: self.settings.set("theme", name),
        )  # fmt: skip
        return self.desk

    def _wire(self) -> None:
        window, desk, first = self.window, self.desk, self.window.first_run
        assert desk is not None
        self._autosave = QTimer(self)
        self._autosave.setInterval(AUTOSAVE_LOOK_MS)
        self._autosave.timeout.connect(self._keep_copy)
        self._autosave.start()
        self._subscriptions = Subscriptions()
        self._subscriptions.add(self.settings.changed, self._setting_changed)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_scheme_changed)
        window.may_close = desk.may_quit
        window.closing.connect(self.close)
        window.painted_first.connect(self._start_engine)
        window.status.set_view(self.canvas)
        self.canvas.zoom_changed.connect(window.status.set_zoom)
        self.panels.create.picture_wanted.connect(lambda: window.actions_.run("file.place"))
        self.panels.sketch.file_wanted.connect(lambda: window.actions_.run("latent.place_file"))
        self.panels.style.file_wanted.connect(lambda: window.actions_.run("style.file"))
        self.panels.muse.audience_wanted.connect(desk.show_audience)
        self.panels.muse.setup_wanted.connect(desk.set_up_muse)
        self.panels.walk.export_wanted.connect(lambda: window.actions_.run("walk.export"))
        first.developed.connect(self._develop)
        first.open_wanted.connect(lambda: window.actions_.run("file.open"))
        first.blank_wanted.connect(lambda: window.actions_.run("file.new"))
        first.roll_wanted.connect(self._roll)
        first.recent_wanted.connect(lambda path: self.open(Path(path)))

    # -- verbs of the first view -------------------------------------------------------------------------------

    def _develop(self, line: str) -> None:
        self.studio.create.set_text(line)
        self.window.actions_.run("create.develop")

    def _roll(self) -> None:
        """A line drawn by chance, developed."""
        self.studio.create.set_text(random_line())
        self.window.actions_.run("create.develop")

    def open(self, path: Path) -> None:
        desk = self.desk
        assert desk is not None
        self.studio.guard(lambda: desk.open_path(path))

    # -- life --------------------------------------------------------------------------------------------------

    def show(self, files: Sequence[Path] = ()) -> None:
        self.window.show_first()
        for path in files[:1]:
            self.open(path)
        for path in files[1:]:
            self.studio.guard(lambda p=path: self.studio.files.place(p))  # type: ignore[misc]
        if self.settings.notice:
            self.studio.told.emit(self.settings.notice)

    def _keep_copy(self) -> None:
        self.studio.files.autosave()

    def _start_engine(self) -> None:
        self.engine.start(warm_up_steps() if self._warm else ())
        desk = self.desk
        assert desk is not None
        desk.offer_recovery()

    def close(self) -> None:
        """Takes everything down; called when the window closes."""
        self._autosave.stop()
        self.window.keep_layout()
        self._subscriptions.close()
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._system_scheme_changed)
        self.studio.close()
        self.stopped = self.engine.stop()

    stopped = True
    """False when a method did not let go of the engine's thread."""

    # -- theme -------------------------------------------------------------------------------------------------

    def _setting_changed(self, id_: str) -> None:
        if id_ in ("theme", "reduced_motion"):
            self._restyle()

    def _system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self.settings["theme"] == "system":
            self._restyle()

    def _restyle(self) -> None:
        wanted = self.settings["theme"]
        if wanted == "system":
            light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
            wanted = "light" if light else "dark"
        set_reduced_motion(self.settings["reduced_motion"])
        apply_theme(self._qt, wanted)
