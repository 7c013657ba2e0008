"""`stylize` with several styles, by weights and by maps; recipes of it make the same pixels again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.cli.main import main
from studio.formats.images import read_image


def run(*argv: object) -> int:
    return main([str(a) for a in argv])


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGBA"))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    y, x = np.mgrid[0:64, 0:96]
    rgb = np.stack([40 + 2 * x, 60 + 2 * y, 255 - 2 * x], -1).clip(0, 255).astype(np.uint8)
    Image.fromarray(rgb).save(tmp_path / "photo.png")
    mask = np.zeros((32, 48), np.uint8)
    mask[:, 24:] = 255
    Image.fromarray(mask).save(tmp_path / "right.png")
    return tmp_path / "photo.png"


def test_weights(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    assert run("stylize", photo, "mosaic", "-o", out, "--also", "harbor:0.5", "--also", photo, "--weight", "2",
               "--method", "color", "--set", "strength=0.9") == 0  # fmt: skip
    recipe = read_image(out).recipe
    assert recipe is not None and recipe.method == "several" and recipe.params["weights"] == "2,0.5,1"
    assert recipe.sources["style1"] == {"style": "mosaic"} and recipe.sources["style3"]["file"] == str(photo.resolve())
    assert run("render", out, "-o", tmp_path / "b.png") == 0
    assert (pixels(out) == pixels(tmp_path / "b.png")).all()


def test_maps_by_name_or_number(photo: Path, tmp_path: Path) -> None:
    common = ("stylize", photo, "evening-sea", "--method", "color", "--feather", "0", "--also", "woodblock-bay")
    right = tmp_path / "right.png"
    assert run(*common, "-o", tmp_path / "a.png", "--map", f"woodblock-bay={right}") == 0
    assert run(*common, "-o", tmp_path / "b.png", "--map", f"2={right}") == 0
    made = pixels(tmp_path / "a.png")
    assert (made == pixels(tmp_path / "b.png")).all()
    assert run("stylize", photo, "evening-sea", "-o", tmp_path / "c.png", "--method", "color") == 0
    only = pixels(tmp_path / "c.png")
    assert (
        np.abs(made[:, :20].astype(int) - only[:, :20]).mean()
        < 3
        < np.abs(made[:, 76:].astype(int) - only[:, 76:]).mean()
    )
    assert run("render", tmp_path / "a.png", "-o", tmp_path / "d.png") == 0
    assert (made == pixels(tmp_path / "d.png")).all()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--map", "1=x.png"), "more than one style"),
        (("--also", "harbor:-1"), "0 or more"),
        (("--also", "harbr"), "harbor"),
        (("--also", "harbor", "--map", "harbor"), "STYLE=MASK"),
        (("--also", "harbor", "--map", "oil=x.png"), "no style “oil”"),
        (("--also", "harbor", "--feather", "0.1"), "--map"),
        (tuple(a for _ in range(5) for a in ("--also", "harbor")), "the most"),
    ],
)
def test_refusals_are_one_sentence(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], sentence: str
) -> None:
    assert run("stylize", photo, "mosaic", "-o", tmp_path / "x.png", "--method", "color", *more) != 0
    assert sentence in capsys.readouterr().err and not (tmp_path / "x.png").exists()
