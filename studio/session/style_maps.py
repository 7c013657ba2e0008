"""Where each of several styles goes: maps that the artist paints as the region is painted.

A map is a plane beside the layers. While a stylized layer is active its own maps are meant, so that painting on them
makes it again; otherwise those of the document, which the next stylized layer begins with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.document.edits import PlaneEdit, tiles_step
from studio.document.fill import flood
from studio.document.history import Edit, Joined
from studio.document.kept import name_of, new_plane
from studio.document.layer import Layer
from studio.document.planes import Mask, mask_of, set_mask
from studio.document.tiles import TileMap
from studio.session.style_mix import MAPS

if TYPE_CHECKING:
    from studio.document.brush import Brush
    from studio.document.raster import Raw, Rect
    from studio.document.stroke import Stroke
    from studio.document.tiles import Key
    from studio.session.studio import Studio
    from studio.session.style import StyleState


class StyleMaps:
    """`changed`: a map is another (not while a stroke is under way). `painted(rect)`: it looks different there.
    `mode_changed`: which map is painted."""

    def __init__(self, studio: Studio, style: StyleState) -> None:
        self._studio, self._style = studio, style
        self.painting: int | None = None
        """The slot whose map brush, eraser and bucket work on now."""
        self.changed: Event[[]] = Event()
        self.painted: Event[Rect] = Event()
        self.mode_changed: Event[[]] = Event()
        self._sums: dict[int, dict[Key, tuple[Raw, int]]] = {}
        """Of the tiles of each slot's map, as they were summed up last."""
        self._untold = False
        self._subscriptions = Subscriptions()
        studio.document_changed.connect(self._follow_document)
        studio.region.changed.connect(self._give_way)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def owner(self) -> str:
        """The id of the stylized layer whose maps are meant, "" for those of the document."""
        target = self._style.laying.target
        return target.id if target is not None else ""

    def name(self, slot: int) -> str:
        return name_of(self.owner, f"map{slot}")

    def plane(self, slot: int) -> Layer | None:
        """Where the style of this slot goes; None where nothing was painted."""
        document = self._studio.document
        plane = document.planes.get(self.name(slot)) if document is not None else None
        return plane if plane is not None and len(plane.tiles) else None

    def planes(self) -> dict[int, Layer]:
        """By slot, those of the named rows that were painted."""
        found = {s.slot: self.plane(s.slot) for s in self._style.mix.named}
        return {slot: plane for slot, plane in found.items() if plane is not None}

    def mask(self, slot: int) -> Mask:
        """uint8 (height, width) in document coordinates."""
        document = self._studio.require_document()
        return mask_of(document, document.planes.get(self.name(slot)) or new_plane(""))

    def share(self, slot: int) -> float:
        """How much of the picture a map covers, 0..1."""
        plane, document = self.plane(slot), self._studio.document
        if plane is None or document is None:
            return 0.0
        known = self._sums.get(slot, {})
        sums: dict[Key, tuple[Raw, int]] = {}
        for key, tile in plane.share().tiles.items():
            before = known.get(key)
            # Tiles are never written while others hold them: the same array has the same sum.
            if before is None or before[0] is not tile:
                before = tile, int(tile[..., 3].sum(dtype="uint64"))
            sums[key] = before
        self._sums[slot] = sums
        return min(1.0, sum(n for _, n in sums.values()) / (255 * document.width * document.height))

    @property
    def shown(self) -> bool:
        """Whether the maps are seen over the picture: while one is painted or the regions are given out."""
        return self._style.mix.by == MAPS and (self.painting is not None or self._style.regions.active)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint(self, slot: int | None) -> None:
        """Brush, eraser and bucket work on the map of a slot; None: on the layer again. Raises `UserError` without a
        document."""
        if slot is not None:
            self._studio.require_document()
            self._ready(slot)
            self._studio.region.set_painting(False)
            if self._studio.tools.tool not in ("brush", "eraser", "fill"):
                self._studio.tools.tool = "brush"
        if slot != self.painting:
            self.painting = slot
            self.mode_changed.emit()

    def begin_stroke(self, brush: Brush) -> Stroke:
        """The brush adds to the map that is painted, the eraser takes away."""
        assert self.painting is not None
        return self._studio.require_document().begin_stroke(brush, (255, 255, 255), self._ready(self.painting))

    def flood(self, x: int, y: int) -> None:
        """Adds the area around x, y that looks alike to the map that is painted."""
        from studio.document.compositor import composite

        document = self._studio.require_document()
        if self.painting is not None and 0 <= x < document.width and 0 <= y < document.height:
            found = flood(composite(document.layers, document.canvas), x, y, self._studio.tools.tolerance, True)
            mask = self.mask(self.painting).copy()
            mask[found] = 255
            set_mask(document, mask, "Fill map", self._ready(self.painting))

    def clear(self, slot: int) -> None:
        """Nothing of it is painted: where the others leave room, or nowhere."""
        document = self._studio.require_document()
        edit = tiles_step(document, self._ready(slot), TileMap(), "Clear map")
        if edit.before:
            document.history.push(edit)

    def invert(self, slot: int) -> None:
        set_mask(self._studio.require_document(), 255 - self.mask(slot), "Invert map", self._ready(slot))

    def shared(self) -> dict[int, Layer]:
        """The maps of the named rows by slot, empty ones too, as they are now; for work beside the window."""
        return {s.slot: self._ready(s.slot).share() for s in self._style.mix.named}

    def same(self, shared: Mapping[int, Layer]) -> bool:
        """Whether the maps still are what `shared` gave. Tiles are never written while others hold them."""
        if shared.keys() != {s.slot for s in self._style.mix.named}:
            return False
        document = self._studio.require_document()
        for slot, kept in shared.items():
            now = document.planes.get(self.name(slot))
            if now is None or now.name != kept.name or len(now.tiles) != len(kept.tiles):
                return False
            if any(kept.tiles.get(key) is not tile for key, tile in now.tiles.items()):
                return False
        return True

    def put(self, made: Mapping[int, TileMap], title: str) -> None:
        """Other tiles for some maps, as one step of undo."""
        document = self._studio.require_document()
        edits = [tiles_step(document, self._ready(slot), tiles, title) for slot, tiles in made.items()]
        changed: list[Edit] = [e for e in edits if e.before]
        if changed:
            document.history.push(Joined(title, changed))

    def require(self) -> None:
        """Raises `UserError` where maps have nothing to say."""
        if not self._style.several:
            raise UserError("Maps need two styles or more: add another style first.")

    def steps_to(self, layer: Layer, title: str) -> list[PlaneEdit]:
        """What gives a new layer the maps that are meant now."""
        document = self._studio.require_document()
        out = []
        for slot, plane in self.planes().items():
            name = name_of(layer.id, f"map{slot}")
            copy = new_plane(name, plane.tiles.share(), plane.props.x, plane.props.y)
            out.append(PlaneEdit(document, name, title, document.planes.get(name), copy))
        return out

    def _ready(self, slot: int) -> Layer:
        document, name = self._studio.require_document(), self.name(slot)
        if name not in document.planes:
            document.set_plane(name, new_plane(name))  # an empty one is as none: no step of undo
        return document.planes[name]

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._subscriptions.add(document.plane_changed, self._plane_changed)
            self._subscriptions.add(document.history.changed, self._tell)
        self._sums.clear()
        self.paint(None)

    def _plane_changed(self, name: str, rect: Rect) -> None:
        if "/map" not in name:
            return
        self._untold = True
        self.painted.emit(rect)

    def _tell(self) -> None:
        """Once the step stands in the history: a stroke under way is seen, not told."""
        if self._untold:
            self._untold = False
            self.changed.emit()

    def _give_way(self) -> None:
        if self._studio.region.painting:
            self.paint(None)
