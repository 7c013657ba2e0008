"""Fitting a picture step by step: L-BFGS or Adam, with previews, the time left, and an end when the artist says so."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.core.progress import Context

PREVIEW_SECONDS = 0.5
"""At least so far apart: a preview is a copy of the picture and a composition on the canvas."""
RATE = 0.02
"""Adam's, for pictures in 0..1."""
RUNAWAY = 3.0
"""Growth of the loss over the best one at which L-BFGS has lost its way and begins anew from there."""


@dataclass
class Teller:
    """Progress of a fit of `total` steps over several stages. `show`: makes the preview of what is fitted now."""

    ctx: Context
    total: int
    note: str
    lo: float = 0.0
    span: float = 1.0
    done: int = 0
    _begun: float = field(default_factory=time.monotonic)
    _shown: float = 0.0

    def step(self, show: Callable[[], Any]) -> None:
        """One more step is done."""
        self.done += 1
        now = time.monotonic()
        preview = None
        if now - self._shown > PREVIEW_SECONDS:
            self._shown = now
            preview = show()
        told = f"{self.note}, step {self.done} of {self.total}"
        self.ctx.progress(self.lo + self.span * min(1.0, self.done / self.total), told, preview)

    def skip(self, steps: int) -> None:
        """Steps that are not needed."""
        self.done += steps


class LbfgsFit:
    """Plain L-BFGS (Liu & Nocedal 1989) as Gatys et al. use it: one evaluation a step, no search along the line; begun
    anew from the best picture when it runs away."""

    def __init__(self, x: Tensor, rate: float = 1.0, memory: int = 20) -> None:
        self.x, self.rate, self.memory = x, rate, memory
        self._best, self._kept = math.inf, x.detach().clone()
        self._begin()

    def _begin(self) -> None:
        self._optimizer = torch.optim.LBFGS(
            [self.x], lr=self.rate, max_iter=1, history_size=self.memory, tolerance_grad=0.0, tolerance_change=0.0
        )

    def step(self, loss: Callable[[], Tensor]) -> float:
        """The loss before the step."""
        before = self.x.detach().clone()

        def closure() -> float:
            self._optimizer.zero_grad()
            value = loss()
            value.backward()  # type: ignore[no-untyped-call]
            return float(value.detach())

        value = float(self._optimizer.step(closure))  # type: ignore[no-untyped-call]
        if not math.isfinite(value) or value > RUNAWAY * self._best + 1e-9:
            self.rate *= 0.5
            with torch.no_grad():
                self.x.copy_(self._kept)
            self._begin()
        elif value < self._best:
            self._best, self._kept = value, before
        return value

    def settle(self) -> None:
        """The picture as good as it ever was, should the last step have run away."""
        if not bool(torch.isfinite(self.x).all()):
            with torch.no_grad():
                self.x.copy_(self._kept)

    def goal_moved(self) -> None:
        """The loss means something else from now on."""
        self._best = math.inf
        self._begin()


class AdamFit:
    """Adam (Kingma & Ba 2015) on the pixels; the rate sinks to a tenth over `steps`."""

    def __init__(self, x: Tensor, steps: int, rate: float = RATE) -> None:
        self.x, self.steps, self.rate, self._at = x, max(1, steps), rate, 0
        self._optimizer = torch.optim.Adam([x], lr=rate, betas=(0.9, 0.99))

    def step(self, loss: Callable[[], Tensor]) -> float:
        self._optimizer.param_groups[0]["lr"] = self.rate * 0.1 ** min(1.0, self._at / self.steps)
        self._at += 1
        self._optimizer.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        return float(value.detach())

    def settle(self) -> None:
        return None

    def goal_moved(self) -> None:
        return None


def tensor_of(rgb: Any, device: str) -> Tensor:
    """float32 (H, W, 3), 0..1, as (1, 3, H, W)."""
    return torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1)[None])).to(device)


def array_of(x: Tensor) -> Any:
    """(1, 3, H, W) as float32 (H, W, 3), within 0..1."""
    return np.ascontiguousarray(x.detach()[0].float().clamp(0, 1).permute(1, 2, 0).cpu().numpy())
