"""The feed-forward network of one style (Johnson, Alahi & Fei-Fei: Perceptual Losses for Real-Time Style Transfer and
Super-Resolution, 2016), with instance normalization (Ulyanov, Vedaldi & Lempitsky 2016) and doubling before convolving.

Its weights are named as in PyTorch's example `fast_neural_style`, so that checkpoints of that can be read.

The statistics of an instance can be taken from samples of a picture and kept: then its pieces are painted as parts of the
whole, without seams.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 4
"""px: pictures are whole multiples of it."""


class InstanceNorm(nn.Module):
    """Every channel of every picture to mean 0 and spread 1, then to learned ones."""

    def __init__(self, channels: int, affine: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels)) if affine else None
        self.bias = nn.Parameter(torch.zeros(channels)) if affine else None
        self.keeps = False
        self.kept: tuple[Tensor, Tensor] | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.kept is None or self.keeps:
            # What is measured are pieces of one picture, which have their statistics together.
            over = (0, 2, 3) if self.keeps else (2, 3)
            if x.dtype == torch.float32:
                spread, mean = torch.var_mean(x, over, keepdim=True, correction=0)
            else:
                # Without a copy in 32 bits, which costs more than the convolutions in half precision.
                mean = x.mean(over, keepdim=True, dtype=torch.float32)
                spread = (x.square().mean(over, keepdim=True, dtype=torch.float32) - mean.square()).clamp_min(0)
            if self.keeps:
                self.kept = mean, spread
        else:
            mean, spread = self.kept
        scale, shift = (spread + 1e-5).rsqrt(), -mean * (spread + 1e-5).rsqrt()
        if self.weight is not None and self.bias is not None:
            w = self.weight[None, :, None, None]
            scale, shift = scale * w, shift * w + self.bias[None, :, None, None]
        return x * scale.to(x.dtype) + shift.to(x.dtype)


@contextmanager
def measuring(net: nn.Module) -> Iterator[None]:
    """Within, the statistics of the pieces of a picture that go through `net` are kept for those that come later."""
    norms = [m for m in net.modules() if isinstance(m, InstanceNorm)]
    for norm in norms:
        norm.keeps = True
    try:
        yield
    finally:
        for norm in norms:
            norm.keeps = False


def forget(net: nn.Module) -> None:
    """Every picture has its own statistics again."""
    for module in net.modules():
        if isinstance(module, InstanceNorm):
            module.kept = None


class ConvLayer(nn.Module):
    """A convolution on a mirrored border."""

    def __init__(self, given: int, out: int, size: int, stride: int = 1) -> None:
        super().__init__()
        self.border = size // 2
        self.conv2d = nn.Conv2d(given, out, size, stride)

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.conv2d(functional.pad(x, (self.border,) * 4, mode="reflect")))


class UpsampleConvLayer(ConvLayer):
    """The same on a picture of twice the size."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(functional.interpolate(x, scale_factor=2.0, mode="nearest"))


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1, self.in1 = ConvLayer(channels, channels, 3), InstanceNorm(channels)
        self.conv2, self.in2 = ConvLayer(channels, channels, 3), InstanceNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.in1(self.conv1(x)))
        return torch.as_tensor(x + self.in2(self.conv2(y)))


class TransformerNet(nn.Module):
    """Pictures float (n, 3, h, w), 0..255, h and w multiples of 4, to such pictures in the style.

    `width`: channels at full size; there are twice as many at half size and four times at a quarter.
    """

    def __init__(self, width: int = 32, blocks: int = 5) -> None:
        super().__init__()
        self.width, self.blocks = width, blocks
        self.conv1, self.in1 = ConvLayer(3, width, 9), InstanceNorm(width)
        self.conv2, self.in2 = ConvLayer(width, 2 * width, 3, 2), InstanceNorm(2 * width)
        self.conv3, self.in3 = ConvLayer(2 * width, 4 * width, 3, 2), InstanceNorm(4 * width)
        for k in range(blocks):
            self.add_module(f"res{k + 1}", ResidualBlock(4 * width))
        self.deconv1, self.in4 = UpsampleConvLayer(4 * width, 2 * width, 3), InstanceNorm(2 * width)
        self.deconv2, self.in5 = UpsampleConvLayer(2 * width, width, 3), InstanceNorm(width)
        self.deconv3 = ConvLayer(width, 3, 9)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.in1(self.conv1(x)))
        y = functional.relu(self.in2(self.conv2(y)))
        y = functional.relu(self.in3(self.conv3(y)))
        for k in range(self.blocks):
            y = getattr(self, f"res{k + 1}")(y)
        y = functional.relu(self.in4(self.deconv1(y)))
        y = functional.relu(self.in5(self.deconv2(y)))
        return torch.as_tensor(self.deconv3(y))
