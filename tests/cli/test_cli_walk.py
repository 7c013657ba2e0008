"""`pentimento walk` with the real engine and real files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from walk_kit import sky, tiny_generator

from studio.cli.main import main
from studio.core.walk import Keyframe, Walk
from studio.document.document import Document
from studio.formats.ora import write_ora
from studio.formats.png import write_png
from studio.formats.video_read import video_facts, walk_inside


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path) -> Iterator[None]:
    with tiny_generator(tmp_path / "model"):
        yield


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    for seed in (3, 4, 5):
        write_png(tmp_path / f"{seed}.png", np.zeros((48, 64, 4), np.uint8), sky(seed))
    (tmp_path / "5.json").write_text(sky(5).to_json(), "utf-8")
    return [str(tmp_path / n) for n in ("3.png", "4.png", "5.json")]


def test_from_recipes_inside_pictures_to_a_video(pictures: list[str], tmp_path: Path) -> None:
    out = tmp_path / "day.mp4"
    assert main(["walk", *pictures, "-o", str(out), "--seconds", "1", "--fps", "10", "--easing", "spline"]) == 0
    facts, walk = video_facts(out), walk_inside(out)
    assert (facts.width, facts.height, facts.frames) == (64, 48, 11)
    assert [k.recipe.seed for k in walk.keyframes] == [3, 4, 5]
    assert (walk.easing, walk.loop, walk.fps, walk.duration) == ("spline", False, 10, 1.0)


def test_an_exported_walk_is_written_again_as_something_else(pictures: list[str], tmp_path: Path) -> None:
    first, then = tmp_path / "day.gif", tmp_path / "frames"
    assert main(["walk", *pictures, "-o", str(first), "--seconds", "0.8", "--fps", "5", "--hold", "0.1", "--loop"]) == 0
    assert main(["walk", str(first), "-o", str(then), "--size", "32x24", "--medium", "plain"]) == 0
    before, after = walk_inside(first), walk_inside(then)
    assert (after.width, after.height, after.loop, after.fps) == (32, 24, True, 5)
    assert after.keyframes == before.keyframes and video_facts(then).frames == before.frames == 4


def test_a_painting_holds_a_walk(tmp_path: Path) -> None:
    document = Document(8, 8)
    document.attach("walk", Walk((Keyframe(sky(3)), Keyframe(sky(4))), width=32, height=32, fps=2).to_json(), "x")
    write_ora(tmp_path / "a.ora", document)
    assert main(["walk", str(tmp_path / "a.ora"), "-o", str(tmp_path / "a.webm")]) == 0
    assert video_facts(tmp_path / "a.webm").frames == 5


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["3.png", "-o", "a.mp4"], "needs two pictures"),
        (["3.png", "4.png", "-o", "a.avi"], "cannot be written here"),
        (["3.png", "4.png", "-o", "none/a.mp4"], "does not exist"),
        (["3.png", "4.png", "-o", "a.mp4", "--fps", "0"], "goes from 1 to 60"),
        (["3.png", "4.png", "-o", "a.mp4", "--seconds", "x"], "number of seconds"),
        (["3.png", "4.png", "-o", "a.mp4", "--seconds", "nan"], "goes from"),
        (["3.png", "4.png", "-o", "a.mp4", "--easing", "jump"], "not “jump”"),
        (["3.png", "4.png", "-o", "a.mp4", "--medium", "oyl"], "Did you mean “oil”"),
        (["3.png", "gone.png", "-o", "a.mp4"], "gone.png does not exist"),
        (["3.png", "plain.png", "-o", "a.mp4"], "no recipe inside"),
        (["plain.ora", "-o", "a.mp4"], "no walk inside"),
        (["3.png", "scenes.json", "-o", "a.mp4"], "one generator"),
        (["scenes.json", "scenes.json", "-o", "a.mp4"], "no latent space"),
        (["3.png", "4.png", "-o", "taken"], "not empty"),
        (["-o", "a.mp4"], "needs PICTURE"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    pictures: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    words: list[str], why: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write_png("plain.png", np.zeros((8, 8, 4), np.uint8))
    write_ora("plain.ora", Document(8, 8))
    Path("scenes.json").write_text(sky(5, "scenes").to_json(), "utf-8")
    Path("taken").mkdir()
    Path("taken/mine").write_text("mine")
    before = sorted(p.name for p in tmp_path.iterdir())
    assert main(["walk", *words]) == 2
    said = capsys.readouterr().err.strip()
    assert why in said and "\n" not in said
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "home") == before


def test_help_shows_the_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["walk", "--help"]) == 0
    page = capsys.readouterr().out
    assert "PICTURE..." in page and "--easing" in page and "day.mp4" in page
