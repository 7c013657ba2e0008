"""Poster: a few flat inks in clean shapes, as a screen print."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.media.base import Sheet, accents, by_rows, simplified, vivid
from studio.art.styles import fields, ot
from studio.art.styles.jit import kernel

Floats = NDArray[np.float32]


@kernel
def _nearest(lab: Floats, palette: Floats, label: NDArray[np.uint8]) -> None:
    for y in range(lab.shape[0]):
        for x in range(lab.shape[1]):
            best, who = 1e12, 0
            for k in range(palette.shape[0]):
                d0 = lab[y, x, 0] - palette[k, 0]
                d1 = lab[y, x, 1] - palette[k, 1]
                d2 = lab[y, x, 2] - palette[k, 2]
                d = d0 * d0 + d1 * d1 + d2 * d2
                if d < best:
                    best, who = d, k
            label[y, x] = who


@kernel
def _means(rows: Floats, centers: Floats, turns: int) -> None:
    """Lloyd's iteration (k-means), in place."""
    k_all = centers.shape[0]
    sums = np.empty((k_all, 4))
    for _ in range(turns):
        sums[:] = 0.0
        for i in range(rows.shape[0]):
            best, who = 1e12, 0
            for k in range(k_all):
                d0 = rows[i, 0] - centers[k, 0]
                d1 = rows[i, 1] - centers[k, 1]
                d2 = rows[i, 2] - centers[k, 2]
                d = d0 * d0 + d1 * d1 + d2 * d2
                if d < best:
                    best, who = d, k
            for c in range(3):
                sums[who, c] += rows[i, c]
            sums[who, 3] += 1.0
        for k in range(k_all):
            if sums[k, 3] > 0:
                for c in range(3):
                    centers[k, c] = sums[k, c] / sums[k, 3]


@kernel
def _lead(
    share: Floats, number: int, best: Floats, second: Floats, first_: NDArray[np.uint8], next_: NDArray[np.uint8]
) -> None:
    """Keeps the two inks that have most of each pixel."""
    for y in range(share.shape[0]):
        for x in range(share.shape[1]):
            v = share[y, x]
            if v > best[y, x]:
                second[y, x], next_[y, x] = best[y, x], first_[y, x]
                best[y, x], first_[y, x] = v, number
            elif v > second[y, x]:
                second[y, x], next_[y, x] = v, number


@kernel
def _print(
    best: Floats, second: Floats, first_: NDArray[np.uint8], next_: NDArray[np.uint8], printed: Floats, steep: float,
    out: Floats,
) -> None:  # fmt: skip
    """Flat ink; where two shapes meet, an edge one pixel wide."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            a = min(1.0, 0.5 + (best[y, x] - second[y, x]) * steep)
            i, j = first_[y, x], next_[y, x]
            for c in range(3):
                out[y, x, c] = a * printed[i, c] + (1 - a) * printed[j, c]


def inks(rgb: Floats, count: int) -> Floats:
    """float32 (count, 3) CIELAB: the colors that stand for the picture, from a small copy of it.

    Starts from colors that are far apart, so that small bright things (a red boat) get an ink of their own.
    """
    h, w = rgb.shape[:2]
    k = 96 / max(h, w)
    small = fields.resized(rgb, max(1, round(w * k)), max(1, round(h * k)))
    rows = np.ascontiguousarray(ot.to_lab(np.ascontiguousarray(small)).reshape(-1, 3))
    # a color counts as far when it is both different and not a single stray pixel: distances are taken to blurred rows
    calm = ot.to_lab(fields.blur(small, 0.8)).reshape(-1, 3)
    centers = [rows.mean(0)]
    far = ((calm - centers[0]) ** 2).sum(1)
    for _ in range(count - 1):
        centers.append(calm[int(far.argmax())])
        far = np.minimum(far, ((calm - centers[-1]) ** 2).sum(1))
    palette = np.ascontiguousarray(np.stack(centers), np.float32)
    _means(rows, palette, 5)
    return palette


def paint(sheet: Sheet) -> Floats:
    count = round(18 - 10 * sheet.stroke)
    size = 0.5 * 4**sheet.stroke
    source = vivid(sheet.rgb, 1.25)
    palette = inks(source, count)
    rgb = accents(simplified(source, max(1.0, 2.2 * size * sheet.unit), sheet), source, 0.9, sheet)
    label = np.empty(rgb.shape[:2], np.uint8)
    by_rows(sheet, lambda lo, hi: _nearest(ot.to_lab(rgb[lo:hi]), palette, label[lo:hi]))
    sigma = max(0.8, 1.3 * size * sheet.unit)
    best, second = (np.full(label.shape, -1.0, np.float32) for _ in range(2))
    owner, other = (np.zeros(label.shape, np.uint8) for _ in range(2))
    for k in range(count):
        sheet.ctx.check()
        _lead(fields.blur((label == k).astype(np.float32), sigma), k, best, second, owner, other)
    printed = ot.to_rgb(np.ascontiguousarray(_print_colors(palette)[None]))[0]
    out = np.empty_like(rgb)
    # shares cross with a slope of 0.8 / sigma per pixel
    steep = sigma / 0.8 / 2
    by_rows(
        sheet,
        lambda lo, hi: _print(best[lo:hi], second[lo:hi], owner[lo:hi], other[lo:hi], printed, steep, out[lo:hi]),
    )
    return out


def _print_colors(palette: Floats) -> Floats:
    """Inks, not averages: a little more contrast and color, darks toward blue-black, whites toward paper."""
    out = palette.copy()
    light = out[:, 0]
    out[:, 0] = np.clip(52 + (light - 52) * 1.12, 6, 97)
    out[:, 1:] *= 1.10
    dark = np.clip((30 - light) / 30, 0, 1)
    out[:, 2] -= 6 * dark
    return out
