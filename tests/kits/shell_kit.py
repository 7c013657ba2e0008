"""A whole window for tests: real session, real commands, an engine that keeps what it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app.panels import make_panels
from studio.art.catalog import find
from studio.commands.shortcuts import Shortcuts
from studio.commands.table import COMMANDS
from studio.core.settings import Settings
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.session.studio import Studio
from studio.ui.canvas.view import CanvasView
from studio.ui.desk.window import WindowDesk
from studio.ui.main_window import MainWindow
from studio.ui.theme import apply_theme, tokens


@lru_cache(maxsize=256)
def result_of(request: Request) -> Any:
    """What the real engine makes of it; the same request is done only once in a run of tests."""
    return Engine(find).run_now(request)


@dataclass
class QuietEngine:
    """Takes requests and answers nothing: the test sends the messages it wants."""

    requests: list[Request] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)

    def submit(self, request: Request) -> None:
        self.requests.append(request)

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)

    def finish(self, job: int) -> None:
        self.finished.append(job)


class Kit:
    """`size` is that of the window."""

    def __init__(self, qtbot: QtBot, home: Path, size: tuple[int, int] = (1600, 1000)) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.settings = Settings(home / "settings.json")
        self.settings.set("muse", "concepts")  # writes at once, by rule
        if tokens().name != "dark" or not app.styleSheet():
            apply_theme(app, "dark")
        self.engine = QuietEngine()
        self.studio = Studio(self.engine, self.settings)
        self.shortcuts = Shortcuts(COMMANDS, self.settings)
        self.canvas = CanvasView(self.studio)
        self.panels = make_panels(self.studio, self.shortcuts)
        self.window = MainWindow(self.studio, self._desk, COMMANDS, self.shortcuts, self.canvas, self.panels.entries)
        self.window.status.set_view(self.canvas)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _desk(self, window: MainWindow) -> WindowDesk:
        self.desk = WindowDesk(
            window, self.studio, self.canvas, self.shortcuts,
            focus_line=self.panels.create.focus_line, set_theme=lambda name: self.settings.set("theme", name),
        )  # fmt: skip
        return self.desk

    def with_document(self) -> Kit:
        self.studio.files.new(64, 48)
        self.settle()
        return self

    def close(self) -> None:
        self.window.may_close = lambda: True
        self.window.close()
        self.studio.close()

    def run(self, command: str) -> None:
        self.window.actions_.run(command)

    def work(self, limit: int = 100) -> int:
        """Does what was asked of the engine, with the real methods on this thread; returns how many requests."""
        done = 0
        while self.engine.requests and done < limit:
            request = self.engine.requests.pop(0)
            if not any(j.id == request.id for j in self.studio.jobs):
                continue  # a newer one took its slot
            done += 1
            self.studio.receive(msg.Started(request.id, request.slot))
            self.studio.receive(msg.Finished(request.id, request.slot, result_of(request)))
        self.settle()
        return done

    def settle(self) -> None:
        for _ in range(5):
            QApplication.processEvents()
