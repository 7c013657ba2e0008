"""Deep dream: on our own shipped net, and on a VGG of the artist's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
import vgg_kit

from studio.art.generators.owned.catalog import sync
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.art.styles.catalog import STYLES
from studio.art.styles.neural import dream, features
from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.core.progress import DirectContext

QUICK = {"octaves": 2, "steps": 4}


@pytest.fixture(scope="module")
def content() -> Pixels:
    y, x = np.mgrid[0:72, 0:100] / 72
    out = np.full((72, 100, 4), 255, np.uint8)
    out[..., :3] = np.stack([120 + 60 * np.sin(5 * x), 100 + 50 * np.cos(4 * y), 140 - 40 * x], -1)
    out[-9:, :, 3] = 90
    return out


@pytest.fixture
def vgg(tmp_path: Path) -> Iterator[ModelEntry]:
    library = Library()
    yield library.add(add(DirectContext(), path=str(vgg_kit.write(tmp_path / "vgg16.safetensors", "vgg16"))))
    sync(())


def liked(eyes_id: str, pixels: Pixels, layer: str, channel: int = -1) -> float:
    with features.lease(DirectContext(), eyes_id) as eyes:
        x = torch.from_numpy(pixels[..., :3].copy()).permute(2, 0, 1)[None] / 255
        maps = eyes.extract(x, (layer,))[layer]
        return float(maps.square().mean() if channel < 0 else maps[:, channel].mean())


@pytest.mark.parametrize(("layer", "channel"), [("", -1), ("stage2_2", 5)])
def test_the_net_sees_more_of_what_it_saw(layer: str, channel: int, content: Pixels) -> None:
    made = dream.apply(
        DirectContext(), content=content, seed=1, eyes="own", layer=layer, channel=channel, colors="take", **QUICK
    )
    where = str(made.params["layer"])
    assert where == (layer or "stage3_2")
    before, after = (liked("own", p, where, channel) for p in (content, made.pixels))
    assert after > before + 0.08 * abs(before)
    assert np.array_equal(made.pixels[..., 3], content[..., 3]) and list(made.models) == ["own"]


def test_a_vgg_of_the_artists_dreams_too(vgg: ModelEntry, content: Pixels) -> None:
    made = dream.apply(DirectContext(), content=content, seed=1, eyes=vgg.id, layer="relu3_1", colors="take", **QUICK)
    assert liked(vgg.id, made.pixels, "relu3_1") > liked(vgg.id, content, "relu3_1")
    assert made.models == {vgg.id: vgg.sha256}


def test_a_guide_leads_elsewhere(content: Pixels) -> None:
    stripes = np.full((64, 64, 4), 255, np.uint8)
    stripes[:, ::8, :3] = 0
    alone, led = (
        dream.apply(
            DirectContext(), content=content, style=s, seed=1, eyes="own", layer="stage2_1", colors="take", **QUICK
        )
        for s in (None, stripes)
    )

    def upright(p: Pixels) -> float:
        gray = p[..., :3].mean(-1)
        return float(np.abs(np.diff(gray, axis=1)).mean() / np.abs(np.diff(gray, axis=0)).mean())

    assert upright(led.pixels) > 1.2 * upright(alone.pixels)


def test_same_seed_same_dream_and_tiles_leave_no_seams(content: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    def paint(rung: int = 0) -> Pixels:
        return dream.apply(DirectContext(rung=rung), content=large, seed=4, eyes="own", octaves=1, steps=6).pixels

    large = np.ascontiguousarray(content.repeat(3, 0).repeat(3, 1))
    whole = paint()
    assert np.array_equal(whole, paint())
    monkeypatch.setattr(dream, "TILE", 128)
    tiled = paint()
    assert np.abs(whole.astype(int) - tiled).mean() < 6.0


def test_the_pictures_hues_are_kept_by_default(content: Pixels) -> None:
    import cv2

    made = dream.apply(DirectContext(), content=content, seed=1, eyes="own", **QUICK).pixels
    a, b = (cv2.cvtColor(p[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for p in (content, made))
    assert np.abs(a[..., 0] - b[..., 0]).mean() > 1.0 and np.abs(a[..., 1:] - b[..., 1:]).mean() < 1.5


def test_wrong_layers_and_channels_are_told(content: Pixels) -> None:
    with pytest.raises(UserError, match="no layer fog.*stage1_1"):
        dream.apply(DirectContext(), content=content, seed=1, eyes="own", layer="fog")
    with pytest.raises(UserError, match="channels 0 to 47"):
        dream.apply(DirectContext(), content=content, seed=1, eyes="own", layer="stage1_1", channel=48)


def test_both_dreams_are_methods_and_can_end_early(content: Pixels) -> None:
    sync(())
    for name in ("deep-dream", "guided-dream"):
        spec = STYLES.get(name)
        assert spec.resolve() is dream.apply and ("style" in spec.inputs) == (name == "guided-dream")
        assert {p.name for p in spec.params} <= set(dream.apply.__kwdefaults__) | {"eyes"}

    class Enough(DirectContext):
        def progress(self, fraction: float, note: str = "", preview: object = None) -> None:
            self.finishing = True

    made = dream.apply(Enough(), content=content, seed=1, eyes="own", octaves=3)
    assert made.notes == ("Finished early, after 1 of 20 steps.",) and made.pixels.shape == content.shape
