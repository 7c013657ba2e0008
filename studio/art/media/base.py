"""What all media share: the sheet they work on, noises that look the same at any size, color helpers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, blur, f32, luma, resized
from studio.art.styles.jit import Crew, kernel
from studio.core.progress import Context

WORK = 1024  # pixels; planning strokes on more would not make them better
SMALLEST = 32  # pixels; marks need a few pixels to stand on


@dataclass(frozen=True)
class Sheet:
    """A picture to be finished. `rgb` float32 (H, W, 3) sRGB 0..1; `stroke` 0 fine .. 1 broad."""

    ctx: Context
    rgb: Floats
    seed: int
    stroke: float
    crew: Crew

    @property
    def width(self) -> int:
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        return int(self.rgb.shape[0])

    @property
    def side(self) -> float:
        """The length that all sizes relate to: the short side, but not less than a quarter of the long one."""
        return max(min(self.width, self.height), max(self.width, self.height) / 4)

    @property
    def unit(self) -> float:
        """Pixels per 1/512 of `side`."""
        return self.side / 512

    def reduced(self) -> Sheet:
        """The same with a side of at most `WORK` pixels: large pictures are planned on it."""
        k = WORK / self.side
        if k >= 1:
            return self
        return replace(self, rgb=resized(self.rgb, max(1, round(self.width * k)), max(1, round(self.height * k))))

    def noise(self, waves: float, number: int, octaves: int = 1) -> Floats:
        """float32 (H, W), about -1..1 (standard deviation 0.5): smooth noise with `waves` cells along `side`.

        The same shapes at any size of the picture; `number` tells noises of one sheet apart.
        """
        total = np.zeros((self.height, self.width), np.float32)
        weight, norm = 1.0, 0.0
        for octave in range(octaves):
            n = waves * 2**octave
            total += weight * self._lattice(n, number * 16 + octave)
            norm += weight * weight
            weight *= 0.5
        return total * np.float32(0.62 / np.sqrt(norm))

    def _lattice(self, waves: float, number: int) -> Floats:
        rng = np.random.default_rng([self.seed, number])
        return turned_lattice(self, rng, self.side / waves, 1.0, 0.37 + 2.4 * number)


def finished(ctx: Context, rgb: Floats, paint: Callable[[Sheet], Floats], seed: int, stroke: float) -> Floats:
    """Calls `paint` on a sheet. Pictures of a few pixels are painted larger and averaged down."""
    h, w = rgb.shape[:2]
    source = np.empty((h, w, 3), np.float32)
    _clean(np.ascontiguousarray(rgb, np.float32), source)
    grow = -(-SMALLEST // min(h, w)) if min(h, w) < SMALLEST and max(h, w) <= 16 * SMALLEST else 1
    if grow > 1:
        source = f32(cv2.resize(source, (w * grow, h * grow), interpolation=cv2.INTER_LINEAR))
    with Crew() as crew:
        out = paint(Sheet(ctx, source, seed, float(np.clip(stroke, 0, 1)), crew))
    if grow > 1:
        out = f32(cv2.resize(out, (w, h), interpolation=cv2.INTER_AREA))
    out = np.ascontiguousarray(out, np.float32).reshape(h, w, 3)
    _clean(out, out)
    return out


def by_rows(sheet: Sheet, work: Callable[[int, int], object]) -> None:
    """Calls `work(lo, hi)` for bands of rows, shared among the cores, with a check for cancel every million pixels."""
    step = max(64, 1_000_000 // sheet.width)
    for y in range(0, sheet.height, step):
        sheet.ctx.check()
        sheet.crew.share(min(step, sheet.height - y), lambda lo, hi, y=y: work(y + lo, y + hi), least=64)  # type: ignore[misc]


def vivid(rgb: Floats, factor: float) -> Floats:
    """Saturation times `factor` around luma."""
    out = np.empty_like(rgb)
    _saturate(rgb, factor, out)
    return out


@kernel
def _saturate(rgb: Floats, factor: float, out: Floats) -> None:
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            gray = 0.299 * rgb[y, x, 0] + 0.587 * rgb[y, x, 1] + 0.114 * rgb[y, x, 2]
            for c in range(3):
                out[y, x, c] = min(1.0, max(0.0, gray + (rgb[y, x, c] - gray) * factor))


@kernel
def _clean(rgb: Floats, out: Floats) -> None:
    """Into 0..1; what is not a number becomes 0."""
    for y in range(rgb.shape[0]):
        for x in range(rgb.shape[1]):
            for c in range(3):
                v = rgb[y, x, c]
                out[y, x, c] = min(1.0, max(0.0, v)) if v == v else 0.0


def smoothstep(lo: float, hi: float, x: Floats) -> Floats:
    """0 below `lo`, 1 above `hi` (or the other way round when lo > hi), smooth between."""
    t = np.clip((x - lo) / (hi - lo), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def simplified(rgb: Floats, radius: float, sheet: Sheet) -> Floats:
    """Small forms merged into patches of one color with crisp borders; `radius` in pixels.

    Kuwahara filter with eight round sectors and soft weights: Kuwahara et al. (1976); Papari, Petkov & Campisi,
    "Artistic edge and corner enhancing smoothing" (IEEE TIP 2007).
    """
    reach = max(1, round(radius / 2))
    sigma = max(0.6, 0.55 * radius / 2)
    mean = blur(rgb, sigma)
    sheet.ctx.check()
    gray = luma(rgb)
    low = luma(mean)
    sheet.ctx.check()
    spread = blur(gray * gray, sigma) - low * low
    sheet.ctx.check()
    edge = reach, reach, reach, reach
    padded = f32(cv2.copyMakeBorder(mean, *edge, cv2.BORDER_REPLICATE))
    spread = f32(cv2.copyMakeBorder(spread, *edge, cv2.BORDER_REPLICATE))
    turns = np.arange(8) * (np.pi / 4)
    offsets = np.rint(reach * np.stack([np.sin(turns), np.cos(turns)], -1)).astype(np.int64) + reach
    out = np.empty_like(rgb)
    deep = 2 * reach
    by_rows(sheet, lambda lo, hi: _weigh(padded[lo : hi + deep], spread[lo : hi + deep], offsets, out[lo:hi]))
    return out


def accents(simple: Floats, source: Floats, amount: float, sheet: Sheet) -> Floats:
    """`simple` with the last touches of a fine brush: small strong forms of `source` (lit windows, masts, stars)."""
    out = np.empty_like(simple)
    by_rows(sheet, lambda lo, hi: _touch(simple[lo:hi], source[lo:hi], amount, out[lo:hi]))
    return out


@kernel
def _touch(simple: Floats, source: Floats, amount: float, out: Floats) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            away = 0.0
            for c in range(3):
                away = max(away, abs(source[y, x, c] - simple[y, x, c]))
            t = min(1.0, max(0.0, (away - 0.07) / 0.13))
            t = amount * t * t * (3.0 - 2.0 * t)
            for c in range(3):
                out[y, x, c] = simple[y, x, c] + t * (source[y, x, c] - simple[y, x, c])


@kernel
def _weigh(mean: Floats, spread: Floats, offsets: NDArray[np.int64], out: Floats) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            total, c0, c1, c2 = 0.0, 0.0, 0.0, 0.0
            for k in range(offsets.shape[0]):
                i, j = y + offsets[k, 0], x + offsets[k, 1]
                v = max(0.0, spread[i, j]) + 2e-5
                w = 1.0 / (v * v * v)
                total += w
                c0 += w * mean[i, j, 0]
                c1 += w * mean[i, j, 1]
                c2 += w * mean[i, j, 2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = c0 / total, c1 / total, c2 / total


def streaks(sheet: Sheet, waves: float, number: int) -> Floats:
    """float32 (H, W), about -1..1: brush-shaped noise, long in changing directions, `waves` strokes along the side."""
    a = sheet.noise(waves, number, 2)
    across = stretched(sheet, waves, number + 1, 9.0, 0.10)
    other = stretched(sheet, waves, number + 2, 8.0, -0.22)
    blend = smoothstep(-0.25, 0.25, sheet.noise(3.0, number + 3))
    return np.asarray(0.35 * a + 0.9 * (blend * across + (1 - blend) * other), np.float32)


def stretched(sheet: Sheet, waves: float, number: int, long: float, angle: float) -> Floats:
    """Noise whose cells are `long` times longer in direction `angle` (radians) than across."""
    rng = np.random.default_rng([sheet.seed, number, 5])
    return np.float32(0.62) * turned_lattice(sheet, rng, sheet.side / waves / 2, long, angle)


def turned_lattice(sheet: Sheet, rng: np.random.Generator, pitch: float, long: float, angle: float) -> Floats:
    """float32 (H, W): cubic interpolation of normal draws on a grid with cells of `pitch` pixels across and
    `long` x `pitch` along direction `angle`. Turned, so that the eye does not find the grid's own axes."""
    if pitch < 1:  # finer than pixels: as fine as can be, with less contrast, as the average of finer cells would have
        return turned_lattice(sheet, rng, 1.0, long, angle) * np.float32(pitch)
    sheet.ctx.check()
    w, h = sheet.width, sheet.height
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    along = (abs(w * cos) + abs(h * sin)) / pitch / long
    across = (abs(w * sin) + abs(h * cos)) / pitch
    rows, columns = int(np.ceil(across)) + 6, int(np.ceil(along)) + 6
    grid = rng.standard_normal((rows, columns)).astype(np.float32)
    cx, cy = w / 2 - 0.5, h / 2 - 0.5
    u, v = cos / pitch / long, sin / pitch / long
    p, q = -sin / pitch, cos / pitch
    mx, my = along / 2 + 2, across / 2 + 2
    warp = np.array([[u, v, mx - u * cx - v * cy], [p, q, my - p * cx - q * cy], [0, 0, 1]])
    # eight samples a cell are plenty: wide cells are interpolated on a reduced picture
    k = max(1, int(pitch / 8))
    small = max(1, -(-w // k)), max(1, -(-h // k))
    fx, fy = w / small[0], h / small[1]
    shrink = np.array([[fx, 0, 0.5 * fx - 0.5], [0, fy, 0.5 * fy - 0.5], [0, 0, 1]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    noise = cv2.warpAffine(grid, (warp @ shrink)[:2], small, flags=flags, borderMode=cv2.BORDER_REFLECT)
    return resized(f32(noise), w, h)


def paper(sheet: Sheet, number: int) -> Floats:
    """float32 (H, W), about -1..1: the grain of cold-pressed paper, the same texture at any size."""
    coarse = sheet.noise(130, number, 1)
    fine = sheet.noise(300, number + 100, 1)
    out = 0.6 * coarse + 0.8 * fine
    if sheet.unit > 1.5:
        out = out + 0.5 * sheet.noise(520, number + 200, 1)
    return np.asarray(out, np.float32)
