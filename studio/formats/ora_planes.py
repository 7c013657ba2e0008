"""The planes of a document inside an OpenRaster file: PNGs under "pentimento/planes/" that other programs ignore.

A plane that still is what one of the layers shows (the untouched original of a stylized layer) is only named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.document.kept import NAME, new_plane
from studio.document.layer import Layer
from studio.document.raster import Rect
from studio.document.tiles import tiles_of
from studio.formats.images import decode_image

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.snapshot import Snapshot

MOST_PLANES = 256
PutLayer = Callable[[str, Rect, Layer], object]


def write_planes(snapshot: Snapshot, sources: Mapping[str, Layer], put: PutLayer) -> list[dict[str, Any]]:
    """What the facts say of the planes; `put` writes the picture of one. `sources`: the layers by their entry."""
    facts: list[dict[str, Any]] = []
    for number, (name, plane) in enumerate(sorted(snapshot.planes.items())[:MOST_PLANES]):
        extent = plane.extent
        if extent is None:
            continue
        same = next((src for src, layer in sources.items() if _same(plane, layer)), None)
        if same is not None:
            facts.append({"name": name, "same": same})
            continue
        src = f"pentimento/planes/plane{number}.png"
        put(src, extent, plane)
        facts.append({"name": name, "src": src, "x": extent[0], "y": extent[1]})
    return facts


def read_planes(
    facts: object, document: Document, sources: Mapping[str, Layer], data: Callable[[str], bytes], limit: int
) -> list[str]:
    """Puts the planes into the document; returns notices about those that are damaged. `data` reads an entry whose
    picture was measured before; `limit`: pixels that one may have."""
    notices: list[str] = []
    for entry in list(facts)[:MOST_PLANES] if isinstance(facts, list) else []:
        try:
            name = str(entry["name"])
            if not NAME.fullmatch(name):
                raise ValueError(name)
            if "same" in entry:
                layer = sources[str(entry["same"])]
                plane = new_plane(name, layer.tiles.share(), layer.props.x, layer.props.y)
            else:
                src = str(entry["src"])
                pixels = decode_image(data(src), src, limit).pixels
                plane = new_plane(name, tiles_of(pixels, int(entry["x"]), int(entry["y"])))
            document.set_plane(name, plane)
        except (UserError, KeyError, TypeError, ValueError, OverflowError):
            notices.append("A painted map or the original of a stylized layer is damaged and was left out.")
    return notices


def _same(plane: Layer, layer: Layer) -> bool:
    """Arrays of tiles are never written while two hold them: the same array is the same picture."""
    if (plane.props.x, plane.props.y, len(plane.tiles)) != (layer.props.x, layer.props.y, len(layer.tiles)):
        return False
    return all(layer.tiles.get(key) is tile for key, tile in plane.tiles.items())
