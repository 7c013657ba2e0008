"""Styles and media: the methods against G'MIC's `stylize`, and the time of every method and medium.

    python tests/benchmarks/bench_style.py [rounds] [--peer]

With `--peer` (and `gmic` installed) pictures of 512 and 1024 pixels are repainted by both in turn: CPU seconds of one
core, best of the rounds, printed as `ours, peer, ratio` (goals: painter at most 0.25; analogy at most 0.5 at 512 and 0.3
at 1024 pixels). Without it, wall seconds of each method
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
from studio.art.styles import analogy, bold, color, fields, painter, shipped
from studio.art.styles.jit import cores
from studio.art.styles.warm import warm
from studio.core.picture import Pixels
from studio.core.progress import DirectContext

METHODS = (("bold", bold.apply), ("analogy", analogy.apply), ("painter", painter.apply), ("color", color.apply))


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


def styled(method: Callable[..., object], side: int) -> Callable[[], object]:
    picture, style = content(side), shipped.load("night-swirls")
    return lambda: method(DirectContext(), content=picture, style=style, seed=0)


def finished(medium: str, side: int) -> Callable[[], object]:
    rgb = fields.f32(content(side)[..., :3] / np.float32(255))
    return lambda: media.apply(DirectContext(), rgb, medium, 0, 0.5)


def own_times(rounds: int) -> None:
    print(f"wall seconds on {cores()} cores, best of {rounds}")
    print(f"{'':14}{'256':>8}{'512':>8}{'1024':>8}")
    for name, method in METHODS:
        print(f"{name:14}" + "".join(f"{best(rounds, styled(method, n))[0]:8.3f}" for n in (256, 512, 1024)))
    for medium in media.MEDIA:
        print(f"{medium:14}" + "".join(f"{best(rounds, finished(medium, n))[0]:8.3f}" for n in (256, 512, 1024)))


def against_peer(rounds: int) -> None:
    """Needs to run on one core: `taskset -c 0`."""
    command = ["gmic", "c.png", "s.png", "stylize[0]", "[1]", "keep[0]", "o", "out.png"]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def peer() -> object:
            return subprocess.run(command, cwd=place, check=True, capture_output=True)

        Image.fromarray(shipped.load("night-swirls")).convert("RGB").save(place / "s.png")
        for side in (512, 1024):
            Image.fromarray(content(side)).convert("RGB").save(place / "c.png")
            works = {name: styled(method, side) for name, method in METHODS if name != "color"}
            # in turn: ours, the peer, ours, the peer
            rows = [({name: best(1, work)[1] for name, work in works.items()}, best(1, peer)[1]) for _ in range(rounds)]
            theirs = min(t for _, t in rows)
            for name in works:
                ours = min(o[name] for o, _ in rows)
                print(f"{name} {side} against gmic stylize: {ours:.2f}, {theirs:.2f}, {ours / theirs:.3f}")


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
