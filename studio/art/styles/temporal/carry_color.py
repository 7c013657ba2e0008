"""Color on moving pictures: one grade and one set of bands for a shot."""

from __future__ import annotations

import numpy as np

from studio.art.styles import bands
from studio.art.styles.color import GAIN
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.carrier import ShotColors, State, Wish, named, part_of
from studio.art.styles.temporal.motion import Motion
from studio.core.progress import Context


class CarryColor:
    """See `Carrier`."""

    hold = 0.7

    def __init__(self, wish: Wish, crew: Crew) -> None:
        self._crew, self._boldness = crew, wish.number("boldness")
        self._colors = ShotColors(wish)
        self._tables: bands.Tables = ()

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        self._colors.begin(ctx, sitter, colors, self._crew)
        target = self._colors.target(sitter.rgb, self._crew)
        self._tables = bands.measured(
            ctx, target, self._colors.model, sitter.weight, sitter.unit, self._colors.style_unit, self._boldness,
            self._crew, most=GAIN,
        )  # fmt: skip
        return self._finished(ctx, sitter, target)

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        return self._finished(ctx, sitter, self._colors.target(sitter.rgb, self._crew))

    def _finished(self, ctx: Context, sitter: Frame, target: Floats) -> Floats:
        done = bands.finish(
            ctx, target, self._colors.model, sitter.weight, sitter.unit, self._colors.style_unit, self._boldness,
            self._crew, most=GAIN, tables=self._tables,
        )  # fmt: skip
        return self._colors.finished(target, done)

    def state(self) -> State:
        return {**named("colors", self._colors.state()), **tables_state(self._tables)}

    def restore(self, state: State) -> None:
        self._colors.restore(part_of(state, "colors"))
        self._tables = tables_of(state)


def tables_state(tables: bands.Tables) -> State:
    return {"tables": np.stack(tables)} if tables else {}


def tables_of(state: State) -> bands.Tables:
    return tuple(np.ascontiguousarray(t) for t in state["tables"]) if "tables" in state else ()
