"""A whole window for tests of the user interface."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from shell_kit import Kit
else:
    _spec = importlib.util.spec_from_file_location("shell_kit", Path(__file__).with_name("shell_kit.py"))
    sys.modules["shell_kit"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["shell_kit"])
    Kit = sys.modules["shell_kit"].Kit


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Kit]]:
    """Builds windows: `make((width, height))`. They are closed in order after the test."""
    kits: list[Kit] = []

    def build(size: tuple[int, int] = (1600, 1000)) -> Kit:
        kits.append(Kit(qtbot, tmp_path, size))
        return kits[-1]

    yield build
    for kit in kits:
        kit.close()
