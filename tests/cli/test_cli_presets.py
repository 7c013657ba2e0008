"""`stylize --preset`: by name, by file, with its style or another, and what is given besides."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.cli.main import main
from studio.formats.images import read_image
from studio.formats.style_preset import PresetStyle, StylePreset, write_preset
from studio.session.background import Background
from studio.session.style_library import StyleLibrary
from studio.session.style_presets import shipped_presets


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    rng = np.random.default_rng(3)
    ramp = np.linspace(0, 200, 48)[None, :, None] + rng.integers(0, 50, (40, 48, 3))
    Image.fromarray(ramp.astype(np.uint8)).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def run(*words: object) -> int:
    return main([str(w) for w in words])


def mood(tmp_path: Path, style: str = "lavender") -> Path:
    panel = {"method": "color", "values": {"strength": 0.6, "colors": "take"}, "seed": 5, "by": "weights"}
    styles = (PresetStyle(style=style, more={"weight": 1.0}),) if style else ()
    write_preset(tmp_path / "mood.pentistyle", StylePreset("Mood", panel, styles))
    return tmp_path / "mood.pentistyle"


def test_a_file_brings_method_settings_and_style(photo: Path, tmp_path: Path) -> None:
    assert run("stylize", photo, "-o", tmp_path / "a.png", "--preset", mood(tmp_path)) == 0
    recipe = read_image(tmp_path / "a.png").recipe
    assert recipe is not None and recipe.method == "color" and recipe.params["strength"] == 0.6 and recipe.seed == 5
    assert recipe.sources["style"] == {"style": "lavender"}


def test_what_is_given_besides_counts_more(photo: Path, tmp_path: Path) -> None:
    words = ("--preset", mood(tmp_path), "--strength", "0.2", "--seed=9")
    assert run("stylize", photo, "mosaic", "-o", tmp_path / "a.png", *words) == 0
    recipe = read_image(tmp_path / "a.png").recipe
    assert recipe is not None and recipe.params["strength"] == 0.2 and recipe.seed == 9
    assert recipe.sources["style"] == {"style": "mosaic"}


def test_a_shipped_one_by_its_name(photo: Path, tmp_path: Path) -> None:
    assert run("stylize", photo, "harbor", "-o", tmp_path / "a.png", "--preset", "only the mood") == 0
    recipe = read_image(tmp_path / "a.png").recipe
    assert recipe is not None and recipe.method == "color"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--preset", "Only the moot"], "Only the mood"),
        (["--preset", "only the mood"], "brings no style"),
        (["--preset", "mood.pentistyle", "--method", "painter"], "leave out --method"),
        (["--preset", "gone.pentistyle"], "gone.pentistyle"),
        (["--preset", "photo.png"], "no style preset"),
        (["--preset", "lost.pentistyle"], "which is not here"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    words: list[str], sentence: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    mood(tmp_path, "no-such-style").rename(tmp_path / "lost.pentistyle")
    mood(tmp_path)
    assert run("stylize", photo, "-o", tmp_path / "x.png", *words) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1 and not (tmp_path / "x.png").exists()


def test_several_styles_and_one_that_travels_inside(photo: Path, tmp_path: Path) -> None:
    styles = (
        PresetStyle(style="lavender", more={"weight": 0.75, "map": 1}),
        PresetStyle(title="Photo", sha256="a" * 64, picture=photo.read_bytes(), more={"weight": 0.25, "map": 2}),
    )
    panel = {"method": "color", "values": {"strength": 0.6}, "seed": 1, "by": "weights"}
    write_preset(tmp_path / "two.pentistyle", StylePreset("Two", panel, styles))
    assert run("stylize", photo, "-o", tmp_path / "a.png", "--preset", tmp_path / "two.pentistyle") == 0
    recipe = read_image(tmp_path / "a.png").recipe
    assert recipe is not None and recipe.method == "several" and recipe.params["weights"] == "0.75,0.25"
    assert recipe.sources["style1"] == {"style": "lavender"}
    assert read_image(recipe.sources["style2"]["file"]).pixels.shape == (40, 48, 4)
    assert run("render", tmp_path / "a.png", "-o", tmp_path / "b.png") == 0
    assert (read_image(tmp_path / "a.png").pixels == read_image(tmp_path / "b.png").pixels).all()


def test_a_style_of_the_artists_is_named_by_its_title(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = StyleLibrary(Background())
    library.rename(library.add_file(photo), "My garden")
    assert run("stylize", photo, "my garden", "-o", tmp_path / "a.png", "--method", "color") == 0
    recipe = read_image(tmp_path / "a.png").recipe
    assert recipe is not None and recipe.sources["style"]["file"] == str(photo)
    assert run("render", tmp_path / "a.png", "-o", tmp_path / "b.png") == 0
    capsys.readouterr()
    assert run("list", "styles", "--json") == 0
    assert "My garden" in [i["id"] for i in json.loads(capsys.readouterr().out) if i["kind"] == "own"]


def test_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "presets", "--json") == 0
    items = json.loads(capsys.readouterr().out)
    assert [i["id"] for i in items] == [k.name for k in shipped_presets()] and all(i["summary"] for i in items)
