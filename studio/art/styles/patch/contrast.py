"""Local contrast as it is at the place of the style that a pixel came from: calm pieces stay calm, rough ones rough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from studio.art.styles.fields import Floats, blur, f32, resized
from studio.art.styles.patch.atlas import Atlas
from studio.art.styles.patch.lay import at_place
from studio.art.styles.patch.places import Correspondence
from studio.core.progress import Context

LEVELS = 4
REACH = 10.0  # of the neighborhood whose contrast is taken, in 1/512 of the side


def bands(picture: Floats, unit: float) -> Iterator[tuple[Floats, Floats]]:
    """(band, rest) of a picture or a channel, from fine to coarse."""
    rest = picture
    for k in range(LEVELS):
        low = blur(rest, max(0.5, unit) * 2.0**k)
        yield rest - low, low
        rest = low


def _spread(band: Floats, reach: float) -> Floats:
    square = band * band
    return f32(np.sqrt(np.maximum(blur(f32(square.mean(-1)), reach), 0)))


def gains(
    ctx: Context, picture: Floats, atlas: Atlas, found: Correspondence, free: Floats, unit: float
) -> list[Floats]:
    """One map (h, w) per band: factor that brings the local contrast of `picture` (h, w, 3) to that of the places it
    was taken from, both relative to their means; to the power `free` (h, w) 0..1."""
    out = []
    reach = REACH * unit
    for (own, _), (goal, _) in zip(bands(picture, unit), bands(atlas.rgb, unit), strict=True):
        ctx.check()
        wanted = blur(at_place(found, atlas, _spread(goal, reach)), max(1.0, 0.7 * reach))
        had = _spread(own, reach) + 1e-4
        ratio = np.clip(wanted / (wanted.mean() + 1e-9) / (had / had.mean()), 0.3, 3.0)
        out.append(f32(ratio**free))
    return out


def bent(ctx: Context, picture: Floats, factors: list[Floats], unit: float) -> Floats:
    """`picture` (H, W, 3) with each band times its factor map (of any size); changed in place."""
    h, w = picture.shape[:2]
    for c in range(3):
        ctx.check()
        channel = np.ascontiguousarray(picture[..., c])
        total = np.zeros_like(channel)
        for (band, rest), factor in zip(bands(channel, unit), factors, strict=True):
            band *= resized(factor, w, h)
            total += band
            low = rest
        total += low
        picture[..., c] = total
    return picture
