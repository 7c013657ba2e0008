"""Trains a network of one style (Johnson, Alahi & Fei-Fei 2016): what it makes of pictures is to have the style's
statistics in the eyes of a frozen network, and the picture's places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from studio.art.nets.transformer_net import STRIDE, TransformerNet
from studio.art.styles.neural.features import Features
from studio.art.training.adain import apart, manner, manner_loss, unit
from studio.art.training.course import Course, restored, sheet
from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Curves, cosine, mixed, on
from studio.art.training.style_pictures import Stack, fit, leaves, stacked
from studio.core.progress import Context

SHOWN = 4
SEEN = 512
"""Short side of the style picture as its statistics are taken, in px, at the size of marks 1."""


@dataclass(frozen=True)
class Plan:
    """`style`: weight of marks against places. `texture`: size of the style's marks. `crop`: px of training pictures."""

    steps: int = 2_000
    batch: int = 4
    crop: int = 160
    rate: float = 1e-3
    style: float = 1.5
    smooth: float = 0.1
    texture: float = 1.0
    width: int = 32
    blocks: int = 5
    precision: str = "auto"
    average: float = 0.995
    seed: int = 0

    @property
    def edge(self) -> int:
        return max(32, self.crop // STRIDE * STRIDE)


def train(
    ctx: Context, plan: Plan, style: NDArray[np.uint8], contents: Stack, eyes: Features, team: Team, work: Path
) -> tuple[dict[str, Tensor], dict[str, Any], Curves]:  # fmt: skip
    """Tensors and arguments of the averaged net, and the losses. `style` uint8 (h, w, 3)."""
    device = ctx.device
    torch.manual_seed(plan.seed)
    shape = {"width": plan.width, "blocks": plan.blocks}
    net, shown = on(_begun(TransformerNet(**shape)), device), on(TransformerNet(**shape), device)
    shown.requires_grad_(False)
    average = Average(net, plan.average)
    optimizer = torch.optim.Adam(net.parameters(), plan.rate, betas=(0.9, 0.99))
    layers, places = eyes.style, eyes.content
    model = unit(stacked([fit(style, max(64, round(SEEN * plan.texture)))]), device)
    with torch.no_grad(), mixed(device, plan.precision):
        found = eyes.extract(model, layers, ctx.check)
        goals = manner([found[n] for n in layers])
    looked = _contents(np.random.default_rng((plan.seed, 9)), plan, contents, SHOWN, device, plain=True)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.steps)
        x = _contents(np.random.default_rng((plan.seed, k, 5)), plan, contents, plan.batch, device)
        with mixed(device, plan.precision):
            y = net(x * 255.0) / 255.0
            seen = eyes.extract(y, {*layers, *places})
            with torch.no_grad():
                wanted = eyes.extract(x, places)
        far = torch.stack([apart(seen[n].float(), wanted[n].float()) for n in places]).mean()
        y = y.float()
        rough = (y[..., 1:] - y[..., :-1]).abs().mean() + (y[..., 1:, :] - y[..., :-1, :]).abs().mean()
        rough = rough + 10 * (y - y.clamp(0, 1)).abs().mean()
        losses = {"places": far, "marks": manner_loss([seen[n] for n in layers], goals), "smooth": rough}
        total = losses["places"] + plan.style * losses["marks"] + plan.smooth * losses["smooth"]
        optimizer.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        average.update(net, k)
        return {name: value.detach() for name, value in losses.items()}

    @torch.inference_mode()
    def sample() -> NDArray[np.uint8]:
        shown.load_state_dict(average.state)
        with mixed(device, plan.precision):
            made = shown(looked * 255.0).float() / 255.0
        return sheet(torch.cat([looked, made]) * 2 - 1, SHOWN)

    def state() -> Mapping[str, Any]:
        return {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()}

    def restore(kept: Mapping[str, Any]) -> None:
        net.load_state_dict(kept["net"])
        restored(average, kept["average"], net)
        optimizer.load_state_dict(kept["optimizer"])

    curves = Course(plan.steps, step, state, restore, sample, team).go(ctx, work)
    return dict(average.state), dict(shape), curves


@torch.no_grad()
def _begun(net: TransformerNet) -> TransformerNet:
    """Paints about gray at first, in steps of its range of 0..255: from black it would take hundreds of steps to come
    into the light."""
    last = net.deconv3.conv2d
    last.weight.mul_(32.0)
    if last.bias is not None:
        last.bias.fill_(127.5)
    return net


def _contents(
    chance: np.random.Generator, plan: Plan, contents: Stack, count: int, device: str, plain: bool = False
) -> Tensor:
    parts = [
        leaves(chance, plan.edge)
        if chance.random() < 0.15 and not plain
        else contents.crop(chance, plan.edge, (0.3, 1.2))
        for _ in range(count)
    ]
    return unit(stacked(parts), device)
