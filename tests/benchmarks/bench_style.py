"""Styles and media: the painter against G'MIC's `stylize`, and the time of every method and medium.

    python tests/benchmarks/bench_style.py [rounds] [--peer]

With `--peer` (and `gmic` installed) pictures of 512 and 1024 pixels are repainted by both in turn: CPU seconds of one
core, best of the rounds, printed as `ours, peer, ratio` (goal: at most 0.25). Without it, wall seconds of each method
and medium on the cores this process may use (`taskset -c 0,1` for two).
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from studio.art import media
from studio.art.styles import color, fields, painter, shipped
from studio.art.styles.jit import cores
from studio.art.styles.warm import warm
from studio.core.picture import Pixels
from studio.core.progress import DirectContext


def content(side: int) -> Pixels:
    """A picture with sky, edges and fine detail: one shipped style, square."""
    with Image.open(shipped.find("harbor").path) as image:
        square = image.convert("RGBA").crop((112, 0, 784, 672)).resize((side, side), Image.Resampling.LANCZOS)
    return np.array(square)


def best(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """Least wall and least CPU seconds of `work`, children included."""
    wall = cpu = float("inf")
    for _ in range(rounds):
        before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        start = time.perf_counter()
        work()
        wall = min(wall, time.perf_counter() - start)
        after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        cpu = min(
            cpu, sum(a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
        )
    return wall, cpu


def own_times(rounds: int) -> None:
    style = shipped.load("night-swirls")
    print(f"wall seconds on {cores()} cores, best of {rounds}")
    print(f"{'':14}{'256':>8}{'512':>8}{'1024':>8}")
    for name, method in (("painter", painter.apply), ("color", color.apply)):
        times = [
            best(rounds, lambda p=content(n), m=method: m(DirectContext(), content=p, style=style, seed=0))[0]  # type: ignore[misc]
            for n in (256, 512, 1024)
        ]
        print(f"{name:14}" + "".join(f"{t:8.3f}" for t in times))
    for medium in media.MEDIA:
        times = []
        for n in (256, 512, 1024):
            rgb = fields.f32(content(n)[..., :3] / np.float32(255))
            times.append(best(rounds, lambda p=rgb, m=medium: media.apply(DirectContext(), p, m, 0, 0.5))[0])  # type: ignore[misc]
        print(f"{medium:14}" + "".join(f"{t:8.3f}" for t in times))


def against_peer(rounds: int) -> None:
    """Needs to run on one core: `taskset -c 0`."""
    style = shipped.load("night-swirls")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        Image.fromarray(style).convert("RGB").save(place / "s.png")
        for side in (512, 1024):
            picture = content(side)
            Image.fromarray(picture).convert("RGB").save(place / "c.png")
            command = ["gmic", "c.png", "s.png", "stylize[0]", "[1]", "keep[0]", "o", "out.png"]
            ours = theirs = float("inf")
            for _ in range(rounds):
                ours = min(
                    ours,
                    best(1, lambda p=picture: painter.apply(DirectContext(), content=p, style=style, seed=0))[1],  # type: ignore[misc]
                )
                peer = lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: E731
                theirs = min(theirs, best(1, peer)[1])
            print(f"painter {side} against gmic stylize: {ours:.2f}, {theirs:.2f}, {ours / theirs:.3f}")


def main(arguments: list[str]) -> None:
    rounds = next((int(a) for a in arguments if a.isdigit()), 3)
    warm(DirectContext())
    media.warm(DirectContext())
    if "--peer" not in arguments:
        own_times(rounds)
    elif shutil.which("gmic"):
        against_peer(rounds)
    else:
        raise SystemExit("gmic is not installed")


if __name__ == "__main__":
    main(sys.argv[1:])
