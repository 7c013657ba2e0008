"""What style networks learn from: pictures in many manners, and pictures to be given them. Deterministic by seed.

Both come from folders of the artist's, or from the program itself: its shipped styles, the painters of those with other
seeds, scenes in every medium, and textures and fallen leaves made of noise (Lee, Mumford & Huang, "Occlusion models for
natural images", 2001: such pictures have the statistics of edges that photographs have).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.training.folder_data import Skipped, album
from studio.core.paths import cache_dir
from studio.core.progress import Context

Bytes = NDArray[np.uint8]
EDGE = 448
"""Short side of the pictures that are kept: marks are as large as in pictures of half a thousand px."""
REDUCED = 2
"""Short side to which the pictures of a folder are reduced, in crops: they are cut at several sizes."""
SEEDS = (2, 3, 4)
"""Further seeds of the painters of the shipped styles."""
MEDIA = ("oil", "gouache", "watercolor", "pointillist", "ink", "pastel", "poster")
VERSION = 1


@dataclass(frozen=True)
class Stack:
    """Pictures uint8 (h, w, 3), RGB. `about` says in a sentence what they are."""

    pictures: tuple[Bytes, ...]
    about: str
    skipped: tuple[Skipped, ...] = ()

    def __len__(self) -> int:
        return len(self.pictures)

    def crop(self, chance: np.random.Generator, edge: int, scales: tuple[float, float], number: int = -1) -> Bytes:
        """A square of `edge` px anywhere in a picture, which is first made smaller or larger: uint8 (edge, edge, 3)."""
        k = int(chance.integers(len(self.pictures))) if number < 0 else number
        scale = float(np.exp(chance.uniform(*np.log(scales))))
        y, x = chance.random(2)
        flip = chance.random() < 0.5
        cut = cropped(self.pictures[k], edge, scale, float(y), float(x))
        return np.ascontiguousarray(cut[:, ::-1]) if flip else cut


def cropped(picture: Bytes, edge: int, scale: float, down: float, across: float) -> Bytes:
    """`edge` px square of `picture`, shown `scale` times as large, at the place `down`, `across` (0..1)."""
    h, w = picture.shape[:2]
    side = min(h, w, max(8, round(edge / scale)))
    y, x = round(down * (h - side)), round(across * (w - side))
    cut = picture[y : y + side, x : x + side]
    if side == edge:
        return np.ascontiguousarray(cut)
    way = cv2.INTER_AREA if side > edge else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cut, (edge, edge), interpolation=way), np.uint8)


def folder(ctx: Context, path: str, crop: int) -> Stack:
    """The pictures of a folder, for crops of `crop` px. Raises `UserError`."""
    kept = album(ctx, Path(path), min(EDGE, REDUCED * crop), wide=True)
    pictures = tuple(kept.whole(k) for k in range(len(kept)))
    return Stack(pictures, f"{len(pictures)} pictures of the folder “{Path(path).resolve().name}”", kept.skipped)


def manners(ctx: Context, painted: int, edge: int = EDGE) -> Stack:
    """The shipped styles, their painters with other seeds, and `painted` scenes in all media."""
    from studio.art.styles import shipped
    from studio.art.styles.manners import MANNERS

    parts = [fit(shipped.load(s.id)[..., :3], edge) for s in shipped.shipped()]
    again = [(m, s) for m in MANNERS for s in (SEEDS if painted else ())]
    total = len(again) + painted
    for number, (manner, seed) in enumerate(again):
        ctx.progress(number / total, f"Painting {number + 1} of {total} pictures to learn from")
        parts.append(_kept(f"manner-{manner.id}-{seed}-{edge}", lambda m=manner, s=seed: _manner(m, s, edge)))  # type: ignore[misc]
    for number in range(painted):
        ctx.progress((len(again) + number) / total, f"Painting {len(again) + number + 1} of {total} pictures to learn from")  # fmt: skip
        parts.append(_kept(f"medium-{number}-{edge}", lambda n=number: _scene(n, edge, MEDIA[n % len(MEDIA)])))  # type: ignore[misc]
    return Stack(
        tuple(parts),
        f"{len(shipped.shipped())} shipped styles, {len(again)} pictures by their painters, {painted} scenes in all media",
    )


def scenes(ctx: Context, count: int, edge: int = EDGE) -> Stack:
    """`count` scenes without a medium, then the shipped styles."""
    from studio.art.styles import shipped

    parts = []
    for number in range(count):
        ctx.progress(number / count, f"Painting {number + 1} of {count} pictures to learn from")
        parts.append(_kept(f"scene-{number}-{edge}", lambda n=number: _scene(100_000 + n, edge, "plain")))  # type: ignore[misc]
    parts += [fit(shipped.load(s.id)[..., :3], edge) for s in shipped.shipped()]
    return Stack(tuple(parts), f"{count} scenes by the scene painter, the shipped styles, fallen leaves")


def fit(picture: Bytes, edge: int) -> Bytes:
    """With a short side of `edge` px."""
    h, w = picture.shape[:2]
    k = edge / min(h, w)
    way = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    size = max(edge, round(w * k)), max(edge, round(h * k))
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), size, interpolation=way), np.uint8)


def _manner(manner: Any, seed: int, edge: int) -> Bytes:
    from studio.art.styles.jit import Crew
    from studio.art.styles.manners.board import Board

    with Crew() as crew:
        made = manner.paint(Board(edge * 4 // 3, edge, seed, crew))
    return np.asarray(made.clip(0, 1) * 255 + 0.5, np.uint8)


def _scene(number: int, edge: int, medium: str) -> Bytes:
    from studio.art import media
    from studio.art.generators.scenes.compose import paint
    from studio.art.generators.scenes.sampling import SCENE_WEIGHTS, vary
    from studio.core.progress import DirectContext

    chance = random.Random(f"style/{number}")
    scene = chance.choices(list(SCENE_WEIGHTS), list(SCENE_WEIGHTS.values()))[0]
    values = vary({"scene": scene}, {"scene"}, number)
    ctx = DirectContext()
    rgb = np.ascontiguousarray(paint(ctx, values, number, edge, edge).numpy().transpose(1, 2, 0))
    stroke = chance.uniform(0.1, 1.0)
    return np.asarray(media.apply(ctx, rgb, medium, number, stroke).clip(0, 1) * 255 + 0.5, np.uint8)


def _kept(name: str, make: Callable[[], Bytes]) -> Bytes:
    """A painted picture out of the cache, or painted now and put there."""
    path = cache_dir() / "painted" / "styles" / f"{name}-v{VERSION}.png"
    if path.exists():
        found = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if found is not None:
            return np.ascontiguousarray(found[..., ::-1])
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{name}.{os.getpid()}.part")
    part.write_bytes(cv2.imencode(".png", np.ascontiguousarray(made[..., ::-1]))[1].tobytes())
    part.replace(path)
    return made


# -- pictures of noise ----------------------------------------------------------------------------------------------


def leaves(chance: np.random.Generator, edge: int) -> Bytes:
    """Discs, boxes and blades that lie on each other, each with a color, a shade and a grain of its own."""
    palette = chance.integers(0, 256, (int(chance.integers(4, 12)), 3))
    picture = np.empty((edge, edge, 3), np.float32)
    picture[:] = palette[0]
    y, x = np.mgrid[:edge, :edge].astype(np.float32) / edge
    for _ in range(int(chance.integers(25, 70))):
        size = float(np.clip(0.03 / (chance.random() + 0.04), 0.02, 0.6))
        cx, cy, turn = chance.random(), chance.random(), chance.uniform(0, np.pi)
        u, v = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn), (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
        long = chance.uniform(1, 6)
        kind = chance.integers(3)
        inside = (
            np.hypot(u, v) if kind == 0 else np.maximum(abs(u), abs(v) * long) if kind == 1 else np.hypot(u, v * long)
        ) < size / 2
        color = palette[chance.integers(len(palette))] + chance.normal(0, 12, 3)
        shade = chance.normal(0, 60) * u[inside] / size + chance.normal(0, 60) * v[inside] / size
        picture[inside] = color + shade[:, None]
    if chance.random() < 0.5:
        picture += chance.normal(0, chance.uniform(2, 14), (edge, edge, 1))
    if chance.random() < 0.5:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.4, 1.2)))
    return np.asarray(picture.clip(0, 255), np.uint8)


def texture(chance: np.random.Generator, edge: int) -> Bytes:
    """Streaks, dots, cells, hatching or grain in a few colors."""
    colors = chance.integers(0, 256, (int(chance.integers(2, 6)), 3)).astype(np.float32)
    kind = int(chance.integers(5))
    y, x = np.mgrid[:edge, :edge].astype(np.float32)
    if kind == 0:  # streaks along a bent direction
        noise = chance.standard_normal((edge, edge)).astype(np.float32)
        length = int(chance.integers(7, 31)) | 1
        blade = np.zeros((length, length), np.float32)
        turn = chance.uniform(0, np.pi)
        r = length // 2
        end = round(r * np.cos(turn)), round(r * np.sin(turn))
        cv2.line(blade, (r - end[0], r - end[1]), (r + end[0], r + end[1]), 1.0, int(chance.integers(1, 4)))
        field = cv2.filter2D(noise, -1, blade / blade.sum())
    elif kind == 1:  # dots
        step = chance.uniform(4, 14)
        phase = (x / step) % 1 - 0.5, ((y / step) + 0.5 * (np.floor(x / step) % 2)) % 1 - 0.5
        field = np.hypot(*phase) + 0.1 * _smooth(chance, edge, 0.2)
    elif kind == 2:  # cells
        count = int(chance.integers(20, 160))
        points = chance.random((count, 2)).astype(np.float32) * edge
        d = np.stack([np.hypot(x - px, y - py) for px, py in points])
        near = np.sort(np.partition(d, 1, axis=0)[:2], axis=0)
        labels = d.argmin(0)
        flat = colors[labels % len(colors)]
        line = chance.uniform(0.5, 3)
        return np.asarray(np.where((near[1] - near[0] < line)[..., None], chance.integers(0, 256), flat), np.uint8)
    elif kind == 3:  # hatching over tones
        turn, step = chance.uniform(0, np.pi), chance.uniform(3, 10)
        field = np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / step + 2 * _smooth(chance, edge, 0.3))
        field = field + _smooth(chance, edge, 0.25)
    else:
        field = _smooth(chance, edge, chance.uniform(0.02, 0.3)) + chance.uniform(0, 0.5) * chance.standard_normal((edge, edge))  # fmt: skip
    low, high = np.quantile(field, (0.02, 0.98))
    t = np.clip((field - low) / max(1e-6, high - low), 0, 1) * (len(colors) - 1)
    i = np.minimum(t.astype(int), len(colors) - 2)
    k = (t - i)[..., None]
    if chance.random() < 0.4:
        k = np.clip((k - 0.5) * 8 + 0.5, 0, 1)
    return np.asarray(colors[i] * (1 - k) + colors[i + 1] * k, np.uint8)


def _smooth(chance: np.random.Generator, edge: int, size: float) -> NDArray[np.float32]:
    cells = max(2, round(1 / size))
    small = chance.standard_normal((cells + 2, cells + 2)).astype(np.float32)
    return np.asarray(cv2.resize(small, (edge, edge), interpolation=cv2.INTER_CUBIC), np.float32)


def other_colors(picture: Bytes, chance: np.random.Generator) -> Bytes:
    """Channels changed places, hue, light and contrast moved: the same manner from another box of colors."""
    out = picture[..., chance.permutation(3)].astype(np.float32)
    mean = out.mean((0, 1), keepdims=True)
    gray = out.mean(-1, keepdims=True)
    out = gray + (out - gray) * chance.uniform(0.3, 1.5)
    out = (out - mean) * chance.uniform(0.7, 1.3) + mean + chance.normal(0, 18, 3)
    return np.asarray(out.clip(0, 255), np.uint8)


def stacked(parts: Sequence[Bytes]) -> Bytes:
    """uint8 (n, 3, h, w)."""
    return np.ascontiguousarray(np.stack(parts).transpose(0, 3, 1, 2))
