"""Which place of the style each pixel of a picture takes its paint from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.art.styles.fields import Floats

Places = NDArray[np.int32]
Numbers = NDArray[np.int64]


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
        rows, down = _cells(height, h, style_height / self.height)
        columns, right = _cells(width, w, style_width / self.width)
        return self._grown(rows, down, columns, right, style_height, style_width)

    def cut(self, rect: tuple[float, float, float, float], width: int, height: int) -> Correspondence:
        """The part `rect` (x, y, width, height; the picture's sides are 1) as a field of `width` x `height` pixels, of
        copies that are larger or smaller by the same factor."""
        h, w = self.places.shape[:2]
        growth_y, growth_x = height / (rect[3] * h), width / (rect[2] * w)
        style_h, style_w = max(1, round(self.height * growth_y)), max(1, round(self.width * growth_x))
        rows, down = _cells(height, h, style_h / self.height, rect[1], rect[3])
        columns, right = _cells(width, w, style_w / self.width, rect[0], rect[2])
        return self._grown(rows, down, columns, right, style_h, style_w)

    def _grown(
        self, rows: Numbers, down: Floats, columns: Numbers, right: Floats, style_height: int, style_width: int
    ) -> Correspondence:
        out = self.places[rows[:, None], columns[None]]
        below = out[..., 1] * np.float32(style_height / self.height) + down[:, None]
        beside = out[..., 2] * np.float32(style_width / self.width) + right[None]
        out[..., 1] = np.clip(below, 0, style_height - 1)
        out[..., 2] = np.clip(beside, 0, style_width - 1)
        return Correspondence(out, style_height, style_width, self.copies)

    def carried(self, back: Floats) -> Correspondence:
        """The field of the next picture of a film. `back` float32 (h, w, 2): how far (x, y) in pixels of this field
        each pixel of the next picture lay from there in this one."""
        h, w = self.places.shape[:2]
        y, x = np.mgrid[0:h, 0:w]
        old_x = np.clip(np.rint(x + back[..., 0]), 0, w - 1).astype(np.int64)
        old_y = np.clip(np.rint(y + back[..., 1]), 0, h - 1).astype(np.int64)
        return Correspondence(np.ascontiguousarray(self.places[old_y, old_x]), self.height, self.width, self.copies)


def _cells(new: int, old: int, growth: float, begin: float = 0.0, share: float = 1.0) -> tuple[Numbers, Floats]:
    """For each of `new` pixels, which cover `share` of the old ones from `begin` on, the old one it lies in, and how
    far into it, in pixels of the grown style."""
    at = (begin + (np.arange(new) + 0.5) * (share / new)) * old
    cell = np.clip(np.floor(at).astype(np.int64), 0, old - 1)
    return cell, ((at - cell) * growth).astype(np.float32)
