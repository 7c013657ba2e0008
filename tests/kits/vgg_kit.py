"""VGG networks of a few channels with random weights, as files of the kinds that are about."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from studio.art.models.vgg_layout import COUNTS

WIDTHS = (8, 10, 12, 14, 16)


def tensors(
    family: str = "vgg19", names: str = "torchvision", *, normed: bool = False, classifier: bool = True, seed: int = 5
) -> dict[str, Tensor]:
    """`names`: "torchvision", "caffe" or "keras"."""
    draw = torch.Generator().manual_seed(seed)
    out: dict[str, Tensor] = {}
    given, at = 3, 0
    for block, (count, width) in enumerate(zip(COUNTS[family], WIDTHS, strict=True), 1):
        for number in range(1, count + 1):
            weight = torch.randn(width, given, 3, 3, generator=draw) * (2 / (9 * given)) ** 0.5
            bias = torch.randn(width, generator=draw) * 0.05
            if names == "torchvision":
                out[f"features.{at}.weight"], out[f"features.{at}.bias"] = weight, bias
                if normed:
                    spot = f"features.{at + 1}"
                    out |= {f"{spot}.weight": torch.rand(width, generator=draw) + 0.5, f"{spot}.bias": bias.flip(0),
                            f"{spot}.running_mean": bias * 3, f"{spot}.running_var": torch.rand(width, generator=draw) + 0.5,
                            f"{spot}.num_batches_tracked": torch.tensor(9)}  # fmt: skip
                at += 3 if normed else 2
            elif names == "caffe":
                out[f"conv{block}_{number}.weight"], out[f"conv{block}_{number}.bias"] = weight, bias
            else:
                name = f"block{block}_conv{number}"
                out[f"{name}/kernel:0"], out[f"{name}/bias:0"] = weight.permute(2, 3, 1, 0).contiguous(), bias
            given = width
        at += 1
    if classifier and names == "torchvision":
        out |= {"classifier.0.weight": torch.zeros(6, 784), "classifier.0.bias": torch.zeros(6)}
    return out


def write(path: Path, family: str = "vgg19", names: str = "torchvision", **how: bool) -> Path:
    """A `.safetensors` or a PyTorch file, by the ending of `path`."""
    content = tensors(family, names, **how)
    if path.suffix == ".safetensors":
        save_file(content, str(path))
    else:
        torch.save(content, path)
    return path
