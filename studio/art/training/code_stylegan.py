"""Trains `skies`: an autoencoder made fit for one narrow world, and a StyleGAN over its codes.

Non-saturating loss with lazy R1 (Karras et al. 2020), style mixing, a critic that also reads the factors. The nets see
grids of 8 x 8 instead of pixels, and so many more pictures in the same time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studio.art.generators.worlds import world
from studio.art.nets.code_stylegan import CodeCritic, CodeGenerator, CodeStyleGAN
from studio.art.nets.factor_net import FactorNet
from studio.art.training.autoencoder import CodePlan, Pair, codes_of, train_code
from studio.art.training.factor_net import HELD_OUT
from studio.art.training.latent_flow import Scale, mirrored
from studio.art.training.loop import Average, Curves, Run, mixed, on
from studio.art.training.painted import Painted, batches
from studio.art.training.pictures import frechet, grid, psnr, to_floats
from studio.core.progress import Context


@dataclass(frozen=True)
class Plan:
    """`code`: how the autoencoder is made fit for this world. `steps`, `batch`, `rate`, `r1`, `mixing`, `read`: of the
    generator and its critic."""

    world: str = "skies"
    size: int = 128
    pictures: int = 14_000
    seed: int = 3
    judge_steps: int = 700
    code: CodePlan = field(default_factory=lambda: CodePlan(steps=1_200, rate=7e-4, sharpen=0.75, seed=5))
    steps: int = 9_000
    batch: int = 48
    rate: float = 2e-3
    r1: float = 1.0
    r1_every: int = 8
    mixing: float = 0.4
    read: float = 1.0
    latent: int = 96
    width: int = 128
    features: tuple[int, ...] = (224, 160, 128, 128, 128)


def train(
    ctx: Context, plan: Plan, data: Painted, judge: FactorNet, folder: Path, begin: Pair | None = None
) -> tuple[CodeStyleGAN, Pair, dict[str, Curves], dict[str, float]]:
    """The whole network, the autoencoder, the losses, and figures on pictures that were held out. `begin`: an
    autoencoder of a wider world, whose weights the training starts from."""
    pair, code_curves = train_code(ctx.part(0.0, 0.2), plan.code, data, judge, folder, begin)
    raw = codes_of(ctx, pair, data)
    scale = Scale.of(raw)
    net = CodeStyleGAN(CodeGenerator(raw.shape[1], world(plan.world).width, plan.latent, plan.width, plan.features),
                       pair.decoder)  # fmt: skip
    net.mean.copy_(scale.mean)
    net.spread.copy_(scale.spread)
    curves = _adversarial(ctx.part(0.2, 0.8), plan, data, net, scale.down(raw), folder)
    return net, pair, {"code": code_curves, "generator": curves}, measure(net, pair, judge, data)


def _adversarial(ctx: Context, plan: Plan, data: Painted, whole: CodeStyleGAN, codes: Tensor, folder: Path) -> Curves:
    torch.manual_seed(plan.seed)
    device = ctx.device
    place = world(plan.world)
    whole.to(device)
    net = on(whole.generator, device)
    critic = on(CodeCritic(codes.shape[1], place.width), device)
    average = Average(net, 0.9985)
    by_generator = torch.optim.Adam(net.parameters(), plan.rate, (0.0, 0.99))
    by_critic = torch.optim.Adam(critic.parameters(), plan.rate, (0.0, 0.99))
    n = len(data.pictures)
    conditions = torch.from_numpy(np.concatenate([data.conditions, mirrored(place, data.conditions)])).to(device)
    codes = codes.to(device)
    usable = torch.cat([torch.arange(HELD_OUT, n), torch.arange(n + HELD_OUT, 2 * n)])
    picks = batches(len(usable), plan.batch, plan.seed)
    chance = torch.Generator().manual_seed(plan.seed)
    shown_z = torch.randn(24, plan.latent, generator=torch.Generator().manual_seed(1)).to(device)
    shown_c = torch.from_numpy(data.conditions[:24]).to(device)

    def make(factors: Tensor) -> Tensor:
        w = net.mapping(torch.randn(len(factors), plan.latent, device=device), factors)
        all_w = w[:, None].repeat(1, net.layers, 1)
        if float(torch.rand((), generator=chance)) < plan.mixing:
            other = net.mapping(torch.randn(len(factors), plan.latent, device=device), factors)
            cut = int(torch.randint(1, net.layers, (), generator=chance))
            all_w = torch.cat([all_w[:, :cut], other[:, None].expand(-1, net.layers - cut, -1)], 1)
        return net.synthesis(all_w)

    def step(k: int) -> Mapping[str, Tensor]:
        # A rate that falls at the end lets the two come to rest.
        rate = plan.rate * min(1.0, 0.1 + 2.5 * (1 - k / plan.steps))
        for optimizer in (by_generator, by_critic):
            for group in optimizer.param_groups:
                group["lr"] = rate
        pick = usable[torch.from_numpy(next(picks))].to(device)
        factors = conditions[pick]
        real = codes[pick].contiguous(memory_format=torch.channels_last)
        critic.requires_grad_(True)
        with mixed(device):
            with torch.no_grad():
                fake = make(factors)
            yes, read = critic(real, factors)
            no, _ = critic(fake, factors)
        loss = functional.softplus(-yes.float()).mean() + functional.softplus(no.float()).mean()
        total = loss + plan.read * functional.smooth_l1_loss(read.float(), factors)
        if k % plan.r1_every == 0:
            real.requires_grad_(True)
            (slope,) = torch.autograd.grad(critic(real, factors)[0].sum(), real, create_graph=True)
            total = total + 0.5 * plan.r1 * plan.r1_every * slope.square().sum((1, 2, 3)).mean()
        by_critic.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        by_critic.step()
        critic.requires_grad_(False)
        with mixed(device):
            judged, read = critic(make(factors), factors)
        wanted = functional.softplus(-judged.float()).mean()
        right = functional.smooth_l1_loss(read.float(), factors)
        by_generator.zero_grad()
        (wanted + plan.read * right).backward()  # type: ignore[no-untyped-call]
        by_generator.step()
        average.update(net, k)
        return {"critic": loss, "generator": wanted, "read": right}

    @torch.no_grad()
    def sample() -> Any:
        trained = {k: v.clone() for k, v in net.state_dict().items()}
        net.load_state_dict(average.state)
        made = whole.painted(net(shown_z, shown_c))
        net.load_state_dict(trained)
        return grid(torch.cat([to_floats(data.pictures[:12], device), made]), 12)

    def state() -> Mapping[str, Any]:
        return {
            "net": net.state_dict(), "critic": critic.state_dict(), "average": average.state,
            "by_generator": by_generator.state_dict(), "by_critic": by_critic.state_dict(),
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        net.load_state_dict(kept["net"])
        critic.load_state_dict(kept["critic"])
        average.state = {k: v.to(device) for k, v in kept["average"].items()}
        by_generator.load_state_dict(kept["by_generator"])
        by_critic.load_state_dict(kept["by_critic"])

    curves = Run("stylegan", plan.steps, step, state, restore, sample).go(ctx, folder)
    net.load_state_dict(average.state)
    whole.eval().requires_grad_(False)
    return curves


@torch.inference_mode()
def measure(net: CodeStyleGAN, pair: Pair, judge: FactorNet, data: Painted) -> dict[str, float]:
    """Figures on the pictures that were held out."""
    held = torch.from_numpy(data.conditions[:HELD_OUT])
    real = to_floats(data.pictures[:HELD_OUT], "cpu")
    net, pair, judge = net.cpu(), pair.cpu(), judge.cpu()
    z = torch.randn(HELD_OUT, net.generator.latent, generator=torch.Generator().manual_seed(9))
    both = zip(torch.split(z, 50), torch.split(held, 50), strict=True)
    made = torch.cat([net.painted(net.generator(a, b)) for a, b in both])
    rebuilt = torch.cat([pair.decoder(pair.encoder(x)[0]) for x in torch.split(real, 50)])
    return {
        "psnr": psnr(rebuilt, real),
        "frechet_made": frechet(judge.vector(made), judge.vector(real)),
        "frechet_rebuilt": frechet(judge.vector(rebuilt), judge.vector(real)),
        "frechet_floor": frechet(judge.vector(real[::2]), judge.vector(real[1::2])),
        "factor_error_made": float((judge(made) - held).abs().mean()),
        "factor_error_real": float((judge(real) - held).abs().mean()),
    }
