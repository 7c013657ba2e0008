"""Saving: a document of 10 layers of 4096 × 4096, and a PNG of that size, against Pillow at level 1.

    python tests/benchmarks/bench_save.py [rounds]

Goals: time at most 0.30 of the peer's, size at most 1.05. CPU seconds are those of all threads together.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from studio.core.picture import Pixels
from studio.document.document import Document
from studio.document.layer import Origin
from studio.formats.ora import read_ora, write_ora
from studio.formats.png import write_png

SIDE = 4096
LAYERS = 10


def photo(seed: int) -> Pixels:
    """Smooth forms with the grain of a photograph."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (24, 24, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.int16)
    fine = rng.integers(0, 256, (SIDE // 8, SIDE // 8, 3), np.uint8)
    detail = np.asarray(Image.fromarray(fine).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.int16)
    grain = rng.normal(0, 2, (SIDE, SIDE, 1)).astype(np.int16)
    pixels = np.empty((SIDE, SIDE, 4), np.uint8)
    pixels[..., :3] = np.clip(smooth + (detail - 128) // 8 + grain, 0, 255)
    pixels[..., 3] = 255
    return pixels


def painted(seed: int) -> Pixels:
    """A layer of soft discs on transparent ground."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    y, x = np.mgrid[-1:1:512j, -1:1:512j]
    alpha = (np.clip(1.2 - np.hypot(x, y), 0, 1) * 255).astype(np.uint8)
    for _ in range(60):
        top, left = rng.integers(0, SIDE - 512, 2)
        place = pixels[top : top + 512, left : left + 512]
        place[..., :3][alpha > 0] = rng.integers(0, 256, 3)
        place[..., 3] = np.maximum(place[..., 3], alpha)
    pixels[pixels[..., 3] == 0] = 0
    return pixels


def best(rounds: int, **ways: Callable[[], object]) -> dict[str, tuple[float, float]]:
    """Wall and CPU seconds of each way, the best of interleaved rounds."""
    out: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            way()
            took = time.perf_counter() - wall, time.process_time() - cpu
            out[name] = min(out.get(name, took), took)
    return out


def report(what: str, times: dict[str, tuple[float, float]], ours: int, peer: int) -> None:
    (ow, oc), (pw, pc) = times["ours"], times["peer"]
    print(
        f"{what}: wall ours {ow:.2f} s, peer {pw:.2f} s, ratio {ow / pw:.3f}; CPU {oc:.2f}, {pc:.2f}, {oc / pc:.3f};",
        end="",
    )
    print(f" size ours {ours / 1e6:.1f} MB, peer {peer / 1e6:.1f} MB, ratio {ours / peer:.3f}")


def main(rounds: int = 3) -> None:
    pictures = [photo(i) if i < 4 else painted(i) for i in range(LAYERS)]
    document = Document(SIDE, SIDE)
    for number, pixels in enumerate(pictures):
        document.add_picture(pixels, name=f"Layer {number}", origin=Origin.HAND)
    pictures = [document.pixels(layer) for layer in document.layers]  # both write the same bytes
    flat = document.flatten()
    with tempfile.TemporaryDirectory() as folder:
        ora, peer_ora, png_, peer_png = (Path(folder) / n for n in ("a.ora", "b.ora", "a.png", "b.png"))

        def peer_save() -> None:
            with zipfile.ZipFile(peer_ora, "w") as archive:
                for number, pixels in enumerate([*pictures, flat]):
                    data = io.BytesIO()
                    Image.fromarray(pixels).save(data, "PNG", compress_level=1)
                    archive.writestr(f"data/layer{number}.png", data.getvalue())

        times = best(rounds, ours=lambda: write_ora(ora, document), peer=peer_save)
        report("P7 save of 10 layers", times, ora.stat().st_size, peer_ora.stat().st_size)
        begun = time.perf_counter()
        read_ora(ora)
        print(f"   opened again in {time.perf_counter() - begun:.2f} s")
        times = best(
            rounds,
            ours=lambda: write_png(png_, pictures[0]),
            peer=lambda: Image.fromarray(pictures[0]).save(peer_png, compress_level=1),
        )
        report("P8 PNG", times, png_.stat().st_size, peer_png.stat().st_size)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
