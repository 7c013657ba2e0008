"""Style transfer by optimization: real files of networks with few channels and random weights, real engine."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
import vgg_kit

from studio.art.catalog import find
from studio.art.generators.owned.catalog import sync
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.art.styles.catalog import STYLES
from studio.art.styles.neural import features, gatys, statistics
from studio.art.styles.neural.catalog import WHERE
from studio.core.errors import Cancelled, UserError
from studio.core.picture import ImageRef, Picture, Pixels
from studio.core.progress import DirectContext
from studio.engine import messages as msg
from studio.engine.request import Request
from studio.engine.runner import Engine

STEPS = {"steps": 20, "edge": 128}


@pytest.fixture
def vgg(tmp_path: Path) -> Iterator[ModelEntry]:
    library = Library()
    entry = library.add(add(DirectContext(), path=str(vgg_kit.write(tmp_path / "vgg19.pth"))))
    sync(library)
    yield entry
    sync(())


@pytest.fixture(scope="module")
def content() -> Pixels:
    y, x = np.mgrid[0:64, 0:80] / 64
    out = np.full((64, 80, 4), 255, np.uint8)
    out[..., :3] = np.stack([x * 150, 90 + 80 * np.sin(3 * y), 200 - 120 * (np.hypot(x - 0.6, y - 0.5) < 0.3)], -1)
    out[:8, :8, 3] = 0
    return out


@pytest.fixture(scope="module")
def style() -> Pixels:
    y, x = np.mgrid[0:90, 0:90]
    out = np.full((90, 90, 4), 255, np.uint8)
    bands = np.sin((x + y) / 2.5) > 0
    out[..., :3] = np.where(bands[..., None], (240, 180, 40), (120, 20, 60))
    return out


def off(entry: ModelEntry, pixels: Pixels, style: Pixels) -> float:
    """How far the network's correlations are from the style's."""
    with features.lease(DirectContext(), entry.id, "average") as eyes:
        made, wanted = (
            eyes.extract(torch.from_numpy(p[..., :3].copy()).permute(2, 0, 1)[None] / 255, eyes.style[:4])
            for p in (pixels, style)
        )
    return sum(float(statistics.style_error(made[n], statistics.gram(wanted[n]))) for n in made)


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("histogram", [False, True])
def test_the_picture_comes_nearer_to_the_styles_statistics(
    optimizer: str, histogram: bool, vgg: ModelEntry, content: Pixels, style: Pixels
) -> None:
    made = gatys.apply(
        DirectContext(), content=content, style=style, seed=1, eyes=vgg.id, optimizer=optimizer, histogram=histogram,
        boldness=0.9, start="content", **STEPS,
    )  # fmt: skip
    assert off(vgg, made.pixels, style) < 0.6 * off(vgg, content, style)
    assert np.array_equal(made.pixels[..., 3], content[..., 3]) and made.models == {vgg.id: vgg.sha256}


def test_boldness_gives_more_of_the_content_away(vgg: ModelEntry, content: Pixels, style: Pixels) -> None:
    shy, bold = (
        gatys.apply(DirectContext(), content=content, style=style, seed=1, eyes=vgg.id, boldness=b, **STEPS).pixels
        for b in (0.0, 1.0)
    )
    assert off(vgg, bold, style) < off(vgg, shy, style)


def test_the_same_seed_gives_the_same_pixels_and_noise_another_picture(
    vgg: ModelEntry, content: Pixels, style: Pixels
) -> None:
    def paint(seed: int) -> Pixels:
        return gatys.apply(
            DirectContext(), content=content, style=style, seed=seed, eyes=vgg.id, start="noise", steps=4, edge=128
        ).pixels

    assert np.array_equal(paint(1), paint(1)) and not np.array_equal(paint(1), paint(2))


@pytest.mark.parametrize("colors", ["keep", "light"])
def test_the_pictures_own_hues_can_be_kept(colors: str, vgg: ModelEntry, content: Pixels, style: Pixels) -> None:
    import cv2

    made = gatys.apply(
        DirectContext(), content=content, style=style, seed=1, eyes=vgg.id, colors=colors, steps=8
    ).pixels

    def hue(p: Pixels) -> np.ndarray:
        return cv2.cvtColor(p[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[10:, 10:, 1:].mean((0, 1))

    assert np.linalg.norm(hue(made) - hue(content)) < 0.35 * np.linalg.norm(hue(style) - hue(content))


def test_large_pictures_are_painted_small_and_say_so(vgg: ModelEntry, content: Pixels, style: Pixels) -> None:
    large = np.ascontiguousarray(content.repeat(3, 0).repeat(3, 1))
    made = gatys.apply(DirectContext(rung=1), content=large, style=style, seed=1, eyes=vgg.id, steps=3, edge=200)
    assert made.pixels.shape == large.shape and made.params["edge"] == 128
    assert made.notes == ("Painted at 128 × 102 px and enlarged with the picture's own fine detail.",)


def test_without_a_network_the_sentence_says_what_to_add_and_where(content: Pixels, style: Pixels) -> None:
    sync(())
    spec = STYLES.get("gatys")
    assert spec.needs == WHERE and "vgg19-dcbb9e9d.pth" in WHERE and "Models page" in WHERE
    with pytest.raises(UserError, match="Models page"):
        gatys.apply(DirectContext(), content=content, style=style, seed=1, **spec.values({}))


def test_the_spec_follows_the_library(vgg: ModelEntry) -> None:
    spec = STYLES.get("gatys")
    assert spec.needs == "" and spec.values({})["eyes"] == vgg.id
    code = inspect.signature(spec.resolve()).parameters
    assert {p.name for p in spec.params} <= set(code)
    assert all(code[p.name].default == p.default for p in spec.params if p.name != "eyes")
    assert [c.id for c in STYLES.get("deep-dream").param("eyes").choices] == [vgg.id, "own"]  # type: ignore[attr-defined]


def test_finishing_early_keeps_the_picture_and_cancelling_none(vgg: ModelEntry, content: Pixels, style: Pixels) -> None:
    said: list[msg.Message] = []
    seen = threading.Event()

    def hear(message: msg.Message) -> None:
        said.append(message)
        if isinstance(message, msg.Previewed):
            seen.set()
            engine.finish(message.job) if ask == "finish" else engine.cancel(message.job)

    engine = Engine(find, hear)
    request = Request.make(
        "style/gatys", {"steps": 2000, "edge": 128}, content=ImageRef.of(content), style=ImageRef.of(style), seed=1
    )
    ask = "finish"
    picture = engine.run_now(request)
    assert isinstance(picture, Picture) and seen.is_set() and picture.recipe.models == {vgg.id: vgg.sha256}
    assert picture.notes[0].startswith("Finished early, after ") and not np.array_equal(picture.pixels, content)
    ask = "cancel"
    with pytest.raises(Cancelled):
        engine.run_now(request)


def test_distributions_are_brought_nearer() -> None:
    draw = torch.Generator().manual_seed(1)
    goal = statistics.quantiles(torch.randn(1, 3, 20, 20, generator=draw).relu() * 2)
    x = torch.randn(1, 3, 16, 16, generator=draw).requires_grad_(True)
    first = float(statistics.distribution_error(x.detach(), goal))
    for _ in range(20):
        (slope,) = torch.autograd.grad(statistics.distribution_error(x, goal), x)
        x = (x - 200 * slope).detach().requires_grad_(True)
    assert float(statistics.distribution_error(x.detach(), goal)) < 0.05 * first
    same = torch.randn(1, 2, 30, 30, generator=draw)
    assert float(statistics.distribution_error(same, statistics.quantiles(same))) < 1e-3
