"""What all trainers share: schedules, averaged weights, checkpoints, the account of losses."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from studio.core.errors import UserError
from studio.core.progress import Context

CHECKPOINT_SECONDS = 90.0
TELL_SECONDS = 2.0


def cosine(step: int, steps: int, warm: int = 100) -> float:
    """Share of the learning rate: a short rise, then half a cosine to nearly nothing."""
    return min(1.0, (step + 1) / warm) * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps))))


def mixed(device: str, precision: str = "auto") -> AbstractContextManager[Any]:
    """Computes in bfloat16 where that is at hand and pays: on GPUs, and on processors with matrix units for it (AMX,
    three times faster here). `precision`: "auto", "full" or "half". Losses and penalties are taken outside."""
    kind = torch.device(device).type
    if precision == "auto":
        half = (
            torch.cuda.is_bf16_supported() if kind == "cuda" else kind == "cpu" and torch.cpu._is_amx_tile_supported()
        )
    else:
        half = precision == "half"
    return torch.autocast(kind, torch.bfloat16, enabled=half)


N = TypeVar("N", bound=nn.Module)


def on(net: N, device: str) -> N:
    """`net` on `device`, its convolutions laid out as the matrix units of processors and GPUs want them."""
    moved: nn.Module = net.to(device)
    moved.to(memory_format=torch.channels_last)
    return net


class Average:
    """Exponential moving average of weights; short at first, or a slow average would keep the random start."""

    def __init__(self, net: nn.Module, longest: float = 0.999) -> None:
        self.longest = longest
        self.state = {k: v.detach().clone() for k, v in net.state_dict().items()}

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        keep = min(self.longest, (step + 1) / (step + 10))
        for name, value in net.state_dict().items():
            mean = self.state[name]
            if mean.is_floating_point():
                mean.lerp_(value.to(mean.dtype), 1 - keep)
            else:
                mean.copy_(value)


@dataclass
class Curves:
    """Means of the losses over windows of steps: name -> [(step, value), ...]."""

    points: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    _sums: dict[str, float] = field(default_factory=dict)
    _count: int = 0

    def add(self, losses: Mapping[str, Tensor]) -> None:
        for name, value in losses.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value.detach())
        self._count += 1

    def close(self, step: int) -> dict[str, float]:
        """Ends a window and returns its means."""
        means = {name: total / max(1, self._count) for name, total in self._sums.items()}
        for name, value in means.items():
            self.points.setdefault(name, []).append((step, round(value, 5)))
        self._sums.clear()
        self._count = 0
        return means


class Checkpoint:
    """Saves and restores what a run needs to go on: a dictionary of things with `state_dict`, tensors and numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._saved = time.monotonic()

    def load(self) -> dict[str, Any] | None:
        """None where there is no checkpoint. Raises `UserError` when it is damaged."""
        if not self.path.exists():
            return None
        try:
            state: dict[str, Any] = torch.load(self.path, weights_only=True, map_location="cpu")
        except Exception:
            raise UserError(f"The checkpoint {self.path} is damaged: delete it to start anew.") from None
        return state

    def save(self, state: Mapping[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        torch.save(dict(state), part)
        part.replace(self.path)
        self._saved = time.monotonic()

    @property
    def due(self) -> bool:
        return time.monotonic() - self._saved > CHECKPOINT_SECONDS


@dataclass
class Run:
    """One stage of a training: `steps` calls of `step`, with an account, checkpoints and a picture now and then.

    `step(k)` does step k and returns its losses; `state()` and `restore(state)` are for the checkpoint;
    `sample()` paints what the net can do now, uint8 (H, W, 4).
    """

    name: str
    steps: int
    step: Callable[[int], Mapping[str, Tensor]]
    state: Callable[[], Mapping[str, Any]]
    restore: Callable[[Mapping[str, Any]], None]
    sample: Callable[[], Any] | None = None

    def go(self, ctx: Context, folder: Path) -> Curves:
        """Runs to the end, from the checkpoint if there is one. Cancelling between two steps keeps a checkpoint."""
        checkpoint = Checkpoint(folder / f"{self.name}.checkpoint")
        curves = Curves()
        first = 0
        found = checkpoint.load()
        if found is not None:
            self.restore(found["state"])
            first, curves.points = int(found["step"]), {k: [tuple(p) for p in v] for k, v in found["curves"].items()}
        told = begun = time.monotonic()

        def keep(step: int) -> None:
            checkpoint.save({"step": step, "curves": curves.points, "state": self.state()})

        done, whole = first, True
        try:
            for step in range(first, self.steps):
                whole = False
                curves.add(self.step(step))
                done, whole = step + 1, True
                ctx.check()
                now = time.monotonic()
                if now - told > TELL_SECONDS or step + 1 == self.steps:
                    told = now
                    means = curves.close(step + 1)
                    rate = (step + 1 - first) / max(1e-6, now - begun)
                    note = ", ".join(f"{k} {v:.4f}" for k, v in means.items())
                    ctx.progress(
                        (step + 1) / self.steps, f"{self.name} step {step + 1} of {self.steps}, {note}, {rate:.1f}/s"
                    )
                if checkpoint.due:
                    keep(step + 1)
                    if self.sample is not None:
                        ctx.progress((step + 1) / self.steps, preview=self.sample())
        except BaseException:
            if whole:  # a step that was broken off leaves half-changed weights: the last checkpoint stays
                keep(done)
            raise
        keep(self.steps)
        if self.sample is not None:
            ctx.progress(1.0, preview=self.sample())
        return curves


def restorer(net: nn.Module, average: Average, optimizer: torch.optim.Optimizer) -> Callable[[Mapping[str, Any]], None]:
    """Puts a checkpoint of {"net", "average", "optimizer"} back."""

    def restore(state: Mapping[str, Any]) -> None:
        net.load_state_dict(state["net"])
        average.state = {k: v.to(next(net.parameters()).device) for k, v in state["average"].items()}
        optimizer.load_state_dict(state["optimizer"])

    return restore
