"""The networks of CycleGAN (Zhu, Park, Isola & Efros: Unpaired Image-to-Image Translation using Cycle-Consistent
Adversarial Networks, 2017): generators of residual blocks, critics of patches.

Generators have their layers in one sequence `model`, numbered as in published checkpoints: 0 border, 1 convolution,
2 normalization, 3 rectifier, then halvings (3 layers each), residual blocks, doublings, border, convolution, tanh.
Doublings are transposed convolutions as published, or (own trainings) doubling before convolving, which leaves no
checkered pattern; the numbers are the same.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.transformer_net import InstanceNorm

STRIDE = 4


class Doubled(nn.Module):
    """Doubling, then a convolution; its weights are named as those of a convolution."""

    def __init__(self, given: int, out: int) -> None:
        super().__init__()
        conv = nn.Conv2d(given, out, 3, padding=1, padding_mode="reflect")
        self.weight, self.bias = conv.weight, conv.bias

    def forward(self, x: Tensor) -> Tensor:
        wide = functional.pad(functional.interpolate(x, scale_factor=2.0, mode="nearest"), (1,) * 4, mode="reflect")
        return functional.conv2d(wide, self.weight, self.bias)


class _Block(nn.Module):
    def __init__(self, channels: int, affine: bool) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), InstanceNorm(channels, affine), nn.ReLU(),
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), InstanceNorm(channels, affine),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(x + self.conv_block(x))


class Generator(nn.Module):
    """Pictures float (n, 3, h, w), -1..1, h and w multiples of 4, to such pictures of the other kind."""

    def __init__(self, width: int = 64, blocks: int = 9, transposed: bool = False, affine: bool = False) -> None:
        super().__init__()

        def norm(channels: int) -> InstanceNorm:
            return InstanceNorm(channels, affine)

        layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), norm(width), nn.ReLU()]
        for k in range(2):
            c = width * 2**k
            layers += [nn.Conv2d(c, 2 * c, 3, 2, 1), norm(2 * c), nn.ReLU()]
        layers += [_Block(4 * width, affine) for _ in range(blocks)]
        for k in range(2, 0, -1):
            c = width * 2**k
            up = nn.ConvTranspose2d(c, c // 2, 3, 2, 1, output_padding=1) if transposed else Doubled(c, c // 2)
            layers += [up, norm(c // 2), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.model(x))


class PatchCritic(nn.Module):
    """Pictures to a field of scores (n, 1, h/8, w/8), each of a patch of 70 px."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        for k in range(3):
            given, out = width * 2**k, width * 2 ** (k + 1)
            layers += [nn.Conv2d(given, out, 4, 2 if k < 2 else 1, 1), InstanceNorm(out, False), nn.LeakyReLU(0.2)]
        layers.append(nn.Conv2d(width * 8, 1, 4, 1, 1))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.model(x))
