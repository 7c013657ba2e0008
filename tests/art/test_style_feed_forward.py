"""Networks of one style: trained here or read from published checkpoints, at any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from style_net_kit import example, owned, photographs, picture, rgba, run
from training_kit import Stopping

from studio.art.generators.owned.catalog import sync
from studio.art.models import folder as model_folder
from studio.art.models.library import Library
from studio.art.models.recognise import recognise
from studio.art.styles.catalog import STYLES
from studio.art.styles.networks import one_style, pieces
from studio.art.training import course
from studio.core.errors import Cancelled, UserError
from studio.core.progress import DirectContext


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    sync(())


@pytest.fixture
def style(tmp_path: Path) -> Path:
    place = tmp_path / "style.png"
    Image.fromarray(picture(120, 100, 7)).save(place)
    return place


def test_it_is_trained_stopped_and_goes_on_to_the_very_same_weights(style: Path, tmp_path: Path) -> None:
    photos = photographs(tmp_path / "photos")
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    ctx = Stopping()
    done = run("feed-forward", style, straight, ctx, photographs=str(photos), title="Waves")
    assert done.steps == 4 and done.pictures == 6 and {"places", "marks", "smooth"} <= done.curves.keys()
    assert ctx.previews and ctx.previews[-1].shape[2] == 4
    with pytest.raises(Cancelled):
        run("feed-forward", style, broken, Stopping(steps=2), photographs=str(photos))
    assert torch.load(broken / "training" / course.CHECKPOINT, weights_only=True)["step"] == 2
    run("feed-forward", style, broken, photographs=str(photos), resume=True)
    about = model_folder.read(straight)
    assert about.kind == "feed-forward" and about.title == "Waves" and about.net == {"width": 4, "blocks": 1}
    assert model_folder.read(broken).sha256 == about.sha256
    card = (straight / "README.md").read_text("utf-8")
    assert "style.png" in card and "Pentimento's own net" in card


def test_a_trained_folder_becomes_a_method_that_paints(style: Path, tmp_path: Path) -> None:
    photos = photographs(tmp_path / "photos")
    run("feed-forward", style, tmp_path / "m", photographs=str(photos), title="Waves")
    entry = owned(tmp_path / "m")
    assert (entry.kind, entry.family, entry.title) == ("style", "feed-forward", "Waves")
    assert sync(Library())
    spec = STYLES.get(entry.id)
    assert spec.title == "Waves" and [p.name for p in spec.params] == ["strength", "colors", "texture"]
    content = rgba(50, 71)
    content[:20, :20, 3] = 90
    made = spec.resolve()(DirectContext(), content=content, **dict(spec.bound), **spec.values({}))
    assert made.pixels.shape == content.shape and (made.pixels[..., 3] == content[..., 3]).all()
    assert made.models == {entry.id: entry.sha256}
    none = spec.resolve()(DirectContext(), content=content, **dict(spec.bound), **spec.values({"strength": 0}))
    assert (none.pixels == content).all()


@pytest.mark.parametrize(("name", "old"), [("mosaic.pth", False), ("candy.model", True)])
def test_an_example_checkpoint_is_known_by_its_content_and_paints_as_in_pytorch(
    name: str, old: bool, tmp_path: Path
) -> None:
    net = example(tmp_path / name, old=old)
    found = recognise(tmp_path / name)
    assert (found.kind, found.family, dict(found.details)) == ("style", "feed-forward", {"width": 4, "blocks": 5})
    entry = owned(tmp_path / name)
    content = rgba(48, 64)
    made = one_style.apply(DirectContext(), content=content, model=entry.id)
    with torch.inference_mode():
        x = torch.from_numpy(content[..., :3].astype(np.float32).transpose(2, 0, 1))[None]
        wanted = net(x).clamp(0, 255).round()[0].permute(1, 2, 0).numpy()
    assert np.abs(made.pixels[..., :3].astype(int) - wanted).max() <= 1
    assert wanted.std() > 5


def test_large_pictures_are_painted_in_pieces_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example(tmp_path / "net.pth")
    loaded = one_style.open_network(owned(tmp_path / "net.pth"), "there", "cpu")
    rgb = picture(300, 260).astype(np.float32) / 255
    with torch.inference_mode(), one_style.measuring(loaded.net):
        loaded.paint(pieces.samples(rgb, 4, "cpu"))
    with torch.inference_mode():
        one = pieces.whole(loaded.paint, rgb, 4, "cpu", "net")
        monkeypatch.setattr(pieces, "PIECE", 96)
        many = pieces.pieces(DirectContext(), loaded.paint, rgb, 4, loaded.reach, "net")
    inner = slice(loaded.reach, -loaded.reach)
    assert np.abs(one - many)[inner, inner].max() < 1e-3
    assert np.abs(one - many).mean() < 0.01
    # Their statistics are those of samples: close to those of the whole picture, not the same.
    one_style.forget(loaded.net)
    with torch.inference_mode():
        own = pieces.whole(loaded.paint, rgb, 4, "cpu", "net")
    assert np.abs(own - one).mean() < 0.05


def test_colors_and_marks_follow_the_controls(tmp_path: Path) -> None:
    example(tmp_path / "net.pth")
    entry = owned(tmp_path / "net.pth")
    content = rgba(64, 64)

    def hues(pixels: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        rgb = pixels[..., :3].astype(float)
        return rgb - rgb.mean(-1, keepdims=True)

    made = {
        c: one_style.apply(DirectContext(), content=content, model=entry.id, colors=c).pixels
        for c in ("take", "keep", "light")
    }
    apart = {c: np.abs(hues(m) - hues(content)).mean() for c, m in made.items()}
    assert apart["keep"] < 0.6 * apart["take"] and apart["light"] < 0.6 * apart["take"]
    larger = one_style.apply(DirectContext(), content=content, model=entry.id, texture=2.0).pixels
    assert np.abs(larger.astype(int) - made["take"]).mean() > 3


@pytest.mark.parametrize(
    ("data", "given", "says"),
    [
        ("nowhere.png", {}, "There is no picture"),
        ("style:mosaik", {}, "Did you mean “mosaic”"),
        ("torn.png", {}, "damaged, or no picture"),
        ("style:mosaic", {"photographs": "empty"}, "no pictures in the folder"),
        ("style:mosaic", {"photographs": "few"}, "4 are the least"),
        ("style:mosaic", {"photographs": "photos", "eyes": "vgg"}, "vgg"),
    ],
)
def test_what_cannot_be_learned_is_one_sentence(
    data: str, given: dict[str, str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    photographs(tmp_path / "few", 2)
    photographs(tmp_path / "photos", 4)
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    with pytest.raises(UserError, match=says) as caught:
        run("feed-forward", data, tmp_path / "out", **given)
    assert "\n" not in str(caught.value)


def test_weights_of_another_shape_are_no_style_network(tmp_path: Path) -> None:
    net = example(tmp_path / "net.pth")
    state = net.state_dict()
    state["res3.conv1.conv2d.weight"] = torch.zeros(8, 16, 3, 3)
    torch.save(state, tmp_path / "odd.pth")
    assert recognise(tmp_path / "odd.pth").kind == "weights"
    state = net.state_dict()
    state["deconv3.conv2d.bias"] = torch.full((3,), float("nan"))
    torch.save(state, tmp_path / "spoilt.pth")
    with pytest.raises(UserError, match="no numbers"):
        owned(tmp_path / "spoilt.pth")
