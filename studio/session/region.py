"""Where generators may change the picture: a soft mask that the artist paints, inverts, takes from a layer.

The mask lies in the document as a plane beside the layers (`Document.region`), so that the brush paints it as it paints
a layer and its steps stand in the one history. Nothing painted means everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from studio.core.errors import UserError
from studio.core.events import Event, Subscriptions
from studio.core.picture import ImageRef, Picture, Pixels
from studio.document.fill import flood
from studio.document.planes import Mask, mask_of, set_mask
from studio.session.sizes import Size

if TYPE_CHECKING:
    from studio.core.spec import Spec
    from studio.document.brush import Brush
    from studio.document.layer import Layer
    from studio.document.stroke import Stroke
    from studio.session.studio import Studio

FEATHERS = (4, 12, 32)
"""Softening of the edge in px, as offered."""


class RegionState:
    """`changed`: the region, or whether it is being painted."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._painting = False
        self._mask: Mask | None = None
        self._any: bool | None = None
        self._subscriptions = Subscriptions()
        self.changed: Event[[]] = Event()
        studio.document_changed.connect(self._follow_document)

    # -- what there is -------------------------------------------------------------------------------------------

    @property
    def painting(self) -> bool:
        """Whether brush, eraser and bucket work on the region now."""
        return self._painting

    @property
    def active(self) -> bool:
        """Whether there is a region."""
        document = self._studio.document
        if document is None:
            return False
        if self._any is None:
            self._any = not document.region.is_empty
        return self._any

    @property
    def share(self) -> float:
        """How much of the picture the region covers, 0..1."""
        return float(self.mask().mean()) / 255 if self.active else 0.0

    def mask(self) -> Mask:
        """uint8 (height, width) in document coordinates; all 0 where nothing was painted. Do not write into it."""
        if self._mask is None:
            self._mask = mask_of(self._studio.require_document())
        return self._mask

    # -- verbs ---------------------------------------------------------------------------------------------------

    def set_painting(self, on: bool) -> None:
        """Region mode. Raises `UserError` without a document."""
        if on:
            self._studio.require_document()
        if on != self._painting:
            self._painting = on
            if on and self._studio.tools.tool not in ("brush", "eraser", "fill"):
                self._studio.tools.tool = "brush"
            self.changed.emit()

    def begin_stroke(self, brush: Brush) -> Stroke:
        """The brush adds to the region, the eraser takes away."""
        document = self._studio.require_document()
        return document.begin_stroke(brush, (255, 255, 255), document.region)

    def flood(self, x: int, y: int) -> None:
        """Adds the area around x, y that looks alike, as the bucket would fill it."""
        from studio.document.compositor import composite

        document = self._studio.require_document()
        if 0 <= x < document.width and 0 <= y < document.height:
            found = flood(composite(document.layers, document.canvas), x, y, self._studio.tools.tolerance, True)
            mask = self.mask().copy()
            mask[found] = 255
            set_mask(document, mask, "Paint region")

    def clear(self) -> None:
        document = self._studio.require_document()
        set_mask(document, empty_mask(document.width, document.height), "Clear region")

    def invert(self) -> None:
        """What was outside is inside. Of no region: everything."""
        document = self._studio.require_document()
        set_mask(document, 255 - self.mask(), "Invert region")

    def from_layer(self, layer: Layer) -> None:
        """What a layer covers, by its alpha. Raises `UserError` for an empty layer."""
        document = self._studio.require_document()
        x, y = layer.props.x, layer.props.y
        alpha = layer.tiles.read((-x, -y, document.width, document.height))[..., 3].copy()
        if not alpha.any():
            raise UserError(f"The layer “{layer.name}” is empty: paint on it first, or choose another.")
        set_mask(document, alpha, "Region from layer")

    def feather(self, radius: float) -> None:
        """Softens the edge over about `radius` px to each side."""
        import numpy as np
        from PIL import Image, ImageFilter

        document = self._studio.require_document()
        if not self.active:
            raise UserError("There is no region to soften: paint one first.")
        soft = Image.fromarray(self.mask(), "L").filter(ImageFilter.GaussianBlur(radius / 2))
        set_mask(document, np.asarray(soft), "Soften region")

    # -- for those who make pictures -----------------------------------------------------------------------------

    def confine(self, layer: Layer) -> Confined | None:
        """What a change of `layer` is confined to now; None where there is no region, or none on this layer."""
        document = self._studio.document
        if document is None or layer not in document.layers or not self.active:
            return None
        x, y, width, height = document.bounds(layer)
        mask = self.mask()[y : y + height, x : x + width]
        return Confined(document.pixels(layer), mask, layer) if mask.any() else None

    def bounds(self) -> tuple[int, int, int, int] | None:
        """x, y, width, height of the region; None where there is none."""
        document = self._studio.document
        return document.region.extent if document is not None and self.active else None

    # -- following -----------------------------------------------------------------------------------------------

    def _follow_document(self) -> None:
        self._subscriptions.close()
        document = self._studio.document
        if document is not None:
            self._subscriptions.add(document.region_changed, lambda _rect: self._region_changed())
            self._subscriptions.add(document.structure_changed, self._forget)
        elif self._painting:
            self._painting = False
        self._region_changed()

    def _region_changed(self) -> None:
        self._forget()
        document = self._studio.document
        if document is None or not document.painting:  # a stroke under way is seen, not told
            self.changed.emit()

    def _forget(self) -> None:
        self._mask = self._any = None


@dataclass(frozen=True)
class Confined:
    """One layer's pixels as they were, and where they may change: `mask` uint8 (h, w) of the same size, 255 = freely."""

    before: Pixels = field(repr=False)
    mask: Mask = field(repr=False)
    layer: Layer

    def inputs(self, spec: Spec, size: Size) -> dict[str, object]:
        """For a request of `size` px of a picture whose sliders were moved: the mask, for generators that join inside
        and outside in their latent space; the old picture as well, for those that paint into it."""
        if "mask" not in spec.accepts:
            return {}
        mask: dict[str, object] = {"mask": ImageRef.of(mask_pixels(self.mask, size))}
        if "latent" in spec.traits:
            return mask
        return mask | {"picture": ImageRef.of(scaled(self.before, size))} if "inpaint" in spec.traits else {}

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """For the recipe: what was there before, and where it was changed."""
        before: dict[str, Any] = {
            "layer": self.layer.id, "name": self.layer.name, "sha256": ImageRef.of(self.before).digest,
        }  # fmt: skip
        if self.layer.recipe is not None and not self.layer.touched:
            before["recipe"] = self.layer.recipe.to_dict()
        return {"picture": before, "mask": {"region": True, "sha256": ImageRef.of(mask_pixels(self.mask)).digest}}

    def settle(self, picture: Picture) -> Picture:
        """`picture` inside, the old pixels outside, exactly: whatever the generator did there. At its own size."""
        height, width = picture.pixels.shape[:2]
        laid = laid_over(picture.pixels, scaled(self.before, (width, height)), scaled_mask(self.mask, (width, height)))
        return replace(picture, pixels=laid)


def empty_mask(width: int, height: int) -> Mask:
    import numpy as np

    return np.zeros((height, width), np.uint8)


def cleared(pixels: Pixels) -> Pixels:
    """Transparent pixels of the same size."""
    import numpy as np

    return np.zeros_like(pixels)


def box_of(mask: Mask) -> tuple[int, int, int, int]:
    """x, y, width, height of what is not 0; there must be something."""
    import numpy as np

    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1


def laid_over(new: Pixels, old: Pixels, mask: Mask) -> Pixels:
    """`new` where the mask is 255, `old` where it is 0, mixed between: straight RGBA of one size."""
    import numpy as np

    share = mask.astype(np.float32)[..., None] / 255
    a, b = new[..., 3:].astype(np.float32) * share, old[..., 3:].astype(np.float32) * (1 - share)
    alpha = a + b
    out = np.empty_like(new)
    out[..., :3] = np.rint((new[..., :3] * a + old[..., :3] * b) / np.maximum(alpha, 1e-6))
    out[..., 3:] = np.rint(alpha)
    out[mask == 0] = old[mask == 0]
    return out


def scaled(pixels: Pixels, size: Size) -> Pixels:
    """Straight RGBA to another size, transparent pixels lending no color."""
    from studio.document.resample import resized

    return resized(pixels, *size)


def scaled_mask(mask: Mask, size: Size) -> Mask:
    import numpy as np
    from PIL import Image

    if (mask.shape[1], mask.shape[0]) == size:
        return mask
    return np.asarray(Image.fromarray(mask, "L").resize(size, Image.Resampling.BILINEAR, reducing_gap=3.0))


def mask_pixels(mask: Mask, size: Size | None = None) -> Pixels:
    """A mask as requests carry it: opaque gray RGBA, white where the generator may paint."""
    import numpy as np

    small = mask if size is None else scaled_mask(mask, size)
    out = np.repeat(small[..., None], 4, axis=-1)
    out[..., 3] = 255
    return np.ascontiguousarray(out)
