"""`pentimento muse`: forms, wishes, files, JSON, standard input, refusals."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.art.muse.catalog import MUSES
from studio.art.muse.grammar.phrases import AXES
from studio.cli.main import main
from studio.cli.options import Progress
from studio.engine import messages as msg


def muse(*argv: object) -> None:
    """Asks the muse that writes by rule, which answers at once, unless another one is named."""
    words = [str(a) for a in argv]
    assert main(["muse", *words, *(() if "--muse" in words or "--help" in words else ("--muse", "concepts"))]) == 0


def refused(capsys: pytest.CaptureFixture[str], *argv: object) -> str:
    assert main(["muse", *map(str, argv)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "Traceback" not in told.err
    return told.err


class Typed:
    """Standard input with something in it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_one_development_a_line_and_the_same_again(capsys: pytest.CaptureFixture[str]) -> None:
    muse("my grandmother's garden", "--count", 3, "--seed", 4)
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert len(lines) == 3 == len(set(lines)) and all(line.startswith("my grandmother's garden") for line in lines)
    muse("my grandmother's garden", "--count", 3, "--seed", 4)
    assert capsys.readouterr().out == out


def test_the_first_muse_of_the_list_answers_when_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["muse", "a lake", "--form", "titles", "--count", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["muse"] == MUSES.default.id and len(told["answers"]) == 1


def test_json_has_texts_parts_and_who_wrote_them(capsys: pytest.CaptureFixture[str]) -> None:
    muse("(boats:1.6) in the harbor", "--count", 2, "--seed", 7, "--lock", "by moonlight", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["muse"], told["seed"], told["form"], len(told["answers"])) == ("concepts", 7, "prompts", 2)
    for answer in told["answers"]:
        assert answer["text"] == "".join(p["text"] for p in answer["parts"])
        assert answer["text"].startswith("(boats:1.6) in the harbor") and "by moonlight" in answer["text"]
        assert ["light", "By moonlight"] in answer["tags"] or ["light", "Moonlit"] in answer["tags"]
        assert set(answer) == {"text", "parts", "tags", "colors", "guides", "raw"}


def test_axes_and_struck_words_are_kept_to(capsys: pytest.CaptureFixture[str]) -> None:
    muse(
        "a lake",
        "--muse",
        "concepts",
        "--axes",
        "light,mood",
        "--axes",
        "season",
        "--strike",
        "sky",
        "--count",
        8,
        "--json",
    )
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert {axis for a in answers for axis, _ in a["tags"]} <= {"light", "mood", "season"}
    assert not any("sky" in a["text"] for a in answers)


def test_likes_change_what_comes(capsys: pytest.CaptureFixture[str]) -> None:
    outs = []
    for more in (
        (),
        ("--like", "a lake, in winter, icy and silent"),
        ("--dislike", "a lake, in winter, icy and silent"),
    ):
        muse("a lake", *more)
        outs.append(capsys.readouterr().out)
    assert len(set(outs)) == 3


def test_answers_go_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    muse("a lake", "--form", "titles", "--count", 2, "--out", tmp_path / "a.md")
    assert capsys.readouterr().out == ""
    written = (tmp_path / "a.md").read_text("utf-8")
    assert written.startswith("## a lake") and "1. " in written and "2. " in written
    muse("a lake", "--form", "titles", "--count", 2, "-o", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("a lake\n")


def test_text_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", Typed("\ufeffboats at dusk\n".encode()))
    muse("-", "--count", 1)
    assert capsys.readouterr().out.startswith("boats at dusk")
    monkeypatch.setattr(sys, "stdin", Typed(b"the wide sea " * 90_000))
    muse("-", "--count", 1)
    told = capsys.readouterr()
    assert told.out.startswith("the wide sea") and "left out" in told.err
    monkeypatch.setattr(sys, "stdin", Typed(b"\xff\xfe\xfa"))
    assert "UTF-8" in refused(capsys, "-")


def test_a_chinese_line_is_answered_in_chinese_unless_asked_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    muse("雪夜里的灯塔", "--form", "titles", "--count", 1)
    assert any("\u4e00" <= c <= "\u9fff" for c in capsys.readouterr().out)
    muse("雪夜里的灯塔", "--form", "titles", "--count", 1, "--lang", "en")
    assert not any("\u4e00" <= c <= "\u9fff" for c in capsys.readouterr().out)


def test_a_picture_is_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.full((60, 90, 3), 200, np.uint8)
    pixels[30:] = (20, 60, 120)
    Image.fromarray(pixels).save(tmp_path / "sea.png")
    muse("--form", "palette", "--picture", tmp_path / "sea.png", "--count", 1, "--json")
    (answer,) = json.loads(capsys.readouterr().out)["answers"]
    assert answer["colors"] and all(c.startswith("#") and len(c) == 7 for c in answer["colors"])
    muse("--form", "notes", "--picture", tmp_path / "sea.png", "--count", 1)
    assert capsys.readouterr().out.strip()
    assert "notes" in refused(capsys, "sea", "--form", "poem", "--picture", tmp_path / "sea.png")
    assert "gone.png" in refused(capsys, "--form", "notes", "--picture", tmp_path / "gone.png")


class Terminal(io.StringIO):
    def __init__(self, live: bool) -> None:
        super().__init__()
        self.live = live

    def isatty(self) -> bool:
        return self.live


def test_a_terminal_sees_the_words_come_and_a_pipe_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for live in (True, False):
        monkeypatch.setattr(sys, "stderr", Terminal(live))
        progress = Progress()
        progress(msg.Said(text="boats in the harbor,\nat " + "far " * 60 + "dusk", number=1))
        progress.end()
        shown[live] = sys.stderr.getvalue()
    assert (
        "2. " in shown[True] and "dusk" in shown[True] and shown[True].endswith("\r\033[K") and "\n" not in shown[True]
    )
    assert shown[False] == ""


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        ([], "empty"), (["  "], "empty"), (["..."], "line first"), (["boat", "--form", "promts"], "prompts"),
        (["boat", "--count", "0"], "1 to 20"), (["boat", "--seed", "-1"], "seed"), (["boat", "--muse", "nobody"], "nobody"),
        (["boat", "--axes", "lihgt"], "light"), (["boat", "--strike", " "], "--strike"), (["boat", "--out", "a.pdf"], ".md"),
        (["boat", "--lang", "fr"], "“fr”: there are auto, "), (["boat", "--boldness", "7"], "0 to 1"), (["量子", "--lang", "en"], "name a thing"),
        (["boat", "--out", "nowhere/a.md"], "nowhere"), (["boat", "--axes", ","], "--axes"), (["boat", "--form", "sonnet"], "haiku"),
        (["boat", "--muse", "server"], "address of a language server"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(argv: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert word in refused(capsys, *argv)


def test_help_names_every_axis_and_form(capsys: pytest.CaptureFixture[str]) -> None:
    muse("--help")
    page = " ".join(capsys.readouterr().out.split())
    assert all(axis in page for axis in AXES)
    assert all(f in page for f in ("quatrain", "scenes", "composition", "--like TEXT", "--picture FILE", "--json"))
