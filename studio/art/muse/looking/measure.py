"""What can be measured of a picture for words about it: colors, values, layout, marks. At 320 px, in about a tenth of a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from studio.art.muse.looking import colors, layout, oklab, values
from studio.art.muse.looking.colors import Colors
from studio.art.muse.looking.layout import Layout
from studio.art.muse.looking.values import Values
from studio.art.styles import marks, swatches
from studio.art.styles.fields import f32
from studio.art.styles.marks import Strokes, Surface
from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.core.picture import Pixels

SIDE = 320
"""Long side in px at which everything is measured; marks finer than that are not seen."""
_LEAST = 48


@dataclass(frozen=True)
class Measures:
    """`width`, `height`: of the picture that was looked at. `covered`: the share of its area that is not transparent."""

    width: int
    height: int
    covered: float
    colors: Colors
    values: Values
    layout: Layout
    strokes: Strokes
    surface: Surface

    @property
    def plain(self) -> bool:
        """Nothing but one color, or nearly."""
        return self.values.range < 0.5 and self.surface.contrast < 1.0 and len(self.colors.main) <= 1

    @property
    def begun(self) -> bool:
        """A few marks on an even ground."""
        return not self.plain and self._ground >= 0.97 and self.surface.flat >= 0.96

    @property
    def drawn(self) -> bool:
        """A drawing without color on a ground that is mostly left open."""
        return not self.plain and not self.begun and self._ground >= 0.8 and self.colors.harmony == "none"

    @property
    def _ground(self) -> float:
        return self.colors.main[0].share if self.colors.main else 0.0


def measure(pixels: Pixels) -> Measures:
    """Of `pixels` uint8 (H, W, 4), straight alpha; transparent places do not count.

    Raises `UserError` where there is nothing to see.
    """
    h, w = pixels.shape[:2]
    if not pixels[..., 3].any():
        raise UserError("The picture is empty: there is nothing in it to look at yet.")
    small = _small(pixels)
    weight = f32(small[..., 3] / np.float32(255))
    rgb = f32(small[..., :3] / np.float32(255))
    if weight.min() < 1:
        mean = (rgb * weight[..., None]).reshape(-1, 3).sum(0) / weight.sum()
        rgb = f32(rgb * weight[..., None] + mean * (1 - weight[..., None]))
    seen = weight > 0.5
    if not seen.any():
        seen = weight > 0
    lab = oklab.lab_of(rgb)
    lightness = swatches.lab_of(rgb)[..., 0]
    value = f32(lightness / np.float32(10))
    light = np.ascontiguousarray(lightness / np.float32(100))
    unit = max(min(light.shape), max(light.shape) / 4) / 512
    return Measures(
        width=w,
        height=h,
        covered=float(weight.mean()),
        colors=colors.colors(lab, seen, swatches.palette(rgb, weight)),
        values=values.values(value, seen),
        layout=layout.layout(lab, value),
        strokes=marks.strokes(light, unit),
        surface=marks.surface(light, unit),
    )


def _small(pixels: Pixels) -> Pixels:
    """At most `SIDE` px, by area averages of premultiplied pixels; slivers are mirrored until windows fit into them."""
    h, w = pixels.shape[:2]
    k = SIDE / max(h, w)
    out = np.ascontiguousarray(pixels)
    if k < 1:
        size = max(1, round(w * k)), max(1, round(h * k))
        alpha = out[..., 3:].astype(np.float32)
        flat = np.concatenate([out[..., :3] * (alpha / 255), alpha], 2)
        flat = np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), np.float32).reshape(size[1], size[0], 4)
        color = flat[..., :3] * 255 / np.maximum(flat[..., 3:], 1e-3)
        out = np.rint(np.clip(np.concatenate([color, flat[..., 3:]], 2), 0, 255)).astype(np.uint8)
    short = ((0, max(0, _LEAST - out.shape[0])), (0, max(0, _LEAST - out.shape[1])), (0, 0))
    return np.pad(out, short, "symmetric") if any(b for _, b in short) else out
