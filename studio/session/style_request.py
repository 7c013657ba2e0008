"""What is asked of the engine for a style: taken from the session at one moment, put together beside its thread."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.art.styles.several_catalog import SEVERAL
from studio.core.params import Value
from studio.core.picture import ImageRef, Pixels
from studio.core.spec import Spec
from studio.document.raster import intersect
from studio.document.snapshot import layer_pixels
from studio.engine.request import Request
from studio.session.region import box_of, mask_pixels
from studio.session.sizes import fit_within
from studio.session.style_copies import TileCopies, mask_part
from studio.session.style_mix import MAPS, Mix, StyleShare

if TYPE_CHECKING:
    from studio.core.recipe import Recipe
    from studio.document.layer import Layer
    from studio.document.planes import Mask
    from studio.document.raster import Rect
    from studio.session.style_library import StyleSource

WHOLE_EDGE = 256
"""Long side of the copy of all of a picture that goes with a part of it."""
MARGIN = 0.12
"""What is stylized around a region besides, as a share of its picture's long side: marks begin outside of it."""
PREVIEW_STYLE = 384
"""Long side in px below which no style is reduced."""
MOST_SMALL = 10
"""Reduced styles that are kept."""
WORTH = 0.6
"""A part is cut out where it has less than this share of the picture."""


@dataclass(frozen=True)
class Wish:
    """Frozen: what follows does not reach it. `bounds`: where `content` lies in the document. `maps` by slot, `region`:
    planes, shared. `layer`, `name`, `recipe`: what the picture is made from, for the recipe."""

    spec: Spec
    values: Mapping[str, Value]
    seed: int
    mix: Mix
    manner: str
    content: Layer = field(repr=False)
    bounds: Rect
    layer: str
    recipe: Recipe | None = None
    maps: Mapping[int, Layer] = field(default_factory=dict, repr=False)
    region: Layer | None = field(default=None, repr=False)

    @property
    def takes_picture(self) -> bool:
        return "style" in self.spec.inputs

    @property
    def several(self) -> bool:
        return self.takes_picture and self.mix.several

    @property
    def takes_part(self) -> bool:
        """Whether a cut-out looks as that part of the whole will."""
        return {"whole", "rect"} <= set(self.spec.accepts)


@dataclass(frozen=True)
class Asked:
    """A request, and where its picture belongs. `mask`: how much of it is laid, uint8 of its size, None for all."""

    request: Request
    rect: Rect
    mask: Mask | None = field(default=None, repr=False)

    def settle(self, pixels: Pixels) -> Pixels:
        """The picture with the region's soft border."""
        if self.mask is None:
            return pixels
        import numpy as np

        mask = self.mask
        if mask.shape != pixels.shape[:2]:  # previews of methods that work smaller
            import cv2

            mask = np.asarray(cv2.resize(mask, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
        out = pixels.copy()
        out[..., 3] = np.rint(out[..., 3].astype(np.float32) * (mask.astype(np.float32) / 255))
        return out


def in_full(wish: Wish, pixels: Callable[[StyleSource], Pixels], slot: str) -> Asked:
    """The request for the layer itself. May run in any thread; raises `UserError` when a style picture is gone."""
    rect = wish.bounds
    if wish.region is not None and wish.takes_part:
        rect = _around(wish.region, wish.bounds)
    content = layer_pixels(wish.content, rect)
    extra = _part(wish, rect, TileCopies()) if rect != wish.bounds else {}
    return _asked(wish, content, rect, extra, pixels, slot, None)


def in_small(
    wish: Wish, part: Rect, edge: int, copies: TileCopies, pixels: Callable[[StyleSource], Pixels], slot: str,
    styles: SmallStyles | None = None,
) -> Asked:  # fmt: skip
    """The request for a preview of `part` of the document, its long side at most `edge` px. `styles`: those that were
    reduced for the previews before."""
    content, rect = copies.part(wish.content, part, edge)
    extra = _part(wish, rect, copies) if part != wish.bounds else {}
    return _asked(wish, content, rect, extra, pixels, slot, styles or SmallStyles())


class SmallStyles:
    """Reduced styles, for one reader: sliders ask for the same ones again and again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], tuple[Pixels, Pixels]] = OrderedDict()

    def of(self, style: Pixels, reach: float) -> Pixels:
        """The style for a preview that shows the picture at `reach` of its size: no larger than it needs to be, so that
        its marks keep their size in the picture."""
        edge = max(PREVIEW_STYLE, round(max(style.shape[:2]) * min(1.0, reach)))
        known = self._kept.pop((id(style), edge), None)
        if known is None or known[0] is not style:
            known = style, shrink(style, edge)
        self._kept[id(style), edge] = known
        while len(self._kept) > MOST_SMALL:
            self._kept.popitem(last=False)
        return known[1]


def _part(wish: Wish, rect: Rect, copies: TileCopies) -> dict[str, object]:
    """`whole` and `rect` of a cut-out."""
    x, y, width, height = wish.bounds
    whole, _shown = copies.part(wish.content, wish.bounds, WHOLE_EDGE)
    place = ((rect[0] - x) / width, (rect[1] - y) / height, rect[2] / width, rect[3] / height)
    return {"whole": ImageRef.of(whole), "rect": place}


def _asked(
    wish: Wish, content: Pixels, rect: Rect, extra: dict[str, object], pixels: Callable[[StyleSource], Pixels],
    slot: str, small: SmallStyles | None,
) -> Asked:  # fmt: skip
    """`small` for a preview, which has no recipe."""
    live = small is not None
    height, width = content.shape[:2]
    spec, values = wish.spec, dict(wish.values)
    shown = ImageRef.of(content)
    inputs: dict[str, object] = {"content": shown, "seed": wish.seed} | extra
    sources: dict[str, dict[str, Any]] = {} if live else {"content": _content_source(wish, shown, rect)}
    reach = max(width / rect[2], height / rect[3])
    mask: Mask | None = None
    if wish.region is not None:
        mask = mask_part(wish.region, rect, (width, height))
        if not live:
            sources["mask"] = {"region": True, "sha256": ImageRef.of(mask_pixels(mask)).digest}
    if wish.takes_picture:
        named = wish.mix.named
        for number, share in enumerate(named, 1):
            assert share.source is not None
            style = pixels(share.source)
            name = f"style{number}" if wish.several else "style"
            inputs[name] = ImageRef.of(small.of(style, reach) if small is not None else style)
            if not live:
                sources[name] = _style_source(share, style, wish.several)
            if wish.several and wish.mix.by == MAPS and share.slot in wish.maps:
                painted = ImageRef.of(mask_pixels(mask_part(wish.maps[share.slot], rect, (width, height))))
                inputs[f"map{number}"] = painted
                sources[f"map{number}"] = {"map": share.slot, "sha256": painted.digest}
        if wish.several:
            values = {
                "method": spec.id, "values": json.dumps(values, sort_keys=True), "by": wish.mix.by,
                "weights": ",".join(f"{s.weight:g}" for s in named), "feather": wish.mix.feather,
            }  # fmt: skip
            spec = SEVERAL
    taken = {n: v for n, v in inputs.items() if n in spec.inputs or n in spec.accepts}
    request = Request.make(spec.key, values, slot=slot, title=f"Laying on {wish.manner}", sources=sources, **taken)
    return Asked(request, rect, mask)


def _content_source(wish: Wish, content: ImageRef, rect: Rect) -> dict[str, Any]:
    source: dict[str, Any] = {"layer": wish.layer, "name": wish.content.name, "sha256": content.digest}
    if wish.recipe is not None:
        source["recipe"] = wish.recipe.to_dict()
    if rect != wish.bounds:
        source["part"] = list(rect)
    return source


def _style_source(share: StyleShare, style: Pixels, several: bool) -> dict[str, Any]:
    source = share.source
    assert source is not None
    made = source.to_dict()
    if not source.id:
        made["sha256"] = ImageRef.of(style).digest
    return made | ({"slot": share.slot} if several else {})


def _around(region: Layer, bounds: Rect) -> Rect:
    """The region within `bounds` with its margin; `bounds` where that is nearly all, or nothing."""
    mask = mask_part(region, bounds, (bounds[2], bounds[3]))
    if not mask.any():
        return bounds
    x, y, width, height = box_of(mask)
    margin = round(MARGIN * max(bounds[2:]))
    wide = (bounds[0] + x - margin, bounds[1] + y - margin, width + 2 * margin, height + 2 * margin)
    rect = intersect(wide, bounds) or bounds
    return rect if rect[2] * rect[3] < WORTH * bounds[2] * bounds[3] else bounds


def shrink(pixels: Pixels, edge: int) -> Pixels:
    """`pixels` by area averaging to a long side of at most `edge`."""
    from PIL import Image

    height, width = pixels.shape[:2]
    size = fit_within((width, height), edge)
    if size == (width, height):
        return pixels
    import numpy as np

    # Premultiplied while averaging, so that transparent pixels do not bleed their color.
    return np.asarray(
        Image.fromarray(pixels, "RGBA").convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    )
