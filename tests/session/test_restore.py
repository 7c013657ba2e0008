"""Restoring a layer from the session: a new layer with its recipe, previews, reasons; and its dialog and verb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.art.restoring import prior
from studio.cli.main import main
from studio.core.errors import UserError
from studio.document.planes import set_mask
from studio.session.restore import problem, restore_layer, usual_task
from studio.session.studio import Studio


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prior, "WIDTHS", (16, 24, 32))


@pytest.fixture
def picture() -> np.ndarray:
    rng = np.random.default_rng(2)
    out = np.full((48, 64, 4), 255, np.uint8)
    out[..., :3] = np.clip(120 + np.arange(64)[None, :, None] + rng.normal(0, 18, (48, 64, 3)), 0, 255)
    return out


def test_a_layer_without_noise_lies_above_with_its_recipe(studio: Studio, engine: Any, picture: np.ndarray) -> None:
    studio.files.new(100, 80)
    studio.place_pixels(picture, "Scan")
    document = studio.require_document()
    layer = document.active
    assert layer is not None and usual_task(studio).id == "denoise"
    told: list[str] = []
    studio.told.connect(told.append)
    restore_layer(studio, "denoise", {"steps": 25})
    engine.work()
    made = document.active
    assert made is not None and made is not layer and made.name == "Scan, without noise"
    assert made.recipe is not None and made.recipe.kind == "restore" and made.recipe.method == "denoise"
    assert made.recipe.sources["content"]["name"] == "Scan" and document.bounds(made) == document.bounds(layer)
    assert document.pixels(made)[..., 0].std(0).mean() < document.pixels(layer)[..., 0].std(0).mean()
    assert any("noise is about" in t for t in told)
    document.history.undo()
    assert document.active is layer


def test_the_region_is_filled(studio: Studio, engine: Any, picture: np.ndarray) -> None:
    studio.files.new(100, 80)
    picture[20:26, 20:40, :3] = (255, 0, 255)
    studio.place_pixels(picture, "Scan")
    document = studio.require_document()
    layer = document.active
    assert layer is not None
    with pytest.raises(UserError, match="Paint a region"):
        restore_layer(studio, "inpaint")
    x, y = document.placed(layer)
    mask = np.zeros((80, 100), np.uint8)
    mask[y + 19 : y + 27, x + 19 : x + 41] = 255
    set_mask(document, mask, "Paint region")
    assert usual_task(studio).id == "inpaint" and not problem(studio, usual_task(studio))
    restore_layer(studio, "inpaint", {"steps": 30})
    engine.work()
    made = document.active
    assert made is not None and made.name == "Scan, filled"
    filled = document.pixels(made)
    assert filled[20:26, 20:40, 1].mean() > 90, "the magenta is gone"
    assert np.array_equal(filled[:15], document.pixels(layer)[:15])


def test_enlarging_fills_a_larger_picture_only(studio: Studio, engine: Any, picture: np.ndarray) -> None:
    studio.files.new(130, 100)
    studio.place_pixels(picture, "Stamp")
    document = studio.require_document()
    restore_layer(studio, "enlarge", {"steps": 3})
    engine.work()
    made = document.active
    assert made is not None and made.name == "Stamp, enlarged" and document.bounds(made)[2] == 128
    studio.files.new(64, 48)
    studio.place_pixels(picture, "Full")
    with pytest.raises(UserError, match="fills the picture already"):
        restore_layer(studio, "enlarge")


def test_the_verb_writes_a_picture_that_its_recipe_makes_again(
    picture: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan, hole = tmp_path / "scan.png", tmp_path / "hole.png"
    Image.fromarray(picture).save(scan)
    mask = np.zeros((48, 64), np.uint8)
    mask[10:20, 10:30] = 255
    Image.fromarray(mask).save(hole)

    def run(*argv: object) -> int:
        return main([str(a) for a in argv])

    assert run("restore", scan, "-o", tmp_path / "a.png", "--task", "inpaint") == 2
    assert "--mask" in capsys.readouterr().err
    assert run("restore", scan, "-o", tmp_path / "a.png", "--task", "inpaint", "--mask", hole, "--steps", "4") == 0
    assert run("render", tmp_path / "a.png", "-o", tmp_path / "again.png") == 0
    a, again = (np.asarray(Image.open(tmp_path / n).convert("RGBA")) for n in ("a.png", "again.png"))
    assert np.array_equal(a, again) and np.array_equal(a[:9], picture[:9]) and not np.array_equal(a, picture)
    assert run("restore", scan, "-o", tmp_path / "b.png", "--steps", "20", "--mask", hole) == 2
    assert run("restore", scan, "-o", tmp_path / "b.png", "--steps", "3") == 0
    assert "noise is about" in capsys.readouterr().err
