"""The finish: the style's own contrast in every band of detail, on a picture that has its colors already.

Both pictures are turned into the style's principal color axes and split into band-pass layers; the histogram of each
band of the picture is replaced by the style's, twice. After Heeger & Bergen, "Pyramid-based texture
analysis/synthesis" (SIGGRAPH 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, blur, f32, resized
from studio.art.styles.frame import sample
from studio.art.styles.jit import Crew, kernel
from studio.core.progress import Context

BINS = 2048
SPAN = 1.4  # a band's values are kept as sign(x) sqrt(|x|): fine steps where most of them are
LEVELS = 4
LARGE = 9_000_000  # pixels; above, statistics are taken from a copy of MEASURED pixels and the work is done in strips
MEASURED = 1_000_000
STRIP = 3_000_000


@kernel
def _count(band: Floats, weight: Floats, counts: NDArray[np.int64]) -> None:
    scale = BINS / (2 * SPAN)
    for y in range(band.shape[0]):
        for x in range(band.shape[1]):
            if weight[y, x] > 0.5:
                v = band[y, x]
                t = np.sqrt(v) if v >= 0 else -np.sqrt(-v)
                counts[min(BINS - 1, max(0, int((t + SPAN) * scale)))] += 1


@kernel
def _add_mapped(band: Floats, table: Floats, mix: float, low: Floats) -> None:
    """low += (1 - mix) band + mix table(band)."""
    scale = BINS / (2 * SPAN)
    for y in range(band.shape[0]):
        for x in range(band.shape[1]):
            v = band[y, x]
            t = np.sqrt(v) if v >= 0 else -np.sqrt(-v)
            place = min(BINS - 0.001, max(0.0, (t + SPAN) * scale))
            i = int(place)
            f = place - i
            m = table[i] * (1 - f) + table[i + 1] * f
            m = m * m if m >= 0 else -m * m
            low[y, x] += v + mix * (m - v)


def _histogram(band: Floats, weight: Floats) -> NDArray[np.int64]:
    counts = np.zeros(BINS, np.int64)
    _count(band, weight, counts)
    return counts


def _table(own: NDArray[np.int64], goal: NDArray[np.int64], most: float) -> Floats:
    """(BINS + 1,): where each bin edge of `own` goes, on the square-root scale, so that it is distributed as `goal`.

    `most`: values never grow by more than this factor.
    """
    edges = np.linspace(-SPAN, SPAN, BINS + 1)
    own_share = np.concatenate([[0.0], np.cumsum(own)]) / max(1, own.sum())
    goal_share = np.concatenate([[0.0], np.cumsum(goal)]) / max(1, goal.sum())
    first, last = _ends(goal_share)
    rising = np.concatenate([[True], np.diff(goal_share[first : last + 1]) > 0])
    table = np.interp(own_share, goal_share[first : last + 1][rising], edges[first : last + 1][rising])
    # a part of a picture may have values that its small copy lacks: beyond the ends the table goes on without gain
    first, last = _ends(own_share)
    table[:first] = table[first] + edges[:first] - edges[first]
    table[last + 1 :] = table[last] + edges[last + 1 :] - edges[last]
    limit = np.sqrt(most) * np.abs(edges) + 1e-3
    return f32(np.clip(table, -limit, limit))


def _ends(share: NDArray[np.float64]) -> tuple[int, int]:
    """The last edge with nothing below it and the first with nothing above it."""
    first = int(np.searchsorted(share, 0.0, "right")) - 1
    return first, max(first, int(np.searchsorted(share, share[-1], "left")))


def _bands(channel: Floats, sigmas: tuple[float, ...]) -> Iterator[tuple[Floats, Floats]]:
    """(band, low-pass rest) from fine to coarse."""
    rest = channel
    for sigma in sigmas:
        low = blur(rest, sigma)
        yield rest - low, low
        rest = low


Tables = tuple[Floats, ...]
"""What the finish does to each band, in the order in which it comes to them."""


@dataclass
class Kept:
    """What is found for the first frame of a shot and holds for all others: `tables`, and the `mix` of methods that find
    their own."""

    tables: Tables | None = None
    mix: float | None = None


def finish(
    ctx: Context, picture: Floats, style: Floats, weight: Floats, unit: float, style_unit: float, mix: float,
    crew: Crew, most: float = 1e9, rounds: int = 2, tables: Tables | None = None, kept: Kept | None = None, fine: float = 0.0,
) -> Floats:  # fmt: skip
    """`picture` float32 (H, W, 3) with the local contrast of `style` (h, w, 3); `mix` 0..1 is the boldness.

    `unit`, `style_unit`: pixels per 1/512 of the side of each, so that bands mean the same in both. `weight` (H, W):
    only places above one half are counted. `most` bounds the gain of contrast. `tables`: what `measured` found in a
    small copy of the whole picture, when this is a part of it. A large picture is done strip by strip, and in place.
    `fine`: boldness of the finest band, and nearly that of the next, where it is more than `mix`.
    """
    if mix <= 0:
        return picture
    pixels = picture.shape[0] * picture.shape[1]
    if pixels > LARGE:
        if tables is None:
            k = float(np.sqrt(MEASURED / pixels))
            size = max(1, round(picture.shape[1] * k)), max(1, round(picture.shape[0] * k))
            ctx.check()
            small, small_weight = resized(picture, *size), resized(weight, *size)
            tables = measured(ctx, small, style, small_weight, unit * k, style_unit, mix, crew, most, rounds, fine)
        return _by_strips(ctx, picture, style, weight, unit, style_unit, mix, crew, most, rounds, tables, fine)
    return _finish(ctx, picture, style, weight, unit, style_unit, mix, crew, most, rounds, tables, fine)[0]


def measured(
    ctx: Context, picture: Floats, style: Floats, weight: Floats, unit: float, style_unit: float, mix: float,
    crew: Crew, most: float = 1e9, rounds: int = 2, fine: float = 0.0,
) -> Tables:  # fmt: skip
    """What `finish` would do to the bands of `picture`, which is not changed."""
    if mix <= 0:
        return ()
    return _finish(ctx, picture, style, weight, unit, style_unit, mix, crew, most, rounds, None, fine)[1]


def _by_strips(
    ctx: Context, picture: Floats, style: Floats, weight: Floats, unit: float, style_unit: float, mix: float,
    crew: Crew, most: float, rounds: int, tables: Tables, fine: float,
) -> Floats:  # fmt: skip
    margin = round(24 * unit)
    deep = max(margin, STRIP // picture.shape[1])
    above = picture[:0].copy()  # what was there before the strip above was done
    for lo in range(0, len(picture), deep):
        hi = min(len(picture), lo + deep)
        below = min(len(picture), hi + margin)
        strip = np.concatenate([above, picture[lo:below]])
        top = len(above)
        above = picture[max(lo, hi - margin) : hi].copy()
        rows = slice(lo - top, below)
        done, _ = _finish(
            ctx.part(lo / len(picture), deep / len(picture)), strip, style, weight[rows], unit, style_unit, mix, crew,
            most, rounds, tables, fine,
        )  # fmt: skip
        picture[lo:hi] = done[top : top + hi - lo]
    return picture


def _finish(
    ctx: Context, picture: Floats, style: Floats, weight: Floats, unit: float, style_unit: float, mix: float,
    crew: Crew, most: float, rounds: int, tables: Tables | None, fine: float,
) -> tuple[Floats, Tables]:  # fmt: skip
    mean = f32(style.reshape(-1, 3).mean(0))
    spread = np.cov((sample(style, np.ones(style.shape[:2], np.float32), 65536) - mean).T.astype(np.float64))
    axes = np.ascontiguousarray(np.linalg.eigh(spread)[1], np.float32)
    sigmas = tuple(max(0.5, unit) * 2.0**k for k in range(LEVELS))
    style_sigmas = tuple(s * style_unit / unit for s in sigmas)
    every = np.ones(style.shape[:2], np.float32)
    turned_style = f32((style - mean) @ axes)
    # statistics are taken on every `thin`-th pixel of large pictures
    thin = max(1, int(np.sqrt(weight.size / 400_000)))
    thin_weight = np.ascontiguousarray(weight[::thin, ::thin])
    turned = np.empty_like(picture)
    none = np.zeros(3, np.float32)
    used: list[Floats] = []
    ctx.check()
    crew.share(
        len(picture), lambda lo, hi: _turn(picture[lo:hi], mean, axes, none, -9.0, 9.0, turned[lo:hi]), least=128
    )
    for c in range(3):
        ctx.check()
        goals: list[NDArray[np.int64]] = []
        if tables is None:
            style_channel = np.ascontiguousarray(turned_style[..., c])
            goals = [_histogram(band, every) for band, _ in _bands(style_channel, style_sigmas)]
        channel = np.ascontiguousarray(turned[..., c])
        for _ in range(rounds):
            total = np.zeros_like(channel)
            low = channel
            for k, (band, low) in enumerate(_bands(channel, sigmas)):  # noqa: B007 - last low is used
                ctx.check()
                if tables is not None:
                    table = tables[len(used)]
                else:
                    own = _histogram(np.ascontiguousarray(band[::thin, ::thin]), thin_weight)
                    table = _table(own, goals[k], most)
                used.append(table)
                _apply(crew, band, table, max(mix, fine * (1.0, 0.8, 0.0, 0.0)[k]), total)
            total += low
            channel = total
        turned[..., c] = channel
    ctx.check()
    inverse = np.ascontiguousarray(axes.T)
    crew.share(
        len(turned), lambda lo, hi: _turn(turned[lo:hi], none, inverse, mean, 0.0, 1.0, turned[lo:hi]), least=128
    )
    return turned, tuple(used)


@kernel
def _turn(picture: Floats, shift: Floats, axes: Floats, back: Floats, lo: float, hi: float, out: Floats) -> None:
    """out = (picture - shift) @ axes + back, kept inside lo..hi."""
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            r, g, b = picture[y, x, 0] - shift[0], picture[y, x, 1] - shift[1], picture[y, x, 2] - shift[2]
            for c in range(3):
                out[y, x, c] = min(hi, max(lo, r * axes[0, c] + g * axes[1, c] + b * axes[2, c] + back[c]))


def _apply(crew: Crew, band: Floats, table: Floats, mix: float, total: Floats) -> None:
    crew.share(band.shape[0], lambda lo, hi: _add_mapped(band[lo:hi], table, mix, total[lo:hi]), least=64)
