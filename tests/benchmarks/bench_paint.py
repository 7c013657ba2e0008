"""Painting, compositing and undo beside bare Qt, Pillow and (when given) a program over libmypaint.

    python tests/benchmarks/bench_paint.py [--libmypaint PROGRAM] [--side 4096] [--rounds 3]

PROGRAM prints `raw DABS_PER_SECOND` and `engine MS_PER_EVENT` for 64 px soft dabs at 10 % spacing. Times are CPU
time of this process where a rate is compared, wall time where the artist waits. One line each: id, ours, peer, ratio.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter

from studio.document.brush import Brush, stamp
from studio.document.compositor import MODES
from studio.document.document import Document
from studio.document.flattened import Flattened
from studio.document.layer import BlendMode, Origin
from studio.document.raster import FORMAT, empty, image_on

DABS = 4000
STACK = (
    BlendMode.NORMAL, BlendMode.MULTIPLY, BlendMode.NORMAL, BlendMode.SCREEN, BlendMode.NORMAL, BlendMode.OVERLAY,
    BlendMode.MULTIPLY, BlendMode.SOFT_LIGHT, BlendMode.SCREEN, BlendMode.NORMAL,
)  # fmt: skip
SOFT = Brush(size=64, hardness=0.5, flow=0.5, opacity=1.0, spacing=0.1, pressure_size=False)


def cpu(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def line(id_: str, ours: str, peer: str, ratio: float, note: str) -> None:
    print(f"{id_:4} ours {ours}, peer {peer}, ratio {ratio:.2f}  ({note})", flush=True)


def dabs(libmypaint: str, rounds: int) -> dict[str, float]:
    """P3: a stroke with one dab in each of `DABS` places against the same dab drawn by a bare painter."""
    rng = np.random.default_rng(0)
    plane = empty(2048, 2048)
    image = image_on(plane)
    mark = stamp(64.0, 0.5, 0.5, (200, 80, 50), 0, 0)
    places = [QPoint(int(x), int(y)) for x, y in rng.integers(64, 1900, (DABS, 2))]
    picture = QImage(mark.data, mark.shape[1], mark.shape[0], mark.shape[1] * 4, FORMAT)

    def bare() -> None:
        painter = QPainter(image)
        for place in places:
            painter.drawImage(place, picture)
        painter.end()

    def ours() -> None:
        document = Document(2048, 2048)
        document.add_layer()
        stroke = document.begin_stroke(SOFT, (200, 80, 50))
        for i in range(DABS // 6):  # six dabs an event, 10 % apart
            angle = i * 0.043
            radius = 850 * (0.4 + 0.6 * abs(math.sin(angle * 0.11)))
            stroke.to(1024 + radius * math.cos(angle), 1024 + radius * math.sin(angle))
        stroke.end()

    def count() -> int:
        """Dabs that `ours` prints."""
        number = 0
        inner = Stroke._print

        def counted(self: Stroke, points: list[Point]) -> None:
            nonlocal number
            number += len(points)
            inner(self, points)

        Stroke._print = counted  # type: ignore[method-assign]
        ours()
        Stroke._print = inner  # type: ignore[method-assign]
        return number

    from studio.document.path import Point
    from studio.document.stroke import Stroke

    made = count()
    best_ours = best_bare = math.inf
    for _ in range(rounds):
        best_ours, best_bare = min(best_ours, cpu(ours)), min(best_bare, cpu(bare))
    our_rate, bare_rate = made / best_ours, DABS / best_bare
    line("P3", f"{our_rate:.0f}/s", f"{bare_rate:.0f}/s", our_rate / bare_rate, "64 px soft dab, bare QPainter dab")
    peer: dict[str, float] = {}
    if libmypaint:
        out = subprocess.run([libmypaint], capture_output=True, text=True, check=True).stdout
        peer = {name: float(value) for name, value in (row.split() for row in out.splitlines())}
        line("P3", f"{our_rate:.0f}/s", f"{peer['raw']:.0f}/s", our_rate / peer["raw"], "libmypaint draw_dab")
    return peer


def events(side: int, peer: dict[str, float]) -> None:
    """P4: one pen event of 37 px on the full canvas, with the picture brought up to date for the screen."""
    document = Document(side, side)
    document.add_picture(np.full((side, side, 4), 255, np.uint8), name="ground", origin=Origin.PICTURE)
    document.add_layer()
    flattened = Flattened(document)
    flattened.image()
    stroke = document.begin_stroke(SOFT, (30, 60, 120))
    paint, shown = [], []
    x, y, angle = side / 2, side / 2, 0.0
    for i in range(2000):
        angle += 0.15 * math.sin(i * 0.05)
        x, y = x + 37 * math.cos(angle), y + 37 * math.sin(angle)
        if not (100 < x < side - 100 and 100 < y < side - 100):
            x, y = side / 2, side / 2
            stroke.end()
            stroke = document.begin_stroke(SOFT, (30, 60, 120))
        begun = time.perf_counter()
        stroke.to(x, y)
        paint.append(time.perf_counter() - begun)
        flattened.image()
        shown.append(time.perf_counter() - begun)
    stroke.end()
    for what, times in (("paint", paint), ("paint and composite", shown)):
        p50, p99 = (float(np.quantile(times, q)) * 1e3 for q in (0.5, 0.99))
        other = peer.get("engine", math.nan)
        line("P4", f"{p50:.3f} p99 {p99:.3f} ms", f"{other:.3f} ms", p50 / other, f"stroke event of 37 px, {what}")


def stack(side: int) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    out = []
    for i in range(len(STACK)):
        a, b, c = rng.uniform(2, 9, 3)
        pixels = np.empty((side, side, 4), np.uint8)
        for k, f in enumerate((a, b, c)):
            pixels[..., k] = 127 + 127 * np.sin(f * x + (k + 1) * y * f)
        pixels[..., 3] = 255 if i == 0 else np.clip(400 * np.sin(a * x) * np.sin(b * y), 0, 255)
        out.append(pixels)
    return out


def compositing(side: int, rounds: int) -> None:
    """P5 and P6."""
    pixels = stack(side)
    document = Document(side, side)
    for item, mode in zip(pixels, STACK, strict=True):
        document.set_blend(document.add_picture(item, name=mode.title, origin=Origin.PICTURE), mode)
    pictures = [Image.fromarray(p) for p in pixels]
    images = [QImage(p.data, side, side, side * 4, QImage.Format.Format_RGBA8888).convertToFormat(FORMAT)
              for p in pixels]  # fmt: skip
    flattened = Flattened(document)
    flattened.image()

    def ours() -> None:
        flattened.invalidate_all()
        flattened.image()

    def bare() -> None:
        out = QImage(side, side, FORMAT)
        out.fill(0)
        painter = QPainter(out)
        for image, mode in zip(images, STACK, strict=True):
            painter.setCompositionMode(MODES[mode])
            painter.drawImage(QPoint(0, 0), image)
        painter.end()

    def pillow() -> None:
        verbs = {
            BlendMode.MULTIPLY: ImageChops.multiply, BlendMode.SCREEN: ImageChops.screen,
            BlendMode.OVERLAY: ImageChops.overlay, BlendMode.SOFT_LIGHT: ImageChops.soft_light,
        }  # fmt: skip
        base = pictures[0].copy()
        for picture, mode in list(zip(pictures, STACK, strict=True))[1:]:
            if mode is not BlendMode.NORMAL:
                mixed = verbs[mode](base.convert("RGB"), picture.convert("RGB"))
                mixed.putalpha(picture.getchannel("A"))
                picture = mixed
            base.alpha_composite(picture)

    jobs = {"ours": ours, "bare": bare, "pillow": pillow}
    walls, cpus = dict.fromkeys(jobs, math.inf), dict.fromkeys(jobs, math.inf)
    for _ in range(rounds):
        for name, job in jobs.items():
            begun, used = time.perf_counter(), time.process_time()
            job()
            walls[name] = min(walls[name], time.perf_counter() - begun)
            cpus[name] = min(cpus[name], time.process_time() - used)
    note = f"10 x {side}², five modes, with halved copies"
    for peer in ("bare", "pillow"):
        for kind, times in (("wall", walls), ("CPU", cpus)):
            line("P5", f"{times['ours']:.3f} s", f"{times[peer]:.3f} s", times[peer] / times["ours"],
                 f"{kind}, {peer}: times as fast; {note}")  # fmt: skip

    rng = np.random.default_rng(2)
    small = []
    for x, y in rng.integers(0, side - 256, (60, 2)):
        flattened.invalidate((int(x), int(y), 256, 256))
        begun = time.perf_counter()
        flattened.image()
        small.append(time.perf_counter() - begun)
    part = float(np.median(small))
    line("P6", f"{part * 1e3:.2f} ms", f"{walls['ours'] * 1e3:.0f} ms", part / walls["ours"] * 100,
         "256² of ten layers against the whole, ratio in percent")  # fmt: skip


def undo(side: int) -> None:
    """P11."""
    document = Document(side, side)
    picture = np.random.default_rng(0).integers(0, 256, (side, side, 4), np.uint8)
    document.add_picture(picture, name="noise", origin=Origin.PICTURE)
    base = document.history.nbytes
    flattened = Flattened(document)
    flattened.image()
    rng = np.random.default_rng(3)
    brush = Brush(size=40, pressure_size=False)
    for _ in range(50):
        stroke = document.begin_stroke(brush, (200, 40, 40))
        x, y = rng.uniform(600, side - 600, 2)
        dx, dy = rng.uniform(-12, 12, 2)
        for i in range(40):
            stroke.to(x + i * dx, y + i * dy + 20 * math.sin(i / 4))
        stroke.end()
        flattened.image()
    held, copies = document.history.nbytes - base, 50 * side * side * 4
    times = []
    for _ in range(50):
        begun = time.perf_counter()
        document.history.undo()
        flattened.image()
        times.append(time.perf_counter() - begun)
    line("P11", f"{held / 2**20:.0f} MiB", f"{copies / 2**20:.0f} MiB", held / copies, "50 strokes, 50 layer copies")
    print(f"P11  undo and composite: median {np.median(times) * 1e3:.1f} ms, longest {max(times) * 1e3:.1f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--libmypaint", default="", metavar="PROGRAM")
    options.add_argument("--side", type=int, default=4096)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    peer = dabs(given.libmypaint, given.rounds)
    events(given.side, peer)
    compositing(given.side, given.rounds)
    undo(given.side)


if __name__ == "__main__":
    main()
