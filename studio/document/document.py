"""The document: an ordered stack of layers, one history, and the verbs that an artist has for them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.document.brush import Brush
from studio.document.compositor import composite, merged_layer
from studio.document.edits import AttachEdit, CompoundEdit, LayerEdit, StackEdit, tiles_rect
from studio.document.fill import filled, flood
from studio.document.history import Edit, History
from studio.document.kept import copy_planes, kept_planes
from studio.document.layer import BlendMode, Layer, Origin, Props
from studio.document.raster import Rect, intersect, to_pixels, to_raw, unite
from studio.document.resample import fitted, thumbnail_of
from studio.document.snapshot import Snapshot, check_size, layer_pixels
from studio.document.stroke import Stroke
from studio.document.tiles import TileDict, TileMap

if TYPE_CHECKING:
    pass

RGB = tuple[int, int, int]


class Document:
    """Sizes in px. Not thread-safe: other threads get a `snapshot`.

    `pixels_changed(rect)`: the picture looks different there. `layer_changed(layer)`: its properties or pixels.
    `structure_changed`: layers came, went or moved, or the size changed. `region` is a plane beside the layers whose
    alpha says where generators may change the picture; `region_changed(rect)`. `planes` are further ones by name, kept
    with the document and its file (see `planes.py`); `plane_changed(name, rect)`. `attached` are texts by name that other
    parts of the program keep with the document and its file; `attached_changed(name)`.
    """

    def __init__(self, width: int, height: int) -> None:
        check_size(width, height)
        self.width, self.height = width, height
        self.layers: list[Layer] = []
        self.region = Layer(Props(name="Region"))
        self.planes: dict[str, Layer] = {}
        self.attached: dict[str, str] = {}
        self._aside: dict[str, str] = {}
        self.path: Path | None = None
        self.pixels_changed: Event[Rect] = Event()
        self.region_changed: Event[Rect] = Event()
        self.plane_changed: Event[str, Rect] = Event()
        self.attached_changed: Event[str] = Event()
        self.layer_changed: Event[Layer] = Event()
        self.structure_changed: Event[[]] = Event()
        self.active_changed: Event[[]] = Event()
        self.modified_changed: Event[[]] = Event()
        self._active: Layer | None = None
        self._stroke: Stroke | None = None
        self._modified = False
        self.history = History()
        self.history.changed.connect(self._check_modified)

    # -- state ---------------------------------------------------------------------------------------------------

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

    @property
    def modified(self) -> bool:
        return self._modified

    def mark_saved(self) -> None:
        """The present state stands in a file."""
        self.mark_saved_at(self.history.position, self.attached)

    def mark_saved_at(self, position: Edit | None, attached: Mapping[str, str]) -> None:
        """The state that `position` named, with these texts, stands in a file: a save that ran while the artist went on."""
        self._aside = {name: attached.get(name, "") for name in self._aside}
        self.history.mark_saved_at(position)

    def layer(self, id_: str) -> Layer | None:
        return next((x for x in self.layers if x.id == id_), None)

    def close(self) -> None:
        """Lets go of all pixels at once, without waiting for the garbage collector: the document is not used again.

        Readers of a snapshot keep theirs.
        """
        self.layers, self._active, self._stroke = [], None, None
        self.region = Layer(Props(name="Region"))
        self.planes = {}
        self.history.clear()

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
        planes = {name: plane.share() for name, plane in kept_planes(self).items()}
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

    # -- layers --------------------------------------------------------------------------------------------------

    def add_layer(self, name: str | None = None, *, above: Layer | None = None) -> Layer:
        """A new empty layer above the active one."""
        layer = Layer(Props(name=name or self._free_name("Layer")))
        self._insert(layer, above, "Add layer")
        return layer

    def add_picture(
        self,
        pixels: Pixels,
        *,
        name: str,
        origin: Origin,
        recipe: Recipe | None = None,
        offset: tuple[int, int] | None = None,
        center: tuple[int, int] | None = None,
        fit: bool = False,
        above: Layer | None = None,
        title: str = "Add picture",
    ) -> Layer:
        """A layer of straight RGBA pixels at `offset`, around `center`, or in the middle.

        `fit` shrinks a picture that is larger than the canvas.
        """
        if fit:
            pixels = fitted(pixels, self.width, self.height)
        height, width = pixels.shape[:2]
        if offset is None:
            cx, cy = center or (self.width // 2, self.height // 2)
            offset = (cx - width // 2, cy - height // 2)
        layer = Layer(Props(name=name, origin=origin, recipe=recipe))
        layer.tiles.write(*offset, to_raw(pixels))
        layer.tiles.disown()
        self._insert(layer, above, title)
        return layer

    def put_layer(self, layer: Layer) -> None:
        """Takes a layer as it is, on top and without a step of history: for readers of files."""
        self.layers.append(layer)
        self._active = layer
        self.structure_changed.emit()
        self.active_changed.emit()

    def replace_picture(
        self, layer: Layer, pixels: Pixels, recipe: Recipe | None, *, title: str, merge: Hashable | None = None
    ) -> None:
        """New pixels and recipe for a layer, where its old pixels were."""
        x, y = self.placed(layer) if not layer.is_empty else (0, 0)
        props = layer.props.but(recipe=recipe, touched=False)
        new = TileMap()
        new.write(x - props.x, y - props.y, to_raw(pixels))
        keys = {*layer.tiles, *new}
        before: TileDict = {k: layer.tiles.get(k) for k in keys}
        after: TileDict = {k: new.get(k) for k in keys}
        layer.tiles.disown()
        self.history.push(LayerEdit(self, layer, title, layer.props, props, before, after, merge))

    def remove_layer(self, layer: Layer) -> None:
        index = self.layers.index(layer)
        rest = [x for x in self.layers if x is not layer]
        active = rest[min(index, len(rest) - 1)] if rest else None
        self._restack(rest, active if layer is self._active else self._active, "Delete layer")

    def duplicate_layer(self, layer: Layer) -> Layer:
        copy = Layer(layer.props.but(name=self._free_name(f"{layer.name} copy", first="")), layer.tiles.share())
        copy_planes(self, layer, copy)
        self._insert(copy, layer, "Duplicate layer")
        return copy

    def move_layer(self, layer: Layer, index: int) -> None:
        """To place `index` of the stack, 0 = bottom."""
        rest = [x for x in self.layers if x is not layer]
        rest.insert(max(0, min(len(rest), index)), layer)
        if rest != self.layers:
            self._restack(rest, self._active, "Move layer")

    def merge_down(self, layer: Layer) -> None:
        """Composites a layer into the one below it."""
        index = self.layers.index(layer)
        if index == 0:
            raise UserError("There is no layer below this one.")
        below = self.layers[index - 1]
        merged = merged_layer([below, layer], self.canvas, below.props)
        rest = [*self.layers[: index - 1], merged, *self.layers[index + 1 :]]
        self._restack(rest, merged, "Merge down")

    def flatten_all(self) -> None:
        """All visible layers become one."""
        if len(self.layers) > 1:
            flat = merged_layer(self.layers, self.canvas, Props(name="Picture"))
            self._restack([flat], flat, "Flatten")

    # -- properties ----------------------------------------------------------------------------------------------

    def rename(self, layer: Layer, name: str) -> None:
        if name.strip():
            self._set(layer, layer.props.but(name=name.strip()), "Rename layer")

    def set_visible(self, layer: Layer, visible: bool) -> None:
        self._set(layer, layer.props.but(visible=visible), "Show layer" if visible else "Hide layer")

    def set_opacity(self, layer: Layer, opacity: float, *, merge: Hashable | None = None) -> None:
        self._set(layer, layer.props.but(opacity=min(1.0, max(0.0, opacity))), "Layer opacity", merge)

    def set_blend(self, layer: Layer, blend: BlendMode) -> None:
        self._set(layer, layer.props.but(blend=blend), "Blend mode")

    def set_locked(self, layer: Layer, locked: bool) -> None:
        self._set(layer, layer.props.but(locked=locked), "Lock layer" if locked else "Unlock layer")

    def set_alpha_locked(self, layer: Layer, locked: bool) -> None:
        self._set(layer, layer.props.but(alpha_locked=locked), "Lock transparency")

    def translate(self, layer: Layer, dx: int, dy: int, *, merge: Hashable | None = None) -> None:
        """Moves a layer by whole px."""
        self.check_writable(layer, "move")
        self._set(layer, layer.props.but(x=layer.props.x + dx, y=layer.props.y + dy), "Move layer", merge)

    # -- pixels --------------------------------------------------------------------------------------------------

    def begin_stroke(self, brush: Brush, rgb: RGB, layer: Layer | None = None) -> Stroke:
        """Pen down on a layer (default: the active one). Raises `UserError` where nothing can be painted."""
        target = layer or self._active
        if target is None:
            raise UserError("There is no layer to paint on: add one first.")
        if not self.is_plane(target):
            self.check_writable(target, "paint on")
        if self._stroke is not None:
            self._stroke.end()
        self._stroke = Stroke(self, target, brush, rgb)
        return self._stroke

    def painted(self, layer: Layer, area: Rect) -> None:
        """Called by the stroke while it is under way."""
        if self.is_plane(layer):
            self._plane_changed(layer, area)
        else:
            self.pixels_changed.emit(area)

    def is_plane(self, layer: Layer) -> bool:
        """Whether it is the region or another plane beside the layers."""
        return layer is self.region or any(plane is layer for plane in self.planes.values())

    def stroke_ended(self, stroke: Stroke) -> None:
        """Called by the stroke."""
        if stroke is self._stroke:
            self._stroke = None

    @property
    def painting(self) -> bool:
        return self._stroke is not None

    def clear(self, layer: Layer) -> None:
        """Makes a layer transparent."""
        self.check_writable(layer, "clear")
        before: TileDict = dict(layer.tiles.items())
        if before:
            props = layer.props.but(recipe=None, origin=Origin.HAND, touched=False)
            after: TileDict = dict.fromkeys(before)
            layer.tiles.disown()
            self.history.push(LayerEdit(self, layer, "Clear layer", layer.props, props, before, after))

    def fill(self, layer: Layer, x: int, y: int, rgb: RGB, *, tolerance: float = 0.1, contiguous: bool = True) -> None:
        """Floods the area around x, y that looks alike in the picture with a color, on `layer`.

        `tolerance` 0..1: the largest difference of a channel that still counts as alike.
        """
        self.check_writable(layer, "fill")
        if not (0 <= x < self.width and 0 <= y < self.height):
            return
        mask = flood(composite(self.layers, self.canvas), x, y, tolerance, contiguous)
        before, after = filled(layer, mask, rgb)
        props = layer.props if layer.recipe is None else layer.props.but(touched=True)
        self.history.push(LayerEdit(self, layer, "Fill", layer.props, props, before, after))

    def attach(self, name: str, text: str, title: str, *, merge: Hashable | None = None) -> None:
        """Keeps another `text` under `name`, as a step of undo; "" takes it away."""
        if text != self.attached.get(name, ""):
            self.history.push(AttachEdit(self, name, title, self.attached.get(name, ""), text, merge))

    def keep(self, name: str, text: str) -> None:
        """As `attach`, without a step: for what has an undo of its own. A document that has a file is unsaved then."""
        before = self.attached.get(name, "")
        if text != before:
            self._aside.setdefault(name, before)
            self.set_attached(name, text)
            self._check_modified()

    def resize_canvas(self, x: int, y: int, width: int, height: int, *, title: str = "Canvas size") -> None:
        """The canvas becomes the rectangle x, y, width, height of the old one; layers keep their pixels."""
        check_size(width, height)
        if (x, y, width, height) == self.canvas:
            return
        moved = [
            LayerEdit(self, item, title, item.props, item.props.but(x=item.props.x - x, y=item.props.y - y), {}, {})
            for item in (*self.layers, self.region, *self.planes.values())
        ]
        stack = tuple(self.layers)
        size = StackEdit(
            self, title, stack, stack, self._active, self._active, (self.width, self.height), (width, height)
        )
        self.history.push(CompoundEdit(title, (*moved, size)))

    # -- called by edits -----------------------------------------------------------------------------------------

    def layer_was_edited(self, layer: Layer, old: Props, tiles: TileDict) -> None:
        """Tells what changed after an edit put new properties or tiles into a layer."""
        area: Rect | None = None
        if tiles:
            area = tiles_rect(tiles, layer.props)
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

    # -- inside --------------------------------------------------------------------------------------------------

    def _insert(self, layer: Layer, above: Layer | None, title: str) -> None:
        below = above or self._active
        index = self.layers.index(below) + 1 if below in self.layers else len(self.layers)
        stack = list(self.layers)
        stack.insert(index, layer)
        self._restack(stack, layer, title)

    def _restack(self, layers: list[Layer], active: Layer | None, title: str) -> None:
        size = (self.width, self.height)
        self.history.push(StackEdit(self, title, tuple(self.layers), tuple(layers), self._active, active, size, size))

    def _set(self, layer: Layer, props: Props, title: str, merge: Hashable | None = None) -> None:
        if props != layer.props:
            key = (title, layer.id, merge) if merge is not None else None
            self.history.push(LayerEdit(self, layer, title, layer.props, props, {}, {}, key))

    def check_writable(self, layer: Layer, verb: str) -> None:
        """Raises `UserError` for a layer that is locked or hidden."""
        if layer.locked:
            raise UserError(f"The layer “{layer.name}” is locked: unlock it to {verb} it.")
        if not layer.visible:
            raise UserError(f"The layer “{layer.name}” is hidden: show it to {verb} it.")

    def _free_name(self, base: str, first: str = " 1") -> str:
        taken = {x.name for x in self.layers}
        name, number = base + first, 1
        while name in taken:
            number += 1
            name = f"{base} {number}"
        return name

    def _check_modified(self) -> None:
        aside = self.path is not None and any(self.attached.get(n, "") != text for n, text in self._aside.items())
        modified = aside or not self.history.at_saved
        if modified != self._modified:
            self._modified = modified
            self.modified_changed.emit()


def _look(props: Props) -> tuple[object, ...]:
    return props.visible, props.opacity, props.blend, props.x, props.y
