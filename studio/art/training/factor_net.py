"""Trains the net that reads factors off pictures: perceptual space, Frechet space and referee of the generators."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.nets.factor_net import FactorNet
from studio.art.training.loop import Average, Run, cosine, mixed, on, restorer
from studio.art.training.painted import Painted, batches
from studio.art.training.pictures import to_floats
from studio.core.progress import Context

HELD_OUT = 500
"""Pictures at the head of the data that no stage trains on."""


def train_factor_net(
    ctx: Context, data: Painted, folder: Path, *, steps: int, batch: int = 48, seed: int = 1, name: str = "factors"
) -> FactorNet:
    """With another `name` and `seed` it is a referee of its own, which no generator was trained against."""
    torch.manual_seed(seed)
    device = ctx.device
    net = on(FactorNet(data.conditions.shape[1]), device)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    average = Average(net)
    picks = batches(len(data.pictures) - HELD_OUT, batch, seed)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * cosine(k, steps)
        pick = next(picks) + HELD_OUT
        x = functional.interpolate(to_floats(data.pictures[pick], device), (64, 64), mode="area")
        x = x + 0.02 * torch.randn_like(x)
        want = torch.from_numpy(data.conditions[pick]).to(device)
        net.train()
        with mixed(device):
            read = net(x.contiguous(memory_format=torch.channels_last))
        loss = functional.smooth_l1_loss(read.float(), want, beta=0.2)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        average.update(net, k)
        return {"loss": loss}

    run = Run(name, steps, step, lambda: {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              restorer(net, average, optimizer))  # fmt: skip
    run.go(ctx, folder)
    net.load_state_dict(average.state)
    return net.eval().requires_grad_(False)
