"""Getting pictures ready for a style method, and giving the result back in the content's shape and alpha."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats, f32, resized
from studio.art.styles.jit import kernel
from studio.core.errors import UserError

if TYPE_CHECKING:
    from studio.core.picture import Pixels

OVERVIEW = 256
"""Colors and statistics are taken from a copy whose long side has at most this many pixels."""

SMALLEST = 48
"""Contents with a shorter side are padded to this many pixels: marks need something to stand on."""


Rect = tuple[float, float, float, float]
EVERYTHING: Rect = (0.0, 0.0, 1.0, 1.0)


class Palette(Protocol):
    """Colors that stay: what each color of a picture becomes, whatever else there is in it."""

    def matched(self, rgb: Floats, style: Floats) -> tuple[Floats, Floats]:
        """What is to be painted of `rgb` (H, W, 3), and `style` (h, w, 3) as its marks are compared with it."""


@dataclass(frozen=True)
class Frame:
    """The content as the methods see it: a picture, or a cut-out of a larger one at any scale.

    `content` is what came in, uint8 (H, W, 4); `padded` the same, extended by `pad` (top, left) when it is tiny.
    `rect`: x, y, width, height of `padded` in the whole picture, whose sides are 1; `whole` is a small copy of that.
    Colors and statistics come from the whole (`overview`), sizes relate to it (`side`, `unit`), so that a part of a
    picture is painted as that part of the painted picture will look. `palette`: colors that were found before, as for all
    frames of a film.
    """

    content: Pixels
    padded: Pixels
    pad: tuple[int, int]
    rect: Rect = EVERYTHING
    whole: Pixels | None = None
    palette: Palette | None = None

    @cached_property
    def rgb(self) -> Floats:
        """float32 (H, W, 3) of `padded`, 0..1; transparent places are filled from around them."""
        return self.fresh()

    def fresh(self) -> Floats:
        """`rgb` as a new array, which may be changed; large pictures are not kept twice."""
        if "rgb" in self.__dict__:
            return self.rgb.copy()
        rgb = np.empty((*self.padded.shape[:2], 3), np.float32)
        np.multiply(self.padded[..., :3], np.float32(1 / 255), out=rgb)
        return rgb if self.opaque else _filled(rgb, self.weight)

    @cached_property
    def weight(self) -> Floats:
        """float32 (H, W), 0..1: alpha."""
        return f32(self.padded[..., 3] * np.float32(1 / 255))

    @cached_property
    def opaque(self) -> bool:
        return bool(self.padded[..., 3].min() == 255)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, padding included."""
        h, w = self.padded.shape[:2]
        return w, h

    @property
    def full(self) -> tuple[float, float]:
        """Width and height of the whole picture in pixels, at the scale of the content."""
        return self.size[0] / self.rect[2], self.size[1] / self.rect[3]

    @property
    def origin(self) -> tuple[float, float]:
        """x, y of the top left pixel in the whole picture, at the scale of the content."""
        w, h = self.full
        return self.rect[0] * w, self.rect[1] * h

    @property
    def partial(self) -> bool:
        """Whether this is a cut-out."""
        return self.rect != EVERYTHING

    @property
    def side(self) -> float:
        """The length that all sizes relate to: the whole's short side, but not less than a quarter of the long one."""
        return float(max(min(self.full), max(self.full) / 4))

    @property
    def span(self) -> float:
        """Like `side`, of the content itself: how much there is to paint."""
        return float(max(min(self.size), max(self.size) / 4))

    @property
    def unit(self) -> float:
        """1/512 of `side`, in pixels."""
        return self.side / 512

    @cached_property
    def overview(self) -> Frame:
        """All of the picture, small: what statistics are taken from."""
        if self.whole is not None:
            return _limited(Frame(self.whole, self.whole, (0, 0), palette=self.palette))
        return _limited(self)

    def cut(self, a: Floats, size: tuple[int, int] | None = None) -> Floats:
        """What a map of the whole picture, (h, w) or (h, w, C) of any size, says of the content: float32 (H, W), or
        `size` (width, height)."""
        w, h = size or self.size
        rows, columns = a.shape[:2]
        x, y, dx, dy = self.rect
        if not self.partial:
            return resized(a, w, h)
        kx, ky = w / (dx * columns), h / (dy * rows)
        left, top = max(0, int(x * columns) - 1), max(0, int(y * rows) - 1)
        right = max(left + 1, min(columns, int(np.ceil((x + dx) * columns)) + 1))
        bottom = max(top + 1, min(rows, int(np.ceil((y + dy) * rows)) + 1))
        width = max(w, round((right - left) * kx))
        height = max(h, round((bottom - top) * ky))
        part = resized(np.ascontiguousarray(a[top:bottom, left:right]), width, height)
        ox = min(max(0, round((x * columns - left) * kx)), width - w)
        oy = min(max(0, round((y * rows - top) * ky)), height - h)
        return np.ascontiguousarray(part[oy : oy + h, ox : ox + w])

    def reduced(self, side: float) -> Frame:
        """The same at a size whose `side` is at most `side` pixels."""
        k = side / self.side
        if k >= 1:
            return self
        w, h = self.size
        size = max(1, round(w * k)), max(1, round(h * k))
        source = self.padded
        if not self.opaque:  # colors of hidden pixels must not enter the average
            source = np.dstack([(self.rgb * 255 + 0.5).astype(np.uint8), self.padded[..., 3]])
        small = np.asarray(cv2.resize(source, size, interpolation=cv2.INTER_AREA), np.uint8)
        small = small.reshape(size[1], size[0], 4)
        return Frame(small, small, (0, 0), self.rect, self.whole, self.palette)

    def pixels(self, rgb: Floats, strength: float = 1.0) -> Pixels:
        """uint8 (H, W, 4): `rgb` blended over the content by `strength`, with the content's own alpha. Where the
        content is fully transparent its pixels stay as they are."""
        h, w = self.content.shape[:2]
        out = np.ascontiguousarray(self.content.copy())
        if strength <= 0:
            return out
        top, left = self.pad
        _blend(self.content, rgb[top : top + h, left : left + w], strength, out)
        return out


@kernel
def _blend(content: Pixels, rgb: Floats, strength: float, out: Pixels) -> None:
    for y in range(content.shape[0]):
        for x in range(content.shape[1]):
            if content[y, x, 3] == 0:
                continue
            for c in range(3):
                old = float(content[y, x, c])
                v = old + strength * (rgb[y, x, c] * 255.0 - old) + 0.5
                out[y, x, c] = np.uint8(min(255.0, max(0.0, v)))


def frame(content: Pixels, whole: Pixels | None = None, rect: Rect | None = None) -> Frame:
    """`content` uint8 (H, W, 4) (or (H, W, 3), (H, W) as files may give), ready to be painted.

    It may be a cut-out of a larger picture, at any scale: `rect` = x, y, width, height of it in the larger one, whose
    sides are 1; `whole` = uint8 (h, w, 4), all of the larger one, some 256 pixels wide (larger ones are reduced).
    Raises `UserError` when there is nothing to see in it, `ValueError` for a rectangle without `whole` or outside of
    it.
    """
    pixels = _rgba(content, "picture")
    if rect is not None and tuple(rect) != EVERYTHING:
        if whole is None:
            raise ValueError("a part of a picture needs a small copy of the whole")
        x, y, w, h = (float(v) for v in rect)
        if not (w > 0 and h > 0 and x > -1e-3 and y > -1e-3 and x + w < 1.001 and y + h < 1.001):
            raise ValueError(f"not a part of a picture: {rect}")
        place = (x, y, w, h)
        whole = _rgba(whole, "picture")
    else:
        place, whole = EVERYTHING, None
    if not (pixels if whole is None else whole)[..., 3].any():
        raise UserError("The picture is fully transparent, so there is nothing to paint.")
    h, w = pixels.shape[:2]
    top, left = max(0, SMALLEST - h) // 2, max(0, SMALLEST - w) // 2
    padded = pixels
    if h < SMALLEST or w < SMALLEST:
        margin = ((top, max(0, SMALLEST - h) - top), (left, max(0, SMALLEST - w) - left), (0, 0))
        padded = np.ascontiguousarray(np.pad(pixels, margin, "symmetric"))
        if whole is not None:
            kx, ky = place[2] / w, place[3] / h
            place = (place[0] - left * kx, place[1] - top * ky, padded.shape[1] * kx, padded.shape[0] * ky)
    return Frame(pixels, padded, (top, left), place, whole)


def _limited(sitter: Frame) -> Frame:
    """At most `OVERVIEW` pixels on the long side."""
    return sitter.reduced(sitter.side * OVERVIEW / max(sitter.size))


def style_rgb(style: Pixels, side: float) -> Floats:
    """The style as float32 (h, w, 3), its short side `side` pixels at most and never enlarged; transparent places
    filled. Raises `UserError` when there is nothing to see in it."""
    pixels = _rgba(style, "style")
    if not pixels[..., 3].any():
        raise UserError("The style picture is fully transparent, so it has no style to give.")
    h, w = pixels.shape[:2]
    k = side / min(h, w)
    if k < 1:
        size = max(1, min(round(w * k), 4 * round(side))), max(1, min(round(h * k), 4 * round(side)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    rgb, weight = f32(pixels[..., :3] / np.float32(255)), f32(pixels[..., 3] / np.float32(255))
    if weight.min() < 1:
        rgb = _filled(rgb, weight)
    h, w = rgb.shape[:2]
    if min(h, w) < 16:
        rgb = np.pad(rgb, ((0, max(0, 16 - h)), (0, max(0, 16 - w)), (0, 0)), "symmetric")
    return np.ascontiguousarray(rgb)


def _rgba(pixels: Pixels, what: str) -> Pixels:
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or 0 in pixels.shape:
        raise UserError(f"The {what} has no pixels that can be read.")
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(pixels, np.uint8)


def _filled(rgb: Floats, weight: Floats) -> Floats:
    """Colors flow from seen places into transparent ones: push and pull over an image pyramid (Gortler et al. 1996)."""
    levels = [(rgb * weight[..., None], weight)]
    while min(levels[-1][1].shape) > 1:
        c, a = levels[-1]
        size = (c.shape[1] + 1) // 2, (c.shape[0] + 1) // 2
        levels.append(
            (
                np.asarray(cv2.resize(c, size, interpolation=cv2.INTER_AREA)),
                np.asarray(cv2.resize(a, size, interpolation=cv2.INTER_AREA)),
            )
        )
    c, a = levels[-1]
    total = float(a.sum())
    color = np.broadcast_to(c.reshape(-1, 3).sum(0) / max(total, 1e-9), c.shape).astype(np.float32)
    for c, a in reversed(levels):
        up = np.asarray(cv2.resize(color, (c.shape[1], c.shape[0]), interpolation=cv2.INTER_LINEAR)).reshape(c.shape)
        k = np.clip(a * 4, 0, 1)[..., None]  # a cell that is a quarter seen speaks for itself
        color = np.where(k > 0, k * c / np.maximum(a, 1e-6)[..., None] + (1 - k) * up, up).astype(np.float32)
    return color


def sample(a: NDArray[np.float32], weight: Floats, most: int) -> Floats:
    """Rows of `a` (H, W, C) where `weight` is above half, evenly thinned to about `most`."""
    rows = a.reshape(-1, a.shape[2])
    seen = rows[weight.reshape(-1) > 0.5]
    if len(seen) == 0:
        seen = rows
    return np.ascontiguousarray(seen[:: max(1, len(seen) // most)])
