"""The entries of an OpenRaster file of any program, read with bounds: sizes before pixels, notices for what is damaged."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any

from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.document.compositor import composite
from studio.document.document import Document
from studio.document.layer import Layer, Origin, Props
from studio.document.raster import Rect, unite
from studio.document.snapshot import check_size
from studio.document.tiles import TileMap, tiles_of
from studio.formats import png
from studio.formats.images import decode_image
from studio.formats.ora_lettering import restore_lettering
from studio.formats.ora_planes import read_planes
from studio.formats.ora_writing import FACTS, MIMETYPE, attached_entry
from studio.formats.stack import StackGroup, StackLayer, read_stack, xml_text

Progress = Callable[[float], object]
MAX_ENTRIES = 5000
MAX_XML = 4 * 2**20
MAX_FACTS = 64 * 2**20
_ATTACHED = re.compile(r"[a-z_]{1,32}")
_PNG_ROOM = 4 * 2**20
"""Bytes that a PNG may have beyond its pixels: profiles, texts."""


@dataclass(frozen=True)
class Opened:
    """A document from a file and what the artist should know about it."""

    document: Document
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Drawn:
    """The picture of one layer, decoded."""

    tiles: TileMap
    notices: tuple[str, ...]
    recipe: Recipe | None


class OraReader:
    """One file being read."""

    def __init__(self, archive: zipfile.ZipFile, name: str, max_pixels: int, progress: Progress) -> None:
        self._archive, self._name, self._max_pixels, self._progress = archive, name, max_pixels, progress
        self._notices: list[str] = []
        self._sizes: dict[str, tuple[int, int]] = {}
        self._drawn: dict[int, _Drawn] = {}
        self._attachments: dict[str, str] = {}
        self._planes: object = None

    def read(self) -> Opened:
        """The document. Raises `UserError`."""
        if len(self._archive.infolist()) > MAX_ENTRIES:
            raise UserError(f"{self._name} has more than {MAX_ENTRIES} parts; it was not opened.")
        if self._bytes("mimetype", 256).strip() != MIMETYPE:
            raise UserError(f"{self._name} is no OpenRaster document.")
        width, height, root = read_stack(self._bytes("stack.xml", MAX_XML), self._name)
        self._check_sizes(width, height, root)
        facts = self._document_facts()
        document = Document(width, height)
        for name, text in self._attachments.items():
            document.set_attached(name, text)
        selected: Layer | None = None
        sources: dict[str, Layer] = {}
        self._decode_all(root)
        for entry, layer in self._layers(root, facts):
            document.put_layer(layer)
            sources[entry.src] = layer
            if entry.selected:
                selected = layer
        if selected is not None:
            document.active = selected
        self._notices += read_planes(self._planes, document, sources, self._plane_data, self._max_pixels)
        return Opened(document, tuple(dict.fromkeys(self._notices)))

    def _plane_data(self, src: str) -> bytes:
        width, height = self._png_size(src)
        if width * height > self._max_pixels:
            raise UserError(f"{self._name} holds a plane with more pixels than the limit for pictures.")
        return self._bytes(src, width * height * 8 + _PNG_ROOM)

    def measure(self) -> int:
        """Pixels of all layers, by the headers."""
        _width, _height, root = read_stack(self._bytes("stack.xml", MAX_XML), self._name)
        sizes = [self._png_size(layer.src) for layer in root.walk()]
        return sum(width * height for width, height in sizes)

    # -- entries of the archive ----------------------------------------------------------------------------------

    def _bytes(self, name: str, limit: int) -> bytes:
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            raise UserError(f"{self._name} is damaged: {name} is missing.") from None
        if info.file_size > limit:
            raise UserError(f"{self._name} holds a part that is too large ({name}); it was not opened.")
        with self._archive.open(info) as entry:
            data = entry.read(limit + 1)
        if len(data) > limit:
            raise UserError(f"{self._name} holds a part that is too large ({name}); it was not opened.")
        return data

    def _check_sizes(self, width: int, height: int, root: StackGroup) -> None:
        """From the headers alone, before any pixel is decoded."""
        try:
            check_size(width, height)
        except UserError as error:
            raise UserError(f"{self._name} was not opened. {error}") from None
        total = width * height
        for layer in root.walk():
            if layer.src.startswith(("/", "\\")) or ".." in layer.src.replace("\\", "/").split("/"):
                raise UserError(f"{self._name} points outside of itself ({layer.src}); it was not opened.")
            w, h = self._png_size(layer.src)
            total += w * h
            if w * h > self._max_pixels or total > 8 * self._max_pixels:
                raise UserError(
                    f"{self._name} holds more pixels than the limit for pictures "
                    f"({self._max_pixels / 1e6:.0f} megapixels a layer); it was not opened."
                )

    def _png_size(self, src: str) -> tuple[int, int]:
        if src in self._sizes:
            return self._sizes[src]
        try:
            with self._archive.open(src) as entry:
                head = entry.read(33)
        except KeyError:
            raise UserError(f"{self._name} is damaged: {src or 'the picture of a layer'} is missing.") from None
        if not head.startswith(png.SIGNATURE) or len(head) < 33:
            raise UserError(f"{self._name} is damaged: {src} is no PNG picture.")
        size = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
        self._sizes[src] = size
        return size

    def _document_facts(self) -> dict[str, dict[str, Any]]:
        """Our own facts by `src`; {} for files of other programs, or with a notice when they are damaged."""
        if FACTS not in self._archive.namelist():
            return {}
        try:
            data = json.loads(self._bytes(FACTS, MAX_FACTS))
            found = {str(entry["src"]): entry for entry in data["layers"]}
            self._planes = data.get("planes")
            for name in data.get("attached", ()):
                if _ATTACHED.fullmatch(name):
                    self._attach(name)
            return found
        except (ValueError, KeyError, TypeError, RecursionError):
            self._notices.append(f"What {self._name} says about the origin of its layers is damaged and was left out.")
            return {}

    def _attach(self, name: str) -> None:
        try:
            self._attachments[name] = self._bytes(attached_entry(name), MAX_FACTS).decode()
        except (UserError, UnicodeDecodeError):
            self._notices.append(f"The {name.replace('_', ' ')} in {self._name} is damaged and was left out.")

    # -- layers --------------------------------------------------------------------------------------------------

    def _decode_all(self, root: StackGroup) -> None:
        """The pictures of all layers, several at once: decoders let go of the interpreter lock."""
        entries = list(root.walk())
        steps = count(1)

        def step() -> None:
            self._progress(min(1.0, next(steps) / (3 * len(entries))))

        def draw(entry: StackLayer) -> _Drawn:
            width, height = self._png_size(entry.src)
            step()
            data = self._bytes(entry.src, width * height * 8 + _PNG_ROOM)
            step()
            loaded = decode_image(data, f"{self._name}/{entry.src}", self._max_pixels)
            step()
            return _Drawn(tiles_of(loaded.pixels, entry.x, entry.y), loaded.notices, loaded.recipe)

        with ThreadPoolExecutor(min(4, os.cpu_count() or 1), "ora") as pool:
            for entry, drawn in zip(entries, pool.map(draw, entries), strict=True):
                self._drawn[id(entry)] = drawn

    def _layers(self, root: StackGroup, facts: dict[str, dict[str, Any]]) -> list[tuple[StackLayer, Layer]]:
        if root.has_groups:
            self._notices.append(f"{self._name} has groups of layers; they were opened out.")
        return self._expand(root, facts, visible=True)

    def _expand(
        self, group: StackGroup, facts: dict[str, dict[str, Any]], *, visible: bool
    ) -> list[tuple[StackLayer, Layer]]:
        out: list[tuple[StackLayer, Layer]] = []
        for child in group.children:
            if isinstance(child, StackLayer):
                self._note_operator(child.name, child.operator)
                layer = self._layer(child, facts.get(child.src, {}))
                if not visible:
                    layer.props = layer.props.but(visible=False)
                out.append((child, layer))
                continue
            if child.plain:
                out += self._expand(child, facts, visible=visible and child.visible)
            else:
                inner = self._expand(child, facts, visible=True)
                out.append(self._merged(child, [layer for _, layer in inner], visible))
        return out

    def _merged(self, group: StackGroup, layers: list[Layer], visible: bool) -> tuple[StackLayer, Layer]:
        """A group that is blended as one becomes one layer."""
        self._note_operator(group.name, group.operator)
        name = group.name or "Group"
        self._notices.append(f"The group “{name}” in {self._name} is blended as one; it became one layer.")
        tiles = TileMap()
        area: Rect | None = None
        for layer in layers:
            if layer.extent is not None:
                area = unite(area, layer.extent)
        if area is not None:
            if area[2] * area[3] > 4 * self._max_pixels:
                raise UserError(f"{self._name} has layers too far apart in the group “{name}”; it was not opened.")
            tiles.write(area[0], area[1], composite(layers, area))
            tiles.disown()
        props = Props(name=name, visible=visible and group.visible, opacity=group.opacity, blend=group.blend)
        return StackLayer(name), Layer(props, tiles)

    def _layer(self, entry: StackLayer, facts: dict[str, Any]) -> Layer:
        drawn = self._drawn[id(entry)]
        self._notices += drawn.notices
        props = Props(
            name=self._own_name(entry, facts), visible=entry.visible, opacity=entry.opacity, blend=entry.blend,
            locked=entry.locked, alpha_locked=facts.get("alpha_locked") is True, touched=facts.get("touched") is True,
            origin=self._origin(facts), recipe=self._recipe(facts) or drawn.recipe,
        )  # fmt: skip
        id_ = facts.get("id")
        layer = Layer(props, drawn.tiles)
        if isinstance(id_, str) and 0 < len(id_) <= 64:
            layer.id = id_
        if "lettering" in facts:
            self._notices += restore_lettering(layer, facts["lettering"])
        return layer

    def _own_name(self, entry: StackLayer, facts: dict[str, Any]) -> str:
        """The name in the stack, which another program may have changed; ours where XML could not hold it."""
        ours = str(facts.get("name", ""))
        return (ours if xml_text(ours) == entry.name else entry.name) or "Layer"

    def _origin(self, facts: dict[str, Any]) -> Origin:
        try:
            return Origin(facts.get("origin", Origin.HAND.value))
        except ValueError:
            return Origin.HAND

    def _recipe(self, facts: dict[str, Any]) -> Recipe | None:
        name = facts.get("recipe")
        if not isinstance(name, str):
            return None
        try:
            return Recipe.from_json(self._bytes(name, MAX_XML).decode())
        except (UserError, UnicodeDecodeError) as error:
            self._notices.append(f"A recipe in {self._name} cannot be read and was left out: {error}")
            return None

    def _note_operator(self, name: str, operator: str) -> None:
        if operator:
            self._notices.append(
                f"The blend mode of “{name or 'a layer'}” in {self._name} ({operator}) is not known here; "
                "it is shown as normal."
            )
