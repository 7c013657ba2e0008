"""A document as it was at one moment, and what sizes a document may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.core.errors import UserError
from studio.core.picture import Pixels
from studio.document.compositor import composite
from studio.document.layer import Layer
from studio.document.raster import Rect, to_pixels
from studio.document.resample import thumbnail_of

MAX_EDGE = 16384
MAX_PIXELS = 2**28


@dataclass(frozen=True)
class Snapshot:
    """A document as it was at one moment, for a reader in any thread. `layers`: bottom first."""

    width: int
    height: int
    layers: tuple[Layer, ...]
    active_id: str | None
    attached: Mapping[str, str] = field(default_factory=dict)
    planes: Mapping[str, Layer] = field(default_factory=dict)

    @property
    def canvas(self) -> Rect:
        return 0, 0, self.width, self.height

    def pixels(self, layer: Layer, rect: Rect) -> Pixels:
        """Straight RGBA of a layer within `rect` of the document."""
        return layer_pixels(layer, rect)

    def flatten(self) -> Pixels:
        return to_pixels(composite(self.layers, self.canvas))

    def thumbnail(self, edge: int) -> Pixels:
        return thumbnail_of(self.layers, self.canvas, edge)


def layer_pixels(layer: Layer, rect: Rect) -> Pixels:
    """Straight RGBA of a layer within `rect` of the document."""
    x, y, width, height = rect
    return to_pixels(layer.tiles.read((x - layer.props.x, y - layer.props.y, width, height)))


def check_size(width: int, height: int) -> None:
    """Raises `UserError` for sizes that are no picture."""
    if not (1 <= width <= MAX_EDGE and 1 <= height <= MAX_EDGE) or width * height > MAX_PIXELS:
        raise UserError(
            f"A picture can be 1 to {MAX_EDGE} px wide and high and have up to {MAX_PIXELS // 10**6} megapixels, "
            f"not {width} × {height}."
        )
