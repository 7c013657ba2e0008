"""Training in the window, without the window: begin, pause, go on, take it now; the model joins the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from style_net_kit import photographs, picture

from studio.art.generators.owned.catalog import sync
from studio.art.models import folder as model_folder
from studio.art.styles.catalog import STYLES
from studio.core.errors import UserError
from studio.session.studio import Studio
from studio.session.training import trained_dir

TINY = {"size": 32, "width": 4, "blocks": 1, "batch": 2, "precision": "full"}


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    sync(())


@pytest.fixture
def ready(studio: Studio, tmp_path: Path) -> Studio:
    """A feed-forward training of four steps, ready to begin."""
    Image.fromarray(picture(80, 90, 3)).save(tmp_path / "Waves.png")
    training = studio.training
    training.set_data(str(tmp_path / "Waves.png"))
    for name, value in TINY.items():
        training.set(name, value)
    training.set("photographs", str(photographs(tmp_path / "photos")))
    training.set("steps", 4)
    training.set("title", "Wäves of mine")
    return studio


def test_a_network_learns_and_becomes_a_style_method(ready: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    training, said = ready.training, []
    ready.told.connect(said.append)
    assert training.problem == ""
    training.begin()
    assert training.running and training.problem == "A network is learning already."
    with pytest.raises(UserError, match="already"):
        training.begin()
    engine.work()
    assert not training.running and training.done is not None and training.done.steps == 4
    assert training.preview is not None and training.preview.shape[2] == 4
    assert training.done.folder == trained_dir() / "waves-of-mine"
    engine.work()
    (entry,) = ready.models.library
    assert entry.title == "Wäves of mine" and STYLES.get(entry.id)
    assert any("joins your models" in s for s in said) and training.paused() == []
    training.begin()
    engine.work()
    assert training.done.folder.name == "waves-of-mine-2"


def test_what_is_paused_goes_on_and_may_end_early(ready: Studio, engine) -> None:  # type: ignore[no-untyped-def]
    training = ready.training
    training.set("steps", 100_000)
    training.begin()

    wanted = [training.pause]

    def act() -> None:
        if wanted and training.note.startswith("Step "):
            wanted.pop()()

    training.moved.connect(act)
    engine.work()
    assert not training.running and training.note.startswith("Paused")
    (item,) = training.paused()
    assert item.title == "Wäves of mine" and item.plan.trainer == "feed-forward"
    training.set("width", 8)
    training.resume(item)
    assert training.values["width"] == 4 and training.paused() == []

    wanted.append(training.end_now)
    engine.work()
    assert training.done is not None and 0 < training.done.steps < 1000
    assert model_folder.read(training.done.folder).title == "Wäves of mine"
    assert f"{training.done.steps:,} steps" in (training.done.folder / "README.md").read_text("utf-8")


def test_bad_data_is_told_and_leaves_nothing_behind(ready: Studio, engine, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    training = ready.training
    training.set("photographs", str(tmp_path / "nowhere"))
    training.begin()
    engine.work()
    assert "does not exist" in training.error and not training.running
    assert training.paused() == [] and list(trained_dir().iterdir()) == []
    training.choose("cyclegan")
    assert training.problem == "Choose the first folder." and training.error == ""
    training.set_data(str(tmp_path))
    assert training.problem == "Choose the other folder."


def test_the_style_of_the_panel_is_taught(studio: Studio) -> None:
    with pytest.raises(UserError, match="Choose a style first"):
        studio.training.teach_style()
    studio.style.choose(next(s for s in studio.style.sources if s.id == "mosaic"))
    studio.training.teach_style()
    assert studio.training.data == "style:mosaic" and studio.training.values["title"] == "Mosaic"
    assert studio.training.spec.id == "feed-forward" and studio.training.problem == ""
