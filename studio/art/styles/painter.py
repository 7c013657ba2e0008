"""Painter: the picture repainted with planned brush strokes in the style's colors and along its flow.

Colors by sliced optimal transport (`ot`), strokes coarse to fine (`planning`), paint in raking light (`relief`), then
the style's own contrast band by band (`bands`). A quick small version comes first as a preview. Large pictures are
planned at a working size; the strokes, being geometry, are then painted at full size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import bands, fields, frame, ot, planning, relief
from studio.art.styles.chance import seed64
from studio.art.styles.fields import Field, Floats, f32
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.art.styles.maps import skin
from studio.art.styles.planning import Layer
from studio.art.styles.strokes import Brush, Easel, StrokePlan
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WORK = 1024  # planning is done at this side; larger pictures get the same strokes at full size
PREVIEW = 256
BUDGET = 0.1  # mean share of detail that is painted in full
FLAT = 2.6  # how much of an error flat areas bear, so that they keep their broad strokes
FINEST = 0.11  # error at which the finest strokes come, where there is no detail

BROAD = Brush(load=0.55, thickness=0.35)
FINE = Brush(load=1.0, thickness=0.35)
BRUSHES = ("Broad", "Middle", "Small", "Fine", "Finest")


Under = Callable[[Context, Frame, "Pixels", Floats, Crew], Floats]
"""Makes what is to be painted, float32 (H, W, 3), from a frame, the style, and the picture in its new colors."""


@dataclass(frozen=True)
class Manner:
    """The artist's settings of one run; see the catalogue for their meaning."""

    boldness: float
    colors: str
    brush: float
    detail: float
    relief: float
    light: float
    follow: float
    seed: int


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.7, colors: str = "take", brush: float = 1.5, detail: float = 0.85,
    relief: float = 0.4, light: float = 135.0, follow: float = 0.5,
) -> Made:  # fmt: skip
    """Repaints `content` uint8 (H, W, 4) in the manner of `style` (any size); alpha is kept exactly. `whole`, `rect`:
    see `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "colors": colors, "brush": brush, "detail": detail,
        "relief": relief, "light": light, "follow": follow,
    }  # fmt: skip
    sitter = frame.frame(content, whole, rect)
    manner = Manner(boldness, colors, brush, detail, relief, light, follow, seed)
    return Made(painted(ctx, sitter, style, manner, strength), used)


def painted(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, strength: float, under: Under | None = None
) -> Pixels:
    """uint8 (H, W, 4): the picture painted; a quick small version is shown first. `under`: what is painted."""
    if strength <= 0:
        return sitter.content.copy()
    with Crew() as crew:
        begin = 0.0
        if sitter.span > 1.5 * PREVIEW:
            small = sitter.reduced(PREVIEW / sitter.span * sitter.side)
            quick, _ = _paint(ctx.part(0.0, 0.12), small, style, manner, crew, None, under)
            begin = 0.12
            ctx.progress(begin, "First look", small.pixels(quick, strength))
        rgb, _ = _paint(ctx.part(begin, 1 - begin), sitter, style, manner, crew, strength, under)
    return sitter.pixels(rgb, strength)


@dataclass(frozen=True)
class Painting:
    """A picture of the painter with the strokes that it was painted with.

    `plan` are strokes over the pixels of `sitter.padded`; `ends[k]` is the number of strokes of brushes 0..k, from broad
    to fine. `ground` float32 (h, w, 3): what lies under them, in any size. `model`: the style as the finish takes it.
    `pixels` uint8 (H, W, 4): the finished picture.
    """

    sitter: Frame
    model: Floats
    manner: Manner
    strength: float
    plan: StrokePlan
    ends: tuple[int, ...]
    ground: Floats
    pixels: Pixels

    @property
    def titles(self) -> tuple[str, ...]:
        """What the brushes are called."""
        return BRUSHES[: len(self.ends)]

    def brush(self, number: int) -> Brush:
        """Brush `number`, 0 the broadest."""
        end = self.ends[number]
        return self.plan.brushes[int(np.searchsorted(self.plan.layers, end))]


def record(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, strength: float = 1.0, boldness: float = 0.7,
    colors: str = "take", brush: float = 1.5, detail: float = 0.85, relief: float = 0.4, light: float = 135.0,
    follow: float = 0.5,
) -> Painting:  # fmt: skip
    """The picture that `apply` makes of the same values, and how it is painted."""
    manner = Manner(boldness, colors, brush, detail, relief, light, follow, seed)
    return recorded(ctx, frame.frame(content), style, manner, strength)


def recorded(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, strength: float, under: Under | None = None
) -> Painting:
    """What `painted` makes, and how it is painted."""
    with Crew() as crew:
        rgb, wet = _paint(ctx, sitter, style, manner, crew, None, under)
    w, h = sitter.size
    return Painting(
        sitter, wet.model, manner, strength, wet.plan.scaled(w, h), wet.ends, wet.ground, sitter.pixels(rgb, strength)
    )


def layers(manner: Manner, unit: float) -> tuple[Layer, ...]:
    """Brushes from broad to fine; those below 0.8 pixels are left out."""
    varied = 0.2 + 0.85 * manner.boldness  # how much the colors of neighboring strokes differ
    out = []
    for number, radius in enumerate((14.0, 8.0, 4.5, 2.2)):
        r = max(radius * manner.brush, 1.2 / unit)
        fine = number > 0 and r <= 3.0
        out.append(_layer(r, (0.0, 0.05, 0.06, 0.06)[number], varied, number, fine))
    if manner.detail > 0:
        # little detail: only where the broad strokes are far off; broad brushes: details are broader, too
        r = max(1.3 * max(1.0, manner.brush / 1.5) ** 0.5, 0.8 / unit)
        if r < 0.9 * out[-1].radius:  # a small picture has no room for finer strokes, but faces still need theirs
            out.append(_layer(r, FINEST * 0.85 / max(manner.detail, 0.05), varied, 4, True))
    kept = tuple(x for x in out if x.radius * unit >= 0.8)
    return kept or (out[0],)


def _layer(radius: float, threshold: float, varied: float, number: int, fine: bool) -> Layer:
    # fine strokes are short, true in color and follow the smallest forms: otherwise faces grow moustaches
    if fine:
        return Layer(
            radius=radius, threshold=threshold, brush=FINE, steps=7, least=1, drift=0.096, jitter=0.042 * varied,
            own=True,
        )  # fmt: skip
    if number == 0:
        return Layer(radius=radius, threshold=threshold, brush=BROAD, everywhere=True, rounds=1, jitter=0.12 * varied)
    return Layer(radius=radius, threshold=threshold, brush=BROAD, jitter=0.12 * varied)


@dataclass(frozen=True)
class _Wet:
    """The paint in its light, `lit` float32 (H, W, 3), with what it was painted with: see `Painting`."""

    lit: Floats
    model: Floats
    plan: StrokePlan
    ends: tuple[int, ...]
    ground: Floats


def _paint(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, crew: Crew, strength: float | None = None,
    under: Under | None = None,
) -> tuple[Floats, _Wet]:  # fmt: skip
    """float32 (H, W, 3), and what it comes from. With `strength` the layers are shown as they come."""
    tables = None
    if sitter.partial:  # the finish is that of the whole picture
        seen = sitter.overview
        far = _wet(ctx.part(0.0, 0.1), seen, style, manner, crew, None, under)
        tables = bands.measured(
            ctx, far.lit, far.model, seen.weight, seen.unit, style_unit(far.model), manner.boldness, crew
        )
        del far
        ctx = ctx.part(0.1, 0.9)
    wet = _wet(ctx, sitter, style, manner, crew, strength, under)
    ctx.progress(0.9, "Marks of the style")
    return finish(ctx.part(0.9, 0.1), sitter, wet.lit, wet.model, manner, crew, tables), wet


def finish(
    ctx: Context, sitter: Frame, lit: Floats, model: Floats, manner: Manner, crew: Crew,
    tables: bands.Tables | None = None,
) -> Floats:  # fmt: skip
    """`lit` float32 (H, W, 3), paint in its light, with the style's own contrast; `lit` may be overwritten."""
    own = None if manner.colors == "take" else lit.copy()
    done = bands.finish(
        ctx, lit, model, sitter.weight, sitter.unit, style_unit(model), manner.boldness, crew, tables=tables
    )
    return done if own is None else ot.relight(ctx, own, done, crew)


def in_light(ctx: Context, easel: Easel, manner: Manner, crew: Crew) -> Floats:
    """The paint on `easel` as its relief looks in the light; the canvas is overwritten."""
    return relief.light(
        ctx, easel.canvas, easel.height, 0.3 * manner.relief, 0.1 * manner.relief, easel.unit, crew, manner.light
    )


def _wet(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, crew: Crew, strength: float | None,
    under: Under | None,
) -> _Wet:  # fmt: skip
    work = sitter.reduced(WORK)
    model = frame.style_rgb(style, work.side)
    ctx.progress(0.02, "Mixing colors")
    target, model = ot.matched(ctx, work, model, manner.colors, manner.seed, crew)
    begin = 0.1
    if under is not None:
        target = under(ctx.part(begin, 0.4), work, style, target, crew)
        begin = 0.5
    plan, easel = strokes(ctx.part(begin, 0.7 - begin), work, target, model, manner, crew, strength)
    ground = _ground(target, work.unit)
    del target
    if work is not sitter:
        w, h = sitter.size
        easel = Easel(fields.resized(ground, w, h), sitter.unit, crew)
        planning.render(ctx.part(0.7, 0.15), easel, plan.scaled(w, h))
    ctx.progress(0.86, "Light on the paint")
    pieces = np.cumsum([layer.rounds for layer in layers(manner, work.unit)])
    ends = tuple(int(plan.layers[n - 1]) for n in pieces)
    return _Wet(in_light(ctx, easel, manner, crew), model, plan, ends, ground)


def style_unit(model: Floats) -> float:
    return float(min(model.shape[:2])) / 512


def _ground(target: Floats, unit: float) -> Floats:
    return fields.blur(target, 12 * unit).copy()


def strokes(
    ctx: Context, work: Frame, target: Floats, model: Floats, manner: Manner, crew: Crew, strength: float | None,
    start: Sequence[StrokePlan] = (), wrong: NDArray[np.bool_] | None = None, number: int = 0,
) -> tuple[StrokePlan, Easel]:  # fmt: skip
    """The plan that paints `target` (H, W, 3), and the easel with it. `start`, `wrong`: see `planning.paint`; `number`: of the
    frame of a film, which has chances of its own."""
    far = work.overview
    flow = _flow(work, far, model, manner)
    easel = Easel(_ground(target, work.unit), work.unit, crew)
    brushes = layers(manner, work.unit)

    def show(number: int) -> None:
        if strength is not None and number < len(brushes) - 1:
            ctx.progress((number + 1) / len(brushes), "Painting", work.pixels(easel.canvas, strength))

    seed = int(seed64(manner.seed, 5, *((number,) if number else ())) >> np.uint64(2))
    drawn, clear = _clear(work, far, manner)
    own = None if manner.follow >= 0.5 else f32(1 - (1 - 2 * manner.follow) * (1 - drawn) ** 2)
    plan = planning.paint(
        ctx, easel, target, brushes, flow, fields.tolerance(clear, manner.detail, FLAT), seed, crew, show, work.origin, own,
        start, wrong,
    )  # fmt: skip
    return plan, easel


def _clear(work: Frame, far: Frame, manner: Manner) -> tuple[Floats, Floats]:
    """float32 (H, W), 0..1: the detail of each place, and how much of it is worth painting. Where all is detailed, the
    eye needs little of it, and a broad brush leaves all but the clearest to the broad strokes. Faces are kept."""
    high = fields.detail_contrast(far.rgb, far.unit, far.side)
    drawn = fields.detail(work.rgb, work.unit, work.side, high)
    everywhere = fields.detail(far.rgb, far.unit, far.side, high)
    budget = BUDGET / max(1.0, manner.brush / 1.5)
    budget += (1 - budget) * max(0.0, manner.detail - 0.85) / 0.15
    power = 1.0
    while power < 8 and float((everywhere**power).mean()) > budget:
        power += 0.25
    face = fields.blur(skin(work.rgb), 2 * work.unit)
    return drawn, f32(np.maximum(drawn ** np.float32(power), np.minimum(1, 1.3 * drawn) * face))


def _flow(work: Frame, far: Frame, model: Floats, manner: Manner) -> Field:
    """Where the broad brushes go: the style's flow lies stretched over the whole picture."""
    reach = 8 * manner.brush
    style_flow = fields.style_flow(model, 2.5 * reach * style_unit(model))
    w, h = far.size
    over = tuple(work.cut(fields.resized(component, w, h)) for component in style_flow)
    # the energy of gradients grows as pixels become fewer
    strong = fields.strength_of_forms(far.rgb, reach * far.unit) * (far.unit / work.unit) ** 2
    return fields.styled_flow(work.rgb, reach * work.unit, (over[0], over[1]), strong, manner.follow)
