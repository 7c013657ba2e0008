"""Two small adversarial pairs: a dense one for tiny pictures and a convolutional one (Radford et al.: Unsupervised
Representation Learning with Deep Convolutional GANs, 2015).

Instead of batch normalization, which makes the pictures of a batch depend on each other, features are normalized pixel
by pixel and the critic is shown the spread of its batch (Karras et al.: Progressive Growing of GANs, 2018); doubling
before a convolution leaves no checkerboard (Odena et al.: Deconvolution and Checkerboard Artifacts, 2016).

A model folder of kind "gan" holds `make_generator(**net)` with its tensors as "generator.NAME".
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

GROUP = 4
"""Neighbors in a batch over which the critic sees the spread."""


def _act(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, 0.2)


def _normalized(x: Tensor) -> Tensor:
    """To unit mean square over the channels (dimension 1)."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)


def _spread(x: Tensor) -> Tensor:
    """Standard deviation of the features within groups of neighbors in the batch: float (n,)."""
    n = len(x)
    m = GROUP if n % GROUP == 0 else n
    groups = x.float().reshape(n // m, m, -1)
    return (groups.var(1, unbiased=False) + 1e-8).sqrt().mean(1).repeat_interleave(m).to(x.dtype)


def _colored(x: Tensor, gray: bool) -> Tensor:
    return x.expand(-1, 3, -1, -1) if gray else x


class DenseGenerator(nn.Module):
    """z (n, latent) to pictures (n, 3, size, size), -1..1. `gray`: all three channels are one."""

    def __init__(self, size: int, latent: int, width: int, gray: bool) -> None:
        super().__init__()
        self.size, self.latent, self.gray = size, latent, gray
        widths = (latent, width, 2 * width, 2 * width)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.leave = nn.Linear(2 * width, (1 if gray else 3) * size * size)

    def forward(self, z: Tensor) -> Tensor:
        x = _normalized(z)
        for layer in self.layers:
            x = _normalized(_act(layer(x)))
        picture = torch.tanh(self.leave(x)).view(len(z), -1, self.size, self.size)
        return _colored(picture, self.gray)


class DenseCritic(nn.Module):
    """Pictures to logits (n, 1)."""

    def __init__(self, size: int, width: int, gray: bool) -> None:
        super().__init__()
        self.gray = gray
        self.a = nn.Linear((1 if gray else 3) * size * size, 2 * width)
        self.b = nn.Linear(2 * width, width)
        self.out = nn.Linear(width + 1, 1)

    def forward(self, pictures: Tensor) -> Tensor:
        x = pictures[:, :1] if self.gray else pictures
        x = _act(self.b(_act(self.a(x.flatten(1)))))
        return cast(Tensor, self.out(torch.cat([x, _spread(x)[:, None]], 1)))


def doublings(size: int) -> int:
    """How often 4 px are doubled to `size` px. Raises `ValueError` where that is no whole number."""
    k = int(math.log2(max(size, 1))) - 2
    if k < 1 or 4 << k != size:
        raise ValueError(f"a convolutional net paints 8, 16, 32, 64, ... px, not {size}")
    return k


def _widths(size: int, width: int) -> list[int]:
    """Channels from 4 px up to the full size: `width` there, twice as many a halving, at most eight times."""
    k = doublings(size)
    return [min(8, 1 << (k - level)) * width for level in range(k + 1)]


class ConvGenerator(nn.Module):
    """z (n, latent) to pictures (n, 3, size, size), -1..1."""

    def __init__(self, size: int, latent: int, width: int, gray: bool) -> None:
        super().__init__()
        self.size, self.latent, self.gray = size, latent, gray
        widths = _widths(size, width)
        self.enter = nn.Linear(latent, widths[0] * 16)
        self.at = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1) for a, b in zip(widths, widths[1:], strict=False))
        self.second = nn.ModuleList(nn.Conv2d(b, b, 3, 1, 1) for b in widths[1:])
        self.leave = nn.Conv2d(widths[-1], 1 if gray else 3, 3, 1, 1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.enter(_normalized(z)).view(len(z), -1, 4, 4)
        x = _normalized(_act(x))
        for a, b in zip(self.at, self.second, strict=True):
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
            x = _normalized(_act(a(x)))
            x = _normalized(_act(b(x)))
        return _colored(torch.tanh(self.leave(x)), self.gray)


class ConvCritic(nn.Module):
    """Pictures to logits (n, 1)."""

    def __init__(self, size: int, width: int, gray: bool) -> None:
        super().__init__()
        self.gray = gray
        widths = _widths(size, width)[::-1]
        self.enter = nn.Conv2d(1 if gray else 3, widths[0], 3, 1, 1)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:], strict=False))
        self.last = nn.Conv2d(widths[-1] + 1, widths[-1], 3, 1, 1)
        self.out = nn.Linear(widths[-1] * 16, 1)

    def forward(self, pictures: Tensor) -> Tensor:
        x = _act(self.enter(pictures[:, :1] if self.gray else pictures))
        for layer in self.down:
            x = _act(layer(x))
        spread = _spread(x)[:, None, None, None].expand(-1, 1, *x.shape[2:])
        x = _act(self.last(torch.cat([x, spread], 1)))
        return cast(Tensor, self.out(x.flatten(1)))


Generator = DenseGenerator | ConvGenerator


def make_generator(*, net: str, size: int, latent: int, width: int, gray: bool) -> Generator:
    """`net` is "dense" or "dcgan". Raises `ValueError`."""
    kinds = {"dense": DenseGenerator, "dcgan": ConvGenerator}
    if net not in kinds:
        raise ValueError(f"there is no net “{net}”")
    return cast(Generator, kinds[net](size, latent, width, gray))


def make_critic(*, net: str, size: int, width: int, gray: bool) -> nn.Module:
    """The opponent of `make_generator`."""
    return DenseCritic(size, width, gray) if net == "dense" else ConvCritic(size, width, gray)
