"""From the working size to full size, strip by strip: a picture of 8192 pixels needs little more than its own memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import ot
from studio.art.styles.fields import Floats, f32
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.core.progress import Context

DEEP = 1_000_000
"""Pixels of a strip."""

Bytes = NDArray[np.uint8]


def strips(height: int, width: int, margin: int = 0) -> Iterator[tuple[slice, slice, slice]]:
    """Rows of a strip, the same with `margin` more rows on both sides, and where the strip lies in those."""
    deep = max(margin, 32, DEEP // width)
    for lo in range(0, height, deep):
        hi = min(height, lo + deep)
        top, bottom = max(0, lo - margin), min(height, hi + margin)
        yield slice(lo, hi), slice(top, bottom), slice(lo - top, hi - top)


Target = Callable[[slice], tuple[Floats, Floats]]


def targets(ctx: Context, sitter: Frame, style: Floats, colors: str, seed: int, crew: Crew) -> Target:
    """What `ot.matched` gives, for some rows at a time: the picture's own colors and those to be painted, float32
    (h, w, 3) each, new arrays."""
    if sitter.palette is not None:
        whole = sitter.palette.matched(sitter.rgb, style)[0]
        return lambda rows: (sitter.rgb[rows].copy(), whole[rows].copy())
    far = sitter.overview
    found = None if colors == "keep" else ot.recoloring(ctx, far.rgb, far.weight, style, seed, crew)

    def some(rows: slice) -> tuple[Floats, Floats]:
        if sitter.opaque:
            own = f32(sitter.padded[rows, :, :3]) * np.float32(1 / 255)
        else:  # hidden places are filled from all around them
            own = sitter.rgb[rows].copy()
        if found is None:
            return own, own.copy()
        x, y, w, h = sitter.rect
        height = sitter.size[1]
        part = (x, y + h * rows.start / height, w, h * (rows.stop - rows.start) / height)
        target = found.apply(ctx, own.copy(), part, crew)
        return own, target if colors == "take" else ot.relight(ctx, own, target, crew)

    return some


def as_bytes(rgb: Floats) -> Bytes:
    """uint8, for what has to be kept of a large picture."""
    out = np.empty(rgb.shape, np.uint8)
    for rows, _, _ in strips(*rgb.shape[:2]):
        out[rows] = np.clip(rgb[rows], 0, 1) * np.float32(255) + np.float32(0.5)
    return out


def relight(ctx: Context, done: Floats, target: Bytes | Floats) -> None:
    """`done` (H, W, 3) with the hues of `target`, in place; see `ot.with_light`."""
    for rows, _, _ in strips(*done.shape[:2]):
        ctx.check()
        part = f32(target[rows])
        done[rows] = ot.with_light(part * np.float32(1 / 255) if target.dtype == np.uint8 else part, done[rows])


def rows_of(small: Floats, begin: float, share: float) -> Floats:
    """The rows of a small map that belong to a strip of the large picture."""
    h = len(small)
    lo = min(h - 1, int(begin * h))
    return small[lo : max(lo + 1, min(h, round((begin + share) * h)))]


def mix_rows(ctx: Context, done: Floats, other: Bytes | Floats, share: Floats | float) -> None:
    """done += (other - done) * share, in place; `other` (H, W, 3) in bytes or as it is, `share` (H, W) or one number."""
    for rows, _, _ in strips(*done.shape[:2]):
        ctx.check()
        part = f32(other[rows])
        if other.dtype == np.uint8:
            part = part * np.float32(1 / 255)
        k = np.float32(share) if isinstance(share, float) else share[rows][..., None]
        done[rows] += (part - done[rows]) * k
