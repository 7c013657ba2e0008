"""A convolutional autoencoder with one code for the whole picture (Kingma and Welling: Auto-Encoding Variational Bayes,
2013). Every number of the code is close to a normal one, so that random codes are pictures too.

A model folder of kind "vae" holds `Encoder(**net)` and `Decoder(**net)`, tensors "encoder.NAME" and "decoder.NAME".
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.gan import doublings


def _act(x: Tensor) -> Tensor:
    return functional.silu(x)


def _widths(size: int, width: int) -> list[int]:
    """Channels from the full size down to 4 px."""
    return [min(8, 1 << level) * width for level in range(doublings(size) + 1)]


def _norm(channels: int) -> nn.Module:
    return nn.GroupNorm(max(g for g in (8, 4, 2, 1) if channels % g == 0), channels)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = _norm(channels)
        self.a, self.b = nn.Conv2d(channels, channels, 3, 1, 1), nn.Conv2d(channels, channels, 3, 1, 1)
        nn.init.zeros_(self.b.weight)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, x + self.b(_act(self.a(_act(self.norm(x))))))


class Encoder(nn.Module):
    """Pictures (n, 3, size, size), -1..1, to mean and logarithm of the variance, each (n, latent)."""

    def __init__(self, size: int, latent: int, width: int) -> None:
        super().__init__()
        widths = _widths(size, width)
        self.enter = nn.Conv2d(3, widths[0], 3, 1, 1)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:], strict=False))
        self.blocks = nn.ModuleList(_Residual(b) for b in widths[1:])
        self.out = nn.Linear(widths[-1] * 16, 2 * latent)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        x = self.enter(pictures)
        for layer, block in zip(self.down, self.blocks, strict=True):
            x = block(layer(_act(x)))
        mean, spread = self.out(_act(x).flatten(1)).float().chunk(2, 1)
        return mean, spread.clamp(-10.0, 4.0)


class Decoder(nn.Module):
    """Codes (n, latent) to pictures (n, 3, size, size), about -1..1."""

    def __init__(self, size: int, latent: int, width: int) -> None:
        super().__init__()
        self.size, self.latent = size, latent
        widths = _widths(size, width)[::-1]
        self.enter = nn.Linear(latent, widths[0] * 16)
        self.blocks = nn.ModuleList(_Residual(a) for a in widths[:-1])
        self.up = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1) for a, b in zip(widths, widths[1:], strict=False))
        self.last = _Residual(widths[-1])
        self.leave = nn.Conv2d(widths[-1], 3, 3, 1, 1)

    def forward(self, codes: Tensor) -> Tensor:
        x = self.enter(codes).view(len(codes), -1, 4, 4)
        for block, layer in zip(self.blocks, self.up, strict=True):
            # Doubled before the convolution: a pixel shuffle leaves a lattice in what is soft.
            x = layer(functional.interpolate(_act(block(x)), scale_factor=2, mode="nearest"))
        return torch.as_tensor(self.leave(_act(self.last(x)))).float()
