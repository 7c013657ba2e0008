"""Trains the StyleGAN2-class generator on any pictures: non-saturating loss, lazy R1, style mixing, adaptive
augmentation, pictures that grow (Karras et al. 2018), and path lengths as an option (Karras et al. 2020).

Of a painted world the generator and the critic are told the factors, and the critic reads them off as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from studio.art.generators.worlds import world
from studio.art.nets.gan import doublings
from studio.art.nets.stylegan import Discriminator, Generator
from studio.art.training.augment import Adaptive, alter, draw
from studio.art.training.course import Course, chance, restored, sheet
from studio.art.training.data import Source, Stream
from studio.art.training.distributed import Team
from studio.art.training.latent_flow import mirrored
from studio.art.training.loop import Average, Curves, mixed, on
from studio.art.training.pictures import to_floats
from studio.core.errors import UserError
from studio.core.progress import Context

R1_EVERY, PATHS_EVERY = 16, 8
GROUP = 4
SHOWN = 32
SMALLEST = 8
FADING = 0.4
"""Share of the steps of a size in which it comes in."""


@dataclass(frozen=True)
class Plan:
    """Everything that a training needs besides its pictures. `grown`: px of the first pictures; the size itself: all
    are of full size. `paths`: weight of equal path lengths, 0: none. `adapt`: as in `gan.Plan`."""

    steps: int
    batch: int
    latent: int
    width: int
    channels: int
    rate: float
    r1: float
    mixing: float
    paths: float
    grown: int
    adapt: float
    average: float
    precision: str
    seed: int


def check_size(size: int, grown: int) -> int:
    """px of the first pictures. Raises `UserError` where sizes cannot be."""
    for edge in (size, grown or size):
        try:
            doublings(edge)
        except ValueError:
            raise UserError(f"StyleGAN paints pictures of 8, 16, 32, 64, 128 or 256 px, not {edge}.") from None
    if grown > size:
        raise UserError(f"Pictures cannot begin with {grown} px and grow to {size}.")
    return grown or size


def widths(size: int, width: int) -> tuple[int, ...]:
    """Channels of the features from 4 px up to half the size: `width` at the end, twice as many a halving, at most 4."""
    levels = int(math.log2(size)) - 2
    return tuple(width * min(4, 1 << (levels - 1 - k)) for k in range(levels))


def stage(plan: Plan, size: int, step: int) -> tuple[int, float]:
    """px of the pictures at a step, and how far this size has come in. The full size gets half of all steps."""
    first = check_size(size, plan.grown)
    smaller = int(math.log2(size // first))
    if smaller == 0:
        return size, 1.0
    share = plan.steps / 2 / smaller
    number = min(smaller, int(step / share))
    length = plan.steps / 2 if number == smaller else share
    fade = 1.0 if number == 0 else min(1.0, (step - number * share + 1) / max(1.0, FADING * length))
    return first << number, fade


class Maker(nn.Module):
    """The generator as one call, for a team to average over."""

    def __init__(self, net: Generator) -> None:
        super().__init__()
        self.net = net

    def forward(
        self, z: Tensor, other: Tensor, cut: int, factors: Tensor | None, noise: Tensor, size: int, fade: float,
        along: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Pictures, and how far they go `along` random directions (n, 3, size, size) for a step in w: float (n,), or
        nothing. Layers from `cut` on follow `other`."""
        w = self.net.mapping(z, factors)
        codes = w[:, None].repeat(1, self.net.layers, 1)
        if cut < self.net.layers:
            mixed_in = self.net.mapping(other, factors)[:, None].expand(-1, self.net.layers - cut, -1)
            codes = torch.cat([codes[:, :cut], mixed_in], 1)
        picture = self.net.synthesis(codes, noise, int(math.log2(size)) - 3, fade)
        if along is None:
            return picture, picture.new_zeros(0)
        (slope,) = torch.autograd.grad((picture * along).sum(), codes, create_graph=True)
        return picture, (slope.square().sum(2).mean(1) + 1e-8).sqrt()


def train(
    ctx: Context, plan: Plan, source: Source, team: Team, folder: Path
) -> tuple[dict[str, Tensor], dict[str, Any], Curves, dict[str, float]]:
    """Tensors and arguments of the averaged generator, the losses, and figures of the augmentation."""
    device, size = team.device, source.size
    place = world(source.world) if source.world else None
    told = place.width if place else 0
    shape: dict[str, Any] = {
        "channels": list(widths(size, plan.channels)), "latent": plan.latent, "width": plan.width, "factors": told
    }  # fmt: skip
    torch.manual_seed(plan.seed)
    net, shown = on(Generator(**shape), device), on(Generator(**shape), device)
    critic = on(Discriminator(shape["channels"], told, GROUP), device)
    shown.requires_grad_(False)
    average = Average(net, plan.average)
    fused = device.startswith(("cpu", "cuda"))
    by_generator = torch.optim.Adam(net.parameters(), plan.rate, (0.0, 0.99), fused=fused)
    by_critic = torch.optim.Adam(critic.parameters(), plan.rate * R1_EVERY / (R1_EVERY + 1), (0.0, 0.99), fused=fused)
    # In a size that is still to come, layers have no gradients.
    maker = Maker(net)
    ours, theirs = team.wrap(maker, partly=True), team.wrap(critic, partly=True)
    adaptive = Adaptive(plan.adapt, on=plan.adapt > 0 and place is None)
    mine = team.share(plan.batch)
    length = torch.zeros((), device=device)
    looked = torch.randn(SHOWN, plan.latent, generator=chance(plan.seed, "shown", 0)).to(device)

    def random(what: str, k: int, *rest: int) -> Tensor:
        return torch.randn(plan.batch, *rest, generator=chance(plan.seed, what, k))[mine].to(device)

    def factors_of(k: int) -> Tensor | None:
        if place is None:
            return None
        assert isinstance(source, Stream)
        numbers = [source.pick(k, plan.batch, j) for j in range(plan.batch)][mine]
        conditions = source.conditions(numbers)
        flips = source.flips(k, plan.batch)[mine]
        return torch.from_numpy(np.where(flips[:, None], mirrored(place, conditions), conditions)).to(device)

    def made(net: nn.Module, what: str, k: int, factors: Tensor | None, paths: bool = False) -> tuple[Tensor, Tensor]:
        edge, fade = stage(plan, size, k)
        along = random("paths", k, 3, edge, edge) / edge if paths else None
        dice = chance(plan.seed, f"{what} mixing", k)
        layers = 2 * len(shape["channels"]) - 1
        mix = layers > 1 and float(torch.rand((), generator=dice)) < plan.mixing
        cut = int(torch.randint(1, layers, (), generator=dice)) if mix else layers
        z, other = random(what, k, plan.latent), random(f"{what} other", k, plan.latent)
        picture, lengths = net(z, other, cut, factors, random(f"{what} noise", k, 1, 16, 16), edge, fade, along)
        return picture, lengths

    def altered(x: Tensor, what: str, k: int) -> Tensor:
        if adaptive.p == 0:
            return x
        how = draw(plan.batch, adaptive.p, x.shape[-1], chance(plan.seed, what, k), gray=source.gray)
        return alter(x, how.of(mine, device))

    def real_at(k: int) -> Tensor:
        edge, fade = stage(plan, size, k)
        x = to_floats(source.batch(k, plan.batch, mine), device)
        x = functional.interpolate(x, (edge, edge), mode="area") if edge != size else x
        if fade < 1.0:
            soft = functional.interpolate(functional.avg_pool2d(x, 2), scale_factor=2, mode="bilinear")
            x = fade * x + (1 - fade) * soft
        return x

    def judged(net: nn.Module, x: Tensor, factors: Tensor | None, fade: float) -> tuple[Tensor, Tensor | None]:
        """The critic groups pictures that are a quarter of the batch apart: here they are neighbors."""
        n = len(x)
        order = torch.arange(n, device=x.device)
        if n % GROUP == 0:
            order = order.view(n // GROUP, GROUP).t().reshape(-1)
        back = order.argsort()
        told = factors[order] if factors is not None else None
        logit, read = net(x[order].contiguous(memory_format=torch.channels_last), told, fade)
        return logit.float()[back], read.float()[back] if read is not None else None

    def step(k: int) -> Mapping[str, Tensor]:
        fade = stage(plan, size, k)[1]
        factors = factors_of(k)
        twice = torch.cat([factors, factors]) if factors is not None else None
        critic.requires_grad_(True)
        real = altered(real_at(k), "real", k)
        with torch.no_grad(), mixed(device, plan.precision):
            fake = altered(made(maker, "critic", k, factors)[0].float(), "fake", k)
        slopes = k % R1_EVERY == 0 and plan.r1 > 0
        real.requires_grad_(slopes)
        # The penalty in full precision: the slope of a slope is small.
        with mixed(device, "full" if slopes else plan.precision):
            logit, read = judged(theirs, torch.cat([real, fake]), twice, fade)
        yes, no = logit.chunk(2)
        loss = functional.softplus(-yes).mean() + functional.softplus(no).mean()
        total = loss
        if read is not None and factors is not None:
            total = total + functional.smooth_l1_loss(read[: len(real)], factors)
        if slopes:
            (slope,) = torch.autograd.grad(yes.sum(), real, create_graph=True)
            total = total + 0.5 * plan.r1 * R1_EVERY * slope.square().sum((1, 2, 3)).mean()
        by_critic.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        by_critic.step()
        adaptive.saw(team.mean(yes.detach().sign().mean()), plan.batch)
        # The generator.
        critic.requires_grad_(False)
        paths = plan.paths > 0 and k % PATHS_EVERY == 0
        with mixed(device, "full" if paths else plan.precision):
            picture, lengths = made(ours, "generator", k, factors, paths)
            picture = picture.float()
        with mixed(device, plan.precision):
            logit, read = judged(critic, altered(picture, "made", k), factors, fade)
        wanted = functional.softplus(-logit).mean()
        total = wanted
        if read is not None and factors is not None:
            total = total + functional.smooth_l1_loss(read, factors)
        if paths:
            # Equal steps in w are to be equal steps in pictures: all as far as the average.
            length.lerp_(team.mean(lengths.detach().mean()), 0.01 if k else 1.0)
            total = total + plan.paths * PATHS_EVERY * (lengths - length).square().mean()
        by_generator.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        by_generator.step()
        average.update(net, k)
        losses = {"critic": team.mean(loss.detach()), "generator": team.mean(wanted.detach())}
        return losses | ({"augmented": torch.tensor(adaptive.p)} if adaptive.on else {})

    @torch.no_grad()
    def sample() -> NDArray[np.uint8]:
        shown.load_state_dict(average.state)
        edge, _ = stage(plan, size, max(0, course.done - 1))
        some = None
        if place is not None:
            assert isinstance(source, Stream)
            numbers = (source.numbers_held_out(SHOWN) * SHOWN)[:SHOWN]
            some = torch.from_numpy(source.conditions(numbers)).to(device)
        w = shown.mapping(looked, some)[:, None].expand(-1, shown.layers, -1)
        return sheet(shown.synthesis(w, None, int(math.log2(edge)) - 3), 8)

    def state() -> Mapping[str, Any]:
        return {
            "generator": net.state_dict(), "critic": critic.state_dict(), "average": average.state,
            "by_generator": by_generator.state_dict(), "by_critic": by_critic.state_dict(),
            "adaptive": adaptive.state(), "length": length,
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        net.load_state_dict(kept["generator"])
        critic.load_state_dict(kept["critic"])
        restored(average, kept["average"], net)
        by_generator.load_state_dict(kept["by_generator"])
        by_critic.load_state_dict(kept["by_critic"])
        adaptive.restore(kept["adaptive"])
        length.copy_(kept["length"])

    course = Course(plan.steps, step, state, restore, sample, team)
    curves = course.go(ctx, folder)
    figures = {"augmented": adaptive.p} if adaptive.on else {}
    return {f"generator.{k}": v for k, v in average.state.items()}, shape, curves, figures
