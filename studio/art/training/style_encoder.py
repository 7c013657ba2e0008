"""Trains the encoder of a StyleGAN over codes: on pictures that the generator paints, whose codes are known, and on
real ones, whose pictures must come back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from studio.art.nets.code_stylegan import CodeStyleGAN
from studio.art.nets.factor_net import FactorNet, perceptual
from studio.art.nets.style_encoder import StyleEncoder
from studio.art.training.factor_net import HELD_OUT
from studio.art.training.loop import Average, Curves, Run, cosine, mixed, on, restorer
from studio.art.training.painted import Painted, batches
from studio.art.training.pictures import grid, to_floats
from studio.core.progress import Context


def train_style_encoder(
    ctx: Context, whole: CodeStyleGAN, data: Painted, judge: FactorNet, folder: Path, *, steps: int = 1_500,
    batch: int = 24, seed: int = 4,
) -> tuple[StyleEncoder, Curves]:  # fmt: skip
    """The generator stays as it is. Half of each batch is the generator's own work, half are pictures of the data."""
    torch.manual_seed(seed)
    device = ctx.device
    whole.to(device)
    generator = whole.generator
    net = on(StyleEncoder(generator.layers, generator.width), device)
    factors = torch.from_numpy(data.conditions).to(device)
    with torch.no_grad():
        many = generator.mapping(torch.randn(2_000, generator.latent, device=device), factors[:2_000])
        net.mean.copy_(many.mean(0))
        spread = many.std(0)
    optimizer = torch.optim.AdamW(net.parameters(), 1.5e-3, weight_decay=0.01)
    average = Average(net)
    half = batch // 2
    picks = batches(len(data.pictures) - HELD_OUT, half, seed)

    def paint(codes: Tensor) -> Tensor:
        with mixed(device):
            return whole.synthesis(codes).float()

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * cosine(k, steps)
        pick = next(picks) + HELD_OUT
        real = to_floats(data.pictures[pick], device)
        with torch.no_grad():
            true = generator.mapping(torch.randn(half, generator.latent, device=device), factors[pick])
            made = paint(true[:, None].expand(-1, generator.layers, -1))
        given = torch.cat([made, real]).contiguous(memory_format=torch.channels_last)
        net.train()
        with mixed(device):
            base, offsets = net.parts(given)
        base, offsets = base.float(), offsets.float()
        again = paint(base + offsets)
        code = ((base[:half, 0] - true) / spread).square().mean()
        flat = (again - given).abs().mean()
        with mixed(device):
            seen = perceptual(judge, again, given).float()
        short = (offsets / spread).square().mean()
        loss = 0.3 * code + flat + 0.5 * seen + 0.02 * short
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        average.update(net, k)
        return {"code": code, "L1": flat, "seen": seen, "offsets": short}

    @torch.no_grad()
    def sample() -> object:
        net.eval()
        real = to_floats(data.pictures[:12], device)
        return grid(torch.cat([real, whole.synthesis(net(real))]), 12)

    run = Run("encoder", steps, step, lambda: {"net": net.state_dict(), "average": average.state, "optimizer": optimizer.state_dict()},
              restorer(net, average, optimizer), sample)  # fmt: skip
    curves = run.go(ctx, folder)
    net.load_state_dict(average.state)
    net.eval().requires_grad_(False)
    return net, curves
