"""How long the scene painter takes: each scene in gouache at three sizes, and the finish of an oil stroke painting.

python tests/benchmarks/bench_scenes.py [--threads 2] [--rounds 3]
"""

from __future__ import annotations

import argparse
import itertools
import os
import time

import numpy as np

from studio.art.catalog import find
from studio.art.generators.catalog import GENERATORS
from studio.core.params import ChoiceParam
from studio.engine.device import Devices
from studio.engine.request import Request
from studio.engine.runner import Engine

SIDES = (256, 512, 1024)
FINISH_GOAL = 6.0
"""Seconds for a finished picture of 1024 px on two processor cores."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {given.threads} threads")
    engine = Engine(find, devices=Devices("cpu", given.threads))
    spec = GENERATORS.default
    scenes = spec.param("scene")
    assert isinstance(scenes, ChoiceParam)

    seeds = itertools.count(7)  # never the same picture twice: what was painted last is kept

    def paint(scene: str, medium: str, side: int) -> float:
        values = {"scene": scene, "medium": medium}
        request = Request.make(spec.key, values, text=scene, width=side, height=side, seed=next(seeds))
        begun = time.perf_counter()
        engine.run_now(request)
        return time.perf_counter() - begun

    for scene in scenes.ids:
        medians = []
        for side in SIDES:
            paint(scene, "gouache", side)
            medians.append(float(np.median([paint(scene, "gouache", side) for _ in range(given.rounds)])))
        print(f"scene {scene:10} " + ", ".join(f"{s} px {t * 1e3:.0f} ms" for s, t in zip(SIDES, medians, strict=True)),
              flush=True)  # fmt: skip
    for scene in ("landscape", "stilllife", "city"):
        for side in (512, 1024):
            paint(scene, "oil", side)
            took = float(np.median([paint(scene, "oil", side) for _ in range(given.rounds)]))
            print(f"P14  {scene} oil {side} px ours {took:.2f} s, goal {FINISH_GOAL} s, ratio {took / FINISH_GOAL:.2f}",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
