"""A StyleGAN2-class generator of picture codes: w-space, modulated convolutions and style mixing over the small grid of an
autoencoder, whose decoder paints the pixels.

The parts are those of Karras et al. (StyleGAN2, 2020), as in `stylegan`; that a generator works where an autoencoder has
already put away the pixels is after Esser et al. (Taming Transformers, 2021) and Rombach et al. (Latent Diffusion, 2022).
A picture of 128 px is a grid of 8 x 8, so that a processor sees a hundred times as many of them in an hour.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.art.nets.spatial_autoencoder import CELL, Decoder
from studio.art.nets.stylegan import GAIN, Conv, Linear, StyledConv, act, normalized

START = 4
"""Cells of the constant that every picture begins as."""


class _ToCode(nn.Module):
    """Features to code channels, modulated but not demodulated."""

    def __init__(self, given: int, out: int, width: int) -> None:
        super().__init__()
        self.style = Linear(width, given, 1.0)
        self.weight = nn.Parameter(torch.randn(out, given, 1, 1))
        self.gain = GAIN / math.sqrt(given)
        self.bias = nn.Parameter(torch.zeros(out))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        return functional.conv2d(x * (self.style(w) * self.gain)[:, :, None, None], self.weight, self.bias)


class CodeGenerator(nn.Module):
    """z (n, latent) and factors (n, factors) to whitened codes (n, channels, cells, cells); cells = 8.

    `features`: channels of the layers, the first at 4 x 4, all others at 8 x 8. `layers`: number of codes w.
    """

    def __init__(
        self, channels: int, factors: int, latent: int = 96, width: int = 128,
        features: tuple[int, ...] = (224, 160, 128, 128, 128),
    ) -> None:  # fmt: skip
        super().__init__()
        self.channels, self.factors, self.latent, self.width = channels, factors, latent, width
        self.features = tuple(features)
        self.embed = Linear(factors, width) if factors else None
        self.mapping_layers = nn.ModuleList(
            [Linear(latent + (width if factors else 0), width), Linear(width, width, gain=GAIN),
             Linear(width, width, gain=GAIN)]
        )  # fmt: skip
        self.constant = nn.Parameter(torch.randn(1, features[0], START, START))
        self.first = StyledConv(features[0], features[0], width)
        pairs = list(zip(features, features[1:], strict=False))
        self.rest = nn.ModuleList(StyledConv(a, b, width, doubling=k == 0) for k, (a, b) in enumerate(pairs))
        self.codes = nn.ModuleList(_ToCode(c, channels, width) for c in features)
        self.layers = len(features)
        self.size = 2 * START * CELL

    def mapping(self, z: Tensor, factors: Tensor | None = None) -> Tensor:
        """w (n, width)."""
        x = normalized(z)
        if self.embed is not None:
            assert factors is not None
            x = torch.cat([x, normalized(self.embed(factors))], 1)
        for layer in self.mapping_layers:
            x = act(layer(x))
        return x

    def synthesis(self, w: Tensor) -> Tensor:
        """`w` (n, layers, width) to codes."""
        x = self.first(self.constant.expand(len(w), -1, -1, -1), w[:, 0], None)
        out: Tensor = functional.interpolate(self.codes[0](x, w[:, 0]), scale_factor=2, mode="bilinear")
        for k, layer in enumerate(self.rest, start=1):
            x = layer(x, w[:, k], None)
            out = out + self.codes[k](x, w[:, k])
        return out

    def forward(self, z: Tensor, factors: Tensor | None = None) -> Tensor:
        return self.synthesis(self.mapping(z, factors)[:, None].expand(-1, self.layers, -1))


class _Block(nn.Module):
    def __init__(self, given: int, out: int, stride: int) -> None:
        super().__init__()
        self.a, self.b = Conv(given, given), Conv(given, out, 3, stride)
        self.skip = Conv(given, out, 1, bias=False)
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        y = act(self.b(act(self.a(x))))
        short = functional.avg_pool2d(x, 2) if self.stride == 2 else x
        return torch.as_tensor((y + self.skip(short)) / math.sqrt(2))


class CodeCritic(nn.Module):
    """Codes (n, channels, 8, 8) to (logit (n, 1), factors read off (n, factors)); projection on the factors (Miyato and
    Koyama 2018) and reading them (Odena et al. 2017)."""

    def __init__(self, channels: int, factors: int, width: int = 128, group: int = 8) -> None:
        super().__init__()
        self.group = group
        self.enter = Conv(channels, width, gain=1.0)
        self.body = nn.Sequential(_Block(width, width, 1), _Block(width, 192, 2))
        self.last = Conv(193, 192)
        self.squeeze = Linear(192 * 16, 192, gain=GAIN)
        self.out = Linear(192, 1, gain=GAIN)
        self.embed = Linear(factors, 192)
        self.read = Linear(192, factors, gain=GAIN)

    def forward(self, codes: Tensor, factors: Tensor) -> tuple[Tensor, Tensor]:
        x = self.body(act(self.enter(codes)))
        n = len(x)
        m = self.group if n % self.group == 0 else 1
        spread = (x.view(m, n // m, *x.shape[1:]).var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        x = torch.cat([x, spread.repeat(m)[:, None, None, None].expand(n, 1, *x.shape[2:])], 1)
        h = act(self.squeeze(act(self.last(x)).flatten(1)))
        told = (h * normalized(self.embed(factors))).sum(1, keepdim=True) * (GAIN / math.sqrt(192))
        return self.out(h) + told, self.read(h)


class CodeStyleGAN(nn.Module):
    """The generator of codes with the decoder that paints them: the whole network of a model. `mean`, `spread`
    (channels, 1, 1) take whitened codes to those of the decoder."""

    mean: Tensor
    spread: Tensor

    def __init__(self, generator: CodeGenerator, decoder: Decoder) -> None:
        super().__init__()
        self.generator, self.decoder = generator, decoder
        self.register_buffer("mean", torch.zeros(generator.channels, 1, 1))
        self.register_buffer("spread", torch.ones(generator.channels, 1, 1))

    def painted(self, codes: Tensor) -> Tensor:
        """Whitened codes to pictures (n, 3, 128, 128), about -1..1."""
        grid = (self.mean + codes * self.spread).contiguous(memory_format=torch.channels_last)
        return torch.as_tensor(self.decoder(grid))

    def synthesis(self, w: Tensor) -> Tensor:
        """`w` (n, layers, width) to pictures."""
        return self.painted(self.generator.synthesis(w))
