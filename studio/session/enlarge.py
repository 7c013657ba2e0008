"""Enlarging the active layer to the whole picture by an upscaler of the artist's."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from studio.art.upscalers.catalog import UPSCALERS
from studio.core.errors import UserError
from studio.core.picture import ImageRef, Picture
from studio.document.layer import Origin
from studio.engine.request import Request

if TYPE_CHECKING:
    from studio.session.studio import Studio

OWNER = "enlarge"
STEP = 0.5
_serial = count(1)


def enlarge_layer(studio: Studio) -> None:
    """Makes a layer above the active one: what it shows, as large as the picture allows, in fine detail. Takes the first
    upscaler. Raises `UserError` when there is none, or nothing to enlarge."""
    document = studio.require_document()
    if not len(UPSCALERS):
        raise UserError("There is no upscaler yet: add one of yours on the Models page.")
    spec = UPSCALERS.default
    layer = document.active
    if layer is None or layer.is_empty:
        raise UserError("The layer is empty: there is nothing to enlarge.")
    content = document.pixels(layer)
    height, width = content.shape[:2]
    factor = min(document.width / width, document.height / height)
    if factor <= 1.0:
        raise UserError("The layer is as large as the picture already: place it in a larger one to enlarge it.")
    # Up to the next step; what is too large is brought down to fit.
    wanted = min(16.0, -(-factor // STEP) * STEP)
    name = f"{layer.name}, enlarged"
    box = _centered(document.width, document.height, width * factor, height * factor)

    def finished(picture: Picture) -> None:
        studio.preview.clear(OWNER)
        if studio.document is document:
            document.add_picture(
                picture.pixels, name=name, origin=Origin.PICTURE, fit=True, above=layer, title="Enlarge layer"
            )

    studio.jobs.submit(
        Request.make(
            spec.key, {"factor": wanted}, slot=f"enlarge-{next(_serial)}", title=f"Enlarging by {spec.title}",
            content=ImageRef.of(content),
        ),
        group=OWNER, finished=finished, preview=lambda pixels: studio.preview.show(OWNER, pixels, box),
        failed=lambda _s: studio.preview.clear(OWNER), cancelled=lambda: studio.preview.clear(OWNER),
    )  # fmt: skip


def _centered(width: int, height: int, wide: float, high: float) -> tuple[int, int, int, int]:
    size = round(wide), round(high)
    return (width - size[0]) // 2, (height - size[1]) // 2, size[0], size[1]
