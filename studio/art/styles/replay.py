"""A painter's picture being painted: how the canvas looks after any share of the strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.art.styles import fields, painter
from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew, kernel
from studio.art.styles.painter import Painting
from studio.art.styles.strokes import Easel
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WASH = 0.05
"""Share of the time in which the underpainting comes up, before the first stroke."""
SETTLED = 14.0
"""How soon, as the paint of a place comes near its last color, the place looks as in the finished picture."""


class Replay:
    """Frames of one size; they can only go on, not back. `close` it, or use it in a `with` block."""

    def __init__(self, ctx: Context, painting: Painting, width: int, height: int) -> None:
        """Paints the picture once at `width` x `height` px, so that the frames can lead to it. The frames are those of
        the picture without the margin that tiny ones are painted with."""
        self._painting, self._crew = painting, Crew()
        try:
            self._begin(ctx, width, height)
        except BaseException:
            self.close()
            raise

    def _begin(self, ctx: Context, width: int, height: int) -> None:
        painting = self._painting
        sitter = painting.sitter
        top, left = sitter.pad
        full_h, full_w = painting.pixels.shape[:2]
        kx, ky = width / full_w, height / full_h
        w, h = round(sitter.size[0] * kx), round(sitter.size[1] * ky)
        self._crop = (
            slice(round(top * ky), round(top * ky) + height),
            slice(round(left * kx), round(left * kx) + width),
        )
        self._plan = painting.plan.scaled(w, h)
        self._unit = sitter.side * h / sitter.size[1] / 512
        self._ground = fields.resized(painting.ground, w, h).copy()
        self._tone = self._ground.reshape(-1, 3).mean(0)
        last = Easel(self._ground.copy(), self._unit, self._crew)
        self._easel = last
        self._laid = 0
        self.lay(ctx, len(self._plan))
        self._last = last.canvas.copy()
        self._last_lit = self._in_light(ctx, last)
        self._easel = Easel(self._ground.copy(), self._unit, self._crew)
        self._laid = 0
        self._goal = np.asarray(_resized(painting.pixels, width, height))
        self._base = np.asarray(_resized(sitter.content, width, height))
        self._times = _times(painting.ends)
        self.share = 0.0

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends its threads."""
        self._crew.__exit__(None, None, None)

    def strokes_at(self, share: float) -> int:
        """How many strokes are laid after `share` 0..1 of the time: every brush gets its time, the broad ones more for
        each stroke."""
        return int(np.interp(share, self._times, (0, 0, *self._painting.ends)))

    def lay(self, ctx: Context, count: int) -> None:
        """Lays strokes up to the `count`-th."""
        lo = 0
        for k, hi in enumerate(self._painting.ends):
            a, b = max(lo, self._laid), min(hi, count)
            if a < b:
                self._easel.lay(ctx, self._plan, a, b, self._painting.brush(k))
            lo = hi
        self._laid = max(self._laid, count)

    def at(self, ctx: Context, share: float) -> Pixels:
        """uint8 (height, width, 4): the canvas after `share` 0..1 of the time; the last one is the picture itself."""
        self.share = max(self.share, min(1.0, share))
        if self.share >= 1:
            self.lay(ctx, len(self._plan))
            return self._goal.copy()
        if self.share < WASH:
            fade = np.float32(self.share / WASH)
            return self._frame(self._tone + fade * (self._ground - self._tone), None)
        self.lay(ctx, self.strokes_at(self.share))
        canvas = self._easel.canvas
        return self._frame(self._in_light(ctx, self._easel), canvas)

    def _in_light(self, ctx: Context, easel: Easel) -> Floats:
        """The paint in its light, beside the canvas."""
        copy = Easel(easel.canvas.copy(), easel.unit, self._crew)
        copy.height = easel.height
        return painter.in_light(ctx, copy, self._painting.manner, self._crew)

    def _frame(self, lit: Floats, canvas: Floats | None) -> Pixels:
        rows, columns = self._crop
        out = np.empty_like(self._goal)
        views = [np.ascontiguousarray(a[rows, columns]) for a in (lit, canvas if canvas is not None else lit)]
        last, last_lit = (np.ascontiguousarray(a[rows, columns]) for a in (self._last, self._last_lit))
        settled = SETTLED if canvas is not None else 1e9

        def some(lo: int, hi: int) -> None:
            part = slice(lo, hi)
            _compose(
                views[0][part], views[1][part], last[part], last_lit[part], self._goal[part], self._base[part],
                self._painting.strength, settled, out[part],
            )  # fmt: skip

        self._crew.share(len(out), some, least=64)
        return out


@kernel
def _compose(
    lit: Floats, canvas: Floats, last: Floats, last_lit: Floats, goal: Pixels, base: Pixels, strength: float,
    settled: float, out: Pixels,
) -> None:  # fmt: skip
    for y in range(lit.shape[0]):
        for x in range(lit.shape[1]):
            away = 0.0
            for c in range(3):
                away += abs(canvas[y, x, c] - last[y, x, c])
            near = np.exp(-settled * away)
            out[y, x, 3] = goal[y, x, 3]
            for c in range(3):
                b = base[y, x, c] / 255.0
                now = b + strength * (lit[y, x, c] - b)
                end = b + strength * (last_lit[y, x, c] - b)
                v = now + near * (goal[y, x, c] / 255.0 - end)
                out[y, x, c] = np.uint8(min(255.0, max(0.0, v * 255.0 + 0.5)))


def _times(ends: tuple[int, ...]) -> tuple[float, ...]:
    """The shares of the time at which the wash begins, the strokes begin, and each brush has done its work."""
    counts = np.diff((0, *ends)).astype(np.float64)
    weights = np.sqrt(counts)
    total = max(float(weights.sum()), 1e-9)
    shares = WASH + (1 - WASH) * np.cumsum(weights) / total
    return (0.0, WASH, *(float(s) for s in shares))


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    import cv2

    h, w = pixels.shape[:2]
    if (w, h) == (width, height):
        return pixels
    smaller = width * height < w * h
    kind = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=kind), np.uint8)
