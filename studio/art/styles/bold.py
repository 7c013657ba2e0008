"""Bold: large motifs of the style fill the free places of a picture, its own marks redraw the rest.

1. The colors of the style (`ot`).
2. A layer of motifs: pieces of the style quilted where color, busyness and height in the picture fit, knitted together
   by PatchMatch from coarse to fine: a picture that consists of the style only and is laid out like the content.
3. Composition (`compose`): band by band the motifs take over where they do not run across lines of the picture.
4. One more PatchMatch at full detail rewrites all of it in the style's patches.
5. The finish: local contrast as at the matched place, then the style's histograms band by band (`bands`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.art.styles import bands, compose, fields, frame, maps, ot, relief
from studio.art.styles.chance import seed64
from studio.art.styles.fields import Floats, blur, f32, resized
from studio.art.styles.frame import Frame, Rect
from studio.art.styles.jit import Crew
from studio.art.styles.patch import contrast, full, lay, looks, material
from studio.art.styles.patch.atlas import Atlas
from studio.art.styles.patch.guides import Asked, gains, reductions
from studio.art.styles.patch.looks import Show
from studio.art.styles.patch.loom import Loom
from studio.art.styles.patch.places import Correspondence
from studio.art.styles.patch.quilt import quilt
from studio.core.params import Value
from studio.core.picture import Made
from studio.core.progress import Context

if TYPE_CHECKING:
    from studio.core.picture import Pixels

WORK = 640  # the places are sought at this side; larger pictures are painted from what was found
FULL = 0.4  # boldness at which the style's marks are all there
DRAW = 1.1  # how much of the finest drawing is put over the patches
ROUNDS = (3, 2, 1, 1)  # of search and vote, from the coarsest level; the finest is only copied


@dataclass(frozen=True)
class Manner:
    """The artist's settings of one run; see the catalogue for their meaning."""

    boldness: float
    motif: float
    colors: str
    texture: float
    detail: float
    relief: float
    light: float
    seed: int

    @property
    def force(self) -> float:
        """0..1: how far the marks go at all; full before the middle of the slider."""
        return min(1.0, self.boldness / FULL)

    @property
    def fine(self) -> float:
        """Mix of the finest band: patches that are averaged lose it."""
        return 0.9 * self.force

    @property
    def excess(self) -> float:
        """0..1: beyond that."""
        return float(max(0.0, (self.boldness - FULL) / (1 - FULL)) ** 0.5)


def apply(
    ctx: Context, *, content: Pixels, style: Pixels, seed: int, whole: Pixels | None = None, rect: Rect | None = None,
    strength: float = 1.0, boldness: float = 0.5, motif: float = 0.5, colors: str = "take", texture: float = 1.0,
    detail: float = 0.8, relief: float = 0.2, light: float = 135.0,
) -> Made:  # fmt: skip
    """`content` uint8 (H, W, 4) made of the motifs and marks of `style` (any size); alpha is kept exactly. `whole`,
    `rect`: see `frame.frame`.

    Raises `UserError` for a picture without a visible pixel.
    """
    used: dict[str, Value] = {
        "strength": strength, "boldness": boldness, "motif": motif, "colors": colors, "texture": texture,
        "detail": detail, "relief": relief, "light": light,
    }  # fmt: skip
    sitter = frame.frame(content, whole, rect)
    if strength <= 0:
        return Made(sitter.content.copy(), used)
    manner = Manner(boldness, motif, colors, texture, detail, relief, light, seed)
    with Crew() as crew:

        def work(ctx: Context, at: Frame, show: Show | None = None) -> tuple[Floats, Correspondence]:
            return paint(ctx, at, style, manner, crew, show=show)

        rgb = looks.painted(ctx, sitter, strength, "Knitting motifs", work)
    return Made(sitter.pixels(rgb, strength), used)


def paint(
    ctx: Context, sitter: Frame, style: Pixels, manner: Manner, crew: Crew, start: Correspondence | None = None,
    show: Show | None = None, kept: bands.Kept | None = None,
) -> tuple[Floats, Correspondence]:  # fmt: skip
    """float32 (H, W, 3) and where in the style each pixel came from (at working size).

    `start`: places to begin with instead of new motifs, as of the picture before in a film. `kept`: statistics of its
    shot.
    """
    style = material.trimmed(style)
    tables, mix = None, None
    if sitter.partial:  # motifs and statistics are those of the whole picture
        far = _woven(ctx.part(0.0, 0.2), sitter.overview, style, manner, crew, None, None)
        seen = sitter.overview
        mix = far.mix
        tables = bands.measured(ctx, far.rgb, far.model, seen.weight, seen.unit, seen.unit, mix, crew, fine=manner.fine)
        if start is None:
            start = material.part_of(far.motifs, sitter)
        ctx = ctx.part(0.2, 0.8)
    work = sitter.reduced(WORK)
    made = _woven(ctx.part(0.0, 0.75), work, style, manner, crew, start, show)
    mix = made.mix if mix is None else mix
    if kept is not None:
        mix = kept.mix = mix if kept.mix is None else kept.mix
    target: Floats | full.Bytes
    if work is not sitter:
        ctx.progress(0.75, "Painting at full size")
        rgb, target = _enlarged(ctx, sitter, style, made, manner, crew)
    else:
        rgb, target = contrast.bent(ctx, made.rgb, made.factors, sitter.unit), made.target
    calm = f32(0.35 * made.guarded)
    before = full.as_bytes(rgb) if calm.max() > 0.02 else None
    ctx.progress(0.85, "Marks of the style")
    done = bands.finish(
        ctx, rgb, made.model, sitter.weight, sitter.unit, work.unit, mix, crew, tables=tables, kept=kept,
        fine=manner.fine,
    )  # fmt: skip
    del rgb
    if before is not None:
        full.mix_rows(ctx, done, before, resized(calm, *sitter.size))
    if manner.force < 1:
        full.mix_rows(ctx, done, target, 0.85 * (1 - manner.force))
    height = fields.luma(done)
    done = relief.light(ctx, done, height, 0.3 * manner.relief, 0.05 * manner.relief, sitter.unit, crew, manner.light)
    if manner.colors != "take":
        full.relight(ctx, done, target)
    return done, made.found


def _drawing_kept(ctx: Context, rgb: Floats, target: Floats, lost: Floats, unit: float) -> Floats:
    """`target` with the lines of the picture `rgb` where its colors lost them; in place."""
    ctx.check()
    gray = fields.luma(rgb)
    gray -= blur(gray, 4 * unit)
    gray *= resized(lost, rgb.shape[1], rgb.shape[0])
    target += gray[..., None]
    return np.clip(target, 0, 1, out=target)


@dataclass(frozen=True)
class Woven:
    """What the search found. `rgb`, `target` float32 (h, w, 3) at working size, `model` the style beside them;
    `factors`: local contrast per band; `guarded`: skin; `mix`: of the finish."""

    rgb: Floats
    target: Floats
    model: Floats
    atlas: Atlas
    motifs: Correspondence
    found: Correspondence
    factors: list[Floats]
    guarded: Floats
    drawn: Floats
    lost: Floats
    mix: float


def _woven(
    ctx: Context, work: Frame, style: Pixels, manner: Manner, crew: Crew, start: Correspondence | None,
    show: Show | None,
) -> Woven:  # fmt: skip
    seen = work.overview
    side = work.side * manner.texture * material.share(style)
    ctx.progress(0.0, "Mixing colors")
    target, model = ot.matched(ctx, work, material.at_side(style, side), manner.colors, manner.seed, crew)
    atlas = Atlas.mirrored(model)
    ctx.check()
    drawn = fields.detail(
        work.rgb, work.unit, work.side, fields.detail_contrast(seen.rgb, seen.unit, seen.side) if work.partial else None
    )
    ctx.check()
    lost = manner.detail * maps.lost_drawing(work.rgb, target, drawn, work.unit)
    target = _drawing_kept(ctx, work.rgb, target.copy() if target is work.rgb else target, lost, work.unit)
    guarded = work.cut(maps.skin(seen.rgb), work.size)
    ctx.progress(0.1, "Choosing motifs")
    motifs, layer = _motifs(ctx.part(0.1, 0.5), work, target, atlas, drawn, manner, crew, start)
    if show is not None:
        show(layer, work)
    ctx.progress(0.6, "Composing")
    lines = compose.edges(work.rgb, work.unit)
    strength = manner.force * (1 + 0.25 * manner.excess)
    daring = 0.5 * manner.motif + 0.5 * manner.excess
    low = min(0.9, 0.3 + 0.4 * manner.motif + 0.2 * manner.excess) * manner.force
    joined, taken = compose.compose(target, layer, lines, guarded, work.side, strength, low, daring)
    held = f32(resized(taken, *work.size)) > 0.6
    ctx.progress(0.7, "Drawing with the style's marks")
    rgb, found = _redrawn(ctx, work, joined, atlas, drawn, motifs, held, manner, crew)
    rgb += 0.6 * (blur(joined, 12 * work.unit) - blur(rgb, 12 * work.unit))
    keep = DRAW * manner.detail * np.maximum(drawn, guarded)[..., None]
    rgb += keep * np.clip(joined - blur(joined, 3 * work.unit), -0.25, 0.25)
    ctx.progress(0.9, "Contrast of the style")
    free = f32(0.5 * (1 - drawn))
    factors = contrast.gains(ctx, rgb, atlas, found, free, work.unit)
    return Woven(
        rgb, target, model, atlas, motifs, found, factors, guarded, drawn, lost, _mix(rgb, model, work.unit, manner)
    )


def _mix(rgb: Floats, model: Floats, unit: float, manner: Manner) -> float:
    """Boldness of the finish: more where contrast is missing."""
    pairs = zip(contrast.bands(rgb, unit), contrast.bands(model, unit), strict=True)
    ratio = float(np.mean([own.std() / (goal.std() + 1e-6) for (own, _), (goal, _) in pairs]))
    mix = float(np.clip(0.35 + 0.9 * (1 - ratio), 0.35, 0.8))
    return mix * manner.force + (0.95 - mix) * manner.excess


def _motifs(
    ctx: Context, work: Frame, target: Floats, atlas: Atlas, drawn: Floats, manner: Manner, crew: Crew,
    start: Correspondence | None,
) -> tuple[Correspondence, Floats]:  # fmt: skip
    """The layer of motifs, at full working size: where it comes from and how it looks."""
    seen = work.overview
    m = manner.motif
    tones = _tones(ctx, seen, atlas.rgb, work.unit, manner, crew)
    asked = Asked(color=0.9 - 0.35 * m, busy=0.2 - 0.12 * m, single=0.3 - 0.24 * m)
    busy = work.cut(maps.unrest(seen.rgb, seen.unit), work.size)
    ctx.check()
    style_busy = maps.busyness(atlas.rgb, work.unit)
    ctx.check()
    single = maps.material(atlas.rgb)
    span = work.rect[1], work.rect[1] + work.rect[3]
    levels = reductions(work.side)
    found, layer = start, target
    for number, q in enumerate(levels):
        rounds = ROUNDS[min(number, len(ROUNDS) - 1)] if q > 1 else 0
        if start is not None and q > 1 and work.size[0] / q < 0.75 * start.size[0]:
            continue  # what is given is finer
        ctx.progress(number / len(levels))
        w, h = (max(8, round(n / q)) for n in work.size)
        small = atlas.reduced(q)
        picture = f32(work.cut(tones, (w, h)))
        sigma = max(1.2, 12 * work.unit / q)
        goal = asked.guide(picture, sigma, busy, None, span)
        gain = gains(f32(resized(drawn, w, h)), 1.0, 3.0)
        offers = (
            [
                asked.guide(c, sigma, atlas.copy(style_busy, k), atlas.copy(single, k), (0.0, 1.0))
                for k, c in enumerate(small.copies)
            ]
            if rounds or found is None
            else []
        )
        loom = Loom(crew, small, offers, goal, gain)
        if found is None:
            # where all of the style is figures, or all of the picture free, large pieces would be pictures in the picture
            calm = 1 - 0.35 * float((single > 0.5).mean()) - 0.3 * max(0.0, float((drawn < 0.2).mean()) - 0.5)
            block = max(6, int((0.2 + 0.25 * m) * calm * min(h, w)))
            weights = np.array([1 / asked.color] * 3 + [1.0] * 3, np.float32)
            pick = [0, 1, 2, 5, 6, 7]
            cut = [np.ascontiguousarray(g[..., pick] * weights) for g in (goal, *offers)]
            field = quilt(ctx, cut[0], cut[1:], small.copies, f32(gain / gain.max()), block, manner.seed, [1, 0])
            field = loom.correspondence(field).index(3)
            layer = loom.vote(field, 0, trusting=False)
        else:
            field = loom.inherit(found)
            layer = loom.vote(field, 0 if rounds == 0 else 1, trusting=False)
        for turn in range(rounds):
            seed = int(seed64(manner.seed, 11, number, turn) >> np.uint64(2))
            loom.search(ctx, layer, field, 2, 8 * 2**number, 0, 0.004, seed)
            layer = loom.vote(field, 3)
        found = loom.correspondence(field)
    assert found is not None
    return found, layer


def _tones(ctx: Context, seen: Frame, style: Floats, unit: float, manner: Manner, crew: Crew) -> Floats:
    """The colors that motifs should have from afar, small: those of the style without its marks."""
    if manner.colors == "keep":
        return seen.rgb
    soft = resized(blur(style, 12 * unit), max(16, style.shape[1] // 4), max(16, style.shape[0] // 4))
    return ot.matched(ctx, seen, f32(soft), "take", manner.seed, crew)[0]


def _redrawn(
    ctx: Context, work: Frame, joined: Floats, atlas: Atlas, drawn: Floats, motifs: Correspondence,
    held: NDArray[np.bool_], manner: Manner, crew: Crew,
) -> tuple[Floats, Correspondence]:  # fmt: skip
    """Everything once more in the style's patches."""
    asked = Asked(color=0.6, form=0.2, height=0.0)
    sigma = max(1.0, 1.5 * work.unit)
    goal = asked.guide(joined, sigma, None, None, (0.0, 0.0))
    offers = [asked.guide(c, sigma, None, None, (0.0, 0.0)) for c in atlas.copies]
    loom = Loom(crew, atlas, offers, goal, gains(drawn, 1.0, 2 * manner.detail))
    field = loom.inherit(motifs)
    seed = int(seed64(manner.seed, 12) >> np.uint64(2))
    loom.search(ctx, joined, field, 2, 64, 1, 0.004, seed, held)
    return loom.vote(field, 1), loom.correspondence(field)


def _enlarged(
    ctx: Context, sitter: Frame, style: Pixels, made: Woven, manner: Manner, crew: Crew
) -> tuple[Floats, full.Bytes]:
    """The picture at full size before its finish, and its target."""
    w, h = sitter.size
    unit = sitter.unit
    if manner.colors == "take":
        fine = material.pixels_at(style, min(2048, sitter.side * manner.texture * material.share(style)))
    else:
        fine = full.as_bytes(made.model)
    laid = lay.lay(ctx, crew, made.found, made.atlas.turns, fine, w, h)
    aim = full.targets(
        ctx, sitter, material.at_side(style, material.side_of(made.model)), manner.colors, manner.seed, crew
    )
    keep = resized(f32(DRAW * manner.detail * np.maximum(made.drawn, made.guarded)), w, h)
    lost = resized(made.lost, w, h)
    out = np.empty_like(laid)
    target = np.empty(out.shape, np.uint8)
    for rows, wide, inside in full.strips(h, w, round(24 * unit)):
        ctx.progress(0.75 + 0.1 * rows.start / h)
        own, aimed = aim(wide)
        aimed = _drawing_kept(ctx, own, aimed, lost[wide], unit)
        target[rows] = aimed[inside] * np.float32(255)
        sharp = aimed - blur(aimed, 3 * unit)
        np.clip(sharp, -0.25, 0.25, out=sharp)
        sharp *= keep[wide][..., None]
        sharp += laid[wide]
        share = wide.start / h, (wide.stop - wide.start) / h
        factors = [full.rows_of(f, *share) for f in made.factors]
        out[rows] = contrast.bent(ctx, sharp, factors, unit)[inside]
    return out, target
