"""Color on moving pictures: one grade and one set of bands for a shot."""

from __future__ import annotations

from studio.art.styles import bands
from studio.art.styles.color import GAIN
from studio.art.styles.fields import Floats
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.temporal.carrier import (
    ShotColors,
    State,
    Wish,
    kept_of,
    kept_state,
    named,
    part_of,
    style_unit,
)
from studio.art.styles.temporal.motion import Motion
from studio.core.progress import Context


class CarryColor:
    """See `Carrier`."""

    def __init__(self, wish: Wish, crew: Crew) -> None:
        self._crew, self._boldness = crew, wish.number("boldness")
        self._colors = ShotColors(wish, crew)
        self._kept = bands.Kept()

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        self._colors.begin(colors)
        self._kept = bands.Kept()
        return self._painted(ctx, sitter)

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        return self._painted(ctx, sitter)

    def _painted(self, ctx: Context, sitter: Frame) -> Floats:
        target, model = self._colors.matched(sitter.rgb, self._colors.style(min(sitter.side, 1024)))
        done = bands.finish(
            ctx, target, model, sitter.weight, sitter.unit, style_unit(model), self._boldness, self._crew, most=GAIN,
            kept=self._kept,
        )  # fmt: skip
        return self._colors.finished(target, done)

    def state(self) -> State:
        return {**named("colors", self._colors.state()), **kept_state(self._kept)}

    def restore(self, state: State) -> None:
        self._colors.restore(part_of(state, "colors"))
        self._kept = kept_of(state)
