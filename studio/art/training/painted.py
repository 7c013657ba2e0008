"""Training pictures painted by the scene painter: deterministic shards, painted by several processes, kept on the disk.

Picture number k of a world is the same on every machine, whoever paints it; a stopped painting goes on where it was.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.art.generators.worlds import SHORES, World, world
from studio.core.params import FloatParam, Value
from studio.core.paths import cache_dir
from studio.core.progress import Context

SHARD = 500
"""Pictures in one file."""
WRITTEN = 0.5
"""Share of pictures that are painted after a caption; the others have no words."""


@dataclass(frozen=True)
class Painted:
    """`pictures` uint8 (n, 3, size, size) sRGB; `conditions` float32 (n, world.width), -1..1; `captions`: n texts,
    "" where there is none."""

    pictures: NDArray[np.uint8]
    conditions: NDArray[np.float32]
    captions: list[str]


def folder_of(place: World, size: int) -> Path:
    return cache_dir() / "painted" / f"{place.id}-{size}"


def item(place: World, number: int) -> tuple[dict[str, Value], str]:
    """The factors and the caption of picture `number`."""
    rng = random.Random(f"{place.id}/{number}")
    if rng.random() < WRITTEN and place.id == SHORES.id:
        from studio.art.generators.scenes.factors import BY_NAME
        from studio.art.generators.scenes.sampling import vary
        from studio.art.words.grammar import caption

        def fits(values: dict[str, Value]) -> bool:
            if values.get("scene", "landscape") not in place.scenes:
                return False
            for name in place.absent:
                value = values.get(name)
                if isinstance(BY_NAME[name], FloatParam) and isinstance(value, float) and value > 0.15:
                    return False
            return True

        for _ in range(200):
            written = caption(rng)
            if fits(written.values):
                values = {"scene": rng.choices(list(place.scenes), list(place.scenes.values()))[0]} | written.values
                return place.settle(vary(values, set(written.values), number)), written.text
    return place.values(rng.randrange(2**31)), ""


def paint_shard(place_id: str, size: int, shard: int) -> Path:
    """Paints one file of `SHARD` pictures and returns it; at once when it is there."""
    place = world(place_id)
    path = folder_of(place, size) / f"{shard:05}.npz"
    if path.exists():
        return path
    import torch

    from studio.art.generators.scenes.compose import paint
    from studio.core.progress import DirectContext

    torch.set_num_threads(1)
    ctx = DirectContext()
    pictures = np.empty((SHARD, 3, size, size), np.uint8)
    conditions = np.empty((SHARD, place.width), np.float32)
    captions = []
    for k in range(SHARD):
        number = shard * SHARD + k
        values, text = item(place, number)
        pictures[k] = np.rint(paint(ctx, values, number, size, size).numpy() * 255)
        conditions[k] = place.encode(values)
        captions.append(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(file, pictures=pictures, conditions=conditions, captions=np.array(json.dumps(captions)))
    part.replace(path)
    return path


def paint_all(ctx: Context, place: World, size: int, count: int, processes: int = 0) -> list[Path]:
    """Paints at least `count` pictures; `processes` 0: one for each core but one."""
    shards = -(-count // SHARD)
    workers = processes or max(1, (os.cpu_count() or 2) - 1)
    paths: dict[int, Path] = {}
    # Not forked: a process that has run torch's threads must not be.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(paint_shard, place.id, size, k): k for k in range(shards)}
        try:
            for done in as_completed(futures):
                paths[futures[done]] = done.result()
                ctx.progress(len(paths) / shards, f"Painted {len(paths) * SHARD} of {shards * SHARD} pictures")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [paths[k] for k in range(shards)]


def read_all(paths: list[Path], count: int) -> Painted:
    """The first `count` pictures of the shards."""
    pictures, conditions, captions = [], [], []
    for path in paths:
        with np.load(path) as data:
            pictures.append(data["pictures"])
            conditions.append(data["conditions"])
            captions += json.loads(str(data["captions"]))
    return Painted(np.concatenate(pictures)[:count], np.concatenate(conditions)[:count], captions[:count])


def batches(count: int, size: int, seed: int, first: int = 0) -> Iterator[NDArray[np.int64]]:
    """Endless batches of indices, every picture once a round; starts at batch `first` of the same sequence."""
    per = max(1, count // size)
    step = first
    while True:
        order = np.random.default_rng((seed, step // per)).permutation(count)
        for k in range(step % per, per):
            yield order[k * size : (k + 1) * size]
            step += 1
