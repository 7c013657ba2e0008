"""Planes that a document keeps beside its layers: painted maps, and what a layer was made from.

Names are "style/map1" for planes of the document itself and "of/LAYER ID/content" for those that belong to a layer;
these are forgotten with it. A plane shares its tiles with the layer that it was taken from until that is changed, so
that keeping an original costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from studio.document.layer import Layer, Props
from studio.document.tiles import TileMap

NAME = re.compile(r"style/map[1-9]|of/[0-9A-Za-z_-]{1,64}/[a-z]{1,16}[1-9]?")


def name_of(owner: str, what: str) -> str:
    """The name of a plane that belongs to the layer with the id `owner`, or to the document where that is ""."""
    return f"of/{owner}/{what}" if owner else f"style/{what}"


def new_plane(name: str, tiles: TileMap | None = None, x: int = 0, y: int = 0) -> Layer:
    """A plane of its own identity, stable over saving."""
    return Layer(Props(name=name, x=x, y=y), tiles if tiles is not None else TileMap(), f"plane/{name}")


def kept_planes(layers: Iterable[Layer], planes: Mapping[str, Layer]) -> dict[str, Layer]:
    """Those of a document's planes that go into a file: none of layers that are gone, none without a pixel."""
    ids = {layer.id for layer in layers}
    return {
        name: plane
        for name, plane in planes.items()
        if len(plane.tiles) and (not name.startswith("of/") or name.split("/")[1] in ids)
    }


def copy_planes(planes: dict[str, Layer], layer: Layer, copy: Layer) -> None:
    """What belongs to `layer` belongs to its copy as well: added to a document's `planes`."""
    begin = name_of(layer.id, "")
    for name, plane in list(planes.items()):
        if name.startswith(begin):
            own = name_of(copy.id, name.removeprefix(begin))
            planes[own] = new_plane(own, plane.tiles.share(), plane.props.x, plane.props.y)
