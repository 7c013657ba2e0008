"""Networks as eyes: what style methods compare pictures with.

`Features` is what a method sees of any of them: names of layers and their maps. Behind it stand the artist's VGG16 or
VGG19 (a file in the library) and the net that the program trained itself to read the factors of painted scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.models.library import INDEX, ModelEntry, find, models_dir, read_index
from studio.art.models.vgg_layout import COUNTS, Layout, layout_of
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.vgg import Pooling, Vgg
from studio.art.styles.neural.catalog import OWN
from studio.art.training.loop import on
from studio.art.training.measures import load_judge
from studio.core.errors import UserError
from studio.core.progress import Context

Check = Callable[[], object]
NORM_EPS = 1e-5
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet, as torchvision trains."""
_CAFFE_MEAN = (123.68 / 255, 116.779 / 255, 103.939 / 255)
"""Red, green, blue; taken off by the authors' own networks, which leave the range 0..255."""
_CAFFE_FILES = ("d01eb7cb", "00b39a1b", "88682ab5")
"""First digits of the SHA-256 of weights that were published in torchvision's names, but trained in that range."""


class Features(Protocol):
    """A frozen network on a device.

    `layers`: all that can be asked for, from fine to coarse. `content`, `style`: those that say most of what a picture
    shows and of how it is painted. `id`, `sha256`: the model for the recipe.
    """

    id: str
    sha256: str
    title: str
    layers: tuple[str, ...]
    content: tuple[str, ...]
    style: tuple[str, ...]
    device: str

    def extract(self, x: Tensor, layers: Collection[str], check: Check = ...) -> dict[str, Tensor]:
        """Maps (n, c, h', w') of `layers` of pictures float (n, 3, h, w), sRGB 0..1; gradients go through. Raises
        `KeyError` for a layer that is not there, `ValueError` for a picture that is too small for one."""

    def reduction(self, layer: str) -> int:
        """px of the picture to one px of the map, to a side."""

    def channels(self, layer: str) -> int: ...


class VggFeatures:
    """The artist's VGG. `caffe`: it was trained on 0..255 less a mean."""

    content: tuple[str, ...]
    style: tuple[str, ...]

    def __init__(self, net: Vgg, *, id_: str = "", sha256: str = "", title: str = "VGG", caffe: bool = False) -> None:
        self.net, self.id, self.sha256, self.title = net, id_, sha256, title
        self.layers = net.layers
        self.content = tuple(n for n in ("relu4_2", "relu3_2") if n in net.layers)[:1]
        self.style = tuple(f"relu{k}_1" for k in range(1, 6) if f"relu{k}_1" in net.layers)
        parameter = next(net.parameters())
        self.device = str(parameter.device)
        mean, spread = (_CAFFE_MEAN, (1 / 255,) * 3) if caffe else (_MEAN, _SPREAD)
        self._mean = torch.tensor(mean, device=parameter.device).view(1, 3, 1, 1)
        self._spread = torch.tensor(spread, device=parameter.device).view(1, 3, 1, 1)

    def extract(self, x: Tensor, layers: Collection[str], check: Check = lambda: None) -> dict[str, Tensor]:
        deepest = max((self.reduction(n) for n in layers if n in self.layers), default=1)
        if min(x.shape[-2:]) < deepest:
            raise ValueError(f"a picture of {tuple(x.shape[-2:])} px is too small for a map of 1/{deepest} of it")
        x = ((x - self._mean) / self._spread).contiguous(memory_format=torch.channels_last)
        return cast(dict[str, Tensor], self.net(x, layers, check))

    def reduction(self, layer: str) -> int:
        return self.net.reduction(layer)

    def channels(self, layer: str) -> int:
        return self.net.channels(layer)


class OwnFeatures:
    """The program's own net that reads factors off painted scenes (`FactorNet`), run over pictures of any size.

    It was trained on small painted scenes alone: it knows colors, edges, foliage, waves and strokes, and no faces.
    """

    def __init__(self, net: FactorNet, sha256: str = "") -> None:
        self.net, self.id, self.sha256, self.title = net, OWN, sha256, "Pentimento's own net"
        self._blocks: list[tuple[str, nn.Module, int, int]] = []
        step = 2
        for number, stage in enumerate(net.stages, 1):
            parts = list(cast(nn.Sequential, stage)) if number < len(net.stages) else [stage]
            for k, part in enumerate(parts, 1):
                conv = cast(nn.Conv2d, cast(nn.Sequential, part)[0])
                step *= conv.stride[0]
                self._blocks.append((f"stage{number}_{k}", part, step, conv.out_channels))
        self.layers = tuple(b[0] for b in self._blocks)
        self.content: tuple[str, ...] = ("stage2_2",)
        self.style: tuple[str, ...] = self.layers[:-1]
        self.device = str(next(net.parameters()).device)

    def extract(self, x: Tensor, layers: Collection[str], check: Check = lambda: None) -> dict[str, Tensor]:
        if not set(layers) <= set(self.layers):
            raise KeyError(", ".join(sorted(set(layers) - set(self.layers))))
        if min(x.shape[-2:]) < 2:
            raise ValueError("a picture of less than 2 px is too small")
        x = functional.pad(x, (0, x.shape[-1] % 2, 0, x.shape[-2] % 2), mode="replicate")
        x = functional.pixel_unshuffle(x * 2 - 1, 2).contiguous(memory_format=torch.channels_last)
        found: dict[str, Tensor] = {}
        for name, block, _, _ in self._blocks:
            check()
            x = block(x)
            if name in layers:
                found[name] = x
            if len(found) == len(set(layers)):
                break
        return found

    def reduction(self, layer: str) -> int:
        return next(step for name, _, step, _ in self._blocks if name == layer)

    def channels(self, layer: str) -> int:
        return next(wide for name, _, _, wide in self._blocks if name == layer)


# -- finding and loading -----------------------------------------------------------------------------------------


def available() -> tuple[ModelEntry, ...]:
    """The artist's feature networks whose files are there, VGG19 before VGG16, as the index on the disk has them."""
    mine = [e for e in read_index(models_dir() / INDEX)[0] if e.kind == "features" and not e.missing]
    return tuple(sorted(mine, key=lambda e: (not e.family.startswith("vgg19"), e.added)))


def lease(ctx: Context, id_: str, pooling: Pooling = "max") -> AbstractContextManager[Features]:
    """The network of a model's id, or `OWN`, from the cache of models. Raises `UserError`."""
    if id_ == OWN:
        return ctx.lease("features/own", _open_own, 8.0)
    entry = find(id_)
    return ctx.lease(f"features/{entry.sha256}/{pooling}", partial(_open_vgg, entry, pooling), entry.memory)


def _open_own(device: str) -> Features:
    net = load_judge()
    if net is None:
        raise UserError("The program's own net is not there: its resources are incomplete.")
    return OwnFeatures(on(net, device), _own_digest())


def _own_digest() -> str:
    from studio.art.models import folder
    from studio.art.training.measures import SHIPPED

    return folder.shipped(SHIPPED).sha256


def _open_vgg(entry: ModelEntry, pooling: Pooling, device: str) -> Features:
    net, caffe = read_vgg(entry.file, entry.title, pooling)
    caffe = caffe or entry.sha256.startswith(_CAFFE_FILES)
    return VggFeatures(on(net, device), id_=entry.id, sha256=entry.sha256, title=entry.title, caffe=caffe)


def read_vgg(path: Path, title: str, pooling: Pooling = "max") -> tuple[Vgg, bool]:
    """The convolutions of a safetensors file, frozen, and whether they want the range of Caffe. What classifies is not
    read. Raises `UserError`."""
    from safetensors import SafetensorError, safe_open

    from studio.art.models import files

    header = files.read_header(path)
    layout = layout_of(header.shapes) if header else None
    if layout is None:
        raise UserError(f"“{title}” is no VGG16 or VGG19 network.")
    try:
        with safe_open(str(path), "pt") as stored:
            tensors = {name: stored.get_tensor(name) for name in layout.tensors}
    except (OSError, SafetensorError) as error:
        raise UserError(f"“{title}” cannot be read ({str(error)[:120]}).") from None
    spoilt = next((n for n, t in tensors.items() if not bool(torch.isfinite(t.float()).all())), None)
    if spoilt:
        raise UserError(
            f"“{title}” holds values that are no numbers: its weights are spoilt. Copy or download it again."
        )
    return build(layout, tensors, pooling), layout.caffe


def build(layout: Layout, tensors: Mapping[str, Tensor], pooling: Pooling = "max") -> Vgg:
    """The network of a file: batch normalization is worked into the convolutions, and one that wants blue first is made
    to take red first. Not trainable."""
    net = Vgg(COUNTS[layout.family], layout.widths, pooling)
    with torch.no_grad():
        for conv, module in zip(layout.convs, net.features.values(), strict=True):
            target: Any = module
            weight, bias = tensors[conv.weight].float(), tensors[conv.bias].float()
            if conv.channels_last:
                weight = weight.permute(3, 2, 0, 1)
            if conv.norm:
                spread = (tensors[f"{conv.norm}.running_var"].float() + NORM_EPS).sqrt()
                scale = tensors[f"{conv.norm}.weight"].float() / spread
                mean = tensors[f"{conv.norm}.running_mean"].float()
                weight, bias = weight * scale[:, None, None, None], (bias - mean) * scale + tensors[f"{conv.norm}.bias"]
            if layout.caffe and conv is layout.convs[0]:
                weight = weight.flip(1)
            target.weight.copy_(weight)
            target.bias.copy_(bias)
    return net.eval().requires_grad_(False)


__all__ = ["OWN", "Features", "OwnFeatures", "VggFeatures", "available", "build", "lease", "read_vgg"]
