"""The field of a rectified flow over picture codes, told factors and words.

Liu, Gong, Liu: Flow Straight and Fast (2022); Lipman et al.: Flow Matching (2022). Conditions enter by adaptive layer
norm as in Peebles and Xie: Scalable Diffusion Models with Transformers (2022), here around plain perceptrons, since a
code is one vector.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WORDS = 384
"""Width of the sentence encoder's vectors."""


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.told = nn.Linear(width, 3 * width)
        self.a, self.b = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        nn.init.zeros_(self.told.weight)
        nn.init.zeros_(self.told.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        shift, scale, gate = self.told(condition).chunk(3, -1)
        inner = self.norm(x) * (1 + scale) + shift
        return torch.as_tensor(x + (1 + gate) * self.b(functional.gelu(self.a(inner))))


class CodeFlow(nn.Module):
    """`code`: width of the codes; `factors`: width of the condition; `width`, `depth`: of the net."""

    frequencies: Tensor

    def __init__(self, code: int, factors: int, width: int = 768, depth: int = 5) -> None:
        super().__init__()
        self.code, self.factors = code, factors
        self.enter = nn.Linear(code, width)
        # Each factor comes with a flag that it was given at all; so does the sentence.
        self.by_factors = nn.Sequential(nn.Linear(2 * factors, width), nn.SiLU(), nn.Linear(width, width))
        self.by_words = nn.Sequential(nn.Linear(WORDS + 1, width), nn.SiLU(), nn.Linear(width, width))
        self.by_time = nn.Sequential(nn.Linear(64, width), nn.SiLU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList(_Block(width) for _ in range(depth))
        self.leave = nn.Linear(width, code)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(400.0), 32)), persistent=False)

    def condition(self, factors: Tensor, given: Tensor, words: Tensor, said: Tensor) -> Tensor:
        """float (n, width). `factors` (n, factors) -1..1, `given` (n, factors) 1 where told; `words` (n, 384) unit
        vectors, `said` (n, 1) 1 where there is a sentence."""
        f = self.by_factors(torch.cat([factors * given, given], -1))
        return torch.as_tensor(f + self.by_words(torch.cat([words * said * 8.0, said], -1)))

    def forward(self, x: Tensor, time: Tensor, condition: Tensor) -> Tensor:
        """The velocity at `x` (n, code) and `time` (n,) 0 noise .. 1 picture."""
        angle = time[:, None] * self.frequencies
        told = functional.silu(condition + self.by_time(torch.cat([angle.sin(), angle.cos()], -1)))
        h = self.enter(x)
        for block in self.blocks:
            h = block(h, told)
        return torch.as_tensor(self.leave(h))
