"""A convolutional autoencoder whose code is a small grid: 16 x 16 px become one cell.

Every cell is a local problem, so the net learns quickly and generalises to pictures of other kinds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

CELL = 16
"""px a cell."""
FINE = 32
"""Channels at half the size of the picture."""


def _conv(given: int, out: int, size: int = 3, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(given, out, size, stride, size // 2)


def _act(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, 0.2)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a, self.b = _conv(channels, channels), _conv(channels, channels)
        nn.init.zeros_(self.b.weight)

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(x + self.b(_act(self.a(_act(x)))))


class Encoder(nn.Module):
    """Pictures float (n, 3, h, w), -1..1, h and w multiples of 16, to codes (n, channels, h/16, w/16)."""

    def __init__(self, channels: int, widths: tuple[int, int, int]) -> None:
        super().__init__()
        a, b, c = widths
        self.body = nn.Sequential(
            _conv(48, a), _Residual(a), _conv(a, b, 3, 2), _Residual(b), _conv(b, c, 3, 2), _Residual(c)
        )
        self.out = _conv(c, 2 * channels, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance."""
        x = functional.pixel_unshuffle(pictures, 4)
        mean, spread = self.out(_act(self.body(x))).chunk(2, 1)
        return mean, spread.clamp(-10.0, 3.0)


class Decoder(nn.Module):
    """Codes (n, channels, h, w) to pictures (n, 3, 16 h, 16 w), about -1..1."""

    def __init__(self, channels: int, widths: tuple[int, int, int]) -> None:
        super().__init__()
        a, b, c = widths
        self.enter = _conv(channels, c)
        self.at_cells = nn.Sequential(_Residual(c), _Residual(c))
        self.to_half = _conv(c, 4 * b, 1)
        self.at_half = _Residual(b)
        self.to_quarter = _conv(b, 4 * a, 1)
        self.at_quarter = nn.Sequential(_Residual(a), _Residual(a))
        self.to_fine = _conv(a, 4 * FINE)
        self.leave = _conv(FINE, 12)
        # A coarse picture straight from the code: the rest only has to add what is missing.
        self.coarse = _conv(channels, 3, 1)

    def forward(self, codes: Tensor) -> Tensor:
        x = self.at_cells(self.enter(codes))
        x = self.at_half(functional.pixel_shuffle(self.to_half(_act(x)), 2))
        x = self.at_quarter(functional.pixel_shuffle(self.to_quarter(_act(x)), 2))
        x = _act(functional.pixel_shuffle(self.to_fine(_act(x)), 2))
        x = functional.pixel_shuffle(self.leave(x), 2)
        coarse = functional.interpolate(self.coarse(codes), scale_factor=CELL, mode="bilinear")
        return torch.as_tensor(x + coarse)


class Critic(nn.Module):
    """Pictures (n, 3, h, w) to a field of logits (n, 1, h/16, w/16): each judges a patch (Isola et al.: pix2pix, 2017)."""

    def __init__(self, widths: tuple[int, int, int] = (48, 96, 128)) -> None:
        super().__init__()
        a, b, c = widths
        self.body = nn.Sequential(
            _conv(12, a), nn.LeakyReLU(0.2), _conv(a, b, 3, 2), nn.LeakyReLU(0.2), _conv(b, b), nn.LeakyReLU(0.2),
            _conv(b, c, 3, 2), nn.LeakyReLU(0.2), _conv(c, c), nn.LeakyReLU(0.2), _conv(c, c, 3, 2), nn.LeakyReLU(0.2),
            _conv(c, 1),
        )  # fmt: skip

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.as_tensor(self.body(functional.pixel_unshuffle(pictures, 2)))
