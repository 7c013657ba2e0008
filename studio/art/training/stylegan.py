"""Trains the StyleGAN2-class generator: non-saturating loss, lazy R1, style mixing, growing pictures."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import world
from studio.art.nets.factor_net import FactorNet
from studio.art.nets.stylegan import Discriminator, Generator
from studio.art.training.factor_net import HELD_OUT
from studio.art.training.loop import Average, Curves, Run, mixed, on
from studio.art.training.painted import Painted, batches
from studio.art.training.pictures import frechet, grid, to_floats
from studio.core.progress import Context


@dataclass(frozen=True)
class Plan:
    """`stages`: (size, steps) in turn; half of a stage's steps, at most `fading`, fade the new size in."""

    world: str = "skies"
    size: int = 128
    pictures: int = 14_000
    seed: int = 3
    channels: tuple[int, ...] = (160, 160, 128, 80, 40)
    latent: int = 96
    width: int = 128
    judge_steps: int = 700
    stages: tuple[tuple[int, int], ...] = ((32, 3_500), (64, 3_500), (128, 7_500))
    batch: int = 16
    precision: str = "auto"
    fading: int = 600
    rate: float = 2e-3
    r1: float = 0.3
    r1_every: int = 16
    mixing: float = 0.5
    read: float = 1.0


def stage_of(plan: Plan, step: int) -> tuple[int, float]:
    """The size of the pictures at a step, and how far it is faded in."""
    at = step
    for number, (size, steps) in enumerate(plan.stages):
        if at < steps or number == len(plan.stages) - 1:
            fading = min(plan.fading, steps // 2)
            return size, 1.0 if number == 0 else min(1.0, (at + 1) / fading)
        at -= steps
    raise AssertionError


def train(
    ctx: Context, plan: Plan, data: Painted, judge: FactorNet, folder: Path
) -> tuple[Generator, Curves, dict[str, float]]:
    """The generator with averaged weights, the losses, and figures on pictures that were held out."""
    torch.manual_seed(plan.seed)
    device = ctx.device
    place = world(plan.world)
    generator = on(Generator(plan.channels, plan.latent, plan.width, place.width), device)
    critic = on(Discriminator(plan.channels, place.width), device)
    average = Average(generator, 0.998)
    by_generator = torch.optim.Adam(generator.parameters(), plan.rate, (0.0, 0.99))
    by_critic = torch.optim.Adam(critic.parameters(), plan.rate * 16 / 17, (0.0, 0.99))
    picks = batches(len(data.pictures) - HELD_OUT, plan.batch, plan.seed)
    chance = torch.Generator().manual_seed(plan.seed)
    shown_z = torch.randn(24, plan.latent, generator=torch.Generator().manual_seed(1)).to(device)
    shown_c = torch.from_numpy(data.conditions[:24]).to(device)
    last = [plan.stages[0][0]]

    def make(z: Tensor, factors: Tensor, size: int, fade: float, mix: bool) -> Tensor:
        w = generator.mapping(z, factors)
        codes = w[:, None].repeat(1, generator.layers, 1)
        if mix:
            other = generator.mapping(torch.randn_like(z), factors)
            cut = int(torch.randint(1, generator.layers, (), generator=chance))
            codes = torch.cat([codes[:, :cut], other[:, None].expand(-1, generator.layers - cut, -1)], 1)
        noise = torch.randn(len(z), 1, 16, 16, device=device)
        return generator.synthesis(codes, noise, doublings_of(size), fade)

    def half() -> AbstractContextManager[Any]:
        return mixed(device, plan.precision)

    def real_at(pick: Any, size: int, fade: float) -> Tensor:
        x = to_floats(data.pictures[pick], device)
        x = functional.interpolate(x, (size, size), mode="area") if size != plan.size else x
        if fade < 1.0:
            soft = functional.interpolate(functional.avg_pool2d(x, 2), scale_factor=2, mode="bilinear")
            x = fade * x + (1 - fade) * soft
        return x.contiguous(memory_format=torch.channels_last)

    def step(k: int) -> Mapping[str, Tensor]:
        size, fade = stage_of(plan, k)
        last[0] = size
        pick = next(picks) + HELD_OUT
        factors = torch.from_numpy(data.conditions[pick]).to(device)
        real = real_at(pick, size, fade)
        z = torch.randn(len(pick), plan.latent, device=device)
        mix = float(torch.rand((), generator=chance)) < plan.mixing
        # The critic.
        critic.requires_grad_(True)
        with half():
            with torch.no_grad():
                fake = make(z, factors, size, fade, mix)
            yes, read = critic(real, factors, fade)
            no, _ = critic(fake, factors, fade)
        assert read is not None
        loss = functional.softplus(-yes.float()).mean() + functional.softplus(no.float()).mean()
        total = loss + plan.read * functional.smooth_l1_loss(read.float(), factors)
        if k % plan.r1_every == 0:
            # In full precision: the slope of a slope is small.
            real.requires_grad_(True)
            yes, _ = critic(real, factors, fade)
            (slope,) = torch.autograd.grad(yes.sum(), real, create_graph=True)
            total = total + 0.5 * plan.r1 * plan.r1_every * slope.square().sum((1, 2, 3)).mean()
        by_critic.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        by_critic.step()
        # The generator.
        critic.requires_grad_(False)
        with half():
            made = make(torch.randn_like(z), factors, size, fade, mix)
            judged, read = critic(made, factors, fade)
        assert read is not None
        wanted = functional.softplus(-judged.float()).mean()
        right = functional.smooth_l1_loss(read.float(), factors)
        by_generator.zero_grad()
        (wanted + plan.read * right).backward()  # type: ignore[no-untyped-call]
        by_generator.step()
        average.update(generator, k)
        return {"critic": loss, "generator": wanted, "read": right}

    @torch.no_grad()
    def sample() -> Any:
        trained = {k: v.clone() for k, v in generator.state_dict().items()}
        generator.load_state_dict(average.state)
        w = generator.mapping(shown_z, shown_c)
        made = generator.synthesis(w[:, None].expand(-1, generator.layers, -1), None, doublings_of(last[0]))
        generator.load_state_dict(trained)
        real = to_floats(data.pictures[:12], device)
        real = functional.interpolate(real, made.shape[-2:], mode="area")
        return grid(torch.cat([real, made]), 12)

    def state() -> Mapping[str, Any]:
        return {
            "generator": generator.state_dict(), "critic": critic.state_dict(), "average": average.state,
            "by_generator": by_generator.state_dict(), "by_critic": by_critic.state_dict(),
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        generator.load_state_dict(kept["generator"])
        critic.load_state_dict(kept["critic"])
        average.state = {k: v.to(device) for k, v in kept["average"].items()}
        by_generator.load_state_dict(kept["by_generator"])
        by_critic.load_state_dict(kept["by_critic"])

    run = Run("stylegan", sum(steps for _, steps in plan.stages), step, state, restore, sample)
    curves = run.go(ctx, folder)
    generator.load_state_dict(average.state)
    generator.eval().requires_grad_(False)
    with torch.inference_mode():
        held = torch.from_numpy(data.conditions[:HELD_OUT])
        z = torch.randn(HELD_OUT, plan.latent, generator=torch.Generator().manual_seed(9))
        made = torch.cat([generator(a, b) for a, b in zip(torch.split(z, 50), torch.split(held, 50), strict=True)])
        real = to_floats(data.pictures[:HELD_OUT], "cpu")
        figures = {
            "frechet": frechet(judge.vector(made), judge.vector(real)),
            "frechet_floor": frechet(judge.vector(real[::2]), judge.vector(real[1::2])),
            "factor_error_made": float((judge(made) - held).abs().mean()),
            "factor_error_real": float((judge(real) - held).abs().mean()),
        }
    return generator, curves, figures


def doublings_of(size: int) -> int:
    """How often features of 4 px are doubled for a picture of `size` px."""
    return (size // 8).bit_length() - 1
