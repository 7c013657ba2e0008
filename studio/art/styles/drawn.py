"""The strokes of a painter's picture as a drawing: fewer of them, in the colors of the finished picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import fields
from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew, kernel
from studio.art.styles.painter import Painting
from studio.art.styles.strokes import Easel, StrokePlan
from studio.core.progress import Context

SIDE = 1024  # visibility and colors are found at this side


@dataclass(frozen=True)
class DrawnBrush:
    """Strokes of one brush: numbers of them in the plan, in painting order, and their colors, uint8 (N, 3)."""

    title: str
    opacity: float
    strokes: NDArray[np.int64]
    color: NDArray[np.uint8]


def drawn(ctx: Context, painting: Painting, most: int) -> tuple[DrawnBrush, ...]:
    """The brushes of `painting`, broad to fine, with `most` strokes in all: those that show most.

    A stroke's color is what the finished picture shows in its place: that of its paint, in the light and with the
    contrast of the finish.
    """
    sitter = painting.sitter
    k = min(1.0, SIDE / max(sitter.size))
    w, h = max(1, round(sitter.size[0] * k)), max(1, round(sitter.size[1] * k))
    plan = painting.plan.scaled(w, h)
    seen = _visible(ctx.part(0.0, 0.4), plan, 0, len(plan))
    color, change = _colors(ctx.part(0.4, 0.3), painting, plan, w, h)
    kept = seen > 0
    if int(kept.sum()) > most:
        kept = _most_telling(ctx.part(0.7, 0.3), painting, plan, seen * (0.02 + change), most)
    opaque = _opacity(painting, w, h)
    if opaque is not None:  # nothing is drawn where the picture is transparent
        kept &= _at_middle(plan, opaque) >= 0.5
    out, lo = [], 0
    for number, (hi, title) in enumerate(zip(painting.ends, painting.titles, strict=True)):
        strokes = np.flatnonzero(kept[lo:hi]) + lo
        lo = hi
        if len(strokes):
            out.append(DrawnBrush(title, painting.brush(number).opacity, strokes, color[strokes]))
    return tuple(out)


def _most_telling(
    ctx: Context, painting: Painting, plan: StrokePlan, worth: NDArray[np.float64], most: int
) -> NDArray[np.bool_]:
    """`most` strokes: broad brushes as far as half of them goes, so that no ground shows, then those of most `worth`."""
    kept = np.zeros(len(plan), bool)
    lo = 0
    for hi in painting.ends:
        shown = _visible(ctx, plan, lo, hi) > 0  # as it was when this brush was put away
        if int(kept.sum()) + int(shown[lo:hi].sum()) > most // 2 and lo > 0:
            break
        kept |= shown
        lo = hi
    if int(kept.sum()) > most:
        kept[np.flatnonzero(kept)[most:]] = False
    rest = np.where(kept, 0.0, worth)
    best = np.argsort(-rest, kind="stable")[: most - int(kept.sum())]
    kept[best[rest[best] > 0]] = True
    return kept


def _visible(ctx: Context, plan: StrokePlan, lo: int, hi: int) -> NDArray[np.int64]:
    """How many pixels of each of the strokes lo:hi are not covered by later ones of them."""
    owned = np.zeros((plan.height, plan.width), np.bool_)
    counts = np.zeros(len(plan), np.int64)
    step = 4000
    for end in range(hi, lo, -step):
        ctx.progress((hi - end) / (hi - lo), "Looking which strokes show")
        _claim(plan.points, plan.first, plan.radius, max(lo, end - step), end, owned, counts)
    return counts


@kernel
def _claim(
    points: Floats,
    first: NDArray[np.int64],
    radius: Floats,
    lo: int,
    hi: int,
    owned: NDArray[np.bool_],
    counts: NDArray[np.int64],
) -> None:
    height, width = owned.shape
    for s in range(hi - 1, lo - 1, -1):
        r = max(0.7, radius[s])
        for i in range(first[s], first[s + 1] - 1):
            px, py = points[i, 0], points[i, 1]
            dx, dy = points[i + 1, 0] - px, points[i + 1, 1] - py
            l2 = dx * dx + dy * dy + 1e-9
            x0 = max(0, int(np.floor(min(px, px + dx) - r)))
            x1 = min(width - 1, int(np.ceil(max(px, px + dx) + r)))
            y0 = max(0, int(np.floor(min(py, py + dy) - r)))
            y1 = min(height - 1, int(np.ceil(max(py, py + dy) + r)))
            for y in range(y0, y1 + 1):
                for x in range(x0, x1 + 1):
                    if owned[y, x]:
                        continue
                    qx, qy = x + 0.5 - px, y + 0.5 - py
                    t = min(1.0, max(0.0, (qx * dx + qy * dy) / l2))
                    if (qx - t * dx) ** 2 + (qy - t * dy) ** 2 < r * r:
                        owned[y, x] = True
                        counts[s] += 1


def _colors(
    ctx: Context, painting: Painting, plan: StrokePlan, w: int, h: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The color of each stroke, and how far its paint is from what was there before its brush: 0..1."""
    counts = np.diff(plan.first)
    x = np.clip(plan.points[:, 0].astype(np.int64), 0, w - 1)
    y = np.clip(plan.points[:, 1].astype(np.int64), 0, h - 1)
    owner = np.repeat(np.arange(len(plan)), counts)

    def mean(a: Floats) -> Floats:
        """(N, C): of a map (P, C) at all points, over the points of each stroke."""
        sums = [np.bincount(owner, weights=a[:, c], minlength=len(plan)) for c in range(a.shape[1])]
        return np.asarray(np.stack(sums, 1) / np.maximum(1, counts)[:, None], np.float32)

    before = np.empty((len(plan.points), 3), np.float32)
    with Crew() as crew:
        easel = Easel(fields.resized(painting.ground, w, h).copy(), plan.unit, crew)
        lo = 0
        for number, hi in enumerate(painting.ends):
            ctx.progress(lo / max(1, len(plan)), "Mixing colors")
            points = slice(plan.first[lo], plan.first[hi])
            before[points] = easel.canvas[y[points], x[points]]
            easel.lay(ctx, plan, lo, hi, painting.brush(number))
            lo = hi
    top, left = painting.sitter.pad
    rows, columns = painting.pixels.shape[:2]
    full = painting.sitter.padded.copy()
    full[top : top + rows, left : left + columns] = painting.pixels
    goal = cv2.resize(full, (w, h), interpolation=cv2.INTER_AREA)[..., :3].astype(np.float32) / 255
    # what the light and the finish did to the place, beyond the single streak
    changed = fields.blur(np.ascontiguousarray(goal - easel.canvas), 1.0)
    color = plan.color + mean(changed[y, x])
    told = np.abs(plan.color - mean(before)).mean(1).astype(np.float64)
    return (np.clip(color, 0, 1) * 255 + 0.5).astype(np.uint8), told


def _opacity(painting: Painting, w: int, h: int) -> Floats | None:
    if painting.sitter.opaque:
        return None
    return np.asarray(cv2.resize(painting.sitter.weight, (w, h), interpolation=cv2.INTER_AREA), np.float32)


def _at_middle(plan: StrokePlan, of: Floats) -> Floats:
    """The values of a map (H, W) at the middle of each stroke."""
    middle = (plan.first[:-1] + plan.first[1:]) // 2
    x = np.clip(plan.points[middle, 0].astype(np.int64), 0, of.shape[1] - 1)
    y = np.clip(plan.points[middle, 1].astype(np.int64), 0, of.shape[0] - 1)
    return np.asarray(of[y, x])
