"""Bad input: exit status 2, one clear sentence on stderr, nothing written, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from studio.cli.main import main

CASES: list[tuple[list[str], str]] = [
    (["imagine", "", "-o", "x.png"], "empty"),
    (["imagine", "  ", "-o", "x.png"], "empty"),
    (["imagine", "boat", "-o", "x.png", "--size", "-5"], "16 to 4096"),
    (["imagine", "boat", "-o", "x.png", "--size=-5"], "16 to 4096"),
    (["imagine", "boat", "-o", "x.png", "--size", "1000000"], "16 to 4096"),
    (["imagine", "boat", "-o", "x.png", "--size", "12x"], "12x"),
    (["imagine", "boat", "-o", "x.png", "--size", "1x2x3"], "1x2x3"),
    (["imagine", "boat", "-o", "x.png", "--count", "0"], "1 to 64"),
    (["imagine", "boat", "-o", "x.png", "--count", "many"], "many"),
    (["imagine", "boat", "-o", "x.png", "--seed", "-1"], "seed"),
    (["imagine", "boat", "-o", "nowhere/x.png"], "nowhere"),
    (["imagine", "boat", "-o", "x.gif"], ".png"),
    (["imagine", "boat", "-o", "folder.png"], "folder"),
    (["imagine", "boat", "-o", "x.png", "--generator", "scense"], "scenes"),
    (["imagine", "boat", "-o", "x.png", "--set", "fogg=1"], "fog"),
    (["imagine", "boat", "-o", "x.png", "--set", "fog=7"], "0 to 1"),
    (["imagine", "boat", "-o", "x.png", "--set", "fog=nan"], "nan"),
    (["imagine", "boat", "-o", "x.png", "--set", "fog"], "NAME=VALUE"),
    (["imagine", "boat", "-o", "x.png", "--set", "medium=oli"], "oil"),
    (["imagine", "boat"], "output"),
    (["imagine", "-o", "x.png"], "TEXT"),
    (["imagine", "boat", "-o", "x.png", "--bogus"], "bogus"),
    (["imagin", "boat"], "imagine"),
    (["muse", ""], "empty"),
    (["list", "stiles"], "styles"),
    (["list"], "generators"),
    (["stylize", "gone.png", "mosaic", "-o", "x.png"], "gone.png"),
    (["stylize", "text.png", "mosaic", "-o", "x.png"], "text.png"),
    (["stylize", "empty.png", "mosaic", "-o", "x.png"], "empty.png"),
    (["stylize", "cut.png", "mosaic", "-o", "x.png"], "cut.png"),
    (["stylize", "folder.png", "mosaic", "-o", "x.png"], "folder"),
    (["stylize", "good.png", "mosaci", "-o", "x.png"], "mosaic"),
    (["stylize", "good.png", "gone.jpg", "-o", "x.png"], "gone.jpg"),
    (["stylize", "good.png", "mosaic", "-o", "x.png", "--method", "paintre"], "painter"),
    (["stylize", "good.png", "mosaic", "-o", "x.png", "--brush", "2"], "belongs to painter"),
    (["stylize", "good.png", "mosaic", "-o", "x.png", "--mask", "gone.png"], "gone.png"),
    (["convert", "gone.ora", "x.png"], "gone.ora"),
    (["convert", "text.png", "x.ora"], "text.png"),
    (["convert", "good.png", "x.webp"], ".ora"),
    (["convert", "broken.ora", "x.png"], "broken.ora"),
    (["render", "text.png", "-o", "x.png"], "text.png"),
    (["render", "good.png", "-o", "x.png"], "recipe"),
    (["render", "notes.json", "-o", "x.png"], "recipe"),
    (["render", "gone.json", "-o", "x.png"], "gone.json"),
    (["demo", "text.png"], "text.png"),
    (["demo", "nowhere/out"], "nowhere"),
    (["gone.ora"], "gone.ora"),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "work"
    where.mkdir()
    monkeypatch.chdir(where)
    Image.new("RGB", (20, 20), "teal").save("good.png")
    Path("cut.png").write_bytes(Path("good.png").read_bytes()[:60])
    Path("text.png").write_text("this is no picture")
    Path("empty.png").write_bytes(b"")
    Path("broken.ora").write_bytes(b"PK\x03\x04 and then nothing")
    Path("notes.json").write_text('{"a": 1}')
    Path("folder.png").mkdir()
    return where


@pytest.mark.parametrize(("argv", "word"), CASES, ids=lambda v: " ".join(v)[:50] if isinstance(v, list) else "")
def test_bad_input_is_one_sentence(argv: list[str], word: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(place.rglob("*"))
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = shown.err.strip().splitlines()
    assert len(lines) == 1, shown.err
    assert lines[0].startswith("pentimento: ") and lines[0].endswith((".", "?"))
    assert word.lower() in lines[0].lower()
    assert "Traceback" not in shown.err
    assert sorted(place.rglob("*")) == before


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    # A disk cannot be filled here: the operating system's refusal is played.
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["convert", "good.png", "out.png"]) == 2
    error = capsys.readouterr().err
    assert "no room left" in error and "Traceback" not in error
    assert not Path("out.png").exists()
    assert not list(place.glob("*.part*"))
