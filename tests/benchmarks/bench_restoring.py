"""How much nearer a restored picture is to what it was before the damage, beside plain ways. By hand:

    python tests/benchmarks/bench_restoring.py PICTURE... [--edge 256]

Prints PSNR in dB of the damaged picture, of the best plain way that is at hand (Gaussian and non-local means at their best
setting for denoising, Telea's inpainting, bicubic and Lanczos enlarging) and of ours, with the seconds of one processor.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from studio.art.restoring import tasks
from studio.core.picture import Pixels
from studio.core.progress import DirectContext
from studio.formats.images import read_image


def psnr(a: Any, b: Any) -> float:
    return float(10 * np.log10(255**2 / max(1e-9, np.square(a[..., :3].astype(float) - b[..., :3]).mean())))


def timed(work: Callable[..., Any], **given: Any) -> tuple[Pixels, float]:
    begun = time.process_time()
    made = work(DirectContext(), seed=1, **given)
    return made.pixels, time.process_time() - begun


def noise(clean: Pixels, strength: float) -> tuple[float, float, float, float]:
    damaged = clean.copy()
    grain = np.random.default_rng(1).normal(0, strength, clean[..., :3].shape)
    damaged[..., :3] = np.clip(clean[..., :3] + grain, 0, 255)
    made, seconds = timed(tasks.denoise, content=damaged)
    rgb = np.ascontiguousarray(damaged[..., :3])
    plain = [cv2.GaussianBlur(rgb, (0, 0), s) for s in (0.6, 0.8, 1.0, 1.3, 1.7)]
    plain += [cv2.fastNlMeansDenoisingColored(rgb, None, h, h) for h in (5, 10, 20, 30)]
    return psnr(damaged, clean), max(psnr(p, clean) for p in plain), psnr(made, clean), seconds


def hole(clean: Pixels) -> tuple[float, float, float, float]:
    height, width = clean.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    cv2.line(mask, (width // 12, height // 10), (width * 11 // 12, height * 8 // 10), 255, max(3, width // 50))
    cv2.circle(mask, (width * 2 // 3, height // 3), width // 16, 255, -1)
    inside = mask > 0
    damaged = clean.copy()
    damaged[inside, :3] = (255, 0, 255)
    made, seconds = timed(tasks.inpaint, content=damaged, mask=np.dstack([mask] * 3 + [np.full_like(mask, 255)]))
    telea = cv2.inpaint(np.ascontiguousarray(clean[..., :3]), mask, 5, cv2.INPAINT_TELEA)
    return (
        psnr(damaged[inside], clean[inside]),
        psnr(telea[inside], clean[inside]),
        psnr(made[inside], clean[inside]),
        seconds,
    )


def larger(clean: Pixels, times: int) -> tuple[float, float, float, float]:
    height, width = (n // times * times for n in clean.shape[:2])
    clean = np.ascontiguousarray(clean[:height, :width])
    small = cv2.resize(clean, (width // times, height // times), interpolation=cv2.INTER_AREA)
    made, seconds = timed(tasks.enlarge, content=small, factor=str(times))
    cubic, lanczos = (
        psnr(cv2.resize(small, (width, height), interpolation=way), clean)
        for way in (cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)
    )
    return cubic, lanczos, psnr(made, clean), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", type=Path)
    parser.add_argument("--edge", type=int, default=256)
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{'picture':16} {'task':12} {'damaged':>8} {'plain':>8} {'ours':>8} {'CPU s':>6}")
    for path in given.pictures:
        clean = read_image(path).pixels
        k = given.edge / max(clean.shape[:2])
        clean = cv2.resize(clean, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        rows = {
            "noise 12": lambda c=clean: noise(c, 12), "noise 25": lambda c=clean: noise(c, 25), "hole": lambda c=clean: hole(c),
            "2 x": lambda c=clean: larger(c, 2), "4 x": lambda c=clean: larger(c, 4),
        }  # fmt: skip
        for task, work in rows.items():
            damaged, plain, ours, seconds = work()
            print(f"{path.stem[:16]:16} {task:12} {damaged:8.2f} {plain:8.2f} {ours:8.2f} {seconds:6.1f}", flush=True)


if __name__ == "__main__":
    main()
