"""Trains the small adversarial nets: non-saturating loss (Goodfellow et al. 2014), lazy R1 (Mescheder et al. 2018),
adaptive augmentation, averaged weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from studio.art.nets.gan import doublings, make_critic, make_generator
from studio.art.training.augment import Adaptive, alter, draw
from studio.art.training.course import Course, chance, restored, sheet
from studio.art.training.data import Source
from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Curves, mixed, on
from studio.art.training.pictures import to_floats
from studio.core.errors import UserError
from studio.core.progress import Context

R1_EVERY = 16
SHOWN = 64


@dataclass(frozen=True)
class Plan:
    """Everything that a training needs besides its pictures. `net`: "dense" or "dcgan". `adapt`: real pictures that
    bring the augmentation from nothing to full; 0: never any."""

    net: str
    steps: int
    batch: int
    latent: int
    width: int
    rate: float
    r1: float
    adapt: float
    average: float
    precision: str
    seed: int


def settle(net: str, size: int) -> str:
    """The net for "auto": dense for tiny pictures. Raises `UserError` where a net cannot paint that size."""
    if net == "auto":
        net = "dense" if size <= 32 else "dcgan"
    if net == "dcgan":
        try:
            doublings(size)
        except ValueError:
            raise UserError(f"DCGAN paints pictures of 8, 16, 32, 64, 128 or 256 px, not {size}.") from None
    return net


def train(
    ctx: Context, plan: Plan, source: Source, team: Team, folder: Path
) -> tuple[dict[str, Tensor], dict[str, Any], Curves, dict[str, float]]:
    """Tensors and arguments of the averaged generator, the losses, and figures of the augmentation."""
    device = team.device
    shape: dict[str, Any] = {"net": plan.net, "size": source.size, "width": plan.width, "gray": source.gray}
    torch.manual_seed(plan.seed)
    generator = on(make_generator(latent=plan.latent, **shape), device)
    critic = on(make_critic(**shape), device)
    shown = make_generator(latent=plan.latent, **shape).to(device).requires_grad_(False)
    average = Average(generator, plan.average)
    betas, fused = (0.0, 0.99), device.startswith(("cpu", "cuda"))
    by_generator = torch.optim.Adam(generator.parameters(), plan.rate, betas, fused=fused)
    by_critic = torch.optim.Adam(critic.parameters(), plan.rate, betas, fused=fused)
    ours, theirs = team.wrap(generator), team.wrap(critic)
    adaptive = Adaptive(plan.adapt, on=plan.adapt > 0)
    mine = team.share(plan.batch)
    precision = "full" if plan.net == "dense" and plan.precision == "auto" else plan.precision
    looked = torch.randn(SHOWN, plan.latent, generator=chance(plan.seed, "shown", 0)).to(device)

    def noise(what: str, k: int) -> Tensor:
        z = torch.randn(plan.batch, plan.latent, generator=chance(plan.seed, what, k))
        return z[mine].to(device)

    def altered(x: Tensor, what: str, k: int) -> Tensor:
        if adaptive.p == 0:
            return x
        how = draw(plan.batch, adaptive.p, source.size, chance(plan.seed, what, k), gray=source.gray)
        return alter(x, how.of(mine, device))

    def step(k: int) -> Mapping[str, Tensor]:
        # The critic; real and made ones in one call, since the team averages once a call.
        critic.requires_grad_(True)
        real = altered(to_floats(source.batch(k, plan.batch, mine), device), "real", k)
        with torch.no_grad(), mixed(device, precision):
            fake = altered(generator(noise("critic", k)).float(), "fake", k)
        slopes = k % R1_EVERY == 0 and plan.r1 > 0
        # The penalty in full precision: the slope of a slope is small.
        real.requires_grad_(slopes)
        with mixed(device, "full" if slopes else precision):
            yes, no = theirs(torch.cat([real, fake]).contiguous(memory_format=torch.channels_last)).float().chunk(2)
        loss = functional.softplus(-yes).mean() + functional.softplus(no).mean()
        total = loss
        if slopes:
            (slope,) = torch.autograd.grad(yes.sum(), real, create_graph=True)
            total = loss + 0.5 * plan.r1 * R1_EVERY * slope.square().sum((1, 2, 3)).mean()
        by_critic.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        by_critic.step()
        adaptive.saw(team.mean(yes.detach().sign().mean()), plan.batch)
        # The generator.
        critic.requires_grad_(False)
        with mixed(device, precision):
            made = altered(ours(noise("generator", k)).float(), "made", k)
            judged = critic(made).float()
        wanted = functional.softplus(-judged).mean()
        by_generator.zero_grad()
        wanted.backward()  # type: ignore[no-untyped-call]
        by_generator.step()
        average.update(generator, k)
        losses = {"critic": team.mean(loss.detach()), "generator": team.mean(wanted.detach())}
        return losses | ({"augmented": torch.tensor(adaptive.p)} if adaptive.on else {})

    @torch.no_grad()
    def sample() -> NDArray[np.uint8]:
        shown.load_state_dict(average.state)
        return sheet(shown(looked), 8 if source.size > 32 else 16)

    def state() -> Mapping[str, Any]:
        return {
            "generator": generator.state_dict(), "critic": critic.state_dict(), "average": average.state,
            "by_generator": by_generator.state_dict(), "by_critic": by_critic.state_dict(), "adaptive": adaptive.state(),
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        generator.load_state_dict(kept["generator"])
        critic.load_state_dict(kept["critic"])
        restored(average, kept["average"], generator)
        by_generator.load_state_dict(kept["by_generator"])
        by_critic.load_state_dict(kept["by_critic"])
        adaptive.restore(kept["adaptive"])

    curves = Course(plan.steps, step, state, restore, sample, team).go(ctx, folder)
    tensors = {f"generator.{k}": v for k, v in average.state.items()}
    figures = {"augmented": adaptive.p} if adaptive.on else {}
    return tensors, shape | {"latent": plan.latent}, curves, figures
