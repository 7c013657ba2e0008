"""Verbs where the artist's hand and the generator meet: the region, the followed sketch, pictures put into the space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.commands.command import Command
from studio.session.region import FEATHERS
from studio.session.sketch import BESIDE, UNDER

if TYPE_CHECKING:
    from studio.commands.desk import Desk
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


def _follow(studio: Studio, desk: Desk) -> None:
    if not studio.sketch.following and studio.sketch.problem:
        desk.show_panel("sketch")
    studio.sketch.follow(not studio.sketch.following)


def _beside(studio: Studio) -> None:
    studio.sketch.set_where(UNDER if studio.sketch.where == BESIDE else BESIDE)


SKETCH = (
    Command(
        id="sketch.follow", title="Follow my sketch", menu="Create", icon="pencil-line", keys=("Ctrl+Shift+F",),
        help="A generator makes a picture of what you paint, again after every stroke.", divided=True,
        when=_has_document, checked=lambda studio, _d: studio.sketch.following, run=_follow,
    ),
    Command(
        id="sketch.beside", title="Sketch and picture side by side", menu="Create", icon="picture-in-picture",
        help="The picture of the sketch is shown beside it instead of under it.",
        checked=lambda studio, _d: studio.sketch.where == BESIDE, run=lambda studio, _d: _beside(studio),
    ),
    Command(
        id="sketch.roll", title="Another picture of the sketch", menu="Create", icon="dice-five",
        help="Other chance, same sketch.", when=lambda studio: studio.sketch.following,
        run=lambda studio, _d: studio.sketch.roll(),
    ),
    Command(
        id="latent.place", title="Put layer into latent space", menu="Create", icon="arrow-square-in",
        keys=("Ctrl+Shift+L",), when=_has_layer, divided=True,
        help="Finds the picture of the generator that is nearest to the layer, or to the region of it; then its "
        "sliders change it.", run=lambda studio, _d: studio.place.place_layer(),
    ),
    Command(
        id="latent.place_file", title="Put a picture into latent space…", menu="Create", icon="image-square",
        help="A picture file, of which the generator then makes its own.", run=lambda _s, desk: desk.latent_from_file(),
    ),
    Command(
        id="latent.place_clipboard", title="Put the clipboard into latent space", menu="Create", icon="clipboard",
        help="The copied picture, of which the generator then makes its own.",
        run=lambda _s, desk: desk.latent_from_clipboard(),
    ),
    Command(
        id="create.live", title="Live words", menu="Create", icon="lightning",
        help="A picture follows your line as you type.", checked=lambda studio, _d: studio.create.live,
        run=lambda studio, _d: studio.create.set_live(not studio.create.live),
    ),
)  # fmt: skip
