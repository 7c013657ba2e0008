"""Where strokes go: cells whose paint is wrong get a stroke that follows the form.

After Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (SIGGRAPH 1998): coarse to fine,
one layer per brush size, strokes begin where the error of a grid cell is greatest and run along an orientation field
until the color drifts away or the canvas is already better. Cells are planned in a few rounds per layer, each on the
canvas that the rounds before have left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.chance import key_of, seed64, uniform
from studio.art.styles.fields import Field, blur, own_flow
from studio.art.styles.jit import Crew, kernel
from studio.art.styles.strokes import Brush, Easel, StrokePlan, joined
from studio.core.progress import Context

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """Strokes of one brush size.

    `radius` in 1/512 of the picture's side. `threshold`: a cell is painted when its mean RGB error is above
    threshold x tolerance there. `steps`: most points of a stroke; `least`: points before it may stop. `drift`: color
    distance at which it stops. `jitter`: width of the color variation between strokes. `own`: follow the picture's
    finest forms instead of the given flow. `everywhere`: paint all cells, whatever their error.
    """

    radius: float
    threshold: float
    brush: Brush
    steps: int = 12
    least: int = 3
    drift: float = 0.16
    jitter: float = 0.12
    curvature: float = 0.85
    own: bool = False
    everywhere: bool = False
    sharp: float = 0.6
    rounds: int = 4
    grid: float = 1.0


SHIFT, MASK = 20, (1 << 20) - 1
"""A cell of the whole picture's grid is row << SHIFT | column."""


@kernel
def _draws(seed: np.uint64, cells: NDArray[np.int64], out: Floats) -> None:
    for i in range(cells.size):
        out[i] = uniform(key_of(seed, cells[i]), 0)


def _rounds(
    count: int, origin: tuple[float, float], size: tuple[int, int], pitch: float, seed: np.uint64
) -> Iterator[NDArray[np.int64]]:
    """The cells of a canvas in a random order, in `count` rounds. A cell's place in it depends on the cell alone."""
    column, row = (np.arange(int(o // pitch), int(np.ceil((o + n) / pitch))) for o, n in zip(origin, size, strict=True))
    cells = np.maximum(0, row)[:, None] << SHIFT | np.maximum(0, column)[None]
    cells = np.unique(cells)
    draws = np.empty(cells.size, np.float32)
    _draws(seed, cells, draws)
    order = np.argsort(draws, kind="stable")
    cells, draws = cells[order], draws[order]
    ends = np.searchsorted(draws, np.arange(1, count) / count)
    yield from np.split(cells, ends)


@kernel
def _trace(
    cells: NDArray[np.int64],
    left: float,
    top: float,
    pitch: float,
    canvas: Floats,
    target: Floats,
    vx: Floats,
    vy: Floats,
    tolerance: Floats,
    radius: float,
    threshold: float,
    least: int,
    drift: float,
    jitter: float,
    curvature: float,
    everywhere: bool,
    seed: np.uint64,
    points: Floats,  # (cells, steps, 2) out
    counts: NDArray[np.int64],  # (cells,) out
    colors: Floats,
    radii: Floats,
    seeds: NDArray[np.int64],
) -> None:
    height, width = canvas.shape[0], canvas.shape[1]
    steps = points.shape[1]
    stride = max(1.0, radius * 0.9)
    for k in range(cells.size):
        cell = cells[k]
        key = key_of(seed, cell)
        counts[k] = 0
        row, column = cell >> SHIFT, cell & MASK
        y0, x0 = max(0, int(np.floor(row * pitch - top))), max(0, int(np.floor(column * pitch - left)))
        y1 = min(height, int(np.floor((row + 1) * pitch - top)))
        x1 = min(width, int(np.floor((column + 1) * pitch - left)))
        if y1 <= y0 or x1 <= x0:
            continue
        # the worst pixel of the cell, with some luck
        total, worst, bx, by, n = 0.0, -1.0, x0, y0, 0
        for y in range(y0, y1):
            for x in range(x0, x1):
                d0 = canvas[y, x, 0] - target[y, x, 0]
                d1 = canvas[y, x, 1] - target[y, x, 1]
                d2 = canvas[y, x, 2] - target[y, x, 2]
                d = np.sqrt(d0 * d0 + d1 * d1 + d2 * d2)
                total += d
                n += 1
                lucky = (d + 1e-4) * (0.5 + uniform(key, 16 + n))
                if lucky > worst:
                    worst, bx, by = lucky, x, y
        if not everywhere and total / n <= threshold * tolerance[by, bx]:
            continue
        c0, c1, c2 = target[by, bx, 0], target[by, bx, 1], target[by, bx, 2]
        px, py = bx + 0.5, by + 0.5
        sign = 1.0 if uniform(key, 0) < 0.5 else -1.0
        lx, ly = 0.0, 0.0
        points[k, 0, 0], points[k, 0, 1] = px, py
        m = 1
        for i in range(1, steps):
            xi, yi = min(width - 1, max(0, int(px))), min(height - 1, max(0, int(py)))
            if i > least:
                t0, t1, t2 = target[yi, xi, 0], target[yi, xi, 1], target[yi, xi, 2]
                away = (t0 - c0) ** 2 + (t1 - c1) ** 2 + (t2 - c2) ** 2
                now = (t0 - canvas[yi, xi, 0]) ** 2 + (t1 - canvas[yi, xi, 1]) ** 2 + (t2 - canvas[yi, xi, 2]) ** 2
                if away > drift * drift or (now < away and not everywhere):
                    break
            dx, dy = vx[yi, xi] * sign, vy[yi, xi] * sign
            if i > 1:
                if lx * dx + ly * dy < 0:
                    dx, dy = -dx, -dy
                dx = curvature * dx + (1 - curvature) * lx
                dy = curvature * dy + (1 - curvature) * ly
                norm = np.sqrt(dx * dx + dy * dy) + 1e-6
                dx, dy = dx / norm, dy / norm
            px, py = px + dx * stride, py + dy * stride
            if px < -radius or py < -radius or px > width + radius or py > height + radius:
                break
            lx, ly = dx, dy
            points[k, m, 0], points[k, m, 1] = px, py
            m += 1
        if m < 2:
            continue
        v = (uniform(key, 1) - 0.5) * jitter
        colors[k, 0] = min(1.0, max(0.0, c0 + v + (uniform(key, 2) - 0.5) * jitter * 0.7))
        colors[k, 1] = min(1.0, max(0.0, c1 + v + (uniform(key, 3) - 0.5) * jitter * 0.7))
        colors[k, 2] = min(1.0, max(0.0, c2 + v + (uniform(key, 4) - 0.5) * jitter * 0.7))
        radii[k] = radius * (0.8 + 0.4 * uniform(key, 5))
        seeds[k] = np.int64(uniform(key, 6) * 1000000)
        counts[k] = m


def _plan(
    easel: Easel, cells: NDArray[np.int64], origin: tuple[float, float], pitch: float, target: Floats, flow: Field, tolerance: Floats,
    layer: Layer, radius: float, seed: np.uint64, crew: Crew,
) -> StrokePlan:  # fmt: skip
    n = len(cells)
    points = np.empty((n, layer.steps, 2), np.float32)
    counts, seeds = np.zeros(n, np.int64), np.zeros(n, np.int64)
    colors, radii = np.empty((n, 3), np.float32), np.empty(n, np.float32)

    def part(lo: int, hi: int) -> None:
        _trace(
            cells[lo:hi], origin[0], origin[1], pitch, easel.canvas, target, flow.x, flow.y, tolerance, radius, layer.threshold,
            layer.least, layer.drift, layer.jitter, layer.curvature, layer.everywhere, seed, points[lo:hi],
            counts[lo:hi], colors[lo:hi], radii[lo:hi], seeds[lo:hi],
        )  # fmt: skip

    crew.share(n, part, least=64)
    keep = counts > 0
    used = np.arange(layer.steps)[None, :] < counts[keep][:, None]
    first = np.zeros(int(keep.sum()) + 1, np.int64)
    np.cumsum(counts[keep], out=first[1:])
    h, w = target.shape[:2]
    return StrokePlan(
        w, h, easel.unit, np.ascontiguousarray(points[keep][used]), first, radii[keep], colors[keep], seeds[keep],
        (len(first) - 1,), (layer.brush,),
    )  # fmt: skip


def paint(
    ctx: Context, easel: Easel, target: Floats, layers: tuple[Layer, ...], flow: Field, tolerance: Floats, seed: int,
    crew: Crew, finished: Callable[[int], None] | None = None, origin: tuple[float, float] = (0.0, 0.0),
    own: Floats | None = None, start: Sequence[StrokePlan] = (), wrong: NDArray[np.bool_] | None = None,
) -> StrokePlan:  # fmt: skip
    """Paints `target` (float32 (H, W, 3), 0..1) on `easel` and returns the plan of all strokes.

    `tolerance` float32 (H, W): where it is small the picture is followed more closely. `finished(k)` is called after
    layer k. Sizes relate to `easel.unit`. `origin`: x, y of the canvas in the whole picture, whose part it may be: a
    part gets the strokes that the whole gets there. `own` (H, W), 0..1: how much the strokes of `Layer.own` follow the
    finest forms there, instead of `flow`; None: in full. `start`: strokes that are there already, one plan a layer, each laid
    before the new ones of its layer; `wrong` (H, W): new ones begin only there. Cancels within a fraction of a second.
    """
    plans: list[StrokePlan] = []
    h, w = target.shape[:2]
    for number, layer in enumerate(layers):
        part = ctx.part(number / len(layers), 1 / len(layers))
        radius = layer.radius * easel.unit
        wanted = blur(target, max(0.4, layer.sharp * radius))
        field = flow if not layer.own else own_flow(target, 1.2 * radius).toward(flow, own)
        pitch = max(1.6, radius * layer.grid)
        if start:
            easel.lay(ctx, start[number], 0, len(start[number]), layer.brush)
            plans.append(start[number])
        for turn, some in enumerate(_rounds(layer.rounds, origin, (w, h), pitch, seed64(seed, number))):
            part.progress(turn / layer.rounds, "Painting")
            if wrong is not None:
                some = _inside(some, origin, pitch, wrong)
            plan = _plan(
                easel, some, origin, pitch, wanted, field, tolerance, layer, radius, seed64(seed, number, 1), crew
            )
            easel.lay(ctx, plan, 0, len(plan), layer.brush)
            plans.append(plan)
        if finished is not None:
            finished(number)
    return joined(plans)


def by_layer(plan: StrokePlan, layers: tuple[Layer, ...], started: bool) -> list[StrokePlan]:
    """What `paint` returned, as one plan a layer; `started`: it was given some to begin with."""
    out, pieces, at = [], 0, 0
    for layer in layers:
        pieces += layer.rounds + started
        end = plan.layers[pieces - 1]
        a, b = plan.first[at], plan.first[end]
        out.append(
            replace(
                plan,
                points=plan.points[a:b],
                first=plan.first[at : end + 1] - a,
                radius=plan.radius[at:end],
                color=plan.color[at:end],
                seeds=plan.seeds[at:end],
                layers=(end - at,),
                brushes=(layer.brush,),
            )  # fmt: skip
        )
        at = end
    return out


def _inside(
    cells: NDArray[np.int64], origin: tuple[float, float], pitch: float, wrong: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The cells whose middle lies in `wrong`."""
    height, width = wrong.shape
    y = np.clip(((cells >> SHIFT) + 0.5) * pitch - origin[1], 0, height - 1).astype(np.int64)
    x = np.clip(((cells & MASK) + 0.5) * pitch - origin[0], 0, width - 1).astype(np.int64)
    return np.asarray(cells[wrong[y, x]])


def render(ctx: Context, easel: Easel, plan: StrokePlan) -> None:
    """Paints all of `plan` on `easel`, layer by layer."""
    at = 0
    for end, brush in zip(plan.layers, plan.brushes, strict=True):
        easel.lay(ctx, plan, at, end, brush)
        at = end
