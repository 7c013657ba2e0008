"""The strokes of a painted picture, on the command line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from studio.cli.main import main
from studio.formats.ora import read_ora
from studio.formats.video_read import video_facts


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    y, x = np.mgrid[0:64, 0:80]
    rgb = np.stack([x * 3, y * 4, 90 + 60 * ((x // 16 + y // 16) % 2)], -1).astype(np.uint8)
    Image.fromarray(rgb).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def run(*argv: object) -> int:
    return main([str(a) for a in argv])


def test_strokes_layers_and_timelapse_come_with_the_picture(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "a.png"
    assert run(
        "stylize", photo, "harbor", "-o", made, "--method", "painter", "--strokes", tmp_path / "a.svg",
        "--layers", tmp_path / "a.ora", "--timelapse", tmp_path / "a.mp4", "--seed", 3,
    ) == 0  # fmt: skip
    assert "strokes" in capsys.readouterr().err
    assert ElementTree.parse(tmp_path / "a.svg").getroot().get("width") == "80"
    document = read_ora(tmp_path / "a.ora").document
    assert [layer.name for layer in document.layers[:3]] == ["Painted", "Underpainting", "Broad"]
    painted = np.asarray(Image.open(made).convert("RGB")).astype(int)
    assert np.abs(document.flatten()[..., :3] - painted).max() <= 4
    facts = video_facts(tmp_path / "a.mp4")
    assert (facts.width, facts.height) == (80, 64) and facts.frames > 100


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--method", "color", "--strokes", "a.svg"), "paints with strokes"),
        (("--method", "painter", "--strokes", "a.png"), "ends in .svg"),
        (("--method", "painter", "--layers", "a.svg"), "ends in .ora"),
        (("--method", "painter", "--timelapse", "a.avi"), "choose .mp4"),
        (("--method", "painter", "--strokes", "a.svg", "--also", "mosaic"), "one picture in one style"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_work(
    more: tuple[str, ...], sentence: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run("stylize", photo, "harbor", "-o", "b.png", *more) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "b.png").exists()


def test_the_strokes_of_a_folder_are_refused(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run("stylize", photo.parent, "harbor", "-o", tmp_path / "o", "--method", "painter", "--strokes", "a.svg") == 2
    )
    assert "one picture" in capsys.readouterr().err
