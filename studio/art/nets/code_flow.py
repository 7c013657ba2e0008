"""The field of a rectified flow over an autoencoder's picture codes, told factors and words.

Liu, Gong, Liu: Flow Straight and Fast (2022); Lipman et al.: Flow Matching (2022). The shape is that of Hoogeboom et
al.: Simple Diffusion (2023): convolutions at the full grid of the code, where neighbors matter, and a transformer over
cells of 2 x 2, where the whole picture does. Conditions scale and shift normalized features, with one projection that
all blocks share (Peebles and Xie: Scalable Diffusion Models with Transformers, 2022; Chen et al.: PixArt-alpha, 2023).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WORDS = 384
"""Width of the sentence encoder's vectors."""
PATCH = 2
"""Cells of the code, each way, that are one token."""


class _Local(nn.Module):
    """Two 3 x 3 convolutions, told the condition."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.told = nn.Linear(width, 2 * channels)
        self.a = nn.Conv2d(channels, channels, 3, padding=1)
        self.b = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.told.weight)
        nn.init.zeros_(self.told.bias)
        nn.init.zeros_(self.b.weight)
        assert self.b.bias is not None
        nn.init.zeros_(self.b.bias)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.told(told)[:, :, None, None].chunk(2, 1)
        h = x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-6)
        h = self.a(functional.silu(h * (1 + scale) + shift))
        return torch.as_tensor(x + self.b(functional.silu(h)))


class _Global(nn.Module):
    """A transformer block over the tokens; `table` is its own part of the shared modulation."""

    def __init__(self, width: int, heads: int, wide: int) -> None:
        super().__init__()
        self.heads = heads
        self.table = nn.Parameter(torch.zeros(6, width))
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.qkv, self.mixed = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.a, self.b = nn.Linear(width, wide * width), nn.Linear(wide * width, width)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """`x` (n, tokens, width), `told` (n, 6, width)."""
        s1, b1, g1, s2, b2, g2 = (told + self.table)[:, :, None].unbind(1)
        n, t, d = x.shape
        q, k, v = self.qkv(self.norm(x) * (1 + s1) + b1).view(n, t, 3, self.heads, d // self.heads).unbind(2)
        # Written out: for sixteen tokens the fused kernels are ten times slower on a processor.
        weights = (q.transpose(1, 2) @ k.permute(0, 2, 3, 1) * (d // self.heads) ** -0.5).softmax(-1)
        y = (weights @ v.transpose(1, 2)).transpose(1, 2)
        x = x + g1 * self.mixed(y.reshape(n, t, d))
        return torch.as_tensor(x + g2 * self.b(functional.gelu(self.a(self.norm(x) * (1 + s2) + b2))))


class CodeFlow(nn.Module):
    """`channels`, `cells`: of the codes (n, channels, cells, cells), each channel of unit variance. `factors`: width of
    the world's condition, 0 for none. `width`, `depth`, `heads`, `wide`: of the transformer; `local`: channels of the
    convolutions."""

    frequencies: Tensor

    def __init__(
        self, channels: int, cells: int, factors: int, width: int = 256, depth: int = 5, heads: int = 8, wide: int = 3,
        local: int = 96,
    ) -> None:  # fmt: skip
        super().__init__()
        self.channels, self.cells, self.factors, self.width = channels, cells, factors, width
        self.enter = nn.Conv2d(channels, local, 3, padding=1)
        self.place = nn.Parameter(0.02 * torch.randn(1, local, cells, cells))
        self.before = nn.ModuleList(_Local(local, width) for _ in range(2))
        self.after = nn.ModuleList(_Local(local, width) for _ in range(2))
        self.gather = nn.Conv2d(local, width, PATCH, PATCH)
        self.spread = nn.Conv2d(width, local * PATCH * PATCH, 1)
        self.blocks = nn.ModuleList(_Global(width, heads, wide) for _ in range(depth))
        self.shared = nn.Linear(width, 6 * width)
        self.leave = nn.Conv2d(local, channels, 3, padding=1)
        # Each factor comes with a flag that it was given at all; so does the sentence.
        self.by_factors = nn.Sequential(nn.Linear(2 * factors, width), nn.SiLU(), nn.Linear(width, width))
        self.by_words = nn.Sequential(nn.Linear(WORDS + 1, width), nn.SiLU(), nn.Linear(width, width))
        self.by_time = nn.Sequential(nn.Linear(64, width), nn.SiLU(), nn.Linear(width, width))
        with torch.no_grad():
            self.shared.weight.zero_()
            self.shared.bias.zero_()
            # Gates begin half open: closed ones cost a small net its first thousand steps.
            self.shared.bias.view(6, width)[2::3] = 0.5
            self.leave.weight.zero_()
            assert self.leave.bias is not None
            self.leave.bias.zero_()
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(400.0), 32)), persistent=False)

    def condition(self, factors: Tensor, given: Tensor, words: Tensor, said: Tensor) -> Tensor:
        """float (n, width). `factors` (n, factors) -1..1, `given` (n, factors) 1 where told; `words` (n, 384) unit
        vectors, `said` (n, 1) 1 where there is a sentence."""
        f = self.by_factors(torch.cat([factors * given, given], -1))
        return torch.as_tensor(f + self.by_words(torch.cat([words * said * 8.0, said], -1)))

    def forward(self, x: Tensor, time: Tensor, condition: Tensor) -> Tensor:
        """The velocity at codes `x` (n, channels, cells, cells) and `time` (n,), 0 noise .. 1 picture."""
        angle = time[:, None] * self.frequencies
        told = functional.silu(condition + self.by_time(torch.cat([angle.sin(), angle.cos()], -1)))
        h = self.enter(x) + self.place
        for block in self.before:
            h = block(h, told)
        tokens = self.gather(h)
        n, d, rows, columns = tokens.shape
        shared = self.shared(told).view(n, 6, d)
        tokens = tokens.flatten(2).transpose(1, 2)
        for block in self.blocks:
            tokens = block(tokens, shared)
        seen = self.spread(tokens.transpose(1, 2).reshape(n, d, rows, columns))
        h = h + functional.pixel_shuffle(seen, PATCH)
        for block in self.after:
            h = block(h, told)
        return torch.as_tensor(self.leave(functional.silu(h)))
