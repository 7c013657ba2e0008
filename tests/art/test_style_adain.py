"""Adaptive instance normalization: statistics change hands exactly, trainings go on exactly, any size is painted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from style_net_kit import owned, photographs, rgba, run
from training_kit import Stopping

from studio.art.generators.owned.catalog import sync
from studio.art.models import folder as model_folder
from studio.art.models.library import Library
from studio.art.nets.adain import AdainNet, TextureEncoder, exchange, mixed_statistics, statistics
from studio.art.styles.catalog import STYLES
from studio.art.styles.networks import adain as method
from studio.art.training import style_pictures
from studio.art.training.adain import recolored
from studio.core.errors import Cancelled
from studio.core.progress import DirectContext


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    sync(())


def test_maps_take_the_statistics_of_others() -> None:
    torch.manual_seed(0)
    encoder = TextureEncoder((4, 6, 8, 10))
    a, b = encoder(torch.rand(2, 3, 32, 40)), encoder(torch.rand(2, 3, 48, 24))
    assert [tuple(x.shape[1:]) for x in a] == [(4, 32, 40), (6, 16, 20), (8, 8, 10), (10, 4, 5)]
    given = exchange(a, statistics(a), statistics(b))
    for (mean, spread), (m, s) in zip(statistics(given), statistics(b), strict=True):
        assert torch.allclose(mean, m, atol=1e-2)
        alive = s > 0.02
        assert torch.allclose(spread[alive], s[alive], rtol=0.1)
    halves = mixed_statistics([(1.0, statistics(a)), (1.0, statistics(b))])
    assert torch.allclose(halves[0][0], (statistics(a)[0][0] + statistics(b)[0][0]) / 2)


def test_colors_are_moved_to_the_mean_and_spread_of_the_style() -> None:
    torch.manual_seed(1)
    content = torch.rand(1, 3, 24, 24) * 0.3 + 0.3
    style = (torch.rand(1, 1, 24, 24) * torch.tensor([0.4, 0.1, 0.2]).view(1, 3, 1, 1)) + 0.3
    moved = recolored(content, style)
    assert torch.allclose(moved.mean((2, 3)), style.mean((2, 3)), atol=0.01)
    assert torch.allclose(moved.std((2, 3)), style.std((2, 3)), atol=0.02)


def test_it_goes_on_exactly_and_its_folder_is_a_method_for_any_style(tmp_path: Path) -> None:
    styles, photos = photographs(tmp_path / "styles", seed=30), photographs(tmp_path / "photos")
    ctx = Stopping()
    done = run("adain", styles, tmp_path / "straight", ctx, photographs=str(photos), title="Any")
    assert {
        "encoder loss",
        "decoder marks",
        "decoder places",
    } <= done.curves.keys() and "manners told apart" in done.figures
    with pytest.raises(Cancelled):
        run("adain", styles, tmp_path / "broken", Stopping(steps=4), photographs=str(photos))
    run("adain", styles, tmp_path / "broken", photographs=str(photos), resume=True)
    assert model_folder.read(tmp_path / "broken").sha256 == model_folder.read(tmp_path / "straight").sha256
    entry = owned(tmp_path / "straight")
    assert (entry.kind, entry.family) == ("style", "adain")
    sync(Library())
    spec = STYLES.get(entry.id)
    assert "style" in spec.inputs
    content, other = rgba(60, 84), rgba(70, 50, 9)
    content[:10, :10, 3] = 0
    paint = spec.resolve()
    made = paint(DirectContext(), content=content, style=other, seed=1, **dict(spec.bound), **spec.values({}))
    assert made.pixels.shape == content.shape and (made.pixels[..., 3] == content[..., 3]).all()
    assert made.models == {entry.id: model_folder.read(tmp_path / "straight").sha256}
    again = paint(DirectContext(), content=content, style=other, seed=1, **dict(spec.bound), **spec.values({}))
    assert (again.pixels == made.pixels).all()


def test_pieces_of_a_picture_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(2)
    net = AdainNet((8, 8, 8, 8)).eval().requires_grad_(False)
    rgb, style = rgba(200, 260)[..., :3] / np.float32(255), rgba(120, 90, 4)[..., :3] / np.float32(255)
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
    one = method._through(DirectContext(), net, rgb, style, 1.0, 5, "net")
    monkeypatch.setattr("studio.art.styles.networks.pieces.PIECE", 72)
    whole = method._statistics
    large = {"now": False}
    monkeypatch.setattr("studio.art.styles.networks.pieces.fits", lambda _ctx, rgb, most=0: not large["now"])

    def as_before(ctx: DirectContext, net: AdainNet, seen: np.ndarray) -> object:  # type: ignore[type-arg]
        large["now"] = False
        found = whole(ctx, net, seen)
        large["now"] = True
        return found

    monkeypatch.setattr(method, "_statistics", as_before)
    many = method._through(DirectContext(), net, rgb, style, 1.0, 5, "net")
    assert np.abs(one - many).max() < 2e-3 and (one - rgb).std() > 0.05


def test_pictures_of_noise_and_other_colors_are_alike_for_the_same_seed() -> None:
    def drawn(seed: int) -> list[np.ndarray]:  # type: ignore[type-arg]
        chance = np.random.default_rng(seed)
        made = [style_pictures.texture(chance, 32) for _ in range(8)] + [style_pictures.leaves(chance, 32)]
        return [*made, style_pictures.other_colors(made[0], chance)]

    first, again, other = drawn(1), drawn(1), drawn(2)
    assert all((a == b).all() and a.shape == (32, 32, 3) for a, b in zip(first, again, strict=True))
    assert all((a != b).any() for a, b in zip(first, other, strict=True))
    assert np.mean([p.std() for p in first]) > 20
