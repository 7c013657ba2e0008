"""`pentimento stylize` of folders and videos with the real engine and real files."""

from __future__ import annotations

import os
import signal
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.cli.main import main
from studio.formats import atomic
from studio.formats.images import read_image
from studio.formats.video_read import video_facts


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 256, (40, 40, 3), np.uint8)).save("style.png")
    for name in ("in/a.jpg", "in/deep/b.png"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        ramp = np.linspace(20, 220, 48 * 60 * 3).reshape(48, 60, 3).astype(np.uint8)
        Image.fromarray(ramp).save(name)


def film(path: str, frames: int = 4) -> None:
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(12))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for k in range(frames):
            rgb = np.full((48, 64, 3), 40 + 20 * k, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))


def test_a_folder_keeps_its_structure_and_is_not_done_twice(capsys: pytest.CaptureFixture[str]) -> None:
    film("in/c.mp4")
    command = ["stylize", "in", "style.png", "-o", "out", "--method", "color", "--boldness", "0.2", "--format", "png"]
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "[1/3] a.jpg -> out/a.png" in told and "3 of 3 done." in told
    recipe = read_image("out/deep/b.png").recipe
    assert recipe is not None and recipe.params["boldness"] == 0.2 and video_facts("out/c.mp4").frames == 4
    before = Path("out/a.png").stat().st_mtime_ns
    assert main(command) == 0
    assert "done before" in capsys.readouterr().err and Path("out/a.png").stat().st_mtime_ns == before
    assert main([*command, "--fresh"]) == 0
    assert Path("out/a.png").stat().st_mtime_ns != before


def test_errors_stand_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/b.png").write_bytes(b"no picture")
    assert main(["stylize", "in", "style.png", "-o", "out", "--method", "color"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2] == "2 of 3 done, 1 failed." and lines[-1].startswith("  b.png: b.png is not a picture")
    assert Path("out/deep/b.png").exists() and "Traceback" not in "".join(lines)


def test_one_video_into_one_file() -> None:
    film("clip.mov")
    assert main(["stylize", "clip.mov", "style.png", "-o", "made{1}.webm", "--method", "color"]) == 0
    assert video_facts("made{1}.webm").codec in ("vp9", "libvpx-vp9")
    assert main(["stylize", "clip.mov", "style.png", "-o", "frames", "--method", "color", "--format", "frames"]) == 0
    assert video_facts("frames/clip").frames == 4


def test_names_and_files_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["stylize", "in", "style.png", "-o", "out", "--method", "color", "--name", "{name} in {style}"]
    assert main(command) == 0 and Path("out/a in style.jpg").exists()
    assert main([*command, "--seed", "4", "--exists", "rename"]) == 0
    assert Path("out/a in style (2).jpg").exists()


def test_a_full_disk_is_told_and_the_same_command_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    command = ["stylize", "in", "style.png", "-o", "out", "--method", "color"]
    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "fsync", full)
        assert main(command) == 2
    told = capsys.readouterr().err
    assert "no room left" in told and "goes on from here" in told and not list(Path("out").glob("*.jpg"))
    assert main(command) == 0


def test_ctrl_c_breaks_off_and_it_goes_on(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import studio.session.batch as batch

    real, seen = batch.write_image, []

    def write(*given: object) -> object:
        seen.append(given)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return real(*given)  # type: ignore[arg-type]

    command = ["stylize", "in", "style.png", "-o", "out", "--method", "color"]
    # Tests that run in the background of a shell are deaf to Ctrl+C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(batch, "write_image", write)
            assert main(command) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "Broken off" in capsys.readouterr().err and Path("out/a.jpg").exists()
    assert main(command) == 0 and "done before" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["in", "style.png", "-o", "a.png"], "is a folder, not a.png"),
        (["in", "style.png", "-o", "out", "--format", "bmp"], "no format called “bmp”"),
        (["in", "style.png", "-o", "out", "--exists", "kill"], "way with files that exist"),
        (["in", "style.png", "-o", "out", "--name", "{nme}"], "cannot be made out"),
        (["in", "style.png", "-o", "out", "--quality", "0"], "goes from 1 to 100"),
        (["in", "style.png", "-o", "out", "--mask", "m.png"], "for one picture"),
        (["in", "style.png", "-o", "out", "--strokes", "s.svg"], "--strokes"),
        (["in", "-o", "out"], "Say which style"),
        (["empty", "style.png", "-o", "out"], "no picture and no video"),
        (["gone.mp4", "style.png", "-o", "out"], "gone.mp4 does not exist"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert main(["stylize", *words]) == 2
    told = capsys.readouterr().err
    assert why in told and told.count("\n") == 1
