"""Regions given to styles: what their maps are then. Made from shares of the maps, in whichever thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.document.planes import mask_tiles
from studio.session.style_copies import mask_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.art.styles.segments import Labels
    from studio.document.layer import Layer
    from studio.document.planes import Mask
    from studio.document.raster import Rect
    from studio.document.tiles import TileMap
    from studio.session.sizes import Size

OWNED = 0.25
"""A region belongs to a style that has more than this share of it."""


@dataclass(frozen=True)
class Gift:
    """`labels` int32 (h, w) over `rect` of the document: the number of each pixel's region. `given`: region -> slot of the
    style that it goes to, None for the one that had most of it when regions were as in `like`."""

    labels: Labels = field(repr=False)
    rect: Rect
    given: Mapping[int, int | None]
    like: Labels | None = field(default=None, repr=False)

    def tiles(self, maps: Mapping[int, Layer], size: Size) -> dict[int, TileMap]:
        """The tiles of all maps that change, by slot. `maps`: shares of those of all styles; `size` of the document."""
        masks = {slot: mask_part(plane, (0, 0, *size), size) for slot, plane in maps.items()}
        changed: set[int] = set()
        for slot, regions in self._by_slot(masks).items():
            changed |= self._give(masks, slot, regions)
        return {slot: mask_tiles(masks[slot], maps[slot]) for slot in sorted(changed)}

    def _by_slot(self, masks: Mapping[int, Mask]) -> dict[int, list[int]]:
        """What goes where, without what is there already."""
        out: dict[int, list[int]] = {}
        for region, wanted in self.given.items():
            slot = wanted if wanted is not None else self._owner(masks, region)
            if slot is None or slot not in masks:
                continue
            seen = {n: _seen(mask, _inside(self.labels, region), self.rect) for n, mask in masks.items()}
            whole = seen[slot].size and (seen[slot] == 255).all()
            if not whole or any(s.any() for n, s in seen.items() if n != slot):
                out.setdefault(slot, []).append(region)
        return out

    def _owner(self, masks: Mapping[int, Mask], region: int) -> int | None:
        """The style that had most of a region."""
        labels = self.labels if self.like is None else self.like
        best, most = None, OWNED
        for slot, mask in masks.items():
            seen = _seen(mask, labels == region, self.rect)
            share = float(seen.mean()) / 255 if seen.size else 0.0
            if share > most:
                best, most = slot, share
        return best

    def _give(self, masks: dict[int, Mask], slot: int, regions: list[int]) -> set[int]:
        """What one style gains the others lose: all of them together have as much of every place as before."""
        import cv2
        import numpy as np

        x, y, width, height = self.rect
        part = self._part(regions)
        down, across = masks[slot].shape
        top, left, bottom, right = max(0, y), max(0, x), min(down, y + height), min(across, x + width)
        if bottom <= top or right <= left:
            return set()
        part = part[top - y : bottom - y, left - x : right - x]
        changed = set()
        for other, mask in masks.items():
            there = mask[top:bottom, left:right]
            made = cv2.add(there, part) if other == slot else cv2.subtract(there, part)
            if not np.array_equal(made, there):
                mask[top:bottom, left:right] = made
                changed.add(other)
        return changed

    def _part(self, regions: list[int]) -> Mask:
        """uint8 (height, width) of `rect`: regions as one, with a border of a pixel of the labels or two."""
        import cv2
        import numpy as np

        white = np.where(np.isin(self.labels, regions), np.uint8(255), np.uint8(0))
        # Linear: wherever regions meet, their parts add up to all of it.
        grown = cv2.resize(white, self.rect[2:], interpolation=cv2.INTER_LINEAR)
        return np.asarray(grown, np.uint8).reshape(self.rect[3], self.rect[2])


def _inside(labels: Labels, region: int) -> NDArray[np.bool_]:
    """The pixels of a region whose neighbors are all its own; beyond the edges lies more of the same."""
    import cv2
    import numpy as np

    mine = np.pad((labels == region).astype(np.uint8), 1, "edge")
    return np.asarray(cv2.erode(mine, np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0)


def _seen(mask: Mask, where: NDArray[np.bool_], rect: Rect) -> Mask:
    """`mask` where the pixels `where` over `rect` have their middles."""
    import numpy as np

    rows, columns = np.nonzero(where)
    y = rect[1] + ((rows + 0.5) * rect[3] / where.shape[0]).astype(np.int64)
    x = rect[0] + ((columns + 0.5) * rect[2] / where.shape[1]).astype(np.int64)
    inside = (y >= 0) & (x >= 0) & (y < mask.shape[0]) & (x < mask.shape[1])
    return np.asarray(mask[y[inside], x[inside]])
