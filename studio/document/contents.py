"""What a document holds: its layers, its planes, its texts; what is read from them, and who is told of changes."""

from __future__ import annotations

from collections.abc import Iterable

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import Pixels
from studio.document.compositor import composite
from studio.document.kept import kept_planes
from studio.document.layer import BlendMode, Layer, Props
from studio.document.raster import Rect, intersect, to_pixels, unite
from studio.document.resample import thumbnail_of
from studio.document.snapshot import Snapshot, check_size, layer_pixels
from studio.document.tiles import TILE, Key, TileDict, tile_rect

RGB = tuple[int, int, int]


class Contents:
    """Sizes in px. Not thread-safe: other threads get a `snapshot`. Only steps of the history and readers of files change it.

    `pixels_changed(rect)`: the picture looks different there. `layer_changed(layer)`: its properties or pixels.
    `structure_changed`: layers came, went or moved, or the size changed. `region` is a plane beside the layers whose
    alpha says where generators may change the picture; `region_changed(rect)`. `planes` are further ones by name, kept
    with the document and its file (see `kept.py`); `plane_changed(name, rect)`. `attached` are texts by name that other
    parts of the program keep with the document and its file; `attached_changed(name)`.
    """

    def __init__(self, width: int, height: int) -> None:
        check_size(width, height)
        self.width, self.height = width, height
        self.layers: list[Layer] = []
        self.region = Layer(Props(name="Region"))
        self.planes: dict[str, Layer] = {}
        self.attached: dict[str, str] = {}
        self.pixels_changed: Event[Rect] = Event()
        self.region_changed: Event[Rect] = Event()
        self.plane_changed: Event[str, Rect] = Event()
        self.attached_changed: Event[str] = Event()
        self.layer_changed: Event[Layer] = Event()
        self.structure_changed: Event[[]] = Event()
        self.active_changed: Event[[]] = Event()
        self._active: Layer | None = None

    @property
    def canvas(self) -> Rect:
        return 0, 0, self.width, self.height

    @property
    def active(self) -> Layer | None:
        return self._active

    @active.setter
    def active(self, layer: Layer | None) -> None:
        if layer is not None and layer not in self.layers:
            raise ValueError("the active layer must be one of the document's")
        if layer is not self._active:
            self._active = layer
            self.active_changed.emit()

    def layer(self, id_: str) -> Layer | None:
        return next((x for x in self.layers if x.id == id_), None)

    def is_plane(self, layer: Layer) -> bool:
        """Whether it is the region or another plane beside the layers."""
        return layer is self.region or any(plane is layer for plane in self.planes.values())

    def check_writable(self, layer: Layer, verb: str) -> None:
        """Raises `UserError` for a layer that is locked or hidden."""
        if layer.locked:
            raise UserError(f"The layer “{layer.name}” is locked: unlock it to {verb} it.")
        if not layer.visible:
            raise UserError(f"The layer “{layer.name}” is hidden: show it to {verb} it.")

    # -- reading -------------------------------------------------------------------------------------------------

    def bounds(self, layer: Layer) -> Rect:
        """The part of the canvas that a layer covers; the whole canvas for an empty one."""
        extent = layer.extent
        return (intersect(extent, self.canvas) if extent else None) or self.canvas

    def placed(self, layer: Layer) -> tuple[int, int]:
        """Where `pixels(layer)` lies in the document."""
        return self.bounds(layer)[:2]

    def pixels(self, layer: Layer) -> Pixels:
        """Straight RGBA of a layer within its `bounds`."""
        return layer_pixels(layer, self.bounds(layer))

    def flatten(self) -> Pixels:
        """The visible layers composited on transparent ground."""
        return to_pixels(composite(self.layers, self.canvas))

    def thumbnail(self, edge: int) -> Pixels:
        """The picture with a long side of at most `edge` px."""
        return thumbnail_of(self.layers, self.canvas, edge)

    def layer_thumbnail(self, layer: Layer, edge: int) -> Pixels:
        """One layer on the whole canvas, at full opacity, with a long side of at most `edge` px."""
        shown = Layer(layer.props.but(visible=True, opacity=1.0, blend=BlendMode.NORMAL), layer.tiles)
        return thumbnail_of([shown], self.canvas, edge)

    def snapshot(self) -> Snapshot:
        """The document as it is now; costs a dictionary copy per layer."""
        active = self._active.id if self._active else None
        planes = {name: plane.share() for name, plane in kept_planes(self.layers, self.planes).items()}
        return Snapshot(
            self.width, self.height, tuple(x.share() for x in self.layers), active, dict(self.attached), planes
        )

    def pick(self, x: int, y: int, *, merged: bool = True) -> RGB | None:
        """The color at a place, of the picture or of the active layer; None where it is transparent."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        layers = self.layers if merged else [self._active] if self._active else []
        r, g, b, a = (int(v) for v in to_pixels(composite(layers, (x, y, 1, 1)))[0, 0])
        return (r, g, b) if a else None

    # -- called by steps, strokes and readers of files -----------------------------------------------------------

    def layer_was_edited(self, layer: Layer, old: Props, tiles: TileDict) -> None:
        """Tells what changed after an edit put new properties or tiles into a layer."""
        area: Rect | None = None
        if tiles:
            area = _tiles_rect(tiles, layer.props)
        if _look(old) != _look(layer.props):
            bounds = layer.tiles.bounds
            if bounds is not None:
                for props in (old, layer.props):
                    area = unite(area, (bounds[0] + props.x, bounds[1] + props.y, bounds[2], bounds[3]))
        shown = intersect(area, self.canvas) if area else None
        if self.is_plane(layer):
            self._plane_changed(layer, shown or self.canvas)
        elif layer in self.layers:
            if shown:
                self.pixels_changed.emit(shown)
            self.layer_changed.emit(layer)

    def _plane_changed(self, plane: Layer, area: Rect) -> None:
        if plane is self.region:
            self.region_changed.emit(area)
        for name, other in self.planes.items():
            if other is plane:
                self.plane_changed.emit(name, area)

    def set_plane(self, name: str, plane: Layer | None) -> None:
        """Only edits and readers of files call this."""
        if plane is None:
            self.planes.pop(name, None)
        else:
            self.planes[name] = plane
        self.plane_changed.emit(name, self.canvas)

    def set_attached(self, name: str, text: str) -> None:
        """Without a step of history: edits and readers of files call this, and what is remembered of the view."""
        if text:
            self.attached[name] = text
        else:
            self.attached.pop(name, None)
        self.attached_changed.emit(name)

    def set_stack(self, layers: tuple[Layer, ...], active: Layer | None, size: tuple[int, int]) -> None:
        """Another stack. Only edits call this."""
        self.layers = list(layers)
        self.width, self.height = size
        was, self._active = self._active, active
        self.structure_changed.emit()
        self.pixels_changed.emit(self.canvas)
        if was is not active:
            self.active_changed.emit()

    def put_layer(self, layer: Layer) -> None:
        """Takes a layer as it is, on top and without a step of history: for readers of files."""
        self.layers.append(layer)
        self._active = layer
        self.structure_changed.emit()
        self.active_changed.emit()

    def painted(self, layer: Layer, area: Rect) -> None:
        """Called by the stroke while it is under way."""
        if self.is_plane(layer):
            self._plane_changed(layer, area)
        else:
            self.pixels_changed.emit(area)


def _look(props: Props) -> tuple[object, ...]:
    return props.visible, props.opacity, props.blend, props.x, props.y


def _tiles_rect(keys: Iterable[Key], props: Props) -> Rect | None:
    """The document area of some tiles of a layer."""
    area: Rect | None = None
    for key in keys:
        x, y, _, _ = tile_rect(key)
        area = unite(area, (x + props.x, y + props.y, TILE, TILE))
    return area
