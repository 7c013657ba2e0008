"""Trains the convolutional autoencoder: likelihood with a spread that follows the error (Rybkin et al.: Simple and
Effective VAE Training with Calibrated Decoders, 2021), times beta the distance of the codes to normal ones (Higgins et
al.: beta-VAE, 2017), and a term on the feature maps of our own factor net."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from studio.art.nets.factor_net import FactorNet, perceptual
from studio.art.nets.gan import doublings
from studio.art.nets.vae import Decoder, Encoder
from studio.art.training.course import Course, chance, restored, sheet
from studio.art.training.data import Source
from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Curves, cosine, mixed, on
from studio.art.training.pictures import to_floats
from studio.core.errors import UserError
from studio.core.progress import Context

SHOWN = 12
SLOW = 0.99
"""How much of the spread stays from step to step."""


@dataclass(frozen=True)
class Plan:
    """Everything that a training needs besides its pictures. `perceptual`: weight of the term on features, 0: none."""

    steps: int
    batch: int
    latent: int
    width: int
    rate: float
    beta: float
    perceptual: float
    average: float
    precision: str
    seed: int


class Pair(nn.Module):
    """Encoder and decoder as one thing to train."""

    def __init__(self, size: int, latent: int, width: int) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(size, latent, width), Decoder(size, latent, width)

    def forward(self, pictures: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The pictures again, by a code drawn around the mean; mean and logarithm of the variance."""
        mean, spread = self.encoder(pictures)
        return self.decoder(mean + noise * (0.5 * spread).exp()), mean, spread


def check_size(size: int) -> None:
    """Raises `UserError` where the net cannot paint that size."""
    try:
        doublings(size)
    except ValueError:
        raise UserError(f"This net paints pictures of 8, 16, 32, 64, 128 or 256 px, not {size}.") from None


def train(
    ctx: Context, plan: Plan, source: Source, team: Team, folder: Path, judge: FactorNet | None = None
) -> tuple[dict[str, Tensor], dict[str, Any], Curves, dict[str, float]]:
    """Tensors and arguments of the averaged pair, the losses, and PSNR (dB) on pictures that were held out. `judge` is
    needed where `plan.perceptual` is not 0."""
    device = team.device
    shape = {"size": source.size, "latent": plan.latent, "width": plan.width}
    torch.manual_seed(plan.seed)
    pair, shown = (on(Pair(**shape), device) for _ in range(2))
    shown.requires_grad_(False)
    average = Average(pair, plan.average)
    optimizer = torch.optim.AdamW(pair.parameters(), plan.rate, betas=(0.9, 0.99), weight_decay=0.01)
    ours = team.wrap(pair)
    mine = team.share(plan.batch)
    variance = torch.ones((), device=device)
    if judge is not None:
        judge = judge.to(device)
    looked = to_floats(source.held_out(SHOWN), device)
    codes = torch.randn(2 * SHOWN, plan.latent, generator=chance(plan.seed, "shown", 0)).to(device)

    def step(k: int) -> Mapping[str, Tensor]:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * cosine(k, plan.steps)
        x = to_floats(source.batch(k, plan.batch, mine), device).contiguous(memory_format=torch.channels_last)
        noise = torch.randn(plan.batch, plan.latent, generator=chance(plan.seed, "code", k))[mine].to(device)
        with mixed(device, plan.precision):
            y, mean, spread = ours(x, noise)
        y, mean, spread = y.float(), mean.float(), spread.float()
        error = (y - x).square().mean()
        # The spread that explains the error best is the error itself; it follows slowly, and equally in all processes.
        keep = min(SLOW, k / (k + 4))
        variance.lerp_(team.mean(error.detach()), 1 - keep)
        prior = 0.5 * (mean.square() + spread.exp() - 1 - spread).sum(1).mean() / x[0].numel()
        total = 0.5 * error / variance.clamp_min(1e-4) + plan.beta * prior
        losses = {"error": error, "prior": prior}
        if judge is not None and plan.perceptual > 0:
            with mixed(device, plan.precision):
                seen = perceptual(judge, y, x)
            total = total + plan.perceptual * seen.float()
            losses["seen"] = seen
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(pair.parameters(), 1.0)
        optimizer.step()
        average.update(pair, k)
        return {name: team.mean(value.detach()) for name, value in losses.items()}

    @torch.no_grad()
    def sample() -> NDArray[np.uint8]:
        """Pictures, the same through the code, and random codes."""
        shown.load_state_dict(average.state)
        again = shown.decoder(shown.encoder(looked)[0])
        return sheet(torch.cat([looked, again, shown.decoder(codes)]), len(looked))

    def state() -> Mapping[str, Any]:
        return {
            "pair": pair.state_dict(), "average": average.state, "optimizer": optimizer.state_dict(),
            "variance": variance,
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        pair.load_state_dict(kept["pair"])
        restored(average, kept["average"], pair)
        optimizer.load_state_dict(kept["optimizer"])
        variance.copy_(kept["variance"])

    curves = Course(plan.steps, step, state, restore, sample, team).go(ctx, folder)
    shown.load_state_dict(average.state)
    with torch.no_grad():
        held = to_floats(source.held_out(128), device)
        again = torch.cat([shown.decoder(shown.encoder(x)[0]) for x in torch.split(held, 32)])
        error = float((again - held).square().mean())
    figures = {"psnr": float(10 * np.log10(4.0 / max(error, 1e-9))), "sigma": float(variance.sqrt())}
    return dict(average.state), shape, curves, figures
