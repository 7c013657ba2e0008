"""What the document knows of the picture, for a muse that writes about it: a small copy and facts as JSON.

The form of the facts is that of `art.muse.looking.facts`. How much was painted by hand is told as far as it can be known:
hand layers by what is seen of them, layers that were painted over by their pixels before, while the history still has
those; without them only that it was painted over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.document.edits import LayerEdit
from studio.document.history import Edit, Joined
from studio.document.layer import BlendMode, Layer, Origin
from studio.document.tiles import TILE, TileDict
from studio.session.files import UNTITLED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.core.picture import Pixels
    from studio.document.document import Document
    from studio.document.snapshot import Snapshot
    from studio.session.contact import Candidate
    from studio.session.studio import Studio

EDGE = 768
"""Long side in px of the copy at most."""
_GRID = 256
"""Long side of the grid of points at which shares of the area are counted, at most twice that."""
_LONGEST_RECIPE = 200_000
"""Characters of JSON; longer ones (deeply nested sources) are left out."""


@dataclass(frozen=True)
class Taken:
    """The picture at one moment; `read` may be called from any thread. `before`: tiles of layers that were painted over,
    as they were before the hand came, by layer id."""

    snapshot: Snapshot
    title: str
    year: int
    before: dict[str, TileDict] = field(default_factory=dict)

    def read(self) -> tuple[Pixels, str]:
        """The picture, uint8 (H, W, 4) with a long side of at most `EDGE`, and its facts."""
        return self.snapshot.thumbnail(EDGE), self.facts()

    def facts(self) -> str:
        """JSON."""
        layers = _layers(self)
        by_hand = [
            entry["share"] * (1.0 if entry["origin"] == Origin.HAND.value else float(entry.get("hand", 0.0)))
            for entry in layers
        ]
        data: dict[str, Any] = {
            "title": self.title,
            "year": self.year,
            "size": [self.snapshot.width, self.snapshot.height],
            "hand": round(min(1.0, sum(by_hand)), 4),
            "layers": layers,
        }
        if any(entry["touched"] and "hand" not in entry for entry in layers):
            data["hand_least"] = True
        return json.dumps(data, ensure_ascii=False, allow_nan=False)


def taken(studio: Studio) -> Taken | None:
    """The open document as it is now, None without one; at once, whatever its size."""
    document = studio.document
    if document is None:
        return None
    title = studio.files.title if document.path is None else ""
    return taken_of(document, document.path, "" if title == UNTITLED else title)


def taken_of(document: Document, path: Path | None, title: str = "") -> Taken:
    """A document as it is now; its title is that of its file `path`, else `title`."""
    name = path.stem if path is not None else title
    told = " ".join(name.replace("_", " ").split())
    return Taken(document.snapshot(), told, _year(path, document.modified), _before_hand(document))


def facts_of(studio: Studio) -> tuple[Pixels | None, str]:
    """A small copy of the open picture and what is known of it; (None, "") without a document. Large documents take a
    second: then `taken` at once and `Taken.read` beside the window."""
    now = taken(studio)
    return (None, "") if now is None else now.read()


def facts_of_candidate(candidate: Candidate) -> tuple[Pixels | None, str]:
    """The same of a candidate of the contact sheet; (None, "") while it is not painted."""
    picture = candidate.picture
    if picture is None:
        return None, ""
    height, width = picture.pixels.shape[:2]
    layer = {
        "name": "", "origin": Origin.GENERATED.value, "share": 1.0, "touched": False,
        "recipe": picture.recipe.to_dict(),
    }  # fmt: skip
    data = {"title": "", "year": _year(None, True), "size": [width, height], "hand": 0.0, "layers": [layer]}
    return picture.pixels, json.dumps(data, ensure_ascii=False, allow_nan=False)


def _year(path: Path | None, changed: bool) -> int:
    """When it was painted last: now while it is being changed, else as its file says."""
    if path is not None and not changed:
        try:
            return datetime.fromtimestamp(path.stat().st_mtime).year
        except OSError:
            pass
    return datetime.now().year


# -- what was painted over -----------------------------------------------------------------------------------------


def _before_hand(document: Document) -> dict[str, TileDict]:
    """Of each layer that was painted over by hand: the tiles that were changed since, as they were before. Layers whose
    first stroke the history does not hold any more are left out."""
    found: dict[str, TileDict] = {}
    for edit in _layer_edits(document.history.steps):
        id_ = edit.layer.id
        if not edit.props_after.touched:
            found.pop(id_, None)
        elif not edit.props_before.touched:
            found[id_] = dict(edit.before)
        elif id_ in found:
            for key, tile in edit.before.items():
                found[id_].setdefault(key, tile)
    return found


def _layer_edits(steps: tuple[Edit, ...]) -> Iterator[LayerEdit]:
    for step in steps:
        if isinstance(step, Joined):
            yield from _layer_edits(tuple(step.parts))
        elif isinstance(step, LayerEdit):
            yield step


# -- shares of the area --------------------------------------------------------------------------------------------


def _layers(now: Taken) -> list[dict[str, Any]]:
    """What is seen of each layer, bottom first; a ground of one color that the artist laid is no painting and is left out."""
    import numpy as np

    snapshot = now.snapshot
    factor = 1
    while factor < TILE and max(snapshot.width, snapshot.height) >= _GRID * factor * 2:
        factor *= 2
    free = np.ones((-(-snapshot.height // factor), -(-snapshot.width // factor)), np.float32)
    seen: list[tuple[Layer, NDArray[np.float32], NDArray[np.uint8]]] = []
    for layer in reversed(snapshot.layers):
        if not layer.visible or layer.opacity <= 0:
            continue
        points = _points(dict(layer.tiles.items()), layer, free.shape, factor)
        alpha = points[..., 3].astype(np.float32) / np.float32(255) * np.float32(layer.opacity)
        if layer.blend is not BlendMode.NORMAL:
            alpha = alpha / np.float32(2)  # what lies below is still seen through it
        if not alpha.any():
            continue
        if layer.origin is not Origin.HAND or not _is_ground(points):
            seen.append((layer, free * alpha, points))
        free = free * (1 - alpha)
    total = sum(float(share.sum()) for _, share, _ in seen)
    return [_entry(now, layer, share, points, total, factor) for layer, share, points in reversed(seen)]


def _points(tiles: TileDict, layer: Layer, shape: tuple[int, int], factor: int) -> NDArray[np.uint8]:
    """Pixels of tiles of `layer` at every `factor`-th place of the canvas, premultiplied."""
    import numpy as np

    out = np.zeros((*shape, 4), np.uint8)
    side = TILE // factor
    for (column, row), tile in tiles.items():
        if tile is None:
            continue
        left = round((column * TILE + layer.props.x) / factor)
        top = round((row * TILE + layer.props.y) / factor)
        x0, y0, x1, y1 = max(0, left), max(0, top), min(shape[1], left + side), min(shape[0], top + side)
        if x1 > x0 and y1 > y0:
            part = tile[factor // 2 :: factor, factor // 2 :: factor]
            out[y0:y1, x0:x1] = part[y0 - top : y1 - top, x0 - left : x1 - left]
    return out


def _is_ground(points: NDArray[np.uint8]) -> bool:
    """One opaque color over the whole canvas."""
    return bool(points[..., 3].min() == 255 and (points == points[0, 0]).all())


def _entry(
    now: Taken, layer: Layer, share: NDArray[np.float32], points: NDArray[np.uint8], total: float, factor: int
) -> dict[str, Any]:
    own = float(share.sum())
    origin = "lettering" if layer.props.lettering is not None else layer.origin.value
    entry: dict[str, Any] = {
        "name": layer.name,
        "origin": origin,
        "share": round(own / total, 4) if total > 0 else 0.0,
        "touched": layer.touched,
    }
    recipe = layer.recipe.to_dict() if layer.recipe is not None else None
    if recipe is not None and len(json.dumps(recipe, default=str)) <= _LONGEST_RECIPE:
        entry["recipe"] = recipe
    before = now.before.get(layer.id)
    if layer.touched and before is not None:
        entry["hand"] = round(_painted_over(layer, before, share, points, factor), 4)
    return entry


def _painted_over(
    layer: Layer, before: TileDict, share: NDArray[np.float32], points: NDArray[np.uint8], factor: int
) -> float:
    """Of what is seen of a layer: the share whose pixels are not those of before."""
    unchanged: TileDict = dict(layer.tiles.items())
    old = _points(unchanged | before, layer, share.shape, factor)
    total = float(share.sum())
    return float(share[(old != points).any(2)].sum()) / total if total > 0 else 0.0
