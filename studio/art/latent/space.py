"""What every generator with a latent space offers to the rest of `latent`: codes in, pictures out.

A *code* is float32 (layers, width): one vector per layer for networks of StyleGAN's kind (their space W+), one layer for
all others (the flattened code of an autoencoder, the z of a plain GAN). Networks are adapted, one class per family, so
that directions, mixing, marks, walks and placing are written once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from studio.core.moves import Anchor
from studio.core.params import Value

MOST_STRETCH = 4.0
"""Largest factor by which a blend's length is restored: opposite codes cancel each other."""


class Space(Protocol):
    """A loaded network with a latent space. `digest`: SHA-256 of its weights. `size`: px of its square pictures.
    `layers`, `width`: of a code. `spans`: the layers of "coarse", "middle", "fine" as (first, last + 1), all the same
    where a network has one layer. All tensors are float32 on `device`."""

    digest: str
    size: int
    layers: int
    width: int
    device: str
    spans: Mapping[str, tuple[int, int]]

    def code(self, anchor: Anchor, values: Mapping[str, Value], truncation: float) -> Tensor:
        """(layers, width): where `anchor` stands before any moves. `values`: the factors as resolved from its words
        and its params, and the generator's other settings."""
        ...

    def typical(self, count: int, seed: int) -> Tensor:
        """(count, layers, width): codes of the pictures that the network was made for."""
        ...

    def render(self, codes: Tensor, seeds: Sequence[int], edge: int = 0) -> Tensor:
        """Pictures (n, 3, size, size), about -1..1, differentiable by `codes`. `seeds` fix what chance a network adds
        on its own. `edge`: a smaller picture will do, where the network can stop early."""
        ...

    def render_within(self, inside: Tensor, outside: Tensor, mask: Tensor, seeds: Sequence[int]) -> Tensor:
        """One picture that follows `inside` where `mask` (1, 1, size, size; 0..1) is 1 and `outside` elsewhere, blended
        in the network's features, so that no seam shows. Both codes are (1, layers, width)."""
        ...

    def guess(self, pictures: Tensor) -> Tensor | None:
        """Codes (n, layers, width) of pictures (n, 3, size, size) by an encoder, or None where there is none."""
        ...


@dataclass(frozen=True)
class Point:
    """An anchor with everything that was found out about it. `code` stands in for the seed where it is set."""

    anchor: Anchor
    values: Mapping[str, Value]
    truncation: float
    code: Tensor | None = None


@runtime_checkable
class Blending(Protocol):
    """A space whose codes are not blended linearly."""

    def blend(self, points: Sequence[Point], weights: Sequence[float]) -> Tensor:
        """(layers, width) between `points`; `weights` sum to 1. With one weight 1 it is that point's code exactly."""
        ...


@runtime_checkable
class Hearing(Protocol):
    """A space that is told sentences as well as factors."""

    def hear(self, text: str, vector: Tensor) -> None:
        """The sentence encoder's unit vector (384,) of `text`, before a code is asked for an anchor with this text."""
        ...


@runtime_checkable
class Repainting(Protocol):
    """A space that paints over pictures by a way of its own."""

    def repaint(self, picture: Tensor, point: Point, strength: float, mask: Tensor | None) -> Tensor:
        """(layers, width): what `point` makes of `picture` (1, 3, size, size; -1..1), only where `mask` (1, 1, size,
        size; 0..1) is white if there is one. `strength` 0 keeps the picture, 1 ignores it."""
        ...


def linear(codes: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """The weighted sum; exactly one of `codes` where all other weights are 0."""
    used = [(c, w) for c, w in zip(codes, weights, strict=True) if w != 0.0]
    if len(used) == 1 and used[0][1] == 1.0:
        return used[0][0]
    return torch.stack([c * w for c, w in used]).sum(0)


def keeping_length(codes: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """The weighted sum, stretched to the weighted length of `codes`: Gaussian noise stays as long as noise is, so that
    the network knows what lies between (White: Sampling Generative Networks, 2016)."""
    mean = linear(codes, weights)
    wanted = sum(float(c.norm()) * abs(w) for c, w in zip(codes, weights, strict=True)) / sum(abs(w) for w in weights)
    length = float(mean.norm())
    if length == 0.0 or abs(wanted - length) <= 1e-6 * wanted:
        return mean
    return mean * min(MOST_STRETCH, wanted / length)


def one_layer() -> dict[str, tuple[int, int]]:
    """`Space.spans` of a code without layers."""
    return {"coarse": (0, 1), "middle": (0, 1), "fine": (0, 1)}


def noise(seed: int, shape: tuple[int, ...], device: str) -> Tensor:
    """Gaussian noise of `seed`: drawn on the CPU, so that it is the same on every device."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(device)
