"""Strokes are geometry first: a plan that can be painted at any size, kept, exported or played back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import get_ident

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.jit import Crew
from studio.art.styles.raster import FAR, bristles, stroke_rows
from studio.core.progress import Context

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Brush:
    """How a brush lays paint. All numbers are shares, none depends on the size of the picture.

    opacity 0..1; load: share of a stroke's length after which it runs dry; thickness: relief of the paint;
    streaks: lightness difference between bristles; soft: soft edge as a share of the radius;
    ragged: 0 even .. 1 bristly; grain: how much of the paper's tooth stays bare (0 none).
    """

    opacity: float = 0.95
    load: float = 0.55
    thickness: float = 0.35
    streaks: float = 0.16
    soft: float = 0.18
    ragged: float = 1.0
    grain: float = 0.0


@dataclass(frozen=True)
class Stroke:
    """One stroke: `points` float32 (n, 2) x, y in pixels of its plan, `radius` in the same, `color` sRGB 0..1."""

    points: Floats
    radius: float
    color: tuple[float, float, float]
    layer: int
    seed: int


@dataclass(frozen=True)
class StrokePlan:
    """Strokes in painting order, for a picture of `width` x `height` pixels.

    `points` (P, 2), `first` (N+1), `radius` (N), `color` (N, 3) sRGB 0..1, `seeds` (N); `layers[k]` is the number of
    strokes of layers 0..k and `brushes[k]` its brush. `unit` is 1/512 of the side that sizes relate to, in pixels.
    """

    width: int
    height: int
    unit: float
    points: Floats
    first: NDArray[np.int64]
    radius: Floats
    color: Floats
    seeds: NDArray[np.int64]
    layers: tuple[int, ...] = ()
    brushes: tuple[Brush, ...] = ()

    def __len__(self) -> int:
        return len(self.radius)

    def __iter__(self) -> Iterator[Stroke]:
        layer = 0
        for i in range(len(self)):
            while i >= self.layers[layer]:
                layer += 1
            r, g, b = (float(c) for c in self.color[i])
            points = self.points[self.first[i] : self.first[i + 1]]
            yield Stroke(points, float(self.radius[i]), (r, g, b), layer, int(self.seeds[i]))

    def scaled(self, width: int, height: int) -> StrokePlan:
        """The same strokes for a picture of another size (and nearly the same aspect)."""
        fx, fy = width / self.width, height / self.height
        f = float(np.sqrt(fx * fy))
        points = self.points * np.array([fx, fy], np.float32)
        radius = (self.radius * f).astype(np.float32)
        return replace(self, width=width, height=height, unit=self.unit * f, points=points, radius=radius)


BAND = 192  # rows; a brush's scratch memory is a few floats for each pixel of a band


class Easel:
    """A float canvas that strokes are laid on, with the thickness of its paint."""

    def __init__(self, ground: Floats, unit: float, crew: Crew, tooth: Floats | None = None) -> None:
        """`ground` float32 (H, W, 3) is painted over in place; `tooth` float32 (H, W) is the paper's grain, 0..1."""
        self.canvas = ground
        self.height = np.zeros(ground.shape[:2], np.float32)
        self.unit, self._crew = unit, crew
        self._tooth = tooth
        self._scratch: dict[int, tuple[Floats, Floats]] = {}  # of each thread

    def _own_scratch(self, rows: int) -> tuple[Floats, Floats]:
        """(rows, W) of large numbers and (rows, W, 3): kept, since filling it anew takes longer than a few strokes."""
        me = get_ident()
        if me not in self._scratch or len(self._scratch[me][0]) < rows:
            width = self.canvas.shape[1]
            self._scratch[me] = np.full((rows, width), FAR, np.float32), np.empty((rows, width, 3), np.float32)
        best, place = self._scratch[me]
        return best[:rows], place[:rows]

    def lay(self, ctx: Context, plan: StrokePlan, lo: int, hi: int, brush: Brush) -> None:
        """Paints strokes lo:hi of `plan`, whose pixels are those of this canvas."""
        bare = np.zeros((1, 1), np.float32)
        step = self._chunk(plan, lo, hi)
        height = self.canvas.shape[0]
        bands = self._crew.size * -(-height // (BAND * self._crew.size))
        deep = -(-height // bands)
        bands = -(-height // deep)
        for at in range(lo, hi, step):
            ctx.check()
            end = min(hi, at + step)

            def paint_bands(b0: int, b1: int, at: int = at, end: int = end) -> None:
                for band in range(b0, b1):
                    rows = slice(band * deep, min(height, (band + 1) * deep))
                    tooth = bare if self._tooth is None else self._tooth[rows]
                    best, place = self._own_scratch(rows.stop - rows.start)
                    stroke_rows(
                        self.canvas[rows], self.height[rows], rows.start, plan.points, plan.first, plan.radius,
                        plan.color, plan.seeds, at, end, best, place, bristles(), tooth, self.unit, brush.opacity,
                        brush.load,
                        brush.thickness, brush.streaks, brush.soft, brush.ragged,
                        0.0 if self._tooth is None else brush.grain,
                    )  # fmt: skip

            self._crew.share(bands, paint_bands, least=1)

    def _chunk(self, plan: StrokePlan, lo: int, hi: int) -> int:
        """Strokes that take about 100 ms: a stroke's cost goes with its points and the square of its radius."""
        if hi <= lo:
            return 1
        radius = plan.radius[lo:hi].astype(np.float64)
        per_stroke = float(np.mean(12 * radius * radius + 60)) * (plan.first[hi] - plan.first[lo]) / (hi - lo)
        return max(4, int(5e6 * self._crew.size / per_stroke))


def joined(plans: Sequence[StrokePlan]) -> StrokePlan:
    """Plans of the same picture, one after the other."""
    head = plans[0]
    first = [np.zeros(1, np.int64)]
    points = strokes = 0
    layers: list[int] = []
    for plan in plans:
        first.append(plan.first[1:] + points)
        layers += [strokes + n for n in plan.layers]
        points += len(plan.points)
        strokes += len(plan)
    return replace(
        head,
        points=np.concatenate([p.points for p in plans]),
        first=np.concatenate(first),
        radius=np.concatenate([p.radius for p in plans]),
        color=np.concatenate([p.color for p in plans]),
        seeds=np.concatenate([p.seeds for p in plans]),
        layers=tuple(layers),
        brushes=tuple(b for p in plans for b in p.brushes),
    )
