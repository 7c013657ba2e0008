"""What makes a picture's style, in numbers: colors, values, strokes, lines, texture, and what it shows.

`measure` looks at the picture at 512 pixels at most and takes about a tenth of a second. The numbers choose a method
(`auto`), find similar styles (`nearness`) and are put into words (`compare_words`). Imports no compiled kernels, so the
window may use it at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from studio.art.styles import marks, swatches, things
from studio.art.styles.fields import f32
from studio.art.styles.marks import Strokes, Surface
from studio.art.styles.swatches import Swatch, Tones
from studio.art.styles.things import Things
from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.core.picture import Pixels

SIDE = 512
VERSION = 1
"""Changes when numbers change their meaning; stored numbers of another version are measured again."""


@dataclass(frozen=True)
class Traits:
    """All measures of a picture. `aspect` = width / height. The parts explain their own numbers."""

    aspect: float
    colors: tuple[Swatch, ...]
    tones: Tones
    strokes: Strokes
    surface: Surface
    things: Things

    # -- judgments, each 0..1 ------------------------------------------------------------------------------------

    @property
    def gray(self) -> float:
        """1 = black and white, or nearly."""
        return _fall(self.tones.chroma, 7, 16)

    @property
    def one_tint(self) -> float:
        """1 = gray, or all colors are shades of one: sepia, blue on white."""
        return max(self.gray, _fall(self.tones.tint, 3.5, 7))

    @property
    def blank(self) -> bool:
        """Nothing but one color."""
        return self.surface.contrast < 0.8 and self.tones.spread < 1.5

    @property
    def ink(self) -> float:
        """Dark marks on pale paper or the reverse: one tint, dark far from light, lines or two values everywhere."""
        two = max(_rise(self.surface.binary, 0.68, 0.78), _rise(self.surface.lines, 0.18, 0.35))
        q = self.tones.quantiles
        return self.one_tint * two * _rise(q[6] - q[0], 45, 62) * _rise(self.surface.hard, 0.4, 0.55)

    @property
    def graphic(self) -> float:
        """Flat areas, or two values, with sudden edges: prints, cut paper, posters."""
        flat = max(_rise(self.surface.flat, 0.35, 0.6), _rise(self.surface.binary, 0.76, 0.85))
        return flat * _rise(self.surface.hard, 0.55, 0.72)

    @property
    def fine(self) -> float:
        """Most contrast is in marks of a few pixels: dots, hatching, grain."""
        return _rise(sum(self.surface.bands[:3]), 0.3, 0.55)

    @property
    def painterly(self) -> float:
        """Many visible strokes: little is flat, and neighbors are parallel."""
        return _fall(self.surface.flat, 0.25, 0.6) * _rise(self.strokes.order, 0.35, 0.5)

    # -- keeping -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers for JSON; `from_dict` reads them back."""
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Traits:
        """Raises `ValueError` for numbers of another version or with something missing."""
        try:
            if data["version"] != VERSION:
                raise ValueError("measured by another version")
            return cls(
                aspect=float(data["aspect"]),
                colors=tuple(Swatch(_three(s["rgb"]), float(s["share"])) for s in data["colors"]),
                tones=Tones(**_tuples(data["tones"])),
                strokes=Strokes(**_tuples(data["strokes"])),
                surface=Surface(**_tuples(data["surface"])),
                things=Things(**_tuples(data["things"])),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("not the traits of a picture") from error


def measure(pixels: Pixels) -> Traits:
    """The traits of `pixels` uint8 (H, W, 4), (H, W, 3) or (H, W); transparent places do not count.

    Raises `UserError` when there is nothing to see in it.
    """
    rgba = _rgba(pixels)
    h, w = rgba.shape[:2]
    k = min(1.0, SIDE / max(h, w))
    if k < 1:
        size = max(1, round(w * k)), max(1, round(h * k))
        small = cv2.resize(_shown(rgba), size, interpolation=cv2.INTER_AREA)
        rgba = np.asarray(small, np.uint8).reshape(size[1], size[0], 4)
    weight = f32(rgba[..., 3] / np.float32(255))
    if not weight.any():
        raise UserError("The picture is fully transparent, so there is nothing to measure.")
    rgb = f32(rgba[..., :3] / np.float32(255))
    if weight.min() < 1:
        mean = (rgb * weight[..., None]).reshape(-1, 3).sum(0) / weight.sum()
        rgb = f32(rgb * weight[..., None] + mean * (1 - weight[..., None]))
    least = 32  # windows need a few pixels: slivers are mirrored
    if min(rgb.shape[:2]) < least:
        margin = ((0, max(0, least - rgb.shape[0])), (0, max(0, least - rgb.shape[1])))
        rgb, weight = np.pad(rgb, (*margin, (0, 0)), "symmetric"), np.pad(weight, margin, "symmetric")
    rgb = np.ascontiguousarray(rgb)
    lab = swatches.lab_of(rgb)
    light = np.ascontiguousarray(lab[..., 0] / np.float32(100))
    side = max(min(rgb.shape[:2]), max(rgb.shape[:2]) / 4)
    unit = side / 512
    return Traits(
        aspect=w / h,
        colors=swatches.palette(rgb, weight),
        tones=swatches.tones(lab, weight),
        strokes=marks.strokes(light, unit),
        surface=marks.surface(light, unit),
        things=things.things(rgb, lab, unit),
    )


def _rgba(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or 0 in pixels.shape:
        raise UserError("The picture has no pixels that can be read.")
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(pixels, np.uint8)


def _shown(rgba: Pixels) -> Pixels:
    """Colors of hidden pixels must not enter the averages of a reduction."""
    if rgba[..., 3].min() == 255:
        return rgba
    weight = rgba[..., 3:].astype(np.float32) / 255
    mean = (rgba[..., :3] * weight).reshape(-1, 3).sum(0) / max(1e-6, float(weight.sum()))
    out = rgba.copy()
    out[..., :3] = np.where(rgba[..., 3:] < 8, mean.astype(np.uint8), rgba[..., :3])
    return out


def _rise(value: float, lo: float, hi: float) -> float:
    return float(np.clip((value - lo) / (hi - lo), 0, 1))


def _fall(value: float, lo: float, hi: float) -> float:
    return 1 - _rise(value, lo, hi)


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(float(x) for x in v) if isinstance(v, list | tuple) else float(v) for k, v in data.items()}


def _three(values: Any) -> tuple[int, int, int]:
    r, g, b = (int(v) for v in values)
    return r, g, b
