"""An hourglass with skips that nobody trains: what it finds easy to draw is a good guess at what a picture looks like
(Ulyanov, Vedaldi & Lempitsky: Deep Image Prior, 2018).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2


class _Conv(nn.Module):
    """Normalization over the picture, leaky ReLU."""

    def __init__(self, given: int, out: int, size: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(given, out, size, stride, size // 2)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.norm(self.conv(x)), SLOPE)


class Hourglass(nn.Module):
    """Float (1, given, h, w), h and w multiples of 2^len(widths), to a picture (1, out, h, w), 0..1.

    `widths`: channels at 1/2, 1/4, ... of the size, `skip`: what leads across at each, 0 for nothing, as for holes that
    are to be filled from far away. `fine`: channels at full size.
    """

    def __init__(self, given: int, widths: Sequence[int], skip: int, fine: int = 24, out: int = 3) -> None:
        super().__init__()
        self.down, self.across, self.up = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        outs = (fine, *widths[:-1])
        for width, above, before in zip(widths, outs, (given, *widths), strict=False):
            self.down.append(nn.Sequential(_Conv(before, width, 3, 2), _Conv(width, width)))
            self.across.append(_Conv(before, skip, 1) if skip else nn.Identity())
            self.up.append(
                nn.Sequential(nn.BatchNorm2d(width + skip), _Conv(width + skip, above), _Conv(above, above, 1))
            )
        self.leave = nn.Conv2d(fine, out, 1)
        self.skip = skip

    # Nearest neighbors and plain borders: smoother kinds cost a third of the time more and look the same in the end.

    @property
    def multiple(self) -> int:
        return 1 << len(self.down)

    def forward(self, x: Tensor) -> Tensor:
        sides = []
        for down, across in zip(self.down, self.across, strict=True):
            sides.append(across(x) if self.skip else x)
            x = down(x)
        for up, side in zip(reversed(self.up), reversed(sides), strict=True):
            x = functional.interpolate(x, side.shape[-2:], mode="nearest")
            x = up(torch.cat([x, side], 1) if self.skip else x)
        return torch.sigmoid(self.leave(x).float())
