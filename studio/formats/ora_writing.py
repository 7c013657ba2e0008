"""The entries of an OpenRaster file as they are written: layers, stack, facts of our own, the merged picture."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from studio.document.compositor import composite
from studio.document.layer import Layer
from studio.document.raster import Raw, Rect, to_pixels
from studio.document.snapshot import Snapshot
from studio.formats import png
from studio.formats.atomic import CountedFile
from studio.formats.ora_lettering import lettering_facts
from studio.formats.ora_planes import write_planes
from studio.formats.stack import StackLayer, write_stack

if TYPE_CHECKING:
    from studio.core.picture import Pixels

MIMETYPE = b"image/openraster"
FACTS = "pentimento/document.json"
FACTS_VERSION = 1
THUMBNAIL_EDGE = 256


def attached_entry(name: str) -> str:
    """The entry of a text that is kept with the document."""
    return f"pentimento/attached/{name}.json"


def write_archive(out: CountedFile, snapshot: Snapshot) -> None:
    """All of a document."""
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)  # first and stored, so that others know the file by it
        stack: list[StackLayer] = []
        facts: list[dict[str, Any]] = []
        sources: dict[str, Layer] = {}
        for number, layer in enumerate(snapshot.layers):
            extent = layer.extent or (0, 0, 1, 1)
            src = f"data/layer{number}.png"
            stack.append(_entry(layer, src, extent, selected=layer.id == snapshot.active_id))
            facts.append(_facts(archive, layer, src, number))
            _put_png(archive, src, extent, partial(_layer_band, layer))
            sources[src] = layer
        _put(archive, "stack.xml", write_stack(snapshot.width, snapshot.height, stack))
        planes = write_planes(
            snapshot, sources, lambda src, rect, plane: _put_png(archive, src, rect, partial(_layer_band, plane))
        )
        document = {
            "version": FACTS_VERSION, "layers": facts, "attached": sorted(snapshot.attached), "planes": planes,
        }  # fmt: skip
        for name, text in snapshot.attached.items():
            _put(archive, attached_entry(name), text.encode())
        _put(archive, FACTS, json.dumps(document, ensure_ascii=False, indent=1).encode())
        merged = composite(snapshot.layers, snapshot.canvas)
        _put_png(archive, "mergedimage.png", snapshot.canvas, lambda band: to_pixels(_rows_of(merged, band)))
        small = _thumbnail(merged)
        _put_png(archive, "Thumbnails/thumbnail.png", (0, 0, small.shape[1], small.shape[0]), partial(_rows_of, small))


def _entry(layer: Layer, src: str, extent: Rect, *, selected: bool) -> StackLayer:
    return StackLayer(
        layer.name, src, extent[0], extent[1], layer.opacity, layer.visible, layer.locked, selected, layer.blend
    )


def _facts(archive: zipfile.ZipFile, layer: Layer, src: str, number: int) -> dict[str, Any]:
    """What OpenRaster has no place for."""
    facts: dict[str, Any] = {
        "src": src,
        "id": layer.id,
        "name": layer.name,
        "origin": layer.origin.value,
        "touched": layer.touched,
        "alpha_locked": layer.alpha_locked,
    }
    if layer.recipe is not None:
        facts["recipe"] = f"pentimento/recipes/layer{number}.json"
        _put(archive, facts["recipe"], layer.recipe.to_json().encode())
    if layer.lettering is not None:
        facts["lettering"] = lettering_facts(layer)
    return facts


def _put_png(archive: zipfile.ZipFile, name: str, rect: Rect, read: Callable[[Rect], Pixels]) -> None:
    """One picture, read band by band, so that a layer never stands in memory as a whole. Stored: PNG is packed."""
    x, y, width, height = rect
    info = _info(name, zipfile.ZIP_STORED)
    with archive.open(info, "w", force_zip64=width * height > 2**28) as entry:
        png.encode_png(entry, width, height, lambda first, end: read((x, y + first, width, end - first)))


def _layer_band(layer: Layer, band: Rect) -> Pixels:
    x, y, width, height = band
    return to_pixels(layer.tiles.read((x - layer.props.x, y - layer.props.y, width, height)))


def _rows_of(pixels: Pixels, band: Rect) -> Pixels:
    return pixels[band[1] : band[1] + band[3]]


def _thumbnail(merged: Raw) -> Pixels:
    """At most 256 px wide and high, as the specification asks."""
    height, width = merged.shape[:2]
    scale = min(1.0, THUMBNAIL_EDGE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # As four channels of no meaning (Pillow's CMYK): they are premultiplied already. Box: nothing overshoots alpha.
    plain = Image.frombuffer("CMYK", (width, height), np.ascontiguousarray(merged), "raw", "CMYK", 0, 1)
    return to_pixels(np.array(plain.resize(size, Image.Resampling.BOX, reducing_gap=4.0)))


def _put(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    archive.writestr(_info(name, method), data)


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, time.localtime()[:6])
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info
