"""Painter on moving pictures: strokes go along with what they show; only what became wrong is painted anew.

After Litwinowicz, "Processing images and video for an impressionist effect" (SIGGRAPH 1997), and Hays & Essa, "Image and
video based painterly animation" (NPAR 2004): strokes are moved by optical flow, dense places thinned, holes filled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import bands, fields, painter, planning, relief
from studio.art.styles.fields import Floats, blur, f32
from studio.art.styles.frame import Frame
from studio.art.styles.jit import Crew
from studio.art.styles.painter import Manner
from studio.art.styles.strokes import Easel, StrokePlan, joined
from studio.art.styles.temporal.carrier import ShotColors, State, Wish, kept_of, kept_state, named, part_of, style_unit
from studio.art.styles.temporal.motion import Motion, sampled
from studio.art.styles.temporal.strokes_carried import moved, plan_of, plan_state, uncovered
from studio.core.progress import Context

WORSE = 0.045
"""By how much the paint of a place may become worse than it was before it is painted anew, 0..1 of mean RGB."""
LOST = 0.3
"""Places that were seen with less trust than this are painted anew."""
REACH = 5.0
"""Radius of a place, in 1/512 of the side."""


class CarryPainter:
    """See `Carrier`."""

    def __init__(self, wish: Wish, crew: Crew) -> None:
        self._crew = crew
        self._manner = Manner(
            wish.number("boldness"), wish.colors, wish.number("brush"), wish.number("detail"), wish.number("relief"),
            wish.number("light"), wish.number("follow"), wish.seed,
        )  # fmt: skip
        self._colors = ShotColors(wish, crew)
        self._kept = bands.Kept()
        self._plans: list[StrokePlan] = []
        self._error = np.zeros((1, 1), np.float32)
        self._target = np.zeros((1, 1, 3), np.float32)

    def begin(self, ctx: Context, sitter: Frame, colors: Floats) -> Floats:
        work = sitter.reduced(painter.WORK)
        self._colors.begin(colors)
        self._kept = bands.Kept()
        target, model = self._matched(work)
        w, h = work.size
        easel = self._paint(ctx.part(0.05, 0.6), work, target, model, [], np.ones((h, w), np.bool_), 0)
        return self._finished(ctx, sitter, self._lit(ctx, sitter, work, target, easel), model)

    def go_on(self, ctx: Context, sitter: Frame, motion: Motion, number: int) -> Floats:
        work = sitter.reduced(painter.WORK)
        w, h = work.size
        there = motion if work is sitter else motion.resized(w, h)
        target, model = self._matched(work)
        # How each pixel of the old frame, and what it shows, changed on its way here.
        soft = blur(target, 2 * work.unit)
        change = sampled(soft, there.forth) - blur(self._target, 2 * work.unit)
        trust = sampled(there.trust, there.forth)
        plans, bare = uncovered([moved(p, there.forth, trust, change) for p in self._plans], h, w)
        ctx.check()
        before = sampled(self._error, there.back)
        carried = self._easel(target, work)
        for plan, layer in zip(plans, self._layers(work), strict=True):
            carried.lay(ctx, plan, 0, len(plan), layer.brush)
        wrong = bare | (there.trust < LOST) | (self._wrongness(carried, target, work) > before + WORSE)
        easel = carried
        if wrong.any():
            easel = self._paint(ctx.part(0.2, 0.5), work, target, model, plans, wrong, number)
        else:
            self._keep(plans, easel, target, work)
        return self._finished(ctx, sitter, self._lit(ctx, sitter, work, target, easel), model)

    # -- inside --------------------------------------------------------------------------------------------------

    def _matched(self, work: Frame) -> tuple[Floats, Floats]:
        return self._colors.matched(work.rgb, self._colors.style(work.side))

    def _layers(self, work: Frame) -> tuple[planning.Layer, ...]:
        return painter.layers(self._manner, work.unit)

    def _easel(self, target: Floats, work: Frame) -> Easel:
        return Easel(blur(target, 12 * work.unit).copy(), work.unit, self._crew)

    def _paint(
        self, ctx: Context, work: Frame, target: Floats, model: Floats, start: list[StrokePlan],
        wrong: NDArray[np.bool_], number: int,
    ) -> Easel:  # fmt: skip
        """Lays the strokes of `start`, one plan a layer, and new ones where it is `wrong`, coarse to fine."""
        layers = self._layers(work)
        plan, easel = painter.strokes(
            ctx,
            work,
            target,
            model,
            self._manner,
            self._crew,
            None,
            start,
            wrong if start else None,
            number,
        )
        self._keep(planning.by_layer(plan, layers, bool(start)), easel, target, work)
        return easel

    def _keep(self, plans: list[StrokePlan], easel: Easel, target: Floats, work: Frame) -> None:
        self._plans, self._target = plans, target
        self._error = self._wrongness(easel, target, work)

    def _wrongness(self, easel: Easel, target: Floats, work: Frame) -> Floats:
        """(H, W): mean error of the paint around each pixel."""
        away = f32(np.abs(easel.canvas - target).mean(-1))
        return blur(away, REACH * work.unit)

    def _lit(self, ctx: Context, sitter: Frame, work: Frame, target: Floats, easel: Easel) -> Floats:
        if work is not sitter:
            w, h = sitter.size
            easel = Easel(fields.resized(blur(target, 12 * work.unit), w, h).copy(), sitter.unit, self._crew)
            planning.render(ctx, easel, joined(self._plans).scaled(w, h))
        thick = self._manner.relief
        return relief.light(
            ctx, easel.canvas.copy(), easel.height, 0.3 * thick, 0.1 * thick, sitter.unit, self._crew,
            self._manner.light,
        )  # fmt: skip

    def _finished(self, ctx: Context, sitter: Frame, lit: Floats, model: Floats) -> Floats:
        done = bands.finish(
            ctx, lit, model, sitter.weight, sitter.unit, style_unit(model), self._manner.boldness, self._crew,
            kept=self._kept,
        )  # fmt: skip
        return self._colors.finished(lit, done)

    def state(self) -> State:
        made: State = {"error": self._error, "target": self._target, **kept_state(self._kept)}
        made |= named("colors", self._colors.state())
        for k, plan in enumerate(self._plans):
            made |= named(f"layer{k}", plan_state(plan))
        return made

    def restore(self, state: State) -> None:
        self._error, self._target = state["error"], state["target"]
        self._kept = kept_of(state)
        self._colors.restore(part_of(state, "colors"))
        self._plans = []
        while part := part_of(state, f"layer{len(self._plans)}"):
            self._plans.append(plan_of(part, painter.BROAD))
