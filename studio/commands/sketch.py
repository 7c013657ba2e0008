"""Verbs where the artist's hand and the generator meet: the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command
from studio.session.region import FEATHERS

if TYPE_CHECKING:
    from studio.session.studio import Studio


def _has_document(studio: Studio) -> bool:
    return studio.document is not None


def _has_layer(studio: Studio) -> bool:
    return studio.document is not None and studio.document.active is not None


def _has_region(studio: Studio) -> bool:
    return studio.region.active


def _from_layer(studio: Studio) -> None:
    layer = studio.require_document().active
    assert layer is not None  # `when` has seen it
    studio.region.from_layer(layer)


def _feather(radius: int) -> Command:
    return Command(
        id=f"region.feather.{radius}", title=f"Soften region edge by {radius} px", menu="Paint/Region",
        icon="circle-dashed", when=_has_region, divided=radius == FEATHERS[0],
        run=lambda studio, _d: studio.region.feather(radius),
    )  # fmt: skip


REGION = (
    Command(
        id="region.paint", title="Paint region", menu="Paint/Region", icon="selection", keys=("Q",), when=_has_document,
        help="Brush and eraser paint where generators may change the picture; again: back to painting.",
        checked=lambda studio, _d: studio.region.painting,
        run=lambda studio, _d: studio.region.set_painting(not studio.region.painting),
    ),
    Command(
        id="region.from_layer", title="Region from layer", menu="Paint/Region", icon="stack", when=_has_layer,
        help="What the active layer covers becomes the region.", run=lambda studio, _d: _from_layer(studio),
    ),
    Command(
        id="region.invert", title="Invert region", menu="Paint/Region", icon="selection-inverse", keys=("Ctrl+Shift+I",),
        when=_has_document, help="What was outside is inside.", run=lambda studio, _d: studio.region.invert(),
    ),
    Command(
        id="region.clear", title="Clear region", menu="Paint/Region", icon="x", keys=("Ctrl+D",), when=_has_region,
        help="Generators may change the whole picture again.", run=lambda studio, _d: studio.region.clear(),
    ),
    *(_feather(radius) for radius in FEATHERS),
)  # fmt: skip
