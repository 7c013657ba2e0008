"""The generator of StyleGAN2 and StyleGAN2-ADA (Karras et al. 2020, 2020), written from the papers, for the published
networks: parameter names are theirs. Architecture "skip": every resolution adds its picture to the one below, enlarged.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.filtering import resample
from studio.art.nets.nvidia_layers import Dense, Mapping, Modulated, clamped, modulated

Blend = Callable[[Tensor, float], Tensor]
"""Called with features and how much wider than the picture they are; returns those that the next layer gets."""


@dataclass(frozen=True)
class Shape:
    """`channels`: of the features at 4, 8, ... px. `clamp`: bound of all features, None for none. `mapping`: layers."""

    z_dim: int
    c_dim: int
    w_dim: int
    channels: tuple[int, ...]
    colors: int
    mapping: int
    clamp: float | None = None

    @property
    def size(self) -> int:
        return 4 << (len(self.channels) - 1)


def shape_of(tensors: Table[str, tuple[int, ...]], clamp: float | None = None) -> Shape:
    """The shape that named tensors have. Raises `KeyError` or `ValueError` when they are not such a network's."""
    channels, edge = [], 4
    while f"synthesis.b{edge}.conv1.weight" in tensors:
        channels.append(tensors[f"synthesis.b{edge}.conv1.weight"][0])
        edge *= 2
    if not channels or any(k.startswith(f"synthesis.b{edge}.") for k in tensors):
        raise ValueError("its resolutions do not follow each other")
    if any(".skip." in k for k in tensors if k.startswith("synthesis.")):
        raise ValueError("it is of the residual architecture")
    if any(f"synthesis.b{4 * 2**k}.torgb.weight" not in tensors for k in range(len(channels))):
        raise ValueError("it is of the original architecture, with one output at the end")
    layers = 0
    while f"mapping.fc{layers}.weight" in tensors:
        layers += 1
    w_dim = tensors[f"mapping.fc{layers - 1}.weight"][0]
    c_dim = tensors["mapping.embed.weight"][1] if "mapping.embed.weight" in tensors else 0
    z_dim = tensors["mapping.fc0.weight"][1] - (w_dim if c_dim else 0)
    colors = tensors["synthesis.b4.torgb.weight"][0]
    return Shape(z_dim, c_dim, w_dim, tuple(channels), colors, layers, clamp)


class _Layer(Modulated):
    """Modulated 3 x 3 convolution, noise, bias, leaky rectifier."""

    def __init__(self, given: int, out: int, w_dim: int, size: int, up: bool, clamp: float | None) -> None:
        super().__init__()
        self.up, self.clamp, self.size = up, clamp, size
        self.affine = Dense(w_dim, given)
        self.weight = nn.Parameter(torch.randn(out, given, 3, 3))
        self.bias = nn.Parameter(torch.zeros(out))
        self.noise_strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("noise_const", torch.zeros(size, size))
        self.register_buffer("resample_filter", torch.ones(4, 4) / 16)
        self.noise_const: Tensor
        self.resample_filter: Tensor

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        y = modulated(x, self.weight, self.affine(w), self.power(), 1, self.up)
        if self.up:
            y = resample(y, self.resample_filter, pad=(1, 1, 1, 1), gain=4.0)
        grain = self.noise_const if noise is None else noise
        y = y + grain * self.noise_strength + self.bias[:, None, None]
        return clamped(functional.leaky_relu(y, 0.2) * math.sqrt(2), self.clamp)


class _ToColors(nn.Module):
    def __init__(self, given: int, colors: int, w_dim: int, clamp: float | None) -> None:
        super().__init__()
        self.clamp, self.gain = clamp, 1 / math.sqrt(given)
        self.affine = Dense(w_dim, given)
        self.weight = nn.Parameter(torch.randn(colors, given, 1, 1))
        self.bias = nn.Parameter(torch.zeros(colors))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        y = modulated(x, self.weight, self.affine(w) * self.gain, None, 0)
        return clamped(y + self.bias[:, None, None], self.clamp)


class _Block(nn.Module):
    """All of one resolution."""

    def __init__(self, given: int, out: int, w_dim: int, size: int, colors: int, clamp: float | None) -> None:
        super().__init__()
        if given:
            self.conv0 = _Layer(given, out, w_dim, size, True, clamp)
        else:
            self.const = nn.Parameter(torch.randn(out, size, size))
        self.conv1 = _Layer(out, out, w_dim, size, False, clamp)
        self.torgb = _ToColors(out, colors, w_dim, clamp)
        self.register_buffer("resample_filter", torch.ones(4, 4) / 16)
        self.resample_filter: Tensor


class _Synthesis(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        given = 0
        for k, out in enumerate(shape.channels):
            setattr(self, f"b{4 * 2**k}", _Block(given, out, shape.w_dim, 4 * 2**k, shape.colors, shape.clamp))
            given = out


class StyleGan2(nn.Module):
    """`layers` codes w a picture: one for each convolution, and one for the last picture."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, self.size = shape, shape.size
        self.layers = 2 * len(shape.channels)
        self.mapping = Mapping(shape.z_dim, shape.c_dim, shape.w_dim, shape.mapping)
        self.synthesis = _Synthesis(shape)

    def paint(
        self, codes: Tensor, edge: int = 0, blend: Blend = lambda x, extent: x, noise: dict[int, Tensor] | None = None
    ) -> Tensor:  # fmt: skip
        """`codes` (n, layers, w_dim) to pictures (n, colors, size, size), about -1..1. `edge`: a smaller picture of at
        least so many px will do. `blend` is laid over the features after every layer. `noise`: (size, size) by size
        instead of the network's own grain."""
        x = picture = torch.empty(0)
        for k in range(len(self.shape.channels)):
            size = 4 * 2**k
            block: _Block = getattr(self.synthesis, f"b{size}")
            grain = noise.get(size) if noise else None
            if k == 0:
                x = block.const.expand(len(codes), -1, -1, -1)
                at = 0
            else:
                x = blend(block.conv0(x, codes[:, 2 * k - 1], grain), 1.0)
                at = 2 * k
            x = blend(block.conv1(x, codes[:, at], grain), 1.0)
            here = block.torgb(x, codes[:, at + 1])
            if k:
                picture = resample(picture, block.resample_filter, up=2, pad=(2, 1, 2, 1), gain=4.0)
            picture = blend(picture + here if k else here, 1.0)
            if edge and size >= edge:
                break
        return picture
