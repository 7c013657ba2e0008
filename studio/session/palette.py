"""The colors of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from studio.core.picture import Pixels

RGB = tuple[int, int, int]


def main_colors(pixels: Pixels, number: int) -> list[RGB]:
    """Up to `number` colors that stand for `pixels` (uint8 H, W, 4), light to dark; transparent pixels do not count.

    Median cut (Heckbert, "Color image quantization for frame buffer display", 1982) as Pillow has it.
    """
    seen = pixels[pixels[..., 3] > 127][:, :3]
    if not len(seen):
        return []
    strip = Image.fromarray(np.ascontiguousarray(seen[None]), "RGB")
    cut = strip.quantize(number, method=Image.Quantize.MEDIANCUT)
    flat = cut.getpalette() or []
    used = sorted({int(i) for i in np.unique(np.asarray(cut))})
    colors = [(flat[3 * i], flat[3 * i + 1], flat[3 * i + 2]) for i in used if 3 * i + 2 < len(flat)]
    return sorted(set(colors), key=lambda c: -(0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]))
