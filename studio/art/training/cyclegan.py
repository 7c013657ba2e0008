"""Trains two networks that turn pictures of one kind into the other and back (Zhu et al. 2017), from two folders whose
pictures need not belong together.

Critics of patches with squared errors (Mao et al. 2017), a loss of the way there and back, a loss of pictures that are
of the wanted kind already, critics that are shown earlier pictures as well (Shrivastava et al. 2017), and a learning
rate that falls to nothing over the second half.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from studio.art.nets.cyclegan import Generator, PatchCritic
from studio.art.training.course import Course, chance, restored, sheet
from studio.art.training.data import Source
from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Curves, mixed, on
from studio.art.training.pictures import to_floats
from studio.core.progress import Context

SHOWN = 4
REMEMBERED = 50


@dataclass(frozen=True)
class Plan:
    """`cycle`, `identity`: weights of the way back, and of leaving alone what is of the wanted kind (a share of it)."""

    steps: int = 20_000
    batch: int = 1
    rate: float = 2e-4
    cycle: float = 10.0
    identity: float = 0.5
    width: int = 32
    blocks: int = 6
    average: float = 0.999
    precision: str = "auto"
    seed: int = 0


@dataclass
class Memory:
    """Pictures that were made before: a critic is shown one of those in place of a new one half of the time. Kept in
    bytes, so that a training that goes on sees the very same."""

    kept: list[Tensor] = field(default_factory=list)

    def swap(self, made: Tensor, draw: torch.Generator) -> Tensor:
        """`made` float (n, 3, h, w), -1..1, some of them replaced; those replaced are remembered in their place."""
        out = []
        for picture in _bytes(made.detach()):
            if len(self.kept) < REMEMBERED:
                self.kept.append(picture)
                out.append(picture)
                continue
            old = float(torch.rand((), generator=draw)) < 0.5
            place = int(torch.randint(REMEMBERED, (), generator=draw))
            if old:
                out.append(self.kept[place])
                self.kept[place] = picture
            else:
                out.append(picture)
        return torch.stack(out).to(made.device).float().div(127.5).sub(1.0)

    def state(self) -> Tensor:
        return torch.stack(self.kept) if self.kept else torch.zeros(0, 3, 1, 1, dtype=torch.uint8)


def _bytes(x: Tensor) -> Tensor:
    return ((x.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu()


class Pair(nn.Module):
    """Both generators: `there` from A to B, `back` from B to A."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.there, self.back = (Generator(width, blocks) for _ in range(2))
        _begin(self)


def _begin(net: nn.Module) -> None:
    for module in net.modules():
        weight = getattr(module, "weight", None)
        if isinstance(weight, Tensor) and weight.ndim == 4:
            nn.init.normal_(weight, 0.0, 0.02)
            bias = getattr(module, "bias", None)
            if isinstance(bias, Tensor):
                nn.init.zeros_(bias)


def train(
    ctx: Context, plan: Plan, a: Source, b: Source, team: Team, folder: Path
) -> tuple[dict[str, Tensor], dict[str, Any], Curves]:
    """Tensors ("there.…", "back.…") and arguments of the averaged generators, and the losses."""
    device = ctx.device
    torch.manual_seed(plan.seed)
    shape = {"width": plan.width, "blocks": plan.blocks}
    pair, shown = on(Pair(**shape), device), on(Pair(**shape), device)
    shown.requires_grad_(False)
    critics = on(nn.ModuleDict({"a": PatchCritic(plan.width), "b": PatchCritic(plan.width)}), device)
    _begin(critics)
    average = Average(pair, plan.average)
    optimizer = torch.optim.Adam(pair.parameters(), plan.rate, betas=(0.5, 0.999))
    by_critics = torch.optim.Adam(critics.parameters(), plan.rate, betas=(0.5, 0.999))
    memories = {"a": Memory(), "b": Memory()}
    looked = [to_floats(s.held_out(SHOWN), device) for s in (a, b)]

    def pictures(k: int) -> tuple[Tensor, Tensor]:
        x, y = (to_floats(s.batch(k, plan.batch), device) for s in (a, b))
        return (
            x.contiguous(memory_format=torch.channels_last),
            y.contiguous(memory_format=torch.channels_last),
        )

    def step(k: int) -> Mapping[str, Tensor]:
        for group in itertools.chain(optimizer.param_groups, by_critics.param_groups):
            group["lr"] = plan.rate * min(1.0, 2.0 * (1.0 - k / plan.steps))
        x, y = pictures(k)
        critics.requires_grad_(False)
        with mixed(device, plan.precision):
            as_y, as_x = pair.there(x), pair.back(y)
            x_again, y_again = pair.back(as_y), pair.there(as_x)
            liked = _off(critics["b"](as_y), 1.0) + _off(critics["a"](as_x), 1.0)
            same = (pair.there(y) - y).abs().mean() + (pair.back(x) - x).abs().mean() if plan.identity else liked * 0
        cycle = (x_again.float() - x).abs().mean() + (y_again.float() - y).abs().mean()
        total = liked + plan.cycle * (cycle + plan.identity * same.float())
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        average.update(pair, k)
        critics.requires_grad_(True)
        shown_a = memories["a"].swap(as_x, chance(plan.seed, "memory a", k))
        shown_b = memories["b"].swap(as_y, chance(plan.seed, "memory b", k))
        with mixed(device, plan.precision):
            wrong = torch.stack([
                _off(critics["a"](x), 1.0), _off(critics["a"](shown_a), 0.0),
                _off(critics["b"](y), 1.0), _off(critics["b"](shown_b), 0.0),
            ]).sum()  # fmt: skip
        by_critics.zero_grad()
        (wrong / 2).backward()  # type: ignore[no-untyped-call]
        by_critics.step()
        return {"cycle": cycle.detach(), "identity": same.detach(), "liked": liked.detach(), "critics": wrong.detach()}

    @torch.inference_mode()
    def sample() -> NDArray[np.uint8]:
        """A, as B, back again; B, as A, back again."""
        shown.load_state_dict(average.state)
        with mixed(device, plan.precision):
            as_y, as_x = shown.there(looked[0]), shown.back(looked[1])
            rows = [looked[0], as_y, shown.back(as_y), looked[1], as_x, shown.there(as_x)]
        count = min(len(r) for r in rows)
        return sheet(torch.cat([r[:count].float() for r in rows]), count)

    def state() -> Mapping[str, Any]:
        return {
            "pair": pair.state_dict(), "critics": critics.state_dict(), "average": average.state,
            "optimizer": optimizer.state_dict(), "by_critics": by_critics.state_dict(),
            "memories": {k: m.state() for k, m in memories.items()},
        }  # fmt: skip

    def restore(kept: Mapping[str, Any]) -> None:
        pair.load_state_dict(kept["pair"])
        critics.load_state_dict(kept["critics"])
        restored(average, kept["average"], pair)
        optimizer.load_state_dict(kept["optimizer"])
        by_critics.load_state_dict(kept["by_critics"])
        for name, memory in memories.items():
            memory.kept = list(kept["memories"][name])

    curves = Course(plan.steps, step, state, restore, sample, team).go(ctx, folder)
    return dict(average.state), dict(shape), curves


def _off(scores: Tensor, wanted: float) -> Tensor:
    return (scores.float() - wanted).square().mean()
