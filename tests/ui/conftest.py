"""A whole window for tests of the user interface."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shell_kit import Kit


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
