"""The document: an ordered stack of layers, one history, and the verbs that an artist has for them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

from studio.core.errors import UserError
from studio.core.events import Event
from studio.core.picture import Pixels
from studio.core.recipe import Recipe
from studio.document.brush import Brush
from studio.document.compositor import composite, merged_layer
from studio.document.contents import RGB, Contents
from studio.document.edits import AttachEdit, LayerEdit, StackEdit, laying_step, props_step, stack_step, tiles_step
from studio.document.fill import filled, flood
from studio.document.history import Edit, History, Joined
from studio.document.kept import copy_planes
from studio.document.layer import BlendMode, Layer, Origin, Props
from studio.document.raster import to_raw
from studio.document.resample import fitted
from studio.document.snapshot import check_size
from studio.document.stroke import Stroke
from studio.document.tiles import TileMap


class Document(Contents):
    """Sizes in px. What the artist does is a step of the `history`; `path` is the file, None as long as there is none.

    `modified_changed`: there is something to save, or nothing any more.
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.path: Path | None = None
        self.modified_changed: Event[[]] = Event()
        self._aside: dict[str, str] = {}
        self._stroke: Stroke | None = None
        self._modified = False
        self.history = History()
        self.history.changed.connect(self._check_modified)

    # -- state ---------------------------------------------------------------------------------------------------

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

    def close(self) -> None:
        """Lets go of all pixels at once, without waiting for the garbage collector: the document is not used again.

        Readers of a snapshot keep theirs.
        """
        self.layers, self._active, self._stroke = [], None, None
        self.region = Layer(Props(name="Region"))
        self.planes = {}
        self.history.clear()

    # -- layers --------------------------------------------------------------------------------------------------

    def add_layer(self, name: str | None = None) -> Layer:
        """A new empty layer above the active one."""
        layer = Layer(Props(name=name or self._free_name("Layer")))
        self._insert(layer, None, "Add layer")
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

    def replace_picture(
        self, layer: Layer, pixels: Pixels, recipe: Recipe | None, *, title: str, merge: Hashable | None = None
    ) -> None:
        """New pixels and recipe for a layer, where its old pixels were."""
        x, y = self.placed(layer) if not layer.is_empty else (0, 0)
        props = layer.props.but(recipe=recipe, touched=False)
        new = TileMap()
        new.write(x - props.x, y - props.y, to_raw(pixels))
        self.history.push(tiles_step(self, layer, new, title, props, merge))

    def remove_layer(self, layer: Layer) -> None:
        index = self.layers.index(layer)
        rest = [x for x in self.layers if x is not layer]
        active = rest[min(index, len(rest) - 1)] if rest else None
        self._restack(rest, active if layer is self._active else self._active, "Delete layer")

    def duplicate_layer(self, layer: Layer) -> Layer:
        copy = Layer(layer.props.but(name=self._free_name(f"{layer.name} copy", first="")), layer.tiles.share())
        copy_planes(self.planes, layer, copy)
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
        self._stroke = Stroke(self, target, brush, rgb, self._stroke_ended)
        return self._stroke

    @property
    def painting(self) -> bool:
        return self._stroke is not None

    def clear(self, layer: Layer) -> None:
        """Makes a layer transparent."""
        self.check_writable(layer, "clear")
        if len(layer.tiles):
            props = layer.props.but(recipe=None, origin=Origin.HAND, touched=False)
            self.history.push(tiles_step(self, layer, TileMap(), "Clear layer", props))

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
            props_step(self, item, item.props.but(x=item.props.x - x, y=item.props.y - y), title)
            for item in (*self.layers, self.region, *self.planes.values())
        ]
        stack = tuple(self.layers)
        size = StackEdit(
            self, title, stack, stack, self._active, self._active, (self.width, self.height), (width, height)
        )
        self.history.push(Joined(title, [*moved, size]))

    # -- inside --------------------------------------------------------------------------------------------------

    def _insert(self, layer: Layer, above: Layer | None, title: str) -> None:
        self.history.push(laying_step(self, layer, above or self._active, title))

    def _restack(self, layers: list[Layer], active: Layer | None, title: str) -> None:
        self.history.push(stack_step(self, layers, active, title))

    def _set(self, layer: Layer, props: Props, title: str, merge: Hashable | None = None) -> None:
        if props != layer.props:
            key = (title, layer.id, merge) if merge is not None else None
            self.history.push(props_step(self, layer, props, title, key))

    def _stroke_ended(self, step: LayerEdit | None) -> None:
        self._stroke = None
        if step is not None:
            self.history.push(step)

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
