"""How steady styles are on moving pictures: difference of a frame to the last one, warped by the true motion.

Clips are made here: a camera pans and zooms over a picture while a disc with another picture on it flies past, with the
noise of a camera on top; so the motion, and what hides what, is known exactly and does not come from the flow that the
methods themselves use. Figures are means of |frame - warped last frame|, in levels of 255, where both show the same thing,
of the painted film and of the clip itself, and their ratio.

    python tests/benchmarks/bench_video.py [--picture FILE] [--style ID|FILE] [--methods color,painter] [--out DIR]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from studio.art.catalog import find
from studio.art.styles import shipped
from studio.art.styles.catalog import STYLES
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.carrier import Wish
from studio.art.styles.temporal.film import Film
from studio.art.styles.temporal.shots import mosaic, reduced
from studio.core.progress import DirectContext
from studio.engine.request import Request
from studio.engine.runner import Engine
from studio.formats.images import read_image, write_image

WIDTH, HEIGHT = 512, 288
NOISE = 1.5
"""Standard deviation, in levels, of what a camera adds."""


@dataclass(frozen=True)
class Shot:
    """A clip. `zoom`: how much larger the last frame shows things; `pan`: px that the camera moves a frame."""

    name: str
    pan: tuple[float, float]
    zoom: float
    disc: float
    frames: int = 24
    noise: float = NOISE


SHOTS = (
    Shot("pan", (2.3, 0.4), 1.0, 0.0),
    Shot("pan, disc", (1.7, -0.6), 1.0, 46.0),
    Shot("zoom, disc", (0.4, 0.3), 1.25, 40.0),
    Shot("still", (0.0, 0.0), 1.0, 0.0),
)


def clip(shot: Shot, ground: np.ndarray, thing: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(frame uint8 (H, W, 3), true step back float32 (H, W, 2), seen in the last frame bool (H, W))."""
    rng = np.random.default_rng(5)
    rows, columns = ground.shape[:2]
    base = 0.72 * min(columns / WIDTH, rows / HEIGHT)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)

    def camera(t: int) -> tuple[float, float, float]:
        zoom = shot.zoom ** (t / max(1, shot.frames - 1))
        away = t - (shot.frames - 1) / 2
        return columns / 2 + shot.pan[0] * away * base, rows / 2 + shot.pan[1] * away * base, base / zoom

    def place(t: int) -> tuple[float, float]:
        return WIDTH * 0.2 + 6.0 * t, HEIGHT * (0.5 + 0.22 * float(np.sin(0.25 * t)))

    def on_disc(t: int, px: np.ndarray, py: np.ndarray) -> np.ndarray:
        ox, oy = place(t)
        return np.hypot(px - ox, py - oy)

    for t in range(shot.frames):
        cx, cy, k = camera(t)
        sx, sy = cx + (x - WIDTH / 2) * k, cy + (y - HEIGHT / 2) * k
        frame = cv2.remap(ground, sx, sy, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        cx0, cy0, k0 = camera(max(0, t - 1))
        px, py = (sx - cx0) / k0 + WIDTH / 2, (sy - cy0) / k0 + HEIGHT / 2
        inside = np.zeros((HEIGHT, WIDTH), bool)
        if shot.disc:
            ox, oy = place(t)
            bx, by = place(max(0, t - 1))
            away = on_disc(t, x, y)
            inside = away < shot.disc
            tx, ty = x - ox + thing.shape[1] / 2, y - oy + thing.shape[0] / 2
            soft = np.clip(shot.disc - away + 0.5, 0, 1)[..., None]
            frame = frame * (1 - soft) + soft * cv2.remap(thing, tx, ty, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
            px, py = np.where(inside, x - ox + bx, px), np.where(inside, y - oy + by, py)
            hidden = ~inside & (on_disc(max(0, t - 1), px, py) < shot.disc + 2)
            rim = np.abs(away - shot.disc) < 2
        else:
            hidden = rim = np.zeros((HEIGHT, WIDTH), bool)
        seen = (px >= 1) & (py >= 1) & (px <= WIDTH - 2) & (py <= HEIGHT - 2) & ~hidden & ~rim
        noisy = frame + rng.normal(0, shot.noise, frame.shape)
        step = np.stack([px - x, py - y], -1).astype(np.float32)
        yield np.clip(np.rint(noisy), 0, 255).astype(np.uint8), step, seen


def unsteady(before: np.ndarray, now: np.ndarray, step: np.ndarray, seen: np.ndarray) -> float:
    """Mean difference, levels of 255, of `now` to `before` warped by `step`."""
    y, x = np.mgrid[0 : now.shape[0], 0 : now.shape[1]].astype(np.float32)
    warped = cv2.remap(before.astype(np.float32), x + step[..., 0], y + step[..., 1], cv2.INTER_CUBIC)
    return float(np.abs(warped - now)[seen].mean())


def painted(method: str, style: np.ndarray, frames: list[np.ndarray]) -> Iterator[np.ndarray]:
    spec = STYLES.get(method)
    colors = mosaic([reduced(f) for f in frames])
    with Crew() as crew:
        film = Film(spec, Wish(spec.values({}), style, 3, {}), crew)
        for number, frame in enumerate(frames):
            rgba = np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])
            yield film.next(DirectContext(), rgba, colors if number == 0 else None)[..., :3]


def _sharpness(frame: np.ndarray) -> float:
    return float(np.abs(cv2.Laplacian(frame.astype(np.float32), cv2.CV_32F)).mean())


def ground_of(path: str) -> np.ndarray:
    """A picture of the artist's, or one of our own."""
    if path:
        pixels = read_image(path).pixels
    else:
        request = Request.make(
            "generator/scenes", {}, text="a village by the sea in the evening", width=1100, height=700, seed=4
        )
        pixels = Engine(find).run_now(request).pixels
    k = max(1100 / pixels.shape[1], 700 / pixels.shape[0])
    size = round(pixels.shape[1] * k), round(pixels.shape[0] * k)
    return cv2.resize(pixels[..., :3], size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--picture", default="")
    parser.add_argument("--style", default="")
    parser.add_argument("--methods", default="color,painter")
    parser.add_argument("--shots", default="")
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--out", default="")
    given = parser.parse_args()
    ground = ground_of(given.picture).astype(np.float32)
    style_id = given.style or shipped.shipped()[0].id
    style = read_image(style_id).pixels if Path(style_id).is_file() else shipped.load(style_id)
    thing = cv2.resize(ground[::-1, ::-1], (256, 160), interpolation=cv2.INTER_AREA)
    print(f"{'method':10} {'shot':12} {'film':>6} {'clip':>6} {'ratio':>6} {'worst':>6} {'sharp':>6}  CPU s a frame")
    for method in given.methods.split(","):
        ratios = []
        for shot in SHOTS:
            if given.shots and shot.name not in given.shots.split("/"):
                continue
            shot = Shot(shot.name, shot.pan, shot.zoom, shot.disc, given.frames)
            made = list(clip(shot, ground, thing))
            frames = [f for f, _step, _seen in made]
            begun = time.process_time()
            film = list(painted(method, style, frames))
            spent = (time.process_time() - begun) / len(frames)
            sharp = np.mean([_sharpness(f) for f in film[-4:]]) / _sharpness(film[0])
            own = [unsteady(frames[t - 1], frames[t], *made[t][1:]) for t in range(1, len(made))]
            got = [unsteady(film[t - 1], film[t], *made[t][1:]) for t in range(1, len(made))]
            ratio = np.mean(got) / np.mean(own)
            worst = np.max(np.array(got) / np.mean(own))
            ratios.append(ratio)
            print(
                f"{method:10} {shot.name:12} {np.mean(got):6.2f} {np.mean(own):6.2f} {ratio:6.2f} {worst:6.2f} {sharp:6.2f}  {spent:.2f}",
                flush=True,
            )
            if given.out:
                folder = Path(given.out) / f"{method}-{shot.name.replace(', ', '-')}"
                folder.mkdir(parents=True, exist_ok=True)
                for number, frame in enumerate(film):
                    rgba = np.dstack(
                        [np.concatenate([frames[number], frame]), np.full((2 * HEIGHT, WIDTH), 255, np.uint8)]
                    )
                    write_image(folder / f"{number:03d}.png", np.ascontiguousarray(rgba))
        print(f"{method:10} {'mean':12} {'':6} {'':6} {np.mean(ratios):6.2f}", flush=True)


if __name__ == "__main__":
    main()
