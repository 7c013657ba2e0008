"""Networks of one style or of two kinds of pictures, told from the names and shapes of their tensors. Torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from studio.art.models.files import Shapes
from studio.core.params import Value

T = TypeVar("T")
FEED_FORWARD, CYCLEGAN, ADAIN = "feed-forward", "cyclegan", "adain"
KINDS = (FEED_FORWARD, CYCLEGAN, ADAIN)
"""Kinds of trained folders, and families of entries, that give pictures a style."""
_RUNNING = ("running_mean", "running_var", "num_batches_tracked")
MOST_BLOCKS = 64


def plain(tensors: Mapping[str, T]) -> dict[str, T]:
    """The tensors as the nets here call them: without the running statistics of old checkpoints, which instance
    normalization never uses; the second convolution of a CycleGAN's block is number 5, with or without dropout before."""
    return {
        k.removeprefix("module.").replace(".conv_block.6.", ".conv_block.5."): v
        for k, v in tensors.items()
        if not k.endswith(_RUNNING)
    }


def transformer_shape(shapes: Shapes) -> dict[str, Value] | None:
    """Arguments of the `TransformerNet` (PyTorch's example `fast_neural_style`) that has these tensors; None for others."""
    found = plain(shapes)
    first = found.get("conv1.conv2d.weight", ())
    if len(first) != 4 or tuple(first[1:]) != (3, 9, 9):
        return None
    w = first[0]
    blocks = _count(found, lambda k: f"res{k + 1}.conv1.conv2d.weight")
    convs = {"conv1": (w, 3, 9), "conv2": (2 * w, w, 3), "conv3": (4 * w, 2 * w, 3), "deconv1": (2 * w, 4 * w, 3),
             "deconv2": (w, 2 * w, 3), "deconv3": (3, w, 9)}  # fmt: skip
    norms = {"in1": w, "in2": 2 * w, "in3": 4 * w, "in4": 2 * w, "in5": w}
    for k in range(1, blocks + 1):
        convs |= {f"res{k}.conv{n}": (4 * w, 4 * w, 3) for n in (1, 2)}
        norms |= {f"res{k}.in{n}": 4 * w for n in (1, 2)}
    wanted: dict[str, tuple[int, ...]] = {}
    for name, (out, given, size) in convs.items():
        wanted |= {f"{name}.conv2d.weight": (out, given, size, size), f"{name}.conv2d.bias": (out,)}
    for name, channels in norms.items():
        wanted |= {f"{name}.weight": (channels,), f"{name}.bias": (channels,)}
    return {"width": w, "blocks": blocks} if blocks and _same(found, wanted) else None


def generator_shape(shapes: Shapes) -> dict[str, Value] | None:
    """Arguments of the `Generator` of a CycleGAN that has these tensors; None for others."""
    found = plain(shapes)
    first = found.get("model.1.weight", ())
    if len(first) != 4 or tuple(first[1:]) != (3, 7, 7):
        return None
    w = first[0]
    blocks = _count(found, lambda k: f"model.{10 + k}.conv_block.1.weight")
    affine = "model.2.weight" in found
    up = found.get(f"model.{10 + blocks}.weight", ())
    transposed = len(up) == 4 and up[0] == 2 * up[1]
    convs: dict[str, tuple[int, ...]] = {
        "model.1": (w, 3, 7, 7), "model.4": (2 * w, w, 3, 3), "model.7": (4 * w, 2 * w, 3, 3),
        f"model.{17 + blocks}": (3, w, 7, 7),
    }  # fmt: skip
    outs = {"model.1": w, "model.4": 2 * w, "model.7": 4 * w, f"model.{17 + blocks}": 3}
    norms = {"model.2": w, "model.5": 2 * w, "model.8": 4 * w}
    for k in range(blocks):
        for n in (1, 5):
            convs[f"model.{10 + k}.conv_block.{n}"] = (4 * w, 4 * w, 3, 3)
            outs[f"model.{10 + k}.conv_block.{n}"] = norms[f"model.{10 + k}.conv_block.{n + 1}"] = 4 * w
    for k, given in ((0, 4 * w), (1, 2 * w)):
        name, out = f"model.{10 + blocks + 3 * k}", given // 2
        convs[name] = (given, out, 3, 3) if transposed else (out, given, 3, 3)
        outs[name] = norms[f"model.{11 + blocks + 3 * k}"] = out
    wanted: dict[str, tuple[int, ...]] = {f"{k}.weight": v for k, v in convs.items()}
    wanted |= {f"{k}.bias": (v,) for k, v in outs.items()}
    if affine:
        for name, channels in norms.items():
            wanted |= {f"{name}.weight": (channels,), f"{name}.bias": (channels,)}
    fits = bool(blocks) and _same(found, wanted)
    return {"width": w, "blocks": blocks, "transposed": transposed, "affine": affine} if fits else None


def _count(found: Shapes, name: Callable[[int], str]) -> int:
    return next((k for k in range(MOST_BLOCKS) if name(k) not in found), 0)


def _same(found: Shapes, wanted: Shapes) -> bool:
    return {k: tuple(v) for k, v in found.items()} == wanted
