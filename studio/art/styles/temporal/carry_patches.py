"""Bold and analogy on moving pictures: each pixel goes on taking its paint from the place of the style that it had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.art.styles import analogy, bands, bold
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.patch import Correspondence
from studio.art.styles.temporal.carrier import ShotColors, State, Wish, kept_of, kept_state, named, part_of
from studio.art.styles.temporal.motion import Motion
from studio.core.progress import Context
from studio.core.spec import Spec


class CarryPatches:
    """See `Carrier`. The field of places is carried along the flow and refined on the new frame from there; where nothing
    was to be carried, the search finds places as it does between neighbors."""

    def __init__(self, wish: Wish, spec: Spec, crew: Crew) -> None:
        assert wish.style is not None
        module: Any = bold if spec.id == "bold" else analogy
        kept = {p.name for p in spec.params} - {"strength"}
        self._manner = module.Manner(seed=wish.seed, **{n: v for n, v in wish.values.items() if n in kept})
        self._paint, self._style, self._crew = module.paint, wish.style, crew
        self._colors = ShotColors(wish, crew)
        self._kept = bands.Kept()
        self._places: Correspondence | None = None

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        self._colors.begin(colors)
        self._kept = bands.Kept()
        return self._painted(ctx, sitter, None)

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        assert self._places is not None
        there = motion.resized(*self._places.size)
        return self._painted(ctx, sitter, continued(self._places.carried(there.back), there))

    def _painted(self, ctx: Context, sitter: Frame, start: Correspondence | None) -> Floats:
        seen = replace(sitter, palette=self._colors)
        rgb: Floats
        rgb, self._places = self._paint(ctx, seen, self._style, self._manner, self._crew, start=start, kept=self._kept)
        return rgb

    def state(self) -> State:
        made: State = {**named("colors", self._colors.state()), **kept_state(self._kept)}
        if self._places is not None:
            at = self._places
            made |= {"places": at.places, "copies": np.array([at.height, at.width, at.copies])}
        return made

    def restore(self, state: State) -> None:
        self._colors.restore(part_of(state, "colors"))
        self._kept = kept_of(state)
        if "places" in state:
            height, width, copies = (int(v) for v in state["copies"])
            self._places = Correspondence(state["places"], height, width, copies)


SURE = 0.3
"""Trust from which a pixel keeps its place."""


def continued(field: Correspondence, motion: Motion) -> Correspondence:
    """`field`, carried, with the places of what was not to be seen before: the piece of the style beside it goes on there."""
    height, width = field.places.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    old_x, old_y = x + motion.back[..., 0], y + motion.back[..., 1]
    known = (motion.trust > SURE) & (old_x > -0.5) & (old_y > -0.5) & (old_x < width - 0.5) & (old_y < height - 0.5)
    if known.all() or not known.any():
        return field
    _far, label = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.zeros(int(label.max()) + 1, np.int64), np.zeros(int(label.max()) + 1, np.int64)
    rows[label[known]], columns[label[known]] = y[known], x[known]
    near_y, near_x = rows[label], columns[label]
    places = field.places[near_y, near_x]
    places[..., 1] = _mirrored(places[..., 1] + (y - near_y), field.height)
    places[..., 2] = _mirrored(places[..., 2] + (x - near_x), field.width)
    return Correspondence(np.ascontiguousarray(places, np.int32), field.height, field.width, field.copies)


def _mirrored(at: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Places beyond the border of a style, counted back from it."""
    at = np.abs(at) % (2 * length)
    return np.where(at >= length, 2 * length - 1 - at, at)
