"""What is compared when patches are matched: principal components of the patch, and guides beside them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32
from studio.art.styles.jit import Crew, quick

PATCH = 7
LINES = (PATCH + 1) // 2  # every second line of a patch says as much as all of them, in half the time
DIMS = 16
SCALE = 4000.0  # features of the style are kept as whole numbers: half the memory of floats, and exact

Shorts = NDArray[np.int16]


class Basis:
    """Principal components of the PATCH x PATCH patches of a picture float32 (h, w, 3), of every second line of them."""

    def __init__(self, picture: Floats) -> None:
        rows = _patches(picture, 4096)
        self.mean = rows.mean(0)
        spread = np.cov((rows - self.mean).T.astype(np.float64))
        vectors = np.linalg.eigh(spread)[1][:, ::-1][:, :DIMS] / np.sqrt(PATCH * LINES)
        self.vectors = np.ascontiguousarray(vectors, np.float32)
        self.shift = f32(self.mean @ self.vectors)

    def project(self, picture: Floats, guides: Floats, out: Floats | Shorts, crew: Crew) -> None:
        """Writes the features of every pixel of `picture` (h, w, 3), then `guides` (h, w, G), to `out` (h, w, D),
        D >= DIMS + G, times SCALE. The squared distance of two patches is their mean over the pixels."""
        r = PATCH // 2
        wide = cv2.copyMakeBorder(picture, r, r, r, r, cv2.BORDER_REFLECT_101)
        flat = f32(wide.reshape(wide.shape[0], -1))
        crew.share(len(picture), lambda lo, hi: _project(flat, guides, self.vectors, self.shift, out, lo, hi), least=8)


@quick
def _project(
    flat: Floats, guides: Floats, vectors: Floats, shift: Floats, out: Floats | Shorts, lo: int, hi: int
) -> None:
    run = 3 * PATCH
    total = np.empty(DIMS, np.float32)
    for y in range(lo, hi):
        for x in range(out.shape[1]):
            for d in range(DIMS):
                total[d] = -shift[d]
            for row in range(LINES):
                dy = 2 * row
                for part in range(3):  # seven at a time: the sums stay in registers
                    j, k = 3 * x + part * PATCH, row * run + part * PATCH
                    v0, v1, v2, v3 = flat[y + dy, j], flat[y + dy, j + 1], flat[y + dy, j + 2], flat[y + dy, j + 3]
                    v4, v5, v6 = flat[y + dy, j + 4], flat[y + dy, j + 5], flat[y + dy, j + 6]
                    for d in range(DIMS):
                        total[d] += (
                            v0 * vectors[k, d] + v1 * vectors[k + 1, d] + v2 * vectors[k + 2, d]
                            + v3 * vectors[k + 3, d] + v4 * vectors[k + 4, d] + v5 * vectors[k + 5, d]
                            + v6 * vectors[k + 6, d]
                        )  # fmt: skip
            for d in range(DIMS):
                out[y, x, d] = min(np.float32(8.0), max(np.float32(-8.0), total[d])) * np.float32(SCALE)
            for d in range(guides.shape[2]):
                v = min(np.float32(8.0), max(np.float32(-8.0), guides[y, x, d]))
                out[y, x, DIMS + d] = v * np.float32(SCALE)


def _patches(picture: Floats, most: int) -> Floats:
    """Up to about `most` patches, evenly chosen: float32 (n, LINES * PATCH * 3)."""
    h, w = picture.shape[:2]
    r = PATCH // 2
    wide = cv2.copyMakeBorder(picture, r, r, r, r, cv2.BORDER_REFLECT_101)
    view = np.lib.stride_tricks.sliding_window_view(wide, (PATCH, PATCH), axis=(0, 1))
    # a fixed step that shares no factor with the width visits all columns
    step = max(1, h * w // most)
    while step > 1 and np.gcd(step, w) != 1:
        step -= 1
    y, x = np.divmod(np.arange(0, h * w, step), w)
    return np.ascontiguousarray(view[y, x].transpose(0, 2, 3, 1)[:, ::2], np.float32).reshape(len(y), -1)
