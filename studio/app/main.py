"""Opens the window."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from studio import __version__
from studio.core.paths import data_dir

if TYPE_CHECKING:
    from studio.app.application import StudioApp

log = logging.getLogger("studio")


def main(argv: Sequence[str] = ()) -> int:
    """Runs the window until it is closed; `argv` are files to open. Returns the exit status."""
    _log_to_file()
    # Qt's own choice of scale factors between whole ones blurs hairlines least when it is passed through.
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    qt = QApplication([sys.argv[0] if sys.argv else "pentimento"])
    qt.setApplicationName("pentimento")
    qt.setApplicationDisplayName("Pentimento")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("pentimento")

    from studio.app.application import StudioApp
    from studio.ui.theme.app_icon import app_icon

    qt.setWindowIcon(app_icon())
    app = StudioApp(qt)
    _tell_faults(app)
    app.show([Path(name) for name in argv])
    status = int(qt.exec())
    logging.shutdown()
    if not app.stopped:
        # A method that does not let go of its thread would keep the process for ever; all work is saved by now.
        os._exit(status)
    return status


def _log_to_file() -> None:
    """The last megabytes of the log lie with the artist's data, for a report of a fault."""
    handler = logging.handlers.RotatingFileHandler(
        data_dir() / "pentimento.log", maxBytes=2**20, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _tell_faults(app: StudioApp) -> None:
    """A fault in a slot is logged and told in one sentence; the window lives on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.window.close()
            return
        log.critical("a fault in the window", exc_info=(kind, error, trace))
        app.studio.told.emit(f"Something went wrong: {error or kind.__name__}.")

    sys.excepthook = hook
