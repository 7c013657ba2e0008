"""Whole planes put into a document in one step: the region, and a picture that follows another layer."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.core.recipe import Recipe
from studio.document.edits import LayerEdit, props_step, stack_step, tiles_step
from studio.document.history import Edit, Joined
from studio.document.layer import Layer
from studio.document.raster import Raw, empty, to_pixels
from studio.document.tiles import TILE, Key, TileMap

if TYPE_CHECKING:
    from studio.core.picture import Pixels
    from studio.document.document import Document

Mask = NDArray[np.uint8]
"""uint8 (H, W): 255 where it counts."""
_BAND = 512
"""Rows that are brought into tiles at a time."""


def mask_of(document: Document, plane: Layer | None = None) -> Mask:
    """The region, or another plane, in document coordinates, uint8 (height, width); all 0 where none was painted."""
    region = plane or document.region
    return region.tiles.read((-region.props.x, -region.props.y, document.width, document.height))[..., 3].copy()


def set_mask(document: Document, mask: Mask, title: str, plane: Layer | None = None) -> None:
    """Another region, or another painting of a plane, uint8 (height, width), as a step of undo."""
    edit = mask_edit(document, mask, title, plane or document.region)
    if edit.before:
        document.history.push(edit)


def mask_edit(document: Document, mask: Mask, title: str, plane: Layer) -> LayerEdit:
    """The step, not done yet."""
    return tiles_step(document, plane, mask_tiles(mask, plane), title)


def mask_tiles(mask: Mask, plane: Layer) -> TileMap:
    """The tiles that `plane` has with `mask`, uint8 (height, width) of the document; those that stay the same are its own.
    May be called from any thread while `plane` is not written."""
    tiles = TileMap()
    step = max(TILE, _BAND // TILE * TILE)
    for top in range(0, mask.shape[0], step):
        # White at every alpha, premultiplied: four times the same byte.
        band = mask[top : top + step]
        raw = np.ascontiguousarray(np.broadcast_to(band[..., None], (*band.shape, 4)))
        tiles.write(-plane.props.x, top - plane.props.y, raw)
    for key, tile in list(tiles.items()):
        old = plane.tiles.get(key)
        if old is not None and np.array_equal(old, tile):
            tiles.put(key, old)
    return tiles


def replace_plane(
    document: Document,
    layer: Layer,
    plane: TileMap,
    recipe: Recipe,
    *,
    title: str,
    merge: Hashable,
    step: Edit | None = None,
) -> None:
    """New pixels (of the whole canvas) and recipe for a layer: as part of `step` while that is the last one, else as
    a step of its own."""
    edit = tiles_step(document, layer, plane, title, layer.props.but(recipe=recipe, touched=False), merge)
    if not document.history.amend(edit, step):
        document.history.push(edit)


def lay_beneath(document: Document, layer: Layer, new: Layer, opacity: float, title: str) -> None:
    """Puts `new` right below `layer`, which stays the active one and gets this opacity: one step."""
    stack = list(document.layers)
    stack.insert(stack.index(layer), new)
    put = stack_step(document, stack, document.active, title)
    fade = props_step(document, layer, layer.props.but(opacity=opacity), title)
    document.history.push(Joined(title, [put, fade]))


class SmallCopy:
    """A layer at a fraction of its size, made anew only where its tiles changed: cheap enough to ask after each stroke.

    Tiles are never written while others hold them, so the same array means the same pixels.
    """

    def __init__(self) -> None:
        self._factor = 0
        self._tiles: dict[Key, tuple[Raw, Raw]] = {}

    def of(self, layer: Layer, width: int, height: int, edge: int) -> Pixels:
        """The layer on a canvas of width x height at full opacity, its long side `edge` to 2 * `edge` px (or as it is
        when that is less): straight RGBA."""
        factor = 1
        while max(width, height) >= edge * factor * 2 and factor < TILE:
            factor *= 2
        if factor != self._factor:
            self._factor, self._tiles = factor, {}
        side = TILE // factor
        kept: dict[Key, tuple[Raw, Raw]] = {}
        out = empty(-(-width // factor), -(-height // factor))
        ox, oy = round(layer.props.x / factor), round(layer.props.y / factor)
        for key, tile in layer.tiles.items():
            known = self._tiles.get(key)
            kept[key] = known if known is not None and known[0] is tile else (tile, _shrunk(tile, factor))
            part, left, top = kept[key][1], key[0] * side + ox, key[1] * side + oy
            x0, y0 = max(0, left), max(0, top)
            x1, y1 = min(out.shape[1], left + side), min(out.shape[0], top + side)
            if x1 > x0 and y1 > y0:
                out[y0:y1, x0:x1] = part[y0 - top : y1 - top, x0 - left : x1 - left]
        self._tiles = kept
        return to_pixels(out)


def _shrunk(tile: Raw, factor: int) -> Raw:
    """A tile by area averaging of its premultiplied pixels."""
    if factor == 1:
        return tile
    side = TILE // factor
    mean = tile.reshape(side, factor, side, factor, 4).mean((1, 3), dtype=np.float32)
    return np.asarray(np.rint(mean), np.uint8)
