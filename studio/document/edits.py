"""The steps that change a document."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.document.layer import Layer, Props
from studio.document.raster import Rect, unite
from studio.document.tiles import TILE, Key, TileDict, tile_rect

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.kept import PlaneEdit


def tiles_rect(keys: Iterable[Key], props: Props) -> Rect | None:
    """The document area of some tiles of a layer."""
    area: Rect | None = None
    for key in keys:
        x, y, _, _ = tile_rect(key)
        area = unite(area, (x + props.x, y + props.y, TILE, TILE))
    return area


@dataclass(eq=False)
class LayerEdit:
    """New properties and new tiles for one layer. `before`, `after`: only the tiles that differ.

    Lettering whose pixels are changed by anything but another lettering is text no more: the step forgets what it said.
    """

    document: Document
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

    document: Document
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

    document: Document
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
class CompoundEdit:
    """Several edits as one step."""

    title: str
    parts: tuple[LayerEdit | StackEdit | PlaneEdit, ...]
    merge_key: Hashable | None = None

    @property
    def nbytes(self) -> int:
        return sum(p.nbytes for p in self.parts)

    def arrays(self) -> list[object]:
        return [a for p in self.parts for a in p.arrays()]

    def redo(self) -> None:
        for part in self.parts:
            part.redo()

    def undo(self) -> None:
        for part in reversed(self.parts):
            part.undo()

    def merge(self, newer: object) -> bool:
        return False
