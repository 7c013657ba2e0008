"""Pictures to codes of a StyleGAN-class generator: where a picture lies in its space W+.

After e4e (Tov et al.: Designing an Encoder for StyleGAN Image Manipulation, 2021): one code for all layers, and for each
layer a small offset from it, which training keeps short, so that the codes stay where editing works.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 192
"""Numbers that the whole picture is put into before it becomes codes."""


def _block(given: int, out: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(given, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.LeakyReLU(0.1, inplace=True)
    )


class StyleEncoder(nn.Module):
    """`layers`, `width`: of the codes. Pictures are float (n, 3, size, size), -1..1, of any size: read at 64 px."""

    mean: Tensor

    def __init__(self, layers: int, width: int, channels: tuple[int, int, int, int] = (40, 80, 112, 144)) -> None:
        super().__init__()
        self.layers, self.width = layers, width
        a, b, c, d = channels
        self.body = nn.Sequential(
            _block(12, a, 1), _block(a, b, 2), _block(b, b, 1), _block(b, c, 2), _block(c, c, 1), _block(c, d, 2),
            _block(d, d, 1),
        )  # fmt: skip
        self.whole = nn.Sequential(nn.Linear(d * 16, HIDDEN), nn.LeakyReLU(0.1))
        self.base = nn.Linear(HIDDEN, width)
        self.offsets = nn.Linear(HIDDEN, layers * width)
        nn.init.zeros_(self.offsets.weight)
        nn.init.zeros_(self.offsets.bias)
        self.register_buffer("mean", torch.zeros(width))

    def parts(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """The common code (n, 1, width) and each layer's offset from it (n, layers, width)."""
        x = functional.interpolate(pictures, (64, 64), mode="area") if pictures.shape[-1] != 64 else pictures
        h = self.whole(self.body(functional.pixel_unshuffle(x, 2)).flatten(1))
        base = self.mean + self.base(h)
        return base[:, None], self.offsets(h).view(-1, self.layers, self.width)

    def forward(self, pictures: Tensor) -> Tensor:
        """Codes (n, layers, width)."""
        base, offsets = self.parts(pictures)
        return base + offsets
