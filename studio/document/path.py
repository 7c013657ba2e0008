"""From pen events to the places of stamps: smoothing, interpolation, spacing."""

from __future__ import annotations

import math
from collections.abc import Iterator

Point = tuple[float, float, float]
"""x, y in px, pressure 0..1."""


class StampPath:
    """Feeds on events, yields stamp positions at even distances along a Catmull-Rom curve through the events.

    Centripetal form (Barry and Goldman 1988; Yuksel et al. 2011), which neither loops nor overshoots at sharp turns.
    The curve runs one event behind the pen; `finish` gives the rest.
    """

    def __init__(self, smoothing: float = 0.0) -> None:
        self._smoothing = smoothing
        self._points: list[Point] = []
        self._travel = 0.0
        self._last: Point | None = None
        self._pen: Point | None = None

    def add(self, x: float, y: float, pressure: float, step: float) -> Iterator[Point]:
        """Takes an event; yields the stamps that it makes certain, `step` px apart."""
        if self._last is None:
            self._pen = self._last = (x, y, pressure)
            self._points = [self._last, self._last]
            yield self._last
            return
        assert self._pen is not None
        # An exponential lag calms a shaky hand; `finish` lets the line catch up with the pen.
        k = 1 - 0.92 * self._smoothing
        px, py, pp = self._pen
        point = (px + (x - px) * k, py + (y - py) * k, pp + (pressure - pp) * max(k, 0.35))
        if math.hypot(point[0] - px, point[1] - py) < 0.01:
            return
        self._pen = point
        self._points.append(point)
        self._target = (x, y, pressure)
        if len(self._points) >= 4:
            yield from self._walk(*self._four(), step)

    def finish(self, step: float) -> Iterator[Point]:
        """The last piece, up to the pen."""
        if len(self._points) < 3:
            return
        if self._smoothing > 0:
            self._points.append(self._target)
            yield from self._walk(*self._four(), step)
        end = self._points[-1]
        self._points.append(end)
        yield from self._walk(*self._four(), step)

    def _four(self) -> tuple[Point, Point, Point, Point]:
        points = self._points if len(self._points) >= 4 else [self._points[0], *self._points]
        a, b, c, d = points[-4:]
        return a, b, c, d

    def _walk(self, a: Point, b: Point, c: Point, d: Point, step: float) -> Iterator[Point]:
        """Stamps on the curve from b to c."""
        length = math.hypot(c[0] - b[0], c[1] - b[1])
        pieces = max(1, min(256, int(length / max(0.5, step * 0.5))))
        previous = b
        curve = _Curve(a, b, c, d)
        for i in range(1, pieces + 1):
            here = curve.at(i / pieces)
            yield from self._along(previous, here, step)
            previous = here

    def _along(self, start: Point, end: Point, step: float) -> Iterator[Point]:
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        if length <= 0:
            return
        at = step - self._travel
        while at <= length:
            t = at / length
            yield (
                start[0] + (end[0] - start[0]) * t,
                start[1] + (end[1] - start[1]) * t,
                start[2] + (end[2] - start[2]) * t,
            )
            at += step
        self._travel = length - (at - step)


class _Curve:
    """The piece of the spline from b to c as a cubic Hermite curve: the knots are worked out once for all its points."""

    __slots__ = ("_b", "_c", "_m", "_n")

    def __init__(self, a: Point, b: Point, c: Point, d: Point) -> None:
        ab, bc, cd = _knot(a, b), _knot(b, c), _knot(c, d)

        def tangent(p: float, q: float, r: float, before: float, after: float) -> float:
            return bc * ((q - p) / before - (r - p) / (before + after) + (r - q) / after)

        self._b, self._c = b, c
        self._m = tuple(tangent(p, q, r, ab, bc) for p, q, r in zip(a, b, c, strict=True))
        self._n = tuple(tangent(p, q, r, bc, cd) for p, q, r in zip(b, c, d, strict=True))

    def at(self, t: float) -> Point:
        """The point at t 0..1 of the way in parameter."""
        t2 = t * t
        t3 = t2 * t
        kc = 3 * t2 - 2 * t3
        kb, km, kn = 1 - kc, t3 - 2 * t2 + t, t3 - t2
        (bx, by, bp), (cx, cy, cp), (mx, my, mp), (nx, ny, np_) = self._b, self._c, self._m, self._n
        pressure = kb * bp + kc * cp + km * mp + kn * np_
        return (
            kb * bx + kc * cx + km * mx + kn * nx,
            kb * by + kc * cy + km * my + kn * ny,
            0.0 if pressure < 0.0 else 1.0 if pressure > 1.0 else pressure,
        )


def _knot(p: Point, q: Point) -> float:
    """The centripetal distance of two knots: the root of the length between them."""
    return max(1e-4, math.sqrt(math.hypot(q[0] - p[0], q[1] - p[1])))
