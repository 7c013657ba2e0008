"""The steps that change a document."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from studio.document.contents import Contents
from studio.document.layer import Layer, Props
from studio.document.tiles import TileDict, TileMap


@dataclass(eq=False)
class LayerEdit:
    """New properties and new tiles for one layer. `before`, `after`: only the tiles that differ.

    Lettering whose pixels are changed by anything but another lettering is text no more: the step forgets what it said.
    """

    document: Contents
    layer: Layer
    title: str
    props_before: Props
    props_after: Props
    before: TileDict
    after: TileDict
    merge_key: Hashable | None = None

    def __post_init__(self) -> None:
        old, new = self.props_before.lettering, self.props_after.lettering
        if new is not None and new is old and (self.before or self.after):
            touched = self.props_after.touched or new.by_muse
            self.props_after = self.props_after.but(lettering=None, touched=touched)

    @property
    def nbytes(self) -> int:
        return sum(a.nbytes for a in self.arrays())

    def arrays(self) -> list[memoryview]:
        return [t for t in (*self.before.values(), *self.after.values()) if t is not None]  # type: ignore[misc]

    def redo(self) -> None:
        self._put(self.props_after, self.after)

    def undo(self) -> None:
        self._put(self.props_before, self.before)

    def merge(self, newer: object) -> bool:
        if not isinstance(newer, LayerEdit) or newer.layer is not self.layer:
            return False
        for key, tile in newer.before.items():
            self.before.setdefault(key, tile)
        self.after.update(newer.after)
        self.props_after = newer.props_after
        return True

    def _put(self, props: Props, tiles: TileDict) -> None:
        old = self.layer.props
        for key, tile in tiles.items():
            self.layer.tiles.put(key, tile)
        self.layer.props = props
        self.document.layer_was_edited(self.layer, old, tiles)


@dataclass(eq=False)
class StackEdit:
    """Another list of layers, another active layer, perhaps another size of the picture."""

    document: Contents
    title: str
    layers_before: tuple[Layer, ...]
    layers_after: tuple[Layer, ...]
    active_before: Layer | None
    active_after: Layer | None
    size_before: tuple[int, int]
    size_after: tuple[int, int]
    merge_key: Hashable | None = None

    @property
    def nbytes(self) -> int:
        return sum(a.nbytes for a in self.arrays())

    def arrays(self) -> list[memoryview]:
        """The tiles of layers that only this step still holds: those that it takes away."""
        gone = [x for x in (*self.layers_before, *self.layers_after) if x not in self.document.layers]
        return [tile for layer in gone for _, tile in layer.tiles.items()]  # type: ignore[misc]

    def redo(self) -> None:
        self.document.set_stack(self.layers_after, self.active_after, self.size_after)

    def undo(self) -> None:
        self.document.set_stack(self.layers_before, self.active_before, self.size_before)

    def merge(self, newer: object) -> bool:
        return False


@dataclass(eq=False)
class AttachEdit:
    """Another text that is kept with the document under `name`; "" for none."""

    document: Contents
    name: str
    title: str
    before: str
    after: str
    merge_key: Hashable | None = None

    @property
    def nbytes(self) -> int:
        return 2 * (len(self.before) + len(self.after))

    def redo(self) -> None:
        self.document.set_attached(self.name, self.after)

    def undo(self) -> None:
        self.document.set_attached(self.name, self.before)

    def merge(self, newer: object) -> bool:
        if not isinstance(newer, AttachEdit) or newer.name != self.name:
            return False
        self.after = newer.after
        return True


@dataclass(eq=False)
class PlaneEdit:
    """Another plane under `name`, or none."""

    document: Contents
    name: str
    title: str
    before: Layer | None
    after: Layer | None
    merge_key: Hashable | None = None

    @property
    def nbytes(self) -> int:
        return 0

    def arrays(self) -> Iterable[object]:
        """The tiles that only this step still holds."""
        held = [p for p in (self.before, self.after) if p is not None and p is not self.document.planes.get(self.name)]
        return [tile for plane in held for _, tile in plane.tiles.items()]

    def redo(self) -> None:
        self.document.set_plane(self.name, self.after)

    def undo(self) -> None:
        self.document.set_plane(self.name, self.before)

    def merge(self, newer: object) -> bool:
        if not isinstance(newer, PlaneEdit) or newer.name != self.name:
            return False
        self.after = newer.after
        return True


# -- steps as they are mostly meant; none is done yet ----------------------------------------------------------------


def props_step(document: Contents, layer: Layer, props: Props, title: str, merge: Hashable | None = None) -> LayerEdit:
    """Other properties for a layer, or a plane."""
    return LayerEdit(document, layer, title, layer.props, props, {}, {}, merge)


def tiles_step(
    document: Contents, layer: Layer, new: TileMap, title: str, props: Props | None = None,
    merge: Hashable | None = None,
) -> LayerEdit:  # fmt: skip
    """Other tiles for a layer, or a plane, and other properties where `props` are given; empty where all are its own."""
    keys = {k for k in {*layer.tiles, *new} if layer.tiles.get(k) is not new.get(k)}
    before: TileDict = {k: layer.tiles.get(k) for k in keys}
    after: TileDict = {k: new.get(k) for k in keys}
    layer.tiles.disown()
    return LayerEdit(document, layer, title, layer.props, props or layer.props, before, after, merge)


def stack_step(document: Contents, layers: Sequence[Layer], active: Layer | None, title: str) -> StackEdit:
    """Another list of layers, bottom first, on a canvas of the same size."""
    size = document.width, document.height
    return StackEdit(document, title, tuple(document.layers), tuple(layers), document.active, active, size, size)


def laying_step(document: Contents, layer: Layer, above: Layer | None, title: str) -> StackEdit:
    """A new layer right above another, or on top of all where that is none of them; it becomes the active one."""
    stack = list(document.layers)
    stack.insert(stack.index(above) + 1 if above in stack else len(stack), layer)
    return stack_step(document, stack, layer, title)
