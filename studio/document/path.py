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
        for i in range(1, pieces + 1):
            here = _catmull_rom(a, b, c, d, i / pieces)
            yield from self._along(previous, here, step)
            previous = here

    def _along(self, start: Point, end: Point, step: float) -> Iterator[Point]:
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        if length <= 0:
            return
        at = step - self._travel
        while at <= length:
            t = at / length
            yield tuple(s + (e - s) * t for s, e in zip(start, end, strict=True))  # type: ignore[misc]
            at += step
        self._travel = length - (at - step)


def _catmull_rom(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def knot(p: Point, q: Point) -> float:
        return max(1e-4, math.sqrt(math.hypot(q[0] - p[0], q[1] - p[1])))

    t1 = knot(a, b)
    t2 = t1 + knot(b, c)
    t3 = t2 + knot(c, d)
    u = t1 + (t2 - t1) * t

    def mix(p: Point, q: Point, lo: float, hi: float) -> Point:
        k = (u - lo) / (hi - lo)
        return p[0] + (q[0] - p[0]) * k, p[1] + (q[1] - p[1]) * k, p[2] + (q[2] - p[2]) * k

    a1, a2, a3 = mix(a, b, 0.0, t1), mix(b, c, t1, t2), mix(c, d, t2, t3)
    x, y, pressure = mix(mix(a1, a2, 0.0, t2), mix(a2, a3, t1, t3), t1, t2)
    return x, y, min(1.0, max(0.0, pressure))
