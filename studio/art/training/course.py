"""The course of a training that people watch: it tells, samples, keeps checkpoints, stops cleanly, and goes on exactly.

All chance of a step comes from `chance(seed, what, step)`: nothing but weights, averages and counts has to be kept for
a training that goes on to end with the very bits of one that was never stopped.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from studio.art.training.distributed import Team
from studio.art.training.loop import Average, Checkpoint, Curves
from studio.core.errors import Cancelled, UserError
from studio.core.progress import Context

TELL_SECONDS = 0.5
KEEP_SECONDS = 30.0
SAMPLE_SECONDS, RAREST_SAMPLE = 4.0, 60.0
"""Sample grids come this often at first, later after a tenth of the time that has passed, at least once a minute."""
WINDOW = 8.0
"""Seconds over which rate and time left are measured."""
CHECKPOINT = "course.checkpoint"


def chance(seed: int, what: str, step: int) -> torch.Generator:
    """Random numbers of one purpose at one step, on the processor: the same on every device and in every process."""
    digest = hashlib.sha256(f"{seed}/{what}/{step}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "little"))


@dataclass
class Course:
    """`steps` calls of `step`.

    `step(k)` does step k and returns its losses, already means over the team. `state()` and `restore(state)` are for
    the checkpoint. `sample()` paints what the net can do now: uint8 (H, W, 4).
    """

    steps: int
    step: Callable[[int], Mapping[str, Tensor]]
    state: Callable[[], Mapping[str, Any]]
    restore: Callable[[Mapping[str, Any]], None]
    sample: Callable[[], NDArray[np.uint8]]
    team: Team
    curves: Curves = field(default_factory=Curves)
    done: int = 0

    def go(self, ctx: Context, folder: Path) -> Curves:
        """Runs to the end, or until the artist has seen enough (`ctx.finishing`), from the checkpoint in `folder` if there
        is one. When it is cancelled it keeps one; when a step fails, the last one stays: a step that failed leaves
        half-changed weights. Raises `UserError`."""
        checkpoint = Checkpoint(folder / CHECKPOINT)
        found = checkpoint.load()
        if found is not None:
            self._restore(found)
        begun = told = kept = sampled = time.monotonic()
        window: list[tuple[float, int]] = [(begun, self.done)]
        first = True
        while self.done < self.steps:
            self._stop_together(ctx, checkpoint)
            if self.done and self.team.size == 1 and ctx.finishing:
                self._check(self.curves.close(self.done), found is not None or kept > begun)
                break
            self.curves.add(self.step(self.done))
            self.done += 1
            now = time.monotonic()
            last = self.done == self.steps
            if now - told > TELL_SECONDS or last or first:
                told = now
                means = self.curves.close(self.done)
                self._check(means, found is not None or kept > begun)
                window = [*(w for w in window if now - w[0] < WINDOW), (now, self.done)]
                with suppress(
                    Cancelled
                ):  # told again at the next step, where all stop together and the weights are kept
                    self._tell(ctx, means, window)
            if now - kept > KEEP_SECONDS or first:
                # The first at once: a full disk is better known before hours of work.
                kept = now
                self._keep(checkpoint)
            if self.team.leads and now - sampled > min(RAREST_SAMPLE, max(SAMPLE_SECONDS, 0.1 * (now - begun))):
                sampled = now
                with suppress(Cancelled):
                    ctx.progress(self.done / self.steps, self._note(), self.sample())
            first = False
        self._keep(checkpoint)
        if self.team.leads:
            ctx.progress(1.0, self._note(), self.sample())
        return self.curves

    def _stop_together(self, ctx: Context, checkpoint: Checkpoint) -> None:
        """Raises `Cancelled` in every process when any of them was cancelled; the weights are whole here."""
        cancelled = False
        try:
            ctx.check()
        except Cancelled:
            cancelled = True
        if self.team.any(cancelled):
            self._keep(checkpoint)
            raise Cancelled

    def _keep(self, checkpoint: Checkpoint) -> None:
        if not self.team.leads:
            return
        try:
            checkpoint.save({"step": self.done, "curves": self.curves.points, "state": dict(self.state())})
        except (OSError, RuntimeError) as error:
            checkpoint.path.with_suffix(".part").unlink(missing_ok=True)
            why = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise UserError(
                f"The checkpoint could not be written to {checkpoint.path.parent} ({why.lower()}): make room there and "
                "resume."
            ) from error

    def _restore(self, found: Mapping[str, Any]) -> None:
        try:
            self.restore(found["state"])
            self.done = int(found["step"])
            self.curves.points = {k: [(int(a), float(b)) for a, b in v] for k, v in found["curves"].items()}
        except (KeyError, RuntimeError, ValueError, TypeError) as error:
            raise UserError(
                "The checkpoint does not fit these settings: resume with those that the training began with."
            ) from error

    def _check(self, means: Mapping[str, float], kept: bool) -> None:
        if not all(math.isfinite(v) for v in means.values()):
            then = "resume from the last checkpoint" if kept else "begin anew"
            raise UserError(
                f"The training went wrong before step {self.done}: its losses are no numbers any more. Set a smaller "
                f"learning rate (rate) and {then}."
            )

    def _tell(self, ctx: Context, means: Mapping[str, float], window: list[tuple[float, int]]) -> None:
        (then, at), (now, done) = window[0], window[-1]
        rate = (done - at) / max(1e-6, now - then)
        left = f", {rate:.3g} steps/s, {duration((self.steps - done) / rate)} left" if done > at and now > then else ""
        losses = "".join(f", {k} {v:.3g}" for k, v in means.items())
        if self.team.leads:
            ctx.progress(self.done / self.steps, f"{self._note()}{losses}{left}")

    def _note(self) -> str:
        return f"Step {self.done} of {self.steps}"


def duration(seconds: float) -> str:
    """ "45 s", "12 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def sheet(pictures: Tensor, columns: int, gap: int = 2) -> NDArray[np.uint8]:
    """Pictures (n, 3, h, w), -1..1, in rows: uint8 (H, W, 4), enlarged by whole factors where they are tiny."""
    n, _, h, w = pictures.shape
    values = ((pictures.detach().float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    times = max(1, 64 // max(h, w))
    values = values.repeat(times, 1).repeat(times, 2)
    h, w = h * times, w * times
    rows = -(-n // columns)
    out = np.full((rows * (h + gap) + gap, columns * (w + gap) + gap, 4), (32, 32, 32, 255), np.uint8)
    for k in range(n):
        y, x = gap + k // columns * (h + gap), gap + k % columns * (w + gap)
        out[y : y + h, x : x + w, :3] = values[k]
    return out


def restored(average: Average, kept: Mapping[str, Tensor], net: nn.Module) -> None:
    """Puts the averaged weights of a checkpoint back; they must fit `net`."""
    now = net.state_dict()
    if now.keys() != kept.keys() or any(now[k].shape != v.shape for k, v in kept.items()):
        raise ValueError("averaged weights of another net")
    average.state = {k: v.to(now[k].device) for k, v in kept.items()}
