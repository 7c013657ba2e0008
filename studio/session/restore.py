"""Restoring the active layer: the region filled, noise taken out, or enlarged to the picture; as a layer of its own."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from studio.art.restoring.catalog import DENOISE, ENLARGE, INPAINT, RESTORE
from studio.core.errors import UserError
from studio.core.params import Value
from studio.core.picture import ImageRef, Picture
from studio.core.spec import Spec
from studio.document.layer import Layer, Origin
from studio.document.raster import intersect
from studio.document.snapshot import layer_pixels
from studio.engine.request import Request
from studio.session.region import mask_pixels
from studio.session.style_copies import mask_part

if TYPE_CHECKING:
    from studio.session.studio import Studio

OWNER = "restore"
DONE = {INPAINT.id: "filled", DENOISE.id: "without noise", ENLARGE.id: "enlarged"}
_serial = count(1)


def usual_task(studio: Studio) -> Spec:
    """What the artist most likely wants now: a region is there to be filled."""
    return INPAINT if studio.region.active else DENOISE


def problem(studio: Studio, spec: Spec) -> str:
    """Why this cannot be done now, in one sentence, or ""."""
    document = studio.document
    layer = document.active if document is not None else None
    if document is None or layer is None or layer.is_empty:
        return "The layer is empty: there is nothing to restore."
    if spec is INPAINT and not _met(studio, layer):
        return "Paint a region over what is to be filled first (Paint, Region)."
    if spec is ENLARGE and not _fits(studio):
        return "The layer fills the picture already: place it in a larger picture to enlarge it."
    return ""


def _met(studio: Studio, layer: Layer) -> bool:
    """Whether the region reaches over the layer."""
    extent = studio.region.bounds()
    return extent is not None and intersect(extent, studio.require_document().bounds(layer)) is not None


def _fits(studio: Studio) -> bool:
    document = studio.require_document()
    assert document.active is not None
    _x, _y, width, height = document.bounds(document.active)
    return min(document.width / width, document.height / height) > 1.0


def restore_layer(studio: Studio, task: str, values: Mapping[str, Value] | None = None) -> None:
    """Makes the restored layer above the active one. Raises `UserError`."""
    spec = RESTORE.get(task)
    reason = problem(studio, spec)
    if reason:
        raise UserError(reason)
    document = studio.require_document()
    layer = document.active
    assert layer is not None
    box, shared, region = document.bounds(layer), layer.share(), document.region.share()
    known = layer.recipe.to_dict() if layer.recipe is not None and not layer.touched else None

    def asked() -> Request:
        """Of a large layer this takes longer than a window may stand still."""
        content = ImageRef.of(layer_pixels(shared, box))
        sources: dict[str, dict[str, Any]] = {
            "content": {"layer": layer.id, "name": layer.name, "sha256": content.digest}
        }
        if known is not None:
            sources["content"]["recipe"] = known
        inputs: dict[str, object] = {"content": content, "seed": 0}
        if spec is INPAINT:
            inputs["mask"] = mask = ImageRef.of(mask_pixels(mask_part(region, box, box[2:])))
            sources["mask"] = {"region": True, "sha256": mask.digest}
        return Request.make(
            spec.key, values or {}, slot=f"restore-{next(_serial)}", title=spec.title, sources=sources, **inputs
        )

    name = f"{layer.name}, {DONE[spec.id]}"

    def finished(picture: Picture) -> None:
        studio.preview.clear(OWNER)
        for note in picture.notes:
            studio.told.emit(note)
        if studio.document is not document:
            return
        above = layer if layer in document.layers else None
        place: dict[str, Any] = {"fit": True} if spec is ENLARGE else {"offset": box[:2]}
        document.add_picture(
            picture.pixels,
            name=name,
            origin=Origin.PICTURE,
            recipe=picture.recipe,
            above=above,
            title=spec.title,
            **place,
        )

    def submit(request: Request) -> None:
        if studio.document is not document:
            return
        # What it looks like so far lies where the layer does, enlarged or not.
        studio.jobs.submit(
            request, group=OWNER, finished=finished, preview=lambda pixels: studio.preview.show(OWNER, pixels, box),
            failed=lambda _s: studio.preview.clear(OWNER), cancelled=lambda: studio.preview.clear(OWNER),
        )  # fmt: skip

    studio.background.run(asked, submit, studio.told.emit)
