"""Pictures enlarged and stylized by the artist's own networks, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx_kit
import pytest
from PIL import Image
from safetensors.torch import save_file
from upscaler_kit import compact

from studio.art.generators.owned.catalog import sync
from studio.art.models.library import Library
from studio.cli.main import main


@pytest.fixture
def photo(tmp_path: Path) -> Iterator[Path]:
    y, x = np.mgrid[0:24, 0:40]
    Image.fromarray(np.stack([x * 6, y * 10, x * 0 + 90], -1).astype(np.uint8)).save(tmp_path / "photo.png")
    yield tmp_path / "photo.png"
    sync(())


def run(*argv: object) -> int:
    return main([str(a) for a in argv])


def test_enlarge(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("enlarge", photo, "-o", tmp_path / "x.png") == 2
    assert "no upscaler yet" in capsys.readouterr().err
    save_file(compact(2), str(tmp_path / "twice.safetensors"))
    assert run("models", "add", tmp_path / "twice.safetensors") == 0
    assert run("enlarge", photo, "-o", tmp_path / "a.png") == 0
    assert Image.open(tmp_path / "a.png").size == (80, 48)
    (entry,) = Library()
    assert run("enlarge", photo, "-o", tmp_path / "b.jpg", "--model", entry.id, "--factor", "1.5") == 0
    assert Image.open(tmp_path / "b.jpg").size == (60, 36)
    assert run("enlarge", photo, "-o", tmp_path / "c.png", "--model", "twic") == 2


def test_a_network_of_one_style_needs_no_style(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models", "add", onnx_kit.tint(tmp_path / "warm.onnx")) == 0
    (entry,) = Library()
    assert run("stylize", photo, "-o", tmp_path / "x.png") == 2
    assert "Say which style" in capsys.readouterr().err
    assert run("stylize", photo, "-o", tmp_path / "warm.png", "--method", entry.id) == 0
    made = np.asarray(Image.open(tmp_path / "warm.png").convert("RGB")).astype(int)
    plain = np.asarray(Image.open(photo)).astype(int)
    assert np.abs(made - plain * np.array([1, 0.5, 0.25])).max() <= 1
    assert run("render", tmp_path / "warm.png", "-o", tmp_path / "again.png") == 0
    assert np.array_equal(np.asarray(Image.open(tmp_path / "again.png").convert("RGB")), made)
