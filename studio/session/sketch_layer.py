"""The layer under a sketch that shows what a generator makes of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.core.picture import Picture, Pixels
from studio.document.edits import LayerEdit, props_step, stack_step
from studio.document.history import Edit, Joined
from studio.document.layer import Layer, Origin, Props
from studio.document.planes import lay_beneath, replace_plane
from studio.document.tiles import TileMap, tiles_of
from studio.session.region import Confined, scaled
from studio.session.sizes import Size

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.session.studio import Studio

SHOWN = 0.35
"""Opacity of the sketch over its picture: one sees both."""
TITLE = "Follow sketch"


def sketch_of(document: Document, layer: Layer) -> Layer | None:
    """The layer that `layer` is the picture of; None where it is none or its sketch is gone."""
    if layer.recipe is None or layer.touched:
        return None
    return document.layer(str(layer.recipe.sources.get("picture", {}).get("layer", "")))


def enlarged(pixels: Pixels, size: Size) -> Pixels:
    """Pixels at another size, by a way that is quick where nothing is transparent."""
    import numpy as np
    from PIL import Image

    if (pixels.shape[1], pixels.shape[0]) == size or int(pixels[..., 3].min()) < 255:
        return scaled(pixels, size)
    return np.asarray(Image.fromarray(pixels, "RGBA").resize(size, Image.Resampling.BICUBIC))


class SketchLayer:
    """Made when a sketch begins to be followed: a new layer right below it, or the picture of it that is there."""

    def __init__(self, studio: Studio, document: Document, sketch: Layer) -> None:
        self._studio, self._document, self._sketch = studio, document, sketch
        self._opacity = sketch.opacity
        self.writing = False
        """Whether the layer is changed from here just now, and not by undo."""
        at = document.layers.index(sketch)
        below = document.layers[at - 1] if at else None
        if below is not None and sketch_of(document, below) is sketch:
            self.layer = below
            document.history.push(self._fade(sketch.props.but(opacity=min(SHOWN, sketch.opacity), visible=True)))
        else:
            self.layer = Layer(Props(name=f"Picture of {sketch.name}", origin=Origin.GENERATED))
            lay_beneath(document, sketch, self.layer, min(SHOWN, sketch.opacity), TITLE)

    def put(
        self, picture: Picture, confined: Confined | None, step: Edit | None, merge: Hashable,
        wanted: Callable[[], bool], done: Callable[[Picture], object],
    ) -> None:  # fmt: skip
        """Shows `picture` on the whole canvas: as a part of `step`, or as a step of its own merged by `merge`.

        Pixels are brought to size beside the session's thread; `wanted` is asked again before they are used.
        """
        document, layer = self._document, self.layer
        size = document.width, document.height

        def work() -> tuple[TileMap, Picture]:
            whole = replace(picture, pixels=enlarged(picture.pixels, size))
            if confined is not None:
                whole = confined.settle(whole)
            return tiles_of(whole.pixels, -layer.props.x, -layer.props.y), whole

        def take(made: tuple[TileMap, Picture]) -> None:
            if not wanted() or layer not in document.layers:
                return
            self.writing = True
            try:
                replace_plane(document, layer, made[0], picture.recipe, title=TITLE, merge=merge, step=step)
            finally:
                self.writing = False
            done(made[1])

        self._studio.background.run(work, take, self._studio.told.emit)

    def keep(self) -> None:
        """The picture becomes the active layer; the sketch over it is hidden, at its old opacity."""
        props = self._sketch.props.but(opacity=self._opacity, visible=False)
        self._document.history.push(self._fade(props, "Stop following"))
        self._document.active = self.layer

    def take_away(self) -> None:
        """As if it had not been: without the layer, the sketch as it was."""
        document = self._document
        rest = [x for x in document.layers if x is not self.layer]
        active = document.active if document.active is not self.layer else self._sketch
        gone = stack_step(document, rest, active, "Stop following")
        back = self._fade(self._sketch.props.but(opacity=self._opacity), "Stop following")
        document.history.push(Joined("Stop following", [gone, back]))

    def _fade(self, props: Props, title: str = TITLE) -> LayerEdit:
        return props_step(self._document, self._sketch, props, title)
