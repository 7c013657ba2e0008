"""Latent space: a slider's latency and what the program adds to the bare network; finding axes; how far axes come apart.

    python tests/benchmarks/bench_latent.py [--threads 2] [--moves 60] [--model skies] [--folder DIR]

Shipped models, or any folder of a trained one. Goals at 256 px on two processor cores: 95 of 100 moves within 60 ms,
at most 20 % over the network's own time; axes found within 20 s; a named axis moves its own reading at least 5 times as
much as any other on average.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from studio.art.catalog import find
from studio.art.generators.catalog import FLOW, GENERATORS, GUIDANCE, SKY, TRUNCATION, neural
from studio.art.generators.worlds import WORLDS
from studio.art.latent import bank, directions, resolve, spaces
from studio.art.latent.axis import NAMED
from studio.art.latent.loaded import Loaded
from studio.art.latent.readings import read, readable
from studio.art.models.folder import read as read_folder
from studio.core.moves import Anchor, Moves
from studio.core.params import Value
from studio.core.progress import DirectContext
from studio.core.spec import Spec
from studio.engine.device import Devices, prepare_torch
from studio.engine.request import Request
from studio.engine.runner import Engine

GOAL_MS, GOAL_OVERHEAD, GOAL_AXES, GOAL_APART = 60, 0.20, 20, 5
EDGE = 256


def spec_of(folder: Path) -> Spec:
    """A generator for any folder."""
    about = read_folder(folder)
    place = WORLDS.get(about.world)
    return GENERATORS.add(
        neural(
            f"bench-{folder.name}", about.title, "For this benchmark.", model=str(folder), opener=spaces.OF_FOLDER, place=place,
            extra=(GUIDANCE if about.kind == "flow" else TRUNCATION,),
            traits=("latent", "place", *(("words", "factors") if place else ())),
        )
    )  # fmt: skip


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of the processor: on a busy machine only the second says much."""
    begun, worked = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) * 1e3, (time.process_time() - worked) * 1e3


def slider(engine: Engine, spec: Spec, loaded: Loaded, moves: int, medium: str, seed: int) -> None:
    """Every move is timed beside the bare calls of the network that it cannot do without, so that both see one load."""
    place = loaded.world
    told: dict[str, Value] = {p.name: p.default for p in spec.params} | {"medium": medium}
    if place is not None:
        told |= {k: v for k, v in place.values(4).items() if k in place.controls}
    axis = directions.table(DirectContext(), loaded).axes.axes[0].id
    for what in ("axis", "factor"):
        if what == "factor" and place is None:
            continue
        times, bare = [], []
        for k in range(moves + 5):
            at = -2 + 4 * ((k * 7) % moves) / moves
            params = dict(told)
            if what == "axis":
                params["moves"] = Moves({axis: at}).to_text()
            else:
                params[place.controls[-1]] = 0.5 + 0.1 * at  # type: ignore[union-attr]
            request = Request.make(spec.key, params, slot="bench", text="", width=EDGE, height=EDGE, seed=seed)
            times.append(milliseconds(lambda: engine.run_now(request)))  # noqa: B023
            anchor = Anchor(seed, "", params)
            point = resolve.point_of(resolve.meant(DirectContext(), loaded, anchor), anchor)
            code = resolve.code_of(DirectContext(), loaded, anchor)[None]

            def alone() -> None:
                with torch.no_grad():
                    if what == "factor":  # noqa: B023
                        loaded.space.code(anchor, point.values, point.truncation)  # noqa: B023
                    loaded.space.render(code, [seed])  # noqa: B023

            bare.append(milliseconds(alone))
        ours, own = np.array(times[5:]), np.array(bare[5:])
        p95 = float(np.quantile(ours[:, 0], 0.95))
        (p50, work), (alone_p50, alone_work) = np.median(ours, 0), np.median(own, 0)
        over = float(np.median(ours - own, 0)[1] / alone_work)
        print(
            f"P13  {spec.id:14} {what:6} {medium:8} ours p50 {p50:.0f} p95 {p95:.0f} ms (goal {GOAL_MS}, ratio "
            f"{p95 / GOAL_MS:.2f}), work {work:.1f} ms; bare network {alone_p50:.0f} ms, work {alone_work:.1f} ms: overhead "
            f"{over * 100:.0f} % (goal {GOAL_OVERHEAD * 100:.0f} %)",
            flush=True,
        )


def axes(loaded: Loaded) -> None:
    loaded.memo.forget("bank")
    begun, worked = time.perf_counter(), time.process_time()
    table = directions.find(DirectContext(), loaded)
    took, work = time.perf_counter() - begun, time.process_time() - worked
    print(
        f"Axes found in {took:.1f} s ({work:.1f} s of work, goal {GOAL_AXES}, ratio {took / GOAL_AXES:.2f})", flush=True
    )
    apart(loaded, table)


@torch.no_grad()
def apart(loaded: Loaded, table: directions.Table) -> None:
    """The table of effects, on pictures that were not used to find the axes."""
    names = [r.id for r in readable(loaded)]
    named = [a for a in table.axes.axes if a.kind == NAMED]
    ctx = DirectContext()
    deviation = read(loaded, bank.bank(ctx, loaded).floats()).std(0)
    fresh = loaded.space.typical(48, 99)
    rows = []
    for axis in named:
        row = table.row(axis.id)
        up, down = (read(loaded, bank.small(ctx, loaded, fresh + s * row)) for s in (1, -1))
        rows.append(((up - down) * 0.5 / deviation).mean(0))
    effects = torch.stack(rows)[:, [names.index(a.id.removeprefix("named/")) for a in named]].numpy()
    short = [a.id.removeprefix("named/")[:8] for a in named]
    print(f"{'moves →':12}" + "".join(f"{n:>9}" for n in short))
    for axis, line in zip(named, effects, strict=True):
        print(f"{axis.title[:12]:12}" + "".join(f"{v:9.2f}" for v in line))
    own = np.diag(effects)
    others = (np.abs(effects).sum(1) - np.abs(own)) / max(1, len(own) - 1)
    for axis, mine, rest in zip(named, own, others, strict=True):
        print(f"  {axis.title:24} own {mine:.2f}, others {rest:.3f}: {mine / rest:.1f} times")
    ratio = own.mean() / others.mean()
    print(
        f"On average {ratio:.1f} times as much as any other (goal {GOAL_APART}, ratio {ratio / GOAL_APART:.2f})",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--moves", type=int, default=60)
    options.add_argument("--quick", action="store_true", help="sliders only")
    options.add_argument("--model", action="append", default=[])
    options.add_argument("--folder", action="append", default=[], type=Path)
    given = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {given.threads} threads")
    specs = [spec_of(folder) for folder in given.folder] + [GENERATORS.get(m) for m in given.model]
    if not specs:
        specs = [s for s in (FLOW, SKY) if s in list(GENERATORS)]
    devices = Devices("cpu", given.threads)
    engine = Engine(find, devices=devices)
    for spec in specs:
        prepare_torch(devices.get())
        with spaces.lease(_Kept(engine), spec) as loaded:
            print(f"{spec.title}: {loaded.space.size} px, codes {loaded.space.layers} x {loaded.space.width}")
            if not given.quick:
                axes(loaded)
            for seed, medium in enumerate(("plain", "gouache")):
                slider(engine, spec, loaded, given.moves, medium, seed)


class _Kept(DirectContext):
    """Shares the engine's models."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def lease(self, key, load, megabytes=0.0):  # type: ignore[no-untyped-def]
        return self._engine.cache.lease(key, load, self.device, megabytes)


if __name__ == "__main__":
    main()
