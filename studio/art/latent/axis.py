"""The axes along which a generator's pictures can be moved, as the panel sees them. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.core.picture import Pixels

NAMED, SURPRISE = "named", "surprise"


@dataclass(frozen=True)
class Axis:
    """One direction of a latent space. Strength 1 changes the picture by one standard deviation of what the axis
    stands for (a named one), or as much as any other surprise of strength 1.

    `id`: "named/warmth" or "surprise/3". `group`: the heading it stands under ("light", "color", "surprise", ...).
    `layers`: (first, last) codes that it moves, None for all. `note`: what was measured, for the tooltip.
    """

    id: str
    title: str
    group: str
    kind: str
    reach: float = 3.0
    layers: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True)
class AxisSet:
    """What is known of a generator's axes. `model`: SHA-256 of its weights, under which names and caches are kept."""

    model: str
    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class MarkPicture:
    """A small picture on an axis at `strength`."""

    axis: str
    strength: float
    pixels: Pixels


@dataclass(frozen=True)
class Placed:
    """A picture that was put into a latent space: `moves` is the text that stands for it, `pixels` how the generator
    paints it, `distance` the mean absolute difference to the picture, 0..1."""

    moves: str
    pixels: Pixels
    distance: float
