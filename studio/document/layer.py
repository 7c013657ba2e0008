"""A layer: tiles, how they are blended, and where they came from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from studio.document.lettering import Lettering
from studio.document.raster import Rect
from studio.document.tiles import TileMap

if TYPE_CHECKING:
    from studio.core.recipe import Recipe


class BlendMode(Enum):
    """Separable blend modes of W3C "Compositing and Blending Level 1"."""

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"
    SOFT_LIGHT = "soft_light"
    DARKEN = "darken"
    LIGHTEN = "lighten"

    @property
    def title(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Origin(Enum):
    """Where a layer comes from: the artist's hand, a generator, a style laid on another layer, or a picture that was
    brought in from elsewhere."""

    HAND = "hand"
    GENERATED = "generated"
    STYLIZED = "stylized"
    PICTURE = "picture"

    @property
    def title(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True)
class Props:
    """All of a layer but its pixels. `x`, `y`: where its tile plane lies in the document, in px.

    `touched`: painted over by hand since a model made it; its recipe then no longer tells the whole story.
    `lettering`: the text that the pixels show, while they show nothing else.
    """

    name: str = "Layer"
    visible: bool = True
    opacity: float = 1.0
    blend: BlendMode = BlendMode.NORMAL
    locked: bool = False
    alpha_locked: bool = False
    origin: Origin = Origin.HAND
    recipe: Recipe | None = None
    touched: bool = False
    x: int = 0
    y: int = 0
    lettering: Lettering | None = None

    def but(self, **values: Any) -> Props:
        return replace(self, **values)


@dataclass(eq=False)
class Layer:
    """Changed only by the edits of its document, so that every change can be undone."""

    props: Props = field(default_factory=Props)
    tiles: TileMap = field(default_factory=TileMap)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def name(self) -> str:
        return self.props.name

    @property
    def visible(self) -> bool:
        return self.props.visible

    @property
    def opacity(self) -> float:
        return self.props.opacity

    @property
    def blend(self) -> BlendMode:
        return self.props.blend

    @property
    def locked(self) -> bool:
        return self.props.locked

    @property
    def alpha_locked(self) -> bool:
        return self.props.alpha_locked

    @property
    def origin(self) -> Origin:
        return self.props.origin

    @property
    def recipe(self) -> Recipe | None:
        return self.props.recipe

    @property
    def touched(self) -> bool:
        return self.props.touched

    @property
    def lettering(self) -> Lettering | None:
        return self.props.lettering

    @property
    def is_empty(self) -> bool:
        return not any(tile[..., 3].any() for _key, tile in self.tiles.items())

    @property
    def extent(self) -> Rect | None:
        """Bounds of the pixels in document coordinates; None when the layer is empty."""
        bounds = self.tiles.bounds
        if bounds is None:
            return None
        return bounds[0] + self.props.x, bounds[1] + self.props.y, bounds[2], bounds[3]

    def share(self) -> Layer:
        """The same layer for a reader in another thread: later edits do not reach it."""
        return Layer(self.props, self.tiles.share(), self.id)
