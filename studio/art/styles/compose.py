"""Joining a photograph with a layer of motifs, band by band: a motif goes where it has room.

Burt & Adelson, "A multiresolution spline with application to image mosaics" (TOG 1983).
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from studio.art.styles.fields import Floats, blur, f32, resized

LEVELS = 5
FAINT = 0.04  # contrast of lines that count in full even in the calmest picture
AREAS = 0.8  # weight of a border between large areas beside a line
FINEST = 1.6  # sigma of the finest band, in 1/512 of the side


def edges(rgb: Floats, unit: float) -> Floats:
    """Strength of the drawing, 0..1, at a quarter of the size: lines, and borders of large areas, by light or by hue."""
    h, w = rgb.shape[:2]
    small = max(1, w // 4), max(1, h // 4)
    soft = f32(resized(blur(rgb, unit), *small))
    lines = _differing(soft, f32(blur(soft, 1.25 * unit)), 0.75 * unit)
    areas = _differing(f32(blur(soft, unit)), f32(blur(soft, 4 * unit)), 0.75 * unit)
    return f32(np.maximum(lines, AREAS * areas))


def _differing(fine: Floats, coarse: Floats, spread: float) -> Floats:
    e = blur(f32(np.sqrt(np.square(fine - coarse).mean(-1))), spread)
    return f32(np.clip(e / max(float(np.quantile(e, 0.9)), FAINT), 0, 1))


def rooms(drawing: Floats, side: float, levels: int, daring: float) -> Iterator[Floats]:
    """Per band, at the size of `drawing`: 1 where a motif of that size would not run over a line of the picture.

    `side`: of the full picture in pixels; `daring` 0..1: how near motifs come to lines, and over faint ones.
    """
    for k in range(levels):
        reach = (0.5 - 0.3 * daring) * 2**k * side / 384
        d = max(1, round(reach))
        shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * d + 1, 2 * d + 1))
        near = blur(f32(cv2.dilate(drawing, shape)), max(1.0, 0.7 * reach))
        yield f32(np.clip(1.15 + 0.35 * daring - 1.3 * near, 0, 1) ** 1.5)


def compose(
    target: Floats, motifs: Floats, drawing: Floats, guarded: Floats, side: float, strength: float, low: float,
    daring: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """`target` float32 (H, W, 3) with the bands of `motifs` where they have room, and (h, w) how much they have.

    `drawing`: of the picture, see `edges`; `guarded` 0..1 (any size): places to leave alone; `strength` 0..1 of the
    bands, `low` of the coarse rest.
    """
    h, w = target.shape[:2]
    small = f32(resized(guarded, drawing.shape[1], drawing.shape[0]))
    out = np.zeros_like(target)
    a, b = target, motifs
    taken = np.zeros_like(drawing)
    for k, free in enumerate(rooms(drawing, side, LEVELS + 1, daring)):
        if k == 2:
            taken = f32(free * (1 - small))
        room = f32(resized(f32(free * (1 - small * min(1.0, 0.5 + 0.25 * k))), w, h))[..., None]
        if k == LEVELS:
            out += a + (b - a) * (low * room)
            break
        sigma = FINEST * side / 512 * 2**k
        soft_a, soft_b = blur(a, sigma), blur(b, sigma)
        out += (a - soft_a) * (1 - 0.7 * strength * room) + (b - soft_b) * (strength * room)
        a, b = soft_a, soft_b
    return np.clip(out, 0, 1, out=out), taken
