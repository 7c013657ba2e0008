"""How long the scene painter takes. Run by hand: python tests/benchmarks/bench_scenes.py [threads]"""

from __future__ import annotations

import statistics
import sys
import time

import torch

from studio.art.generators.scenes.compose import PAINTERS, paint
from studio.art.generators.scenes.sampling import sample
from studio.core.progress import DirectContext

SEEDS = (1, 2, 3, 4)
TARGETS = {256: 60, 512: 250}
"""Milliseconds wished for an outdoor scene on two cores."""


def milliseconds(scene: str, seed: int, size: int) -> float:
    factors = sample(seed, scene)
    paint(DirectContext(), factors, seed, size, size)
    took = []
    for _ in range(3 if size < 1024 else 1):
        start = time.perf_counter()
        paint(DirectContext(), factors, seed, size, size)
        took.append((time.perf_counter() - start) * 1000)
    return min(took)


def main() -> None:
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"{'scene':12}" + "".join(f"{size:>8} px" for size in (256, 512, 1024)) + "   median ms, no medium")
    for scene in PAINTERS:
        cells = [statistics.median(milliseconds(scene, s, size) for s in SEEDS) for size in (256, 512, 1024)]
        print(f"{scene:12}" + "".join(f"{cell:11.0f}" for cell in cells))
    print("target      " + "".join(f"{TARGETS[size]:11.0f}" for size in TARGETS))


if __name__ == "__main__":
    main()
