"""Upscalers and one-style networks of the artist's: known by content, tried when added, any size in tiles without seams."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from onnx_kit import network, tint
from safetensors.torch import save_file
from upscaler_kit import compact

from studio.art.catalog import find as find_spec
from studio.art.generators.owned.catalog import spec_of, sync
from studio.art.models.adding import add
from studio.art.models.library import Library, ModelEntry
from studio.art.styles.onnx_net import apply
from studio.art.upscalers.job import enlarge, tiled
from studio.art.upscalers.network import load
from studio.core.errors import Cancelled, UserError
from studio.core.picture import Pixels
from studio.core.progress import DirectContext


def take(path: Path) -> ModelEntry:
    return Library().add(add(DirectContext(), path=str(path)))


def picture(height: int, width: int) -> Pixels:
    y, x = np.mgrid[0:height, 0:width]
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., 0], out[..., 1], out[..., 2] = x * 255 // width, y * 255 // height, (x * y) % 256
    return out


# -- upscalers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def upscaler(tmp_path: Path) -> ModelEntry:
    torch.save({"params_ema": compact(2)}, tmp_path / "twice.onnx")
    return take(tmp_path / "twice.onnx")


def test_an_upscaler_is_known_by_its_network(upscaler: ModelEntry) -> None:
    assert (upscaler.kind, upscaler.family, upscaler.details["scale"]) == ("upscaler", "RealESRGAN Compact", 2)
    assert upscaler.converted
    try:
        sync([upscaler])
        spec = find_spec(f"upscale/{upscaler.id}")
        assert dict(spec.bound) == {"model": upscaler.id} and spec.inputs == ("content",)
    finally:
        sync(())


def test_the_averaged_weights_are_taken_where_there_are_both(tmp_path: Path) -> None:
    good, rough = compact(2), compact(2, seed=1)
    save_file({**{f"params.{k}": v for k, v in rough.items()}, **{f"params_ema.{k}": v for k, v in good.items()}},
              tmp_path / "both.safetensors")  # fmt: skip
    both = load(tmp_path / "both.safetensors", "Both").net.state_dict()
    assert both.keys() == good.keys() and all(torch.equal(both[k], v) for k, v in good.items())


def test_tiles_leave_no_seam(upscaler: ModelEntry) -> None:
    content = picture(70, 110)
    whole = enlarge(DirectContext(), content=content, model=upscaler.id, tile=256).pixels
    tiles = enlarge(DirectContext(), content=content, model=upscaler.id, tile=48).pixels
    assert whole.shape == (140, 220, 4) and np.array_equal(whole, tiles)
    plain = np.repeat(np.repeat(content, 2, 0), 2, 1)
    assert 0 < np.abs(whole.astype(int) - plain)[..., :3].mean() < 60
    assert enlarge(DirectContext(rung=1), content=content, model=upscaler.id).pixels.shape == whole.shape


@pytest.mark.parametrize(("factor", "size"), [(0.0, (20, 14)), (1.5, (15, 10)), (3.0, (30, 21)), (8.0, (80, 56))])
def test_any_factor_and_any_size(factor: float, size: tuple[int, int], upscaler: ModelEntry) -> None:
    content = picture(7, 10)
    made = enlarge(DirectContext(), content=content, model=upscaler.id, factor=factor)
    assert made.pixels.shape[:2] == (size[1], size[0]) and made.models == {upscaler.id: upscaler.sha256}
    assert enlarge(DirectContext(), content=picture(1, 1), model=upscaler.id).pixels.shape == (2, 2, 4)
    with pytest.raises(UserError, match="up to 16384 px"):
        enlarge(DirectContext(), content=picture(2000, 8), model=upscaler.id, factor=16.0)


def test_no_more_is_painted_than_is_asked_for(upscaler: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A last round beyond the goal would fill the memory with what is thrown away."""
    painted: list[tuple[int, ...]] = []

    def watched(*args: Any) -> Any:
        painted.append(tiled(*args).shape[:2])
        return tiled(*args)

    monkeypatch.setattr("studio.art.upscalers.job.tiled", watched)
    assert enlarge(DirectContext(), content=picture(40, 60), model=upscaler.id, factor=2.5).pixels.shape[:2] == (
        100,
        150,
    )
    assert painted == [(80, 120), (100, 150)]


def test_transparency_is_enlarged_without_a_fringe(upscaler: ModelEntry) -> None:
    content = np.zeros((40, 40, 4), np.uint8)
    content[8:32, 8:32] = (200, 30, 30, 255)
    made = enlarge(DirectContext(), content=content, model=upscaler.id).pixels
    assert made[0, 0, 3] == 0 and made[40, 40, 3] == 255
    opaque = np.full((40, 40, 4), (200, 30, 30, 255), np.uint8)
    solid = enlarge(DirectContext(), content=opaque, model=upscaler.id).pixels
    rim = made[17, 30:50, :3].astype(int) - solid[17, 30:50, :3]
    assert np.abs(rim).max() < 40, "the dark of transparent pixels bleeds in"


def test_enlarging_can_be_stopped(upscaler: ModelEntry) -> None:
    class Impatient(DirectContext):
        seen = 0

        def part(self, lo: float, span: float) -> Any:
            return self

        def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
            self.seen += 1
            if preview is not None:
                assert preview.shape[0] <= 768 and preview.dtype == np.uint8
            if self.seen == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        enlarge(Impatient(), content=picture(100, 100), model=upscaler.id, tile=48)


def test_weights_of_nothing_known_are_refused(tmp_path: Path) -> None:
    save_file({"layer.weight": torch.zeros(3, 3)}, str(tmp_path / "x.safetensors"))
    with pytest.raises(UserError, match="not known here"):
        take(tmp_path / "x.safetensors")
    spoilt = compact(2)
    spoilt["body.2.weight"][0, 0, 0, 0] = float("inf")
    save_file(spoilt, str(tmp_path / "y.safetensors"))
    with pytest.raises(UserError, match="no numbers"):
        take(tmp_path / "y.safetensors")


# -- one style ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "first"), [(None, True), ([1, 3, 32, 32], True), ([1, 48, 40, 3], False)])
def test_a_style_network_paints_any_size(shape: Any, first: bool, tmp_path: Path) -> None:
    entry = take(tint(tmp_path / "warm.safetensors", shape, first))
    assert (entry.kind, entry.family, entry.details["channels_first"]) == ("style", "onnx", first)
    content = picture(70, 101)
    content[:5, :5, 3] = 0
    made = apply(DirectContext(), content=content, model=entry.id)
    wanted = content[..., :3] * np.array([1.0, 0.5, 0.25])
    assert np.abs(made.pixels[..., :3] - wanted).max() <= 1.0
    assert np.array_equal(made.pixels[..., 3], content[..., 3]) and made.models == {entry.id: entry.sha256}
    half = apply(DirectContext(), content=content, model=entry.id, strength=0.5).pixels
    assert np.abs(half[..., :3] - (wanted + content[..., :3]) / 2).max() <= 1.0
    assert np.array_equal(apply(DirectContext(), content=content, model=entry.id, strength=0.0).pixels, content)
    assert apply(DirectContext(rung=1), content=content, model=entry.id, texture=2.0).pixels.shape == content.shape


def test_the_range_of_colors_is_found_out(tmp_path: Path) -> None:
    """Nets that cut off or flatten what lies outside of their range, as published ones do."""
    content = picture(40, 40)
    nodes = [helper.make_node("Clip", ["x", "lo", "hi"], ["y"])]
    entry = take(network(tmp_path / "a", nodes, {"lo": np.array(0.0), "hi": np.array(1.0)}, [1, 3, "h", "w"]))
    assert (entry.details["range"], entry.details["range_out"]) == ("1", "1")
    assert np.abs(apply(DirectContext(), content=content, model=entry.id).pixels.astype(int) - content).max() <= 1
    nodes = [helper.make_node("Mul", ["x", "by"], ["z"]), helper.make_node("Tanh", ["z"], ["y"])]
    entry = take(network(tmp_path / "b", nodes, {"by": np.array(2.0)}, [1, 3, "h", "w"]))
    assert (entry.details["range"], entry.details["range_out"]) == ("signed", "signed")
    made = apply(DirectContext(), content=content, model=entry.id).pixels.astype(int)
    assert np.abs(made[..., 0] - 127.5 * (np.tanh(2 * (content[..., 0] / 127.5 - 1)) + 1)).max() <= 1


def test_a_style_is_a_method_of_its_own(tmp_path: Path) -> None:
    spec = spec_of(take(tint(tmp_path / "warm.onnx")))
    assert spec is not None and spec.kind == "style" and spec.inputs == ("content",)
    import inspect

    names = set(inspect.signature(spec.resolve()).parameters)
    assert {"content", "model", *(p.name for p in spec.params)} <= names


def external(path: Path) -> Path:
    file = onnx.load_from_string(tint(path).read_bytes())
    weight = file.graph.initializer[0]
    weight.data_location = TensorProto.EXTERNAL
    entry = weight.external_data.add()
    entry.key, entry.value = "location", "../../../etc/passwd"
    weight.ClearField("float_data")
    path.write_bytes(file.SerializeToString())
    return path


def operators(path: Path) -> Path:
    return network(path, [helper.make_node("Run", ["x"], ["y"], domain="evil.ops")], {}, [1, 3, "h", "w"])


def larger(path: Path) -> Path:
    nodes = [helper.make_node("Resize", ["x", "", "by"], ["y"], mode="nearest")]
    return network(path, nodes, {"by": np.array([1, 1, 2, 2])}, [1, 3, "h", "w"], [1, 3, "a", "b"])


def gray(path: Path) -> Path:
    return network(path, [helper.make_node("Relu", ["x"], ["y"])], {}, [1, 1, 8, 8])


def words(path: Path) -> Path:
    return network(path, [helper.make_node("Relu", ["x"], ["y"])], {}, [1, 77])


REFUSED = {external: "other files", operators: "operators of its own", larger: "2 times the size", gray: "1 channels",
           words: "one picture into one picture"}  # fmt: skip


@pytest.mark.parametrize("make", REFUSED, ids=lambda f: f.__name__)
def test_other_networks_are_refused(make: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=REFUSED[make]):
        take(make(tmp_path / "net.onnx"))
