"""What all tests share: a home of their own, no screen, and nothing left behind."""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import own_models
import pytest
from hypothesis import settings

from studio.core.paths import cache_dir

# The examples of hypothesis are the same in each run; `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("explore", derandomize=False)
settings.load_profile("same")

# Compiled kernels are shared by all tests, and with the program: each test has a home of its own.
os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_dir() / "kernels"))

if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and caches of a test lie in its own folder; compiled kernels are shared by all."""
    where = tmp_path / "home"
    monkeypatch.setenv("PENTIMENTO_HOME", str(where))
    return where


@pytest.fixture(autouse=True, scope="session")
def own_models_kept() -> Iterator[None]:
    with own_models.kept():
        yield


@pytest.fixture(autouse=True)
def dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program rolls dice it rolls the same ones in each run: a test that fails once fails always."""
    rolled = random.Random(20261124)
    monkeypatch.setattr(random, "SystemRandom", lambda: rolled)


def _qt() -> tuple[object, ...]:
    """Qt's modules, if a test has loaded them."""
    core, widgets = sys.modules.get("PySide6.QtCore"), sys.modules.get("PySide6.QtWidgets")
    return (core, widgets) if core and widgets else ()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves threads, running timers or visible windows."""
    before = {t.ident for t in threading.enumerate()}
    yield
    left = [
        t.name
        for t in threading.enumerate()
        if t.ident not in before and t.is_alive() and not t.daemon and not t.name.startswith(("pymedia", "Dummy"))
    ]
    modules = _qt()
    if modules:
        core, widgets = modules
        application = widgets.QApplication.instance()  # type: ignore[attr-defined]
        if application is not None:
            application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)  # type: ignore[attr-defined]
            for widget in application.topLevelWidgets():
                if widget.isVisible():
                    left.append(f"window {widget!r}")
            for timer in application.findChildren(core.QTimer):  # type: ignore[attr-defined]
                if timer.isActive():
                    left.append(f"timer {timer!r}")
    assert not left, f"left behind: {left}"
