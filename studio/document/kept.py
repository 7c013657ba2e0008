"""Planes that a document keeps beside its layers: painted maps, and what a layer was made from.

Names are "style/map1" for planes of the document itself and "of/LAYER ID/content" for those that belong to a layer;
these are forgotten with it. A plane shares its tiles with the layer that it was taken from until that is changed, so
that keeping an original costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.document.layer import Layer, Props
from studio.document.tiles import TileMap

if TYPE_CHECKING:
    from collections.abc import Hashable

    from studio.document.document import Document

NAME = re.compile(r"style/map[1-9]|of/[0-9A-Za-z_-]{1,64}/[a-z]{1,16}[1-9]?")


def name_of(owner: str, what: str) -> str:
    """The name of a plane that belongs to the layer with the id `owner`, or to the document where that is ""."""
    return f"of/{owner}/{what}" if owner else f"style/{what}"


def new_plane(name: str, tiles: TileMap | None = None, x: int = 0, y: int = 0) -> Layer:
    """A plane of its own identity, stable over saving."""
    return Layer(Props(name=name, x=x, y=y), tiles if tiles is not None else TileMap(), f"plane/{name}")


def kept_planes(document: Document) -> dict[str, Layer]:
    """The planes that go into a file: none of layers that are gone, none without a pixel."""
    ids = {layer.id for layer in document.layers}
    return {
        name: plane
        for name, plane in document.planes.items()
        if len(plane.tiles) and (not name.startswith("of/") or name.split("/")[1] in ids)
    }


def copy_planes(document: Document, layer: Layer, copy: Layer) -> None:
    """What belongs to `layer` belongs to its copy as well."""
    begin = name_of(layer.id, "")
    for name, plane in list(document.planes.items()):
        if name.startswith(begin):
            own = name_of(copy.id, name.removeprefix(begin))
            document.planes[own] = new_plane(own, plane.tiles.share(), plane.props.x, plane.props.y)


@dataclass(eq=False)
class PlaneEdit:
    """Another plane under `name`, or none."""

    document: Document
    name: str
    title: str
    before: Layer | None
    after: Layer | None
    merge_key: Hashable | None = None

    @property
    def nbytes(self) -> int:
        return 0

    def arrays(self) -> Iterable[object]:
        """The tiles that only this step still holds."""
        held = [p for p in (self.before, self.after) if p is not None and p is not self.document.planes.get(self.name)]
        return [tile for plane in held for _, tile in plane.tiles.items()]

    def redo(self) -> None:
        self.document.set_plane(self.name, self.after)

    def undo(self) -> None:
        self.document.set_plane(self.name, self.before)

    def merge(self, newer: object) -> bool:
        if not isinstance(newer, PlaneEdit) or newer.name != self.name:
            return False
        self.after = newer.after
        return True
