"""What the painters of the shipped styles share: a board to paint on, smooth noise, color ramps, hills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from studio.art.media.base import Sheet, smoothstep
from studio.art.styles import fields
from studio.art.styles.jit import Crew
from studio.core.progress import DirectContext

Floats = fields.Floats

Color = tuple[int, int, int]
"""sRGB 0..255, as a painter's box lists them."""


@dataclass(frozen=True)
class Board:
    """An empty picture. `x` runs 0 .. aspect, `y` 0 (top) .. 1 (bottom), both float32 (H, W)."""

    width: int
    height: int
    seed: int
    crew: Crew

    @property
    def x(self) -> Floats:
        line = (np.arange(self.width, dtype=np.float32) + 0.5) / self.height
        return np.broadcast_to(line[None, :], (self.height, self.width)).astype(np.float32)

    @property
    def y(self) -> Floats:
        line = (np.arange(self.height, dtype=np.float32) + 0.5) / self.height
        return np.broadcast_to(line[:, None], (self.height, self.width)).astype(np.float32)

    @property
    def unit(self) -> float:
        return self.height / 512

    def sheet(self, rgb: Floats, stroke: float) -> Sheet:
        """`rgb` as a sheet for one of the media."""
        return Sheet(DirectContext(), np.clip(rgb, 0, 1).astype(np.float32), self.seed, stroke, self.crew)

    def noise(self, waves: float, number: int, octaves: int = 1) -> Floats:
        """Smooth noise, standard deviation about 0.5; see `Sheet.noise`."""
        blank = np.zeros((self.height, self.width, 3), np.float32)
        return Sheet(DirectContext(), blank, self.seed, 0.5, self.crew).noise(waves, number, octaves)

    def ridge(self, number: int, base: float, rise: float, waves: float, octaves: int = 4) -> Floats:
        """float32 (1, W): height of a skyline in `y` units, around `base`, `rise` high."""
        rng = np.random.default_rng([self.seed, number, 9])
        aspect = self.width / self.height
        at = np.linspace(0, aspect, self.width)
        total = np.zeros(self.width)
        for octave in range(octaves):
            n = waves * 2**octave
            knots = rng.standard_normal(int(aspect * n) + 4)
            place = at * n + 1
            i = place.astype(int)
            t = place - i
            t = t * t * (3 - 2 * t)
            total += (knots[i] * (1 - t) + knots[i + 1] * t) * 0.5**octave
        return fields.f32(base - rise * 0.6 * total)[None, :]

    def rng(self, number: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, number, 3])


def rgb(*colors: Color) -> Floats:
    return fields.f32(np.array(colors, np.float32) / 255)


def toned(color: Color, factor: float, lift: float = 0.0) -> Color:
    """`color` times `factor` plus `lift`, whole numbers of 0..255."""
    r, g, b = (min(255, max(0, int(factor * c + lift))) for c in color)
    return r, g, b


def ramp(t: Floats, colors: Sequence[Color], stops: Sequence[float] | None = None) -> Floats:
    """float32 (..., 3): colors along `t` 0..1, linear between `stops` (even ones by default)."""
    table = np.array(colors, np.float32) / 255
    at = np.linspace(0, 1, len(colors)) if stops is None else np.asarray(stops)
    t = np.clip(t, 0, 1)
    return np.stack([np.interp(t, at, table[:, c]) for c in range(3)], -1).astype(np.float32)


def over(picture: Floats, mask: Floats, color: Floats) -> Floats:
    """`color` ((3,) or (H, W, 3)) laid over `picture` where `mask` (H, W) is 1."""
    return np.asarray(picture + mask[..., None] * (color - picture), np.float32)


def below(board: Board, ridge: Floats, soft: float = 0.002) -> Floats:
    """1 under a skyline."""
    return smoothstep(-soft, soft, board.y - ridge)


def disc(board: Board, x: float, y: float, radius: float, soft: float = 0.003) -> Floats:
    return smoothstep(soft, -soft, np.hypot(board.x - x, board.y - y).astype(np.float32) - radius)


def shaded(picture: Floats, height: Floats, strength: float) -> Floats:
    """A little light from the upper left on a height map."""
    gx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.25)
    gy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.25)
    return fields.f32(np.clip(picture * (1 - strength * (gx + gy))[..., None], 0, 1))


__all__ = ["Board", "Color", "Floats", "below", "disc", "over", "ramp", "rgb", "shaded", "smoothstep", "toned"]
