"""A small convolutional net that reads a world's factors off a picture.

Its feature maps are the perceptual space and the Frechet space of the trainers: no downloaded net is at hand that
could serve, and none is needed where the factors of every training picture are known exactly.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

EDGE = 64
"""px: pictures are reduced to this before they are read."""


def _block(given: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(given, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.LeakyReLU(0.1, inplace=True)
    )


class FactorNet(nn.Module):
    """`factors`: width of the world's condition. Pictures are float (n, 3, h, w), -1..1."""

    def __init__(self, factors: int, features: int = 96) -> None:
        super().__init__()
        self.factors, self.features = factors, features
        self.stages = nn.ModuleList(
            (
                nn.Sequential(_block(12, 48), _block(48, 48)),
                nn.Sequential(_block(48, 96, 2), _block(96, 96)),
                nn.Sequential(_block(96, 144, 2), _block(144, 144)),
                _block(144, 160, 2),
            )
        )
        self.squeeze = nn.Linear(160 * 16, features)
        self.head = nn.Linear(features, factors)

    def maps(self, pictures: Tensor) -> list[Tensor]:
        """Feature maps at 32, 16, 8 and 4 px."""
        if pictures.shape[-1] != EDGE:
            pictures = functional.interpolate(pictures, (EDGE, EDGE), mode="area")
        x = functional.pixel_unshuffle(pictures, 2)
        out = []
        for stage in self.stages:
            x = stage(x)
            out.append(x)
        return out

    def vector(self, pictures: Tensor) -> Tensor:
        """Features, float (n, features)."""
        return torch.as_tensor(self.squeeze(self.maps(pictures)[-1].flatten(1)))

    def forward(self, pictures: Tensor) -> Tensor:
        """The condition, float (n, factors), about -1..1."""
        return torch.as_tensor(self.head(functional.leaky_relu(self.vector(pictures), 0.1)))


def perceptual(net: FactorNet, made: Tensor, real: Tensor) -> Tensor:
    """Mean absolute difference of the first three feature maps, each relative to its own size."""
    with torch.no_grad():
        wanted = net.maps(real)[:3]
    terms = [
        (a - b).abs().mean() / b.abs().mean().clamp_min(1e-4) for a, b in zip(net.maps(made)[:3], wanted, strict=True)
    ]
    return torch.stack(terms).mean()
