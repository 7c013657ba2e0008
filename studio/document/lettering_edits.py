"""Lettering put into a document, and changed there: steps of its history."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np

from studio.document.edits import laying_step, props_step, tiles_step
from studio.document.layer import Layer, Origin, Props
from studio.document.lettering import ELSEWHERE, Lettering
from studio.document.lettering_layout import EVERYWHERE, Layout, Part
from studio.document.raster import Rect
from studio.document.tiles import TILE, Key, TileMap

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.history import Edit


def origin_of(lettering: Lettering) -> Origin:
    """What the layer says of where it comes from."""
    if lettering.by_muse:
        return Origin.GENERATED
    return Origin.PICTURE if lettering.source == ELSEWHERE else Origin.HAND


def add_lettering(document: Document, lettering: Lettering, name: str, at: tuple[int, int]) -> Layer:
    """A new layer above the active one, the corner of the box at `at` (document px). Raises `UserError`."""
    lettering = lettering.but(x=0, y=0)
    props = Props(name=name, origin=origin_of(lettering), x=at[0], y=at[1], lettering=lettering)
    layer = Layer(props, Layout(lettering).tiles())
    document.history.push(laying_step(document, layer, document.active, "Add text"))
    return layer


def change_lettering(
    document: Document,
    layer: Layer,
    lettering: Lettering,
    *,
    title: str = "Change text",
    name: str | None = None,
    shift: tuple[int, int] = (0, 0),
    merge: Hashable | None = None,
    step: Edit | None = None,
    layout: Layout | None = None,
    was: Layout | None = None,
) -> None:
    """Other lettering for a layer, its layer moved by `shift` px: as part of `step` while that is the last one, else as a
    step of its own (merged by `merge`). Raises `UserError`; the layer is then as it was.

    `layout`: that of `lettering`, where the caller has it. `was`: that by which the layer was drawn, for a caller that
    knows that nobody else has drawn it since: only lines that look different are drawn anew then.
    """
    props = layer.props
    changed = props.but(
        lettering=lettering, origin=origin_of(lettering), name=name or props.name,
        x=props.x + shift[0], y=props.y + shift[1],
    )  # fmt: skip
    if changed == props:
        return
    document.check_writable(layer, "write on")
    new = _drawn(
        layer, layout or Layout(lettering), was if was is not None and was.lettering is props.lettering else None
    )
    edit = tiles_step(document, layer, new, title, changed, merge)
    if not document.history.amend(edit, step):
        document.history.push(edit)


def _drawn(layer: Layer, layout: Layout, was: Layout | None) -> TileMap:
    """The layer's tiles with other words; those that stay the same are its own."""
    part = layout.changed(was) if was is not None else EVERYWHERE
    new = layout.tiles(part) if part is not None else TileMap()
    for key, tile in new.items():
        old = layer.tiles.get(key)
        if old is not None and np.array_equal(old, tile):
            new.put(key, old)
    for key, tile in layer.tiles.items():
        if part is None or not _touches(key, part):
            new.put(key, tile)
    return new


def _touches(key: Key, part: Part) -> bool:
    x, y = key[0] * TILE, key[1] * TILE
    return x + TILE > part[0] and y + TILE > part[1] and x < part[2] and y < part[3]


def forget_lettering(document: Document, layer: Layer) -> None:
    """The layer keeps its pixels and forgets its words. Raises `UserError` for a locked one."""
    document.check_writable(layer, "change")
    props = layer.props.but(lettering=None)
    document.history.push(props_step(document, layer, props, "Make text pixels"))


def box_of(layer: Layer, layout: Layout) -> tuple[float, float, float, float]:
    """The box of a layer of lettering in the document: x, y, width, height in px."""
    lettering = layer.lettering
    assert lettering is not None
    return layer.props.x + lettering.x, layer.props.y + lettering.y, layout.width, layout.height


def fitted(lettering: Lettering, width: int, height: int) -> Lettering:
    """The same words at a size that suits a picture of width x height px: lines of verse unbroken where they can be
    read so, prose wrapped at three fifths of the width."""
    room = 0.6 * width
    size = max(8, round(min(width, height) / 12))
    readable = max(8, round(height / 34))
    smallest = max(6, round(height / 110))
    lowest = min(readable, size)
    while size >= lowest:
        tried = lettering.but(size=size, width=None)
        layout = Layout(tried)
        if layout.natural <= room and layout.height <= 0.6 * height:
            return tried
        size = _less(size)
    size = readable
    while True:
        tried = lettering.but(size=size, width=max(8.0, round(room)))
        if size <= smallest or Layout(tried).height <= 0.8 * height:
            return tried
        size = max(smallest, _less(size))


def _less(size: int) -> int:
    return min(size - 1, round(size * 0.93))


def corner_for(layout: Layout, at: tuple[float, float], canvas: Rect) -> tuple[int, int]:
    """Where the corner of a box lies whose middle should be at `at`: moved as little as keeps it in the picture."""
    out = []
    for middle, side, room in ((at[0], layout.width, canvas[2]), (at[1], layout.height, canvas[3])):
        edge = min(0.02 * room, max(0.0, (room - side) / 2))
        lowest, highest = edge, room - edge - side
        corner = middle - side / 2
        out.append(round(max(lowest, min(corner, highest)) if highest >= lowest else (room - side) / 2))
    return out[0], out[1]
