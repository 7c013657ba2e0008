"""CycleGAN: trained from two folders, used both ways, and read from published checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from style_net_kit import owned, photographs, published, rgba, run
from training_kit import Stopping

from studio.art.generators.owned.catalog import sync
from studio.art.models import folder as model_folder
from studio.art.models.library import Library
from studio.art.models.recognise import recognise
from studio.art.styles.catalog import STYLES
from studio.art.styles.networks import one_style
from studio.art.training import course
from studio.art.training.cyclegan import REMEMBERED, Memory
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    sync(())


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return photographs(tmp_path / "a"), photographs(tmp_path / "b", seed=50)


def test_it_goes_on_exactly_and_its_folder_paints_both_ways(folders: tuple[Path, Path], tmp_path: Path) -> None:
    a, b = folders
    ctx = Stopping()
    done = run("cyclegan", a, tmp_path / "straight", ctx, other=str(b), title="Day and night")
    assert done.pictures == 12 and {"cycle", "identity", "liked", "critics"} <= done.curves.keys()
    rows = ctx.previews[-1].shape[0] // ctx.previews[-1].shape[1]
    assert ctx.previews and rows >= 1
    with pytest.raises(Cancelled):
        run("cyclegan", a, tmp_path / "broken", Stopping(steps=2), other=str(b))
    kept = torch.load(tmp_path / "broken" / "training" / course.CHECKPOINT, weights_only=True)
    assert kept["step"] == 2 and len(kept["state"]["memories"]["a"]) == 2
    run("cyclegan", a, tmp_path / "broken", other=str(b), resume=True)
    assert model_folder.read(tmp_path / "broken").sha256 == model_folder.read(tmp_path / "straight").sha256
    entry = owned(tmp_path / "straight")
    assert (entry.kind, entry.family) == ("style", "cyclegan")
    sync(Library())
    spec = STYLES.get(entry.id)
    content = rgba(40, 52)
    made = {
        way: spec.resolve()(DirectContext(), content=content, **dict(spec.bound), **spec.values({"direction": way}))
        for way in ("there", "back")
    }
    assert made["there"].params["direction"] == "there"
    assert (made["there"].pixels != made["back"].pixels).any()


@pytest.mark.parametrize("dropout", [False, True])
@pytest.mark.parametrize("old", [False, True])
def test_a_published_generator_is_known_by_its_content(dropout: bool, old: bool, tmp_path: Path) -> None:
    net = published(tmp_path / "latest_net_G_A.pth", dropout=dropout, old=old)
    found = recognise(tmp_path / "latest_net_G_A.pth")
    assert (found.kind, found.family) == ("style", "cyclegan")
    assert found.details["blocks"] == 2 and found.details["transposed"] is True
    entry = owned(tmp_path / "latest_net_G_A.pth")
    content = rgba(48, 64)
    made = one_style.apply(DirectContext(), content=content, model=entry.id)
    with torch.inference_mode():
        x = torch.from_numpy(content[..., :3].astype(np.float32).transpose(2, 0, 1))[None] / 127.5 - 1
        wanted = ((net(x) + 1) * 127.5).round()[0].permute(1, 2, 0).numpy()
    assert np.abs(made.pixels[..., :3].astype(int) - wanted).max() <= 1
    sync(Library())
    assert "direction" not in {p.name for p in STYLES.get(entry.id).params}


def test_critics_are_shown_earlier_pictures_as_well() -> None:
    memory, chance = Memory(), torch.Generator().manual_seed(0)
    first = torch.linspace(-1, 1, REMEMBERED).view(-1, 1, 1, 1).expand(-1, 3, 2, 2)
    assert torch.allclose(memory.swap(first, chance), first, atol=0.01)
    later = torch.full((20, 3, 2, 2), 0.5)
    shown = memory.swap(later, chance)
    replaced = (shown - 0.5).abs().amax((1, 2, 3)) > 0.01
    assert 4 < int(replaced.sum()) < 17
    now = memory.state().float() / 127.5 - 1
    assert int(((now - 0.5).abs() < 0.01).all(1).all(1).all(1).sum()) >= int(replaced.sum())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "needs two folders"),
        ({"other": "a"}, "Both folders are the same"),
        ({"other": "nowhere"}, "does not exist"),
        ({"other": "b", "size": 33}, "multiple of 4"),
    ],
)
def test_bad_folders_are_one_sentence(
    given: dict[str, object], says: str, folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=says) as caught:
        run("cyclegan", "a", tmp_path / "out", **given)
    assert "\n" not in str(caught.value)
