from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThread

from studio.core.recipe import Recipe

# Qt takes the first thread it meets for the main one: not a helper thread of a save, for the sake of later tests.
QThread.currentThread()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENTIMENTO_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(
        kind="generator",
        method="scenes",
        width=64,
        height=48,
        seed=7,
        text="a „schöne“ sea — 海 \N{SAILBOAT}",
        params={"warmth": 0.25, "trees": 3, "mist": True, "kind": "seascape"},
        given=("warmth",),
        models={"words": "ab" * 32},
        sources={"style": {"style": "waves"}, "content": {"recipe": {"seed": 3}}},
    )


@pytest.fixture
def no_temporary() -> Callable[[Path], None]:
    """Fails when a folder holds a temporary file."""

    def check(folder: Path) -> None:
        assert [p.name for p in folder.iterdir() if ".part" in p.name or p.name.startswith(".")] == []

    return check


@pytest.fixture
def noise() -> Callable[..., np.ndarray]:
    """Random pixels, uint8 (h, w, 4)."""

    def make(height: int, width: int, seed: int = 1) -> np.ndarray:
        return np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)

    return make
