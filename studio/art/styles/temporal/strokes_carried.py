"""Strokes that go along with what they show: moved by the flow, given up where it hides or tears, forgotten when covered."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.jit import kernel
from studio.art.styles.strokes import Brush, StrokePlan
from studio.art.styles.temporal.carrier import State

LEAST_TRUST = 0.45
"""A stroke whose points went along with less than this, on average, is given up."""
STRETCH = (0.6, 1.6)
"""A stroke that became this many times as long shows another form now."""
SLOWEST = (0.94, 1.06)
"""How much a brush may widen from frame to frame."""
BOUND = 0.14
"""How far a stroke's color may be from what it shows, besides the shade it was mixed with."""
HIDDEN = 4
"""A stroke of which fewer pixels are seen is forgotten."""


def moved(plan: StrokePlan, forth: Floats, trust: Floats, change: Floats) -> StrokePlan:
    """`plan` in the next frame. `forth` (H, W, 2): the step of each pixel of the old frame, `trust` (H, W) how sure it is;
    `change` (H, W, 3): how much the color at each pixel of the old frame changed on its way."""
    if not len(plan):
        return plan
    points = plan.points
    step = _at(forth, points)
    sure = _at(trust, points)
    new = points + step
    height, width = plan.height, plan.width
    counts = np.diff(plan.first)
    owner = np.repeat(np.arange(len(plan)), counts)
    outside = (new[:, 0] < 0) | (new[:, 1] < 0) | (new[:, 0] > width) | (new[:, 1] > height)
    # What leaves the picture is not to be trusted and need not be.
    seen = ~outside
    mean = np.bincount(owner, sure * seen, len(plan)) / np.maximum(np.bincount(owner, seen, len(plan)), 1)
    gone = np.bincount(owner, outside, len(plan)) == counts
    ratio = _lengths(new, plan.first) / np.maximum(_lengths(points, plan.first), 1e-6)
    keep = (mean > LEAST_TRUST) & ~gone & (ratio > STRETCH[0]) & (ratio < STRETCH[1])
    middle = points[np.minimum(plan.first[:-1] + counts // 2, plan.first[1:] - 1)]
    color = np.clip(plan.color + np.clip(_at(change, middle), -BOUND, BOUND), 0, 1)
    radius = plan.radius * np.clip(ratio, *SLOWEST)
    return kept(replace(plan, points=f32(new), radius=f32(radius), color=f32(color)), keep)


def kept(plan: StrokePlan, keep: NDArray[np.bool_]) -> StrokePlan:
    """Only some of the strokes, in their order. The plan has one layer."""
    if keep.all():
        return plan
    counts = np.diff(plan.first)
    first = np.zeros(int(keep.sum()) + 1, np.int64)
    np.cumsum(counts[keep], out=first[1:])
    return replace(
        plan, points=np.ascontiguousarray(plan.points[np.repeat(keep, counts)]), first=first, radius=plan.radius[keep],
        color=np.ascontiguousarray(plan.color[keep]), seeds=plan.seeds[keep], layers=(len(first) - 1,),
    )  # fmt: skip


def _at(picture: Floats, points: Floats) -> Floats:
    """(n,) or (n, C): `picture` (H, W[, C]) at points x, y in px, bilinear; beyond the border its edge."""
    out = []
    for lo in range(0, len(points), 30_000):  # remap takes no longer columns
        some = np.ascontiguousarray(points[lo : lo + 30_000])
        x, y = f32(some[:, :1] - 0.5), f32(some[:, 1:] - 0.5)
        found = f32(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
        out.append(found[:, 0] if found.ndim == 3 else found.reshape(-1))
    return f32(np.concatenate(out))


def _lengths(points: Floats, first: NDArray[np.int64]) -> NDArray[np.float64]:
    step = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(step, dtype=np.float64)])
    return np.asarray(total[first[1:] - 1] - total[first[:-1]])


@kernel
def _cover(
    points: Floats, first: NDArray[np.int64], radius: Floats, share: float, taken: NDArray[np.uint8],
    counts: NDArray[np.int64],
) -> None:  # fmt: skip
    """From the last stroke to the first: how many pixels of each are seen."""
    height, width = taken.shape
    for back in range(radius.size):
        s = radius.size - 1 - back
        r = radius[s] * share
        seen = 0
        for i in range(first[s], first[s + 1] - 1):
            px, py = points[i, 0], points[i, 1]
            dx, dy = points[i + 1, 0] - px, points[i + 1, 1] - py
            l2 = dx * dx + dy * dy
            if l2 < 1e-8:
                continue
            y0, y1 = max(0, int(np.floor(min(py, py + dy) - r))), min(height - 1, int(np.ceil(max(py, py + dy) + r)))
            x0, x1 = max(0, int(np.floor(min(px, px + dx) - r))), min(width - 1, int(np.ceil(max(px, px + dx) + r)))
            for y in range(y0, y1 + 1):
                for x in range(x0, x1 + 1):
                    if taken[y, x]:
                        continue
                    qx, qy = x + 0.5 - px, y + 0.5 - py
                    t = min(1.0, max(0.0, (qx * dx + qy * dy) / l2))
                    ex, ey = qx - t * dx, qy - t * dy
                    if ex * ex + ey * ey < r * r:
                        taken[y, x] = 1
                        seen += 1
        counts[s] += seen


def uncovered(plans: list[StrokePlan], height: int, width: int) -> tuple[list[StrokePlan], NDArray[np.bool_]]:
    """The plans, one a layer, without the strokes that lie wholly under others, and (H, W): where there is no paint."""
    taken = np.zeros((height, width), np.uint8)
    out = []
    for plan in reversed(plans):
        counts = np.zeros(len(plan), np.int64)
        # A bristly edge lets shine through what is below: a little less than the stroke's width covers.
        _cover(plan.points, plan.first, plan.radius, 0.8, taken, counts)
        out.append(kept(plan, counts >= np.minimum(HIDDEN, np.maximum(1, plan.radius * plan.radius * 0.5))))
    return out[::-1], taken == 0


def plan_state(plan: StrokePlan) -> State:
    return {
        "size": np.array([plan.width, plan.height]), "unit": np.array(plan.unit), "points": plan.points,
        "first": plan.first, "radius": plan.radius, "color": plan.color, "seeds": plan.seeds,
    }  # fmt: skip


def plan_of(state: State, brush: Brush) -> StrokePlan:
    width, height = (int(v) for v in state["size"])
    return StrokePlan(
        width, height, float(state["unit"]), state["points"], state["first"], state["radius"], state["color"],
        state["seeds"], (len(state["radius"]),), (brush,),
    )  # fmt: skip
