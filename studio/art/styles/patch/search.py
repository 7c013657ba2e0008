"""The search for matching places: PatchMatch in fixed bands of rows.

Barnes, Shechtman, Finkelstein & Goldman, "PatchMatch: a randomized correspondence algorithm for structural image
editing" (SIGGRAPH 2009). Inside a band good matches travel along rows as in the paper; across bands they are read from
the state before the sweep, so that the result does not depend on the number of threads. Bands move by half from sweep
to sweep.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.chance import key_of, seed64, uniform
from studio.art.styles.fields import Floats
from studio.art.styles.jit import Crew, inline, quick
from studio.art.styles.patch.features import DIMS, SCALE, Shorts
from studio.core.progress import Context

BAND = 32
Index = NDArray[np.int32]


@quick
def _distance(query: Floats, places: Shorts, p: int, i: int, gain: float) -> np.float32:
    own = np.float32(0.0)
    for d in range(DIMS):
        e = query[p, d] - np.float32(places[i, d])
        own += e * e
    guide = np.float32(0.0)
    for d in range(DIMS, places.shape[1]):
        e = query[p, d] - np.float32(places[i, d])
        guide += e * e
    return (own + gain * guide) * np.float32(1.0 / (SCALE * SCALE))


@quick
def measure(query: Floats, places: Shorts, gain: Floats, field: Index, cost: Floats, lo: int, hi: int) -> None:
    """cost[p] = distance of pixel p (lo..hi) from its place."""
    for p in range(lo, hi):
        cost[p] = _distance(query, places, p, field[p], gain[p])


@inline
def _between(v: int, lo: int, hi: int) -> int:
    return min(hi, max(lo, v))


@quick
def sweep(
    query: Floats, places: Shorts, gain: Floats, crowd: Floats, old: Index, field: Index, cost: Floats,
    width: int, lo: int, hi: int, forward: bool, copies: int, hs: int, ws: int, margin: int, radius: int, free: int,
    seed: np.uint64, held: NDArray[np.bool_],
) -> None:  # fmt: skip
    """One sweep over rows lo..hi: `field` and `cost` are changed there; `old` is the field before the sweep.

    `crowd` (places): what it costs to use a place that is used much already.
    """
    s = 1 if forward else -1
    height = len(field) // width
    for step_y in range(hi - lo):
        y = lo + step_y if forward else hi - 1 - step_y
        for step_x in range(width):
            x = step_x if forward else width - 1 - step_x
            p = y * width + x
            if held[p]:
                continue
            place = field[p]
            least = cost[p]
            best = least + crowd[place]
            g = gain[p]
            for way in range(4):
                dy, dx = 0, s
                if way == 1:
                    dy, dx = s, 0
                elif way == 2:
                    dy, dx = 0, -s
                elif way == 3:
                    dy, dx = -s, 0
                y2, x2 = y - dy, x - dx
                if x2 < 0 or x2 >= width or y2 < 0 or y2 >= height:
                    continue
                n = y2 * width + x2
                i = field[n] if way < 2 and lo <= y2 < hi else old[n]
                iy = (i // ws) % hs + dy
                ix = i % ws + dx
                if iy < margin or iy >= hs - margin or ix < margin or ix >= ws - margin:
                    continue
                i += dy * ws + dx
                if i == place:
                    continue
                d = _distance(query, places, p, i, g)
                if d + crowd[i] < best:
                    least, best, place = d, d + crowd[i], i
            key = key_of(seed, p)
            draw = 0
            first = place // (hs * ws) * (hs * ws)
            y0, x0 = (place // ws) % hs, place % ws
            reach = radius
            while reach >= 1:
                span = 2 * reach + 1
                iy = _between(y0 - reach + int(uniform(key, draw) * span), margin, hs - 1 - margin)
                ix = _between(x0 - reach + int(uniform(key, draw + 1) * span), margin, ws - 1 - margin)
                draw += 2
                reach //= 3
                i = first + iy * ws + ix
                d = _distance(query, places, p, i, g)
                if d + crowd[i] < best:
                    least, best, place = d, d + crowd[i], i
            for _ in range(free):
                k = int(uniform(key, draw) * copies)
                iy = margin + int(uniform(key, draw + 1) * (hs - 2 * margin))
                ix = margin + int(uniform(key, draw + 2) * (ws - 2 * margin))
                draw += 3
                i = (k * hs + iy) * ws + ix
                d = _distance(query, places, p, i, g)
                if d + crowd[i] < best:
                    least, best, place = d, d + crowd[i], i
            field[p] = place
            cost[p] = least


def crowding(field: Index, places: int, weight: float) -> Floats:
    """float32 (places,): weight x uses, relative to the mean number of uses, 8 at most."""
    mean = len(field) / places
    uses = np.bincount(field, minlength=places).astype(np.float32)
    return np.asarray(np.minimum(uses / np.float32(mean + 1), 8) * np.float32(weight), np.float32)


def search(
    ctx: Context, crew: Crew, query: Floats, places: Shorts, gain: Floats, field: Index, cost: Floats, width: int,
    shape: tuple[int, int, int], margin: int, sweeps: int, radius: int, free: int, crowd: float, seed: int, held: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Improves `field` int32 (n,) in place and fills `cost` float32 (n,).

    `query` float32 (n, D) and `places` int16 (m, D): features (`features.Basis.project`); `gain` (n,): weight of the
    guides; `shape`: copies, height, width of the atlas; `radius`: of the local search, in pixels; `free`: tries
    anywhere per pixel and sweep; `crowd`: weight of the penalty for places in much use; `held` (n,): pixels that stay where
    they are.
    """
    copies, hs, ws = shape
    crew.share(len(field), lambda lo, hi: measure(query, places, gain, field, cost, lo, hi), least=4096)
    height = len(field) // width
    for number in range(sweeps):
        ctx.check()
        old = field.copy()
        penalty = crowding(field, len(places), crowd)
        key = seed64(seed, number)
        first = 0 if number % 2 == 0 else -(BAND // 2)
        bands = [(max(0, y), min(height, y + BAND)) for y in range(first, height, BAND)]

        def work(
            lo: int, hi: int, number: int = number, old: Index = old, penalty: Floats = penalty,
            key: np.uint64 = key, bands: list[tuple[int, int]] = bands,
        ) -> None:  # fmt: skip
            for top, bottom in bands[lo:hi]:
                sweep(
                    query, places, gain, penalty, old, field, cost, width, top, bottom, number % 2 == 0, copies, hs, ws,
                    margin, radius, free, key, held,
                )  # fmt: skip

        crew.share(len(bands), work, least=1)
