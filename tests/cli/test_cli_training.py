"""`pentimento train` and `list trainers` with real files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from style_net_kit import photographs
from training_kit import discs

from studio.art.generators.owned.catalog import sync
from studio.art.models import folder as model_folder
from studio.cli.main import main

TINY = ["--set", "net=dense", "--size", "8", "--width", "8", "--latent", "4", "--batch", "8"]


def test_trainers_are_listed_with_their_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "trainers", "--json"]) == 0
    listed = {item["id"]: item for item in json.loads(capsys.readouterr().out)}
    assert {"gan", "vae", "stylegan", "latent-flow"} <= listed.keys()
    assert {"size", "steps", "batch", "rate"} <= {p["name"] for p in listed["vae"]["params"]}
    assert main(["train", "vae", "--help"]) == 0
    assert "--beta 0..100" in capsys.readouterr().out


def test_train_resumes_with_the_settings_it_began_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = discs(tmp_path / "discs")
    (pictures / "torn.jpg").write_bytes(b"\xff\xd8\xff torn")
    out = tmp_path / "m"
    call = ["train", "gan", str(pictures), "-o", str(out), "--seed", "5"]
    assert main([*call, *TINY, "--steps", "3", "--title", "Discs"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(out)
    assert "torn.jpg is damaged" in said.err and "“Discs” has learned from 24 pictures" in said.err
    assert main(call) == 2
    assert "resume it, or choose another folder" in capsys.readouterr().err
    assert main(["train", "gan", str(pictures), "-o", str(out), "--resume", "--steps", "5"]) == 0
    about = model_folder.read(out)
    assert about.title == "Discs" and about.net["width"] == 8
    assert "| steps | 5 |" in (out / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gann", "digits", "-o", "m"], "Did you mean “gan”"),
        (["gan", "nowhere", "-o", "m"], "nowhere does not exist"),
        (["gan", "digits", "-o", "no/m"], "The folder no does not exist"),
        (["gan", "digits", "-o", "m", "--resume"], "no training to resume"),
        (["gan", "digits", "-o", "m", "--set", "rate=9"], "goes from 1e-06 to 0.1"),
        (["vae", "painted:skys", "-o", "m"], "Did you mean “skies”"),
        (["gan", "digits"], "needs -o/--output"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["train", *words]) == 2
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1


def test_ctrl_c_keeps_the_checkpoint_and_says_how_to_go_on(tmp_path: Path) -> None:
    out = tmp_path / "m"
    often = (
        "import sys; from studio.cli import main, training; training.LOG_SECONDS = 0.2; "
        "raise SystemExit(main.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", often, "train", "gan", str(discs(tmp_path / "discs")), "-o", str(out), *TINY]
    with subprocess.Popen(
        [*command, "--steps", "1000000"], stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as it:
        assert it.stderr is not None
        first = next(line for line in it.stderr if line.startswith("Step"))
        it.send_signal(signal.SIGINT)
        rest = it.stderr.read()
    assert it.returncode == 130 and "critic" in first and "steps/s" in first
    assert "Stopped at step" in rest and "--resume" in rest and "Traceback" not in rest
    assert (out / "training" / "course.checkpoint").exists() and not (out / "model.json").exists()


def test_a_network_of_one_style_is_trained_added_and_lays_its_style(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photographs(tmp_path / "photos", 4)
    out, made = tmp_path / "waves", tmp_path / "made.png"
    tiny = ["--size", "32", "--width", "4", "--blocks", "1", "--batch", "1", "--steps", "2", "--title", "Waves"]
    call = ["train", "feed-forward", str(tmp_path / "photos" / "p0.png"), "-o", str(out)]
    assert main([*call, "--photographs", str(tmp_path / "photos"), *tiny]) == 0
    assert "“Waves” has learned from 4 pictures" in capsys.readouterr().err
    assert main(["models", "add", str(out), "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert (added["kind"], added["family"]) == ("Style network", "feed-forward network of one style")
    try:
        photo = str(tmp_path / "photos" / "p1.png")
        assert main(["stylize", photo, "--method", added["id"], "-o", str(made)]) == 0
        assert made.is_file()
    finally:
        sync(())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["feed-forward", "style:mosaik", "-o", "m"], "Did you mean “mosaic”"),
        (["feed-forward", "nowhere.png", "-o", "m"], "There is no picture"),
        (["cyclegan", "a", "-o", "m"], "needs two folders"),
        (["cyclegan", "a", "-o", "m", "--other", "b"], "does not exist"),
        (["adain", "a", "-o", "m"], "does not exist"),
    ],
)
def test_bad_data_of_style_networks_is_one_sentence(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["train", *words]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if line.strip()]
    assert any(says in line for line in said)
