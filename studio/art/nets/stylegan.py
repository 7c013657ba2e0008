"""A StyleGAN2-class generator and its discriminator (Karras et al.: Analyzing and Improving the Image Quality of
StyleGAN, 2020), made light enough for a processor.

Modulation scales the activations instead of the weights, which is the same function (inputs scaled, one shared
convolution, outputs demodulated) without a convolution per picture. The last doubling to pixels is a pixel shuffle
(Shi et al. 2016): a picture of 128 px needs features of 64 px only. Conditions: the mapping network reads the factors
beside z; the discriminator projects on them (Miyato and Koyama 2018) and reads them off (Odena et al. 2017).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

NOISE_UP_TO = 16
"""Feature sizes that get noise: above it a young generator fakes texture with it."""


GAIN = math.sqrt(2)
"""What a leaky rectifier takes from the size of its input; the weights after it give it back, since scaling
activations would cost a pass over memory."""


def act(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, 0.2)


def normalized(x: Tensor) -> Tensor:
    """To unit mean square."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)


class Linear(nn.Module):
    """Weights of unit variance, scaled when used, so that all layers learn at one rate."""

    def __init__(self, given: int, out: int, bias: float = 0.0, gain: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, given))
        self.bias = nn.Parameter(torch.full((out,), bias))
        self.gain = gain / math.sqrt(given)

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight * self.gain, self.bias)


class Conv(nn.Module):
    def __init__(
        self, given: int, out: int, size: int = 3, stride: int = 1, bias: bool = True, gain: float = GAIN
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, given, size, size))
        self.bias = nn.Parameter(torch.zeros(out)) if bias else None
        self.gain, self.stride, self.pad = gain / math.sqrt(given * size * size), stride, size // 2

    def forward(self, x: Tensor) -> Tensor:
        return functional.conv2d(x, self.weight * self.gain, self.bias, self.stride, self.pad)


def _up(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class StyledConv(nn.Module):
    """Modulated 3 x 3 convolution with demodulation; `doubling` computes at the small size and then doubles."""

    def __init__(self, given: int, out: int, width: int, doubling: bool = False) -> None:
        super().__init__()
        self.style = Linear(width, given, 1.0)
        self.weight = nn.Parameter(torch.randn(out, given, 3, 3))
        self.gain = 1 / math.sqrt(given * 9)
        self.bias = nn.Parameter(torch.zeros(1, out, 1, 1))
        self.noise = nn.Parameter(torch.zeros(()))
        self.doubling = doubling

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        style, weight = self.style(w), self.weight * self.gain
        demodulate = torch.rsqrt(style.square() @ weight.square().sum((2, 3)).t() + 1e-8)
        y = functional.conv2d(x * style[:, :, None, None], weight, padding=1)
        if self.doubling:
            y = _up(y)
        y = y * demodulate[:, :, None, None] + self.bias
        if noise is not None and y.shape[-1] <= NOISE_UP_TO:
            y = y + self.noise * functional.interpolate(noise, y.shape[-2:], mode="nearest")
        return act(y)


class _ToPicture(nn.Module):
    """Features to a picture of twice their size."""

    def __init__(self, given: int, width: int) -> None:
        super().__init__()
        self.style = Linear(width, given, 1.0)
        self.weight = nn.Parameter(torch.randn(12, given, 1, 1))
        self.gain = GAIN / math.sqrt(given)
        self.bias = nn.Parameter(torch.zeros(12))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        y = functional.conv2d(x * (self.style(w) * self.gain)[:, :, None, None], self.weight, self.bias)
        return functional.pixel_shuffle(y, 2)


class Generator(nn.Module):
    """z (n, latent) and factors (n, factors) to pictures (n, 3, size, size), about -1..1; size = 4 * 2 ** len(channels).

    `channels`: of the features from 4 px up. `layers`: number of codes w that a picture has.
    """

    def __init__(self, channels: Sequence[int], latent: int = 128, width: int = 128, factors: int = 0) -> None:
        super().__init__()
        self.channels, self.latent, self.width, self.factors = tuple(channels), latent, width, factors
        self.embed = Linear(factors, width) if factors else None
        self.mapping_layers = nn.ModuleList(
            [
                Linear(latent + (width if factors else 0), width),
                Linear(width, width, gain=GAIN),
                Linear(width, width, gain=GAIN),
            ]
        )
        self.constant = nn.Parameter(torch.randn(1, channels[0], 4, 4))
        self.first = StyledConv(channels[0], channels[0], width)
        self.pictures = nn.ModuleList([_ToPicture(c, width) for c in channels])
        self.doubling = nn.ModuleList()
        self.second = nn.ModuleList()
        for given, out in zip(channels, channels[1:], strict=False):
            self.doubling.append(StyledConv(given, out, width, True))
            self.second.append(StyledConv(out, out, width))
        self.layers = 1 + 2 * len(self.doubling)
        self.size = 4 * 2 ** len(self.channels)

    def mapping(self, z: Tensor, factors: Tensor | None = None) -> Tensor:
        """w (n, width)."""
        x = normalized(z)
        if self.embed is not None:
            assert factors is not None
            x = torch.cat([x, normalized(self.embed(factors))], 1)
        for layer in self.mapping_layers:
            x = act(layer(x))
        return x

    def synthesis(self, codes: Tensor, noise: Tensor | None = None, doublings: int = 99, fade: float = 1.0) -> Tensor:
        """`codes` (n, layers, width). `noise` (n, 1, 16, 16) or none. `doublings`: fewer make a smaller picture;
        `fade` 0..1: how far the last one has come in."""
        n = len(codes)
        x = self.first(self.constant.expand(n, -1, -1, -1), codes[:, 0], noise)
        picture = self.pictures[0](x, codes[:, 0])
        last = min(doublings, len(self.doubling)) - 1
        for k, (a, b) in enumerate(zip(self.doubling, self.second, strict=True)):
            if k > last:
                break
            x = b(a(x, codes[:, 1 + 2 * k], noise), codes[:, 2 + 2 * k], noise)
            here = self.pictures[k + 1](x, codes[:, 2 + 2 * k])
            picture = _up(picture) + here * (fade if k == last else 1.0)
        return torch.as_tensor(picture)

    def forward(self, z: Tensor, factors: Tensor | None = None, noise: Tensor | None = None) -> Tensor:
        w = self.mapping(z, factors)
        return self.synthesis(w[:, None].expand(-1, self.layers, -1), noise)


class _Down(nn.Module):
    def __init__(self, given: int, out: int) -> None:
        super().__init__()
        self.a, self.b = Conv(given, given), Conv(given, out, 3, 2)
        self.skip = Conv(given, out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = act(self.b(act(self.a(x))))
        return torch.as_tensor((y + self.skip(functional.avg_pool2d(x, 2))) / math.sqrt(2))


class Discriminator(nn.Module):
    """Pictures to (logit (n, 1), factors read off (n, factors)). `channels` as the generator's, from 4 px up."""

    def __init__(self, channels: Sequence[int], factors: int = 0, group: int = 4) -> None:
        super().__init__()
        self.group = group
        widths = tuple(channels)
        self.enter = nn.ModuleList([Conv(12, c, gain=1.0) for c in widths])
        self.down = nn.ModuleList([_Down(widths[k + 1], widths[k]) for k in range(len(widths) - 1)])
        self.last = Conv(widths[0] + 1, widths[0])
        self.squeeze = Linear(widths[0] * 16, 128, gain=GAIN)
        self.out = Linear(128, 1, gain=GAIN)
        self.embed = Linear(factors, 128) if factors else None
        self.read = Linear(128, factors, gain=GAIN) if factors else None

    def forward(
        self, pictures: Tensor, factors: Tensor | None = None, fade: float = 1.0
    ) -> tuple[Tensor, Tensor | None]:
        """The entry follows from the size; `fade` as in `Generator.synthesis`."""
        level = int(math.log2(pictures.shape[-1] // 2)) - 2
        x = act(self.enter[level](functional.pixel_unshuffle(pictures, 2)))
        for k in range(level - 1, -1, -1):
            x = self.down[k](x)
            if k == level - 1 and fade < 1.0:
                small = functional.pixel_unshuffle(functional.avg_pool2d(pictures, 2), 2)
                x = fade * x + (1 - fade) * act(self.enter[level - 1](small))
        n = len(x)
        m = self.group if n % self.group == 0 else 1
        spread = (x.view(m, n // m, *x.shape[1:]).var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        x = torch.cat([x, spread.repeat(m)[:, None, None, None].expand(n, 1, *x.shape[2:])], 1)
        h = act(self.squeeze(act(self.last(x)).flatten(1)))
        logit = self.out(h)
        if self.embed is None or self.read is None or factors is None:
            return logit, None
        logit = logit + (h * normalized(self.embed(factors))).sum(1, keepdim=True) * (GAIN / math.sqrt(128))
        return logit, self.read(h)
