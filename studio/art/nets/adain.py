"""Adaptive instance normalization (Huang & Belongie: Arbitrary Style Transfer in Real-time with Adaptive Instance
Normalization, 2017): an encoder whose channels' means and spreads describe a manner, and a decoder that paints from maps
which have been given those of another picture.

Other than there the decoder is given the maps at all three sizes, each with its own statistics exchanged, and paints onto
the content (whose colors were changed before) instead of from nothing: small nets stay sharp, and learn in an hour.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

CELL = 8
"""px of one place of the deepest map: pictures are whole multiples of it."""
EPSILON = 1e-3
GRAIN, OCTAVES = 0.05, 4
"""Spread of the noise that is added to a content before it is encoded, and its octaves."""
Statistics = list[tuple[Tensor, Tensor]]
"""(mean, spread) of every map, float (n, channels, 1, 1), from fine to deep."""


def _conv(given: int, out: int, size: int = 3) -> nn.Conv2d:
    # Borders of zeros are fast; who paints shows the net more than the picture and cuts that off again.
    return nn.Conv2d(given, out, size, padding=size // 2)


class TextureEncoder(nn.Module):
    """Pictures float (n, 3, h, w), 0..1, to four maps at full, half, quarter and eighth size."""

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        a, b, c, d = self.widths = tuple(widths)
        self.stages = nn.ModuleList(
            (
                nn.Sequential(_conv(3, a), nn.ReLU()),
                nn.Sequential(nn.AvgPool2d(2), _conv(a, b), nn.ReLU(), _conv(b, b), nn.ReLU()),
                nn.Sequential(nn.AvgPool2d(2), _conv(b, c), nn.ReLU(), _conv(c, c), nn.ReLU()),
                nn.Sequential(nn.AvgPool2d(2), _conv(c, d), nn.ReLU()),
            )
        )

    def forward(self, pictures: Tensor) -> list[Tensor]:
        x = (pictures - 0.5) / 0.25
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class Classifier(nn.Module):
    """Which picture a crop is of, read off the means and spreads of the encoder's maps alone: so these come to tell
    manners apart. Used in training only."""

    def __init__(self, encoder: TextureEncoder, classes: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = 2 * sum(encoder.widths)
        self.norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, classes)

    def forward(self, pictures: Tensor) -> Tensor:
        parts = [torch.cat((mean, spread), 1).flatten(1) for mean, spread in statistics(self.encoder(pictures))]
        return torch.as_tensor(self.head(self.norm(torch.cat(parts, 1))))


class AdainDecoder(nn.Module):
    """The maps at half, quarter and eighth size, statistics exchanged, to pictures (n, 3, h, w), about 0..1: what is to be
    added to the content, nothing before training."""

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.at_eighth = nn.Sequential(_conv(d, d), nn.ReLU(), _conv(d, c), nn.ReLU())
        self.join_quarter = _conv(c, c, 1)
        self.at_quarter = nn.Sequential(_conv(c, c), nn.ReLU(), _conv(c, c), nn.ReLU(), _conv(c, b), nn.ReLU())
        self.join_half = _conv(b, b, 1)
        self.at_half = nn.Sequential(_conv(b, b), nn.ReLU(), _conv(b, a), nn.ReLU())
        last = _conv(a, 3)
        for parameter in last.parameters():
            nn.init.zeros_(parameter)
        self.at_full = nn.Sequential(_conv(a, a), nn.ReLU(), last)

    def forward(self, maps: Sequence[Tensor], content: Tensor) -> Tensor:
        half, quarter, eighth = maps[-3:]
        x = _double(self.at_eighth(eighth))
        x = _double(self.at_quarter(x + self.join_quarter(quarter)))
        x = _double(self.at_half(x + self.join_half(half)))
        return torch.as_tensor(content + self.at_full(x) * 0.25)


class AdainNet(nn.Module):
    """Encoder and decoder as they are kept in a file."""

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        self.encoder = TextureEncoder(widths)
        self.decoder = AdainDecoder(widths)

    def forward(self, content: Tensor, style: Tensor, grain: Tensor) -> Tensor:
        """`grain`: of `grain_like`; without it nothing could begin on plain ground."""
        maps = self.encoder(content + grain)
        wanted = exchange(maps, statistics(maps), statistics(self.encoder(style)))
        return torch.as_tensor(self.decoder(wanted, content))


def grain_like(content: Tensor, chance: torch.Generator) -> Tensor:
    """Noise of four octaves for pictures (n, 3, h, w): what grows into marks where a picture is smooth."""
    n, _, h, w = content.shape
    total = torch.zeros(n, 1, h, w)
    for k in range(OCTAVES):
        small = torch.randn(n, 1, -(-h // 2**k) + 1, -(-w // 2**k) + 1, generator=chance)
        total += functional.interpolate(small, scale_factor=float(2**k), mode="bilinear")[..., :h, :w] if k else small[..., :h, :w]  # fmt: skip
    return torch.as_tensor(total * (GRAIN / OCTAVES**0.5), device=content.device)


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def statistics(maps: Sequence[Tensor]) -> Statistics:
    """Of every map, over its places."""
    return [_moments(x) for x in maps]


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    # Without a copy in 32 bits: a map at full size is large, and only its sums need the digits.
    mean = x.mean((2, 3), keepdim=True, dtype=torch.float32)
    power = x.square().mean((2, 3), keepdim=True, dtype=torch.float32)
    return mean, ((power - mean.square()).clamp_min(0) + EPSILON**2).sqrt()


def exchange(maps: Sequence[Tensor], own: Statistics, other: Statistics) -> list[Tensor]:
    """The maps with the statistics `other` instead of their `own`."""
    return [
        x * (t / (s + EPSILON)).to(x.dtype) + (n - m * t / (s + EPSILON)).to(x.dtype)
        for x, (m, s), (n, t) in zip(maps, own, other, strict=True)
    ]


def mixed_statistics(parts: Sequence[tuple[float, Statistics]]) -> Statistics:
    """Weighted means of statistics: several manners at once, or a manner in part."""
    total = sum(w for w, _ in parts)
    return [
        (
            torch.stack([w * s[k][0] for w, s in parts]).sum(0) / total,
            torch.stack([w * s[k][1] for w, s in parts]).sum(0) / total,
        )
        for k in range(len(parts[0][1]))
    ]
