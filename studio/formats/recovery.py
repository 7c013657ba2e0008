"""Copies of unsaved work that survive a crash.

Every open document has a folder of its own: packs of compressed tiles, to which only the tiles that changed are
appended, and a manifest that names all tiles of all layers. The manifest is replaced atomically after the packs
are on the disk, so that a process killed at any instant leaves the last complete state. The folder is locked by
its process; one that nobody holds any more is offered at the next start, and kept until the artist has decided.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import threading
import time
import uuid
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from isal import isal_zlib

from studio.core import paths
from studio.core.errors import UserError
from studio.core.recipe import Recipe
from studio.document.document import Document
from studio.document.kept import new_plane
from studio.document.layer import BlendMode, Layer, Origin, Props
from studio.document.lettering import Lettering
from studio.document.raster import Raw
from studio.document.snapshot import Snapshot
from studio.document.tiles import TILE, Key, TileMap
from studio.formats.atomic import explain, replace_bytes
from studio.formats.locks import ProcessLock
from studio.formats.ora import Opened

MANIFEST = "manifest.json"
VERSION = 1
PACK_SLACK = 64 * 2**20
"""Bytes of outdated tiles that packs may hold before they are written anew."""
_BATCH = 256

Place = tuple[int, int, int, int]
"""Pack, offset, length, CRC-32 of a compressed tile."""


def root() -> Path:
    return paths.data_dir() / "recovery"


class Journal:
    """Keeps a copy of one document up to date. `record` and `clear` may be called from any thread."""

    def __init__(self, folder: Path | None = None, lock: ProcessLock | None = None) -> None:
        self.folder = folder or root() / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"
        self._mutex = threading.Lock()
        self._lock = lock or ProcessLock(self.folder / "lock")
        self._last: Snapshot | None = None
        self._head: tuple[str, str] | None = None
        self._places: dict[str, dict[Key, Place]] = {}
        self._pack = 0
        self._pack_bytes = 0

    def record(self, snapshot: Snapshot, name: str, path: Path | None = None) -> bool:
        """Writes what changed since the last time; False when nothing did. Raises `UserError`.

        `name` is what the artist calls the document, `path` the file it was opened from or saved to.
        """
        with self._mutex:
            head = (name, str(path or ""))
            if self._last is not None and head == self._head and not _differ(self._last, snapshot):
                return False
            try:
                self._record(snapshot, head)
            except OSError as error:
                self._last = None  # what the packs hold is not known: begin anew next time
                raise explain(error, self.folder / "The recovery copy", "saved") from error
            self._last, self._head = snapshot, head
            return True

    def clear(self) -> None:
        """Removes the copy: the document was saved or given up. The journal can be used again."""
        with self._mutex:
            self._last, self._head, self._places = None, None, {}
            self._lock.release()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _record(self, snapshot: Snapshot, head: tuple[str, str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.acquire():
            raise UserError("The recovery copy is in use by another Pentimento window.")
        places = {layer.id: dict(self._places.get(layer.id, {})) for layer in _sheets(snapshot)}
        changed = _changes(self._last, snapshot, places)
        if self._last is None or self._slack(places) > PACK_SLACK:
            places = {layer.id: {} for layer in _sheets(snapshot)}
            changed = [(layer.id, key, tile) for layer in _sheets(snapshot) for key, tile in layer.tiles.items()]
            self._pack, self._pack_bytes = self._free_pack(), 0
        self._append(changed, places)
        replace_bytes(self.folder / MANIFEST, _manifest(snapshot, places, head))
        self._places = places
        self._drop_other_packs()

    def _append(self, tiles: list[tuple[str, Key, Raw]], places: dict[str, dict[Key, Place]]) -> None:
        if not tiles:
            return
        with open(self.folder / _pack_name(self._pack), "ab") as pack:
            at = pack.tell()
            with ThreadPoolExecutor(min(4, os.cpu_count() or 1), "recovery") as pool:
                for start in range(0, len(tiles), _BATCH):
                    batch = tiles[start : start + _BATCH]
                    for (id_, key, _), data in zip(batch, pool.map(_compress, batch), strict=True):
                        pack.write(data)
                        places[id_][key] = (self._pack, at, len(data), zlib.crc32(data))
                        at += len(data)
            pack.flush()
            os.fsync(pack.fileno())
            if os.fstat(pack.fileno()).st_size != at:
                raise OSError("the recovery copy came out shorter than what was written")
            self._pack_bytes = at

    def _slack(self, places: dict[str, dict[Key, Place]]) -> int:
        return self._pack_bytes - sum(place[2] for layer in places.values() for place in layer.values())

    def _free_pack(self) -> int:
        numbers = [int(p.stem.removeprefix("tiles-")) for p in self.folder.glob("tiles-*.bin")]
        return max(numbers, default=0) + 1

    def _drop_other_packs(self) -> None:
        for path in self.folder.glob("tiles-*.bin"):
            if path.name != _pack_name(self._pack):
                path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Recoverable:
    """Work that a process left behind. Held by this process until it is adopted, discarded or released."""

    name: str
    path: Path | None
    written: float
    folder: Path
    lock: ProcessLock

    def open(self) -> Opened:
        """The document, unsaved. The copy stays. Raises `UserError`."""
        document, notices = _read(self.folder, self.name)
        document.path = self.path
        document.history.mark_unsaved()
        return Opened(document, tuple(notices))

    def adopt(self) -> Journal:
        """A journal for the opened document in the same folder: there is no moment without a copy."""
        return Journal(self.folder, self.lock)

    def discard(self) -> None:
        """The artist does not want it."""
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Leaves it for the next start."""
        self.lock.release()


def found(folder: Path | None = None) -> list[Recoverable]:
    """What earlier processes left behind, newest first. Folders without a complete copy are removed."""
    out: list[Recoverable] = []
    base = folder or root()
    for place in sorted(base.iterdir()) if base.is_dir() else []:
        lock = ProcessLock(place / "lock")
        try:
            if not place.is_dir() or not lock.acquire():
                continue
            manifest = place / MANIFEST
            if not manifest.exists():
                lock.release()
                shutil.rmtree(place, ignore_errors=True)
                continue
            head = json.loads(manifest.read_bytes())
            path = Path(head["path"]) if head["path"] else None
            out.append(Recoverable(str(head["name"]), path, manifest.stat().st_mtime, place, lock))
        except (OSError, ValueError, KeyError, TypeError):
            lock.release()  # damaged beyond offering; it stays on the disk for who looks there
    return sorted(out, key=lambda item: -item.written)


# -- what is written -------------------------------------------------------------------------------------------------


def _sheets(snapshot: Snapshot) -> tuple[Layer, ...]:
    """All that has tiles: the layers, then the planes by name."""
    return *snapshot.layers, *(plane for _, plane in sorted(snapshot.planes.items()))


def _differ(old: Snapshot, new: Snapshot) -> bool:
    if (old.width, old.height, old.active_id) != (new.width, new.height, new.active_id):
        return True
    if old.attached != new.attached:
        return True
    if [x.id for x in _sheets(old)] != [x.id for x in _sheets(new)]:
        return True
    return any(
        a.props != b.props or len(a.tiles) != len(b.tiles) or any(b.tiles.get(k) is not t for k, t in a.tiles.items())
        for a, b in zip(_sheets(old), _sheets(new), strict=True)
    )


def _changes(old: Snapshot | None, new: Snapshot, places: dict[str, dict[Key, Place]]) -> list[tuple[str, Key, Raw]]:
    """The tiles to write. Arrays of a snapshot are never written again, so that the same array is the same tile.

    Tiles that are gone leave `places`.
    """
    before = {layer.id: layer.tiles for layer in _sheets(old)} if old else {}
    out: list[tuple[str, Key, Raw]] = []
    for layer in _sheets(new):
        was, known = before.get(layer.id), places[layer.id]
        tiles = dict(layer.tiles.items())
        for key in [k for k in known if k not in tiles]:
            del known[key]
        for key, tile in tiles.items():
            if was is None or was.get(key) is not tile or key not in known:
                out.append((layer.id, key, tile))
    return out


def _compress(entry: tuple[str, Key, Raw]) -> bytes:
    data: bytes = isal_zlib.compress(np.ascontiguousarray(entry[2]), 1)
    return data


def _pack_name(number: int) -> str:
    return f"tiles-{number}.bin"


def _manifest(snapshot: Snapshot, places: dict[str, dict[Key, Place]], head: tuple[str, str]) -> bytes:
    layers = []
    for layer in snapshot.layers:
        props = layer.props
        layers.append({
            "id": layer.id, "name": props.name, "visible": props.visible, "opacity": props.opacity,
            "blend": props.blend.value, "locked": props.locked, "alpha_locked": props.alpha_locked,
            "origin": props.origin.value, "touched": props.touched, "x": props.x, "y": props.y,
            "recipe": props.recipe.to_dict() if props.recipe else None,
            "lettering": props.lettering.to_dict() if props.lettering else None,
            "tiles": [[*key, *place] for key, place in places[layer.id].items()],
        })  # fmt: skip
    planes = [
        {"name": name, "x": plane.props.x, "y": plane.props.y,
         "tiles": [[*key, *place] for key, place in places[plane.id].items()]}
        for name, plane in sorted(snapshot.planes.items())
    ]  # fmt: skip
    manifest = {
        "version": VERSION, "name": head[0], "path": head[1], "byteorder": sys.byteorder, "tile": TILE,
        "width": snapshot.width, "height": snapshot.height, "active": snapshot.active_id, "layers": layers,
        "attached": dict(snapshot.attached), "planes": planes,
    }  # fmt: skip
    return json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()


# -- what is read ----------------------------------------------------------------------------------------------------


def _read(folder: Path, name: str) -> tuple[Document, list[str]]:
    notices: list[str] = []
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        if (data["version"], data["byteorder"], data["tile"]) != (VERSION, sys.byteorder, TILE):
            raise UserError(f"The recovery copy of {name} was made by another version of the program.")
        document = Document(data["width"], data["height"])
        for key, text in dict(data.get("attached", {})).items():
            document.set_attached(str(key), str(text))
        active: Layer | None = None
        with contextlib.ExitStack() as stack:
            packs: dict[int, Any] = {}

            def pack(number: int) -> Any:
                if number not in packs:
                    packs[number] = stack.enter_context(open(folder / _pack_name(number), "rb"))
                return packs[number]

            for entry in data["layers"]:
                layer = Layer(_props(entry, notices), TileMap(), str(entry["id"]))
                lost = _fill(layer.tiles, entry["tiles"], pack)
                if lost:
                    notices.append(f"{lost} pieces of the layer “{layer.name}” could not be recovered.")
                document.put_layer(layer)
                active = layer if layer.id == data["active"] else active
            for entry in data.get("planes", ()):
                plane = new_plane(str(entry["name"]), None, int(entry["x"]), int(entry["y"]))
                if _fill(plane.tiles, entry["tiles"], pack):
                    notices.append("Pieces of a painted map or of an original could not be recovered.")
                document.set_plane(plane.name, plane)
        if active is not None:
            document.active = active
    except OSError as error:
        raise explain(error, folder / f"The recovery copy of {name}", "opened") from error
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise UserError(f"The recovery copy of {name} is damaged; it is kept in {folder}.") from error
    return document, notices


def _fill(tiles: TileMap, places: list[list[int]], pack: Callable[[int], Any]) -> int:
    """Puts the tiles in their places; returns how many were damaged."""
    lost = 0
    for column, row, number, offset, length, crc in places:
        file = pack(number)
        file.seek(offset)
        packed = file.read(length)
        if zlib.crc32(packed) != crc:
            lost += 1
            continue
        tiles.put((column, row), np.frombuffer(zlib.decompress(packed), np.uint8).reshape(TILE, TILE, 4))
    return lost


def _props(entry: dict[str, Any], notices: list[str]) -> Props:
    recipe = None
    if entry["recipe"] is not None:
        try:
            recipe = Recipe.from_dict(entry["recipe"])
        except UserError as error:
            notices.append(f"The recipe of “{entry['name']}” was left out: {error}")
    lettering = None
    if entry.get("lettering") is not None:
        try:
            lettering = Lettering.from_dict(entry["lettering"])
        except UserError as error:
            notices.append(f"The text of “{entry['name']}” is kept as pixels: {error}")
    return Props(
        name=str(entry["name"]), visible=bool(entry["visible"]), opacity=float(entry["opacity"]),
        blend=BlendMode(entry["blend"]), locked=bool(entry["locked"]), alpha_locked=bool(entry["alpha_locked"]),
        origin=Origin(entry["origin"]), recipe=recipe, touched=bool(entry["touched"]),
        x=int(entry["x"]), y=int(entry["y"]), lettering=lettering,
    )  # fmt: skip
