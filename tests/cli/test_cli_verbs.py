"""Each verb with the real engine and real files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.cli.main import main
from studio.formats.images import read_image
from studio.formats.ora import read_ora

DEMO = {"muse.txt", "candidates.png", "picture.png", "styled.png", "painting.ora", "recipe.json"}


def run(*argv: object) -> None:
    assert main([str(a) for a in argv]) == 0


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGBA"))


@pytest.fixture
def boat(tmp_path: Path) -> Path:
    path = tmp_path / "boat.png"
    run("imagine", "a boat on a lake at dusk", "-o", path, "--size", "96x64", "--seed", 3, "--set", "medium=gouache")
    return path


def test_imagine_writes_a_picture_of_the_size_with_its_recipe(boat: Path) -> None:
    made = read_image(boat)
    assert made.pixels.shape == (64, 96, 4)
    assert made.recipe is not None
    assert (made.recipe.text, made.recipe.seed, made.recipe.params["medium"]) == (
        "a boat on a lake at dusk",
        3,
        "gouache",
    )
    assert made.pixels[..., :3].std() > 10


def test_count_numbers_the_files_and_the_pictures_differ(tmp_path: Path) -> None:
    run("imagine", "hills", "-o", tmp_path / "h.png", "--size", 48, "--count", 3)
    names = sorted(p.name for p in tmp_path.glob("*.png"))
    assert names == ["h-1.png", "h-2.png", "h-3.png"]
    first, second, third = (pixels(tmp_path / n) for n in names)
    assert (first != second).any() and (second != third).any()


def test_a_recipe_makes_the_same_pixels_again(boat: Path, tmp_path: Path) -> None:
    run("render", boat, "-o", tmp_path / "again.png")
    assert (pixels(boat) == pixels(tmp_path / "again.png")).all()
    recipe = read_image(boat).recipe
    assert recipe is not None
    (tmp_path / "recipe.json").write_text(recipe.to_json(), "utf-8")
    run("render", tmp_path / "recipe.json", "-o", tmp_path / "third.png")
    assert (pixels(boat) == pixels(tmp_path / "third.png")).all()


def test_stylize_takes_a_shipped_style_or_a_file_and_renders_again(boat: Path, tmp_path: Path) -> None:
    run("stylize", boat, "mosaic", "-o", tmp_path / "a.png", "--method", "color", "--set", "strength=0.9")
    assert pixels(tmp_path / "a.png").shape == (64, 96, 4)
    assert (pixels(tmp_path / "a.png") != pixels(boat)).any()
    run("render", tmp_path / "a.png", "-o", tmp_path / "b.png")
    assert (pixels(tmp_path / "a.png") == pixels(tmp_path / "b.png")).all()
    run("stylize", boat, tmp_path / "a.png", "-o", tmp_path / "c.jpg", "--method", "color")
    assert Image.open(tmp_path / "c.jpg").size == (96, 64)


def test_a_mask_keeps_what_is_black_and_renders_again(boat: Path, tmp_path: Path) -> None:
    mask = np.zeros((64, 96), np.uint8)
    mask[:, 48:] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    run("stylize", boat, "mosaic", "-o", tmp_path / "m.png", "--method", "color", "--mask", tmp_path / "mask.png")
    before, after = pixels(boat), pixels(tmp_path / "m.png")
    assert (before[:, :48] == after[:, :48]).all()
    assert (before[:, 48:] != after[:, 48:]).any()
    run("render", tmp_path / "m.png", "-o", tmp_path / "n.png")
    assert (after == pixels(tmp_path / "n.png")).all()


def test_convert_goes_from_picture_to_document_and_back(boat: Path, tmp_path: Path) -> None:
    run("convert", boat, tmp_path / "doc.ora")
    opened = read_ora(tmp_path / "doc.ora")
    assert [layer.recipe is not None for layer in opened.document.layers] == [True]
    run("convert", tmp_path / "doc.ora", tmp_path / "flat.png")
    assert (pixels(boat) == pixels(tmp_path / "flat.png")).all()
    run("convert", tmp_path / "doc.ora", tmp_path / "flat.jpg")
    assert Image.open(tmp_path / "flat.jpg").size == (96, 64)


def test_convert_onto_its_own_file_works(boat: Path) -> None:
    before = pixels(boat)
    run("convert", boat, boat)
    assert (pixels(boat) == before).all()


@pytest.mark.parametrize("what", ["generators", "styles", "muses", "commands"])
def test_lists_are_json_with_id_title_and_params(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("list", what, "--json")
    items = json.loads(capsys.readouterr().out)
    assert items and all({"id", "title", "params"} <= set(item) for item in items)
    ids = [item["id"] for item in items]
    assert len(ids) == len(set(ids))
    run("list", what)
    assert len(capsys.readouterr().out.splitlines()) == len(ids)


def test_demo_does_the_main_job(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("demo", out)
    assert {p.name for p in out.iterdir()} == DEMO
    assert len((out / "muse.txt").read_text("utf-8").splitlines()) == 5
    document = read_ora(out / "painting.ora").document
    assert [layer.origin.value for layer in document.layers] == ["generated", "stylized", "hand"]
    run("render", out / "recipe.json", "-o", tmp_path / "again.png")
    assert (pixels(out / "picture.png") == pixels(tmp_path / "again.png")).all()
