"""The artist's StyleGANs in the Latent panel: the same axes, mixes, regions and placing as for the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import stylegan_kit as kit
import torch

from studio.art.catalog import find
from studio.art.generators.owned.catalog import sync
from studio.art.generators.owned.stylespace import open_model
from studio.art.latent import bank, directions
from studio.art.latent.space import Space
from studio.art.models import lighter
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.core.moves import Anchor, Mix, Moves, unpack
from studio.core.picture import ImageRef, Picture
from studio.core.progress import DirectContext
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine

MAKERS = {"2": kit.tiny2, "2 with labels": lambda: kit.tiny2(classes=3), "3": kit.tiny3}


@pytest.fixture(params=MAKERS)
def entry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ModelEntry]:
    file = kit.publish(tmp_path / "net.pkl", *MAKERS[request.param]())
    library = Library()
    taken = library.add(add(DirectContext(), path=str(file)))
    sync(library)
    yield taken
    sync(())


def test_the_space_is_what_the_panel_wants(entry: ModelEntry) -> None:
    space: Space = open_model(entry.id, "cpu").space
    assert space.size == entry.details["size"] and space.digest == entry.sha256
    anchor = Anchor(7)
    code = space.code(anchor, {}, 1.0)
    assert code.shape == (space.layers, space.width) and torch.equal(code, space.code(anchor, {}, 1.0))
    assert torch.allclose(space.code(anchor, {}, 0.0), space.code(Anchor(8), {}, 0.0))
    if entry.details["classes"]:
        assert not torch.equal(code, space.code(Anchor(7, "", {"label": 2}), {}, 1.0))
    codes = space.typical(3, 5)
    assert codes.shape == (3, space.layers, space.width) and codes.std() > 0
    codes = codes.detach().requires_grad_()
    pictures = space.render(codes, [0, 0, 0])
    assert pictures.shape == (3, 3, space.size, space.size)
    (slope,) = torch.autograd.grad(pictures.square().mean(), codes)
    assert float(slope.abs().sum()) > 0


def test_a_region_follows_its_own_code(entry: ModelEntry) -> None:
    space: Space = open_model(entry.id, "cpu").space
    inside, outside = space.typical(1, 1), space.typical(1, 2)
    white, black = torch.ones(1, 1, space.size, space.size), torch.zeros(1, 1, space.size, space.size)
    with torch.no_grad():
        assert torch.allclose(space.render_within(inside, outside, white, [0]), space.render(inside, [0]), atol=1e-4)
        assert torch.allclose(space.render_within(inside, outside, black, [0]), space.render(outside, [0]), atol=1e-4)
        half = black.clone()
        half[..., : space.size // 4] = 1
        mixed = space.render_within(inside, outside, half, [0])
        away = (mixed - space.render(outside, [0])).abs()
    assert float(away[..., : space.size // 4].mean()) > 2 * float(away[..., -space.size // 4 :].mean())


def test_pictures_axes_mixes_and_placing_through_the_engine(entry: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank, "count_for", lambda _size: 48)
    monkeypatch.setattr(directions, "ROUNDS", 1)
    monkeypatch.setattr(directions, "BASES", 2)
    engine = Engine(find, devices=Devices("cpu", 1))
    key = f"generator/{entry.id}"

    def paint(moves: Moves = Moves(), seed: int = 3, **params: float) -> Picture:
        request = Request.make(key, {"moves": moves.to_text(), **params}, text="", width=64, height=48, seed=seed)
        made: Picture = engine.run_now(request)
        return made

    plain = paint()
    assert plain.pixels.shape == (48, 64, 4) and plain.recipe.params["medium"] == "plain"
    assert plain.recipe.models == {entry.id: entry.sha256}
    assert np.array_equal(plain.pixels, paint().pixels)
    assert not np.array_equal(plain.pixels, paint(truncation=0.2).pixels)
    axes = engine.run_now(Request.make("latent/axes", generator=key))
    assert axes.model == entry.sha256 and axes.axes
    moved = paint(Moves({axes.axes[0].id: 2.0}))
    assert not np.array_equal(moved.pixels, plain.pixels)
    other = Anchor(9, "", {"truncation": 0.7})
    assert not np.array_equal(paint(Moves(mixes=(Mix(other, "coarse"),))).pixels, plain.pixels)
    assert np.array_equal(paint(Moves(mixes=(Mix(other, "all"),))).pixels, paint(seed=9).pixels)
    placed = engine.run_now(
        Request.make("latent/place", {"steps": 4}, generator=key, picture=ImageRef.of(plain.pixels), seed=1)
    )
    shape, _ = unpack(Moves.from_text(placed.moves).code)
    assert shape[-1] == 8 and placed.distance < 0.5


@pytest.mark.parametrize("precision", ["half", "int8"])
def test_it_is_computed_as_lightly_as_it_was_chosen_to_be(precision: str, entry: ModelEntry) -> None:
    full = open_model(entry.id, "cpu").space
    codes = full.typical(2, 1)
    lighter.choose(entry.sha256, lighter.Choice(precision))
    light = open_model(entry.id, "cpu").space
    with torch.no_grad():
        a, b = full.render(codes, [0, 0]), light.render(codes, [0, 0])
    assert b.dtype == torch.float32
    assert float((a - b).abs().mean()) < 0.05 * float(a.std()) + 1e-3
    assert precision == "int8" or not torch.equal(a, b)
