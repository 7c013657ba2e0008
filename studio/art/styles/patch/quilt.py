"""Image quilting by guide: large pieces of the style laid side by side, each where it fits best.

Efros & Freeman, "Image quilting for texture synthesis and transfer" (SIGGRAPH 2001), with a masked search over all
places at once and a penalty for places that were used.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.core.progress import Context

Index = NDArray[np.int32]


def quilt(
    ctx: Context, goal: Floats, guides: list[Floats], copies: list[Floats], weight: Floats, block: int, seed: int,
    partner: list[int],
) -> Index:  # fmt: skip
    """Flat places int32 (h * w,): pieces of `block` pixels whose `guides` (hs, ws, G) come near `goal` (h, w, G).

    `weight` (h, w) 0..1: how much a pixel counts. `partner`: the copy that mirrors each copy.
    """
    h, w = goal.shape[:2]
    hs, ws = copies[0].shape[:2]
    rng = np.random.default_rng(seed)
    block = max(4, min(block, hs - 2, ws - 2))
    step = max(3, int(block * 0.75))
    field = np.zeros((h, w), np.int32)
    laid = np.zeros((h, w, 3), np.float32)
    done = np.zeros((h, w), bool)
    used = np.zeros((len(copies), hs, ws), np.float32)
    for y in range(0, h, step):
        for x in range(0, w, step):
            ctx.check()
            place = slice(y, y + block), slice(x, x + block)
            piece = np.ascontiguousarray(goal[place])
            bh, bw = piece.shape[:2]
            over = done[place]
            mask = np.repeat(np.maximum(weight[place], 0.05)[..., None], goal.shape[2], 2)
            seam = np.repeat(over.astype(np.float32)[..., None], 3, 2)
            found = (np.inf, 0, 0, 0)
            for k, (guide, copy) in enumerate(zip(guides, copies, strict=True)):
                error = cv2.matchTemplate(guide, piece, cv2.TM_SQDIFF, mask=f32(mask)) / (bh * bw)
                if over.any():
                    error = error + cv2.matchTemplate(copy, laid[place], cv2.TM_SQDIFF, mask=seam) / over.sum()
                error = error + used[k, : error.shape[0], : error.shape[1]]
                error = np.where(np.isfinite(error), error, np.float32(1e9))
                i = int(np.argmin(error + rng.random(error.shape, np.float32) * 0.12 * error.std()))
                if error.flat[i] < found[0]:
                    found = (float(error.flat[i]), k, i // error.shape[1], i % error.shape[1])
            _, k, sy, sx = found
            r = block // 2
            for number, left in ((k, sx), (partner[k], ws - sx - bw)):
                used[number, max(0, sy - r) : sy + r, max(0, left - r) : max(0, left) + r] += 0.03
            rows, columns = np.mgrid[sy : sy + bh, sx : sx + bw]
            fresh = ~over
            field[place][fresh] = ((k * hs + rows) * ws + columns)[fresh]
            laid[place][fresh] = copies[k][sy : sy + bh, sx : sx + bw][fresh]
            done[place] = True
    return field.reshape(-1)
