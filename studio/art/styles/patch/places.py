"""Which place of the style each pixel of a picture takes its paint from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats

Places = NDArray[np.int32]


@dataclass(frozen=True)
class Correspondence:
    """The nearest-neighbor field of a finished picture, which may be smaller than the picture (see `resized`).

    `places` int32 (h, w, 3): number of the copy (the style as it is, mirrored, turned ...), row and column in it.
    `height`, `width`: size of each of the `copies` in the same pixels.
    """

    places: Places
    height: int
    width: int
    copies: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture that it belongs to."""
        h, w = self.places.shape[:2]
        return w, h

    @classmethod
    def of_index(cls, index: Places, size: tuple[int, int], height: int, width: int, copies: int) -> Correspondence:
        """From flat numbers (copy * height + y) * width + x, int32 (h * w,), of a picture of `size` (width, height)."""
        rows, columns = np.divmod(index.reshape(size[1], size[0]), width)
        copy, rows = np.divmod(rows, height)
        return cls(np.stack([copy, rows, columns], -1).astype(np.int32), height, width, copies)

    def index(self, margin: int = 0) -> Places:
        """Flat numbers int32 (h * w,), see `of_index`; places nearer than `margin` to a border are moved inwards."""
        copy, y, x = (self.places[..., i] for i in range(3))
        y = np.clip(y, margin, max(margin, self.height - 1 - margin))
        x = np.clip(x, margin, max(margin, self.width - 1 - margin))
        return np.ascontiguousarray((copy * self.height + y) * self.width + x, np.int32).reshape(-1)

    def resized(self, width: int, height: int, style_width: int, style_height: int) -> Correspondence:
        """The same for a picture of `width` x `height` and copies of `style_width` x `style_height` pixels.

        Neighbors inside one old pixel take neighboring places.
        """
        h, w = self.places.shape[:2]
        if (w, h, self.width, self.height) == (width, height, style_width, style_height):
            return self
        out = np.empty((height, width, 3), np.int32)
        for axis, (old, new, own, style) in enumerate(
            ((h, height, self.height, style_height), (w, width, self.width, style_width)), start=1
        ):
            at = (np.arange(new) + 0.5) * (old / new)  # middle of each new pixel, in old pixels
            cell = np.minimum(at.astype(np.int64), old - 1)
            rest = ((at - cell) * (style / own)).astype(np.float32)
            near = self.places[..., axis]
            base = near[cell] if axis == 1 else near[:, cell]
            other = (
                np.minimum(((np.arange(width) + 0.5) * (w / width)).astype(np.int64), w - 1)
                if axis == 1
                else np.minimum(((np.arange(height) + 0.5) * (h / height)).astype(np.int64), h - 1)
            )
            base = base[:, other] if axis == 1 else base[other]
            rest = rest[:, None] if axis == 1 else rest[None]
            place = base * np.float32(style / own) + rest
            out[..., axis] = np.clip(place, 0, style - 1)
            if axis == 1:
                out[..., 0] = self.places[..., 0][cell][:, other]
        return Correspondence(out, style_height, style_width, self.copies)

    def carried(self, back: Floats) -> Correspondence:
        """The field of the next picture of a film. `back` float32 (h, w, 2): how far (x, y) in pixels of this field
        each pixel of the next picture lay from there in this one."""
        h, w = self.places.shape[:2]
        y, x = np.mgrid[0:h, 0:w]
        old_x = np.clip(np.rint(x + back[..., 0]), 0, w - 1).astype(np.int64)
        old_y = np.clip(np.rint(y + back[..., 1]), 0, h - 1).astype(np.int64)
        return Correspondence(np.ascontiguousarray(self.places[old_y, old_x]), self.height, self.width, self.copies)
