"""The verb `models` with real model folders and the real engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_kit import hostile_file, trained_folder

from studio.art.generators.owned.catalog import sync
from studio.art.models import lighter
from studio.art.models.lighter import Choice
from studio.cli.main import main
from studio.formats.images import read_image


@pytest.fixture(autouse=True)
def _no_models_after() -> Iterator[None]:
    yield
    sync(())


class Told:
    """Runs the program and reads what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.err = ""

    def __call__(self, *argv: object, status: int = 0) -> str:
        self._capsys.readouterr()
        assert main(["models", *(str(a) for a in argv)]) == status
        out, self.err = self._capsys.readouterr()
        return out

    def json(self, *argv: object) -> object:
        return json.loads(self(*argv, "--json"))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


@pytest.fixture
def moors(told: Told, tmp_path: Path) -> str:
    """The id of a model that was added."""
    line = told("add", trained_folder(tmp_path / "moors"), "--name", "High moors", "--license", "mine")
    assert "High moors (Trained here)" in line
    return line.split()[0]


def test_what_is_added_is_listed_and_paints(told: Told, moors: str, tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in told().splitlines()]
    assert f"{moors} High moors (Trained here): moors at dusk" in lines
    (entry,) = [m for m in told.json() if m["own"]]  # type: ignore[attr-defined]
    assert (entry["id"], entry["title"], entry["license"]) == (moors, "High moors", "mine")
    assert entry["method"] == f"generator/{moors}" and len(entry["sha256"]) == 64 and entry["measured"] is None
    assert entry["precision"] == "auto" and entry["figures"] == {"kid": 0.0123} and not entry["missing"]


def test_what_was_added_paints_by_its_id(told: Told, moors: str, tmp_path: Path) -> None:
    sync(())
    assert main(["imagine", "dusk", "-o", str(tmp_path / "a.png"), "--size", "64", "--generator", moors]) == 0
    made = read_image(tmp_path / "a.png")
    assert made.pixels.shape == (64, 64, 4) and made.pixels[..., :3].std() > 3
    assert made.recipe is not None and made.recipe.method == moors
    sync(())
    assert main(["render", str(tmp_path / "a.png"), "-o", str(tmp_path / "b.png")]) == 0
    assert (read_image(tmp_path / "b.png").pixels == made.pixels).all()


def test_the_same_again_is_told_and_kept_once(told: Told, moors: str, tmp_path: Path) -> None:
    assert moors in told("add", tmp_path / "moors") and "in the list already" in told.err
    assert len([m for m in told.json() if m["own"]]) == 1  # type: ignore[attr-defined]


def test_measure_prints_real_figures(told: Told, moors: str) -> None:
    figures = told.json("measure", moors, "--rounds", 3)
    assert isinstance(figures, dict)
    full, half, int8 = figures["rows"]
    assert full["milliseconds"] > 0 and half["milliseconds"] > 0 and 0 < half["mean"] < 1 and half["largest"] >= 1
    assert "nothing" in int8["note"] and figures["what"].startswith("32 px")
    assert figures["automatic"] in ("full", "half")
    (entry,) = [m for m in told.json() if m["own"]]  # type: ignore[attr-defined]
    assert entry["measured"] == figures


def test_choose_is_kept_and_taken_back(told: Told, moors: str) -> None:
    digest = told.json("choose", moors, "--precision", "half")["sha256"]  # type: ignore[index]
    assert lighter.chosen(digest) == Choice("half")
    told("choose", "high moors", "--precision", "auto")
    assert lighter.chosen(digest) == Choice("auto")


def test_remove_forgets_the_model_and_keeps_the_folder(told: Told, moors: str, tmp_path: Path) -> None:
    told("remove", moors)
    assert moors not in told() and (tmp_path / "moors" / "weights.safetensors").is_file()
    assert "None of your own yet" in told.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("meazure",), "Did you mean “measure”?"),
        (("add",), "needs a file or folder"),
        (("remove",), "needs the id of a model"),
        (("remove", "nobody"), "There is no model called “nobody”"),
        (("list", "more"), "more than `models list` takes"),
        (("add", "nowhere.safetensors"), "nowhere.safetensors does not exist"),
        (("measure", "nobody", "--rounds", "2"), "no model called"),
    ],
)
def test_refusals_are_one_sentence(told: Told, words: tuple[str, ...], sentence: str) -> None:
    assert told(*words, status=2) == ""
    assert sentence in told.err and told.err.count("\n") == 1


def test_choices_that_are_none_are_refused(told: Told, moors: str) -> None:
    told("choose", moors, status=2)
    assert "Say how" in told.err
    told("choose", moors, "--precision", "quarter", status=2)
    assert "no precision called “quarter”" in told.err
    told("measure", moors, "--rounds", "two", status=2)
    assert "whole number" in told.err


def test_a_hostile_file_is_refused(told: Told, tmp_path: Path) -> None:
    told("add", hostile_file(tmp_path / "evil.pt"), status=2)
    assert "evil.pt" in told.err and "Traceback" not in told.err
    assert not [m for m in told.json() if m["own"]]  # type: ignore[attr-defined]
