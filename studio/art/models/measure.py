"""Measures a model as it is used: milliseconds for a picture at each precision, and how far the pictures differ."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import torch

from studio.art.models import lighter
from studio.art.models.lighten import quick_halves
from studio.art.models.lighter import FULL, HALF, INT8, Choice, Figures, Measured, Trial
from studio.art.models.memory import free_megabytes
from studio.core.errors import Cancelled, UserError
from studio.core.params import Param, Value
from studio.core.picture import Made, Pixels

if TYPE_CHECKING:
    from studio.core.progress import Context
    from studio.core.spec import Spec

log = logging.getLogger(__name__)
T = TypeVar("T")
TEXT = "a quiet lake at dusk, hills and one boat"
STEPS = 4
"""Of a diffusion model: enough to compare precisions, a fraction of the time."""
PLAIN: dict[str, Value] = {"medium": "plain", "steps": STEPS}
"""Settings of a generator under which its network is measured and not what comes after it; where it has them."""
PATIENCE, MOST_ROUNDS = 1.0, 40
"""Seconds of pictures in full precision until a quick model has been timed often enough, and the limit of that."""
KEPT_SHARE = 0.5
"""Of the free memory, that all precisions together may take to be measured in turns."""


def measure(ctx: Context, *, method: str, model: str, edge: int, compiled: bool, rounds: int) -> Measured:
    """Times the method `method` ("generator/...") at each precision of the model with the digest `model` and keeps the
    figures. The precisions take turns, so that a busy machine slows all of them alike; the best of at least `rounds` counts.
    `edge`: px of the long side. Raises `UserError` when the model cannot be used at all."""
    from studio.art.catalog import find

    spec = find(method)
    busy = _busy()
    choices = [Choice(p, c) for c in (False, True)[: 1 + compiled] for p in (FULL, HALF, INT8)]
    bench = _Bench(ctx, spec, model, edge)
    columns: dict[Choice, _Column] = {}
    steps = len(choices) * (rounds + 1)
    done = 0

    def told(choice: Choice, what: str) -> None:
        nonlocal done
        ctx.progress(done / steps, f"{choice.title}: {what}")
        done += 1

    together = True
    for choice in choices:
        told(choice, "compiling" if choice.compiled else "loading")
        column = columns[choice] = bench.open(choice)
        if choice == Choice(FULL):
            if column.note:
                raise UserError(column.note)
            free = free_megabytes(ctx.device)
            together = free is None or column.trial.megabytes * len(choices) <= free * KEPT_SHARE
        if not together:
            for seed in range(rounds):
                told(choice, f"picture {seed + 1} of {rounds}")
                bench.time(column, seed)
            bench.close(choice)
    for seed in range(rounds if together else 0):
        for choice, column in columns.items():
            told(choice, f"picture {seed + 1} of {rounds}")
            bench.time(column, seed)
    full = columns[Choice(FULL)]
    for seed in range(rounds, MOST_ROUNDS if together else 0):
        # Quick models are timed again and again: the best of many is far less at the mercy of what else runs.
        if sum(full.seconds) > PATIENCE:
            break
        ctx.progress(1.0, "once more")
        for column in columns.values():
            bench.time(column, seed)
    result = Measured(
        device=ctx.device, line=_line(ctx.device), what=bench.what + (", while other programs were busy" if busy else ""),
        when=datetime.now().astimezone().isoformat(timespec="seconds"),
        rows=tuple(column.figures(full) for column in columns.values()),
    )  # fmt: skip
    lighter.keep(model, result)
    return result


class _Column:
    """One precision under measurement."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.note = ""
        self.seconds: list[float] = []
        self.pictures: list[Pixels] = []

    def figures(self, full: _Column) -> Figures:
        choice = self.trial.choice
        if self.note:
            return Figures(choice, note=self.note)
        apart = np.concatenate(
            [
                np.abs(a[..., :3].astype(np.int16) - b[..., :3]).ravel()
                for a, b in zip(self.pictures, full.pictures, strict=True)
            ]
        )
        return Figures(
            choice, milliseconds=min(self.seconds) * 1000, mean=float(apart.mean()),
            tail=float(np.percentile(apart, 99.9)), largest=float(apart.max()), megabytes=self.trial.megabytes,
        )  # fmt: skip


class _Bench:
    """Runs the method under one precision after another, each with networks of its own."""

    def __init__(self, ctx: Context, spec: Spec, model: str, edge: int) -> None:
        self._ctx, self._spec, self._model = ctx, spec, model
        self._function = spec.resolve()
        names = {p.name for p in spec.params}
        given = {k: v for k, v in PLAIN.items() if k in names and _takes(spec.param(k), v)}
        self._values = {**spec.values(given), **dict(spec.bound)}
        self._edge = edge
        self.what = f"{edge} px" + (f", {STEPS} steps" if "steps" in given else "")
        self._loaded: dict[tuple[str, str], Any] = {}

    def open(self, choice: Choice) -> _Column:
        """Loads the model by `choice` and makes one picture that does not count."""
        column = _Column(Trial(choice))
        with lighter.trying(self._model, column.trial):
            self._guarded(column, 0)
        if not column.note and choice != Choice(FULL):
            if column.trial.notes:
                column.note = column.trial.notes[0]
            elif not column.trial.changed:
                column.note = "This model has nothing that it would make lighter."
        if column.note:
            self.close(choice)
        return column

    def time(self, column: _Column, seed: int) -> None:
        """Makes one picture more."""
        if column.note:
            return
        with lighter.trying(self._model, column.trial):
            self._settle()
            begun = time.perf_counter()
            picture = self._guarded(column, seed)
            self._settle()
            seconds = time.perf_counter() - begun
        if picture is not None:
            column.seconds.append(seconds)
            column.pictures.append(picture)

    def close(self, choice: Choice) -> None:
        """Lets go of the networks of one precision."""
        for key in [k for k in self._loaded if k[1] == choice.tag]:
            del self._loaded[key]
        if self._ctx.device.startswith("cuda"):
            torch.cuda.empty_cache()

    def _guarded(self, column: _Column, seed: int) -> Pixels | None:
        """A picture; what goes wrong stands in the column's note."""
        self._ctx.check()
        try:
            made = self._function(_QuietContext(self, column.trial), **self._inputs(seed), **self._values)
        except Cancelled:
            raise
        except UserError as error:
            column.note = str(error)
        except (MemoryError, torch.OutOfMemoryError):
            column.note = "There is not enough memory for it."
        except Exception as error:
            if column.trial.choice == Choice(FULL):
                raise
            log.warning("%s in %s", self._spec.key, column.trial.choice.tag, exc_info=error)
            column.note = "It does not work with this model."
        else:
            assert isinstance(made, Made)
            return made.pixels
        return None

    def _inputs(self, seed: int) -> dict[str, object]:
        sample = sample_picture(self._edge)
        known: Mapping[str, object] = {
            "text": TEXT if "words" in self._spec.traits else "", "width": self._edge, "height": self._edge, "seed": seed,
            "content": sample, "picture": sample, "style": sample,
        }  # fmt: skip
        return {name: known[name] for name in self._spec.inputs}

    def _settle(self) -> None:
        if self._ctx.device.startswith("cuda"):
            torch.cuda.synchronize()

    @contextmanager
    def lease(self, key: str, load: Callable[[str], T], trial: Trial) -> Iterator[T]:
        """What the model shares with others (a reader of words) comes from the engine's cache, its own networks are
        kept here for as long as the measurement takes: `lighter.cache_key` tells them apart."""
        if not key.endswith(f"@{trial.choice.tag}"):
            with self._ctx.lease(key, load) as shared:
                yield shared
            return
        if (key, trial.choice.tag) not in self._loaded:
            self._loaded[key, trial.choice.tag] = load(self._ctx.device)
        yield self._loaded[key, trial.choice.tag]


class _QuietContext:
    """Cancels as the outer one does, but lets no live request cut in: it would be painted by the choice on trial."""

    def __init__(self, bench: _Bench, trial: Trial) -> None:
        self._bench, self._trial = bench, trial

    @property
    def device(self) -> str:
        return self._bench._ctx.device

    @property
    def rung(self) -> int:
        return 0

    @property
    def finishing(self) -> bool:
        return False

    def check(self) -> None:
        self._bench._ctx.check()

    def progress(self, fraction: float, note: str = "", preview: Any = None) -> None:
        self.check()

    def say(self, text: str, number: int = 0) -> None:
        self.check()

    def part(self, lo: float, span: float) -> _QuietContext:
        return self

    @contextmanager
    def lease(self, key: str, load: Callable[[str], T], megabytes: float = 0.0) -> Iterator[T]:
        with self._bench.lease(key, load, self._trial) as value:
            yield value


def _takes(param: Param, value: Value) -> bool:
    try:
        param.check(value)
    except UserError:
        return False
    return True


def sample_picture(edge: int) -> Pixels:
    """uint8 (edge, edge, 4): soft colors with edges and grain, for methods that start from a picture."""
    y, x = np.mgrid[0:edge, 0:edge].astype(np.float32) / edge
    grain = np.random.default_rng(5).normal(0, 0.03, (edge, edge))
    disc = (np.hypot(x - 0.6, y - 0.4) < 0.22) * 0.35
    planes = [0.3 + 0.5 * y + disc + grain, 0.45 + 0.3 * np.sin(6 * x) * y + grain, 0.7 - 0.4 * y - disc + grain]
    out = np.full((edge, edge, 4), 255, np.uint8)
    out[..., :3] = np.clip(np.stack(planes, -1) * 255, 0, 255).astype(np.uint8)
    return out


def _busy() -> bool:
    """Whether other work keeps all cores busy: the figures then say little, and the page says so."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) + 0.5


def _line(device: str) -> str:
    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    if device == "cpu":
        count = torch.get_num_threads()
        return f"CPU, {count} thread{'s' if count != 1 else ''}"
    return device


def room(ctx: Context) -> tuple[str, float | None, bool]:
    """The device, the MiB that are free on it, and whether the processor is quick in 16 bits."""
    return ctx.device, free_megabytes(ctx.device), quick_halves()
