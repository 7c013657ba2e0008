"""Fitting an untrained hourglass to what is known of a picture (Ulyanov, Vedaldi & Lempitsky: Deep Image Prior, 2018).

What the network draws while it learns is averaged over the steps, and it is stopped before it learns the damage as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studio.art.nets.hourglass import Hourglass
from studio.art.styles.neural.fitting import Teller
from studio.art.training.loop import mixed, on

WIDTHS = (32, 48, 64, 64, 64)
SKIP, FINE, GIVEN = 8, 24, 16
RATE, WARM = 0.01, 40
NOISE, JITTER, HINT = 0.1, 0.03, 0.3
"""Of the fixed input, of what is added to it anew in every step, so that no pixel is learned by heart, and of a hint."""
KEEP = 0.98
"""Of the running mean of the outputs."""
SMALLEST = 32


@dataclass(frozen=True)
class Plan:
    """`enough`: told the loss, smoothed over some steps, says whether to stop. `skips`: whether fine structure leads
    straight across, which holes do not want. `hint`: a first guess (1, 3, height, width) that the network is shown."""

    steps: int
    seed: int
    enough: Callable[[float], bool] = lambda loss: False
    skips: bool = True
    hint: Tensor | None = None


def fit(
    teller: Teller, height: int, width: int, loss: Callable[[Tensor], Tensor], plan: Plan, show: Callable[[Tensor], Any]
) -> Tensor:
    """The fitted picture, float (1, 3, height, width), 0..1. `loss` is told what the network draws now; `show` makes a
    preview of the mean so far. Ends early when the artist says so."""
    ctx = teller.ctx
    device = ctx.device
    cells = 1 << len(WIDTHS)
    high, wide = (max(SMALLEST, -(-n // cells) * cells) for n in (height, width))
    chance = torch.Generator().manual_seed(plan.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        net = on(Hourglass(GIVEN if plan.hint is None else GIVEN + 3, WIDTHS, SKIP if plan.skips else 0, FINE), device)
    given = torch.rand(1, GIVEN, high, wide, generator=chance) * NOISE
    if plan.hint is not None:
        shown = functional.pad(plan.hint.cpu(), (0, wide - width, 0, high - height), mode="replicate")
        given = torch.cat([given, HINT * shown], 1)
    optimizer = torch.optim.Adam(net.parameters(), RATE)
    mean: Tensor | None = None
    smoothed = 0.0
    for step in range(plan.steps):
        if ctx.finishing and mean is not None:
            break
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM)
        x = (given + JITTER * torch.randn(given.shape, generator=chance)).to(device)
        with mixed(device):
            drawn = net(x.contiguous(memory_format=torch.channels_last))[..., :height, :width]
        ctx.check()
        off = loss(drawn)
        optimizer.zero_grad()
        off.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        keep = min(KEEP, (step + 1) / (step + 10))
        mean = drawn.detach() if mean is None else mean * keep + drawn.detach() * (1 - keep)
        value = float(off.detach())
        smoothed = value if step == 0 else 0.9 * smoothed + 0.1 * value
        teller.step(partial(show, mean))
        if step > WARM and plan.enough(smoothed):
            teller.skip(plan.steps - step - 1)
            break
    assert mean is not None
    return mean


def tensor_of(values: Any, device: str) -> Tensor:
    """float32 (H, W) or (H, W, C) as (1, C, H, W)."""
    a = np.atleast_3d(values)
    return torch.from_numpy(np.ascontiguousarray(a.transpose(2, 0, 1)[None], np.float32)).to(device)


def array_of(x: Tensor) -> Any:
    """(1, 3, H, W) as float32 (H, W, 3), 0..1."""
    return np.ascontiguousarray(x.detach()[0].float().clamp(0, 1).permute(1, 2, 0).cpu().numpy())


def reduced(x: Tensor, factor: int) -> Tensor:
    """Means of `factor` x `factor` pixels: how a small picture comes from a large one."""
    return functional.avg_pool2d(x, factor)
