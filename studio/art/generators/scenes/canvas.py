"""Ground of the scene painter: a plane of color over picture coordinates, seeded chance, noise.

Coordinates: y runs from 0 at the top to 1 at the bottom, x from 0 to the aspect ratio (width / height) at the right;
both are measured in picture heights. A scene is a function of these coordinates and of numbers drawn up front, so any
window of it can be painted alone and looks the same at every size, only sharper.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.art.generators.scenes.forms import constant
from studio.art.generators.scenes.kernels import billows, crossed, octaves
from studio.art.styles.jit import Crew

_ALONE = 1_500_000
"""Samples of noise that one thread evaluates about as fast as several."""
LATTICE = 64
"""Cells after which noise repeats."""


class Chance:
    """Named streams of chance. A stream depends on the seed and its own name only, so that one thing more or less in
    a picture does not reshuffle the others."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, name: str) -> np.random.Generator:
        digest = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))

    def number(self, name: str) -> int:
        """A seed for noise."""
        return int(self.stream(name).integers(0, 2**31 - 1))


def _go_on() -> None:
    """The check of a canvas that nobody can cancel."""


class Canvas:
    """A window of a picture of `width` x `height` px.

    `rgb`: float32 (3, h, w), sRGB 0..1. `x` (1, w) and `y` (h, 1): coordinates of pixel centers. `px`: the size of a
    pixel in coordinates. `origin`: the window's first column and row. Cuts are views: painting on them paints here.
    """

    def __init__(
        self,
        width: int,
        height: int,
        window: tuple[int, int, int, int] | None = None,
        device: str | torch.device = "cpu",
        check: Callable[[], None] = _go_on,
    ) -> None:
        """`window`: columns and rows x0, y0, x1, y1 (exclusive) to paint; they may reach beyond the picture. `check`: called
        whenever a thing begins to be painted; it may raise to give the picture up."""
        x0, y0, x1, y1 = window or (0, 0, width, height)
        self.width: float = width
        self.height: float = height
        self.px, self.aspect = 1.0 / height, width / height
        self.check = check
        self.origin: tuple[float, float] = (x0, y0)
        self._grid = (x0, y0, float(height), 0.0, 0.0, 1.0)
        self.x, self.y = _centers(self._grid, x1 - x0, y1 - y0, device)
        self.rgb = torch.zeros(3, y1 - y0, x1 - x0, device=device)

    @property
    def rows(self) -> int:
        return int(self.y.shape[0])

    @property
    def columns(self) -> int:
        return int(self.x.shape[1])

    @property
    def left(self) -> float:
        """x of the first column's centers."""
        return float(self.x[0, 0])

    @property
    def top(self) -> float:
        """y of the first row's centers."""
        return float(self.y[0, 0])

    def cut(self, x0: float, y0: float, x1: float, y1: float) -> Canvas | None:
        """The part within these coordinates, a pixel wider on all sides; None where there is nothing of it."""
        self.check()
        ox, oy = self.origin
        left = max(0, math.floor(x0 * self.height - ox) - 1)
        right = min(self.columns, math.ceil(x1 * self.height - ox) + 1)
        top = max(0, math.floor(y0 * self.height - oy) - 1)
        bottom = min(self.rows, math.ceil(y1 * self.height - oy) + 1)
        if right <= left or bottom <= top:
            return None
        made = self._like()
        made._grid = (self._grid[0] + left, self._grid[1] + top, *self._grid[2:])
        made.x, made.y = self.x[:, left:right], self.y[top:bottom]
        made.rgb = self.rgb[:, top:bottom, left:right]
        made.origin = (ox + left, oy + top)
        return made

    def inset(self, x0: float, y0: float, x1: float, y1: float) -> Canvas | None:
        """The rectangle as a picture of its own: a cut whose y runs from 0 to 1 within it. For a view through a window."""
        part = self.cut(x0, y0, x1, y1)
        if part is None:
            return None
        scale = y1 - y0
        made = self._like()
        made.width, made.height = self.height * (x1 - x0), self.height * scale
        made.px, made.aspect = self.px / scale, (x1 - x0) / scale
        left, top, rows, right, down, step = part._grid
        made._grid = (left, top, rows, right + x0 * step, down + y0 * step, step * scale)
        made.x, made.y = _centers(made._grid, part.columns, part.rows, self.rgb.device)
        made.rgb = part.rgb
        made.origin = (part.origin[0] - x0 * self.height, part.origin[1] - y0 * self.height)
        return made

    def sibling(self, left: int, top: int, right: int, bottom: int) -> Canvas:
        """A new window of the same picture: columns and rows counted from this one's first pixel, in any direction."""
        made = self._like()
        device = self.rgb.device
        made._grid = (self._grid[0] + left, self._grid[1] + top, *self._grid[2:])
        made.x, made.y = _centers(made._grid, right - left, bottom - top, device)
        made.rgb = torch.zeros(3, bottom - top, right - left, device=device)
        made.origin = (self.origin[0] + left, self.origin[1] + top)
        return made

    def _like(self) -> Canvas:
        """Another canvas of the same picture, yet without a window."""
        made = Canvas.__new__(Canvas)
        made.check = self.check
        made.width, made.height, made.px, made.aspect = self.width, self.height, self.px, self.aspect
        return made

    def part_of(self, whole: Canvas, plane: Tensor) -> Tensor:
        """The part of a plane (..., h, w) made for `whole` that lies under this cut of it."""
        left, top = round(self.origin[0] - whole.origin[0]), round(self.origin[1] - whole.origin[1])
        return plane[..., top : top + self.rows, left : left + self.columns]

    def cover(self, distance: Tensor) -> Tensor:
        """0..1: how much of a pixel lies within a shape, from the signed distance to its outline (negative inside)."""
        return (constant(0.5) - distance * constant(1.0 / self.px)).clamp_(0.0, 1.0)

    def over(self, alpha: Tensor, color: Tensor | tuple[float, float, float]) -> None:
        """Lays a color over, alpha (h, w) or anything that broadcasts to it."""
        self.check()
        if isinstance(color, tuple):
            color = self.color(color)
        self.rgb.add_(alpha * (color - self.rgb))

    def light(self, amount: Tensor, color: tuple[float, float, float]) -> None:
        """Adds light (screen): it brightens and never goes beyond white."""
        glow = (amount * self.color(color)).clamp(0.0, 1.0)
        self.rgb.add_(glow * (1.0 - self.rgb))

    def color(self, color: tuple[float, float, float]) -> Tensor:
        """(3, 1, 1), not to be changed in place."""
        return _color(color, str(self.rgb.device))


@lru_cache(maxsize=4096)
def _color(color: tuple[float, float, float], device: str) -> Tensor:
    return torch.tensor(color, dtype=torch.float32, device=device).view(3, 1, 1)


_Grid = tuple[int, int, float, float, float, float]
"""First column and row in the whole picture, its rows, and what is taken off and divided by: the same place has the same
coordinates, to the last bit, in every window."""


def _centers(grid: _Grid, columns: int, rows: int, device: str | torch.device) -> tuple[Tensor, Tensor]:
    """x (1, columns) and y (rows, 1) of pixel centers."""
    left, top, height, right, down, step = grid
    x = torch.arange(left, left + columns, dtype=torch.float64) + 0.5
    y = torch.arange(top, top + rows, dtype=torch.float64) + 0.5
    x, y = (x / height - right) / step, (y / height - down) / step
    return x.float()[None].to(device), y.float()[:, None].to(device)


@lru_cache(maxsize=256)
def lattice(seed: int) -> NDArray[np.float32]:
    """The lattice of `noise`: normal deviates (n + 1, n + 1) that wrap around."""
    rng = np.random.Generator(np.random.PCG64(seed))
    values = rng.standard_normal((LATTICE, LATTICE), np.float32)
    return np.pad(values, ((0, 1), (0, 1)), mode="wrap")


@lru_cache(maxsize=64)
def _lattice(seed: int, device: str) -> Tensor:
    return torch.from_numpy(lattice(seed)).to(device)


@lru_cache(maxsize=64)
def _row(seed: int, device: str) -> Tensor:
    rng = np.random.Generator(np.random.PCG64(seed))
    values = rng.standard_normal(LATTICE).astype(np.float32)
    return torch.from_numpy(np.append(values, values[0])).to(device)


def noise(x: Tensor, y: Tensor, seed: int) -> Tensor:
    """Value noise of about unit variance at the lattice points; x and y broadcast, one cell = 1."""
    if x.device.type == "cpu":
        return _on_cpu(x, y, seed, ((1.0, 1.0, 0.0, 0.0),))
    if x.shape[0] == 1 and y.shape[-1] == 1:
        # Rows, then columns: on an undistorted plane interpolation is two small gathers, not one per pixel.
        table = _lattice(seed, str(x.device))
        column, across = _cells(x[0])
        line, down = _cells(y[:, 0])
        rows = torch.lerp(table[line], table[line + 1], down[:, None])
        return torch.lerp(rows[:, column], rows[:, column + 1], across)
    x, y = x + torch.zeros_like(y), y + torch.zeros_like(x)
    column, across = _cells(x)
    line, down = _cells(y)
    flat = _lattice(seed, str(x.device)).reshape(-1)
    at = line * (LATTICE + 1) + column
    upper = torch.lerp(flat[at], flat[at + 1], across)
    at += LATTICE + 1
    return torch.lerp(upper, torch.lerp(flat[at], flat[at + 1], across), down)


def _on_cpu(x: Tensor, y: Tensor, seed: int, parts: tuple[tuple[float, float, float, float], ...]) -> Tensor:
    """Octaves (strength, fineness, shift of x, of y) in one pass."""
    settings = np.array(parts, np.float32)
    strength, fineness, shift = settings[:, 0].copy(), settings[:, 1].copy(), settings[:, 2:].copy()
    if x.dim() == 2 and x.shape[0] == 1 and y.shape[1] == 1:
        plane = torch.zeros(y.shape[0], x.shape[1])
        across, along, into = x[0].contiguous().numpy(), y[:, 0].contiguous().numpy(), plane.numpy()
        crossed(across, along, lattice(seed), fineness, strength, shift, into)
        return plane
    shape = torch.Size(max(a, b) for a, b in zip(x.shape, y.shape, strict=True))
    x, y = x.expand(shape), y.expand(shape)
    if len(shape) == 1:
        x, y = x[None], y[None]
    if not (x.is_contiguous() or y.is_contiguous()):
        pass
    elif not (x.is_contiguous() and y.is_contiguous()):
        x, y = x.contiguous(), y.contiguous()
    out = torch.zeros(x.shape)
    across, along, into, table = x.numpy(), y.numpy(), out.numpy(), lattice(seed)

    def rows(lo: int, hi: int) -> None:
        octaves(across[lo:hi], along[lo:hi], table, fineness, strength, shift, into[lo:hi])

    if out.numel() * len(parts) < _ALONE:
        rows(0, out.shape[0])
    else:
        with Crew() as crew:
            crew.share(out.shape[0], rows)
    return out.reshape(shape)


def _cells(t: Tensor) -> tuple[Tensor, Tensor]:
    """Lattice index and smoothed place within the cell."""
    left = t.floor()
    u = t - left
    return left.remainder(LATTICE).long(), u * u * (3 - 2 * u)


def _octaves(count: int, gain: float, cell: float) -> tuple[tuple[float, float, float, float], ...]:
    """Octaves of `fbm` that can be seen: strength, fineness, shift of x, of y."""
    parts = []
    strength, fineness = 1.0, 1.0
    for octave in range(count):
        shown = strength * _resolved(cell * fineness)
        if shown > 1e-3:
            parts.append((shown, fineness, 17.3 * octave, 9.1 * octave))
        strength, fineness = strength * gain, fineness * 2.0
    return tuple(parts)


def octave_table(
    count: int, gain: float, cell: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """The octaves of `fbm` for a kernel: fineness (n,), strength (n,), shift (n, 2)."""
    parts = np.array(_octaves(count, gain, cell), np.float32).reshape(-1, 4)
    return parts[:, 1].copy(), parts[:, 0].copy(), parts[:, 2:].copy()


def fbm(x: Tensor, y: Tensor, seed: int, count: int = 4, gain: float = 0.5, cell: float = 0.0) -> Tensor:
    """Octaves of `noise`, each twice as fine and `gain` as strong.

    `cell`: how far neighboring pixels lie apart in x or y; octaves finer than that fade out instead of flickering.
    """
    parts = _octaves(count, gain, cell)
    if not parts:
        return torch.zeros_like(x + y)
    if x.device.type == "cpu":
        return _on_cpu(x, y, seed, parts)
    total = torch.zeros_like(x + y)
    for shown, fineness, right, down in parts:
        total += shown * noise(x * fineness + right, y * fineness + down, seed)
    return total


def turbulence(x: Tensor, y: Tensor, seed: int, sizes: tuple[tuple[float, float], ...], mean: float) -> Tensor:
    """Folded noise of several (fineness, strength), each less its `mean`; x and y (h, w)."""
    out = torch.zeros(x.shape)
    settings = np.array(sizes, np.float32)
    billows(
        x.contiguous().numpy(), y.contiguous().numpy(), lattice(seed), settings[:, 0].copy(), settings[:, 1].copy(),
        mean, out.numpy(),
    )  # fmt: skip
    return out


def curve(x: Tensor, seed: int, octaves: int = 5, gain: float = 0.5, cell: float = 0.0) -> Tensor:
    """Noise along one line, for ridges and shores: as `fbm`, of x alone."""
    total = torch.zeros_like(x)
    strength, fineness = 1.0, 1.0
    values = _row(seed, str(x.device))
    for octave in range(octaves):
        shown = strength * _resolved(cell * fineness)
        if shown > 1e-3:
            at = x * fineness + 13.7 * octave
            left = at.floor()
            u = at - left
            u = u * u * (3 - 2 * u)
            i = left.remainder(LATTICE).long()
            total = total + shown * torch.lerp(values[i], values[i + 1], u)
        strength, fineness = strength * gain, fineness * 2.0
    return total


def _resolved(cell: float) -> float:
    """1 for noise whose cells are many pixels wide, 0 for less than two."""
    if cell <= 0:
        return 1.0
    t = min(max((0.6 - cell) / 0.35, 0.0), 1.0)
    return t * t * (3 - 2 * t)
